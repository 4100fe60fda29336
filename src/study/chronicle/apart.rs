//! How far apart two histories of one luck are in numbers, month by month. Numbers part before decisions do, and lead to
//! the first decision that differs.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::chance::Streams;
use crate::model::{History, World};
use crate::scenario::{Month, Scenario};

/// Numbers that differ by less are told as the same: three decimals show no more.
const SEEN: f64 = 0.001;

/// Numbers told of a month: the farthest apart explain it, more hide it.
const MAX_MEASURES: usize = 3;

/// A month in which numbers differ.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Apart {
    /// The month.
    pub month: Month,
    /// What differs, the farthest apart first.
    pub measures: Vec<Measure>,
}

/// A number under each of two scenarios.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Measure {
    /// The column that it is in, and whose it is.
    pub record: String,
    /// Under the first.
    pub first: f64,
    /// Under the second.
    pub second: f64,
}

impl Measure {
    fn distance(&self) -> f64 {
        (self.first - self.second).abs()
    }
}

/// The first month in which numbers of two histories of one luck differ by a thousandth or more, and the month
/// `until`, if they differ there. Both scenarios start together.
pub fn apart(one: &Scenario, two: &Scenario, replicate: u64, still: bool, until: Option<Month>) -> Vec<Apart> {
    let streams = [one, two].map(Streams::of);
    let [mut first, mut second] = [(one, &streams[0]), (two, &streams[1])].map(|(scenario, streams)| {
        let mut history = History::new(scenario, streams, still);
        history.begin(replicate);
        history
    });
    let shared = shared_states(one, two);
    let mut found: Vec<Apart> = Vec::new();
    while first.step() && second.step() {
        let ((here, context), (there, _)) = (first.now(), second.now());
        let month = one.start.plus(context.month);
        if found.is_empty() || until == Some(month) {
            let measures = farthest(here, there, &shared);
            found.extend((!measures.is_empty()).then_some(Apart { month, measures }));
        }
        if until.is_none_or(|until| month >= until) && !found.is_empty() {
            break;
        }
    }
    found
}

/// Ids of states in both, with their indices in each.
fn shared_states<'a>(one: &'a Scenario, two: &Scenario) -> Vec<(&'a str, usize, usize)> {
    let theirs: BTreeMap<&str, usize> =
        two.actors.states.iter().enumerate().map(|(index, id)| (id.as_str(), index)).collect();
    let ours = one.actors.states.iter().enumerate();
    ours.filter_map(|(here, id)| Some((id.as_str(), here, *theirs.get(id.as_str())?))).collect()
}

/// A column, and where its number is.
type OfWorld = (&'static str, fn(&World) -> f64);

/// A column, and where its numbers are, one per state.
type OfStates = (&'static str, fn(&World) -> &[f64]);

/// The numbers that differ most in a month.
fn farthest(one: &World, two: &World, states: &[(&str, usize, usize)]) -> Vec<Measure> {
    let general: [OfWorld; 5] = [
        ("violence", |world| world.violence),
        ("need", |world| world.need),
        ("attention", |world| world.attention),
        ("threat", |world| world.threat),
        ("norm_words", |world| world.norm_words),
    ];
    let of_states: [OfStates; 4] = [
        ("aspiration", |world| &world.aspiration),
        ("action", |world| &world.action),
        ("words", |world| &world.words),
        ("deflection", |world| &world.deflection),
    ];
    let general =
        general.iter().map(|(name, read)| Measure { record: (*name).into(), first: read(one), second: read(two) });
    let of_states = of_states.iter().flat_map(|(name, read)| {
        states.iter().map(move |(id, here, there)| Measure {
            record: format!("{name} of {id}"),
            first: read(one)[*here],
            second: read(two)[*there],
        })
    });
    let mut measures: Vec<Measure> = general.chain(of_states).filter(|measure| measure.distance() >= SEEN).collect();
    measures.sort_by(|a, b| b.distance().total_cmp(&a.distance()));
    measures.truncate(MAX_MEASURES);
    measures
}
