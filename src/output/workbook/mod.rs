//! The workbook of a folder of results: its tables as sheets, with charts of the spreadsheet's own.
//!
//! It is made from the CSV files and the data package, so that whatever a command writes is in
//! it. The first sheet answers the question; the last is the codebook.

mod answer;
mod months;

use std::collections::BTreeMap;

use rust_xlsxwriter::{
    ConditionalFormat2ColorScale, DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError,
};
use serde_json::Value as Json;

use self::answer::Answer;
use super::locale::Locale;
use super::manifest::VERSION;
use crate::scenario::Place;
use crate::scenario::source::{Node, Value};

/// The file.
pub const WORKBOOK: &str = "results.xlsx";

/// Largest table that becomes a sheet, in bytes of its CSV: what people scroll through, and what
/// keeps memory small. Larger ones stay CSV.
const LARGEST: u64 = 4 << 20;

const WHAT_IT_IS: &str = "An exploration of a theory: neither prediction nor policy advice.";

/// Gives a file's bytes, or none if it is larger than so many.
pub type ReadBack<'a> = &'a mut dyn FnMut(&str, u64) -> std::io::Result<Option<Vec<u8>>>;

/// A table of the data package with its cells.
#[derive(Clone)]
struct Sheet {
    name: String,
    columns: Vec<ColumnOf>,
    rows: Vec<Vec<String>>,
}

#[derive(Clone)]
struct ColumnOf {
    name: String,
    kind: String,
    unit: String,
}

impl Sheet {
    fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    fn cell<'a>(&self, row: &'a [String], column: &str) -> &'a str {
        self.column(column).and_then(|at| row.get(at)).map_or("", String::as_str)
    }
}

/// Makes the workbook. `read` gives a file's size and, where it is wanted, its bytes.
///
/// # Errors
/// When a file cannot be read again, or the sheets cannot be put together.
pub fn of(package: &Json, about: &Json, locale: Locale, read: ReadBack<'_>) -> std::io::Result<Vec<u8>> {
    let (sheets, left_out) = sheets(package, locale, read)?;
    book(package, about, &sheets, &left_out).map_err(std::io::Error::other)
}

/// The tables, and the files of those that are too large.
fn sheets(package: &Json, locale: Locale, read: ReadBack<'_>) -> std::io::Result<(Vec<Sheet>, Vec<String>)> {
    let (mut sheets, mut left_out) = (Vec::new(), Vec::new());
    for resource in package["resources"].as_array().into_iter().flatten() {
        let Some(file) = resource["path"].as_str() else {
            // A table in numbered parts is past the limit of rows.
            left_out.extend(resource["path"][0].as_str().map(str::to_string));
            continue;
        };
        let Some(bytes) = read(file, LARGEST)? else {
            left_out.push(file.to_string());
            continue;
        };
        let text = |json: &Json| json.as_str().unwrap_or_default().to_string();
        let fields = resource["schema"]["fields"].as_array().into_iter().flatten();
        let columns: Vec<ColumnOf> = fields
            .map(|field| ColumnOf {
                name: text(&field["name"]),
                kind: text(&field["type"]),
                unit: text(&field["unit"]),
            })
            .collect();
        let plain = |(cell, column): (&str, &ColumnOf)| match column.kind.as_str() {
            "number" => locale.number(cell).into_owned(),
            _ => cell.to_string(),
        };
        let mut reader = locale.reader(&bytes);
        let rows = reader.records().map(|row| row.map(|row| row.iter().zip(&columns).map(plain).collect()));
        sheets.push(Sheet {
            name: file.trim_end_matches(".csv").to_string(),
            rows: rows.collect::<Result<_, _>>().map_err(std::io::Error::other)?,
            columns,
        });
    }
    Ok((sheets, left_out))
}

/// Formats that sheets share.
struct Formats {
    head: Format,
    title: Format,
    wrapped: Format,
    share: Format,
    persons: Format,
    whole: Format,
    few: Format,
    number: Format,
}

