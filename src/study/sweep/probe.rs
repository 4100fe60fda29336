//! What looking at some points tells before a sweep is run.

use std::sync::Mutex;

use super::plan::Sweep;
use crate::ensemble::blocks::Done;
use crate::ensemble::engine::Engine;
use crate::ensemble::play::OutcomesOnly;
use crate::model::chance::Streams;
use crate::model::outcomes::{Outcome, outcomes};
use crate::scenario::undone::essence;
use crate::scenario::{Problems, Scenario};

/// What was found.
#[derive(Debug)]
pub struct Probed {
    /// The outcomes of all their scenarios.
    pub outcomes: Vec<Outcome>,
    /// What is to be said of points that are the same scenario.
    pub notes: Vec<String>,
    first: Option<Scenario>,
}

/// Makes the scenario of every point, or of an even selection, so that mistakes are told before anything is written.
///
/// # Errors
/// With what is wrong at the first point that makes no scenario.
pub fn probe(sweep: &Sweep, engine: &Engine<'_>) -> Result<Probed, Problems> {
    let probes = sweep.probes();
    let (mut all, mut essences, mut failed) = (Vec::<Outcome>::new(), Vec::new(), None);
    // Only the first is kept: hundreds of scenarios would fill the memory.
    let first = Mutex::new(None);
    let made = |number: u64| {
        let point = sweep.point(number);
        let made = sweep.scenario(&point).map_err(|problems| sweep.wrong_at(&point, &problems))?;
        let found = (outcomes(&made), essence(&made.resolved));
        if number == 0
            && let Ok(mut first) = first.lock()
        {
            *first = Some(made);
        }
        Ok(found)
    };
    engine.blocks(
        0..probes.len() as u64,
        1,
        || (),
        |(), probe| Done { complete: 1, made: made(probes[probe.start as usize]) },
        |done| match done.made {
            Ok((outcomes, essence)) => {
                essences.push((probes[essences.len()], essence));
                for outcome in outcomes {
                    if !all.iter().any(|known| known.name == outcome.name) {
                        all.push(outcome);
                    }
                }
                true
            }
            Err(problems) => {
                failed = Some(problems);
                false
            }
        },
    );
    match failed {
        Some(problems) => Err(problems),
        None => Ok(Probed { outcomes: all, notes: sweep.alike(&essences), first: first.into_inner().ok().flatten() }),
    }
}

impl Probed {
    /// Plays a history of the first point, as whoever asks how long one takes wants it.
    pub fn play_one(&self) {
        if let Some(scenario) = &self.first {
            let _ = OutcomesOnly::new(scenario, &Streams::of(scenario), false).play(0, &|| false);
        }
    }
}
