//! What people read of a run: the answer, months side by side, blame as a matrix.

use std::collections::BTreeMap;

use super::super::columns::{CI, Dates};
use super::super::kind::StudyKind;
use super::tables::{month_spreads, outcome_columns, outcome_spreads};
use crate::ensemble::summary::Summary;
use crate::model::indicators::Indicator;
use crate::model::outcomes::Outcome;
use crate::scenario::Scenario;
use crate::scenario::labels::Label;
use crate::table::{Answer, Chart, Col, Columns, ForPeople, Sink, id, month, number};

/// Indicators of which the spread is shown too.
const SPREAD: [&str; 4] = ["need", "adequacy", "action", "words"];

const MONTHS: &str = "months";

const BANDS: [Chart; 2] = [
    band("Need: mean, and 5 % to 95 % of histories (share)", "need", ("need p05", "need p95")),
    band("Adequacy: mean, and 5 % to 95 % of histories (share)", "adequacy", ("adequacy p05", "adequacy p95")),
];

const LINES: [(&str, &[&str]); 3] = [
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
    sink.show(blame_matrix(scenario, summary));
    sink.answer(answer(summary, outcomes));
}

const fn band(title: &'static str, column: &'static str, ends: (&'static str, &'static str)) -> Chart {
    Chart::Band { of: MONTHS, title, column, ends }
}

fn lines((title, columns): (&'static str, &[&'static str])) -> Chart {
    Chart::Lines { of: MONTHS, title, columns: columns.iter().map(|column| (*column).into()).collect() }
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
        chart: Some(BANDS[0].clone()),
        interval: Some(CI),
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
    ForPeople { table: columns.table, rows, charts: BANDS.into_iter().chain(LINES.map(lines)).collect(), shaded: false }
}

/// States that have a row and a column of their own: those that move and get most.
const OWN: usize = 4;

/// What the others have together.
const OTHERS: &str = "other states";

/// Blame that the bodies, the target, a few states and the others together move onto each other, mean over the whole
/// run: a year counts by its months, of which a run may cover only some.
fn blame_matrix(scenario: &Scenario, summary: &Summary) -> ForPeople {
    let parties: Vec<&Label> = scenario.actors.labels.parties().collect();
    let states = scenario.actors.states.len();
    let flows = mean_flows(scenario, summary);
    let mut parts: Vec<(usize, f64)> = (0..states).map(|state| (state, 0.0)).collect();
    for (from, to, flow) in flows.iter().copied() {
        for state in [from, to].into_iter().filter(|party| *party < states) {
            parts[state].1 += flow;
        }
    }
    parts.sort_by(|one, two| two.1.total_cmp(&one.1).then(one.0.cmp(&two.0)));
    // The rest of one state is that state.
    let own = if states == OWN + 1 { states } else { OWN.min(states) };
    let shown: Vec<usize> = (states..parties.len()).chain(parts[..own].iter().map(|(state, _)| *state)).collect();
    let mut names: Vec<&str> = shown.iter().map(|party| parties[*party].name.as_str()).collect();
    if own < states {
        names.push(OTHERS);
    }
    let place = |party: usize| shown.iter().position(|known| *known == party).unwrap_or(shown.len());
    let places: Vec<usize> = (0..parties.len()).map(place).collect();
    let mut cells = vec![0.0; names.len() * names.len()];
    for (from, to, flow) in flows {
        cells[places[from] * names.len() + places[to]] += flow;
    }
    let (cells, count) = (&cells, names.len());
    let onto = |(to, name): (usize, &&str)| {
        let meaning = format!(
            "share of all responsibility moved onto {name}, mean over the months of the run and histories, before clarity"
        );
        number((*name).to_string(), "share", meaning, move |from: &usize| cells[from * count + to])
    };
    let who =
        id("moved by", "who moves blame off itself, onto whom a column is named after", |from: &usize| names[*from]);
    let columns = std::iter::once(who).chain(names.iter().enumerate().map(onto));
    let columns = Columns::new("blame_matrix", "a party that moves blame; columns are those that get it", &[], columns);
    let rows = columns.rows(&(0..count).collect::<Vec<_>>());
    ForPeople { table: columns.table, rows, charts: vec![], shaded: true }
}

/// Blame that parties move onto parties, mean over the months of the run and histories; nothing where none is moved.
fn mean_flows(scenario: &Scenario, summary: &Summary) -> Vec<(usize, usize, f64)> {
    let mut months_of_years: BTreeMap<i32, u64> = BTreeMap::new();
    for month in 0..scenario.months {
        *months_of_years.entry(scenario.start.plus(month).year()).or_default() += 1;
    }
    let parties = scenario.actors.parties();
    let mut sums = vec![0.0; parties * parties];
    for (year, from, flows) in summary.flows(scenario) {
        let share = months_of_years.get(&year).copied().unwrap_or(0) as f64 / scenario.months as f64;
        for (sum, flow) in sums[from * parties..].iter_mut().zip(flows) {
            *sum += flow * share;
        }
    }
    let moved = sums.into_iter().enumerate().filter(|(_, flow)| *flow > 0.0);
    moved.map(|(pair, flow)| (pair / parties, pair % parties, flow)).collect()
}
