//! Quantiles of many columns of values, in bounded memory.
//!
//! Up to a budget all values are kept and quantiles are exact (Hyndman-Fan type 7). Beyond
//! it, the first values fix each column's range and all go into [`BINS`] equal bins: a
//! quantile is then off by at most one bin, 1/2048 of the range seen at first, which is far
//! below its own sampling error. Which of the two holds depends on the number of values
//! alone, never on threads.

use std::collections::BTreeMap;

/// Equal bins of a column beyond the budget: 4 KiB each. Another number would give other quantiles of long runs.
pub const BINS: usize = 2048;

/// Values kept per column before bins are laid. Columns lie this far apart in memory, and an
/// odd distance keeps them from competing for the same places of a processor's cache.
pub const FIRST: usize = 255;

/// Rows that are put into bins at a time. A column's bins are then at hand for as many values; results are the same with
/// any other number.
const AT_ONCE: usize = 1024;

/// Columns whose bins are filled side by side: as many as stand together in a line of a processor's cache, and their bins in
/// its second cache.
const BESIDE: usize = 32;

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
    /// What took the place of `kept`, once there were more rows than room.
    bins: Option<Bins>,
}

impl Quantiles {
    /// For `columns` columns and `rows` rows, with all values kept if they fit into `budget` bytes.
    pub fn new(columns: usize, rows: u64, budget: usize) -> Self {
        let fit = (budget / size_of::<f64>()).checked_div(columns).unwrap_or(usize::MAX);
        // The number of rows that are planned decides: nothing is kept that would not fit in the end.
        let room = if rows <= fit as u64 { rows as usize | 1 } else { FIRST };
        Self { columns, kept: vec![0.0; columns * room], rows: 0, room, bins: None }
    }

    /// Are the quantiles exact?
    pub fn exact(&self) -> bool {
        self.bins.is_none()
    }

    /// Adds rows, one value per column; NaN is missing.
    pub fn extend(&mut self, rows: &[f64]) {
        let width = self.columns.max(1);
        let mut left = &rows[..rows.len() / width * width];
        while !left.is_empty() {
            if let Some(bins) = &mut self.bins {
                left.chunks_exact(width).for_each(|row| bins.add(row));
                return;
            }
            // As many as there is room for, column by column: a column's places for them lie side by side.
            let count = (left.len() / width).min(self.room - self.rows);
            let (now, later) = left.split_at(count * width);
            for (at, column) in self.kept.chunks_exact_mut(self.room).enumerate() {
                let places = &mut column[self.rows..][..count];
                places.iter_mut().zip(now.chunks_exact(width)).for_each(|(place, row)| *place = row[at]);
            }
            self.rows += count;
            left = later;
            if self.rows == self.room && !left.is_empty() {
                self.bins = Some(Bins::over(self.kept.chunks_exact(self.room)));
                self.kept = vec![];
            }
        }
    }

    /// The quantiles at `probabilities` of one column; `None` without values.
    pub fn at(&self, column: usize, probabilities: [f64; 3]) -> Option<[f64; 3]> {
        if let Some(bins) = &self.bins {
            return bins.at(column, probabilities);
        }
        let kept = self.kept[column * self.room..][..self.rows].iter().copied().filter(|value| !value.is_nan());
        let mut values: Vec<f64> = kept.collect();
        values.sort_unstable_by(f64::total_cmp);
        (!values.is_empty()).then(|| probabilities.map(|p| type_7(&values, p)))
    }
}

/// Below the range, the bins, above it.
const COUNTS: usize = BINS + 2;

/// The place of what is missing, which is not counted.
const MISSING: u16 = COUNTS as u16;

/// Counts of values in equal bins, column after column.
#[derive(Clone, Debug)]
struct Bins {
    low: Vec<f64>,
    width: Vec<f64>,
    counts: Vec<Counts>,
    /// The places of values not yet counted, row after row.
    places: Vec<u16>,
}

