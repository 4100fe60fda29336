//! Designs: the points that each has, and what is told of them.

use crate::support::book::Parts;
use crate::support::desk::Desk;
use crate::support::runs::{place, rows};
use crate::varied::{column, desk, notes, sweep, swept};

/// All texts of a workbook.
fn book(desk: &Desk, folder: &str) -> String {
    Parts::read(desk, folder).0.into_values().collect()
}

#[test]
fn scenarios_are_crossed_with_the_points_of_a_cube() {
    let desk = desk();
    for (design, points) in [
        ("latin-hypercube", "points = 5"),
        ("sobol", "points = 8"),
        ("morris", "trajectories = 2"),
        ("saltelli", "points = 2"),
    ] {
        let text = |scenario: &str| {
            format!(
                "replicates = 2\ndesign = \"{design}\"\n{points}\n{scenario}\"blame.clarity\" = {{ from = 0.2, to = 1.8 }}\n\"norm.rate\" = {{ from = 0.01, to = 0.05 }}\n"
            )
        };
        swept(&desk, &text("scenario = \"minimal.toml\"\n[vary]\n"), &[]).done();
        let alone = rows(&desk.read("out/points.csv"));
        swept(
            &desk,
            &text("[vary]\nscenario = { values = [\"minimal.toml\", \"weak.toml\", \"no-veto.toml\"] }\n"),
            &[],
        )
        .noted(&[]);
        let crossed = rows(&desk.read("out/points.csv"));
        assert_eq!((crossed.len() - 1, crossed[0][1].as_str()), (3 * (alone.len() - 1), "scenario"), "{design}");
        for (index, row) in crossed[1..].iter().enumerate() {
            assert_eq!(row[1], ["minimal.toml", "weak.toml", "no-veto.toml"][index % 3]);
            assert_eq!(row[2..], alone[1 + index / 3][1..], "{design}: the same place under each");
        }
    }
    // Luck is common: a point of the last sweep is a run.
    let points = rows(&desk.read("out/points.csv"));
    let (clarity, rate) = (format!("blame.clarity={}", points[3][2]), format!("norm.rate={}", points[3][3]));
    desk.intsoc(&["run", "no-veto.toml", "--replicates", "2", "--set", &clarity, "--set", &rate, "--out", "run", "-q"])
        .done();
    let (outcomes, alone) = (rows(&desk.read("out/outcomes.csv")), rows(&desk.read("run/histories.csv")));
    assert_eq!(points[3][1], "no-veto.toml");
    assert_eq!(
        outcomes[5..7].iter().map(|row| &row[3..]).collect::<Vec<_>>(),
        alone[1..].iter().map(|row| &row[2..]).collect::<Vec<_>>()
    );
    let only = "replicates = 2\ndesign = \"sobol\"\npoints = 4\n[vary]\nscenario = { values = [\"minimal.toml\", \"weak.toml\"] }\n";
    swept(&desk, only, &[]).refused(&["sweep.toml:5", "nothing else is varied", "design = \"grid\""]);
}

#[test]
fn points_that_are_told_apart_and_are_the_same_scenario_are_said() {
    let desk = desk();
    desk.put("copy.toml", "extends = \"minimal.toml\"\n[scenario]\nname = \"Another name\"\n");
    let scenarios = sweep("[vary]\nscenario = { values = [\"minimal.toml\", \"copy.toml\"] }\n")
        .replace("scenario = \"minimal.toml\"\n", "");
    swept(&desk, &scenarios, &[])
        .noted(&["note: sweep.toml: points 0 and 1 differ in scenario, and are the same scenario"]);
    assert!(notes(&desk, "out").contains("are the same scenario"));
    assert!(desk.intsoc(&["check", "sweep.toml"]).done().contains("are the same scenario"));
    let list = sweep(
        "[[point]]\n\"target.resolve\" = 0.5\n[[point]]\n\"target.resolve\" = { scale = 1.0 }\n[[point]]\n\"blame.clarity\" = 2\n[[point]]\n\"blame.clarity\" = 2.0\n",
    );
    swept(&desk, &list, &[])
        .noted(&["points 0 and 1 differ in target.resolve", "points 2 and 3 are the same in all that is varied"]);
    let twins = ["compare", "minimal.toml", "copy.toml", "--replicates", "2", "--out", "twins", "-q"];
    desk.intsoc(&twins).noted(&["copy: is the same scenario as minimal"]);
    assert!(notes(&desk, "twins").contains("is the same scenario"));
    // A wide net that catches nothing where nothing is wrong.
    swept(&desk, &sweep("[vary]\n\"target.resolve\" = { from = 0.1, to = 0.9, steps = 5 }\n\"off.veto\" = { values = [false, true] }\n"), &[]).done();
    assert_eq!(notes(&desk, "out"), "[]");
}

