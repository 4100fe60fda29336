//! CSV: RFC 4180, full precision, missing is empty, no cell a formula. As programs read it, or as spreadsheets of
//! much of Europe do.

use std::borrow::Cow;
use std::fmt::Write;
use std::io::{self, Read};

use serde_json::{Value as Json, json};

use super::{ReadBack, TableFormat};
use crate::table::{Cell, ColumnType, Rows, Table, write_number};

/// Commas between cells, decimal points.
pub static EN: Csv = Csv {
    name: "csv",
    formerly: &["en"],
    help: "CSV with commas between cells and decimal points: what programs read",
    delimiter: b',',
    decimal: '.',
    start: "",
};

/// Semicolons between cells, decimal commas. A byte order mark tells spreadsheets that the file is UTF-8; the reader
/// of tables passes over it.
pub static EU: Csv = Csv {
    name: "csv-eu",
    formerly: &["eu"],
    help: "CSV with semicolons between cells and decimal commas: what spreadsheets read where a comma marks decimals",
    delimiter: b';',
    decimal: ',',
    start: "\u{feff}",
};

/// A way to write CSV.
#[derive(Debug)]
pub struct Csv {
    name: &'static str,
    formerly: &'static [&'static str],
    help: &'static str,
    delimiter: u8,
    decimal: char,
    start: &'static str,
}

/// Rows of a stretch. A file ends between stretches: the fewer there are, the less is kept of where they end.
const STRETCH: usize = 4096;

/// What a spreadsheet takes for the start of a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Is a cell a number, as numbers are written?
fn is_number(cell: &str) -> bool {
    cell.starts_with(|first: char| first == '-' || first.is_ascii_digit())
        && cell.parse::<f64>().is_ok_and(f64::is_finite)
}

impl Csv {
    /// Writes a text; one that a spreadsheet would take for a formula gets an apostrophe.
    fn text(&self, line: &mut String, text: &str) {
        let apart = |byte: u8| byte == self.delimiter || matches!(byte, b'"' | b'\r' | b'\n');
        let apostrophe = if text.starts_with(FORMULA) { "'" } else { "" };
        if text.bytes().any(apart) {
            for part in ["\"", apostrophe, &text.replace('"', "\"\""), "\""] {
                line.push_str(part);
            }
        } else {
            line.push_str(apostrophe);
            line.push_str(text);
        }
    }

    fn cell(&self, line: &mut String, cell: Cell<'_>, kind: ColumnType) {
        let start = line.len();
        match cell {
            Cell::Missing => {}
            Cell::Number(value) => write_number(line, value),
            Cell::Integer(value) => drop(write!(line, "{value}")),
            Cell::Flag(value) => line.push_str(if value { "true" } else { "false" }),
            // A number among words: as a text, `-0.5` would get an apostrophe and 0.5 no decimal comma.
            Cell::Text(text) if kind == ColumnType::Any && is_number(text) => line.push_str(text),
            Cell::Text(text) => return self.text(line, text),
        }
        if self.decimal != '.' && line[start..].contains('.') {
            let number = line.split_off(start);
            line.push_str(&number.replace('.', self.decimal.encode_utf8(&mut [0; 4])));
        }
    }

    /// Writes a line of cells, each by a function; a line without a letter would be none at all, and gets quotes.
    fn line<T>(&self, text: &mut String, cells: impl Iterator<Item = T>, mut write: impl FnMut(&mut String, T)) {
        let start = text.len();
        for (at, cell) in cells.enumerate() {
            if at > 0 {
                text.push(char::from(self.delimiter));
            }
            write(text, cell);
        }
        text.push_str(if text.len() == start { "\"\"\r\n" } else { "\r\n" });
    }
}

