//! What a table says was varied is what ran: nothing is rounded, overwritten, undone or passed over without a word.

use crate::support::desk::{Desk, Said};
use crate::support::runs::{self, rows};

/// A sweep of the smallest world, of two histories per point.
pub fn sweep(rest: &str) -> String {
    format!("scenario = \"minimal.toml\"\nreplicates = 2\n{rest}")
}

/// A world in which a state has factions and two share a profile, with events.
const FACTIONS: &str = r#"
extends = "minimal.toml"
[scenario]
name = "Factions"
[profiles.small]
openness = 0.2
[states.eastland]
profile = "small"
capability = 0.1
constituencies = { nationals = 0.6, society = 0.38, humanity = 0.02 }
solidarism = 0.2
[states.westland]
profile = "small"
openness = 0.9
capability = 0.1
constituencies = { nationals = 0.6, society = 0.38, humanity = 0.02 }
[states.westland.factions]
hawks = { share = 0.4, solidarism = 0.1 }
doves = { share = 0.6, solidarism = 0.9 }
[[events]]
name = "first: a war"
date = "2001-03"
set = { "states.aurelia.overstretch" = 0.6, "states.borea.ties" = 0.7 }
[[events]]
name = "second"
date = "2001-06"
set = { "states.aurelia.overstretch" = 0.2 }
"#;

pub fn desk() -> Desk {
    let desk = Desk::new();
    desk.put("factions.toml", FACTIONS);
    desk.put("weak.toml", "extends = \"minimal.toml\"\n[set]\n\"target.resolve\" = 0.1\n\"blame.clarity\" = 2.0\n");
    desk.put("no-veto.toml", "extends = \"minimal.toml\"\n[scenario]\noff = [\"veto\"]\n");
    desk
}

/// Runs a sweep from its text into `out`.
pub fn swept(desk: &Desk, text: &str, more: &[&str]) -> Said {
    desk.put("sweep.toml", text);
    desk.intsoc(&[&["sweep", "sweep.toml", "--out", "out", "--quiet", "--force"], more].concat())
}

/// A column of a table.
pub fn column(desk: &Desk, table: &str, name: &str) -> Vec<String> {
    runs::column(&rows(&desk.read(table)), name)
}

/// The notes that a folder of results keeps.
pub fn notes(desk: &Desk, folder: &str) -> String {
    desk.json(&format!("{folder}/manifest.json"))["notes"].to_string()
}

#[test]
fn a_seed_is_the_seed_wherever_it_is_given() {
    let desk = desk();
    let plain = sweep("[vary]\n\"target.resolve\" = { values = [0.5] }\n");
    for seed in ["9007199254740993", "1758000000000000127", "9223372036854775807"] {
        let set = format!("scenario.seed={seed}");
        desk.put("seeded.toml", &format!("extends = \"minimal.toml\"\n[scenario]\nseed = {seed}\n"));
        desk.intsoc(&["run", "minimal.toml", "--replicates", "2", "--seed", seed, "--out", "run", "-q", "--force"])
            .done();
        let alone = rows(&desk.read("run/histories.csv"));
        for (text, more) in [
            (plain.clone(), vec!["--seed", seed]),
            (plain.clone(), vec!["--set", &set]),
            (format!("seed = {seed}\n{plain}"), vec![]),
            (plain.replace("minimal.toml", "seeded.toml"), vec![]),
        ] {
            swept(&desk, &text, &more).done();
            let outcomes = rows(&desk.read("out/outcomes.csv"));
            for (swept, alone) in outcomes[1..].iter().zip(&alone[1..]) {
                assert_eq!(
                    (swept[0].as_str(), &swept[3..]),
                    (format!("p0-{}", alone[0]).as_str(), &alone[2..]),
                    "{text}"
                );
            }
            assert_eq!(outcomes.len(), 3);
            assert!(desk.read("out/manifest.json").contains(&format!("\"seed\": {seed},")), "{text}");
            // What the manifest keeps is read back as it was.
            desk.intsoc(&["reproduce", &outcomes[1][0], "out", "--out", "again", "--force"]).done();
        }
    }
    swept(&desk, &plain, &["--seed", "9223372036854775808"]).refused(&["9223372036854775808"]);
    swept(&desk, &format!("seed = -1\n{plain}"), &[]).refused(&["sweep.toml:1: seed = -1", "a whole number from 0"]);
    let twice = sweep("seed = 4\n[set]\n\"scenario.seed\" = 5\n[vary]\n\"target.resolve\" = { values = [0.5] }\n");
    swept(&desk, &twice, &[]).refused(&["sweep.toml:5", "is said twice"]);
}

