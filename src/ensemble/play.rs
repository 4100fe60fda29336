//! Histories played one after the other, of which outcomes are kept, and every month's indicators where they are asked for.

use crate::model::History;
use crate::model::chance::Streams;
use crate::model::indicators::{Indicator, indicators};
use crate::model::outcomes::Tally;
use crate::scenario::Scenario;

/// Plays histories one after the other and keeps their outcomes, and their indicators in every month.
#[derive(Clone, Debug)]
pub struct OverTime<'a> {
    history: History<'a>,
    tally: Tally,
    indicators: Vec<Indicator>,
    months: usize,
}

impl<'a> OverTime<'a> {
    /// Room for histories of a scenario; `streams` are its own. No months are kept unless they are asked for.
    pub fn new(scenario: &'a Scenario, streams: &'a Streams, still: bool, keeps_months: bool) -> Self {
        let indicators = if keeps_months { indicators(scenario) } else { vec![] };
        let history = History::new(scenario, streams, still);
        Self { history, tally: Tally::new(scenario), indicators, months: scenario.months }
    }

    /// The outcomes of one history, in the order of [`outcomes`](crate::model::outcomes::outcomes), NaN for missing;
    /// and its indicators, month after month. `stop` is asked every month; when it says so, `None`.
    pub fn play(&mut self, replicate: u64, stop: &dyn Fn() -> bool) -> Option<(Vec<f64>, Vec<f64>)> {
        let Self { history, tally, indicators, months } = self;
        let mut over_time = Vec::with_capacity(indicators.len() * *months);
        tally.begin();
        let whole = history.play(replicate, stop, |world, context| {
            over_time.extend(indicators.iter().map(|indicator| indicator.value(world, context)));
            tally.observe(world, context);
        });
        whole.then(|| (tally.finish(), over_time))
    }
}
