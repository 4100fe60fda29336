//! What a measure depends on, and where a claim fails.

use super::super::patterns::trial::Pattern;
use super::super::sensitivity::{Analysis, Found, Layout, Measured, Sampled, samples};
use super::super::sweep::making::Making;
use super::claims::{holds, keeps};
use super::gather::{Kept, mean};
use crate::ensemble::blocks::Done;
use crate::ensemble::engine::Engine;
use crate::statistics::discovery::{Discovery, Search, halves};
use crate::statistics::first_order::Binned;

/// Something measured at every point, and what it depends on.
#[derive(Clone, Debug)]
pub struct Dependence {
    /// What was measured.
    pub measured: Measured,
    /// Claims whose part it is: by their places, and the part's.
    pub claims: Vec<(usize, usize)>,
    /// What was found; none where nothing varies, or there are too few points.
    pub found: Option<Found>,
}

/// Where a claim fails, or, where it mostly does, where it holds.
#[derive(Clone, Debug)]
pub struct Where {
    /// The claim, by its place among those that are asked.
    pub pattern: usize,
    /// Is it told where it holds? Of the two the rarer is told.
    pub of_holding: bool,
    /// The box, found on one half of the points and counted on the other; none where nothing survived there.
    pub found: Option<Discovery>,
}

/// Fewest points of the rarer kind from which a box is looked for: half of them are held out.
const FEWEST: usize = 20;

/// The points of the theory on trial as a sample of the numbers; none where they are none. Trajectories and rows are told by
/// their order: of these none may have failed.
pub fn sampled(making: &Making<'_>, points: &[&Kept]) -> Option<Sampled> {
    let whole = samples(making.sweep, making.sweep.design.points()).ok()?.into_iter().next()?;
    if whole.points.len() == points.len() {
        return (points.len() > 1).then_some(whole.sampled);
    }
    let places = points.iter().filter_map(|kept| whole.points.iter().position(|point| *point == kept.point));
    let places = places.map(|at| whole.sampled.places[at].clone()).collect();
    let apart = whole.sampled.design == Layout::Cube && points.len() > 1;
    apart.then_some(Sampled { places, ..whole.sampled })
}

/// What is measured at the points: adequacy, what each world makes of it, and the measures of claims.
pub fn measured(making: &Making<'_>, points: &[&Kept]) -> Vec<(Measured, Vec<(usize, usize)>)> {
    let mut all: Vec<(Measured, Vec<(usize, usize)>)> = Vec::new();
    let mut add = |name: String, unit: &str, values: Vec<f64>, claim: Option<(usize, usize)>| match all
        .iter_mut()
        .find(|(known, _)| known.name == name)
    {
        Some((_, claims)) => claims.extend(claim),
        None => all.push((Measured { name, unit: unit.into(), values, errors: None }, claim.into_iter().collect())),
    };
    if let Some(at) = making.headlines.iter().position(|outcome| outcome.name == "adequacy") {
        let unit = making.headlines[at].unit;
        add("adequacy".into(), unit, points.iter().map(|kept| mean(&kept.outcomes[at])).collect(), None);
        for (world, name) in making.sweep.asked.needs.worlds[1..].iter().enumerate() {
            let values = points.iter().map(|kept| mean(&kept.differences[world][at])).collect();
            add(format!("effect(adequacy | {name})"), unit, values, None);
        }
    }
    for (index, pattern) in making.sweep.asked.claims.iter().enumerate() {
        for (part, claim) in pattern.claims.iter().enumerate().filter(|(_, claim)| claim.is_bounded()) {
            let values = points.iter().map(|kept| kept.claims[index][part].value);
            let finite = values.map(|value| if value.is_finite() { value } else { f64::NAN });
            add(claim.measure.clone(), "unit of the measure", finite.collect(), Some((index, part)));
        }
    }
    for (at, (name, _, _)) in making.sweep.asked.measures.iter().enumerate() {
        add(name.clone(), "unit of the measure", points.iter().map(|kept| kept.measures[at].value).collect(), None);
    }
    all
}

