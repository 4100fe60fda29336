//! First-order indices of any sample: the share of the variance between bins of one factor.
//!
//! The correlation ratio (Pearson 1905), without what noise within bins adds to it (Kelley 1935, epsilon squared): a factor
//! that cannot act gets about 0, on either side of it. Bins as an estimator of first-order indices: Plischke, Borgonovo
//! and Smith (2013), European Journal of Operational Research 226(3).

use super::rank::ranks;
use super::resampling::{Draws, Estimate, RESAMPLES, Resamples};

/// A sample whose points are in bins of every factor, made once for all that is measured at them.
#[derive(Clone, Debug)]
pub struct Binned {
    /// Of each factor, its bins of points.
    bins: Vec<Vec<Vec<usize>>>,
    /// Ranks of the places, by factor and point.
    ranks: Vec<Vec<f64>>,
    points: usize,
    resamples: Resamples,
    seed: u64,
}

/// What one thing that is measured makes of a factor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FirstOrder {
    /// The index; NaN where nothing varies.
    pub index: Estimate,
    /// Spearman's rank correlation with the places, and its interval.
    pub direction: Estimate,
}

/// Sums over the points of a bin, or over all.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    count: f64,
    sum: f64,
}

impl Sums {
    /// What it adds to the sum of squares between bins.
    fn between(self) -> f64 {
        if self.count > 0.0 { self.sum * self.sum / self.count } else { 0.0 }
    }
}

/// Bins for so many points: as many as the cube root, so that what a bin hides of a slope (a share of 1/bins²) and what
/// noise adds (bins/points) both become small.
pub fn bins_for(points: usize) -> usize {
    (2..).take_while(|bins| bins * bins * bins <= points).last().unwrap_or(2)
}

impl Binned {
    /// Puts points in bins. `places` are by point and factor; points in the same place share a bin, so that what has few
    /// levels has a bin for each of them.
    pub fn of(places: &[Vec<f64>], seed: u64) -> Self {
        let factors = places.first().map_or(0, Vec::len);
        let columns = (0..factors).map(|factor| places.iter().map(|point| point[factor]).collect::<Vec<f64>>());
        let columns: Vec<Vec<f64>> = columns.collect();
        let most = bins_for(places.len());
        Self {
            bins: columns.iter().map(|column| bins(column, most)).collect(),
            ranks: columns.iter().map(|column| ranks(column)).collect(),
            points: places.len(),
            resamples: Resamples::of(places.len(), seed),
            seed,
        }
    }

    /// First-order index and direction of every factor, of `values` by point; NaN is missing.
    pub fn first_order(&self, values: &[f64]) -> Vec<FirstOrder> {
        let values = Centred::of(values);
        let all = self.resamples.sums(values.there().map(|(point, _)| (point, 1.0)));
        let sums = self.resamples.sums(values.there());
        let squares = self.resamples.sums(values.there().map(|(point, value)| (point, value * value)));
        let of_factor = |bins: &Vec<Vec<usize>>| {
            let mut between = vec![0.0; RESAMPLES];
            let mut filled = vec![0.0; RESAMPLES];
            for bin in bins {
                let of_bin =
                    || bin.iter().map(|point| (*point, values.values[*point])).filter(|(_, value)| !value.is_nan());
                let sums = self.resamples.sums(of_bin());
                let counts = self.resamples.sums(of_bin().map(|(point, _)| (point, 1.0)));
                for (at, (sum, count)) in sums.into_iter().zip(counts).enumerate() {
                    between[at] += Sums { count, sum }.between();
                    filled[at] += f64::from(u8::from(count > 0.0));
                }
            }
            let resampled = (0..RESAMPLES).map(|at| {
                let whole = Sums { count: all[at], sum: sums[at] };
                // Drawing points adds the noise within bins once more.
                epsilon(between[at], squares[at], whole, filled[at], 2.0)
            });
            Estimate::of(values.index(bins), resampled.collect())
        };
        let directions = self.directions(&values.values);
        self.bins
            .iter()
            .zip(directions)
            .map(|(bins, direction)| FirstOrder { index: of_factor(bins), direction })
            .collect()
    }

