//! What follows when the numbers are not known: what a user of `intsoc robust` is promised.

use crate::support::desk::{Desk, Said};
use crate::support::runs::{column, place, rows};

/// A world of some numbers with ranges: alone, of a profile, of weights, of a movement, of events.
const RANGED: &str = r#"
extends = "minimal.toml"
[scenario]
months = 10
[crisis]
violence = { value = 0.2, low = 0.1, high = 0.3, grade = "assumed" }
[target]
resolve = { value = 0.5, low = 0.1, high = 0.9, grade = "assumed" }
[blame]
clarity = { value = 1.0, low = 0.5, high = 2.0, grade = "interpreted" }
[profiles.small]
openness = { value = 0.2, low = 0.1, high = 0.5, grade = "assumed" }
[movements.never_again]
growth = { value = 2.5, low = 1.0, high = 4.0, grade = "assumed" }
[states.eastland]
profile = "small"
capability = 0.1
constituencies = { nationals = 0.6, society = 0.38, humanity = 0.02 }
[[events]]
name = "first war"
date = "2001-03"
set = { "states.aurelia.overstretch" = { value = 0.6, low = 0.3, high = 0.9, grade = "assumed" } }
[[events]]
name = "second war"
date = "2001-06"
set = { "states.aurelia.overstretch" = { value = 0.2, low = 0.1, high = 0.3, grade = "assumed" } }
"#;

pub fn desk() -> Desk {
    let desk = Desk::new();
    desk.put("ranged.toml", RANGED);
    desk.put("weak.toml", "extends = \"ranged.toml\"\n[target]\nresolve = 0.1\n");
    desk.put("no-war.toml", "extends = \"ranged.toml\"\ndrop = [\"first war\"]\n");
    desk.put(
        "need.toml",
        "extends = \"ranged.toml\"\n[set]\n\"states.aurelia.constituencies\" = { nationals = 0.1, society = 0.1, humanity = 0.8 }\n",
    );
    desk
}

/// A file that asks over the assumed numbers, each by itself.
pub fn asking(points: usize, rest: &str) -> String {
    format!(
        "scenario = \"ranged.toml\"\nranges = \"assumed\"\ntogether = []\npoints = {points}\nreplicates = 2\n{rest}"
    )
}

pub fn robust(desk: &Desk, text: &str, more: &[&str]) -> Said {
    desk.put("asks.toml", text);
    desk.intsoc(&[&["robust", "asks.toml", "--no-keep", "--out", "out", "--force", "--quiet"], more].concat())
}

/// The header of the table of points, without the number of the point.
fn drawn(desk: &Desk) -> Vec<String> {
    column(&rows(&desk.read("out/parameters.csv")), "path")
}

/// A cell of a table in the only row that has these cells.
fn cell(table: &[Vec<String>], of: &[(&str, &str)], wanted: &str) -> String {
    let is = |row: &&Vec<String>| of.iter().all(|(name, value)| row[place(table, name)] == *value);
    let found: Vec<_> = table[1..].iter().filter(is).collect();
    assert_eq!(found.len(), 1, "{of:?} in {table:?}");
    found[0][place(table, wanted)].clone()
}

fn near(found: &str, expected: f64) {
    let found: f64 = found.parse().unwrap_or_else(|_| panic!("{found:?} is no number"));
    assert!((found - expected).abs() < 1e-9, "{found} against {expected}");
}

const WAR: &str = "events.'first war'.set.states.aurelia.overstretch";

