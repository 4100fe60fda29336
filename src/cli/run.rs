//! `intsoc FILE` and `intsoc run FILE`.

use std::path::{Path, PathBuf};

use super::{Failure, RunArgs, doing, print, say_notes, shown};
use crate::ensemble::bounds;
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
    let out = how.to.out.clone().map_or_else(|| results(&stem(&args.scenario)), Ok)?;
    let folder = doing::claim(&out, &plan.identity(), &how.to)?;
    let pool = doing::pool(how.threads, replicates)?;
    let stop = doing::stop_on_interrupt();
    let bar = doing::progress_bar(replicates, "histories", how.quiet);
    let doing = doing::begin(&pool, &stop);
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
///
/// # Errors
/// When the name is none that a folder in `results` can have, as that of a file called `...toml`.
pub fn results(name: &str) -> Result<PathBuf, Failure> {
    let is_name = !name.contains(['/', '\\']) && name.chars().any(|letter| letter != '.' && !letter.is_whitespace());
    if is_name {
        return Ok(Path::new("results").join(name));
    }
    Err(Failure::Input(format!("{name:?}: is no name for a folder of results\n  name one with --out")))
}
