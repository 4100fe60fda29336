//! `intsoc sweep FILE`: a design over parameters, which goes on where it was.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rayon::ThreadPool;
use rayon::prelude::*;

use super::run::{results, stem};
use super::{Destination, Failure, How, SweepArgs, doing, print, say, say_notes, shown};
use crate::experiment::ledger::{Header, LEDGER};
use crate::experiment::points::{Shard, Until, Work};
use crate::experiment::sweep::Sweep;
use crate::model::chance::Streams;
use crate::model::outcomes::{Outcome, OutcomesOnly, outcomes};
use crate::output::Doing;
use crate::output::folder::{Folder, FolderError};
use crate::output::sweep::{self as sweeps, Finished, Progress, Records, SweepError};
use crate::scenario::undone::essence;
use crate::scenario::{Problems, Scenario};

/// Runs what is left of a sweep, and says what came of it.
pub fn sweep(args: &SweepArgs) -> Result<(), Failure> {
    let how = &args.how;
    if how.still {
        return Err(Failure::Input("--still: a sweep has chance in it\n  run single points with --still".into()));
    }
    let mut sweep = Sweep::load(&args.sweep, &how.overrides()?)?;
    let pool = doing::pool(how.threads)?;
    let probed = probe(&sweep, &pool)?;
    sweep.notes.extend(probed.notes.iter().cloned());
    say_notes(&sweep.notes);
    let work = Work {
        sweep: &sweep,
        shard: args.shard.map_or(Shard::WHOLE, |part| part.shard),
        until: until(args, &probed.outcomes)?,
        outcomes: probed.outcomes.iter().map(|outcome| outcome.name.clone()).collect(),
    };
    parted(&work)?;
    let out = how.to.out.clone().unwrap_or_else(|| default_folder(&args.sweep, work.shard));
    let header = sweeps::header(&work);
    let identity = sweeps::identity(&header);
    if args.so_far {
        return so_far(&work, &probed, &header, &out, args, &pool);
    }
    if let Some(spoilt) = sweeps::spoilt(&out, &header).filter(|_| !how.to.force) {
        say(&spoilt);
    }
    let waits = args.shard.is_some_and(|part| part.waits);
    let Some(folder) = claim(&out, &identity, &how.to, waits)? else {
        if work.shard.count == 1 {
            tidy(&out, &identity)?;
        }
        return already(&out, &identity, work.shard, how);
    };
    if how.to.force {
        sweeps::forget(&out).map_err(|error| told(error.into()))?;
    }
    estimate(&work, &probed, &pool, how);
    let stop = doing::stop_on_interrupt();
    let histories = work.shard.points(sweep.design.points()) * sweep.replicates;
    let bar = match &work.until {
        None => doing::progress_bar(histories, "histories", how.quiet),
        Some(_) => doing::counter("histories", how.quiet),
    };
    let doing = Doing::now(&pool, &stop, doing::command_line());
    let done = sweeps::run(&work, &probed.outcomes, folder, &doing, &|done| bar.inc(done));
    bar.finish_and_clear();
    match done.map_err(told)? {
        Progress::Complete(finished) => {
            if let Some(until) = work.until.as_ref().filter(|_| finished.most >= args.at_most) {
                say(&format!(
                    "some points were run to the {} histories that were allowed for {} ± {}: summary.csv has each point's interval",
                    until.at_most, until.outcome, until.half_width
                ));
            }
            finish(&finished, &out, how.quiet, work.shard)
        }
        Progress::Interrupted(done, all) => Err(Failure::Failed(format!(
            "interrupted: {done} of {all} units of work are in the ledger of {}\n  the same command goes on where it was",
            out.display()
        ))),
    }
}

/// Refuses more parts than points: those beyond would have nothing to do.
fn parted(work: &Work<'_>) -> Result<(), Failure> {
    let (points, count) = (work.sweep.design.points(), work.shard.count);
    if count <= points {
        return Ok(());
    }
    Err(Failure::Input(format!(
        "--shard {}/{count}: the sweep has {points} points, and so at most {points} shards\n  take fewer shards",
        work.shard.index
    )))
}

