//! The record beside plausible worlds: facts in the bands, facts that no number reaches, and the worlds nearest to it.

use super::super::hindcast::facts::{FactKind, Part};
use super::super::hindcast::score::{Beside, Score, score};
use super::super::sweep::making::Making;
use super::claims::{OfClaim, of_claims};
use super::gather::Kept;
use crate::statistics::matching::{Matching, Moved, Record, SHARE, Simulated, TooFew};
use crate::statistics::pseudo_records::Check;

/// A fact beside the histories of the numbers as they are, and beside those of all plausible numbers.
#[derive(Clone, Debug)]
pub struct OfFact {
    /// Beside luck alone.
    pub by_luck: Beside,
    /// Beside luck and numbers.
    pub by_numbers: Beside,
    /// Histories, of all points, that reach the record from the side on which their middle lies.
    pub reached: u64,
}

/// The record as a whole.
#[derive(Debug)]
pub struct OfRecord {
    /// Facts, in their order.
    pub facts: Vec<OfFact>,
    /// Scores of fit and test: by luck alone, and with the numbers.
    pub scores: Vec<(Part, Score, Score)>,
    /// The points nearest to the facts that may be fitted, or how many it would take.
    pub nearest: Result<Nearest, TooFew>,
}

/// The points nearest to the record.
#[derive(Debug)]
pub struct Nearest {
    /// Points, the nearest first, each with its distance.
    pub kept: Vec<(u64, f64)>,
    /// Scores of fit and test among them.
    pub scores: Vec<(Part, Score)>,
    /// Every factor among them against the others.
    pub moved: Vec<Moved>,
    /// What is left of the claims among them.
    pub claims: Vec<OfClaim>,
    /// 5, 50 and 95 % of what each world makes of adequacy among them.
    pub effects: Vec<Option<[f64; 3]>>,
    /// What the same does with records whose true numbers are known.
    pub check: Option<Check>,
}

/// Pseudo-records that are drawn.
const RECORDS: usize = 400;

/// The record beside the points of the theory on trial; none where no facts are asked.
pub fn of_record(making: &Making<'_>, points: &[&Kept], values: Option<&Kept>, seed: u64) -> Option<OfRecord> {
    let facts: Vec<_> = making.sweep.asked.facts.iter().map(|(fact, _)| fact.clone()).collect();
    if facts.is_empty() || points.is_empty() {
        return None;
    }
    let all = |points: &[&Kept], fact: usize| {
        points.iter().flat_map(|kept| kept.facts[fact].iter().copied()).collect::<Vec<_>>()
    };
    let of_fact = |fact: usize| {
        let (record, given) = (facts[fact].value, all(points, fact));
        let by_numbers = Beside::of(record, &given);
        let by_luck = Beside::of(record, values.map_or(&[][..], |kept| &kept.facts[fact]));
        let above = by_numbers.quantiles.is_some_and(|[_, _, middle, _, _]| middle >= record);
        let reaches = |value: &&f64| if above { **value <= record } else { **value >= record };
        OfFact {
            by_luck,
            by_numbers,
            reached: given.iter().filter(|value| !value.is_nan()).filter(reaches).count() as u64,
        }
    };
    let of_facts: Vec<OfFact> = (0..facts.len()).map(of_fact).collect();
    let beside = |of: fn(&OfFact) -> &Beside| of_facts.iter().map(|fact| of(fact).clone()).collect::<Vec<_>>();
    let (luck, numbers) = (beside(|fact| &fact.by_luck), beside(|fact| &fact.by_numbers));
    let scores = Part::ALL.map(|part| (part, score(part, &facts, &luck), score(part, &facts, &numbers)));
    let nearest =
        nearest(making, points, &facts.iter().map(|fact| (fact.kind, fact.part, fact.value)).collect::<Vec<_>>(), seed);
    let nearest = nearest.map(|mut nearest| {
        let kept: Vec<&Kept> = nearest
            .kept
            .iter()
            .filter_map(|(point, _)| points.iter().find(|kept| kept.point == *point).copied())
            .collect();
        let beside: Vec<Beside> =
            facts.iter().enumerate().map(|(fact, known)| Beside::of(known.value, &all(&kept, fact))).collect();
        nearest.scores = Part::ALL.map(|part| (part, score(part, &facts, &beside))).to_vec();
        nearest
    });
    Some(OfRecord { facts: of_facts, scores: scores.to_vec(), nearest })
}

fn nearest(
    making: &Making<'_>,
    points: &[&Kept],
    facts: &[(FactKind, Part, f64)],
    seed: u64,
) -> Result<Nearest, TooFew> {
    let replicates = points.iter().flat_map(|kept| kept.facts.iter().map(Vec::len)).min().unwrap_or(0);
    let of_kind =
        |vote: bool| (0..facts.len()).filter(|fact| (facts[*fact].0 == FactKind::Vote) == vote).collect::<Vec<_>>();
    let (values_of, votes_of) = (of_kind(false), of_kind(true));
    // A vote of a single history is a yes or a no: what a point says of it is the share over its histories.
    let history =
        |kept: &Kept, replicate: usize| values_of.iter().map(|fact| kept.facts[*fact][replicate]).collect::<Vec<_>>();
    let simulated: Vec<f64> =
        points.iter().flat_map(|kept| (0..replicates).flat_map(move |replicate| history(kept, replicate))).collect();
    let share = |kept: &Kept, fact: usize| super::gather::mean(&kept.facts[fact]);
    let votes: Vec<f64> = points.iter().flat_map(|kept| votes_of.iter().map(move |fact| share(kept, *fact))).collect();
    let fitted: Vec<bool> = values_of.iter().map(|fact| facts[*fact].1 == Part::Fit).collect();
    // Votes that only test have no part in the distance.
    let record_of = |of: &[usize], test: bool| {
        of.iter()
            .map(|fact| if test && facts[*fact].1 == Part::Test { f64::NAN } else { facts[*fact].2 })
            .collect::<Vec<_>>()
    };
    let (record_facts, record_votes) = (record_of(&values_of, false), record_of(&votes_of, true));
    let places: Vec<&[f64]> = points.iter().map(|kept| kept.places.as_slice()).collect();
    let matching = Matching::new(
        &places,
        Simulated { values: &simulated, replicates, quantities: values_of.len() },
        &fitted,
        Simulated { values: &votes, replicates: 1, quantities: votes_of.len() },
    );
    let record = Record { facts: &record_facts, votes: &record_votes };
    let kept = matching.kept(&record, SHARE)?;
    let distances = matching.distances(&record);
    let near: Vec<Kept> = kept.iter().map(|point| points[*point].clone()).collect();
    Ok(Nearest {
        kept: kept.iter().map(|point| (points[*point].point, distances[*point])).collect(),
        scores: vec![],
        moved: matching.moved(&kept),
        claims: of_claims(making, &near, &[None]),
        effects: (0..making.worlds() - 1).map(|world| over(making, &near, world)).collect(),
        check: Check::of(&matching, SHARE, RECORDS, seed).ok(),
    })
}

fn over(making: &Making<'_>, near: &[Kept], world: usize) -> Option<[f64; 3]> {
    let at = making.headlines.iter().position(|outcome| outcome.name == "adequacy")?;
    let mut means: Vec<f64> = near.iter().map(|kept| super::gather::mean(&kept.differences[world][at])).collect();
    means.retain(|mean| mean.is_finite());
    means.sort_by(f64::total_cmp);
    (!means.is_empty()).then(|| [0.05, 0.5, 0.95].map(|p| crate::statistics::quantiles::type_7(&means, p)))
}
