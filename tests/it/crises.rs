//! Other crises than Darfur: one theory for all of them, and a record for each that the program understands.

use std::collections::BTreeMap;
use std::path::Path;

use crate::support::desk::Desk;
use crate::support::runs::{column, place as at, rows};
use crate::support::scenarios::shipped;

const CRISES: [&str; 4] = ["rwanda-1994", "kosovo-1998", "east-timor-1999", "libya-2011"];

/// Facts that every crisis has, so that crises can be set side by side.
const SHARED: [&str; 8] =
    ["first_step", "force_authorised", "force_ever", "force_deployed", "protection", "vetoes", "deaths", "displaced"];

fn place(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name).display().to_string()
}

/// Of every number of a crisis: what it is, to what it belongs, and the file that says it.
fn numbers(desk: &Desk, crisis: &str) -> BTreeMap<String, [String; 5]> {
    let table = rows(&desk.intsoc(&["check", &place(&format!("cases/{crisis}.toml")), "--numbers"]).done());
    let [paths, value, low, high, belongs, file] =
        ["path", "value", "low", "high", "belongs", "file"].map(|name| column(&table, name));
    let told = paths.iter().zip(&value).zip(low.iter().zip(&high)).zip(belongs.iter().zip(&file));
    told.map(|(((path, value), (low, high)), (belongs, file))| {
        (path.clone(), [value, low, high, belongs, file].map(String::clone))
    })
    .collect()
}

#[test]
fn a_crisis_changes_no_number_of_the_theory() {
    let desk = Desk::new();
    let theory = shipped("theory.toml");
    for crisis in CRISES {
        let of_the_theory: Vec<_> =
            numbers(&desk, crisis).into_iter().filter(|(_, [_, _, _, belongs, _])| belongs == "theory").collect();
        let (from_it, own): (Vec<_>, Vec<_>) =
            of_the_theory.into_iter().partition(|(_, [.., file])| file.ends_with("theory.toml"));
        assert!(from_it.len() > 100, "{crisis}: {}", from_it.len());
        // What it adds is said of instruments that the theory does not have; besides, what shares are shares of.
        for (path, _) in own.into_iter().filter(|(path, _)| !path.ends_with(".reference")) {
            let instrument = path.split('.').take(2).collect::<Vec<_>>().join(".");
            assert!(path.starts_with("instruments."), "{crisis}: {path}");
            assert!(!theory.contains(&format!("[{instrument}]")), "{crisis}: {path}");
        }
    }
}

#[test]
fn an_instrument_that_two_crises_add_is_the_same_in_both() {
    let desk = Desk::new();
    let [kosovo, libya] = ["kosovo-1998", "libya-2011"].map(|crisis| {
        let all = numbers(&desk, crisis).into_iter();
        let campaign = all.filter(|(path, _)| path.starts_with("instruments.air_campaign."));
        campaign.map(|(path, [value, low, high, ..])| (path, [value, low, high])).collect::<Vec<_>>()
    });
    assert!(kosovo.len() >= 8, "{kosovo:?}");
    assert_eq!(kosovo, libya);
}

#[test]
fn every_crisis_has_the_facts_that_crises_share_and_each_fact_is_understood() {
    let desk = Desk::new();
    let mut records = CRISES.map(|crisis| (format!("cases/{crisis}.toml"), format!("history/{crisis}.csv"))).to_vec();
    records.push(("baseline.toml".into(), "history/darfur-shared.csv".into()));
    for (scenario, facts) in &records {
        let names = column(&rows(&shipped(facts)), "fact");
        for shared in SHARED {
            assert_eq!(names.iter().filter(|name| *name == shared).count(), 1, "{facts}: {shared}");
        }
        let asked = ["hindcast", &place(scenario), "--facts", &place(facts), "--replicates", "2", "--out", "out"];
        desk.intsoc(&[&asked[..], &["--force", "-q"]].concat()).done();
        assert_eq!(column(&rows(&desk.read("out/hindcast.csv")), "fact"), names, "{facts}");
    }
}

