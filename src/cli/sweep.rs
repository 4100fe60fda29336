//! `intsoc sweep FILE`: a design over parameters, which goes on where it was.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::Args;
use serde_json::json;

use super::args::{Changes, Destination, Histories, Pace};
use super::failure::Failure;
use super::out::{self, results, stem};
use super::part::{Part, part};
use super::progress::words;
use super::say::{say, say_notes};
use super::session::{self, Session, taken};
use super::shown::{self, Of, Show, Shown};
use super::usage::whole;
use super::{kept, plausible};
use crate::files::ending;
use crate::model::outcomes::Outcome;
use crate::output::folder::{Folder, FolderError, Written};
use crate::output::ledger::{self, Ledger, LedgerError, Reader, Records};
use crate::output::names::LEDGER;
use crate::output::results::sha256_of;
use crate::study::StudyKind;
use crate::study::robust::{self, Answers};
use crate::study::sweep::Sweep;
use crate::study::sweep::header::Header;
use crate::study::sweep::points::{Shard, Until, Work};
use crate::study::sweep::probe::probe;
use crate::study::sweep::tables::{Failed, Finished, Reading, hand_on, of_shard};
use crate::study::sweep::units::Units;

/// What `intsoc sweep` can be told.
#[derive(Debug, Args)]
pub struct SweepArgs {
    /// Sweep file (TOML)
    sweep: PathBuf,
    #[command(flatten)]
    changes: Changes,
    #[command(flatten)]
    histories: Histories,
    #[command(flatten)]
    running: Running,
    /// Add replicates at each point, 50 at a time, until half the 95 % interval of an outcome's mean is no wider than that,
    /// for example "adequacy ± 0.01"; it takes the place of the number of replicates
    #[arg(long, value_name = "OUTCOME ± NUMBER")]
    until: Option<String>,
    /// Most replicates of a point with --until
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = whole::<u64>(2..=50_000))]
    at_most: u64,
}

/// How a design is run: in one go or in parts, and where its results go.
#[derive(Debug, Args)]
pub struct Running {
    #[command(flatten)]
    to: Destination,
    #[command(flatten)]
    pace: Pace,
    #[command(flatten)]
    show: Show,
    /// Do only one part of several, for example 3/50; `auto` reads it from a Slurm job array or an indexed Kubernetes
    /// job
    #[arg(long, value_name = "I/N", value_parser = part)]
    shard: Option<Part>,
    /// Run nothing: write the tables of the points that are complete into a folder beside the sweep's, DIR-so-far
    #[arg(long)]
    so_far: bool,
}

impl Running {
    /// Is nothing to be said?
    pub fn quiet(&self) -> bool {
        self.pace.quiet
    }
}

/// How long a requeued task waits for the lost one at most: longer than it takes a cluster to give a lost node up.
const WAIT: Duration = Duration::from_secs(60 * 60);

/// Plays what is left of a sweep, and says what came of it.
pub fn sweep(args: &SweepArgs) -> Result<(), Failure> {
    let sweep = Sweep::load(&args.sweep, &args.changes.with(&args.histories)?)?;
    let asked = args.until.as_deref().map(|text| (text, args.at_most));
    let name = out::changed(&stem(&args.sweep), &args.changes, Some(&args.histories.seed));
    play(&sweep, &name, asked, &args.running, false)
}

