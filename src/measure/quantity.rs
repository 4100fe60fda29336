//! Quantities of a history that a reader names, measured: arithmetic over outcomes and over months.
//!
//! What the names mean is understood in [`super::vocabulary`].

use std::ops::Range;

use super::expression::Operator;
use crate::ensemble::play::{Keep, Player};
use crate::ensemble::record::state_values;
use crate::lanes::{Kind, Real};
use crate::model::chance::Streams;
use crate::model::indicators::Indicator;
use crate::model::outcomes::{Tally, outcomes};
use crate::model::votes::{Ballot, Votes};
use crate::model::{MonthContext, World};
use crate::scenario::Scenario;

/// Quantities understood for one scenario. The months that several of them look at are kept once.
#[derive(Debug, Default)]
pub struct Quantities {
    pub(super) leaves: Vec<Leaf>,
    pub(super) list: Vec<OfHistory>,
}

impl Quantities {
    /// How many there are.
    pub fn count(&self) -> u64 {
        self.list.len() as u64
    }

    /// Every outcome of a scenario, in the order of the outputs.
    pub fn outcomes(scenario: &Scenario) -> Self {
        Self { leaves: vec![], list: (0..outcomes(scenario).len()).map(OfHistory::Outcome).collect() }
    }
}

/// What is read of the world every month.
#[derive(Clone, Debug)]
pub(super) enum Leaf {
    Indicator(Indicator),
    /// One of the values of [`state_values`], of one state or as the mean of several,
    /// weighted by capability.
    States {
        value: usize,
        states: Vec<usize>,
    },
    /// Blame of a body.
    Blame(usize),
}

impl Leaf {
    #[inline(always)]
    fn value<V: Real>(&self, world: &World<V>, context: &MonthContext<'_, V>) -> V {
        match self {
            Self::Indicator(indicator) => indicator.value(world, context),
            Self::Blame(party) => world.blame[*party],
            Self::States { value, states } => match states[..] {
                [state] => state_values(world, state)[*value],
                _ => {
                    let shares = &context.parameters.states.capability_share;
                    let values = states.iter().map(|state| state_values(world, *state)[*value] * shares[*state]);
                    values.sum::<V>() / states.iter().map(|state| shares[*state]).sum::<f64>()
                }
            },
        }
    }

    /// Do two read the same?
    pub(super) fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Indicator(one), Self::Indicator(two)) => one.name == two.name,
            (Self::States { value, states }, Self::States { value: other, states: those }) => {
                value == other && states == those
            }
            (Self::Blame(one), Self::Blame(two)) => one == two,
            _ => false,
        }
    }
}

/// A number of a history.
#[derive(Clone, Debug)]
pub(super) enum OfHistory {
    Number(f64),
    Outcome(usize),
    /// Of the months from one to another.
    Summary(Summary, Series, Range<usize>),
    /// Of the first series with the second, so many months later.
    Correlation(Series, Series, isize),
    /// Share of the adopted texts on an instrument, voted on while a state sat there, in whose
    /// favour it did not vote.
    Withheld {
        state: usize,
        instrument: usize,
    },
    Negative(Box<OfHistory>),
    Binary(Operator, Box<OfHistory>, Box<OfHistory>),
}

/// One number per month.
#[derive(Clone, Debug)]
pub(super) enum Series {
    Number(f64),
    Leaf(usize),
    Change(Box<Series>),
    Negative(Box<Series>),
    Binary(Operator, Box<Series>, Box<Series>),
}

/// What becomes of the months of a history.
#[derive(Clone, Copy, Debug)]
pub(super) enum Summary {
    Average,
    Total,
    Peak,
    Trough,
    First,
    Last,
    Count,
    When,
}

pub(super) const SUMMARIES: [(&str, Summary); 8] = [
    ("average", Summary::Average),
    ("total", Summary::Total),
    ("peak", Summary::Peak),
    ("trough", Summary::Trough),
    ("first", Summary::First),
    ("last", Summary::Last),
    ("count", Summary::Count),
    ("when", Summary::When),
];

/// Measures quantities of histories.
#[derive(Clone, Copy, Debug)]
pub struct Meter<'a> {
    scenario: &'a Scenario,
    quantities: &'a Quantities,
}

