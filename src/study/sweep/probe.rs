//! What looking at some points tells before a sweep is run.

use super::factor::Sets;
use super::making::Making;
use super::plan::Sweep;
use crate::ensemble::blocks::Done;
use crate::ensemble::engine::Engine;
use crate::scenario::Problems;

/// What was found.
#[derive(Debug)]
pub struct Probed<'a> {
    /// How the scenarios of all points are made.
    pub making: Making<'a>,
    /// What is to be said of the worlds, of points that are the same scenario, and of points that are none.
    pub notes: Vec<String>,
}

/// Makes the scenarios of every point, or of an even selection, so that mistakes are told before anything is written.
///
/// # Errors
/// With what is wrong at the first point that makes no scenario. Where numbers are drawn from their own ranges, single
/// points may make none: that is an error only where most do.
pub fn probe<'a>(sweep: &'a Sweep, engine: &Engine<'_>) -> Result<Probed<'a>, Problems> {
    let making = Making::of(sweep)?;
    let probes = sweep.probes();
    let drawn = sweep.factors.iter().any(|factor| matches!(factor.sets, Sets::Ranges(_)));
    let (mut essences, mut failed) = (Vec::new(), Vec::new());
    let made = |number: u64| {
        let point = sweep.point(number);
        let essence = making.essence(&point).map_err(|problems| sweep.wrong_at(&point, &problems))?;
        Ok((number, essence))
    };
    engine.blocks(
        0..probes.len() as u64,
        1,
        || (),
        |(), probe| Done { complete: 1, made: made(probes[probe.start as usize]) },
        |done| match done.made {
            Ok(found) => {
                essences.push(found);
                true
            }
            Err(problems) => {
                failed.push(problems);
                drawn
            }
        },
    );
    let mut notes = making.notes.clone();
    if !failed.is_empty() {
        let (wrong, all) = (failed.len(), probes.len());
        if !drawn || 2 * wrong > all {
            return Err(failed.swap_remove(0));
        }
        notes.push(format!(
            "{}: {wrong} of {all} points that were looked at make no scenario that can be run: they are counted and named, and what follows is about the others; the first:\n  {}",
            sweep.file,
            failed[0].to_string().replace('\n', "\n  ")
        ));
    }
    notes.extend(sweep.alike(&essences));
    Ok(Probed { making, notes })
}