/// Plays what is left of a design, and says what came of it; `name` is what its folder is called. Where it `keeps`
/// bands over plausible numbers, later runs and pages find them.
pub fn play(sweep: &Sweep, name: &str, asked: Option<(&str, u64)>, args: &Running, keeps: bool) -> Result<(), Failure> {
    args.show.ready()?;
    let histories = sweep.design.points().saturating_mul(sweep.replicates);
    let session = Session::start(args.pace.threads, histories)?;
    let probed = session.play(|engine| probe(sweep, engine))?;
    let notes = [&*sweep.notes, &*probed.notes].concat();
    say_notes(&notes);
    let work = Work {
        making: &probed.making,
        shard: args.shard.map_or(Shard::WHOLE, |part| part.shard),
        until: until(asked, &probed.making.outcomes)?,
    };
    let units = parted(&work)?;
    let out = args.to.out.clone().map_or_else(|| default_folder(name, work.shard), Ok)?;
    let header = Header::of(&work);
    if args.so_far {
        return so_far(&work, &header, &notes, &out, args, &session);
    }
    if let Some(spoilt) = ledger::spoilt(&out, &header).filter(|_| !args.to.force) {
        say(&spoilt);
    }
    let by_cluster = args.shard.is_some_and(|part| part.by_cluster);
    if by_cluster {
        of_how_many(args, name, &header)?;
    }
    // A person who starts a sweep twice is told so at once; a cluster may have started the second one itself.
    let waits = if by_cluster { WAIT } else { Duration::ZERO };
    let Some(folder) = claim(&out, &header, &args.to, waits)? else {
        if work.shard.count == 1 {
            tidy(&out, &header)?;
        }
        return already(&out, &header.identity(), work.shard, args);
    };
    estimate(&work, &session, args.pace.quiet);
    let histories = work.shard.points(sweep.design.points()) * sweep.replicates * probed.making.worlds() as u64;
    // With `--until` nobody knows how many histories there will be.
    let session = match &work.until {
        None => session.with_bar(histories, "histories", args.pace.quiet),
        Some(_) => session.with_counter("histories", args.pace.quiet),
    };
    let reached = go_on(&work, &units, &header, &out, &session)?;
    if reached < units.count() {
        return Err(Failure::Interrupted(format!(
            "interrupted: {reached} of {} units of work are in the ledger of {}\n  the same command goes on where it was",
            units.count(),
            out.display()
        )));
    }
    let records = Records::of(vec![out.join(LEDGER)]);
    let reading = Reading { making: &probed.making, header: &header, notes: &notes, points: sweep.design.points() };
    let mut kept = None;
    let closed = match work.shard.count {
        1 => {
            tables(&reading, records, folder, &session, |answers| kept = keeps.then(|| keep(sweep, answers)).flatten())?
        }
        _ => close_shard(&reading, records, folder, &session)?,
    };
    if let Some(until) = work.until.as_ref().filter(|until| closed.finished.most >= until.at_most) {
        say(&format!(
            "some points were run to the {} histories that were allowed for {} ± {}: {} has each point's interval",
            until.at_most,
            until.outcome,
            until.half_width,
            shown::file(&closed.files, "summary")
        ));
    }
    finish(&reading, &closed, &Finish { out: &out, show: &args.show, quiet: args.pace.quiet, shard: work.shard, kept })
}

/// Keeps bands for later runs and pages; says where, or why not: the results are whole either way.
fn keep(sweep: &Sweep, answers: &Answers) -> Option<PathBuf> {
    let kept = kept::keep(answers.plausible.as_ref(), sweep.asked.bases.first());
    kept.map_err(|why| say_notes(&[format!("later runs and pages are not told of these bands: {why}")])).ok()
}

/// Plays what is not in the ledger yet, and keeps it there; returns up to which unit of work all are done. The ledger
/// stays even if this fails: the same command goes on from there.
fn go_on(work: &Work<'_>, units: &Units, header: &Header, out: &Path, session: &Session) -> Result<u64, Failure> {
    let (mut ledger, held) = Ledger::open(out, header)?;
    let reached = session.play(|engine| work.play(units, held, engine, |record| ledger.append(&record)))?;
    // Also when it was stopped: what was played is on the disk before the program says so.
    ledger.finish()?;
    Ok(reached)
}

/// What came of a design, or of a part of it.
pub struct Closed {
    finished: Finished,
    /// What plausible worlds say, if that was asked.
    answers: Option<Answers>,
    files: Vec<Written>,
}

