//! What most sheets are: a table.

use std::collections::BTreeSet;

use rust_xlsxwriter::{
    ConditionalFormat2ColorScale, ConditionalFormatCell, ConditionalFormatCellRule, Note, Table as ExcelTable,
    TableColumn, TableStyle, Worksheet, XlsxError,
};

use super::cells::cell;
use super::formats::{Digits, Formats};
use crate::table::{Cell, Column, ColumnType, Rows, Table};

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

    /// A number of a row; none where it is missing, or infinite.
    pub fn number(&self, row: usize, column: usize) -> Option<f64> {
        match self.rows.at(row, column) {
            Cell::Number(value) if value.is_finite() => Some(value),
            Cell::Integer(value) => Some(value as f64),
            _ => None,
        }
    }

    /// The unit of a cell, which may be that of its row.
    pub fn unit(&self, row: usize, column: usize) -> &str {
        let unit = &self.table.columns[column].unit;
        match self.column("unit").filter(|_| is_of_row(unit)).map(|at| self.rows.at(row, at)) {
            Some(Cell::Text(unit)) => unit,
            _ => unit,
        }
    }
}

/// Is a unit said in each row?
pub fn is_of_row(unit: &str) -> bool {
    unit.contains("row")
}

/// What is to be known of a column before it is written.
struct Look {
    /// Letters of its longest cell.
    longest: usize,
    /// Are all its numbers whole?
    whole: bool,
}

/// How columns look, by their first rows.
fn looks(of: Sheet<'_>, rows: usize) -> Vec<Look> {
    let mut looks: Vec<Look> = of.table.columns.iter().map(|_| Look { longest: 0, whole: true }).collect();
    for row in of.rows.iter().take(rows) {
        for (look, cell) in looks.iter_mut().zip(row) {
            let letters = match cell {
                Cell::Text(text) => text.chars().count(),
                Cell::Number(value) => {
                    look.whole &= value.fract() == 0.0;
                    9
                }
                Cell::Integer(_) => 8,
                Cell::Flag(_) => 5,
                Cell::Missing => 0,
            };
            look.longest = letters.max(look.longest);
        }
    }
    looks
}

/// How the header of a table looks.
#[derive(Clone, Copy, PartialEq)]
pub enum Header {
    /// Names of columns, as in the files.
    Names,
    /// The words that people read, on several lines.
    Headings,
}

/// Writes a table: columns as wide as their longest words, within bounds, numbers with the digits of their column, or
/// those that `decimals` gives for a cell.
pub fn body(
    sheet: &mut Worksheet,
    of: Sheet<'_>,
    header: (u32, Header),
    rows: usize,
    formats: &Formats,
    decimals: impl Fn(usize, usize) -> Option<usize>,
) -> Result<(), XlsxError> {
    let mut usual = Vec::new();
    for ((at, column), look) in (0..).zip(&of.table.columns).zip(looks(of, rows)) {
        // Room for the button that filters.
        let head = if header.1 == Header::Names { column.name.chars().count() + 3 } else { 12 };
        sheet.set_column_width(at, head.max(look.longest + 1).clamp(10, 60) as f64)?;
        let numbers = [ColumnType::Number, ColumnType::Integer].contains(&column.kind) && !is_of_row(&column.unit);
        let digits = numbers.then(|| Formats::digits(column.kind, &column.unit, look.whole));
        match (column.kind, digits) {
            (ColumnType::Month, _) => sheet.set_column_format(at, &formats.month)?,
            (ColumnType::Flag, _) => sheet.set_column_format(at, &formats.flag)?,
            // Numbers among words stand where the words do.
            (ColumnType::Any, _) => sheet.set_column_format(at, &formats.left)?,
            (_, Some(digits)) => sheet.set_column_format(at, formats.of(digits))?,
            _ => sheet,
        };
        usual.push(digits);
    }
    for (line, (index, row)) in (header.0 + 1..).zip(of.rows.iter().take(rows).enumerate()) {
        for ((at, column), given) in of.table.columns.iter().enumerate().zip(row) {
            let format = match given {
                Cell::Number(value) => {
                    let own = || Formats::digits(column.kind, of.unit(index, at), value.fract() == 0.0);
                    let special = decimals(index, at).map(Digits::Decimals);
                    let special = special.or_else(|| usual[at].is_none().then(own));
                    let hidden = special.or(usual[at]).is_some_and(|digits| digits.hide(value));
                    if hidden { Some(&formats.tiny) } else { special.map(|digits| formats.of(digits)) }
                }
                _ => None,
            };
            cell(sheet, (line, at as u16), given, column.kind, (format, formats))?;
        }
    }
    excel_table(sheet, of, header, rows)
}

