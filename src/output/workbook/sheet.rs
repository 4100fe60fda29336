//! What all sheets are made of: tables, cells and formats.

use std::borrow::Cow;

use rust_xlsxwriter::{ConditionalFormat2ColorScale, Format, FormatBorder, Worksheet, XlsxError};

use super::codebook::Codebook;
use crate::table::{Cell, Column, ColumnType, Rows, Table, written};

/// A table with its rows.
#[derive(Clone, Copy)]
pub struct Sheet<'a> {
    pub table: &'a Table,
    pub rows: &'a Rows,
}

impl Sheet<'_> {
    /// The place of a column.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.table.columns.iter().position(|column| column.name == name)
    }

    /// A number of a row; none where it is missing.
    pub fn number(&self, row: usize, column: &str) -> Option<f64> {
        match self.rows.at(row, self.column(column)?) {
            Cell::Number(value) => Some(value),
            Cell::Integer(value) => Some(value as f64),
            _ => None,
        }
    }

    /// The unit of a row that has one of its own.
    fn unit(&self, row: usize) -> &str {
        match self.column("unit").map(|at| self.rows.at(row, at)) {
            Some(Cell::Text(unit)) => unit,
            _ => "",
        }
    }
}

/// Formats that sheets share.
pub struct Formats {
    pub head: Format,
    pub title: Format,
    pub question: Format,
    share: Format,
    persons: Format,
    whole: Format,
    few: Format,
    number: Format,
}

impl Formats {
    pub fn new() -> Self {
        Self {
            head: Format::new().set_bold().set_border_bottom(FormatBorder::Thin),
            title: Format::new().set_bold().set_font_size(15),
            question: Format::new().set_bold(),
            share: Format::new().set_num_format("0.000"),
            persons: Format::new().set_num_format("#,##0"),
            whole: Format::new().set_num_format("0"),
            few: Format::new().set_num_format("#,##0.00"),
            number: Format::new().set_num_format("General"),
        }
    }

    /// The format of a number by its unit, or that of its row.
    fn of(&self, kind: ColumnType, unit: &str) -> &Format {
        match (kind, unit) {
            (ColumnType::Integer, _) => &self.whole,
            (_, "persons") => &self.persons,
            (_, "share") => &self.share,
            (_, "months" | "votes" | "histories" | "1") => &self.few,
            _ => &self.number,
        }
    }
}

/// Most characters of a cell, in UTF-16 units: a spreadsheet takes no more.
const MAX_CHARACTERS: usize = 32_767;

/// A text as long as a cell may be, with an ellipsis where it is cut.
fn fitting(text: &str) -> Cow<'_, str> {
    // No text has more UTF-16 units than bytes.
    if text.len() <= MAX_CHARACTERS || text.encode_utf16().count() <= MAX_CHARACTERS {
        return Cow::from(text);
    }
    let mut units = 0;
    let fits = |c: &char| {
        units += c.len_utf16();
        units < MAX_CHARACTERS
    };
    Cow::from(text.chars().take_while(fits).chain(['…']).collect::<String>())
}

/// Writes words, which never become a formula.
pub fn words(sheet: &mut Worksheet, row: u32, column: u16, given: &str) -> Result<(), XlsxError> {
    sheet.write_string(row, column, fitting(given)).map(|_| ())
}

/// Writes words that look so.
pub fn words_as(sheet: &mut Worksheet, row: u32, column: u16, given: &str, format: &Format) -> Result<(), XlsxError> {
    sheet.write_string_with_format(row, column, fitting(given), format).map(|_| ())
}

