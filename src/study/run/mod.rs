//! A run: one scenario's ensemble, its histories and what they amount to.

mod detail;
mod people;
mod rows;
mod tables;

use serde_json::json;

pub use self::rows::MAX_BALLOTS;
use self::rows::Streamed;
use super::kind::{About, StudyKind};
use super::plan::Plan;
use crate::ensemble::blocks::{BLOCK, Done, UNIT};
use crate::ensemble::engine::Engine;
use crate::ensemble::record::Record;
use crate::ensemble::recording::Recorder;
use crate::ensemble::summary::{Block, Summary};
use crate::model::chance::Streams;
use crate::model::indicators::{Indicator, indicators};
use crate::model::outcomes::{Outcome, outcomes};
use crate::model::votes::Votes;
use crate::statistics::moments::Moments;
use crate::statistics::quantiles::{BINS, FIRST};
use crate::table::{Encoded, Encoder, Rows, Sink, TableId};

/// What a run gave, besides its tables. What they were made of is let go: the workbook that follows needs as much memory.
#[derive(Debug)]
pub struct Ran {
    /// Number of histories.
    pub histories: u64,
    /// The outcomes.
    pub outcomes: Vec<Outcome>,
    /// Of each outcome, the moments; the count is of histories in which it came about.
    pub moments: Vec<Moments>,
    /// Of each outcome, the quantiles that are reported.
    pub quantiles: Vec<Option<[f64; 3]>>,
    /// The first so many histories whose ballots are told one by one; none where all are.
    pub ballots_of: Option<u64>,
    /// What it was.
    pub about: About,
}

/// Plays an ensemble and hands its tables to a sink.
///
/// When stopped, the results are of the complete histories from the first on; without any, `None`.
///
/// # Errors
/// When the sink fails.
pub fn play<S: Sink>(plan: &Plan<'_>, engine: &Engine<'_>, sink: &mut S) -> Result<Option<Ran>, S::Error> {
    let scenario = plan.scenario;
    let streams = Streams::of(scenario);
    let opened = Opened::of(*plan, sink)?;
    let mut taken = opened.nothing();
    let mut failed = None;
    engine.blocks(
        plan.first..plan.first + plan.replicates,
        UNIT,
        || Recorder::new(scenario, &streams, plan.still, plan.detail.any()),
        |recorder, replicates| {
            let mut blocks = Blocks::of(&opened);
            // A history that was stopped is left out, and all after it: results are of the first ones, without gaps.
            let complete = recorder.play(replicates, &|| engine.stopped(), &mut |_, record, votes| {
                blocks.add(record, votes);
                (engine.progress)(1);
            });
            // Here, and not where they are taken: numbers become text on every thread.
            Done { complete, made: blocks.encoded() }
        },
        |done| {
            failed = done.made.into_iter().try_for_each(|made| opened.take(&mut taken, made, sink)).err();
            failed.is_none()
        },
    );
    failed.map_or(Ok(()), Err)?;
    opened.hand_on(taken, sink)
}

/// Hands on the tables of histories that were played elsewhere: all of the plan's, in order.
///
/// # Errors
/// When the sink fails.
pub fn hand_on<'r, S: Sink>(
    plan: &Plan<'_>,
    histories: impl Iterator<Item = (&'r Record, &'r Votes)>,
    sink: &mut S,
) -> Result<Option<Ran>, S::Error> {
    let opened = Opened::of(*plan, sink)?;
    let (mut taken, mut blocks) = (opened.nothing(), Blocks::of(&opened));
    for (record, votes) in histories {
        blocks.add(record, votes);
        for made in std::mem::take(&mut blocks.whole) {
            opened.take(&mut taken, made, sink)?;
        }
    }
    blocks.encoded().into_iter().try_for_each(|made| opened.take(&mut taken, made, sink))?;
    opened.hand_on(taken, sink)
}

/// Histories that come one after the other, block by block.
struct Blocks<'o, 'a, E: Encoder> {
    opened: &'o Opened<'a, E>,
    begun: Made<Vec<Rows>>,
    whole: Vec<Made<Vec<Encoded>>>,
}

impl<'o, 'a, E: Encoder> Blocks<'o, 'a, E> {
    fn of(opened: &'o Opened<'a, E>) -> Self {
        Self { opened, begun: opened.block(), whole: vec![] }
    }

    fn add(&mut self, record: &Record, votes: &Votes) {
        self.opened.add(&mut self.begun, record, votes);
        if self.begun.histories == BLOCK {
            self.end();
        }
    }

    fn end(&mut self) {
        let begun = std::mem::replace(&mut self.begun, self.opened.block());
        self.whole.push(self.opened.encoded(begun));
    }

    /// All blocks, the last as far as it came.
    fn encoded(mut self) -> Vec<Made<Vec<Encoded>>> {
        if self.begun.histories > 0 {
            self.end();
        }
        self.whole
    }
}

