//! What is kept beside the record: bands of every fact, before and after, luck included.

use std::collections::BTreeMap;

use super::super::hindcast::facts::{Fact, Part};
use super::super::hindcast::score::{Beside, Score, score};
use super::super::sweep::points::{Done, Record};
use super::Calibrate;
use super::cases::Asked;
use super::keep::Keep;
use super::search::Found;
use crate::statistics::weighted::Ordered;

/// A fact beside the prior and beside what is kept.
#[derive(Clone, Debug)]
pub struct OfFact {
    /// Beside histories of the prior.
    pub prior: Beside,
    /// Beside those of the points kept, weighted.
    pub posterior: Beside,
    /// The least that any point's mean is off, in standard deviations of record and luck; `None` where no point knows it.
    pub least: Option<f64>,
    /// Share of all points that are off by three at most.
    pub reached: f64,
}

/// The score of a part of a case's record.
#[derive(Clone, Debug)]
pub struct OfScore {
    /// The case.
    pub case: String,
    /// It was left out.
    pub left_out: bool,
    /// The part.
    pub part: Part,
    /// Score of the prior.
    pub prior: Score,
    /// Score of what is kept.
    pub posterior: Score,
}

/// What is kept beside the record.
#[derive(Clone, Debug)]
pub struct Judged {
    /// Every fact, case after case.
    pub facts: Vec<OfFact>,
    /// Every part of every case that has facts.
    pub scores: Vec<OfScore>,
}

/// Histories of the first wave, from which records are drawn whose true numbers are known: by point, then by history and fact.
pub type Histories = Vec<Vec<f64>>;

/// Reads the histories of prior and kept points again, and sets both beside the record. Returns the prior's histories too.
///
/// # Errors
/// Those of `keep`.
pub fn judge<K: Keep>(
    calibrate: &Calibrate<'_>,
    asked: &[Asked<'_>],
    found: &Found,
    keep: &mut K,
) -> Result<(Judged, Histories), K::Error> {
    let population = &found.population;
    let weights: BTreeMap<usize, f64> =
        population.kept.iter().map(|point| (*point, population.weights[*point])).collect();
    let (mut posterior, mut histories, mut first) = (vec![Vec::new(); asked.len()], Histories::new(), 0);
    for (number, points) in found.stages.iter().enumerate() {
        let stage = calibrate.stage(number, *points as u64);
        let mut take = |record: Record| {
            let values = if let Done::Outcomes { values, .. } = record.done { values } else { vec![] };
            let weight = weights.get(&(first + record.point as usize));
            if let Some(weight) = weight {
                values.iter().enumerate().for_each(|(at, value)| posterior[at % asked.len()].push((*value, *weight)));
            }
            if number == 0 {
                histories.push(values);
            }
        };
        for index in 1..=stage.header.shard.1 {
            keep.read(&stage.of_part(index), &mut take)?;
        }
        first += points;
    }
    let facts = posterior.into_iter().enumerate().map(|(fact, posterior)| {
        let record = asked[fact].fact.value;
        let of_prior = histories.iter().flat_map(|values| values.iter().skip(fact).step_by(asked.len()));
        let prior = beside(record, of_prior.map(|value| (*value, 1.0)));
        let (least, reached) = reach(found, asked[fact].record, fact);
        OfFact { prior, posterior: beside(record, posterior), least, reached }
    });
    let facts: Vec<OfFact> = facts.collect();
    Ok((Judged { scores: scores(calibrate, &facts), facts }, histories))
}

/// A fact beside weighted histories.
fn beside(record: f64, values: impl IntoIterator<Item = (f64, f64)>) -> Beside {
    let ordered = Ordered::of(values);
    let quantile = |p: f64| ordered.quantile(p).unwrap_or(f64::NAN);
    Beside {
        histories: ordered.count() as u64,
        mean: ordered.mean(),
        quantiles: (ordered.count() > 0).then(|| [0.05, 0.25, 0.5, 0.75, 0.95].map(quantile)),
        percentile: ordered.share_below(record),
    }
}

/// How near points come to a record, and what share of them within three standard deviations.
fn reach(found: &Found, record: f64, fact: usize) -> (Option<f64>, f64) {
    let means = found.means.of_fact(fact, 0..found.means.count());
    let known = means.into_iter().filter(|mean| !mean.is_nan());
    // Where neither record nor luck leaves anything open, only the same value reaches it.
    let off = known.map(|mean| if mean == record { 0.0 } else { (mean - record).abs() / found.scales.off[fact] });
    let off: Vec<f64> = off.collect();
    let reached = off.iter().filter(|off| **off <= 3.0).count() as f64 / off.len().max(1) as f64;
    (off.into_iter().min_by(f64::total_cmp), reached)
}

fn scores(calibrate: &Calibrate<'_>, facts: &[OfFact]) -> Vec<OfScore> {
    let (mut scores, mut first) = (Vec::new(), 0);
    for case in &calibrate.cases {
        let own = &facts[first..][..case.facts.len()];
        first += case.facts.len();
        let of = |beside: fn(&OfFact) -> &Beside, part: Part| {
            let beside: Vec<Beside> = own.iter().map(|fact| beside(fact).clone()).collect();
            score(part, &case.facts, &beside)
        };
        let has = |part: &Part| case.facts.iter().any(|fact: &Fact| fact.part == *part);
        scores.extend(Part::ALL.into_iter().filter(has).map(|part| OfScore {
            case: case.id.clone(),
            left_out: !case.fitted,
            part,
            prior: of(|fact| &fact.prior, part),
            posterior: of(|fact| &fact.posterior, part),
        }));
    }
    scores
}
