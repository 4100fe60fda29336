//! `intsoc report DIR...`: a page to read.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use super::failure::Failure;
use super::hindcast::default_file;
use super::say::{print, say};
use crate::files;
use crate::output::own::is_own_file;
use crate::output::report::Report;
use crate::output::results::Results;
use crate::output::verify;
use crate::scenario::Sources;
use crate::study::chronicle::tell;
use crate::study::hindcast::facts;

/// What `intsoc report` can be told.
#[derive(Debug, Args)]
pub struct ReportArgs {
    /// Folder with results of any study but a shard; others join its page, several runs on each other
    #[arg(required = true, value_name = "DIR")]
    folders: Vec<PathBuf>,
    /// File for the page [default: report.html in the first folder]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Folder for the pictures as well, each an SVG file
    #[arg(long, value_name = "DIR")]
    pictures: Option<PathBuf>,
    /// An outcome to show besides those that are always shown, or an indicator of months; may be repeated
    #[arg(long, value_name = "NAME")]
    outcome: Vec<String>,
    /// Facts (CSV) to show beside the crisis
    #[arg(long, alias = "history", value_name = "FILE")]
    facts: Option<PathBuf>,
}

/// Makes the page of folders of results.
pub fn report(args: &ReportArgs) -> Result<(), Failure> {
    let folders = args.folders.iter().map(|folder| verify::open(folder)).collect::<Result<Vec<_>, _>>();
    let folders = folders.map_err(Failure::Input)?;
    let facts = match &args.facts {
        Some(file) => facts::load(&Sources::disk(), file)?.0,
        // The record that comes with the project is of one crisis.
        None if of_the_record(&folders[0]) && default_file().exists() => {
            facts::load(&Sources::disk(), &default_file())?.0
        }
        None => vec![],
    };
    let report = Report::of(&folders, &facts, &args.outcome, &|scenario, replicate, still| {
        tell(scenario, replicate, still, scenario.months)
    })
    .map_err(Failure::Input)?;
    // Tables that the page shows are refused where they were changed: these it does not show.
    for results in &folders {
        for changed in results.changed() {
            let file = results.folder().join(&changed.file);
            say(&format!(
                "{}: {}\n  intsoc check {} says more",
                file.display(),
                changed.what,
                results.folder().display()
            ));
        }
    }
    let mut files = vec![(args.out.clone().unwrap_or_else(|| args.folders[0].join("report.html")), report.page())];
    if let Some(folder) = &args.pictures {
        let pictures = report.pictures().into_iter();
        files.extend(pictures.map(|(name, picture)| (folder.join(format!("{name}.svg")), picture)));
    }
    // Nothing is written if anything is in the way.
    for (file, _) in &files {
        spare(file)?;
    }
    if let Some(folder) = &args.pictures {
        fs::create_dir_all(folder).map_err(|error| unwritable(folder, &error))?;
    }
    for (file, text) in &files {
        files::write(file, text.as_bytes()).map_err(|error| unwritable(file, &error))?;
    }
    print(&format!("Report in {}\n", files[0].0.display()));
    if let Some(folder) = &args.pictures {
        print(&format!("{} pictures in {}\n", files.len() - 1, folder.display()));
    }
    Ok(())
}

/// Refuses a place where something stands that is no page or picture of the program's own.
fn spare(file: &Path) -> Result<(), Failure> {
    if !files::stands(file) || is_own_file(file) {
        return Ok(());
    }
    let remedy = if file.is_dir() {
        "choose another place, such as a file in it"
    } else {
        "choose another place, or remove it first"
    };
    Err(Failure::Input(format!("{}: is there already, and no page or picture of intsoc\n  {remedy}", file.display())))
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::Failed(format!("{}: cannot be written: {error}\n  choose another place", path.display()))
}

/// Is it a run of the crisis that the project's record is about?
fn of_the_record(results: &Results<'_>) -> bool {
    let scenario = &results.manifest["resolved_scenario"];
    scenario["target"]["name"] == "Sudan" && scenario["scenario"]["start"] == "2003-02"
}
