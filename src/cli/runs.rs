//! `intsoc runs SCENARIO...`: how many histories are enough.

use std::fmt::Write;
use std::path::Path;

use super::compare::names;
use super::run::{results, stem};
use super::shown::{self, SHOWN, number};
use super::{Failure, RunsArgs, doing, print};
use crate::analysis::enough::{STABLE, STEPS, Settling};
use crate::experiment::quantity::{Quantities, sample};
use crate::model::outcomes::{Outcome, outcomes};
use crate::output::Doing;
use crate::output::enough::{self, Enough};
use crate::output::folder::Written;
use crate::scenario::{self, Scenario};

/// Runs scenarios and says after how many histories their outcomes have settled.
pub fn runs(args: &RunsArgs) -> Result<(), Failure> {
    let how = &args.how;
    if how.still || how.replicates.is_some() {
        let option = if how.still { "--still" } else { "--replicates" };
        return Err(Failure::Input(format!("{option}: the numbers of histories are given\n  leave it out")));
    }
    let overrides = how.overrides()?;
    let files: Vec<_> = args.scenarios.iter().collect();
    let mut scenarios = Vec::new();
    for (file, name) in files.iter().zip(names(&files)?) {
        scenarios.push((name, scenario::load(file, &overrides)?));
    }
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
        print(&shown(&enough, &written, &out));
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
    let mut most: (u64, &str, &str) = (0, "", "");
    let mut open = Vec::new();
    for (name, outcomes) in &enough.scenarios {
        let _ = writeln!(text, "{name}: coefficient of variation after so many histories, and how many are enough\n");
        let steps: String = STEPS.iter().map(|step| format!(" {step:>7}")).collect();
        let _ = writeln!(text, "{:34}{steps} {:>8} {:>8}", "", "stable", "narrow");
        for (outcome, words) in SHOWN {
            let Some((_, settling)) = outcomes.iter().find(|(known, _)| known.name == outcome) else { continue };
            let variations: String = settling
                .steps
                .iter()
                .map(|step| format!(" {:>7}", step.variation().map_or("-".into(), |value| format!("{value:.3}"))))
                .collect();
            let count = |count: Option<u64>| count.map_or("-".into(), number_of);
            let _ =
                writeln!(text, "{words:34}{variations} {:>8} {:>8}", count(settling.stable), count(settling.narrow));
            match settling.enough() {
                Some(needed) if needed > most.0 => most = (needed, name, words),
                _ => {}
            }
            if settling.stable.is_none() {
                open.push(format!("{words} ({name})"));
            }
        }
        let _ = writeln!(text);
    }
    let (needed, name, words) = most;
    let _ = writeln!(text, "stable: the coefficient of variation changes by less than {STABLE} from there on");
    let _ = writeln!(
        text,
        "narrow: half the 95 % interval is at most {} % of the mean, or of the standard deviation where that is larger",
        100.0 * enough.precision
    );
    let _ = writeln!(text, "\nEnough for all of these: {} histories; {words} of {name} needs most", number_of(needed));
    if !open.is_empty() {
        let _ = writeln!(text, "Not stable after {}: {}", number_of(enough.histories), open.join(", "));
    }
    shown::where_it_is(&mut text, written, out);
    text
}

fn number_of(count: u64) -> String {
    if count < 1000 { count.to_string() } else { number(count as f64) }
}
