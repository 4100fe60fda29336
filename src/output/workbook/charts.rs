//! The sheet of charts, which are the spreadsheet's own: they show cells, and follow them.

use rust_xlsxwriter::{ChartFont, Worksheet, XlsxError};

use super::answer::{ANSWER, HEADER, rows};
use super::bars;
use super::drawn::Drawn;
use super::lines;
use super::made::Made;
use super::print;
use super::sheet::Sheet;
use crate::table::{Chart as Wanted, ForPeople};

/// Its name.
pub const CHARTS: &str = "charts";

/// Width of a chart in pixels: that of a page of A4 or letter, upright.
const WIDTH: u32 = 620;

/// Height of a row in pixels.
const ROW: u32 = 20;

/// Rows of a page.
const PAGE: u32 = 45;

/// Most charts: nobody looks at more.
const MOST: usize = 24;

/// All charts: those of the answer first, then those of the tables for people, each once.
pub fn all(
    answer: Option<Sheet<'_>>,
    wanted: Option<&Wanted>,
    shown: &[ForPeople],
    drawn: &mut Drawn,
) -> Result<Vec<Made>, XlsxError> {
    let mut list: Vec<&Wanted> = wanted.into_iter().collect();
    for chart in shown.iter().flat_map(|shown| &shown.charts) {
        if !list.contains(&chart) {
            list.push(chart);
        }
    }
    let mut made = Vec::new();
    for chart in list {
        match chart {
            Wanted::Lines { of, title, columns } => {
                made.extend(table(shown, of).and_then(|of| lines::lines(of, title, columns)));
            }
            Wanted::Band { of, title, column, ends } => {
                if let Some(of) = table(shown, of) {
                    made.extend(lines::band(of, title, column, *ends, drawn)?);
                }
            }
            Wanted::Bars { title, names, series, beside, each } => {
                if let Some(of) = answer {
                    let place = bars::Place { sheet: ANSWER, header: HEADER, rows: rows(of) };
                    made.extend(bars::bars(
                        of,
                        place,
                        &bars::Asked { title, names: *names, series, beside: *beside, each: *each },
                        drawn,
                    )?);
                }
            }
        }
    }
    made.truncate(MOST);
    Ok(made)
}

fn table<'a>(shown: &'a [ForPeople], name: &str) -> Option<Sheet<'a>> {
    let ForPeople { table, rows, .. } = shown.iter().find(|shown| shown.table.name == name)?;
    Some(Sheet { table, rows })
}

/// Alternative text of a chart: a spreadsheet takes no more than 255 characters.
fn short(words: &str) -> String {
    const MOST: usize = 255;
    if words.chars().count() <= MOST {
        return words.into();
    }
    words.chars().take(MOST - 1).chain(['…']).collect()
}

/// The sheet, with charts beneath each other and none across two pages; none where there is no chart.
pub fn sheet(charts: Vec<Made>) -> Result<Option<Worksheet>, XlsxError> {
    if charts.is_empty() {
        return Ok(None);
    }
    let mut sheet = Worksheet::new();
    sheet.set_name(CHARTS)?.set_screen_gridlines(false);
    // Every program has its own idea of how wide a column is, and parts a chart that is wider than a page.
    sheet.set_column_width_pixels(0, WIDTH + 4)?;
    let (mut row, mut breaks) = (0, Vec::new());
    for Made { mut chart, title, words, height } in charts {
        let rows = height.div_ceil(ROW) + 1;
        if row % PAGE + rows > PAGE {
            row = row.next_multiple_of(PAGE);
        }
        if row > 0 && row.is_multiple_of(PAGE) {
            breaks.push(row);
        }
        chart.title().set_name(&title).set_font(ChartFont::new().set_size(12));
        chart.set_width(WIDTH).set_height(height).set_alt_text(short(&format!("{title}. {words}"))).show_hidden_data();
        sheet.insert_chart(row, 0, &chart)?;
        row += rows;
    }
    print::parted(&mut sheet, &breaks)?;
    Ok(Some(sheet))
}
