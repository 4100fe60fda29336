//! Columns that several studies have.

use std::borrow::Cow;

use crate::model::indicators::Indicator;
use crate::model::outcomes::Outcome;
use crate::scenario::Scenario;
use crate::table::{Category, Col, integer, month, number};

impl From<&Outcome> for Category {
    fn from(outcome: &Outcome) -> Self {
        Self {
            name: outcome.name.clone(),
            unit: outcome.unit,
            meaning: outcome.meaning,
            words: outcome.headline.map(|headline| headline.words),
        }
    }
}

impl From<&Indicator> for Category {
    fn from(indicator: &Indicator) -> Self {
        Self { name: indicator.name.clone(), unit: indicator.unit, meaning: indicator.meaning, words: None }
    }
}

/// The months of a run as they are written.
#[derive(Clone)]
pub struct Dates(Vec<String>);

impl Dates {
    /// Those of a scenario.
    pub fn of(scenario: &Scenario) -> Self {
        Self((0..scenario.months).map(|month| scenario.start.plus(month).to_string()).collect())
    }

    /// That of a month of the run.
    pub fn at(&self, month: usize) -> &str {
        &self.0[month]
    }
}

/// The columns that say which month a row is of: counted from the start, and that of the calendar.
pub fn calendar<'a, T>(scenario: &Scenario, of: impl Fn(&T) -> usize + Copy + Send + Sync + 'a) -> [Col<'a, T>; 2] {
    let dates = Dates::of(scenario);
    [
        integer("t", "months", "months from the start of the run", of),
        month("month", "calendar month", move |row| dates.at(of(row)).to_string().into()),
    ]
}

/// The unit of a column whose rows have units of their own, in a column `unit`.
pub const OF_THE_ROW: &str = "unit of the row";

/// A number in the unit of its row.
pub fn statistic<'a, T, N: Into<crate::table::Cell<'static>>>(
    name: &'static str,
    meaning: &'static str,
    cell: impl Fn(&T) -> N + Send + Sync + 'a,
) -> Col<'a, T> {
    number(name, OF_THE_ROW, meaning, cell)
}

/// The columns with the ends of a 95 % interval.
pub const CI: (&str, &str) = ("ci_low", "ci_high");

/// The low and the high end of the 95 % interval of a mean.
pub fn interval<'a, T>(
    unit: &'static str,
    low: impl Into<Cow<'static, str>>,
    high: impl Into<Cow<'static, str>>,
    of: impl Fn(&T) -> Option<(f64, f64)> + Copy + Send + Sync + 'a,
) -> [Col<'a, T>; 2] {
    [
        number(CI.0, unit, low, move |item| of(item).map(|(low, _)| low)).titled("95 % interval: from"),
        number(CI.1, unit, high, move |item| of(item).map(|(_, high)| high)).titled("95 % interval: to"),
    ]
}

/// The column of an outcome of a history: votes and months are counted, and so whole numbers.
pub fn outcome<'a, T>(outcome: &Outcome, cell: impl Fn(&T) -> Option<f64> + Send + Sync + 'a) -> Col<'a, T> {
    match outcome.unit {
        "votes" | "months" => integer(outcome.name.clone(), outcome.unit, outcome.meaning, cell),
        _ => number(outcome.name.clone(), outcome.unit, outcome.meaning, cell),
    }
}

/// A column for every outcome; `value` gives that of one, by its place in the list.
pub fn outcomes<'a, T>(
    list: &[Outcome],
    value: impl Fn(&T, usize) -> f64 + Copy + Send + Sync + 'a,
) -> impl Iterator<Item = Col<'a, T>> {
    let column =
        move |(place, outcome): (usize, &Outcome)| self::outcome(outcome, move |item: &T| Some(value(item, place)));
    list.iter().enumerate().map(column).collect::<Vec<_>>().into_iter()
}
