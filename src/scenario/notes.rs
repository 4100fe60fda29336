//! Notes on what changes do not reach, though they may seem to. It is no mistake, so nothing is refused.

use std::collections::{BTreeMap, BTreeSet};

use super::change::Override;
use super::month::Month;
use super::path::{self, Reached};
use super::problem::Place;
use super::relative::Relative;
use super::source::{Node, Value};

/// Why a value at a path counts for nothing in a scenario.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Idle {
    /// This state's factions hold views of their own.
    Factions(String),
    /// No state takes this from the profile.
    Profile(String),
}

/// Does a value there count for nothing? `None` where it counts.
pub fn idle(root: &Node, names: &[String]) -> Option<Idle> {
    match names {
        [states, id, key, ..] if states == "states" && key == "solidarism" => {
            let factions = [states, id, "factions"].map(str::to_string);
            let held = path::find(root, &factions).and_then(Node::as_table).is_some_and(|table| !table.is_empty());
            held.then(|| Idle::Factions(id.clone()))
        }
        [profiles, id, rest @ ..] if profiles == "profiles" && !rest.is_empty() => {
            let taken = takers(root, id, rest).iter().any(|names| idle(root, names).is_none());
            (!taken).then(|| Idle::Profile(id.clone()))
        }
        _ => None,
    }
}

/// Where a value of a profile comes to stand: in every state that has the profile and says nothing itself.
pub fn takers(root: &Node, profile: &str, rest: &[String]) -> Vec<Vec<String>> {
    let states = root.child("states").and_then(Node::as_table).into_iter().flatten();
    let of_profile = states.filter(|(_, state)| state.child("profile").and_then(Node::as_text) == Some(profile));
    let at = |node: &Node| -> Option<Node> { node.at(rest.iter().map(String::as_str)).cloned() };
    let theirs = root.at(["profiles", profile]).and_then(at);
    let silent = of_profile.filter(|(_, state)| match at(state) {
        None => true,
        // A table of its own is merged with the profile's; anything else stands in its place.
        Some(own) => own.as_table().is_some_and(|own| {
            let theirs = theirs.as_ref().and_then(Node::as_table);
            theirs.is_none_or(|theirs| theirs.keys().any(|key| !own.contains_key(key)))
        }),
    });
    silent.map(|(id, _)| ["states".to_string(), id.clone()].into_iter().chain(rest.iter().cloned()).collect()).collect()
}

/// Notes on paths that were set in a tree, together: who was passed over, and which path reaches them.
pub fn passed_over(root: &Node, paths: &[(&str, &Place)]) -> Vec<String> {
    let reaches: Vec<path::Reach> =
        paths.iter().map(|(pattern, _)| path::reach(root, pattern).unwrap_or_default()).collect();
    // A state that another path reaches through its factions is not passed over.
    let through: BTreeSet<&String> =
        reaches.iter().flat_map(|reach| &reach.reached).filter_map(through_factions).collect();
    let mut notes = Vec::new();
    for ((pattern, place), reach) in paths.iter().zip(&reaches) {
        let idle: BTreeSet<Idle> = reach.reached.iter().filter_map(|at| idle(root, &at.names)).collect();
        let mut passed: Vec<&str> = Vec::new();
        for found in &idle {
            match found {
                Idle::Factions(state) if !through.contains(state) => passed.push(state),
                Idle::Factions(_) => {}
                Idle::Profile(profile) => notes.push(format!(
                    "{place}: {pattern} counts for nothing in profiles.{profile}: no state takes it from there\n  set it in the states themselves: states.ID"
                )),
            }
        }
        if !passed.is_empty() {
            let verb = if pattern.contains('*') { "passes over" } else { "counts for nothing for" };
            notes.push(format!(
                "{place}: {pattern} {verb} {}, whose factions hold views of their own\n  states.{}.factions.*.solidarism reaches these",
                list(&passed),
                if passed.len() == 1 { passed[0] } else { "*" }
            ));
        }
        if !reach.passed.is_empty() {
            let passed: Vec<&str> = reach.passed.iter().map(String::as_str).collect();
            notes.push(format!(
                "{place}: {pattern} passes over {}, which hold others but not that\n  name them, if they are meant",
                list(&passed)
            ));
        }
    }
    notes
}

/// Notes on paths that were set and that an event sets as well: from its month on only the event counts; those
/// of the first month only, unless `later` ones are to be told of, too.
pub fn overtaken(root: &Node, paths: &[(&str, &Place)], later: bool) -> Vec<String> {
    let of_events = set_by_events(root);
    let mut notes = Vec::new();
    for (pattern, place) in paths.iter().filter(|(pattern, _)| !pattern.starts_with("events.")) {
        let reached = path::resolve(root, pattern).unwrap_or_default();
        let mut others = of_events.iter().filter(|event| event.at_start || later);
        let other = others.find(|event| reached.iter().any(|at| event.sets(&at.names)));
        if let Some(event) = other {
            let when =
                if event.at_start { "from the first month on".into() } else { format!("from {} on", event.date) };
            notes.push(format!(
                "{place}: {pattern}: the event \"{}\" sets {} {when}, and what is set here counts no longer\n  set it there: events.{}.set.{}",
                event.name,
                event.names.join("."),
                path::quoted(&event.name),
                event.names.join(".")
            ));
        }
    }
    notes
}

