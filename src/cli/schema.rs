//! `intsoc schema`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::failure::Failure;
use super::say::print;
use crate::scenario::named::with_names;
use crate::scenario::problem::stop_on;
use crate::scenario::schema as scenario_schema;
use crate::scenario::{Sources, inherit};
use crate::study::hindcast::schema as facts_schema;
use crate::study::sweep::schema as sweep_schema;
use crate::study::{cases, patterns};

/// What `intsoc schema` can be told.
#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// The kind of file
    #[arg(value_enum, default_value_t = SchemaOf::Scenario)]
    of: SchemaOf,
    /// Offer the ids of this scenario with their names, and the paths of its numbers with what they are
    #[arg(long = "for", value_name = "SCENARIO")]
    of_scenario: Option<PathBuf>,
}

/// A kind of file that has a schema.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum SchemaOf {
    /// Scenarios, and parts of them
    Scenario,
    /// Sweeps, and what `robust` is asked
    #[value(alias = "robust")]
    Sweep,
    /// Patterns
    Patterns,
    /// Several cases
    Cases,
    /// Facts are a table (CSV): its schema is a JSON Table Schema
    Facts,
}

/// Prints the schema of a kind of file.
pub fn schema(args: &SchemaArgs) -> Result<(), Failure> {
    let schema = match args.of {
        SchemaOf::Scenario => scenario_schema::for_editors(),
        SchemaOf::Sweep => sweep_schema::for_editors(),
        SchemaOf::Patterns => patterns::written::for_editors(),
        SchemaOf::Cases => cases::written::for_editors(),
        SchemaOf::Facts => facts_schema::for_editors(),
    };
    let schema = match &args.of_scenario {
        Some(file) if matches!(args.of, SchemaOf::Facts) => {
            let file = file.display();
            return Err(Failure::Input(format!(
                "--for {file}: facts are a table, and refer to no ids\n  leave it out"
            )));
        }
        Some(file) => {
            let inherited = inherit::load(&Sources::disk(), file)?;
            let mut problems = inherited.problems;
            stop_on(&mut problems)?;
            with_names(schema, &inherited.root)
        }
        None => schema,
    };
    print(&format!("{schema:#}\n"));
    Ok(())
}
