//! How near a theory comes to what happened in a case, beside two nulls that know nothing of mechanisms.

use super::case::{Cases, MODEL, OfTheory};
use crate::study::hindcast::score::{Beside, Order, Score, order, score};
use crate::study::hindcast::{Fact, FactKind, Part};

/// Over what an ensemble spreads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// Luck alone.
    Luck,
    /// Luck and plausible numbers.
    Numbers,
}

impl Over {
    /// Its word in tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::Luck => "luck",
            Self::Numbers => "plausible numbers",
        }
    }
}

/// What a theory says of a case, scored.
#[derive(Clone, Debug)]
pub struct OfCase {
    /// The theory.
    pub theory: String,
    /// The case, by its place.
    pub case: usize,
    /// Over what.
    pub over: Over,
    /// Each fact beside the histories.
    pub beside: Vec<Beside>,
    /// Of all facts, whatever part of the record.
    pub score: Score,
    /// What the error on votes would be if each state withheld as often as in the other cases; none where these have no votes.
    pub others_vote_error: Option<f64>,
    /// Of the facts that other cases have too (the same id): how often the median is nearer to the record than the others'
    /// mean, and of how many.
    pub nearer: (u64, u64),
    /// Order of events.
    pub order: Option<Order>,
    /// Histories.
    pub histories: u64,
}

/// What the other cases would say of a fact: the mean of their facts of this id; of a vote, the share that this state withheld
/// there, or, where it had no seat, that all states withheld.
pub fn others_of(cases: &Cases, case: usize, fact: &Fact) -> Option<f64> {
    let others = || cases.cases.iter().enumerate().filter(|(at, _)| *at != case).flat_map(|(_, other)| &other.facts);
    let mean = |values: Vec<f64>| (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64);
    if fact.kind != FactKind::Vote {
        return mean(
            others().filter(|other| other.id == fact.id && other.kind == fact.kind).map(|other| other.value).collect(),
        );
    }
    let votes = |of: Option<&str>| {
        let votes = others().filter(|other| other.kind == FactKind::Vote);
        votes.filter(|other| of.is_none() || state_of(other) == of).map(|other| other.value).collect::<Vec<_>>()
    };
    mean(votes(state_of(fact))).or_else(|| mean(votes(None)))
}

/// The state whose vote a fact is of.
fn state_of(fact: &Fact) -> Option<&str> {
    let inside = fact.measure.trim().strip_prefix("withheld(")?;
    inside.split(',').next().map(str::trim)
}

/// The scores of every theory on every case by luck, then those of the model over plausible numbers.
pub fn scores(cases: &Cases, theories: &[OfTheory], worlds: &[Vec<Option<Vec<Vec<f64>>>>]) -> Vec<OfCase> {
    let mut scores = Vec::new();
    for theory in theories {
        for (case, played) in theory.cases.iter().enumerate() {
            scores
                .extend(played.as_ref().map(|played| of_case(cases, case, &theory.theory, Over::Luck, &played.given)));
        }
    }
    for (case, points) in worlds.iter().enumerate() {
        let Some(first) = points.iter().flatten().next() else { continue };
        let all = |quantity: usize| points.iter().flatten().flat_map(|given| given[quantity].iter().copied()).collect();
        let given: Vec<Vec<f64>> = (0..first.len()).map(all).collect();
        scores.push(of_case(cases, case, MODEL, Over::Numbers, &given));
    }
    scores
}

fn of_case(cases: &Cases, case: usize, theory: &str, over: Over, given: &[Vec<f64>]) -> OfCase {
    let facts = &cases.cases[case].facts;
    let beside: Vec<Beside> = facts.iter().zip(given).map(|(fact, given)| Beside::of(fact.value, given)).collect();
    // Of the whole record: what may be mended by it is a question of one case.
    let whole: Vec<Fact> = facts.iter().map(|fact| Fact { part: Part::Test, ..fact.clone() }).collect();
    let (mut off, mut votes, mut nearer) = (0.0, 0_u64, (0, 0));
    for (fact, beside) in facts.iter().zip(&beside) {
        let Some(others) = others_of(cases, case, fact) else { continue };
        match fact.kind {
            FactKind::Vote if beside.mean.is_some() => {
                off += (others - fact.value).abs();
                votes += 1;
            }
            FactKind::Vote => {}
            FactKind::Value | FactKind::Event => {
                let Some(quantiles) = beside.quantiles else { continue };
                nearer.1 += 1;
                nearer.0 += u64::from((quantiles[2] - fact.value).abs() < (others - fact.value).abs());
            }
        }
    }
    OfCase {
        theory: theory.into(),
        case,
        over,
        score: score(Part::Test, &whole, &beside),
        order: order(facts, given),
        beside,
        others_vote_error: (votes > 0).then(|| off / votes as f64),
        nearer,
        histories: given.first().map_or(0, |given| given.len() as u64),
    }
}
