//! A sweep: a design over parameters, the scenario at each of its points, and their histories.

mod alike;
pub mod asked;
pub mod beside;
pub mod design;
mod file;
pub mod header;
mod levels;
mod listed;
pub mod making;
mod overlap;
pub mod plan;
pub mod points;
pub mod probe;
mod ranges;
mod reader;
pub mod schema;
pub mod tables;
pub mod units;
pub mod written;

pub use plan::{Cell, Holds, Luck, Sweep};
