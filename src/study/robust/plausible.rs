//! What is kept of plausible worlds for later runs and pages: bands, and of what scenario and ranges they are.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::super::sweep::making::Making;
use super::gather::Kept;
use super::spread::{Spread, What, outcomes_in};
use crate::program::VERSION;
use crate::scenario::literals::{literals, numbers_by_path};
use crate::scenario::node::{Graded, Node};
use crate::scenario::{Scenario, hash, sha256};

/// The form in which it is kept.
const FORMAT: &str = "intsoc plausible 1";

/// Fewest points of which anything is kept: ends of 5 and 95 % are those of ten worlds, and below that of luck.
pub const FEWEST_POINTS: u64 = 200;

/// Bands over plausible numbers, and what they are of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plausible {
    /// The form in which it is kept.
    pub format: String,
    /// The version of the program that played them.
    pub version: String,
    /// The scenario's name.
    pub scenario: String,
    /// Its hash.
    pub scenario_hash: String,
    /// Hash of the ranges that its numbers have.
    pub ranges_hash: String,
    /// Which numbers were drawn, in words.
    pub drawn: String,
    /// Every number that has a range was drawn from it.
    pub whole: bool,
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
    /// Hash of the ranges that its own numbers have.
    pub ranges_hash: String,
    /// Bands of main outcomes in it.
    pub outcomes: Vec<Band>,
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

/// What is said where no bands are known.
pub const NOT_KNOWN: &str =
    "Over plausible numbers: not known for this scenario or change; all intervals and bands are luck alone.";

impl Plausible {
    /// Of a sweep with questions; none where it has no scenario of its own, or something else is varied than ranges.
    pub fn of(making: &Making<'_>, spreads: &[Spread], own: &[&Kept]) -> Option<Self> {
        let sweep = making.sweep;
        let made = making.at_values(0).ok()?;
        let only_ranges = sweep.factors.iter().all(|factor| factor.name == "scenario" || factor.is_of_ranges());
        let (_, root) = sweep.bases.first().filter(|_| only_ranges && !own.is_empty())?;
        let band = |at: usize, spread: &Spread, more: Option<f64>| {
            let [p05, p50, p95] = spread.over?;
            let numbers = spread.split.map(|split| split.numbers).filter(|share| share.is_finite());
            Some(Band { outcome: making.headlines[at].name.clone(), p05, p50, p95, numbers, more })
        };
        let of_world = |world: usize| {
            let effects = spreads.iter().filter_map(|spread| match spread.what {
                What::Effect(known, at) if known == world => band(at, spread, spread.more.share()),
                _ => None,
            });
            let outcomes = outcomes_in(world, own).into_iter().enumerate();
            let mut tree = root.clone();
            sweep.asked.lay(&mut tree, 0, world + 1).ok()?;
            Some(World {
                world: sweep.asked.worlds[world].0.clone(),
                scenario_hash: made[world + 1].hash(),
                ranges_hash: ranges_hash(&tree),
                outcomes: outcomes.filter_map(|(at, spread)| band(at, &spread, None)).collect(),
                effects: effects.collect(),
            })
        };
        let outcomes = spreads.iter().filter_map(|spread| match spread.what {
            What::Outcome(at) => band(at, spread, None),
            _ => None,
        });
        let drawn: usize = sweep.factors.iter().map(|factor| factor.numbers(0)).sum();
        let all = literals(root);
        let with_range = all.iter().filter(|literal| has_range(&literal.number)).count();
        Some(Self {
            format: FORMAT.into(),
            version: VERSION.into(),
            scenario: made[0].scenario.name.clone(),
            scenario_hash: made[0].hash(),
            ranges_hash: ranges_hash(root),
            drawn: format!("{drawn} of {} numbers, each over its own range", all.len()),
            whole: drawn >= with_range,
            points: own.len() as u64,
            outcomes: outcomes.collect(),
            worlds: (0..sweep.asked.worlds.len()).filter_map(of_world).collect(),
        })
    }

    /// As it is kept.
    pub fn to_json(&self) -> Json {
        serde_json::to_value(self).unwrap_or_default()
    }

    /// What [`Plausible::to_json`] wrote, if it did: it is input, and no band ends before it begins.
    pub fn from_json(json: &Json) -> Option<Self> {
        let read: Self = serde_json::from_value(json.clone()).ok()?;
        let bands = read.worlds.iter().flat_map(|world| world.outcomes.iter().chain(&world.effects));
        let sound = read.outcomes.iter().chain(bands).all(Band::is_sound);
        (read.format == FORMAT && sound).then_some(read)
    }

