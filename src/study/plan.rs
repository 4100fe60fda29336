//! What is to be played of one scenario.

use crate::program::VERSION;
use crate::scenario::{self, Scenario, sha256};

/// What is to be played, before it is known how it went.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// The first replicate; 0 but where single histories are played again.
    pub first: u64,
    /// Number of replicates.
    pub replicates: u64,
    /// Without chance.
    pub still: bool,
    /// Every month of every replicate is handed on.
    pub detail: bool,
}

impl Plan<'_> {
    /// What decides a history besides seed and replicate: see [`scenario::hash`].
    pub fn scenario_hash(&self) -> String {
        scenario::hash(self.scenario)
    }

    /// What tells these results from any others: results with the same identity are the same bytes.
    pub fn identity(&self) -> String {
        let parts = [
            VERSION.to_string(),
            self.scenario_hash(),
            self.scenario.name.clone(),
            self.scenario.seed.to_string(),
            format!("{} from {}", self.replicates, self.first),
            self.still.to_string(),
            self.detail.to_string(),
        ];
        sha256(parts.join("\n").as_bytes())
    }

    /// The start of the key of every history: scenario, then seed; the replicate follows.
    pub fn key_prefix(&self) -> String {
        let still = if self.still { "still-" } else { "" };
        format!("h{}-{still}{}", &self.scenario_hash()[..12], self.scenario.seed)
    }
}
