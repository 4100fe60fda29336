//! The workbook of a folder of results: its tables as sheets, with charts of the spreadsheet's own.
//!
//! It is made from the CSV files and the data package, so that whatever a command writes is in
//! it. The first sheet answers the question; the last is the codebook.

mod answer;
mod blame;
mod charts;
mod codebook;
mod months;
mod parameters;
mod read;
mod sheet;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};
use serde_json::Value as Json;

use self::answer::Answer;
use self::codebook::Codebook;
use self::read::{Given, given};
use self::sheet::{Formats, table};
use super::locale::Locale;
use super::manifest::VERSION;

/// The file.
pub const WORKBOOK: &str = "results.xlsx";

const WHAT_IT_IS: &str = "An exploration of a theory: neither prediction nor policy advice.";

/// Gives a file's bytes, or none if it is larger than so many.
pub type ReadBack<'a> = &'a mut dyn FnMut(&str, u64) -> std::io::Result<Option<Vec<u8>>>;

/// Makes the workbook. `read` gives a file's size and, where it is wanted, its bytes.
///
/// # Errors
/// When a file cannot be read again, or the sheets cannot be put together.
pub fn of(package: &Json, about: &Json, locale: Locale, read: ReadBack<'_>) -> std::io::Result<Vec<u8>> {
    book(package, about, &given(package, locale, read)?).map_err(std::io::Error::other)
}

fn book(package: &Json, about: &Json, given: &Given) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // The same results are the same bytes: no time of making.
    let made = ExcelDateTime::from_ymd(2008, 12, 1)?;
    let how = format!("seed {}, {} replicates, intsoc {VERSION}", about["seed"], about["replicates"]);
    let title = text(&package["title"]);
    book.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&made));
    let (formats, mut codebook) = (Formats::new(), Codebook::default());
    let answer = Answer::of(text(&about["kind"]), given);
    answer.write(book.add_worksheet(), [title, WHAT_IT_IS, &how], &given.left_out, &formats, &mut codebook)?;
    if let Some(months) = &given.months {
        months.write(book.add_worksheet(), &formats, &mut codebook)?;
    }
    for sheet in &given.sheets {
        table(book.add_worksheet(), sheet, &formats, &mut codebook)?;
    }
    if let Some(blame) = &given.blame {
        blame.write(book.add_worksheet(), &formats, &mut codebook)?;
    }
    // Of a comparison the base, of a sweep the first scenario: what the others change is in their tables.
    let first = &about["scenarios"][0];
    let scenario = [&about["resolved_scenario"], &first["resolved_scenario"], &first["tree"]];
    if let Some(scenario) = scenario.into_iter().find(|scenario| scenario.is_object()) {
        parameters::write(book.add_worksheet(), scenario, &formats, &mut codebook)?;
    }
    codebook.write(book.add_worksheet(), &formats)?;
    book.save_to_buffer()
}

fn text(json: &Json) -> &str {
    json.as_str().unwrap_or_default()
}
