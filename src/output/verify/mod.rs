//! A whole folder of results held against what it says of itself.
//!
//! Is every file the one that was written? Do the manifest, the data package and the tables agree? Is anything there
//! that does not belong? No history is played for it: `reproduce` does that.

mod manifest;

use std::fs;
use std::io::{BufReader, Read};
use std::path::Path;

use serde_json::Value as Json;

pub use self::manifest::consistent;
use super::folder;
use super::format::{Format, ReadBack, table_of};
use super::names::{ASIDE, LEDGER, MANIFEST, PACKAGE};
use super::own;
use super::results::{Results, sha256_of};
use crate::files::{self, PARTIAL};
use crate::output::ledger::Reader;
use crate::study::StudyKind;

/// Something that is wrong in a folder of results.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The file.
    pub file: String,
    /// What is wrong with it.
    pub what: String,
    /// What to do.
    pub remedy: String,
}

impl Finding {
    /// In one line: the file, what is wrong with it, and what to do.
    pub fn of(&self, folder: &Path) -> String {
        format!("{}: {}; {}", folder.join(&self.file).display(), self.what, self.remedy)
    }
}

/// What a folder was found to be.
#[derive(Clone, Debug)]
pub struct Verified {
    /// What it holds, in words.
    pub holds: String,
    /// What is wrong with it.
    pub findings: Vec<Finding>,
}

/// Opens a folder of results that this program wrote, if its manifest agrees with itself.
///
/// # Errors
/// When it is none, or says otherwise in one place than in another.
pub fn open(folder: &Path) -> Result<Results<'_>, String> {
    let results = Results::open(folder)?;
    consistent(&results.manifest)
        .map_err(|contradiction| format!("{}: {contradiction}\n  {}", folder.display(), results.again()))?;
    Ok(results)
}

/// Looks at everything in a folder of results.
///
/// # Errors
/// When there is no such folder, or it holds no results of intsoc.
pub fn folder(path: &Path) -> Result<Verified, String> {
    let entries = fs::read_dir(path).map_err(|error| format!("{}: cannot be read: {error}", path.display()))?;
    let mut names: Vec<String> =
        entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    let has = |name: &str| names.iter().any(|known| known == name);
    if !has(MANIFEST) && !has(LEDGER) {
        let shown = path.display();
        return Err(format!(
            "{shown}: holds no results of intsoc: neither {MANIFEST} nor {LEDGER}\n  name a folder of results"
        ));
    }
    let mut verified = Verified { holds: String::new(), findings: vec![] };
    let results = if has(MANIFEST) { Some(Results::read(path)) } else { None };
    match &results {
        Some(Ok(results)) => verified.results(results),
        // The message names the file and what to do: here they are columns.
        Some(Err(message)) => verified.told(MANIFEST, message),
        None => {}
    }
    let results = results.and_then(Result::ok);
    let is_shard = results.as_ref().is_some_and(|results| results.kind() == Some(StudyKind::Shard));
    if has(LEDGER) && !is_shard {
        verified.unfinished(path, results.is_some());
    }
    verified.strangers(path, &names, results.as_ref());
    Ok(verified)
}

impl Verified {
    fn find(&mut self, file: &str, what: impl Into<String>, remedy: impl Into<String>) {
        self.findings.push(Finding { file: file.into(), what: what.into(), remedy: remedy.into() });
    }

    /// A message of several lines: what is wrong, then what to do.
    fn told(&mut self, file: &str, message: &str) {
        let (what, remedy) = message.split_once('\n').unwrap_or((message, ""));
        // The file stands before it already.
        let what = what.split_once(&format!("{file}: ")).map_or(what, |(_, what)| what);
        self.find(file, what, remedy.trim());
    }

    /// Finished results: every file, then what they say together.
    fn results(&mut self, results: &Results<'_>) {
        self.holds = holds(results);
        let again = results.again();
        if results.sealed().is_none() {
            let what = "bears no checksum: an earlier program wrote it, or it was changed";
            self.find(MANIFEST, what, &again);
        }
        if let Err(contradiction) = consistent(&results.manifest) {
            self.find(MANIFEST, contradiction, &again);
        }
        let changed = results.changed();
        for changed in &changed {
            self.find(&changed.file, &changed.what, &again);
        }
        let twice = twice(results.files().iter().map(|file| file.name));
        if let Some(name) = twice {
            self.find(MANIFEST, format!("lists {name} twice"), &again);
        }
        // What is torn need not be read, too.
        if changed.is_empty() {
            for (file, what) in package(results).into_iter().chain(counts(results)) {
                self.find(&file, what, &again);
            }
            if results.kind() == Some(StudyKind::Shard) {
                self.ledger(results);
            }
        }
    }