/// Makes the tables of a sweep's points, and forgets the folder's ledger. What is to be done with answers besides is
/// done before the results stand: a command that is stopped in between does both again.
pub fn tables(
    reading: &Reading<'_>,
    mut records: Records,
    mut folder: Folder,
    session: &Session,
    keep: impl FnOnce(&Answers),
) -> Result<Closed, Failure> {
    let place = folder.path().to_path_buf();
    let next = || records.next_record();
    let made = session.play(|engine| match reading.making.sweep.asks_how_far() {
        true => {
            robust::hand_on(reading, next, engine, &mut folder).map(|(finished, answers)| (finished, Some(answers)))
        }
        false => hand_on(StudyKind::Sweep, reading, next, engine, &mut folder, |_| {}).map(|finished| (finished, None)),
    });
    let (finished, answers) = made.map_err(|error| match error {
        Failed::Records(error) => error.into(),
        Failed::Sink(error) => error.into(),
        Failed::Interrupted => Failure::Interrupted(
            "interrupted while the tables were written\n  the same command writes them again".into(),
        ),
    })?;
    if let Some(answers) = &answers {
        keep(answers);
    }
    let files = session.seal(folder, &finished.about)?;
    // Only now that the manifest stands: a sweep that is killed before it goes on from its ledger.
    ledger::forget(&place)?;
    Ok(Closed { finished, answers, files })
}

/// A shard keeps its ledger, and gets a manifest that says it is whole.
fn close_shard(
    reading: &Reading<'_>,
    mut records: Records,
    folder: Folder,
    session: &Session,
) -> Result<Closed, Failure> {
    let mut finished = of_shard(reading, || records.next_record())?;
    // The ledger is what a shard results in, though no table.
    let path = folder.path().join(LEDGER);
    let (bytes, hash) =
        sha256_of(&path).map_err(|error| LedgerError::Unusable { path: path.display().to_string(), error })?;
    finished.about.manifest["ledger"] = json!({ "name": LEDGER, "bytes": bytes, "sha256": hash });
    session.seal(folder, &finished.about)?;
    Ok(Closed { finished, answers: None, files: vec![] })
}

/// The units of work. More parts than points are refused: those beyond would have nothing to do.
fn parted(work: &Work<'_>) -> Result<Units, Failure> {
    let (points, count) = (work.making.sweep.design.points(), work.shard.count);
    work.units().ok_or_else(|| {
        Failure::Input(format!(
            "--shard {}/{count}: the sweep has {points} points, and so at most {points} shards\n  take fewer shards",
            work.shard.index
        ))
    })
}

/// Claims the folder; none if it holds the whole already. If another process of the same shard is still at work
/// there, this one waits for it, but not for ever.
fn claim(out: &Path, header: &Header, to: &Destination, most: Duration) -> Result<Option<Folder>, Failure> {
    let identity = header.identity();
    let mut waiting: Option<Instant> = None;
    loop {
        if !to.force && ledger::complete(out, &identity).is_some() {
            return Ok(None);
        }
        match Folder::claim_for_sweep(out, header, &identity, to.force) {
            Ok(folder) => return Ok(Some(taken(folder, to))),
            Err(FolderError::InUse { .. }) if waiting.is_none_or(|since| since.elapsed() < most) && !most.is_zero() => {
                waiting.get_or_insert_with(|| {
                    let minutes = most.as_secs() / 60;
                    say(&format!(
                        "{}: another intsoc writes here now, perhaps this task on a node that was lost: waiting for it, {minutes} minutes at most",
                        out.display()
                    ));
                    Instant::now()
                });
                std::thread::sleep(Duration::from_millis(500));
            }
            Err(error) => return Err(Failure::Input(error.to_string())),
        }
    }
}

