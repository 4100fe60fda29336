//! How near an ensemble comes to the record.

use super::facts::{Fact, FactKind, Part};
use crate::statistics::moments::Moments;
use crate::statistics::quantiles::type_7;
use crate::statistics::rank::{kendall, kendall_null_sd};

/// A fact beside the ensemble.
#[derive(Clone, Debug, PartialEq)]
pub struct Beside {
    /// Histories in which there is such a quantity.
    pub histories: u64,
    /// Mean over those in which it came about.
    pub mean: Option<f64>,
    /// 5, 25, 50, 75 and 95 %; infinite where it never came.
    pub quantiles: Option<[f64; 5]>,
    /// Share of histories below the record, those equal by half.
    pub percentile: Option<f64>,
}

impl Beside {
    /// Sets a fact's historical value beside what the histories gave.
    pub fn of(value: f64, given: &[f64]) -> Self {
        let mut sorted: Vec<f64> = given.iter().copied().filter(|value| !value.is_nan()).collect();
        sorted.sort_by(f64::total_cmp);
        let mut moments = Moments::default();
        // The mean is of the histories in which it came: the time of what never came is infinite.
        sorted.iter().filter(|value| value.is_finite()).for_each(|value| moments.push(*value));
        if sorted.is_empty() {
            return Self { histories: 0, mean: None, quantiles: None, percentile: None };
        }
        let below = sorted.iter().filter(|given| **given < value).count() as f64;
        let equal = sorted.iter().filter(|given| **given == value).count() as f64;
        Self {
            histories: sorted.len() as u64,
            mean: moments.mean(),
            quantiles: Some([0.05, 0.25, 0.5, 0.75, 0.95].map(|p| quantile(&sorted, p))),
            percentile: Some((below + equal / 2.0) / sorted.len() as f64),
        }
    }

    /// Does the record lie in the middle half, and in the middle nine tenths of the ensemble?
    pub fn within(&self, value: f64) -> Option<[bool; 2]> {
        let [p05, p25, _, p75, p95] = self.quantiles?;
        Some([(p25..=p75).contains(&value), (p05..=p95).contains(&value)])
    }
}

/// Hyndman-Fan type 7, with values that may be infinite.
fn quantile(sorted: &[f64], p: f64) -> f64 {
    let at = p * (sorted.len() - 1) as f64;
    let (below, above) = (sorted[at.floor() as usize], sorted[at.ceil() as usize]);
    if below == above { below } else { below + (above - below) * at.fract() }
}

/// How well the ensemble covers the record, and how well it foresees votes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Score {
    /// Values and events.
    pub facts: u64,
    /// Of these, in the middle half of the ensemble.
    pub within_50: u64,
    /// Of these, in the middle nine tenths.
    pub within_90: u64,
    /// Votes that both the record and the ensemble know.
    pub votes: u64,
    /// Their mean absolute difference.
    pub vote_error: f64,
    /// What it would be if every state voted with the majority.
    pub null_vote_error: f64,
}

/// The score of the facts of one part.
pub fn score(part: Part, facts: &[Fact], beside: &[Beside]) -> Score {
    let mut score = Score::default();
    for (fact, beside) in facts.iter().zip(beside).filter(|(fact, _)| fact.part == part) {
        match (fact.kind, beside.within(fact.value), beside.mean) {
            (FactKind::Vote, _, Some(mean)) => {
                score.votes += 1;
                score.vote_error += (mean - fact.value).abs();
                score.null_vote_error += fact.value.abs();
            }
            (FactKind::Value | FactKind::Event, Some([half, most]), _) => {
                score.facts += 1;
                score.within_50 += u64::from(half);
                score.within_90 += u64::from(most);
            }
            _ => {}
        }
    }
    if score.votes > 0 {
        score.vote_error /= score.votes as f64;
        score.null_vote_error /= score.votes as f64;
    }
    score
}

/// How well the order of events agrees with the record.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    /// Events compared.
    pub events: usize,
    /// Kendall's τ-b of every history.
    pub taus: Vec<f64>,
    /// 5, 50 and 95 % of them.
    pub quantiles: [f64; 3],
    /// 95 % of random orders are below this.
    pub null_95: f64,
    /// Share of histories above it.
    pub above_null: f64,
}