#[test]
fn two_factors_of_which_one_overwrites_the_other_are_refused_with_both_places() {
    let desk = desk();
    let pairs = [
        (
            "\"states.aurelia.solidarism\" = { values = [0.0, 1.0] }",
            "\"states.*.solidarism\" = { values = [0.2, 0.6] }",
        ),
        (
            "\"states.aurelia.solidarism\" = { values = [0.0, 1.0] }",
            "\"states.aurelia.solidarism.intervention\" = { values = [0.2, 0.6] }",
        ),
        (
            "\"states.aurelia.constituencies\" = { values = [{ nationals = 0.5, society = 0.5, humanity = 0.0 }] }",
            "\"states.aurelia.constituencies.society\" = { values = [0.5] }",
        ),
        (
            "\"states.*.leverage\" = { values = [{ scale = 0.5 }] }",
            "\"states.borea.leverage\" = { values = [0.2, 0.4] }",
        ),
        (
            "\"profiles.small.openness\" = { values = [0.1, 0.5] }",
            "\"states.eastland.openness\" = { values = [0.2, 0.6] }",
        ),
        ("\"states.*.openness\" = { values = [0.1, 0.5] }", "\"profiles.small.openness\" = { values = [0.2, 0.6] }"),
        ("\"scenario.off\" = { values = [[\"court\"], []] }", "\"off.veto\" = { values = [false, true] }"),
        ("\"court.pressure\" = { values = [[0, 0, 0, 0]] }", "\"court.pressure.1\" = { values = [0.1, 0.2] }"),
        (
            "\"events.*.set.states.aurelia.overstretch\" = { values = [0.3] }",
            "\"events.second.set.states.aurelia.overstretch\" = { values = [0.1, 0.4] }",
        ),
        (
            "\"states.aurelia\" = { values = [{ ties = 0.1, leverage = 0.4 }] }",
            "\"states.aurelia.leverage\" = { values = [0.2, 0.6] }",
        ),
    ];
    desk.put(
        "court.toml",
        &format!(
            "{FACTIONS}[court]\ninstrument = \"sanctions\"\npressure = [0, 0, 0, 0]\nentrenchment = [0, 0, 0, 0]\n"
        ),
    );
    for (one, two) in pairs {
        for (first, second) in [(one, two), (two, one)] {
            let text = format!("scenario = \"court.toml\"\nreplicates = 2\n[vary]\n{first}\n{second}\n");
            let name = |line: &str| line.split('"').nth(1).expect("a path in quotes").to_string();
            swept(&desk, &text, &[]).refused(&["sweep.toml:5", &name(second), &name(first), "(sweep.toml:4)"]);
            let listed = |line: &str| line.replace("{ values = [", "").replacen("] }", "", 1);
            // Listed points are held to the same, where one point names both.
            let value = |line: &str| {
                listed(line).split_once(" = ").map(|(name, values)| {
                    let values = values.to_string();
                    let first = if values.starts_with(['{', '[']) {
                        values
                    } else {
                        values.split(',').next().unwrap_or_default().to_string()
                    };
                    format!("{name} = {first}")
                })
            };
            if let (false, Some(first), Some(second)) = (text.contains("scenario.off"), value(first), value(second)) {
                let text = format!("scenario = \"court.toml\"\nreplicates = 2\n[[point]]\n{first}\n{second}\n");
                swept(&desk, &text, &[]).refused(&["sweep.toml:5", "(sweep.toml:4)"]);
                let apart =
                    format!("scenario = \"court.toml\"\nreplicates = 2\n[[point]]\n{first}\n[[point]]\n{second}\n");
                let said = swept(&desk, &apart, &[]);
                assert_eq!(said.code, Some(0), "{apart}{said:?}");
            }
        }
    }
    // Changes that build on each other are both told truly.
    let both = sweep(
        "[vary]\n\"states.aurelia.leverage\" = { values = [{ scale = 0.5 }, { scale = 1.5 }] }\n\"states.*.leverage\" = { values = [{ scale = 0.5 }, { add = 0.1 }] }\n",
    );
    swept(&desk, &both, &[]).done();
}

