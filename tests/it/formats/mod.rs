//! Every kind of file that the program reads, and what it does with one: read it, say what is wrong, or go on as the
//! program would, as long as that is cheap, and ask for what must hold.
//!
//! Fuzzers ask it of inputs that they make, and `tests/it/corpus.rs` of all that were kept.

mod designs;
mod folders;
mod known;
mod ledgers;
mod page;
mod questions;
mod results;
mod scenarios;

use std::path::Path;
use std::sync::atomic::AtomicBool;

use intsoc::ensemble::engine::Engine;
use intsoc::output::excerpt::{self, Look};
use intsoc::scenario::{Problems, Sources, foreign};

/// The name of an input where it stands among other files.
const FILE: &str = "fuzzed.toml";

/// What reads an input; it panics where something does not hold.
type Reads = fn(&[u8]);

/// The formats, by the names of their folders in `corpus`.
pub const FORMATS: [(&str, Reads); 11] = [
    ("scenario", scenarios::scenario),
    ("sweep", designs::sweep),
    ("robust", designs::sweep),
    ("points", designs::points),
    ("patterns", questions::patterns),
    ("cases", questions::cases),
    ("facts", questions::facts),
    ("ledger", ledgers::ledger),
    ("manifest", results::manifest),
    ("results", results::table),
    ("explorer", page::explorer),
];

/// Reads an input as a format.
///
/// # Panics
/// Where there is no such format, and where the program is at fault.
pub fn read(format: &str, bytes: &[u8]) {
    let reads = FORMATS.iter().find(|(name, _)| *name == format);
    let (_, reads) = reads.unwrap_or_else(|| panic!("there is no format {format}"));
    reads(bytes);
}

/// The bytes of a file as text, where the program would take them for text.
fn text(bytes: &[u8], name: &str) -> Option<String> {
    let foreign = foreign::of_bytes(bytes, Path::new(name)).is_some();
    String::from_utf8(bytes.to_vec()).ok().filter(|_| !foreign)
}

/// What the program says of a file that it refuses: something, no more than a person can look through, and nothing that a
/// terminal obeys.
fn refused(problems: &Problems, sources: &Sources) {
    let told = excerpt::shown(problems, sources, Look::Plain);
    assert!(!problems.0.is_empty() && !told.is_empty(), "it says nothing");
    assert!(told.len() < 100_000, "it says {} bytes", told.len());
    assert!(!told.chars().any(|letter| letter.is_control() && !"\n\t".contains(letter)), "{told:?}");
    for problem in &problems.0 {
        assert!(!problem.message.starts_with("a fault of the program"), "{problem}");
    }
}

/// Plays here, with nobody who stops it.
fn here<T>(play: impl FnOnce(&Engine<'_>) -> T) -> T {
    let stop = AtomicBool::new(false);
    play(&Engine::here(&stop, &|_| {}))
}
