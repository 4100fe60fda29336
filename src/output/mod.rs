//! Output: sinks for the rows of studies, and what is made of folders of results. It knows tables, and no histories.

pub mod bibtex;
pub mod doubt;
pub mod folder;
pub mod format;
pub mod ledger;
pub mod manifest;
pub mod names;
pub mod own;
pub mod package;
pub mod picture;
pub mod report;
pub mod reproduce;
pub mod results;
pub mod seal;
mod unopened;
pub mod verify;
pub mod workbook;

pub use seal::{Making, seal};
