//! Where a claim fails: a box of a few limits, found on one half of the points and counted on the other.
//!
//! Over more than a hundred factors the Patient Rule Induction Method finds dense boxes in noise, and over few points too. So it
//! is given the factors that matter alone, few limits, and a half of the points; what it finds is counted on the half that it has
//! not seen, and told only where it survives there.

use rand::{RngExt, SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;

use super::binomial::clopper_pearson;
use super::distributions::beta_quantile;
use super::prim::{Count, Limit, Settings, trajectory};

/// How a box is looked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Search {
    /// Most factors that are looked at, from the head of the ranking.
    pub most_factors: usize,
    /// Most limits that the box may have.
    pub most_limits: usize,
    /// Bootstrap resamples by which the stability of limits is measured.
    pub resamples: usize,
    /// Seed of the halves and of the resamples.
    pub seed: u64,
}

impl Default for Search {
    /// Eight factors, four limits, a hundred resamples.
    fn default() -> Self {
        Self { most_factors: 8, most_limits: 4, resamples: 100, seed: 1 }
    }
}

/// A box in which failures are surely denser than outside.
#[derive(Clone, Debug, PartialEq)]
pub struct Discovery {
    /// Its limits, by factor, each on one side: a factor that is limited on both has two.
    pub limits: Vec<Limit>,
    /// For each of them the share of bootstrap resamples, of the half on which the box was found, in which the same side of
    /// the same factor is limited.
    pub stability: Vec<f64>,
    /// Held-out points in the box; of interest are failures.
    pub inside: Count,
    /// Held-out points outside.
    pub outside: Count,
}

impl Discovery {
    /// Looks for a box of failures among points, each a place from 0 to 1 for every factor.
    ///
    /// `ranking` has the factors that matter, the first most; a ranking found on the points of the first of [`halves`]
    /// alone leaves the other half unseen. `None` where nothing is found, and where what is found does not survive: where on the
    /// held-out half the 95 % intervals of the density in the box and outside overlap.
    ///
    /// # Panics
    /// Where `points` and `fails` are not of one length, or the ranking has a factor that points do not.
    pub fn of<P: AsRef<[f64]>>(points: &[P], fails: &[bool], ranking: &[usize], search: &Search) -> Option<Self> {
        assert_eq!(points.len(), fails.len(), "every point fails or does not");
        let factors = &ranking[..ranking.len().min(search.most_factors)];
        let screened = |point: &P| factors.iter().map(|factor| point.as_ref()[*factor]).collect();
        let cases: Vec<(Vec<f64>, bool)> = points.iter().map(screened).zip(fails.iter().copied()).collect();
        let (found_on, counted_on) = halves(cases.len(), search.seed);
        let found_on: Vec<_> = found_on.into_iter().map(|point| &cases[point]).collect();
        let limits = find(&found_on, search.most_limits).filter(|limits| !limits.is_empty())?;
        let (inside, outside): (Vec<_>, Vec<_>) =
            counted_on.into_iter().map(|point| &cases[point]).partition(|(point, _)| holds(&limits, point));
        let [inside, outside] = [inside, outside].map(|cases| Count::of(cases.into_iter().map(|(_, fails)| *fails)));
        if !surely_denser(inside, outside) {
            return None;
        }
        let stability = stability(&found_on, &limits, search);
        let mut limits: Vec<(Limit, f64)> = limits.into_iter().zip(stability).collect();
        limits.iter_mut().for_each(|(limit, _)| limit.factor = factors[limit.factor]);
        limits.sort_by_key(|(limit, _)| side(limit));
        let (limits, stability) = limits.into_iter().unzip();
        Some(Self { limits, stability, inside, outside })
    }

    /// Share of all failures that the box catches, with its exact 95 % interval.
    pub fn coverage(&self) -> Option<(f64, (f64, f64))> {
        share(self.inside.of_interest, self.inside.of_interest + self.outside.of_interest)
    }

    /// Share of points in the box that fail, with its exact 95 % interval.
    pub fn density(&self) -> Option<(f64, (f64, f64))> {
        share(self.inside.of_interest, self.inside.points)
    }

    /// Share of points outside that fail, with its exact 95 % interval.
    pub fn density_outside(&self) -> Option<(f64, (f64, f64))> {
        share(self.outside.of_interest, self.outside.points)
    }
}

/// The half of so many points on which boxes are found, and the half on which they are counted; each in order.
pub fn halves(points: usize, seed: u64) -> (Vec<usize>, Vec<usize>) {
    let mut first: Vec<usize> = (0..points).collect();
    first.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
    let mut second = first.split_off(points / 2);
    first.sort_unstable();
    second.sort_unstable();
    (first, second)
}

type Case = (Vec<f64>, bool);

