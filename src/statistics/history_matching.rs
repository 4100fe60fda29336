//! History matching: which numbers cannot have given the record, by emulators of what the model gives.
//!
//! Sources: Vernon, Goldstein and Bower (2010), Bayesian Analysis 5(4); Andrianakis et al. (2015), PLOS Computational
//! Biology 11(1). An emulator here is a ridge regression (Hoerl and Kennard 1970) of each fact on the places of all factors, whose
//! penalty is chosen by generalised cross-validation (Golub, Heath and Wahba 1979, Technometrics 21(2)).

use super::moments::Moments;
use super::regression::{Factored, gram};
use super::resampling::Draws;

/// A place is implausible from here on: three standard deviations, by Pukelsheim (1994), The American Statistician 48(2).
pub const MOST: f64 = 3.0;

/// Facts that may be implausible at a place that is left, where three or more are asked: it is the third worst that decides.
const FORGIVEN: usize = 2;

/// Penalties that are tried, as shares of what the places' own variance makes of a point.
const PENALTIES: [f64; 5] = [1e-6, 1e-3, 0.03, 0.3, 3.0];

/// What is expected of a fact at places that were not simulated.
#[derive(Clone, Debug, PartialEq)]
pub struct Emulator {
    /// Expected in the middle of all ranges.
    pub middle: f64,
    /// What it changes from the low to the high end of each factor.
    pub slopes: Vec<f64>,
    /// Variance of what it misses of a point's mean, without what luck makes of a mean over few histories.
    pub variance: f64,
    /// Share of the variance of the points' means that it foretells at points that it has not seen; below 0 where their mean
    /// foretells better.
    pub explained: f64,
}

impl Emulator {
    /// What it expects at a place.
    pub fn at(&self, place: &[f64]) -> f64 {
        self.middle + self.slopes.iter().zip(place).map(|(slope, place)| slope * (place - 0.5)).sum::<f64>()
    }
}

/// Emulators of facts. `means` are by fact, then by point: what a point's histories gave on average, NaN where that is not
/// known; `of_luck` is each fact's variance of such a mean by luck alone. `None` for a fact that does not vary, or that more than
/// one point in ten does not know; what fewer do not know counts as the mean of the others.
pub fn emulators(places: &[&[f64]], means: &[Vec<f64>], of_luck: &[f64]) -> Vec<Option<Emulator>> {
    let factors = places.first().map_or(0, |place| place.len());
    let rows: Vec<Vec<f64>> = places.iter().map(|place| place.iter().map(|place| place - 0.5).collect()).collect();
    let all = gram(rows.iter(), factors);
    let penalised = |share: f64| {
        let (mut matrix, size) = (all.clone(), factors + 1);
        // The variance of a uniform place is 1/12.
        let penalty = share * rows.len() as f64 / 12.0;
        (1..size).for_each(|at| matrix[at * size + at] += penalty);
        Factored::of(matrix, size).map(|factored| (penalty, factored))
    };
    let penalised: Vec<(f64, Factored)> = PENALTIES.into_iter().filter_map(penalised).collect();
    let emulator = |(means, of_luck): (&Vec<f64>, &f64)| fitted(&rows, &penalised, means, *of_luck);
    means.iter().zip(of_luck).map(emulator).collect()
}

fn fitted(rows: &[Vec<f64>], penalised: &[(f64, Factored)], means: &[f64], of_luck: f64) -> Option<Emulator> {
    let known: Moments = means.iter().copied().filter(|mean| mean.is_finite()).collect();
    let (mean, sd) = (known.mean()?, known.sd().filter(|sd| *sd > 0.0)?);
    if 10 * known.count < 9 * means.len() as u64 {
        return None;
    }
    let values: Vec<f64> = means.iter().map(|value| if value.is_finite() { value - mean } else { 0.0 }).collect();
    let mut right = vec![0.0; rows[0].len() + 1];
    for (row, value) in rows.iter().zip(&values) {
        right[0] += value;
        right[1..].iter_mut().zip(row).for_each(|(sum, place)| *sum += place * value);
    }
    let count = rows.len() as f64;
    let tried = penalised.iter().filter_map(|(penalty, factored)| {
        let solved = factored.solve(right.clone());
        let missed = |(row, value): (&Vec<f64>, &f64)| {
            let expected = solved[0] + solved[1..].iter().zip(row).map(|(slope, place)| slope * place).sum::<f64>();
            (value - expected) * (value - expected)
        };
        let squares: f64 = rows.iter().zip(&values).map(missed).sum();
        // The trace of the matrix that makes expected values of given ones: how many numbers the fit is worth.
        let worth = solved.len() as f64 - factored.inverse_diagonal[1..].iter().map(|of| penalty * of).sum::<f64>();
        let freedom = count - worth;
        (freedom >= 1.0).then(|| (count * squares / (freedom * freedom), solved))
    });
    let (error, solved) = tried.min_by(|one, two| one.0.total_cmp(&two.0))?;
    Some(Emulator {
        middle: mean + solved[0],
        slopes: solved[1..].to_vec(),
        variance: (error - of_luck).max(0.0),
        explained: 1.0 - error / (sd * sd),
    })
}

