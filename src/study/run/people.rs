//! What people read of a run: the answer, months side by side, blame as a matrix.

use std::collections::BTreeMap;

use super::super::columns::Dates;
use super::super::kind::StudyKind;
use super::tables::{month_spreads, outcome_columns, outcome_spreads, parties};
use crate::ensemble::summary::Summary;
use crate::model::indicators::Indicator;
use crate::model::outcomes::Outcome;
use crate::scenario::Scenario;
use crate::table::{Answer, Chart, Col, Columns, ForPeople, Sink, id, month, number};

/// Indicators of which the spread is shown too.
const SPREAD: [&str; 4] = ["need", "adequacy", "action", "words"];

const MONTHS: &str = "months";

const CHARTS: [(&str, &[&str]); 4] = [
    ("Need and adequacy (share)", &["need", "need p05", "need p95", "adequacy"]),
    ("Action, words, deflection (share)", &["action", "words", "deflection"]),
    ("The crisis (share)", &["violence", "displaced", "protection", "relief_cover"]),
    ("The norm (share)", &["norm_words", "norm_deeds"]),
];

/// Hands on what people read.
pub fn show<S: Sink>(
    scenario: &Scenario,
    summary: &Summary,
    indicators: &[Indicator],
    outcomes: &[Outcome],
    sink: &mut S,
) {
    sink.show(side_by_side(scenario, summary, indicators));
    if let Some(matrix) = blame_matrix(scenario, summary) {
        sink.show(matrix);
    }
    sink.answer(answer(summary, outcomes));
}

fn lines((title, columns): (&'static str, &[&'static str])) -> Chart {
    Chart::Lines { of: MONTHS, title, columns: columns.to_vec() }
}

fn answer(summary: &Summary, outcomes: &[Outcome]) -> Answer {
    let main: Vec<&Outcome> = outcomes.iter().filter(|outcome| outcome.headline.is_some()).collect();
    let mut columns = outcome_columns(outcomes);
    columns.table.columns[0].categories = main.into_iter().map(Into::into).collect();
    let mut spreads = outcome_spreads(summary);
    spreads.retain(|spread| outcomes[spread.at].headline.is_some());
    spreads.sort_by_key(|spread| outcomes[spread.at].headline);
    let rows = columns.rows(&spreads);
    Answer {
        question: StudyKind::Run.question(),
        table: Some((columns.table, rows)),
        instead: None,
        chart: Some(lines(CHARTS[0])),
    }
}

/// A row per month, a column per indicator, and charts.
fn side_by_side(scenario: &Scenario, summary: &Summary, indicators: &[Indicator]) -> ForPeople {
    let (dates, spreads) = (Dates::of(scenario), month_spreads(scenario, summary, indicators));
    let at = |month: usize, indicator: usize| &spreads[month * indicators.len() + indicator];
    let mut columns: Vec<Col<'_, usize>> =
        vec![month("month", "calendar month", move |month: &usize| dates.at(*month).to_string().into())];
    for (index, indicator) in indicators.iter().enumerate() {
        let meaning = |statistic: &str| format!("{}; {statistic}", indicator.meaning);
        let mean = meaning("mean over histories");
        let value = move |month: &usize| at(*month, index).moments.mean();
        columns.push(number(indicator.name.clone(), indicator.unit, mean, value));
        let ends = [("p05", "5 % quantile over histories", 0), ("p95", "95 % quantile over histories", 2)];
        for (statistic, words, place) in ends.into_iter().filter(|_| SPREAD.contains(&indicator.name.as_str())) {
            let (name, value) =
                (format!("{} {statistic}", indicator.name), move |month: &usize| at(*month, index).quantiles[place]);
            columns.push(number(name, indicator.unit, meaning(words), value));
        }
    }
    let columns = Columns::new(MONTHS, "a month", &["month"], columns);
    let rows = columns.rows(&(0..scenario.months).collect::<Vec<_>>());
    ForPeople { table: columns.table, rows, charts: CHARTS.map(lines).to_vec(), shaded: false }
}

/// Most cells: a matrix of more parties than a few hundred is no picture, and costs memory.
const MAX_CELLS: usize = 1 << 18;

/// Blame that each party moves onto each, mean over the whole run: a year counts by its months, of which a run may
/// cover only some.
fn blame_matrix(scenario: &Scenario, summary: &Summary) -> Option<ForPeople> {
    let parties = parties(scenario);
    let count = parties.len();
    if count * count > MAX_CELLS {
        return None;
    }
    let mut months_of_years: BTreeMap<i32, u64> = BTreeMap::new();
    for month in 0..scenario.months {
        *months_of_years.entry(scenario.start.plus(month).year()).or_default() += 1;
    }
    let mut cells = vec![0.0; count * count];
    for (year, from, flows) in summary.flows(scenario) {
        let months = months_of_years.get(&year).copied().unwrap_or(0) as f64;
        for (cell, flow) in cells[from * count..][..count].iter_mut().zip(flows) {
            *cell += flow * months;
        }
    }
    let onto = |to: usize| {
        let meaning = format!(
            "share of all responsibility moved onto {}, mean over the months of the run and histories, before clarity",
            parties[to]
        );
        let cells = &cells;
        number(parties[to].to_string(), "share", meaning, move |from: &usize| {
            cells[from * count + to] / scenario.months as f64
        })
    };
    let from = id("from \\ to", "who moves blame off itself", |from: &usize| parties[*from]);
    let columns = std::iter::once(from).chain((0..count).map(onto));
    let columns = Columns::new("blame_matrix", "a party that moves blame", &["from \\ to"], columns);
    let rows = columns.rows(&(0..count).collect::<Vec<_>>());
    Some(ForPeople { table: columns.table, rows, charts: vec![], shaded: true })
}
