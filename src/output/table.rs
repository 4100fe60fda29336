//! Tables: what their columns mean, and how their cells are written.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use crate::model::indicators::Indicator;
use crate::model::outcomes::Outcome;

/// Rows of a file without its header: what a spreadsheet takes (1,048,576) less one.
pub const MAX_ROWS: u64 = 1_048_575;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Text,
    /// A number.
    Number,
    /// A whole number.
    Integer,
    /// True or false.
    Flag,
    /// A month, YYYY-MM.
    Month,
    /// A number in some rows, words in others.
    Any,
}

impl Kind {
    /// The type of the Data Package's table schema.
    pub fn schema_type(self) -> &'static str {
        match self {
            Self::Text => "string",
            Self::Number => "number",
            Self::Integer => "integer",
            Self::Flag => "boolean",
            Self::Month => "yearmonth",
            Self::Any => "any",
        }
    }
}

/// One of the values that a column of words may have, where each means something of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Category {
    /// The value.
    pub name: String,
    /// The unit of what is in its rows.
    pub unit: &'static str,
    /// What it means.
    pub meaning: &'static str,
}

impl From<&Outcome> for Category {
    fn from(outcome: &Outcome) -> Self {
        Self { name: outcome.name.clone(), unit: outcome.unit, meaning: outcome.meaning }
    }
}

impl From<&Indicator> for Category {
    fn from(indicator: &Indicator) -> Self {
        Self { name: indicator.name.clone(), unit: indicator.unit, meaning: indicator.meaning }
    }
}

/// A column.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its name.
    pub name: Cow<'static, str>,
    /// What it holds.
    pub kind: Kind,
    /// Its unit; empty for words.
    pub unit: Cow<'static, str>,
    /// What it means.
    pub meaning: Cow<'static, str>,
    /// The values it may have, if they are listed; each once.
    pub categories: Vec<Category>,
}

impl Column {
    /// A column.
    pub fn new(
        name: impl Into<Cow<'static, str>>,
        kind: Kind,
        unit: impl Into<Cow<'static, str>>,
        meaning: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self { name: name.into(), kind, unit: unit.into(), meaning: meaning.into(), categories: vec![] }
    }

    /// With the values that it may have; one that comes up again counts once.
    #[must_use]
    pub fn with_categories(mut self, categories: impl IntoIterator<Item = impl Into<Category>>) -> Self {
        let mut known = BTreeSet::new();
        let categories = categories.into_iter().map(Into::into);
        self.categories = categories.filter(|category: &Category| known.insert(category.name.clone())).collect();
        self
    }

    fn to_json(&self) -> Json {
        let mut field = json!({
            "name": self.name,
            "type": self.kind.schema_type(),
            "unit": self.unit,
            "description": self.meaning,
        });
        if !self.categories.is_empty() {
            let category = |of: &Category| json!({ "value": of.name, "label": of.meaning, "unit": of.unit });
            field["categories"] = self.categories.iter().map(category).collect();
        }
        field
    }
}

/// What a table is and what its columns mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Its name: the file is `NAME.csv`.
    pub name: &'static str,
    /// What a row is.
    pub row: &'static str,
    /// Its columns.
    pub columns: Vec<Column>,
    /// The columns that identify a row.
    pub key: &'static [&'static str],
}

impl Table {
    /// The table's schema in a Data Package.
    pub fn schema(&self) -> Json {
        json!({
            "fields": self.columns.iter().map(Column::to_json).collect::<Vec<_>>(),
            "primaryKey": self.key,
            "missingValues": [""],
        })
    }

    /// The name of one of the table's files; a table beyond [`MAX_ROWS`] goes on in numbered parts.
    pub fn file(&self, part: usize) -> String {
        match part {
            0 => format!("{}.csv", self.name),
            later => format!("{}-{}.csv", self.name, later + 1),
        }
    }
}

/// Rows written as CSV: RFC 4180, full precision, missing is empty, no cell a formula.
#[derive(Debug)]
pub struct Rows {
    writer: csv::Writer<Vec<u8>>,
    /// Ends of chunks of rows, with their numbers of rows, so that a file can be ended between them.
    chunks: Vec<(usize, u64)>,
    rows: u64,
    cell: String,
}

/// Rows of a chunk.
const CHUNK: u64 = 4096;

impl Default for Rows {
    fn default() -> Self {
        let writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
        Self { writer, chunks: vec![], rows: 0, cell: String::new() }
    }
}

