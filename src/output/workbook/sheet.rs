//! What all sheets are made of: tables, cells and formats.

use std::borrow::Cow;

use rust_xlsxwriter::{Format, FormatBorder, Worksheet, XlsxError};

use super::codebook::Codebook;

/// A table with its cells.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    pub name: String,
    pub columns: Vec<ColumnOf>,
    pub rows: Vec<Vec<String>>,
}

/// A column, as the data package has it.
#[derive(Clone, Debug, Default)]
pub struct ColumnOf {
    pub name: String,
    pub kind: String,
    pub unit: String,
    pub meaning: String,
    /// The values it may have, where each means something of its own.
    pub values: Vec<ValueOf>,
}

/// A value that a column may have.
#[derive(Clone, Debug)]
pub struct ValueOf {
    pub name: String,
    pub unit: String,
    pub meaning: String,
}

impl ColumnOf {
    pub fn new(name: impl Into<String>, kind: &str, unit: &str, meaning: impl Into<String>) -> Self {
        Self { name: name.into(), kind: kind.into(), unit: unit.into(), meaning: meaning.into(), values: vec![] }
    }

    fn is_number(&self) -> bool {
        ["number", "integer"].contains(&self.kind.as_str())
    }
}

impl Sheet {
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    pub fn cell<'a>(&self, row: &'a [String], column: &str) -> &'a str {
        self.column(column).and_then(|at| row.get(at)).map_or("", String::as_str)
    }
}

/// Formats that sheets share.
pub struct Formats {
    pub head: Format,
    pub title: Format,
    pub question: Format,
    pub share: Format,
    persons: Format,
    whole: Format,
    few: Format,
    pub number: Format,
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
    pub fn of(&self, kind: &str, unit: &str) -> &Format {
        match (kind, unit) {
            ("integer", _) => &self.whole,
            (_, "persons") => &self.persons,
            (_, "share") => &self.share,
            (_, "months" | "votes" | "histories" | "1") => &self.few,
            _ => &self.number,
        }
    }
}

/// Most characters of a cell, in UTF-16 units: a spreadsheet takes no more.
const MOST_CHARACTERS: usize = 32_767;

/// A text as long as a cell may be, with an ellipsis where it is cut.
fn fitting(text: &str) -> Cow<'_, str> {
    // No text has more UTF-16 units than bytes.
    if text.len() <= MOST_CHARACTERS || text.encode_utf16().count() <= MOST_CHARACTERS {
        return Cow::from(text);
    }
    let mut units = 0;
    let fits = |c: &char| {
        units += c.len_utf16();
        units < MOST_CHARACTERS
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
    column: u16,
    given: &str,
    kind: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    let number = given.parse::<f64>().ok().filter(|number| number.is_finite() && !is_long(given));
    match (kind, number) {
        (_, _) if given.is_empty() => Ok(()),
        ("number" | "integer" | "any", Some(number)) => {
            sheet.write_number_with_format(row, column, number, format).map(|_| ())
        }
        ("boolean", _) => sheet.write_boolean(row, column, given == "true").map(|_| ()),
        _ => words(sheet, row, column, given),
    }
}

/// Header, frozen, with filters; what is in it is in the codebook too.
pub fn head(
    sheet: &mut Worksheet,
    name: &str,
    columns: &[ColumnOf],
    rows: usize,
    formats: &Formats,
    codebook: &mut Codebook,
) -> Result<(), XlsxError> {
    let name: String = name.chars().take(31).collect();
    sheet.set_name(&name)?;
    for (at, column) in columns.iter().enumerate() {
        words_as(sheet, 0, at as u16, &column.name, &formats.head)?;
    }
    sheet.set_freeze_panes(1, 1)?;
    if rows > 0 && !columns.is_empty() {
        sheet.autofilter(0, 0, rows as u32, columns.len() as u16 - 1)?;
    }
    sheet.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    codebook.add(&name, columns);
    Ok(())
}

/// Makes columns as wide as their longest words, within bounds; a number is short when it is shown.
pub fn widths<'a>(
    sheet: &mut Worksheet,
    columns: &[ColumnOf],
    rows: impl Iterator<Item = &'a [String]>,
) -> Result<(), XlsxError> {
    const ROOM: usize = 3;
    let mut longest: Vec<usize> = columns.iter().map(|column| column.name.chars().count() + ROOM).collect();
    for row in rows {
        for ((longest, column), given) in longest.iter_mut().zip(columns).zip(row) {
            if !column.is_number() {
                *longest = given.chars().count().saturating_add(1).max(*longest);
            }
        }
    }
    for (at, longest) in longest.into_iter().enumerate() {
        sheet.set_column_width(at as u16, longest.clamp(10, 60) as f64)?;
    }
    Ok(())
}

/// Writes rows below the header at `header`.
pub fn body<'a>(
    sheet: &mut Worksheet,
    of: &Sheet,
    header: u32,
    rows: impl Iterator<Item = &'a [String]>,
    formats: &Formats,
) -> Result<(), XlsxError> {
    for (line, row) in (header + 1..).zip(rows) {
        let own_unit = of.cell(row, "unit");
        for (at, (column, given)) in of.columns.iter().zip(row).enumerate() {
            let unit = if column.unit.contains("row") { own_unit } else { &column.unit };
            cell(sheet, line, at as u16, given, &column.kind, formats.of(&column.kind, unit))?;
        }
    }
    Ok(())
}

/// A table as it is.
pub fn table(sheet: &mut Worksheet, of: &Sheet, formats: &Formats, codebook: &mut Codebook) -> Result<(), XlsxError> {
    head(sheet, &of.name, &of.columns, of.rows.len(), formats, codebook)?;
    let rows = || of.rows.iter().map(Vec::as_slice);
    widths(sheet, &of.columns, rows())?;
    body(sheet, of, 0, rows(), formats)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_where_a_spreadsheet_takes_no_more_of_it() {
        let units = |text: &str| text.encode_utf16().count();
        for (short, long) in [("a", 1), ("é", 1), ("😀", 2)] {
            let most = MOST_CHARACTERS / long;
            assert_eq!(fitting(&short.repeat(most)), short.repeat(most));
            let cut = fitting(&short.repeat(most + 1)).into_owned();
            assert!(units(&cut) <= MOST_CHARACTERS && units(&cut) > MOST_CHARACTERS - 2, "{}", units(&cut));
            assert!(cut.ends_with('…') && cut.starts_with(short));
        }
    }
}