/// A fact that is asked of a place.
#[derive(Clone, Debug, PartialEq)]
pub struct AskedFact {
    /// Its emulator.
    pub emulator: Emulator,
    /// What the record says.
    pub record: f64,
    /// Variance of the record and of the luck of one history.
    pub variance: f64,
}

impl AskedFact {
    /// The implausibility of a place: |expected − record| over the standard deviation of record, luck and emulator.
    pub fn implausibility(&self, place: &[f64]) -> f64 {
        (self.emulator.at(place) - self.record).abs() / (self.variance + self.emulator.variance).sqrt()
    }
}

/// The facts of a wave: what they leave is searched by the next.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wave {
    /// The facts.
    pub facts: Vec<AskedFact>,
    /// How many of them may be implausible at a place that is left.
    pub forgiven: usize,
}

impl Wave {
    /// How many facts are implausible at a place.
    fn implausible(&self, place: &[f64]) -> usize {
        self.facts.iter().filter(|fact| fact.implausibility(place) > MOST).count()
    }

    /// The next wave, of these facts, and what it and those before leave of all places, from so many draws. Where nothing would
    /// be left, or less than a share `least`, more facts are forgiven than two: those that are missed everywhere then do not say where
    /// to look.
    pub fn next(waves: &[Self], facts: Vec<AskedFact>, least: f64, tries: usize, draws: &mut Draws) -> (Self, Volume) {
        let factors = facts.first().map_or(0, |fact| fact.emulator.slopes.len());
        let mut wave = Self { forgiven: if facts.len() > FORGIVEN { FORGIVEN } else { 0 }, facts };
        // By how many facts are implausible: places that all waves before leave.
        let mut places = vec![0usize; wave.facts.len() + 1];
        for _ in 0..tries {
            let place = uniform(factors, draws);
            if left_by(waves, &place) == waves.len() {
                places[wave.implausible(&place)] += 1;
            }
        }
        let left = |forgiven: usize| places[..=forgiven].iter().sum::<usize>() as f64 / tries as f64;
        let most = left(wave.facts.len());
        while left(wave.forgiven) < least.min(most) {
            wave.forgiven += 1;
        }
        let share = left(wave.forgiven);
        (wave, Volume { share, error: (share * (1.0 - share) / tries as f64).sqrt() })
    }
}

/// How many waves, from the first on, leave a place.
pub fn left_by(waves: &[Wave], place: &[f64]) -> usize {
    waves.iter().take_while(|wave| wave.implausible(place) <= wave.forgiven).count()
}

/// A share of all places that was found by drawing, with its standard error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Volume {
    /// The share, from 0 to 1.
    pub share: f64,
    /// Its standard error.
    pub error: f64,
}

/// Draws places from what all waves leave; fewer than `count` where they leave so little that `tries` are not enough.
pub fn drawn(waves: &[Wave], factors: usize, count: usize, tries: usize, draws: &mut Draws) -> Vec<Vec<f64>> {
    let tried = (0..tries).map(|_| uniform(factors, draws));
    tried.filter(|place| left_by(waves, place) == waves.len()).take(count).collect()
}