impl Bins {
    /// Bins over the ranges of the values of some columns, with these in them.
    fn over<'a>(columns: impl ExactSizeIterator<Item = &'a [f64]>) -> Self {
        let mut bins = Self { low: vec![], width: vec![], counts: vec![], places: vec![] };
        bins.counts.resize(columns.len(), Counts::none());
        for (values, counts) in columns.zip(&mut bins.counts) {
            // `min` and `max` pass over NaN.
            let low = values.iter().copied().fold(f64::INFINITY, f64::min);
            let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let (low, width) = if low > high { (0.0, 0.0) } else { (low, (high - low) / BINS as f64) };
            for value in values {
                counts.add(place(*value, (value - low) / width, low, width));
            }
            bins.low.push(low);
            bins.width.push(width);
        }
        bins
    }

    /// Adds a row.
    fn add(&mut self, row: &[f64]) {
        // Not before the first row after those that were kept: they would be there at the same time.
        if self.places.is_empty() {
            self.places.reserve_exact(AT_ONCE * self.low.len());
        }
        let ranges = self.low.iter().zip(&self.width);
        self.places.extend(
            row.iter().zip(ranges).map(|(value, (low, width))| place(*value, (value - low) / width, *low, *width)),
        );
        if self.places.len() == AT_ONCE * self.low.len() {
            self.count();
        }
    }

    /// Counts the rows whose places are known, some columns at a time.
    fn count(&mut self) {
        let columns = self.counts.len();
        for (start, counts) in (0..columns).step_by(BESIDE).zip(self.counts.chunks_mut(BESIDE)) {
            for row in self.places.chunks_exact(columns) {
                for (counts, place) in counts.iter_mut().zip(&row[start..]) {
                    counts.add(*place);
                }
            }
        }
        self.places.clear();
    }

    /// The quantiles of a column.
    fn at(&self, column: usize, probabilities: [f64; 3]) -> Option<[f64; 3]> {
        let (low, width, mut counts) = (self.low[column], self.width[column], self.counts[column].clone());
        for row in self.places.chunks_exact(self.counts.len()) {
            counts.add(row[column]);
        }
        let counts = counts.whole();
        let all: u64 = counts.iter().sum();
        if all == 0 {
            return None;
        }
        Some(probabilities.map(|p| {
            let rank = p * (all - 1) as f64;
            let mut before = 0.0;
            for (bin, count) in counts.iter().enumerate() {
                let count = *count as f64;
                if count > 0.0 && rank < before + count {
                    // Within a bin, values lie evenly.
                    let within = if bin == 0 || bin == BINS + 1 { 0.0 } else { (rank - before + 0.5) / count };
                    return low + width * ((bin.max(1) - 1) as f64 + within.min(1.0));
                }
                before += count;
            }
            low + width * BINS as f64
        }))
    }
}

/// The place of a value among the counts of its column, of which it lies so many widths above the lowest.
#[inline]
fn place(value: f64, at: f64, low: f64, width: f64) -> u16 {
    let place = if value < low {
        0
    } else if width == 0.0 {
        if value > low { BINS + 1 } else { 1 }
    } else if at <= BINS as f64 {
        // The largest value seen at first belongs to the last bin, not above it.
        (at as usize).min(BINS - 1) + 1
    } else {
        BINS + 1
    };
    if value.is_nan() { MISSING } else { place as u16 }
}

/// How many values lie in each bin of a column.
#[derive(Clone, Debug)]
struct Counts {
    /// How many, but for whole [rounds](ROUND): a short count keeps more of a column at hand.
    rest: [u16; COUNTS],
    /// Rounds of the bins that have any.
    rounds: BTreeMap<u16, u64>,
}

/// After so many a count begins anew.
const ROUND: u64 = 1 << u16::BITS;

impl Counts {
    fn none() -> Self {
        Self { rest: [0; COUNTS], rounds: BTreeMap::new() }
    }

    #[inline]
    fn add(&mut self, place: u16) {
        let Some(count) = self.rest.get_mut(usize::from(place)) else { return };
        *count = count.wrapping_add(1);
        if *count == 0 {
            *self.rounds.entry(place).or_default() += 1;
        }
    }

    fn whole(&self) -> Vec<u64> {
        let mut counts: Vec<u64> = self.rest.iter().map(|count| u64::from(*count)).collect();
        for (place, rounds) in &self.rounds {
            counts[usize::from(*place)] += rounds * ROUND;
        }
        counts
    }
}

/// The Hyndman-Fan type 7 quantile of sorted values, of which there is at least one.
///
/// ```
/// use intsoc::statistics::quantiles::type_7;
///
/// assert_eq!(type_7(&[1.0, 2.0, 3.0, 4.0], 0.5), 2.5);
/// ```
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
    fn a_bin_counts_beyond_what_a_short_number_holds() {
        let mut quantiles = Quantiles::new(1, 300_000, 8);
        for at in 0..300_000u32 {
            // One in three is 1, the others 0.
            quantiles.extend(&[f64::from(u32::from(at % 3 == 0))]);
        }
        let [low, below, above] = quantiles.at(0, [0.0, 0.6, 0.7]).unwrap();
        assert!(!quantiles.exact() && low < 0.001 && below < 0.001 && above > 0.999, "{low} {below} {above}");
    }

    #[test]
    fn beyond_the_budget_a_quantile_is_off_by_a_bin_at_most() {
        let rows = 50_000u64;
        let mut quantiles = Quantiles::new(2, rows, 1024);
        // A low-discrepancy walk over [0, 10), and a constant.
        let values: Vec<f64> = (0..rows).map(|i| (i as f64 * 0.618_033_988_749_895).fract() * 10.0).collect();
        let table: Vec<f64> = values.iter().flat_map(|value| [*value, 7.0]).collect();
        quantiles.extend(&table);
        quantiles.extend(&[f64::NAN; 2]);
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