/// The densest box in which every limit is needed; `None` where no point fails.
///
/// The factor that is needed least is left out, and a box looked for anew over the others, as long as there are too many or one
/// is not needed: peels along factors that do not matter use up points that would show where the others end.
fn find(cases: &[&Case], most_limits: usize) -> Option<Vec<Limit>> {
    let failures = cases.iter().filter(|(_, fails)| *fails).count();
    let mut factors: Vec<usize> = (0..cases.first()?.0.len()).collect();
    loop {
        let limits = densest(cases, &factors, failures)?;
        let Some((least, without)) = least_needed(&limits, cases, failures) else { return Some(limits) };
        if limits.len() <= most_limits && is_needed(count(&limits, cases), without) {
            return Some(sides(&limits, cases, failures, most_limits));
        }
        factors = limits.iter().map(|limit| limit.factor).collect();
        factors.remove(least);
    }
}

/// The box over some factors whose balance of density and coverage is best; of two that are as good, the earlier.
fn densest(cases: &[&Case], factors: &[usize], failures: usize) -> Option<Vec<Limit>> {
    let screened = |point: &[f64]| factors.iter().map(|factor| point[*factor]).collect();
    let (points, fails): (Vec<Vec<f64>>, Vec<bool>) =
        cases.iter().map(|(point, fails)| (screened(point), fails)).unzip();
    let steps = trajectory(&points, &fails, &Settings::default()).into_iter().rev();
    let best = steps.max_by(|one, two| balance(one.inside, failures).total_cmp(&balance(two.inside, failures)))?;
    Some(best.limits.into_iter().map(|limit| Limit { factor: factors[limit.factor], ..limit }).collect())
}

/// The limits each on one side, without the sides that are not needed, and no more than there may be.
fn sides(limits: &[Limit], cases: &[&Case], failures: usize, most_limits: usize) -> Vec<Limit> {
    let apart = |limit: &Limit| [Limit { high: None, ..*limit }, Limit { low: None, ..*limit }];
    let mut limits: Vec<Limit> = limits.iter().flat_map(apart).collect();
    limits.retain(|limit| limit.low.is_some() || limit.high.is_some());
    while let Some((least, without)) = least_needed(&limits, cases, failures) {
        if limits.len() <= most_limits && is_needed(count(&limits, cases), without) {
            break;
        }
        limits.remove(least);
    }
    limits
}

/// The harmonic mean of density and coverage.
fn balance(inside: Count, failures: usize) -> f64 {
    2.0 * inside.of_interest as f64 / (inside.points + failures) as f64
}

/// The limit without which the balance is best, and what is in the box then.
fn least_needed(limits: &[Limit], cases: &[&Case], failures: usize) -> Option<(usize, Count)> {
    let without = |index: usize| {
        let others = limits.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, limit)| *limit);
        (index, count(&others.collect::<Vec<_>>(), cases))
    };
    let balance = |(_, inside): &(usize, Count)| balance(*inside, failures);
    (0..limits.len()).map(without).max_by(|one, two| balance(one).total_cmp(&balance(two)))
}

/// Is a limit there for more than chance? Its quasi-p-value must be below 0.05: the probability that so many of the points
/// in the box fail though they fail as often as those in the box without it. Source: Bryant and Lempert (2010), appendix.
fn is_needed(with: Count, without: Count) -> bool {
    // It is where the one-sided lower bound of the density is above the density without the limit.
    let others = with.points - with.of_interest;
    with.of_interest > 0 && beta_quantile(with.of_interest as f64, others as f64 + 1.0, 0.05) > without.density()
}

fn count(limits: &[Limit], cases: &[&Case]) -> Count {
    Count::of(cases.iter().filter(|(point, _)| holds(limits, point)).map(|(_, fails)| *fails))
}

/// For each limit the share of resamples in which the same side of its factor is limited.
fn stability(cases: &[&Case], limits: &[Limit], search: &Search) -> Vec<f64> {
    let mut generator = ChaCha8Rng::seed_from_u64(search.seed);
    generator.set_stream(1);
    let mut times = vec![0_usize; limits.len()];
    for _ in 0..search.resamples {
        let resample: Vec<&Case> = cases.iter().map(|_| cases[generator.random_range(0..cases.len())]).collect();
        let again = find(&resample, search.most_limits).unwrap_or_default();
        for (times, limit) in times.iter_mut().zip(limits) {
            *times += usize::from(again.iter().any(|other| side(other) == side(limit)));
        }
    }
    times.into_iter().map(|times| times as f64 / search.resamples as f64).collect()
}

/// The factor, and whether it is its upper side.
fn side(limit: &Limit) -> (usize, bool) {
    (limit.factor, limit.high.is_some())
}

fn holds(limits: &[Limit], point: &[f64]) -> bool {
    limits.iter().all(|limit| limit.holds(point))
}

fn surely_denser(inside: Count, outside: Count) -> bool {
    let interval = |count: Count| clopper_pearson(count.of_interest as u64, count.points as u64);
    interval(inside).zip(interval(outside)).is_some_and(|(inside, outside)| inside.0 > outside.1)
}

