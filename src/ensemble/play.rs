//! Histories played one after the other, of which only outcomes are kept.

use crate::model::History;
use crate::model::chance::Streams;
use crate::model::outcomes::Tally;
use crate::scenario::Scenario;

/// Plays histories one after the other and keeps their outcomes alone.
#[derive(Clone, Debug)]
pub struct OutcomesOnly<'a> {
    history: History<'a>,
    tally: Tally,
}

impl<'a> OutcomesOnly<'a> {
    /// Room for histories of a scenario; `streams` are its own.
    pub fn new(scenario: &'a Scenario, streams: &'a Streams, still: bool) -> Self {
        Self { history: History::new(scenario, streams, still), tally: Tally::new(scenario) }
    }

    /// The outcomes of one history, in the order of [`outcomes`](crate::model::outcomes::outcomes); NaN is missing.
    /// `stop` is asked every month; when it says so, `None`.
    pub fn play(&mut self, replicate: u64, stop: &dyn Fn() -> bool) -> Option<Vec<f64>> {
        let Self { history, tally } = self;
        tally.begin();
        let whole = history.play(replicate, stop, |world, context| tally.observe(world, context));
        whole.then(|| tally.finish())
    }
}