impl Formats {
    fn new() -> Self {
        Self {
            head: Format::new().set_bold().set_border_bottom(rust_xlsxwriter::FormatBorder::Thin),
            title: Format::new().set_bold().set_font_size(15),
            wrapped: Format::new().set_text_wrap(),
            share: Format::new().set_num_format("0.000"),
            persons: Format::new().set_num_format("#,##0"),
            whole: Format::new().set_num_format("0"),
            few: Format::new().set_num_format("#,##0.00"),
            number: Format::new().set_num_format("General"),
        }
    }

    /// The format of a number by its unit, or that of its row.
    fn of(&self, kind: &str, unit: &str) -> &Format {
        match (kind, unit) {
            ("integer", _) => &self.whole,
            (_, "persons") => &self.persons,
            (_, "share") => &self.share,
            (_, "months" | "votes" | "histories" | "1") => &self.few,
            _ => &self.number,
        }
    }
}

fn book(package: &Json, about: &Json, sheets: &[Sheet], left_out: &[String]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // The same results are the same bytes: no time of making.
    let made = ExcelDateTime::from_ymd(2008, 12, 1)?;
    book.set_properties(&DocProperties::new().set_title(text(&package["title"])).set_creation_datetime(&made));
    let formats = Formats::new();
    let find = |name: &str| sheets.iter().find(|sheet| sheet.name == name);
    let made = format!("seed {}, {} replicates, intsoc {VERSION}", about["seed"], about["replicates"]);
    let heading = [text(&package["title"]), WHAT_IT_IS, &made];
    let answer = Answer::of(text(&about["kind"]), sheets);
    answer.write(book.add_worksheet(), &heading, left_out, &formats)?;
    if let Some(months) = find("months") {
        months::write(book.add_worksheet(), months, &formats)?;
    }
    for sheet in sheets.iter().filter(|sheet| sheet.name != "months") {
        table(book.add_worksheet(), sheet, &formats)?;
        if sheet.name == "blame" {
            blame_matrix(book.add_worksheet(), sheet, &formats)?;
        }
    }
    // Of a comparison the base, of a sweep the first scenario: what the others change is in their tables.
    let first = &about["scenarios"][0];
    let scenario = [&about["resolved_scenario"], &first["resolved_scenario"], &first["tree"]];
    if let Some(scenario) = scenario.into_iter().find(|scenario| scenario.is_object()) {
        parameters(book.add_worksheet(), scenario, &formats)?;
    }
    codebook(book.add_worksheet(), package, &formats)?;
    book.save_to_buffer()
}

fn text(json: &Json) -> &str {
    json.as_str().unwrap_or_default()
}

/// Writes a cell as what it is: a number with its format, a flag, or words that never become a formula.
fn cell(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    given: &str,
    kind: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    let number = given.parse::<f64>().ok().filter(|number| number.is_finite());
    match (kind, number) {
        (_, _) if given.is_empty() => {}
        ("number" | "integer", Some(number)) => {
            sheet.write_number_with_format(row, column, number, format)?;
        }
        ("boolean", _) => {
            sheet.write_boolean(row, column, given == "true")?;
        }
        _ => {
            sheet.write_string(row, column, given)?;
        }
    }
    Ok(())
}

/// Header, frozen, with filters; widths by the names.
fn head(sheet: &mut Worksheet, names: &[&str], rows: usize, formats: &Formats) -> Result<(), XlsxError> {
    for (column, name) in names.iter().enumerate() {
        sheet.write_string_with_format(0, column as u16, *name, &formats.head)?;
        sheet.set_column_width(column as u16, (name.len() as f64 + 3.0).clamp(9.0, 34.0))?;
    }
    sheet.set_freeze_panes(1, 1)?;
    if rows > 0 && !names.is_empty() {
        sheet.autofilter(0, 0, rows as u32, names.len() as u16 - 1)?;
    }
    sheet.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    Ok(())
}

fn table(sheet: &mut Worksheet, of: &Sheet, formats: &Formats) -> Result<(), XlsxError> {
    sheet.set_name(short(&of.name))?;
    let names: Vec<&str> = of.columns.iter().map(|column| column.name.as_str()).collect();
    head(sheet, &names, of.rows.len(), formats)?;
    for (index, row) in of.rows.iter().enumerate() {
        let own_unit = of.cell(row, "unit");
        for (at, (column, given)) in of.columns.iter().zip(row).enumerate() {
            let unit = if column.unit.contains("row") { own_unit } else { &column.unit };
            cell(sheet, index as u32 + 1, at as u16, given, &column.kind, formats.of(&column.kind, unit))?;
        }
    }
    Ok(())
}

