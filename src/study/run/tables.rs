//! The tables over all histories of a run.

use super::super::columns::{self, statistic};
use crate::ensemble::ballots::Cast;
use crate::ensemble::record::{STATE_VALUES, StateValue};
use crate::ensemble::summary::{Led, Summary};
use crate::model::indicators::Indicator;
use crate::model::outcomes::Outcome;
use crate::scenario::Scenario;
use crate::scenario::labels::Label;
use crate::statistics::moments::Moments;
use crate::table::{Col, Columns, Encoder, Rows, Sink, Table, flag, id, integer, number};

/// The tables over all histories, but for that of blame.
pub fn over_histories(
    scenario: &Scenario,
    summary: &Summary,
    indicators: &[Indicator],
    outcomes: &[Outcome],
) -> [(Table, Rows); 7] {
    [
        of_outcomes(summary, outcomes),
        of_months(scenario, summary, indicators),
        of_actors(scenario, summary),
        of_leaders(scenario, summary),
        of_contributions(scenario, summary),
        of_votes_by_state(scenario, summary),
        instruments(scenario),
    ]
}

/// A quantity over the histories.
pub struct Spread {
    /// Its place among its kind.
    pub at: usize,
    /// The month of the run, where it is of one.
    pub month: usize,
    /// Its moments.
    pub moments: Moments,
    /// 5 %, 50 % and 95 %.
    pub quantiles: [f64; 3],
}

fn quantiles<'a>() -> [Col<'a, Spread>; 3] {
    [
        statistic("p05", "5 % quantile over histories", |of: &Spread| of.quantiles[0]).titled("5 % of histories"),
        statistic("p50", "median over histories", |of: &Spread| of.quantiles[1]).titled("median history"),
        statistic("p95", "95 % quantile over histories", |of: &Spread| of.quantiles[2]).titled("95 % of histories"),
    ]
}

fn of_outcomes(summary: &Summary, outcomes: &[Outcome]) -> (Table, Rows) {
    let columns = outcome_columns(outcomes);
    columns.filled(&outcome_spreads(summary))
}

/// Every outcome over the histories.
pub fn outcome_spreads(summary: &Summary) -> Vec<Spread> {
    let spread = |(at, moments): (usize, &Moments)| Spread {
        at,
        month: 0,
        moments: *moments,
        quantiles: summary.outcome_quantiles(at).unwrap_or([f64::NAN; 3]),
    };
    summary.outcomes.iter().enumerate().map(spread).collect()
}

/// The table of outcomes.
pub fn outcome_columns(outcomes: &[Outcome]) -> Columns<'_, Spread> {
    let mean = "mean over the histories in which it came about";
    let ends = ("low end of the 95 % interval of the mean (Student's t)", "high end of it");
    let columns = [
        id("outcome", "the outcome", |of: &Spread| &outcomes[of.at].name).with_categories(outcomes),
        id("unit", "its unit", |of: &Spread| outcomes[of.at].unit),
        statistic("mean", mean, |of: &Spread| of.moments.mean()),
        statistic("sd", "standard deviation over histories", |of: &Spread| of.moments.sd())
            .titled("standard deviation"),
    ];
    let interval = columns::interval(columns::OF_THE_ROW, ends.0, ends.1, |of: &Spread| of.moments.interval());
    let histories =
        integer("histories", "histories", "histories in which it came about", |of: &Spread| of.moments.count);
    let columns = columns.into_iter().chain(interval).chain(quantiles()).chain([histories]);
    Columns::new("summary", "an outcome", &["outcome"], columns)
}

fn of_months(scenario: &Scenario, summary: &Summary, indicators: &[Indicator]) -> (Table, Rows) {
    let columns = [
        id("indicator", "the indicator", |of: &Spread| &indicators[of.at].name).with_categories(indicators),
        id("unit", "its unit", |of: &Spread| indicators[of.at].unit),
        statistic("mean", "mean over histories", |of: &Spread| of.moments.mean()),
        statistic("sd", "standard deviation over histories", |of: &Spread| of.moments.sd()),
    ];
    let columns = columns::calendar(scenario, |of: &Spread| of.month).into_iter().chain(columns).chain(quantiles());
    let columns = Columns::new("months", "an indicator in a month", &["t", "indicator"], columns);
    columns.filled(&month_spreads(scenario, summary, indicators))
}

/// Every indicator in every month over the histories.
pub fn month_spreads(scenario: &Scenario, summary: &Summary, indicators: &[Indicator]) -> Vec<Spread> {
    let spread = |cell: usize| Spread {
        at: cell % indicators.len(),
        month: cell / indicators.len(),
        moments: summary.months[cell],
        quantiles: summary.month_quantiles(cell).unwrap_or([f64::NAN; 3]),
    };
    (0..scenario.months * indicators.len()).map(spread).collect()
}

