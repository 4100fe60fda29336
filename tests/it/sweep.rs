//! Sweeps: nothing is lost, and nothing is done twice.

use crate::support::desk::Desk;
use crate::support::runs::{column, rows};

const TABLES: [&str; 5] = ["points.csv", "outcomes.csv", "summary.csv", "failures.csv", "datapackage.json"];

pub const GRID: &str = r#"
scenario = "minimal.toml"
design = "grid"
replicates = 6
[vary]
"target.resolve" = { values = [0.1, 0.3, 0.5] }
"blame.clarity" = { from = 0.0, to = 2.0, steps = 4 }
"off.veto" = { values = [false, true] }
"#;

pub fn desk() -> Desk {
    let desk = Desk::new();
    desk.put("grid.toml", GRID);
    desk
}

pub fn tables(desk: &Desk, folder: &str) -> Vec<String> {
    TABLES.iter().map(|name| desk.read(&format!("{folder}/{name}"))).collect()
}

/// Runs a sweep from its text, quietly, into `out`.
fn swept(text: &str) -> Desk {
    let desk = desk();
    desk.put("sweep.toml", text);
    desk.intsoc(&["sweep", "sweep.toml", "--out", "out", "--quiet"]).done();
    desk
}

#[test]
fn a_grid_is_every_combination_with_the_histories_that_a_run_gives() {
    let desk = desk();
    let out = desk.intsoc(&["grid.toml"]).done();
    assert!(out.contains("24 points, 144 histories") && out.contains("Results in results/grid: "), "{out}");
    let points = rows(&desk.read("results/grid/points.csv"));
    assert_eq!(points[0].join(","), "point,resolve,clarity,off_veto");
    let mut combinations: Vec<&[String]> = points[1..].iter().map(|row| &row[1..]).collect();
    combinations.sort();
    combinations.dedup();
    assert_eq!(combinations.len(), 24);
    // One point against a run of the same scenario.
    let outcomes = rows(&desk.read("results/grid/outcomes.csv"));
    let (point, values) = (&points[5][0], &points[5][1..]);
    let mut run =
        vec!["run".to_string(), "minimal.toml".into(), "--out".into(), "one".into(), "--replicates".into(), "6".into()];
    run.extend([
        "--set".into(),
        format!("target.resolve={}", values[0]),
        "--set".into(),
        format!("blame.clarity={}", values[1]),
    ]);
    if values[2] == "true" {
        run.extend(["--off".into(), "veto".into()]);
    }
    desk.intsoc(&run.iter().map(String::as_str).collect::<Vec<_>>()).done();
    let alone = rows(&desk.read("one/histories.csv"));
    let swept: Vec<&Vec<String>> = outcomes[1..].iter().filter(|row| row[1] == *point).collect();
    assert_eq!((swept.len(), alone.len()), (6, 1 + 6));
    for (swept, alone) in swept.iter().zip(&alone[1..]) {
        assert_eq!(swept[3..], alone[2..]);
        assert_eq!(
            swept[0],
            format!("p{point}-{}", alone[0]),
            "the key is the history's own, with the point before it"
        );
    }
    // The summary has one row per point, and its means are those of the histories.
    let summary = rows(&desk.read("results/grid/summary.csv"));
    assert_eq!(summary.len(), 25);
    let mean = swept.iter().map(|row| row[7].parse::<f64>().expect("adequacy")).sum::<f64>() / 6.0;
    assert_eq!(outcomes[0][7], "adequacy");
    let told: f64 = column(&summary, "adequacy")[5 - 1].parse().expect("a number");
    assert!((told - mean).abs() < 1e-12);
}

