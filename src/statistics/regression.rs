//! Multiple linear regression on standardised numbers, and how well it foretells points that it has not seen.
//!
//! Standardised coefficients as measures of sensitivity: Saltelli et al. (2008), Global Sensitivity Analysis, section 1.2.5.

use super::distributions::student_quantile;
use super::resampling::{Draws, Estimate};

/// Parts of the points, of which each is foretold from the others.
const FOLDS: usize = 10;

/// A regression of one thing that is measured on all factors.
#[derive(Clone, Debug, PartialEq)]
pub struct Regression {
    /// Standardised coefficient by factor with Student's 95 % interval: standard deviations that the value moves where
    /// the place moves by one; NaN for a factor that never moves.
    pub coefficients: Vec<Estimate>,
    /// Share of the variance that is foretold at points left out of the fit, ten folds; below 0 where the mean foretells
    /// better.
    pub r2: f64,
}

/// Why there is no regression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// There are too few points with a value; so many are needed.
    Needs(usize),
    /// Nothing varies, or factors move only together.
    Degenerate,
}

/// Points that so many factors need: twice as many as there are coefficients, in nine of ten folds.
pub fn needed(factors: usize) -> usize {
    (2 * (factors + 1) * FOLDS).div_ceil(FOLDS - 1)
}

/// A sample prepared for regressions on it.
pub struct Prepared {
    /// Points that have a value.
    points: Vec<usize>,
    /// Standardised places of the factors that move, by point.
    rows: Vec<Vec<f64>>,
    /// The number of each of them among all.
    moving: Vec<usize>,
    factors: usize,
    fold: Vec<usize>,
    whole: Factored,
    without: Vec<Factored>,
}

impl Prepared {
    /// Prepares the points at which `there` says that a value is. `places` are by point and factor.
    ///
    /// # Errors
    /// When there are too few points, or factors move only together.
    pub fn of(places: &[Vec<f64>], there: &[bool], seed: u64) -> Result<Self, Refused> {
        let factors = places.first().map_or(0, Vec::len);
        let points: Vec<usize> = (0..places.len()).filter(|point| there[*point]).collect();
        if points.len() < needed(factors) {
            return Err(Refused::Needs(needed(factors)));
        }
        let column = |factor: usize| standardised(points.iter().map(|point| places[*point][factor]));
        let moving = (0..factors).filter_map(|factor| Some((factor, column(factor)?)));
        let (moving, columns): (Vec<usize>, Vec<Vec<f64>>) = moving.unzip();
        let row = |at: usize| columns.iter().map(|column| column[at]).collect::<Vec<f64>>();
        let rows: Vec<Vec<f64>> = (0..points.len()).map(row).collect();
        let order = Draws::new(seed).permutation(rows.len());
        let mut fold = vec![0; rows.len()];
        order.iter().enumerate().for_each(|(at, point)| fold[*point] = at % FOLDS);
        let all = gram(rows.iter(), moving.len());
        let without = (0..FOLDS).map(|out| {
            let left_out = gram(rows.iter().zip(&fold).filter(|(_, of)| **of == out).map(|(row, _)| row), moving.len());
            Factored::of(all.iter().zip(&left_out).map(|(all, out)| all - out).collect(), moving.len() + 1)
        });
        let without = without.collect::<Option<Vec<_>>>().ok_or(Refused::Degenerate)?;
        let whole = Factored::of(all, moving.len() + 1).ok_or(Refused::Degenerate)?;
        Ok(Self { points, rows, moving, factors, fold, whole, without })
    }

