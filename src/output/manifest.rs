//! What a folder's results are and how they came about.

use std::io::ErrorKind;

use serde_json::{Value as Json, json};

use super::Doing;
use super::folder::{Folder, FolderError, MANIFEST, PACKAGE, Written, unwritable};
use super::table::Table;
use super::workbook::{self, WORKBOOK};
use crate::model::chance::GENERATOR;
use crate::scenario::{self, Scenario, sha256};
use crate::statistics::quantiles::{BINS, FIRST};

/// The program's version.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The commit the program was built from, with a mark where its sources were changed since, or `unknown`.
pub const COMMIT: &str = env!("INTSOC_COMMIT");

/// The fingerprint of the sources that the program was built from: two programs with the same one are the same.
pub const SOURCES: &str = env!("INTSOC_SOURCES");

/// Version, commit and sources in a line.
pub const PROGRAM: &str =
    concat!(env!("CARGO_PKG_VERSION"), " (commit ", env!("INTSOC_COMMIT"), ", sources ", env!("INTSOC_SOURCES"), ")");

/// What was run, before it is known how it went.
#[derive(Clone, Debug)]
pub struct Plan<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// The first replicate; 0 but where single histories are run again.
    pub first: u64,
    /// Number of replicates.
    pub replicates: u64,
    /// Without chance.
    pub still: bool,
    /// Every month of every replicate is written.
    pub detail: bool,
}

impl Plan<'_> {
    /// What decides a history besides seed and replicate: see [`scenario::hash`].
    pub fn scenario_hash(&self) -> String {
        scenario::hash(self.scenario)
    }

    /// What tells these results from any others: results with the same identity are the same bytes.
    pub fn identity(&self) -> String {
        let parts = [
            VERSION.to_string(),
            self.scenario_hash(),
            self.scenario.name.clone(),
            self.scenario.seed.to_string(),
            format!("{} from {}", self.replicates, self.first),
            self.still.to_string(),
            self.detail.to_string(),
        ];
        sha256(parts.join("\n").as_bytes())
    }

    /// The start of the key of every history: scenario, then seed; the replicate follows.
    pub fn key_prefix(&self) -> String {
        let still = if self.still { "still-" } else { "" };
        format!("h{}-{still}{}", &self.scenario_hash()[..12], self.scenario.seed)
    }
}

/// What the manifest of a run says besides what every manifest says.
pub fn of_run(plan: &Plan<'_>, histories: u64, exact_quantiles: [bool; 2]) -> Json {
    json!({
        "kind": "run",
        "identity": plan.identity(),
        "scenario": plan.scenario.name,
        "scenario_hash": plan.scenario_hash(),
        "seed": plan.scenario.seed,
        "still": plan.still,
        "first": plan.first,
        "replicates": plan.replicates,
        "histories": histories,
        "complete": histories == plan.replicates,
        "notes": plan.scenario.notes,
        "quantiles": {
            "outcomes": quantile_words(exact_quantiles[0]),
            "months": quantile_words(exact_quantiles[1]),
        },
        "resolved_scenario": plan.scenario.resolved.to_json_graded(),
    })
}

/// Writes data package, workbook and manifest into a folder of results, and gives all its files their names.
///
/// # Errors
/// When one cannot be written.
pub fn seal(mut folder: Folder, doing: &Doing<'_>, package: &Json, about: Json) -> Result<Vec<Written>, FolderError> {
    let locale = folder.locale();
    let mut package = package.clone();
    locale.describe(&mut package);
    folder.write_file(PACKAGE, pretty(&package).as_bytes())?;
    if package["resources"].as_array().is_some_and(|tables| !tables.is_empty()) {
        let path = folder.path().join(WORKBOOK);
        let made = workbook::of(&package, &about, locale, &mut |name, most| folder.read_back(name, most));
        let made = match made {
            Err(error) if error.kind() == ErrorKind::OutOfMemory => Ok(None),
            made => made,
        };
        match made {
            Ok(Some(bytes)) => folder.write_file(WORKBOOK, &bytes)?,
            Ok(None) => (doing.note)(&format!(
                "{}: left out, as too few threads or too little memory are allowed here to make it; every table is there as CSV",
                path.display()
            )),
            Err(error) => return Err(unwritable(&path, error)),
        }
    }
    let files = folder.written();
    let mut manifest = json!({
        "program": "intsoc",
        "version": VERSION,
        "commit": COMMIT,
        "sources": SOURCES,
        "generator": GENERATOR,
        "command": doing.command,
        "csv_locale": locale.name(),
        "threads": doing.pool.current_num_threads(),
        "started": doing.started.to_string(),
        "seconds": doing.clock.elapsed().as_secs_f64(),
        "files": files.iter().map(|file| json!({ "name": file.name, "bytes": file.bytes, "sha256": file.sha256 })).collect::<Vec<_>>(),
    });
    if let (Some(manifest), Json::Object(about)) = (manifest.as_object_mut(), about) {
        manifest.extend(about);
    }
    manifest["checksum"] = checksum(&manifest).into();
    folder.write_file(MANIFEST, pretty(&manifest).as_bytes())?;
    for page in folder.finish()? {
        let page = page.display();
        (doing.note)(&format!("{page}: is gone with the results that it showed; intsoc report makes it again"));
    }
    Ok(files)
}

/// SHA-256 in hexadecimal of what a manifest says, but for this checksum itself.
pub fn checksum(manifest: &Json) -> String {
    let mut rest = manifest.clone();
    if let Some(rest) = rest.as_object_mut() {
        rest.shift_remove("checksum");
    }
    sha256(rest.to_string().as_bytes())
}

fn pretty(json: &Json) -> String {
    format!("{json:#}\n")
}

fn quantile_words(exact: bool) -> String {
    if exact {
        "exact, Hyndman-Fan type 7".into()
    } else {
        format!("from {BINS} bins over the range of the first {FIRST} histories")
    }
}

/// The Data Package (version 2) that describes every file and every column.
pub fn data_package(name: &str, title: &str, tables: &[(Table, Vec<String>)]) -> Json {
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
        "name": name,
        "title": title,
        "description": "Results of an agent-based exploration of a theory: neither prediction nor policy advice.",
        "resources": resources,
    })
}
