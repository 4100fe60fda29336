//! Cases, and what is asked of them.

use std::path::PathBuf;

use super::play::Played;
use super::written::BetweenWritten;
use crate::measure::quantity::Quantities;
use crate::scenario::source::Node;
use crate::scenario::{Scenario, Sources};
use crate::study::hindcast::Fact;

/// The name of the theory on trial.
pub const MODEL: &str = "model";

/// Several crises, and what is asked of them.
#[derive(Debug)]
pub struct Cases {
    /// The file's name, or those of the scenarios.
    pub file: String,
    /// The file's text; empty where scenarios were named.
    pub text: String,
    /// Where files come from.
    pub sources: Sources,
    /// The cases.
    pub cases: Vec<Case>,
    /// What rivals are written as changes of.
    pub trunk: Option<PathBuf>,
    /// Rival theories, and their files.
    pub rivals: Vec<(String, PathBuf)>,
    /// What has to differ, or to be alike, between cases.
    pub between: Vec<Between>,
    /// What is to be said of the file.
    pub notes: Vec<String>,
}

/// A crisis and its record.
#[derive(Debug)]
pub struct Case {
    /// Its id.
    pub id: String,
    /// Its scenario file.
    pub file: PathBuf,
    /// The scenario.
    pub scenario: Scenario,
    /// Its tree, before profiles are laid.
    pub root: Node,
    /// What happened.
    pub facts: Vec<Fact>,
    /// The files of facts, and their texts.
    pub files: Vec<(String, String)>,
    /// Quantities: of the facts, then of the claims between cases.
    pub quantities: Quantities,
    /// For each claim between cases, which quantity it measures here.
    pub measured: Vec<Option<usize>>,
    /// What is to be said of it.
    pub notes: Vec<String>,
}

/// A claim between cases.
#[derive(Clone, Debug)]
pub struct Between {
    /// Its id.
    pub id: String,
    /// It, in words.
    pub claim: String,
    /// Where it is said.
    pub source: String,
    /// Why the theory should show it.
    pub reason: String,
    /// A number put in, on which it rests.
    pub given: String,
    /// What must hold.
    pub demand: Demand,
    /// Its place in the file.
    pub at: usize,
    /// As it is written.
    pub written: BetweenWritten,
}

/// What must hold between cases, which go by their places.
#[derive(Clone, Debug, PartialEq)]
pub enum Demand {
    /// The mean of each case of a group is below that of each case of the next.
    Order(Vec<Vec<usize>>),
    /// Means are no further apart than so much.
    Alike(Vec<usize>, f64),
}

/// How much is played.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Histories of a case by luck alone.
    pub replicates: u64,
    /// Plausible worlds; 0: none.
    pub points: u64,
    /// Histories of a case in each.
    pub per_point: u64,
}

/// What a theory says of a case.
#[derive(Clone, Debug)]
pub struct OfTheory {
    /// The theory: `model`, or a rival's id.
    pub theory: String,
    /// By case; none where the theory makes no scenario of it.
    pub cases: Vec<Option<Played>>,
}
