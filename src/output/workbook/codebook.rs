//! The last sheet: what every column of every sheet means, and every value that means something of its own.

use super::sheet::{Header, headings};
use crate::table::{Column, Columns, Rows, Table, text};

/// What columns mean: gathered while sheets are written, so that it holds those that are really there.
#[derive(Debug, Default)]
pub struct Codebook {
    /// Sheet, column, value, type, unit, meaning.
    rows: Vec<[String; 6]>,
}

impl Codebook {
    /// Adds the columns of a sheet; gives the row where they begin, the header being the first of all.
    pub fn add(&mut self, sheet: &str, columns: &[Column], header: Header) -> u32 {
        let first = self.rows.len() as u32 + 1;
        let row = |cells: [&str; 6]| cells.map(String::from);
        for (name, column) in headings(columns, header).iter().zip(columns) {
            let Column { kind, unit, meaning, categories, .. } = column;
            self.rows.push(row([sheet, name, "", kind.schema_type(), unit, meaning]));
            let of_value = |value: &crate::table::Category| {
                let value_is = if header == Header::Names { &value.name } else { column.words_of(&value.name) };
                row([sheet, name, value_is, "", value.unit, value.meaning])
            };
            self.rows.extend(categories.iter().map(of_value));
        }
        first
    }

    /// The table, which describes itself too.
    pub fn table(mut self) -> (Table, Rows) {
        let about = "a value in that column which the row is about; empty where it is about the whole column";
        let columns = [
            ("sheet", "the sheet"),
            ("column", "the column of the sheet"),
            ("value", about),
            ("type", "what the column holds"),
            ("unit", "the unit of the column, or of the rows with that value"),
            ("meaning", "what it means"),
        ];
        let columns = (0..).zip(columns);
        let columns =
            columns.map(|(at, (name, meaning))| text(name, meaning, move |row: &[String; 6]| row[at].as_str().into()));
        let columns =
            Columns::new("codebook", "a column, or one of its values", &["sheet", "column", "value"], columns);
        self.add("codebook", &columns.table.columns, Header::Names);
        columns.filled(&self.rows)
    }
}