/// Claims the folder; none if it holds the whole already. With `waits`, a twin of this process that
/// is still at work there is waited for.
fn claim(out: &Path, identity: &str, to: &Destination, waits: bool) -> Result<Option<Folder>, Failure> {
    loop {
        if !to.force && sweeps::complete(out, identity).is_some() {
            return Ok(None);
        }
        match Folder::claim_for_sweep(out, identity, to.force) {
            Ok(folder) => return Ok(Some(folder.with_locale(to.csv_locale))),
            Err(FolderError::InUse { .. }) if waits => std::thread::sleep(Duration::from_millis(500)),
            Err(error) => return Err(Failure::Input(error.to_string())),
        }
    }
}

/// Says that a folder holds the whole; tables written in another way are not what was asked for.
fn already(out: &Path, identity: &str, shard: Shard, how: &How) -> Result<(), Failure> {
    let asked = how.to.csv_locale;
    let there = sweeps::complete(out, identity).filter(|there| shard.count == 1 && *there != asked);
    if let Some(there) = there {
        return Err(Failure::Input(format!(
            "{}: holds the whole of it already, written with --csv-locale {}\n  run it again with --force, or choose another folder with --out",
            out.display(),
            there.name()
        )));
    }
    if !how.quiet {
        print(&format!("{} holds the whole of it already\n", out.display()));
    }
    Ok(())
}

/// Writes the tables of the points that are complete in the ledger into a folder beside the sweep's.
fn so_far(
    work: &Work<'_>,
    probed: &Probed,
    header: &Header,
    out: &Path,
    args: &SweepArgs,
    pool: &ThreadPool,
) -> Result<(), Failure> {
    if work.shard.count > 1 {
        return Err(Failure::Input(
            "--so-far: a shard has no tables of its own\n  merge all shards when they are done".into(),
        ));
    }
    if !out.join(LEDGER).exists() {
        let message = format!("{}: holds no {LEDGER}: no sweep is unfinished there", out.display());
        return Err(Failure::Input(format!("{message}\n  name the folder of one with --out")));
    }
    let points = sweeps::complete_points(out, header).map_err(|error| told(error.into()))?;
    if points == 0 {
        return Err(Failure::Input(format!("{}: no point is complete so far\n  let the sweep go on", out.display())));
    }
    let beside = PathBuf::from(format!("{}-so-far", out.display()));
    let folder = doing::claim(&beside, &sweeps::identity(header), &Destination { force: true, ..args.how.to.clone() })?;
    let stop = doing::stop_on_interrupt();
    let doing = Doing::now(pool, &stop, doing::command_line());
    let records = Records::of(vec![out.join(LEDGER)]);
    let written = sweeps::write(work.sweep, &probed.outcomes, records, folder, &doing, header, points).map_err(told)?;
    if !args.how.quiet {
        print(&format!("the first {points} of {} points, in balanced order\n", work.sweep.design.points()));
    }
    finish(&written, &beside, args.how.quiet, Shard::WHOLE)
}

/// Removes the ledger that stays when the program is killed between naming the tables and removing it.
fn tidy(out: &Path, identity: &str) -> Result<(), Failure> {
    match Folder::claim_for_sweep(out, identity, false) {
        Ok(_claimed) => sweeps::forget(out).map_err(|error| told(error.into())),
        // Whoever is at work there does it.
        Err(_) => Ok(()),
    }
}

/// A ledger of something else is wrong input, the rest is failure.
pub fn told(error: SweepError) -> Failure {
    use crate::experiment::ledger::LedgerError::{Earlier, Foreign, Garbled};
    match error {
        SweepError::Ledger(Earlier { .. } | Foreign { .. } | Garbled { .. }) | SweepError::Shards(_) => {
            Failure::Input(error.to_string())
        }
        _ => Failure::Failed(error.to_string()),
    }
}

