//! How far claims hold over plausible numbers: many questions to one sample of worlds.
//!
//! It is a sweep with questions: its points lie over the numbers' own ranges, at each of them every world is played under
//! the same luck, and everything here is read off these same histories.

pub mod claims;
mod command;
mod depends;
mod example;
mod gather;
mod plausible;
mod record;
mod record_tables;
mod spread;
mod tables;
mod values;

pub use self::claims::{OfClaim, Share};
pub use self::depends::{Dependence, Where};
pub use self::example::Example;
pub use self::plausible::{Band, FEWEST_POINTS, Hashes, NOT_KNOWN, Plausible, World, ranges_hash};
pub use self::record::{Nearest, OfFact, OfRecord};
pub use self::spread::{AtValues, Spread, What};
pub use self::tables::evidence;
pub use self::values::TWINS;

use self::gather::Kept;
use super::kind::StudyKind;
use super::sweep::making::Making;
use super::sweep::points::Record;
use super::sweep::tables::{Failed, Finished, Reading};
use crate::ensemble::engine::Engine;
use crate::scenario::Problems;
use crate::table::Sink;

/// What plausible worlds say.
#[derive(Debug)]
pub struct Answers {
    /// The theories that were asked, by the names of their scenarios; the first is on trial.
    pub theories: Vec<String>,
    /// Points of the theory on trial that ran.
    pub points: u64,
    /// Points of all theories that could not be run.
    pub failed: u64,
    /// Claims and their parts, under every theory.
    pub claims: Vec<OfClaim>,
    /// Outcomes, effects and measures.
    pub spreads: Vec<Spread>,
    /// What they depend on.
    pub dependences: Vec<Dependence>,
    /// Where claims fail.
    pub failures: Vec<Where>,
    /// Worlds in which claims fail.
    pub examples: Vec<Example>,
    /// The record.
    pub record: Option<OfRecord>,
    /// What later runs and pages are told.
    pub plausible: Option<Plausible>,
}

/// Hands on the tables of a sweep with questions, from its records in order, and answers them.
///
/// # Errors
/// When a record cannot be read, the sink fails, or it is asked to stop.
pub fn hand_on<R, S: Sink>(
    reading: &Reading<'_>,
    next: impl FnMut() -> Result<Record, R>,
    engine: &Engine<'_>,
    sink: &mut S,
) -> Result<(Finished, Answers), Failed<R, S::Error>> {
    let making = reading.making;
    let mut kept = Vec::new();
    let listen = |at: super::sweep::beside::AtPoint| {
        if !at.failed {
            kept.push(Kept::of(making, &at));
        }
    };
    let mut finished = super::sweep::tables::hand_on(StudyKind::Robust, reading, next, engine, sink, listen)?;
    let answers = answers(making, &kept, finished.failed, engine).ok_or(Failed::Interrupted)?;
    tables::hand_on(making, &answers, &kept, sink).map_err(Failed::Sink)?;
    if let Some(plausible) = &answers.plausible {
        finished.about.manifest["plausible"] = plausible.to_json();
    }
    Ok((finished, answers))
}

/// How many histories take as long as the questions, as far as it can be known: the numbers as they are, examples, and what
/// is counted over points, numbers and claims.
pub fn questions(making: &Making<'_>) -> u64 {
    // Measured on the baseline, in histories: 45 cells of a table of points and numbers take one, a box of a claim one per
    // three points, and an example is found at the third or fourth step.
    const CELLS: u64 = 45;
    const POINTS_OF_A_BOX: u64 = 3;
    let (worlds, theories) = (making.worlds() as u64, making.sweep.bases.len() as u64);
    let (points, claims) = (making.sweep.design.points() / theories, making.sweep.asked.claims.len() as u64);
    let values = TWINS * worlds + TWINS / 4 * worlds * (theories - 1);
    let examples = 7 * claims.min(example::MOST_CLAIMS as u64) * TWINS * worlds.min(4) / 2;
    values + examples + points * making.sweep.factors.len() as u64 / CELLS + points * claims / POINTS_OF_A_BOX
}

/// The answers; `None` when stopped.
fn answers(making: &Making<'_>, kept: &[Kept], failed: u64, engine: &Engine<'_>) -> Option<Answers> {
    let sweep = making.sweep;
    let own: Vec<&Kept> = kept.iter().filter(|kept| kept.base == 0).collect();
    let values = at_values(making, engine)?;
    let on_trial = values.first().and_then(Option::as_ref);
    let dependences = depends::dependences(making, &own, engine)?;
    let claims = claims::of_claims(making, kept, &values);
    let mut examples = Vec::new();
    for of_claim in claims.iter().filter(|of_claim| example::is_wanted(of_claim)).take(example::MOST_CLAIMS) {
        examples.extend(example::example(making, of_claim.pattern, &dependences, engine));
        if engine.stopped() {
            return None;
        }
    }
    let spreads = spread::spreads(making, kept, on_trial);
    Some(Answers {
        theories: sweep.bases.iter().map(|(name, _)| name.clone()).collect(),
        points: own.len() as u64,
        failed,
        claims,
        plausible: plausible::Plausible::of(making, &spreads, &own),
        spreads,
        failures: depends::failures(making, &own, engine)?,
        dependences,
        examples,
        record: record::of_record(making, &own, on_trial, sweep.seed),
    })
}

/// The numbers as they are, of every theory; where there are many worlds, fewer twins of the rivals.
fn at_values(making: &Making<'_>, engine: &Engine<'_>) -> Option<Vec<Option<Kept>>> {
    let mut all = Vec::new();
    for base in 0..making.sweep.bases.len() {
        let played: Result<_, Problems> = making.at_values(base).map(|worlds| {
            let point = making.first(base).clone();
            values::play(making, point, &worlds, &[], if base == 0 { TWINS } else { TWINS / 4 }, engine)
        });
        match played {
            Ok(Some(at)) => all.push(Some(Kept::of(making, &at))),
            // Stopped.
            Ok(None) => return None,
            // As its numbers are, it may be none that can be run, and at its points be one.
            Err(_) => all.push(None),
        }
    }
    Some(all)
}
