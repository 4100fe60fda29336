//! What tells the work on a sweep from any other.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::plan::Sweep;
use super::points::Work;
use super::units::{Shard, Units};
use super::written;
use crate::program::{SOURCES, VERSION};
use crate::scenario::declared::meaning;
use crate::scenario::formerly::first_names;
use crate::scenario::sha256;
use crate::scenario::shape::Shape;

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
    /// What a work belongs to.
    pub fn of(work: &Work<'_>) -> Self {
        let until = work.until.as_ref().map_or(String::new(), |until| {
            format!("{} ± {} with at most {}", until.outcome, until.half_width, until.at_most)
        });
        Self::of_sweep(work.making.sweep, work.shard, until, work.making.labels())
    }

    fn of_sweep(sweep: &Sweep, shard: Shard, until: String, outcomes: Vec<String>) -> Self {
        // Under first names, so that a sweep goes on when its files were migrated.
        let tree = |root| first_names(root, Shape::root()).to_json();
        let bases: Vec<String> = sweep.bases.iter().map(|(name, root)| format!("{name} {}", tree(root))).collect();
        Self {
            format: FORMAT.into(),
            version: VERSION.into(),
            sources: SOURCES.into(),
            sweep: sha256(
                [&[meaning(&sweep.text, written::shape())], &*sweep.asked.texts].concat().join("\n").as_bytes(),
            ),
            scenarios: sha256([&*bases, &*sweep.asked.trees].concat().join("\n").as_bytes()),
            seed: sweep.seed,
            replicates: sweep.replicates,
            until,
            points: sweep.design.points(),
            outcomes,
            shard: (shard.index, shard.count),
        }
    }

    /// What tells these results from any others.
    pub fn identity(&self) -> String {
        sha256(format!("sweep\n{}", serde_json::to_string(self).unwrap_or_default()).as_bytes())
    }

    /// The sweep that a manifest says its results are of, if that is the sweep of this header.
    ///
    /// # Errors
    /// With what is another.
    pub fn restored(&self, manifest: &Json) -> Result<Sweep, String> {
        let sweep = Sweep::restore(manifest).map_err(|problems| problems.to_string())?;
        let said = Self::of_sweep(&sweep, self.part(), self.until.clone(), self.outcomes.clone());
        match self.difference_of_sweep(&said) {
            Some(what) => Err(format!("its manifest is of another sweep than its histories: {what} is another")),
            None => Ok(sweep),
        }
    }

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