    /// The ledger of a shard that is finished.
    fn ledger(&mut self, results: &Results<'_>) {
        let again = "give the command of that shard again, which mends it and goes on";
        match read_through(&results.folder().join(LEDGER)) {
            Err(message) => self.told(LEDGER, &message),
            Ok(None) => self.find(LEDGER, "is not begun", again),
            Ok(Some(read)) => {
                if serde_json::to_value(read.reader.header()).ok().as_ref() != results.manifest.get("header") {
                    self.find(LEDGER, "belongs to another sweep than the manifest", again);
                }
                if !read.reader.is_whole() || read.rest > 0 {
                    self.find(
                        LEDGER,
                        format!("can be trusted only in its first {} units of work", read.reader.count()),
                        again,
                    );
                }
                if Some(read.histories) != results.manifest["histories"].as_u64() {
                    self.find(
                        LEDGER,
                        format!("holds {} histories, and the manifest says another number", read.histories),
                        again,
                    );
                }
            }
        }
    }

    /// The ledger of a sweep that is not finished; beside finished results it is of another.
    fn unfinished(&mut self, path: &Path, beside: bool) {
        let again = "give the command that began it again: it goes on before what was spoilt";
        match read_through(&path.join(LEDGER)) {
            Err(message) => self.told(LEDGER, &message),
            Ok(None) => self.find(LEDGER, "is not begun", again),
            Ok(Some(read)) => {
                let of = read.reader.header().units().map_or(0, |units| units.count());
                let done = format!("a sweep that is not finished: {} of {of} units of work", read.reader.count());
                self.holds = if beside { format!("{}, and {done}", self.holds) } else { done };
                if read.records > 0 || (read.reader.is_whole() && read.rest > 0) {
                    let what = format!("was spoilt after the first {} units of work", read.reader.count());
                    self.find(LEDGER, what, again);
                }
            }
        }
    }

    /// What nobody lists, and pages of other results.
    fn strangers(&mut self, path: &Path, names: &[String], results: Option<&Results<'_>>) {
        let listed: Vec<&str> = results.iter().flat_map(|results| results.files()).map(|file| file.name).collect();
        let own = [MANIFEST, LEDGER];
        let unfinished = |name: &str| name.ends_with(PARTIAL) || name.ends_with(ASIDE);
        let foreign = |name: &&String| {
            !listed.contains(&name.as_str())
                && !own.contains(&name.as_str())
                && (unfinished(name) || !folder::passes(name))
                // Where no manifest can be believed, nobody knows what is of these results.
                && (results.is_some() || !folder::is_own(name))
        };
        for name in names.iter().filter(foreign) {
            let file = path.join(name);
            if unfinished(name) {
                self.find(
                    name,
                    "was left by a run that did not end",
                    "run the command again that made the folder, or remove it",
                );
            } else if let Some(beginning) = beginning(&file).filter(|_| own::is_own_file(&file).unwrap_or_default()) {
                if let Some(what) = of_other_results(&beginning, path) {
                    self.find(name, what, format!("make it anew: intsoc report {}", path.display()));
                }
            } else if !holds_pictures(&file) {
                self.find(name, "is not of these results: nothing says what it is", "move it elsewhere, or remove it");
            }
        }
    }
}

/// What a folder holds, in a few words.
fn holds(results: &Results<'_>) -> String {
    let of = results.manifest["scenario"].as_str().unwrap_or("unknown");
    let what = results.kind().map_or("results of", StudyKind::holds);
    let part = if results.manifest["complete"] == false { ", not complete" } else { "" };
    format!("{what} {of}{part}: {} files", results.files().len())
}

/// A ledger that was read as far as it can be trusted.
struct ReadThrough {
    reader: Reader,
    histories: u64,
    /// Bytes and whole records that follow.
    rest: u64,
    records: u64,
}

fn read_through(path: &Path) -> Result<Option<ReadThrough>, String> {
    use crate::study::sweep::points::Done;
    let Some(mut reader) = Reader::open(path).map_err(|error| error.to_string())? else { return Ok(None) };
    let outcomes = reader.header().outcomes.len().max(1);
    let mut histories = 0;
    while let Some(record) = reader.next_record().map_err(|error| error.to_string())? {
        if let Done::Outcomes { values, .. } = record.done {
            histories += (values.len() / outcomes) as u64;
        }
    }
    let rest = reader.rest().map_err(|error| error.to_string())?;
    Ok(Some(ReadThrough { reader, histories, rest: rest.bytes, records: rest.records }))
}

/// The first name that comes up again.
fn twice<'a>(names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let mut known = std::collections::BTreeSet::new();
    let mut names = names;
    names.find(|name| !known.insert(*name))
}

