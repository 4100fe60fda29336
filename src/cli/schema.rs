//! `intsoc schema`.

use super::{Failure, print};
use crate::scenario::shape;

/// Prints the JSON Schema of scenario files.
pub fn schema() -> Result<(), Failure> {
    print(&format!("{:#}\n", shape::schema()));
    Ok(())
}
