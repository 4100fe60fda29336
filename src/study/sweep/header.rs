//! What tells the work on a sweep from any other.

use serde::{Deserialize, Serialize};

use super::units::{Shard, Units};

/// The form in which ledgers are written.
pub const FORMAT: &str = "intsoc ledger 2";

/// What a ledger belongs to. Everything but the shard must be the same for ledgers to be merged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// [`FORMAT`].
    pub format: String,
    /// Version of the program.
    pub version: String,
    /// Fingerprint of the sources it was built from.
    pub sources: String,
    /// Hash of what the sweep file says.
    pub sweep: String,
    /// Hash of the scenarios that it starts from, with what the command line changed in them.
    pub scenarios: String,
    /// Master seed.
    pub seed: u64,
    /// Replicates of each point.
    pub replicates: u64,
    /// `--until`, or empty.
    pub until: String,
    /// Number of points of the whole sweep.
    pub points: u64,
    /// The outcomes, in the order of the records.
    pub outcomes: Vec<String>,
    /// Which part: index from 1, and number of parts.
    pub shard: (u64, u64),
}

impl Header {
    /// What is different, in words: the first difference that explains the others.
    pub fn difference(&self, other: &Self) -> Option<&'static str> {
        let program = self.version == other.version && self.sources == other.sources;
        if program { self.difference_of_sweep(other) } else { Some("the program's version") }
    }

    /// The same, whichever program it was.
    pub fn difference_of_sweep(&self, other: &Self) -> Option<&'static str> {
        let same = [
            (self.format == other.format, "the format of the ledger"),
            (self.sweep == other.sweep, "the sweep file"),
            (self.seed == other.seed, "the seed"),
            (self.replicates == other.replicates, "the number of replicates"),
            (self.until == other.until, "--until"),
            (self.scenarios == other.scenarios, "a scenario"),
            (self.points == other.points && self.outcomes == other.outcomes, "the design"),
        ];
        same.into_iter().find(|(same, _)| !same).map(|(_, what)| what)
    }

    /// The part of the sweep.
    pub fn part(&self) -> Shard {
        Shard { index: self.shard.0, count: self.shard.1 }
    }

    /// Its units of work; `None` where its numbers are none that a sweep has.
    pub fn units(&self) -> Option<Units> {
        Units::of(self.points, self.replicates, !self.until.is_empty(), self.part())
    }
}
