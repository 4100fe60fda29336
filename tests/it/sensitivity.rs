//! What the outcomes of a sweep depend on: indices in tables, on the terminal and on a page.

use crate::support::desk::{Desk, Said};
use crate::support::runs::{column, rows};

const VARY: &str = "[vary]\n\"target.resolve\" = { from = 0.1, to = 0.9 }\n\"citizenship.action_cost\" = { from = 0.2, to = 0.9 }\n\
    \"citizenship.deflection_effect\" = { from = 0.2, to = 0.9 }\n";

/// Runs a sweep into `out`; deflection is off, so that its effect cannot act.
fn swept(desk: &Desk, design: &str, vary: &str, arguments: &[&str]) {
    let text = format!(
        "scenario = \"minimal.toml\"\nreplicates = 2\noff = [\"deflection\"]\nset = {{ \"scenario.months\" = 12 }}\n{design}\n{vary}"
    );
    desk.put("sweep.toml", &text);
    let out = desk.intsoc(&[&["sweep", "sweep.toml", "--out", "out", "--force", "-q"], arguments].concat());
    assert_eq!(out.code, Some(0), "{out:?}");
}

fn asked(desk: &Desk, arguments: &[&str]) -> Said {
    desk.intsoc(&[&["sensitivity", "out", "--out", "found", "--force"], arguments].concat())
}

/// The cells of a column of the table sensitivity in the rows of one outcome, by parameter.
fn of(desk: &Desk, outcome: &str, parameter: &str, name: &str) -> String {
    let table = rows(&desk.read("found/sensitivity.csv"));
    let at = |name: &str| table[0].iter().position(|known| known == name).unwrap_or_else(|| panic!("no {name}"));
    let row = table.iter().find(|row| row[at("outcome")] == outcome && row[at("parameter")] == parameter);
    row.unwrap_or_else(|| panic!("no {outcome} over {parameter}"))[at(name)].clone()
}

#[test]
fn a_number_that_cannot_act_is_not_distinguishable_from_0_and_one_that_does_is() {
    for (design, index) in [
        ("design = \"saltelli\"\npoints = 16", "st"),
        ("design = \"morris\"\ntrajectories = 16", "mu_star"),
        ("design = \"latin-hypercube\"\npoints = 64", "s1"),
        ("design = \"sobol\"\npoints = 64", "s1"),
    ] {
        let desk = Desk::new();
        swept(&desk, design, VARY, &[]);
        let told = asked(&desk, &["--outcome", "adequacy"]).done();
        let (idle, acts) = ("citizenship.deflection_effect", "citizenship.action_cost");
        let line = told.lines().find(|line| line.contains("not distinguishable from 0: "));
        assert!(line.is_some_and(|line| line.contains(idle)), "{design}: {told}");
        assert_eq!(of(&desk, "adequacy", idle, "distinguishable"), "false", "{design}");
        assert_eq!(of(&desk, "adequacy", acts, "distinguishable"), "true", "{design}");
        let ends = ["", ".ci_low", ".ci_high"].map(|end| of(&desk, "adequacy", acts, &format!("{index}{end}")));
        let [value, low, high] = ends.map(|end| end.parse::<f64>().expect("a number"));
        assert!(low <= value && value <= high && low < high, "{design}: {value} in {low} to {high}");
        // After an eighth, a quarter, half and all of the points.
        let convergence = rows(&desk.read("found/convergence.csv"));
        assert_eq!(column(&convergence, "parameter").iter().filter(|name| *name == idle).count(), 4, "{design}");
        desk.intsoc(&["check", "found"]).done();
    }
}

#[test]
fn the_same_bytes_whatever_threads_played_the_points() {
    let desk = Desk::new();
    let tables = ["1", "2", "8"].map(|threads| {
        swept(&desk, "design = \"saltelli\"\npoints = 8\nsecond_order = true\n", VARY, &["--threads", threads]);
        std::fs::rename(desk.path("out"), desk.path(&format!("out{threads}"))).expect("ours");
        desk.intsoc(&["sensitivity", &format!("out{threads}"), "--out", "found", "--force", "-q"]).done();
        ["sensitivity", "explained", "convergence", "interactions"].map(|name| desk.read(&format!("found/{name}.csv")))
    });
    assert!(tables[0] == tables[1] && tables[0] == tables[2]);
    assert_eq!(rows(&tables[0][3]).len(), rows(&tables[0][0]).len(), "three parameters have three pairs");
}

