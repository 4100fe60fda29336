//! A sweep: a design over parameters, the scenario at each of its points, and their histories.

mod alike;
pub mod asked;
pub mod beside;
pub mod design;
mod designed;
pub mod factor;
mod file;
pub mod header;
mod levels;
mod listed;
mod luck;
mod main_effects;
pub mod making;
mod moulds;
mod overlap;
mod paths;
pub mod plan;
pub mod points;
pub mod probe;
mod questions;
mod ranges;
mod reader;
pub mod schema;
pub mod tables;
mod told;
pub mod units;
mod varied;
pub mod written;

pub use luck::Luck;
pub use plan::{Cell, Holds, Sweep};
