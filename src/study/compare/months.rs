//! A comparison over time: every indicator in every month under each scenario, and its paired difference from the base.

use super::super::columns::{Dates, statistic};
use crate::model::indicators::{Indicator, indicators};
use crate::scenario::Scenario;
use crate::statistics::moments::Moments;
use crate::statistics::quantiles::type_7;
use crate::table::{Columns, Rows, Table, id, integer, month, text};

/// Most cells (scenarios times months times indicators) of which months are kept: 50 MB of sums. Beyond it there is no
/// table of months.
const MAX_CELLS: usize = 1_000_000;

/// Bytes that may be kept for quantiles, of all scenarios together: 250 twins of the baseline with 25 counterfactuals. Of
/// more twins than fit, quantiles are of the first ones; means and differences are of all.
const BUDGET: usize = 256 << 20;

/// One scenario over time.
struct OfEntry {
    indicators: Vec<Indicator>,
    /// By month, then indicator.
    means: Vec<Moments>,
    /// Less the base: empty for the base itself.
    differences: Vec<Moments>,
    /// The place of each cell among the base's; none where the base has no such month or indicator.
    of_base: Vec<Option<usize>>,
    /// The values of the first twins, one row of cells after the other.
    kept: Vec<f64>,
}

/// All scenarios over time.
pub struct OverMonths<'a> {
    /// The scenarios with what each is called, the base first.
    pub scenarios: &'a [(&'a str, &'a Scenario)],
    entries: Vec<OfEntry>,
    /// Twins whose values are kept.
    room: u64,
    twins: u64,
}

/// A cell of the table: the scenario, the month, the indicator.
#[derive(Clone, Copy)]
struct Row {
    entry: usize,
    month: usize,
    indicator: usize,
    quantiles: [f64; 3],
}

impl<'a> OverMonths<'a> {
    /// Nothing yet of scenarios with what each is called, the base first; none where they have too many months and
    /// indicators.
    pub fn of(scenarios: &'a [(&'a str, &'a Scenario)]) -> Option<Self> {
        let (_, base) = scenarios.first()?;
        let of_base = indicators(base);
        let entry = |(at, (_, scenario)): (usize, &(&str, &Scenario))| {
            let own = indicators(scenario);
            let cells = own.len() * scenario.months;
            let places = if at == 0 { vec![] } else { places(base, &of_base, scenario, &own) };
            OfEntry {
                means: vec![Moments::default(); cells],
                differences: vec![Moments::default(); places.len()],
                of_base: places,
                kept: vec![],
                indicators: own,
            }
        };
        let all: usize = scenarios.iter().map(|(_, scenario)| indicators(scenario).len() * scenario.months).sum();
        (all <= MAX_CELLS).then(|| Self {
            scenarios,
            entries: scenarios.iter().enumerate().map(entry).collect(),
            room: (BUDGET / size_of::<f64>() / all.max(1)) as u64,
            twins: 0,
        })
    }

    /// Adds a twin: the months of each scenario, the base's first.
    pub fn observe(&mut self, twin: &[&[f64]]) {
        let Some((base, _)) = twin.split_first() else { return };
        let keeps = self.twins < self.room;
        for (entry, months) in self.entries.iter_mut().zip(twin) {
            entry.means.iter_mut().zip(*months).for_each(|(moments, value)| moments.push(*value));
            let pairs = entry.differences.iter_mut().zip(&entry.of_base).zip(*months);
            for ((difference, place), value) in pairs {
                if let Some(place) = place {
                    difference.push(value - base[*place]);
                }
            }
            if keeps {
                entry.kept.extend_from_slice(months);
            }
        }
        self.twins += 1;
    }

    /// The mean of an indicator in a month under a scenario; none where it has none.
    pub fn mean(&self, entry: usize, month: usize, indicator: &str) -> Option<f64> {
        self.cell(entry, month, indicator).and_then(|cell| self.entries[entry].means.get(cell)?.mean())
    }

