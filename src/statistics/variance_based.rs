//! Variance-based indices: what share of the variance a factor takes with it.
//!
//! The design is Saltelli's: two samples A and B, and A with the column of one factor from B. First-order index:
//! Saltelli et al. (2010), Computer Physics Communications 181(2), table 2, (b); total index: Jansen (1999), ibid., (f);
//! second order: Saltelli (2002), Computer Physics Communications 145(2).

use super::moments::Moments;
use super::resampling::{Draws, Estimate, RESAMPLES, Resamples};

/// The variance-based indices of a sample.
#[derive(Clone, Debug, PartialEq)]
pub struct VarianceBased {
    /// First-order index by factor: the share of the variance that would go if the factor were known.
    pub first: Vec<Estimate>,
    /// Total index by factor: the share that would stay if all but the factor were known.
    pub total: Vec<Estimate>,
    /// Second-order index by pair of factors, where the design has what it takes.
    pub second: Vec<(usize, usize, Estimate)>,
    /// First-order indices of factors that cannot act: the changes that each factor makes, beside values that they have
    /// nothing to do with.
    pub dummies: Vec<f64>,
    /// Rows of the base sample in which no value is missing.
    pub rows: usize,
}

/// Dummies of each factor.
const DUMMIES: usize = 20;

/// Values by sample, each as long as there are whole rows.
struct Samples {
    a: Vec<f64>,
    b: Vec<f64>,
    ab: Vec<Vec<f64>>,
    ba: Vec<Vec<f64>>,
}

/// Points that belong to one row of the base sample.
pub fn block(factors: usize, second_order: bool) -> usize {
    if second_order { 2 * factors + 2 } else { factors + 2 }
}

/// Sum, sum of squares and number of the values of A and B: their variance by resample.
fn variance(sum: f64, squares: f64, count: f64) -> f64 {
    squares / count - (sum / count) * (sum / count)
}

impl Samples {
    /// The values stand row after row: A, A with each factor from B, with second order B with each factor from A, B.
    /// A row with a missing value (NaN) is left out, and values are centred: the estimators are biased otherwise.
    fn of(values: &[f64], factors: usize, second_order: bool) -> Self {
        let block = block(factors, second_order);
        let rows: Vec<&[f64]> =
            values.chunks_exact(block).filter(|row| row.iter().all(|value| value.is_finite())).collect();
        let mean = rows.iter().flat_map(|row| row.iter()).sum::<f64>() / (rows.len() * block) as f64;
        let column = |at: usize| rows.iter().map(|row| row[at] - mean).collect::<Vec<f64>>();
        let ba = if second_order { (factors + 1..2 * factors + 1).map(column).collect() } else { vec![] };
        Self { a: column(0), b: column(block - 1), ab: (1..=factors).map(column).collect(), ba }
    }

    /// What each row adds to an estimator's numerator.
    fn first(&self, factor: usize) -> Vec<f64> {
        let changes = self.ab[factor].iter().zip(&self.a).map(|(ab, a)| ab - a);
        changes.zip(&self.b).map(|(change, b)| change * b).collect()
    }

    fn total(&self, factor: usize) -> Vec<f64> {
        self.ab[factor].iter().zip(&self.a).map(|(ab, a)| (a - ab) * (a - ab) / 2.0).collect()
    }

    /// Of a pair of factors together, and what both have for themselves.
    fn second(&self, one: usize, other: usize) -> Vec<f64> {
        let together = self.ba[one].iter().zip(&self.ab[other]).zip(self.a.iter().zip(&self.b));
        let own = self.first(one).into_iter().zip(self.first(other));
        together.zip(own).map(|(((ba, ab), (a, b)), (one, other))| ba * ab - a * b - one - other).collect()
    }
}

