//! Which history of an ensemble to tell.

use crate::ensemble::engine::Engine;
use crate::measure::quantity::Quantities;
use crate::model::outcomes::outcomes;
use crate::scenario::Scenario;
use crate::statistics::typical::{least, typical};
use crate::study::sample::sample;

/// Which one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// The one whose outcomes lie nearest the medians.
    Typical,
    /// The least adequate.
    Worst,
}

/// Plays the ensemble of a scenario and finds the replicate; `None` when stopped.
pub fn choose(scenario: &Scenario, which: Which, engine: &Engine<'_>) -> Option<u64> {
    let values = sample(scenario, &Quantities::outcomes(scenario), scenario.replicates, engine)?;
    let adequacy = outcomes(scenario).iter().position(|outcome| outcome.name == "adequacy").unwrap_or(0);
    let found = match which {
        Which::Typical => typical(&values),
        Which::Worst => least(&values[adequacy]),
    };
    Some(found.unwrap_or(0))
}
