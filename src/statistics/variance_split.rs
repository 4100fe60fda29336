//! Chance or numbers? The variance of an outcome over points and replicates, split in three.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::moments::Moments;
use super::quantiles::type_7;

/// Shares of the variance of one outcome, each from 0 to 1; they add up to 1.
///
/// A row is a point of a design, a column a replicate: the same replicate of two points has the same luck. What is
/// `numbers` moves the mean of a point, what is `luck` moves a replicate alike at every point, and `interaction` is luck that
/// means another thing at another point.
///
/// ```
/// use intsoc::statistics::variance_split::VarianceSplit;
///
/// // Three points of a design, each under the same two replicates.
/// let split = VarianceSplit::of(&[0.10, 0.12, 0.30, 0.31, 0.50, 0.53], 2).expect("they vary");
/// assert!(split.numbers > 0.95, "nearly all of it is the numbers");
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VarianceSplit {
    /// From the numbers that differ between points.
    pub numbers: f64,
    /// From the luck that points have in common.
    pub luck: f64,
    /// From luck and numbers together.
    pub interaction: f64,
    /// Points that count: those with a value in every replicate.
    pub points: usize,
}

impl VarianceSplit {
    /// Splits the variance of `values`, point after point with `replicates` values each. A point with a missing value (NaN)
    /// does not count. `None` where nothing varies, or with fewer than two points or replicates.
    ///
    /// Two-way analysis of variance, both ways random, one value per cell. With N points and R replicates, the mean squares
    /// of points, replicates and rest estimate
    ///
    ///   R σ²(numbers) + σ²(interaction),   N σ²(luck) + σ²(interaction),   σ²(interaction)
    ///
    /// so that the components are unbiased; one that comes out below 0 is taken to be 0. Source: Searle, Casella and
    /// McCulloch (1992), Variance Components, chapter 4.
    pub fn of(values: &[f64], replicates: usize) -> Option<Self> {
        let whole = |point: &&[f64]| point.iter().all(|value| !value.is_nan());
        let points: Vec<&[f64]> = values.chunks_exact(replicates.max(1)).filter(whole).collect();
        let first = points.first().filter(|_| points.len() > 1 && replicates > 1)?[0];
        if points.iter().all(|point| point.iter().all(|value| *value == first)) {
            return None;
        }
        let rows: Vec<f64> = points.iter().map(|point| mean(point.iter().copied())).collect();
        let columns: Vec<f64> = (0..replicates).map(|at| mean(points.iter().map(|point| point[at]))).collect();
        let middle = mean(rows.iter().copied());
        let rest: f64 = (points.iter().zip(&rows))
            .flat_map(|(point, row)| {
                point.iter().zip(&columns).map(move |(value, column)| value - row - (column - middle))
            })
            .map(|off| off * off)
            .sum();
        let (n, r) = (points.len() as f64, replicates as f64);
        let interaction = rest / ((n - 1.0) * (r - 1.0));
        // The mean square of points is R times the variance of their means, so that R cancels.
        let component = |means: &[f64], each: f64| (variance(means) - interaction / each).max(0.0);
        let (numbers, luck) = (component(&rows, r), component(&columns, n));
        let all = numbers + luck + interaction;
        let share = |part: f64| part / all;
        let (numbers, luck, interaction) = (share(numbers), share(luck), share(interaction));
        all.is_finite().then_some(Self { numbers, luck, interaction, points: points.len() })
    }

    /// 95 % intervals of the shares of numbers, luck and interaction, of `values` as in [`Self::of`]: percentiles over
    /// bootstrap resamples of the points (Efron 1979), from a seed. They say what other points would give, under the same few
    /// replicates; how far off these few are they cannot say.
    pub fn intervals(values: &[f64], replicates: usize, resamples: usize, seed: u64) -> Option<[(f64, f64); 3]> {
        Self::of(values, replicates)?;
        let points: Vec<&[f64]> = values.chunks_exact(replicates).collect();
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        let mut resample = || -> Vec<f64> {
            let drawn = points.iter().map(|_| points[generator.random_range(0..points.len())]);
            drawn.flatten().copied().collect()
        };
        let splits: Vec<Self> = (0..resamples).filter_map(|_| Self::of(&resample(), replicates)).collect();
        let interval = |share: fn(&Self) -> f64| {
            let mut shares: Vec<f64> = splits.iter().map(share).collect();
            shares.sort_unstable_by(f64::total_cmp);
            (!shares.is_empty()).then(|| (type_7(&shares, 0.025), type_7(&shares, 0.975)))
        };
        Some([interval(|split| split.numbers)?, interval(|split| split.luck)?, interval(|split| split.interaction)?])
    }
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    values.collect::<Moments>().mean().unwrap_or_default()
}

