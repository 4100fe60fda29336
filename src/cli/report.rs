//! `intsoc report DIR`: a page to read.

use std::fs;
use std::path::{Path, PathBuf};

use super::hindcast::default_file;
use super::{Failure, ReportArgs, print};
use crate::analysis::hindcast;
use crate::output::report::page;
use crate::output::results::Results;

/// Makes the page of a folder of results.
pub fn report(args: &ReportArgs) -> Result<(), Failure> {
    let results = Results::open(&args.folder).map_err(Failure::Input)?;
    let facts = match &args.history {
        Some(file) => hindcast::load(file)?.0,
        // The record that comes with the project is of one crisis.
        None if of_the_record(&results) => hindcast::load(&default_file()).map(|(facts, _)| facts).unwrap_or_default(),
        None => vec![],
    };
    let html = page(&results, &facts).map_err(Failure::Input)?;
    let out = args.out.clone().unwrap_or_else(|| args.folder.join("report.html"));
    write(&out, &html).map_err(|error| Failure::Failed(format!("{}: cannot be written: {error}", out.display())))?;
    print(&format!("Report in {}\n", out.display()));
    Ok(())
}

/// Written to a temporary name and renamed, so that a page that is there is whole.
fn write(out: &Path, html: &str) -> std::io::Result<()> {
    let partial = PathBuf::from(format!("{}.partial", out.display()));
    fs::write(&partial, html).and_then(|()| fs::rename(&partial, out)).inspect_err(|_| {
        let _ = fs::remove_file(&partial);
    })
}

/// Is it a run of the crisis that the project's record is about?
fn of_the_record(results: &Results<'_>) -> bool {
    let scenario = &results.manifest["resolved_scenario"];
    scenario["target"]["name"] == "Sudan" && scenario["scenario"]["start"] == "2003-02"
}
