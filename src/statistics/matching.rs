//! History matching: which points are nearest to the record, and which factors moved among them.
//!
//! Approximate Bayesian computation by rejection: points drawn from the prior, simulated, and kept if they are near. Source:
//! Beaumont, Zhang and Balding (2002), Genetics 162(4). Whether what is kept can be believed, `pseudo_records` says.

use super::kolmogorov_smirnov::KolmogorovSmirnov;
use super::moments::Moments;

/// Share of the points that is kept, unless another is asked for.
pub const SHARE: f64 = 0.05;

/// Fewest points that may be kept.
pub const FEWEST: usize = 20;

/// Most that one fact can be off, in standard deviations of the prior: one that nothing reaches does not decide alone.
const MOST_OFF: f64 = 3.0;

/// Quantities simulated at points. NaN is not known; what never came about is infinite.
#[derive(Clone, Copy, Debug)]
pub struct Simulated<'a> {
    /// Point after point, in each replicate after replicate, in each quantity after quantity.
    pub values: &'a [f64],
    /// Histories of a point.
    pub replicates: usize,
    /// Quantities of a history; 0 if there are none.
    pub quantities: usize,
}

impl<'a> Simulated<'a> {
    pub(super) fn history(&self, point: usize, replicate: usize) -> &'a [f64] {
        &self.values[(point * self.replicates + replicate) * self.quantities..][..self.quantities]
    }

    pub(super) fn of(&self, point: usize, quantity: usize) -> impl Iterator<Item = f64> + use<'_, 'a> {
        (0..self.replicates).map(move |replicate| self.history(point, replicate)[quantity])
    }

    /// Mean over the histories in which it came about; infinite where it did in fewer than half.
    fn mean(&self, point: usize, quantity: usize) -> f64 {
        let known: Vec<f64> = self.of(point, quantity).filter(|value| !value.is_nan()).collect();
        let came: Moments = known.iter().copied().filter(|value| value.is_finite()).collect();
        match came.mean() {
            Some(mean) if 2 * came.count as usize >= known.len() => mean,
            _ => known.into_iter().find(|value| value.is_infinite()).unwrap_or(f64::NAN),
        }
    }

    /// Means, point after point.
    fn means(&self, points: usize) -> Vec<f64> {
        (0..points).flat_map(|point| (0..self.quantities).map(move |quantity| self.mean(point, quantity))).collect()
    }
}

/// What a record says, quantity by quantity; NaN where it is silent, infinite where something never came about.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    /// Facts.
    pub facts: &'a [f64],
    /// Shares withheld in votes, from 0 to 1.
    pub votes: &'a [f64],
}

/// There are too few points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{points} points are too few to keep the nearest to the record: at least {needed} are needed")]
pub struct TooFew {
    /// Points that there are.
    pub points: usize,
    /// Points that are needed.
    pub needed: usize,
}

/// A factor among the points that are kept, against the others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moved {
    /// Mean place among the kept, from 0 to 1; over all points it is near 1/2.
    pub mean: f64,
    /// Kept against not kept.
    pub test: KolmogorovSmirnov,
    /// Does it move beyond what chance makes of so many factors (Bonferroni, at 5 %)?
    pub beyond_chance: bool,
}

/// Points with what was simulated at them.
#[derive(Clone, Debug)]
pub struct Matching<'a, P> {
    pub(super) points: &'a [P],
    pub(super) facts: Simulated<'a>,
    pub(super) fitted: &'a [bool],
    pub(super) votes: Simulated<'a>,
    fact_means: Vec<f64>,
    vote_means: Vec<f64>,
    /// Standard deviation of each fact's means over the points; 0 where it does not vary.
    spreads: Vec<f64>,
}

impl<'a, P: AsRef<[f64]>> Matching<'a, P> {
    /// Of points (a place from 0 to 1 for every factor), the facts and the votes simulated at each. Only facts that are
    /// `fitted` count for the distance; the others are held out.
    ///
    /// # Panics
    /// Where lengths do not agree.
    pub fn new(points: &'a [P], facts: Simulated<'a>, fitted: &'a [bool], votes: Simulated<'a>) -> Self {
        assert_eq!(facts.values.len(), points.len() * facts.replicates * facts.quantities, "facts of every point");
        assert_eq!(votes.values.len(), points.len() * votes.replicates * votes.quantities, "votes of every point");
        assert_eq!(fitted.len(), facts.quantities, "every fact is fitted or held out");
        let (fact_means, vote_means) = (facts.means(points.len()), votes.means(points.len()));
        let spread = |fact: usize| {
            let means = fact_means.iter().skip(fact).step_by(facts.quantities.max(1)).copied();
            means.filter(|mean| mean.is_finite()).collect::<Moments>().sd().unwrap_or_default()
        };
        let spreads = (0..facts.quantities).map(spread).collect();
        Self { points, facts, fitted, votes, fact_means, vote_means, spreads }
    }

