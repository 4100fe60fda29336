//! Inputs that fuzzers made of every format that the program reads, and that reached something no other does: each is read as the
//! fuzzers read it, and is refused or does what the program would, within 20 seconds and without a panic.
//!
//! `tests/fuzz/run` makes new ones.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::formats::{self, FORMATS};

/// How long an input may take, in a build that is hardly optimised, beside other tests.
const PATIENCE: Duration = Duration::from_secs(20);

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus")
}

/// The inputs of a format.
fn inputs(format: &str) -> Vec<PathBuf> {
    let folder = corpus().join(format);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut inputs: Vec<PathBuf> = entries.map(|entry| entry.expect("a file").path()).collect();
    inputs.sort();
    inputs
}

/// Reads all inputs of a format, and says how many there are.
fn all(format: &str) {
    let inputs = inputs(format);
    assert!(inputs.len() >= 10, "{format}: {} inputs are no corpus", inputs.len());
    for input in &inputs {
        let (bytes, start) = (fs::read(input).expect("a file"), Instant::now());
        let read = std::panic::catch_unwind(|| formats::read(format, &bytes));
        assert!(read.is_ok(), "{}: the message above is what does not hold", input.display());
        let taken = start.elapsed();
        assert!(taken < PATIENCE, "{}: took {taken:?}", input.display());
    }
    println!("{format}: {} inputs", inputs.len());
}

macro_rules! corpora {
    ($($name:ident: $format:literal,)*) => {
        $(
            #[test]
            fn $name() {
                all($format);
            }
        )*

        const TESTED: &[&str] = &[$($format),*];
    };
}

corpora! {
    every_scenario_of_the_corpus_is_refused_or_played: "scenario",
    every_sweep_of_the_corpus_is_refused_or_played: "sweep",
    every_sweep_with_questions_of_the_corpus_is_refused_or_answered: "robust",
    every_table_of_points_of_the_corpus_is_refused_or_played: "points",
    every_file_of_patterns_of_the_corpus_is_refused_or_tried: "patterns",
    every_file_of_cases_of_the_corpus_is_refused_or_played: "cases",
    every_file_of_facts_of_the_corpus_is_refused_or_played: "facts",
    every_ledger_of_the_corpus_is_refused_or_gone_on_with: "ledger",
    every_manifest_of_the_corpus_is_refused_or_shown: "manifest",
    every_file_of_results_of_the_corpus_is_refused_or_shown: "results",
    everything_that_a_page_asks_in_the_corpus_is_refused_or_answered: "explorer",
}

#[test]
fn every_format_has_a_fuzzer_and_a_corpus_that_is_tested_and_nothing_else_has() {
    let formats: BTreeSet<String> = FORMATS.iter().map(|(name, _)| name.to_string()).collect();
    let below = |folder: &Path, ending: &str| -> BTreeSet<String> {
        let entries = fs::read_dir(folder).expect("a folder").flatten();
        let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
        names.map(|name| name.trim_end_matches(ending).to_string()).collect()
    };
    let fuzzers = corpus().join("../fuzz/targets");
    // The fuzzers are a package of their own, which is not packed with this one.
    if fuzzers.exists() {
        assert_eq!(below(&fuzzers, ".rs"), formats);
    }
    assert_eq!(below(&corpus(), ""), formats);
    assert_eq!(TESTED.iter().map(|name| name.to_string()).collect::<BTreeSet<_>>(), formats);
}
