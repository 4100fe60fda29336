//! What can be changed: every number that has a range, every mechanism, every event, and the weights of constituencies.

use serde::Serialize;

use crate::scenario::Mechanism;
use crate::scenario::Scenario;
use crate::scenario::labels::{Names, readable};
use crate::scenario::literals::{Literal, literals};
use crate::scenario::node::{Graded, Node, Value};
use crate::scenario::path;
use crate::scenario::shape::{Below, Shape};

/// All that can be changed in a scenario.
#[derive(Debug, Serialize)]
pub struct Levers {
    /// Numbers, in the order of the file.
    pub numbers: Vec<Lever>,
    /// Weights of constituencies, which sum to 1.
    pub weights: Vec<Weights>,
    /// Mechanisms, in the order of the model.
    pub mechanisms: Vec<Switch>,
    /// Events, in the order in which they happen.
    pub events: Vec<Event>,
}

/// A number.
#[derive(Debug, Serialize)]
pub struct Lever {
    /// Its path.
    pub path: String,
    /// What it stands under.
    #[serde(flatten)]
    pub under: Under,
    /// What it is called below that.
    pub name: String,
    /// What it means.
    pub meaning: String,
    /// What it is counted in.
    pub unit: &'static str,
    /// `documented`, `interpreted` or `assumed`.
    pub grade: Option<String>,
    /// Where it comes from.
    pub source: Option<String>,
    /// The number.
    pub value: f64,
    /// Low end of the range thought possible.
    pub low: f64,
    /// High end of it.
    pub high: f64,
    /// A whole number: steps of 1.
    pub whole: bool,
    /// Theory, character or case.
    pub belongs: Option<&'static str>,
    /// The states that take it from their profile.
    pub states: Vec<String>,
}

/// Where a lever stands among others.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Under {
    /// The kind of actor, or `mechanism`, or `event`.
    pub kind: &'static str,
    /// The actor, the part of the theory, or the event.
    pub group: String,
}

/// The weights of the three constituencies of a state or profile.
#[derive(Debug, Serialize)]
pub struct Weights {
    /// Their path.
    pub path: String,
    /// What they stand under.
    #[serde(flatten)]
    pub under: Under,
    /// What they mean.
    pub meaning: &'static str,
    /// Nationals, society, humanity.
    pub weights: [f64; 3],
    /// Where they come from.
    pub source: Option<String>,
    /// `documented`, `interpreted` or `assumed`.
    pub grade: Option<String>,
    /// The states that take them from their profile.
    pub states: Vec<String>,
}

/// The constituencies, in the order of [`Weights::weights`].
const CONSTITUENCIES: [&str; 3] = ["nationals", "society", "humanity"];

/// A mechanism.
#[derive(Debug, Serialize)]
pub struct Switch {
    /// Its name in files.
    pub name: &'static str,
    /// What it is called.
    pub called: String,
    /// What is so while it is off.
    pub off: &'static str,
    /// It is on.
    pub on: bool,
}

/// An event.
#[derive(Debug, Serialize)]
pub struct Event {
    /// Its name.
    pub name: String,
    /// The path of its month.
    pub path: String,
    /// Its month.
    pub date: String,
    /// What it sets.
    pub sets: Vec<String>,
}

impl Levers {
    /// Those of a scenario; `root` is its tree before profiles are laid.
    pub fn of(scenario: &Scenario, root: &Node) -> Self {
        let names = Names::of(&scenario.resolved.to_json());
        let all = literals(root);
        Self {
            numbers: all.iter().filter_map(|literal| lever(literal, &names, root)).collect(),
            weights: weights(root, &all, &names),
            mechanisms: mechanisms(scenario),
            events: events(root),
        }
    }
}

/// A number that has a range and is no weight of a constituency.
fn lever(literal: &Literal, names: &Names, root: &Node) -> Option<Lever> {
    let Graded { value, low, high, source, grade, integer, .. } = literal.number.clone();
    let (low, high) = (low?, high?);
    let parts = &literal.paths[0];
    if low >= high || is_weight(parts) {
        return None;
    }
    let (under, name) = place(parts, &literal.path, names, root);
    let shape = meant(parts);
    Some(Lever {
        path: literal.path.clone(),
        under,
        name,
        meaning: shape.and_then(|shape| shape.text("description")).unwrap_or_default().into(),
        unit: literal.unit(),
        grade,
        source,
        value,
        low,
        high,
        whole: integer.is_some() && shape.is_some_and(|shape| shape.text("type") == Some("integer")),
        belongs: literal.belongs().map(|belongs| belongs.word()),
        states: literal.inherited_by.iter().map(|id| names.state(id)).collect(),
    })
}

/// The shape of what a number means: for that of an event, of the parameter that it sets.
fn meant(parts: &[String]) -> Option<Shape<'static>> {
    let set = match parts {
        [events, _, set, pattern] if events == "events" && set == "set" => path::segments(pattern),
        _ => None,
    };
    let mut shape = Shape::root();
    for name in set.as_deref().unwrap_or(parts) {
        shape = shape.below(name).map(Below::shape)?;
    }
    Some(shape)
}

