//! A comparison over time as people read it: months side by side, and charts.

use std::borrow::Cow;

use super::super::columns::Dates;
use super::months::OverMonths;
use crate::table::{Chart, Columns, ForPeople, integer, month, number};

/// The sheet stands in place of the long table, which has every indicator.
const MONTHS: &str = "months";

/// What is shown: an indicator, and what charts call its means and its differences.
const SHOWN: [(&str, &str, &str); 4] = [
    ("need", "Unmet need (share)", "Unmet need: difference from the base (share)"),
    ("adequacy", "Adequacy (share)", "Adequacy: difference from the base (share)"),
    ("action", "Action (share)", "Action: difference from the base (share)"),
    ("words", "Words (share)", "Words: difference from the base (share)"),
];

/// Scenarios in a chart, at most; the sheet has all.
const DRAWN: usize = 6;

/// Months side by side, the base first; scenarios in the order in which they were named, those `drawn` in charts.
pub fn side_by_side(months: &OverMonths<'_>, drawn: &[usize]) -> Option<ForPeople> {
    let scenarios = months.scenarios;
    let (_, base) = scenarios.first()?;
    let dates = Dates::of(base);
    let mut columns = vec![
        month("month", "calendar month", move |month: &usize| dates.at(*month).to_string().into()),
        integer("t", "months", "months from the start of the run", |month: &usize| *month),
    ];
    let same = |entry: usize| scenarios[entry].1.start == base.start;
    let mut charts = Vec::new();
    for (indicator, title, of_differences) in SHOWN {
        for (entry, (name, _)) in scenarios.iter().enumerate().filter(|(entry, _)| same(*entry)) {
            let means = move |month: &usize| months.mean(entry, *month, indicator);
            let meaning = format!("{indicator} under {name}: mean over histories");
            columns.push(number(called(indicator, name), "share", meaning, means));
        }
        for (entry, (name, _)) in scenarios.iter().enumerate().skip(1).filter(|(entry, _)| same(*entry)) {
            let differences = move |month: &usize| months.difference(entry, *month, indicator);
            let meaning = format!("{indicator} under {name}, less that under the base: mean over twins");
            columns.push(number(difference(indicator, name), "share", meaning, differences));
        }
        let drawn = || drawn.iter().copied().filter(|entry| same(*entry)).take(DRAWN);
        let lines = |title: &'static str, columns: Vec<Cow<'static, str>>| Chart::Lines { of: MONTHS, title, columns };
        let means = std::iter::once(0).chain(drawn()).map(|entry| called(indicator, scenarios[entry].0).into());
        charts.push(lines(title, means.collect()));
        let differences: Vec<_> = drawn().map(|entry| difference(indicator, scenarios[entry].0).into()).collect();
        if !differences.is_empty() {
            charts.push(lines(of_differences, differences));
        }
    }
    let columns = Columns::new(MONTHS, "a month of the base", &["month"], columns);
    let rows = columns.rows(&(0..base.months).collect::<Vec<_>>());
    Some(ForPeople { table: columns.table, rows, charts, shaded: false })
}

fn called(indicator: &str, scenario: &str) -> String {
    format!("{indicator}: {scenario}")
}

fn difference(indicator: &str, scenario: &str) -> String {
    format!("{indicator}: {scenario} less base")
}
