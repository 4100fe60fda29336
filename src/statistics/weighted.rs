//! Weighted values: mean, standard deviation, quantiles, and how many unweighted ones they are worth.

/// How many unweighted values weighted ones are worth, (Σw)²/Σw²; 0 without any weight. Source: Kish (1965), Survey Sampling.
pub fn effective(weights: &[f64]) -> f64 {
    let squares: f64 = weights.iter().map(|weight| weight * weight).sum();
    let all: f64 = weights.iter().sum();
    if squares > 0.0 { all * all / squares } else { 0.0 }
}

/// Mean and standard deviation of the weighted distribution (divisor Σw); `None` without any weight.
pub fn mean_and_sd(values: &[f64], weights: &[f64]) -> Option<(f64, f64)> {
    let sum: f64 = weights.iter().sum();
    let average = |of: &dyn Fn(f64) -> f64| {
        values.iter().zip(weights).map(|(value, weight)| weight * of(*value)).sum::<f64>() / sum
    };
    let mean = average(&|value| value);
    (sum > 0.0).then(|| (mean, average(&|value| (value - mean) * (value - mean)).sqrt()))
}

/// Weighted values in order, of which quantiles are asked. Values may be infinite; NaN is left out.
#[derive(Clone, Debug, Default)]
pub struct Ordered {
    /// Each value with the weight of all up to it.
    cumulative: Vec<(f64, f64)>,
}

impl Ordered {
    /// Puts values, each with its weight, in order; those of no weight are left out.
    pub fn of(values: impl IntoIterator<Item = (f64, f64)>) -> Self {
        let known = values.into_iter().filter(|(value, weight)| !value.is_nan() && *weight > 0.0);
        let mut cumulative: Vec<(f64, f64)> = known.collect();
        cumulative.sort_by(|one, two| one.0.total_cmp(&two.0));
        let mut sum = 0.0;
        for (_, weight) in &mut cumulative {
            sum += *weight;
            *weight = sum;
        }
        Self { cumulative }
    }

    /// How many values there are.
    pub fn count(&self) -> usize {
        self.cumulative.len()
    }

    fn sum(&self) -> f64 {
        self.cumulative.last().map_or(0.0, |(_, sum)| *sum)
    }

    /// The smallest value up to which lies a share `p` of the weight; `None` without values.
    pub fn quantile(&self, p: f64) -> Option<f64> {
        let wanted = p * self.sum();
        let at = self.cumulative.partition_point(|(_, sum)| *sum < wanted);
        self.cumulative.get(at.min(self.count().checked_sub(1)?)).map(|(value, _)| *value)
    }

    /// The share of the weight below a value, that of equal ones by half; `None` without values.
    pub fn share_below(&self, value: f64) -> Option<f64> {
        let up_to = |at: usize| at.checked_sub(1).map_or(0.0, |at| self.cumulative[at].1);
        let below = up_to(self.cumulative.partition_point(|(other, _)| *other < value));
        let not_above = up_to(self.cumulative.partition_point(|(other, _)| *other <= value));
        (self.count() > 0).then(|| (below + not_above) / 2.0 / self.sum())
    }

    /// The mean of the values that are finite; `None` without any.
    pub fn mean(&self) -> Option<f64> {
        let (mut before, mut weights, mut sum) = (0.0, 0.0, 0.0);
        for (value, up_to) in &self.cumulative {
            let weight = up_to - before;
            before = *up_to;
            if value.is_finite() {
                weights += weight;
                sum += weight * value;
            }
        }
        (weights > 0.0).then(|| sum / weights)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_agree_with_hand_computed_ones() {
        // 1 twice, 4 once: mean 2, squares 2·1 + 4, over 3.
        let (mean, sd) = mean_and_sd(&[1.0, 4.0], &[2.0, 1.0]).unwrap();
        assert!((mean - 2.0).abs() < 1e-15 && (sd - 2f64.sqrt()).abs() < 1e-15);
        assert_eq!(mean_and_sd(&[1.0], &[0.0]), None);
        assert_eq!((effective(&[1.0; 5]), effective(&[2.0, 1.0, 1.0]), effective(&[])), (5.0, 16.0 / 6.0, 0.0));
    }

    #[test]
    fn quantiles_are_those_of_values_written_as_often_as_they_weigh() {
        let never = f64::INFINITY;
        let ordered = Ordered::of([(4.0, 1.0), (1.0, 2.0), (f64::NAN, 9.0), (never, 1.0), (7.0, 0.0)]);
        let quantile = |p| ordered.quantile(p).unwrap();
        assert_eq!([0.0, 0.4, 0.6, 0.75, 0.9, 1.0].map(quantile), [1.0, 1.0, 4.0, 4.0, never, never]);
        assert_eq!([0.0, 1.0, 4.0, 5.0].map(|value| ordered.share_below(value).unwrap()), [0.0, 0.25, 0.625, 0.75]);
        assert_eq!((ordered.count(), ordered.mean()), (3, Some(2.0)));
        assert_eq!((Ordered::of([]).quantile(0.5), Ordered::of([]).share_below(0.0)), (None, None));
    }
}
