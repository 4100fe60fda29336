//! Cells: words, numbers, months and flags as what they are.

use std::borrow::Cow;

use rust_xlsxwriter::{ExcelDateTime, Format, Worksheet, XlsxError};

use super::formats::Formats;
use crate::table::{Cell, ColumnType, written};

/// Most characters of a cell, in UTF-16 units: a spreadsheet takes no more.
const MAX_CHARACTERS: usize = 32_767;

/// A text as long as a cell may be, with an ellipsis where it is cut.
pub fn fitting(text: &str) -> Cow<'_, str> {
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

/// The first day of a month that is written YYYY-MM; none before spreadsheets count days.
fn month(given: &str) -> Option<ExcelDateTime> {
    let (year, month) = given.split_once('-')?;
    ExcelDateTime::from_ymd(year.parse().ok()?, month.parse().ok()?, 1).ok()
}

/// Writes a cell as what it is: a number, a month, a flag, or words. It looks as its column does, unless a format is given.
pub fn cell(
    sheet: &mut Worksheet,
    (row, at): (u32, u16),
    given: Cell<'_>,
    kind: ColumnType,
    (format, formats): (Option<&Format>, &Formats),
) -> Result<(), XlsxError> {
    let mut number = |value: f64| match format {
        Some(format) => sheet.write_number_with_format(row, at, value, format).map(|_| ()),
        None => sheet.write_number(row, at, value).map(|_| ()),
    };
    match given {
        Cell::Missing | Cell::Text("") => Ok(()),
        Cell::Number(value) if value.is_finite() => number(value),
        // Spreadsheets have no infinite number.
        Cell::Number(value) => words(sheet, row, at, &written(value)),
        Cell::Integer(value) => number(value as f64),
        Cell::Flag(value) => sheet.write_boolean(row, at, value).map(|_| ()),
        Cell::Text(text) => match (kind, text) {
            (ColumnType::Month, _) => match month(text) {
                Some(date) => sheet.write_datetime(row, at, date).map(|_| ()),
                None => words(sheet, row, at, text),
            },
            (ColumnType::Flag, "true" | "false") => sheet.write_boolean(row, at, text == "true").map(|_| ()),
            (ColumnType::Any, "true" | "false") => {
                sheet.write_boolean_with_format(row, at, text == "true", &formats.flag).map(|_| ())
            }
            (ColumnType::Any | ColumnType::Number, _) => match text.parse::<f64>() {
                Ok(value) if value.is_finite() && !is_long(text) => number(value),
                _ => words(sheet, row, at, text),
            },
            _ => words(sheet, row, at, text),
        },
    }
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