fn variance(values: &[f64]) -> f64 {
    values.iter().copied().collect::<Moments>().sd().map_or(0.0, |sd| sd * sd)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assert_shares(values: &[f64], replicates: usize, shares: [f64; 3]) {
        let split = VarianceSplit::of(values, replicates).unwrap();
        for (found, expected) in [split.numbers, split.luck, split.interaction].into_iter().zip(shares) {
            assert!((found - expected).abs() < 1e-12, "{split:?} instead of {shares:?}");
        }
    }

    #[test]
    fn what_comes_from_one_side_alone_is_all_its() {
        assert_shares(&[1.0, 1.0, 2.0, 2.0, 4.0, 4.0], 2, [1.0, 0.0, 0.0]);
        assert_shares(&[1.0, 3.0, 1.0, 3.0, 1.0, 3.0], 2, [0.0, 1.0, 0.0]);
        // A sum of both: variance of points 1, of replicates 1/2, nothing left.
        assert_shares(&[0.0, 1.0, 1.0, 2.0, 2.0, 3.0], 2, [2.0 / 3.0, 1.0 / 3.0, 0.0]);
        // Luck that helps at one point what it harms at the other. The components below 0 are 0.
        assert_shares(&[1.0, -1.0, -1.0, 1.0], 2, [0.0, 0.0, 1.0]);
    }

    #[test]
    fn the_components_agree_with_a_table_worked_out_by_hand() {
        // Means of points 2, 4, 9, of replicates 4, 6, of all 5. Left over: ±0, ±1, ∓1, squares 4; 2 degrees of freedom.
        // Interaction 2; points 13 − 2/2 = 12; replicates 2 − 2/3 = 4/3. Together 46/3.
        let table = [1.0, 3.0, 2.0, 6.0, 9.0, 9.0];
        assert_shares(&table, 2, [36.0 / 46.0, 4.0 / 46.0, 6.0 / 46.0]);
    }

    #[test]
    fn a_point_with_a_missing_value_does_not_count() {
        let table = [1.0, 3.0, f64::NAN, 80.0, 2.0, 6.0, 9.0, 9.0];
        let split = VarianceSplit::of(&table, 2).unwrap();
        assert_eq!(split.points, 3);
        assert_eq!(Some(split), VarianceSplit::of(&[1.0, 3.0, 2.0, 6.0, 9.0, 9.0], 2));
    }

    #[test]
    fn intervals_hold_what_is_true_and_narrow_with_more_points() {
        // Uniform parts of width √8, 1 and 1: variances 8, 1 and 1 of 12.
        let mut generator = ChaCha8Rng::seed_from_u64(5);
        let luck: Vec<f64> = (0..40).map(|_| generator.random()).collect();
        let numbers = (0..400).map(|_| 8f64.sqrt() * generator.random::<f64>()).collect::<Vec<_>>();
        let cell = |(number, luck): (&f64, &f64)| number + luck + generator.random::<f64>();
        let cells = numbers.iter().flat_map(|number| luck.iter().map(move |luck| (number, luck)));
        let table: Vec<f64> = cells.map(cell).collect();
        let intervals = VarianceSplit::intervals(&table, 40, 100, 1).unwrap();
        let few = VarianceSplit::intervals(&table[..40 * 40], 40, 100, 1).unwrap();
        for ((interval, few), share) in intervals.into_iter().zip(few).zip([0.8, 0.1, 0.1]) {
            assert!(interval.0 - 0.03 < share && share < interval.1 + 0.03, "{interval:?} without {share}");
            assert!(interval.1 - interval.0 < few.1 - few.0, "{interval:?} {few:?}");
        }
        assert_eq!(VarianceSplit::intervals(&[0.1; 12], 3, 10, 1), None);
        assert_eq!(VarianceSplit::intervals(&table, 40, 0, 1), None);
    }

    #[test]
    fn where_nothing_varies_there_is_nothing_to_split() {
        assert_eq!(VarianceSplit::of(&[0.1; 12], 3), None);
        assert_eq!(VarianceSplit::of(&[1.0, 2.0, 3.0], 1), None);
        assert_eq!(VarianceSplit::of(&[1.0, 2.0, 3.0], 3), None);
        assert_eq!(VarianceSplit::of(&[], 0), None);
        assert_eq!(VarianceSplit::of(&[1.0, 2.0, f64::NAN, 2.0], 2), None);
    }
}
