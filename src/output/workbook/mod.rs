//! The workbook of a folder of results: its tables as sheets, with charts of the spreadsheet's own.
//!
//! It is made from the rows that the tables were written from, so that whatever a study hands on is in it. The first
//! sheet answers the question; the last is the codebook.

mod answer;
mod charts;
mod codebook;
mod parameters;
mod sheet;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};
use serde_json::Value as Json;

use self::codebook::Codebook;
use self::sheet::{Formats, Sheet};
use super::doubt::Doubt;
use super::folder::TableFile;
use crate::ensemble::parallel::can_start;
use crate::program::{VERSION, WHAT_IT_IS};
use crate::study::About;
use crate::table::{Answer, ForPeople};

/// What a workbook is made of.
#[derive(Clone, Copy)]
pub struct WorkbookInput<'a> {
    /// What the results are.
    pub about: &'a About,
    /// The tables, with the rows of those that are small enough.
    pub tables: &'a [TableFile],
    /// What people read besides.
    pub shown: &'a [ForPeople],
    /// The answer.
    pub answer: &'a Answer,
}

/// Makes the workbook; none where the system does not allow as many threads as it needs.
///
/// # Errors
/// When the sheets cannot be put together.
pub fn of(given: WorkbookInput<'_>) -> std::io::Result<Option<Vec<u8>>> {
    let mut book = Workbook::new();
    sheets(&mut book, given).map_err(std::io::Error::other)?;
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

fn sheets(book: &mut Workbook, given: WorkbookInput<'_>) -> Result<(), XlsxError> {
    let WorkbookInput { about, tables, shown, answer } = given;
    // The same results are the same bytes: no time of making.
    let made = ExcelDateTime::from_ymd(2008, 12, 1)?;
    let title = title(about);
    book.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&made));
    let (formats, mut codebook) = (Formats::new(), Codebook::default());
    // Months side by side take the place of the table of months; what has no table of its own, as the matrix of
    // blame, comes after them.
    let in_place = |shown: &&ForPeople| tables.iter().any(|open| open.table.name == shown.table.name);
    let as_it_is = |open: &&TableFile| !shown.iter().any(|shown| open.table.name == shown.table.name);
    let own: Vec<&TableFile> = tables.iter().filter(as_it_is).collect();
    let kept = own.iter().filter(|open| open.kept.is_some());
    let fitting = fitting(kept.map(|open| (open.table.name, open.bytes())));
    let left_out = own.iter().filter(|open| !fitting.contains(&open.table.name));
    let left_out: Vec<String> = left_out.filter_map(|open| open.files.first().cloned()).collect();
    let heading = [title, WHAT_IT_IS, &how(&about.manifest)];
    let doubt = Doubt::of(about.kind, &about.manifest);
    answer::write(book.add_worksheet(), answer, heading, (shown, &left_out), &doubt, &formats, &mut codebook)?;
    for one in shown.iter().filter(in_place) {
        for_people(book, one, shown, &formats, &mut codebook)?;
    }
    for open in own.iter().filter(|open| fitting.contains(&open.table.name)) {
        if let Some(rows) = &open.kept {
            sheet::table(book.add_worksheet(), Sheet { table: &open.table, rows }, &formats, &mut codebook)?;
        }
    }
    for one in shown.iter().filter(|one| !in_place(one)) {
        for_people(book, one, shown, &formats, &mut codebook)?;
    }
    // Of a comparison the base, of a sweep the first scenario: what the others change is in their tables.
    let first = &about.manifest["scenarios"][0];
    let scenario = [&about.manifest["resolved_scenario"], &first["resolved_scenario"], &first["tree"]];
    if let Some(scenario) = scenario.into_iter().find(|scenario| scenario.is_object()) {
        let (table, rows) = parameters::table(scenario);
        sheet::table(book.add_worksheet(), Sheet { table: &table, rows: &rows }, &formats, &mut codebook)?;
    }
    let (table, rows) = codebook.table();
    sheet::table(book.add_worksheet(), Sheet { table: &table, rows: &rows }, &formats, &mut Codebook::default())
}

/// Largest tables of a workbook, all together, in bytes as they are written: a spreadsheet opens what they become, some
/// 3 MB, in a moment.
const MAX_BYTES: u64 = 5 << 20;

/// The names of the tables that a workbook has room for, given the sizes of those whose rows were kept: the largest, which
/// are for programs, are left out first.
fn fitting<'a>(sizes: impl Iterator<Item = (&'a str, u64)>) -> Vec<&'a str> {
    let mut sizes: Vec<(&str, u64)> = sizes.collect();
    sizes.sort_by_key(|(_, size)| *size);
    let together = sizes.into_iter().scan(0, |all, (name, size)| {
        *all += size;
        Some((name, *all))
    });
    together.take_while(|(_, all)| *all <= MAX_BYTES).map(|(name, _)| name).collect()
}

fn for_people(
    book: &mut Workbook,
    one: &ForPeople,
    shown: &[ForPeople],
    formats: &Formats,
    codebook: &mut Codebook,
) -> Result<(), XlsxError> {
    let (of, sheet) = (Sheet { table: &one.table, rows: &one.rows }, book.add_worksheet());
    sheet::table(sheet, of, formats, codebook)?;
    if one.shaded {
        sheet::shade(sheet, of, formats)?;
    }
    let rows = of.rows.len() as u32;
    for (place, chart) in (0..).zip(&one.charts) {
        if let Some(chart) = charts::of(chart, shown, Some(of), (of.table.name, (0, rows))) {
            sheet.insert_chart(rows + 3 + 22 * place, 1, &chart)?;
        }
    }
    Ok(())
}

/// Results that are called by the file that asks for them are called by its name, wherever it lies.
fn title(about: &About) -> &str {
    let stem = Path::new(&about.title).file_stem().and_then(|stem| stem.to_str());
    stem.filter(|_| about.kind.is_of_a_file()).unwrap_or(&about.title)
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
    use crate::study::StudyKind;

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
    fn the_largest_tables_are_left_out_where_all_together_are_too_large() {
        const MIB: u64 = 1 << 20;
        let sizes = |facts: u64| fitting([("facts", facts), ("outcomes", 2 * MIB), ("claims", 9_000)].into_iter());
        assert_eq!(sizes(2 * MIB).len(), 3);
        assert_eq!(sizes(3 * MIB), ["claims", "outcomes"]);
    }

    #[test]
    fn a_path_is_called_by_its_file_and_a_scenario_by_its_name() {
        for (kind, title, called) in [
            (StudyKind::Sweep, "some/where/grid.toml", "grid"),
            (StudyKind::Patterns, "scenarios/patterns.toml", "patterns"),
            (StudyKind::Run, "Darfur, 2003/2008. Again", "Darfur, 2003/2008. Again"),
        ] {
            let about = About { kind, title: title.into(), manifest: json!({}) };
            assert_eq!(super::title(&about), called);
        }
    }
}
