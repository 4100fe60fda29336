//! The tables of a run, and the run that fills them.

use std::sync::atomic::Ordering;

use super::Doing;
use super::detail;
use super::folder::{Folder, FolderError, TableFile, Written, write_table};
use super::manifest::{self, Plan};
use super::table::{Column, Kind, Rows, Table};
use crate::ensemble::parallel::{self, Done};
use crate::ensemble::record::{Record, Recorder, STATE_VALUES};
use crate::ensemble::summary::{Block, Summary};
use crate::model::chance::Streams;
use crate::model::indicators::{Indicator, indicators};
use crate::model::outcomes::{Outcome, outcomes};
use crate::model::votes::{Ballot, Votes};
use crate::scenario::Scenario;

/// What a run gave.
#[derive(Debug)]
pub struct Ran {
    /// What all histories amount to.
    pub summary: Summary,
    /// The outcomes, in the order of the summary.
    pub outcomes: Vec<Outcome>,
    /// The files written.
    pub files: Vec<Written>,
}

/// Runs an ensemble into a claimed folder, telling `progress` how many histories are done.
///
/// When stopped, the results hold the complete histories from the first on; without any, the
/// folder is left as it was and `None` returned.
///
/// # Errors
/// When a file cannot be written; nothing is left then that looks whole.
pub fn run(
    plan: &Plan<'_>,
    mut folder: Folder,
    doing: &Doing<'_>,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Option<Ran>, FolderError> {
    let scenario = plan.scenario;
    let (indicators, outcomes) = (indicators(scenario), outcomes(scenario));
    let streams = Streams::new(&scenario.cast, scenario.seed);
    let mut streamed = streamed_tables(plan, &indicators, &outcomes)
        .into_iter()
        .map(|table| TableFile::open(&mut folder, table))
        .collect::<Result<Vec<_>, _>>()?;
    let mut summary = Summary::new(scenario, outcomes.len(), indicators.len(), plan.replicates);
    let mut failed = None;
    let lines = Lines { plan, key: plan.key_prefix() };
    parallel::run(
        doing.pool,
        plan.first..plan.first + plan.replicates,
        parallel::BLOCK,
        || Recorder::new(scenario, &streams, plan.still, plan.detail),
        |recorder, replicates| {
            let mut block = Block::new(outcomes.len(), scenario.months * indicators.len());
            let mut rows: Vec<Rows> = Vec::new();
            rows.resize_with(2 + if plan.detail { detail::TABLES } else { 0 }, Rows::default);
            let mut complete = 0;
            for replicate in replicates {
                let Some(record) = recorder.run(replicate, &|| doing.stop.load(Ordering::Relaxed)) else { break };
                block.add(record);
                lines.history(&mut rows[0], record);
                if plan.detail {
                    detail::write(scenario, &mut rows[2..], record);
                }
                lines.votes(&mut rows[1], replicate, recorder.votes());
                complete += 1;
                progress(1);
            }
            Done { made: (block, rows.into_iter().map(Rows::into_chunks).collect::<Vec<_>>()), complete }
        },
        |done, _| {
            let (block, rows) = done.made;
            summary.merge(&block, done.complete);
            for (file, chunks) in streamed.iter_mut().zip(&rows) {
                if let Err(error) = file.append(&mut folder, chunks) {
                    failed = Some(error);
                    doing.stop.store(true, Ordering::Relaxed);
                    return false;
                }
            }
            true
        },
    );
    if let Some(error) = failed {
        return Err(error);
    }
    if summary.histories == 0 {
        return Ok(None);
    }
    let mut tables: Vec<_> = streamed.into_iter().map(TableFile::close).collect();
    for (table, rows) in summary_tables(scenario, &summary, &indicators, &outcomes) {
        tables.push(write_table(&mut folder, table, rows)?);
    }
    tables.push(write_blame(&mut folder, scenario, &summary)?);
    let package = manifest::data_package("intsoc-run", &scenario.name, &tables);
    let about = manifest::of_run(plan, summary.histories, summary.exact());
    let files = manifest::seal(folder, doing, &package, about)?;
    Ok(Some(Ran { summary, outcomes, files }))
}

