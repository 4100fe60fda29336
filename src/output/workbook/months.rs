//! The sheet of months: a row a month, a column an indicator, and charts.

use rust_xlsxwriter::{Chart, ChartFormat, ChartLine, ChartLineDashType, ChartType, Worksheet, XlsxError};

use super::super::picture::COLOURS;
use super::{Formats, Sheet, cell, head};

/// Indicators of which the spread is shown too.
const SPREAD: [&str; 4] = ["need", "adequacy", "action", "words"];

/// The sheet of months.
const MONTHS: &str = "months";

/// A row a month, a column an indicator, and charts beside them.
pub fn write(sheet: &mut Worksheet, months: &Sheet, formats: &Formats) -> Result<(), XlsxError> {
    sheet.set_name(MONTHS)?;
    let (columns, rows) = wide(months);
    let names: Vec<&str> = std::iter::once("month").chain(columns.iter().map(|(name, _)| name.as_str())).collect();
    head(sheet, &names, rows.len(), formats)?;
    for (index, (month, values)) in rows.iter().enumerate() {
        sheet.write_string(index as u32 + 1, 0, *month)?;
        for (at, ((_, unit), given)) in columns.iter().zip(values).enumerate() {
            cell(sheet, index as u32 + 1, at as u16 + 1, given, "number", formats.of("number", unit))?;
        }
    }
    let last = rows.len() as u32;
    for (place, (title, indicators)) in CHARTS.into_iter().enumerate() {
        if let Some(chart) = chart(title, indicators, &names, last) {
            sheet.insert_chart(last + 3 + 22 * place as u32, 1, &chart)?;
        }
    }
    Ok(())
}

const CHARTS: [(&str, &[&str]); 4] = [
    ("Need and adequacy (share)", &["need", "need p05", "need p95", "adequacy"]),
    ("Action, words, deflection (share)", &["action", "words", "deflection"]),
    ("The crisis (share)", &["violence", "displaced", "protection", "relief_cover"]),
    ("The norm (share)", &["norm_words", "norm_deeds"]),
];

/// The chart of the first sheet: need and what meets it.
pub fn first_chart(months: &Sheet) -> Option<Chart> {
    let (columns, rows) = wide(months);
    let names: Vec<&str> = std::iter::once("month").chain(columns.iter().map(|(name, _)| name.as_str())).collect();
    chart(CHARTS[0].0, CHARTS[0].1, &names, rows.len() as u32)
}

/// Lines over the months of some of their columns; none where they are missing.
fn chart(title: &str, indicators: &[&str], names: &[&str], last: u32) -> Option<Chart> {
    let mut chart = Chart::new(ChartType::Line);
    // As on pages: lines differ by dashes as well as by colours that everybody can tell.
    let dashes = [
        ChartLineDashType::Solid,
        ChartLineDashType::Dash,
        ChartLineDashType::RoundDot,
        ChartLineDashType::LongDashDot,
    ];
    for (index, indicator) in indicators.iter().enumerate() {
        let line = ChartLine::new().set_color(COLOURS[index % 6]).set_dash_type(dashes[index % 4]).set_width(2).clone();
        let column = names.iter().position(|name| name == indicator)? as u16;
        chart
            .add_series()
            .set_name((MONTHS, 0, column))
            .set_categories((MONTHS, 1, 0, last, 0))
            .set_values((MONTHS, 1, column, last, column))
            .set_format(ChartFormat::new().set_line(&line));
    }
    chart.title().set_name(title);
    chart.y_axis().set_name("share");
    chart.x_axis().set_label_interval(12);
    chart.set_width(760).set_height(400);
    Some(chart)
}

type Wide<'a> = (Vec<(String, &'a str)>, Vec<(&'a str, Vec<String>)>);

fn wide(months: &Sheet) -> Wide<'_> {
    let mut columns: Vec<(String, &str)> = Vec::new();
    let mut rows: Vec<(&str, Vec<String>)> = Vec::new();
    for row in &months.rows {
        let (month, indicator, unit) =
            (months.cell(row, "month"), months.cell(row, "indicator"), months.cell(row, "unit"));
        if rows.last().is_none_or(|(last, _)| *last != month) {
            rows.push((month, vec![]));
        }
        let mut values = vec![(indicator.to_string(), months.cell(row, "mean"))];
        if SPREAD.contains(&indicator) {
            values.extend(["p05", "p95"].map(|end| (format!("{indicator} {end}"), months.cell(row, end))));
        }
        for (name, value) in values {
            if rows.len() == 1 {
                columns.push((name, unit));
            }
            if let Some((_, cells)) = rows.last_mut() {
                cells.push(value.to_string());
            }
        }
    }
    (columns, rows)
}