#[test]
fn what_is_set_and_varied_is_refused_and_what_is_undone_in_part_is_said() {
    let desk = desk();
    let vary = "[vary]\n\"blame.clarity\" = { values = [0.5, 1.5] }\n\"off.veto\" = { values = [false, true] }\n\"states.*.openness\" = { values = [0.1, 0.3] }\n";
    for (file, more, words) in [
        ("", vec!["--set", "blame.clarity=0.9"], ["--set: blame.clarity = 0.9", "(sweep.toml:4)"]),
        ("", vec!["--set", "blame={clarity=0.9}"], ["--set: blame", "(sweep.toml:4)"]),
        ("", vec!["--set", "states.borea.openness=0.9"], ["--set: states.borea.openness = 0.9", "(sweep.toml:6)"]),
        ("", vec!["--off", "veto"], ["--off: scenario.off", "(sweep.toml:5)"]),
        ("", vec!["--set", "scenario.off=[\"veto\"]"], ["--set: scenario.off", "(sweep.toml:5)"]),
        ("[set]\n\"blame.clarity\" = 0.9\n", vec![], ["sweep.toml:4: blame.clarity = 0.9", "(sweep.toml:6)"]),
        ("off = [\"veto\"]\n", vec![], ["sweep.toml:3: scenario.off", "(sweep.toml:6)"]),
    ] {
        swept(&desk, &sweep(&format!("{file}{vary}")), &more).refused(&words);
        assert!(!desk.path("out").exists());
    }
    // Others are no matter, and what builds on what is set is not undone.
    swept(&desk, &sweep(vary), &["--off", "court", "--set", "blame.rate=0.1"]).done();
    let builds = sweep(
        "[set]\n\"blame.clarity\" = 0.9\n[vary]\n\"blame.clarity\" = { values = [{ scale = 0.5 }, { scale = 2.0 }] }\n",
    );
    swept(&desk, &builds, &[]).done();
    // What is set holds for the other states.
    let one =
        sweep("[set]\n\"states.*.openness\" = 0.4\n[vary]\n\"states.borea.openness\" = { values = [0.1, 0.3] }\n");
    swept(&desk, &one, &[])
        .noted(&["note: sweep.toml:4: states.*.openness is varied in part", "states.borea.openness"]);
    assert!(notes(&desk, "out").contains("is varied in part"));
    // In a list a path may be left out, and keeps then what is set.
    let list =
        sweep("[set]\n\"blame.clarity\" = 0.9\n[[point]]\n\"blame.clarity\" = 0.5\n[[point]]\n\"blame.rate\" = 0.1\n");
    swept(&desk, &list, &[]).done();
    swept(&desk, &list.replace("\"blame.rate\" = 0.1", "\"blame.clarity\" = 0.6"), &[])
        .refused(&["sweep.toml:4: blame.clarity = 0.9"]);
}