#[test]
fn the_same_bytes_on_any_number_of_threads_and_again() {
    let desk = desk();
    for (threads, out) in [("1", "one"), ("2", "two"), ("8", "eight")] {
        desk.intsoc(&["sweep", "grid.toml", "--threads", threads, "--out", out]).done();
    }
    assert!(tables(&desk, "one") == tables(&desk, "two") && tables(&desk, "one") == tables(&desk, "eight"));
    let manifest = desk.read("one/manifest.json");
    let out = desk.intsoc(&["sweep", "grid.toml", "--out", "one"]).done();
    assert!(out.contains("holds the whole of it already"), "{out}");
    assert_eq!(desk.read("one/manifest.json"), manifest);
    assert_eq!(desk.names("one").len(), 8, "no ledger is left: {:?}", desk.names("one"));
}

#[test]
fn points_share_their_luck_unless_told_otherwise() {
    let once = "scenario = \"minimal.toml\"\ndesign = \"list\"\nreplicates = 5\n[[point]]\n\"target.resolve\" = 0.5\n[[point]]\n\"target.resolve\" = 0.5\n";
    let (common, independent) = (desk(), swept(&format!("luck = \"independent\"\n{once}")));
    common.put("sweep.toml", once);
    common
        .intsoc(&["sweep", "sweep.toml", "--out", "out"])
        .noted(&["points 0 and 1 are the same in all that is varied"]);
    let adequacy = |desk: &Desk| column(&rows(&desk.read("out/outcomes.csv")), "adequacy");
    let (common, independent) = (adequacy(&common), adequacy(&independent));
    assert_eq!(common[..5], common[5..]);
    assert_ne!(independent[..5], independent[5..]);
}

#[test]
fn a_list_names_several_paths_at_once_and_keeps_its_order() {
    let desk = swept(
        "scenario = \"minimal.toml\"\nreplicates = 2\n[[point]]\n\"target.resolve\" = 0.9\n\"states.*.leverage\" = { scale = 0.5 }\n[[point]]\n\"off.veto\" = true\n[[point]]\n\"target.resolve\" = 0.1\n",
    );
    let points = rows(&desk.read("out/points.csv"));
    let lines: Vec<String> = points[1..].iter().map(|row| row.join(" ")).collect();
    assert_eq!(lines, ["0 0.9 { scale = 0.5 } ", "1   true", "2 0.1  "]);
}

#[test]
fn scenarios_are_a_factor_like_any_other() {
    let desk = desk();
    desk.put("weak.toml", "extends = \"minimal.toml\"\n[target]\nresolve = 0.1\n");
    desk.put("sweep.toml", "replicates = 3\n[vary]\nscenario = { values = [\"minimal.toml\", \"weak.toml\"] }\n\"blame.clarity\" = { values = [0.5, 1.0] }\n");
    desk.intsoc(&["sweep.toml", "--out", "out"]).done();
    let points = rows(&desk.read("out/points.csv"));
    assert_eq!(points[0].join(","), "point,scenario,clarity");
    assert_eq!(column(&points, "scenario").iter().filter(|name| *name == "weak.toml").count(), 2);
}

#[test]
fn constituencies_are_sampled_as_one_and_sum_to_one() {
    let desk = swept(
        "scenario = \"minimal.toml\"\ndesign = \"latin-hypercube\"\npoints = 40\nreplicates = 1\n[vary]\n\"states.*.constituencies\" = { dirichlet = [2, 1, 1] }\n\"norm.words\" = { from = 0, to = 1 }\n",
    );
    let points = rows(&desk.read("out/points.csv"));
    let part = |name: &str| -> Vec<f64> {
        column(&points, &format!("states.*.constituencies.{name}"))
            .iter()
            .map(|cell| cell.parse().expect("a number"))
            .collect()
    };
    let parts = [part("nationals"), part("society"), part("humanity")];
    for point in 0..40 {
        let sum: f64 = parts.iter().map(|part| part[point]).sum();
        assert!((sum - 1.0).abs() < 1e-9, "point {point}");
    }
    let mean = parts[0].iter().sum::<f64>() / 40.0;
    assert!((mean - 0.5).abs() < 0.05, "mean of the first weight is 2/4, not {mean}");
}

