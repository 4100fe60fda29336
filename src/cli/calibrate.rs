//! `intsoc calibrate FILE`: what the record says of the numbers.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;

use super::args::{Changes, Destination, Pace, Seed};
use super::failure::Failure;
use super::hindcast::own_facts;
use super::learned;
use super::out::{self, stem};
use super::part::{Part, part};
use super::say::say_notes;
use super::session::{Session, claim};
use super::shown::{Of, Show};
use super::usage::whole;
use crate::output::folder::{Folder, FolderError};
use crate::output::ledger::{self, LedgerError, Stages};
use crate::scenario::kind::FileKind;
use crate::scenario::problem::did_you_mean;
use crate::scenario::source::{self, Size};
use crate::scenario::{Override, Problems, Sources};
use crate::study::calibrate::{self, Calibrate, Case, Come};
use crate::study::cases::Cases;
use crate::study::hindcast::facts;
use crate::study::sweep::Sweep;
use crate::study::sweep::making::Making;
use crate::study::sweep::points::Shard;
use crate::study::sweep::probe::probe;

/// What `intsoc calibrate` can be told.
#[derive(Debug, Args)]
pub struct CalibrateArgs {
    /// A scenario, or a file of cases, to all of which numbers are fitted at once (TOML)
    file: PathBuf,
    #[command(flatten)]
    changes: Changes,
    #[command(flatten)]
    seed: Seed,
    #[command(flatten)]
    to: Destination,
    #[command(flatten)]
    pace: Pace,
    #[command(flatten)]
    show: Show,
    /// File of facts (CSV) of a scenario [default: those that it names, else scenarios/history/facts.csv]; may be repeated
    #[arg(long, value_name = "FILE")]
    facts: Vec<PathBuf>,
    /// Number of plausible worlds that are played at most
    #[arg(long, value_name = "N", default_value_t = 20_000, value_parser = whole::<u64>(calibrate::FEWEST..=1_000_000))]
    points: u64,
    /// Histories of each
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = whole::<u64>(2..=256))]
    replicates: u64,
    /// Waves of history matching, the first of which is drawn from all plausible numbers
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = whole::<u16>(1..=10))]
    waves: u16,
    /// Keep a case for judging; may be repeated
    #[arg(long, value_name = "CASE")]
    leave_out: Vec<String>,
    /// Which numbers take their own ranges: those of a grade (assumed, interpreted, documented), or all
    #[arg(long, value_name = "GRADE", default_value = "all", value_parser = ["assumed", "interpreted", "documented", "all"])]
    ranges: String,
    /// Keep a number at its value, for example --hold 'crisis.*'; may be repeated
    #[arg(long, value_name = "PATH")]
    hold: Vec<String>,
    /// Let every number move by itself; those of one kind move as one otherwise
    #[arg(long)]
    alone: bool,
    /// Play only one part of each stage, for example 3/50; all parts are given the same folder, and each goes on when all
    /// have played a stage
    #[arg(long, value_name = "I/N", value_parser = part)]
    shard: Option<Part>,
}

/// How long a part waits for another that looks into the folder.
const WAIT: Duration = Duration::from_secs(20);

/// Plays what is left of a calibration, and says what came of it.
pub fn calibrate(args: &CalibrateArgs) -> Result<(), Failure> {
    args.show.ready()?;
    let sources = Sources::disk();
    let overrides = args.changes.with_seed(&args.seed)?;
    let cases = args.cases(&sources, &overrides)?;
    let (file, text) = match &cases {
        Some(cases) => (PathBuf::from(format!("{}-calibrate.toml", stem(&args.file))), cases.crossed(&args.drawn())),
        None => (args.file.with_file_name(format!("{}-calibrate.toml", stem(&args.file))), args.of_scenario()),
    };
    let sweep = Sweep::load_text(&sources, &file, text, &overrides)?;
    let session = Session::start(args.pace.threads, args.points * args.replicates)?;
    let probed = session.play(|engine| probe(&sweep, engine))?;
    say_notes(&[&*sweep.notes, &*probed.notes].concat());
    let cases = args.left_out(match cases {
        Some(cases) => of_all(cases)?,
        None => vec![args.of_one(&sources, &probed.making)?],
    })?;
    let shard = args.shard.map_or(Shard::WHOLE, |part| part.shard);
    let asked = Calibrate { making: &probed.making, cases, points: args.points, waves: args.waves.into(), shard };
    refused(&asked)?;
    play(args, &asked, session)
}

