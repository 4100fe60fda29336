//! The numbers as they are, and single points that somebody asks about: many twins of all worlds.

use super::super::sweep::beside::AtPoint;
use super::super::sweep::making::{Making, Ready};
use super::super::sweep::plan::Point;
use crate::ensemble::engine::Engine;
use crate::measure::quantity::Meter;
use crate::model::chance::Streams;

/// Twins of the numbers as they are: as many as a run of the baseline has.
pub const TWINS: u64 = 200;

/// Plays twins of the worlds of a point; what is left out of them is missing. `None` when stopped.
pub fn play(
    making: &Making<'_>,
    point: Point,
    worlds: &[Ready<'_>],
    left_out: &[usize],
    twins: u64,
    engine: &Engine<'_>,
) -> Option<AtPoint> {
    let streams: Vec<Streams> = worlds.iter().map(|ready| Streams::of(&ready.scenario)).collect();
    let mut values: Vec<Vec<f64>> = vec![vec![]; making.columns(making.worlds() - 1).end];
    let mut complete = twins;
    for (world, (ready, streams)) in worlds.iter().zip(&streams).enumerate() {
        let columns = &mut values[making.columns(world)];
        if left_out.contains(&world) {
            columns.iter_mut().for_each(|column| column.resize(twins as usize, f64::NAN));
            continue;
        }
        let played = engine.histories(
            0..twins,
            || Meter::new(&ready.scenario, ready.quantities).player(streams),
            |values, _| std::mem::take(values),
            |twin| columns.iter_mut().zip(twin).for_each(|(column, value)| column.push(value)),
        );
        complete = complete.min(played);
    }
    let base = making.sweep.base(&point);
    (complete == twins).then_some(AtPoint { point, base, values, failed: false })
}
