//! Rules that are off unless a scenario says otherwise: numbers that at one value leave a history as it would be without
//! the rule, and that have this value where a scenario does not give them.

use super::change::Override;
use super::node::Node;
use super::path;
use super::problem::Place;
use super::shape::Shape;

/// A rule that a number switches on.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// Path of its number, as a change takes it: `*` stands for every state.
    pub path: String,
    /// The value at which it is off, which it has where it is absent.
    pub off: f64,
    /// What is allowed, in words.
    pub range: &'static str,
    /// What its number means.
    pub meaning: &'static str,
}

/// All of them, in the order of the schema.
pub fn rules() -> Vec<Rule> {
    let mut found = Vec::new();
    for (section, shape) in Shape::root().properties().filter(|(section, _)| *section != "profiles") {
        let numbers = shape.properties().map(|(key, number)| (format!("{section}.{key}"), number));
        let of_each = shape.entries().into_iter().flat_map(|entry| entry.properties());
        let of_each = of_each.map(|(key, number)| (format!("{section}.*.{key}"), number));
        found.extend(numbers.chain(of_each).filter_map(|(path, number)| Rule::of(path, number)));
    }
    found
}

impl Rule {
    fn of(path: String, number: Shape<'static>) -> Option<Self> {
        number.keyword("x-rule")?;
        Some(Self {
            path,
            off: number.absent(),
            range: number.text("x-words").unwrap_or_default(),
            meaning: number.text("description").unwrap_or_default(),
        })
    }

    /// Its number in a resolved scenario; none where each of several entities has its own.
    pub fn value(&self, resolved: &Node) -> Option<f64> {
        (!self.path.contains('*')).then(|| number_at(resolved, &self.path))
    }

    /// Has a resolved scenario it on at the start? Of several entities, for one of them at least.
    pub fn is_on(&self, resolved: &Node) -> bool {
        let on = |path: &str| number_at(resolved, path) != self.off;
        match self.path.split_once(".*.") {
            None => on(&self.path),
            Some((kind, key)) => {
                let entities = resolved.child(kind).and_then(Node::as_table);
                entities.into_iter().flat_map(|table| table.keys()).any(|id| on(&format!("{kind}.{id}.{key}")))
            }
        }
    }

    /// The change that sets it to its off value, for all entities at once.
    pub fn switched_off(&self) -> Override {
        Override::new(self.path.clone(), Node::number(self.off, &Place::whole("--knock-outs")))
    }
}

/// The number at a path without `*`, or what it is when absent.
fn number_at(resolved: &Node, path: &str) -> f64 {
    let names: Vec<String> = path.split('.').map(str::to_string).collect();
    path::drawn_at(resolved, &names).value
}
