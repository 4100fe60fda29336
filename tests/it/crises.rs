//! Other crises than Darfur: one theory for all of them, and a record for each that the program understands.

use std::collections::BTreeMap;
use std::path::Path;

use crate::support::desk::Desk;
use crate::support::runs::{column, rows, shipped};

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
