//! Can matching be believed? It is tried on records drawn from the prior itself, of which it is known what was true.
//!
//! Source: Cook, Gelman and Rubin (2006), Journal of Computational and Graphical Statistics 15(3); for approximate
//! Bayesian computation Prangle et al. (2014), Australian and New Zealand Journal of Statistics 56(4).

use rand::{RngExt, SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;

use super::matching::{Matching, Record, TooFew};
use super::moments::Moments;
use super::quantiles::type_6;

/// Shares of held-out facts in central bands, over records drawn from the prior: one value per record.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Coverage {
    /// In bands that should hold 50 %.
    pub half: Moments,
    /// In bands that should hold 90 %.
    pub nine_tenths: Moments,
}

/// What matching makes of records whose true numbers are known.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// Of bands of the points kept.
    pub kept: Coverage,
    /// Of bands of all points.
    pub prior: Coverage,
    /// Width of the 90 % band of the points kept, as a share of that of all points: of each record the mean over held-out facts
    /// that came about in both.
    pub width: Moments,
    /// For each factor the correlation of its mean among the kept with the truth, over records; `None` where it does not vary.
    /// Of records that teach nothing about it, the size is below 1.96/√records in 95 of 100.
    pub learned: Vec<Option<f64>>,
}

impl Check {
    /// Draws `records` single histories, of as many points, and matches each against all other points; a share of these is kept.
    ///
    /// Bands are Hyndman and Fan's type 6, which hold a further history with the share that they name, however few
    /// histories they are made of.
    ///
    /// # Errors
    /// Where fewer points than [`FEWEST`](super::matching::FEWEST) would be kept.
    pub fn of<P: AsRef<[f64]>>(matching: &Matching<P>, share: f64, records: usize, seed: u64) -> Result<Self, TooFew> {
        let (count, everything) = (matching.count(share)?, (0..matching.points.len()).collect::<Vec<_>>());
        let (facts, votes) = (matching.facts, matching.votes);
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        let mut drawn = everything.clone();
        drawn.shuffle(&mut generator);
        drawn.truncate(records);
        let held_out: Vec<usize> = (0..facts.quantities).filter(|fact| !matching.fitted[*fact]).collect();
        let sorted = |points: &[usize]| held_out.iter().map(|fact| sorted(matching, *fact, points)).collect::<Vec<_>>();
        let everywhere = sorted(&everything);
        let (mut kept, mut prior, mut width, mut pairs) = <(Coverage, Coverage, Moments, Vec<_>)>::default();
        for truth in drawn {
            let replicate = generator.random_range(0..facts.replicates.max(1));
            // Votes may have been counted over all histories of a point.
            let counted = replicate.min(votes.replicates.saturating_sub(1));
            let record = Record { facts: facts.history(truth, replicate), votes: votes.history(truth, counted) };
            let nearest = matching.nearest(&record, count, Some(truth));
            let values: Vec<f64> = held_out.iter().map(|fact| record.facts[*fact]).collect();
            let (near, all) = (bands(&sorted(&nearest), truth), bands(&everywhere, truth));
            kept.push(&near, &values);
            prior.push(&all, &values);
            let shares = near.iter().zip(&all).filter_map(|(near, all)| share_of_width((*near)?, (*all)?));
            shares.collect::<Moments>().mean().into_iter().for_each(|share| width.push(share));
            pairs.push((truth, nearest));
        }
        let learned = (0..matching.factors()).map(|factor| learned(matching, factor, &pairs)).collect();
        Ok(Self { kept, prior, width, learned })
    }
}

/// Known values of a fact at some points, in order, each with its point.
type Values = Vec<(f64, usize)>;

fn sorted<P: AsRef<[f64]>>(matching: &Matching<P>, fact: usize, points: &[usize]) -> Values {
    let values = points.iter().flat_map(|point| matching.facts.of(*point, fact).map(move |value| (value, *point)));
    let mut values: Values = values.filter(|(value, _)| !value.is_nan()).collect();
    values.sort_by(|one, two| one.0.total_cmp(&two.0));
    values
}

/// Correlation of the truth with the mean among the kept.
fn learned<P: AsRef<[f64]>>(matching: &Matching<P>, factor: usize, pairs: &[(usize, Vec<usize>)]) -> Option<f64> {
    let place = |point: &usize| matching.points[*point].as_ref()[factor];
    let truths: Vec<f64> = pairs.iter().map(|(truth, _)| place(truth)).collect();
    let found = pairs.iter().map(|(_, kept)| kept.iter().map(place).collect::<Moments>().mean());
    correlation(&truths, &found.collect::<Option<Vec<f64>>>()?)
}

/// The central bands that should hold 50 and 90 % of the histories.
type Bands = [(f64, f64); 2];

/// The bands of each fact, without the histories of the point that is the truth; `None` where no other has a value.
fn bands(facts: &[Values], truth: usize) -> Vec<Option<Bands>> {
    let others = facts.iter().map(|values| values.iter().filter(|(_, point)| *point != truth).map(|(value, _)| *value));
    let bands = |others: Vec<f64>| {
        let band = |(low, high)| (type_6(&others, low), type_6(&others, high));
        (!others.is_empty()).then(|| [(0.25, 0.75), (0.05, 0.95)].map(band))
    };
    others.map(|others| bands(others.collect())).collect()
}

