//! Twin histories: the same luck under several scenarios, and what the changes make of it.

mod months;
mod people;

use std::borrow::Cow;

use serde_json::json;

pub use self::months::OverMonths;
use self::people::side_by_side;
use super::columns::{self, CI, OF_THE_ROW, interval, statistic};
use super::kind::{About, StudyKind};
use super::plan::{Details, Plan};
use crate::ensemble::blocks::{Done, UNIT};
use crate::ensemble::engine::Engine;
use crate::ensemble::over_time::OverTime;
use crate::ensemble::play::Player;
use crate::lanes::Kind;
use crate::model::chance::Streams;
use crate::model::outcomes::{Better, Outcome, outcomes};
use crate::scenario::differences::differences;
use crate::scenario::{Scenario, sha256};
use crate::statistics::paired::{Paired, Verdict};
use crate::statistics::tiers::tiers;
use crate::table::{
    Answer, Bars, Beside, Chart, Col, Columns, Encoder, Rows, Sink, Table, any, id, integer, number, text,
};

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
    /// What it was.
    pub about: About,
}

impl Comparison {
    fn entries(&self) -> impl Iterator<Item = &Entry> {
        std::iter::once(&self.base).chain(&self.others)
    }

    fn plans(&self) -> impl Iterator<Item = Plan<'_>> {
        let (replicates, still) = (self.replicates, self.still);
        self.entries().map(move |entry| Plan {
            scenario: &entry.scenario,
            first: 0,
            replicates,
            still,
            detail: Details::NONE,
        })
    }

    /// The scenarios with what each is called in the tables, the base first.
    pub fn scenarios(&self) -> Vec<(&str, &Scenario)> {
        self.entries().map(|entry| (entry.name.as_str(), &entry.scenario)).collect()
    }

    /// What tells this comparison from any other.
    pub fn identity(&self) -> String {
        let names = self.entries().map(|entry| entry.name.clone());
        let parts: Vec<String> =
            names.zip(self.plans()).map(|(name, plan)| format!("{name} {}", plan.identity())).collect();
        sha256(format!("compare\n{}", parts.join("\n")).as_bytes())
    }

    /// What the results say of it.
    fn about(&self, histories: u64) -> About {
        let scenario = |(entry, plan): (&Entry, Plan<'_>)| {
            json!({
                "scenario": entry.name,
                "name": entry.scenario.name,
                "scenario_hash": plan.scenario_hash(),
                "resolved_scenario": entry.scenario.resolved.to_json_graded(),
            })
        };
        let base = &self.base.scenario;
        let manifest = json!({
            "identity": self.identity(),
            "scenario": base.name,
            "seed": base.seed,
            "still": self.still,
            "replicates": self.replicates,
            "histories": histories,
            "complete": histories == self.replicates,
            "notes": self.notes,
            "scenarios": self.entries().zip(self.plans()).map(scenario).collect::<Vec<_>>(),
        });
        About { kind: StudyKind::Compare, title: base.name.clone(), manifest }
    }
}

impl Effect {
    /// Adds a twin; `lists` are the outcomes of all scenarios.
    fn observe(&mut self, lists: &[Vec<Outcome>], twin: &[OfTwin<'_>]) {
        let name = &self.outcome.name;
        let of = |entry: usize| value(&lists[entry], &twin[entry].values, name);
        self.paired.push(of(0), of(self.other + 1));
    }

    /// Pairs in which it was better, and in which it was worse; none for an outcome that is no good in itself.
    fn better_and_worse(&self) -> [Option<f64>; 2] {
        let (rose, fell) = (self.share(self.paired.rose), self.share(self.paired.fell));
        match self.outcome.better {
            Better::More => [rose, fell],
            Better::Less => [fell, rose],
            Better::Neither => [None, None],
        }
    }

    /// A number of pairs as a share of all.
    fn share(&self, pairs: u64) -> Option<f64> {
        (self.paired.pairs() > 0).then(|| pairs as f64 / self.paired.pairs() as f64)
    }

    fn is_decided(&self) -> bool {
        matches!(self.paired.verdict(), Verdict::More | Verdict::Less)
    }
}

/// One history of a twin.
#[derive(Clone, Debug)]
pub struct OfTwin<'h> {
    /// Its scenario, the base first.
    pub entry: usize,
    /// The replicate.
    pub replicate: u64,
    /// Its outcomes, in the order of the scenario's own.
    pub values: Cow<'h, [f64]>,
    /// Its indicators, month after month; none where no table is made of them.
    pub months: Cow<'h, [f64]>,
}

