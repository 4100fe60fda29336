//! The second sheet: what the others hold, with links to them.

use rust_xlsxwriter::{Url, Worksheet, XlsxError};

use super::cells::{words, words_as};
use super::formats::Formats;
use super::print;
use crate::table::ColumnType;

/// Its name.
pub const CONTENTS: &str = "contents";

/// A sheet.
pub struct Entry {
    pub sheet: &'static str,
    pub holds: String,
    pub rows: Option<usize>,
    pub prints: bool,
    /// The row of the codebook where its columns begin.
    pub explained: Option<u32>,
}

/// Writes the sheet: the others in their order, then what was left out, and how to print the rest.
pub fn write(entries: &[Entry], left_out: &[String], formats: &Formats) -> Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    sheet.set_name(CONTENTS)?;
    words_as(&mut sheet, 0, 0, "Contents", &formats.title)?;
    let columns = [
        ("sheet", ColumnType::Text, 18),
        ("what it holds", ColumnType::Text, 84),
        ("rows", ColumnType::Integer, 10),
        ("printed", ColumnType::Flag, 12),
        ("its columns explained", ColumnType::Text, 26),
    ];
    for (at, (name, kind, width)) in (0..).zip(columns) {
        words_as(&mut sheet, 2, at, name, &Formats::head(kind))?;
        sheet.set_column_width(at, width)?;
    }
    let mut row = 3;
    for entry in entries {
        sheet.write_url(row, 0, link(entry.sheet, 1).set_text(entry.sheet))?;
        words(&mut sheet, row, 1, &entry.holds)?;
        if let Some(rows) = entry.rows {
            sheet.write_number(row, 2, rows as f64)?;
        }
        sheet.write_boolean_with_format(row, 3, entry.prints, &formats.flag)?;
        if let Some(line) = entry.explained {
            sheet.write_url(row, 4, link("codebook", line + 1).set_text(format!("codebook, row {}", line + 1)))?;
        }
        row += 1;
    }
    let too_large = left_out.iter().map(|file| format!("Too large for a workbook, in the folder as a file: {file}"));
    let to_print = "To print another sheet, clear its print area, which is an empty cell: Excel: Page Layout, Print Area, Clear; LibreOffice: Format, Print Ranges, Clear.";
    for line in too_large.chain([to_print.to_string()]) {
        row += 1;
        words(&mut sheet, row, 0, &line)?;
    }
    print::wide(&mut sheet, row, 4)?;
    Ok(sheet)
}

/// A link to a row of a sheet.
fn link(sheet: &str, row: u32) -> Url {
    Url::new(format!("internal:'{sheet}'!A{row}"))
}