fn share(part: usize, whole: usize) -> Option<(f64, (f64, f64))> {
    Some((part as f64 / whole as f64, clopper_pearson(part as u64, whole as u64)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Points of twelve factors that fail by `chance`, given the point.
    fn sample(seed: u64, points: usize, chance: impl Fn(&[f64]) -> f64) -> (Vec<Vec<f64>>, Vec<bool>) {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        let points = (0..points).map(|_| (0..12).map(|_| generator.random()).collect());
        let points: Vec<Vec<f64>> = points.collect();
        let fails = points.iter().map(|point| generator.random::<f64>() < chance(point)).collect();
        (points, fails)
    }

    const QUICK: Search = Search { most_factors: 8, most_limits: 4, resamples: 20, seed: 1 };

    fn corner(point: &[f64]) -> f64 {
        if point[7] > 0.7 && point[2] < 0.5 { 0.7 } else { 0.05 }
    }

    #[test]
    fn a_corner_where_a_claim_fails_is_found_and_counted_on_points_not_seen() {
        let (points, fails) = sample(1, 1000, corner);
        let found = Discovery::of(&points, &fails, &[7, 2, 0, 1, 3, 4, 5, 6], &QUICK).unwrap();
        assert_eq!(found.limits.iter().map(side).collect::<Vec<_>>(), [(2, true), (7, false)]);
        assert!((found.limits[1].low.unwrap() - 0.7).abs() < 0.1, "{found:?}");
        assert!((found.limits[0].high.unwrap() - 0.5).abs() < 0.1, "{found:?}");
        assert!(found.stability.iter().all(|share| *share > 0.7), "{found:?}");
        // All counts are those of the held-out half.
        assert_eq!(found.inside.points + found.outside.points, 500);
        let held_out = halves(1000, QUICK.seed).1;
        let count = |inside| {
            let points = held_out.iter().filter(|point| holds(&found.limits, &points[**point]) == inside);
            Count::of(points.map(|point| fails[*point]))
        };
        assert_eq!((found.inside, found.outside), (count(true), count(false)));
        let (density, (low, high)) = found.density().unwrap();
        assert!(low < 0.7 && 0.7 < high && density > 0.5, "{density}");
        assert!(found.density_outside().unwrap().0 < 0.15 && found.coverage().unwrap().0 > 0.5);
    }

    #[test]
    fn where_failures_are_strewn_nothing_is_told() {
        let ranking: Vec<usize> = (0..12).collect();
        let told = (0..40).filter(|seed| {
            let (points, fails) = sample(*seed, 300, |_| 0.15);
            Discovery::of(&points, &fails, &ranking, &Search { resamples: 1, ..QUICK }).is_some()
        });
        // Intervals that do not overlap are rarer than one in twenty where nothing differs.
        assert!(told.count() <= 2);
    }

    #[test]
    fn factors_that_are_ranked_low_are_not_looked_at() {
        let (points, fails) = sample(1, 1000, corner);
        let late = [0, 1, 3, 4, 5, 6, 8, 9, 7, 2];
        assert_eq!(Discovery::of(&points, &fails, &late, &QUICK), None);
        let one = Discovery::of(&points, &fails, &late, &Search { most_factors: 9, ..QUICK }).unwrap();
        assert!(one.limits.iter().any(|limit| limit.factor == 7) && one.limits.iter().all(|limit| limit.factor != 2));
    }

    #[test]
    fn without_failures_or_without_points_there_is_nothing_to_find() {
        let (points, _) = sample(1, 50, |_| 0.0);
        assert_eq!(Discovery::of(&points, &[false; 50], &[0, 1], &QUICK), None);
        assert_eq!(Discovery::of(&points, &[true; 50], &[0, 1], &QUICK), None);
        assert_eq!(Discovery::of(&points[..1], &[true], &[0, 1], &QUICK), None);
        assert_eq!(Discovery::of::<Vec<f64>>(&[], &[], &[0, 1], &QUICK), None);
    }

    #[test]
    fn a_limit_that_may_be_there_by_chance_is_not_needed() {
        // 40 of 100 fail; of 12 in the narrower box 8: at 0.4 that many come about with probability 0.0573, and 9 with 0.0153.
        let without = Count { points: 100, of_interest: 40 };
        assert!(!is_needed(Count { points: 12, of_interest: 8 }, without));
        assert!(is_needed(Count { points: 12, of_interest: 9 }, without));
        assert!(!is_needed(Count { points: 12, of_interest: 0 }, Count { points: 100, of_interest: 0 }));
    }

    #[test]
    fn a_box_has_no_more_limits_than_it_may() {
        let (points, fails) =
            sample(2, 600, |point| if point[..4].iter().all(|place| *place > 0.25) { 0.9 } else { 0.02 });
        let ranking = [0, 1, 2, 3, 4, 5];
        let limits = |most_limits| {
            let search = Search { most_limits, resamples: 1, ..QUICK };
            Discovery::of(&points, &fails, &ranking, &search).unwrap().limits.len()
        };
        assert_eq!((limits(4), limits(3), limits(1)), (4, 3, 1));
    }
}
