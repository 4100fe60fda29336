//! How far outcomes, effects and measures lie apart over plausible numbers, and how much of that is luck.

use std::borrow::Cow;

use super::super::sweep::making::Making;
use super::claims::Share;
use super::gather::{Kept, mean};
use crate::statistics::moments::Moments;
use crate::statistics::quantiles::type_7;
use crate::statistics::variance_split::VarianceSplit;

/// What is spread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A main outcome of the scenario itself.
    Outcome(usize),
    /// What a world makes of a main outcome; worlds from the first after the scenario itself.
    Effect(usize, usize),
    /// A measure.
    Measure(usize),
}

/// Something over plausible numbers.
#[derive(Clone, Debug)]
pub struct Spread {
    /// What.
    pub what: What,
    /// With the numbers as they are: the mean, its 95 % interval, and the middle nine tenths of histories. All of that is luck.
    pub at_values: Option<AtValues>,
    /// 5, 50 and 95 % over the points, each the mean of its histories.
    pub over: Option<[f64; 3]>,
    /// Share of points that lie below the numbers as they are.
    pub below: Option<f64>,
    /// Points that have a value.
    pub points: usize,
    /// Of an effect: points in which it is more, surely more, and surely less.
    pub more: Share,
    /// Surely more.
    pub surely_more: Share,
    /// Surely less.
    pub surely_less: Share,
    /// Where its variance comes from; none of measures, which are of many histories.
    pub split: Option<VarianceSplit>,
}

/// What the numbers as they are give.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AtValues {
    /// Mean.
    pub mean: f64,
    /// Its 95 % interval.
    pub interval: Option<(f64, f64)>,
    /// 5 and 95 % of single histories.
    pub luck: Option<(f64, f64)>,
}

/// Everything that is spread, under the theory on trial.
pub fn spreads(making: &Making<'_>, points: &[Kept], values: Option<&Kept>) -> Vec<Spread> {
    let own: Vec<&Kept> = points.iter().filter(|kept| kept.base == 0).collect();
    let (outcomes, worlds) = (making.headlines.len(), making.worlds() - 1);
    let outcome = |at: usize| of_histories(What::Outcome(at), &own, values, move |kept| Cow::from(&kept.outcomes[at]));
    let effect = |world: usize, at: usize| {
        let what = What::Effect(world, at);
        let mut spread = of_histories(what, &own, values, move |kept| Cow::from(&kept.differences[world][at]));
        let count = |of: &dyn Fn(&Kept) -> bool| Share {
            of: own.iter().filter(|kept| of(kept)).count() as u64,
            all: own.len() as u64,
        };
        let ends = |kept: &Kept| kept.effect(world, at).difference.interval();
        spread.more = count(&|kept| mean(&kept.differences[world][at]) > 0.0);
        spread.surely_more = count(&|kept| ends(kept).is_some_and(|(low, _)| low > 0.0));
        spread.surely_less = count(&|kept| ends(kept).is_some_and(|(_, high)| high < 0.0));
        spread
    };
    let measure = |at: usize| {
        let estimate = values.map(|kept| kept.measures[at]);
        let at_values =
            estimate.map(|estimate| AtValues { mean: estimate.value, interval: estimate.interval, luck: None });
        of(What::Measure(at), at_values, own.iter().map(|kept| kept.measures[at].value).collect())
    };
    (0..outcomes)
        .map(outcome)
        .chain(
            (0..worlds).flat_map(|world| (0..outcomes).map(move |at| (world, at))).map(|(world, at)| effect(world, at)),
        )
        .chain((0..making.sweep.asked.measures.len()).map(measure))
        .collect()
}

/// The main outcomes in a world beside the scenario, counted from the first; nothing is said of the numbers as they are.
pub fn outcomes_in(world: usize, points: &[&Kept]) -> Vec<Spread> {
    let outcome = |at: usize| {
        let sum = |kept: &Kept| {
            let pairs = kept.outcomes[at].iter().zip(&kept.differences[world][at]);
            Cow::from(pairs.map(|(base, difference)| base + difference).collect::<Vec<f64>>())
        };
        of_histories(What::Outcome(at), points, None, sum)
    };
    (0..points.first().map_or(0, |kept| kept.outcomes.len())).map(outcome).collect()
}

fn of_histories<'k>(
    what: What,
    points: &[&'k Kept],
    values: Option<&'k Kept>,
    of_point: impl Fn(&'k Kept) -> Cow<'k, [f64]>,
) -> Spread {
    let at_values = values.map(|kept| at_values(&of_point(kept)));
    let histories: Vec<Cow<'_, [f64]>> = points.iter().map(|kept| of_point(kept)).collect();
    let means = histories.iter().map(|histories| mean(histories)).collect();
    let replicates = histories.iter().map(|histories| histories.len()).min().unwrap_or(0);
    let table: Vec<f64> = histories.iter().flat_map(|histories| histories[..replicates].iter().copied()).collect();
    Spread { split: VarianceSplit::of(&table, replicates), ..of(what, at_values, means) }
}

fn at_values(histories: &[f64]) -> AtValues {
    let mut known: Vec<f64> = histories.iter().copied().filter(|value| value.is_finite()).collect();
    known.sort_by(f64::total_cmp);
    let moments: Moments = known.iter().copied().collect();
    AtValues {
        mean: moments.mean().unwrap_or(f64::NAN),
        interval: moments.interval(),
        luck: (!known.is_empty()).then(|| (type_7(&known, 0.05), type_7(&known, 0.95))),
    }
}

fn of(what: What, at_values: Option<AtValues>, means: Vec<f64>) -> Spread {
    let mut known: Vec<f64> = means.into_iter().filter(|value| value.is_finite()).collect();
    known.sort_by(f64::total_cmp);
    let there = !known.is_empty();
    let below = at_values.filter(|values| there && values.mean.is_finite()).map(|values| {
        let below = known.iter().filter(|mean| **mean < values.mean).count() as f64;
        let equal = known.iter().filter(|mean| **mean == values.mean).count() as f64;
        (below + equal / 2.0) / known.len() as f64
    });
    Spread {
        what,
        at_values,
        over: there.then(|| [0.05, 0.5, 0.95].map(|p| type_7(&known, p))),
        below,
        points: known.len(),
        more: Share::default(),
        surely_more: Share::default(),
        surely_less: Share::default(),
        split: None,
    }
}
