//! Quantiles of many columns of values, in bounded memory.
//!
//! Up to a budget all values are kept and quantiles are exact (Hyndman-Fan type 7). Beyond
//! it, the first values fix each column's range and all go into [`BINS`] equal bins: a
//! quantile is then off by at most one bin, 1/2048 of the range seen at first, which is far
//! below its own sampling error. Which of the two holds depends on the number of values
//! alone, never on threads.

/// Equal bins of a column beyond the budget: 8 KiB each. Another number would give other quantiles of long runs.
pub const BINS: usize = 2048;

/// Values kept per column before bins are laid. Columns lie this far apart in memory, and an
/// odd distance keeps them from competing for the same places of a processor's cache.
pub const FIRST: usize = 255;

/// Quantiles of a fixed number of columns.
#[derive(Clone, Debug)]
pub struct Quantiles {
    columns: usize,
    /// Values not yet in bins, column after column; NaN is missing.
    kept: Vec<f64>,
    /// Number of rows in `kept`.
    rows: usize,
    /// Rows for which there is room.
    room: usize,
    /// One per column, once there were more rows than room.
    bins: Vec<Bins>,
}

#[derive(Clone, Debug)]
struct Bins {
    low: f64,
    width: f64,
    /// Below the range, the bins, above it.
    counts: Vec<u32>,
}

impl Quantiles {
    /// For `columns` columns and `rows` rows, with all values kept if they fit into `budget` bytes.
    pub fn new(columns: usize, rows: u64, budget: usize) -> Self {
        let fit = (budget / size_of::<f64>()).checked_div(columns).unwrap_or(usize::MAX);
        // The number of rows that are planned decides: nothing is kept that would not fit in the end.
        let room = if rows <= fit as u64 { rows as usize | 1 } else { FIRST };
        Self { columns, kept: vec![0.0; columns * room], rows: 0, room, bins: vec![] }
    }

    /// Are the quantiles exact?
    pub fn exact(&self) -> bool {
        self.bins.is_empty()
    }

    /// Adds rows, one value per column; NaN is missing.
    pub fn extend(&mut self, rows: &[f64]) {
        for row in rows.chunks_exact(self.columns.max(1)) {
            if self.rows == self.room {
                self.count();
            }
            for (column, value) in self.kept.chunks_exact_mut(self.room).zip(row) {
                column[self.rows] = *value;
            }
            self.rows += 1;
        }
    }

    /// Counts the rows kept into bins, column by column, so that a column's bins stay at hand.
    fn count(&mut self) {
        let columns = || self.kept.chunks_exact(self.room).map(|column| &column[..self.rows]);
        if self.bins.is_empty() {
            self.bins = columns().map(Bins::over).collect();
        }
        for (bins, column) in self.bins.iter_mut().zip(columns()) {
            column.iter().for_each(|value| bins.add(*value));
        }
        self.rows = 0;
    }

    /// The quantiles at `probabilities` of one column; `None` without values.
    pub fn at(&self, column: usize, probabilities: [f64; 3]) -> Option<[f64; 3]> {
        let kept = self.kept[column * self.room..][..self.rows].iter().copied().filter(|value| !value.is_nan());
        if let Some(bins) = self.bins.get(column) {
            let mut bins = bins.clone();
            kept.for_each(|value| bins.add(value));
            return bins.at(probabilities);
        }
        let mut values: Vec<f64> = kept.collect();
        values.sort_unstable_by(f64::total_cmp);
        (!values.is_empty()).then(|| probabilities.map(|p| type_7(&values, p)))
    }
}

impl Bins {
    /// Empty bins over the range of some values.
    fn over(values: &[f64]) -> Self {
        // `min` and `max` pass over NaN.
        let low = values.iter().copied().fold(f64::INFINITY, f64::min);
        let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let (low, width) = if low > high { (0.0, 0.0) } else { (low, (high - low) / BINS as f64) };
        Self { low, width, counts: vec![0; BINS + 2] }
    }

    fn add(&mut self, value: f64) {
        if value.is_nan() {
            return;
        }
        let bin = if value < self.low {
            0
        } else if self.width == 0.0 {
            usize::from(value > self.low) * (BINS + 1) + usize::from(value <= self.low)
        } else {
            // The largest value seen at first belongs to the last bin, not above it.
            let at = (value - self.low) / self.width;
            if at <= BINS as f64 { (at as usize).min(BINS - 1) + 1 } else { BINS + 1 }
        };
        self.counts[bin] += 1;
    }