/// What everything that is measured depends on; `None` when stopped.
pub fn dependences(making: &Making<'_>, points: &[&Kept], engine: &Engine<'_>) -> Option<Vec<Dependence>> {
    let Some(sampled) = sampled(making, points) else { return Some(vec![]) };
    let all = measured(making, points);
    let found = each(
        engine,
        all.len(),
        || Analysis::of(&sampled, making.sweep.seed),
        |analysis, at| analysis.indices(&all[at].0),
    )?;
    let all = all.into_iter().zip(found);
    Some(all.map(|((measured, claims), found)| Dependence { measured, claims, found }).collect())
}

/// Makes something of each of so many items, on all threads, in their order; `None` when stopped.
fn each<W, B: Send>(
    engine: &Engine<'_>,
    items: usize,
    worker: impl Fn() -> W + Sync,
    make: impl Fn(&mut W, usize) -> B + Sync,
) -> Option<Vec<B>> {
    let mut all = Vec::new();
    engine.blocks(
        0..items as u64,
        1,
        worker,
        |room, at| match engine.stopped() {
            true => Done { complete: 0, made: None },
            false => Done { complete: 1, made: Some(make(room, at.start as usize)) },
        },
        |done| {
            all.extend(done.made);
            true
        },
    );
    (all.len() == items).then_some(all)
}

/// Where claims fail, of each that does in some points and not in most; `None` when stopped.
pub fn failures(making: &Making<'_>, points: &[&Kept], engine: &Engine<'_>) -> Option<Vec<Where>> {
    let seed = making.sweep.seed;
    // A box counts points: they have to lie as a sample of the whole.
    let Some(sampled) = sampled(making, points).filter(|sampled| sampled.design == Layout::Cube) else {
        return Some(vec![]);
    };
    let claims = &making.sweep.asked.claims;
    let of = |pattern: usize| {
        let asked = &claims[pattern];
        let fails: Vec<bool> = points.iter().map(|kept| holds(asked, &kept.claims[pattern]) != Some(true)).collect();
        let failing = fails.iter().filter(|fails| **fails).count();
        let of_holding = 2 * failing > fails.len();
        let cases: Vec<bool> = fails.iter().map(|fails| *fails != of_holding).collect();
        let rare = cases.iter().filter(|case| **case).count();
        if rare < FEWEST || !asked.claims.iter().any(super::super::patterns::trial::Claim::is_bounded) {
            return None;
        }
        let search = Search { seed, ..Search::default() };
        let ranking = ranking(asked, pattern, points, &sampled, &search);
        let found = Discovery::of(&sampled.places, &cases, &ranking, &search);
        Some(Where { pattern, of_holding, found })
    };
    let found = each(engine, claims.len(), || (), |(), pattern| of(pattern))?;
    Some(found.into_iter().flatten().collect())
}

/// The numbers that matter for a claim, by the half of the points on which boxes are looked for: the other half has
/// no part in it, or it would not be held out.
fn ranking(asked: &Pattern, pattern: usize, points: &[&Kept], sampled: &Sampled, search: &Search) -> Vec<usize> {
    let (half, _) = halves(points.len(), search.seed);
    let places: Vec<Vec<f64>> = half.iter().map(|point| sampled.places[*point].clone()).collect();
    let binned = Binned::of(&places, search.seed);
    let mut best = vec![0.0_f64; sampled.factors.len()];
    for part in (0..asked.claims.len()).filter(|part| asked.claims[*part].is_bounded()) {
        let values: Vec<f64> = half.iter().map(|point| points[*point].claims[pattern][part].value).collect();
        if values.iter().any(|value| !value.is_finite()) {
            // Whether it holds is known where the measure is not a number.
            let held = half.iter().map(|point| keeps(asked, part, &points[*point].claims[pattern][part]));
            let held: Vec<f64> = held.map(|held| f64::from(held == Some(true))).collect();
            raise(&mut best, &binned.indices(&held));
        } else {
            raise(&mut best, &binned.indices(&values));
        }
    }
    let mut order: Vec<usize> = (0..best.len()).filter(|factor| best[*factor] > 0.0).collect();
    order.sort_by(|a, b| best[*b].total_cmp(&best[*a]).then(a.cmp(b)));
    order
}

fn raise(best: &mut [f64], indices: &[f64]) {
    best.iter_mut().zip(indices).for_each(|(best, index)| *best = best.max(*index));
}
