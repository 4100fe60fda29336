//! `intsoc calibrate FILE`: what the record says of the numbers.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;

use super::args::{Changes, Destination, Pace, Seed};
use super::failure::Failure;
use super::hindcast::default_file;
use super::out::{self, stem};
use super::part::{Part, part};
use super::render::{self, number};
use super::say::{print, say_notes};
use super::session::{Session, claim};
use crate::output::doubt::OF_A_CALIBRATION;
use crate::output::folder::{Folder, FolderError, Written};
use crate::output::ledger::{self, LedgerError, Stages};
use crate::scenario::Sources;
use crate::study::calibrate::{self, Calibrate, Calibrated, Case, Come, Ended, OfFact};
use crate::study::hindcast::{Fact, facts};
use crate::study::sweep::Sweep;
use crate::study::sweep::points::Shard;
use crate::study::sweep::probe::probe;

/// What `intsoc calibrate` can be told.
#[derive(Debug, Args)]
pub struct CalibrateArgs {
    /// Scenario file (TOML)
    file: PathBuf,
    #[command(flatten)]
    changes: Changes,
    #[command(flatten)]
    seed: Seed,
    #[command(flatten)]
    to: Destination,
    #[command(flatten)]
    pace: Pace,
    /// File of facts (CSV); may be repeated [default: scenarios/history/facts.csv]
    #[arg(long, value_name = "FILE")]
    facts: Vec<PathBuf>,
    /// Number of plausible worlds that are played at most
    #[arg(long, value_name = "N", default_value_t = 20_000, value_parser = clap::value_parser!(u64).range(calibrate::FEWEST..=1_000_000))]
    points: u64,
    /// Histories of each
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u64).range(2..=256))]
    replicates: u64,
    /// Waves of history matching, the first of which is drawn from all plausible numbers
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u16).range(1..=10))]
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
    let sources = Sources::disk();
    let overrides = args.changes.with_seed(&args.seed)?;
    let folder = args.file.parent().unwrap_or(Path::new(""));
    let file = folder.join(format!("{}-calibrate.toml", stem(&args.file)));
    let sweep = Sweep::load_text(&sources, &file, args.sweep(), &overrides)?;
    let session = Session::start(args.pace.threads, args.points * args.replicates)?;
    let probed = session.play(|engine| probe(&sweep, engine))?;
    say_notes(&[&*sweep.notes, &*probed.notes].concat());
    let scenario = probed.making.at_values(0)?.swap_remove(0).scenario;
    let (files, facts) = args.facts(&sources)?;
    let quantities = facts::quantities(&facts, &scenario)?;
    let id = stem(&args.file);
    if let Some(unknown) = args.leave_out.iter().find(|left_out| **left_out != id) {
        return Err(Failure::Input(format!("--leave-out {unknown}: is no case here; the cases are {id}")));
    }
    let fitted = !args.leave_out.contains(&id);
    let case = Case { id, base: 0, files, facts, quantities, months: scenario.months, fitted };
    let shard = args.shard.map_or(Shard::WHOLE, |part| part.shard);
    let asked =
        Calibrate { making: &probed.making, cases: vec![case], points: args.points, waves: args.waves.into(), shard };
    refused(&asked)?;
    play(args, &asked, session)
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
    /// What is drawn, as a file of a sweep says it.
    fn sweep(&self) -> String {
        let name = self.file.file_name().unwrap_or_default().to_string_lossy();
        let mut text = format!(
            "scenario = {name:?}\nranges = {:?}\npoints = {}\nreplicates = {}\nluck = \"independent\"\n",
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

    /// The facts of all files, none of which may be given twice.
    fn facts(&self, sources: &Sources) -> Result<(Vec<(String, String)>, Vec<Fact>), Failure> {
        let given = if self.facts.is_empty() { vec![default_file()] } else { self.facts.clone() };
        let (mut files, mut all) = (Vec::new(), Vec::<Fact>::new());
        for file in given {
            let (own, text) = facts::load(sources, &file)?;
            if let Some(twice) = own.iter().find(|fact| all.iter().any(|known| known.id == fact.id)) {
                return Err(Failure::Input(format!(
                    "{}: {}: this id is given in another file of facts too\n  give each fact an id of its own",
                    twice.place, twice.id
                )));
            }
            all.extend(own);
            files.push((file.display().to_string(), text));
        }
        Ok((files, all))
    }
}

fn play(args: &CalibrateArgs, asked: &Calibrate<'_>, session: Session) -> Result<(), Failure> {
    let out = out::folder(&args.to, &format!("{}-calibrate", stem(&args.file)))?;
    let identity = asked.identity();
    if !args.to.force && ledger::complete(&out, &identity).is_some() {
        Stages::forget(&out).map_err(told)?;
        return already(&out, args.pace.quiet);
    }
    // Before anything is played: a folder that will not do is wrong input.
    let alone = asked.shard.count == 1;
    let held = taken(&out, &identity, args)?;
    let mut stages = match Stages::of(&out, asked.shard) {
        Ok(stages) => stages,
        Err(error) => return Err(told(error)),
    };
    // Parts share the folder: each has a lock of its own within it.
    let held = alone.then_some(held);
    let histories = args.points / asked.shard.count * args.replicates * asked.cases.len() as u64;
    let session = session.with_bar(histories, "histories", args.pace.quiet);
    let come = match session.play(|engine| asked.play(engine, &mut stages)) {
        Err(LedgerError::Foreign { .. }) if args.to.force => {
            drop(stages);
            Stages::forget(&out).map_err(told)?;
            stages = Stages::of(&out, asked.shard).map_err(told)?;
            session.play(|engine| asked.play(engine, &mut stages))
        }
        come => come,
    };
    let calibrated = match come.map_err(told)? {
        Come::Whole(calibrated) => calibrated,
        Come::Waits { .. } if ledger::complete(&out, &identity).is_some() => return already(&out, args.pace.quiet),
        come => return Err(not_yet(&come, &out)),
    };
    let mut folder = held.map_or_else(|| taken(&out, &identity, args), Ok)?;
    asked.hand_on(&calibrated, &mut folder)?;
    let written = session.seal(folder, &calibrated.about)?;
    drop(stages);
    Stages::forget(&out).map_err(told)?;
    if !args.pace.quiet {
        print(&shown(asked, &calibrated, &written, &args.changes.line(), &out));
    }
    Ok(())
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

fn told(error: LedgerError) -> Failure {
    match error {
        LedgerError::Unusable { .. } => Failure::Failed(error.to_string()),
        _ => Failure::Input(error.to_string()),
    }
}

fn already(out: &Path, quiet: bool) -> Result<(), Failure> {
    if !quiet {
        print(&format!("{} holds the whole of it already\n", out.display()));
    }
    Ok(())
}

/// Why there are no results yet.
fn not_yet(come: &Come, out: &Path) -> Failure {
    let out = out.display();
    Failure::Failed(match come {
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
    })
}

fn shown(asked: &Calibrate<'_>, calibrated: &Calibrated, written: &[Written], changed: &str, out: &Path) -> String {
    let sweep = asked.making.sweep;
    let failed = match calibrated.failed {
        0 => String::new(),
        failed => format!(" ({failed} could not be played)"),
    };
    let mut text = format!(
        "{}: {} factors, {} facts, {} plausible worlds{failed}, {} histories of each, seed {}\n{changed}",
        sweep.file,
        calibrated.learned.len(),
        asked.cases.iter().map(|case| case.facts.len()).sum::<usize>(),
        calibrated.found.means.count(),
        sweep.replicates,
        sweep.seed
    );
    search(&mut text, calibrated);
    unreached(&mut text, asked, calibrated);
    judged(&mut text, calibrated);
    moved(&mut text, asked, calibrated, written);
    let _ = writeln!(text, "\n{OF_A_CALIBRATION}");
    render::what_it_is(&mut text);
    render::where_it_is(&mut text, written, out);
    text
}

fn search(text: &mut String, calibrated: &Calibrated) {
    let found = &calibrated.found;
    let _ = writeln!(text);
    for (wave, of) in found.waves.iter().enumerate() {
        let _ = writeln!(
            text,
            "wave {:2}        {:6} worlds; {} facts that emulators foretell, {} of which are forgiven, leave {} of all places (± {})",
            wave + 1,
            of.points,
            of.asked,
            of.forgiven,
            number(of.left.share),
            number(of.left.error)
        );
    }
    for (generation, of) in found.generations.all.iter().enumerate().skip(1) {
        let _ = writeln!(
            text,
            "generation {generation:2}  {:6} worlds; {:.0} % are nearer than before, and what is kept is off by {} at most",
            of.points,
            100.0 * of.accepted,
            number(of.tolerance)
        );
    }
    let why = match found.generations.ended {
        Ended::Spent => "all worlds that were asked for are played",
        Ended::FewNearer => "few were nearer",
        Ended::Near => "nearer would be nearer to luck",
    };
    let effective = found.generations.all.last().map_or(0.0, |last| last.effective);
    let _ = writeln!(
        text,
        "it ended since {why}: {} worlds are kept, which by their weights are worth {effective:.0}",
        found.population.kept.len()
    );
}

/// Facts that no world reaches, and those that few do.
fn unreached(text: &mut String, asked: &Calibrate<'_>, calibrated: &Calibrated) {
    const FEW: f64 = 0.05;
    let facts = asked.cases.iter().flat_map(|case| case.facts.iter().map(move |fact| (case, fact)));
    let named = facts.map(|(case, fact)| format!("{}/{}", case.id, fact.id));
    let all: Vec<(String, &OfFact)> = named.zip(&calibrated.judged.facts).filter(|(_, of)| of.reached < FEW).collect();
    for (fact, of) in all.iter().filter(|(_, of)| beyond(of)) {
        let how = of.least.map_or_else(
            || "none knows it".into(),
            |least| format!("the nearest is off by {least:.1} standard deviations of record and luck"),
        );
        let _ = writeln!(text, "no world reaches {fact}: {how}");
    }
    let few: Vec<String> = all
        .iter()
        .filter(|(_, of)| !beyond(of))
        .map(|(fact, of)| format!("{fact} ({:.1} %)", 100.0 * of.reached))
        .collect();
    if !few.is_empty() {
        let _ = writeln!(text, "few worlds come within three standard deviations of {}", few.join(", "));
    }
}

fn beyond(of: &OfFact) -> bool {
    of.least.is_none_or(|least| least > 3.0)
}

fn judged(text: &mut String, calibrated: &Calibrated) {
    let _ = writeln!(
        text,
        "\n{:34} {:>18} {:>18}",
        "the record in the middle of histories", "before, 50/90 %", "after, 50/90 %"
    );
    for row in &calibrated.judged.scores {
        let share = |within: u64, facts: u64| 100.0 * within as f64 / facts as f64;
        let both = |score: &crate::study::hindcast::Score| match score.facts {
            0 => "-".into(),
            facts => format!("{:.0} / {:.0} %", share(score.within_50, facts), share(score.within_90, facts)),
        };
        let left_out = if row.left_out { ", left out" } else { "" };
        let name = format!("{}, {}{left_out} ({} facts)", row.case, row.part.word(), row.posterior.facts);
        let _ = writeln!(text, "{name:37} {:>18} {:>18}", both(&row.prior), both(&row.posterior));
        if row.posterior.votes > 0 {
            let _ = writeln!(
                text,
                "  {} votes, off by: {:.2} before, {:.2} after, {:.2} if nobody withheld one",
                row.posterior.votes, row.prior.vote_error, row.posterior.vote_error, row.posterior.null_vote_error
            );
        }
    }
}

/// What the record moves, and whether that can be believed.
fn moved(text: &mut String, asked: &Calibrate<'_>, calibrated: &Calibrated, written: &[Written]) {
    const MOST: usize = 20;
    let factors = asked.making.sweep.factors.iter().filter(|factor| factor.name != "scenario");
    let mut moved: Vec<_> = factors.zip(&calibrated.learned).filter(|(_, of)| of.moved).collect();
    moved.sort_by(|one, two| one.1.test.p.total_cmp(&two.1.test.p));
    let all = calibrated.learned.len();
    let _ = writeln!(
        text,
        "\nof {all} factors the record moves {}, by their places in their ranges (before: mean 0.50, sd 0.29)",
        moved.len()
    );
    for (factor, of) in moved.iter().take(MOST) {
        let _ = writeln!(
            text,
            "{:44} mean {:.2}, sd {:.2}, {:.0} % of the variance is gone",
            factor.name,
            of.mean,
            of.sd,
            100.0 * of.contraction
        );
    }
    if moved.len() > MOST {
        let _ = writeln!(text, "and {} others: {}", moved.len() - MOST, render::file(written, "posterior"));
    }
    let Some(check) = &calibrated.check else {
        let _ = writeln!(text, "too few worlds could be played to check this on records whose true numbers are known");
        return;
    };
    let informed = check.informed.iter().filter(|informed| **informed).count();
    let both = calibrated.learned.iter().zip(&check.informed).filter(|(of, informed)| of.moved && **informed).count();
    let _ = writeln!(
        text,
        "\nchecked on {} records drawn from the plausible numbers themselves, of which the truth is known: they teach something about {informed} of {all} factors ({:.0} %), {both} of those that the record moves among them",
        check.records,
        100.0 * informed as f64 / all.max(1) as f64
    );
    let failed = check.failed().len();
    let _ = match (check.holds(), failed) {
        (true, _) => writeln!(
            text,
            "the truth lies anywhere among the nearest worlds alike (p = {:.2}): what they say is not too sure of itself. It is no posterior of {all} numbers: a record of so few facts says nothing of the {} others",
            check.overall.p,
            all - informed
        ),
        (false, _) => writeln!(
            text,
            "THE CHECK FAILS: the truth does not lie anywhere among the nearest worlds alike (all together p = {}; {failed} factors by themselves): do not quote these distributions",
            number(check.overall.p)
        ),
    };
}
