//! What makes a folder of results whole: its data package, its workbook, its crate if it is to have one, and last of all its manifest.

use std::io::ErrorKind;
use std::time::{Instant, SystemTime};

use serde_json::{Value as Json, json};

use super::folder::{Folder, FolderError, Written, unwritable};
use super::manifest::checksum;
use super::names::{MANIFEST, PACKAGE, RO_CRATE, WORKBOOK};
use super::{moment, package, workbook};
use crate::model::chance::GENERATOR;
use crate::program::{COMMIT, SOURCES, VERSION};
use crate::study::About;

/// How results were made, besides what they are.
#[derive(Debug)]
pub struct Making {
    /// The command line.
    pub command: Vec<String>,
    /// When it started.
    pub started: SystemTime,
    /// For how long it has gone on.
    pub clock: Instant,
    /// Number of threads.
    pub threads: usize,
    /// Tells a person what they should know, and what is no failure.
    pub note: fn(&str),
}

/// Writes data package, workbook, crate and manifest into a folder of results, and gives all its files their names.
///
/// # Errors
/// When one cannot be written.
pub fn seal(mut folder: Folder, making: &Making, about: &About) -> Result<Vec<Written>, FolderError> {
    let format = folder.format;
    let package = package::of(about, &folder.tables, format);
    folder.write_file(PACKAGE, pretty(&package).as_bytes())?;
    if let Some(answer) = folder.answer.take() {
        // Taken out, so that the workbook can be written into the folder that they came from.
        let (tables, shown) = (std::mem::take(&mut folder.tables), std::mem::take(&mut folder.shown));
        let given = workbook::WorkbookInput { about, tables: &tables, shown: &shown, answer: &answer };
        let path = folder.path().join(WORKBOOK);
        let made = match workbook::of(given) {
            Err(error) if error.kind() == ErrorKind::OutOfMemory => Ok(None),
            made => made,
        };
        match made {
            Ok(Some(bytes)) => folder.write_file(WORKBOOK, &bytes)?,
            Ok(None) => (making.note)(&format!(
                "{}: left out, as too few threads or too little memory are allowed here to make it; every table is there as a file of its own",
                path.display()
            )),
            Err(error) => return Err(unwritable(&path, error)),
        }
    }
    if folder.with_crate {
        let of_all = package::ro_crate::of(about, &package, &folder.written());
        folder.write_file(RO_CRATE, pretty(&of_all).as_bytes())?;
    }
    let files = folder.written();
    let mut manifest = json!({
        "program": "intsoc",
        "version": VERSION,
        "commit": COMMIT,
        "sources": SOURCES,
        "generator": GENERATOR,
        "command": making.command,
        "format": format.name(),
        "threads": making.threads,
        "started": moment::utc(making.started),
        "seconds": making.clock.elapsed().as_secs_f64(),
        "files": files.iter().map(|file| json!({ "name": file.name, "bytes": file.bytes, "sha256": file.sha256 })).collect::<Vec<_>>(),
        "kind": about.kind.name(),
    });
    if let (Some(manifest), Json::Object(about)) = (manifest.as_object_mut(), &about.manifest) {
        debug_assert!(about.keys().all(|key| !manifest.contains_key(key)), "a study says what is not its own to say");
        manifest.extend(about.clone());
    }
    // Last of all: it is over everything else that the manifest says.
    manifest["checksum"] = checksum(&manifest).into();
    folder.write_file(MANIFEST, pretty(&manifest).as_bytes())?;
    for page in folder.finish()? {
        let page = page.display();
        (making.note)(&format!("{page}: is gone with the results that it showed; intsoc report makes it again"));
    }
    Ok(files)
}

fn pretty(json: &Json) -> String {
    // Straight into a text: the same bytes as `{json:#}`, in a third of the time.
    let mut text = serde_json::to_string_pretty(json).expect("JSON is text");
    text.push('\n');
    text
}