/// Indices of a Saltelli sample, in the order of [`block`]'s points; `None` with fewer than two whole rows, or where
/// nothing varies.
pub fn variance_based(values: &[f64], factors: usize, second_order: bool, seed: u64) -> Option<VarianceBased> {
    let samples = Samples::of(values, factors, second_order);
    let rows = samples.a.len();
    let both = || samples.a.iter().zip(&samples.b).enumerate();
    let count = 2.0 * rows as f64;
    let of_all = |term: fn(f64, f64) -> f64| both().map(|(_, (a, b))| term(*a, *b)).sum::<f64>();
    let whole = variance(of_all(|a, b| a + b), of_all(|a, b| a * a + b * b), count);
    let varies = both().any(|(_, (a, b))| *a != samples.a[0] || *b != samples.a[0]);
    if rows < 2 || !varies {
        return None;
    }
    let resamples = Resamples::of(rows, seed);
    let sums = resamples.sums(both().map(|(row, (a, b))| (row, a + b)));
    let squares = resamples.sums(both().map(|(row, (a, b))| (row, a * a + b * b)));
    let variances: Vec<f64> = sums.iter().zip(&squares).map(|(sum, squares)| variance(*sum, *squares, count)).collect();
    let estimate = |terms: Vec<f64>| {
        let value = terms.iter().sum::<f64>() / rows as f64 / whole;
        let sums = resamples.sums(terms.into_iter().enumerate());
        Estimate::of(value, sums.iter().zip(&variances).map(|(sum, all)| sum / rows as f64 / all).collect())
    };
    let pairs = (0..factors).flat_map(|one| (one + 1..factors).map(move |other| (one, other)));
    let pairs = pairs.filter(|_| second_order);
    Some(VarianceBased {
        first: (0..factors).map(|factor| estimate(samples.first(factor))).collect(),
        total: (0..factors).map(|factor| estimate(samples.total(factor))).collect(),
        second: pairs.map(|(one, other)| (one, other, estimate(samples.second(one, other)))).collect(),
        dummies: dummies(&samples, whole, seed),
        rows,
    })
}

/// The total indices that luck alone gives to factors that cannot act, of as many dummies as there are resamples: A and A
/// with another column differ by their errors only. Values and standard errors stand row after row.
pub fn total_dummies(values: &[f64], errors: &[f64], factors: usize, second_order: bool, seed: u64) -> Vec<f64> {
    let (block, mut draws) = (block(factors, second_order), Draws::new(seed));
    let ends = values.chunks_exact(block).flat_map(|row| [row[0], row[block - 1]]);
    let mut moments = Moments::default();
    ends.filter(|value| value.is_finite()).for_each(|value| moments.push(value));
    let variance = moments.sd().map_or(f64::NAN, |sd| sd * sd);
    let rows: Vec<f64> = errors.chunks_exact(block).map(|row| row[0]).filter(|error| error.is_finite()).collect();
    let mut dummy = |_| {
        // The difference of two errors has twice the variance of one, of which the index takes half.
        let squares = rows.iter().map(|error| draws.normal() * error).map(|off| off * off);
        squares.sum::<f64>() / rows.len() as f64 / variance
    };
    (0..RESAMPLES).map(&mut dummy).filter(|index| index.is_finite()).collect()
}

/// First-order indices of nothing: B in another order has nothing to do with what the factor changed in A.
fn dummies(samples: &Samples, variance: f64, seed: u64) -> Vec<f64> {
    let rows = samples.a.len();
    let mut draws = Draws::new(seed ^ 0x0064_756d_6d79);
    let orders: Vec<Vec<usize>> = (0..DUMMIES).map(|_| draws.permutation(rows)).collect();
    let of_factor = |ab: &Vec<f64>| {
        let dummy = |order: &Vec<usize>| {
            let terms = order.iter().enumerate().map(|(row, other)| samples.b[*other] * (ab[row] - samples.a[row]));
            terms.sum::<f64>() / rows as f64 / variance
        };
        orders.iter().map(dummy).collect::<Vec<f64>>()
    };
    samples.ab.iter().flat_map(of_factor).collect()
}

#[cfg(test)]
mod tests {
    use std::f64::consts::PI;

    use super::*;
    use crate::statistics::sobol::coordinate;

    /// A model's values over a Saltelli sample of scrambled Sobol points.
    fn sampled(rows: u32, factors: usize, second: bool, model: impl Fn(&[f64]) -> f64) -> Vec<f64> {
        let mut values = Vec::new();
        for row in 0..rows {
            let places: Vec<f64> = (0..2 * factors).map(|at| coordinate(row, at, 7919 * at as u32 + 1)).collect();
            let (a, b) = places.split_at(factors);
            let with = |into: &[f64], from: &[f64], at: usize| {
                let mut places = into.to_vec();
                places[at] = from[at];
                model(&places)
            };
            values.push(model(a));
            values.extend((0..factors).map(|at| with(a, b, at)));
            if second {
                values.extend((0..factors).map(|at| with(b, a, at)));
            }
            values.push(model(b));
        }
        values
    }

