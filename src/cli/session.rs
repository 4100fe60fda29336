//! What commands that play histories share: threads, interruption, progress, and the folder for what comes of it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime};

use indicatif::ProgressBar;
use rayon::{ThreadPool, ThreadPoolBuilder};

use super::args::{Destination, MAX_THREADS};
use super::failure::{Failure, INTERRUPTED};
use super::progress::progress;
use super::say::say;
use crate::ensemble::engine::Engine;
use crate::ensemble::parallel::can_start;
use crate::output::folder::{Folder, Written};
use crate::output::{Making, seal};
use crate::study::About;

/// What a command works with that plays histories.
pub struct Session {
    pool: ThreadPool,
    stop: Arc<AtomicBool>,
    bar: ProgressBar,
    making: Making,
}

impl Session {
    /// Starts threads for so many histories, and the clock. Nothing moves on the terminal yet.
    pub fn start(threads: Option<u16>, histories: u64) -> Result<Self, Failure> {
        let pool = pool(threads, histories)?;
        let making = Making {
            command: command_line(),
            started: SystemTime::now(),
            clock: Instant::now(),
            threads: pool.current_num_threads(),
            note: say,
        };
        Ok(Self { pool, stop: stop_on_interrupt(), bar: ProgressBar::hidden(), making })
    }

    /// With a bar that says how many of so many are done; nothing where it is to be quiet.
    #[must_use]
    pub fn with_bar(self, length: u64, what: &str, quiet: bool) -> Self {
        Self { bar: progress(Some(length), what, quiet), ..self }
    }

    /// With a count, where nobody knows how many there will be.
    #[must_use]
    pub fn with_counter(self, what: &str, quiet: bool) -> Self {
        Self { bar: progress(None, what, quiet), ..self }
    }

    /// Number of threads.
    pub fn threads(&self) -> usize {
        self.making.threads
    }

    /// Lets a study play.
    pub fn play<R>(&self, study: impl FnOnce(&Engine<'_>) -> R) -> R {
        let progress = |done| self.bar.inc(done);
        let played = study(&Engine { pool: Some(&self.pool), stop: &self.stop, progress: &progress });
        self.bar.finish_and_clear();
        played
    }

    /// Makes a folder of results whole.
    pub fn seal(&self, folder: Folder, about: &About) -> Result<Vec<Written>, Failure> {
        Ok(seal(folder, &self.making, about)?)
    }
}

/// Claims the folder for results, before anything else is done: one that will not do is wrong input.
pub fn claim(out: &Path, identity: &str, to: &Destination) -> Result<Folder, Failure> {
    let claimed = Folder::claim(out, identity, to.force).map_err(|error| Failure::Input(error.to_string()))?;
    Ok(taken(claimed, to))
}

/// A folder that was claimed, with the format of its tables and what else it is to have; notes on it are said.
pub fn taken(folder: Folder, to: &Destination) -> Folder {
    if let Some(note) = folder.note() {
        say(&note);
    }
    folder.with_format(to.format).with_crate(to.with_crate)
}

/// Results go into a folder of their own: what they are made from must not be lost if that fails.
pub fn apart(out: &Path, sources: &[PathBuf]) -> Result<(), Failure> {
    let there = std::fs::canonicalize(out).ok();
    let source = sources.iter().find(|source| there.is_some() && std::fs::canonicalize(source).ok() == there);
    source.map_or(Ok(()), |source| {
        let message = format!("--out {}: is the folder {} that is read", out.display(), source.display());
        Err(Failure::Input(format!("{message}\n  choose another folder with --out")))
    })
}

/// The command line for the manifest. Names of files need not be UTF-8: what is not is shown as U+FFFD.
fn command_line() -> Vec<String> {
    std::env::args_os().map(|word| word.to_string_lossy().into_owned()).collect()
}

/// The threads for so many histories; all cores unless told otherwise, and fewer where the system
/// does not allow as many.
fn pool(threads: Option<u16>, histories: u64) -> Result<ThreadPool, Failure> {
    let useful = usize::try_from(histories).unwrap_or(usize::MAX);
    let wanted = threads.map_or_else(cores, usize::from).min(useful).clamp(1, usize::from(MAX_THREADS));
    let halves = std::iter::successors(Some(wanted), |count| (*count > 1).then_some(count / 2));
    let mut refused = None;
    // As many again must be possible, since threads that took the whole of a limit would leave nothing for their work.
    for count in halves.filter(|count| *count == 1 || can_start(2 * count)) {
        match ThreadPoolBuilder::new().num_threads(count).build() {
            Ok(pool) => {
                if count < wanted {
                    say(&format!(
                        "no more than {count} of {wanted} threads can be started here: it takes longer, the results are the same"
                    ));
                }
                return Ok(pool);
            }
            Err(error) => {
                refused = Some(error);
                // A pool that could not be made takes its time to let go of the threads that it had.
                std::thread::sleep(Duration::from_millis(100));
            }
        }
    }
    let why = refused.map(|error| error.to_string()).unwrap_or_default();
    Err(Failure::Failed(format!(
        "no thread can be started: {why}\n  the system allows too few (ulimit -u) or too little memory (ulimit -v): ask for more"
    )))
}

/// As many threads as there are cores, or as RAYON_NUM_THREADS says.
fn cores() -> usize {
    let told = std::env::var("RAYON_NUM_THREADS").ok().and_then(|number| number.parse().ok());
    told.filter(|number| *number > 0).unwrap_or_else(|| std::thread::available_parallelism().map_or(1, Into::into))
}

/// A flag that Ctrl-C sets, as do other signals that ask the program to end: histories that are complete are kept. A
/// second Ctrl-C ends it at once, if it comes a second later or more, since some senders send every signal twice.
fn stop_on_interrupt() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    listen(&stop);
    stop
}

/// Ctrl-C, `kill` and a batch system's time limit, a terminal that is closed.
#[cfg(unix)]
fn listen(stop: &Arc<AtomicBool>) {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::flag;
    let impatient = Arc::new(AtomicBool::new(false));
    // Without a handler a signal ends the program, and the folder keeps only partial files.
    let _ = flag::register_conditional_shutdown(SIGINT, i32::from(INTERRUPTED), Arc::clone(&impatient));
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        if signal != SIGHUP || hangs_up() {
            let _ = flag::register(signal, Arc::clone(stop));
        }
    }
    let stop = Arc::clone(stop);
    // Where no thread can be started, a second Ctrl-C is as the first, and what is complete is still written.
    let _ = std::thread::Builder::new().spawn(move || {
        while !stop.load(Ordering::Relaxed) {
            std::thread::sleep(Duration::from_millis(100));
        }
        std::thread::sleep(Duration::from_secs(1));
        impatient.store(true, Ordering::Relaxed);
    });
}

/// Does the end of the terminal end the program? Not under `nohup`, which asks that it go on. Where that cannot be
/// known, the system decides.
#[cfg(unix)]
fn hangs_up() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    ignored.is_some_and(|mask| mask & (1 << (signal_hook::consts::SIGHUP - 1)) == 0)
}

#[cfg(not(unix))]
fn listen(stop: &Arc<AtomicBool>) {
    let flag = Arc::clone(stop);
    let _ = ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::Relaxed) {
            std::process::exit(i32::from(INTERRUPTED));
        }
    });
}