#[test]
fn a_design_without_main_effects_shows_none_and_says_what_to_do() {
    let desk = desk();
    let vary = "[vary]\n\"target.resolve\" = { from = 0.1, to = 0.9 }\n\"blame.clarity\" = { from = 0, to = 2 }\n";
    let list = "[[point]]\n\"target.resolve\" = 0.1\n[[point]]\n\"target.resolve\" = 0.9\n\"blame.clarity\" = 2.0\n";
    for (design, text, effects) in [
        ("morris", format!("design = \"morris\"\ntrajectories = 3\n{vary}"), false),
        ("saltelli", format!("design = \"saltelli\"\npoints = 2\n{vary}"), false),
        ("list", list.to_string(), false),
        ("latin-hypercube", format!("design = \"latin-hypercube\"\npoints = 6\n{vary}"), true),
        ("sobol", format!("design = \"sobol\"\npoints = 8\n{vary}"), true),
        ("grid", vary.replace(" }", ", steps = 2 }"), true),
    ] {
        swept(&desk, &sweep(&text), &[]).done();
        desk.intsoc(&["report", "out", "--out", "page.html"]).done();
        let page = desk.read("page.html");
        let book = book(&desk, "out");
        for instead in ["has no mean over levels that could be shown", "Sobol points."] {
            assert_eq!((page.contains(instead), book.contains(instead)), (!effects, !effects), "{design}");
        }
        assert_eq!(page.contains("Adequacy over target.resolve"), effects, "{design}");
        // The column of means over levels, and its chart.
        assert_eq!(
            (
                book.contains("points of the design with that value"),
                book.contains("target.resolve: mean adequacy over the points")
            ),
            (effects, effects),
            "{design}"
        );
        assert!(page.contains("the share of need that is relieved lies between"), "{design}");
    }
}

#[test]
fn a_mean_over_the_histories_in_which_something_came_about_says_over_how_many() {
    let desk = desk();
    let text = sweep("[vary]\n\"leadership.step_forward\" = { values = [0.0, 0.05, 0.8] }\n\"leadership.initial\" = { values = [0.0] }\n").replace("replicates = 2", "replicates = 12");
    swept(&desk, &text, &[]).done();
    let (points, months) =
        (column(&desk, "out/outcomes.csv", "point"), column(&desk, "out/outcomes.csv", "months_to_leader"));
    let mut counts = Vec::new();
    for point in 0..3 {
        let own: Vec<f64> = points
            .iter()
            .zip(&months)
            .filter(|(at, months)| **at == point.to_string() && !months.is_empty())
            .map(|(_, months)| months.parse().expect("a number"))
            .collect();
        let (mean, count) = (
            &column(&desk, "out/summary.csv", "months_to_leader")[point],
            &column(&desk, "out/summary.csv", "months_to_leader.histories")[point],
        );
        assert_eq!(*count, own.len().to_string());
        assert_eq!(mean.is_empty(), own.is_empty());
        if !own.is_empty() {
            assert!((mean.parse::<f64>().expect("a number") - own.iter().sum::<f64>() / own.len() as f64).abs() < 1e-9);
        }
        counts.push(own.len());
    }
    assert!(counts.contains(&0) && counts.iter().any(|count| *count > 0), "it tells never from sometimes: {counts:?}");
    let package = desk.read("out/datapackage.json");
    assert!(package.contains("mean, over the histories in which it came about, of months to the first leader"));
    assert!(
        package.contains("\"months_to_authorised.force.histories\"") && !package.contains("\"adequacy.histories\"")
    );
    assert!(book(&desk, "out").contains("months_to_leader_histories"));
    // Of twins too.
    desk.put("none.toml", "extends = \"minimal.toml\"\n[leadership]\ninitial = 0.0\nstep_forward = 0.02\n");
    let told = desk.intsoc(&["compare", "minimal.toml", "none.toml", "--replicates", "20", "--out", "compared"]).done();
    let line = told.lines().find(|line| line.starts_with("months to the first leader")).expect("it is told");
    let effects = rows(&desk.read("compared/effects.csv"));
    let at = |name: &str| place(&effects, name);
    let pairs = &effects.iter().find(|row| row[1] == "months_to_leader").expect("the outcome")[at("pairs")];
    assert!(
        pairs != "20" && line.contains(&format!("(of the {pairs} twins in which it came about under both)")),
        "{line}"
    );
}

