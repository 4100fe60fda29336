//! Charts of bars, which show the rows of the answer.

use std::ops::Range;

use rust_xlsxwriter::{
    Chart, ChartAxisLabelPosition, ChartErrorBars, ChartErrorBarsType, ChartFormat, ChartLegendPosition, ChartLine,
    ChartPatternFill, ChartPatternFillType, ChartRange, ChartSolidFill, ChartType, XlsxError,
};

use super::drawn::Drawn;
use super::made::{Made, short};
use super::sheet::Sheet;
use crate::output::picture::{COLOURS, step};
use crate::table::{Bars, Beside, Cell};

/// Grey of what counts for less, which is no colour of anything else.
const GREY: &str = "#999999";

/// Where a table stands: its sheet, the row of its header, and how many of its rows are there.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    pub sheet: &'a str,
    pub header: u32,
    pub rows: usize,
}

/// What is to be drawn, as [`Chart::Bars`](crate::table::Chart::Bars) has it.
pub struct Asked<'a> {
    pub title: &'a str,
    pub names: (&'a str, &'a str),
    pub series: &'a [Bars],
    pub beside: Beside,
    pub each: Option<&'a str>,
}

/// The charts: one, or one for each value of a column.
pub fn bars(of: Sheet<'_>, place: Place<'_>, asked: &Asked<'_>, drawn: &mut Drawn) -> Result<Vec<Made>, XlsxError> {
    let known = |column: &str| of.column(column).is_some();
    debug_assert!(asked.series.iter().all(|bars| known(bars.column)) && known(asked.names.0), "columns that are there");
    let Some(names) = of.column(asked.names.0).zip(of.column(asked.names.1)) else { return Ok(vec![]) };
    let groups = match asked.each.and_then(|each| of.column(each)) {
        Some(each) => groups(of, each, place.rows),
        None => vec![(None, 0..place.rows)],
    };
    let mut made = Vec::new();
    for (group, rows) in groups.into_iter().filter(|(_, rows)| !rows.is_empty()) {
        let title = group.map_or(asked.title.to_string(), |group| format!("{group}: {}", lower(asked.title)));
        made.push(one(of, place, asked, (names, rows, title), drawn)?);
    }
    Ok(made)
}

/// Rows that follow one another with the same words in a column.
fn groups<'a>(of: Sheet<'a>, column: usize, rows: usize) -> Vec<(Option<&'a str>, Range<usize>)> {
    let mut groups: Vec<(Option<&str>, Range<usize>)> = Vec::new();
    for row in 0..rows {
        let Cell::Text(words) = of.rows.at(row, column) else { continue };
        match groups.last_mut().filter(|(known, _)| *known == Some(words)) {
            Some((_, range)) => range.end = row + 1,
            None => groups.push((Some(words), row..row + 1)),
        }
    }
    groups
}

/// A title after a colon.
fn lower(title: &str) -> String {
    let mut letters = title.chars();
    letters.next().map_or(String::new(), |first| first.to_lowercase().chain(letters).collect())
}

type Part = ((usize, usize), Range<usize>, String);

fn one(
    of: Sheet<'_>,
    place: Place<'_>,
    asked: &Asked<'_>,
    (names, rows, title): Part,
    drawn: &mut Drawn,
) -> Result<Made, XlsxError> {
    let line = |row: usize| place.header + 1 + row as u32;
    let (first, last) = (line(rows.start), line(rows.end - 1));
    let range = |from: usize, to: usize| ChartRange::new_from_range(place.sheet, first, from as u16, last, to as u16);
    let mut chart = Chart::new(if asked.beside == Beside::Stacked { ChartType::BarStacked } else { ChartType::Bar });
    let (mut colours, mut pale) = (COLOURS.iter(), 0);
    for bars in asked.series {
        let Some(at) = of.column(bars.column) else { continue };
        let mut look = if bars.pale { grey(pale) } else { filled(colours.next().copied().unwrap_or(GREY)) };
        pale += u32::from(bars.pale);
        let name = bars.name.map_or_else(|| of.table.columns[at].heading().into_owned(), str::to_string);
        let values = match bars.only {
            None => range(at, at),
            Some(_) => drawn.column(&name, rows.clone().map(|row| value(of, bars, row)))?,
        };
        let series = chart.add_series();
        series.set_categories(&range(names.0, names.1)).set_values(&values).set_format(&mut look).set_name(&name);
        if asked.beside != Beside::Each {
            series.set_overlap(100);
        }
        series.set_gap(60);
        if bars.ends.is_some() {
            let arm = |end: usize| {
                move |row: usize| {
                    let ends = ends(of, bars, row)?;
                    Some([value(of, bars, row)? - ends.0, ends.1 - value(of, bars, row)?][end])
                }
            };
            let below = drawn.column(&format!("{name}, down to its low end"), rows.clone().map(arm(0)))?;
            let above = drawn.column(&format!("{name}, up to its high end"), rows.clone().map(arm(1)))?;
            let mut interval = ChartErrorBars::new();
            interval.set_type(ChartErrorBarsType::Custom(above, below));
            interval.set_format(ChartLine::new().set_color("#000000").set_width(1));
            series.set_x_error_bars(&interval);
        }
    }
    if asked.series.len() == 1 {
        chart.legend().set_hidden();
    } else {
        chart.legend().set_position(ChartLegendPosition::Bottom);
    }
    // As in the table: from above, and with names that no bar lies on.
    chart.y_axis().set_reverse().set_label_position(ChartAxisLabelPosition::Low).set_label_interval(1);
    let shares =
        asked.series.iter().all(|bars| of.column(bars.column).is_some_and(|at| of.table.columns[at].unit == "share"));
    if asked.beside == Beside::Stacked && shares {
        // Parts of a whole.
        chart.x_axis().set_min(0).set_max(1);
    }
    // Left to itself the axis may end with the bars, and cut the intervals.
    if let Some((low, high)) = reach(of, asked.series, rows.clone()) {
        let (low, high, step) = round_ends(low, high);
        chart.x_axis().set_min(low).set_max(high).set_major_unit(step);
    }
    let each = if asked.beside == Beside::Each { 8 + 14 * asked.series.len() } else { 22 };
    let height = ((120 + each * rows.len()) as u32).clamp(200, 880);
    Ok(Made { chart, title, words: told(of, asked, names.0, rows), height })
}

