//! On any number of threads the same bytes.
//!
//! More numbers: INTSOC_THREADS=7 cargo test --release --test it threads:: -- --nocapture
#![cfg(unix)]

use serde_json::Value as Json;

use crate::support::desk::Desk;
use crate::support::many::many;
use crate::support::trials::{Tree, Trial, tree, words_of};

/// One, as many as there are, odd numbers, and as many as a large machine has.
const THREADS: [u64; 7] = [256, 1, 3, 2, 7, 64, 255];

/// All files; of a manifest what it says of the others, and not how they were made.
fn bytes(desk: &Desk) -> Tree {
    let mut tree = tree(desk.folder());
    for (name, bytes) in tree.iter_mut().filter(|(name, _)| name.ends_with("manifest.json")) {
        let manifest: Json = serde_json::from_slice(bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        *bytes = manifest["files"].to_string().into_bytes();
    }
    tree
}

fn on_any_number(name: &str) {
    let trial = Trial::of(name, 600);
    let most = usize::try_from(many("INTSOC_THREADS", 2)).expect("a number").min(THREADS.len());
    let mut first = None;
    for threads in &THREADS[..most] {
        let desk = trial.desk();
        let output = trial.on(&desk).args(["--threads", &threads.to_string()]).output().expect("the program starts");
        assert!(output.status.success(), "{name}, {threads} threads: {}", words_of(&output));
        assert_eq!(desk.json("out/manifest.json")["threads"], *threads, "{name} has work for so many");
        let bytes = bytes(&desk);
        assert!(*first.get_or_insert_with(|| bytes.clone()) == bytes, "{name} on {threads} threads");
    }
    println!("{name}: the same bytes on {most} numbers of threads from 1 to 256");
}

#[test]
fn runs_comparisons_sweeps_and_plausible_worlds_are_the_same_bytes_on_1_to_256_threads() {
    ["run", "compare", "sweep", "robust"].into_iter().for_each(on_any_number);
}