    /// Spearman's rank correlation of the values with the places of every factor.
    pub fn directions(&self, values: &[f64]) -> Vec<Estimate> {
        let there: Vec<usize> = (0..values.len()).filter(|point| !values[*point].is_nan()).collect();
        let values = ranks(&there.iter().map(|point| values[*point]).collect::<Vec<f64>>());
        self.ranks.iter().map(|ranks| spearman(&values, there.iter().map(|point| ranks[*point]).collect())).collect()
    }

    /// The indices alone.
    pub fn indices(&self, values: &[f64]) -> Vec<f64> {
        let values = Centred::of(values);
        self.bins.iter().map(|bins| values.index(bins)).collect()
    }

    /// Pairs of factors whose bins tell each other, so that what one of them does cannot be told from what the other does:
    /// Pearson's chi-squared of their table is far above its degrees of freedom, which it has on average where they are
    /// independent. Few Sobol points in many dimensions have such pairs.
    pub fn confounded(&self) -> Vec<(usize, usize)> {
        let bin_of = |bins: &Vec<Vec<usize>>| {
            let mut of = vec![0; self.points];
            bins.iter().enumerate().for_each(|(bin, points)| points.iter().for_each(|point| of[*point] = bin));
            of
        };
        let assigned: Vec<Vec<usize>> = self.bins.iter().map(bin_of).collect();
        let together = |one: usize, other: usize| {
            let (rows, columns) = (&self.bins[one], &self.bins[other]);
            let mut counts = vec![0.0; rows.len() * columns.len()];
            assigned[one]
                .iter()
                .zip(&assigned[other])
                .for_each(|(row, column)| counts[row * columns.len() + column] += 1.0);
            let share = |(at, count): (usize, &f64)| {
                count * count / (rows[at / columns.len()].len() * columns[at % columns.len()].len()) as f64
            };
            let points = self.points as f64;
            let chi_squared = points * (counts.iter().enumerate().map(share).sum::<f64>() - 1.0);
            chi_squared > 4.0 * ((rows.len() - 1) * (columns.len() - 1)) as f64 + 20.0
        };
        let pairs = (0..self.bins.len()).flat_map(|one| (one + 1..self.bins.len()).map(move |other| (one, other)));
        pairs.filter(|(one, other)| together(*one, *other)).collect()
    }

    /// Indices of factors that cannot act: bins as fine as the finest, with points drawn into them by lot.
    pub fn dummies(&self, values: &[f64]) -> Vec<f64> {
        let values = Centred::of(values);
        let finest = self.bins.iter().map(Vec::len).max().unwrap_or(2);
        let mut draws = Draws::new(self.seed ^ 0x0064_756d_6d79);
        let mut dummy = |_| {
            let order = draws.permutation(self.points);
            let cut = |bin: usize| bin * self.points / finest;
            values.index((0..finest).map(|bin| &order[cut(bin)..cut(bin + 1)]))
        };
        (0..RESAMPLES).map(&mut dummy).filter(|index| index.is_finite()).collect()
    }
}

/// Bins of about as many points, cut only where places differ.
fn bins(places: &[f64], most: usize) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by(|a, b| places[*a].total_cmp(&places[*b]).then(a.cmp(b)));
    let mut bins: Vec<Vec<usize>> = vec![];
    let mut begun = 0;
    for (rank, point) in order.iter().enumerate() {
        let bin = rank * most / places.len();
        let same = rank > 0 && places[order[rank - 1]] == places[*point];
        match bins.last_mut() {
            Some(last) if same || bin == begun => last.push(*point),
            _ => {
                bins.push(vec![*point]);
                begun = bin;
            }
        }
    }
    bins
}

/// Values less their mean, so that squares lose no digits.
struct Centred {
    values: Vec<f64>,
    squares: f64,
    whole: Sums,
}

impl Centred {
    fn of(values: &[f64]) -> Self {
        let there = || values.iter().filter(|value| !value.is_nan());
        let count = there().count() as f64;
        let mean = there().sum::<f64>() / count;
        let varies = there().any(|value| Some(value) != there().next());
        // What never varies is exactly 0, whatever its mean was rounded to.
        let values: Vec<f64> =
            values.iter().map(|value| if varies || value.is_nan() { value - mean } else { 0.0 }).collect();
        let there = || values.iter().filter(|value| !value.is_nan());
        let (sum, squares) = (there().sum(), there().map(|value| value * value).sum());
        Self { squares, whole: Sums { count, sum }, values }
    }

