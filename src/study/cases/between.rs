//! What has to differ, or to be alike, between cases.

use super::case::{Between, Cases, Demand, MODEL, OfTheory};
use crate::statistics::moments::Moments;
use crate::study::patterns::trial::Verdict;

/// A claim between cases under a theory.
#[derive(Clone, Debug)]
pub struct Judged {
    /// The theory.
    pub theory: String,
    /// The claim, by its place.
    pub between: usize,
    /// By luck alone, the intervals of the means minded.
    pub verdict: Verdict,
    /// Its cases.
    pub cases: Vec<Ordered>,
    /// Plausible worlds in which the means are as claimed, and those in which there are all of them; of the model alone.
    pub worlds: Option<(u64, u64)>,
}

/// A case in a claim.
#[derive(Clone, Debug)]
pub struct Ordered {
    /// The case, by its place.
    pub case: usize,
    /// Its group, from 1, in an order.
    pub group: usize,
    /// What was measured: histories in which it is finite.
    pub measured: Moments,
    /// Over plausible worlds: 5, 50 and 95 % of the means.
    pub over: Option<[f64; 3]>,
}

/// Every claim under every theory.
pub fn judged(cases: &Cases, theories: &[OfTheory], worlds: &[Vec<Option<Vec<Vec<f64>>>>]) -> Vec<Judged> {
    let mut all = Vec::new();
    for theory in theories {
        for (at, between) in cases.between.iter().enumerate() {
            let of = |case: usize, group: usize| {
                let given = theory.cases[case].as_ref().zip(cases.cases[case].measured[between.at]);
                let measured = given.map(|(played, quantity)| moments(&played.given[quantity])).unwrap_or_default();
                let over = (theory.theory == MODEL).then(|| over(cases, between, case, &worlds[case])).flatten();
                Ordered { case, group, measured, over }
            };
            let members: Vec<Ordered> =
                members(&between.demand).into_iter().map(|(case, group)| of(case, group)).collect();
            let worlds = (theory.theory == MODEL && worlds.iter().any(|points| !points.is_empty()))
                .then(|| holds_in(cases, between, worlds));
            all.push(Judged {
                theory: theory.theory.clone(),
                between: at,
                verdict: verdict(&between.demand, &members),
                cases: members,
                worlds,
            });
        }
    }
    all
}

/// The cases that a claim names, each with its group.
fn members(demand: &Demand) -> Vec<(usize, usize)> {
    match demand {
        Demand::Order(groups) => {
            let of =
                |(group, cases): (usize, &Vec<usize>)| cases.iter().map(|case| (*case, group + 1)).collect::<Vec<_>>();
            groups.iter().enumerate().flat_map(of).collect()
        }
        Demand::Alike(cases, _) => cases.iter().map(|case| (*case, 1)).collect(),
    }
}

fn moments(values: &[f64]) -> Moments {
    values.iter().copied().filter(|value| value.is_finite()).collect()
}

/// The pairs that a claim is about: the first must be below the second, or near it.
fn pairs<T>(demand: &Demand, members: &[T], group: impl Fn(&T) -> usize) -> Vec<(usize, usize)> {
    let all = (0..members.len()).flat_map(|one| (0..members.len()).map(move |other| (one, other)));
    match demand {
        Demand::Order(_) => all.filter(|(one, other)| group(&members[*one]) + 1 == group(&members[*other])).collect(),
        Demand::Alike(..) => all.filter(|(one, other)| one < other).collect(),
    }
}

/// By luck alone: each pair with the 95 % interval of the difference of its means, normal, since histories are many.
fn verdict(demand: &Demand, members: &[Ordered]) -> Verdict {
    const NORMAL_95: f64 = 1.959_963_984_540_054;
    let (mut surely, mut never) = (true, false);
    for (one, other) in pairs(demand, members, |member| member.group) {
        let [one, other] = [one, other].map(|at| &members[at].measured);
        let (Some(low), Some(high)) = (one.mean(), other.mean()) else { return Verdict::Undecided };
        let variance = |moments: &Moments| moments.sd().map_or(0.0, |sd| sd * sd / moments.count as f64);
        let (apart, off) = (high - low, NORMAL_95 * (variance(one) + variance(other)).sqrt());
        let (sure, fails) = match demand {
            Demand::Order(_) => (apart - off > 0.0, apart + off <= 0.0),
            Demand::Alike(_, within) => (apart.abs() + off <= *within, apart.abs() - off > *within),
        };
        surely &= sure;
        never |= fails;
    }
    match (surely, never) {
        (_, true) => Verdict::Fail,
        (true, false) => Verdict::Pass,
        _ => Verdict::Undecided,
    }
}

/// The mean of a case's measure at a point.
fn at_point(cases: &Cases, between: &Between, case: usize, point: Option<&Vec<Vec<f64>>>) -> Option<f64> {
    let quantity = cases.cases[case].measured[between.at]?;
    moments(&point?[quantity]).mean()
}

fn over(cases: &Cases, between: &Between, case: usize, points: &[Option<Vec<Vec<f64>>>]) -> Option<[f64; 3]> {
    let means = points.iter().filter_map(|point| at_point(cases, between, case, point.as_ref()));
    let mut means: Vec<f64> = means.collect();
    means.sort_by(f64::total_cmp);
    (!means.is_empty()).then(|| [0.05, 0.5, 0.95].map(|p| crate::statistics::quantiles::type_7(&means, p)))
}

/// In how many plausible worlds the means are as claimed, and of how many.
fn holds_in(cases: &Cases, between: &Between, worlds: &[Vec<Option<Vec<Vec<f64>>>>]) -> (u64, u64) {
    let members = members(&between.demand);
    let points = worlds.iter().map(Vec::len).max().unwrap_or(0);
    let (mut held, mut all) = (0, 0);
    for point in 0..points {
        let mean = |case: usize| at_point(cases, between, case, worlds[case].get(point).and_then(Option::as_ref));
        let means: Option<Vec<f64>> = members.iter().map(|(case, _)| mean(*case)).collect();
        let Some(means) = means else { continue };
        all += 1;
        let as_claimed = |(one, other): &(usize, usize)| match &between.demand {
            Demand::Order(_) => means[*one] < means[*other],
            Demand::Alike(_, within) => (means[*one] - means[*other]).abs() <= *within,
        };
        held += u64::from(pairs(&between.demand, &members, |(_, group)| *group).iter().all(as_claimed));
    }
    (held, all)
}