    /// What it says of some scenarios; nothing where it is about none of them. Both hashes have to be alike: the same numbers with other ranges are as plausible elsewhere.
    pub fn about(mut self, scenarios: &[Hashes]) -> Option<Self> {
        let known = |world: &World| {
            scenarios.iter().any(|of| of.scenario == world.scenario_hash && of.ranges == world.ranges_hash)
        };
        self.worlds.retain(known);
        (self.is_of(scenarios) || !self.worlds.is_empty()).then_some(self)
    }

    /// The scenario on trial is one of these.
    pub fn is_of(&self, scenarios: &[Hashes]) -> bool {
        scenarios.iter().any(|of| of.scenario == self.scenario_hash && of.ranges == self.ranges_hash)
    }

    /// What its bands are, in words.
    pub fn words(&self) -> String {
        let version = if self.version == VERSION { String::new() } else { format!(", by version {}", self.version) };
        format!(
            "Over plausible numbers: {}; {} plausible worlds, each the mean of its histories{version}. Everything else is luck alone.",
            self.drawn, self.points
        )
    }

    /// With worlds of an earlier file that this one has not, if they were played at as many points of the same ranges.
    #[must_use]
    pub fn with_worlds_of(mut self, earlier: Self) -> Self {
        let of = |known: &Self| {
            (
                known.version.clone(),
                known.scenario_hash.clone(),
                known.ranges_hash.clone(),
                known.drawn.clone(),
                known.points,
            )
        };
        if of(&self) == of(&earlier) {
            let own: Vec<String> = self.worlds.iter().map(|world| world.world.clone()).collect();
            self.worlds.extend(earlier.worlds.into_iter().filter(|world| !own.contains(&world.world)));
        }
        self
    }

    /// The bands of main outcomes in a scenario, by its hash.
    pub fn outcomes_of(&self, scenario_hash: &str) -> Option<&[Band]> {
        if scenario_hash == self.scenario_hash {
            return Some(&self.outcomes);
        }
        let world = self.worlds.iter().find(|world| world.scenario_hash == scenario_hash)?;
        Some(&world.outcomes)
    }

    /// The bands of effects of one scenario against another, by their hashes: known where the other was on trial.
    pub fn effects_of(&self, base: &str, scenario_hash: &str) -> Option<&[Band]> {
        let mut worlds = self.worlds.iter().filter(|_| base == self.scenario_hash);
        worlds.find(|world| world.scenario_hash == scenario_hash).map(|world| world.effects.as_slice())
    }
}

impl Band {
    fn is_sound(&self) -> bool {
        let ends = [self.p05, self.p50, self.p95];
        let share = |share: Option<f64>| share.is_none_or(|share| (0.0..=1.0).contains(&share));
        ends.iter().all(|end| end.is_finite())
            && ends.is_sorted()
            && self.numbers.is_none_or(f64::is_finite)
            && share(self.more)
    }

    /// That of an outcome.
    pub fn of<'a>(bands: &'a [Self], outcome: &str) -> Option<&'a Self> {
        bands.iter().find(|band| band.outcome == outcome)
    }
}

/// What tells a scenario whose numbers have their ranges from any other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hashes {
    /// Of its numbers.
    pub scenario: String,
    /// Of their ranges.
    pub ranges: String,
}

impl Hashes {
    /// Of a scenario, and of its tree before profiles are laid.
    pub fn of(scenario: &Scenario, root: &Node) -> Self {
        Self { scenario: hash(scenario), ranges: ranges_hash(root) }
    }
}

fn has_range(number: &Graded) -> bool {
    number.low.zip(number.high).is_some_and(|(low, high)| low < high)
}

/// SHA-256 in hexadecimal of the ranges of all numbers of a scenario, by the tree before profiles are laid.
pub fn ranges_hash(root: &Node) -> String {
    let range = |(path, number): (String, &Graded)| {
        let end = |end: Option<f64>| end.map_or(String::new(), |end| format!("{end:?}"));
        format!("{path} {} {}", end(number.low), end(number.high))
    };
    let ranges: Vec<String> = numbers_by_path(root).map(range).collect();
    sha256(ranges.join("\n").as_bytes())
}