impl<'a> Meter<'a> {
    /// One for histories of a scenario; `quantities` are its own.
    pub fn new(scenario: &'a Scenario, quantities: &'a Quantities) -> Self {
        Self { scenario, quantities }
    }

    /// What plays and measures histories over these streams, which are the scenario's own.
    pub fn player(self, streams: &'a Streams) -> Player<'a, Self> {
        Player::of(self.scenario, streams, false, self, Kind::chosen())
    }
}

/// What was seen so far of histories side by side.
#[derive(Debug)]
pub struct Seen<V: Real> {
    tally: Tally<V>,
    /// What each leaf was, month after month.
    months: Vec<Vec<V>>,
    /// The same in one history.
    one: Vec<Vec<f64>>,
    values: Vec<f64>,
}

impl Keep for Meter<'_> {
    type Room<V: Real> = Seen<V>;
    /// The quantities, in their order, at the end of the history; NaN is missing, infinity the time of what never came.
    type Kept = Vec<f64>;

    fn room<V: Real>(&self) -> Seen<V> {
        let leaves = self.quantities.leaves.len();
        Seen {
            tally: Tally::new(self.scenario),
            months: vec![Vec::with_capacity(self.scenario.months); leaves],
            one: vec![Vec::with_capacity(self.scenario.months); leaves],
            values: vec![],
        }
    }

    fn begin<V: Real>(&self, room: &mut Seen<V>, _: u64) {
        room.tally.begin();
        room.months.iter_mut().for_each(Vec::clear);
    }

    #[inline(always)]
    fn observe<V: Real>(&self, room: &mut Seen<V>, world: &World<V>, context: &MonthContext<'_, V>) {
        room.tally.observe(world, context, &[]);
        for (months, leaf) in room.months.iter_mut().zip(&self.quantities.leaves) {
            months.push(leaf.value(world, context));
        }
    }

    fn finish<'r, V: Real>(&self, room: &'r mut Seen<V>, lane: usize, votes: &Votes) -> &'r mut Vec<f64> {
        let Seen { tally, months, one, values } = room;
        for (one, months) in one.iter_mut().zip(months) {
            one.clear();
            one.extend(V::in_lane(months, lane));
        }
        let (outcomes, length) = (tally.finish(lane), self.scenario.months);
        let view = HistoryView { outcomes: &outcomes, months: one, length, votes, scenario: self.scenario };
        *values = self.quantities.list.iter().map(|quantity| view.value(quantity)).collect();
        values
    }
}

/// What was seen of a history.
struct HistoryView<'a> {
    outcomes: &'a [f64],
    months: &'a [Vec<f64>],
    length: usize,
    votes: &'a Votes,
    scenario: &'a Scenario,
}

impl HistoryView<'_> {
    fn value(&self, quantity: &OfHistory) -> f64 {
        match quantity {
            OfHistory::Number(number) => *number,
            OfHistory::Outcome(index) => self.outcomes[*index],
            OfHistory::Summary(summary, series, months) => {
                summarised(*summary, &self.series(series)[months.clone()], months.start)
            }
            OfHistory::Withheld { state, instrument } => self.withheld(*state, *instrument),
            OfHistory::Correlation(one, two, lag) => lagged(&self.series(one), &self.series(two), *lag),
            OfHistory::Negative(inner) => -self.value(inner),
            OfHistory::Binary(operator, left, right) => operator.apply(self.value(left), self.value(right)),
        }
    }

    fn withheld(&self, state: usize, instrument: usize) -> f64 {
        let actors = &self.scenario.actors;
        let Some(body) = actors.fixed_instruments[instrument].authority else { return f64::NAN };
        let adopted = self.votes.iter().filter(|(vote, _)| vote.passed && vote.instrument == instrument);
        let own = adopted.filter_map(|(vote, ballots)| {
            let seat = actors.seated(body, vote.month).iter().position(|seated| *seated == state)?;
            ballots.get(seat).copied()
        });
        let (all, withheld) = own
            .fold((0.0, 0.0), |(all, withheld), ballot| (all + 1.0, withheld + f64::from(ballot != Ballot::InFavour)));
        withheld / all
    }

    fn series(&self, series: &Series) -> Vec<f64> {
        match series {
            Series::Number(number) => vec![*number; self.length],
            Series::Leaf(leaf) => self.months[*leaf].clone(),
            Series::Negative(inner) => self.series(inner).into_iter().map(|value| -value).collect(),
            Series::Change(inner) => {
                let values = self.series(inner);
                let first = std::iter::once(f64::NAN);
                first.chain(values.windows(2).map(|pair| pair[1] - pair[0])).take(self.length).collect()
            }
            Series::Binary(operator, left, right) => {
                let pairs = self.series(left).into_iter().zip(self.series(right));
                pairs.map(|(left, right)| operator.apply(left, right)).collect()
            }
        }
    }
}

