//! The numbers as they are, and single points that somebody asks about: many twins of all worlds.

use super::super::sweep::beside::AtPoint;
use super::super::sweep::making::{Making, Ready};
use super::super::sweep::plan::Point;
use crate::ensemble::engine::Engine;
use crate::measure::quantity::Meter;
use crate::model::History;
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
    let complete = engine.histories(
        0..twins,
        || {
            let rooms = worlds.iter().zip(&streams).map(|(ready, streams)| {
                (History::new(&ready.scenario, streams, false), Meter::new(&ready.scenario, ready.quantities))
            });
            rooms.collect::<Vec<_>>()
        },
        |rooms, replicate, stop| {
            let mut all = Vec::new();
            for (world, (history, meter)) in rooms.iter_mut().enumerate() {
                if left_out.contains(&world) {
                    all.extend(making.columns(world).map(|_| f64::NAN));
                    continue;
                }
                meter.begin();
                if !history.play(replicate, stop, |world, context| meter.observe(world, context)) {
                    return None;
                }
                all.extend(meter.finish(&history.world().votes));
            }
            Some(all)
        },
        |twin| values.iter_mut().zip(twin).for_each(|(column, value)| column.push(value)),
    );
    let base = making.sweep.base(&point);
    (complete == twins).then_some(AtPoint { point, base, values, failed: false })
}