/// A place that is drawn from all.
pub fn uniform(factors: usize, draws: &mut Draws) -> Vec<f64> {
    (0..factors).map(|_| draws.uniform()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(points: usize, factors: usize) -> Vec<Vec<f64>> {
        let mut draws = Draws::new(3);
        (0..points).map(|_| uniform(factors, &mut draws)).collect()
    }

    fn of(places: &[Vec<f64>], means: Vec<f64>, of_luck: f64) -> Option<Emulator> {
        let places: Vec<&[f64]> = places.iter().map(Vec::as_slice).collect();
        emulators(&places, &[means], &[of_luck]).remove(0)
    }

    #[test]
    fn an_emulator_foretells_what_is_linear_and_says_how_much_it_misses_of_what_is_not() {
        let places = sample(400, 4);
        let linear = of(&places, places.iter().map(|at| 3.0 + 2.0 * at[0] - at[1]).collect(), 0.0).unwrap();
        assert!((linear.at(&[0.2, 0.7, 0.5, 0.5]) - 2.7).abs() < 1e-4 && linear.variance < 1e-8, "{linear:?}");
        // (x − 1/2)² has a variance of 1/180, none of it along the line.
        let bent = of(&places, places.iter().map(|at| (at[0] - 0.5) * (at[0] - 0.5)).collect(), 0.0).unwrap();
        assert!((bent.variance * 180.0 - 1.0).abs() < 0.15 && bent.explained < 0.02, "{bent:?}");
    }

    #[test]
    fn the_luck_of_a_mean_over_few_histories_is_not_held_against_the_emulator() {
        let (places, mut draws) = (sample(2000, 3), Draws::new(5));
        let means = |draws: &mut Draws| places.iter().map(|at| at[2] + 0.2 * draws.normal()).collect::<Vec<f64>>();
        let known = of(&places, means(&mut draws), 0.04).unwrap();
        let unknown = of(&places, means(&mut draws), 0.0).unwrap();
        assert!(known.variance < 0.004 && (unknown.variance - 0.04).abs() < 0.004, "{known:?} {unknown:?}");
    }

    #[test]
    fn more_factors_than_points_are_shrunk_and_what_is_not_known_or_does_not_vary_has_no_emulator() {
        let places = sample(30, 60);
        let few = of(&places, places.iter().map(|at| at[0]).collect(), 0.0);
        assert!(few.is_some_and(|few| few.slopes.iter().all(|slope| slope.is_finite())));
        assert_eq!(of(&places, vec![2.0; 30], 0.0), None);
        let unknown = |every: usize| (0..30).map(move |at| if at % every == 0 { f64::NAN } else { places_of(at) });
        assert!(of(&places, unknown(5).collect(), 0.0).is_none() && of(&places, unknown(15).collect(), 0.0).is_some());
    }

    fn places_of(at: usize) -> f64 {
        at as f64
    }

    #[test]
    fn what_is_left_has_the_volume_that_can_be_worked_out() {
        // |x − 0.3| ≤ 3 · 0.05 in one factor: 0.3 of all places.
        let line = |factor: usize| {
            let mut slopes = vec![0.0; 2];
            slopes[factor] = 1.0;
            Emulator { middle: 0.5, slopes, variance: 0.0016, explained: 1.0 }
        };
        let fact = |factor| AskedFact { emulator: line(factor), record: 0.3, variance: 0.0009 };
        let mut draws = Draws::new(1);
        assert!((fact(0).implausibility(&[0.4, 0.9]) - 2.0).abs() < 1e-12);
        let (first, left) = Wave::next(&[], vec![fact(0)], 0.01, 20_000, &mut draws);
        assert!((left.share - 0.3).abs() < 4.0 * left.error && first.forgiven == 0, "{left:?}");
        // The standard error of a share of 20,000.
        assert!((left.error - (0.3 * 0.7 / 20_000.0_f64).sqrt()).abs() < 1e-4, "{left:?}");
        let (second, left) = Wave::next(std::slice::from_ref(&first), vec![fact(1)], 0.01, 20_000, &mut draws);
        assert!((left.share - 0.09).abs() < 4.0 * left.error, "{left:?}");
        let both = [first, second];
        let places = drawn(&both, 2, 50, 10_000, &mut draws);
        assert!(places.len() == 50 && places.iter().flatten().all(|place| (place - 0.3).abs() <= 0.15 + 1e-12));
        assert_eq!((left_by(&both, &[0.3, 0.9]), left_by(&both, &[0.9, 0.3])), (1, 0));
        assert!(drawn(&both, 2, 50, 60, &mut draws).len() < 50);
        // Two facts that are missed everywhere are forgiven beside another; one that is alone is not, unless it leaves nothing.
        let off = || AskedFact { record: 9.0, ..fact(0) };
        let next = |facts| Wave::next(&[], facts, 0.01, 2000, &mut Draws::new(1));
        let (wave, left) = next(vec![off(), off(), fact(0)]);
        assert!(wave.forgiven == 2 && (left.share - 0.3).abs() < 0.05, "{left:?}");
        let (wave, left) = next(vec![off(), off(), off(), fact(0)]);
        assert!(wave.forgiven == 3 && (left.share - 0.3).abs() < 0.05, "{left:?}");
        assert_eq!(next(vec![off()]).0.forgiven, 1);
        assert_eq!((next(vec![]).1.share, left_by(&[Wave::default()], &[0.3, 0.5])), (1.0, 1));
    }
}
