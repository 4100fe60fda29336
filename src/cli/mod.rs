//! The command line: one file a command.

mod check;
mod compare;
mod describe;
mod doing;
mod explain;
mod hindcast;
mod merge;
mod part;
mod patterns;
mod report;
mod reproduce;
mod run;
mod runs;
mod schema;
mod shown;
mod sweep;

use std::borrow::Cow;
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};

use self::part::{Part, part};
use crate::output::folder::FolderError;
use crate::output::locale::Locale;
use crate::output::manifest::PROGRAM;
use crate::scenario::kind::Kind;
use crate::scenario::source::{self, Node, Size};
use crate::scenario::text::safe;
use crate::scenario::{Mechanism, Override, Place, Problems};

/// Explore how international society responds to mass atrocity, and why its response is so
/// often only good enough.
///
/// An exploration of a theory (Black and Williams 2008): neither prediction nor policy advice.
#[derive(Debug, Parser)]
#[command(
    version = PROGRAM,
    arg_required_else_help = true,
    after_help = "`intsoc FILE` does what the file asks for: it runs a scenario, a sweep, or patterns."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run a scenario: replicates in parallel, results as CSV
    Run(RunArgs),
    /// Compare scenarios in twin histories: the same luck under each, effects with intervals
    Compare(CompareArgs),
    /// Run a design over parameters; the same command goes on where it was
    Sweep(SweepArgs),
    /// Join the shards of a sweep into one result
    Merge(MergeArgs),
    /// Put the argument to the test: every pattern under every rival theory
    Patterns(PatternsArgs),
    /// Set an ensemble beside the record of what happened
    Hindcast(HindcastArgs),
    /// Say how many histories are enough
    Runs(RunsArgs),
    /// Tell why one history went as it did, or where two of one luck part
    Explain(ExplainArgs),
    /// Make one page to read of folders of results
    Report(ReportArgs),
    /// Run one history of a folder of results again, with full detail, and check that it is the same
    Reproduce(ReproduceArgs),
    /// Check files without running them, and count the numbers that are only assumed; or whether folders of results are as they were written
    Check(CheckArgs),
    /// Print the ODD of a scenario as Markdown: entities, numbers with their sources, mechanisms, rules
    Describe(DescribeArgs),
    /// Print the JSON Schema of scenario files, or of sweeps, for editors
    Schema(SchemaArgs),
}

#[derive(Debug, Args)]
struct RunArgs {
    /// Scenario file (TOML)
    scenario: PathBuf,
    #[command(flatten)]
    how: How,
    /// Also write every month of every history
    #[arg(long)]
    detail: bool,
}

#[derive(Debug, Args)]
struct CompareArgs {
    /// Scenario file (TOML) that the others are compared with; its seed and its number of replicates hold for all
    base: PathBuf,
    /// Scenario files (TOML) to compare with it
    #[arg(required = true)]
    others: Vec<PathBuf>,
    #[command(flatten)]
    how: How,
}

#[derive(Debug, Args)]
struct SweepArgs {
    /// Sweep file (TOML)
    sweep: PathBuf,
    #[command(flatten)]
    how: How,
    /// Do only one part of several, for example 3/50; `auto` reads it from a Slurm job array or an indexed Kubernetes job
    #[arg(long, value_name = "I/N", value_parser = part)]
    shard: Option<Part>,
    /// Add replicates at each point until the 95 % interval of an outcome is so narrow, for example "adequacy ± 0.01"
    #[arg(long, value_name = "OUTCOME ± NUMBER")]
    until: Option<String>,
    /// Run nothing: write the tables of the points that are complete into a folder beside the sweep's, DIR-so-far
    #[arg(long)]
    so_far: bool,
    /// Most replicates of a point with --until
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(2..=50_000))]
    at_most: u64,
}

#[derive(Debug, Args)]
struct PatternsArgs {
    /// File of patterns (TOML)
    #[arg(default_value_os_t = patterns::default_file())]
    patterns: PathBuf,
    #[command(flatten)]
    how: How,
    /// Try the patterns also with each mechanism off, and with each alone
    #[arg(long)]
    knock_outs: bool,
}

#[derive(Debug, Args)]
struct HindcastArgs {
    /// Scenario file (TOML)
    scenario: PathBuf,
    #[command(flatten)]
    how: How,
    /// File of facts (CSV)
    #[arg(long, value_name = "FILE", default_value_os_t = hindcast::default_file())]
    history: PathBuf,
}

#[derive(Debug, Args)]
struct RunsArgs {
    /// Scenario files (TOML): the more they vary, the more histories they need
    #[arg(required = true)]
    scenarios: Vec<PathBuf>,
    #[command(flatten)]
    how: How,
    /// Share of the mean, or of the standard deviation where that is larger, that half the 95 % interval may have
    #[arg(long, value_name = "SHARE", default_value_t = 0.05, value_parser = precision)]
    precision: f64,
}

