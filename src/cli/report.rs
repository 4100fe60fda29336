//! `intsoc report DIR...`: a page to read.

use std::fs;
use std::path::{Path, PathBuf};

use super::hindcast::default_file;
use super::{Failure, ReportArgs, print};
use crate::analysis::hindcast;
use crate::output::report::Report;
use crate::output::results::Results;

/// Makes the page of folders of results.
pub fn report(args: &ReportArgs) -> Result<(), Failure> {
    let folders = args.folders.iter().map(|folder| Results::open(folder)).collect::<Result<Vec<_>, _>>();
    let folders = folders.map_err(Failure::Input)?;
    let facts = match &args.history {
        Some(file) => hindcast::load(file)?.0,
        // The record that comes with the project is of one crisis.
        None if of_the_record(&folders[0]) => {
            hindcast::load(&default_file()).map(|(facts, _)| facts).unwrap_or_default()
        }
        None => vec![],
    };
    let report = Report::of(&folders, &facts).map_err(Failure::Input)?;
    let out = args.out.clone().unwrap_or_else(|| args.folders[0].join("report.html"));
    write(&out, &report.page())?;
    print(&format!("Report in {}\n", out.display()));
    if let Some(folder) = &args.pictures {
        fs::create_dir_all(folder).map_err(|error| unwritable(folder, &error))?;
        let pictures = report.pictures();
        for (name, picture) in &pictures {
            write(&folder.join(format!("{name}.svg")), picture)?;
        }
        print(&format!("{} pictures in {}\n", pictures.len(), folder.display()));
    }
    Ok(())
}

/// Written to a temporary name and renamed, so that a file that is there is whole.
fn write(out: &Path, text: &str) -> Result<(), Failure> {
    let partial = PathBuf::from(format!("{}.partial", out.display()));
    let written = fs::write(&partial, text).and_then(|()| fs::rename(&partial, out));
    written.map_err(|error| {
        let _ = fs::remove_file(&partial);
        unwritable(out, &error)
    })
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::Failed(format!("{}: cannot be written: {error}\n  choose another place", path.display()))
}

/// Is it a run of the crisis that the project's record is about?
fn of_the_record(results: &Results<'_>) -> bool {
    let scenario = &results.manifest["resolved_scenario"];
    scenario["target"]["name"] == "Sudan" && scenario["scenario"]["start"] == "2003-02"
}