/// Where the data package says otherwise than the tables.
fn package(results: &Results<'_>) -> Vec<(String, String)> {
    let wrong = |what: String| vec![(PACKAGE.to_string(), what)];
    let read = fs::read(results.folder().join(PACKAGE)).ok();
    let Some(package) = read.and_then(|bytes| serde_json::from_slice::<Json>(&bytes).ok()) else {
        return wrong("cannot be read".into());
    };
    let format = Format::of(&results.manifest);
    let mut described: Vec<&str> = Vec::new();
    for resource in package["resources"].as_array().into_iter().flatten() {
        let fields = resource["schema"]["fields"].as_array().into_iter().flatten();
        let names: Vec<&str> = fields.filter_map(|field| field["name"].as_str()).collect();
        let path = &resource["path"];
        let files = path.as_str().into_iter().chain(path.as_array().into_iter().flatten().filter_map(Json::as_str));
        for file in files {
            described.push(file);
            if !results.files().iter().any(|listed| listed.name == file) {
                return wrong(format!("describes {file}, which the manifest does not list"));
            }
            match header(&results.folder().join(file), format) {
                Some(header) if header == names => {}
                Some(header) if header.is_empty() && !format.names_columns_without_rows() => {}
                _ => return wrong(format!("describes other columns than {file} has")),
            }
        }
    }
    let tables: Vec<&str> =
        results.files().iter().map(|file| file.name).filter(|name| table_of(name).is_some()).collect();
    match tables.iter().find(|name| !described.contains(name)) {
        Some(table) => wrong(format!("does not describe {table}")),
        None => vec![],
    }
}

/// A table's file, opened; none where it is none.
fn opened(path: &Path, format: Format) -> Option<ReadBack<'static>> {
    format.read(Box::new(BufReader::new(files::open(path).ok()?))).ok()
}

fn header(path: &Path, format: Format) -> Option<Vec<String>> {
    Some(opened(path, format)?.0.iter().map(str::to_string).collect())
}

/// Tables whose rows are not as many as the manifest says.
fn counts(results: &Results<'_>) -> Vec<(String, String)> {
    let manifest = &results.manifest;
    let number = |key: &str| manifest[key].as_u64().unwrap_or_default();
    let scenarios = manifest["scenarios"].as_array().map_or(0, |scenarios| scenarios.len() as u64);
    let counted = match results.kind() {
        Some(StudyKind::Run) => vec![("histories", number("histories"))],
        Some(StudyKind::Compare) => vec![("twins", number("histories") * scenarios)],
        Some(StudyKind::Sweep | StudyKind::Robust) => vec![
            ("points", number("points")),
            ("outcomes", number("histories")),
            ("summary", number("points").saturating_sub(number("failed"))),
            ("failures", number("failed")),
        ],
        _ => vec![],
    };
    let wrong = |(table, said): (&str, u64)| {
        let rows = rows(results, table)?;
        (rows != said)
            .then(|| (Format::of(manifest).file(table, 0), format!("has {rows} rows, and the manifest says {said}")))
    };
    counted.into_iter().filter_map(wrong).collect()
}

/// Rows of a table in all its parts; none where it cannot be read.
fn rows(results: &Results<'_>, table: &str) -> Option<u64> {
    let format = Format::of(&results.manifest);
    let mut rows = 0;
    for part in results.parts(table).ok()? {
        let (_, of_part) = opened(&results.folder().join(part.name), format)?;
        for row in of_part {
            row.ok()?;
            rows += 1;
        }
    }
    Some(rows)
}

/// How a file begins; none for what is no file.
fn beginning(path: &Path) -> Option<Vec<u8>> {
    const ENOUGH: u64 = 4096;
    let mut bytes = Vec::new();
    let file = files::open(path).ok()?;
    file.take(ENOUGH).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// A folder with nothing in it but pictures of the program's own, and what says nothing of whose it is: on Windows a lock stays.
fn holds_pictures(path: &Path) -> bool {
    let Ok(entries) = fs::read_dir(path) else { return false };
    let passes = |name: &std::ffi::OsStr| folder::passes(&name.to_string_lossy());
    entries.flatten().all(|entry| passes(&entry.file_name()) || own::is_own_file(&entry.path()).unwrap_or_default())
}

/// Why a page is not of the results in its folder; none if it is, and for pictures, which do not say.
fn of_other_results(beginning: &[u8], path: &Path) -> Option<&'static str> {
    let text = String::from_utf8_lossy(beginning);
    if !text.contains("<!DOCTYPE html>") {
        return None;
    }
    let meta = format!("<meta name=\"{}\" content=\"", own::OF_RESULTS);
    let said: Vec<&str> = text.split(&meta).skip(1).filter_map(|rest| rest.split('"').next()).collect();
    if said.is_empty() {
        return Some("does not say of which results it is: an earlier program made it");
    }
    let is = sha256_of(&path.join(MANIFEST)).map(|(_, hash)| hash).unwrap_or_default();
    let own = said.iter().any(|said| said.split(' ').any(|said| said == is));
    (!own).then_some("is a page of other results, or of these as they were before")
}
