//! `intsoc describe SCENARIO`.

use std::path::PathBuf;

use clap::Args;

use super::args::Changes;
use super::failure::Failure;
use super::say::{print, say_notes};
use crate::{protocol, scenario};

/// What `intsoc describe` can be told.
#[derive(Debug, Args)]
pub struct DescribeArgs {
    /// Scenario file (TOML)
    scenario: PathBuf,
    #[command(flatten)]
    changes: Changes,
}

/// Prints the ODD of a scenario as Markdown.
pub fn describe(args: &DescribeArgs) -> Result<(), Failure> {
    let scenario = scenario::load(&args.scenario, &args.changes.overrides()?)?;
    say_notes(&scenario.notes);
    print(&protocol::of(&scenario).map_err(Failure::Failed)?);
    Ok(())
}
