//! `intsoc precision SCENARIO...`: how many histories are enough.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use clap::Args;

use super::args::{Changes, Destination, Pace, Seed};
use super::failure::Failure;
use super::out::{self, stem};
use super::render::{self, number};
use super::say::{print, say_notes};
use super::session::{Session, claim};
use super::several::{names, notes};
use crate::model::outcomes::{Outcome, headlines};
use crate::output::doubt::OF_PRECISION;
use crate::output::folder::Written;
use crate::scenario::slips;
use crate::scenario::{Loaded, Sources};
use crate::statistics::settling::{STABLE, STEPS, Settling};
use crate::study::precision::{Precision, Settled};

/// What `intsoc precision` can be told.
#[derive(Debug, Args)]
pub struct PrecisionArgs {
    /// Scenario files (TOML): the more they vary, the more histories they need
    #[arg(required = true)]
    scenarios: Vec<PathBuf>,
    #[command(flatten)]
    changes: Changes,
    #[command(flatten)]
    seed: Seed,
    #[command(flatten)]
    to: Destination,
    #[command(flatten)]
    pace: Pace,
    /// Share of the mean, or of the standard deviation where that is larger, that half the 95 % interval may have
    #[arg(long, value_name = "SHARE", default_value_t = 0.05, value_parser = share)]
    precision: f64,
}

/// A share that an interval can be as narrow as.
fn share(text: &str) -> Result<f64, String> {
    let share = text.parse::<f64>().ok().filter(|share| (0.0001..=1.0).contains(share));
    share.ok_or_else(|| match slips::number(text).filter(|meant| meant != text) {
        Some(meant) => format!("write {meant}"),
        None => "must be from 0.0001 to 1".into(),
    })
}

/// Plays scenarios and says after how many histories their outcomes have settled.
pub fn precision(args: &PrecisionArgs) -> Result<(), Failure> {
    let overrides = args.changes.with_seed(&args.seed)?;
    let files: Vec<_> = args.scenarios.iter().collect();
    let mut loaded = Vec::new();
    for (file, name) in files.iter().zip(names(&files)?) {
        loaded.push((name, Loaded::of(&Sources::disk(), file, &overrides)?));
    }
    say_notes(&notes(&loaded)?);
    let scenarios = loaded.into_iter().map(|(name, read)| (name, read.scenario)).collect();
    let asked = Precision { scenarios, precision: args.precision };
    let out = out::folder(&args.to, &format!("{}-precision", stem(files[0])))?;
    let mut folder = claim(&out, &asked.identity(), &args.to)?;
    let histories = Precision::HISTORIES * files.len() as u64;
    let session = Session::start(args.pace.threads, Precision::HISTORIES)?;
    let session = session.with_bar(histories, "histories", args.pace.quiet);
    let Some(settled) = session.play(|engine| asked.play(engine, &mut folder))? else {
        return Err(Failure::Failed("interrupted: nothing was written".into()));
    };
    let written = session.seal(folder, &settled.about)?;
    if !args.pace.quiet {
        print(&format!("{}{}", args.changes.line(), shown(&settled, args.precision, &written, &out)));
    }
    Ok(())
}

fn shown(settled: &Settled, precision: f64, written: &[Written], out: &Path) -> String {
    let mut text = String::new();
    for (name, outcomes) in &settled.scenarios {
        let _ = writeln!(text, "{name}: coefficient of variation after so many histories, and how many are enough\n");
        settling(&mut text, outcomes);
    }
    let _ = writeln!(text, "stable: the coefficient of variation changes by less than {STABLE} from there on");
    let _ = writeln!(
        text,
        "narrow: half the 95 % interval is at most {} % of the mean, or of the standard deviation where that is larger",
        100.0 * precision
    );
    let _ = writeln!(text, "{OF_PRECISION}");
    render::where_it_is(&mut text, written, out);
    answer(&mut text, settled);
    text
}

/// One line per outcome.
fn settling(text: &mut String, outcomes: &[(Outcome, Settling)]) {
    let steps: String = STEPS.iter().map(|step| format!(" {step:>7}")).collect();
    let _ = writeln!(text, "{:34}{steps} {:>8} {:>8}", "", "stable", "narrow");
    for (words, settling) in shown_of(outcomes) {
        let variations: String = settling
            .steps
            .iter()
            .map(|step| format!(" {:>7}", step.variation().map_or("-".into(), |value| format!("{value:.3}"))))
            .collect();
        let count = |count: Option<u64>| count.map_or("-".into(), number_of);
        let _ = writeln!(text, "{words:34}{variations} {:>8} {:>8}", count(settling.stable), count(settling.narrow));
    }
    let _ = writeln!(text);
}

fn shown_of(outcomes: &[(Outcome, Settling)]) -> impl Iterator<Item = (&'static str, &Settling)> {
    headlines().into_iter().filter_map(|(name, words)| {
        outcomes.iter().find(|(known, _)| known.name == name).map(|(_, settling)| (words, settling))
    })
}

/// What was asked, last of all: how many are enough, and which outcome decides it; first for the headline.
fn answer(text: &mut String, settled: &Settled) {
    let all: Vec<(&str, &str, &Settling)> = settled
        .scenarios
        .iter()
        .flat_map(|(name, outcomes)| shown_of(outcomes).map(move |(words, settling)| (name.as_str(), words, settling)))
        .collect();
    let of = number_of(Precision::HISTORIES);
    let line = |what: &str, asked: &[&(&str, &str, &Settling)]| {
        let needed = asked.iter().filter_map(|(name, words, settling)| Some((settling.enough()?, name, words)));
        match needed.rev().max_by_key(|(needed, ..)| *needed) {
            None => format!("  {what}: more than {of}, if any number is\n"),
            Some((needed, name, words)) => {
                format!("  {what}: {}, as {words} of {name} asks for\n", number_of(needed))
            }
        }
    };
    let unsettled = all.iter().any(|(.., settling)| settling.enough().is_none());
    let of_all = if unsettled { "for all of these outcomes that settle" } else { "for all of these outcomes" };
    let first = headlines().first().map(|(_, words)| *words);
    let headline: Vec<_> = all.iter().filter(|(_, words, _)| first == Some(*words)).collect();
    let answers = [line("for adequacy alone", &headline), line(of_all, &all.iter().collect::<Vec<_>>())];
    let _ = write!(text, "\nEnough histories\n{}", answers.concat());
    let mut listed = |what: &str, is: &dyn Fn(&Settling) -> bool| {
        let found: Vec<String> = all
            .iter()
            .filter(|(.., settling)| is(settling))
            .map(|(name, words, _)| format!("{words} ({name})"))
            .collect();
        if !found.is_empty() {
            let _ = writeln!(text, "  {what}: {}", found.join(", "));
        }
    };
    listed(&format!("not stable after {of}"), &|settling| settling.seen() > 1 && settling.stable.is_none());
    listed(&format!("came about in none of {of}, so that nothing can be said"), &|settling| settling.seen() == 0);
    listed(&format!("came about in one of {of}, so that nothing can be said"), &|settling| settling.seen() == 1);
}

fn number_of(count: u64) -> String {
    if count < 1000 { count.to_string() } else { number(count as f64) }
}
