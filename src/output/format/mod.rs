//! How tables are written, and read again. A new format is a file here, and a line in [`FORMATS`].

mod csv;
#[cfg(feature = "cli")]
mod csv_gz;

use std::borrow::Cow;
use std::fmt;
use std::io::{self, Read};

use serde_json::Value as Json;

use crate::table::{Rows, Table};

/// Every format; the first is the one that is used unless told otherwise.
pub const FORMATS: &[Format] = &[
    Format(&csv::EN),
    Format(&csv::EU),
    #[cfg(feature = "cli")]
    Format(&csv_gz::EN_GZ),
];

/// The cells of a row that was read, as text.
pub type Row = ::csv::StringRecord;

/// The names of a table's columns (none where a file without rows does not say them), and its rows.
pub type ReadBack<'a> = (Row, Box<dyn Iterator<Item = io::Result<Row>> + 'a>);

/// A way in which tables are written.
pub trait TableFormat: fmt::Debug + Sync {
    /// Its name on the command line and in manifests.
    fn name(&self) -> &'static str;

    /// Other names that it has had.
    fn formerly(&self) -> &'static [&'static str] {
        &[]
    }

    /// What it is, for the help.
    fn help(&self) -> &'static str;

    /// How names of its files end, without the dot.
    fn ending(&self) -> &'static str;

    /// Most rows of one file; a longer table goes on in numbered files.
    fn most_rows(&self) -> u64 {
        u64::MAX
    }

    /// Does a file name its columns where it has no rows?
    fn names_columns_without_rows(&self) -> bool {
        true
    }

    /// How a file begins, before its rows.
    fn begin(&self, table: &Table) -> Vec<u8>;

    /// Rows as they stand in the file, in stretches between which a file may end, with their numbers of rows.
    fn write(&self, table: &Table, rows: &Rows) -> Vec<(Vec<u8>, u64)>;

    /// How many bytes these of a file are as text.
    fn size(&self, bytes: &[u8]) -> u64 {
        bytes.len() as u64
    }

    /// Says in a table's entry of the data package how it is written.
    fn describe(&self, resource: &mut Json);

    /// Reads a file of it.
    ///
    /// # Errors
    /// When it is none.
    fn read<'a>(&self, source: Box<dyn Read + 'a>) -> io::Result<ReadBack<'a>>;

    /// A cell that was read as it is meant: without what protects words from being taken for something else.
    fn plain<'c>(&self, cell: &'c str) -> &'c str {
        cell
    }

    /// A cell with a number, with a decimal point.
    fn number<'c>(&self, cell: &'c str) -> Cow<'c, str> {
        Cow::from(cell)
    }
}

/// One of [`FORMATS`].
#[derive(Clone, Copy, Debug)]
pub struct Format(&'static dyn TableFormat);

impl Default for Format {
    fn default() -> Self {
        FORMATS[0]
    }
}

impl PartialEq for Format {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl std::ops::Deref for Format {
    type Target = dyn TableFormat;

    fn deref(&self) -> &Self::Target {
        self.0
    }
}

impl Format {
    /// A format by one of its names.
    pub fn named(name: &str) -> Option<Self> {
        FORMATS.iter().copied().find(|format| format.name() == name || format.formerly().contains(&name))
    }

    /// The one in which a manifest says that its tables are.
    pub fn of(manifest: &Json) -> Self {
        let said = [&manifest["format"], &manifest["csv_locale"]];
        said.into_iter().filter_map(Json::as_str).find_map(Self::named).unwrap_or_default()
    }

    /// The name of one of a table's files; a table beyond the most rows of a file goes on in numbered parts.
    pub fn file(self, table: &str, part: usize) -> String {
        match part {
            0 => format!("{table}.{}", self.ending()),
            later => format!("{table}-{}.{}", later + 1, self.ending()),
        }
    }

    /// A cell that may be a number, with a decimal point if it is one.
    pub fn value(self, cell: &str) -> Cow<'_, str> {
        let number = self.0.number(cell);
        if number.parse::<f64>().is_ok() { number } else { Cow::from(cell) }
    }
}

/// The table that a file of results holds, and which of its parts; none for a file that is no table.
pub fn table_of(file: &str) -> Option<&str> {
    let table = FORMATS.iter().find_map(|format| file.strip_suffix(format.ending())?.strip_suffix('.'))?;
    let first = table.rsplit_once('-').filter(|(_, part)| part.parse::<u32>().is_ok());
    Some(first.map_or(table, |(table, _)| table))
}