#[test]
fn what_only_a_file_can_say_is_not_set() {
    let desk = desk();
    for key in ["extends", "drop", "set"] {
        let value = match key {
            "extends" => "\"weak.toml\"",
            "drop" => "[\"second\"]",
            _ => "{ \"blame.clarity\" = 0.5 }",
        };
        let words = [key, "here it would do nothing"];
        desk.intsoc(&["run", "factions.toml", "--set", &format!("{key}={value}"), "--out", "no"]).refused(&words);
        desk.put("own.toml", &format!("extends = \"factions.toml\"\n[set]\n{key} = {value}\n"));
        desk.intsoc(&["run", "own.toml", "--out", "no"]).refused(&["own.toml:3", words[0], words[1]]);
        desk.put(
            "event.toml",
            &format!(
                "extends = \"factions.toml\"\n[[events]]\nname = \"e\"\ndate = \"2001-05\"\nset = {{ \"{key}\" = 1 }}\n"
            ),
        );
        desk.intsoc(&["run", "event.toml", "--out", "no"]).refused(&words);
        swept(&desk, &sweep(&format!("[set]\n{key} = {value}\n[vary]\n\"blame.rate\" = {{ values = [0.1] }}\n")), &[])
            .refused(&words);
        swept(&desk, &sweep(&format!("[vary]\n{key} = {{ values = [{value}] }}\n")), &[]).refused(&words);
    }
    desk.put("patterns.toml", &patterns("other = { extends = \"weak.toml\" }"));
    desk.intsoc(&["patterns", "patterns.toml", "--replicates", "2", "--out", "no"])
        .refused(&["extends = \"weak.toml\""]);
}

/// A file of patterns with a world.
fn patterns(world: &str) -> String {
    format!(
        "trunk = \"minimal.toml\"\n[rivals]\nR0 = \"minimal.toml\"\n[worlds]\n{world}\n[[pattern]]\nid = \"A\"\nquestion = \"?\"\nsection = \"\"\nemergent = true\nused_in_tuning = false\nclaims = [{{ measure = \"effect(adequacy | other)\", more_than = 0 }}]\n"
    )
}

#[test]
fn a_counterfactual_of_which_nothing_is_left_is_refused_and_one_of_which_a_part_is_undone_is_said() {
    let desk = desk();
    let compare = |more: &[&str]| {
        desk.intsoc(
            &[&["compare", "minimal.toml", "weak.toml", "--replicates", "2", "--out", "out", "-q", "--force"], more]
                .concat(),
        )
    };
    let all = ["--set", "target.resolve=0.3", "--set", "blame.clarity=1.0"];
    let nothing = ["weak: becomes the same scenario as minimal", "weak.toml:3: target.resolve = 0.1", "--set"];
    compare(&all).refused(&nothing);
    compare(&all[..2]).noted(&["note: weak:", "undoes a part", "weak.toml:3: target.resolve = 0.1"]);
    assert!(notes(&desk, "out").contains("undoes a part"));
    // What builds on it, or is of something else, undoes nothing.
    compare(&["--set", "target.resolve={scale=0.5}", "--set", "norm.rate=0.02", "--off", "court"]).done();
    let off = |more: &[&str]| {
        desk.intsoc(
            &[&["compare", "minimal.toml", "no-veto.toml", "--replicates", "2", "--out", "out", "-q", "--force"], more]
                .concat(),
        )
    };
    off(&["--off", "veto"]).refused(&["no-veto: becomes the same scenario", "no-veto.toml:3: scenario.off.veto"]);
    off(&["--set", "scenario.off=[]"]).refused(&["no-veto: becomes the same scenario"]);
    off(&["--off", "court"]).done();
    // A mechanism that a counterfactual works through may be off.
    compare(&["--off", "deflection"]).done();
    // `explain` of two, patterns, and scenarios that are a factor.
    let explain = ["explain", "minimal.toml", "weak.toml", "--replicate", "0"];
    desk.intsoc(&[&explain[..], &all].concat()).refused(&["weak.toml: becomes the same scenario as minimal.toml"]);
    desk.intsoc(&[&explain[..], &all[..2]].concat()).noted(&["undoes a part"]);
    desk.put("patterns.toml", &patterns("other = \"weak.toml\""));
    let tried = ["patterns", "patterns.toml", "--replicates", "3", "--out", "tried", "-q", "--force"];
    desk.intsoc(&tried).done();
    desk.intsoc(&[&tried[..], &all].concat()).refused(&["worlds.other", "becomes R0 itself", "weak.toml:3"]);
    desk.intsoc(&[&tried[..], &all[..2]].concat()).noted(&["worlds.other under R0", "undoes a part"]);
    assert!(notes(&desk, "tried").contains("undoes a part"));
    let factor = "replicates = 2\n[vary]\nscenario = { values = [\"minimal.toml\", \"weak.toml\"] }\n";
    let vary = |more: &str| format!("{factor}{more}");
    swept(&desk, &vary("\"norm.rate\" = { values = [0.01, 0.02] }\n"), &[]).done();
    swept(&desk, &vary(""), &all).refused(&["sweep.toml:3", "weak.toml becomes the same scenario as minimal.toml"]);
    let both = "\"target.resolve\" = { values = [0.3, 0.4] }\n\"blame.clarity\" = { values = [1.0] }\n";
    swept(&desk, &vary(both), &[]).refused(&["weak.toml becomes the same scenario as minimal.toml"]);
    swept(&desk, &vary("\"target.resolve\" = { values = [0.3, 0.4] }\n"), &[])
        .noted(&["undoes a part", "target.resolve = 0.1"]);
    assert!(notes(&desk, "out").contains("undoes a part"));
    let off = "replicates = 2\n[vary]\nscenario = { values = [\"minimal.toml\", \"no-veto.toml\"] }\n\"off.veto\" = { values = [false, true] }\n";
    swept(&desk, off, &[]).refused(&["no-veto.toml becomes the same scenario"]);
}

