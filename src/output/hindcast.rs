//! A hindcast as tables.

use serde_json::json;

use super::Doing;
use super::folder::{Folder, FolderError, Written, write_table};
use super::manifest::{self, Plan};
use super::table::{Column, Kind as Cell, Rows, Table};
use crate::scenario::sha256;
use crate::statistics::quantiles::type_7;
use crate::statistics::rank::{kendall, kendall_null_sd};
use crate::study::hindcast::facts::{Beside, Fact, Kind, Part, Score, score};

/// The record beside an ensemble.
#[derive(Debug)]
pub struct Hindcast<'a> {
    /// What was run.
    pub plan: Plan<'a>,
    /// The file of facts, and its text.
    pub file: (String, String),
    /// The facts.
    pub facts: Vec<Fact>,
    /// Each beside the ensemble.
    pub beside: Vec<Beside>,
    /// Order of events against the record.
    pub order: Option<Order>,
}

/// How well the order of events agrees with the record.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    /// Events compared.
    pub events: usize,
    /// Kendall's τ-b of every history.
    pub taus: Vec<f64>,
    /// 5, 50 and 95 % of them.
    pub quantiles: [f64; 3],
    /// 95 % of random orders are below this.
    pub null_95: f64,
    /// Share of histories above it.
    pub above_null: f64,
}

impl<'a> Hindcast<'a> {
    /// Sets facts beside what the histories gave, by fact and replicate.
    pub fn of(plan: Plan<'a>, file: (String, String), facts: Vec<Fact>, given: &[Vec<f64>]) -> Self {
        let beside = facts.iter().zip(given).map(|(fact, given)| Beside::of(fact.value, given)).collect();
        let order = order(&facts, given);
        Self { plan, file, facts, beside, order }
    }

    /// The score of one part.
    pub fn score(&self, part: Part) -> Score {
        score(part, &self.facts, &self.beside)
    }
}

fn order(facts: &[Fact], given: &[Vec<f64>]) -> Option<Order> {
    let events: Vec<(&Fact, &Vec<f64>)> =
        facts.iter().zip(given).filter(|(fact, _)| fact.kind == Kind::Event).collect();
    let record: Vec<f64> = events.iter().map(|(fact, _)| fact.value).collect();
    let replicates = events.first().map_or(0, |(_, given)| given.len());
    let taus: Vec<f64> = (0..replicates)
        .filter_map(|replicate| {
            let times: Vec<f64> = events.iter().map(|(_, given)| given[replicate]).collect();
            kendall(&record, &times)
        })
        .collect();
    let mut sorted = taus.clone();
    sorted.sort_by(f64::total_cmp);
    if sorted.is_empty() || events.len() < 3 {
        return None;
    }
    let null_95 = 1.644_853_626_951_472_7 * kendall_null_sd(events.len());
    let above = taus.iter().filter(|tau| **tau > null_95).count() as f64;
    Some(Order {
        events: events.len(),
        above_null: above / taus.len() as f64,
        quantiles: [0.05, 0.5, 0.95].map(|p| type_7(&sorted, p)),
        null_95,
        taus,
    })
}

/// What tells a hindcast from any other, given [`of_facts`].
pub fn identity(plan: &Plan<'_>, facts: &str) -> String {
    sha256(format!("hindcast\n{}\n{facts}", plan.identity()).as_bytes())
}

/// SHA-256 in hexadecimal of a file of facts, whichever way its lines end.
pub fn of_facts(text: &str) -> String {
    sha256(text.replace("\r\n", "\n").as_bytes())
}

/// Writes a hindcast.
///
/// # Errors
/// When a file cannot be written.
pub fn write(
    hindcast: &Hindcast<'_>,
    identity: &str,
    mut folder: Folder,
    doing: &Doing<'_>,
) -> Result<Vec<Written>, FolderError> {
    let mut tables = Vec::new();
    for (table, rows) in [facts_table(hindcast), scores_table(hindcast), order_table(hindcast)] {
        tables.push(write_table(&mut folder, table, rows)?);
    }
    let scenario = hindcast.plan.scenario;
    let package = manifest::data_package("intsoc-hindcast", &scenario.name, &tables);
    let mut about = manifest::of_run(&hindcast.plan, hindcast.plan.replicates, [true, true]);
    about["kind"] = "hindcast".into();
    about["identity"] = identity.into();
    about["history"] = json!({ "file": hindcast.file.0, "sha256": of_facts(&hindcast.file.1) });
    manifest::seal(folder, doing, &package, about)
}

