//! Twin histories: the same luck under each scenario.

use crate::support::desk::Desk;
use crate::support::runs::{place, rows};

const NEED: &str = "extends = \"minimal.toml\"\n[set]\n\"states.aurelia.constituencies\" = { nationals = 0.1, society = 0.1, humanity = 0.8 }\n";
const NO_VETO: &str = "extends = \"minimal.toml\"\n[scenario]\noff = [\"veto\"]\n";

fn desk() -> Desk {
    let desk = Desk::new();
    desk.put("need.toml", NEED);
    desk.put("no-veto.toml", NO_VETO);
    desk
}

/// The cell of a table in the row that begins with these cells.
fn cell(table: &[Vec<String>], row: &[&str], column: &str) -> String {
    let at = place(table, column);
    table.iter().find(|cells| cells.iter().zip(row).all(|(a, b)| a == b)).expect("the row is there")[at].clone()
}

#[test]
fn effects_are_those_of_the_twins_it_lists() {
    let desk = desk();
    desk.intsoc(&["compare", "minimal.toml", "need.toml", "no-veto.toml", "--replicates", "30", "--out", "out"]).done();
    let (twins, effects) = (rows(&desk.read("out/twins.csv")), rows(&desk.read("out/effects.csv")));
    assert_eq!(twins.len(), 1 + 30 * 3);
    for (scenario, outcome) in [("need", "adequacy"), ("no-veto", "deaths"), ("need", "months_to_leader")] {
        let at = place(&twins, outcome);
        let values = |name: &str| -> Vec<Option<f64>> {
            twins[1..].iter().filter(|row| row[2] == name).map(|row| row[at].parse().ok()).collect()
        };
        let pairs: Vec<(f64, f64)> = values("minimal")
            .into_iter()
            .zip(values(scenario))
            .filter_map(|(base, other)| Some((base?, other?)))
            .collect();
        let n = pairs.len() as f64;
        let mean = pairs.iter().map(|(base, other)| other - base).sum::<f64>() / n;
        let told = |column: &str| cell(&effects, &[scenario, outcome], column).parse::<f64>().expect("a number");
        assert!((told("effect") - mean).abs() < 1e-9 * mean.abs().max(1.0), "{scenario} {outcome}");
        assert_eq!(told("pairs"), n);
        assert_eq!(told("rose"), pairs.iter().filter(|(base, other)| other > base).count() as f64 / n);
        assert!(told("ci_low") <= mean && mean <= told("ci_high"));
        assert!((-1.0..=1.0).contains(&told("correlation")));
    }
    // Fewer dead is better, more adequate is better, and votes are neither.
    assert_eq!(cell(&effects, &["need", "deaths"], "improved"), cell(&effects, &["need", "deaths"], "fell"));
    assert_eq!(cell(&effects, &["need", "adequacy"], "improved"), cell(&effects, &["need", "adequacy"], "rose"));
    assert_eq!(cell(&effects, &["need", "votes_held"], "improved"), "");
}

#[test]
fn a_twin_is_the_history_that_a_run_gives() {
    let desk = desk();
    desk.intsoc(&["compare", "minimal.toml", "need.toml", "--replicates", "7", "--out", "out"]).done();
    desk.intsoc(&["run", "need.toml", "--replicates", "7", "--out", "alone"]).done();
    let twins = rows(&desk.read("out/twins.csv"));
    let alone = rows(&desk.read("alone/histories.csv"));
    let other: Vec<Vec<String>> = twins.into_iter().filter(|row| row[2] == "need").collect();
    assert_eq!((other.len(), alone.len()), (7, 1 + 7));
    for (twin, history) in other.iter().zip(&alone[1..]) {
        assert_eq!((&twin[0], &twin[3..]), (&history[0], &history[2..]));
    }
}

#[test]
fn a_scenario_is_the_same_as_itself_in_every_twin() {
    let desk = desk();
    desk.put("again.toml", "extends = \"minimal.toml\"\n");
    let out = desk
        .intsoc(&["compare", "minimal.toml", "again.toml", "--replicates", "9", "--out", "out"])
        .noted(&["again: is the same scenario as minimal"]);
    assert!(out.contains("the same in every twin"), "{out}");
    let effects = rows(&desk.read("out/effects.csv"));
    for row in &effects[1..] {
        let pairs: u64 = row.last().and_then(|pairs| pairs.parse().ok()).expect("a count");
        assert!(row[3] == "same" || pairs == 0, "{row:?}");
    }
    assert_eq!(rows(&desk.read("out/differences.csv")).len(), 1);
}

#[test]
fn the_same_bytes_on_any_number_of_threads() {
    let desk = desk();
    for (threads, out) in [("1", "one"), ("8", "eight")] {
        let with = [
            "compare",
            "minimal.toml",
            "need.toml",
            "no-veto.toml",
            "--replicates",
            "41",
            "--threads",
            threads,
            "--out",
            out,
        ];
        desk.intsoc(&with).done();
    }
    for file in ["twins.csv", "effects.csv", "differences.csv", "datapackage.json"] {
        assert!(desk.read(&format!("one/{file}")) == desk.read(&format!("eight/{file}")), "{file}");
    }
}