#[test]
fn who_is_passed_over_is_named_with_the_path_that_reaches_them() {
    let desk = desk();
    let said = ["states.*.solidarism passes over westland", "states.westland.factions.*.solidarism reaches"];
    let run = |more: &[&str]| {
        desk.intsoc(&[&["run", "factions.toml", "--replicates", "2", "--out", "out", "-q", "--force"], more].concat())
    };
    run(&["--set", "states.*.solidarism=0.9"]).noted(&said);
    assert!(notes(&desk, "out").contains("passes over westland"));
    run(&["--set", "states.*.solidarism=0.9", "--set", "states.*.factions.*.solidarism=0.9"]).done();
    run(&["--set", "states.*.factions.*.solidarism=0.9"]).done();
    run(&["--set", "states.westland.solidarism=0.9"]).noted(&["counts for nothing for westland"]);
    run(&["--set", "profiles.small.solidarism=0.9"]).noted(&["counts for nothing in profiles.small"]);
    run(&["--set", "profiles.small.openness=0.9"]).done();
    // In a file, in an event, in a sweep and in what a sweep sets.
    desk.put("own.toml", "extends = \"factions.toml\"\n[set]\n\"states.*.solidarism\" = 0.9\n");
    desk.intsoc(&["run", "own.toml", "--replicates", "2", "--out", "own", "-q"]).noted(&["own.toml:3", said[0]]);
    assert!(desk.intsoc(&["check", "own.toml"]).done().contains(said[0]));
    desk.put("event.toml", "extends = \"factions.toml\"\n[[events]]\nname = \"e\"\ndate = \"2001-05\"\nset = { \"states.*.solidarism\" = 0.9 }\n");
    desk.intsoc(&["run", "event.toml", "--replicates", "2", "--out", "event", "-q"]).noted(&["event.toml:5", said[0]]);
    let of = |rest: &str| format!("scenario = \"factions.toml\"\nreplicates = 2\n{rest}");
    swept(&desk, &of("[vary]\n\"states.*.solidarism\" = { values = [0.1, 0.9] }\n"), &[])
        .noted(&["sweep.toml:4", said[0]]);
    assert!(notes(&desk, "out").contains("passes over westland"));
    let set = of("[set]\n\"states.*.solidarism\" = 0.9\n[vary]\n\"blame.rate\" = { values = [0.1, 0.9] }\n");
    swept(&desk, &set, &[]).noted(&["sweep.toml:4", said[0]]);
    // A name that some have and others lack among what they hold.
    desk.put(
        "two.toml",
        "extends = \"factions.toml\"\n[states.eastland.factions]\nhawks = { share = 1.0, solidarism = 0.1 }\n",
    );
    desk.intsoc(&[
        "run",
        "two.toml",
        "--replicates",
        "2",
        "--out",
        "two",
        "-q",
        "--set",
        "states.*.factions.doves.share=0.5",
    ])
    .noted(&["passes over states.eastland.factions"]);
    // What would be no factor at all is refused.
    let idle = of("[vary]\n\"states.westland.solidarism\" = { values = [0.1, 0.9] }\n");
    swept(&desk, &idle, &[]).refused(&["sweep.toml:4", "counts for nothing", "states.westland.factions.*.solidarism"]);
    // And what is shipped gives no cause.
    for file in ["baseline.toml", "counterfactuals/words-only.toml", "rivals/capacity-only.toml"] {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(file);
        let told = desk.intsoc(&["check", "--quiet", &path.display().to_string()]).done();
        assert!(!told.contains("passes over") && !told.contains("counts for nothing"), "{told}");
    }
}

