//! `intsoc schema`.

use clap::{Args, ValueEnum};

use super::failure::Failure;
use super::say::print;
use crate::scenario::schema as scenario_schema;
use crate::study::sweep::schema as sweep_schema;
use crate::study::{cases, patterns};

/// What `intsoc schema` can be told.
#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// The kind of file
    #[arg(value_enum, default_value_t = SchemaOf::Scenario)]
    of: SchemaOf,
}

/// A kind of file that has a schema.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum SchemaOf {
    Scenario,
    Sweep,
    Patterns,
    Cases,
}

/// Prints the JSON Schema of a kind of file.
pub fn schema(args: &SchemaArgs) -> Result<(), Failure> {
    let schema = match args.of {
        SchemaOf::Scenario => scenario_schema::for_editors(),
        SchemaOf::Sweep => sweep_schema::for_editors(),
        SchemaOf::Patterns => patterns::written::for_editors(),
        SchemaOf::Cases => cases::written::for_editors(),
    };
    print(&format!("{schema:#}\n"));
    Ok(())
}
