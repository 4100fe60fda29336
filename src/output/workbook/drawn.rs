//! The hidden sheet: numbers that charts are drawn from and no other sheet shows, as half of an interval.

use rust_xlsxwriter::{ChartRange, Worksheet, XlsxError};

/// Its name.
pub const DRAWN: &str = "chart_data";

/// The sheet, filled column after column.
pub struct Drawn {
    sheet: Worksheet,
    next: u16,
}

impl Drawn {
    pub fn new() -> Result<Self, XlsxError> {
        let mut sheet = Worksheet::new();
        sheet.set_name(DRAWN)?.set_hidden(true);
        Ok(Self { sheet, next: 0 })
    }

    /// Adds a column; a number that is missing is an empty cell.
    pub fn column(&mut self, name: &str, numbers: impl Iterator<Item = Option<f64>>) -> Result<ChartRange, XlsxError> {
        let (at, mut last) = (self.next, 0);
        self.sheet.write_string(0, at, name)?;
        for (row, number) in (1..).zip(numbers) {
            last = row;
            if let Some(number) = number {
                self.sheet.write_number(row, at, number)?;
            }
        }
        self.next += 1;
        Ok(ChartRange::new_from_range(DRAWN, 1, at, last.max(1), at))
    }

    /// The sheet; none where no chart needs it.
    pub fn sheet(self) -> Option<Worksheet> {
        (self.next > 0).then_some(self.sheet)
    }
}
