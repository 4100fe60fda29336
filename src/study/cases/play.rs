//! The histories of a case: facts, measures, and how months went on average.

use crate::ensemble::blocks::Done;
use crate::ensemble::engine::Engine;
use crate::ensemble::play::{Keep, Player};
use crate::lanes::{Kind, Real};
use crate::measure::quantity::{Meter, Quantities, Seen};
use crate::model::chance::Streams;
use crate::model::indicators::{Indicator, indicators};
use crate::model::votes::Votes;
use crate::model::{MonthContext, World};
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
        || {
            Player::of(
                scenario,
                &streams,
                false,
                Showing { meter: Meter::new(scenario, quantities), shown: &shown },
                Kind::chosen(),
            )
        },
        |kept, _| std::mem::take(kept),
        |(values, months)| {
            played.given.iter_mut().zip(values).for_each(|(sample, value)| sample.push(value));
            for (all, own) in played.months.iter_mut().zip(months) {
                all.iter_mut().zip(own).for_each(|(moments, value)| moments.push(value));
            }
        },
    );
    (complete == replicates).then_some(played)
}

/// Keeps quantities of histories, and what is shown of every month.
struct Showing<'a> {
    meter: Meter<'a>,
    shown: &'a [Indicator; SHOWN.len()],
}

/// Where they are kept of histories side by side.
struct Room<V: Real> {
    seen: Seen<V>,
    months: Vec<[V; SHOWN.len()]>,
    one: (Vec<f64>, Vec<[f64; SHOWN.len()]>),
}

impl Keep for Showing<'_> {
    type Room<V: Real> = Room<V>;
    type Kept = (Vec<f64>, Vec<[f64; SHOWN.len()]>);

    fn room<V: Real>(&self) -> Room<V> {
        Room { seen: self.meter.room(), months: vec![], one: Default::default() }
    }

    fn begin<V: Real>(&self, room: &mut Room<V>, first: u64) {
        self.meter.begin(&mut room.seen, first);
        room.months.clear();
    }

    #[inline(always)]
    fn observe<V: Real>(&self, room: &mut Room<V>, world: &World<V>, context: &MonthContext<'_, V>) {
        self.meter.observe(&mut room.seen, world, context);
        let mut now = [V::default(); SHOWN.len()];
        for (now, indicator) in now.iter_mut().zip(self.shown) {
            *now = indicator.value(world, context);
        }
        room.months.push(now);
    }

    fn finish<'r, V: Real>(&self, room: &'r mut Room<V>, lane: usize, votes: &Votes) -> &'r mut Self::Kept {
        let Room { seen, months, one } = room;
        let values = std::mem::take(self.meter.finish(seen, lane, votes));
        *one = (values, months.iter().map(|now| now.map(|value| value.lane(lane))).collect());
        one
    }
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
            let mut given = vec![Vec::with_capacity(replicates as usize); quantities.count() as usize];
            let mut player = Meter::new(&ready.scenario, quantities).player(streams);
            let complete = player.play(0..replicates, &|| engine.stopped(), &mut |_, values, _| {
                given.iter_mut().zip(values).for_each(|(sample, value)| sample.push(*value));
            });
            if complete < replicates {
                return Done { complete: 0, made: None };
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
