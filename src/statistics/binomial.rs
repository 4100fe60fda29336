//! The interval of a share.

use super::distributions::beta_quantile;

/// The exact 95 % interval of a probability that was met in `successes` of `trials`, each from 0 to 1; `None` without
/// trials, or with more successes than trials.
///
/// Exact is: it holds the true probability in at least 95 % of samples, whatever that probability is. Source:
/// Clopper and Pearson (1934), Biometrika 26(4).
///
/// ```
/// use intsoc::statistics::binomial::clopper_pearson;
///
/// // A claim that held in 90 of 100 plausible worlds.
/// let (low, high) = clopper_pearson(90, 100).expect("there were trials");
/// assert!((low - 0.824).abs() < 0.001 && (high - 0.951).abs() < 0.001);
/// ```
pub fn clopper_pearson(successes: u64, trials: u64) -> Option<(f64, f64)> {
    let failures = trials.checked_sub(successes).filter(|_| trials > 0)? as f64;
    let successes = successes as f64;
    let low = if successes > 0.0 { beta_quantile(successes, failures + 1.0, 0.025) } else { 0.0 };
    let high = if failures > 0.0 { beta_quantile(successes + 1.0, failures, 0.975) } else { 1.0 };
    Some((low, high))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assert_near(found: Option<(f64, f64)>, expected: (f64, f64)) {
        let (low, high) = found.unwrap();
        let off = (low - expected.0).abs().max((high - expected.1).abs());
        assert!(off < 1e-12, "{low} to {high} instead of {expected:?}");
    }

    #[test]
    fn without_a_success_or_a_failure_the_interval_has_a_closed_form() {
        for trials in [1, 3, 20, 1000] {
            let far = 1.0 - libm::pow(0.025, 1.0 / trials as f64);
            assert_near(clopper_pearson(0, trials), (0.0, far));
            assert_near(clopper_pearson(trials, trials), (1.0 - far, 1.0));
        }
    }

    #[test]
    fn at_its_ends_what_was_met_has_a_probability_of_a_fortieth() {
        // The binomial's own tail, summed up: P(X >= 7 | low) = P(X <= 7 | high) = 0.025.
        let (low, high) = clopper_pearson(7, 20).unwrap();
        let chance = |count: i32, p: f64| {
            let ways = (0..count).fold(1.0, |ways, taken| ways * f64::from(20 - taken) / f64::from(taken + 1));
            ways * libm::pow(p, f64::from(count)) * libm::pow(1.0 - p, f64::from(20 - count))
        };
        let at_least: f64 = (7..=20).map(|count| chance(count, low)).sum();
        let at_most: f64 = (0..=7).map(|count| chance(count, high)).sum();
        assert!((at_least - 0.025).abs() < 1e-12 && (at_most - 0.025).abs() < 1e-12, "{at_least} {at_most}");
    }

    #[test]
    fn without_trials_nothing_is_known() {
        assert_eq!(clopper_pearson(0, 0), None);
        assert_eq!(clopper_pearson(3, 2), None);
    }
}