#[test]
fn every_design_runs() {
    for design in [
        "design = \"sobol\"\npoints = 16\n",
        "design = \"latin-hypercube\"\npoints = 13\n",
        "design = \"morris\"\ntrajectories = 3\nlevels = 4\n",
        "design = \"saltelli\"\npoints = 4\n",
        "design = \"saltelli\"\npoints = 4\nsecond_order = true\n",
    ] {
        let desk = swept(&format!(
            "scenario = \"minimal.toml\"\nreplicates = 2\n{design}[vary]\n\"target.resolve\" = {{ from = 0.1, to = 0.9 }}\n\"blame.clarity\" = {{ from = 0, to = 2 }}\n"
        ));
        let points = rows(&desk.read("out/points.csv"));
        let expected = match design {
            design if design.contains("sobol") => 16,
            design if design.contains("hypercube") => 13,
            design if design.contains("second_order") => 4 * (2 * 2 + 2),
            design if design.contains("saltelli") => 4 * (2 + 2),
            _ => 9,
        };
        assert_eq!(points.len(), expected + 1, "{design}");
        for value in column(&points, "target.resolve") {
            assert!((0.1..=0.9).contains(&value.parse::<f64>().expect("a number")), "{design}{value}");
        }
        assert_eq!(rows(&desk.read("out/summary.csv")).len(), expected + 1);
    }
}

#[test]
fn until_adds_replicates_until_the_interval_is_narrow_enough() {
    let desk = desk();
    desk.intsoc(&["sweep", "grid.toml", "--until", "adequacy ± 0.004", "--at-most", "400", "--out", "out"]).done();
    let summary = rows(&desk.read("out/summary.csv"));
    let number = |name: &str| -> Vec<f64> {
        column(&summary, name).iter().map(|cell| cell.parse().expect("a number")).collect()
    };
    let (low, high, used) = (number("adequacy.ci_low"), number("adequacy.ci_high"), number("replicates"));
    for point in 0..24 {
        let narrow = (high[point] - low[point]) / 2.0 <= 0.004;
        assert!(
            narrow && used[point] % 50.0 == 0.0 || used[point] == 400.0,
            "point {point}: {} replicates",
            used[point]
        );
    }
    let (least, most) = used.iter().fold((f64::MAX, 0.0f64), |(least, most), used| (least.min(*used), most.max(*used)));
    assert!(least < most, "points differ in how many they need");
}

#[test]
fn listed_points_may_name_their_scenario() {
    let desk = desk();
    desk.put("weak.toml", "extends = \"minimal.toml\"\n[target]\nresolve = 0.1\n");
    let list = "scenario = \"minimal.toml\"\nreplicates = 5\n[[point]]\nscenario = \"minimal.toml\"\n[[point]]\nscenario = \"weak.toml\"\n[[point]]\n\"blame.clarity\" = 3.0\n";
    desk.put("list.toml", list);
    desk.intsoc(&["sweep", "list.toml", "--out", "out"]).done();
    desk.intsoc(&["run", "weak.toml", "--replicates", "5", "--out", "weak"]).done();
    let outcomes = rows(&desk.read("out/outcomes.csv"));
    let (point, deaths) = (column(&outcomes, "point"), column(&outcomes, "deaths"));
    let at = |wanted: &str| -> Vec<String> {
        point.iter().zip(&deaths).filter(|(point, _)| *point == wanted).map(|(_, deaths)| deaths.clone()).collect()
    };
    assert_eq!(at("1"), column(&rows(&desk.read("weak/histories.csv")), "deaths"));
    assert!(at("0") != at("1") && at("0") != at("2"));
    desk.put("list.toml", &list.replace("\"weak.toml\"", "\"nowhere.toml\""));
    desk.intsoc(&["sweep", "list.toml", "--out", "no"]).refused(&["nowhere.toml"]);
    desk.put("list.toml", &list.replacen("scenario = \"minimal.toml\"\n", "", 1));
    desk.intsoc(&["sweep", "list.toml", "--out", "no"]).refused(&["point 2 names no scenario"]);
}

