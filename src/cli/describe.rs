//! `intsoc describe SCENARIO`.

use super::{DescribeArgs, Failure, print};
use crate::{odd, scenario};

/// Prints the ODD of a scenario as Markdown.
pub fn describe(args: &DescribeArgs) -> Result<(), Failure> {
    let scenario = scenario::load(&args.scenario, &args.changes.overrides()?)?;
    print(&odd::of(&scenario).map_err(Failure::Failed)?);
    Ok(())
}
