//! How international society responds to mass atrocity, and why its response is so often
//! only good enough: the argument of Black and Williams (2008), made runnable.
//!
//! Data flow one way: [`scenario`] → [`model`] → [`ensemble`] → [`measure`] → [`study`] → [`output`];
//! [`statistics`] and [`table`] are the ground on which all stand.

#![deny(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a closed or full stream is no reason to panic: `cli::say`"
)]

#[cfg(feature = "cli")]
pub mod cli;
pub mod ensemble;
#[cfg(feature = "explorer")]
pub mod explorer;
#[cfg(feature = "cli")]
pub mod files;
pub mod lanes;
pub mod measure;
pub mod model;
#[cfg(feature = "explorer")]
pub mod output;
pub mod program;
pub mod protocol;
pub mod scenario;
pub mod shell;
pub mod statistics;
pub mod study;
pub mod table;