    /// The regression of values, which are by point.
    ///
    /// # Errors
    /// When the values never vary.
    pub fn fit(&self, values: &[f64]) -> Result<Regression, Refused> {
        let values = standardised(self.points.iter().map(|point| values[*point])).ok_or(Refused::Degenerate)?;
        let right = |wanted: &dyn Fn(usize) -> bool| {
            let mut right = vec![0.0; self.moving.len() + 1];
            for (_, (row, value)) in self.rows.iter().zip(&values).enumerate().filter(|(at, _)| wanted(*at)) {
                right.iter_mut().zip([1.0].iter().chain(row)).for_each(|(sum, place)| *sum += place * value);
            }
            right
        };
        let solved = self.whole.solve(right(&|_| true));
        let off = |at: usize, solved: &[f64]| values[at] - foretold(solved, &self.rows[at]);
        let squares: f64 = (0..values.len()).map(|at| off(at, &solved)).map(|off| off * off).sum();
        let missed: f64 = (0..FOLDS)
            .map(|out| {
                let solved = self.without[out].solve(right(&|at| self.fold[at] != out));
                let missed = (0..values.len()).filter(|at| self.fold[*at] == out).map(|at| off(at, &solved));
                missed.map(|off| off * off).sum::<f64>()
            })
            .sum();
        let freedom = (values.len() - solved.len()) as f64;
        let t = student_quantile(freedom, 0.975);
        let mut coefficients = vec![Estimate { value: f64::NAN, low: f64::NAN, high: f64::NAN }; self.factors];
        for (at, factor) in self.moving.iter().enumerate() {
            let (value, half) = (solved[at + 1], t * (squares / freedom * self.whole.inverse_diagonal[at + 1]).sqrt());
            coefficients[*factor] = Estimate { value, low: value - half, high: value + half };
        }
        Ok(Regression { coefficients, r2: 1.0 - missed / values.iter().map(|value| value * value).sum::<f64>() })
    }
}

/// Values less their mean, in standard deviations; `None` where they never vary.
fn standardised(values: impl Iterator<Item = f64>) -> Option<Vec<f64>> {
    let mut values: Vec<f64> = values.collect();
    if values.iter().all(|value| *value == values[0]) {
        return None;
    }
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let sd = (values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / (count - 1.0)).sqrt();
    values.iter_mut().for_each(|value| *value = (*value - mean) / sd);
    Some(values)
}

fn foretold(solved: &[f64], row: &[f64]) -> f64 {
    solved[0] + solved[1..].iter().zip(row).map(|(coefficient, place)| coefficient * place).sum::<f64>()
}

/// Sums of products of the columns, 1 before them: a square matrix, of which the lower half is filled.
pub(super) fn gram<'a>(rows: impl Iterator<Item = &'a Vec<f64>>, columns: usize) -> Vec<f64> {
    let size = columns + 1;
    let mut gram = vec![0.0; size * size];
    for row in rows {
        gram[0] += 1.0;
        for (at, place) in row.iter().enumerate() {
            let line = &mut gram[(at + 1) * size..][..at + 2];
            line[0] += place;
            line[1..].iter_mut().zip(row).for_each(|(sum, other)| *sum += place * other);
        }
    }
    gram
}

/// Cholesky's factor of a matrix, lower half, and the diagonal of the matrix's inverse.
pub(super) struct Factored {
    lower: Vec<f64>,
    size: usize,
    pub(super) inverse_diagonal: Vec<f64>,
}

impl Factored {
    /// `None` for a matrix that is not positive definite, to rounding.
    pub(super) fn of(mut matrix: Vec<f64>, size: usize) -> Option<Self> {
        /// A pivot that is a smaller part of what it was is rounding.
        const LEAST: f64 = 1e-10;
        for row in 0..size {
            let (above, own) = matrix.split_at_mut(row * size);
            let own = &mut own[..=row];
            let was = own[row];
            for column in 0..row {
                let other = &above[column * size..][..=column];
                let sum: f64 = own[..column].iter().zip(&other[..column]).map(|(a, b)| a * b).sum();
                own[column] = (own[column] - sum) / other[column];
            }
            let pivot = was - own[..row].iter().map(|value| value * value).sum::<f64>();
            if pivot.is_nan() || pivot <= LEAST * was {
                return None;
            }
            own[row] = pivot.sqrt();
        }
        let mut factored = Self { lower: matrix, size, inverse_diagonal: vec![] };
        // A column of the inverse of the lower half begins at its own row.
        let diagonal = |at: usize| factored.forward(unit(size, at), at).iter().map(|value| value * value).sum();
        factored.inverse_diagonal = (0..size).map(diagonal).collect();
        Some(factored)
    }

    fn row(&self, row: usize) -> &[f64] {
        &self.lower[row * self.size..][..=row]
    }

    /// Solves with the lower half, for a right side that is 0 before `first`.
    fn forward(&self, mut right: Vec<f64>, first: usize) -> Vec<f64> {
        for row in first..self.size {
            let own = self.row(row);
            let sum: f64 = own[first..row].iter().zip(&right[first..row]).map(|(a, b)| a * b).sum();
            right[row] = (right[row] - sum) / own[row];
        }
        right
    }