    fn there(&self) -> impl Iterator<Item = (usize, f64)> {
        self.values.iter().copied().enumerate().filter(|(_, value)| !value.is_nan())
    }

    /// The index over some bins.
    fn index<B: AsRef<[usize]>>(&self, bins: impl IntoIterator<Item = B>) -> f64 {
        let (mut between, mut filled) = (0.0, 0.0);
        for bin in bins {
            let there = || bin.as_ref().iter().map(|point| self.values[*point]).filter(|value| !value.is_nan());
            let of_bin = Sums { count: there().count() as f64, sum: there().sum() };
            between += of_bin.between();
            filled += f64::from(u8::from(of_bin.count > 0.0));
        }
        epsilon(between, self.squares, self.whole, filled, 1.0)
    }
}

/// The share of the variance between bins, less what noise within them adds so many `times`.
///
/// With S the sum of squares of all, B of the bins' means and k bins of n points: (B − (k − 1) (S − B)/(n − k))/S.
fn epsilon(between: f64, squares: f64, whole: Sums, filled: f64, times: f64) -> f64 {
    let nothing = whole.between();
    let (between, all) = (between - nothing, squares - nothing);
    let within = (all - between).max(0.0) / (whole.count - filled);
    if all > 0.0 && whole.count > filled { (between - times * (filled - 1.0) * within) / all } else { f64::NAN }
}

/// The correlation of two lists of ranks, with the interval of Fisher's transformation and the standard error of Fieller,
/// Hartley and Pearson (1957), 1.03/√(n − 3).
fn spearman(one: &[f64], other: Vec<f64>) -> Estimate {
    let count = one.len() as f64;
    let mean = |ranks: &[f64]| ranks.iter().sum::<f64>() / count;
    let (mean_one, mean_other) = (mean(one), mean(&other));
    let (mut products, mut squares_one, mut squares_other) = (0.0, 0.0, 0.0);
    for (a, b) in one.iter().zip(&other) {
        let (a, b) = (a - mean_one, b - mean_other);
        products += a * b;
        squares_one += a * a;
        squares_other += b * b;
    }
    let value = products / (squares_one * squares_other).sqrt();
    if !value.is_finite() || count <= 3.0 {
        return Estimate { value: f64::NAN, low: f64::NAN, high: f64::NAN };
    }
    let (middle, half) = (libm::atanh(value.clamp(-1.0, 1.0)), 1.96 * (1.06 / (count - 3.0)).sqrt());
    Estimate { value, low: libm::tanh(middle - half), high: libm::tanh(middle + half) }
}

#[cfg(test)]
mod tests {
    use std::f64::consts::PI;

    use super::*;
    use crate::statistics::quantiles::type_7;
    use crate::statistics::sobol::coordinate;

    fn points(count: u32, factors: usize) -> Vec<Vec<f64>> {
        let place = |point, factor| coordinate(point, factor, 7919 * factor as u32 + 1);
        (0..count).map(|point| (0..factors).map(|factor| place(point, factor)).collect()).collect()
    }

    fn noise(dummies: Vec<f64>) -> f64 {
        let mut dummies = dummies;
        dummies.sort_by(f64::total_cmp);
        type_7(&dummies, 0.95)
    }

    #[test]
    fn a_sum_has_the_shares_of_its_parts_and_the_directions_of_its_slopes() {
        // Shares of 3x − 2y + z: 9, 4 and 1 of 14; ten bins hide a hundredth of each.
        let places = points(1024, 4);
        let values: Vec<f64> = places.iter().map(|at| 3.0 * at[0] - 2.0 * at[1] + at[2]).collect();
        let binned = Binned::of(&places, 1);
        let found = binned.first_order(&values);
        for (found, share) in found.iter().zip([9.0, -4.0, 1.0]) {
            assert!((found.index.value - f64::abs(share) / 14.0).abs() < 0.02, "{found:?}");
            assert!(found.index.low < found.index.value && found.index.value < found.index.high, "{found:?}");
            assert!(found.direction.low * share > 0.0 && found.direction.high * share > 0.0, "{found:?}");
        }
        let (idle, noise) = (found[3], noise(binned.dummies(&values)));
        assert!(idle.index.value < noise && idle.index.low <= 0.0, "{idle:?}, {noise}");
        assert!(idle.direction.low < 0.0 && idle.direction.high > 0.0);
        assert!(found[2].index.value > noise);
    }