#[test]
fn numbers_stay_numbers_where_other_cells_of_their_column_are_none() {
    let desk = desk();
    let list = sweep(
        "[[point]]\n\"norm.rate\" = 0.01\n[[point]]\n\"norm.rate\" = 0.02\n\"blame.rate\" = 0.5\n\"off.veto\" = true\n[[point]]\n\"blame.rate\" = 0.25\n\"states.*.leverage\" = { scale = 0.5 }\n[[point]]\n\"states.*.leverage\" = 0.75\n",
    );
    swept(&desk, &list, &["--format", "csv-eu"]).done();
    let points = desk.read("out/points.csv").trim_start_matches('\u{feff}').replace('\r', "");
    let lines: Vec<&str> = points.lines().collect();
    assert_eq!(lines[1..], ["0;0,01;;;", "1;0,02;0,5;true;", "2;;0,25;;{ scale = 0.5 }", "3;;;;0,75"]);
    let package = desk.json("out/datapackage.json");
    let fields = package["resources"][0]["schema"]["fields"].as_array().expect("fields").clone();
    let types: Vec<&str> = fields.iter().map(|field| field["type"].as_str().unwrap_or_default()).collect();
    assert_eq!(types, ["integer", "number", "number", "boolean", "any"]);
    let book = book(&desk, "out");
    assert!(book.contains("<v>0.25</v>") && book.contains("<v>0.75</v>") && !book.contains("<t>0.75</t>"));
    desk.put(
        "minus.toml",
        "extends = \"minimal.toml\"\n[set]\n\"blame.clarity\" = 1.5\n\"states.borea.reservations.force\" = -0.25\n",
    );
    desk.intsoc(&["compare", "minimal.toml", "minus.toml", "--replicates", "2", "--out", "eu", "--format", "eu", "-q"])
        .done();
    let differences = desk.read("eu/differences.csv");
    assert!(
        differences.contains(";blame.clarity;0,8;1,5") && differences.contains("reservations.force;;-0,25"),
        "{differences}"
    );
}

#[test]
fn steps_are_the_decimals_they_are_meant_to_be_and_whole_where_that_is_wanted() {
    let desk = desk();
    swept(
        &desk,
        &sweep("[vary]\n\"blame.clarity\" = { from = 0.0, to = 3.0, steps = 31 }\n")
            .replace("replicates = 2", "replicates = 1"),
        &[],
    )
    .done();
    let mut seen = column(&desk, "out/points.csv", "blame.clarity");
    seen.sort_by(|one, two| one.parse::<f64>().expect("a number").total_cmp(&two.parse().expect("a number")));
    let meant: Vec<String> = (0..=30).map(|tenth| (f64::from(tenth) / 10.0).to_string()).collect();
    assert_eq!(seen, meant);
    for (levels, months) in
        [("from = 12, to = 36, steps = 3.0", ["12", "24", "36"]), ("values = [12.0, 24, 3.6e1]", ["12", "24", "36"])]
    {
        let text = sweep(&format!("replicates = 2.0\n[vary]\n\"scenario.months\" = {{ {levels} }}\n")).replacen(
            "replicates = 2\n",
            "",
            1,
        );
        swept(&desk, &text, &[]).done();
        let mut seen = column(&desk, "out/points.csv", "scenario.months");
        seen.sort();
        assert_eq!(seen, months);
    }
    desk.intsoc(&["run", "minimal.toml", "--set", "scenario.months=12.0", "--replicates", "2", "--out", "year", "-q"])
        .done();
    let wrong = |levels: &str, words: &[&str]| {
        swept(&desk, &sweep(&format!("[vary]\n\"scenario.months\" = {{ {levels} }}\n")), &[]).refused(words)
    };
    wrong("from = 12, to = 36, steps = 6", &["takes whole numbers", "4.8", "values = ["]);
    let cube = "design = \"sobol\"\npoints = 1e1\n[vary]\n";
    swept(&desk, &sweep(&format!("{cube}\"scenario.months\" = {{ from = 12, to = 36 }}\n")), &[])
        .refused(&["takes whole numbers", "add steps = N"]);
    // Sobol points lie evenly in powers of two.
    let sobol = format!("{cube}\"blame.clarity\" = {{ from = 0, to = 1 }}\n");
    swept(&desk, &sweep(&sobol), &[]).noted(&["points = 10", "write 8 or 16"]);
    assert_eq!(column(&desk, "out/points.csv", "point").len(), 10);
    swept(&desk, &sweep(&sobol.replace("1e1", "16")), &[]).done();
    let saltelli = sobol.replace("sobol", "saltelli");
    swept(&desk, &sweep(&saltelli), &[]).noted(&["points = 10", "write 8 or 16"]);
    assert_eq!(column(&desk, "out/points.csv", "point").len(), 10 * 3);
}