/// The tables of docs/cases.md, made anew from what `intsoc cases` writes.
fn told(desk: &Desk) -> String {
    let (scores, between) = (rows(&desk.read("out/cases.csv")), rows(&desk.read("out/between.csv")));
    let cell = |table: &[Vec<String>], row: &[String], name: &str| row[at(table, name)].clone();
    let cases: Vec<String> = scores[1..].iter().map(|row| row[0].clone()).take(5).collect();
    let mut text = format!("| | {} |\n|---|{}\n", cases.join(" | "), "--:|".repeat(cases.len()));
    let find = |theory: &str, case: &str, over: &str| {
        let found = scores[1..].iter().find(|row| row[0] == case && row[1] == theory && row[2] == over);
        found.unwrap_or_else(|| panic!("{theory}, {case}, {over}"))
    };
    let two = |text: &str| text.parse::<f64>().map_or("–".into(), |number| format!("{number:.2}"));
    let mut line = |name: String, of: &dyn Fn(&str) -> String| {
        let cells: Vec<String> = cases.iter().map(|case| of(case)).collect();
        text.push_str(&format!("| {name} | {} |\n", cells.join(" | ")));
    };
    let mut theories: Vec<String> = scores[1..].iter().map(|row| row[1].clone()).collect();
    theories.dedup();
    theories.truncate(6);
    let of = |theory: &str, over: &str, case: &str| {
        let row = find(theory, case, over);
        let number = |name: &str| cell(&scores, row, name).parse::<f64>().unwrap_or(0.0);
        let facts = number("facts");
        format!("{}; {:.0} of {facts}", two(&cell(&scores, row, "vote_error")), number("within_90") * facts)
    };
    for theory in &theories {
        line(format!("`{theory}`"), &|case| of(theory, "luck", case));
    }
    line("`model`, over plausible numbers".into(), &|case| of("model", "plausible numbers", case));
    line("nobody withholds".into(), &|case| two(&cell(&scores, find("model", case, "luck"), "nobody_vote_error")));
    line("as in the other cases".into(), &|case| two(&cell(&scores, find("model", case, "luck"), "others_vote_error")));
    line("nearer than the mean of the others".into(), &|case| {
        let row = find("model", case, "luck");
        format!("{} of {}", cell(&scores, row, "nearer"), cell(&scores, row, "shared_facts"))
    });
    line("order of events: τ (95 % of random orders below)".into(), &|case| {
        let row = find("model", case, "luck");
        let [tau, null] = ["tau", "tau_null_95"].map(|name| two(&cell(&scores, row, name)));
        if tau == "–" { tau } else { format!("{tau} ({null})") }
    });
    text.push_str("\n| | Claim | By luck | Plausible worlds | Rivals that pass |\n|---|---|---|--:|--:|\n");
    for row in between[1..].iter().filter(|row| row[0] == "model") {
        let rivals = between[1..].iter().filter(|other| other[0] != "model" && other[1] == row[1]);
        let passed = rivals.filter(|other| cell(&between, other, "verdict") == "pass").count();
        let share = cell(&between, row, "plausible_share").parse::<f64>().expect("a share");
        let verdict = cell(&between, row, "verdict");
        let (id, claim) = (&row[1], cell(&between, row, "claim"));
        text.push_str(&format!("| {id} | {claim} | {verdict} | {:.0} % | {passed} of 5 |\n", 100.0 * share));
    }
    text
}

#[test]
fn the_tables_of_cases_are_what_the_command_writes() {
    let desk = Desk::new();
    desk.intsoc(&["cases", &place("cases.toml"), "--out", "out", "-q"]).noted(&["passed over"]);
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/cases.md");
    let text = std::fs::read_to_string(&file).expect("it is there");
    let begins = "cargo run --release -- cases\n```\n\n";
    let (before, rest) = text.split_once(begins).expect("a command");
    let (table, after) = rest.split_once("\nClaims were").expect("what is said of it");
    let renewed = told(&desk);
    if std::env::var_os("INTSOC_BLESS").is_some() {
        std::fs::write(&file, format!("{before}{begins}{renewed}\nClaims were{after}")).expect("it can be written");
    } else {
        assert_eq!(table, renewed, "docs/cases.md: INTSOC_BLESS=1 cargo test --test it -- crises:: renews it");
    }
}
