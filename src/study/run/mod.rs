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
use crate::ensemble::blocks::{BLOCK, Done};
use crate::ensemble::engine::Engine;
use crate::ensemble::record::Recorder;
use crate::ensemble::summary::{Block, Summary};
use crate::model::chance::Streams;
use crate::model::indicators::indicators;
use crate::model::outcomes::{Outcome, outcomes};
use crate::statistics::quantiles::{BINS, FIRST};
use crate::table::{Encoded, Encoder, Sink};

/// What a run gave.
#[derive(Debug)]
pub struct Ran {
    /// What all histories amount to.
    pub summary: Summary,
    /// The outcomes, in the order of the summary.
    pub outcomes: Vec<Outcome>,
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
    let (indicators, outcomes) = (indicators(scenario), outcomes(scenario));
    let streams = Streams::of(scenario);
    let streamed = Streamed::of(plan, &indicators, &outcomes);
    let ids = streamed.tables().into_iter().map(|table| sink.open(table)).collect::<Result<Vec<_>, _>>()?;
    let encoder = sink.encoder();
    let mut summary = Summary::new(scenario, outcomes.len(), indicators.len(), plan.replicates);
    let (mut failed, mut ballots, mut ballots_of) = (None, 0, None);
    engine.blocks(
        plan.first..plan.first + plan.replicates,
        BLOCK,
        || Recorder::new(scenario, &streams, plan.still, plan.detail.any()),
        |recorder, replicates| {
            let mut block = Block::new(scenario, outcomes.len(), scenario.months * indicators.len());
            let mut rows = streamed.no_rows();
            let (mut complete, mut ballots) = (0, 0);
            for replicate in replicates {
                // A history that was stopped is left out, and all after it: results are of the first ones, without gaps.
                let Some((record, votes)) = recorder.play(replicate, &|| engine.stopped()) else { break };
                block.add(scenario, record, votes);
                streamed.push(&mut rows, record, votes);
                ballots += streamed.ballots_of(votes);
                complete += 1;
                (engine.progress)(1);
            }
            // Here, and not where they are taken: numbers become text on every thread.
            let encoded: Vec<Encoded> =
                ids.iter().zip(rows).map(|(table, rows)| encoder.encode(*table, rows)).collect();
            Done { made: (block, encoded, ballots), complete }
        },
        |done| {
            let (block, mut encoded, more) = done.made;
            ballots += more;
            if ballots > MAX_BALLOTS {
                ballots_of.get_or_insert(summary.histories);
                encoded[Streamed::BALLOTS] = Encoded::default();
            }
            summary.merge(&block, done.complete);
            let mut tables = ids.iter().zip(encoded);
            failed = tables.find_map(|(table, rows)| sink.append(*table, rows).err());
            failed.is_none()
        },
    );
    if let Some(error) = failed {
        return Err(error);
    }
    if summary.histories == 0 {
        return Ok(None);
    }
    for (table, rows) in tables::over_histories(scenario, &summary, &indicators, &outcomes) {
        sink.write(table, rows)?;
    }
    tables::blame(scenario, &summary, sink)?;
    people::show(scenario, &summary, &indicators, &outcomes, sink);
    let mut about = about(plan, summary.histories, summary.exact());
    if let Some(histories) = ballots_of {
        about.manifest["ballots_of"] = histories.into();
    }
    Ok(Some(Ran { summary, outcomes, ballots_of, about }))
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