fn facts_table(hindcast: &Hindcast<'_>) -> (Table, Rows) {
    let text = |name, meaning| Column::new(name, Cell::Text, "", meaning);
    let number = |name, meaning| Column::new(name, Cell::Number, "unit of the row", meaning);
    let share = |name, meaning| Column::new(name, Cell::Number, "share", meaning);
    let columns = vec![
        text("fact", "the fact's id"),
        text("kind", "value, event (a time) or vote (a share of votes withheld)"),
        text("part", "fit: a scenario may be mended by it; test: it must not"),
        text("what", "what it is"),
        text("unit", "its unit"),
        number("history", "what the record says"),
        number("history_low", "low end of the source's own range; empty where it gives none"),
        number("history_high", "high end of it"),
        number("median", "of the ensemble; empty where most histories never saw it"),
        number("p05", "5 % of the ensemble are below; empty: never"),
        number("p25", "25 % are below"),
        number("p75", "75 % are below"),
        number("p95", "95 % are below"),
        number("mean", "mean over the histories that saw it"),
        share("percentile", "share of histories below the record, those equal by half"),
        Column::new("within_50", Cell::Flag, "", "the record lies in the middle half of the ensemble"),
        Column::new("within_90", Cell::Flag, "", "the record lies in the middle nine tenths"),
        Column::new("histories", Cell::Integer, "histories", "in which there is such a quantity"),
        text("measure", "the quantity"),
        text("grade", "documented, interpreted or assumed"),
        text("source", "the source"),
    ];
    let mut rows = Rows::default();
    for (fact, beside) in hindcast.facts.iter().zip(&hindcast.beside) {
        let [p05, p25, p50, p75, p95] = beside.quantiles.unwrap_or([f64::NAN; 5]).map(finite);
        let within = beside.within(fact.value).filter(|_| fact.kind != Kind::Vote);
        let flag = |index: usize| within.map_or(String::new(), |within| within[index].to_string());
        rows.text(&fact.id).text(fact.kind.word()).text(fact.part.word()).text(&fact.what).text(&fact.unit);
        rows.number(fact.value).maybe(fact.range[0]).maybe(fact.range[1]);
        rows.maybe(p50).maybe(p05).maybe(p25).maybe(p75).maybe(p95).maybe(beside.mean).maybe(beside.percentile);
        rows.text(&flag(0)).text(&flag(1)).number(beside.histories as f64);
        rows.text(&fact.measure).text(&fact.grade).text(&fact.source).end();
    }
    (Table { name: "hindcast", row: "a fact beside the ensemble", columns, key: &["fact"] }, rows)
}

fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

fn scores_table(hindcast: &Hindcast<'_>) -> (Table, Rows) {
    let columns = vec![
        Column::new("part", Cell::Text, "", "fit or test"),
        Column::new("facts", Cell::Integer, "facts", "values and events"),
        Column::new("within_50", Cell::Number, "share", "of these in the middle half of the ensemble; 0.5 is perfect"),
        Column::new("within_90", Cell::Number, "share", "of these in the middle nine tenths; 0.9 is perfect"),
        Column::new("votes", Cell::Integer, "votes", "states by instruments"),
        Column::new("vote_error", Cell::Number, "share", "mean absolute difference between record and ensemble"),
        Column::new("null_vote_error", Cell::Number, "share", "the same if nobody ever withheld a vote"),
    ];
    let mut rows = Rows::default();
    for part in Part::ALL {
        let score = hindcast.score(part);
        let of = |count: u64| (score.facts > 0).then(|| count as f64 / score.facts as f64);
        let of_votes = |error: f64| (score.votes > 0).then_some(error);
        rows.text(part.word()).number(score.facts as f64).maybe(of(score.within_50)).maybe(of(score.within_90));
        rows.number(score.votes as f64).maybe(of_votes(score.vote_error)).maybe(of_votes(score.null_vote_error)).end();
    }
    (Table { name: "scores", row: "a part of the record", columns, key: &["part"] }, rows)
}

fn order_table(hindcast: &Hindcast<'_>) -> (Table, Rows) {
    let columns = vec![
        Column::new("history", Cell::Integer, "", "number of the history among those with an order, from 0"),
        Column::new("tau", Cell::Number, "1", "Kendall's tau-b between its order of events and the record's"),
        Column::new("null_95", Cell::Number, "1", "95 % of random orders are below this"),
    ];
    let mut rows = Rows::default();
    if let Some(order) = &hindcast.order {
        for (history, tau) in order.taus.iter().enumerate() {
            rows.number(history as f64).number(*tau).number(order.null_95).end();
        }
    }
    (Table { name: "order", row: "a history", columns, key: &["history"] }, rows)
}
