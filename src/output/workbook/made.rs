//! A chart on its way to its sheet.

use rust_xlsxwriter::Chart;

use crate::table::written;

/// A chart with what it is called and what it shows, for those who do not see it.
pub struct Made {
    pub chart: Chart,
    pub title: String,
    pub words: String,
    /// In pixels.
    pub height: u32,
}

/// A number in three decimals.
pub fn short(value: f64) -> String {
    written((value * 1000.0).round() / 1000.0)
}
