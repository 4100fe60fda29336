//! `intsoc FILE` and `intsoc run FILE`.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use rayon::{ThreadPool, ThreadPoolBuilder};

use super::{Failure, RunArgs, print, shown};
use crate::output::folder::Folder;
use crate::output::manifest::Plan;
use crate::output::run::{self as runs, Doing};
use crate::scenario::source::Node;
use crate::scenario::{self, Override, Place};

/// Runs one ensemble and says what came of it.
pub fn run(args: &RunArgs) -> Result<(), Failure> {
    let mut overrides = args.changes.overrides()?;
    let place = Place::whole("the command line");
    for (path, value) in [("scenario.replicates", args.replicates), ("scenario.seed", args.seed)] {
        if let Some(value) = value {
            let value = Node::integer(value as i64, &place);
            overrides.push(Override { path: path.into(), value, append: false });
        }
    }
    let scenario = scenario::load(&args.scenario, &overrides)?;
    let replicates = if args.still { 1 } else { scenario.replicates };
    let plan = Plan { scenario: &scenario, replicates, still: args.still, detail: args.detail };
    let out = args.out.clone().unwrap_or_else(|| default_folder(&args.scenario));
    let folder =
        Folder::claim(&out, &plan.identity(), args.force).map_err(|error| Failure::Input(error.to_string()))?;
    let pool = pool(args.threads)?;
    let stop = stop_on_interrupt();
    let bar = progress_bar(replicates, args.quiet);
    let doing = Doing { pool: &pool, stop: &stop, command: std::env::args().collect() };
    let ran = runs::run(&plan, folder, &doing, &|done| bar.inc(done))?;
    bar.finish_and_clear();
    let Some(ran) = ran else {
        return Err(Failure::Failed("interrupted before a history was complete: nothing was written".into()));
    };
    if !args.quiet {
        print(&shown::table(&plan, &ran, &out));
    }
    if ran.summary.histories < replicates {
        let message = format!(
            "interrupted: {} holds the {} histories that were complete, of {replicates}",
            out.display(),
            ran.summary.histories
        );
        return Err(Failure::Failed(message));
    }
    Ok(())
}

/// `results/` and the name of the scenario file.
fn default_folder(scenario: &Path) -> PathBuf {
    Path::new("results").join(scenario.file_stem().unwrap_or(scenario.as_os_str()))
}

fn pool(threads: Option<u16>) -> Result<ThreadPool, Failure> {
    let builder = ThreadPoolBuilder::new().num_threads(threads.map_or(0, usize::from));
    builder.build().map_err(|error| Failure::Failed(format!("threads cannot be started: {error}")))
}

/// A flag that Ctrl-C sets; a second Ctrl-C ends the program at once.
fn stop_on_interrupt() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    // Without a handler Ctrl-C ends the program, and the folder keeps only partial files.
    let _ = ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::Relaxed) {
            std::process::exit(1);
        }
    });
    stop
}

/// A bar with rate and time left on a terminal, none when piped.
fn progress_bar(length: u64, quiet: bool) -> ProgressBar {
    if quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(length);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {human_pos}/{human_len} histories, {per_sec}, {eta} left")
    {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
