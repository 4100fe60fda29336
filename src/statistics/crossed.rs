//! First-order indices over the levels of a crossed design: an analysis of variance by main effects.
//!
//! Every level of one factor meets every level of the others equally often, so that sums of squares of main effects
//! add up. What they leave, interactions among it, is what counts as noise (Fisher 1925; epsilon squared: Kelley 1935).

use super::resampling::{Draws, Estimate, RESAMPLES};

/// The indices of a crossed design.
#[derive(Clone, Debug, PartialEq)]
pub struct Crossed {
    /// First-order index by factor.
    pub first: Vec<Estimate>,
    /// Indices of factors that cannot act, with as many levels as any factor has.
    pub dummies: Vec<f64>,
}

/// Are all combinations of levels there, equally often? `levels` are by point and factor.
pub fn is_crossed(levels: &[Vec<usize>]) -> bool {
    let combinations = counts(levels).iter().try_fold(1usize, |product, count| product.checked_mul(*count));
    let mut sorted: Vec<&Vec<usize>> = levels.iter().collect();
    sorted.sort_unstable();
    let mut alike = sorted.chunk_by(|a, b| a == b).map(<[_]>::len);
    let distinct = alike.clone().count();
    let first = alike.next();
    combinations == Some(distinct) && alike.all(|count| Some(count) == first)
}

/// Levels of each factor: one more than the largest.
fn counts(levels: &[Vec<usize>]) -> Vec<usize> {
    let factors = levels.first().map_or(0, Vec::len);
    (0..factors).map(|factor| levels.iter().map(|point| point[factor] + 1).max().unwrap_or(0)).collect()
}

/// Indices of a design that [`is_crossed`], with the interval over resampled residuals; `None` where nothing varies.
/// Without an interval where main effects leave no freedom. `levels` are by point and factor, `values` by point, none
/// of them missing.
pub fn crossed(levels: &[Vec<usize>], values: &[f64], seed: u64) -> Option<Crossed> {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    if values.iter().all(|value| *value == values[0]) {
        return None;
    }
    let centred: Vec<f64> = values.iter().map(|value| value - mean).collect();
    let counts = counts(levels);
    let columns: Vec<Vec<usize>> =
        (0..counts.len()).map(|factor| levels.iter().map(|point| point[factor]).collect()).collect();
    let effects: Vec<Vec<f64>> =
        columns.iter().zip(&counts).map(|(column, count)| means(column, *count, &centred)).collect();
    let fitted =
        |point: usize| columns.iter().zip(&effects).map(|(column, effects)| effects[column[point]]).sum::<f64>();
    let fitted: Vec<f64> = (0..values.len()).map(fitted).collect();
    let residuals: Vec<f64> = centred.iter().zip(&fitted).map(|(value, fitted)| value - fitted).collect();
    let freedom = count - 1.0 - counts.iter().map(|count| *count as f64 - 1.0).sum::<f64>();
    let indices = |values: &[f64], times: f64| {
        let between: Vec<f64> =
            columns.iter().zip(&counts).map(|(column, count)| between(column, *count, values)).collect();
        let all = squares(values);
        let left = if freedom > 0.0 { (all - between.iter().sum::<f64>()).max(0.0) / freedom } else { 0.0 };
        let index = |(between, count): (&f64, &usize)| (between - times * (*count as f64 - 1.0) * left) / all;
        between.iter().zip(&counts).map(index).collect::<Vec<f64>>()
    };
    let (mut draws, mut resampled) = (Draws::new(seed), vec![vec![]; counts.len()]);
    for _ in 0..if freedom > 0.0 { RESAMPLES } else { 0 } {
        let drawn: Vec<f64> = fitted.iter().map(|fitted| fitted + residuals[draws.below(residuals.len())]).collect();
        let middle = drawn.iter().sum::<f64>() / count;
        let drawn: Vec<f64> = drawn.iter().map(|value| value - middle).collect();
        // Drawing residuals adds their noise once more.
        resampled.iter_mut().zip(indices(&drawn, 2.0)).for_each(|(list, index)| list.push(index));
    }
    let found = indices(&centred, 1.0);
    let first = found.into_iter().zip(resampled).map(|(index, resampled)| Estimate::of(index, resampled)).collect();
    let finest = counts.iter().copied().max().unwrap_or(1);
    let (all, left) = (squares(&centred), squares(&residuals) / freedom.max(1.0));
    let dummy = |_| {
        let order = draws.permutation(residuals.len());
        let column: Vec<usize> = order.iter().map(|at| at % finest).collect();
        (between(&column, finest, &residuals) - (finest as f64 - 1.0) * left) / all
    };
    Some(Crossed { first, dummies: (0..RESAMPLES).map(dummy).collect() })
}