#[test]
fn a_switch_that_is_false_is_on_even_where_the_scenario_has_it_off() {
    let desk = desk();
    desk.put("off.toml", "extends = \"minimal.toml\"\n[scenario]\noff = [\"movements\", \"veto\"]\n");
    desk.put("on.toml", "extends = \"minimal.toml\"\n[scenario]\noff = [\"veto\"]\n");
    let sweep = "scenario = \"off.toml\"\nreplicates = 4\n[vary]\n\"off.movements\" = { values = [false, true] }\n";
    desk.put("sweep.toml", sweep);
    desk.intsoc(&["sweep", "sweep.toml", "--out", "out"]).done();
    let summary = rows(&desk.read("out/summary.csv"));
    let (off, adequacy) = (column(&summary, "off.movements"), column(&summary, "adequacy"));
    for (switch, file) in [("false", "on.toml"), ("true", "off.toml")] {
        desk.intsoc(&["run", file, "--replicates", "4", "--out", switch]).done();
        let alone = rows(&desk.read(&format!("{switch}/summary.csv")));
        let mean = &alone.iter().find(|row| row[0] == "adequacy").expect("the outcome")[2];
        let at = off.iter().position(|value| value == switch).expect("a point");
        assert_eq!(&adequacy[at], mean, "{switch}");
    }
}

#[test]
fn what_a_sweep_cannot_vary_is_refused_and_check_knows_sweeps() {
    let desk = desk();
    let start = "scenario = \"minimal.toml\"\nreplicates = 2\n";
    for (rest, words) in [
        ("[vary]\n\"scenario.seed\" = { values = [1, 2] }\n", "luck = \"independent\""),
        ("[vary]\n\"scenario.replicates\" = { values = [1, 2] }\n", "--until"),
        ("[vary]\nscenario = { from = 0, to = 1, steps = 3 }\n", "a scenario is a file in quotes"),
        ("design = \"sobol\"\npoints = 8\n[[point]]\n\"blame.clarity\" = 1.0\n", "a sobol design has no [[point]]"),
        ("design = \"list\"\n[vary]\n\"blame.clarity\" = { values = [1.0] }\n", "a list design has no [[point]]"),
    ] {
        desk.put("wrong.toml", &format!("{start}{rest}"));
        desk.intsoc(&["sweep", "wrong.toml", "--out", "no"]).refused(&["wrong.toml", words]);
        desk.intsoc(&["check", "wrong.toml"]).refused(&[words]);
    }
    let told = desk.intsoc(&["check", "grid.toml", "minimal.toml", "--quiet"]).done();
    assert!(told.contains("a sweep of 24 points, 6 replicates each") && told.contains("minimal.toml: good"), "{told}");
}