impl TableFormat for Csv {
    fn name(&self) -> &'static str {
        self.name
    }

    fn formerly(&self) -> &'static [&'static str] {
        self.formerly
    }

    fn help(&self) -> &'static str {
        self.help
    }

    fn ending(&self) -> &'static str {
        "csv"
    }

    /// What a spreadsheet takes (1,048,576) less the header.
    fn most_rows(&self) -> u64 {
        1_048_575
    }

    fn begin(&self, table: &Table) -> Vec<u8> {
        let mut header = String::new();
        self.line(&mut header, table.columns.iter(), |line, column| self.text(line, &column.name));
        [self.start, &header].concat().into_bytes()
    }

    fn write(&self, table: &Table, rows: &Rows) -> Vec<(Vec<u8>, u64)> {
        let mut stretches = Vec::new();
        let mut all = rows.iter();
        for start in (0..rows.len()).step_by(STRETCH) {
            let count = STRETCH.min(rows.len() - start);
            let mut text = String::new();
            for row in all.by_ref().take(count) {
                let cells = row.zip(&table.columns);
                self.line(&mut text, cells, |line, (cell, column)| self.cell(line, cell, column.kind));
            }
            stretches.push((text.into_bytes(), count as u64));
        }
        stretches
    }

    fn describe(&self, resource: &mut Json) {
        resource["format"] = "csv".into();
        resource["mediatype"] = "text/csv".into();
        resource["encoding"] = "utf-8".into();
        if self.decimal == '.' {
            return;
        }
        resource["dialect"] = json!({ "delimiter": char::from(self.delimiter).to_string() });
        for field in resource["schema"]["fields"].as_array_mut().into_iter().flatten() {
            if field["type"] == ColumnType::Number.schema_type() {
                field["decimalChar"] = json!(self.decimal.to_string());
            }
        }
    }

    fn read<'a>(&self, source: Box<dyn Read + 'a>) -> io::Result<ReadBack<'a>> {
        let mut reader = csv::ReaderBuilder::new().delimiter(self.delimiter).from_reader(source);
        let header = reader.headers().map_err(io::Error::other)?.clone();
        Ok((header, Box::new(reader.into_records().map(|row| row.map_err(io::Error::other)))))
    }

    fn plain<'c>(&self, cell: &'c str) -> &'c str {
        cell.strip_prefix('\'').filter(|text| text.starts_with(FORMULA)).unwrap_or(cell)
    }

    fn number<'c>(&self, cell: &'c str) -> Cow<'c, str> {
        match self.decimal {
            '.' => Cow::from(cell),
            decimal => Cow::from(cell.replace(decimal, ".")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{Columns, any, number, text};

    type Given = (&'static str, f64, &'static str);

    fn columns() -> Columns<'static, Given> {
        let columns = [
            text("text", "", |given: &Given| given.0.into()),
            number("number", "", "", |given: &Given| given.1),
            any("any", "", |given: &Given| given.2.into()),
        ];
        Columns::new("table", "a row", &["text"], columns)
    }

    fn written(format: &Csv, given: &[Given]) -> String {
        let columns = columns();
        let stretches = format.write(&columns.table, &columns.rows(given));
        stretches.into_iter().map(|(bytes, _)| String::from_utf8(bytes).unwrap()).collect()
    }

    #[test]
    fn no_cell_can_become_a_formula() {
        let given = [("=1+1", -0.5, "+a"), ("@b", f64::NAN, "-0.5"), ("a,\"b\"", 1e-7, "")];
        assert_eq!(written(&EN, &given), "'=1+1,-0.5,'+a\r\n'@b,,-0.5\r\n\"a,\"\"b\"\"\",1e-7,\r\n");
        let seen = ["'=1+1", "'+a", "'@b", "'-c", "'tis", "'", "", "a"].map(|cell| EN.plain(cell));
        assert_eq!(seen, ["=1+1", "+a", "@b", "-c", "'tis", "'", "", "a"]);
    }

    #[test]
    fn a_number_gets_a_decimal_comma_and_text_keeps_its_points() {
        let given = [("v1.5", -0.25, "0.5"), ("a;b", 1.5e-7, "v0.5"), ("c,d", f64::NAN, "3")];
        let text = written(&EU, &given);
        assert_eq!(text, "v1.5;-0,25;0,5\r\n\"a;b\";1,5e-7;v0.5\r\nc,d;;3\r\n");
        let whole = [EU.begin(&columns().table), text.into_bytes()].concat();
        let (header, mut rows) = EU.read(Box::new(whole.as_slice())).unwrap();
        assert_eq!(header, vec!["text", "number", "any"]);
        let row = rows.nth(1).unwrap().unwrap();
        assert_eq!((&row[0], EU.number(&row[1]).parse()), ("a;b", Ok(1.5e-7)));
    }
}