/// Plays twin histories and hands their tables to a sink.
///
/// When stopped, the results are of the complete twins; without any, `None`.
///
/// # Errors
/// When the sink fails.
pub fn play<S: Sink>(comparison: &Comparison, engine: &Engine<'_>, sink: &mut S) -> Result<Option<Compared>, S::Error> {
    let scenarios = comparison.scenarios();
    let streams: Vec<Streams> = scenarios.iter().map(|(_, scenario)| Streams::of(scenario)).collect();
    let mut twins = Twins::of(comparison, &scenarios);
    let table = twins_table(comparison, &twins.lists);
    let id = sink.open(table.table.clone())?;
    let encoder = sink.encoder();
    let keeps_months = twins.months.is_some();
    let mut failed = None;
    engine.blocks(
        0..comparison.replicates,
        UNIT,
        || {
            let players = scenarios.iter().zip(&streams).map(|((_, scenario), streams)| {
                let keep = OverTime::new(scenario, keeps_months);
                Player::of(scenario, streams, comparison.still, keep, Kind::chosen())
            });
            players.collect::<Vec<_>>()
        },
        |players, replicates| {
            let (mut made, mut rows): (Vec<Vec<OfTwin<'_>>>, _) = (Vec::new(), Rows::default());
            made.resize_with((replicates.end - replicates.start) as usize, Vec::new);
            for (entry, player) in players.iter_mut().enumerate() {
                player.play(replicates.clone(), &|| engine.stopped(), &mut |replicate, kept, _| {
                    let (values, months) = std::mem::take(kept);
                    let history = OfTwin { entry, replicate, values: values.into(), months: months.into() };
                    made[(replicate - replicates.start) as usize].push(history);
                });
            }
            // A twin is complete under all scenarios or left out: one side alone would be a pair with nothing to
            // compare.
            let complete = made.iter().take_while(|twin| twin.len() == scenarios.len()).count();
            made.truncate(complete);
            made.iter().flatten().for_each(|history| table.push(&mut rows, history));
            (engine.progress)(complete as u64);
            Done { complete: complete as u64, made: (made, encoder.encode(id, rows)) }
        },
        |done| {
            let (made, rows) = done.made;
            made.iter().for_each(|twin| twins.observe(twin));
            failed = sink.append(id, rows).err();
            failed.is_none()
        },
    );
    failed.map_or(Ok(()), Err)?;
    twins.hand_on(sink)
}

/// What twins amount to: they come one after the other.
pub struct Twins<'a> {
    comparison: &'a Comparison,
    lists: Vec<Vec<Outcome>>,
    /// Effects, scenario after scenario, in the order of the base's outcomes.
    effects: Vec<Effect>,
    /// Every month; none where there are too many.
    months: Option<OverMonths<'a>>,
    histories: u64,
}

impl<'a> Twins<'a> {
    /// None yet, of scenarios with what each is called, the base first.
    pub fn of(comparison: &'a Comparison, scenarios: &'a [(&'a str, &'a Scenario)]) -> Self {
        let lists: Vec<Vec<Outcome>> = scenarios.iter().map(|(_, scenario)| outcomes(scenario)).collect();
        let effects = no_effects(comparison, &lists);
        Self { comparison, lists, effects, months: OverMonths::of(scenarios), histories: 0 }
    }