/// A name that a sheet may have.
fn short(name: &str) -> String {
    name.chars().take(31).collect()
}

/// Who moves blame onto whom, over all years, darker where more.
fn blame_matrix(sheet: &mut Worksheet, blame: &Sheet, formats: &Formats) -> Result<(), XlsxError> {
    sheet.set_name("blame_matrix")?;
    let mut parties: Vec<&str> = Vec::new();
    let mut years: Vec<&str> = Vec::new();
    let mut sums: BTreeMap<(&str, &str), f64> = BTreeMap::new();
    for row in &blame.rows {
        let [year, from, to] = ["year", "from", "to"].map(|column| blame.cell(row, column));
        for party in [from, to] {
            if !parties.contains(&party) {
                parties.push(party);
            }
        }
        if !years.contains(&year) {
            years.push(year);
        }
        *sums.entry((from, to)).or_default() += blame.cell(row, "share").parse::<f64>().unwrap_or(0.0);
    }
    let names: Vec<&str> = std::iter::once("from \\ to").chain(parties.iter().copied()).collect();
    head(sheet, &names, 0, formats)?;
    for (index, from) in parties.iter().enumerate() {
        sheet.write_string_with_format(index as u32 + 1, 0, *from, &formats.head)?;
        for (at, to) in parties.iter().enumerate() {
            let mean = sums.get(&(*from, *to)).copied().unwrap_or(0.0) / years.len().max(1) as f64;
            sheet.write_number_with_format(index as u32 + 1, at as u16 + 1, mean, &formats.share)?;
        }
    }
    if let Ok(last) = u16::try_from(parties.len())
        && last > 0
    {
        let scale = ConditionalFormat2ColorScale::new().set_minimum_color("FFFFFF").set_maximum_color("0072B2");
        sheet.add_conditional_format(1, 1, u32::from(last), last, &scale)?;
    }
    Ok(())
}

fn parameters(sheet: &mut Worksheet, resolved: &Json, formats: &Formats) -> Result<(), XlsxError> {
    sheet.set_name("parameters")?;
    let root = Node::from_json(resolved, &Place::whole("manifest"));
    let leaves = root.leaves();
    head(sheet, &["path", "value", "low", "high", "grade", "source"], leaves.len(), formats)?;
    sheet.set_column_width(0, 44)?.set_column_width(5, 80)?;
    for (index, (path, node)) in leaves.into_iter().enumerate() {
        let row = index as u32 + 1;
        sheet.write_string(row, 0, &path)?;
        match &node.value {
            Value::Number(number) => {
                sheet.write_number(row, 1, number.value)?;
                for (column, end) in [(2, number.low), (3, number.high)] {
                    if let Some(end) = end {
                        sheet.write_number(row, column, end)?;
                    }
                }
                sheet.write_string(row, 4, number.grade.as_deref().unwrap_or_default())?;
                sheet.write_string(row, 5, number.source.as_deref().unwrap_or_default())?;
            }
            Value::Text(words) | Value::Date(words) => {
                sheet.write_string(row, 1, words)?;
            }
            _ => {
                sheet.write_string(row, 1, node.shown())?;
            }
        }
    }
    Ok(())
}

fn codebook(sheet: &mut Worksheet, package: &Json, formats: &Formats) -> Result<(), XlsxError> {
    sheet.set_name("codebook")?;
    let mut rows = Vec::new();
    for resource in package["resources"].as_array().into_iter().flatten() {
        for field in resource["schema"]["fields"].as_array().into_iter().flatten() {
            rows.push([
                text(&resource["name"]),
                text(&field["name"]),
                text(&field["type"]),
                text(&field["unit"]),
                text(&field["description"]),
            ]);
        }
    }
    head(sheet, &["table", "column", "type", "unit", "meaning"], rows.len(), formats)?;
    sheet.set_column_width(1, 30)?.set_column_width(4, 100)?;
    for (index, row) in rows.iter().enumerate() {
        for (column, given) in row.iter().enumerate() {
            sheet.write_string(index as u32 + 1, column as u16, *given)?;
        }
    }
    Ok(())
}
