//! Counterfactuals and points of sweeps over time.

use crate::support::book::Parts;
use crate::support::desk::Desk;
use crate::support::runs::{column, place, rows};

const NO_VETO: &str = "extends = \"minimal.toml\"\n[scenario]\nname = \"No veto\"\noff = [\"veto\"]\n";
const LATER: &str = "extends = \"minimal.toml\"\n[scenario]\nname = \"Later\"\nstart = \"2001-02\"\n";

/// The cells of a column in the rows of a scenario and an indicator, month after month.
fn series(table: &[Vec<String>], scenario: Option<&str>, indicator: &str, name: &str) -> Vec<String> {
    let of = scenario.map(|scenario| (place(table, "scenario"), scenario));
    let own = |row: &&Vec<String>| {
        of.is_none_or(|(at, scenario)| row[at] == scenario) && row[place(table, "indicator")] == indicator
    };
    table[1..].iter().filter(own).map(|row| row[place(table, name)].clone()).collect()
}

#[test]
fn each_scenario_over_time_is_its_own_run_and_differences_are_those_of_twins() {
    let desk = Desk::new();
    desk.put("no-veto.toml", NO_VETO);
    let few = ["--replicates", "12", "-q", "--out"];
    desk.intsoc(&[&["compare", "minimal.toml", "no-veto.toml"], &few[..], &["out"]].concat()).done();
    let months = rows(&desk.read("out/months.csv"));
    let mut detail = Vec::new();
    for file in ["minimal", "no-veto"] {
        desk.intsoc(&[&["run", &format!("{file}.toml"), "--detail"], &few[..], &[file]].concat()).done();
        let run = rows(&desk.read(&format!("{file}/months.csv")));
        for name in ["t", "month", "unit", "p05", "p50", "p95"] {
            assert_eq!(
                series(&months, Some(file), "need", name),
                series(&run, None, "need", name),
                "{file}: {name} of the comparison and of the run"
            );
        }
        let means = [series(&months, Some(file), "need", "mean"), series(&run, None, "need", "mean")];
        assert!(close(&means[0], &means[1]), "{file}: {means:?}");
        detail.push(rows(&desk.read(&format!("{file}/replicate_months.csv"))));
    }
    // The paired difference of a month and its interval, by hand.
    let values = |table: &[Vec<String>], t: &str| -> Vec<f64> {
        let (at, need) = (place(table, "t"), place(table, "need"));
        table[1..].iter().filter(|row| row[at] == t).map(|row| row[need].parse().expect("a number")).collect()
    };
    let mut differ = 0;
    for (t, told) in series(&months, Some("no-veto"), "need", "difference").iter().enumerate() {
        let [base, other] = [0, 1].map(|at| values(&detail[at], &t.to_string()));
        let pairs: Vec<f64> = base.iter().zip(&other).map(|(base, other)| other - base).collect();
        let mean = pairs.iter().sum::<f64>() / 12.0;
        assert!((told.parse::<f64>().expect("a number") - mean).abs() < 1e-12, "month {t}");
        let variance = pairs.iter().map(|pair| (pair - mean) * (pair - mean)).sum::<f64>() / 11.0;
        // Student's t for 95 % and 11 degrees of freedom.
        let half = 2.200_985_160_082_949 * (variance / 12.0).sqrt();
        let high: f64 = series(&months, Some("no-veto"), "need", "difference_high")[t].parse().expect("a number");
        assert!((high - mean - half).abs() < 1e-9, "month {t}: {high} against {}", mean + half);
        differ += usize::from(mean != 0.0);
    }
    assert!(differ > 5, "the veto makes a difference in {differ} months");
    assert!(series(&months, Some("minimal"), "need", "difference").iter().all(String::is_empty), "the base has none");
}

fn close(ones: &[String], others: &[String]) -> bool {
    let number = |cell: &String| cell.parse::<f64>().expect("a number");
    ones.len() == others.len()
        && !ones.is_empty()
        && ones.iter().zip(others).all(|(one, other)| (number(one) - number(other)).abs() < 1e-12)
}

