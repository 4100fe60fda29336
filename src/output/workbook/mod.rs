//! The workbook of a folder of results: its tables as sheets, with charts of the spreadsheet's own.
//!
//! It is made from the rows that the tables were written from, so that whatever a study hands on is in it. The first
//! sheet answers the question, the second has the contents, the third the charts; the last is the codebook.

mod answer;
mod bars;
mod cells;
mod charts;
mod codebook;
mod contents;
mod drawn;
mod formats;
mod lines;
mod made;
mod parameters;
mod print;
mod sheet;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};
use serde_json::Value as Json;

use self::answer::ANSWER;
use self::charts::CHARTS;
use self::codebook::Codebook;
use self::contents::Entry;
use self::drawn::{DRAWN, Drawn};
use self::formats::Formats;
use self::sheet::{Header, Sheet};
use super::doubt::Doubt;
use super::folder::TableFile;
use super::manifest::scenario_of;
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

/// How hard a workbook is compressed, from 1 to 9. The usual 6 makes it a third smaller, and takes twice the time: longer
/// than the few histories of a first run.
const COMPRESSION: u8 = 1;

/// Makes the workbook; none where the system does not allow as many threads as it needs.
///
/// # Errors
/// When the sheets cannot be put together.
pub fn of(given: WorkbookInput<'_>) -> std::io::Result<Option<Vec<u8>>> {
    let mut book = Workbook::new();
    book.set_zip_compression_level(COMPRESSION);
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

/// A sheet with what the contents say of it.
type Leaf = (Worksheet, Entry);

fn sheets(book: &mut Workbook, given: WorkbookInput<'_>) -> Result<(), XlsxError> {
    let WorkbookInput { about, tables, shown, answer } = given;
    book.set_properties(&properties(about)?);
    let (formats, mut codebook, mut drawn) = (Formats::new(), Codebook::default(), Drawn::new()?);
    let (own, left_out) = kept(tables, shown);
    let doubt = Doubt::of(about.kind, &about.manifest);
    let answered = answer::Shown::of(answer, &doubt);
    let heading = [title(about), WHAT_IT_IS, &how(&about.manifest)];
    let first = answer::write(answer, &answered, heading, &left_out, &doubt, &formats)?;
    let explained = answered.sheet().map(|of| codebook.add(ANSWER, &of.table.columns, Header::Headings));
    let rows = answered.sheet().map(answer::rows);
    let mut leaves = vec![(first, Entry { rows, explained, ..plain(ANSWER, answer.question, true) })];
    let charts = charts::all(answered.sheet(), answer.chart.as_ref(), shown, &mut drawn)?;
    let words = "charts of the answer and of months, with what they show as alternative text";
    leaves.extend(charts::sheet(charts)?.map(|sheet| (sheet, plain(CHARTS, words, true))));
    for (of, shaded) in in_order(&own, tables, shown) {
        leaves.push(leaf(of, shaded, &formats, &mut codebook)?);
    }
    // What other scenarios change is in their tables.
    if let Some(scenario) = scenario_of(&about.manifest) {
        let (table, rows) = parameters::table(scenario);
        leaves.push(leaf(Sheet { table: &table, rows: &rows }, false, &formats, &mut codebook)?);
    }
    let (table, rows) = codebook.table();
    leaves.push(leaf(Sheet { table: &table, rows: &rows }, false, &formats, &mut Codebook::default())?);
    let words = "hidden: numbers that charts are drawn from and no other sheet shows";
    leaves.extend(drawn.sheet().map(|sheet| (sheet, plain(DRAWN, words, false))));
    let (sheets, entries): (Vec<Worksheet>, Vec<Entry>) = leaves.into_iter().unzip();
    let mut sheets = sheets.into_iter();
    let contents = contents::write(&entries, &left_out, &formats)?;
    for sheet in sheets.next().into_iter().chain([contents]).chain(sheets) {
        book.push_worksheet(sheet);
    }
    Ok(())
}

/// Tables in the order of their sheets, and whether they are shaded. Months side by side take the place of the table of
/// months; what has no table of its own, as the matrix of blame, comes after the others.
fn in_order<'a>(
    own: &[&'a TableFile],
    tables: &'a [TableFile],
    shown: &'a [ForPeople],
) -> impl Iterator<Item = (Sheet<'a>, bool)> {
    let in_place = |shown: &&ForPeople| tables.iter().any(|open| open.table.name == shown.table.name);
    let (beside, after): (Vec<&ForPeople>, Vec<&ForPeople>) = shown.iter().partition(in_place);
    let people = |one: &'a ForPeople| (Sheet { table: &one.table, rows: &one.rows }, one.shaded);
    let file = |open: &&'a TableFile| Some((Sheet { table: &open.table, rows: open.kept.as_ref()? }, false));
    let own: Vec<_> = own.iter().filter_map(file).collect();
    beside.into_iter().map(people).chain(own).chain(after.into_iter().map(people))
}

/// What is said of a sheet that is no table.
fn plain(sheet: &'static str, holds: &str, prints: bool) -> Entry {
    Entry { sheet, holds: holds.into(), rows: None, prints, explained: None }
}

/// A table on a sheet of its own.
fn leaf(of: Sheet<'_>, shaded: bool, formats: &Formats, codebook: &mut Codebook) -> Result<Leaf, XlsxError> {
    let mut sheet = sheet::table(of, shaded, formats)?;
    print::table(&mut sheet, of)?;
    let entry = Entry {
        sheet: of.table.name,
        holds: format!("A row is {}.", of.table.row),
        rows: Some(of.rows.len()),
        prints: print::is_small(of),
        explained: Some(codebook.add(of.table.name, &of.table.columns, Header::Names)),
    };
    Ok((sheet, entry))
}

/// What a spreadsheet says of the file.
fn properties(about: &About) -> Result<DocProperties, XlsxError> {
    let first = &about.manifest["scenarios"][0];
    let hash = [&about.manifest["scenario_hash"], &first["scenario_hash"], &about.manifest["identity"]];
    let hash = hash.into_iter().find_map(Json::as_str).map(|hash| format!("hash {hash}"));
    let seed = about.manifest["seed"].as_u64().map(|seed| format!("seed {seed}"));
    let keywords: Vec<String> = [Some(about.kind.name().to_string()), seed, hash].into_iter().flatten().collect();
    let made = ExcelDateTime::from_ymd(2008, 12, 1)?;
    let comment = "The same results are the same file to the last byte, and so the date of making is not that of the day: it is \
                   always 1 December 2008. When the results were made is in manifest.json.";
    Ok(DocProperties::new()
        .set_title(title(about))
        .set_subject(WHAT_IT_IS)
        .set_author(format!("intsoc {VERSION}"))
        .set_keywords(keywords.join(", "))
        .set_comment(comment)
        .set_creation_datetime(&made))
}

/// Largest tables of a workbook, all together, in bytes as they are written.
const MAX_BYTES: u64 = 4 << 20;

/// Most columns of a sheet.
const MAX_COLUMNS: usize = 16_384;

/// The tables that a workbook has room for, and the files of those that are left out.
fn kept<'a>(tables: &'a [TableFile], shown: &[ForPeople]) -> (Vec<&'a TableFile>, Vec<String>) {
    let as_it_is = |open: &&TableFile| !shown.iter().any(|shown| open.table.name == shown.table.name);
    let own = || tables.iter().filter(as_it_is);
    let narrow = |open: &&TableFile| open.kept.is_some() && open.table.columns.len() < MAX_COLUMNS;
    let fitting = fitting(own().filter(narrow).map(|open| (open.table.name, open.bytes())));
    let (kept, left_out): (Vec<&TableFile>, Vec<&TableFile>) =
        own().partition(|open| fitting.contains(&open.table.name));
    (kept, left_out.into_iter().filter_map(|open| open.files.first().cloned()).collect())
}

/// The names of the tables that a workbook has room for, given their sizes: the largest are left out first.
fn fitting<'a>(sizes: impl Iterator<Item = (&'a str, u64)>) -> Vec<&'a str> {
    let mut sizes: Vec<(&str, u64)> = sizes.collect();
    sizes.sort_by_key(|(_, size)| *size);
    let together = sizes.into_iter().scan(0, |all, (name, size)| {
        *all += size;
        Some((name, *all))
    });
    together.take_while(|(_, all)| *all <= MAX_BYTES).map(|(name, _)| name).collect()
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
        let sizes = |facts: u64| fitting([("facts", facts), ("outcomes", MIB), ("claims", 9_000)].into_iter());
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
