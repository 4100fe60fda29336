//! Charts over months: lines, and a line with its band.

use std::borrow::Cow;

use rust_xlsxwriter::{
    Chart, ChartAxisDateUnitType, ChartAxisLabelPosition, ChartFormat, ChartLegendPosition, ChartLine,
    ChartLineDashType, ChartSolidFill, ChartType, XlsxError,
};

use super::drawn::Drawn;
use super::made::{Made, short};
use super::sheet::Sheet;
use crate::output::picture::COLOURS;
use crate::table::Cell;

/// Height in pixels: three are on a page.
const HEIGHT: u32 = 280;

/// Lines of columns over the rows of a table, which go by months.
pub fn lines(of: Sheet<'_>, title: &str, columns: &[Cow<'static, str>]) -> Option<Made> {
    let columns: Option<Vec<usize>> = columns.iter().map(|column| of.column(column)).collect();
    let (columns, mut chart) = (columns?, Chart::new(ChartType::Line));
    for (index, column) in columns.iter().enumerate() {
        line(&mut chart, of, *column, index);
    }
    let below = |column: &usize| (0..of.rows.len()).any(|row| of.number(row, *column).is_some_and(|value| value < 0.0));
    months(&mut chart, of.rows.len(), columns.iter().any(below));
    let words: Vec<String> = columns.iter().map(|column| told(of, *column)).collect();
    let words = format!("Lines over {}: {}.", span(of), words.join("; "));
    Some(Made { chart, title: title.into(), words, height: HEIGHT })
}

/// A line with the band around it: an area that is not seen up to its low end, and one that is from there to the high.
pub fn band(
    of: Sheet<'_>,
    title: &str,
    column: &str,
    ends: (&str, &str),
    drawn: &mut Drawn,
) -> Result<Option<Made>, XlsxError> {
    let Some((column, (low, high))) = of.column(column).zip(of.column(ends.0).zip(of.column(ends.1))) else {
        return Ok(None);
    };
    let rows = of.rows.len();
    let width = |row: usize| Some(of.number(row, high)? - of.number(row, low)?);
    let name = format!("{} less {}", ends.1, ends.0);
    let width = drawn.column(&name, (0..rows).map(width))?;
    let mut chart = Chart::new(ChartType::AreaStacked);
    let (sheet, last) = (of.table.name, rows as u32);
    let mut unseen = ChartFormat::new().set_no_fill().set_no_line().clone();
    let below = chart.add_series().set_categories((sheet, 1, 0, last, 0));
    below.set_values((sheet, 1, low as u16, last, low as u16)).set_name("up to the band");
    below.set_format(&mut unseen).delete_from_legend(true);
    let fill = ChartSolidFill::new().set_color(COLOURS[0]).set_transparency(70).clone();
    let mut seen = ChartFormat::new().set_solid_fill(&fill).set_no_line().clone();
    let between = chart.add_series().set_categories((sheet, 1, 0, last, 0));
    between.set_values(&width).set_name("5 % to 95 % of histories").set_format(&mut seen);
    let mut mean = Chart::new(ChartType::Line);
    line(&mut mean, of, column, 0);
    chart.combine(&mean);
    months(&mut chart, rows, false);
    let words = format!(
        "A line with its band over {}: {}; band: low end {}, high end {}.",
        span(of),
        told(of, column),
        told(of, low),
        told(of, high)
    );
    Ok(Some(Made { chart, title: title.into(), words, height: HEIGHT }))
}

/// Adds a line of a column. As on pages, lines differ by dashes as well as by colours that everybody can tell.
fn line(chart: &mut Chart, of: Sheet<'_>, column: usize, index: usize) {
    let dashes = [
        ChartLineDashType::Solid,
        ChartLineDashType::Dash,
        ChartLineDashType::RoundDot,
        ChartLineDashType::LongDashDot,
    ];
    let line = ChartLine::new().set_color(COLOURS[index % 6]).set_dash_type(dashes[index % 4]).set_width(2).clone();
    let (sheet, last, at) = (of.table.name, of.rows.len() as u32, column as u16);
    chart
        .add_series()
        .set_name(of.table.columns[column].heading().as_ref())
        .set_categories((sheet, 1, 0, last, 0))
        .set_values((sheet, 1, at, last, at))
        .set_format(ChartFormat::new().set_line(&line));
}

/// The axes: of months, and of shares from 0 on unless something is `below` it.
fn months(chart: &mut Chart, months: usize, below: bool) {
    chart.x_axis().set_date_axis(true).set_position_between_ticks(false);
    if months > 24 {
        chart.x_axis().set_num_format("yyyy").set_major_unit_date_type(ChartAxisDateUnitType::Years);
        chart.x_axis().set_major_unit(f64::from(years(months)));
    } else {
        chart.x_axis().set_num_format("yyyy-mm").set_major_unit_date_type(ChartAxisDateUnitType::Months);
        chart.x_axis().set_major_unit(months.div_ceil(8) as f64);
    }
    chart.y_axis().set_name("share");
    if below {
        chart.x_axis().set_label_position(ChartAxisLabelPosition::Low);
    } else {
        chart.y_axis().set_min(0);
    }
    chart.legend().set_position(ChartLegendPosition::Bottom);
}

/// Of how many years one is labelled: ten are at most.
fn years(months: usize) -> u32 {
    months.div_ceil(120).max(1) as u32
}

/// The first and the last month.
fn span(of: Sheet<'_>) -> String {
    let month = |row: usize| match of.rows.at(row, 0) {
        Cell::Text(month) => month.to_string(),
        _ => String::new(),
    };
    format!("{} to {}", month(0), month(of.rows.len().saturating_sub(1)))
}

/// How a column goes, in words.
fn told(of: Sheet<'_>, column: usize) -> String {
    let values: Vec<f64> = (0..of.rows.len()).filter_map(|row| of.number(row, column)).collect();
    let name = of.table.columns[column].heading();
    let (Some(first), Some(last)) = (values.first(), values.last()) else { return format!("{name}, nothing") };
    let highest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    format!("{name} {} to {}, most {}", short(*first), short(*last), short(highest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_most_ten_years_are_labelled_however_long_the_run_is() {
        for months in 25..=2400_usize {
            let labels = months.div_ceil(12 * years(months) as usize);
            assert!((1..=10).contains(&labels), "{labels} labels on {months} months");
        }
        assert_eq!([25, 71, 120, 121, 2400].map(years), [1, 1, 1, 2, 20]);
    }
}