/// Says that a folder holds the whole; tables written in another way are not what was asked for.
fn already(out: &Path, identity: &str, shard: Shard, args: &Running) -> Result<(), Failure> {
    let asked = args.to.format;
    let there = ledger::complete(out, identity).filter(|there| shard.count == 1 && *there != asked);
    if let Some(there) = there {
        return Err(Failure::Input(format!(
            "{}: holds the whole of it already, written with --format {}\n  run it again with --force, or choose another folder with --out",
            out.display(),
            there.name()
        )));
    }
    args.show.already(out, args.pace.quiet)
}

/// Writes the tables of the points that are complete in the ledger into a folder beside the sweep's.
fn so_far(
    work: &Work<'_>,
    header: &Header,
    notes: &[String],
    out: &Path,
    args: &Running,
    session: &Session,
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
    let points = ledger::complete_points(out, header)?;
    if points == 0 {
        return Err(Failure::Input(format!("{}: no point is complete so far\n  let the sweep go on", out.display())));
    }
    let beside = beside(out)?;
    let folder = session::claim(&beside, &header.identity(), &args.to)?;
    let records = Records::of(vec![out.join(LEDGER)]);
    let reading = Reading { making: work.making, header, notes, points };
    let closed = tables(&reading, records, folder, session, |_| ())?;
    let (show, quiet) = (&args.show, args.pace.quiet);
    finish(&reading, &closed, &Finish { out: &beside, show, quiet, shard: Shard::WHOLE, kept: None })
}

/// The folder beside a sweep's for what is complete so far.
fn beside(out: &Path) -> Result<PathBuf, Failure> {
    // A name of its own has no dots and no slash at its end.
    let named = match out.file_name() {
        Some(_) => out.to_path_buf(),
        None => std::fs::canonicalize(out).unwrap_or_default(),
    };
    let name = named.file_name().ok_or_else(|| {
        Failure::Input(format!("{}: has no folder beside it\n  name the folder of the sweep with --out", out.display()))
    })?;
    Ok(named.with_file_name(ending(name, "-so-far")))
}

/// Removes what stays when the program is killed between naming the tables and the end: the ledger.
fn tidy(out: &Path, header: &Header) -> Result<(), Failure> {
    match Folder::claim_for_sweep(out, header, &header.identity(), false) {
        Ok(_claimed) => Ok(ledger::forget(out)?),
        // Another process is at work there, and removes it when it is done.
        Err(_) => Ok(()),
    }
}

/// A task of an array that runs again some tasks of a larger one takes itself for another part: the
/// parts that are there already tell of how many it is.
fn of_how_many(args: &Running, name: &str, header: &Header) -> Result<(), Failure> {
    let (index, count) = header.shard;
    let results = Path::new("results");
    let others = std::fs::read_dir(results).into_iter().flatten().flatten().map(|entry| entry.path());
    let part = |path: PathBuf| {
        let found = Reader::open(&path.join(LEDGER)).ok()??.header().clone();
        let own = path.file_name()?.to_string_lossy().starts_with(&format!("{name}-shard-"));
        let other = found.shard.1 != count && found.difference(header).is_none();
        (own && other).then_some((path, found.shard))
    };
    if let Some((path, (other, all))) = others.filter_map(part).min().filter(|_| args.to.out.is_none()) {
        return Err(Failure::Input(format!(
            "--shard auto: this is task {index} of {count}, but {} holds part {other} of {all} of this sweep\n  \
             to run some of the {all} again, name each, for example --shard {index}/{all}; to cut the sweep anew, remove that folder",
            path.display()
        )));
    }
    if count == 1 {
        say("--shard auto: this is task 1 of 1, which does the whole sweep");
    }
    Ok(())
}

/// How what came of a design is told.
pub struct Finish<'a> {
    /// The folder.
    pub out: &'a Path,
    /// How it is shown.
    pub show: &'a Show,
    /// Nothing is printed.
    pub quiet: bool,
    /// The part of the design.
    pub shard: Shard,
    /// Where bands over plausible numbers are kept.
    pub kept: Option<PathBuf>,
}

