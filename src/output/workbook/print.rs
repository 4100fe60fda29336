//! What of a workbook is printed: what people read on paper, on a few pages.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::sheet::Sheet;

/// The number by which spreadsheets know A4.
const A4: u8 = 9;

/// The last cell of a sheet.
const LAST: (u32, u16) = (1_048_575, 16_383);

/// Name of the sheet and number of the page at the foot.
fn footer(sheet: &mut Worksheet) {
    sheet.set_paper_size(A4).set_footer("&C&A, page &P of &N");
}

/// A sheet that is printed as wide as a page, however many it takes: all of it from its first cell to a last one.
pub fn wide(sheet: &mut Worksheet, row: u32, column: u16) -> Result<(), XlsxError> {
    footer(sheet);
    sheet.set_landscape().set_print_fit_to_pages(1, 0).set_print_area(0, 0, row, column).map(|_| ())
}

/// A sheet that is printed in its own size, parted at some rows.
pub fn parted(sheet: &mut Worksheet, breaks: &[u32]) -> Result<(), XlsxError> {
    footer(sheet);
    sheet.set_portrait().set_page_breaks(breaks).map(|_| ())
}

/// Is a table small enough to be read on one page?
pub fn is_small(of: Sheet<'_>) -> bool {
    !of.rows.is_empty() && of.table.columns.len() <= 12 && of.rows.len() <= 45
}

/// A table, whose header is its first row: one that is small on one page, others not at all unless somebody clears
/// the print area, which is the last cell of the sheet, where nothing is.
pub fn table(sheet: &mut Worksheet, of: Sheet<'_>) -> Result<(), XlsxError> {
    footer(sheet);
    sheet.set_landscape();
    if is_small(of) {
        sheet.set_print_fit_to_pages(1, 1);
        return Ok(());
    }
    sheet.set_print_area(LAST.0, LAST.1, LAST.0, LAST.1).map(|_| ())
}
