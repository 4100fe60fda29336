//! What changes do not reach, though they may seem to: said, not refused.

use std::collections::BTreeSet;

use super::path::{self, Reached};
use super::problem::Place;
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
pub fn idle(root: &Node, at: &Reached) -> Option<Idle> {
    match at.names.as_slice() {
        [states, id, key, ..] if states == "states" && key == "solidarism" => {
            let factions = [states, id, "factions"].map(str::to_string);
            let held = path::find(root, &factions).and_then(Node::as_table).is_some_and(|table| !table.is_empty());
            held.then(|| Idle::Factions(id.clone()))
        }
        [profiles, id, rest @ ..] if profiles == "profiles" && !rest.is_empty() => {
            let taken = takers(root, id, rest).iter().any(|names| {
                let taken = Reached { names: names.clone(), ..at.clone() };
                idle(root, &taken).is_none()
            });
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
    // Who is reached through factions is not passed over.
    let through: BTreeSet<&String> =
        reaches.iter().flat_map(|reach| &reach.reached).filter_map(through_factions).collect();
    let mut notes = Vec::new();
    for ((pattern, place), reach) in paths.iter().zip(&reaches) {
        let idle: BTreeSet<Idle> = reach.reached.iter().filter_map(|at| idle(root, at)).collect();
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

/// Names in a sentence; of many the first ten.
pub fn list(names: &[&str]) -> String {
    const MOST: usize = 10;
    match names {
        [] => String::new(),
        [one] => (*one).into(),
        [first @ .., last] if names.len() <= MOST => format!("{} and {last}", first.join(", ")),
        _ => format!("{} and {} more", names[..MOST].join(", "), names.len() - MOST),
    }
}
