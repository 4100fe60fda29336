//! What is to be played of one scenario.

use std::fmt;

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
    /// Of what every month of every replicate is handed on.
    pub detail: Details,
}

/// A table of every month of every history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Monthly {
    /// Indicators.
    Months,
    /// States.
    Actors,
    /// What leads states to lead.
    Leadership,
    /// Bodies.
    Bodies,
    /// Instruments.
    Instruments,
}

impl Monthly {
    /// All of them, in the order of their rows.
    pub const ALL: [Self; 5] = [Self::Months, Self::Actors, Self::Leadership, Self::Bodies, Self::Instruments];

    /// What it is called where tables are asked for.
    pub fn name(self) -> &'static str {
        self.table().trim_start_matches("replicate_")
    }

    /// Its name.
    pub fn table(self) -> &'static str {
        match self {
            Self::Months => "replicate_months",
            Self::Actors => "replicate_actors",
            Self::Leadership => "replicate_leadership",
            Self::Bodies => "replicate_bodies",
            Self::Instruments => "replicate_instruments",
        }
    }
}

/// Which tables of every month of every history there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Details([bool; Monthly::ALL.len()]);

impl Details {
    /// None.
    pub const NONE: Self = Self([false; Monthly::ALL.len()]);
    /// All.
    pub const ALL: Self = Self([true; Monthly::ALL.len()]);

    /// Those for which something holds.
    pub fn of(is: impl Fn(Monthly) -> bool) -> Self {
        Self(Monthly::ALL.map(is))
    }

    /// Is this one there?
    pub fn has(self, table: Monthly) -> bool {
        self.0[table as usize]
    }

    /// Is any there?
    pub fn any(self) -> bool {
        self != Self::NONE
    }

    /// How many rows of the scenario's actors, and of the whole, a month of a history has.
    pub fn rows(self, scenario: &Scenario) -> u64 {
        let actors = &scenario.actors;
        let rows = |table| match table {
            Monthly::Months => 1,
            Monthly::Actors => actors.states.len(),
            // As many as of the states, and only where there are none of these.
            Monthly::Leadership if self.has(Monthly::Actors) => 0,
            Monthly::Leadership => actors.states.len(),
            Monthly::Bodies => actors.bodies.len(),
            Monthly::Instruments => actors.instruments.len(),
        };
        Monthly::ALL.into_iter().filter(|table| self.has(*table)).map(|table| rows(table) as u64).sum()
    }
}

impl From<bool> for Details {
    fn from(all: bool) -> Self {
        if all { Self::ALL } else { Self::NONE }
    }
}

/// As identities have it: all and none are what they were before there was a choice.
impl fmt::Display for Details {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::ALL => f.write_str("true"),
            Self::NONE => f.write_str("false"),
            some => {
                let names = Monthly::ALL.into_iter().filter(|table| some.has(*table)).map(Monthly::name);
                f.write_str(&names.collect::<Vec<_>>().join(","))
            }
        }
    }
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
