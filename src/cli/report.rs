//! `intsoc report DIR...`: a page to read.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::failure::Failure;
use super::hindcast::default_file;
use super::say::{print, say};
use crate::files::{self, Made};
use crate::output::own::is_own_file;
#[cfg(feature = "raster")]
use crate::output::picture::raster;
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
    /// Folder for the pictures as well, each a file
    #[arg(long, value_name = "DIR")]
    pictures: Option<PathBuf>,
    /// As which files the pictures are written, parted by commas; png and pdf need a program built with the feature `raster`
    #[arg(long = "as", value_name = "FORM", value_delimiter = ',', default_value = "svg", requires = "pictures")]
    forms: Vec<Form>,
    /// An outcome to show besides those that are always shown, or an indicator of months; may be repeated
    #[arg(long, value_name = "NAME")]
    outcome: Vec<String>,
    /// Facts (CSV) to show beside the crisis
    #[arg(long, alias = "history", value_name = "FILE")]
    facts: Option<PathBuf>,
}

/// As which file a picture is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
enum Form {
    /// Lines and letters, for browsers, LibreOffice, Word and Inkscape
    Svg,
    /// Points, 288 to the inch, for slides and word processors
    Png,
    /// Lines and letters, for LaTeX
    Pdf,
}

impl Form {
    fn ending(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Png => "png",
            Self::Pdf => "pdf",
        }
    }

    /// A picture's file.
    fn drawn(self, svg: &str) -> Result<Vec<u8>, String> {
        match self {
            Self::Svg => Ok(svg.as_bytes().to_vec()),
            #[cfg(feature = "raster")]
            Self::Png => raster::png(svg),
            #[cfg(feature = "raster")]
            Self::Pdf => raster::pdf(svg),
            #[cfg(not(feature = "raster"))]
            Self::Png | Self::Pdf => Err("this program draws SVG alone".into()),
        }
    }
}

/// Makes the page of folders of results.
pub fn report(args: &ReportArgs) -> Result<(), Failure> {
    let forms = forms(args)?;
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
    let page = args.out.clone().unwrap_or_else(|| args.folders[0].join("report.html"));
    let mut files = vec![(page, report.page().into_bytes())];
    if let Some(folder) = &args.pictures {
        files.extend(drawn(&report.pictures(), folder, &forms)?);
    }
    // Nothing is written if anything is in the way.
    for (file, _) in &files {
        spare(file)?;
    }
    let pictures = args.pictures.as_ref().map(|folder| Made::make(folder).map_err(|error| unwritable(folder, &error)));
    let _made = pictures.transpose()?;
    for (file, bytes) in &files {
        files::write(file, bytes).map_err(|error| unwritable(file, &error))?;
    }
    print(&format!("Report in {}\n", files[0].0.display()));
    if let Some(folder) = &args.pictures {
        print(&format!("{} pictures in {}\n", files.len() - 1, folder.display()));
    }
    Ok(())
}

/// The forms that pictures are asked for in, each once.
fn forms(args: &ReportArgs) -> Result<BTreeSet<Form>, Failure> {
    let forms: BTreeSet<Form> = args.forms.iter().copied().collect();
    match forms.last() {
        Some(form) if *form != Form::Svg && !cfg!(feature = "raster") => Err(Failure::Input(format!(
            "--as {0}: this program draws pictures as svg alone\n  build it with them (cargo install --path . --features raster), or write \
             svg and turn each picture into another file: rsvg-convert -f {0} -o NAME.{0} NAME.svg",
            form.ending(),
        ))),
        _ => Ok(forms),
    }
}

/// The files of all pictures, each in every form.
fn drawn(
    pictures: &[(String, String)],
    folder: &Path,
    forms: &BTreeSet<Form>,
) -> Result<Vec<(PathBuf, Vec<u8>)>, Failure> {
    let mut files = Vec::new();
    for (name, svg) in pictures {
        for form in forms {
            let file = folder.join(format!("{name}.{}", form.ending()));
            let bytes = form.drawn(svg).map_err(|error| Failure::Failed(format!("{}: {error}", file.display())))?;
            files.push((file, bytes));
        }
        #[cfg(feature = "raster")]
        if forms.iter().any(|form| *form != Form::Svg) {
            say_lacking(name, svg);
        }
    }
    Ok(files)
}

/// Says which letters of a picture are drawn as boxes.
#[cfg(feature = "raster")]
fn say_lacking(name: &str, svg: &str) {
    let lacking: Vec<String> = raster::lacking(svg).iter().map(char::to_string).collect();
    if !lacking.is_empty() {
        say(&format!(
            "note: {name}: png and pdf have no font for {}, and show boxes; svg is drawn with the fonts of whoever looks",
            lacking.join(" ")
        ));
    }
}

/// Refuses a place where something stands that is no page or picture of the program's own.
pub fn spare(file: &Path) -> Result<(), Failure> {
    let known = |known: std::io::Result<bool>| known.map_err(|error| unwritable(file, &error));
    if !known(files::stands(file))? || known(is_own_file(file))? {
        return Ok(());
    }
    let remedy = if file.is_dir() {
        "choose another place, such as a file in it"
    } else {
        "choose another place, or remove it first"
    };
    Err(Failure::Input(format!("{}: is there already, and no page or picture of intsoc\n  {remedy}", file.display())))
}

/// Why a file could not be written.
pub fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::Failed(format!("{}: cannot be written: {error}\n  choose another place", path.display()))
}

/// Is it a run of the crisis that the project's record is about?
fn of_the_record(results: &Results<'_>) -> bool {
    let scenario = &results.manifest["resolved_scenario"];
    scenario["target"]["name"] == "Sudan" && scenario["scenario"]["start"] == "2003-02"
}
