//! What a counterfactual changes, and what changes made in both it and its base leave of that.

use std::collections::BTreeMap;

use super::profiles::lay_profiles;
use super::source::{Node, Value};

/// A tree before and after changes.
#[derive(Clone, Copy, Debug)]
pub struct Changed<'a> {
    /// As its files have it.
    pub before: &'a Node,
    /// With the changes.
    pub after: &'a Node,
}

/// What is left of the difference between two scenarios.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Left {
    /// What one says otherwise before, and no longer after, as its file has it: `FILE:LINE: PATH = VALUE`.
    pub undone: Vec<String>,
    /// They differed before and are the same after.
    pub nothing: bool,
}

impl Left {
    /// Of a scenario's difference from its base.
    pub fn of(base: Changed<'_>, other: Changed<'_>) -> Self {
        let [base_before, base_after, other_before, other_after] =
            [base.before, base.after, other.before, other.after].map(laid);
        let [base_before, base_after, other_before, other_after] =
            [&base_before, &base_after, &other_before, &other_after].map(values);
        let (before, after) = (differing(&base_before, &other_before), differing(&base_after, &other_after));
        let undone = before.iter().filter(|path| !after.contains(path)).map(|path| {
            let node = other_before.get(*path).or_else(|| base_before.get(*path));
            node.map_or_else(|| (*path).clone(), |(place, value)| format!("{place}: {path} = {value}"))
        });
        let undone: Vec<String> = undone.collect();
        Self { nothing: after.is_empty() && !before.is_empty(), undone }
    }

    /// The first of what is undone, in words.
    pub fn shown(&self) -> String {
        const MAX_SHOWN: usize = 3;
        let more = self.undone.len().saturating_sub(MAX_SHOWN);
        let first = self.undone.iter().take(MAX_SHOWN).cloned().collect::<Vec<_>>().join("; ");
        if more == 0 { first } else { format!("{first}; and {more} more") }
    }
}

fn laid(root: &Node) -> Node {
    let mut root = root.clone();
    // What is wrong with profiles is said where the tree is checked.
    lay_profiles(&mut root, &mut vec![]);
    root
}

type Values = BTreeMap<String, (String, String)>;

/// What decides a history, by path: where it was written, and as what. Mechanisms that are off are a set.
fn values(root: &Node) -> Values {
    let mut values = Values::new();
    for (path, node) in root.leaves() {
        if ["scenario.name", "scenario.seed", "scenario.replicates"].contains(&path.as_str()) {
            continue;
        }
        let shown = match &node.value {
            // 1 and 1.0 are the same number.
            Value::Number(number) => format!("{:?}", number.value),
            Value::List(_) | Value::Table(_) => continue,
            _ => node.shown(),
        };
        let (path, shown) = match (path.starts_with("scenario.off."), node.as_text()) {
            (true, Some(mechanism)) => (format!("scenario.off.{mechanism}"), "true".into()),
            _ => (path, shown),
        };
        values.insert(path, (node.place.to_string(), shown));
    }
    values
}

fn differing<'a>(one: &'a Values, two: &'a Values) -> Vec<&'a String> {
    let value = |values: &'a Values, path: &String| values.get(path).map(|(_, value)| value.as_str());
    let mut paths: Vec<&String> =
        one.keys().chain(two.keys()).filter(|path| value(one, path) != value(two, path)).collect();
    paths.sort();
    paths.dedup();
    paths
}

/// What decides the histories of a resolved scenario, as a text: two of one text are the same scenario, whatever
/// they are called and however their numbers are written.
pub fn essence(resolved: &Node) -> String {
    let lines = lines(resolved).map(|(path, value)| format!("{path}={value}\n"));
    super::sha256(lines.collect::<String>().as_bytes())
}

/// The lines of that text: what decides the histories, by path.
pub(super) fn lines(resolved: &Node) -> impl Iterator<Item = (String, String)> {
    values(resolved).into_iter().map(|(path, (_, value))| (path, value))
}
