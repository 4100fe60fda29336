//! The sheet of months: a row a month, a column an indicator, and charts.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Chart, Worksheet, XlsxError};

use super::charts;
use super::codebook::Codebook;
use super::read::Source;
use super::sheet::{ColumnOf, Formats, head, widths, words};
use crate::output::blame_flows::months_of_years;

/// Indicators of which the spread is shown too.
const SPREAD: [&str; 4] = ["need", "adequacy", "action", "words"];

/// The sheet of months, and the table it is made from.
pub const MONTHS: &str = "months";

const CHARTS: [(&str, &[&str]); 4] = [
    ("Need and adequacy (share)", &["need", "need p05", "need p95", "adequacy"]),
    ("Action, words, deflection (share)", &["action", "words", "deflection"]),
    ("The crisis (share)", &["violence", "displaced", "protection", "relief_cover"]),
    ("The norm (share)", &["norm_words", "norm_deeds"]),
];

/// Months side by side.
#[derive(Debug)]
pub struct Months {
    /// The month, then indicators.
    columns: Vec<ColumnOf>,
    /// Months with the values of the indicators; NaN is missing.
    rows: Vec<(String, Vec<f64>)>,
}

impl Months {
    /// From the table with a row an indicator and month.
    pub fn of(long: &Source) -> std::io::Result<Self> {
        let find = |name: &str| long.columns.iter().find(|column| column.name == name);
        let month = find("month").cloned().unwrap_or_default();
        let indicators = find("indicator").map_or(&[][..], |column| &column.values);
        let known: BTreeMap<&str, &str> =
            indicators.iter().map(|known| (known.name.as_str(), known.meaning.as_str())).collect();
        let describe = |name: String, indicator: &str, unit: &str, statistic: &str| {
            let what = known.get(indicator).copied().unwrap_or("indicator");
            let statistic = find(statistic).map_or(statistic, |column| &column.meaning);
            ColumnOf::new(name, "number", unit, format!("{what}; {statistic}"))
        };
        let (mut columns, mut rows): (_, Vec<(String, Vec<f64>)>) = (vec![month], vec![]);
        for row in long.rows(["month", "indicator", "unit", "mean", "p05", "p95"]) {
            let [month, indicator, unit, mean, p05, p95] = row?;
            if rows.last().is_none_or(|(last, _)| *last != month) {
                rows.push((month, vec![]));
            }
            let spread = [("p05", p05), ("p95", p95)].into_iter().filter(|_| SPREAD.contains(&indicator.as_str()));
            for (statistic, value) in std::iter::once(("mean", mean)).chain(spread) {
                if rows.len() == 1 {
                    let name = if statistic == "mean" { indicator.clone() } else { format!("{indicator} {statistic}") };
                    columns.push(describe(name, &indicator, &unit, statistic));
                }
                if let Some((_, values)) = rows.last_mut() {
                    values.push(value.parse().unwrap_or(f64::NAN));
                }
            }
        }
        Ok(Self { columns, rows })
    }

    /// How many months of each year there are.
    pub fn of_years(&self) -> BTreeMap<i32, u64> {
        months_of_years(self.rows.iter().map(|(month, _)| month.as_str()))
    }

    /// A row a month, a column an indicator, and charts below.
    pub fn write(&self, sheet: &mut Worksheet, formats: &Formats, codebook: &mut Codebook) -> Result<(), XlsxError> {
        head(sheet, MONTHS, &self.columns, self.rows.len(), formats, codebook)?;
        widths(sheet, &self.columns, std::iter::empty())?;
        for (line, (month, values)) in (1..).zip(&self.rows) {
            words(sheet, line, 0, month)?;
            for ((at, column), value) in (1..).zip(&self.columns[1..]).zip(values) {
                if value.is_finite() {
                    sheet.write_number_with_format(line, at, *value, formats.of("number", &column.unit))?;
                }
            }
        }
        let last = self.rows.len() as u32;
        for (place, (title, indicators)) in (0..).zip(CHARTS) {
            if let Some(chart) = self.chart(title, indicators) {
                sheet.insert_chart(last + 3 + 22 * place, 1, &chart)?;
            }
        }
        Ok(())
    }

    /// The chart of the first sheet: need and what meets it.
    pub fn first_chart(&self) -> Option<Chart> {
        self.chart(CHARTS[0].0, CHARTS[0].1)
    }

    /// Lines over the months of some of their columns; none where they are missing.
    fn chart(&self, title: &str, indicators: &[&str]) -> Option<Chart> {
        let place = |indicator: &&str| self.columns.iter().position(|column| column.name == *indicator);
        let columns: Option<Vec<usize>> = indicators.iter().map(place).collect();
        Some(charts::lines(MONTHS, title, &columns?, self.rows.len() as u32))
    }
}
