//! `intsoc FILE` and `intsoc run FILE`.

use std::path::{Path, PathBuf};

use super::{Failure, RunArgs, doing, print, say_notes, shown};
use crate::experiment::bounds;
use crate::output::Doing;
use crate::output::manifest::Plan;
use crate::output::run as runs;
use crate::scenario;

/// Runs one ensemble and says what came of it.
pub fn run(args: &RunArgs) -> Result<(), Failure> {
    let how = &args.how;
    let scenario = scenario::load(&args.scenario, &how.overrides()?)?;
    say_notes(&scenario.notes);
    let replicates = if how.still { 1 } else { scenario.replicates };
    let plan = Plan { scenario: &scenario, first: 0, replicates, still: how.still, detail: args.detail };
    if args.detail {
        bounds::detail(&scenario, replicates)
            .map_err(|why| Failure::Input(format!("{}: --detail: {why}", args.scenario.display())))?;
    }
    let out = how.to.out.clone().unwrap_or_else(|| results(&stem(&args.scenario)));
    let folder = doing::claim(&out, &plan.identity(), &how.to)?;
    let pool = doing::pool(how.threads)?;
    let stop = doing::stop_on_interrupt();
    let bar = doing::progress_bar(replicates, "histories", how.quiet);
    let doing = Doing::now(&pool, &stop, doing::command_line());
    let ran = runs::run(&plan, folder, &doing, &|done| bar.inc(done))?;
    bar.finish_and_clear();
    let Some(ran) = ran else {
        return Err(Failure::Failed("interrupted before a history was complete: nothing was written".into()));
    };
    if !how.quiet {
        print(&shown::table(&plan, &ran, &how.changes.line(), &out));
    }
    if ran.summary.histories < replicates {
        return Err(Failure::interrupted(&out, ran.summary.histories, replicates));
    }
    Ok(())
}

/// The name of a file without its ending.
pub fn stem(file: &Path) -> String {
    file.file_stem().unwrap_or(file.as_os_str()).to_string_lossy().into_owned()
}

/// The folder for results that are given no other.
pub fn results(name: &str) -> PathBuf {
    Path::new("results").join(name)
}