/// Months without a value do not count. `start` is the first of them, counted in the run.
fn summarised(summary: Summary, months: &[f64], start: usize) -> f64 {
    let mut known = months.iter().copied().filter(|value| !value.is_nan());
    let holds = |value: &f64| *value != 0.0 && !value.is_nan();
    match summary {
        Summary::Average => {
            let (count, sum) = known.fold((0.0, 0.0), |(count, sum), value| (count + 1.0, sum + value));
            sum / count
        }
        Summary::Total => known.sum(),
        Summary::Peak => known.reduce(f64::max).unwrap_or(f64::NAN),
        Summary::Trough => known.reduce(f64::min).unwrap_or(f64::NAN),
        Summary::First => known.next().unwrap_or(f64::NAN),
        Summary::Last => known.next_back().unwrap_or(f64::NAN),
        Summary::Count => months.iter().filter(|value| holds(value)).count() as f64,
        Summary::When => months.iter().position(holds).map_or(f64::INFINITY, |month| (start + month) as f64),
    }
}

/// Pearson's correlation of `one` with `two` so many months later; missing where one does not vary.
fn lagged(one: &[f64], two: &[f64], lag: isize) -> f64 {
    let later = |month: usize| usize::try_from(month as isize + lag).ok().and_then(|month| two.get(month)).copied();
    let pairs: Vec<(f64, f64)> = one
        .iter()
        .enumerate()
        .filter_map(|(month, value)| later(month).map(|other| (*value, other)))
        .filter(|(value, other)| !value.is_nan() && !other.is_nan())
        .collect();
    let count = pairs.len() as f64;
    let (mean_one, mean_two) =
        (pairs.iter().map(|pair| pair.0).sum::<f64>() / count, pairs.iter().map(|pair| pair.1).sum::<f64>() / count);
    let sum = |of: &dyn Fn(&(f64, f64)) -> f64| pairs.iter().map(of).sum::<f64>();
    let together = sum(&|pair| (pair.0 - mean_one) * (pair.1 - mean_two));
    let square = |off: f64| off * off;
    let (own, others) = (sum(&|pair| square(pair.0 - mean_one)), sum(&|pair| square(pair.1 - mean_two)));
    let product = own.sqrt() * others.sqrt();
    if product > 0.0 { together / product } else { f64::NAN }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_summed_up_as_their_names_say() {
        let months = [f64::NAN, 2.0, 0.0, 4.0];
        let all = SUMMARIES.map(|(_, summary)| summarised(summary, &months, 0));
        assert_eq!(all, [2.0, 6.0, 4.0, 0.0, 2.0, 4.0, 2.0, 1.0]);
        assert_eq!(summarised(Summary::When, &[0.0, 0.0], 0), f64::INFINITY);
        assert_eq!(summarised(Summary::When, &[0.0, 1.0], 7), 8.0);
        assert!(summarised(Summary::Average, &[], 0).is_nan());
    }

    #[test]
    fn a_correlation_looks_so_many_months_ahead() {
        // Two follows one by a month, with the opposite sign.
        let (one, two) = ([1.0, 3.0, 2.0, 5.0, 4.0], [0.0, -1.0, -3.0, -2.0, -5.0]);
        assert!((lagged(&one, &two, 1) + 1.0).abs() < 1e-12);
        assert!((lagged(&two, &one, -1) + 1.0).abs() < 1e-12);
        // By hand: 1 2 3 with 1 3 2 has covariance 1/2 and both variances 1.
        assert!((lagged(&[1.0, 2.0, 3.0], &[1.0, 3.0, 2.0], 0) - 0.5).abs() < 1e-12);
        assert!(lagged(&[1.0, 1.0], &[1.0, 2.0], 0).is_nan() && lagged(&[1.0], &[2.0], 5).is_nan());
    }
}