/// Says what came of it; points that failed make the command fail.
pub fn finish(reading: &Reading<'_>, closed: &Closed, asked: &Finish<'_>) -> Result<(), Failure> {
    let Closed { finished, answers, files } = closed;
    let (out, shard) = (asked.out, asked.shard);
    let mut shown = answers.as_ref().map_or_else(Shown::default, |answers| plausible::shown(reading.making, answers));
    let all = reading.making.sweep.design.points();
    if shard.count == 1 && finished.points < all {
        shown.say(format!("the first {} of {all} points, in balanced order", finished.points));
    }
    let part = if shard.count > 1 {
        format!(" (shard {} of {}; join them with intsoc merge)", shard.index, shard.count)
    } else {
        String::new()
    };
    let each = match reading.making.worlds() {
        1 => String::new(),
        worlds => format!(" of each of {worlds} scenarios"),
    };
    shown.say(format!("{} points, {} histories{each}{part}", finished.points, finished.histories));
    if let Some(file) = &asked.kept {
        shown.say(format!("Bands over plausible numbers in {}: later runs and pages show them", file.display()));
    }
    asked.show.show(shown, &Of { about: &finished.about, written: files, out }, asked.quiet)?;
    match finished.failed {
        0 => Ok(()),
        failed => Err(Failure::Failed(format!(
            "{failed} of {} points could not be run: {} says why",
            finished.points,
            if shard.count > 1 {
                "after merging, the table failures".into()
            } else {
                out.join(shown::file(files, "failures")).display().to_string()
            }
        ))),
    }
}

fn default_folder(name: &str, shard: Shard) -> Result<PathBuf, Failure> {
    match shard.count {
        1 => results(name),
        count => results(&format!("{name}-shard-{}-of-{count}", shard.index)),
    }
}

fn until(asked: Option<(&str, u64)>, outcomes: &[Outcome]) -> Result<Option<Until>, Failure> {
    let Some((text, at_most)) = asked else { return Ok(None) };
    let until = Until::parse(text, at_most).map_err(Failure::Input)?;
    if outcomes.iter().any(|outcome| outcome.name == until.outcome) {
        return Ok(Some(until));
    }
    let nearest =
        crate::scenario::problem::did_you_mean(&until.outcome, outcomes.iter().map(|outcome| outcome.name.as_str()));
    Err(Failure::Input(format!("--until: there is no outcome `{}`\n  {nearest}", until.outcome)))
}

/// Says how long it will take and how large it will be, if that is worth saying.
fn estimate(work: &Work<'_>, session: &Session, quiet: bool) {
    let (sweep, worlds) = (work.making.sweep, work.making.worlds() as u64);
    let points = work.shard.points(sweep.design.points());
    let histories = points * sweep.replicates * worlds;
    if quiet || work.until.is_some() {
        return;
    }
    // On all threads, as it will be: what a point costs by itself, and what each of its histories adds.
    let rehearsed = points.min(2 * session.threads() as u64);
    let timed = |replicates: u64| {
        let clock = Instant::now();
        session.play(|engine| work.rehearse(rehearsed, replicates, engine));
        clock.elapsed().as_secs_f64() / rehearsed as f64
    };
    let (one, three) = (timed(1), timed(3));
    let history = ((three - one) / 2.0).max(0.0);
    let mut seconds = points as f64 * ((one - history).max(0.0) + history * sweep.replicates as f64);
    if sweep.asks_how_far() && work.shard.count == 1 {
        seconds += robust::questions(work.making) as f64 * history / worlds as f64;
    }
    if seconds < 2.0 {
        return;
    }
    // A number in full precision takes some 18 bytes as text; the ledger holds it in 8 meanwhile.
    let megabytes = (points * sweep.replicates) as f64 * work.making.labels().len() as f64 * 26.0 / 1e6;
    let time = words(Duration::from_secs_f64(seconds));
    say(&format!("{points} points, {histories} histories: about {time} and {megabytes:.0} MB"));
}