#[test]
fn a_saltelli_design_of_too_many_dimensions_is_refused_with_what_to_do_instead() {
    let desk = desk();
    let vary = |factors: usize| {
        let path = |at: usize| format!("\"states.s{at}.ties\" = {{ from = 0, to = 1 }}\n");
        format!("design = \"saltelli\"\npoints = 4\n[vary]\n{}", (0..factors).map(path).collect::<String>())
    };
    swept(&desk, &sweep(&vary(65)), &[]).refused(&[
        "has 65 dimensions",
        "at most 64",
        "\"morris\"",
        "\"latin-hypercube\"",
    ]);
    let of_another =
        "design = \"sobol\"\npoints = 4\nsecond_order = true\n[vary]\n\"blame.clarity\" = { from = 0, to = 1 }\n";
    swept(&desk, &sweep(of_another), &[]).refused(&["a sobol design has no second_order"]);
}

#[test]
fn what_is_no_range_is_answered_with_what_may_have_been_meant() {
    let desk = desk();
    for (line, remedy) in [
        ("target.resolve = { values = [0.3] }", "put the path in quotes: \"target.resolve\" = { values = [0.3] }"),
        ("states.borea.ties = { from = 0, to = 1, steps = 3 }", "put the path in quotes: \"states.borea.ties\""),
        ("\"target.resolve\" = { from = 0, to = 1, step = 0.1 }", "steps = N"),
        ("\"target.resolve\" = [0.1, 0.2]", "{ values = [0.1, 0.2] }"),
        ("\"target.resolve\" = 0.1", "{ values = [0.1] }"),
        ("\"target.name\" = { values = [\"\", \"Other\"] }", "is an empty text"),
        ("\"states.borea.constituencies\" = { dirichlet = [1e-310, 1, 1] }", "from 0.001 to 1000000"),
        ("\"states.borea.constituencies\" = { dirichlet = [1, 2147483648, 0.5] }", "from 0.001 to 1000000"),
        ("\"target.resolve\" = { from = -1.7e308, to = 1.7e308, steps = 3 }", "is empty"),
    ] {
        let said = swept(&desk, &sweep(&format!("[vary]\n{line}\n")), &[]);
        assert!(!said.err.contains("no points"), "{}", said.err);
        said.refused(&["sweep.toml:4", remedy]);
    }
    swept(&desk, &sweep("[[point]]\n\"target.name\" = \"\"\n"), &[])
        .refused(&["sweep.toml:4", "leave the path out of this point"]);
    // A table of points is held against its size before it is made.
    let points: String = (0..2000).map(|point| format!("[[point]]\n\"a.b{point}\" = 1\n")).collect();
    swept(&desk, &sweep(&points), &[])
        .refused(&["2000 points that name 2000 paths are a table of 4000000 cells", "at most 2000000"]);
}
