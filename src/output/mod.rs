//! Output: sinks for the rows of studies, and what is made of folders of results. It knows tables, and no histories.

#[cfg(feature = "cli")]
pub mod bibtex;
#[cfg(feature = "cli")]
pub mod doubt;
pub mod excerpt;
#[cfg(feature = "cli")]
pub mod folder;
pub mod format;
#[cfg(feature = "cli")]
pub mod ledger;
#[cfg(feature = "cli")]
pub mod manifest;
#[cfg(feature = "cli")]
mod moment;
#[cfg(feature = "cli")]
pub mod names;
#[cfg(feature = "cli")]
pub mod own;
#[cfg(feature = "cli")]
pub mod package;
pub mod picture;
#[cfg(feature = "cli")]
pub mod report;
#[cfg(feature = "cli")]
pub mod reproduce;
#[cfg(feature = "cli")]
pub mod results;
#[cfg(feature = "cli")]
pub mod seal;
pub mod seen;
#[cfg(feature = "cli")]
mod unopened;
#[cfg(feature = "cli")]
pub mod verify;
#[cfg(feature = "cli")]
pub mod workbook;

#[cfg(feature = "cli")]
pub use seal::{Making, seal};
