//! `intsoc runs SCENARIO...`: how many histories are enough.

use std::fmt::Write;
use std::path::Path;

use super::compare::{names, notes};
use super::run::{results, stem};
use super::shown::{self, SHOWN, number};
use super::{Failure, RunsArgs, doing, print, say_notes};
use crate::measure::quantity::{Quantities, sample};
use crate::model::outcomes::{Outcome, outcomes};
use crate::output::Doing;
use crate::output::enough::{self, Enough};
use crate::output::folder::Written;
use crate::scenario::{Loaded, Scenario};
use crate::statistics::settling::{STABLE, STEPS, Settling};

/// Runs scenarios and says after how many histories their outcomes have settled.
pub fn runs(args: &RunsArgs) -> Result<(), Failure> {
    let how = &args.how;
    if how.still || how.replicates.is_some() {
        let option = if how.still { "--still" } else { "--replicates" };
        return Err(Failure::Input(format!("{option}: the numbers of histories are given\n  leave it out")));
    }
    let overrides = how.overrides()?;
    let files: Vec<_> = args.scenarios.iter().collect();
    let mut loaded = Vec::new();
    for (file, name) in files.iter().zip(names(&files)?) {
        loaded.push((name, Loaded::of(file, &overrides)?));
    }
    say_notes(&notes(&loaded)?);
    let scenarios: Vec<(String, Scenario)> = loaded.into_iter().map(|(name, read)| (name, read.scenario)).collect();
    let identity = enough::identity(&scenarios, args.precision);
    let out = how.to.out.clone().map_or_else(|| results(&format!("{}-runs", stem(files[0]))), Ok)?;
    let folder = doing::claim(&out, &identity, &how.to)?;
    let pool = doing::pool(how.threads, STEPS[STEPS.len() - 1])?;
    let stop = doing::stop_on_interrupt();
    let histories = STEPS[STEPS.len() - 1];
    let bar = doing::progress_bar(histories * scenarios.len() as u64, "histories", how.quiet);
    let doing = doing::begin(&pool, &stop);
    let mut settled = Vec::new();
    for (name, scenario) in &scenarios {
        let Some(outcomes) = settle(scenario, histories, args.precision, &doing, &|done| bar.inc(done))? else {
            return Err(Failure::Failed("interrupted: nothing was written".into()));
        };
        settled.push((name.clone(), outcomes));
    }
    bar.finish_and_clear();
    let enough = Enough { scenarios: settled, precision: args.precision, histories };
    let written = enough::write(&enough, &identity, folder, &doing)?;
    if !how.quiet {
        print(&format!("{}{}", how.changes.line(), shown(&enough, &written, &out)));
    }
    Ok(())
}

/// How each outcome of a scenario settles; `None` when stopped.
fn settle(
    scenario: &Scenario,
    histories: u64,
    precision: f64,
    doing: &Doing<'_>,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Option<Vec<(Outcome, Settling)>>, Failure> {
    let outcomes = outcomes(scenario);
    let quantities = Quantities::outcomes(scenario);
    let Some(values) = sample(scenario, &quantities, histories, doing.pool, doing.stop, progress) else {
        return Ok(None);
    };
    let settling = values.iter().map(|values| Settling::of(values, precision));
    Ok(Some(outcomes.into_iter().zip(settling).collect()))
}

fn shown(enough: &Enough, written: &[Written], out: &Path) -> String {
    let mut text = String::new();
    for (name, outcomes) in &enough.scenarios {
        let _ = writeln!(text, "{name}: coefficient of variation after so many histories, and how many are enough\n");
        settling(&mut text, outcomes);
    }
    let _ = writeln!(text, "stable: the coefficient of variation changes by less than {STABLE} from there on");
    let _ = writeln!(
        text,
        "narrow: half the 95 % interval is at most {} % of the mean, or of the standard deviation where that is larger",
        100.0 * enough.precision
    );
    shown::where_it_is(&mut text, written, out);
    answer(&mut text, enough);
    text
}

/// A line an outcome.
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
    SHOWN.iter().filter_map(|(name, words)| {
        outcomes.iter().find(|(known, _)| known.name == *name).map(|(_, settling)| (*words, settling))
    })
}

/// What was asked, last of all: how many are enough, and which outcome decides it; first for the headline.
fn answer(text: &mut String, enough: &Enough) {
    let all: Vec<(&str, &str, &Settling)> = enough
        .scenarios
        .iter()
        .flat_map(|(name, outcomes)| shown_of(outcomes).map(move |(words, settling)| (name.as_str(), words, settling)))
        .collect();
    let of = number_of(enough.histories);
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
    let headline: Vec<_> = all.iter().filter(|(_, words, _)| *words == SHOWN[0].1).collect();
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
