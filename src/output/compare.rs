//! Twin histories: the same luck under several scenarios, and what the changes make of it.

use std::sync::atomic::Ordering;

use serde_json::json;

use super::Doing;
use super::folder::{Folder, FolderError, TableFile, Written, write_table};
use super::manifest::{self, Plan};
use super::table::{Column, Kind, Rows, Table};
use crate::ensemble::parallel::{self, Done};
use crate::model::chance::Streams;
use crate::model::outcomes::{Better, Outcome, OutcomesOnly, outcomes};
use crate::scenario::path::quoted;
use crate::scenario::source::{Node, Value};
use crate::scenario::{Scenario, sha256};
use crate::statistics::paired::Paired;

/// A scenario under comparison, and what it is called.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its name in the tables.
    pub name: String,
    /// The scenario, with the base's seed.
    pub scenario: Scenario,
}

/// What is compared.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The base.
    pub base: Entry,
    /// What it is compared with.
    pub others: Vec<Entry>,
    /// Number of twins.
    pub replicates: u64,
    /// Without chance: one history of each.
    pub still: bool,
    /// What is to be said of the scenarios, and stays with the results.
    pub notes: Vec<String>,
}

/// One outcome under one scenario against the base.
#[derive(Clone, Debug)]
pub struct Effect {
    /// Index of the scenario in [`Comparison::others`].
    pub other: usize,
    /// The outcome.
    pub outcome: Outcome,
    /// The pairs.
    pub paired: Paired,
}

/// What a comparison gave.
#[derive(Debug)]
pub struct Compared {
    /// Effects, scenario after scenario, in the order of the base's outcomes.
    pub effects: Vec<Effect>,
    /// Twins that are complete.
    pub histories: u64,
    /// The files written.
    pub files: Vec<Written>,
}

impl Comparison {
    fn entries(&self) -> impl Iterator<Item = &Entry> {
        std::iter::once(&self.base).chain(&self.others)
    }

    fn plans(&self) -> impl Iterator<Item = Plan<'_>> {
        let (replicates, still) = (self.replicates, self.still);
        self.entries().map(move |entry| Plan { scenario: &entry.scenario, first: 0, replicates, still, detail: false })
    }

    /// What tells this comparison from any other.
    pub fn identity(&self) -> String {
        let names = self.entries().map(|entry| entry.name.clone());
        let parts: Vec<String> =
            names.zip(self.plans()).map(|(name, plan)| format!("{name} {}", plan.identity())).collect();
        sha256(format!("compare\n{}", parts.join("\n")).as_bytes())
    }
}

/// Compares twin histories into a claimed folder, telling `progress` how many are done.
///
/// When stopped, the results hold the complete twins; without any, the folder is left as it was
/// and `None` returned.
///
/// # Errors
/// When a file cannot be written; nothing is left then that looks whole.
pub fn run(
    comparison: &Comparison,
    mut folder: Folder,
    doing: &Doing<'_>,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Option<Compared>, FolderError> {
    let entries: Vec<&Entry> = comparison.entries().collect();
    let streams: Vec<Streams> =
        entries.iter().map(|entry| Streams::new(&entry.scenario.cast, entry.scenario.seed)).collect();
    let lists: Vec<Vec<Outcome>> = entries.iter().map(|entry| outcomes(&entry.scenario)).collect();
    let columns = union(&lists);
    let keys: Vec<String> = comparison.plans().map(|plan| plan.key_prefix()).collect();
    let mut twins = TableFile::open(&mut folder, twins_table(&columns))?;
    let mut effects = no_effects(comparison, &lists);
    let mut failed = None;
    let mut histories = 0;
    parallel::run(
        doing.pool,
        0..comparison.replicates,
        parallel::BLOCK,
        || {
            let rooms = entries.iter().zip(&streams);
            rooms
                .map(|(entry, streams)| OutcomesOnly::new(&entry.scenario, streams, comparison.still))
                .collect::<Vec<_>>()
        },
        |rooms, replicates| {
            let mut made = Vec::new();
            let stop = || doing.stop.load(Ordering::Relaxed);
            for replicate in replicates {
                let twin: Option<Vec<Vec<f64>>> = rooms.iter_mut().map(|room| room.run(replicate, &stop)).collect();
                let Some(twin) = twin else { break };
                made.push((replicate, twin));
                progress(1);
            }
            Done { complete: made.len() as u64, made }
        },
        |done, _| {
            let mut rows = Rows::default();
            for (replicate, twin) in done.made {
                histories += 1;
                for effect in &mut effects {
                    let base = value(&lists[0], &twin[0], &effect.outcome.name);
                    let other = value(&lists[effect.other + 1], &twin[effect.other + 1], &effect.outcome.name);
                    effect.paired.push(base, other);
                }
                for (index, entry) in entries.iter().enumerate() {
                    rows.text(&format!("{}-{replicate}", keys[index])).number(replicate as f64).text(&entry.name);
                    for column in &columns {
                        rows.number(value(&lists[index], &twin[index], &column.name));
                    }
                    rows.end();
                }
            }
            let appended = twins.append(&mut folder, &rows.into_chunks());
            let written = appended.is_ok();
            failed = appended.err();
            written
        },
    );
    if let Some(error) = failed {
        return Err(error);
    }
    if histories == 0 {
        return Ok(None);
    }
    let mut tables = vec![twins.close()];
    let (table, rows) = effects_table(comparison, &effects);
    tables.push(write_table(&mut folder, table, rows)?);
    let (table, rows) = differences_table(comparison);
    tables.push(write_table(&mut folder, table, rows)?);
    let package = manifest::data_package("intsoc-compare", &comparison.base.scenario.name, &tables);
    let made_of: Vec<_> = entries
        .iter()
        .zip(comparison.plans())
        .map(|(entry, plan)| json!({ "scenario": entry.name, "name": entry.scenario.name, "scenario_hash": plan.scenario_hash(), "resolved_scenario": entry.scenario.resolved.to_json_graded() }))
        .collect();
    let about = json!({
        "kind": "compare",
        "identity": comparison.identity(),
        "scenario": comparison.base.scenario.name,
        "seed": comparison.base.scenario.seed,
        "still": comparison.still,
        "replicates": comparison.replicates,
        "histories": histories,
        "complete": histories == comparison.replicates,
        "notes": comparison.notes,
        "scenarios": made_of,
    });
    let files = manifest::seal(folder, doing, &package, about)?;
    Ok(Some(Compared { effects, histories, files }))
}

