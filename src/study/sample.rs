//! Histories of which named quantities are kept.

use crate::ensemble::engine::Engine;
use crate::measure::quantity::{Meter, Quantities};
use crate::model::chance::Streams;
use crate::scenario::Scenario;

/// Plays histories of a scenario and keeps their quantities: by quantity, then by replicate. `None` when stopped.
pub fn sample(
    scenario: &Scenario,
    quantities: &Quantities,
    replicates: u64,
    engine: &Engine<'_>,
) -> Option<Vec<Vec<f64>>> {
    let streams = Streams::of(scenario);
    let mut samples = vec![Vec::with_capacity(replicates as usize); quantities.count() as usize];
    let complete = engine.histories(
        0..replicates,
        || Meter::new(scenario, quantities).player(&streams),
        |values, _| std::mem::take(values),
        |values| samples.iter_mut().zip(values).for_each(|(sample, value)| sample.push(value)),
    );
    (complete == replicates).then_some(samples)
}