/// The cases of a file, all of them fitted.
fn of_all(cases: Cases) -> Result<Vec<Case>, Problems> {
    let of = |(base, case): (usize, crate::study::cases::Case)| {
        let quantities = facts::quantities(&case.facts, &case.scenario)?;
        let (id, facts, files, months) = (case.id, case.facts, case.files, case.scenario.months);
        Ok(Case { id, base, files, facts, quantities, months, fitted: true })
    };
    cases.cases.into_iter().enumerate().map(of).collect()
}

/// What cannot be asked.
fn refused(asked: &Calibrate<'_>) -> Result<(), Failure> {
    if !asked.cases.iter().any(|case| case.fitted && case.facts.iter().any(|fact| fact.part.word() == "fit")) {
        return Err(Failure::Input(
            "no fact may be fitted\n  mark facts as fit in their file, or leave out fewer cases".into(),
        ));
    }
    let (parts, most) = (asked.shard.count, asked.most_parts());
    if parts > most {
        return Err(Failure::Input(format!(
            "--shard {}/{parts}: the smallest stage has {most} points, and so at most {most} parts\n  take fewer parts, or more points",
            asked.shard.index
        )));
    }
    Ok(())
}

impl CalibrateArgs {
    /// What its folder is called.
    fn name(&self) -> String {
        out::changed(&format!("{}-calibrate", stem(&self.file)), &self.changes, Some(&self.seed))
    }

    /// The cases, if the file is one of cases.
    fn cases(&self, sources: &Sources, overrides: &[Override]) -> Result<Option<Cases>, Failure> {
        let text = sources.read(&self.file, Size::OF_A_SWEEP).map_err(Problems::from)?;
        let root = source::parse(&text, &self.file.display().to_string(), &mut vec![])?;
        let name = self.file.display();
        match FileKind::of(&root) {
            Some(FileKind::Cases) if self.facts.is_empty() => Ok(Some(Cases::load(sources, &self.file, overrides)?)),
            Some(FileKind::Cases) => {
                let why = format!("--facts: {name} names the facts of its cases itself");
                Err(Failure::Input(format!("{why}\n  write facts = \"FILE\" beside the case there")))
            }
            Some(FileKind::Sweep | FileKind::Patterns) => Err(Failure::Input(format!(
                "{name}: is no scenario, nor a file of cases\n  name the scenario whose numbers are asked for"
            ))),
            _ => Ok(None),
        }
    }

    /// What is drawn, as a file of a sweep says it.
    fn drawn(&self) -> String {
        let mut text = format!(
            "ranges = {:?}\npoints = {}\nreplicates = {}\nluck = \"independent\"\n",
            self.ranges, self.points, self.replicates
        );
        if !self.hold.is_empty() {
            let _ = writeln!(text, "hold = {:?}", self.hold);
        }
        if self.alone {
            text.push_str("together = []\n");
        }
        text
    }

    fn of_scenario(&self) -> String {
        let name = self.file.file_name().unwrap_or_default().to_string_lossy();
        format!("scenario = {name:?}\n{}", self.drawn())
    }

    /// The case of a scenario.
    fn of_one(&self, sources: &Sources, making: &Making<'_>) -> Result<Case, Problems> {
        let scenario = making.at_values(0)?.swap_remove(0).scenario;
        let named = if self.facts.is_empty() { own_facts(&self.file)? } else { self.facts.clone() };
        let (facts, files) = facts::load_all(sources, &named)?;
        let quantities = facts::quantities(&facts, &scenario)?;
        let (id, months) = (stem(&self.file), scenario.months);
        Ok(Case { id, base: 0, files, facts, quantities, months, fitted: true })
    }

