//! The command line: one file per command.

mod args;
mod bibtex;
mod calibrate;
mod cases;
mod check;
mod compare;
mod completions;
mod describe;
mod examples;
mod explain;
mod explore;
mod failure;
mod hindcast;
mod kept;
mod learned;
mod man;
mod merge;
mod migrate;
mod numbers;
mod out;
mod part;
mod patterns;
mod plausible;
mod precision;
mod progress;
mod render;
mod report;
mod reproduce;
mod robust;
mod run;
mod say;
mod schema;
mod sensitivity;
mod session;
mod several;
mod shown;
mod sweep;
mod twins;
mod usage;

use std::ffi::OsString;
use std::path::Path;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

pub use self::failure::Failure;
pub use self::say::say;
use crate::lanes::Kind;
use crate::program::PROGRAM;
use crate::scenario::Sources;
use crate::scenario::kind::FileKind;
use crate::scenario::source::{self, Size};

/// Explore how international society responds to mass atrocity, and why its response is so
/// often only good enough.
///
/// An exploration of a theory (Black and Williams 2008): neither prediction nor policy advice.
#[derive(Debug, Parser)]
#[command(
    version = PROGRAM,
    arg_required_else_help = true
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run a scenario: replicates in parallel, results as tables
    Run(run::RunArgs),
    /// Compare scenarios in twin histories: the same luck under each, effects with intervals
    Compare(compare::CompareArgs),
    /// Run a design over parameters; the same command goes on where it was
    Sweep(sweep::SweepArgs),
    /// Say how far claims hold over what is plausible: every number over its own range, all worlds under the same luck
    Robust(robust::RobustArgs),
    /// Join the shards of a sweep into one result
    Merge(merge::MergeArgs),
    /// Put the argument to the test: every pattern under every rival theory
    Patterns(patterns::PatternsArgs),
    /// Set an ensemble beside the record of what happened
    Hindcast(hindcast::HindcastArgs),
    /// Set several crises beside their records under one theory, and say what differs between them
    Cases(cases::CasesArgs),
    /// Say what the record says of the numbers, and of which it says nothing: history matching, then approximate Bayesian
    /// computation, judged on facts left out; the same command goes on where it was
    Calibrate(calibrate::CalibrateArgs),
    /// Say how many histories are enough
    #[command(alias = "runs")]
    Precision(precision::PrecisionArgs),
    /// Say what the outcomes of a sweep depend on: indices with intervals, beside a dummy that cannot act
    Sensitivity(sensitivity::SensitivityArgs),
    /// Tell why one history went as it did, or where two of one luck part
    Explain(explain::ExplainArgs),
    /// Make one page to play with: levers, pictures and histories in a browser, without network or server
    Explore(explore::ExploreArgs),
    /// Make one page to read of folders of results
    Report(report::ReportArgs),
    /// Run one history of a folder of results again, with full detail, and check that it is the same
    Reproduce(reproduce::ReproduceArgs),
    /// Check files without running them, and count the numbers that are only assumed; or whether folders of results
    /// are as they were written
    Check(check::CheckArgs),
    /// Print the ODD of a scenario as Markdown: entities, numbers with their sources, mechanisms, rules
    Describe(describe::DescribeArgs),
    /// Rewrite former names of keys in files, and leave all else in them as it is
    Migrate(migrate::MigrateArgs),
    /// Print the JSON Schema of a kind of file, for editors: of scenarios, sweeps, patterns, cases or facts
    Schema(schema::SchemaArgs),
    /// Print what a shell needs to complete commands and options
    Completions(completions::CompletionsArgs),
    /// Print the manual page, or that of one command
    Man(man::ManArgs),
}

/// Does what the command line asks.
///
/// # Errors
/// With what went wrong, as a person should read it.
pub fn main() -> Result<(), Failure> {
    let arguments = arguments(std::env::args_os());
    let asked = commands().mut_subcommands(usage::numbers_may_be_negative).try_get_matches_from(&arguments);
    let asked = asked.and_then(|matches| Cli::from_arg_matches(&matches));
    let asked = asked.unwrap_or_else(|error| usage::not_understood(&error, &arguments, &commands()));
    // What plays histories later on takes a name that it does not know for none.
    Kind::named().map_err(Failure::Input)?;
    match asked.command {
        Command::Run(args) => run::run(&args),
        Command::Compare(args) => compare::compare(&args),
        Command::Sweep(args) => sweep::sweep(&args),
        Command::Robust(args) => robust::robust(&args),
        Command::Merge(args) => merge::merge(&args),
        Command::Patterns(args) => patterns::patterns(&args),
        Command::Hindcast(args) => hindcast::hindcast(&args),
        Command::Cases(args) => cases::cases(&args),
        Command::Calibrate(args) => calibrate::calibrate(&args),
        Command::Precision(args) => precision::precision(&args),
        Command::Sensitivity(args) => sensitivity::sensitivity(&args),
        Command::Explain(args) => explain::explain(&args),
        Command::Explore(args) => explore::explore(&args),
        Command::Report(args) => report::report(&args),
        Command::Reproduce(args) => reproduce::reproduce(&args),
        Command::Check(args) => check::check(&args),
        Command::Describe(args) => describe::describe(&args),
        Command::Migrate(args) => migrate::migrate(&args),
        Command::Schema(args) => schema::schema(&args),
        Command::Completions(args) => {
            completions::completions(&args, commands());
            Ok(())
        }
        Command::Man(args) => man::man(&args, commands()),
    }
}

/// All commands, with their examples.
fn commands() -> clap::Command {
    examples::added(Cli::command())
}

/// The arguments, with what the file asks for put before a file that stands where a command might.
fn arguments(given: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = given.collect();
    let commands = Cli::command();
    let is_command = |first: &str| commands.find_subcommand(first).is_some();
    let understood = |first: &OsString| {
        first
            .to_str()
            .is_some_and(|first| is_command(first) || ["help", "--help", "-h", "--version", "-V"].contains(&first))
    };
    // A word that is no file, and does not look like one, is a command that was misspelt.
    let is_file = |first: &OsString| first.to_string_lossy().contains(['.', '/', '\\']) || Path::new(first).exists();
    if let Some(first) = arguments.get(1).filter(|first| !understood(first) && is_file(first)) {
        let asked = kind_of(Path::new(first)).unwrap_or(FileKind::Scenario);
        arguments.insert(1, asked.command().into());
    }
    arguments
}

/// A file that cannot be read is left to the command that is to read it.
fn kind_of(file: &Path) -> Option<FileKind> {
    let root = source::parse(&Sources::disk().read(file, Size::OF_A_SWEEP).ok()?, "", &mut vec![]).ok()?;
    FileKind::of(&root)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples that the help of a command ends with.
    fn examples(command: &clap::Command) -> Vec<String> {
        let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        help.lines().filter_map(|line| Some(line.strip_prefix("  ")?.to_string())).collect()
    }

    #[test]
    fn every_command_has_an_example_and_every_example_is_understood() {
        for command in commands().get_subcommands() {
            let own = examples(command);
            assert!(!own.is_empty(), "{}", command.get_name());
            for example in own {
                let words = shlex::split(&example).unwrap_or_default();
                let words = arguments(words.into_iter().map(OsString::from));
                assert!(words[1] == command.get_name(), "{example}: stands in the help of {}", command.get_name());
                assert!(example.len() < 78, "{example}: would be broken over lines");
                if let Err(error) = commands().try_get_matches_from(&words) {
                    panic!("{example}: {error}");
                }
            }
        }
    }

    #[test]
    fn the_definition_of_the_command_line_is_sound() {
        commands().debug_assert();
    }
}
