//! The cost of a scenario in memory and time, checked before any of it is taken.
//!
//! Entities of each kind have limits of their own ([`LIMITS`](super::check::LIMITS)). Here are the limits of their
//! products, on which memory and time depend. They are far above what a study needs.

use std::collections::{BTreeMap, BTreeSet};

use super::month::Month;
use super::problem::{Place, Problem};
use super::text;
use super::written::{Event, ScenarioFile};

/// A product of sizes, what it counts, and the most that it may be.
struct Product {
    /// The key that is told of.
    path: &'static str,
    /// Its factors, in words.
    of: &'static str,
    /// What there are so many of.
    what: &'static str,
    count: u64,
    most: u64,
    /// What to make smaller.
    remedy: &'static str,
}

/// Rows of `blame.csv`: about a gigabyte.
pub const MAX_BLAME: u64 = 30_000_000;
/// Flows of blame that a history keeps, of 8 bytes each, on each thread.
pub const MAX_FLOWS: u64 = 10_000_000;
/// Rows of `months.csv`; up to 2 KiB are kept of each, for quantiles.
pub const MAX_MONTH_ROWS: u64 = 500_000;
/// Numbers that events set.
pub const MAX_SET: u64 = 2_000_000;
/// Bytes of the parameters that events change, kept from month to month.
pub const MAX_KEPT: u64 = 1 << 30;
/// Values of a scenario once everything is inherited, set, and laid under its states.
pub const MAX_VALUES: usize = 2_000_000;

/// Every product of a scenario's sizes that is too large to be run.
pub fn check(place: &Place, file: &ScenarioFile) -> Vec<Problem> {
    let products = products(file);
    let beyond = products.into_iter().filter(|product| product.count > product.most);
    beyond
        .map(|product| {
            let (count, most) = (text::count(product.count), text::count(product.most));
            let message = format!("asks for {count} {}, which is {}; at most {most}", product.what, product.of);
            Problem::new(place, product.path, message).remedy(product.remedy)
        })
        .collect()
}

fn products(file: &ScenarioFile) -> Vec<Product> {
    let size = |count: usize| count as u64;
    let (states, bodies) = (size(file.states.len()), size(file.bodies.len()));
    let (instruments, movements) = (size(file.instruments.len()), size(file.movements.len()));
    let months = u64::from(file.scenario.months);
    let parties = states + bodies + 1;
    let years = years(file);
    let events = Events::of(file);
    let product = |path, of, what, factors: &[u64], most, remedy| {
        let count = factors.iter().fold(1, |product: u64, factor| product.saturating_mul(*factor));
        Product { path, of, what, count, most, remedy }
    };
    vec![
        product(
            "scenario",
            "parties (states, bodies, the target) times parties times years",
            "rows of blame",
            &[parties, parties, years],
            MAX_BLAME,
            "make states, bodies or years fewer",
        ),
        product(
            "scenario",
            "parties times bodies times years, and times months with events",
            "flows of blame per history",
            &[parties, bodies + 2, years + size(events.months)],
            MAX_FLOWS,
            "make states, bodies, years or months with events fewer",
        ),
        product(
            "scenario",
            "months times indicators, one per movement and three per instrument",
            "rows of months",
            &[months, 27 + movements + 3 * instruments],
            MAX_MONTH_ROWS,
            "make months, movements or instruments fewer",
        ),
        product(
            "events",
            "what all events set together, `*` counted as what it stands for",
            "numbers of events",
            &[events.set],
            MAX_SET,
            "make events fewer, or name what they change",
        ),
        product(
            "events",
            "months with events times states, and times instruments where reservations, factions or solidarism change",
            "bytes of changed parameters",
            &[events.kept],
            MAX_KEPT,
            "make months with events fewer, or let them change fewer states",
        ),
    ]
}

/// Calendar years that the run touches.
fn years(file: &ScenarioFile) -> u64 {
    let months = file.scenario.months as usize;
    match file.scenario.start.parse::<Month>() {
        Ok(start) if months > 0 => (start.plus(months - 1).year() - start.year() + 1) as u64,
        _ => 1,
    }
}

/// What the events of a scenario amount to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Events {
    /// Months that have some.
    months: usize,
    /// Numbers that they set.
    set: u64,
    /// Bytes of parameters that stand beside those of the start.
    kept: u64,
}

impl Events {
    fn of(file: &ScenarioFile) -> Self {
        let mut by_month: BTreeMap<&str, Vec<&Event>> = BTreeMap::new();
        for event in &file.events {
            by_month.entry(event.date.as_str()).or_default().push(event);
        }
        let patterns = || file.events.iter().flat_map(|event| event.set.keys());
        Self {
            months: by_month.len(),
            set: patterns().fold(0, |sum, pattern| sum.saturating_add(reach(file, pattern))),
            kept: by_month.values().fold(0, |sum, events| sum.saturating_add(kept(file, events))),
        }
    }
}

/// How many numbers a pattern may set.
fn reach(file: &ScenarioFile, pattern: &str) -> u64 {
    let segments: Vec<&str> = pattern.split('.').collect();
    let section = segments[0];
    let wildcards = segments.iter().enumerate().filter(|(_, segment)| **segment == "*");
    wildcards.fold(1, |product: u64, (depth, _)| {
        let choices = match (depth, section) {
            (1, "states") => file.states.len(),
            (1, "instruments") => file.instruments.len(),
            (1, "bodies") => file.bodies.len(),
            (1, "societies") => file.societies.len(),
            (1, "movements") => file.movements.len(),
            (3, "movements") => file.states.len(),
            (3, "states") => file.instruments.len(),
            _ => 16,
        };
        product.saturating_mul(choices as u64)
    })
}

/// Bytes of the parameters that are written anew in a month with these events; all others are shared.
fn kept(file: &ScenarioFile, events: &[&Event]) -> u64 {
    let (states, instruments) = (file.states.len() as u64, file.instruments.len() as u64);
    let mut lists = 200 * (instruments + file.bodies.len() as u64 + file.movements.len() as u64);
    let (mut some_state, mut some_judgement) = (false, false);
    let mut reaching: BTreeSet<&str> = BTreeSet::new();
    for pattern in events.iter().flat_map(|event| event.set.keys()) {
        let mut segments = pattern.split('.');
        match (segments.next(), segments.next(), segments.next()) {
            (Some("states"), _, property) => {
                some_state = true;
                some_judgement |=
                    property.is_some_and(|name| ["reservations", "factions", "solidarism", "*"].contains(&name));
            }
            (Some("societies"), ..) => some_state = true,
            (Some("movements"), Some("*"), _) => reaching.extend(file.movements.keys().map(String::as_str)),
            (Some("movements"), Some(id), _) => {
                reaching.insert(id);
            }
            _ => {}
        }
    }
    lists += 8 * states * reaching.len() as u64;
    lists += if some_state { 8 * 16 * states } else { 0 };
    lists + if some_judgement { 2 * 8 * states * instruments } else { 0 }
}