/// Says what came of it; points that failed make the command fail.
pub fn finish(finished: &Finished, out: &Path, quiet: bool, shard: Shard) -> Result<(), Failure> {
    if !quiet {
        let part = if shard.count > 1 {
            format!(" (shard {} of {}; join them with intsoc merge)", shard.index, shard.count)
        } else {
            String::new()
        };
        let mut text = format!("{} points, {} histories{part}\n", finished.points, finished.histories);
        shown::where_it_is(&mut text, &finished.files, out);
        print(&text);
    }
    match finished.failed {
        0 => Ok(()),
        failed => Err(Failure::Failed(format!(
            "{failed} of {} points could not be run: {} says why",
            finished.points,
            if shard.count > 1 {
                "after merging, failures.csv".into()
            } else {
                out.join("failures.csv").display().to_string()
            }
        ))),
    }
}

fn default_folder(file: &Path, shard: Shard) -> PathBuf {
    match shard.count {
        1 => results(&stem(file)),
        count => results(&format!("{}-shard-{}-of-{count}", stem(file), shard.index)),
    }
}

fn until(args: &SweepArgs, outcomes: &[Outcome]) -> Result<Option<Until>, Failure> {
    let Some(text) = &args.until else { return Ok(None) };
    let until = Until::parse(text, args.at_most).map_err(Failure::Input)?;
    if outcomes.iter().any(|outcome| outcome.name == until.outcome) {
        return Ok(Some(until));
    }
    let nearest =
        crate::scenario::problem::did_you_mean(&until.outcome, outcomes.iter().map(|outcome| outcome.name.as_str()));
    Err(Failure::Input(format!("--until: there is no outcome `{}`\n  {nearest}", until.outcome)))
}

/// What looking at some points before the run tells.
pub struct Probed {
    /// The outcomes of all their scenarios.
    pub outcomes: Vec<Outcome>,
    /// What is to be said of points that are the same scenario.
    pub notes: Vec<String>,
    first: Option<Scenario>,
}

/// Makes the scenario of every point, or of an even selection: what is wrong is said before
/// anything is written.
pub fn probe(sweep: &Sweep, pool: &ThreadPool) -> Result<Probed, Problems> {
    let probe = |number: u64| {
        let point = sweep.point(number);
        let made = sweep.scenario(&point).map_err(|problems| sweep.wrong_at(&point, &problems))?;
        // Only the first is kept: hundreds of scenarios would fill the memory.
        Ok((outcomes(&made), (number, essence(&made.resolved)), (number == 0).then_some(made)))
    };
    let made = pool.install(|| sweep.probes().into_par_iter().map(probe).collect::<Result<Vec<_>, Problems>>())?;
    let (mut all, mut essences, mut first) = (Vec::<Outcome>::new(), Vec::new(), None);
    for (outcomes, essence, scenario) in made {
        essences.push(essence);
        first = first.or(scenario);
        for outcome in outcomes {
            if !all.iter().any(|known| known.name == outcome.name) {
                all.push(outcome);
            }
        }
    }
    Ok(Probed { outcomes: all, notes: sweep.alike(&essences), first })
}

/// Says how long it will take and how large it will be, if that is worth saying.
fn estimate(work: &Work<'_>, probed: &Probed, pool: &ThreadPool, how: &How) {
    let points = work.shard.points(work.sweep.design.points());
    let histories = points * work.sweep.replicates;
    let Some(scenario) = &probed.first else { return };
    let streams = Streams::new(&scenario.cast, scenario.seed);
    let mut room = OutcomesOnly::new(scenario, &streams, false);
    let clock = Instant::now();
    let _ = room.run(0, &|| false);
    let seconds = clock.elapsed().as_secs_f64() * histories as f64 / pool.current_num_threads() as f64;
    if how.quiet || seconds < 2.0 || work.until.is_some() {
        return;
    }
    // A number in full precision takes some 18 bytes as text; the ledger holds it in 8 meanwhile.
    let megabytes = histories as f64 * probed.outcomes.len() as f64 * 26.0 / 1e6;
    let time = indicatif::HumanDuration(Duration::from_secs_f64(seconds));
    say(&format!("{points} points, {histories} histories: about {time} and {megabytes:.0} MB"));
}