/// A whole number of more digits than spreadsheets keep, as a seed may be: it stays as it is as words.
fn is_long(given: &str) -> bool {
    let digits = given.trim_start_matches('-');
    digits.len() > 15 && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Writes a cell as what it is: a number with its format, a flag, or words.
fn cell(
    sheet: &mut Worksheet,
    row: u32,
    at: u16,
    given: Cell<'_>,
    kind: ColumnType,
    format: &Format,
) -> Result<(), XlsxError> {
    let mut number = |value: f64| sheet.write_number_with_format(row, at, value, format).map(|_| ());
    match given {
        Cell::Missing | Cell::Text("") => Ok(()),
        Cell::Number(value) if value.is_finite() => number(value),
        // Spreadsheets have no infinite number.
        Cell::Number(value) => words(sheet, row, at, &written(value)),
        Cell::Integer(value) => number(value as f64),
        Cell::Flag(value) => sheet.write_boolean(row, at, value).map(|_| ()),
        Cell::Text(text) => match kind {
            ColumnType::Flag => sheet.write_boolean(row, at, text == "true").map(|_| ()),
            ColumnType::Any | ColumnType::Number => match text.parse::<f64>() {
                Ok(value) if value.is_finite() && !is_long(text) => number(value),
                _ => words(sheet, row, at, text),
            },
            _ => words(sheet, row, at, text),
        },
    }
}

/// Header, frozen, with filters; what is in it is in the codebook too.
fn head(sheet: &mut Worksheet, of: Sheet<'_>, formats: &Formats, codebook: &mut Codebook) -> Result<(), XlsxError> {
    let columns = &of.table.columns;
    let name: String = of.table.name.chars().take(31).collect();
    sheet.set_name(&name)?;
    header(sheet, 0, columns, formats)?;
    sheet.set_freeze_panes(1, 1)?;
    if !of.rows.is_empty() && !columns.is_empty() {
        sheet.autofilter(0, 0, of.rows.len() as u32, columns.len() as u16 - 1)?;
    }
    sheet.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    codebook.add(&name, columns);
    Ok(())
}

/// The names of columns.
pub fn header(sheet: &mut Worksheet, row: u32, columns: &[Column], formats: &Formats) -> Result<(), XlsxError> {
    for (at, column) in (0..).zip(columns) {
        words_as(sheet, row, at, &column.name, &formats.head)?;
    }
    Ok(())
}

/// Makes columns as wide as their longest words, within bounds; a number is short when it is shown.
pub fn widths(sheet: &mut Worksheet, of: Sheet<'_>, rows: usize) -> Result<(), XlsxError> {
    const ROOM: usize = 3;
    let columns = &of.table.columns;
    let mut longest: Vec<usize> = columns.iter().map(|column| column.name.chars().count() + ROOM).collect();
    for row in of.rows.iter().take(rows) {
        for ((longest, column), cell) in longest.iter_mut().zip(columns).zip(row) {
            let letters = match cell {
                _ if [ColumnType::Number, ColumnType::Integer].contains(&column.kind) => 0,
                Cell::Text(text) => text.chars().count(),
                Cell::Number(value) => written(value).len(),
                _ => 5,
            };
            *longest = letters.saturating_add(1).max(*longest);
        }
    }
    for (at, longest) in (0..).zip(longest) {
        sheet.set_column_width(at, longest.clamp(10, 60) as f64)?;
    }
    Ok(())
}

/// Writes the first rows below the header at `header`.
pub fn body(
    sheet: &mut Worksheet,
    of: Sheet<'_>,
    header: u32,
    rows: usize,
    formats: &Formats,
) -> Result<(), XlsxError> {
    for (line, (index, row)) in (header + 1..).zip(of.rows.iter().take(rows).enumerate()) {
        for ((at, column), given) in (0..).zip(&of.table.columns).zip(row) {
            let unit = if column.unit.contains("row") { of.unit(index) } else { &column.unit };
            cell(sheet, line, at, given, column.kind, formats.of(column.kind, unit))?;
        }
    }
    Ok(())
}

/// A table as it is.
pub fn table(
    sheet: &mut Worksheet,
    of: Sheet<'_>,
    formats: &Formats,
    codebook: &mut Codebook,
) -> Result<(), XlsxError> {
    head(sheet, of, formats, codebook)?;
    widths(sheet, of, of.rows.len())?;
    body(sheet, of, 0, of.rows.len(), formats)
}

/// Makes the cells of a matrix, whose rows are named in its first column, the darker the more they are.
pub fn shade(sheet: &mut Worksheet, of: Sheet<'_>, formats: &Formats) -> Result<(), XlsxError> {
    for (line, row) in (1..).zip(of.rows.iter()) {
        if let Some(Cell::Text(name)) = row.into_iter().next() {
            words_as(sheet, line, 0, name, &formats.head)?;
        }
    }
    let (rows, columns) = (of.rows.len() as u32, of.table.columns.len() as u16);
    if rows > 0 && columns > 1 {
        let scale = ConditionalFormat2ColorScale::new().set_minimum_color("FFFFFF").set_maximum_color("0072B2");
        sheet.add_conditional_format(1, 1, rows, columns - 1, &scale)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_where_a_spreadsheet_takes_no_more_of_it() {
        let units = |text: &str| text.encode_utf16().count();
        for (short, long) in [("a", 1), ("é", 1), ("😀", 2)] {
            let most = MAX_CHARACTERS / long;
            assert_eq!(fitting(&short.repeat(most)), short.repeat(most));
            let cut = fitting(&short.repeat(most + 1)).into_owned();
            assert!(units(&cut) <= MAX_CHARACTERS && units(&cut) > MAX_CHARACTERS - 2, "{}", units(&cut));
            assert!(cut.ends_with('…') && cut.starts_with(short));
        }
    }
}