    /// Adds a twin: one luck under all scenarios, the base first.
    pub fn observe(&mut self, twin: &[OfTwin<'_>]) {
        let Self { lists, effects, months, .. } = self;
        effects.iter_mut().for_each(|effect| effect.observe(lists, twin));
        if let Some(months) = months {
            months.observe(&twin.iter().map(|history| &*history.months).collect::<Vec<_>>());
        }
        self.histories += 1;
    }

    /// Hands on the tables over all twins; without any, `None`.
    ///
    /// # Errors
    /// When the sink fails.
    pub fn hand_on<S: Sink>(self, sink: &mut S) -> Result<Option<Compared>, S::Error> {
        let Self { comparison, effects, months, histories, .. } = self;
        if histories == 0 {
            return Ok(None);
        }
        let over_months = months.as_ref().map(OverMonths::table);
        let tables = [effects_table(comparison, &effects), differences_table(comparison), scenarios_table(comparison)];
        for (table, rows) in tables.into_iter().chain(over_months) {
            sink.write(table, rows)?;
        }
        let drawn: Vec<usize> = ranked(&effects).iter().map(|effect| effect.other + 1).collect();
        let shown = months.as_ref().and_then(|months| side_by_side(months, &drawn));
        shown.into_iter().for_each(|shown| sink.show(shown));
        sink.answer(answer(comparison, &effects));
        let mut about = comparison.about(histories);
        if let Some(twins) = months.and_then(|months| months.quantiles_of()) {
            about.manifest["quantiles_of"] = twins.into();
        }
        Ok(Some(Compared { effects, histories, about }))
    }
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
        // Scenarios may have other bodies or instruments, and with them outcomes that the base does not have.
        let shared = lists[0].iter().filter(|outcome| lists[other + 1].iter().any(|known| known.name == outcome.name));
        effects.extend(shared.map(|outcome| Effect { other, outcome: outcome.clone(), paired: Paired::default() }));
    }
    effects
}

/// The value of an outcome by its name; NaN where the scenario has none such.
fn value(list: &[Outcome], values: &[f64], name: &str) -> f64 {
    list.iter().position(|outcome| outcome.name == name).map_or(f64::NAN, |index| values[index])
}

fn twins_table<'a>(comparison: &'a Comparison, lists: &[Vec<Outcome>]) -> Columns<'a, OfTwin<'a>> {
    let keys: Vec<String> = comparison.plans().map(|plan| plan.key_prefix()).collect();
    let names: Vec<&str> = comparison.entries().map(|entry| entry.name.as_str()).collect();
    let first = [
        text("key", "key of the history: scenario, seed, replicate", move |row: &OfTwin<'_>| {
            format!("{}-{}", keys[row.entry], row.replicate).into()
        }),
        integer("replicate", "", "number of the twin, from 0: the same number is the same luck", |row: &OfTwin<'_>| {
            row.replicate
        }),
        id("scenario", "the scenario", move |row: &OfTwin<'_>| names[row.entry]),
    ];
    let outcomes = union(lists).into_iter().map(|outcome| {
        let places: Vec<Option<usize>> =
            lists.iter().map(|list| list.iter().position(|own| own.name == outcome.name)).collect();
        columns::outcome(&outcome, move |row: &OfTwin<'_>| places[row.entry].map(|place| row.values[place]))
    });
    Columns::new("twins", "a history of a twin", &["replicate", "scenario"], first.into_iter().chain(outcomes))
}

fn scenario(comparison: &Comparison) -> Col<'_, Effect> {
    id("scenario", "the scenario that is compared with the base", |effect: &Effect| {
        &comparison.others[effect.other].name
    })
}