/// What a spreadsheet takes for the start of a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Is a cell a number, as numbers are written?
pub fn is_number(cell: &str) -> bool {
    cell.starts_with(|first: char| first == '-' || first.is_ascii_digit())
        && cell.parse::<f64>().is_ok_and(f64::is_finite)
}

/// A cell without the apostrophe that [`Rows::text`] put before it, for where words are words anyway.
pub fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|text| text.starts_with(FORMULA)).unwrap_or(cell)
}

// A `csv::Writer` over memory cannot fail: its errors are those of the writer below it.
impl Rows {
    /// A text; one that a spreadsheet would take for a formula gets an apostrophe.
    pub fn text(&mut self, text: &str) -> &mut Self {
        if text.starts_with(FORMULA) {
            let _ = self.writer.write_field(format!("'{text}"));
        } else {
            let _ = self.writer.write_field(text);
        }
        self
    }

    /// A text that may be a number: it is written as it stands then.
    pub fn any(&mut self, text: &str) -> &mut Self {
        if is_number(text) {
            let _ = self.writer.write_field(text);
            self
        } else {
            self.text(text)
        }
    }

    /// A number in full precision; NaN is missing.
    pub fn number(&mut self, value: f64) -> &mut Self {
        self.cell.clear();
        write_number(&mut self.cell, value);
        let _ = self.writer.write_field(&self.cell);
        self
    }

    /// A number that may be missing.
    pub fn maybe(&mut self, value: Option<f64>) -> &mut Self {
        self.number(value.unwrap_or(f64::NAN))
    }

    /// Ends the row.
    pub fn end(&mut self) {
        let _ = self.writer.write_record(None::<&[u8]>);
        self.rows += 1;
        if self.rows == CHUNK {
            self.end_chunk();
        }
    }

    fn end_chunk(&mut self) {
        let _ = self.writer.flush();
        self.chunks.push((self.writer.get_ref().len(), self.rows));
        self.rows = 0;
    }

    /// Is there exactly one chunk? Rows that are handed on then make the same chunks as all together.
    pub fn is_whole_chunk(&self) -> bool {
        self.rows == 0 && self.chunks.len() == 1
    }

    /// The rows as chunks of bytes with their numbers of rows.
    pub fn into_chunks(mut self) -> Vec<(Vec<u8>, u64)> {
        if self.rows > 0 {
            self.end_chunk();
        }
        let bytes = self.writer.into_inner().unwrap_or_default();
        let mut start = 0;
        self.chunks
            .iter()
            .map(|(end, rows)| {
                let chunk = bytes[start..*end].to_vec();
                start = *end;
                (chunk, *rows)
            })
            .collect()
    }
}

/// Writes a number so that it reads back as the same: plainly, or with an exponent where it is
/// very large or small. NaN writes nothing; there is no minus zero.
pub fn write_number(cell: &mut String, value: f64) {
    use std::fmt::Write;
    let size = value.abs();
    let _ = match size {
        _ if value.is_nan() => Ok(()),
        0.0 => write!(cell, "0"),
        1e-5..1e15 => write!(cell, "{value}"),
        _ => write!(cell, "{value:e}"),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(value: f64) -> String {
        let mut cell = String::new();
        write_number(&mut cell, value);
        cell
    }

    #[test]
    fn numbers_read_back_as_they_were() {
        for value in [0.1, 1.0 / 3.0, 1e-300, -2.5e20, 71.0, 6_500_000.0, f64::MIN_POSITIVE] {
            assert_eq!(shown(value).parse::<f64>().unwrap().to_bits(), value.to_bits());
        }
        assert_eq!((shown(-0.0), shown(f64::NAN), shown(3.0)), ("0".into(), String::new(), "3".into()));
    }

    #[test]
    fn no_cell_can_become_a_formula() {
        let mut rows = Rows::default();
        rows.text("=1+1").text("+a").text("@b").text("-c").text("a,\"b\"").number(-0.5).maybe(None);
        rows.end();
        let chunks = rows.into_chunks();
        assert_eq!(String::from_utf8(chunks[0].0.clone()).unwrap(), "'=1+1,'+a,'@b,'-c,\"a,\"\"b\"\"\",-0.5,\r\n");
        assert_eq!(chunks[0].1, 1);
        let seen = ["'=1+1", "'+a", "'@b", "'-c", "'tis", "'", "", "a"].map(unguarded);
        assert_eq!(seen, ["=1+1", "+a", "@b", "-c", "'tis", "'", "", "a"]);
    }
}
