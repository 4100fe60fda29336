//! Charts of the spreadsheet's own: they show cells, and follow them.

use rust_xlsxwriter::{
    Chart, ChartAxisLabelPosition, ChartErrorBars, ChartErrorBarsType, ChartFont, ChartFormat, ChartLegendPosition,
    ChartLine, ChartLineDashType, ChartPatternFill, ChartPatternFillType, ChartRange, ChartSolidFill, ChartType,
};

use super::sheet::Sheet;
use crate::output::picture::COLOURS;

/// Lines over the months of a sheet, whose first column and `columns` it shows.
pub fn lines(sheet: &str, title: &str, columns: &[usize], last: u32) -> Chart {
    let mut chart = Chart::new(ChartType::Line);
    // As on pages: lines differ by dashes as well as by colours that everybody can tell.
    let dashes = [
        ChartLineDashType::Solid,
        ChartLineDashType::Dash,
        ChartLineDashType::RoundDot,
        ChartLineDashType::LongDashDot,
    ];
    for (index, column) in columns.iter().enumerate() {
        let line = ChartLine::new().set_color(COLOURS[index % 6]).set_dash_type(dashes[index % 4]).set_width(2).clone();
        let column = *column as u16;
        chart
            .add_series()
            .set_name((sheet, 0, column))
            .set_categories((sheet, 1, 0, last, 0))
            .set_values((sheet, 1, column, last, column))
            .set_format(ChartFormat::new().set_line(&line));
    }
    chart.title().set_name(title).set_font(ChartFont::new().set_size(12));
    chart.y_axis().set_name("share");
    chart.x_axis().set_label_interval(12);
    chart.set_width(760).set_height(400);
    chart
}

/// Bars of one column of the table on the first sheet.
pub struct Bars<'a> {
    /// The column.
    pub column: &'a str,
    /// What they are called, where that is not the column's name.
    pub name: Option<&'a str>,
    /// A column with the half-width of their intervals.
    pub half_width: Option<&'a str>,
    /// Hatched, for what counts for less.
    pub pale: bool,
}

impl<'a> Bars<'a> {
    /// Of a column, plainly.
    pub fn of(column: &'a str) -> Self {
        Self { column, name: None, half_width: None, pale: false }
    }
}

/// How bars of several columns stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beside {
    /// Beside each other.
    Each,
    /// On top of each other: parts of a whole.
    Stacked,
    /// In the same place: a row has one of them.
    Instead,
}

/// Bars of the table on the sheet `answer`, named by the columns from `names.0` to `names.1`; its header is at
/// `header`, its last row at `last`.
pub fn bars(
    table: &Sheet,
    (header, last): (u32, u32),
    names: (&str, &str),
    series: &[Bars<'_>],
    beside: Beside,
    title: &str,
) -> Option<Chart> {
    const ANSWER: &str = "answer";
    if last == header {
        return None;
    }
    let column = |name: &str| table.column(name).map(|at| at as u16);
    let below = |at: u16| ChartRange::new_from_range(ANSWER, header + 1, at, last, at);
    let categories = (ANSWER, header + 1, column(names.0)?, last, column(names.1)?);
    let mut chart = Chart::new(if beside == Beside::Stacked { ChartType::BarStacked } else { ChartType::Bar });
    for (bars, colour) in series.iter().zip(COLOURS) {
        let at = column(bars.column)?;
        let mut format = ChartFormat::new();
        if bars.pale {
            let mut fill = ChartPatternFill::new();
            fill.set_pattern(ChartPatternFillType::DiagonalStripesWideUpwards);
            fill.set_foreground_color("#999999").set_background_color("#FFFFFF");
            format.set_pattern_fill(&fill).set_border(ChartLine::new().set_color("#999999").set_width(0.75));
        } else {
            format.set_solid_fill(ChartSolidFill::new().set_color(colour));
        }
        let one = chart.add_series();
        one.set_categories(categories).set_values(&below(at)).set_format(&mut format);
        match bars.name {
            Some(name) => one.set_name(name),
            None => one.set_name((ANSWER, header, at)),
        };
        if beside == Beside::Instead {
            one.set_overlap(100).set_gap(60);
        }
        if let Some(half_width) = bars.half_width.and_then(column) {
            let mut interval = ChartErrorBars::new();
            interval.set_type(ChartErrorBarsType::Custom(below(half_width), below(half_width)));
            interval.set_format(ChartLine::new().set_color("#000000").set_width(1));
            one.set_x_error_bars(&interval);
        }
    }
    chart.title().set_name(title).set_font(ChartFont::new().set_size(12));
    if series.len() == 1 {
        chart.legend().set_hidden();
    } else {
        chart.legend().set_position(ChartLegendPosition::Bottom);
    }
    // As in the table: from above, and with names that no bar lies on.
    chart.y_axis().set_reverse().set_label_position(ChartAxisLabelPosition::Low);
    chart.set_width(760).set_height(420.max(120 + 20 * (last - header)));
    Some(chart)
}