#[test]
fn an_event_goes_by_its_name_and_by_its_number_only_where_that_is_its_own() {
    let desk = desk();
    let run = |out: &str, file: &str, set: &str| {
        desk.intsoc(&["run", file, "--replicates", "3", "--out", out, "-q", "--force", "--set", set])
    };
    run("number", "factions.toml", "events.0.set.states.aurelia.overstretch=0.1").done();
    let number = desk.read("number/histories.csv");
    for name in ["'first: a war'", "\"first: a war\"", "first: a war"] {
        run("name", "factions.toml", &format!("events.{name}.set.states.aurelia.overstretch=0.1")).done();
        assert_eq!(desk.read("name/histories.csv"), number, "{name}");
    }
    desk.intsoc(&["run", "factions.toml", "--replicates", "3", "--out", "plain", "-q"]).done();
    assert_ne!(desk.read("plain/histories.csv"), number);
    let path = "\"events.'first: a war'.set.states.aurelia.overstretch\"";
    desk.put("own.toml", &format!("extends = \"factions.toml\"\n[set]\n{path} = 0.1\n"));
    desk.intsoc(&["run", "own.toml", "--replicates", "3", "--out", "own", "-q"]).done();
    assert_eq!(desk.read("own/histories.csv"), number);
    let grid = format!(
        "scenario = \"factions.toml\"\nreplicates = 3\n[vary]\n{path} = {{ values = [0.1, {{ scale = 0.5 }}] }}\n"
    );
    swept(&desk, &grid, &[]).done();
    let outcomes = rows(&desk.read("out/outcomes.csv"));
    let own: Vec<&[String]> =
        outcomes[1..].iter().filter(|row| row[0].contains(&rows(&number)[1][0][..13])).map(|row| &row[3..]).collect();
    assert_eq!(own, rows(&number)[1..].iter().map(|row| &row[2..]).collect::<Vec<_>>());
    // Where events are dropped the others have moved up.
    desk.put("dropped.toml", "extends = \"factions.toml\"\ndrop = [\"first: a war\"]\n");
    let moved = ["which may be another's", "here event 0 is \"second\": write events.second"];
    run("no", "dropped.toml", "events.0.set.states.aurelia.overstretch=0.1").refused(&moved);
    run("no", "dropped.toml", "events.second.set.states.aurelia.overstretch=0.1").done();
    desk.put("later.toml", "extends = \"dropped.toml\"\n[set]\n\"events.0.set.states.aurelia.overstretch\" = 0.1\n");
    desk.intsoc(&["run", "later.toml", "--out", "no"]).refused(&["later.toml:3", moved[0], moved[1]]);
    let vary = |file: &str| {
        format!(
            "scenario = \"{file}\"\nreplicates = 2\n[vary]\n\"events.0.set.states.aurelia.overstretch\" = {{ values = [0.1, 0.2] }}\n"
        )
    };
    swept(&desk, &vary("factions.toml"), &[]).done();
    swept(&desk, &vary("dropped.toml"), &[]).refused(&["sweep.toml:4", moved[0], moved[1]]);
    let compare = ["compare", "factions.toml", "own.toml", "--replicates", "2", "--out", "no", "--set"];
    desk.intsoc(&[&compare[..], &["events.0.set.states.borea.ties=0.1"]].concat())
        .refused(&["each scenario has events of its own"]);
    // Unknown names, and paths that an event does not set.
    run("no", "factions.toml", "events.secnd.set.states.aurelia.overstretch=0.1")
        .refused(&["no event is called `secnd`", "did you mean `second`?"]);
    run("no", "factions.toml", "events.second.set.states.aurelia.overstretc=0.1")
        .refused(&["did you mean `states.aurelia.overstretch`?"]);
    desk.put("event.toml", "extends = \"factions.toml\"\n[[events]]\nname = \"e\"\ndate = \"2001-05\"\nset = { \"events.second.set.states.aurelia.overstretch\" = 0.9 }\n");
    desk.intsoc(&["run", "event.toml", "--out", "no"]).refused(&["event.toml:5", "an event cannot change events"]);
    // A comparison lists an event by its name: what was dropped, and not all that come after it.
    desk.intsoc(&["compare", "factions.toml", "dropped.toml", "--replicates", "2", "--out", "differ", "-q"]).done();
    let paths = column(&desk, "differ/differences.csv", "path");
    assert!(paths.len() == 4 && paths.iter().all(|path| path.starts_with("events.'first: a war'.")), "{paths:?}");
}

