//! In how many plausible worlds a claim holds.

use super::super::patterns::trial::{Pattern, Verdict, together};
use super::super::sweep::making::Making;
use super::gather::Kept;
use crate::measure::statistic::Estimate;
use crate::statistics::binomial::clopper_pearson;
use crate::statistics::quantiles::type_7;

/// A number of points, of all that ran.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// Points.
    pub of: u64,
    /// All.
    pub all: u64,
}

impl Share {
    /// As a number from 0 to 1; none of no points.
    pub fn share(self) -> Option<f64> {
        (self.all > 0).then(|| self.of as f64 / self.all as f64)
    }

    /// Its exact 95 % interval.
    pub fn interval(self) -> Option<(f64, f64)> {
        clopper_pearson(self.of, self.all)
    }
}

/// What became of a claim, or of one of its parts, under a theory.
#[derive(Clone, Debug, PartialEq)]
pub struct OfClaim {
    /// The theory, by its place among the bases.
    pub base: usize,
    /// The claim, by its place among those that are asked.
    pub pattern: usize,
    /// One of its parts; none for the claim as a whole.
    pub part: Option<usize>,
    /// Points in which the estimates keep the bounds.
    pub holds: Share,
    /// Points whose histories decide that it holds: the whole interval keeps the bounds.
    pub surely: Share,
    /// Points whose histories decide that it fails.
    pub fails: Share,
    /// Points in which a measure is not defined.
    pub undefined: u64,
    /// 5, 50 and 95 % of the measure over the points; of a whole claim none.
    pub over: Option<[f64; 3]>,
    /// The verdict of the numbers as they are, and the estimate of a part.
    pub at_values: Option<(Verdict, Option<Estimate>)>,
}

impl OfClaim {
    /// Does it hold in at least this share of plausible worlds, by the whole of the interval?
    pub fn surely_above(&self, share: f64) -> bool {
        self.holds.interval().is_some_and(|(low, _)| low >= share)
    }
}

/// Does an estimate keep a claim's bounds, whatever its interval? `None` where it is not defined.
pub fn keeps(pattern: &Pattern, part: usize, estimate: &Estimate) -> Option<bool> {
    let claim = &pattern.claims[part];
    let value = Some(estimate.value).filter(|value| !value.is_nan())?;
    Some(claim.more_than.is_none_or(|least| value > least) && claim.less_than.is_none_or(|most| value < most))
}

/// Do all bounded parts of a claim hold at a point? `None` where one is not defined, and none fails.
pub fn holds(pattern: &Pattern, estimates: &[Estimate]) -> Option<bool> {
    let parts: Vec<Option<bool>> = (0..pattern.claims.len())
        .filter(|part| pattern.claims[*part].is_bounded())
        .map(|part| keeps(pattern, part, &estimates[part]))
        .collect();
    if parts.contains(&Some(false)) { Some(false) } else { parts.iter().all(Option::is_some).then_some(true) }
}

/// Every claim with its parts under every theory; `values` are the numbers as they are, by base.
pub fn of_claims(making: &Making<'_>, points: &[Kept], values: &[Option<Kept>]) -> Vec<OfClaim> {
    let asked = &making.sweep.asked;
    let mut found = Vec::new();
    for (base, values) in values.iter().enumerate() {
        let own: Vec<&Kept> = points.iter().filter(|kept| kept.base == base).collect();
        for (index, pattern) in asked.claims.iter().enumerate() {
            let at_values = values.as_ref().map(|kept| &kept.claims[index]);
            if pattern.claims.iter().any(super::super::patterns::trial::Claim::is_bounded) {
                found.push(whole(base, index, pattern, &own, at_values));
            }
            for part in 0..pattern.claims.len() {
                found.push(of_part(base, index, part, pattern, &own, at_values));
            }
        }
    }
    found
}

fn whole(base: usize, index: usize, pattern: &Pattern, points: &[&Kept], at_values: Option<&Vec<Estimate>>) -> OfClaim {
    let all = points.len() as u64;
    let count = |of: &dyn Fn(&&&Kept) -> bool| Share { of: points.iter().filter(|kept| of(kept)).count() as u64, all };
    let verdict = |estimates: &[Estimate]| {
        together(pattern.claims.iter().zip(estimates).map(|(claim, estimate)| claim.judge(estimate)))
    };
    OfClaim {
        base,
        pattern: index,
        part: None,
        holds: count(&|kept| holds(pattern, &kept.claims[index]) == Some(true)),
        surely: count(&|kept| verdict(&kept.claims[index]) == Verdict::Pass),
        fails: count(&|kept| verdict(&kept.claims[index]) == Verdict::Fail),
        undefined: count(&|kept| holds(pattern, &kept.claims[index]).is_none()).of,
        over: None,
        at_values: at_values.map(|estimates| (verdict(estimates), None)),
    }
}

fn of_part(
    base: usize,
    index: usize,
    part: usize,
    pattern: &Pattern,
    points: &[&Kept],
    at_values: Option<&Vec<Estimate>>,
) -> OfClaim {
    let claim = &pattern.claims[part];
    let bounded = claim.is_bounded();
    let all = if bounded { points.len() as u64 } else { 0 };
    let estimates: Vec<&Estimate> = points.iter().map(|kept| &kept.claims[index][part]).collect();
    let count = |of: &dyn Fn(&Estimate) -> bool| Share {
        of: estimates.iter().filter(|estimate| bounded && of(estimate)).count() as u64,
        all,
    };
    let mut known: Vec<f64> = estimates.iter().map(|estimate| estimate.value).filter(|value| !value.is_nan()).collect();
    known.sort_by(f64::total_cmp);
    OfClaim {
        base,
        pattern: index,
        part: Some(part),
        holds: count(&|estimate| keeps(pattern, part, estimate) == Some(true)),
        surely: count(&|estimate| claim.judge(estimate) == Verdict::Pass),
        fails: count(&|estimate| claim.judge(estimate) == Verdict::Fail),
        undefined: estimates.len() as u64 - known.len() as u64,
        over: (!known.is_empty()).then(|| [0.05, 0.5, 0.95].map(|p| type_7(&known, p))),
        at_values: at_values.map(|estimates| (claim.judge(&estimates[part]), Some(estimates[part]))),
    }
}
