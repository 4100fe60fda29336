//! Where most turned: the largest changes of need and adequacy in one month.

use serde::Serialize;

use super::entry::{Entry, Sentence};
use super::words::alone;
use crate::model::World;
use crate::scenario::Month;

/// Largest changes that are told, of each indicator.
const TURNS: usize = 2;

/// A month in which much changed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Turn {
    /// The month.
    pub month: Month,
    /// The indicator.
    pub indicator: &'static str,
    /// Its value the month before.
    pub before: f64,
    /// And then.
    pub after: f64,
}

impl Turn {
    /// What changed, in words, and what was decided in that month.
    pub fn sentence(&self, entries: &[Entry]) -> Sentence {
        let verb = if self.after > self.before { "rises" } else { "falls" };
        let together = entries.iter().filter(|entry| entry.month == self.month);
        let together: Vec<&str> = together.map(|entry| entry.decision.as_str()).collect();
        let in_that_month = match together.len() {
            0 => String::new(),
            _ => format!("; in that month: {}", together.join(", ")),
        };
        let text = format!("{} {verb} from {:.3} to {:.3}{in_that_month}", self.indicator, self.before, self.after);
        Sentence { month: Some(self.month), text: alone(&text), record: self.indicator.into() }
    }
}

/// Watches need and adequacy.
#[derive(Default)]
pub struct Turns {
    need: Vec<Turn>,
    adequacy: Vec<Turn>,
    last: Option<(f64, f64)>,
}

impl Turns {
    /// Takes note of a month.
    pub fn observe(&mut self, world: &World, month: Month) {
        let now = (world.need, world.adequacy);
        if let Some(last) = self.last.replace(now) {
            self.need.push(Turn { month, indicator: "need", before: last.0, after: now.0 });
            self.adequacy.push(Turn { month, indicator: "adequacy", before: last.1, after: now.1 });
        }
    }

    /// The largest changes, the largest first; what stayed as it was is none.
    pub fn largest(self) -> Vec<Turn> {
        let largest = |mut turns: Vec<Turn>| {
            let size = |turn: &Turn| (turn.after - turn.before).abs();
            turns.retain(|turn| size(turn) > 0.0);
            turns.sort_by(|a, b| size(b).total_cmp(&size(a)).then(a.month.cmp(&b.month)));
            turns.truncate(TURNS);
            turns
        };
        [self.need, self.adequacy].into_iter().flat_map(largest).collect()
    }
}
