//! The first sheet: the question, and the answer in numbers and in the words of pages.

use rust_xlsxwriter::{Url, Worksheet, XlsxError};

use super::cells::{fitting, words, words_as};
use super::formats::{self, Formats};
use super::print;
use super::sheet::{Header, Sheet, body, grey_undecided, is_of_row};
use crate::output::doubt::Doubt;
use crate::table::{Answer, Cell, Column, ColumnType, Rows, Table};

/// Its name.
pub const ANSWER: &str = "answer";

/// The row of the table's header; the question is above it.
pub const HEADER: u32 = 5;

/// Most rows of the answer: nobody reads more.
const MAX_ROWS: usize = 400;

/// An answer as it is shown.
pub struct Shown {
    table: Option<(Table, Rows)>,
    interval: Option<(&'static str, &'static str)>,
}

impl Shown {
    /// With bands beside it where they are known, and values by the words that people have for them.
    pub fn of(answer: &Answer, doubt: &Doubt<'_>) -> Self {
        let table = doubt.beside(answer).or_else(|| answer.table.clone());
        let table = table.map(|(mut table, rows)| {
            let unit = answer.interval.and_then(|(low, _)| Sheet { table: &table, rows: &rows }.column(low));
            let unit = unit.map(|at| table.columns[at].unit.clone()).unwrap_or_default();
            // Where all rows have one unit, none says it.
            if table.columns.iter().all(|column| column.name != "unit") {
                let of_row = table.columns.iter_mut().filter(|column| is_of_row(&column.unit));
                of_row.for_each(|column| column.unit = unit.clone());
            }
            let rows = in_words(&table.columns, &rows);
            (Table { name: ANSWER, ..table }, rows)
        });
        Self { table, interval: answer.interval }
    }

    /// The table.
    pub fn sheet(&self) -> Option<Sheet<'_>> {
        self.table.as_ref().map(|(table, rows)| Sheet { table, rows })
    }

    /// Decimals of what is in the unit of the interval, by row.
    fn decimals(&self, of: Sheet<'_>) -> Vec<Option<usize>> {
        let ends = self.interval.and_then(|(low, high)| Some((of.column(low)?, of.column(high)?)));
        let Some((low, high)) = ends else { return vec![None; of.rows.len()] };
        let row = |row: usize| {
            let ends = (of.number(row, low)?, of.number(row, high)?);
            let shown: Vec<f64> = own(of, row, low).filter_map(|at| of.number(row, at)).collect();
            Some(formats::decimals(ends, &shown))
        };
        (0..of.rows.len()).map(row).collect()
    }
}

/// The columns whose numbers are in the unit of the interval, and before its bands over plausible numbers.
fn own(of: Sheet<'_>, row: usize, interval: usize) -> impl Iterator<Item = usize> + '_ {
    let unit = of.unit(row, interval).to_string();
    (0..of.table.columns.len())
        .filter(move |at| of.table.columns[*at].kind == ColumnType::Number && of.unit(row, *at) == unit)
}

fn in_words(columns: &[Column], rows: &Rows) -> Rows {
    let mut made = Rows::default();
    for row in rows.iter() {
        for (column, cell) in columns.iter().zip(row) {
            match cell {
                Cell::Text(value) => made.push(column.words_of(value)),
                other => made.push(other),
            };
        }
        made.end();
    }
    made
}

/// Writes the sheet.
pub fn write(
    answer: &Answer,
    shown: &Shown,
    heading: [&str; 3],
    left_out: &[String],
    doubt: &Doubt<'_>,
    formats: &Formats,
) -> Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    sheet.set_name(ANSWER)?;
    words_as(&mut sheet, 0, 0, heading[0], &formats.title)?;
    words(&mut sheet, 1, 0, heading[1])?;
    words(&mut sheet, 2, 0, heading[2])?;
    words_as(&mut sheet, 4, 0, answer.question, &formats.question)?;
    let mut row = HEADER;
    if let Some(of) = shown.sheet() {
        let rows = of.rows.len().min(MAX_ROWS);
        table(&mut sheet, of, rows, shown, formats)?;
        row += rows.max(1) as u32 + 1;
        if of.rows.len() > MAX_ROWS {
            words(&mut sheet, row, 0, &format!("Only the first {MAX_ROWS} of {} rows are here.", of.rows.len()))?;
            row += 1;
        }
    }
    let mut lines: Vec<String> = Vec::new();
    lines.extend(answer.instead.map(String::from));
    lines.extend(doubt.sentence());
    if !left_out.is_empty() {
        lines.push(format!("Too large for a workbook, in the folder as files: {}", left_out.join(", ")));
    }
    for line in lines {
        row += 1;
        paragraph(&mut sheet, row, &line, formats)?;
    }
    row += 1;
    sheet.write_url(row + 1, 0, Url::new("internal:contents!A1").set_text("Contents: what every sheet holds"))?;
    let columns = shown.sheet().map_or(0, |of| of.table.columns.len() as u16);
    print::wide(&mut sheet, row + 1, columns.max(LAST + 1) - 1)?;
    Ok(sheet)
}

/// The last column that a paragraph reaches over.
const LAST: u16 = 7;

/// Writes a paragraph over several columns, as high as it needs: a cell alone shows no more of a long text than fits.
fn paragraph(sheet: &mut Worksheet, row: u32, text: &str, formats: &Formats) -> Result<(), XlsxError> {
    const LETTERS: usize = 100;
    sheet.merge_range(row, 0, row, LAST, &fitting(text), &formats.wrapped)?;
    let lines = text.chars().count().div_ceil(LETTERS);
    sheet.set_row_height(row, 15.0 * lines as f64).map(|_| ())
}

fn table(sheet: &mut Worksheet, of: Sheet<'_>, rows: usize, shown: &Shown, formats: &Formats) -> Result<(), XlsxError> {
    let decimals = shown.decimals(of);
    let interval = shown.interval.and_then(|(low, _)| of.column(low));
    let of_cell = |row: usize, at: usize| {
        let own = own(of, row, interval?).any(|own| own == at);
        decimals[row].filter(|_| own)
    };
    body(sheet, of, (HEADER, Header::Headings), rows, formats, of_cell)?;
    sheet.set_row_height(HEADER, 62)?;
    grey_undecided(sheet, of, HEADER, formats)
}

/// How many rows of an answer are on its sheet.
pub fn rows(of: Sheet<'_>) -> usize {
    of.rows.len().min(MAX_ROWS)
}
