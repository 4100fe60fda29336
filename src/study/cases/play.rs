//! The histories of a case: facts, measures, and how months went on average.

use crate::ensemble::blocks::Done;
use crate::ensemble::engine::Engine;
use crate::measure::quantity::{Meter, Quantities};
use crate::model::History;
use crate::model::chance::Streams;
use crate::model::indicators::{Indicator, indicators};
use crate::scenario::Scenario;
use crate::statistics::moments::Moments;
use crate::study::sweep::making::Making;

/// What is shown of every case, month by month: indicators that every scenario has.
pub const SHOWN: [&str; 4] = ["need", "attention", "words", "protection"];

/// What histories of a case gave.
#[derive(Clone, Debug)]
pub struct Played {
    /// By quantity, then by replicate.
    pub given: Vec<Vec<f64>>,
    /// By month, what is [shown](SHOWN).
    pub months: Vec<[Moments; SHOWN.len()]>,
}

/// Plays replicates of a scenario; `None` when stopped.
pub fn play(scenario: &Scenario, quantities: &Quantities, replicates: u64, engine: &Engine<'_>) -> Option<Played> {
    let streams = Streams::of(scenario);
    let shown = shown(scenario);
    let mut played = Played {
        given: vec![Vec::with_capacity(replicates as usize); quantities.count() as usize],
        months: vec![Default::default(); scenario.months],
    };
    let complete = engine.histories(
        0..replicates,
        || (History::new(scenario, &streams, false), Meter::new(scenario, quantities)),
        |(history, meter), replicate, stop| {
            meter.begin();
            let mut months = Vec::with_capacity(scenario.months);
            let whole = history.play(replicate, stop, |world, context| {
                meter.observe(world, context);
                months.push(shown.each_ref().map(|indicator| indicator.value(world, context)));
            });
            whole.then(|| (meter.finish(&history.world().votes), months))
        },
        |(values, months)| {
            played.given.iter_mut().zip(values).for_each(|(sample, value)| sample.push(value));
            for (all, own) in played.months.iter_mut().zip(months) {
                all.iter_mut().zip(own).for_each(|(moments, value)| moments.push(value));
            }
        },
    );
    (complete == replicates).then_some(played)
}

/// The indicators that are shown.
fn shown(scenario: &Scenario) -> [Indicator; SHOWN.len()] {
    let all = indicators(scenario);
    SHOWN.map(|name| {
        let found = all.iter().find(|indicator| indicator.name == name);
        found.cloned().expect("an indicator that every scenario has")
    })
}

/// Plays some replicates of one of the scenarios that are swept at each of a design's points; a point that makes no scenario is
/// left out. By point, then by quantity, then by replicate; `None` when stopped.
pub fn at_points(
    making: &Making<'_>,
    base: u64,
    quantities: &Quantities,
    replicates: u64,
    engine: &Engine<'_>,
) -> Option<Vec<Option<Vec<Vec<f64>>>>> {
    let bases = making.sweep.bases.len() as u64;
    let points = making.sweep.design.points() / bases;
    let mut all = Vec::with_capacity(points as usize);
    engine.blocks(
        0..points,
        1,
        || (),
        |(), at| {
            // Scenarios are crossed with the points of the design, and come first.
            let Ok(worlds) = making.at(&making.sweep.point(at.start * bases + base)) else {
                (engine.progress)(replicates);
                return Done { complete: 1, made: None };
            };
            let ready = &worlds[0];
            let own = ready.streams.is_none().then(|| Streams::of(&ready.scenario));
            let Some(streams) = ready.streams.as_deref().or(own.as_ref()) else {
                return Done { complete: 1, made: None };
            };
            let mut history = History::new(&ready.scenario, streams, false);
            let mut meter = Meter::new(&ready.scenario, quantities);
            let mut given = vec![Vec::with_capacity(replicates as usize); quantities.count() as usize];
            for replicate in 0..replicates {
                meter.begin();
                if !history.play(replicate, &|| engine.stopped(), |world, context| meter.observe(world, context)) {
                    return Done { complete: 0, made: None };
                }
                let values = meter.finish(&history.world().votes);
                given.iter_mut().zip(values).for_each(|(sample, value)| sample.push(value));
            }
            (engine.progress)(replicates);
            Done { complete: 1, made: Some(given) }
        },
        |done| {
            all.push(done.made);
            true
        },
    );
    (all.len() as u64 == points && !engine.stopped()).then_some(all)
}