/// The width of a 90 % band as a share of another's, where both have one.
fn share_of_width(near: Bands, all: Bands) -> Option<f64> {
    let [near, all] = [near, all].map(|[_, (low, high)]| high - low);
    Some(near / all).filter(|share| share.is_finite() && all.is_finite())
}

impl Coverage {
    /// Counts which of a record's values are within the bands.
    fn push(&mut self, bands: &[Option<Bands>], values: &[f64]) {
        let asked: Vec<(Bands, f64)> =
            bands.iter().zip(values).filter_map(|(bands, value)| Some(((*bands)?, *value))).collect();
        for (at, share) in [&mut self.half, &mut self.nine_tenths].into_iter().enumerate() {
            let known = asked.iter().filter(|(_, value)| !value.is_nan());
            let within = known.map(|(bands, value)| f64::from(bands[at].0 <= *value && *value <= bands[at].1));
            within.collect::<Moments>().mean().into_iter().for_each(|within| share.push(within));
        }
    }
}

/// Pearson's correlation; `None` where one side does not vary.
fn correlation(one: &[f64], two: &[f64]) -> Option<f64> {
    let (of_one, of_two) = (one.iter().copied().collect::<Moments>(), two.iter().copied().collect::<Moments>());
    let (mean_one, mean_two, spread) = (of_one.mean()?, of_two.mean()?, of_one.sd()? * of_two.sd()?);
    let together: f64 = one.iter().zip(two).map(|(one, two)| (one - mean_one) * (two - mean_two)).sum();
    (spread > 0.0).then(|| together / (one.len() - 1) as f64 / spread)
}

#[cfg(test)]
mod tests {
    use super::super::matching::{SHARE, Simulated};
    use super::*;

    /// Four factors, the last of which does nothing; in two histories of each point six facts, the last two of them held out, and a vote.
    struct Toy {
        points: Vec<[f64; 4]>,
        facts: Vec<f64>,
        votes: Vec<f64>,
    }

    const FITTED: [bool; 6] = [true, true, true, true, false, false];

    impl Toy {
        fn simulated(points: usize) -> Self {
            let mut generator = ChaCha8Rng::seed_from_u64(7);
            let points: Vec<[f64; 4]> = (0..points).map(|_| std::array::from_fn(|_| generator.random())).collect();
            let (mut facts, mut votes) = (vec![], vec![]);
            for [a, b, c, _] in points.iter().flat_map(|point| [point; 2]) {
                let mut luck = |size: f64| size * (generator.random::<f64>() - 0.5);
                let late = if *b + luck(0.3) < 0.3 { f64::INFINITY } else { b * 12.0 };
                facts.extend([
                    3.0 * a + luck(0.5),
                    a * b + luck(0.2),
                    late,
                    c + luck(2.0),
                    a + b + luck(0.5),
                    2.0 * b * c + luck(0.1),
                ]);
                votes.push(f64::from(*a + luck(0.4) > 0.5));
            }
            Self { points, facts, votes }
        }

        fn matching(&self) -> Matching<'_, [f64; 4]> {
            let simulated = |values, quantities| Simulated { values, replicates: 2, quantities };
            Matching::new(&self.points, simulated(&self.facts, 6), &FITTED, simulated(&self.votes, 1))
        }
    }

    #[test]
    fn records_drawn_from_the_prior_are_covered_at_no_less_than_the_nominal_rate() {
        let toy = Toy::simulated(600);
        let check = Check::of(&toy.matching(), SHARE, 400, 1).unwrap();
        for coverage in [check.kept, check.prior] {
            for (nominal, found) in [(0.5, coverage.half), (0.9, coverage.nine_tenths)] {
                let (mean, (_, high)) = (found.mean().unwrap(), found.interval().unwrap());
                assert_eq!(found.count, 400);
                assert!(high >= nominal && mean < nominal + 0.05, "{mean}, at most {high}, instead of {nominal}");
            }
        }
        // Bands of points far and near would cover as well: those of the kept must be narrower.
        let width = check.width.mean().unwrap();
        assert!(width < 0.8, "{width}");
    }

    #[test]
    fn what_facts_tell_of_is_learned_and_what_does_nothing_is_not() {
        let toy = Toy::simulated(600);
        let check = Check::of(&toy.matching(), SHARE, 200, 1).unwrap();
        let learned: Vec<f64> = check.learned.iter().map(|found| found.unwrap()).collect();
        assert!(learned[0] > 0.8 && learned[1] > 0.6 && learned[3].abs() < 1.96 / 200f64.sqrt(), "{learned:?}");
        assert_eq!(Check::of(&toy.matching(), SHARE, 200, 1), Ok(check));
    }

    #[test]
    fn without_held_out_facts_or_votes_there_is_nothing_to_cover() {
        let toy = Toy::simulated(400);
        let none = Simulated { values: &[], replicates: 1, quantities: 0 };
        let facts = Simulated { values: &toy.facts, replicates: 2, quantities: 6 };
        let check = Check::of(&Matching::new(&toy.points, facts, &[true; 6], none), SHARE, 3, 1).unwrap();
        assert_eq!((check.kept.half.count, check.prior.nine_tenths.count, check.learned.len()), (0, 0, 4));
        let few = &toy.points[..10];
        let matching = Matching::new(few, Simulated { values: &toy.facts[..120], ..facts }, &FITTED, none);
        assert_eq!(Check::of(&matching, SHARE, 3, 1).unwrap_err().needed, 400);
    }
}
