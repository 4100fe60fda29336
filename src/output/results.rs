//! A folder of results read again: whole and untouched, or not at all.

use std::borrow::Cow;
use std::path::Path;

use serde_json::Value as Json;

use super::folder::MANIFEST;
use super::locale::Locale;
use super::manifest::VERSION;
use super::table::unguarded;
use crate::files;
use crate::scenario::sha256;

/// A folder of results.
#[derive(Debug)]
pub struct Results<'a> {
    folder: &'a Path,
    /// What its manifest says.
    pub manifest: Json,
    /// SHA-256 of its manifest, which tells these results from all others.
    pub sha256: String,
}

/// A table read back.
#[derive(Clone, Debug, Default)]
pub struct Read {
    locale: Locale,
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl<'a> Results<'a> {
    /// Opens a folder that this version of the program wrote.
    ///
    /// # Errors
    /// When it is none, in words with a remedy.
    pub fn open(folder: &'a Path) -> Result<Self, String> {
        let path = folder.join(MANIFEST);
        let bytes = files::read(&path).map_err(|error| {
            format!("{}: cannot be read: {error}\n  name a folder with results of intsoc", path.display())
        })?;
        let sha256 = sha256(&bytes);
        let manifest: Json = serde_json::from_slice(&bytes).map_err(|error| {
            format!("{}: is torn or no manifest: {error}\n  run the command again that made the folder", path.display())
        })?;
        if manifest["program"] != "intsoc" {
            return Err(format!("{}: is not a manifest of intsoc\n  name a folder with its results", path.display()));
        }
        let version = manifest["version"].as_str().unwrap_or("unknown");
        if version != VERSION {
            return Err(format!(
                "{}: was made by version {version} of intsoc, and this is {VERSION}\n  run the command again that made it: {}",
                path.display(),
                words(&manifest["command"])
            ));
        }
        Ok(Self { folder, manifest, sha256 })
    }

    /// Where they are.
    pub fn folder(&self) -> &'a Path {
        self.folder
    }

    /// What kind of results they are.
    pub fn kind(&self) -> &str {
        self.manifest["kind"].as_str().unwrap_or_default()
    }

    /// How to make them anew.
    pub fn again(&self) -> String {
        format!("run the command again that made the folder: {}", words(&self.manifest["command"]))
    }

    /// What to say of a table that lacks rows.
    pub fn lacks(&self, table: &str, names: &[(&str, &str)]) -> String {
        let names: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
        let path = self.folder.join(format!("{table}.csv"));
        format!("{}: lacks rows of {}\n  {}", path.display(), names.join(", "), self.again())
    }

    /// A table with all its numbered parts, each checked against the manifest.
    ///
    /// # Errors
    /// When a file is missing, torn, or is another than the manifest says.
    pub fn table(&self, name: &str) -> Result<Read, String> {
        let files = self.manifest["files"].as_array().into_iter().flatten();
        let first = format!("{name}.csv");
        let later = format!("{name}-");
        let of_table = |file: &&str| {
            let number = file.strip_prefix(&later).and_then(|rest| rest.strip_suffix(".csv"));
            *file == first || number.is_some_and(|number| number.parse::<u32>().is_ok())
        };
        let listed: Vec<(&str, &str)> = files
            .filter_map(|file| Some((file["name"].as_str()?, file["sha256"].as_str()?)))
            .filter(|(file, _)| of_table(file))
            .collect();
        if listed.is_empty() {
            return Err(format!("{}: its manifest names no {first}\n  {}", self.folder.display(), self.again()));
        }
        let mut read = Read { locale: Locale::of(&self.manifest), ..Read::default() };
        for (file, hash) in listed {
            self.part(file, hash, &mut read)?;
        }
        Ok(read)
    }

    fn part(&self, file: &str, hash: &str, read: &mut Read) -> Result<(), String> {
        let path = self.folder.join(file);
        let again = format!("\n  {}", self.again());
        let bytes =
            files::read(&path).map_err(|error| format!("{}: cannot be read: {error}{again}", path.display()))?;
        if sha256(&bytes) != hash {
            return Err(format!("{}: is torn, or was changed since it was written{again}", path.display()));
        }
        let mut reader = read.locale.reader(&bytes);
        let wrong = |error: csv::Error| format!("{}: is no table: {error}{again}", path.display());
        read.header = reader.headers().map_err(wrong)?.iter().map(str::to_string).collect();
        for row in reader.records() {
            read.rows.push(row.map_err(wrong)?.iter().map(str::to_string).collect());
        }
        Ok(())
    }
}

/// A command line as it was typed.
fn words(command: &Json) -> String {
    let words: Vec<&str> = command.as_array().into_iter().flatten().filter_map(Json::as_str).collect();
    words.join(" ")
}

impl Read {
    /// The names of the columns.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// The rows, each as a look-up from column to cell; a column that is not there is empty.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|cells| Row { locale: self.locale, header: &self.header, cells })
    }
}

/// A row of a table.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    locale: Locale,
    header: &'a [String],
    cells: &'a [String],
}

impl<'a> Row<'a> {
    /// A cell as text, without the guard against formulas.
    pub fn text(&self, column: &str) -> &'a str {
        let at = self.header.iter().position(|name| name == column);
        at.and_then(|at| self.cells.get(at)).map_or("", |cell| unguarded(cell))
    }

    /// A cell that may be a number, with a decimal point however the table is written.
    pub fn value(&self, column: &str) -> Cow<'a, str> {
        self.locale.value(self.text(column))
    }

    /// A cell as a number; none where it is missing.
    pub fn number(&self, column: &str) -> Option<f64> {
        self.locale.number(self.text(column)).parse().ok()
    }
}