#[test]
fn wrong_sweeps_are_refused_before_anything_is_written() {
    let desk = desk();
    let refused = |text: &str, words: &[&str]| {
        desk.put("wrong.toml", text);
        desk.intsoc(&["sweep", "wrong.toml"]).refused(words);
        assert!(!desk.path("results").exists(), "{text}");
    };
    let sweep = |rest: &str| format!("scenario = \"minimal.toml\"\n{rest}");
    refused(
        &sweep("[vary]\n\"target.resolv\" = { values = [1] }\n"),
        &["wrong.toml:3: vary.\"target.resolv\"", "did you mean `resolve`?"],
    );
    refused(&sweep("[vary]\n\"target.resolve\" = { values = [] }\n"), &["wrong.toml:3", "has no values"]);
    refused(
        &sweep("[vary]\n\"target.resolve\" = { from = 0.5, to = 0.1, steps = 3 }\n"),
        &["the range from 0.5 to 0.1 is empty"],
    );
    refused(&sweep("[vary]\n\"target.resolve\" = { from = 0.1, to = 0.5 }\n"), &["a grid needs levels"]);
    refused(
        &sweep("[vary]\n\"target.resolve\" = { from = 0.1, to = 0.5, steps = 1 }\n"),
        &["steps is a whole number from 2"],
    );
    refused(
        &sweep("[vary]\n\"off.vetoes\" = { values = [true] }\n"),
        &["there is no mechanism `vetoes`", "did you mean `off.veto`?"],
    );
    refused(
        &sweep("[vary]\n\"target.war_stake\" = { values = [0.1, 0.2, -3.0] }\n"),
        &["at point 1 (target.war_stake = -3", "allowed"],
    );
    refused(&sweep("design = \"grid\"\n"), &["the design has no points"]);
    refused(
        &sweep("design = \"sobol\"\n[vary]\n\"target.resolve\" = { from = 0, to = 1 }\n"),
        &["wrong.toml: points\n  is missing", "for example points = 1024"],
    );
    refused(
        &sweep("design = \"gird\"\n[vary]\n\"target.resolve\" = { values = [1] }\n"),
        &["allowed: one of grid", "did you mean `grid`?"],
    );
    // What is right of the design that was meant is not called wrong.
    desk.put(
        "wrong.toml",
        &sweep("design = \"sobl\"\npoints = 8\n[vary]\n\"target.resolve\" = { from = 0, to = 1 }\n"),
    );
    let said = desk.intsoc(&["sweep", "wrong.toml"]);
    assert!(said.err.contains("did you mean `sobol`?") && !said.err.contains("leave it out"), "{}", said.err);
    refused(
        &sweep(
            "design = \"sobol\"\npoints = 4000000000\nreplicates = 1000\n[vary]\n\"target.resolve\" = { from = 0, to = 1 }\n",
        ),
        &["at most a million million runs"],
    );
    refused(
        &sweep("desing = \"grid\"\n[vary]\n\"target.resolve\" = { values = [1] }\n"),
        &["a sweep has no key `desing`", "did you mean `design`?"],
    );
    refused(
        "scenario = \"nobody.toml\"\n[vary]\n\"target.resolve\" = { values = [1] }\n",
        &["nobody.toml", "cannot be read"],
    );
    refused("design = \"grid\"\n", &["scenario", "is missing"]);
    desk.intsoc(&["sweep", "grid.toml", "--shard", "0/5"]).refused(&["0/5", "counted from 1"]);
    desk.intsoc(&["sweep", "grid.toml", "--shard", "6/5"]).refused(&["6/5", "counted from 1"]);
    desk.intsoc(&["sweep", "grid.toml", "--until", "adequecy ± 0.1"])
        .refused(&["no outcome `adequecy`", "did you mean `adequacy`?"]);
    assert!(!desk.path("results").exists());
}

#[test]
fn a_point_that_fails_becomes_a_row_and_the_rest_go_on() {
    let desk = desk();
    // More points than are looked at before; one of those between is impossible: weights that sum to 2.
    let points: String = (0..1201)
        .map(|point| {
            let weights = if point == 601 {
                "{ nationals = 1, society = 1, humanity = 0 }"
            } else {
                "{ nationals = 0.5, society = 0.5, humanity = 0 }"
            };
            format!("[[point]]\n\"states.aurelia.constituencies\" = {weights}\n")
        })
        .collect();
    desk.put("sweep.toml", &format!("scenario = \"minimal.toml\"\nreplicates = 1\n{points}"));
    let said = desk.intsoc(&["sweep", "sweep.toml", "--out", "out"]);
    said.ended(1, &["1 of 1201 points could not be run", "failures.csv"]);
    let failures = rows(&desk.read("out/failures.csv"));
    assert_eq!((failures.len(), failures[1][0].as_str()), (2, "601"));
    assert!(
        failures[1].last().is_some_and(|reason| reason.contains("states.aurelia.constituencies")),
        "{:?}",
        failures[1]
    );
    assert_eq!(rows(&desk.read("out/summary.csv")).len(), 1201);
    assert_eq!(rows(&desk.read("out/points.csv")).len(), 1202);
}