#[test]
fn a_claim_that_is_true_everywhere_holds_in_all_worlds_and_one_that_a_number_decides_in_half() {
    let desk = desk();
    // Without noise the first months are the same in every history: what is left is the number that is drawn.
    let still = "[set]\n\"crisis.violence_noise\" = 0.0\n";
    let at_start = "mean(at(violence, '2001-01'))";
    robust(
        &desk,
        &asking(40, &format!("{still}[[claim]]\nid = \"start\"\nmeasure = \"{at_start}\"\nmore_than = 0\n")),
        &[],
    )
    .noted(&[]);
    let claims = rows(&desk.read("out/claims.csv"));
    let middle = cell(&claims, &[("claim", "start"), ("part", "1")], "at_values");
    let claims = format!(
        "{still}[measures]\nnone = \"mean(adequacy) / 0\"\n\
         [[claim]]\nid = \"true\"\nmeasure = \"mean(adequacy) - mean(adequacy)\"\nmore_than = -1\n\
         [[claim]]\nid = \"false\"\nmeasure = \"mean(adequacy) - mean(adequacy)\"\nmore_than = 0\n\
         [[claim]]\nid = \"toss\"\nmeasure = \"{at_start}\"\nmore_than = {middle}\n\
         [[claim]]\nid = \"none\"\nmeasure = \"0 * log(mean(adequacy) - mean(adequacy) - 1)\"\nmore_than = -1\n"
    );
    robust(&desk, &asking(40, &claims), &[]).noted(&[]);
    let claims = rows(&desk.read("out/claims.csv"));
    let of = |id: &str, wanted: &str| cell(&claims, &[("claim", id), ("part", "1")], wanted);
    // Clopper and Pearson (1934), in closed form where all or none of n are: (alpha/2)^(1/n).
    let all = libm::pow(0.025, 1.0 / 40.0);
    for (id, holds, low, high) in [("true", 1.0, all, 1.0), ("false", 0.0, 0.0, 1.0 - all)] {
        near(&of(id, "holds"), holds);
        near(&of(id, "holds_low"), low);
        near(&of(id, "holds_high"), high);
        near(&of(id, "undefined"), 0.0);
    }
    // A Latin hypercube has half of its points in the upper half of each range.
    near(&of("toss", "holds"), 0.5);
    near(&of("toss", "surely"), 0.5);
    near(&of("toss", "surely_fails"), 0.5);
    near(&of("toss", "undecided"), 0.0);
    for wanted in ["holds", "surely", "surely_fails"] {
        near(&of("none", wanted), 0.0);
    }
    near(&of("none", "undefined"), 40.0);
}

#[test]
fn what_luck_leaves_open_at_a_point_is_told_apart_from_what_it_decides() {
    let desk = desk();
    // At the median over the points, with noise: those near it are not decided by two histories.
    let claim = |limit: &str| {
        format!("[[claim]]\nid = \"late\"\nmeasure = \"mean(at(violence, '2001-10'))\"\nmore_than = {limit}\n")
    };
    robust(&desk, &asking(40, &claim("0")), &[]).noted(&[]);
    let middle = cell(&rows(&desk.read("out/claims.csv")), &[("claim", "late"), ("part", "1")], "p50");
    robust(&desk, &asking(40, &claim(&middle)), &[]).noted(&[]);
    let claims = rows(&desk.read("out/claims.csv"));
    let of =
        |wanted: &str| -> f64 { cell(&claims, &[("claim", "late"), ("part", "1")], wanted).parse().expect("a share") };
    let [holds, surely, fails, undecided] = ["holds", "surely", "surely_fails", "undecided"].map(of);
    assert!((holds - 0.5).abs() <= 0.15, "{claims:?}");
    assert!((surely + fails + undecided - 1.0).abs() < 1e-12);
    assert!(surely < holds && fails < 1.0 - holds && undecided > 0.2, "{claims:?}");
}

#[test]
fn a_number_that_cannot_act_is_not_distinguishable_from_the_dummy() {
    let desk = desk();
    let off = "off = [\"movements\"]\n[measures]\nviolence = \"mean(at(violence, '2001-02'))\"\n";
    robust(&desk, &asking(120, off).replace("replicates = 2", "replicates = 1"), &[]).noted(&[]);
    let sensitivity = rows(&desk.read("out/sensitivity.csv"));
    let of = |measure: &str, parameter: &str| {
        cell(&sensitivity, &[("measure", measure), ("parameter", parameter)], "distinguishable")
    };
    for measure in ["violence", "adequacy"] {
        assert_eq!(of(measure, "movements.never_again.growth"), "false", "{sensitivity:?}");
    }
    assert_eq!(of("violence", "crisis.violence"), "true");
    // Nobody is overstretched yet, and nobody's openness has a part in it.
    for idle in [WAR, "profiles.small.openness", "target.resolve"] {
        assert_eq!(of("violence", idle), "false", "{idle}");
    }
}

