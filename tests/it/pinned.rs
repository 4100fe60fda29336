//! The baseline as it was last agreed on: without chance, and three histories of it. A change
//! here is a **Results change** in the changelog. `INTSOC_BLESS=1 cargo test --test it pinned::`
//! writes the new values, which `git diff` then shows line by line.

use std::fmt::Write as _;
use std::path::Path;

use crate::support::scenarios::{scenario, shipped};
use intsoc::ensemble::recording::Recorder;
use intsoc::model::chance::Streams;
use intsoc::model::indicators::indicators;
use intsoc::model::outcomes::outcomes;
use sha2::{Digest, Sha256};

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
        let (record, votes) = recorder.play_one(replicate, &|| false).expect("nobody stops it");
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

/// SHA-256 of every indicator's bits, month by month, in three histories of the first model, as the program had them before any of
/// the rules that came later was in it.
const FIRST_MODEL: &str = "2450e93b093515de35cd8315d5a8473e0a758efcfedaaecbe8e33271c0da3d5d";

#[test]
fn with_the_rules_that_came_later_off_every_bit_is_what_it_was() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/variants/first-model.toml");
    let scenario = intsoc::scenario::load(&file, &[]).expect("a scenario");
    let streams = Streams::of(&scenario);
    let indicators = indicators(&scenario);
    let mut bits = Sha256::new();
    for replicate in 0..3 {
        let mut recorder = Recorder::new(&scenario, &streams, false, false);
        let (record, _) = recorder.play_one(replicate, &|| false).expect("nobody stops it");
        for row in record.indicators.chunks_exact(indicators.len()) {
            // What is vetoed was not recorded then.
            let then = indicators.iter().zip(row).filter(|(indicator, _)| !indicator.name.starts_with("vetoed."));
            // A table does not tell −0 from 0.
            then.for_each(|(_, value)| bits.update((value + 0.0).to_le_bytes()));
        }
    }
    let found: String = bits.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(found, FIRST_MODEL);
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