/// Makes a table of the spreadsheet's own of what was written, with the name of the sheet; what each column means is
/// in a note on its header.
fn excel_table(
    sheet: &mut Worksheet,
    of: Sheet<'_>,
    (row, header): (u32, Header),
    rows: usize,
) -> Result<(), XlsxError> {
    let columns = &of.table.columns;
    let names = headings(columns, header);
    let head = |(name, column): (&String, &Column)| {
        let format = Formats::head(column.kind);
        let format = if header == Header::Headings { format.set_text_wrap() } else { format };
        TableColumn::new().set_header(name.as_str()).set_header_format(format)
    };
    let heads: Vec<TableColumn> = names.iter().zip(columns).map(head).collect();
    let table = ExcelTable::new().set_name(of.table.name).set_columns(&heads).set_style(TableStyle::Light1);
    let last = (columns.len() as u16).saturating_sub(1);
    // A table has a row at least.
    sheet.add_table(row, 0, row + of.rows.len().min(rows).max(1) as u32, last, &table)?;
    for (at, column) in (0..).zip(columns) {
        note(sheet, row, at, column)?;
    }
    Ok(())
}

/// Most characters of what stands above a column of a table, less those that tell it from another.
const MAX_HEADING: usize = 240;

/// What stands above columns: each once, for a table of a spreadsheet takes no two of one name.
pub fn headings(columns: &[Column], header: Header) -> Vec<String> {
    let (mut headings, mut known) = (Vec::new(), BTreeSet::new());
    for column in columns {
        let own = if header == Header::Names { column.name.to_string() } else { column.heading().into_owned() };
        let own: String = own.chars().take(MAX_HEADING).collect();
        let is_new = !known.contains(&own.to_lowercase());
        let heading = if is_new { own } else { format!("{own} ({})", headings.len() + 1) };
        known.insert(heading.to_lowercase());
        headings.push(heading);
    }
    headings
}

/// A note on the header of a column.
fn note(sheet: &mut Worksheet, row: u32, at: u16, column: &Column) -> Result<(), XlsxError> {
    let unit = if column.unit.is_empty() { String::new() } else { format!("\nUnit: {}", column.unit) };
    let text = format!("{}: {}{unit}", column.name, column.meaning);
    sheet.insert_note(row, at, &Note::new(text).add_author_prefix(false)).map(|_| ())
}

/// A table as it is, on a sheet of its own.
pub fn table(of: Sheet<'_>, shaded: bool, formats: &Formats) -> Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    sheet.set_name(of.table.name)?.set_freeze_panes(1, 1)?;
    body(&mut sheet, of, (0, Header::Names), of.rows.len(), formats, |_, _| None)?;
    if shaded {
        shade(&mut sheet, of)?;
    }
    grey_undecided(&mut sheet, of, 0, formats)?;
    Ok(sheet)
}

/// Makes the cells of a matrix, whose rows are named in its first column, the darker the more they are.
fn shade(sheet: &mut Worksheet, of: Sheet<'_>) -> Result<(), XlsxError> {
    let (rows, columns) = (of.rows.len() as u32, of.table.columns.len() as u16);
    if rows > 0 && columns > 1 {
        let scale = ConditionalFormat2ColorScale::new().set_minimum_color("FFFFFF").set_maximum_color("56B4E9");
        sheet.add_conditional_format(1, 1, rows, columns - 1, &scale)?;
    }
    Ok(())
}

/// Makes verdicts that decide nothing grey.
pub fn grey_undecided(sheet: &mut Worksheet, of: Sheet<'_>, header: u32, formats: &Formats) -> Result<(), XlsxError> {
    let (Some(at), rows) = (of.column("verdict"), of.rows.len() as u32) else { return Ok(()) };
    if rows > 0 {
        for word in ["undecided", "same", "open"] {
            let rule = ConditionalFormatCellRule::EqualTo(word);
            let grey = ConditionalFormatCell::new().set_rule(rule).set_format(&formats.grey);
            sheet.add_conditional_format(header + 1, at as u16, header + rows, at as u16, &grey)?;
        }
    }
    Ok(())
}
