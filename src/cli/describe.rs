//! `intsoc describe SCENARIO`.

use super::{DescribeArgs, Failure, print, say_notes};
use crate::{protocol, scenario};

/// Prints the ODD of a scenario as Markdown.
pub fn describe(args: &DescribeArgs) -> Result<(), Failure> {
    let scenario = scenario::load(&args.scenario, &args.changes.overrides()?)?;
    say_notes(&scenario.notes);
    print(&protocol::of(&scenario).map_err(Failure::Failed)?);
    Ok(())
}
