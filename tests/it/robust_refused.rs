//! What `intsoc robust` cannot ask, and points that make no scenario: refused, or named and counted.

use crate::robust::{asking, desk, robust};
use crate::support::desk::Desk;
use crate::support::runs::{column, rows};

/// What is refused, with the words that the answer must have.
fn refused(desk: &Desk, text: &str, words: &[&str]) {
    robust(desk, text, &[]).refused(words);
    assert!(!desk.path("out").exists(), "nothing is left of {text}");
}

#[test]
fn what_cannot_be_asked_is_refused_with_its_place_and_what_to_do() {
    let desk = desk();
    desk.put("alone.toml", "extends = \"minimal.toml\"\n");
    let claim = |measure: &str| asking(4, &format!("[[claim]]\nid = \"A\"\nmeasure = {measure:?}\nmore_than = 0\n"));
    let deep = format!("{}mean(adequacy){}", "(".repeat(900), ")".repeat(900));
    for (text, words) in [
        // Words that are not in the language, of a statistic and of a quantity.
        (claim("meen(adequacy)"), vec!["asks.toml:6", "meen"]),
        (claim("mean(adequecy)"), vec!["asks.toml:8: claim A = \"mean(adequecy)\"", "did you mean `adequacy`"]),
        (claim("effect(adequacy | weak)"), vec!["asks.toml:6", "weak"]),
        (claim(&deep), vec!["asks.toml:6"]),
        (
            asking(4, "[measures]\nfirst = \"mean(adequacy)\"\nlast = \"mean(at(nothing, '2001-02'))\"\n"),
            vec!["asks.toml:8: measures.last", "nothing"],
        ),
        (
            asking(4, "[worlds]\nweak = \"weak.toml\"\n[measures]\nlast = \"mean(nothing | weak)\"\n"),
            vec!["asks.toml:9: measures.last", "nothing"],
        ),
        // Worlds that are none.
        (asking(4, "worlds = [\"weak\"]\n"), vec!["asks.toml:6", "no patterns are named"]),
        (
            asking(4, "[worlds]\nweak = \"week.toml\"\n"),
            vec!["asks.toml:7: worlds.weak", "week.toml", "cannot be read"],
        ),
        (
            asking(4, "[worlds]\nalone = \"alone.toml\"\n"),
            vec!["asks.toml:7: worlds.alone", "alone.toml", "does not extend ranged.toml"],
        ),
        (
            asking(4, "[levers.weak]\nneeds = \"a\"\ncosts = \"b\"\ncatch = \"c\"\n"),
            vec!["asks.toml:6: levers.weak", "is no world"],
        ),
        // Numbers that are none, or have no range.
        (
            asking(4, "").replace("\"assumed\"", "\"all\""),
            vec!["asks.toml:2: ranges = \"all\"", "have no range", "hold = ["],
        ),
        (
            asking(4, "").replace("\"assumed\"", "\"documented\""),
            vec!["asks.toml:2: ranges = \"documented\"", "no number"],
        ),
        (asking(4, "").replace("\"assumed\"", "\"guessed\""), vec!["asks.toml:2: ranges = \"guessed\"", "assumed"]),
        (
            asking(4, "hold = [\"crisis.violence\", \"target.resolv\"]\n"),
            vec!["asks.toml:6: hold.1 = \"target.resolv\"", "resolve"],
        ),
        (
            asking(4, "").replace("together = []", "together = [\"crisis.violence\", \"target.resolv\"]"),
            vec!["asks.toml:3: together.1 = \"target.resolv\"", "resolve"],
        ),
        (
            asking(4, "").replace("together = []", "together = [\"kind\", [\"crisis.violence\", \"target.resolv\"]]"),
            vec!["asks.toml:3: together.1.1 = \"target.resolv\"", "resolve"],
        ),
        (asking(4, "").replace("together = []", "together = \"kinds\""), vec!["asks.toml:3: together", "kinds"]),
        (asking(4, "shape = \"normal\"\n"), vec!["asks.toml:6: shape = \"normal\"", "triangular"]),
        (asking(4, "theories = true\n"), vec!["asks.toml:6: theories", "no patterns are named"]),
        ("ranges = \"all\"\ntheories = true\n".into(), vec!["asks.toml:2: theories", "no patterns are named"]),
        // Too many.
        (asking(1_000_001, ""), vec!["asks.toml:4: points = 1000001", "at most a million"]),
        (asking(4, "").replace("points = 4", "points = 1000000000000000"), vec!["asks.toml"]),
    ] {
        refused(&desk, &text, &words);
    }
}

