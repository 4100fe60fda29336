//! What an ensemble amounts to: means, deviations and quantiles over its histories.

use std::ops::Range;

use super::ballots::Ballots;
use super::record::{Record, STATE_VALUES, Stretch, flow_width, place_of, stretches};
use crate::model::votes::Votes;
use crate::scenario::Scenario;
use crate::statistics::moments::Moments;
use crate::statistics::quantiles::Quantiles;

/// Bytes that may be kept for exact quantiles of months; a quarter of them for those of outcomes.
// Enough for some 700 histories of the baseline's 3,700 months and indicators, and for 18,000 of its outcomes. With
// more, memory would grow with long runs; with another number, quantiles beyond it would be others by up to a bin.
const BUDGET: usize = 20 * 1024 * 1024;

/// The quantiles that are reported.
pub const PROBABILITIES: [f64; 3] = [0.05, 0.5, 0.95];

/// Sums over the histories of one block, in their order.
#[derive(Clone, Debug)]
pub struct Block {
    outcomes: Vec<Moments>,
    months: Vec<Moments>,
    led: Vec<Led>,
    outcome_rows: Vec<f64>,
    month_rows: Vec<f64>,
    ballots: Ballots,
    sums: Sums,
}

/// How long a state led.
#[derive(Clone, Copy, Debug, Default)]
pub struct Led {
    /// Share of months in which it led.
    pub share: Moments,
    /// Histories in which it led at all.
    pub histories: u64,
}

impl Led {
    fn push(&mut self, months: f64, of: f64) {
        self.share.push(months / of);
        self.histories += u64::from(months > 0.0);
    }

    fn merge(&mut self, later: &Self) {
        self.share.merge(&later.share);
        self.histories += later.histories;
    }
}

/// Plain sums over histories.
#[derive(Clone, Debug, Default)]
struct Sums {
    states: Vec<f64>,
    others: Vec<f64>,
    effort: Vec<f64>,
    given: Vec<f64>,
    flows: Vec<f64>,
}

impl Sums {
    fn add(&mut self, other: [&[f64]; 5]) {
        let own = [&mut self.states, &mut self.others, &mut self.effort, &mut self.given, &mut self.flows];
        for (own, other) in own.into_iter().zip(other) {
            if own.is_empty() {
                own.extend_from_slice(other);
            } else {
                own.iter_mut().zip(other).for_each(|(own, other)| *own += other);
            }
        }
    }
}

impl Block {
    /// A block without histories.
    pub fn new(scenario: &Scenario, outcomes: usize, cells: usize) -> Self {
        Self {
            outcomes: vec![Moments::default(); outcomes],
            months: vec![Moments::default(); cells],
            led: vec![],
            outcome_rows: vec![],
            month_rows: vec![],
            ballots: Ballots::none(&scenario.actors),
            sums: Sums::default(),
        }
    }

    /// Adds a history.
    pub fn add(&mut self, scenario: &Scenario, record: &Record, votes: &Votes) {
        self.ballots.add(&scenario.actors, votes);
        // What never came about in a history is missing there, and must not count as 0.
        for (moments, value) in self.outcomes.iter_mut().zip(&record.outcomes).filter(|(_, value)| !value.is_nan()) {
            moments.push(*value);
        }
        for (moments, value) in self.months.iter_mut().zip(&record.indicators) {
            moments.push(*value);
        }
        self.led.resize(record.states.len() / STATE_VALUES.len(), Led::default());
        if let Some(place) = place_of("led") {
            for (led, sums) in self.led.iter_mut().zip(record.states.chunks_exact(STATE_VALUES.len())) {
                led.push(sums[place], record.months as f64);
            }
        }
        self.outcome_rows.extend_from_slice(&record.outcomes);
        self.month_rows.extend_from_slice(&record.indicators);
        self.sums.add([&record.states, &record.others, &record.effort, &record.given, &record.flows]);
    }
}

/// What all histories amount to.
#[derive(Clone, Debug)]
pub struct Summary {
    /// Number of histories.
    pub histories: u64,
    /// Moments of each outcome; the count is of histories in which it came about.
    pub outcomes: Vec<Moments>,
    /// Moments of each indicator, month after month.
    pub months: Vec<Moments>,
    /// How long each state led.
    pub led: Vec<Led>,
    /// Who voted how.
    pub ballots: Ballots,
    outcome_quantiles: Quantiles,
    month_quantiles: Quantiles,
    sums: Sums,
    stretches: Vec<Stretch>,
    run_months: f64,
    flow_width: usize,
    states: usize,
}