#[test]
fn a_chart_of_differences_shows_those_below_nought_too() {
    let desk = Desk::new();
    desk.put("no-veto.toml", NO_VETO);
    desk.intsoc(&["compare", "minimal.toml", "no-veto.toml", "--replicates", "12", "-q", "--out", "out"]).done();
    let months = rows(&desk.read("out/months.csv"));
    let book = Parts::read(&desk, "out");
    let mut below = 0;
    for chart in book.0.values().filter(|part| part.contains("difference from the base")) {
        let titles = [("Unmet need", "need"), ("Adequacy", "adequacy"), ("Action", "action"), ("Words", "words")];
        let drawn = titles.iter().find(|(title, _)| chart.contains(&format!("{title}: difference from the base")));
        // What draws a chart is a part of its own: other parts only tell of it.
        let (Some((_, indicator)), true) = (drawn, chart.contains("<c:chartSpace")) else { continue };
        let differences = series(&months, Some("no-veto"), indicator, "difference");
        let negative = differences.iter().any(|cell| cell.starts_with('-'));
        assert_eq!(chart.contains("<c:min val=\"0\"/>"), !negative, "{indicator}");
        below += usize::from(negative);
    }
    assert!(below > 0, "without the veto something is less than with it");
}

#[test]
fn a_scenario_of_other_months_has_no_difference_from_the_base() {
    let desk = Desk::new();
    desk.put("later.toml", LATER);
    desk.intsoc(&["compare", "minimal.toml", "later.toml", "--replicates", "3", "-q", "--out", "out"]).noted(&[]);
    let months = rows(&desk.read("out/months.csv"));
    assert_eq!(series(&months, Some("later"), "need", "month")[0], "2001-02");
    assert!(series(&months, Some("later"), "need", "difference").iter().all(String::is_empty));
    assert!(!series(&months, Some("later"), "need", "mean")[0].is_empty());
}

#[test]
fn a_sweep_tells_months_of_its_points_where_its_file_asks_for_them() {
    let desk = Desk::new();
    let sweep = "scenario = \"minimal.toml\"\nreplicates = 5\n[vary]\n\"target.resolve\" = { values = [0.1, 0.5] }\n";
    desk.put("plain.toml", sweep);
    desk.put("asks.toml", &format!("months = [\"need\", \"words\"]\n{sweep}"));
    for (file, shard) in [("plain", None), ("asks", None), ("asks", Some("1/2")), ("asks", Some("2/2"))] {
        let name = format!("{file}.toml");
        let out = shard.map_or(file.to_string(), |shard: &str| format!("{file}-{}", &shard[..1]));
        let part: Vec<&str> = shard.iter().flat_map(|shard| ["--shard", *shard]).collect();
        desk.intsoc(&[&["sweep", &name, "-q", "--out", &out], &part[..]].concat()).done();
    }
    assert!(!desk.names("plain").contains(&"point_months.csv".to_string()));
    let told = rows(&desk.read("asks/point_months.csv"));
    let points = rows(&desk.read("asks/points.csv"));
    assert_eq!(told.len(), 1 + 2 * 2 * 36, "points, indicators, months");
    let point = points.iter().position(|row| row[place(&points, "target.resolve")] == "0.1").expect("a point") - 1;
    desk.intsoc(&["run", "minimal.toml", "--set", "target.resolve=0.1", "--replicates", "5", "-q", "--out", "run"])
        .done();
    let run = rows(&desk.read("run/months.csv"));
    let own: Vec<Vec<String>> = [told[0].clone()]
        .into_iter()
        .chain(told[1..].iter().filter(|row| row[0] == point.to_string()).cloned())
        .collect();
    for indicator in ["need", "words"] {
        for name in ["t", "month", "unit", "p05", "p50", "p95"] {
            assert_eq!(series(&own, None, indicator, name), series(&run, None, indicator, name), "{indicator} {name}");
        }
    }
    // Shards have them too.
    desk.intsoc(&["merge", "asks-1", "asks-2", "-q", "--out", "merged"]).done();
    assert_eq!(desk.read("merged/point_months.csv"), desk.read("asks/point_months.csv"));
    desk.put("asks.toml", &format!("months = [\"nedd\"]\n{sweep}"));
    desk.intsoc(&["sweep", "asks.toml", "--out", "none"]).refused(&["nedd", "did you mean `need`?"]);
    assert!(column(&told, "month").iter().all(|month| month.len() == 7));
}
