//! What is kept of plausible worlds for later runs and pages: bands, and of what scenario and ranges they are.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::super::sweep::making::Making;
use super::spread::{Spread, What};
use crate::scenario::literals::literals;
use crate::scenario::sha256;
use crate::scenario::source::Node;

/// The form in which it is kept.
const FORMAT: &str = "intsoc plausible 1";

/// Bands over plausible numbers, and what they are of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plausible {
    /// [`FORMAT`].
    pub format: String,
    /// The scenario's name.
    pub scenario: String,
    /// Its hash.
    pub scenario_hash: String,
    /// Hash of the ranges that its numbers have.
    pub ranges_hash: String,
    /// Which numbers were drawn, in words.
    pub drawn: String,
    /// Points that ran.
    pub points: u64,
    /// Bands of main outcomes.
    pub outcomes: Vec<Band>,
    /// Other worlds, each with what it makes of main outcomes.
    pub worlds: Vec<World>,
}

/// A world beside the scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct World {
    /// Its name.
    pub world: String,
    /// Its hash.
    pub scenario_hash: String,
    /// Bands of effects on main outcomes.
    pub effects: Vec<Band>,
}

/// The middle nine tenths of plausible worlds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Band {
    /// The outcome.
    pub outcome: String,
    /// 5 %.
    pub p05: f64,
    /// 50 %.
    pub p50: f64,
    /// 95 %.
    pub p95: f64,
    /// Share of its variance that is the numbers'; the rest is luck's, alone or with them.
    pub numbers: Option<f64>,
    /// Of an effect: share of plausible worlds in which it is more than 0.
    pub more: Option<f64>,
}

impl Plausible {
    /// Of a sweep with questions; none where it has no scenario of its own, or something else is varied than ranges.
    pub fn of(making: &Making<'_>, spreads: &[Spread], points: usize) -> Option<Self> {
        let sweep = making.sweep;
        let worlds = making.at_values(0).ok()?;
        let only_ranges = sweep.factors.iter().all(|factor| factor.name == "scenario" || factor.is_of_ranges());
        let (_, root) = sweep.bases.first().filter(|_| only_ranges && points > 0)?;
        let outcome = |at: usize| making.headlines[at].name.clone();
        let band = |at: usize, spread: &Spread, more: Option<f64>| {
            let [p05, p50, p95] = spread.over?;
            let numbers = spread.split.map(|split| split.numbers);
            Some(Band { outcome: outcome(at), p05, p50, p95, numbers, more })
        };
        let of_world = |world: usize| {
            let effects = spreads.iter().filter_map(|spread| match spread.what {
                What::Effect(own, at) if own == world => band(at, spread, spread.more.share()),
                _ => None,
            });
            World {
                world: sweep.asked.worlds[world].0.clone(),
                scenario_hash: worlds[world + 1].hash.clone(),
                effects: effects.collect(),
            }
        };
        let outcomes = spreads.iter().filter_map(|spread| match spread.what {
            What::Outcome(at) => band(at, spread, None),
            _ => None,
        });
        let numbers: usize = sweep.factors.iter().map(|factor| factor.numbers(0)).sum();
        Some(Self {
            format: FORMAT.into(),
            scenario: worlds[0].scenario.name.clone(),
            scenario_hash: worlds[0].hash.clone(),
            ranges_hash: ranges_hash(root),
            drawn: format!("{numbers} of {} numbers, each over its own range", literals(root).len()),
            points: points as u64,
            outcomes: outcomes.collect(),
            worlds: (0..sweep.asked.worlds.len()).map(of_world).collect(),
        })
    }

    /// As it is kept.
    pub fn to_json(&self) -> Json {
        serde_json::to_value(self).unwrap_or_default()
    }

    /// What [`Plausible::to_json`] wrote, if it did.
    pub fn from_json(json: &Json) -> Option<Self> {
        let read: Self = serde_json::from_value(json.clone()).ok()?;
        (read.format == FORMAT).then_some(read)
    }
}

/// SHA-256 in hexadecimal of the ranges of all numbers of a scenario, by the tree before profiles are laid.
pub fn ranges_hash(root: &Node) -> String {
    let range = |literal: crate::scenario::literals::Literal| {
        let end = |end: Option<f64>| end.map_or(String::new(), |end| format!("{end:?}"));
        format!("{} {} {}", literal.path, end(literal.number.low), end(literal.number.high))
    };
    let ranges: Vec<String> = literals(root).into_iter().map(range).collect();
    sha256(ranges.join("\n").as_bytes())
}
