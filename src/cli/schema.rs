//! `intsoc schema`.

use super::{Failure, SchemaArgs, SchemaOf, print};
use crate::scenario::schema as scenario_schema;
use crate::study::sweep::schema as sweep_schema;

/// Prints the JSON Schema of a kind of file.
pub fn schema(args: &SchemaArgs) -> Result<(), Failure> {
    let schema = match args.of {
        SchemaOf::Scenario => scenario_schema::for_editors(),
        SchemaOf::Sweep => sweep_schema::for_editors(),
    };
    print(&format!("{schema:#}\n"));
    Ok(())
}