fn verdict<'a>() -> Col<'a, Effect> {
    let meaning = "more, less, undecided (the interval includes 0: not to be ranked) or same";
    text("verdict", meaning, |effect: &Effect| effect.paired.verdict().word().into())
}

/// The effect with its interval.
fn effect<'a>(unit: &'static str) -> impl Iterator<Item = Col<'a, Effect>> {
    let mean = number("effect", unit, "mean of the paired differences, scenario less base", |effect: &Effect| {
        effect.paired.difference.mean()
    });
    let ends = ("low end of the 95 % interval of the effect (Student's t over pairs)", "high end of it");
    let of = |effect: &Effect| effect.paired.difference.interval();
    std::iter::once(mean).chain(interval(unit, ends.0, ends.1, of))
}

fn means<'a>(unit: &'static str) -> [Col<'a, Effect>; 2] {
    [
        number("base_mean", unit, "mean under the base, over the pairs", |effect: &Effect| effect.paired.base.mean()),
        number("scenario_mean", unit, "mean under the scenario, over the pairs", |effect: &Effect| {
            effect.paired.other.mean()
        }),
    ]
}

fn effects_table(comparison: &Comparison, effects: &[Effect]) -> (Table, Rows) {
    let share = |name, meaning, of: fn(&Effect) -> Option<f64>| number(name, "share", meaning, of);
    let first = [
        scenario(comparison),
        text("outcome", "the outcome", |effect: &Effect| effect.outcome.name.as_str().into())
            .with_categories(effects.iter().map(|effect| &effect.outcome)),
        text("unit", "its unit", |effect: &Effect| effect.outcome.unit.into()),
        verdict(),
    ];
    let spread = [
        statistic("sd", "standard deviation of the paired differences", |effect: &Effect| {
            effect.paired.difference.sd()
        }),
        number("standardised", "sd of the base", "the effect in standard deviations of the base", |effect: &Effect| {
            effect.paired.standardised()
        }),
    ];
    let better = "pairs in which it was better under the scenario; empty for an outcome that is no good in itself";
    let saved = "further histories of each scenario that independent luck would need for as narrow an interval";
    let rest = [
        share("improved", better, |effect| effect.better_and_worse()[0]),
        share("worsened", "pairs in which it was worse; empty likewise", |effect| effect.better_and_worse()[1]),
        share("rose", "pairs in which it was more under the scenario", |effect| effect.share(effect.paired.rose)),
        share("fell", "pairs in which it was less", |effect| effect.share(effect.paired.fell)),
        number("correlation", "1", "correlation of the twins", |effect: &Effect| effect.paired.correlation()),
        number("runs_saved", "histories", saved, |effect: &Effect| effect.paired.runs_saved()),
        integer("pairs", "pairs", "twins in which it came about under both", |effect: &Effect| effect.paired.pairs()),
    ];
    let columns = first.into_iter().chain(effect(OF_THE_ROW)).chain(spread).chain(means(OF_THE_ROW)).chain(rest);
    let row = "an outcome under a scenario, against the base";
    let columns = Columns::new("effects", row, &["scenario", "outcome"], columns);
    columns.filled(effects)
}

/// The outcome that the answer is about.
pub const HEADLINE: &str = "adequacy";

/// Effects on the headline: those that the twins decide in groups whose intervals do not overlap, the highest first, then
/// the others; within a group the order is that of the comparison, for nothing there is ranked.
pub fn ranked(effects: &[Effect]) -> Vec<&Effect> {
    let own = effects.iter().filter(|effect| effect.outcome.name == HEADLINE);
    let (decided, rest): (Vec<&Effect>, Vec<&Effect>) = own.partition(|effect| effect.is_decided());
    let ends = |effect: &&Effect| {
        let mean = effect.paired.difference.mean().unwrap_or(f64::NAN);
        effect.paired.difference.interval().unwrap_or((mean, mean))
    };
    let groups = tiers(&decided.iter().map(ends).collect::<Vec<_>>());
    groups.into_iter().flatten().map(|index| decided[index]).chain(rest).collect()
}