/// What a party to blame is called: states and bodies by their ids, the target `target`.
pub fn parties(scenario: &Scenario) -> Vec<&str> {
    let actors = &scenario.actors;
    actors.states.iter().chain(&actors.bodies).map(String::as_str).chain(["target"]).collect()
}

/// The column of one of [`STATE_VALUES`].
pub fn state_values<'a, T>(at: usize, value: impl Fn(&T) -> f64 + Send + Sync + 'a) -> Col<'a, T> {
    let StateValue { name, unit, meaning, .. } = STATE_VALUES[at];
    number(name, unit, meaning, value)
}

fn of_actors(scenario: &Scenario, summary: &Summary) -> (Table, Rows) {
    let (names, states) = (parties(scenario), scenario.actors.states.len());
    let kind = move |party: usize| match party {
        _ if party < states => "state",
        _ if party < scenario.actors.parties() - 1 => "body",
        _ => "target",
    };
    // Bodies and the target have blame and responsibility alone.
    let value = move |party: usize, at: usize| match STATE_VALUES[at].name {
        _ if party < states => summary.state_mean(party, at),
        "blame" => summary.other_mean(party - states, 0),
        "responsibility" => summary.other_mean(party - states, 1),
        _ => f64::NAN,
    };
    let labels: &Vec<&Label> = &scenario.actors.labels.parties().collect();
    let columns = [
        id("actor", "id of the actor; `target` is the target", move |party: &usize| names[*party]),
        id("kind", "state, body or target", move |party: &usize| kind(*party)),
        id("name", "what readers call it", |party: &usize| labels[*party].name.as_str()),
        id("code", "ISO 3166-1 alpha-3, of states and the target where the scenario gives it", |party: &usize| {
            labels[*party].code.as_deref().unwrap_or_default()
        }),
        integer(
            "cow_code",
            "",
            "number in the Correlates of War project's list of states, likewise",
            |party: &usize| labels[*party].cow_code.as_ref().and_then(|code| code.parse::<u64>().ok()),
        ),
    ];
    let values = (0..STATE_VALUES.len()).map(|at| state_values(at, move |party: &usize| value(*party, at)));
    let row = "an actor: means over months and histories";
    let columns = Columns::new("actors", row, &["actor"], columns.into_iter().chain(values));
    columns.filled(&(0..scenario.actors.parties()).collect::<Vec<_>>())
}

fn of_leaders(scenario: &Scenario, summary: &Summary) -> (Table, Rows) {
    type Row = (usize, Led);
    let ids = &scenario.actors.states;
    let ends = ("low end of the 95 % interval of the mean (Student's t)", "high end of it");
    let columns = [
        id("state", "id of the state", |(state, _): &Row| &ids[*state]),
        number("led", "share", "share of months in which it leads, mean over histories", |(_, led): &Row| {
            led.share.mean()
        }),
        number("sd", "share", "standard deviation over histories", |(_, led): &Row| led.share.sd()),
    ];
    let interval = columns::interval("share", ends.0, ends.1, |(_, led): &Row| led.share.interval());
    let seen = "histories in which it leads in some month";
    let histories = integer("histories", "histories", seen, |(_, led): &Row| led.histories);
    let columns = columns.into_iter().chain(interval).chain([histories]);
    let columns = Columns::new("leaders", "a state: how long it leads", &["state"], columns);
    columns.filled(&summary.led.iter().copied().enumerate().collect::<Vec<_>>())
}

fn of_contributions(scenario: &Scenario, summary: &Summary) -> (Table, Rows) {
    /// State and instrument.
    type Row = (usize, usize);
    let actors = &scenario.actors;
    let given = "share of all capability given to the instrument; empty if none was";
    let columns = [
        id("state", "id of the state", |(state, _): &Row| &actors.states[*state]),
        id("instrument", "id of the instrument", |(_, at): &Row| &actors.instruments[*at]),
        number("effort", "share", "mean effort over months and histories", |(state, at): &Row| {
            summary.effort(*state, *at)
        }),
        number("share", "share", given, |(state, at): &Row| summary.share_given(*state, *at)),
    ];
    let columns = Columns::new("contributions", "a state's part in an instrument", &["state", "instrument"], columns);
    let pairs = (0..actors.states.len()).flat_map(|state| (0..actors.instruments.len()).map(move |at| (state, at)));
    columns.filled(&pairs.collect::<Vec<_>>())
}