    /// The cases, some of which only judge.
    fn left_out(&self, mut cases: Vec<Case>) -> Result<Vec<Case>, Failure> {
        for left_out in &self.leave_out {
            let Some(case) = cases.iter_mut().find(|case| case.id == *left_out) else {
                let known: Vec<&str> = cases.iter().map(|case| case.id.as_str()).collect();
                let remedy = did_you_mean(left_out, known);
                return Err(Failure::Input(format!("--leave-out {left_out}: is no case here\n  {remedy}")));
            };
            case.fitted = false;
        }
        Ok(cases)
    }
}

fn play(args: &CalibrateArgs, asked: &Calibrate<'_>, session: Session) -> Result<(), Failure> {
    let out = out::folder(&args.to, &args.name())?;
    let identity = asked.identity();
    if !args.to.force && ledger::complete(&out, &identity).is_some() {
        Stages::forget(&out)?;
        return args.show.already(&out, args.pace.quiet);
    }
    // Before anything is played: a folder that will not do is wrong input.
    let alone = asked.shard.count == 1;
    let held = taken(&out, &identity, args)?;
    let mut stages = Stages::of(&out, asked.shard)?;
    // Parts share the folder: each has a lock of its own within it.
    let held = alone.then_some(held);
    let histories = args.points / asked.shard.count * args.replicates * asked.cases.len() as u64;
    let session = session.with_bar(histories, "histories", args.pace.quiet);
    let come = match session.play(|engine| asked.play(engine, &mut stages)) {
        Err(LedgerError::Foreign { .. }) if args.to.force => {
            drop(stages);
            Stages::forget(&out)?;
            stages = Stages::of(&out, asked.shard)?;
            session.play(|engine| asked.play(engine, &mut stages))
        }
        come => come,
    };
    let calibrated = match come? {
        Come::Whole(calibrated) => calibrated,
        Come::Waits { .. } if ledger::complete(&out, &identity).is_some() => {
            return args.show.already(&out, args.pace.quiet);
        }
        come => return Err(not_yet(&come, &out)),
    };
    let mut folder = held.map_or_else(|| taken(&out, &identity, args), Ok)?;
    asked.hand_on(&calibrated, &mut folder)?;
    let written = session.seal(folder, &calibrated.about)?;
    drop(stages);
    Stages::forget(&out)?;
    let shown = learned::shown(asked, &calibrated, &written, &args.changes.line());
    args.show.show(shown, &Of { about: &calibrated.about, written: &written, out: &out }, args.pace.quiet)
}

/// The folder; another part may look into it at this moment.
fn taken(out: &Path, identity: &str, args: &CalibrateArgs) -> Result<Folder, Failure> {
    let since = std::time::Instant::now();
    while args.shard.is_some() && since.elapsed() < WAIT {
        match Folder::claim(out, identity, args.to.force) {
            Err(FolderError::InUse { .. }) => std::thread::sleep(Duration::from_millis(50)),
            _ => break,
        }
    }
    claim(out, identity, &args.to)
}

/// Why there are no results yet.
fn not_yet(come: &Come, out: &Path) -> Failure {
    let out = out.display();
    let why = match come {
        Come::Waits { stage, parts } => {
            let parts: Vec<String> = parts.iter().map(u64::to_string).collect();
            format!(
                "this part is done with stage {} in {out}, and waits for others: {} not there yet\n  play these, then the same command goes on",
                stage + 1,
                match parts.as_slice() {
                    [one] => format!("part {one} is"),
                    all => format!("parts {} are", all.join(", ")),
                }
            )
        }
        Come::Stopped { stage, done } => format!(
            "interrupted: {done} points of stage {} are in {out}\n  the same command goes on where it was",
            stage + 1
        ),
        Come::Whole(_) => String::new(),
    };
    if matches!(come, Come::Stopped { .. }) { Failure::Interrupted(why) } else { Failure::Failed(why) }
}