#[test]
fn what_a_world_sets_is_laid_after_the_numbers_and_that_is_said() {
    let desk = desk();
    let worlds = "[worlds]\nweak = \"weak.toml\"\nno_war = \"no-war.toml\"\n[measures]\n\
                  resolve = \"effect(at(violence, '2001-10') | weak)\"\n";
    robust(&desk, &asking(6, worlds), &[]).noted(&[
        "worlds.weak sets or drops 1 of the numbers",
        "target.resolve",
        "worlds.no_war sets or drops 1 of the numbers",
        // An event goes by its name, whatever its number.
        WAR,
    ]);
    let said = desk.json("out/manifest.json")["notes"].to_string();
    assert!(said.contains("worlds.no_war") && said.contains("worlds.weak"), "{said}");
    assert!(drawn(&desk).contains(&WAR.to_string()) && drawn(&desk).contains(&"target.resolve".to_string()));
}

#[test]
fn a_number_that_is_set_or_varied_otherwise_is_not_drawn_and_that_is_said() {
    let desk = desk();
    let not_drawn = |rest: &str, more: &[&str], path: &str| {
        let said = robust(&desk, &asking(4, rest), more);
        said.noted(&["set or varied otherwise, and so not drawn from a range", path]);
        let ranges = drawn(&desk);
        assert!(ranges.len() >= 5, "others are drawn: {ranges:?}");
        ranges
    };
    let varied = not_drawn("[vary]\n\"target.resolve\" = { scale = [0.5, 1.5] }\n", &[], "target.resolve");
    assert_eq!(varied.iter().filter(|name| *name == "target.resolve").count(), 1);
    let scales = column(&rows(&desk.read("out/points.csv")), "target.resolve");
    assert!(scales.iter().all(|scale| scale.parse::<f64>().is_ok_and(|scale| (0.5..=1.5).contains(&scale))));
    // A profile's number is not drawn where a state's own is varied.
    let varied =
        not_drawn("[vary]\n\"states.eastland.openness\" = { from = 0.1, to = 0.3 }\n", &[], "profiles.small.openness");
    assert!(!varied.contains(&"profiles.small.openness".to_string()));
    // What is set bears no grade any more: it is said all the same.
    for (rest, more) in [
        ("", ["--set", "target.resolve=0.3"]),
        ("", ["--set", "target.resolve={scale=0.9}"]),
        ("[set]\n\"target.resolve\" = 0.3\n", ["--seed", "5"]),
    ] {
        robust(&desk, &asking(4, rest), &more).noted(&["not drawn from a range: target.resolve"]);
        assert!(!drawn(&desk).contains(&"target.resolve".to_string()));
    }
}

#[test]
fn what_is_held_keeps_its_value_by_whichever_name_it_is_held() {
    let desk = desk();
    for (held, gone) in [
        ("states.eastland.openness", "profiles.small.openness"),
        ("profiles.*.openness", "profiles.small.openness"),
        ("events.'first war'.set.states.aurelia.overstretch", WAR),
        ("events.'first war'", WAR),
        ("movements.*.growth", "movements.never_again.growth"),
        ("movements", "movements.never_again.growth"),
    ] {
        robust(&desk, &asking(2, &format!("hold = [{held:?}]\n")), &[]).noted(&[]);
        let left = drawn(&desk);
        assert!(left.len() == 5 && !left.contains(&gone.to_string()), "{held}: {left:?}");
    }
}

