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

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};
use serde_json::Value as Json;

use self::answer::Answer;
use self::codebook::Codebook;
use self::read::{Given, given};
use self::sheet::{Formats, table};
use super::locale::Locale;
use super::manifest::VERSION;
use crate::ensemble::parallel::can_start;

/// The file.
pub const WORKBOOK: &str = "results.xlsx";

const WHAT_IT_IS: &str = "An exploration of a theory: neither prediction nor policy advice.";

/// Gives a file's bytes, or none if it is larger than so many.
pub type ReadBack<'a> = &'a mut dyn FnMut(&str, u64) -> std::io::Result<Option<Vec<u8>>>;

/// Makes the workbook; none where the system does not allow as many threads as it needs. `read` gives a
/// file's size and, where it is wanted, its bytes.
///
/// # Errors
/// When a file cannot be read again, or the sheets cannot be put together.
pub fn of(package: &Json, about: &Json, locale: Locale, read: ReadBack<'_>) -> std::io::Result<Option<Vec<u8>>> {
    let given = given(package, locale, read)?;
    let mut book = Workbook::new();
    sheets(&mut book, package, about, &given).map_err(std::io::Error::other)?;
    saved(&mut book)
}

/// A thread is started for every sheet, and where one cannot be, the crate panics: nobody's results
/// are lost for that.
fn saved(book: &mut Workbook) -> std::io::Result<Option<Vec<u8>>> {
    if !can_start(book.worksheets().len()) {
        return Ok(None);
    }
    match catch_unwind(AssertUnwindSafe(|| book.save_to_buffer())) {
        Ok(saved) => saved.map(Some).map_err(std::io::Error::other),
        Err(_) => Ok(None),
    }
}

fn sheets(book: &mut Workbook, package: &Json, about: &Json, given: &Given) -> Result<(), XlsxError> {
    // The same results are the same bytes: no time of making.
    let made = ExcelDateTime::from_ymd(2008, 12, 1)?;
    let title = title(text(&about["kind"]), text(&package["title"]));
    book.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&made));
    let (formats, mut codebook) = (Formats::new(), Codebook::default());
    let answer = Answer::of(text(&about["kind"]), text(&about["design"]), given);
    answer.write(book.add_worksheet(), [title, WHAT_IT_IS, &how(about)], &given.left_out, &formats, &mut codebook)?;
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
    codebook.write(book.add_worksheet(), &formats)
}

fn text(json: &Json) -> &str {
    json.as_str().unwrap_or_default()
}

/// Results that are called by the file that asks for them are called by its name, wherever it lies.
fn title<'a>(kind: &str, title: &'a str) -> &'a str {
    let stem = Path::new(title).file_stem().and_then(|stem| stem.to_str());
    stem.filter(|_| ["sweep", "patterns"].contains(&kind)).unwrap_or(title)
}

/// How the results were made: what the manifest says of it, and no more.
fn how(about: &Json) -> String {
    let number = |key: &str| about[key].as_u64();
    let whole = about["complete"] != false;
    let histories = match (number("replicates"), number("histories"), number("points")) {
        (Some(replicates), _, Some(points)) if whole => Some(format!("{points} points, {replicates} replicates each")),
        (Some(replicates), _, Some(points)) => {
            Some(format!("not finished: the first {points} points, {replicates} replicates each"))
        }
        (Some(replicates), Some(histories), _) if !whole => {
            Some(format!("not finished: {histories} of {replicates} replicates"))
        }
        (Some(replicates), ..) if !whole => Some(format!("not finished: not all was tried; {replicates} replicates")),
        (Some(replicates), ..) => Some(format!("{replicates} replicates")),
        (None, Some(histories), _) => Some(format!("{histories} histories each")),
        _ => None,
    };
    let seed = number("seed").map(|seed| format!("seed {seed}"));
    let precision = about["precision"].as_f64().map(|precision| format!("precision {precision}"));
    let parts = [seed, histories, precision, Some(format!("intsoc {VERSION}"))];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn made(about: &Json) -> String {
        how(about).replace(&format!(", intsoc {VERSION}"), "")
    }

    #[test]
    fn the_heading_says_what_the_manifest_says_and_no_more() {
        let run = |histories: u64| json!({ "seed": 7, "replicates": 100, "histories": histories, "complete": histories == 100 });
        assert_eq!(made(&run(100)), "seed 7, 100 replicates");
        assert_eq!(made(&run(12)), "seed 7, not finished: 12 of 100 replicates");
        let sweep =
            |whole: bool| json!({ "seed": 1, "replicates": 3, "histories": 12, "points": 4, "complete": whole });
        assert_eq!(made(&sweep(true)), "seed 1, 4 points, 3 replicates each");
        assert_eq!(made(&sweep(false)), "seed 1, not finished: the first 4 points, 3 replicates each");
        let patterns = json!({ "seed": 1, "replicates": 3, "complete": false });
        assert_eq!(made(&patterns), "seed 1, not finished: not all was tried; 3 replicates");
        let runs = json!({ "histories": 2000, "precision": 0.05, "complete": true });
        assert_eq!(made(&runs), "2000 histories each, precision 0.05");
        assert_eq!(how(&json!({})), format!("intsoc {VERSION}"));
    }

    #[test]
    fn a_path_is_called_by_its_file_and_a_scenario_by_its_name() {
        assert_eq!(title("sweep", "some/where/grid.toml"), "grid");
        assert_eq!(title("patterns", "scenarios/patterns.toml"), "patterns");
        assert_eq!(title("run", "Darfur, 2003/2008. Again"), "Darfur, 2003/2008. Again");
    }
}