    pub(super) fn solve(&self, right: Vec<f64>) -> Vec<f64> {
        let mut solved = self.forward(right, 0);
        for row in (0..self.size).rev() {
            let own = self.row(row);
            solved[row] /= own[row];
            let value = solved[row];
            solved[..row].iter_mut().zip(own).for_each(|(sum, factor)| *sum -= factor * value);
        }
        solved
    }
}

fn unit(size: usize, at: usize) -> Vec<f64> {
    let mut unit = vec![0.0; size];
    unit[at] = 1.0;
    unit
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(count: usize, factors: usize) -> Vec<Vec<f64>> {
        let mut draws = Draws::new(9);
        (0..count).map(|_| (0..factors).map(|_| draws.uniform()).collect()).collect()
    }

    fn fitted(places: &[Vec<f64>], values: &[f64]) -> Result<Regression, Refused> {
        let there: Vec<bool> = values.iter().map(|value| !value.is_nan()).collect();
        Prepared::of(places, &there, 1)?.fit(values)
    }

    #[test]
    fn a_line_is_found_again_and_foretells_all_points() {
        let places = sample(60, 3);
        let values: Vec<f64> = places.iter().map(|at| 5.0 + 3.0 * at[0] - 4.0 * at[1]).collect();
        let found = fitted(&places, &values).unwrap();
        assert!((found.r2 - 1.0).abs() < 1e-12);
        // Uniform places: the coefficients are near 3/5, -4/5 and 0.
        for (found, expected) in found.coefficients.iter().zip([0.6, -0.8, 0.0]) {
            assert!((found.value - expected).abs() < 0.15, "{found:?}");
        }
        assert!(found.coefficients[2].value.abs() < 1e-12);
    }

    #[test]
    fn coefficients_and_intervals_agree_with_a_simple_regression_by_hand() {
        // One factor: the coefficient is the correlation r, its standard error √((1 − r²)/(n − 2)).
        let places: Vec<Vec<f64>> = (0..10).map(|at| vec![f64::from(at)]).collect();
        let values = [1.0, 3.0, 2.0, 5.0, 4.0, 6.0, 9.0, 7.0, 8.0, 10.0];
        let found = fitted(&places, &values).unwrap().coefficients[0];
        let r = 1.0 - 6.0 * 10.0 / (10.0 * 99.0);
        let half = 2.306_004_135 * ((1.0 - r * r) / 8.0f64).sqrt();
        assert!((found.value - r).abs() < 1e-12 && (found.high - r - half).abs() < 1e-8, "{found:?}");
    }

    #[test]
    fn noise_is_not_foretold() {
        let places = sample(200, 20);
        let mut draws = Draws::new(2);
        let values: Vec<f64> = places.iter().map(|_| draws.normal()).collect();
        let found = fitted(&places, &values).unwrap();
        assert!(found.r2 < 0.05, "{}", found.r2);
        let passed = found.coefficients.iter().filter(|found| found.low > 0.0 || found.high < 0.0).count();
        assert!(passed <= 3, "{passed} of 20");
    }

    #[test]
    fn too_few_points_are_refused_with_how_many_are_needed() {
        assert_eq!(needed(3), 9);
        let mut values = vec![1.0; 9];
        values[2] = f64::NAN;
        assert_eq!(fitted(&sample(9, 3), &values), Err(Refused::Needs(9)));
        assert_eq!(fitted(&sample(9, 3), &[1.0; 9]), Err(Refused::Degenerate));
        let twice: Vec<Vec<f64>> = sample(50, 1).into_iter().map(|at| vec![at[0], at[0]]).collect();
        let values: Vec<f64> = twice.iter().map(|at| at[0]).collect();
        assert_eq!(fitted(&twice, &values), Err(Refused::Degenerate));
    }

    #[test]
    fn a_factor_that_never_moves_has_no_coefficient_and_does_not_harm_the_others() {
        let mut places = sample(40, 2);
        places.iter_mut().for_each(|at| at[0] = 0.5);
        let values: Vec<f64> = places.iter().map(|at| at[1]).collect();
        let found = fitted(&places, &values).unwrap();
        assert!(found.coefficients[0].value.is_nan() && (found.coefficients[1].value - 1.0).abs() < 1e-12);
    }
}