/// A share that an interval can be as narrow as.
fn precision(text: &str) -> Result<f64, String> {
    let share = text.parse::<f64>().ok().filter(|share| (0.0001..=1.0).contains(share));
    share.ok_or_else(|| "allowed: from 0.0001 to 1".into())
}

#[derive(Debug, Args)]
struct ExplainArgs {
    /// Scenario file (TOML)
    scenario: PathBuf,
    /// A second one: where do the two part under the same luck, and what follows?
    other: Option<PathBuf>,
    #[command(flatten)]
    changes: Changes,
    /// Master seed of all chance, in place of the scenario's
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(0..=9_223_372_036_854_775_807))]
    seed: Option<u64>,
    /// Tell this history, from 0
    #[arg(long, value_name = "N", conflicts_with_all = ["typical", "worst", "still"])]
    replicate: Option<u64>,
    /// Tell the history whose outcomes lie nearest the medians; so it is without being told
    #[arg(long, conflicts_with_all = ["worst", "still"])]
    typical: bool,
    /// Tell the least adequate history
    #[arg(long, conflicts_with = "still")]
    worst: bool,
    /// Tell the history without chance
    #[arg(long)]
    still: bool,
    /// For machines
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
struct ReportArgs {
    /// Folder with results of run, compare, sweep, patterns or hindcast; more of other kinds join its page
    #[arg(required = true, value_name = "DIR")]
    folders: Vec<PathBuf>,
    /// File for the page [default: report.html in the first folder]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Folder for the pictures as well, each an SVG file
    #[arg(long, value_name = "DIR")]
    pictures: Option<PathBuf>,
    /// Facts (CSV) to show beside the crisis
    #[arg(long, value_name = "FILE")]
    history: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct DescribeArgs {
    /// Scenario file (TOML)
    scenario: PathBuf,
    #[command(flatten)]
    changes: Changes,
}

#[derive(Debug, Args)]
struct MergeArgs {
    /// Folders of all shards
    #[arg(required = true)]
    folders: Vec<PathBuf>,
    #[command(flatten)]
    to: Destination,
    /// No table
    #[arg(long, short)]
    quiet: bool,
}

#[derive(Debug, Args)]
struct ReproduceArgs {
    /// Key of the history: the first column of histories.csv, twins.csv or outcomes.csv
    key: String,
    /// Folder of the results that it is in
    folder: PathBuf,
    #[command(flatten)]
    to: Destination,
}

/// Where results go, and how tables are written there.
#[derive(Clone, Debug, Args)]
struct Destination {
    /// Folder for the results [default: a folder in results/ named after the scenario, file or key]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace the results of another run in that folder. A sweep of the same command that is not finished goes on all the same: to begin it anew, remove its folder
    #[arg(long)]
    force: bool,
    /// How CSV separates cells and marks decimals
    #[arg(long, value_name = "LOCALE", value_enum, default_value_t)]
    csv_locale: Locale,
}

/// What a command that runs histories can be told.
#[derive(Debug, Args)]
struct How {
    #[command(flatten)]
    changes: Changes,
    /// Number of parallel histories, in place of the scenario's
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1_000_000_000))]
    replicates: Option<u64>,
    /// Master seed of all chance, in place of the scenario's
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(0..=9_223_372_036_854_775_807))]
    seed: Option<u64>,
    /// One history without chance
    #[arg(long)]
    still: bool,
    #[command(flatten)]
    to: Destination,
    /// Number of threads; the results are the same for any [default: all cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=i64::from(doing::MOST_THREADS)))]
    threads: Option<u16>,
    /// No progress and no table
    #[arg(long, short)]
    quiet: bool,
}

/// Changes to a scenario; `compare` makes them in all.
#[derive(Debug, Args)]
struct Changes {
    /// Change a parameter, for example --set target.resolve=0.3; may be repeated
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// Switch a mechanism off; may be repeated
    #[arg(long, value_name = "MECHANISM", value_enum)]
    off: Vec<Mechanism>,
}

#[derive(Debug, Args)]
struct CheckArgs {
    /// Files (TOML) of scenarios, sweeps or patterns; folders of results
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// List the numbers that are only assumed, have no grade, or are not given and so 0
    #[arg(long, conflicts_with = "quiet")]
    assumed: bool,
    /// Do not say how to list the numbers that are only assumed
    #[arg(long, short)]
    quiet: bool,
}

#[derive(Debug, Args)]
struct SchemaArgs {
    /// The kind of file
    #[arg(value_enum, default_value_t = SchemaOf::Scenario)]
    of: SchemaOf,
}

/// A kind of file that has a schema.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum SchemaOf {
    Scenario,
    Sweep,
}

impl ValueEnum for Mechanism {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(clap::builder::PossibleValue::new(self.name()))
    }
}

impl Changes {
    /// What they are, as a line under a heading; nothing where there are none.
    fn line(&self) -> String {
        let off = self.off.iter().map(|mechanism| format!("{} off", mechanism.name()));
        let changes: Vec<String> = off.chain(self.set.iter().cloned()).collect();
        if changes.is_empty() {
            String::new()
        } else {
            format!("changed on the command line: {}\n", changes.join(", "))
        }
    }