/// What events set from the first month on: no other value of it ever counts.
#[derive(Debug)]
pub struct SetAtStart(Vec<Vec<String>>);

impl SetAtStart {
    /// In a scenario.
    pub fn of(root: &Node) -> Self {
        let events = set_by_events(root).into_iter().filter(|event| event.at_start);
        Self(events.map(|event| event.names).collect())
    }

    /// Is all of this set so?
    pub fn holds(&self, names: &[String]) -> bool {
        self.0.iter().any(|set| names.starts_with(set))
    }
}

/// A value that an event sets within the time of the run.
struct SetByEvent {
    name: String,
    date: String,
    at_start: bool,
    names: Vec<String>,
}

impl SetByEvent {
    /// Is a path the one that the event sets, or is one a part of the other?
    fn sets(&self, names: &[String]) -> bool {
        self.names.starts_with(names) || names.starts_with(&self.names)
    }
}

fn set_by_events(root: &Node) -> Vec<SetByEvent> {
    let Some(Value::List(events)) = root.child("events").map(|node| &node.value) else { return vec![] };
    let month = |text: Option<&str>| text.and_then(|text| text.parse::<Month>().ok());
    let start = month(root.at(["scenario", "start"]).and_then(Node::as_text));
    let months = root.at(["scenario", "months"]).and_then(Node::as_whole);
    let months = months.and_then(|months| usize::try_from(months).ok()).filter(|months| *months < 100_000);
    let (Some(start), Some(months)) = (start, months) else { return vec![] };
    let mut found = Vec::new();
    for event in events {
        let date = event.child("date").and_then(Node::as_text);
        let Some(at) = month(date).filter(|at| (start..start.plus(months)).contains(at)) else { continue };
        let name = event.child("name").and_then(Node::as_text).unwrap_or_default();
        for pattern in event.child("set").and_then(Node::as_table).into_iter().flatten().map(|(pattern, _)| pattern) {
            let reached = path::resolve(root, pattern).unwrap_or_default();
            found.extend(reached.into_iter().map(|reached| SetByEvent {
                name: name.into(),
                date: date.unwrap_or_default().into(),
                at_start: at == start,
                names: reached.names,
            }));
        }
    }
    found
}

/// The state whose factions' views a path sets.
fn through_factions(at: &Reached) -> Option<&String> {
    match at.names.as_slice() {
        [states, id, factions, _, key, ..] if states == "states" && factions == "factions" && key == "solidarism" => {
            Some(id)
        }
        _ => None,
    }
}

/// What the events of a scenario do not reach; each event by itself.
pub fn of_events(root: &Node) -> Vec<String> {
    let Some(Value::List(events)) = root.child("events").map(|node| &node.value) else { return vec![] };
    let paths = |event: &Node| -> Vec<(String, Place)> {
        let set = event.child("set").and_then(Node::as_table).into_iter().flatten();
        set.map(|(pattern, node)| (pattern.clone(), node.place.clone())).collect()
    };
    let of = |event: &Node| {
        let paths = paths(event);
        passed_over(root, &paths.iter().map(|(pattern, place)| (pattern.as_str(), place)).collect::<Vec<_>>())
    };
    events.iter().flat_map(of).collect()
}

/// Notes on changes that later ones of the same list overwrite wholly.
pub fn superseded(root: &Node, changes: &[Override]) -> Vec<String> {
    // What is set later, with the change that sets it.
    let mut later: BTreeMap<Vec<String>, &Override> = BTreeMap::new();
    let mut notes = Vec::new();
    for change in changes.iter().rev().filter(|change| !change.append) {
        let reached = path::resolve(root, &change.path).unwrap_or_default();
        let by = |at: &Reached| (1..=at.names.len()).find_map(|length| later.get(&at.names[..length]).copied());
        let overwritten = reached.iter().map(by).collect::<Option<Vec<&Override>>>();
        if let Some(by) = overwritten.as_ref().and_then(|by| by.first()) {
            notes.push(format!(
                "{}: {} counts for nothing: {} sets it after that ({})\n  leave one of the two out",
                change.value.place, change.path, by.path, by.value.place
            ));
        }
        if Relative::of(&change.value).is_none() {
            later.extend(reached.into_iter().map(|at| (at.names, change)));
        }
    }
    notes.reverse();
    notes
}

/// Names in a sentence; of many the first ten.
pub fn list(names: &[&str]) -> String {
    const MAX_NAMES: usize = 10;
    match names {
        [] => String::new(),
        [one] => (*one).into(),
        [first @ .., last] if names.len() <= MAX_NAMES => format!("{} and {last}", first.join(", ")),
        _ => format!("{} and {} more", names[..MAX_NAMES].join(", "), names.len() - MAX_NAMES),
    }
}
