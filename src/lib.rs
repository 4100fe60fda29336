//! How international society responds to mass atrocity, and why its response is so often
//! only good enough: the argument of Black and Williams (2008), made runnable.
//!
//! Data flows one way: [`scenario`] → [`model`] → [`experiment`] → [`analysis`] → [`output`].

#![deny(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a closed or full stream is no reason to panic: `cli::say`"
)]

pub mod analysis;
pub mod cli;
pub mod distributions;
pub mod experiment;
pub mod files;
pub mod model;
pub mod odd;
pub mod output;
pub mod scenario;
pub mod shell;