fn squares(values: &[f64]) -> f64 {
    values.iter().map(|value| value * value).sum()
}

/// Mean over each level.
fn means(column: &[usize], count: usize, values: &[f64]) -> Vec<f64> {
    let mut sums = vec![(0.0, 0.0); count];
    for (level, value) in column.iter().zip(values) {
        sums[*level].0 += value;
        sums[*level].1 += 1.0;
    }
    sums.into_iter().map(|(sum, count)| if count > 0.0 { sum / count } else { 0.0 }).collect()
}

/// Sum of squares of the means of levels, of values whose mean is 0.
fn between(column: &[usize], count: usize, values: &[f64]) -> f64 {
    let means = means(column, count, values);
    column.iter().map(|level| means[*level] * means[*level]).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(counts: [usize; 3]) -> Vec<Vec<usize>> {
        let of =
            |number: usize| vec![number % counts[0], number / counts[0] % counts[1], number / counts[0] / counts[1]];
        (0..counts.iter().product()).map(of).collect()
    }

    #[test]
    fn an_additive_model_has_its_exact_shares() {
        // Variances of levels 0..2, 0..3 and 0..1: 2/3, 5/4, 1/4. 2x + y: 8/3 and 5/4 of 47/12.
        let levels = grid([3, 4, 2]);
        let values: Vec<f64> = levels.iter().map(|at| (2 * at[0] + at[1]) as f64).collect();
        let found = crossed(&levels, &values, 1).unwrap();
        for (found, share) in found.first.iter().zip([32.0 / 47.0, 15.0 / 47.0, 0.0]) {
            assert!((found.value - share).abs() < 1e-12 && (found.low - share).abs() < 1e-12, "{found:?}");
        }
        assert!(found.dummies.iter().all(|dummy| dummy.abs() < 1e-12));
    }

    #[test]
    fn a_factor_that_cannot_act_passes_for_no_more_than_the_noise() {
        let (levels, mut draws) = (grid([5, 6, 10]), Draws::new(8));
        let values: Vec<f64> = levels.iter().map(|at| at[0] as f64 + draws.normal()).collect();
        let found = crossed(&levels, &values, 1).unwrap();
        let mut dummies = found.dummies;
        dummies.sort_by(f64::total_cmp);
        let noise = dummies[dummies.len() * 95 / 100];
        assert!(found.first[0].low > noise && found.first[0].high < 1.0, "{:?} {noise}", found.first);
        assert!(found.first[1].value < noise && found.first[2].low <= 0.0, "{:?} {noise}", found.first);
        assert!((dummies.iter().sum::<f64>() / dummies.len() as f64).abs() < 0.005, "dummies are about 0");
    }

    #[test]
    fn only_whole_crossings_are_crossed() {
        let mut levels = grid([3, 4, 2]);
        assert!(is_crossed(&levels));
        levels.extend(grid([3, 4, 2]));
        assert!(is_crossed(&levels), "every combination twice");
        levels.pop();
        assert!(!is_crossed(&levels));
        assert!(!is_crossed(&[vec![0, 0], vec![1, 1]]));
    }

    #[test]
    fn where_nothing_varies_or_nothing_is_left_there_is_no_interval() {
        assert_eq!(crossed(&grid([2, 2, 2]), &[1.0; 8], 1), None);
        let alone: Vec<Vec<usize>> = (0..4).map(|level| vec![level]).collect();
        let found = crossed(&alone, &[1.0, 2.0, 4.0, 8.0], 1).unwrap().first[0];
        assert!((found.value - 1.0).abs() < 1e-12 && found.low.is_nan());
    }
}