/// Who voted how, over all histories.
fn of_votes_by_state(scenario: &Scenario, summary: &Summary) -> (Table, Rows) {
    /// State, instrument, ballots.
    type Row = (usize, usize, Cast);
    let actors = &scenario.actors;
    let body = |row: &Row| actors.fixed_instruments[row.1].authority.map_or("", |body| actors.bodies[body].as_str());
    type Counts = fn(&Cast) -> [u64; 3];
    let of = |counts: Counts, at: usize| {
        move |row: &Row| {
            let counts = counts(&row.2);
            let all: u64 = counts.iter().sum();
            (all > 0).then(|| counts[at] as f64 / all as f64)
        }
    };
    let many = |counts: Counts| move |row: &Row| counts(&row.2).iter().sum::<u64>();
    let [all, adopted, vetoed]: [Counts; 3] = [|cast| cast.all, |cast| cast.adopted, |cast| cast.vetoed];
    let columns = [
        id("state", "id of the state", |row: &Row| &actors.states[row.0]),
        id("body", "the body that votes", body),
        id("instrument", "what it votes on", |row: &Row| &actors.instruments[row.1]),
        integer("votes", "votes", "votes of all histories that were held while it sat there", many(all)),
        number("in_favour", "share", "share of these in which it voted in favour", of(all, 0)),
        number("abstaining", "share", "share of these in which it abstained", of(all, 1)),
        number("against", "share", "share of these in which it voted against", of(all, 2)),
        integer("adopted", "votes", "of these votes, those in which the text was adopted", many(adopted)),
        number("abstaining_adopted", "share", "share of the adopted texts on which it abstained", of(adopted, 1)),
        number("against_adopted", "share", "share of the adopted texts that it voted against", of(adopted, 2)),
        integer("vetoed", "votes", "of these votes, those in which the text was vetoed", many(vetoed)),
        number("against_vetoed", "share", "share of the vetoed texts that it voted against", of(vetoed, 2)),
    ];
    let row = "a state's votes on an instrument";
    let columns = Columns::new("votes_by_state", row, &["state", "instrument"], columns);
    let pairs = (0..actors.instruments.len()).flat_map(|at| (0..actors.states.len()).map(move |state| (state, at)));
    let rows = pairs.map(|(state, at)| (state, at, summary.ballots.of(state, at)));
    columns.filled(&rows.filter(|(.., cast)| cast.all != [0; 3]).collect::<Vec<_>>())
}

/// The instruments, to which other tables refer.
fn instruments(scenario: &Scenario) -> (Table, Rows) {
    let actors = &scenario.actors;
    let fixed = |at: &usize| actors.fixed_instruments[*at];
    let columns = [
        id("instrument", "id of the instrument", |at: &usize| &actors.instruments[*at]),
        id("name", "what readers call it", |at: &usize| &actors.labels.instruments[*at].name),
        id("body", "the body that must authorise it; empty where none must", move |at: &usize| {
            fixed(at).authority.map_or("", |body| actors.bodies[body].as_str())
        }),
        flag("consent", "it needs the target's consent", move |at: &usize| fixed(at).consent),
        id("budget", "efforts in one budget compete", move |at: &usize| actors.budgets[fixed(at).budget].as_str()),
    ];
    let columns = Columns::new("instruments", "an instrument", &["instrument"], columns);
    columns.filled(&(0..actors.instruments.len()).collect::<Vec<_>>())
}

/// Rows of blame that are handed on together: few, as there may be 30 million.
const STRETCH: usize = 4096;

/// Hands on the table of blame as it is made: parties² rows per year are not held.
///
/// # Errors
/// When the sink fails.
pub fn blame<S: Sink>(scenario: &Scenario, summary: &Summary, sink: &mut S) -> Result<(), S::Error> {
    /// Year, sender, receiver, share.
    type Row = (i32, usize, usize, f64);
    let parties = parties(scenario);
    let moved = "share of all responsibility moved, mean over months and histories, before clarity";
    let columns = [
        integer("year", "", "calendar year", |row: &Row| u64::from(row.0.unsigned_abs())),
        id("sender", "who moves blame off itself", |row: &Row| parties[row.1]),
        id("receiver", "on whom it lands", |row: &Row| parties[row.2]),
        number("share", "share", moved, |row: &Row| row.3),
    ];
    let row = "blame moved from one party to another in a year";
    let columns = Columns::new("blame", row, &["year", "sender", "receiver"], columns);
    let id = sink.open(columns.table.clone())?;
    let encoder = sink.encoder();
    let mut rows = Rows::default();
    for (year, from, flows) in summary.flows(scenario) {
        for (to, flow) in flows.iter().enumerate().filter(|(to, _)| *to != from) {
            columns.push(&mut rows, &(year, from, to, *flow));
            if rows.len() == STRETCH {
                sink.append(id, encoder.encode(id, std::mem::take(&mut rows)))?;
            }
        }
    }
    sink.append(id, encoder.encode(id, rows))
}
