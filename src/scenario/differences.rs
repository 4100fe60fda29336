//! Where two scenarios say something else.

use std::collections::{BTreeMap, BTreeSet};

use super::labels;
use super::path::quoted;
use super::source::{Node, Value};

/// Where two resolved scenarios say something else: path, base, other; empty where one says nothing.
pub fn differences(base: &Node, other: &Node) -> Vec<(String, Option<String>, Option<String>)> {
    let (base, other) = (labels::without(base), labels::without(other));
    let (ours, theirs) = (named_leaves(&base), named_leaves(&other));
    let find = |leaves: &[(String, &Node)], path: &str| {
        leaves.iter().find(|(known, _)| known == path).map(|(_, node)| node.shown())
    };
    let counts_for_nothing = |path: &str| ["scenario.name", "scenario.seed", "scenario.replicates"].contains(&path);
    let by_path: BTreeMap<&str, &Node> = theirs.iter().map(|(path, node)| (path.as_str(), *node)).collect();
    let mut found = Vec::new();
    for (path, node) in ours.iter().filter(|(path, _)| !counts_for_nothing(path)) {
        let there = by_path.get(path.as_str()).map(|node| node.shown());
        if there.as_ref() != Some(&node.shown()) {
            found.push((path.clone(), Some(node.shown()), there));
        }
    }
    let known: BTreeSet<&str> = ours.iter().map(|(path, _)| path.as_str()).collect();
    let added = theirs.iter().filter(|(path, _)| !known.contains(path.as_str()) && !counts_for_nothing(path));
    found.extend(added.map(|(path, _)| (path.clone(), None, find(&theirs, path))));
    found
}

/// The leaves of a resolved scenario. Events go by their names: where one was dropped, the numbers of those after it
/// are others, and they are not.
fn named_leaves(root: &Node) -> Vec<(String, &Node)> {
    let named = |path: String| {
        let name = path.strip_prefix("events.").and_then(|rest| rest.split_once('.'));
        let name = name.and_then(|(index, rest)| Some((name_of_event(root, index)?, rest)));
        name.map(|(name, rest)| format!("events.{}.{rest}", quoted(name))).unwrap_or(path)
    };
    root.leaves().into_iter().map(|(path, node)| (named(path), node)).collect()
}

/// The name of an event that no other event has.
fn name_of_event<'a>(root: &'a Node, index: &str) -> Option<&'a str> {
    let Some(Value::List(events)) = root.child("events").map(|node| &node.value) else { return None };
    let name = |event: &'a Node| event.child("name").and_then(Node::as_text);
    let own = events.get(index.parse::<usize>().ok()?).and_then(name)?;
    (events.iter().filter(|event| name(event) == Some(own)).count() == 1).then_some(own)
}