#[test]
fn a_crossed_design_has_indices_over_its_levels_and_a_list_that_is_no_sample_is_refused() {
    let desk = Desk::new();
    let grid = "[vary]\n\"target.resolve\" = { values = [0.1, 0.5, 0.9] }\n\"off.veto\" = { values = [false, true] }\n";
    swept(&desk, "", grid, &[]);
    let told = asked(&desk, &["--outcome", "adequacy"]).done();
    assert!(told.contains("first-order index") && told.contains("target.resolve"), "{told}");
    let of_grid = of(&desk, "adequacy", "target.resolve", "s1");
    let point =
        |resolve: &str, veto: &str| format!("[[point]]\n\"target.resolve\" = {resolve}\n\"off.veto\" = {veto}\n");
    let crossed: String =
        ["0.9", "0.1", "0.5"].iter().flat_map(|resolve| ["true", "false"].map(|veto| point(resolve, veto))).collect();
    swept(&desk, "", &crossed, &[]);
    asked(&desk, &["--outcome", "adequacy"]).done();
    let of_list: f64 = of(&desk, "adequacy", "target.resolve", "s1").parse().expect("a number");
    assert!((of_list - of_grid.parse::<f64>().expect("a number")).abs() < 1e-9, "the same points, listed");
    swept(&desk, "", &format!("{}{}", point("0.1", "true"), point("0.9", "false")), &[]);
    asked(&desk, &[]).refused(&["list of points", "latin-hypercube", "compare the points themselves"]);
}

#[test]
fn scenarios_that_points_are_crossed_with_are_told_apart() {
    let desk = Desk::new();
    desk.put("weak.toml", "extends = \"minimal.toml\"\n[target]\nresolve = 0.1\n");
    let vary = "[vary]\nscenario = { values = [\"minimal.toml\", \"weak.toml\"] }\n\"blame.clarity\" = { from = 0, to = 2 }\n\"norm.rate\" = { from = 0, to = 0.1 }\n";
    desk.put("sweep.toml", &format!("replicates = 1\ndesign = \"sobol\"\npoints = 16\n{vary}"));
    desk.intsoc(&["sweep", "sweep.toml", "--out", "out", "-q"]).done();
    let told = asked(&desk, &["--outcome", "adequacy"]).done();
    assert!(told.contains("under minimal.toml") && told.contains("under weak.toml"), "{told}");
    let table = rows(&desk.read("found/sensitivity.csv"));
    assert_eq!(column(&table, "scenario"), ["minimal.toml", "minimal.toml", "weak.toml", "weak.toml"]);
    assert_eq!(rows(&desk.read("found/explained.csv")).len(), 1 + 2);
}

#[test]
fn the_page_ranks_what_outcomes_depend_on_and_shows_no_main_effects() {
    let desk = Desk::new();
    swept(&desk, "design = \"morris\"\ntrajectories = 4", VARY, &[]);
    asked(&desk, &["-q"]).done();
    desk.intsoc(&["report", "found", "--out", "page.html"]).done();
    let page = desk.read("page.html");
    for words in
        ["What adequacy depends on: mean size of elementary effects (mu*)", "dummies", "not distinguishable from 0"]
    {
        assert!(page.contains(words), "no {words:?}");
    }
    assert!(!page.contains("Adequacy over target.resolve"));
    desk.intsoc(&["report", "found", "out", "--out", "both.html"]).done();
}

#[test]
fn what_cannot_be_asked_is_refused_with_what_to_do() {
    let desk = Desk::new();
    swept(&desk, "design = \"sobol\"\npoints = 4", VARY, &[]);
    asked(&desk, &["--outcome", "adequasy"]).refused(&["--outcome adequasy", "did you mean `adequacy`?"]);
    asked(&desk, &["--outcome", "adequacy"]).noted(&["no regression: it needs 9 points", "there are 4"]);
    desk.intsoc(&["sensitivity", "out", "--out", "out", "--force"]).refused(&["is the folder out that is read"]);
    desk.intsoc(&["sensitivity", "found", "--out", "again"])
        .refused(&["nothing is varied in them", "folder of a sweep"]);
    swept(&desk, "design = \"sobol\"\npoints = 4", VARY, &["--shard", "1/2"]);
    asked(&desk, &[]).refused(&["is a shard", "merge all shards"]);
}