/// Of several greys the first is plain, the others are hatched.
fn grey(before: u32) -> ChartFormat {
    if before == 0 {
        return filled(GREY);
    }
    let mut fill = ChartPatternFill::new();
    fill.set_pattern(ChartPatternFillType::DiagonalStripesWideUpwards);
    fill.set_foreground_color(GREY).set_background_color("#FFFFFF");
    ChartFormat::new().set_pattern_fill(&fill).set_border(ChartLine::new().set_color(GREY).set_width(0.75)).clone()
}

fn filled(colour: &str) -> ChartFormat {
    ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(colour)).clone()
}

/// The number of a bar; none in a row that has no such bar.
fn value(of: Sheet<'_>, bars: &Bars, row: usize) -> Option<f64> {
    let drawn = match bars.only {
        None => true,
        Some((column, words)) => {
            matches!(of.rows.at(row, of.column(column)?), Cell::Text(word) if words.contains(&word))
        }
    };
    of.number(row, of.column(bars.column)?).filter(|_| drawn)
}

/// The ends of its interval.
fn ends(of: Sheet<'_>, bars: &Bars, row: usize) -> Option<(f64, f64)> {
    let (low, high) = bars.ends?;
    of.number(row, of.column(low)?).zip(of.number(row, of.column(high)?))
}

/// What is drawn, in words: the first bars, with their numbers.
fn told(of: Sheet<'_>, asked: &Asked<'_>, name: usize, rows: Range<usize>) -> String {
    const MOST: usize = 6;
    let count = rows.len();
    let one = |row: usize| {
        let name = match of.rows.at(row, name) {
            Cell::Text(words) => words.to_string(),
            Cell::Flag(flag) => flag.to_string(),
            _ => of.number(row, name).map(short).unwrap_or_default(),
        };
        let values: Vec<String> = asked.series.iter().filter_map(|bars| value(of, bars, row)).map(short).collect();
        format!("{name} {}", values.join(", "))
    };
    let bars: Vec<String> = rows.take(MOST).map(one).collect();
    let more = if count > MOST { format!("; and {} more", count - MOST) } else { String::new() };
    format!("Bars, as in the sheet answer: {}{more}.", bars.join("; "))
}

/// How far bars with intervals reach from 0; none where no bar has one.
fn reach(of: Sheet<'_>, series: &[Bars], rows: Range<usize>) -> Option<(f64, f64)> {
    let mut reach: Option<(f64, f64)> = None;
    for bars in series {
        for row in rows.clone() {
            if let Some((value, ends)) = value(of, bars, row).zip(ends(of, bars, row)) {
                let (low, high) = reach.unwrap_or((0.0, 0.0));
                reach = Some((low.min(value).min(ends.0), high.max(value).max(ends.1)));
            }
        }
    }
    reach.filter(|(low, high)| low < high && (high - low).is_finite())
}

/// Ends of an axis that are round, and its steps, of which there are some four to ten.
fn round_ends(low: f64, high: f64) -> (f64, f64, f64) {
    let step = step(high - low, 8.0);
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
        type Row = (f64, f64, f64);
        let columns = [
            number("effect", "", "", |row: &Row| row.0),
            number("low", "", "", |row: &Row| row.1),
            number("high", "", "", |row: &Row| row.2),
        ];
        let columns = Columns::new("answer", "a row", &[], columns);
        let reach = |low: f64, series: &[Bars], rows: usize| {
            let of = columns.rows(&[(-0.125, low, 0.375), (0.25, 0.0, 0.5)]);
            super::reach(Sheet { table: &columns.table, rows: &of }, series, 0..rows)
        };
        let series = [Bars { ends: Some(("low", "high")), ..Bars::of("effect") }];
        assert_eq!(reach(-0.625, &series, 2), Some((-0.625, 0.5)));
        assert_eq!(reach(-0.625, &series, 1), Some((-0.625, 0.375)));
        assert_eq!(reach(f64::NAN, &series, 1), None);
        assert_eq!(reach(-0.625, &[Bars::of("effect")], 2), None);
    }
}