#[test]
fn differences_are_told_path_by_path() {
    let desk = desk();
    desk.intsoc(&["compare", "minimal.toml", "need.toml", "no-veto.toml", "--replicates", "2", "--out", "out"]).done();
    let differences = rows(&desk.read("out/differences.csv"));
    let lines: Vec<String> = differences[1..].iter().map(|row| row.join(" ")).collect();
    assert_eq!(
        lines,
        [
            "need states.aurelia.constituencies.nationals 0.4 0.1",
            "need states.aurelia.constituencies.society 0.5 0.1",
            "need states.aurelia.constituencies.humanity 0.1 0.8",
            "no-veto scenario.off.0  \"veto\"",
        ]
    );
}

#[test]
fn what_is_undecided_stands_after_what_is_ranked() {
    let desk = desk();
    // Too little to be told from luck in four twins.
    desk.put("hardly.toml", "extends = \"minimal.toml\"\n[crisis]\nviolence_noise = 0.0201\n");
    let out = desk
        .intsoc(&["compare", "minimal.toml", "hardly.toml", "need.toml", "--replicates", "4", "--out", "out"])
        .done();
    let (need, hardly) = (out.find("\nneed ").expect("it is told"), out.find("\nhardly ").expect("it is told"));
    assert!(need < hardly, "{out}");
    assert!(out[hardly..].lines().nth(1).is_some_and(|line| line.contains("undecided")), "{out}");
}

#[test]
fn wrong_comparisons_say_what_is_wrong() {
    let desk = desk();
    desk.put("wrong.toml", "extends = \"minimal.toml\"\n[target]\nresolve = -1\n");
    desk.intsoc(&["compare", "minimal.toml"])
        .refused(&["nothing to compare minimal.toml with", "intsoc compare minimal.toml --with off=veto"]);
    desk.intsoc(&["compare", "minimal.toml", "nobody.toml", "wrong.toml"]).refused(&[
        "nobody.toml",
        "cannot be read",
        "wrong.toml:3: target.resolve = -1",
    ]);
    desk.intsoc(&["compare", "minimal.toml", "minimal.toml"]).refused(&["minimal: is given twice"]);
    assert!(!desk.path("results").exists(), "nothing was written");
}

#[test]
fn any_history_can_be_had_again_from_its_key() {
    let desk = desk();
    desk.put("grid.toml", "scenario = \"minimal.toml\"\nreplicates = 3\n[vary]\n\"target.resolve\" = { values = [0.1, 0.35] }\nscenario = { values = [\"minimal.toml\", \"need.toml\"] }\n");
    desk.intsoc(&[
        "minimal.toml",
        "--replicates",
        "6",
        "--seed",
        "5",
        "--set",
        "target.war_stake=0.123456789012345",
        "--out",
        "run",
    ])
    .done();
    desk.intsoc(&["minimal.toml", "--no-chance", "--out", "still"]).done();
    desk.intsoc(&["compare", "minimal.toml", "need.toml", "--replicates", "4", "--out", "compare"]).done();
    desk.intsoc(&["grid.toml", "--out", "sweep"]).done();
    let folders =
        [("run", "histories", 6), ("still", "histories", 1), ("compare", "twins", 8), ("sweep", "outcomes", 12)];
    for (folder, table, histories) in folders {
        let table = rows(&desk.read(&format!("{folder}/{table}.csv")));
        assert_eq!(table.len(), 1 + histories, "{folder}");
        for row in table[1..].iter().rev().take(3) {
            let out = format!("again-{}", row[0]);
            let said = desk.intsoc(&["reproduce", &row[0], folder, "--out", &out]).done();
            assert!(said.contains(": the same in all "), "{said}");
            assert_eq!(rows(&desk.read(&format!("{out}/replicate_months.csv"))).len(), 37);
        }
    }
    // A history of a run again is the row of the run.
    let run = rows(&desk.read("run/histories.csv"));
    let again = rows(&desk.read(&format!("again-{}/histories.csv", run[4][0])));
    assert_eq!(run[4], again[1]);
    // What was tampered with is noticed, and what is not there is said.
    let key = run[2][0].clone();
    let tampered = desk.read("run/histories.csv").replacen(&run[2][3], "123.5", 1);
    desk.put("run/histories.csv", &tampered);
    desk.intsoc(&["reproduce", &key, "run", "--out", "other"])
        .ended(1, &["comes out otherwise: ", "was 123.5, is ", "histories.csv: was changed since it was written"]);
    desk.intsoc(&["reproduce", "h000000000000-1-0", "run"]).refused(&["no history of run has this key"]);
    desk.intsoc(&["reproduce", "17", "run"]).refused(&["\"17\": is not a key"]);
    desk.intsoc(&["reproduce", &key, "nowhere"]).refused(&["nowhere: there is no such folder"]);
}
