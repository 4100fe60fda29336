//! What the outcomes of a sweep depend on: indices in tables, on the terminal and on a page.

use crate::support::desk::{Desk, Said};
use crate::support::runs::{column, place, rows};

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
    let at = |name: &str| place(&table, name);
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
        ("luck = \"independent\"\ndesign = \"saltelli\"\npoints = 16", "st"),
        ("luck = \"independent\"\ndesign = \"morris\"\ntrajectories = 16", "mu_star"),
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
        let dummy: f64 = of(&desk, "adequacy", acts, "dummy").parse().expect("a number");
        assert!(dummy < low && (dummy > 0.0) == (design.contains("independent") || index == "s1"), "{design}: {dummy}");
        let explained = rows(&desk.read("found/explained.csv"));
        let share = |name: &str| column(&explained, name)[0].parse::<f64>().unwrap_or(0.0);
        let [numbers, luck, interaction] = ["numbers", "luck", "interaction"].map(share);
        assert!(
            (numbers + luck + interaction - 1.0).abs() < 1e-9 && numbers > 0.5,
            "{design}: {numbers} {luck} {interaction}"
        );
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
    // Points drawn elsewhere are a sample.
    let drawn = |at: u32| {
        let (resolve, rate) = (100 + at * 377 % 800, 100 + at * 611 % 800);
        format!("[[point]]\n\"target.resolve\" = 0.{resolve}\n\"norm.rate\" = 0.0{rate}\n")
    };
    swept(&desk, "", &(0..30).map(drawn).collect::<String>(), &[]);
    asked(&desk, &["--outcome", "adequacy"]).noted(&["points are listed", "drawn by lot"]);
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
fn measures_of_worlds_are_asked_about_over_what_is_varied_and_over_the_numbers_own_ranges() {
    let desk = Desk::new();
    desk.put("weak.toml", "extends = \"ranged.toml\"\n[target]\nresolve = 0.1\n");
    let ranged = "{ value = 0.8, low = 0.1, high = 2.0, grade = \"assumed\" }";
    desk.put("ranged.toml", &format!("extends = \"minimal.toml\"\n[blame]\nclarity = {ranged}\n"));
    for varied in ["[vary]\n\"blame.clarity\" = { from = 0, to = 2 }\n", "ranges = \"assumed\"\n"] {
        let (keys, tables) = if varied.starts_with('[') { ("", varied) } else { (varied, "") };
        let asks = "[worlds]\nweak = \"weak.toml\"\n[measures]\ngain = \"effect(adequacy | weak)\"\n";
        let text =
            format!("scenario = \"ranged.toml\"\ndesign = \"sobol\"\npoints = 8\nreplicates = 2\n{keys}{asks}{tables}");
        desk.put("sweep.toml", &text);
        let out = if keys.is_empty() { "out" } else { "plausible" };
        desk.intsoc(&["sweep", "sweep.toml", "--out", out, "-q"]).noted(&[]);
        desk.intsoc(&["check", out]).done();
        let told = desk.intsoc(&["sensitivity", out, "--out", "found", "--force"]).noted(&[]);
        assert!(told.contains("\ngain\n"), "{told}");
    }
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

/// Against another implementation. `.ci/tools` installs it into `target/peers/pandas`; after that `cargo test --test it
/// needs_salib -- --ignored` runs this.
mod needs_salib {
    use std::process::Command;

    use intsoc::statistics::elementary::elementary;
    use intsoc::statistics::resampling::Estimate;
    use intsoc::statistics::variance_based::variance_based;
    use intsoc::study::sweep::design::{Coordinate, Design};
    use serde_json::{Value as Json, json};

    fn places(design: &Design) -> Vec<Vec<f64>> {
        let place = |coordinate| match coordinate {
            Coordinate::Place(place) => place,
            Coordinate::Level(_) => panic!("no cube"),
        };
        (0..design.points()).map(|number| design.point(number).into_iter().map(place).collect()).collect()
    }

    /// Ishigami's function of the first three places, and what further places add to it.
    fn model(places: &[f64]) -> f64 {
        let x: Vec<f64> = places.iter().map(|place| std::f64::consts::PI * (2.0 * place - 1.0)).collect();
        let (sine, other) = (libm::sin(x[0]), libm::sin(x[1]));
        let rest: f64 = x[3..].iter().enumerate().map(|(at, x)| x * x / (at + 2) as f64).sum();
        100.0 + sine + 7.0 * other * other + 0.1 * x[2] * x[2] * x[2] * x[2] * sine + rest
    }

    fn interval(of: Estimate) -> [f64; 2] {
        [of.low, of.high]
    }

    fn of_morris(levels: u64, trajectories: u64, factors: usize) -> Json {
        let places = places(&Design::morris(levels, trajectories, factors, 3));
        let values: Vec<f64> = places.iter().map(|places| model(places)).collect();
        let found: Vec<_> = elementary(&places, &values, 1).into_iter().map(|found| found.expect("effects")).collect();
        json!({
            "levels": levels,
            "places": places,
            "values": values,
            "mu": found.iter().map(|found| found.mu.value).collect::<Vec<_>>(),
            "mu_star": found.iter().map(|found| found.mu_star.value).collect::<Vec<_>>(),
            "mu_star_interval": found.iter().map(|found| interval(found.mu_star)).collect::<Vec<_>>(),
            "sigma": found.iter().map(|found| found.sigma).collect::<Vec<_>>(),
        })
    }

    fn of_saltelli(base: u64, factors: usize, second_order: bool) -> Json {
        let places = places(&Design::saltelli(base, &vec![1; factors], second_order, 3));
        let values: Vec<f64> = places.iter().map(|places| model(places)).collect();
        let found = variance_based(&values, factors, second_order, 1).expect("indices");
        let values_of = |list: &[Estimate]| list.iter().map(|of| of.value).collect::<Vec<_>>();
        let intervals = |list: &[Estimate]| list.iter().map(|of| interval(*of)).collect::<Vec<_>>();
        json!({
            "factors": factors,
            "second_order": second_order,
            "values": values,
            "s1": values_of(&found.first),
            "s1_interval": intervals(&found.first),
            "st": values_of(&found.total),
            "st_interval": intervals(&found.total),
            "s2": found.second.iter().map(|(_, _, second)| second.value).collect::<Vec<_>>(),
        })
    }

    #[test]
    #[ignore = "needs SALib"]
    fn salib_finds_the_same_indices_on_the_same_samples() {
        let cases = json!({
            "morris": [of_morris(4, 40, 5), of_morris(8, 25, 12)],
            "saltelli": [of_saltelli(256, 6, false), of_saltelli(512, 4, true)],
        });
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("cases.json");
        std::fs::write(&file, cases.to_string()).expect("ours");
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let (python, script) = (root.join("target/peers/pandas/bin/python"), root.join("tests/peers/salib_indices.py"));
        let said = Command::new(&python).arg(script).arg(file).output();
        let said = said.unwrap_or_else(|error| panic!("{}: {error}", python.display()));
        let (out, err) = (String::from_utf8_lossy(&said.stdout), String::from_utf8_lossy(&said.stderr));
        assert!(said.status.success() && out.contains("saltelli, pairs S2"), "{out}{err}");
        println!("{out}");
    }
}