#[test]
fn ranges_of_what_is_varied_are_refused_where_they_are_none() {
    let desk = desk();
    let vary = |path: &str, what: &str| asking(4, &format!("[vary]\n{path:?} = {what}\n"));
    let line = "asks.toml:7: vary.\"states.aurelia.openness\"";
    for (what, words) in [
        ("{ scale = [1.5, 1.5] }", vec![line, "the range from 1.5 to 1.5 is empty"]),
        ("{ add = [0.2, 0.1] }", vec![line, "the range from 0.2 to 0.1 is empty"]),
        ("{ scale = [0.5, 2], clamp = [0.8, 0.2] }", vec![line, "clamp = [A, B] with A below B"]),
        ("{ scale = [0.5, 2], clamp = \"yes\" }", vec![line.trim_end_matches('"'), "true, or the two ends of a range"]),
        ("{ scale = [0.5] }", vec![line.trim_end_matches('"'), "scale"]),
        ("{ share = [0.1, 0.3] }", vec!["asks.toml:7: ", "states.aurelia.openness", "is no weight of a constituency"]),
        ("{ add = [5, 6] }", vec!["asks.toml:7: ", "states.aurelia.openness", "a share from 0 to 1"]),
    ] {
        refused(&desk, &vary("states.aurelia.openness", what), &words);
    }
    desk.put(
        "turned.toml",
        "extends = \"minimal.toml\"\n[target]\nresolve = { value = 0.5, low = 0.9, high = 0.1, grade = \"assumed\" }\n",
    );
    refused(
        &desk,
        &asking(4, "").replace("ranged", "turned"),
        &["turned.toml:3: target.resolve", "low <= value <= high"],
    );
    desk.put(
        "point.toml",
        "extends = \"minimal.toml\"\n[target]\nresolve = { value = 0.5, low = 0.5, high = 0.5, grade = \"assumed\" }\n",
    );
    refused(&desk, &asking(4, "").replace("ranged", "point"), &["asks.toml:2: ranges = \"assumed\"", "no number"]);
}

#[test]
fn points_that_make_no_scenario_are_named_and_counted() {
    let desk = desk();
    let text = asking(8, "[vary]\n\"states.borea.openness\" = { add = [0.0, 1.28] }\n");
    desk.put("asks.toml", &text);
    let said = desk.intsoc(&["robust", "asks.toml", "--no-keep", "--out", "out"]);
    let failed = rows(&desk.read("out/failures.csv"));
    assert_eq!(failed.len(), 3, "{failed:?}");
    let whole = format!("{}{}", said.out, said.err);
    said.ended(
        1,
        &["2 of 8 points that were looked at make no scenario", "2 of 8 points could not be run", "failures.csv"],
    );
    assert!(whole.contains("6 plausible worlds (2 points of all could not be run, and are not counted)"), "{whole}");
    for row in &failed[1..] {
        assert!(row.last().is_some_and(|reason| reason.starts_with("states.borea.openness = 1.")), "{row:?}");
    }
    assert_eq!(desk.json("out/manifest.json")["failed"], 2);
}

#[test]
fn a_table_of_points_is_read_or_refused_with_its_line() {
    let desk = desk();
    let text = "scenario = \"ranged.toml\"\nreplicates = 1\npoints_from = \"points.csv\"\n";
    desk.put("list.toml", text);
    let swept = |table: &str| {
        desk.put("points.csv", table);
        desk.intsoc(&["sweep", "list.toml", "--out", "out", "--force", "--quiet"])
    };
    let said = desk.intsoc(&["sweep", "list.toml", "--out", "out"]);
    assert!(!said.err.contains("[[point]]"), "enough is said: {}", said.err);
    said.refused(&["points.csv", "cannot be read"]);
    for (table, words) in [
        ("", vec!["points.csv", "holds no point"]),
        ("target.resolve\n", vec!["points.csv", "holds no point"]),
        ("target.resolve,blame.clarity\n0.1,1\n0.2\n", vec!["points.csv:3", "is no table"]),
        ("target.resolve,target.resolve\n0.1,0.2\n", vec!["points.csv:1", "two columns called \"target.resolve\""]),
        ("target.resolv\n0.1\n", vec!["points.csv:2: ", "target.resolv", "did you mean `resolve`"]),
        ("target.resolve\n0.1\n\"0.2\n0.3\n", vec!["points.csv:3"]),
        ("states.borea.openness\n0.1\n7\n", vec!["points.csv:3: states.borea.openness = 7", "a share from 0 to 1"]),
        ("target.resolve\n0.1\nhigh\n", vec!["points.csv:3", "high"]),
    ] {
        let said = swept(table);
        assert_eq!(said.code, Some(2), "{table:?}: {said:?}");
        said.refused(&words);
        assert!(!desk.path("out").exists(), "{table:?}");
    }
    // An empty cell keeps what the scenario says; a number of points is nobody's path.
    swept("point,target.resolve,blame.clarity\n7,0.1,\n9,,0.6\n").done();
    let points = rows(&desk.read("out/points.csv"));
    assert_eq!([column(&points, "target.resolve"), column(&points, "blame.clarity")], [["0.1", ""], ["", "0.6"]]);
}
