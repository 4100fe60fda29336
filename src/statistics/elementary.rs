//! Elementary effects: what one factor does, moved by itself from where all others happen to be.
//!
//! Morris (1991), Technometrics 33(2); mu_star: Campolongo, Cariboni and Saltelli (2007), Environmental Modelling &
//! Software 22(10).

use super::moments::Moments;
use super::resampling::{Draws, Estimate, RESAMPLES, Resamples};

/// The elementary effects of one factor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Elementary {
    /// Mean of the effects: they cancel where the sign depends on the rest.
    pub mu: Estimate,
    /// Mean of their absolute values: how much the factor matters.
    pub mu_star: Estimate,
    /// Standard deviation (divisor n − 1): how much its effect depends on the rest, or on where it begins.
    pub sigma: f64,
    /// Trajectories in which both ends of its step have a value.
    pub effects: usize,
}

/// The effect of each factor in each trajectory, NaN where a value is missing: the change of the value, divided by the
/// change of the place.
///
/// `places` are by point and factor, in [0, 1]; `values` by point, NaN missing. Points stand trajectory after
/// trajectory, each of one point more than there are factors; from one point to the next one factor moves.
pub fn effects(places: &[Vec<f64>], values: &[f64]) -> Vec<Vec<f64>> {
    let factors = places.first().map_or(0, Vec::len);
    let trajectories = places.len() / (factors + 1);
    let mut effects = vec![vec![f64::NAN; trajectories]; factors];
    let of_trajectory = places.chunks_exact(factors + 1).zip(values.chunks_exact(factors + 1));
    for (trajectory, (places, values)) in of_trajectory.enumerate() {
        for (ends, outcome) in places.windows(2).zip(values.windows(2)) {
            let moved = (0..factors).find(|factor| ends[0][*factor] != ends[1][*factor]);
            if let Some(factor) = moved {
                effects[factor][trajectory] = (outcome[1] - outcome[0]) / (ends[1][factor] - ends[0][factor]);
            }
        }
    }
    effects
}

/// Elementary effects by factor, with intervals over resampled trajectories; `None` for a factor with
/// fewer than two effects. `places` and `values` as in [`effects`].
pub fn elementary(places: &[Vec<f64>], values: &[f64], seed: u64) -> Vec<Option<Elementary>> {
    let effects = effects(places, values);
    let trajectories = effects.first().map_or(0, Vec::len);
    let resamples = Resamples::of(trajectories, seed);
    effects.iter().map(|effects| of_factor(effects, &resamples)).collect()
}

fn of_factor(effects: &[f64], resamples: &Resamples) -> Option<Elementary> {
    let there = || effects.iter().copied().enumerate().filter(|(_, effect)| !effect.is_nan());
    let (mut signed, mut sizes) = (Moments::default(), Moments::default());
    for (_, effect) in there() {
        signed.push(effect);
        sizes.push(effect.abs());
    }
    let (mu, mu_star, sigma) = (signed.mean()?, sizes.mean()?, signed.sd()?);
    let counts = resamples.sums(there().map(|(trajectory, _)| (trajectory, 1.0)));
    let mean = |value: f64, of: fn(f64) -> f64| {
        let sums = resamples.sums(there().map(|(trajectory, effect)| (trajectory, of(effect))));
        Estimate::of(value, sums.iter().zip(&counts).map(|(sum, count)| sum / count).collect())
    };
    let (mu, mu_star) = (mean(mu, |effect| effect), mean(mu_star, f64::abs));
    Some(Elementary { mu, mu_star, sigma, effects: signed.count as usize })
}

/// The mu_star that luck alone gives to factors that cannot act, one for each of as many dummies as there are
/// resamples: both ends of a step differ by their errors only.
///
/// `errors` are standard errors of the values, by point, all 0 where points share their luck; `step` is the change of
/// place in one step.
pub fn dummies(errors: &[f64], factors: usize, step: f64, seed: u64) -> Vec<f64> {
    let mut draws = Draws::new(seed);
    let trajectories = errors.len() / (factors + 1);
    let mut dummy = |_| {
        let sizes = (0..trajectories).map(|trajectory| {
            let at = trajectory * (factors + 1) + draws.below(factors.max(1));
            let error = (errors[at] * errors[at] + errors[at + 1] * errors[at + 1]).sqrt();
            (draws.normal() * error / step).abs()
        });
        sizes.sum::<f64>() / trajectories as f64
    };
    (0..RESAMPLES).map(&mut dummy).filter(|dummy| dummy.is_finite()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Trajectories in which factors move in turn by 2/3, up or down.
    fn trajectories(factors: usize, count: usize) -> Vec<Vec<f64>> {
        let mut draws = Draws::new(11);
        let mut places = Vec::new();
        for _ in 0..count {
            let mut at: Vec<f64> = (0..factors).map(|_| [0.0, 1.0 / 3.0, 2.0 / 3.0, 1.0][draws.below(4)]).collect();
            places.push(at.clone());
            for factor in draws.permutation(factors) {
                at[factor] += if at[factor] < 0.5 { 2.0 / 3.0 } else { -2.0 / 3.0 };
                places.push(at.clone());
            }
        }
        places
    }

    #[test]
    fn a_linear_model_has_its_slopes_and_no_sigma() {
        let places = trajectories(3, 10);
        let values: Vec<f64> = places.iter().map(|at| 4.0 * at[0] - 2.0 * at[1] + 7.0).collect();
        let found = elementary(&places, &values, 1);
        for (found, slope) in found.into_iter().zip([4.0, -2.0, 0.0]) {
            let found = found.unwrap();
            assert!((found.mu.value - slope).abs() < 1e-12 && found.sigma < 1e-12, "{found:?}");
            assert!((found.mu_star.low - slope.abs()).abs() < 1e-12, "the interval of what never varies is narrow");
            assert_eq!(found.effects, 10);
        }
    }

    #[test]
    fn effects_of_both_signs_cancel_in_mu_and_not_in_mu_star() {
        let places = trajectories(2, 40);
        let values: Vec<f64> = places.iter().map(|at| (at[0] - 0.5) * (at[1] - 0.5)).collect();
        let found = elementary(&places, &values, 1)[0].unwrap();
        assert!(found.mu.value.abs() < found.mu_star.value && found.sigma > found.mu_star.value, "{found:?}");
        assert!(found.mu_star.low < found.mu_star.value && found.mu_star.value < found.mu_star.high);
    }

    #[test]
    fn a_missing_value_costs_the_two_effects_that_it_has_a_part_in() {
        let places = trajectories(2, 5);
        let mut values: Vec<f64> = places.iter().map(|at| at[0] + at[1]).collect();
        values[1] = f64::NAN;
        let found = elementary(&places, &values, 1);
        assert!(found.iter().all(|found| found.unwrap().effects == 4));
        assert_eq!(elementary(&places[..3], &values[..3], 1), vec![None, None], "one trajectory has no sigma");
    }

    #[test]
    fn dummies_are_as_large_as_luck_makes_them() {
        // |N(0, 2 · 0.1²)| has mean 0.1·√2·√(2/π) = 0.11284; divided by the step.
        let found = dummies(&[0.1; 3 * 4000], 2, 2.0 / 3.0, 1);
        assert!((found[0] - 0.112_84 * 1.5).abs() < 0.01, "{}", found[0]);
        assert!(dummies(&[0.0; 30], 2, 2.0 / 3.0, 1).iter().all(|dummy| *dummy == 0.0));
    }
}