    /// The mean of its paired differences from the base.
    pub fn difference(&self, entry: usize, month: usize, indicator: &str) -> Option<f64> {
        self.cell(entry, month, indicator).and_then(|cell| self.entries[entry].differences.get(cell)?.mean())
    }

    fn cell(&self, entry: usize, month: usize, indicator: &str) -> Option<usize> {
        let of = &self.entries[entry].indicators;
        of.iter().position(|known| known.name == indicator).map(|at| month * of.len() + at)
    }

    /// The first twins of which quantiles are, where that is not all.
    pub fn quantiles_of(&self) -> Option<u64> {
        (self.twins > self.room).then_some(self.room)
    }

    /// The table.
    pub fn table(&self) -> (Table, Rows) {
        let of = |row: &Row| &self.entries[row.entry];
        let cell = |row: &Row| row.month * of(row).indicators.len() + row.indicator;
        let mean = |row: &Row| of(row).means[cell(row)].mean();
        let difference = |row: &Row| of(row).differences.get(cell(row)).copied().unwrap_or_default();
        let dates: Vec<_> = self.scenarios.iter().map(|(_, scenario)| Dates::of(scenario)).collect();
        let all = self.entries.iter().flat_map(|entry| &entry.indicators);
        let columns = [
            id("scenario", "the scenario; the base comes first", |row: &Row| self.scenarios[row.entry].0),
            integer("t", "months", "months from the start of the run", |row: &Row| row.month),
            month("month", "calendar month", |row: &Row| dates[row.entry].at(row.month).to_string().into()),
            text("indicator", "the indicator", |row: &Row| of(row).indicators[row.indicator].name.clone().into())
                .with_categories(all),
            text("unit", "its unit", |row: &Row| of(row).indicators[row.indicator].unit.into()),
            statistic("mean", "mean over histories", mean),
            statistic("p05", "5 % quantile over histories", |row: &Row| row.quantiles[0]),
            statistic("p50", "median over histories", |row: &Row| row.quantiles[1]),
            statistic("p95", "95 % quantile over histories", |row: &Row| row.quantiles[2]),
            statistic("difference", "mean of the paired differences, scenario less base; empty for the base", {
                move |row: &Row| difference(row).mean()
            }),
            statistic("difference_low", "low end of its 95 % interval (Student's t over pairs)", move |row: &Row| {
                difference(row).interval().map(|(low, _)| low)
            }),
            statistic("difference_high", "high end of it", move |row: &Row| {
                difference(row).interval().map(|(_, high)| high)
            }),
        ];
        let row = "an indicator in a month under a scenario";
        Columns::new("months", row, &["scenario", "t", "indicator"], columns).filled(&self.rows())
    }

    fn rows(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        for (entry, of) in self.entries.iter().enumerate() {
            let (cells, width) = (of.means.len(), of.indicators.len());
            for cell in 0..cells {
                let mut values: Vec<f64> = of.kept.iter().skip(cell).step_by(cells).copied().collect();
                values.sort_by(f64::total_cmp);
                let quantiles = [0.05, 0.5, 0.95].map(|probability| type_7(&values, probability));
                rows.push(Row { entry, month: cell / width, indicator: cell % width, quantiles });
            }
        }
        rows
    }
}

/// For each cell of a scenario that of the base in the same month; none where there is none.
fn places(base: &Scenario, of_base: &[Indicator], other: &Scenario, own: &[Indicator]) -> Vec<Option<usize>> {
    let same: Vec<Option<usize>> =
        own.iter().map(|indicator| of_base.iter().position(|known| known.name == indicator.name)).collect();
    let month = |month: usize| {
        let same_start = other.start == base.start && month < base.months;
        same.iter().map(move |place| place.filter(|_| same_start).map(|place| month * of_base.len() + place))
    };
    (0..other.months).flat_map(month).collect()
}
