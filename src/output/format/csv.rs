//! CSV: RFC 4180, full precision, missing is empty, no cell a formula. As programs read it, or as spreadsheets of
//! much of Europe do.

use std::borrow::Cow;
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

// A `csv::Writer` over memory cannot fail: its errors are those of the writer below it.
impl Csv {
    fn writer(&self) -> csv::Writer<Vec<u8>> {
        csv::WriterBuilder::new().delimiter(self.delimiter).terminator(csv::Terminator::CRLF).from_writer(Vec::new())
    }

    /// A text; one that a spreadsheet would take for a formula gets an apostrophe.
    fn text(writer: &mut csv::Writer<Vec<u8>>, text: &str) {
        let _ = match text.starts_with(FORMULA) {
            true => writer.write_field(format!("'{text}")),
            false => writer.write_field(text),
        };
    }

    fn decimal(&self, writer: &mut csv::Writer<Vec<u8>>, number: &str) {
        // One ASCII character for another.
        match number.find('.').filter(|_| self.decimal != '.') {
            Some(_) => drop(writer.write_field(number.replace('.', &self.decimal.to_string()))),
            None => drop(writer.write_field(number)),
        }
    }

    fn cell(&self, writer: &mut csv::Writer<Vec<u8>>, cell: Cell<'_>, kind: ColumnType, room: &mut String) {
        room.clear();
        match cell {
            Cell::Missing => drop(writer.write_field("")),
            Cell::Number(value) => {
                write_number(room, value);
                self.decimal(writer, room);
            }
            Cell::Integer(value) => drop(writer.write_field(value.to_string())),
            Cell::Flag(value) => drop(writer.write_field(if value { "true" } else { "false" })),
            // A number among words: as a text, `-0.5` would get an apostrophe and 0.5 no decimal comma.
            Cell::Text(text) if kind == ColumnType::Any && is_number(text) => {
                room.push_str(text);
                self.decimal(writer, room);
            }
            Cell::Text(text) => Self::text(writer, text),
        }
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
        let mut writer = self.writer();
        table.columns.iter().for_each(|column| Self::text(&mut writer, &column.name));
        let _ = writer.write_record(None::<&[u8]>);
        [self.start.as_bytes(), &writer.into_inner().unwrap_or_default()].concat()
    }

    fn write(&self, table: &Table, rows: &Rows) -> Vec<(Vec<u8>, u64)> {
        let (mut stretches, mut room) = (Vec::new(), String::new());
        let mut all = rows.iter();
        for start in (0..rows.len()).step_by(STRETCH) {
            let count = STRETCH.min(rows.len() - start);
            let mut writer = self.writer();
            for row in all.by_ref().take(count) {
                for (cell, column) in row.zip(&table.columns) {
                    self.cell(&mut writer, cell, column.kind, &mut room);
                }
                let _ = writer.write_record(None::<&[u8]>);
            }
            stretches.push((writer.into_inner().unwrap_or_default(), count as u64));
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