/// Outcomes that any of the scenarios has, in the order in which they come up.
fn union(lists: &[Vec<Outcome>]) -> Vec<Outcome> {
    let mut all: Vec<Outcome> = Vec::new();
    for outcome in lists.iter().flatten() {
        if !all.iter().any(|known| known.name == outcome.name) {
            all.push(outcome.clone());
        }
    }
    all
}

/// An effect without pairs for every outcome that a scenario shares with the base.
fn no_effects(comparison: &Comparison, lists: &[Vec<Outcome>]) -> Vec<Effect> {
    let mut effects = Vec::new();
    for other in 0..comparison.others.len() {
        let shared = lists[0].iter().filter(|outcome| lists[other + 1].iter().any(|known| known.name == outcome.name));
        effects.extend(shared.map(|outcome| Effect { other, outcome: outcome.clone(), paired: Paired::default() }));
    }
    effects
}

/// The value of an outcome by its name; NaN where the scenario has none such.
fn value(list: &[Outcome], values: &[f64], name: &str) -> f64 {
    list.iter().position(|outcome| outcome.name == name).map_or(f64::NAN, |index| values[index])
}

fn twins_table(columns: &[Outcome]) -> Table {
    let mut all = vec![
        Column::new("key", Kind::Text, "", "key of the history: scenario, seed, replicate"),
        Column::new("replicate", Kind::Integer, "", "number of the twin, from 0: the same number is the same luck"),
        Column::new("scenario", Kind::Text, "", "the scenario"),
    ];
    all.extend(
        columns.iter().map(|outcome| Column::new(outcome.name.clone(), Kind::Number, outcome.unit, outcome.meaning)),
    );
    Table { name: "twins", row: "a history of a twin", columns: all, key: &["replicate", "scenario"] }
}

