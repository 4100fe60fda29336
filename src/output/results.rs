//! A folder of results read again: whole and untouched, or not at all.

use std::borrow::Cow;
use std::fs;
use std::io::{self, BufRead, BufReader, Read as _};
use std::path::Path;

use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use super::format::{Format, table_of};
use super::manifest::checksum;
use super::names::{MANIFEST, PACKAGE};
use super::unopened::unopened;
use crate::files;
use crate::model::outcomes::today;
use crate::program::VERSION;
use crate::scenario::sha256;
use crate::shell;
use crate::study::StudyKind;

/// Largest manifest that is read. A sweep's holds the sweep file, of 64 MiB at most, and every scenario.
const MAX_MANIFEST_BYTES: u64 = 1 << 28;

/// Largest table that is read at once: a million rows are some 400 MB.
const MAX_TABLE_BYTES: u64 = 1 << 32;

/// A file of a folder of results, as the manifest has it.
#[derive(Clone, Copy, Debug)]
pub struct Listed<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its size.
    pub bytes: u64,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: &'a str,
}

/// A file that is not as it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Changed {
    /// Its name.
    pub file: String,
    /// What is wrong with it.
    pub what: String,
}

/// A folder of results.
#[derive(Debug)]
pub struct Results<'a> {
    folder: &'a Path,
    /// SHA-256 of its manifest, in hexadecimal.
    fingerprint: String,
    /// What its manifest says.
    pub manifest: Json,
}

/// The command that made a folder, from its manifest, as a shell takes it again.
pub fn command(manifest: &Json) -> String {
    shell::line(manifest["command"].as_array().into_iter().flatten().filter_map(Json::as_str))
}

/// The command that made a folder, as it can be pasted on any machine that has the program: without the place where it
/// stands on this one.
pub fn pasted(manifest: &Json) -> String {
    let words = manifest["command"].as_array().into_iter().flatten().filter_map(Json::as_str);
    shell::line(std::iter::once("intsoc").chain(words.skip(1)))
}

/// A table read back.
#[derive(Clone, Debug, Default)]
pub struct Read {
    format: Format,
    header: Vec<String>,
    /// All cells one after the other: a table may have millions.
    text: String,
    /// Where each cell ends.
    ends: Vec<usize>,
}

impl<'a> Results<'a> {
    /// Opens a folder that any version of the program wrote, if its manifest is as it was written.
    ///
    /// # Errors
    /// When it is none, in words with a remedy.
    pub fn read(folder: &'a Path) -> Result<Self, String> {
        let path = folder.join(MANIFEST);
        let bytes = contents(&path, MAX_MANIFEST_BYTES).map_err(|error| unopened(folder, &error))?;
        let manifest: Json = serde_json::from_slice(&bytes).map_err(|error| {
            format!("{}: is torn or no manifest: {error}\n  run the command again that made the folder", path.display())
        })?;
        if manifest["program"] != "intsoc" {
            return Err(format!("{}: is not a manifest of intsoc\n  name a folder with its results", path.display()));
        }
        let results = Self { folder, fingerprint: sha256(&bytes), manifest };
        if results.sealed() == Some(false) {
            return Err(format!("{}: was changed since it was written\n  {}", path.display(), results.again()));
        }
        match results.files().into_iter().find(|file| !is_plain(file.name)) {
            Some(odd) => Err(format!(
                "{}: lists a file outside its folder, {:?}\n  {}",
                path.display(),
                odd.name,
                results.again()
            )),
            None => Ok(results),
        }
    }

    /// Opens a folder that this version of the program wrote.
    ///
    /// # Errors
    /// When it is none, in words with a remedy.
    pub fn open(folder: &'a Path) -> Result<Self, String> {
        let results = Self::read(folder)?;
        match results.other_version() {
            None => Ok(results),
            Some(version) => Err(format!(
                "{}: was made by version {version} of intsoc, and this is {VERSION}\n  {}",
                folder.join(MANIFEST).display(),
                results.again()
            )),
        }
    }

    /// The version that made them, where it is another than this one.
    pub fn other_version(&self) -> Option<&str> {
        let version = self.manifest["version"].as_str().unwrap_or("unknown");
        (version != VERSION).then_some(version)
    }

    /// Is the manifest as it was written? `None` where it is of a program that did not say.
    pub fn sealed(&self) -> Option<bool> {
        let said = self.manifest.get("checksum")?;
        Some(*said == checksum(&self.manifest))
    }