fn answer(comparison: &Comparison, effects: &[Effect]) -> Answer {
    let called = |effect: &Effect| comparison.others[effect.other].scenario.name.as_str();
    let first = [scenario(comparison), id("name", "what the scenario is called", called), verdict()];
    let twins = [
        number(
            "rose",
            "share of twins",
            "share of twins in which it was more under the scenario",
            |effect: &Effect| effect.share(effect.paired.rose),
        )
        .titled("more in so many twins"),
        number("fell", "share of twins", "share of twins in which it was less", |effect: &Effect| {
            effect.share(effect.paired.fell)
        })
        .titled("less in so many twins"),
    ];
    let [base, other] = means("share");
    let means = [base.titled("mean under the base"), other.titled("mean under the scenario")];
    let effect = effect("share").map(|column| match &*column.column.name {
        "effect" => column.titled("effect on adequacy"),
        _ => column,
    });
    let columns = first.into_iter().chain(effect).chain(means).chain(twins);
    let columns = Columns::new("answer", "a scenario against the base", &["scenario"], columns);
    let rows = columns.rows(ranked(effects));
    let bars = |name, words, pale| Bars {
        column: "effect",
        name: Some(name),
        ends: Some(CI),
        only: Some(("verdict", words)),
        pale,
    };
    let chart = Chart::Bars {
        title: "Effect on adequacy (share), with its 95 % interval",
        names: ("scenario", "scenario"),
        series: vec![
            bars("more or less", &["more", "less"], false),
            bars("undecided, or the same: not to be ranked", &["undecided", "same"], true),
        ],
        beside: Beside::Instead,
        each: None,
    };
    let table = Some((columns.table, rows));
    Answer { question: StudyKind::Compare.question(), table, instead: None, chart: Some(chart), interval: Some(CI) }
}

/// The scenarios, to which other tables refer.
fn scenarios_table(comparison: &Comparison) -> (Table, Rows) {
    let entries: Vec<(&Entry, String)> =
        comparison.entries().zip(comparison.plans().map(|plan| plan.scenario_hash())).collect();
    type Row<'a> = (&'a Entry, String);
    let columns = [
        text("scenario", "the scenario; the base comes first", |row: &Row<'_>| row.0.name.clone().into()),
        text("name", "what readers call it", |row: &Row<'_>| row.0.scenario.name.clone().into()),
        text("scenario_hash", "SHA-256 of what decides its histories", |row: &Row<'_>| row.1.clone().into()),
    ];
    Columns::new("scenarios", "a scenario", &["scenario"], columns).filled(&entries)
}

/// A value that two scenarios do not share.
struct Difference {
    scenario: String,
    path: String,
    base: Option<String>,
    other: Option<String>,
}

fn differences_table(comparison: &Comparison) -> (Table, Rows) {
    let said = |value: &Option<String>| value.clone().unwrap_or_default();
    let columns = [
        text("scenario", "the scenario that is compared with the base", |row: &Difference| {
            row.scenario.as_str().into()
        }),
        text("path", "the path of the value", |row: &Difference| row.path.as_str().into()),
        any("base", "what the base says; empty where it says nothing", move |row: &Difference| said(&row.base).into()),
        any("other", "what the scenario says; empty where it says nothing", move |row: &Difference| {
            said(&row.other).into()
        }),
    ];
    let row = "a value that differs";
    let columns = Columns::new("differences", row, &["scenario", "path"], columns);
    let of = |entry: &Entry| {
        let found = differences(&comparison.base.scenario.resolved, &entry.scenario.resolved);
        let name = entry.name.clone();
        found.into_iter().map(move |(path, base, other)| Difference { scenario: name.clone(), path, base, other })
    };
    columns.filled(&comparison.others.iter().flat_map(of).collect::<Vec<_>>())
}