    /// Distance of each point to a record: the facts' mean of min(3, |mean − record|/sd), sd over the points, and the votes' mean
    /// of |mean − record|, each over its own standard deviation and added. What a point does not know is as far off as can be; a fact on
    /// which the record is silent, or that does not vary over the points, does not count.
    pub fn distances(&self, record: &Record) -> Vec<f64> {
        let counts = |fact: &usize| self.fitted[*fact] && self.spreads[*fact] > 0.0 && !record.facts[*fact].is_nan();
        let facts: Vec<usize> = (0..self.facts.quantities).filter(counts).collect();
        let votes: Vec<usize> = (0..self.votes.quantities).filter(|vote| !record.votes[*vote].is_nan()).collect();
        let fact_off = |means: &[f64], fact: usize| off(means[fact], record.facts[fact], self.spreads[fact], MOST_OFF);
        let vote_off = |means: &[f64], vote: usize| off(means[vote], record.votes[vote], 1.0, 1.0);
        let of_facts = self.scaled(&self.fact_means, self.facts.quantities, &facts, fact_off);
        let of_votes = self.scaled(&self.vote_means, self.votes.quantities, &votes, vote_off);
        of_facts.into_iter().zip(of_votes).map(|(facts, votes)| facts + votes).collect()
    }

    /// Mean of what a point is off, over its standard deviation over the points.
    fn scaled(&self, means: &[f64], width: usize, asked: &[usize], off: impl Fn(&[f64], usize) -> f64) -> Vec<f64> {
        let mean = |point: usize| {
            let means = &means[point * width..][..width];
            asked.iter().map(|quantity| off(means, *quantity)).sum::<f64>() / asked.len().max(1) as f64
        };
        let distances: Vec<f64> = (0..self.points.len()).map(mean).collect();
        let sd = distances.iter().copied().collect::<Moments>().sd().filter(|sd| *sd > 0.0).unwrap_or(1.0);
        distances.into_iter().map(|distance| distance / sd).collect()
    }

    /// The share of the points that is nearest to a record, the nearest first; of two as near, the earlier.
    ///
    /// # Errors
    /// Where fewer than [`FEWEST`] would be kept.
    pub fn kept(&self, record: &Record, share: f64) -> Result<Vec<usize>, TooFew> {
        Ok(self.nearest(record, self.count(share)?, None))
    }

    /// How many points a share is.
    pub(super) fn count(&self, share: f64) -> Result<usize, TooFew> {
        let (points, needed) = (self.points.len(), (FEWEST as f64 / share).ceil() as usize);
        if points < needed {
            return Err(TooFew { points, needed });
        }
        Ok((share * points as f64).round() as usize)
    }

    /// The nearest so many points to a record, without one that does not count.
    pub(super) fn nearest(&self, record: &Record, count: usize, without: Option<usize>) -> Vec<usize> {
        let distances = self.distances(record);
        let mut nearest: Vec<usize> = (0..self.points.len()).filter(|point| Some(*point) != without).collect();
        nearest.sort_by(|one, two| distances[*one].total_cmp(&distances[*two]));
        nearest.truncate(count);
        nearest
    }

    /// How many factors points have.
    pub(super) fn factors(&self) -> usize {
        self.points.first().map_or(0, |point| point.as_ref().len())
    }

    /// Every factor among some points against the others; empty where no point is on one of the sides.
    pub fn moved(&self, kept: &[usize]) -> Vec<Moved> {
        let mut is_kept = vec![false; self.points.len()];
        kept.iter().for_each(|point| is_kept[*point] = true);
        let factors = self.factors();
        let of = |factor: usize| {
            let places = |side: bool| {
                let points = self.points.iter().zip(&is_kept).filter(move |(_, kept)| **kept == side);
                points.map(|(point, _)| point.as_ref()[factor]).collect::<Vec<f64>>()
            };
            let (kept, others) = (places(true), places(false));
            let test = KolmogorovSmirnov::of(&kept, &others)?;
            let mean = kept.into_iter().collect::<Moments>().mean()?;
            Some(Moved { mean, test, beyond_chance: test.p * (factors as f64) < 0.05 })
        };
        (0..factors).filter_map(of).collect()
    }
}