fn effects_table(comparison: &Comparison, effects: &[Effect]) -> (Table, Rows) {
    let number = |name, meaning| Column::new(name, Kind::Number, "unit of the row", meaning);
    let share = |name, meaning| Column::new(name, Kind::Number, "share", meaning);
    let columns = vec![
        Column::new("scenario", Kind::Text, "", "the scenario that is compared with the base"),
        Column::new("outcome", Kind::Text, "", "the outcome")
            .with_categories(effects.iter().map(|effect| &effect.outcome)),
        Column::new("unit", Kind::Text, "", "its unit"),
        Column::new(
            "verdict",
            Kind::Text,
            "",
            "more, less, undecided (the interval includes 0: not to be ranked) or same",
        ),
        number("effect", "mean of the paired differences, scenario less base"),
        number("ci_low", "low end of the 95 % interval of the effect (Student's t over pairs)"),
        number("ci_high", "high end of it"),
        number("sd", "standard deviation of the paired differences"),
        Column::new("standardised", Kind::Number, "sd of the base", "the effect in standard deviations of the base"),
        number("base_mean", "mean under the base, over the pairs"),
        number("scenario_mean", "mean under the scenario, over the pairs"),
        share(
            "improved",
            "pairs in which it was better under the scenario; empty for an outcome that is no good in itself",
        ),
        share("worsened", "pairs in which it was worse; empty likewise"),
        share("rose", "pairs in which it was more under the scenario"),
        share("fell", "pairs in which it was less"),
        Column::new("correlation", Kind::Number, "1", "correlation of the twins"),
        Column::new(
            "runs_saved",
            Kind::Number,
            "histories",
            "further histories of each scenario that independent luck would need for as narrow an interval",
        ),
        Column::new("pairs", Kind::Integer, "pairs", "twins in which it came about under both"),
    ];
    let mut rows = Rows::default();
    for Effect { other, outcome, paired } in effects {
        let interval = paired.difference.interval();
        let part = |count: u64| (paired.pairs() > 0).then(|| count as f64 / paired.pairs() as f64);
        let (improved, worsened) = match outcome.better {
            Better::More => (part(paired.rose), part(paired.fell)),
            Better::Less => (part(paired.fell), part(paired.rose)),
            Better::Neither => (None, None),
        };
        rows.text(&comparison.others[*other].name).text(&outcome.name).text(outcome.unit).text(paired.verdict().word());
        rows.maybe(paired.difference.mean()).maybe(interval.map(|(low, _)| low)).maybe(interval.map(|(_, high)| high));
        rows.maybe(paired.difference.sd()).maybe(paired.standardised());
        rows.maybe(paired.base.mean()).maybe(paired.other.mean()).maybe(improved).maybe(worsened);
        rows.maybe(part(paired.rose)).maybe(part(paired.fell));
        rows.maybe(paired.correlation()).maybe(paired.runs_saved()).number(paired.pairs() as f64).end();
    }
    (
        Table {
            name: "effects",
            row: "an outcome under a scenario, against the base",
            columns,
            key: &["scenario", "outcome"],
        },
        rows,
    )
}

/// Where two resolved scenarios say something else: path, base, other; empty where one says nothing.
pub fn differences(base: &Node, other: &Node) -> Vec<(String, Option<String>, Option<String>)> {
    let (ours, theirs) = (named_leaves(base), named_leaves(other));
    let find = |leaves: &[(String, &Node)], path: &str| {
        leaves.iter().find(|(known, _)| known == path).map(|(_, node)| node.shown())
    };
    let counts_for_nothing = |path: &str| ["scenario.name", "scenario.seed", "scenario.replicates"].contains(&path);
    let by_path: std::collections::BTreeMap<&str, &Node> =
        theirs.iter().map(|(path, node)| (path.as_str(), *node)).collect();
    let mut found = Vec::new();
    for (path, node) in ours.iter().filter(|(path, _)| !counts_for_nothing(path)) {
        let there = by_path.get(path.as_str()).map(|node| node.shown());
        if there.as_ref() != Some(&node.shown()) {
            found.push((path.clone(), Some(node.shown()), there));
        }
    }
    let known: std::collections::BTreeSet<&str> = ours.iter().map(|(path, _)| path.as_str()).collect();
    let added = theirs.iter().filter(|(path, _)| !known.contains(path.as_str()) && !counts_for_nothing(path));
    found.extend(added.map(|(path, _)| (path.clone(), None, find(&theirs, path))));
    found
}

/// The leaves of a resolved scenario. Events go by their names: where one was dropped, the numbers of those after it
/// are others, and they are not.
fn named_leaves(root: &Node) -> Vec<(String, &Node)> {
    let named = |path: String| {
        let name = path.strip_prefix("events.").and_then(|rest| rest.split_once('.'));
        let name = name.and_then(|(index, rest)| Some((name_of_event(root, index)?, rest)));
        name.map(|(name, rest)| format!("events.{}.{rest}", quoted(name))).unwrap_or(path)
    };
    root.leaves().into_iter().map(|(path, node)| (named(path), node)).collect()
}

/// The name of an event that no other event has.
fn name_of_event<'a>(root: &'a Node, index: &str) -> Option<&'a str> {
    let Some(Value::List(events)) = root.child("events").map(|node| &node.value) else { return None };
    let name = |event: &'a Node| event.child("name").and_then(Node::as_text);
    let own = events.get(index.parse::<usize>().ok()?).and_then(name)?;
    (events.iter().filter(|event| name(event) == Some(own)).count() == 1).then_some(own)
}

fn differences_table(comparison: &Comparison) -> (Table, Rows) {
    let text = |name, meaning| Column::new(name, Kind::Text, "", meaning);
    let any = |name, meaning| Column::new(name, Kind::Any, "", meaning);
    let columns = vec![
        text("scenario", "the scenario that is compared with the base"),
        text("path", "the path of the value"),
        any("base", "what the base says; empty where it says nothing"),
        any("other", "what the scenario says; empty where it says nothing"),
    ];
    let mut rows = Rows::default();
    for other in &comparison.others {
        for (path, base, there) in differences(&comparison.base.scenario.resolved, &other.scenario.resolved) {
            rows.text(&other.name).text(&path).any(&base.unwrap_or_default()).any(&there.unwrap_or_default()).end();
        }
    }
    (Table { name: "differences", row: "a value that differs", columns, key: &["scenario", "path"] }, rows)
}