/// The tables of a run, open for their rows.
struct Opened<'a, E> {
    plan: Plan<'a>,
    indicators: Vec<Indicator>,
    outcomes: Vec<Outcome>,
    streamed: Streamed<'a>,
    ids: Vec<TableId>,
    encoder: E,
}

/// A block of histories, and their rows.
struct Made<R> {
    block: Block,
    rows: R,
    histories: u64,
    ballots: usize,
}

/// What was taken of all blocks so far.
struct Taken {
    summary: Summary,
    ballots: usize,
    ballots_of: Option<u64>,
}

impl<'a, E: Encoder> Opened<'a, E> {
    fn of<S: Sink<Encoder = E>>(plan: Plan<'a>, sink: &mut S) -> Result<Self, S::Error> {
        let (indicators, outcomes) = (indicators(plan.scenario), outcomes(plan.scenario));
        let streamed = Streamed::of(&plan, &indicators, &outcomes);
        let ids = streamed.tables().into_iter().map(|table| sink.open(table)).collect::<Result<Vec<_>, _>>()?;
        Ok(Self { plan, indicators, outcomes, streamed, ids, encoder: sink.encoder() })
    }

    fn nothing(&self) -> Taken {
        let Self { plan, indicators, outcomes, .. } = self;
        let summary = Summary::new(plan.scenario, outcomes.len(), indicators.len(), plan.replicates);
        Taken { summary, ballots: 0, ballots_of: None }
    }

    fn block(&self) -> Made<Vec<Rows>> {
        let Self { plan, indicators, outcomes, streamed, .. } = self;
        let block = Block::new(plan.scenario, outcomes.len(), plan.scenario.months * indicators.len());
        Made { block, rows: streamed.no_rows(), histories: 0, ballots: 0 }
    }

    fn add(&self, made: &mut Made<Vec<Rows>>, record: &Record, votes: &Votes) {
        made.block.add(self.plan.scenario, record, votes);
        self.streamed.push(&mut made.rows, record, votes);
        made.ballots += self.streamed.ballots_of(votes);
        made.histories += 1;
    }

    fn encoded(&self, made: Made<Vec<Rows>>) -> Made<Vec<Encoded>> {
        let Made { block, rows, histories, ballots } = made;
        let rows = self.ids.iter().zip(rows).map(|(table, rows)| self.encoder.encode(*table, rows)).collect();
        Made { block, rows, histories, ballots }
    }

    fn take<S: Sink>(&self, taken: &mut Taken, mut made: Made<Vec<Encoded>>, sink: &mut S) -> Result<(), S::Error> {
        taken.ballots += made.ballots;
        if taken.ballots > MAX_BALLOTS {
            taken.ballots_of.get_or_insert(taken.summary.histories);
            made.rows[Streamed::BALLOTS] = Encoded::default();
        }
        taken.summary.merge(&made.block, made.histories);
        self.ids.iter().zip(made.rows).try_for_each(|(table, rows)| sink.append(*table, rows))
    }

    fn hand_on<S: Sink>(self, taken: Taken, sink: &mut S) -> Result<Option<Ran>, S::Error> {
        let Self { plan, indicators, outcomes, .. } = self;
        let Taken { summary, ballots_of, .. } = taken;
        if summary.histories == 0 {
            return Ok(None);
        }
        let scenario = plan.scenario;
        for (table, rows) in tables::over_histories(scenario, &summary, &indicators, &outcomes) {
            sink.write(table, rows)?;
        }
        tables::blame(scenario, &summary, sink)?;
        people::show(scenario, &summary, &indicators, &outcomes, sink);
        let mut about = about(&plan, summary.histories, summary.exact());
        if let Some(histories) = ballots_of {
            about.manifest["ballots_of"] = histories.into();
        }
        let quantiles = (0..outcomes.len()).map(|outcome| summary.outcome_quantiles(outcome)).collect();
        let Summary { histories, outcomes: moments, .. } = summary;
        Ok(Some(Ran { histories, outcomes, moments, quantiles, ballots_of, about }))
    }
}

/// What the results of an ensemble say of it.
pub fn about(plan: &Plan<'_>, histories: u64, exact_quantiles: [bool; 2]) -> About {
    let manifest = json!({
        "identity": plan.identity(),
        "scenario": plan.scenario.name,
        "scenario_hash": plan.scenario_hash(),
        "seed": plan.scenario.seed,
        "still": plan.still,
        "first": plan.first,
        "replicates": plan.replicates,
        "histories": histories,
        "complete": histories == plan.replicates,
        "notes": plan.scenario.notes,
        "quantiles": {
            "outcomes": quantile_words(exact_quantiles[0]),
            "months": quantile_words(exact_quantiles[1]),
        },
        "resolved_scenario": plan.scenario.resolved.to_json_graded(),
    });
    About { kind: StudyKind::Run, title: plan.scenario.name.clone(), manifest }
}

fn quantile_words(exact: bool) -> String {
    if exact {
        "exact, Hyndman-Fan type 7".into()
    } else {
        format!("from {BINS} bins over the range of the first {FIRST} histories")
    }
}
