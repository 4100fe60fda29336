//! Are two samples from one distribution?

/// What the test of Kolmogorov and Smirnov says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KolmogorovSmirnov {
    /// Largest distance between the two distribution functions, from 0 to 1.
    pub distance: f64,
    /// Probability of a distance at least as large where both samples are from one continuous distribution.
    pub p: f64,
}

impl KolmogorovSmirnov {
    /// Compares two samples, in any order; `None` where one is empty.
    ///
    /// The probability is Kolmogorov's limit with the correction for small samples of Stephens (1970), Journal of the Royal
    /// Statistical Society B 32(1): good from an effective number of 4 on.
    pub fn of(one: &[f64], two: &[f64]) -> Option<Self> {
        let (one, two) = (sorted(one), sorted(two));
        if one.is_empty() || two.is_empty() {
            return None;
        }
        let share_up_to =
            |list: &[f64], value: f64| list.partition_point(|other| *other <= value) as f64 / list.len() as f64;
        let apart = |value: &f64| (share_up_to(&one, *value) - share_up_to(&two, *value)).abs();
        let distance = one.iter().chain(&two).map(apart).fold(0.0, f64::max);
        let effective = (one.len() as f64 * two.len() as f64 / (one.len() + two.len()) as f64).sqrt();
        Some(Self { distance, p: beyond((effective + 0.12 + 0.11 / effective) * distance) })
    }

    /// Compares weighted values with the uniform distribution from 0 to 1; `None` without any weight.
    ///
    /// The probability is that of as many unweighted values as the weighted ones are worth: (Σw)²/Σw² (Kish 1965).
    pub fn of_uniform(values: &[f64], weights: &[f64]) -> Option<Self> {
        let sum: f64 = weights.iter().sum();
        let effective = (sum / weights.iter().map(|weight| weight * weight).sum::<f64>().sqrt()).max(0.0);
        if !(effective > 0.0 && effective.is_finite()) {
            return None;
        }
        let mut pairs: Vec<(f64, f64)> = values.iter().copied().zip(weights.iter().copied()).collect();
        pairs.sort_unstable_by(|one, two| one.0.total_cmp(&two.0));
        let (mut below, mut distance) = (0.0, 0f64);
        for (value, weight) in pairs {
            let up_to = below + weight / sum;
            distance = distance.max((value - below).abs()).max((up_to - value).abs());
            below = up_to;
        }
        Some(Self { distance, p: beyond((effective + 0.12 + 0.11 / effective) * distance) })
    }
}

fn sorted(values: &[f64]) -> Vec<f64> {
    let mut values = values.to_vec();
    values.sort_unstable_by(f64::total_cmp);
    values
}

/// Kolmogorov's distribution: 2 Σ (−1)^(j−1) exp(−2 j² λ²), for j from 1 on.
fn beyond(lambda: f64) -> f64 {
    // Below, the series is slow, and the probability is 1 to seven digits.
    if lambda < 0.3 {
        return 1.0;
    }
    let term = |j: u32| {
        let size = libm::exp(-2.0 * f64::from(j * j) * lambda * lambda);
        if j % 2 == 1 { size } else { -size }
    };
    (2.0 * (1..=20).map(term).sum::<f64>()).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_agree_with_hand_computed_ones() {
        let distance = |one: &[f64], two: &[f64]| KolmogorovSmirnov::of(one, two).unwrap().distance;
        assert_eq!(distance(&[1.0, 2.0, 3.0, 4.0], &[3.0, 4.0, 1.0, 2.0]), 0.0);
        assert_eq!(distance(&[1.0, 2.0], &[3.0, 4.0, 5.0]), 1.0);
        // Up to 2: 1 of 2 and none of 4. Up to 5: all of 2 and 2 of 4.
        assert_eq!(distance(&[2.0, 5.0], &[3.0, 5.0, 6.0, 7.0]), 0.5);
        // Ties count on both sides at once.
        assert_eq!(distance(&[1.0, 1.0, 2.0], &[1.0, 2.0, 2.0]), 2.0 / 3.0 - 1.0 / 3.0);
        assert_eq!(KolmogorovSmirnov::of(&[], &[1.0]), None);
    }

    #[test]
    fn weighted_values_agree_with_as_many_unweighted_ones() {
        // scipy.stats.kstest([0.1, 0.2, 0.2, 0.9], 'uniform'): D = 0.55.
        let unweighted = KolmogorovSmirnov::of_uniform(&[0.2, 0.1, 0.9, 0.2], &[1.0; 4]).unwrap();
        let weighted = KolmogorovSmirnov::of_uniform(&[0.2, 0.1, 0.9], &[2.0, 1.0, 1.0]).unwrap();
        assert!((unweighted.distance - 0.55).abs() < 1e-12 && (weighted.distance - 0.55).abs() < 1e-12);
        // Stephens (1970): four values count as √4 of them, and a little more.
        assert_eq!(unweighted.p, beyond((2.0 + 0.12 + 0.11 / 2.0) * unweighted.distance));
        // One value that has twice the weight of the others is worth less than two.
        assert!(weighted.p > unweighted.p, "{weighted:?} {unweighted:?}");
        assert_eq!(KolmogorovSmirnov::of_uniform(&[0.5], &[0.0]), None);
    }

    #[test]
    fn the_limit_agrees_with_its_table() {
        // Smirnov (1948): beyond 1.3581 with probability 0.05, beyond 1.6276 with 0.01, beyond 0.8276 with 0.5.
        for (lambda, p) in [(1.358_1, 0.05), (1.627_6, 0.01), (0.827_57, 0.5)] {
            assert!((beyond(lambda) - p).abs() < 1e-4, "{lambda}: {}", beyond(lambda));
        }
        assert!((beyond(0.3) - 1.0).abs() < 1e-4 && beyond(0.0) == 1.0 && beyond(9.0) < 1e-60);
    }

    #[test]
    fn the_probability_is_near_the_exact_one() {
        // scipy.stats.ks_2samp, exact: 20 numbers against 100 evenly spread, those of the first in the lower 3/5.
        let one: Vec<f64> = (0..20).map(|at| 0.6 * (f64::from(at) + 0.5) / 20.0).collect();
        let two: Vec<f64> = (0..100).map(|at| (f64::from(at) + 0.5) / 100.0).collect();
        let found = KolmogorovSmirnov::of(&one, &two).unwrap();
        assert!((found.distance - EXACT.0).abs() < 1e-12 && (found.p - EXACT.1).abs() < 0.15 * EXACT.1, "{found:?}");
    }

    const EXACT: (f64, f64) = (0.41, 0.005_478_049_729_020_23);
}
