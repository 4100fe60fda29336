//! Events: what they reach in a tree, what they may not set, and what the types and the state variables take from it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::frozen::{Actors, Reset};
use super::node::Node;
use super::path::{self, Reached};
use super::problem::{KEPT, Place, Problem, Problems};
use super::shape;
use super::written::{Event, ScenarioFile};

/// Finds what is wrong with the events of a tree that has other problems, path by path; what
/// they would bring about is not asked.
pub fn check_events(root: &Node, file: &ScenarioFile, problems: &mut Vec<Problem>) {
    let mut tree = root.clone();
    for (index, event) in file.events.iter().enumerate() {
        apply_event(&mut tree, index, event, problems);
    }
}

/// A number of an event, and where it comes to stand.
#[derive(Clone, Debug)]
pub struct Puts {
    /// The event, by its place in the list.
    pub event: usize,
    /// The path in its `set`, as it is written there.
    pub pattern: String,
    /// Every concrete path that it reaches.
    pub at: Vec<Reached>,
}

/// Applies an event to a tree; returns what it put where.
pub fn apply_event(tree: &mut Node, index: usize, event: &Event, problems: &mut Vec<Problem>) -> Vec<Puts> {
    let mut changed = Vec::new();
    for (pattern, number) in &event.set {
        if problems.len() >= KEPT {
            break;
        }
        let written = tree.at(["events", index.to_string().as_str(), "set", pattern]);
        let place = written.map_or_else(|| tree.place.clone(), |node| node.place.clone());
        let shown = written.map_or_else(|| number.to_string(), Node::shown);
        let problem = |message: String, remedy: String| {
            Problem::new(&place, format!("events.{index}.set.\"{pattern}\""), message).value(&shown).remedy(remedy)
        };
        let reached = match path::resolve(tree, pattern) {
            Ok(reached) => reached,
            Err(unreached) => {
                problems.push(problem(unreached.message, unreached.remedy));
                continue;
            }
        };
        if let Some((message, remedy)) = reached.iter().find_map(refused) {
            problems.push(problem(message, remedy));
            continue;
        }
        let before = problems.len();
        for at in &reached {
            let value = Node::number(**number, &place);
            shape::check_node(at.shape, &value, &at.path(), problems);
            if problems.len() == before {
                path::put(tree, &at.names, value);
            }
        }
        changed.push(Puts { event: index, pattern: pattern.clone(), at: reached });
    }
    changed
}

/// Why an event may not set a path, and what to do instead.
fn refused(at: &Reached) -> Option<(String, String)> {
    let is_number = at.shape.is_number() || at.shape.alternatives().any(|option| option.is_number());
    if at.names[0] == "events" {
        Some(("an event cannot change events".into(), "set the number there, in the event itself".into()))
    } else if at.fixed_at_start {
        Some((
            format!("`{}` is a value at the start; an event comes later", at.path()),
            "write it into the scenario itself".into(),
        ))
    } else if !is_number {
        Some((
            format!(
                "`{}` is not a number: ids, flags, authorities, memberships and lists stay fixed in a run",
                at.path()
            ),
            "make two scenarios, or set a number".into(),
        ))
    } else {
        None
    }
}

/// The state variable that a path sets besides its parameter, if any.
pub fn reset(names: &[String], value: f64, actors: &Actors) -> Option<Reset> {
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    match names.as_slice() {
        ["norm", "words"] => Some(Reset::NormWords(value)),
        ["norm", "deeds"] => Some(Reset::NormDeeds(value)),
        ["movements", id, "mobilisation"] => {
            actors.movements.iter().position(|known| known == id).map(|index| Reset::Mobilisation(index, value))
        }
        ["states", id, "solidarism" | "factions", ..] => {
            actors.states.iter().position(|known| known == id).map(Reset::Solidarism)
        }
        _ => None,
    }
}

/// What numbers at some paths are part of.
#[derive(Clone, Debug, Default)]
pub struct Touched {
    /// By section, the keys or entities in it.
    sections: BTreeMap<String, BTreeSet<String>>,
    /// What some state thinks of single instruments is among them.
    judgement: bool,
}

impl Touched {
    /// With what a number at a path is part of.
    pub fn add(&mut self, names: &[String]) {
        self.judgement |= judges(names);
        if let [section, below @ ..] = names {
            self.sections.entry(section.clone()).or_default().extend(below.first().cloned());
        }
    }

    /// Is it anything of a section?
    pub fn has(&self, section: &str) -> bool {
        self.sections.contains_key(section)
    }

    /// Is it anything of an entity?
    pub fn has_one(&self, section: &str, id: &str) -> bool {
        self.sections.get(section).is_some_and(|ids| ids.contains(id))
    }

    /// Is it anything of what some state thinks of single instruments?
    pub fn judges(&self) -> bool {
        self.judgement
    }
}

/// Does a path set what a state thinks of single instruments?
fn judges(names: &[String]) -> bool {
    names[0] == "states"
        && names.get(2).is_some_and(|name| ["reservations", "factions", "solidarism"].contains(&name.as_str()))
}

/// Reads a tree into the types of a file.
pub fn typed(root: &Node) -> Result<ScenarioFile, Problems> {
    ScenarioFile::deserialize(root.to_json()).map_err(|error| internal(&error.to_string()))
}

/// What the checks let pass but the types refuse is a fault of the program, and says so.
pub fn internal(message: &str) -> Problems {
    Problem::new(&Place::whole("intsoc"), "", format!("a fault of the program: {message}"))
        .remedy("please report it with the scenario")
        .into()
}
