//! The baseline as it was last agreed on: without chance, and three histories of it. A change
//! here is a **Results change** in the changelog. `INTSOC_BLESS=1 cargo test --test it pinned::`
//! writes the new values, which `git diff` then shows line by line.

use std::fmt::Write as _;
use std::path::Path;

use crate::support::runs::{scenario, shipped};
use intsoc::ensemble::record::Recorder;
use intsoc::model::chance::Streams;
use intsoc::model::indicators::indicators;
use intsoc::model::outcomes::outcomes;

/// Every how many months the indicators are pinned.
const EVERY: usize = 10;

/// One line per value: history, month or `outcome`, name, value to ten digits.
fn lines(name: &str) -> String {
    let scenario = scenario(&shipped(name), &[]);
    let streams = Streams::of(&scenario);
    let (indicators, outcomes) = (indicators(&scenario), outcomes(&scenario));
    let mut text = String::from("history,month,name,value\n");
    for (history, replicate, still) in [("still", 0, true), ("0", 0, false), ("1", 1, false), ("199", 199, false)] {
        let mut recorder = Recorder::new(&scenario, &streams, still, false);
        let (record, votes) = recorder.play(replicate, &|| false).expect("nobody stops it");
        for (month, row) in record.indicators.chunks_exact(indicators.len()).enumerate().step_by(EVERY) {
            for (indicator, value) in indicators.iter().zip(row) {
                let _ = writeln!(text, "{history},{},{},{value:.10e}", scenario.start.plus(month), indicator.name);
            }
        }
        for (outcome, value) in outcomes.iter().zip(&record.outcomes) {
            let _ = writeln!(text, "{history},outcome,{},{value:.10e}", outcome.name);
        }
        let _ = writeln!(text, "{history},outcome,votes,{}", votes.held());
    }
    text
}

fn agrees(name: &str) {
    let found = lines(&format!("{name}.toml"));
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/pinned/{name}.csv"));
    if std::env::var_os("INTSOC_BLESS").is_some() {
        std::fs::write(&file, &found).expect("the pinned values can be written");
    }
    let pinned = std::fs::read_to_string(&file).expect("pinned values; INTSOC_BLESS=1 writes them");
    let changed: Vec<String> = pinned
        .lines()
        .zip(found.lines())
        .filter(|(pinned, found)| pinned != found)
        .map(|(pinned, found)| format!("- {pinned}\n+ {found}"))
        .collect();
    assert!(
        changed.is_empty() && pinned.lines().count() == found.lines().count(),
        "{} of {} pinned values of {name} changed ({} lines now); the first:\n{}\nIf that is meant: INTSOC_BLESS=1 cargo test --test it pinned::, and a Results change in CHANGELOG.md",
        changed.len(),
        pinned.lines().count(),
        found.lines().count(),
        changed.iter().take(12).cloned().collect::<Vec<_>>().join("\n"),
    );
}

#[test]
fn the_baseline_gives_the_histories_it_gave() {
    agrees("baseline");
}

#[test]
fn the_minimal_scenario_gives_the_histories_it_gave() {
    agrees("minimal");
}
