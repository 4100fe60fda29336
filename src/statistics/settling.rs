//! Enough runs? How the coefficient of variation and the interval of a mean settle with more
//! histories.
//!
//! Two rules. *Stable*: the smallest number of histories after which the coefficient of
//! variation changes by less than [`STABLE`] from each number looked at to the next (Lorscheid, Heine and
//! Meyer 2012; Lee et al. 2015). It says nothing where a mean is near zero, so that the
//! second decides there too. *Narrow*: the half-width of the 95 % interval of the mean is at most a given share of the
//! mean, or of the standard deviation where that is larger.

use super::moments::{Moments, student_95};

/// Numbers of histories that are looked at.
pub const STEPS: [u64; 8] = [10, 20, 50, 100, 200, 500, 1000, 2000];

/// Largest change of the coefficient of variation that is stable.
pub const STABLE: f64 = 0.01;

/// An outcome after some histories.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// Histories run.
    pub histories: u64,
    /// Moments over those in which it came about.
    pub moments: Moments,
}

impl Step {
    /// Standard deviation over the size of the mean; `None` where the mean is 0.
    pub fn variation(&self) -> Option<f64> {
        let mean = self.moments.mean()?.abs();
        (mean > 0.0).then_some(self.moments.sd()? / mean)
    }
}

/// How an outcome settles.
#[derive(Clone, Debug, PartialEq)]
pub struct Settling {
    /// After each of [`STEPS`].
    pub steps: Vec<Step>,
    /// Histories after which the coefficient of variation is stable; `None` if it never is, or is not defined.
    pub stable: Option<u64>,
    /// Histories that make the interval narrow enough.
    pub narrow: Option<u64>,
}

impl Settling {
    /// Looks at an outcome's values, replicate after replicate; NaN is missing. `precision` is the share of the
    /// mean, or of the standard deviation where that is larger, that the half-width may have.
    pub fn of(values: &[f64], precision: f64) -> Self {
        let mut moments = Moments::default();
        let mut steps = Vec::new();
        for (index, value) in values.iter().enumerate() {
            if !value.is_nan() {
                moments.push(*value);
            }
            if STEPS.contains(&(index as u64 + 1)) {
                steps.push(Step { histories: index as u64 + 1, moments });
            }
        }
        Self { stable: stable(&steps), narrow: narrow(&steps, &moments, values.len() as u64, precision), steps }
    }

    /// In how many of the histories it came about.
    pub fn seen(&self) -> u64 {
        self.steps.last().map_or(0, |step| step.moments.count)
    }

    /// The larger of the two numbers; none where one of them is not known.
    pub fn enough(&self) -> Option<u64> {
        self.stable.zip(self.narrow).map(|(stable, narrow)| stable.max(narrow))
    }
}

/// The first number looked at after which it had come about twice: until then nothing is known of how it varies.
fn seen_twice(steps: &[Step]) -> Option<u64> {
    steps.iter().find(|step| step.moments.count >= 2).map(|step| step.histories)
}

fn stable(steps: &[Step]) -> Option<u64> {
    if steps.iter().all(|step| step.moments.sd().is_none_or(|sd| sd == 0.0)) {
        // An outcome that never varies is settled as soon as it could have varied.
        return seen_twice(steps);
    }
    let settled = |pair: &[Step]| {
        let change = pair[0].variation().zip(pair[1].variation()).map(|(one, two)| (one - two).abs());
        // If it came about in none of the further histories, nothing could move, and that tells nothing.
        pair[1].moments.count > pair[0].moments.count && change.is_some_and(|change| change < STABLE)
    };
    let unsettled = steps.windows(2).rposition(|pair| !settled(pair));
    match unsettled {
        None => steps.first().map(|step| step.histories),
        Some(last) if last + 2 < steps.len() => Some(steps[last + 1].histories),
        Some(_) => None,
    }
}

/// n ≥ (t s/ε)², times the share of histories in which it comes about.
fn narrow(steps: &[Step], moments: &Moments, histories: u64, precision: f64) -> Option<u64> {
    let (mean, sd) = (moments.mean()?.abs(), moments.sd()?);
    if sd == 0.0 {
        return seen_twice(steps);
    }
    let wanted = student_95(moments.count)? * sd / (precision * mean.max(sd));
    let seen = histories as f64 / moments.count as f64;
    Some((wanted * wanted * seen).ceil().max(STEPS[0] as f64) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_varies_little_needs_few_histories() {
        // 10 and 12 in turn: mean 11, sd near 1; coefficient of variation near 0.091 from the first step on.
        let values: Vec<f64> = (0..2000).map(|index| 10.0 + 2.0 * f64::from(index % 2)).collect();
        let settling = Settling::of(&values, 0.02);
        assert_eq!((settling.steps.len(), settling.stable), (8, Some(10)));
        // t(1999) = 1.96115; 1.96115 * 1.00025/(0.02 * 11) = 8.9165, squared 79.5.
        assert_eq!((settling.narrow, settling.enough()), (Some(80), Some(80)));
        assert!((settling.steps[0].variation().unwrap() - (10.0f64 / 9.0).sqrt() / 11.0).abs() < 1e-12);
    }

    #[test]
    fn a_coefficient_that_still_moves_at_the_end_is_not_stable() {
        // One outlier among the last histories.
        let mut values = vec![1.0; 2000];
        values.iter_mut().step_by(2).for_each(|value| *value = 1.1);
        values[1500] = 100.0;
        assert_eq!(Settling::of(&values, 0.02).stable, None);
        // Where it came early enough, the number after which it settles.
        values[1500] = 1.0;
        values[15] = 1.6;
        let settling = Settling::of(&values, 0.02);
        assert!(settling.stable > Some(10) && settling.stable < Some(1000), "{:?}", settling.stable);
    }

    #[test]
    fn around_zero_the_standard_deviation_is_the_measure() {
        let values: Vec<f64> = (0..400).map(|index| f64::from(index % 2) * 2.0 - 1.0).collect();
        // t(399) = 1.96593: (1.96593/0.1)² = 386.5.
        assert_eq!(Settling::of(&values, 0.1).narrow, Some(387));
        // What comes about in half of the histories needs twice as many.
        let rare: Vec<f64> = (0..800).map(|index| if index < 400 { values[index] } else { f64::NAN }).collect();
        assert_eq!(Settling::of(&rare, 0.1).narrow, Some(773));
        assert_eq!(Settling::of(&[5.0; 50], 0.02).enough(), Some(10));
    }

    #[test]
    fn of_what_came_about_less_than_twice_no_number_is_enough() {
        let mut values = [f64::NAN; 2000];
        let never = Settling::of(&values, 0.02);
        assert_eq!((never.seen(), never.stable, never.narrow, never.enough()), (0, None, None, None));
        values[3] = 5.0;
        let once = Settling::of(&values, 0.02);
        assert_eq!((once.seen(), once.stable, once.narrow, once.enough()), (1, None, None, None));
        // Twice the same: known once it had come about twice, and not before.
        values[700] = 5.0;
        let twice = Settling::of(&values, 0.02);
        assert_eq!((twice.seen(), twice.stable, twice.narrow), (2, Some(1000), Some(1000)));
        // Twice and not the same: one look at how it varies says nothing of how that settles.
        values[700] = 6.0;
        assert_eq!(Settling::of(&values, 0.02).stable, None);
    }
}
