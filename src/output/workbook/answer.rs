//! The first sheet: the question, the answer in numbers, and one chart.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::charts;
use super::codebook::Codebook;
use super::sheet::{Formats, Sheet, body, header, widths, words, words_as};
use crate::output::doubt::Doubt;
use crate::table::{Answer, ForPeople};

/// Its name.
pub const ANSWER: &str = "answer";

/// The row of the table's header; the question is above it.
const HEADER: u32 = 5;

/// Most rows of the answer: nobody reads more, and its chart shows them all.
const MAX_ROWS: usize = 400;

/// Writes the sheet.
pub fn write(
    sheet: &mut Worksheet,
    answer: &Answer,
    heading: [&str; 3],
    (shown, left_out): (&[ForPeople], &[String]),
    doubt: &Doubt<'_>,
    formats: &Formats,
    codebook: &mut Codebook,
) -> Result<(), XlsxError> {
    sheet.set_name(ANSWER)?;
    words_as(sheet, 0, 0, heading[0], &formats.title)?;
    words(sheet, 1, 0, heading[1])?;
    words(sheet, 2, 0, heading[2])?;
    words_as(sheet, 4, 0, answer.question, &formats.question)?;
    let mut row = HEADER;
    let wider = doubt.beside(answer);
    let answered = wider.as_ref().or(answer.table.as_ref());
    if let Some((table, rows)) = answered {
        let of = Sheet { table, rows };
        header(sheet, HEADER, &table.columns, formats)?;
        widths(sheet, of, MAX_ROWS)?;
        body(sheet, of, HEADER, MAX_ROWS, formats)?;
        codebook.add(ANSWER, &table.columns);
        row += rows.len().min(MAX_ROWS) as u32;
        if rows.len() > MAX_ROWS {
            row += 1;
            words(sheet, row, 0, &format!("Only the first {MAX_ROWS} of {} rows are here.", rows.len()))?;
        }
    }
    // One sentence per line: a cell shows no more of a long text than fits.
    for sentence in answer.instead.into_iter().flat_map(|instead| instead.split_inclusive(". ")) {
        words(sheet, row, 0, sentence.trim())?;
        row += 1;
    }
    if let Some(sentence) = doubt.sentence() {
        row += 1;
        words(sheet, row, 0, &sentence)?;
    }
    if !left_out.is_empty() {
        row += 2;
        let message = format!("Too large for a workbook, in the folder as files: {}", left_out.join(", "));
        words(sheet, row, 0, &message)?;
    }
    let lines = (HEADER, HEADER + answered.map_or(0, |(_, rows)| rows.len().min(MAX_ROWS)) as u32);
    let table = answered.map(|(table, rows)| Sheet { table, rows });
    if let Some(chart) = answer.chart.as_ref().and_then(|chart| charts::of(chart, shown, table, (ANSWER, lines))) {
        sheet.insert_chart(row + 2, 0, &chart)?;
    }
    sheet.set_landscape().set_print_fit_to_pages(1, 0);
    Ok(())
}