    #[test]
    fn ishigami_s_function_has_the_first_order_indices_of_its_closed_form() {
        // 0.3139, 0.4424, 0, although the second has no slope at all. Sixteen bins hide some of its four half-waves: within 0.03.
        let places = points(4096, 3);
        let ishigami = |at: &Vec<f64>| {
            let x: Vec<f64> = at.iter().map(|place| PI * (2.0 * place - 1.0)).collect();
            let (sine, other) = (libm::sin(x[0]), libm::sin(x[1]));
            sine + 7.0 * other * other + 0.1 * x[2] * x[2] * x[2] * x[2] * sine
        };
        let found = Binned::of(&places, 1).first_order(&places.iter().map(ishigami).collect::<Vec<f64>>());
        for (found, expected) in found.iter().zip([0.3139, 0.4424, 0.0]) {
            assert!((found.index.value - expected).abs() < 0.03, "{found:?} instead of {expected}");
        }
        assert!(found[1].direction.low < 0.0 && found[1].direction.high > 0.0);
    }

    #[test]
    fn factors_that_cannot_act_are_about_0_and_few_of_them_pass_for_more() {
        let (count, factors) = (300, 400);
        let mut draws = Draws::new(4);
        let places: Vec<Vec<f64>> = (0..count).map(|_| (0..factors).map(|_| draws.uniform()).collect()).collect();
        let values: Vec<f64> = (0..count).map(|_| draws.normal()).collect();
        let binned = Binned::of(&places, 1);
        let found = binned.first_order(&values);
        let mean = found.iter().map(|found| found.index.value).sum::<f64>() / factors as f64;
        assert!(mean.abs() < 0.003, "unbiased: {mean}");
        let noise = noise(binned.dummies(&values));
        let passed = found.iter().filter(|found| found.index.value > noise && found.index.low > 0.0).count();
        assert!(passed * 20 <= factors, "{passed} of {factors}");
        // The interval holds the truth, 0, about as often as it says.
        let held = found.iter().filter(|found| found.index.low <= 0.0 && found.index.high >= 0.0).count();
        assert!(held * 10 >= factors * 9, "{held} of {factors}");
    }

    #[test]
    fn levels_have_a_bin_each_and_missing_values_do_not_count() {
        let places: Vec<Vec<f64>> = (0..90).map(|point| vec![f64::from(point % 3)]).collect();
        assert_eq!(bins(&places.iter().map(|at| at[0]).collect::<Vec<_>>(), 4).len(), 3);
        let mut values: Vec<f64> = places.iter().map(|at| at[0]).collect();
        let whole = Binned::of(&places, 1).indices(&values)[0];
        assert!((whole - 1.0).abs() < 1e-12, "all of the variance is between levels");
        values[7] = f64::NAN;
        assert!((Binned::of(&places, 1).first_order(&values)[0].index.value - 1.0).abs() < 1e-12);
        let never = Binned::of(&places, 1).first_order(&[0.1; 90])[0];
        assert!(never.index.value.is_nan() && never.direction.value.is_nan());
    }

    #[test]
    fn few_sobol_points_in_many_dimensions_confound_factors_and_drawn_points_do_not() {
        assert!(!Binned::of(&points(64, 60), 1).confounded().is_empty());
        assert_eq!(Binned::of(&points(1024, 10), 1).confounded(), vec![]);
        let mut draws = Draws::new(4);
        let drawn: Vec<Vec<f64>> = (0..64).map(|_| (0..60).map(|_| draws.uniform()).collect()).collect();
        assert_eq!(Binned::of(&drawn, 1).confounded(), vec![]);
    }

    #[test]
    fn bins_are_as_many_as_the_cube_root_of_the_points() {
        assert_eq!([1, 26, 27, 1000, 1200].map(bins_for), [2, 2, 3, 10, 10]);
    }
}
