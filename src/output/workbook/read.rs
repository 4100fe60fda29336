//! What a workbook is made from: the tables of a data package, read again.

use serde_json::Value as Json;

use super::blame::Matrix;
use super::months::{self, Months};
use super::sheet::{ColumnOf, Sheet, ValueOf};
use super::{ReadBack, text};
use crate::output::locale::Locale;
use crate::output::table::unguarded;

/// Largest table that becomes a sheet, in bytes of its CSV: what people scroll through, and what
/// keeps memory small. Larger ones stay CSV.
const LARGEST: u64 = 4 << 20;

/// Largest table that a smaller sheet is made from: months side by side, blame by party. Of such a
/// table only its bytes and what is made of it are held, so that memory stays below some 200 MiB. The
/// longest run of the baseline, 200 years, needs half of it.
const LARGEST_SOURCE: u64 = 64 << 20;

/// What is given.
#[derive(Debug, Default)]
pub struct Given {
    /// Tables that are sheets as they are.
    pub sheets: Vec<Sheet>,
    /// Months side by side.
    pub months: Option<Months>,
    /// Blame by party.
    pub blame: Option<Matrix>,
    /// Files that are in no sheet, or not as they are.
    pub left_out: Vec<String>,
}

impl Given {
    /// A sheet by its name.
    pub fn find(&self, name: &str) -> Option<&Sheet> {
        self.sheets.iter().find(|sheet| sheet.name == name)
    }
}

/// A table's file, read but not yet taken apart.
pub struct Source {
    pub columns: Vec<ColumnOf>,
    pub locale: Locale,
    pub bytes: Vec<u8>,
}

impl Source {
    /// The rows, each with the cells of the columns that are asked for; one that is not there is empty.
    pub fn rows<const N: usize>(
        &self,
        names: [&str; N],
    ) -> impl Iterator<Item = std::io::Result<[String; N]>> + use<'_, N> {
        let places = names.map(|name| self.columns.iter().position(|column| column.name == name));
        self.records().map(move |row| {
            let row = row?;
            let cell = |at: usize| row.get(at).map(|cell| self.plain(cell, &self.columns[at]));
            Ok(places.map(|at| at.and_then(cell).unwrap_or_default()))
        })
    }

    /// All rows with all their cells.
    fn whole_rows(&self) -> std::io::Result<Vec<Vec<String>>> {
        let row = |row: csv::StringRecord| {
            row.iter().zip(&self.columns).map(|(cell, column)| self.plain(cell, column)).collect()
        };
        self.records().map(|record| record.map(row)).collect()
    }

    fn records(&self) -> impl Iterator<Item = std::io::Result<csv::StringRecord>> + use<'_> {
        self.locale.reader(&self.bytes).into_records().map(|row| row.map_err(std::io::Error::other))
    }

    /// A cell as it is without a locale and without a guard.
    fn plain(&self, cell: &str, column: &ColumnOf) -> String {
        match column.kind.as_str() {
            "number" => self.locale.number(cell).into_owned(),
            "any" => self.locale.value(unguarded(cell)).into_owned(),
            _ => unguarded(cell).to_string(),
        }
    }
}

/// Reads the tables again, as far as they are not too large.
///
/// # Errors
/// When one cannot be read, or is no table.
pub fn given(package: &Json, locale: Locale, read: ReadBack<'_>) -> std::io::Result<Given> {
    let (mut given, mut blame) = (Given::default(), None);
    for resource in package["resources"].as_array().into_iter().flatten() {
        let Some(file) = resource["path"].as_str() else {
            // A table in numbered parts is past the limit of rows.
            given.left_out.extend(resource["path"][0].as_str().map(str::to_string));
            continue;
        };
        let name = file.trim_end_matches(".csv");
        let is_source = [months::MONTHS, "blame"].contains(&name);
        let Some(bytes) = read(file, if is_source { LARGEST_SOURCE } else { LARGEST })? else {
            given.left_out.push(file.to_string());
            continue;
        };
        let too_large = bytes.len() as u64 > LARGEST;
        let fields = resource["schema"]["fields"].as_array().into_iter().flatten();
        let source = Source { columns: fields.map(column).collect(), locale, bytes };
        if name == months::MONTHS {
            given.months = Some(Months::of(&source)?);
            continue;
        }
        if too_large {
            given.left_out.push(file.to_string());
        } else {
            given.sheets.push(Sheet { name: name.into(), rows: source.whole_rows()?, columns: source.columns.clone() });
        }
        if name == "blame" {
            blame = Some(source);
        }
    }
    // Years count by their months, which another table tells.
    if let Some((blame, months)) = blame.zip(given.months.as_ref()) {
        given.blame = Matrix::of(&blame, months)?;
    }
    Ok(given)
}

fn column(field: &Json) -> ColumnOf {
    let own = |key: &str| text(&field[key]).to_string();
    let value = |category: &Json| ValueOf {
        name: text(&category["value"]).to_string(),
        unit: text(&category["unit"]).to_string(),
        meaning: text(&category["label"]).to_string(),
    };
    let values = field["categories"].as_array().into_iter().flatten();
    ColumnOf {
        name: own("name"),
        kind: own("type"),
        unit: own("unit"),
        meaning: own("description"),
        values: values.map(value).collect(),
    }
}