#[test]
fn the_command_that_shows_where_a_claim_fails_shows_just_that() {
    let desk = desk();
    let own = "off = [\"court\"]\n[set]\n\"blame.rate\" = 0.2\n";
    let claim = "[worlds]\nneed = \"need.toml\"\n[[claim]]\nid = \"A\"\nmeasure = \"mean(at(violence, '2001-03'))\"\nless_than = ";
    robust(&desk, &asking(40, &format!("{own}{claim}0.99\n")), &[]).noted(&[]);
    let middle = cell(&rows(&desk.read("out/claims.csv")), &[("claim", "A"), ("part", "1")], "at_values");
    let middle: f64 = middle.parse().expect("a number");
    robust(&desk, &asking(40, &format!("{own}{claim}{}\n", middle + 0.02)), &[]).noted(&[]);
    let examples = rows(&desk.read("out/examples.csv"));
    assert_eq!(cell(&examples, &[("claim", "A")], "ends"), "crisis.violence high");
    // What the file itself changes is a part of it.
    let command = cell(&examples, &[("claim", "A")], "command");
    assert_eq!(
        command,
        "intsoc run ranged.toml --set 'blame.rate=0.2' --off court --set 'crisis.violence=0.3' --replicates 200 --seed 1"
    );
    let words = shlex::split(&command.replace("200", "3")).expect("words");
    let words: Vec<&str> = words[1..].iter().map(String::as_str).collect();
    desk.intsoc(&[&words[..], &["--out", "shown", "-q"]].concat()).done();
    // On the command line a change comes last: it would undo what a world sets itself, and then show something else.
    let claim = "[worlds]\nweak = \"weak.toml\"\n[[claim]]\nid = \"A\"\nmeasure = \"effect(adequacy | weak)\"\nmore_than = 0.00003\n";
    robust(&desk, &asking(60, claim), &[]).noted(&[]);
    let examples = rows(&desk.read("out/examples.csv"));
    assert_eq!(cell(&examples, &[("claim", "A")], "ends"), "target.resolve low");
    assert_eq!(cell(&examples, &[("claim", "A")], "command"), "");
}

/// A file that asks everything at once: worlds, measures, claims, theories, facts.
const EVERYTHING: &str = r#"
ranges = "assumed"
points = 10
replicates = 2
patterns = "patterns.toml"
worlds = ["weak", "no_war"]
theories = true
facts = "facts.csv"
[measures]
high = "mean(at(violence, '2001-05'))"
[levers.weak]
needs = "persuasion"
costs = "nobody"
catch = "it may not be believed"
"#;

const PATTERNS: &str = r#"
trunk = "ranged.toml"
[rivals]
R0 = "ranged.toml"
calm = "calm.toml"
[worlds]
weak = "weak.toml"
no_war = "no-war.toml"
[[pattern]]
id = "P1"
question = "Does a weaker target help?"
section = ""
emergent = true
used_in_tuning = false
claims = [{ measure = "effect(adequacy | weak)", more_than = 0.00003 }, { measure = "effect(adequacy | no_war)", less_than = 1 }]
"#;

const FACTS: &str = "fact,kind,what,measure,value,low,high,unit,part,grade,source\n\
    early,value,violence,\"at(violence, '2001-02')\",0.25,,,share,fit,documented,a book\n\
    late,value,violence,\"at(violence, '2001-09')\",0.6,,,share,test,documented,a book\n";

fn everything() -> Desk {
    let desk = desk();
    desk.put("asks.toml", EVERYTHING);
    desk.put("ranged.toml", &RANGED.replace("months = 10", "months = 6"));
    desk.put("patterns.toml", PATTERNS);
    desk.put("facts.csv", &FACTS.replace("2001-09", "2001-06"));
    desk.put("calm.toml", "extends = \"ranged.toml\"\n[scenario]\noff = [\"movements\"]\n[crisis]\npeak = 0.5\n");
    desk
}

/// The files of a folder but its manifest, which says how long it took.
fn files(desk: &Desk, folder: &str) -> Vec<(String, Vec<u8>)> {
    let names = desk.names(folder).into_iter().filter(|name| name != "manifest.json");
    names.map(|name| (name.clone(), desk.bytes(&format!("{folder}/{name}")))).collect()
}

