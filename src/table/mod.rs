//! Tables: what their columns mean, their rows, and where rows go.
//!
//! A study declares a table as a list of columns, each with the cell it takes from a row's item ([`Columns`]), and
//! hands rows to a [`Sink`]. What the rows become (a CSV file, a sheet, values in memory) is the sink's business.

mod column;
mod columns;
mod people;
pub mod portable;
mod rows;
mod sink;

pub use column::{Category, Column, ColumnType, Table};
pub use columns::{Col, Columns, any, flag, id, integer, month, number, text};
pub use people::{Answer, Bars, Beside, Chart, ForPeople};
pub use rows::{Cell, Rows, write_number, written};
pub use sink::{Encoded, Encoder, Memory, Sink, TableId};