/// The tables that get rows from every history, in the order in which [`Lines`] writes them.
fn streamed_tables(plan: &Plan<'_>, indicators: &[Indicator], outcomes: &[Outcome]) -> Vec<Table> {
    let [replicate, month] = detail::of_a_month();
    let mut histories =
        vec![Column::new("key", Kind::Text, "", "key of the history: scenario, seed, replicate"), replicate.clone()];
    histories.extend(
        outcomes.iter().map(|outcome| Column::new(outcome.name.clone(), Kind::Number, outcome.unit, outcome.meaning)),
    );
    let ids = |name, meaning| Column::new(name, Kind::Text, "", meaning);
    let mut tables = vec![
        Table { name: "histories", row: "a history", columns: histories, key: &["key"] },
        Table {
            name: "votes",
            row: "a vote held in a history",
            columns: vec![
                replicate,
                month,
                ids("body", "the body that votes"),
                ids("instrument", "what it votes on"),
                Column::new("strength", Kind::Number, "share", "strength left after dilution"),
                Column::new("passed", Kind::Flag, "", "the text was adopted"),
                ids("in_favour", "states in favour, joined by ;"),
                ids("abstaining", "states abstaining, joined by ;"),
                ids("against", "states against, joined by ;"),
            ],
            key: &["replicate", "month", "instrument"],
        },
    ];
    if plan.detail {
        tables.extend(detail::tables(indicators));
    }
    tables
}

/// The columns of [`STATE_VALUES`].
pub fn state_columns() -> Vec<Column> {
    let meanings = [
        "effort over all purses",
        "words",
        "deflection",
        "aspiration",
        "demand that reaches it",
        "share of blame",
        "true share of responsibility",
        "solidarism, mean of its two components",
        "share of months in which it leads",
    ];
    STATE_VALUES
        .iter()
        .zip(meanings)
        .map(|(name, meaning)| Column::new(*name, Kind::Number, "share", meaning))
        .collect()
}

/// Writes the rows of single histories.
struct Lines<'a> {
    plan: &'a Plan<'a>,
    key: String,
}

impl Lines<'_> {
    fn history(&self, rows: &mut Rows, record: &Record) {
        rows.text(&format!("{}-{}", self.key, record.replicate)).number(record.replicate as f64);
        for value in &record.outcomes {
            rows.number(*value);
        }
        rows.end();
    }

    fn votes(&self, rows: &mut Rows, replicate: u64, votes: &Votes) {
        let scenario = self.plan.scenario;
        let cast = &scenario.cast;
        for (vote, ballots) in votes.iter() {
            let Some(body) = cast.tools[vote.instrument].authority else { continue };
            rows.number(replicate as f64).text(&scenario.start.plus(vote.month).to_string());
            rows.text(&cast.bodies[body]).text(&cast.instruments[vote.instrument]).number(vote.strength);
            rows.text(if vote.passed { "true" } else { "false" });
            let seats = cast.seated(body, vote.month);
            for kind in [Ballot::InFavour, Ballot::Abstaining, Ballot::Against] {
                let cast_so = seats.iter().zip(ballots).filter(|(_, ballot)| **ballot == kind);
                let ids: Vec<&str> = cast_so.map(|(state, _)| cast.states[*state].as_str()).collect();
                rows.text(&ids.join(";"));
            }
            rows.end();
        }
    }
}

/// The tables over all histories, but for that of blame.
fn summary_tables(
    scenario: &Scenario,
    summary: &Summary,
    indicators: &[Indicator],
    outcomes: &[Outcome],
) -> Vec<(Table, Rows)> {
    vec![
        outcome_table(summary, outcomes),
        month_table(scenario, summary, indicators),
        actor_table(scenario, summary),
        leader_table(scenario, summary),
        contribution_table(scenario, summary),
    ]
}

