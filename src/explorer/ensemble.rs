//! The histories of a scenario that have come together, whoever played them.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use super::part::{Part, add};
use crate::ensemble::blocks::BLOCK;
use crate::ensemble::record::Record;
use crate::ensemble::summary::{Block, Summary};
use crate::model::indicators::indicators;
use crate::model::outcomes::outcomes;
use crate::model::votes::Votes;
use crate::scenario::Scenario;

/// Histories of a scenario; none yet by default.
#[derive(Debug, Default)]
pub struct Ensemble {
    /// Parts by their first replicate.
    parts: BTreeMap<u64, Part>,
    /// What the first so many amount to.
    summed: OnceCell<(u64, Summary)>,
}

impl Ensemble {
    /// Adds a part; one that is there already is the same.
    pub fn add(&mut self, part: Part) {
        let Some((first, _)) = part.histories.first() else { return };
        self.parts.insert(first.replicate, part);
        self.summed = OnceCell::new();
    }

    /// The parts from the first history on, in order, without a gap.
    fn in_order(&self) -> impl Iterator<Item = &Part> {
        let mut next = 0;
        let follows = move |(first, part): &(&u64, &Part)| {
            let follows = **first == next;
            next = **first + part.histories.len() as u64;
            follows
        };
        self.parts.iter().take_while(follows).map(|(_, part)| part)
    }

    /// The histories from the first on, in order, without a gap.
    pub fn histories(&self) -> impl Iterator<Item = (&Record, &Votes)> {
        self.in_order().flat_map(|part| &part.histories).map(|(record, votes)| (record, votes))
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.histories().count() as u64
    }

    /// What the first so many amount to.
    pub fn summary(&self, scenario: &Scenario, histories: u64) -> &Summary {
        let (_, summary) = self.summed.get_or_init(|| (histories, self.summed_up(scenario, histories)));
        summary
    }

    /// Forgets what was summed up of another number of histories.
    pub fn of(&mut self, histories: u64) {
        if self.summed.get().is_some_and(|(of, _)| *of != histories) {
            self.summed = OnceCell::new();
        }
    }

    fn summed_up(&self, scenario: &Scenario, histories: u64) -> Summary {
        let (outcomes, indicators) = (outcomes(scenario), indicators(scenario));
        let cells = indicators.len() * scenario.months;
        let mut summary = Summary::new(scenario, outcomes.len(), indicators.len(), histories);
        let all: Vec<(&Record, &Votes)> = self.histories().take(histories as usize).collect();
        for histories in all.chunks(BLOCK as usize) {
            let mut block = Block::new(scenario, outcomes.len(), cells);
            histories.iter().for_each(|(record, votes)| block.add(scenario, record, votes));
            summary.merge(&block, histories.len() as u64);
        }
        summary
    }

    /// Where states stand on average over the first so many: month after month, state after state, words and deeds. A
    /// part that goes beyond them does not count: the page has its parts end where it draws.
    pub fn positions(&self, histories: u64) -> Vec<f64> {
        let mut sums = Vec::new();
        let mut count = 0;
        for part in self.in_order() {
            if count + part.histories.len() as u64 > histories {
                break;
            }
            add(&mut sums, &part.positions);
            count += part.histories.len() as u64;
        }
        sums.iter_mut().for_each(|sum| *sum /= count.max(1) as f64);
        sums
    }

    /// The outcomes of the first so many, by outcome.
    pub fn outcomes(&self, histories: u64) -> Vec<Vec<f64>> {
        let mut all: Vec<Vec<f64>> = Vec::new();
        for (record, _) in self.histories().take(histories as usize) {
            all.resize(record.outcomes.len(), vec![]);
            all.iter_mut().zip(&record.outcomes).for_each(|(values, value)| values.push(*value));
        }
        all
    }
}