#[test]
fn what_an_event_sets_as_well_is_said_and_cannot_be_varied_where_only_the_event_counts() {
    let desk = desk();
    let event = |date: &str| {
        format!(
            "extends = \"minimal.toml\"\n[[events]]\nname = \"first\"\ndate = \"{date}\"\nset.\"target.resolve\" = 0.3\n"
        )
    };
    desk.put("late.toml", &event("2001-06"));
    desk.put("first.toml", &event("2001-01"));
    desk.put("never.toml", &event("2031-01"));
    let set = ["--set", "target.resolve=0.9", "--replicates", "2", "--out", "out", "--force", "-q"];
    let run = |file: &str| desk.intsoc(&[&["run", file], &set[..]].concat());
    run("late.toml")
        .noted(&["the event \"first\" sets target.resolve from 2001-06 on", "events.first.set.target.resolve"]);
    run("first.toml").noted(&["from the first month on"]);
    run("never.toml").done();
    let vary = |file: &str| {
        format!("scenario = \"{file}\"\nreplicates = 1\n[vary]\n\"target.resolve\" = {{ values = [0.1, 0.9] }}\n")
    };
    desk.put("vary-first.toml", &vary("first.toml"));
    desk.intsoc(&["sweep", "vary-first.toml", "--out", "s1"])
        .refused(&["counts for nothing", "set it there: events.first"]);
    desk.put("vary-late.toml", &vary("late.toml"));
    desk.intsoc(&["sweep", "vary-late.toml", "--out", "s2"]).noted(&["sets target.resolve from 2001-06 on"]);
}

#[test]
fn a_change_that_a_later_one_of_the_same_list_overwrites_is_said() {
    let desk = desk();
    let run = |changes: &[&str]| {
        let options = ["--replicates", "2", "--out", "out", "--force", "-q"];
        desk.intsoc(&[&["run", "minimal.toml"], changes, &options[..]].concat())
    };
    run(&["--set", "target.resolve=0.1", "--set", "target.resolve=0.5"]).noted(&["target.resolve counts for nothing"]);
    run(&["--set", "states.aurelia.leverage=0.1", "--set", "states.*.leverage=0.5"])
        .noted(&["states.aurelia.leverage counts for nothing: states.*.leverage sets it after that"]);
    run(&["--set", "states.*.leverage=0.5", "--set", "states.aurelia.leverage=0.1"]).done();
    run(&["--set", "target.resolve=0.5", "--set", "target.resolve={scale=0.5}"]).done();
}

#[test]
fn a_change_of_which_nothing_comes_is_said() {
    let desk = desk();
    desk.put("slow.toml", "extends = \"minimal.toml\"\n[set]\n\"pressure.patronage\" = 0.2\n");
    let compare = ["compare", "minimal.toml", "slow.toml", "--replicates", "5", "--out", "out", "--force", "-q"];
    desk.intsoc(&compare).done();
    desk.intsoc(&[&compare[..], &["--off", "patronage"]].concat())
        .noted(&["slow: differs from minimal in what it says, and no"]);
    let runs = ["precision", "minimal.toml", "slow.toml", "--set", "pressure.patronage=0.5", "--out", "runs", "-q"];
    desk.intsoc(&runs).refused(&["slow: becomes the same scenario as minimal"]);
}