/// How far a mean is from what the record says, in spreads, and at most `most`.
fn off(mean: f64, record: f64, spread: f64, most: f64) -> f64 {
    // Two that never came about agree.
    if mean == record {
        return 0.0;
    }
    let off = (mean - record).abs() / spread;
    if off.is_nan() { most } else { off.min(most) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: Simulated = Simulated { values: &[], replicates: 1, quantities: 0 };

    fn facts(values: &[f64], replicates: usize, quantities: usize) -> Simulated<'_> {
        Simulated { values, replicates, quantities }
    }

    fn places(points: usize) -> Vec<[f64; 2]> {
        // The second factor goes through its range in another order.
        let place = |point: usize, step: usize| ((point * step % points) as f64 + 0.5) / points as f64;
        (0..points).map(|point| [place(point, 1), place(point, 211)]).collect()
    }

    #[test]
    fn distances_agree_with_hand_computed_ones() {
        // Facts of standard deviation 1 and 10, off by 0 1 2 and 1 0 1 of it: means 0.5 0.5 1.5, of standard deviation √(1/3). Votes are
        // off by 1 0.5 0, of standard deviation 0.5. The third fact is held out.
        let values = [0.0, 0.0, 7.0, 1.0, 10.0, 8.0, 2.0, 20.0, 9.0];
        let points = places(3);
        let votes = facts(&[0.0, 0.5, 1.0], 1, 1);
        let matching = Matching::new(&points, facts(&values, 1, 3), &[true, true, false], votes);
        let found = matching.distances(&Record { facts: &[0.0, 10.0, 0.0], votes: &[1.0] });
        let root = 3f64.sqrt();
        for (found, expected) in found.iter().zip([0.5 * root + 2.0, 0.5 * root + 1.0, 1.5 * root]) {
            assert!((found - expected).abs() < 1e-12, "{found} instead of {expected}");
        }
        // Where the record is silent nothing is off.
        let silent = matching.distances(&Record { facts: &[f64::NAN; 3], votes: &[f64::NAN] });
        assert_eq!(silent, [0.0; 3]);
    }

    #[test]
    fn one_fact_is_off_by_three_standard_deviations_at_most_and_what_never_came_agrees_with_itself() {
        assert_eq!(off(5.0, 1.0, 2.0, MOST_OFF), 2.0);
        assert_eq!(off(50.0, 1.0, 2.0, MOST_OFF), 3.0);
        assert_eq!(off(f64::NAN, 1.0, 2.0, MOST_OFF), 3.0);
        assert_eq!(off(f64::INFINITY, 1.0, 2.0, MOST_OFF), 3.0);
        assert_eq!(off(f64::INFINITY, f64::INFINITY, 2.0, MOST_OFF), 0.0);
    }

    #[test]
    fn a_mean_is_over_histories_in_which_it_came_about_unless_it_rarely_did() {
        let (never, unknown) = (f64::INFINITY, f64::NAN);
        let mean = |values: &[f64; 3]| facts(values, 3, 1).mean(0, 0);
        assert_eq!(mean(&[1.0, 2.0, 6.0]), 3.0);
        assert_eq!(mean(&[1.0, 3.0, never]), 2.0);
        assert_eq!(mean(&[1.0, unknown, never]), 1.0);
        assert_eq!(mean(&[1.0, never, never]), never);
        assert!(mean(&[unknown; 3]).is_nan());
    }

    #[test]
    fn too_few_points_are_refused_with_how_many_are_needed() {
        let record = Record { facts: &[0.5], votes: &[] };
        let kept = |points: usize, share: f64| {
            let points = places(points);
            let values: Vec<f64> = points.iter().map(|point| point[0]).collect();
            Matching::new(&points, facts(&values, 1, 1), &[true], NONE).kept(&record, share)
        };
        assert_eq!(kept(399, SHARE), Err(TooFew { points: 399, needed: 400 }));
        assert_eq!(kept(400, SHARE).unwrap().len(), 20);
        assert_eq!(kept(100, 0.2).unwrap().len(), 20);
        assert_eq!(kept(0, SHARE), Err(TooFew { points: 0, needed: 400 }));
    }

    #[test]
    fn the_nearest_are_kept_and_only_what_decides_moves() {
        let points = places(400);
        let values: Vec<f64> = points.iter().map(|point| 10.0 * point[0]).collect();
        let matching = Matching::new(&points, facts(&values, 1, 1), &[true], NONE);
        let kept = matching.kept(&Record { facts: &[2.0], votes: &[] }, SHARE).unwrap();
        assert!(kept.iter().all(|point| (points[*point][0] - 0.2).abs() <= 0.025 + 1e-9), "{kept:?}");
        let moved = matching.moved(&kept);
        assert!((moved[0].mean - 0.2).abs() < 0.002 && moved[0].beyond_chance, "{moved:?}");
        assert!((moved[1].mean - 0.5).abs() < 0.1 && !moved[1].beyond_chance, "{moved:?}");
    }
}