    /// The changes in the order in which they apply.
    fn overrides(&self) -> Result<Vec<Override>, Problems> {
        let set = self.set.iter().map(|text| Override::parse(text));
        let mut overrides = set.collect::<Result<Vec<_>, _>>()?;
        if !self.off.is_empty() {
            overrides.push(Override::off(&self.off));
        }
        Ok(overrides)
    }
}

impl How {
    /// The changes in the order in which they apply.
    fn overrides(&self) -> Result<Vec<Override>, Problems> {
        let mut overrides = self.changes.overrides()?;
        let place = Place::whole("the command line");
        for (path, value) in [("scenario.replicates", self.replicates), ("scenario.seed", self.seed)] {
            if let Some(value) = value {
                let value = Node::integer(value as i64, &place);
                overrides.push(Override { path: path.into(), value, append: false });
            }
        }
        Ok(overrides)
    }
}

/// Why a command did not do what it was asked.
#[derive(Debug)]
pub enum Failure {
    /// Wrong usage or input: nothing was written.
    Input(String),
    /// It failed on the way.
    Failed(String),
}

impl Failure {
    /// Ctrl-C came before all histories were done.
    fn interrupted(out: &Path, complete: u64, wanted: u64) -> Self {
        let place = out.display();
        Self::Failed(format!("interrupted: {place} holds the {complete} histories that were complete, of {wanted}"))
    }

    /// 1 for failed, 2 for wrong usage or input.
    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Failed(_) => 1,
            Self::Input(_) => 2,
        })
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Input(message) | Self::Failed(message)) = self;
        write!(f, "{message}")
    }
}

impl From<Problems> for Failure {
    fn from(problems: Problems) -> Self {
        Self::Input(problems.to_string())
    }
}

impl From<FolderError> for Failure {
    fn from(error: FolderError) -> Self {
        match error {
            FolderError::Refused { .. } => Self::Input(error.to_string()),
            _ => Self::Failed(error.to_string()),
        }
    }
}

/// Does what the command line asks.
///
/// # Errors
/// With what went wrong, as a person should read it.
pub fn main() -> Result<(), Failure> {
    let asked = Cli::try_parse_from(arguments(std::env::args_os())).unwrap_or_else(|error| not_understood(&error));
    match asked.command {
        Command::Run(args) => run::run(&args),
        Command::Compare(args) => compare::compare(&args),
        Command::Sweep(args) => sweep::sweep(&args),
        Command::Merge(args) => merge::merge(&args),
        Command::Patterns(args) => patterns::patterns(&args),
        Command::Hindcast(args) => hindcast::hindcast(&args),
        Command::Runs(args) => runs::runs(&args),
        Command::Explain(args) => explain::explain(&args),
        Command::Report(args) => report::report(&args),
        Command::Reproduce(args) => reproduce::reproduce(&args),
        Command::Check(args) => check::check(&args),
        Command::Describe(args) => describe::describe(&args),
        Command::Schema(args) => schema::schema(&args),
    }
}

/// Ends the program with help, or with what is wrong with the command line.
fn not_understood(error: &clap::Error) -> ! {
    let plain = error.to_string();
    if let Cow::Owned(safe) = safe(&plain) {
        // In colours only where nothing given could colour it.
        say(safe.trim_end());
        std::process::exit(error.exit_code());
    }
    error.exit()
}

/// The arguments, with what the file asks for put before a file that stands where a command might.
fn arguments(given: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = given.collect();
    let names: Vec<String> = Cli::command().get_subcommands().map(|command| command.get_name().to_string()).collect();
    let understood = |first: &OsString| {
        first.to_str().is_some_and(|first| {
            names.iter().any(|name| name == first) || ["help", "--help", "-h", "--version", "-V"].contains(&first)
        })
    };
    if let Some(first) = arguments.get(1).filter(|first| !understood(first)) {
        let asked = kind_of(Path::new(first)).unwrap_or(Kind::Scenario);
        arguments.insert(1, asked.command().into());
    }
    arguments
}

/// A file that cannot be read is left to the command that is to read it.
fn kind_of(file: &Path) -> Option<Kind> {
    let root = source::parse(&source::read(file, Size::OF_A_SWEEP).ok()?, "", &mut vec![]).ok()?;
    Kind::of(&root)
}

/// Writes to standard output; a reader that has gone away, as `head` does, is no failure. What a text of
/// others could do to a terminal is written out.
fn print(text: &str) {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    match out.write_all(safe(text).as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            say(&format!("standard output: cannot be written: {error}"));
            std::process::exit(1);
        }
        _ => {}
    }
}

/// Writes a line to standard error, with what could steer a terminal written out. Where that cannot be written there is nobody to tell: the exit
/// code says what matters, and what was asked for goes on.
pub fn say(text: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr().lock(), "{}", safe(text));
}

/// Says what is no mistake, but may not be what was meant.
fn say_notes(notes: &[String]) {
    for note in notes {
        say(&format!("note: {note}"));
    }
}