    fn at(&self, probabilities: [f64; 3]) -> Option<[f64; 3]> {
        let all: u64 = self.counts.iter().map(|count| u64::from(*count)).sum();
        if all == 0 {
            return None;
        }
        Some(probabilities.map(|p| {
            let rank = p * (all - 1) as f64;
            let mut before = 0.0;
            for (bin, count) in self.counts.iter().enumerate() {
                let count = f64::from(*count);
                if count > 0.0 && rank < before + count {
                    // Within a bin, values lie evenly.
                    let within = if bin == 0 || bin == BINS + 1 { 0.0 } else { (rank - before + 0.5) / count };
                    return self.low + self.width * ((bin.max(1) - 1) as f64 + within.min(1.0));
                }
                before += count;
            }
            self.low + self.width * BINS as f64
        }))
    }
}

/// The Hyndman-Fan type 7 quantile of sorted values, of which there is at least one.
pub fn type_7(sorted: &[f64], p: f64) -> f64 {
    let rank = p * (sorted.len() - 1) as f64;
    let below = rank.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (rank - below as f64) * (sorted[above] - sorted[below])
}

/// The Hyndman-Fan type 6 quantile of sorted values, of which there is at least one: a further value of the same
/// distribution is below it with probability `p`, however few values there are (from 1/`p` and 1/(1 − `p`) on). Values
/// may be infinite.
pub fn type_6(sorted: &[f64], p: f64) -> f64 {
    let rank = (p * (sorted.len() + 1) as f64).clamp(1.0, sorted.len() as f64);
    let (below, above) = (sorted[rank.floor() as usize - 1], sorted[rank.ceil() as usize - 1]);
    // Between two that are both infinite there is nothing to weigh.
    if below == above { below } else { below + rank.fract() * (above - below) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn type_6_agrees_with_r_and_lies_further_out() {
        // R: quantile(c(1, 2, 4, 8, 16), c(0.05, 0.25, 0.5, 0.95), type = 6) is 1.0, 1.5, 4.0, 16.0.
        let sorted = [1.0, 2.0, 4.0, 8.0, 16.0];
        assert_eq!([0.05, 0.25, 0.5, 0.95].map(|p| type_6(&sorted, p)), [1.0, 1.5, 4.0, 16.0]);
        assert_eq!(type_6(&[3.0], 0.95), 3.0);
        let never = [1.0, f64::INFINITY, f64::INFINITY];
        assert_eq!([0.25, 0.3, 0.6].map(|p| type_6(&never, p)), [1.0, f64::INFINITY, f64::INFINITY]);
    }

    #[test]
    fn type_7_agrees_with_r() {
        // R: quantile(c(1, 2, 4, 8, 16), c(0.05, 0.5, 0.95)) is 1.2, 4.0, 14.4.
        let sorted = [1.0, 2.0, 4.0, 8.0, 16.0];
        assert!((type_7(&sorted, 0.05) - 1.2).abs() < 1e-12);
        assert_eq!(type_7(&sorted, 0.5), 4.0);
        assert!((type_7(&sorted, 0.95) - 14.4).abs() < 1e-12);
        assert_eq!(type_7(&[3.0], 0.95), 3.0);
    }

    #[test]
    fn missing_values_do_not_count() {
        let mut quantiles = Quantiles::new(2, 3, 1 << 20);
        quantiles.extend(&[1.0, f64::NAN, 2.0, f64::NAN, 3.0, f64::NAN]);
        assert!(quantiles.exact());
        assert_eq!(quantiles.at(0, [0.0, 0.5, 1.0]), Some([1.0, 2.0, 3.0]));
        assert_eq!(quantiles.at(1, [0.0, 0.5, 1.0]), None);
    }

    #[test]
    fn beyond_the_budget_a_quantile_is_off_by_a_bin_at_most() {
        let rows = 50_000u64;
        let mut quantiles = Quantiles::new(2, rows, 1024);
        // A low-discrepancy walk over [0, 10), and a constant.
        let values: Vec<f64> = (0..rows).map(|i| (i as f64 * 0.618_033_988_749_895).fract() * 10.0).collect();
        let table: Vec<f64> = values.iter().flat_map(|value| [*value, 7.0]).collect();
        quantiles.extend(&table);
        assert!(!quantiles.exact());
        let mut sorted = values;
        sorted.sort_by(f64::total_cmp);
        let found = quantiles.at(0, [0.05, 0.5, 0.95]).unwrap();
        for (found, p) in found.into_iter().zip([0.05, 0.5, 0.95]) {
            assert!((found - type_7(&sorted, p)).abs() <= 10.0 / BINS as f64, "{found} at {p}");
        }
        assert_eq!(quantiles.at(1, [0.05, 0.5, 0.95]), Some([7.0; 3]));
    }
}