    /// Ishigami and Homma (1990) with a = 7, b = 0.1, over [-π, π]³.
    pub fn ishigami(places: &[f64]) -> f64 {
        let x: Vec<f64> = places.iter().map(|place| PI * (2.0 * place - 1.0)).collect();
        let (sine, other) = (libm::sin(x[0]), libm::sin(x[1]));
        sine + 7.0 * other * other + 0.1 * x[2] * x[2] * x[2] * x[2] * sine
    }

    #[test]
    fn ishigami_s_function_has_the_indices_of_its_closed_form() {
        // S1 0.3139, 0.4424, 0; ST 0.5576, 0.4424, 0.2437; of pairs only the first and third: 0.2437.
        let found = variance_based(&sampled(4096, 3, true, ishigami), 3, true, 1).unwrap();
        for (factor, (first, total)) in [(0.3139, 0.5576), (0.4424, 0.4424), (0.0, 0.2437)].into_iter().enumerate() {
            assert!((found.first[factor].value - first).abs() < 0.01, "S1 {factor}: {:?}", found.first[factor]);
            assert!((found.total[factor].value - total).abs() < 0.01, "ST {factor}: {:?}", found.total[factor]);
            assert!(found.total[factor].low < total && total < found.total[factor].high);
        }
        for ((one, other, second), expected) in found.second.iter().zip([0.0, 0.2437, 0.0]) {
            assert!((second.value - expected).abs() < 0.02, "S2 {one} {other}: {second:?}");
        }
        assert_eq!((found.rows, found.second.len()), (4096, 3));
    }

    #[test]
    fn sobol_s_g_function_has_the_indices_of_its_closed_form() {
        // Saltelli and Sobol (1995): V_i = 1/(3(1 + a_i)²), V = Π(1 + V_i) − 1, T_i = V_i Π_{j≠i}(1 + V_j).
        let a = [0.0, 1.0, 4.5, 9.0, 99.0];
        let model = |places: &[f64]| {
            places.iter().zip(a).map(|(place, a)| ((4.0 * place - 2.0).abs() + a) / (1.0 + a)).product::<f64>()
        };
        let parts = a.map(|a| 1.0 / (3.0 * (1.0 + a) * (1.0 + a)));
        let product = |without: Option<usize>| {
            (0..5).filter(|at| Some(*at) != without).map(|at| 1.0 + parts[at]).product::<f64>()
        };
        let variance = product(None) - 1.0;
        let found = variance_based(&sampled(4096, 5, false, model), 5, false, 1).unwrap();
        for (factor, part) in parts.into_iter().enumerate() {
            let (first, total) = (part / variance, part * product(Some(factor)) / variance);
            assert!(
                (found.first[factor].value - first).abs() < 0.01,
                "S1 {factor}: {:?}, {first}",
                found.first[factor]
            );
            assert!(
                (found.total[factor].value - total).abs() < 0.01,
                "ST {factor}: {:?}, {total}",
                found.total[factor]
            );
        }
        assert_eq!(found.second, vec![]);
    }

    #[test]
    fn a_factor_that_cannot_act_has_indices_of_exactly_0() {
        let found = variance_based(&sampled(64, 3, false, |places| places[0] + places[1]), 3, false, 1).unwrap();
        assert_eq!((found.first[2].value, found.total[2].value, found.total[2].high), (0.0, 0.0, 0.0));
        assert!(found.total[0].low > 0.0);
    }

    #[test]
    fn total_indices_of_nothing_are_as_large_as_luck_makes_them() {
        // Errors of a tenth of the standard deviation are a hundredth of the variance.
        let values: Vec<f64> = (0..4 * 3000).map(|at| if at / 4 % 2 == 0 { -1.0 } else { 1.0 }).collect();
        let found = total_dummies(&values, &vec![0.1; values.len()], 2, false, 1);
        assert!(found.len() == RESAMPLES && (found[0] - 0.01).abs() < 0.001, "{}", found[0]);
    }

    #[test]
    fn a_row_with_a_missing_value_does_not_count_and_what_never_varies_has_no_indices() {
        let mut values = sampled(64, 2, false, |places| places[0]);
        let whole = variance_based(&values[4..], 2, false, 1).unwrap();
        values[2] = f64::NAN;
        assert_eq!(variance_based(&values, 2, false, 1), Some(whole));
        assert_eq!(variance_based(&[3.0; 40], 2, false, 1), None);
        assert_eq!(variance_based(&[1.0, 2.0, 3.0, 4.0], 2, false, 1), None, "one row");
    }
}
