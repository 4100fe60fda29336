//! Which history of an ensemble to look at.

use super::moments::Moments;
use super::quantiles::type_7;

/// The replicate whose outcomes lie nearest the medians: the least mean distance, in standard
/// deviations, over the outcomes that vary. An outcome that came about here and not in most
/// histories, or the other way round, counts as one standard deviation. `None` without histories.
///
/// `values` are by outcome and replicate; NaN is missing.
pub fn typical(values: &[Vec<f64>]) -> Option<u64> {
    let replicates = values.first()?.len();
    let mut distance = vec![0.0; replicates];
    for outcome in values {
        let mut seen: Vec<f64> = outcome.iter().copied().filter(|value| !value.is_nan()).collect();
        seen.sort_by(f64::total_cmp);
        let mut moments = Moments::default();
        seen.iter().for_each(|value| moments.push(*value));
        let usual = 2 * seen.len() >= replicates;
        let spread = moments.sd().filter(|sd| *sd > 0.0);
        for (distance, value) in distance.iter_mut().zip(outcome) {
            *distance += match (value.is_nan(), usual, spread) {
                (false, true, Some(sd)) => (value - type_7(&seen, 0.5)).abs() / sd,
                (false, true, None) | (true, false, _) => 0.0,
                (true, true, _) | (false, false, _) => 1.0,
            };
        }
    }
    (0..replicates).min_by(|a, b| distance[*a].total_cmp(&distance[*b])).map(|replicate| replicate as u64)
}

/// The replicate with the least of something; the first of several.
pub fn least(values: &[f64]) -> Option<u64> {
    (0..values.len()).min_by(|a, b| values[*a].total_cmp(&values[*b])).map(|replicate| replicate as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_typical_history_is_in_the_middle_of_most() {
        let nan = f64::NAN;
        // The third is at the median of both; the second is nearer in one and far in the other.
        assert_eq!(typical(&[vec![1.0, 3.1, 3.0, 5.0], vec![0.0, 9.0, 1.0, 2.0]]), Some(2));
        // What most histories saw, a typical one sees.
        assert_eq!(typical(&[vec![nan, 2.0, 2.0, 2.0], vec![5.0, 4.0, 5.0, 6.0]]), Some(2));
        assert_eq!((typical(&[]), least(&[0.3, 0.1, 0.2])), (None, Some(1)));
    }
}
