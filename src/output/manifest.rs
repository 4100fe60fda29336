//! What a folder's results are and how they came about.

use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

use super::folder::Written;
use super::table::Table;
use crate::analysis::quantiles::{BINS, FIRST};
use crate::model::chance::GENERATOR;
use crate::scenario::Scenario;

/// The program's version.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The commit the program was built from, or `unknown`.
pub const COMMIT: &str = env!("INTSOC_COMMIT");

/// What was run, before it is known how it went.
#[derive(Clone, Debug)]
pub struct Plan<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// Number of replicates.
    pub replicates: u64,
    /// Without chance.
    pub still: bool,
    /// Every month of every replicate is written.
    pub detail: bool,
}

impl Plan<'_> {
    /// SHA-256 of what decides a history besides seed and replicate, in hexadecimal: the
    /// resolved scenario without its name, seed and number of replicates.
    pub fn scenario_hash(&self) -> String {
        let mut json = self.scenario.resolved.to_json();
        if let Some(run) = json.get_mut("scenario").and_then(Json::as_object_mut) {
            for key in ["name", "seed", "replicates"] {
                run.shift_remove(key);
            }
        }
        hex(json.to_string().as_bytes())
    }

    /// What tells these results from any others: results with the same identity are the same bytes.
    pub fn identity(&self) -> String {
        let parts = [
            VERSION.to_string(),
            self.scenario_hash(),
            self.scenario.name.clone(),
            self.scenario.seed.to_string(),
            self.replicates.to_string(),
            self.still.to_string(),
            self.detail.to_string(),
        ];
        hex(parts.join("\n").as_bytes())
    }

    /// The start of the key of every history: scenario, then seed; the replicate follows.
    pub fn key_prefix(&self) -> String {
        let still = if self.still { "still-" } else { "" };
        format!("h{}-{still}{}", &self.scenario_hash()[..12], self.scenario.seed)
    }
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// How a run went.
#[derive(Clone, Debug)]
pub struct Went {
    /// Histories that are complete.
    pub histories: u64,
    /// Threads used.
    pub threads: usize,
    /// The command line.
    pub command: Vec<String>,
    /// When it started, RFC 3339.
    pub started: String,
    /// Seconds it took.
    pub seconds: f64,
    /// Whether quantiles are exact, of outcomes and of months.
    pub exact_quantiles: [bool; 2],
}

/// The manifest of a run.
pub fn manifest(plan: &Plan<'_>, went: &Went, files: &[Written]) -> Json {
    json!({
        "program": "intsoc",
        "version": VERSION,
        "commit": COMMIT,
        "identity": plan.identity(),
        "scenario": plan.scenario.name,
        "scenario_hash": plan.scenario_hash(),
        "seed": plan.scenario.seed,
        "generator": GENERATOR,
        "still": plan.still,
        "replicates": plan.replicates,
        "histories": went.histories,
        "complete": went.histories == plan.replicates,
        "quantiles": {
            "outcomes": quantile_words(went.exact_quantiles[0]),
            "months": quantile_words(went.exact_quantiles[1]),
        },
        "command": went.command,
        "threads": went.threads,
        "started": went.started,
        "seconds": went.seconds,
        "files": files.iter().map(|file| json!({ "name": file.name, "bytes": file.bytes, "sha256": file.sha256 })).collect::<Vec<_>>(),
        "resolved_scenario": plan.scenario.resolved.to_json_graded(),
    })
}

fn quantile_words(exact: bool) -> String {
    if exact {
        "exact, Hyndman-Fan type 7".into()
    } else {
        format!("from {BINS} bins over the range of the first {FIRST} histories")
    }
}

/// The Data Package (version 2) that describes every file and every column.
pub fn data_package(plan: &Plan<'_>, tables: &[(Table, Vec<String>)]) -> Json {
    let resources: Vec<Json> = tables
        .iter()
        .map(|(table, files)| {
            let path = if let [only] = files.as_slice() { json!(only) } else { json!(files) };
            json!({
                "name": table.name.replace('_', "-"),
                "type": "table",
                "title": format!("A row is {}", table.row),
                "path": path,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": table.schema(),
            })
        })
        .collect();
    json!({
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "intsoc-run",
        "title": plan.scenario.name,
        "description": "Results of an agent-based exploration of a theory: neither prediction nor policy advice.",
        "resources": resources,
    })
}
