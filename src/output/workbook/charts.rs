//! Charts of the spreadsheet's own: they show cells, and follow them.

use rust_xlsxwriter::{
    Chart, ChartAxisLabelPosition, ChartErrorBars, ChartErrorBarsType, ChartFont, ChartFormat, ChartLegendPosition,
    ChartLine, ChartLineDashType, ChartPatternFill, ChartPatternFillType, ChartRange, ChartSolidFill, ChartType,
};

use super::sheet::Sheet;
use crate::output::picture::COLOURS;
use crate::table::{Bars, Beside, Chart as Drawn, ForPeople};

/// A chart of one of the tables for people, or of the answer, which is on a sheet with its header and its last row;
/// none where what it is to show is not there.
pub fn of(
    chart: &Drawn,
    shown: &[ForPeople],
    answer: Option<Sheet<'_>>,
    (sheet, rows): (&str, (u32, u32)),
) -> Option<Chart> {
    match chart {
        Drawn::Lines { of, title, columns } => {
            let ForPeople { table, rows, .. } = shown.iter().find(|shown| shown.table.name == *of)?;
            let of = Sheet { table, rows };
            let columns: Option<Vec<usize>> = columns.iter().map(|column| of.column(column)).collect();
            Some(lines(table.name, title, &columns?, rows.len() as u32))
        }
        Drawn::Bars { title, names, series, beside } => bars(answer?, (sheet, rows), *names, series, *beside, title),
    }
}

/// Lines over the months of a sheet, whose first column and `columns` it shows.
fn lines(sheet: &str, title: &str, columns: &[usize], last: u32) -> Chart {
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
    let every = label_interval(last);
    chart.x_axis().set_label_interval(every).set_tick_interval(every);
    chart.set_width(760).set_height(400);
    chart
}

/// Of how many months one is labelled: about six are, and of long runs the same month of years.
fn label_interval(months: u32) -> u16 {
    let every = months.div_ceil(6);
    let every = if every > 12 { (every + 6) / 12 * 12 } else { every.max(1) };
    u16::try_from(every).unwrap_or(u16::MAX)
}

/// Bars of a table on a sheet, named by the columns from `names.0` to `names.1`; its header is at `header`, its last
/// row at `last`.
fn bars(
    table: Sheet<'_>,
    (sheet, (header, last)): (&str, (u32, u32)),
    names: (&str, &str),
    series: &[Bars],
    beside: Beside,
    title: &str,
) -> Option<Chart> {
    if last == header {
        return None;
    }
    let column = |name: &str| table.column(name).map(|at| at as u16);
    let below = |at: u16| ChartRange::new_from_range(sheet, header + 1, at, last, at);
    let categories = (sheet, header + 1, column(names.0)?, last, column(names.1)?);
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
            None => one.set_name((sheet, header, at)),
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
    // Left to itself the axis may end with the bars, and cut the intervals.
    if let Some((low, high)) = reach(table, series, (last - header) as usize) {
        let (low, high, step) = round_ends(low, high);
        chart.x_axis().set_min(low).set_max(high).set_major_unit(step);
    }
    chart.set_width(760).set_height(420.max(120 + 20 * (last - header)));
    Some(chart)
}

/// How far bars with intervals reach from 0; none where no bar has one.
fn reach(table: Sheet<'_>, series: &[Bars], rows: usize) -> Option<(f64, f64)> {
    let mut ends: Option<(f64, f64)> = None;
    for bars in series {
        let Some(half_width) = bars.half_width else { continue };
        for row in 0..rows {
            let number = |column: &str| table.number(row, column);
            if let Some((value, half)) = number(bars.column).zip(number(half_width)) {
                let (low, high) = ends.unwrap_or((0.0, 0.0));
                ends = Some((low.min(value - half), high.max(value + half)));
            }
        }
    }
    ends.filter(|(low, high)| low < high && (high - low).is_finite())
}

/// Ends of an axis that are round, and its steps, of which there are some four to ten.
fn round_ends(low: f64, high: f64) -> (f64, f64, f64) {
    let least = (high - low) / 8.0;
    let power = libm::pow(10.0, libm::floor(libm::log10(least)));
    let step = [1.0, 2.0, 5.0, 10.0].map(|times| times * power).into_iter().find(|step| *step >= least);
    let step = step.unwrap_or(10.0 * power);
    (libm::floor(low / step) * step, libm::ceil(high / step) * step, step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{Columns, number};

    #[test]
    fn an_axis_reaches_as_far_as_its_intervals_and_ends_at_round_numbers() {
        for (low, high) in [(-0.046, 0.024), (-0.158, 0.096), (0.0, 1.0), (-3e-7, 0.0), (0.0, 7_000.0)] {
            let (from, to, step) = round_ends(low, high);
            assert!(from <= low && to >= high && from > low - step && to < high + step, "{from} {to} {step}");
            let steps = (to - from) / step;
            assert!((4.0..=11.0).contains(&steps) && (steps - steps.round()).abs() < 1e-9, "{steps}");
        }
        let (from, to, step) = round_ends(-0.046, 0.024);
        assert!((from + 0.05).abs() + (to - 0.03).abs() + (step - 0.01).abs() < 1e-9, "{from} {to} {step}");
        let columns =
            [number("effect", "", "", |row: &(f64, f64)| row.0), number("half", "", "", |row: &(f64, f64)| row.1)];
        let columns = Columns::new("answer", "a row", &[], columns);
        let reach = |half: f64, series: &[Bars], rows| {
            let of = columns.rows(&[(-0.125, half), (0.25, 0.25)]);
            super::reach(Sheet { table: &columns.table, rows: &of }, series, rows)
        };
        let series = [Bars { half_width: Some("half"), ..Bars::of("effect") }];
        assert_eq!(reach(0.5, &series, 2), Some((-0.625, 0.5)));
        assert_eq!(reach(0.5, &series, 1), Some((-0.625, 0.375)));
        assert_eq!(reach(f64::NAN, &series, 1), None);
        assert_eq!(reach(0.5, &[Bars::of("effect")], 2), None);
    }

    #[test]
    fn about_six_months_are_labelled_however_long_the_run_is() {
        for months in 1..=2400 {
            let every = u32::from(label_interval(months));
            let labels = months.div_ceil(every);
            assert!((4..=9).contains(&labels) || labels == months, "{labels} labels on {months} months");
            assert!(every <= 12 || every.is_multiple_of(12), "{every}");
        }
        assert_eq!([1, 6, 13, 36, 72, 2400].map(label_interval), [1, 1, 3, 6, 12, 396]);
    }
}
