//! What a person sees after a run: the main outcomes with intervals.

use std::path::Path;

use super::args::Changes;
use super::shown::Shown;
use super::shown::digits::Digits;
use super::shown::table::{Cell, Column, Row, Table};
use crate::model::outcomes::headlines;
use crate::study::robust::{Band, NOT_KNOWN, Plausible};
use crate::study::run::Ran;
use crate::study::{Plan, StudyKind};

/// What is known of results over plausible numbers.
#[derive(Debug)]
pub struct Doubt<'a> {
    /// The bands, where there are any.
    pub known: Option<&'a Plausible>,
    /// What makes them, where there are none.
    pub asked: String,
}

impl Doubt<'_> {
    /// Ends a table: what its bands are, or that they are not known and what makes them.
    pub fn told(&self, shown: &mut Shown) {
        shown.say(match self.known {
            Some(known) => known.words(),
            None => format!("{NOT_KNOWN}\n  {}", self.asked),
        });
    }
}

/// What makes the bands of a scenario.
pub fn asked_of(scenario: &Path, changes: &Changes) -> String {
    let same = if changes.line().is_empty() { "" } else { ", with the same changes," };
    format!("intsoc robust {}{same} plays it over them", scenario.display())
}

/// A run; `changed` says below the heading what the command line changed.
pub fn of_a_run(plan: &Plan<'_>, ran: &Ran, doubt: &Doubt<'_>, changed: &str) -> Shown {
    let scenario = plan.scenario;
    let mut shown = Shown::of(format!(
        "{}: {} to {}, {}, seed {}\n{changed}",
        scenario.name,
        scenario.start,
        scenario.start.plus(scenario.months - 1),
        match (plan.still, ran.histories) {
            (true, _) => "one history without chance".into(),
            (false, 1) => "1 history".into(),
            (false, histories) => format!("{histories} histories"),
        },
        scenario.seed,
    ));
    shown.say("");
    shown.table(outcomes(plan, ran, doubt));
    doubt.told(&mut shown);
    shown
}

/// The outcomes, of which people see the main ones.
fn outcomes(plan: &Plan<'_>, ran: &Ran, doubt: &Doubt<'_>) -> Table {
    let columns = [
        Column::words("outcome", "outcome"),
        Column::numbers("mean", "mean"),
        Column::interval("interval", "luck alone\n95 % interval of mean"),
        Column::ranges("histories_90", "luck alone\n5 % to 95 % of histories").spared(2),
        Column::ranges("plausible_90", "over plausible numbers\n5 % to 95 % of worlds"),
        Column::words("seen", "came about").spared(1),
    ];
    let mut table = Table::new("outcomes", StudyKind::Run.question(), columns);
    let bands = doubt.known.and_then(|known| known.outcomes_of(&plan.scenario_hash()));
    let histories = ran.histories;
    let row = |index: usize| {
        let (outcome, moments) = (&ran.outcomes[index], &ran.moments[index]);
        let digits = Digits::of(moments.mean().unwrap_or_default(), moments.interval());
        let quantiles = ran.quantiles[index];
        let band = bands.and_then(|bands| Band::of(bands, &outcome.name)).map(|band| (band.p05, band.p95));
        let seen = match moments.count {
            count if count < histories && count > 0 => Cell::words(format!("in {count} of {histories}")),
            _ => Cell::Empty,
        };
        Row::of([
            Cell::named(&outcome.name, outcome.headline.map_or(outcome.meaning, |main| main.words)),
            moments.mean().map_or_else(|| Cell::words("never"), |mean| Cell::number(mean, digits)),
            Cell::range(moments.interval(), digits),
            Cell::range(quantiles.map(|[low, _, high]| (low, high)), digits),
            Cell::range(band, digits),
            seen,
        ])
        .also("unit", outcome.unit)
        .also("median", quantiles.map(|[_, median, _]| median))
        .also("sd", moments.sd())
        .also("count", moments.count)
        .hidden(outcome.headline.is_none())
    };
    let index = |name: &str| ran.outcomes.iter().position(|outcome| outcome.name == name);
    let seen = headlines().into_iter().filter_map(|(name, _)| index(name));
    let rest = (0..ran.outcomes.len()).filter(|at| ran.outcomes[*at].headline.is_none());
    table.rows = seen.chain(rest).map(row).collect();
    table
}

/// A number as a person reads it: thousands apart, or three decimals; small ones with two more.
pub fn number(value: f64) -> String {
    Digits::alone(value).number(value)
}

/// A value of a fact: that of an event is infinite where it never comes about.
pub fn time(value: f64) -> String {
    if value.is_finite() { number(value) } else { "never".into() }
}

/// A number with its sign.
pub fn signed(value: f64) -> String {
    Digits::alone(value).signed(value)
}