fn statistic(name: &'static str, meaning: &'static str) -> Column {
    Column::new(name, Kind::Number, "unit of the row", meaning)
}

fn quantile_columns() -> [Column; 3] {
    [
        statistic("p05", "5 % quantile over histories"),
        statistic("p50", "median over histories"),
        statistic("p95", "95 % quantile over histories"),
    ]
}

fn outcome_table(summary: &Summary, outcomes: &[Outcome]) -> (Table, Rows) {
    let mut columns = vec![
        Column::new("outcome", Kind::Text, "", "the outcome").with_categories(outcomes),
        Column::new("unit", Kind::Text, "", "its unit"),
        statistic("mean", "mean over the histories in which it came about"),
        statistic("sd", "standard deviation over histories"),
        statistic("ci_low", "low end of the 95 % interval of the mean (Student's t)"),
        statistic("ci_high", "high end of it"),
    ];
    columns.extend(quantile_columns());
    columns.push(Column::new("histories", Kind::Integer, "histories", "histories in which it came about"));
    let mut rows = Rows::default();
    for (index, (outcome, moments)) in outcomes.iter().zip(&summary.outcomes).enumerate() {
        let interval = moments.interval();
        rows.text(&outcome.name).text(outcome.unit).maybe(moments.mean()).maybe(moments.sd());
        rows.maybe(interval.map(|(low, _)| low)).maybe(interval.map(|(_, high)| high));
        for quantile in summary.outcome_quantiles(index).unwrap_or([f64::NAN; 3]) {
            rows.number(quantile);
        }
        rows.number(moments.count as f64).end();
    }
    (Table { name: "summary", row: "an outcome", columns, key: &["outcome"] }, rows)
}

fn month_table(scenario: &Scenario, summary: &Summary, indicators: &[Indicator]) -> (Table, Rows) {
    let mut columns = vec![
        Column::new("month", Kind::Month, "", "calendar month"),
        Column::new("indicator", Kind::Text, "", "the indicator").with_categories(indicators),
        Column::new("unit", Kind::Text, "", "its unit"),
        statistic("mean", "mean over histories"),
        statistic("sd", "standard deviation over histories"),
    ];
    columns.extend(quantile_columns());
    let mut rows = Rows::default();
    for month in 0..scenario.months {
        let date = scenario.start.plus(month).to_string();
        for (index, indicator) in indicators.iter().enumerate() {
            let cell = month * indicators.len() + index;
            let moments = &summary.months[cell];
            rows.text(&date).text(&indicator.name).text(indicator.unit).maybe(moments.mean()).maybe(moments.sd());
            for quantile in summary.month_quantiles(cell).unwrap_or([f64::NAN; 3]) {
                rows.number(quantile);
            }
            rows.end();
        }
    }
    (Table { name: "months", row: "an indicator in a month", columns, key: &["month", "indicator"] }, rows)
}

/// What a party to blame is called: states and bodies by their ids, the target `target`.
fn parties(scenario: &Scenario) -> Vec<&str> {
    let cast = &scenario.cast;
    cast.states.iter().chain(&cast.bodies).map(String::as_str).chain(["target"]).collect()
}

fn actor_table(scenario: &Scenario, summary: &Summary) -> (Table, Rows) {
    let mut columns = vec![
        Column::new("actor", Kind::Text, "", "id of the actor; `target` is the target"),
        Column::new("kind", Kind::Text, "", "state, body or target"),
    ];
    columns.extend(state_columns());
    let mut rows = Rows::default();
    for (state, id) in scenario.cast.states.iter().enumerate() {
        rows.text(id).text("state");
        for value in 0..STATE_VALUES.len() {
            rows.number(summary.state_mean(state, value));
        }
        rows.end();
    }
    for (party, id) in parties(scenario).into_iter().skip(scenario.cast.states.len()).enumerate() {
        rows.text(id).text(if party < scenario.cast.bodies.len() { "body" } else { "target" });
        for value in STATE_VALUES {
            rows.number(match value {
                "blame" => summary.other_mean(party, 0),
                "responsibility" => summary.other_mean(party, 1),
                _ => f64::NAN,
            });
        }
        rows.end();
    }
    (Table { name: "actors", row: "an actor: means over months and histories", columns, key: &["actor"] }, rows)
}

