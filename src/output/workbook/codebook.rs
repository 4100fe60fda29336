//! The last sheet: what every column of every sheet means, and every value that means something of its own.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::sheet::{ColumnOf, Formats, Sheet, table};

/// What columns mean: gathered while sheets are written, so that it holds those that are really there.
#[derive(Debug, Default)]
pub struct Codebook {
    rows: Vec<Vec<String>>,
}

impl Codebook {
    /// Adds the columns of a sheet.
    pub fn add(&mut self, sheet: &str, columns: &[ColumnOf]) {
        let row = |cells: [&str; 6]| cells.map(String::from).to_vec();
        for ColumnOf { name, kind, unit, meaning, values } in columns {
            self.rows.push(row([sheet, name, "", kind, unit, meaning]));
            let of_values = values.iter().map(|value| row([sheet, name, &value.name, "", &value.unit, &value.meaning]));
            self.rows.extend(of_values);
        }
    }

    /// Writes the sheet, which describes itself too.
    pub fn write(mut self, sheet: &mut Worksheet, formats: &Formats) -> Result<(), XlsxError> {
        let columns = [
            ("sheet", "the sheet"),
            ("column", "the column of the sheet"),
            ("value", "a value in that column which the row is about; empty where it is about the whole column"),
            ("type", "what the column holds"),
            ("unit", "the unit of the column, or of the rows with that value"),
            ("meaning", "what it means"),
        ];
        let columns = columns.map(|(name, meaning)| ColumnOf::new(name, "string", "", meaning)).to_vec();
        self.add("codebook", &columns);
        let of = Sheet { name: "codebook".into(), rows: std::mem::take(&mut self.rows), columns };
        table(sheet, &of, formats, &mut self)
    }
}