impl Summary {
    /// A summary without histories, for `replicates` of them.
    pub fn new(scenario: &Scenario, outcomes: usize, indicators: usize, replicates: u64) -> Self {
        let cells = indicators * scenario.months;
        Self {
            histories: 0,
            outcomes: vec![Moments::default(); outcomes],
            months: vec![Moments::default(); cells],
            led: vec![Led::default(); scenario.actors.states.len()],
            ballots: Ballots::none(&scenario.actors),
            outcome_quantiles: Quantiles::new(outcomes, replicates, BUDGET / 4),
            month_quantiles: Quantiles::new(cells, replicates, BUDGET),
            sums: Sums::default(),
            stretches: stretches(scenario).0,
            run_months: scenario.months as f64,
            flow_width: flow_width(scenario),
            states: scenario.actors.states.len(),
        }
    }

    /// Adds a block of `histories`; blocks come in order.
    pub fn merge(&mut self, block: &Block, histories: u64) {
        self.histories += histories;
        self.outcomes.iter_mut().zip(&block.outcomes).for_each(|(own, more)| own.merge(more));
        self.months.iter_mut().zip(&block.months).for_each(|(own, more)| own.merge(more));
        self.led.iter_mut().zip(&block.led).for_each(|(own, more)| own.merge(more));
        self.ballots.merge(&block.ballots);
        self.outcome_quantiles.extend(&block.outcome_rows);
        self.month_quantiles.extend(&block.month_rows);
        let sums = &block.sums;
        self.sums.add([&sums.states, &sums.others, &sums.effort, &sums.given, &sums.flows]);
    }

    /// 5 %, 50 % and 95 % quantiles of an outcome over the histories in which it came about.
    pub fn outcome_quantiles(&self, outcome: usize) -> Option<[f64; 3]> {
        self.outcome_quantiles.at(outcome, PROBABILITIES)
    }

    /// The same of a cell of the months: month · indicators + indicator.
    pub fn month_quantiles(&self, cell: usize) -> Option<[f64; 3]> {
        self.month_quantiles.at(cell, PROBABILITIES)
    }

    /// Whether quantiles are exact, of outcomes and of months.
    pub fn exact(&self) -> [bool; 2] {
        [self.outcome_quantiles.exact(), self.month_quantiles.exact()]
    }

    /// Mean over months and histories of a state's value, an index into
    /// [`STATE_VALUES`].
    pub fn state_mean(&self, state: usize, value: usize) -> f64 {
        self.mean(self.sums.states[state * STATE_VALUES.len() + value])
    }

    /// Mean blame (0) or responsibility (1) of a body, or of the target after the last body.
    pub fn other_mean(&self, party: usize, value: usize) -> f64 {
        self.mean(self.sums.others[party * 2 + value])
    }

    /// Mean effort of a state in an instrument.
    pub fn effort(&self, state: usize, instrument: usize) -> f64 {
        self.mean(self.sums.effort[instrument * self.states + state])
    }

    /// Share of all capability given to an instrument that a state gave; `None` if none was.
    pub fn share_given(&self, state: usize, instrument: usize) -> Option<f64> {
        let given = &self.sums.given[instrument * self.states..][..self.states];
        let all: f64 = given.iter().sum();
        (all > 0.0).then(|| given[state] / all)
    }

    fn mean(&self, sum: f64) -> f64 {
        sum / (self.run_months * self.histories as f64)
    }

    /// Blame sent from each party to each, year after year and sender after sender: mean over the months
    /// of the calendar year and over histories, before clarity. There are parties² of a year, so no more
    /// than one sender's are made at a time.
    pub fn flows<'a>(&'a self, scenario: &'a Scenario) -> impl Iterator<Item = (i32, usize, Vec<f64>)> + 'a {
        let mut years: Vec<(i32, Range<usize>)> = Vec::new();
        for (index, stretch) in self.stretches.iter().enumerate() {
            match years.last_mut().filter(|(year, _)| *year == stretch.year) {
                Some((_, stretches)) => stretches.end = index + 1,
                None => years.push((stretch.year, index..index + 1)),
            }
        }
        let senders = scenario.actors.parties();
        years.into_iter().flat_map(move |(year, stretches)| {
            (0..senders).map(move |from| (year, from, self.sent(scenario, stretches.clone(), from)))
        })
    }

    /// What one party sends to each in some stretches.
    fn sent(&self, scenario: &Scenario, stretches: Range<usize>, from: usize) -> Vec<f64> {
        let (states, parties) = (scenario.actors.states.len(), scenario.actors.parties());
        let (mut months, mut flows) = (0.0, vec![0.0; parties]);
        for index in stretches {
            let stretch = &self.stretches[index];
            months += stretch.months as f64;
            let share = &scenario.epochs[stretch.epoch].parameters.states.capability_share;
            let row = &self.sums.flows[(index * parties + from) * self.flow_width..][..self.flow_width];
            for (to, flow) in flows.iter_mut().enumerate().filter(|(to, _)| *to != from) {
                *flow += if to < states { row[0] * share[to] } else { row[1 + to - states] };
            }
        }
        let all = months * self.histories as f64;
        flows.iter_mut().for_each(|flow| *flow /= all);
        flows
    }
}
