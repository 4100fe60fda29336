//! `intsoc reproduce KEY DIR`: one history again, with full detail.

use super::run::results;
use super::{Failure, ReproduceArgs, doing, print};
use crate::model::outcomes::outcomes;
use crate::output::again::{Key, find};
use crate::output::manifest::Plan;
use crate::output::run as runs;
use crate::output::table::write_number;

/// Runs a history of a folder of results again, and checks that its outcomes are the same.
pub fn reproduce(args: &ReproduceArgs) -> Result<(), Failure> {
    let Some(key) = Key::parse(&args.key) else {
        return Err(Failure::Input(format!(
            "{:?}: is not a key\n  keys are in the first column of histories.csv, twins.csv or outcomes.csv",
            args.key
        )));
    };
    let found = find(&args.folder, &args.key, &key).map_err(Failure::Input)?;
    let scenario = &found.scenario;
    let plan = Plan { scenario, first: key.replicate, replicates: 1, still: key.still, detail: true };
    let out = args.to.out.clone().map_or_else(|| results(&format!("history-{}", args.key)), Ok)?;
    let folder = doing::claim(&out, &plan.identity(), &args.to)?;
    let pool = doing::pool(Some(1), 1)?;
    let stop = doing::stop_on_interrupt();
    let doing = doing::begin(&pool, &stop);
    let Some(ran) = runs::run(&plan, folder, &doing, &|_| {})? else {
        return Err(Failure::Failed("interrupted: nothing was written".into()));
    };
    let mut different = Vec::new();
    for (outcome, moments) in outcomes(scenario).iter().zip(&ran.summary.outcomes) {
        let mut now = String::new();
        write_number(&mut now, moments.mean().unwrap_or(f64::NAN));
        let then = found.outcomes.iter().find(|(name, _)| *name == outcome.name).map(|(_, cell)| cell.as_str());
        if then.is_some_and(|then| then != now) {
            different.push(format!("{} was {}, is {now}", outcome.name, then.unwrap_or_default()));
        }
    }
    if !different.is_empty() {
        let version = found
            .other_version
            .map_or(String::new(), |version| format!("\n  the folder was made by version {version} of intsoc"));
        return Err(Failure::Failed(format!("{}: comes out otherwise: {}{version}", args.key, different.join("; "))));
    }
    print(&format!(
        "{}: the same in all {} outcomes; every month is in {}\n",
        args.key,
        found.outcomes.len(),
        out.display()
    ));
    Ok(())
}
