//! The bootstrap: how far an estimate would move if other points had been drawn.
//!
//! An estimate that is made of sums over points is made anew from the sums over points drawn with replacement (Efron
//! 1979). The resamples are drawn once, and every estimate of one sample uses the same.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::quantiles::type_7;

/// Resamples behind an interval of indices: enough for 2.5 % tails of five.
pub const RESAMPLES: usize = 200;

/// An estimate with its 95 % interval, from percentiles of the bootstrap.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// Low end of its interval.
    pub low: f64,
    /// High end of its interval.
    pub high: f64,
}

impl Estimate {
    /// An estimate with the values that it has in the resamples; those that are not finite do not count. Without any,
    /// the interval's ends are NaN.
    pub fn of(value: f64, mut resampled: Vec<f64>) -> Self {
        resampled.retain(|value| value.is_finite());
        resampled.sort_unstable_by(f64::total_cmp);
        if resampled.is_empty() {
            return Self { value, low: f64::NAN, high: f64::NAN };
        }
        Self { value, low: type_7(&resampled, 0.025), high: type_7(&resampled, 0.975) }
    }
}

/// Seeded draws, the same on every machine.
#[derive(Clone, Debug)]
pub struct Draws(ChaCha8Rng);

impl Draws {
    /// Draws that belong to a seed.
    pub fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// One of 0..n, all alike (but for 2⁻⁶⁴ n); `n` is at least 1.
    pub fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.0.next_u64()) * n as u128) >> 64) as usize
    }

    /// Uniform in (0, 1).
    pub fn uniform(&mut self) -> f64 {
        ((self.0.next_u64() >> 12) as f64 + 0.5) / (1u64 << 52) as f64
    }

    /// Standard normal (Box and Muller 1958).
    pub fn normal(&mut self) -> f64 {
        let (radius, turn) = (self.uniform(), self.uniform());
        (-2.0 * libm::log(radius)).sqrt() * libm::cos(2.0 * std::f64::consts::PI * turn)
    }

    /// The numbers 0..n in a random order (Fisher and Yates).
    pub fn permutation(&mut self, n: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..n).collect();
        for last in (1..n).rev() {
            order.swap(last, self.below(last + 1));
        }
        order
    }
}

/// How often each point was drawn in each of [`RESAMPLES`] resamples.
#[derive(Clone, Debug)]
pub struct Resamples {
    /// By point, then by resample. Whole numbers, so that nothing is lost in 32 bits.
    weights: Vec<f32>,
}

impl Resamples {
    /// Resamples of so many points.
    pub fn of(points: usize, seed: u64) -> Self {
        let mut draws = Draws::new(seed);
        let mut weights = vec![0f32; points * RESAMPLES];
        for resample in 0..RESAMPLES {
            for _ in 0..points {
                weights[draws.below(points) * RESAMPLES + resample] += 1.0;
            }
        }
        Self { weights }
    }

    /// The sums of a term over the points of each resample. The terms come with the number of their point.
    pub fn sums(&self, terms: impl Iterator<Item = (usize, f64)>) -> Vec<f64> {
        let mut sums = vec![0.0; RESAMPLES];
        self.add(&mut sums, terms);
        sums
    }

    /// Adds to sums that were begun.
    pub fn add(&self, sums: &mut [f64], terms: impl Iterator<Item = (usize, f64)>) {
        for (point, term) in terms {
            let weights = &self.weights[point * RESAMPLES..][..RESAMPLES];
            for (sum, weight) in sums.iter_mut().zip(weights) {
                *sum += f64::from(*weight) * term;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resample_has_as_many_points_as_there_are() {
        let resamples = Resamples::of(37, 5);
        let ones = resamples.sums((0..37).map(|point| (point, 1.0)));
        assert_eq!(ones, vec![37.0; RESAMPLES]);
        // A point is left out of a resample with probability (1 - 1/37)^37 = 0.363.
        let out =
            resamples.weights.iter().filter(|weight| **weight == 0.0).count() as f64 / resamples.weights.len() as f64;
        assert!((out - 0.363).abs() < 0.02, "{out}");
    }

    #[test]
    fn the_interval_of_a_mean_is_as_wide_as_theory_says() {
        // 400 normal values: the standard error of their mean is 1/20.
        let mut draws = Draws::new(3);
        let values: Vec<f64> = (0..400).map(|_| draws.normal()).collect();
        let mean = values.iter().sum::<f64>() / 400.0;
        let sums = Resamples::of(400, 1).sums(values.iter().copied().enumerate());
        let estimate = Estimate::of(mean, sums.iter().map(|sum| sum / 400.0).collect());
        assert!(estimate.low < mean && mean < estimate.high, "{estimate:?}");
        let half = (estimate.high - estimate.low) / 2.0;
        assert!((half - 1.96 / 20.0).abs() < 0.2 * 1.96 / 20.0, "{half}");
    }

    #[test]
    fn a_permutation_takes_every_number_once_and_a_seed_decides_it() {
        let mut order = Draws::new(1).permutation(50);
        assert_eq!(order, Draws::new(1).permutation(50));
        assert_ne!(order, Draws::new(2).permutation(50));
        order.sort_unstable();
        assert!(order.into_iter().eq(0..50));
    }

    #[test]
    fn an_estimate_that_no_resample_has_is_without_an_interval() {
        let estimate = Estimate::of(1.0, vec![f64::NAN; 3]);
        assert!(estimate.value == 1.0 && estimate.low.is_nan() && estimate.high.is_nan());
    }
}