    /// The files that the manifest lists; of a shard its ledger, too.
    pub fn files(&self) -> Vec<Listed<'_>> {
        let files = self.manifest["files"].as_array().into_iter().flatten();
        files.chain(self.manifest.get("ledger")).map(listed_as).collect()
    }

    /// The files that are not as the manifest says; each is read through.
    pub fn changed(&self) -> Vec<Changed> {
        let changed = |file: &Listed<'_>| {
            let what = how_changed(&self.folder.join(file.name), file)?;
            Some(Changed { file: file.name.into(), what })
        };
        self.files().iter().filter_map(changed).collect()
    }

    /// Where they are.
    pub fn folder(&self) -> &'a Path {
        self.folder
    }

    /// SHA-256 of the manifest, in hexadecimal: what tells these results from all others.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// What kind of results they are; none for a kind that this program does not know.
    pub fn kind(&self) -> Option<StudyKind> {
        StudyKind::of(&self.manifest)
    }

    /// How to make them anew.
    pub fn again(&self) -> String {
        format!("run the command again that made the folder: {}", command(&self.manifest))
    }

    /// What to say of a table that lacks rows.
    pub fn lacks(&self, table: &str, names: &[(&str, &str)]) -> String {
        let names: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
        let path = self.folder.join(Format::of(&self.manifest).file(table, 0));
        format!("{}: lacks rows of {}\n  {}", path.display(), names.join(", "), self.again())
    }

    /// A table with all its numbered parts, each checked against the manifest.
    ///
    /// # Errors
    /// When a file is missing, torn, or is another than the manifest says.
    pub fn table(&self, name: &str) -> Result<Read, String> {
        let mut read = Read { format: Format::of(&self.manifest), ..Read::default() };
        for file in self.parts(name)? {
            self.part(&file, &mut read)?;
        }
        read.header = self.quantities(name, read.header.iter().map(String::as_str))?;
        if let Some(outcome) = read.header.iter().position(|column| column == "outcome") {
            read.renew(outcome);
        }
        Ok(read)
    }

    /// What the columns of a table stand for, under the names of today: the data package knows the quantities whose
    /// names are none that every program reads.
    ///
    /// # Errors
    /// When the data package is missing, torn, or is another than the manifest says.
    pub fn quantities<'h>(
        &self,
        table: &str,
        header: impl IntoIterator<Item = &'h str>,
    ) -> Result<Vec<String>, String> {
        let package = self.package()?;
        let name = table.replace('_', "-");
        let mut resources = package["resources"].as_array().into_iter().flatten();
        let resource = resources.find(|resource| resource["name"] == *name).unwrap_or(&Json::Null);
        let fields = || resource["schema"]["fields"].as_array().into_iter().flatten();
        let of = |column: &'h str| match fields().find(|field| field["name"] == *column) {
            Some(Json::Object(field)) if field.contains_key("standsFor") => {
                field["standsFor"].as_str().unwrap_or(column).to_string()
            }
            _ => formerly(column).into_owned(),
        };
        Ok(header.into_iter().map(of).collect())
    }

    /// The data package; nothing where the folder has none.
    fn package(&self) -> Result<Json, String> {
        let Some(file) = self.files().into_iter().find(|file| file.name == PACKAGE) else { return Ok(Json::Null) };
        let bytes = self.bytes(&file)?;
        let wrong = |what: &str| format!("{}: {what}\n  {}", self.folder.join(PACKAGE).display(), self.again());
        if sha256(&bytes) != file.sha256 {
            return Err(wrong(&format!("is torn, or {CHANGED}")));
        }
        serde_json::from_slice(&bytes).map_err(|error| wrong(&format!("is no data package: {error}")))
    }

    /// The files of a table, in order.
    ///
    /// # Errors
    /// When the manifest names none.
    pub fn parts(&self, table: &str) -> Result<Vec<Listed<'_>>, String> {
        let of_table = |file: &Listed<'_>| table_of(file.name) == Some(table);
        let parts: Vec<Listed<'_>> = self.files().into_iter().filter(of_table).collect();
        if parts.is_empty() {
            let first = Format::of(&self.manifest).file(table, 0);
            return Err(format!("{}: its manifest names no {first}\n  {}", self.folder.display(), self.again()));
        }
        Ok(parts)
    }

    /// The bytes of a file as it is now, and how it was changed if it was.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn as_it_is(&self, file: &Listed<'_>) -> Result<(Vec<u8>, Option<String>), String> {
        let bytes = self.bytes(file)?;
        let changed = (sha256(&bytes) != file.sha256).then(|| CHANGED.into());
        Ok((bytes, changed))
    }

    fn part(&self, file: &Listed<'_>, read: &mut Read) -> Result<(), String> {
        let bytes = self.bytes(file)?;
        if sha256(&bytes) != file.sha256 {
            let path = self.folder.join(file.name);
            return Err(format!("{}: is torn, or {CHANGED}\n  {}", path.display(), self.again()));
        }
        self.rows(file, &bytes, read)
    }

    fn bytes(&self, file: &Listed<'_>) -> Result<Vec<u8>, String> {
        let path = self.folder.join(file.name);
        contents(&path, MAX_TABLE_BYTES)
            .map_err(|error| format!("{}: cannot be read: {error}\n  {}", path.display(), self.again()))
    }

    fn rows(&self, file: &Listed<'_>, bytes: &[u8], read: &mut Read) -> Result<(), String> {
        let path = self.folder.join(file.name);
        let wrong = |error: io::Error| format!("{}: is no table: {error}\n  {}", path.display(), self.again());
        let (header, rows) = read.format.read(Box::new(bytes)).map_err(wrong)?;
        read.header = header.iter().map(str::to_string).collect();
        for row in rows {
            for cell in &row.map_err(wrong)? {
                read.text.push_str(cell);
                read.ends.push(read.text.len());
            }
        }
        Ok(())
    }
}