/// How the order of events in the histories agrees with the record; none for fewer than three events.
pub fn order(facts: &[Fact], given: &[Vec<f64>]) -> Option<Order> {
    let events: Vec<(&Fact, &Vec<f64>)> =
        facts.iter().zip(given).filter(|(fact, _)| fact.kind == FactKind::Event).collect();
    let record: Vec<f64> = events.iter().map(|(fact, _)| fact.value).collect();
    let replicates = events.first().map_or(0, |(_, given)| given.len());
    let taus: Vec<f64> = (0..replicates)
        .filter_map(|replicate| {
            let times: Vec<f64> = events.iter().map(|(_, given)| given[replicate]).collect();
            kendall(&record, &times)
        })
        .collect();
    let mut sorted = taus.clone();
    sorted.sort_by(f64::total_cmp);
    if sorted.is_empty() || events.len() < 3 {
        return None;
    }
    // The normal quantile of 0.95, times the standard deviation of τ if all orders are alike.
    let null_95 = 1.644_853_626_951_472_7 * kendall_null_sd(events.len());
    let above = taus.iter().filter(|tau| **tau > null_95).count() as f64;
    Some(Order {
        events: events.len(),
        above_null: above / taus.len() as f64,
        quantiles: [0.05, 0.5, 0.95].map(|p| type_7(&sorted, p)),
        null_95,
        taus,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::expression::Expression;
    use crate::scenario::Place;

    #[test]
    fn a_fact_beside_a_hand_computed_ensemble() {
        let beside = Beside::of(3.0, &[5.0, 1.0, f64::NAN, 3.0, 2.0, 4.0]);
        assert_eq!((beside.histories, beside.mean, beside.percentile), (5, Some(3.0), Some(0.5)));
        assert_eq!(beside.quantiles, Some([1.2, 2.0, 3.0, 4.0, 4.8]));
        assert_eq!(beside.within(3.0), Some([true, true]));
        assert_eq!(beside.within(4.5), Some([false, true]));
        assert_eq!(beside.within(5.0), Some([false, false]));
    }

    #[test]
    fn what_never_came_is_later_than_anything() {
        let never = f64::INFINITY;
        let beside = Beside::of(9.0, &[1.0, never, 2.0, never, never]);
        assert_eq!((beside.mean, beside.percentile), (Some(1.5), Some(0.4)));
        assert_eq!(beside.quantiles, Some([1.2, 2.0, never, never, never]));
        assert_eq!(beside.within(9.0), Some([true, true]));
        assert_eq!(Beside::of(1.0, &[f64::NAN]).within(1.0), None);
    }

    #[test]
    fn coverage_counts_values_and_events_and_votes_apart() {
        let fact = |kind: FactKind, value: f64| Fact {
            id: String::new(),
            kind,
            what: String::new(),
            measure: String::new(),
            expression: Expression::Number(0.0),
            value,
            range: [None; 2],
            unit: String::new(),
            part: Part::Fit,
            grade: String::new(),
            source: String::new(),
            place: Place::whole(""),
        };
        let facts = [
            fact(FactKind::Value, 3.0),
            fact(FactKind::Event, 4.5),
            fact(FactKind::Value, 9.0),
            fact(FactKind::Vote, 1.0),
        ];
        let given = [1.0, 2.0, 3.0, 4.0, 5.0];
        let mut beside: Vec<Beside> = facts[..3].iter().map(|fact| Beside::of(fact.value, &given)).collect();
        beside.push(Beside::of(1.0, &[1.0, 0.0, 0.0, f64::NAN]));
        let told = score(Part::Fit, &facts, &beside);
        assert_eq!((told.facts, told.within_50, told.within_90, told.votes), (3, 1, 2, 1));
        assert!((told.vote_error - 2.0 / 3.0).abs() < 1e-12 && told.null_vote_error == 1.0);
        assert_eq!(score(Part::Test, &facts, &beside), Score::default());
    }
}