fn is_weight(parts: &[String]) -> bool {
    matches!(parts, [.., constituencies, weight] if constituencies == "constituencies" && CONSTITUENCIES.contains(&weight.as_str()))
}

/// What a number stands under, and what it is called there.
fn place(parts: &[String], path: &str, names: &Names, root: &Node) -> (Under, String) {
    let rest = |from: usize| parts[from..].iter().map(|part| readable(part)).collect::<Vec<_>>().join(", ");
    let under = |kind, group| Under { kind, group };
    match parts.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        // A path that reaches several actors is of none of them.
        [kind, ..] if path.contains('*') && kind != "events" => (under("mechanism", readable(kind)), readable(path)),
        ["states", id, ..] => (under("state", names.state(id)), rest(2)),
        ["profiles", id, ..] => (under("profile", readable(id)), rest(2)),
        ["bodies", id, ..] => (under("body", names.body(id)), rest(2)),
        ["instruments", id, ..] => (under("instrument", names.instrument(id)), rest(2)),
        ["movements", id, ..] => (under("movement", names.movement(id)), rest(2)),
        ["societies", id, ..] => {
            (under("society", named(root, &["societies", id]).unwrap_or_else(|| readable(id))), rest(2))
        }
        ["target", ..] => (under("target", names.target()), rest(1)),
        ["events", id, ..] => {
            let name = named(root, &["events", id]).unwrap_or_else(|| id.to_string());
            (under("event", name), readable(&parts[3..].join(".")))
        }
        [kind, ..] => (under("mechanism", readable(kind)), rest(1)),
        [] => (under("mechanism", String::new()), String::new()),
    }
}

fn named(root: &Node, at: &[&str]) -> Option<String> {
    root.at(at.iter().copied()).and_then(|node| node.child("name")).and_then(Node::as_text).map(str::to_string)
}

/// The weights that some state or profile says itself, all three.
fn weights(root: &Node, all: &[Literal], names: &Names) -> Vec<Weights> {
    let mut found = Vec::new();
    for (kind, called) in [("profiles", "profile"), ("states", "state")] {
        for (id, holder) in root.child(kind).and_then(Node::as_table).into_iter().flatten() {
            let Some(table) = holder.child("constituencies") else { continue };
            let number = |name: &&str| match table.child(name).map(|node| &node.value) {
                Some(Value::Number(number)) => Some(number.clone()),
                _ => None,
            };
            let numbers: Vec<Graded> = CONSTITUENCIES.iter().filter_map(number).collect();
            let [nationals, society, humanity] = &numbers[..] else { continue };
            let own = [kind.to_string(), id.clone(), "constituencies".into(), "society".into()];
            let heirs = all.iter().find(|literal| literal.paths.contains(&own.to_vec()));
            let group = if called == "state" { names.state(id) } else { readable(id) };
            found.push(Weights {
                path: format!("{kind}.{}.constituencies", path::quoted(id)),
                under: Under { kind: called, group },
                meaning: Shape::at(&own[..3]).and_then(|shape| shape.text("description")).unwrap_or_default(),
                weights: [nationals.value, society.value, humanity.value],
                source: society.source.clone(),
                grade: society.grade.clone(),
                states: heirs
                    .map(|literal| literal.inherited_by.iter().map(|id| names.state(id)).collect())
                    .unwrap_or_default(),
            });
        }
    }
    found
}

fn mechanisms(scenario: &Scenario) -> Vec<Switch> {
    let choices =
        Shape::at(&["scenario".into(), "off".into()]).and_then(|shape| shape.elements()).map(|(shape, _)| shape);
    let off = |name: &'static str| {
        let chosen = choices.and_then(|shape| shape.chosen(name));
        chosen.and_then(|(_, shape)| shape.text("description")).unwrap_or_default()
    };
    let switch = |mechanism: Mechanism| Switch {
        name: mechanism.name(),
        called: readable(mechanism.name()),
        off: off(mechanism.name()),
        on: scenario.off.on(mechanism),
    };
    Mechanism::ALL.into_iter().map(switch).collect()
}

fn events(root: &Node) -> Vec<Event> {
    let Some(Value::List(all)) = root.child("events").map(|events| &events.value) else { return vec![] };
    let event = |event: &Node| {
        let text = |key: &str| event.child(key).and_then(Node::as_text).map(str::to_string);
        let sets = event.child("set").and_then(Node::as_table).into_iter().flatten();
        let name = text("name")?;
        // One that shares its name with another cannot be told from it by a path.
        let alone = all.iter().filter(|other| other.child("name").and_then(Node::as_text) == Some(&name)).count() == 1;
        alone.then(|| Event {
            path: format!("events.{}.date", path::quoted(&name)),
            date: text("date").unwrap_or_default(),
            sets: sets.map(|(path, node)| format!("{path} = {}", node.shown())).collect(),
            name,
        })
    };
    let mut events: Vec<Event> = all.iter().filter_map(event).collect();
    events.sort_by(|one, other| one.date.cmp(&other.date));
    events
}
