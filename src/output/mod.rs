//! One table type, thin exporters: CSV, the data package, the manifest.

use std::sync::atomic::AtomicBool;
use std::time::Instant;

use rayon::ThreadPool;

pub mod again;
mod blame_flows;
pub mod compare;
mod detail;
pub mod enough;
pub mod folder;
pub mod hindcast;
pub mod ledger;
pub mod locale;
pub mod manifest;
pub mod patterns;
pub mod picture;
pub mod report;
pub mod results;
pub mod run;
pub mod sweep;
pub mod table;
pub mod verify;
pub mod workbook;

/// How something is done, besides what it is.
#[derive(Debug)]
pub struct Doing<'a> {
    /// The threads.
    pub pool: &'a ThreadPool,
    /// Set from outside to stop; what is complete is kept.
    pub stop: &'a AtomicBool,
    /// Tells a person what they should know, and what is no failure.
    pub note: fn(&str),
    /// The command line, for the manifest.
    pub command: Vec<String>,
    /// When it started.
    pub started: jiff::Timestamp,
    /// For how long it has gone on.
    pub clock: Instant,
}

impl<'a> Doing<'a> {
    /// Starts now; notes are told to nobody.
    pub fn now(pool: &'a ThreadPool, stop: &'a AtomicBool, command: Vec<String>) -> Self {
        Self { pool, stop, note: |_| {}, command, started: jiff::Timestamp::now(), clock: Instant::now() }
    }
}
