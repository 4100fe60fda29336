//! Reading what is varied, and over what.

use super::factor::{Factor, Levels, Sets, change, is_absent};
use super::reader::Reader;
use crate::scenario::relative::{self, Relative};
use crate::scenario::source::{Node, Value};

/// The parameters of a Dirichlet: beyond these all weight is at the corners, or all in one place.
const DIRICHLET: std::ops::RangeInclusive<f64> = 1e-3..=1e6;

const ALLOWED: &str = "{ values = [...] }, { from = A, to = B, steps = N }, { from = A, to = B }, { scale = [A, B] }, { add = [A, B] }, { share = [A, B] } or { dirichlet = [1, 1, 1] }";

impl Reader {
    /// The factors of `[vary]`, or of the `[[point]]`s.
    pub(super) fn factors(&mut self) -> Vec<Factor> {
        if let Some(Value::List(points)) = self.root.child("point").map(|node| node.value.clone()) {
            return self.listed(&points);
        }
        let Some(vary) = self.root.child("vary").cloned() else { return vec![] };
        let Some(table) = vary.as_table() else {
            self.wrong(&vary, "vary", "is not a table", "write [vary], then one line per path");
            return vec![];
        };
        let factors = table.iter().filter_map(|(name, node)| {
            let (levels, sets) = self.levels(name, node)?;
            Some(Factor { name: name.clone(), place: node.place.clone(), levels, sets })
        });
        factors.collect()
    }

    /// An empty text would stand for what is not named.
    pub(super) fn not_empty(&mut self, node: &Node, path: &str, instead: &str) -> bool {
        if is_absent(node) {
            self.wrong(node, path, "is an empty text", format!("to keep what the scenario says, {instead}"));
        }
        !is_absent(node)
    }

    fn levels(&mut self, name: &str, node: &Node) -> Option<(Levels, Sets)> {
        let path = format!("vary.\"{name}\"");
        let keys: Vec<&str> =
            node.as_table().map(|table| table.keys().map(String::as_str).collect()).unwrap_or_default();
        let with = |first: &[&str], more: &[&str]| {
            first.iter().all(|key| keys.contains(key))
                && keys.iter().all(|key| first.contains(key) || more.contains(key))
        };
        let value = |levels: Levels| (levels, Sets::Value);
        if with(&["values"], &[]) {
            self.values(node, &path).map(value)
        } else if with(&["dirichlet"], &[]) {
            self.dirichlet(name, node, &path).map(value)
        } else if with(&["from", "to"], &["steps"]) {
            let ends = ["from", "to"].map(|key| node.child(key).and_then(Node::as_number));
            self.range(node, &path, ends).map(value)
        } else if let Some(key) = relative::KEYS.into_iter().find(|key| with(&[*key], &["steps", "clamp"])) {
            self.changed(node, &path, key)
        } else {
            self.wrong(node, &path, format!("is not {ALLOWED}"), meant(name, node));
            None
        }
    }

    /// What becomes of the numbers that stand there: from the one to the other.
    fn changed(&mut self, node: &Node, path: &str, key: &'static str) -> Option<(Levels, Sets)> {
        let ends = match node.child(key).map(|ends| &ends.value) {
            Some(Value::List(ends)) if ends.len() == 2 => [0, 1].map(|end| ends[end].as_number()),
            _ => [None; 2],
        };
        let levels = self.range(node, path, ends)?;
        let change = change(key, Node::number(1.0, &node.place), node.child("clamp"));
        if Relative::of(&change).is_none() {
            let remedy = "write clamp = true, or clamp = [A, B] with A below B";
            self.wrong(node, path, "clamp is true, or the two ends of a range", remedy);
            return None;
        }
        Some((levels, Sets::Change { key, clamp: node.child("clamp").cloned() }))
    }

    fn values(&mut self, node: &Node, path: &str) -> Option<Levels> {
        match node.child("values").map(|values| &values.value) {
            Some(Value::List(values)) if !values.is_empty() => {
                let instead = "write its value out";
                let whole = values.iter().all(|value| self.not_empty(value, path, instead));
                whole.then(|| Levels::Values(values.clone()))
            }
            _ => {
                self.wrong(node, path, "has no values", "list at least one");
                None
            }
        }
    }

    fn dirichlet(&mut self, name: &str, node: &Node, path: &str) -> Option<Levels> {
        let parameters: Option<Vec<f64>> = match node.child("dirichlet").map(|list| &list.value) {
            Some(Value::List(list)) => list.iter().map(Node::as_number).collect(),
            _ => None,
        };
        match parameters.as_deref() {
            Some(&[a, b, c])
                if [a, b, c].iter().all(|value| DIRICHLET.contains(value)) && name.ends_with("constituencies") =>
            {
                Some(Levels::Simplex([a, b, c]))
            }
            _ => {
                let message =
                    "a Dirichlet has three parameters from 0.001 to 1000000, for the constituencies of a state";
                let remedy = "for example \"states.usa.constituencies\" = { dirichlet = [1, 1, 1] }";
                self.wrong(node, path, message, remedy);
                None
            }
        }
    }

    fn range(&mut self, node: &Node, path: &str, ends: [Option<f64>; 2]) -> Option<Levels> {
        let [Some(from), Some(to)] = ends else {
            self.wrong(node, path, "the two ends of a range are numbers", ALLOWED);
            return None;
        };
        // A width beyond the largest number leaves no steps between.
        if !(from < to && (to - from).is_finite()) {
            let remedy = "from is below to; for one value write values = [...]";
            self.wrong(node, path, format!("the range from {from} to {to} is empty"), remedy);
            return None;
        }
        match node.child("steps").map(Node::as_whole) {
            None => Some(Levels::Range { from, to }),
            Some(Some(steps)) if steps >= 2 => Some(Levels::Steps { from, to, steps: steps.unsigned_abs() }),
            _ => {
                self.wrong(node, path, "steps is a whole number from 2", "both ends are steps");
                None
            }
        }
    }
}

/// What may have been meant by something that is no range.
fn meant(name: &str, node: &Node) -> String {
    match &node.value {
        Value::Table(table) if table.contains_key("step") => {
            "write steps = N, how many values there are with both ends, in place of step".into()
        }
        // `target.resolve = { ... }` is a table in a table to TOML.
        Value::Table(_) => match inner(name, node) {
            Some((path, levels)) => format!("put the path in quotes: \"{path}\" = {}", levels.shown()),
            None => "write one of these".into(),
        },
        Value::List(_) => format!("write \"{name}\" = {{ values = {} }}", node.shown()),
        _ => format!("write \"{name}\" = {{ values = [{}] }}, or set it for all points in [set]", node.shown()),
    }
}

/// The path that dots without quotes took apart, and what it was given.
fn inner<'a>(name: &str, node: &'a Node) -> Option<(String, &'a Node)> {
    let (key, below) = node.as_table()?.first()?;
    let path = format!("{name}.{key}");
    let is_range = |node: &Node| {
        ["values", "from", "dirichlet", "scale", "add", "share"].iter().any(|key| node.child(key).is_some())
    };
    match &below.value {
        _ if is_range(below) => Some((path, below)),
        Value::List(_) => Some((path, below)),
        Value::Table(_) => inner(&path, below),
        _ => None,
    }
}
