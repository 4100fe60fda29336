//! How international society responds to mass atrocity, and why its response is so often
//! only good enough: the argument of Black and Williams (2008), made runnable.
//!
//! Data flow one way: [`scenario`] → [`model`] → [`ensemble`] → [`measure`] → [`study`] → [`output`];
//! [`statistics`] and [`table`] are the ground on which all stand.
//!
//! # From another program
//!
//! The command line asks the library, and so may any other program: a scenario is read and changed, a study played, its answer
//! and tables had as values.
//!
//! ```
//! use std::path::Path;
//! use std::sync::atomic::AtomicBool;
//!
//! use intsoc::ensemble::engine::Engine;
//! use intsoc::scenario::{self, Override};
//! use intsoc::study::{Details, Plan, run};
//! use intsoc::table::Memory;
//!
//! // A target that gives in: the scenario as it is but for one number.
//! let weak = Override::parse("target.resolve=0.1")?;
//! let scenario = scenario::load(Path::new("scenarios/minimal.toml"), &[weak])?;
//!
//! // Twenty histories, played where they are asked for; with `threads`, an engine may have a pool of them.
//! let plan = Plan { scenario: &scenario, first: 0, replicates: 20, still: false, detail: Details::default() };
//! let stop = AtomicBool::new(false);
//! let mut memory = Memory::default();
//! let ran = run::play(&plan, &Engine::here(&stop, &|_| {}), &mut memory)?.expect("nobody stopped it");
//!
//! let adequacy = ran.outcomes.iter().position(|outcome| outcome.name == "adequacy").expect("an outcome");
//! let mean = ran.moments[adequacy].mean().expect("it comes about in every history");
//! assert!((0.0..=1.0).contains(&mean));
//! assert!(memory.tables.iter().any(|(table, _)| table.name == "months"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! With `default-features = false` the library needs neither a disk nor threads nor a clock, and builds for WebAssembly: scenarios
//! are then read from texts ([`scenario::from_text`]).

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
