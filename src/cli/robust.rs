//! `intsoc robust FILE`: how far claims hold over what is plausible.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use clap::Args;

use super::args::{Changes, Histories};
use super::failure::Failure;
use super::out::{self, stem};
use super::say::say;
use super::sweep::{Running, play};
use super::usage::whole;
use crate::files;
use crate::scenario::kind::FileKind;
use crate::scenario::source::{self, Size};
use crate::scenario::{Problems, Sources, inherit};
use crate::study::sweep::Sweep;

/// What `intsoc robust` can be told.
#[derive(Debug, Args)]
pub struct RobustArgs {
    /// A scenario, patterns, or a sweep with `ranges` (TOML)
    file: PathBuf,
    #[command(flatten)]
    ask: Ask,
    #[command(flatten)]
    changes: Changes,
    #[command(flatten)]
    histories: Histories,
    #[command(flatten)]
    running: Running,
    /// Keep no bands beside the scenario for later runs and pages
    #[arg(long)]
    no_keep: bool,
}

/// What is asked of a scenario or of patterns; a sweep says it itself.
#[derive(Debug, Args)]
struct Ask {
    /// Number of plausible worlds [default: 1000; 100 of patterns]
    #[arg(long, value_name = "N", value_parser = whole::<u64>(1..=10_000_000))]
    points: Option<u64>,
    /// Which numbers take their own ranges: those of a grade (assumed, interpreted, documented), or all [default: all]
    #[arg(long, value_name = "GRADE", value_parser = ["assumed", "interpreted", "documented", "all"])]
    ranges: Option<String>,
    /// Keep a number at its value, for example --hold 'crisis.*'; may be repeated
    #[arg(long, value_name = "PATH")]
    hold: Vec<String>,
    /// Let every number move by itself; those of one kind move as one otherwise
    #[arg(long)]
    alone: bool,
}

/// The worlds of the critical experiment: what the article's argument is tried by.
const CRITICAL: [&str; 4] = ["need", "need_over_peers", "no_veto", "no_overstretch"];

/// Plays plausible worlds, and says how far claims hold in them.
pub fn robust(args: &RobustArgs) -> Result<(), Failure> {
    let overrides = args.changes.with(&args.histories)?;
    let sources = Sources::disk();
    let text = sources.read(&args.file, Size::OF_A_SWEEP).map_err(Problems::from)?;
    let root = source::parse(&text, &args.file.display().to_string(), &mut vec![])?;
    let folder = args.file.parent().unwrap_or(Path::new(""));
    let (file, text) = match FileKind::of(&root) {
        Some(FileKind::Sweep) => {
            args.ask.refused(&args.file)?;
            (args.file.clone(), text)
        }
        kind => {
            let name = args.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let text = match kind {
                Some(FileKind::Patterns) => args.ask.of_patterns(&name),
                _ => args.ask.of_scenario(&sources, &args.file, &name)?,
            };
            (folder.join(format!("{}-robust.toml", stem(&args.file))), text)
        }
    };
    let asked = file != args.file;
    let sweep = Sweep::load_text(&sources, &file, text.clone(), &overrides)?;
    if asked && !args.running.quiet() {
        say(&format!(
            "asked as this file would ask, which can be written and changed ({}):\n  {}",
            file.display(),
            text.trim_end().replace('\n', "\n  ")
        ));
    }
    if !sweep.asks_how_far() {
        return Err(Failure::Input(format!(
            "{}: no number takes a range of its own\n  write ranges = \"all\" at its top, or give it to intsoc sweep",
            file.display()
        )));
    }
    let name = out::changed(&stem(&file), &args.changes, Some(&args.histories.seed));
    play(&sweep, &name, None, &args.running, !args.no_keep)
}

impl Ask {
    /// A sweep says for itself what it asks.
    fn refused(&self, file: &Path) -> Result<(), Failure> {
        let given = [
            (self.points.is_some(), "--points", "points = N"),
            (self.ranges.is_some(), "--ranges", "ranges = \"all\""),
            (!self.hold.is_empty(), "--hold", "hold = [\"PATH\"]"),
            (self.alone, "--alone", "together = []"),
        ];
        match given.into_iter().find(|(given, ..)| *given) {
            Some((_, option, key)) => Err(Failure::Input(format!(
                "{option}: is for scenarios and patterns, and {} says itself what it asks\n  write {key} into it",
                file.display()
            ))),
            None => Ok(()),
        }
    }

    /// What is drawn, as a file says it.
    fn drawn(&self, points: u64) -> String {
        let mut text = format!(
            "ranges = {:?}\npoints = {}\n",
            self.ranges.as_deref().unwrap_or("all"),
            self.points.unwrap_or(points)
        );
        if !self.hold.is_empty() {
            let _ = writeln!(text, "hold = {:?}", self.hold);
        }
        if self.alone {
            text.push_str("together = []\n");
        }
        text
    }

    /// All patterns under all theories.
    fn of_patterns(&self, name: &str) -> String {
        format!("{}replicates = 20\npatterns = {name:?}\ntheories = true\n", self.drawn(100))
    }

    /// The critical experiment and what else its worlds can be asked, beside the facts, if the scenario is what the patterns
    /// beside it are about.
    fn of_scenario(&self, sources: &Sources, file: &Path, name: &str) -> Result<String, Failure> {
        let mut text = format!("scenario = {name:?}\n{}", self.drawn(1000));
        let folder = file.parent().unwrap_or(Path::new(""));
        let patterns = folder.join("patterns.toml");
        if there(&patterns)? {
            let patterns = crate::study::patterns::Patterns::load_from(sources, &patterns)?;
            let about = sources.identity(&patterns.trunk) == sources.identity(file);
            let known: Vec<&str> =
                CRITICAL.into_iter().filter(|world| patterns.needs.worlds.iter().any(|name| name == world)).collect();
            if about && !known.is_empty() {
                let _ = writeln!(text, "patterns = \"patterns.toml\"\nworlds = {known:?}");
                if there(&folder.join("history/facts.csv"))? {
                    text.push_str("facts = \"history/facts.csv\"\n");
                }
            }
        }
        // What is wrong with the scenario is told with its own name.
        inherit::load(sources, file)?;
        Ok(text)
    }
}

/// Whether a file stands beside the one that was given. Of what cannot be looked at nobody knows.
fn there(file: &Path) -> Result<bool, Failure> {
    let unknown =
        |error| Failure::Input(format!("{}: cannot be looked at: {error}\n  check its permissions", file.display()));
    files::stands(file).map_err(unknown)
}