fn leader_table(scenario: &Scenario, summary: &Summary) -> (Table, Rows) {
    let share = |name, meaning| Column::new(name, Kind::Number, "share", meaning);
    let columns = vec![
        Column::new("state", Kind::Text, "", "id of the state"),
        share("led", "share of months in which it leads, mean over histories"),
        share("sd", "standard deviation over histories"),
        share("ci_low", "low end of the 95 % interval of the mean (Student's t)"),
        share("ci_high", "high end of it"),
        Column::new("histories", Kind::Integer, "histories", "histories in which it leads in some month"),
    ];
    let mut rows = Rows::default();
    for (id, led) in scenario.cast.states.iter().zip(&summary.led) {
        let interval = led.share.interval();
        rows.text(id).maybe(led.share.mean()).maybe(led.share.sd());
        rows.maybe(interval.map(|(low, _)| low)).maybe(interval.map(|(_, high)| high));
        rows.number(led.histories as f64).end();
    }
    (Table { name: "leaders", row: "a state: how long it leads", columns, key: &["state"] }, rows)
}

fn contribution_table(scenario: &Scenario, summary: &Summary) -> (Table, Rows) {
    let columns = vec![
        Column::new("state", Kind::Text, "", "id of the state"),
        Column::new("instrument", Kind::Text, "", "id of the instrument"),
        Column::new("effort", Kind::Number, "share", "mean effort over months and histories"),
        Column::new(
            "share",
            Kind::Number,
            "share",
            "share of all capability given to the instrument; empty if none was",
        ),
    ];
    let instruments = &scenario.cast.instruments;
    let mut rows = Rows::default();
    for (state, id) in scenario.cast.states.iter().enumerate() {
        for (index, instrument) in instruments.iter().enumerate() {
            rows.text(id).text(instrument).number(summary.effort(state, index));
            rows.maybe(summary.share_given(state, index)).end();
        }
    }
    (
        Table { name: "contributions", row: "a state's part in an instrument", columns, key: &["state", "instrument"] },
        rows,
    )
}

/// Writes the table of blame as it is made: parties² rows a year are not held.
fn write_blame(
    folder: &mut Folder,
    scenario: &Scenario,
    summary: &Summary,
) -> Result<(Table, Vec<String>), FolderError> {
    let columns = vec![
        Column::new("year", Kind::Integer, "", "calendar year"),
        Column::new("from", Kind::Text, "", "who moves blame off itself"),
        Column::new("to", Kind::Text, "", "on whom it lands"),
        Column::new(
            "share",
            Kind::Number,
            "share",
            "share of all responsibility moved, mean over months and histories, before clarity",
        ),
    ];
    let row = "blame moved from one party to another in a year";
    let mut file = TableFile::open(folder, Table { name: "blame", row, columns, key: &["year", "from", "to"] })?;
    let parties = parties(scenario);
    let mut rows = Rows::default();
    for (year, from, flows) in summary.flows(scenario) {
        for (to, flow) in flows.iter().enumerate().filter(|(to, _)| *to != from) {
            rows.number(f64::from(year)).text(parties[from]).text(parties[to]).number(*flow).end();
            if rows.is_whole_chunk() {
                file.append(folder, &std::mem::take(&mut rows).into_chunks())?;
            }
        }
    }
    file.append(folder, &rows.into_chunks())?;
    Ok(file.close())
}