#[test]
fn plausible_worlds_are_the_same_bytes_on_any_number_of_threads_in_shards_and_made_again() {
    let desk = everything();
    for threads in ["1", "2", "8"] {
        let out = format!("on{threads}");
        desk.intsoc(&["robust", "asks.toml", "--no-keep", "--out", &out, "--threads", threads, "-q"]).noted(&[]);
        assert!(desk.intsoc(&["check", &out]).out.starts_with(&format!("{out}: good\n")));
    }
    let whole = files(&desk, "on1");
    for table in ["claims.csv", "effects.csv", "spread.csv", "bands.csv", "facts.csv", "verdicts.csv", "levers.csv"] {
        let rows = whole
            .iter()
            .find(|(name, _)| name == table)
            .map(|(_, bytes)| bytes.iter().filter(|b| **b == b'\n').count());
        assert!(rows.is_some_and(|rows| rows > 1), "{table} has rows");
    }
    for shard in ["1", "2", "3"] {
        desk.intsoc(&["robust", "asks.toml", "--no-keep", "--out", shard, "--shard", &format!("{shard}/3"), "-q"])
            .noted(&[]);
    }
    desk.intsoc(&["merge", "1", "2", "3", "--out", "merged", "-q"]).noted(&[]);
    for folder in ["on2", "on8", "merged"] {
        let other = files(&desk, folder);
        let names = |files: &[(String, Vec<u8>)]| files.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&other), names(&whole), "{folder}");
        for ((name, one), (_, two)) in whole.iter().zip(&other) {
            assert!(one == two, "{folder}/{name} is another");
        }
    }
    // Single histories can be made again.
    let key = column(&rows(&desk.read("on1/outcomes.csv")), "key").pop().expect("a history");
    assert!(desk.intsoc(&["reproduce", &key, "on1", "--out", "again"]).noted(&[]).contains("the same"));
}

#[test]
fn theories_are_crossed_with_the_points() {
    let desk = everything();
    desk.intsoc(&["robust", "asks.toml", "--no-keep", "--out", "out", "-q"]).noted(&[]);
    let points = rows(&desk.read("out/points.csv"));
    assert_eq!(points.len(), 1 + 2 * 10);
    let theories = column(&points, "scenario");
    assert!(theories.chunks(2).all(|pair| pair == ["R0", "calm"]), "{theories:?}");
    // The same point under both.
    for pair in points[1..].chunks(2) {
        assert_eq!(pair[0][2..], pair[1][2..]);
    }
    let claims = rows(&desk.read("out/claims.csv"));
    for theory in ["R0", "calm"] {
        assert_eq!(cell(&claims, &[("theory", theory), ("claim", "P1"), ("part", "1")], "points"), "10");
    }
}

#[test]
fn too_few_points_are_told_with_how_many_are_needed() {
    let desk = everything();
    let said = desk.intsoc(&["robust", "asks.toml", "--no-keep", "--out", "out"]).noted(&[]);
    assert!(said.contains("at least 400 are needed"), "{said}");
}

#[test]
fn a_record_that_is_the_history_of_a_point_is_found_at_that_point() {
    let desk = desk();
    desk.put("facts.csv", FACTS);
    let text = asking(400, "facts = \"facts.csv\"\n[set]\n\"crisis.violence_noise\" = 0.0\n\"scenario.months\" = 10\n")
        .replace("replicates = 2", "replicates = 1");
    robust(&desk, &text, &[]).noted(&[]);
    let simulated = rows(&desk.read("out/facts.csv"));
    let points = rows(&desk.read("out/points.csv"));
    for point in ["17", "250"] {
        let of = |fact: &str| cell(&simulated, &[("point", point), ("fact", fact)], "mean");
        let record = FACTS.replace("0.25", &of("early")).replace("0.6,", &format!("{},", of("late")));
        desk.put("facts.csv", &record);
        robust(&desk, &text, &[]).noted(&[]);
        let kept = rows(&desk.read("out/kept.csv"));
        assert_eq!(kept.len(), 1 + 20);
        assert_eq!(column(&kept, "point")[0], point, "{kept:?}");
        // One number decides violence at first: those that are kept lie where it does.
        let violence =
            |point: &str| -> f64 { cell(&points, &[("point", point)], "crisis.violence").parse().expect("a number") };
        for other in column(&kept, "point") {
            assert!((violence(&other) - violence(point)).abs() < 0.02, "{other} is kept");
        }
    }
}