/// What a column of results from before is called today.
fn formerly(column: &str) -> Cow<'_, str> {
    match column {
        "from" => "sender".into(),
        "to" => "receiver".into(),
        name => today(name),
    }
}

/// What is said of a file that has other bytes than were written.
const CHANGED: &str = "was changed since it was written";

/// A file of a list as the manifest writes it.
fn listed_as(file: &Json) -> Listed<'_> {
    let text = |key: &str| file[key].as_str().unwrap_or_default();
    Listed { name: text("name"), bytes: file["bytes"].as_u64().unwrap_or(u64::MAX), sha256: text("sha256") }
}

/// Is it the name of a file in the folder? A manifest is input, too.
fn is_plain(name: &str) -> bool {
    !name.is_empty() && !name.contains(['/', '\\', ':', '\0']) && name != "." && name != ".."
}

/// Why a file is not the one that is listed; none if it is.
fn how_changed(path: &Path, listed: &Listed<'_>) -> Option<String> {
    let metadata = match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Some("is missing".into()),
        Err(error) => return Some(format!("cannot be read: {error}")),
        Ok(metadata) => metadata,
    };
    if !metadata.is_file() {
        return Some("is not a file".into());
    }
    if metadata.len() != listed.bytes {
        return Some(format!("{CHANGED}: has {} bytes, not {}", metadata.len(), listed.bytes));
    }
    match sha256_of(path) {
        Err(error) => Some(format!("cannot be read: {error}")),
        Ok((_, hash)) => (hash != listed.sha256).then(|| CHANGED.into()),
    }
}

/// Size of a file, and SHA-256 of its bytes in hexadecimal.
///
/// # Errors
/// When it cannot be read.
pub fn sha256_of(path: &Path) -> io::Result<(u64, String)> {
    let (mut hash, mut bytes) = (Sha256::new(), 0);
    let mut source = BufReader::with_capacity(1 << 16, files::open(path)?);
    loop {
        let chunk = source.fill_buf()?;
        if chunk.is_empty() {
            break;
        }
        hash.update(chunk);
        let length = chunk.len();
        bytes += length as u64;
        source.consume(length);
    }
    Ok((bytes, hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()))
}

/// The bytes of a file of at most so many.
fn contents(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let file = files::open(path)?;
    let length = file.metadata()?.len();
    if length > most {
        return Err(io::Error::other(format!("it has {length} bytes, and at most {most} are read")));
    }
    let mut bytes = Vec::new();
    file.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

impl Read {
    /// Outcomes in a column under their names of today.
    fn renew(&mut self, column: usize) {
        let width = self.header.len();
        let is_former = |cell: usize| {
            let start = cell.checked_sub(1).map_or(0, |before| self.ends[before]);
            let text = &self.text[start..self.ends[cell]];
            today(text) != text
        };
        if !(column..self.ends.len()).step_by(width).any(is_former) {
            return;
        }
        let (text, ends) = (std::mem::take(&mut self.text), std::mem::take(&mut self.ends));
        let mut start = 0;
        for (cell, end) in ends.into_iter().enumerate() {
            let own = &text[start..end];
            self.text.push_str(&if cell % width == column { today(own) } else { own.into() });
            self.ends.push(self.text.len());
            start = end;
        }
    }

    /// What the columns stand for: their names, or the quantities that these are short for.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// The rows, each as a look-up from column to cell; a column that is not there is empty.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        let cells = self.header.len();
        // A table without columns has no rows.
        let rows = self.ends.len().checked_div(cells).unwrap_or(0);
        (0..rows).map(move |row| Row { table: self, first: row * cells })
    }
}

/// A row of a table.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    table: &'a Read,
    /// Its first cell, of all cells of the table.
    first: usize,
}

impl<'a> Row<'a> {
    /// A cell as text, without the guard against formulas.
    pub fn text(&self, column: &str) -> &'a str {
        let Some(at) = self.table.header.iter().position(|name| name == column) else { return "" };
        let cell = self.first + at;
        let start = cell.checked_sub(1).map_or(0, |before| self.table.ends[before]);
        self.table.format.plain(&self.table.text[start..self.table.ends[cell]])
    }

    /// A cell that may be a number, with a decimal point however the table is written.
    pub fn value(&self, column: &str) -> Cow<'a, str> {
        self.table.format.value(self.text(column))
    }

    /// A cell as a number; none where it is missing.
    pub fn number(&self, column: &str) -> Option<f64> {
        self.table.format.number(self.text(column)).parse().ok()
    }
}
