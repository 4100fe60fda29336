//! Hindcast: an ensemble beside the record of what happened.

pub mod facts;
pub mod schema;
pub mod score;
mod tables;

use serde_json::json;

pub use self::facts::{Fact, FactKind, Part};
pub use self::score::{Beside, Order, Score};

use super::kind::{About, StudyKind};
use super::plan::Plan;
use super::run;
use crate::ensemble::engine::Engine;
use crate::measure::quantity::Quantities;
use crate::scenario::sha256;
use crate::study::sample::sample;
use crate::table::Sink;

/// What is asked: how near an ensemble comes to some facts.
#[derive(Debug)]
pub struct Hindcast<'a> {
    /// What is played.
    pub plan: Plan<'a>,
    /// The name of the file of facts, and its text.
    pub file: (String, String),
    /// The facts.
    pub facts: Vec<Fact>,
    /// Their quantities in the scenario: see [`facts::quantities`].
    pub quantities: Quantities,
}

/// The record beside an ensemble.
#[derive(Debug)]
pub struct Hindsight {
    /// Each fact beside the ensemble.
    pub beside: Vec<Beside>,
    /// Order of events against the record.
    pub order: Option<Order>,
    /// The scores of the parts of the record.
    pub scores: [(Part, Score); 2],
    /// What it was.
    pub about: About,
}

impl Hindcast<'_> {
    /// What tells these results from any others.
    pub fn identity(&self) -> String {
        identity(&self.plan, &of_facts(&self.file.1))
    }

    /// Plays the ensemble and sets it beside the facts; `None` when stopped.
    ///
    /// # Errors
    /// When the sink fails.
    pub fn play<S: Sink>(&self, engine: &Engine<'_>, sink: &mut S) -> Result<Option<Hindsight>, S::Error> {
        let Self { plan, facts, quantities, .. } = self;
        let Some(given) = sample(plan.scenario, quantities, plan.replicates, engine) else { return Ok(None) };
        let beside: Vec<Beside> = facts.iter().zip(&given).map(|(fact, given)| Beside::of(fact.value, given)).collect();
        let hindsight = Hindsight {
            order: score::order(facts, &given),
            scores: Part::ALL.map(|part| (part, score::score(part, facts, &beside))),
            beside,
            about: self.about(),
        };
        tables::hand_on(facts, &hindsight, sink)?;
        Ok(Some(hindsight))
    }

    fn about(&self) -> About {
        let About { title, mut manifest, .. } = run::about(&self.plan, self.plan.replicates, [true, true]);
        manifest["identity"] = self.identity().into();
        manifest["history"] = json!({ "file": self.file.0, "sha256": of_facts(&self.file.1) });
        About { kind: StudyKind::Hindcast, title, manifest }
    }
}

/// What tells a hindcast from any other, given [`of_facts`].
pub fn identity(plan: &Plan<'_>, facts: &str) -> String {
    sha256(format!("hindcast\n{}\n{facts}", plan.identity()).as_bytes())
}

/// SHA-256 in hexadecimal of a file of facts, whichever way its lines end.
pub fn of_facts(text: &str) -> String {
    sha256(text.replace("\r\n", "\n").as_bytes())
}
