//! `intsoc precision SCENARIO...`: how many histories are enough.

use std::path::PathBuf;

use clap::Args;

use super::args::{Changes, Destination, Pace, Seed};
use super::failure::Failure;
use super::out::{self, stem};
use super::say::say_notes;
use super::session::{Session, claim};
use super::several::{names, notes};
use super::shown::table::{Cell, Column, Row, Table};
use super::shown::{Of, Show, Shown};
use crate::model::outcomes::{Outcome, headlines};
use crate::output::doubt::OF_PRECISION;
use crate::scenario::{Loaded, Sources};
use crate::scenario::{slips, text};
use crate::statistics::settling::{STABLE, STEPS, Settling};
use crate::study::StudyKind;
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
    #[command(flatten)]
    show: Show,
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
    args.show.ready()?;
    let overrides = args.changes.with_seed(&args.seed)?;
    let files: Vec<_> = args.scenarios.iter().collect();
    let mut loaded = Vec::new();
    for (file, name) in files.iter().zip(names(&files)?) {
        loaded.push((name, Loaded::of(&Sources::disk(), file, &overrides)?));
    }
    say_notes(&notes(&loaded)?);
    let scenarios = loaded.into_iter().map(|(name, read)| (name, read.scenario)).collect();
    let asked = Precision { scenarios, precision: args.precision };
    let name = format!("{}-precision", stem(files[0]));
    let out = out::folder(&args.to, &out::changed(&name, &args.changes, Some(&args.seed)))?;
    let mut folder = claim(&out, &asked.identity(), &args.to)?;
    let histories = Precision::HISTORIES * files.len() as u64;
    let session = Session::start(args.pace.threads, Precision::HISTORIES)?;
    let session = session.with_bar(histories, "histories", args.pace.quiet);
    let Some(settled) = session.play(|engine| asked.play(engine, &mut folder))? else {
        return Err(Failure::Interrupted("interrupted: nothing was written".into()));
    };
    let written = session.seal(folder, &settled.about)?;
    let shown = shown(&settled, args.precision, &args.changes.line());
    args.show.show(shown, &Of { about: &settled.about, written: &written, out: &out }, args.pace.quiet)
}

fn shown(settled: &Settled, precision: f64, changed: &str) -> Shown {
    let mut shown = Shown::of(changed);
    for (at, (name, outcomes)) in settled.scenarios.iter().enumerate() {
        shown.say(format!(
            "{}{name}: coefficient of variation after so many histories, and how many are enough",
            if at > 0 { "\n" } else { "" }
        ));
        shown.say("");
        shown.table(settling(name, outcomes));
    }
    shown.say(format!("\nstable: the coefficient of variation changes by less than {STABLE} from there on"));
    shown.say(format!(
        "narrow: half the 95 % interval is at most {} % of the mean, or of the standard deviation where that is larger",
        100.0 * precision
    ));
    shown.say(OF_PRECISION);
    shown.place();
    answer(&mut shown, settled);
    shown
}

/// One row per outcome.
fn settling(name: &str, outcomes: &[(Outcome, Settling)]) -> Table {
    let last = STEPS.len().saturating_sub(1);
    // The last step is what the others lead to.
    let step = |(at, step): (usize, &u64)| {
        Column::numbers(format!("after_{step}"), &step.to_string()).spared(if at < last {
            1 + (last - at) as u8
        } else {
            0
        })
    };
    let steps = STEPS.iter().enumerate().map(step);
    let ends = [Column::numbers("stable", "stable"), Column::numbers("narrow", "narrow")];
    let columns = [Column::words("outcome", "outcome")].into_iter().chain(steps).chain(ends);
    let mut table = Table::new("settling", format!("{} ({name})", StudyKind::Precision.question()), columns);
    table.rows = shown_of(outcomes)
        .map(|(outcome, words, settling)| {
            let variation = |value: Option<f64>| {
                value.map_or_else(|| Cell::words("-"), |value| Cell::written(value, format!("{value:.3}")))
            };
            let count = |count: Option<u64>| {
                count.map_or_else(|| Cell::words("-"), |count| Cell::written(count as f64, text::count(count)))
            };
            let steps = settling.steps.iter().map(|step| variation(step.variation()));
            let cells = [Cell::named(outcome, words)].into_iter().chain(steps);
            Row::of(cells.chain([count(settling.stable), count(settling.narrow)])).also("scenario", name)
        })
        .collect();
    table
}

fn shown_of(outcomes: &[(Outcome, Settling)]) -> impl Iterator<Item = (&'static str, &'static str, &Settling)> {
    headlines().into_iter().filter_map(|(name, words)| {
        outcomes.iter().find(|(known, _)| known.name == name).map(|(_, settling)| (name, words, settling))
    })
}

/// What was asked, last of all: how many are enough, and which outcome decides it; first for the headline.
fn answer(shown: &mut Shown, settled: &Settled) {
    let all: Vec<(&str, &str, &Settling)> = settled
        .scenarios
        .iter()
        .flat_map(|(name, outcomes)| {
            shown_of(outcomes).map(move |(_, words, settling)| (name.as_str(), words, settling))
        })
        .collect();
    let of = text::count(Precision::HISTORIES);
    let line = |what: &str, asked: &[&(&str, &str, &Settling)]| {
        let needed = asked.iter().filter_map(|(name, words, settling)| Some((settling.enough()?, name, words)));
        match needed.rev().max_by_key(|(needed, ..)| *needed) {
            None => format!("  {what}: more than {of}, if any number is\n"),
            Some((needed, name, words)) => {
                format!("  {what}: {}, as {words} of {name} asks for\n", text::count(needed))
            }
        }
    };
    let unsettled = all.iter().any(|(.., settling)| settling.enough().is_none());
    let of_all = if unsettled { "for all of these outcomes that settle" } else { "for all of these outcomes" };
    let first = headlines().first().map(|(_, words)| *words);
    let headline: Vec<_> = all.iter().filter(|(_, words, _)| first == Some(*words)).collect();
    let answers = [line("for adequacy alone", &headline), line(of_all, &all.iter().collect::<Vec<_>>())];
    shown.say(format!("\nEnough histories\n{}", answers.concat()));
    let mut listed = |what: &str, is: &dyn Fn(&Settling) -> bool| {
        let found: Vec<String> = all
            .iter()
            .filter(|(.., settling)| is(settling))
            .map(|(name, words, _)| format!("{words} ({name})"))
            .collect();
        if !found.is_empty() {
            shown.say(format!("  {what}: {}", found.join(", ")));
        }
    };
    listed(&format!("not stable after {of}"), &|settling| settling.seen() > 1 && settling.stable.is_none());
    listed(&format!("came about in none of {of}, so that nothing can be said"), &|settling| settling.seen() == 0);
    listed(&format!("came about in one of {of}, so that nothing can be said"), &|settling| settling.seen() == 1);
}
