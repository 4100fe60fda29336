//! Histories of which outcomes are kept, and every month's indicators where they are asked for.

use super::play::Keep;
use crate::lanes::Real;
use crate::model::indicators::{Indicator, indicators};
use crate::model::outcomes::Tally;
use crate::model::votes::Votes;
use crate::model::{MonthContext, World};
use crate::scenario::Scenario;

/// Keeps the outcomes of histories, and their indicators in every month.
#[derive(Clone, Debug)]
pub struct OverTime<'a> {
    scenario: &'a Scenario,
    indicators: Vec<Indicator>,
}

impl<'a> OverTime<'a> {
    /// Of a scenario. No months are kept unless they are asked for.
    pub fn new(scenario: &'a Scenario, keeps_months: bool) -> Self {
        Self { scenario, indicators: if keeps_months { indicators(scenario) } else { vec![] } }
    }
}

/// Where they are kept of histories side by side.
#[derive(Clone, Debug)]
pub struct Room<V: Real> {
    tally: Tally<V>,
    months: Vec<V>,
    one: (Vec<f64>, Vec<f64>),
}

impl Keep for OverTime<'_> {
    type Room<V: Real> = Room<V>;
    /// The outcomes of one history, in the order of [`outcomes`](crate::model::outcomes::outcomes), NaN for missing;
    /// and its indicators, month after month.
    type Kept = (Vec<f64>, Vec<f64>);

    fn room<V: Real>(&self) -> Room<V> {
        let months = Vec::with_capacity(self.indicators.len() * self.scenario.months);
        Room { tally: Tally::new(self.scenario), months, one: Default::default() }
    }

    fn begin<V: Real>(&self, room: &mut Room<V>, _: u64) {
        room.tally.begin();
        room.months.clear();
    }

    #[inline(always)]
    fn observe<V: Real>(&self, room: &mut Room<V>, world: &World<V>, context: &MonthContext<'_, V>) {
        for indicator in &self.indicators {
            room.months.push(indicator.value(world, context));
        }
        let now = room.months.len() - self.indicators.len();
        room.tally.observe(world, context, &room.months[now..]);
    }

    fn finish<'r, V: Real>(&self, room: &'r mut Room<V>, lane: usize, _: &Votes) -> &'r mut (Vec<f64>, Vec<f64>) {
        let Room { tally, months, one } = room;
        *one = (tally.finish(lane), V::in_lane(months, lane).collect());
        one
    }
}
