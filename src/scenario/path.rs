//! Parameter paths: `states.china.ties`, `instruments.*.cost`, `court.pressure.3`.
//!
//! A path is the same in `[set]`, in events, on the command line, in sweeps and in
//! reports. `*` stands for every name and passes over those to which the rest of the
//! path does not apply; a path that reaches nothing is refused.

use super::problem::did_you_mean;
use super::shape::{Below, Shape};
use super::source::{Node, Value};
use super::text;

/// The number of paths one pattern may reach; more is a mistake.
const MAX_REACHED: usize = 1_000_000;

/// A path that reaches nothing: what is wrong and what might be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreached {
    /// What is wrong.
    pub message: String,
    /// What might be meant.
    pub remedy: String,
}

/// A concrete path and the shape of what stands there.
#[derive(Clone, Debug)]
pub struct Reached {
    /// The names on the way.
    pub names: Vec<String>,
    /// The shape of the value.
    pub shape: Shape<'static>,
    /// Settings that the path fixes for the whole run; events may not touch it.
    pub fixed_at_start: bool,
}

impl Reached {
    /// The path as text.
    pub fn path(&self) -> String {
        self.names.join(".")
    }
}

/// All concrete paths that a pattern reaches in a scenario, in the order of the file.
///
/// # Errors
/// When it reaches nothing, with the nearest name that does exist.
pub fn resolve(root: &Node, pattern: &str) -> Result<Vec<Reached>, Unreached> {
    let segments: Vec<&str> = pattern.split('.').collect();
    if segments.iter().any(|segment| segment.is_empty()) {
        return Err(Unreached {
            message: "is not a parameter path".into(),
            remedy: "write names joined by single dots, such as states.china.ties".into(),
        });
    }
    let start = Reached { names: vec![], shape: Shape::root(), fixed_at_start: false };
    let mut reached = Vec::new();
    let mut failure = None;
    descend(root, start, &segments, &mut reached, &mut failure);
    match failure {
        _ if reached.len() >= MAX_REACHED => Err(Unreached {
            message: format!("`{}` reaches {MAX_REACHED} values or more", text::name(pattern)),
            remedy: "write fewer `*`".into(),
        }),
        _ if !reached.is_empty() => Ok(reached),
        Some(failure) => Err(failure),
        None => Err(Unreached {
            message: format!("`{}` reaches nothing in this scenario", text::name(pattern)),
            remedy: "name an entity that the scenario has".into(),
        }),
    }
}

fn descend(root: &Node, at: Reached, rest: &[&str], reached: &mut Vec<Reached>, failure: &mut Option<Unreached>) {
    let Some((segment, rest)) = rest.split_first() else {
        reached.push(at);
        return;
    };
    let chosen: Vec<String> = match *segment {
        "*" => names_below(root, &at),
        name if follows(root, &at, name) => vec![name.to_string()],
        name => {
            let names = names_below(root, &at);
            let path = at.path();
            let what = if path.is_empty() { "a scenario".to_string() } else { format!("`{path}`") };
            let message = if names.is_empty() {
                format!("{what} is absent, or has nothing below it")
            } else {
                format!("{what} has no `{}`", text::name(name))
            };
            failure.get_or_insert(Unreached { message, remedy: did_you_mean(name, names.iter().map(String::as_str)) });
            return;
        }
    };
    for name in chosen {
        if reached.len() >= MAX_REACHED {
            return;
        }
        let Some(below) = at.shape.below(&name) else { continue };
        let (Below::Property(shape) | Below::Entry(shape) | Below::Element(shape)) = below;
        let mut next = at.clone();
        next.names.push(name);
        next.shape = shape;
        next.fixed_at_start |= shape.keyword("x-start").is_some();
        descend(root, next, rest, reached, failure);
    }
}

/// Nothing can follow: a number, or an optional table that the scenario lacks.
fn ends(root: &Node, at: &Reached) -> bool {
    at.shape.is_number() || (at.shape.keyword("x-optional").is_some() && find(root, &at.names).is_none())
}

/// Is a name one of [`names_below`]? There may be thousands, and most paths name one.
fn follows(root: &Node, at: &Reached, name: &str) -> bool {
    let shape = at.shape;
    let holds = |node: Option<&Node>| node.and_then(Node::as_table).is_some_and(|table| table.contains_key(name));
    if ends(root, at) {
        false
    } else if shape.elements().is_some() {
        names_below(root, at).iter().any(|known| known == name)
    } else if shape.entries().is_some() {
        match shape.text("x-refers") {
            Some(entities) => holds(root.child(entities)),
            None => holds(own(root, &at.names)) || holds(inherited(root, &at.names)),
        }
    } else {
        shape.property(name).is_some() || shape.alternatives().any(|option| option.property(name).is_some())
    }
}

/// The names that may follow a path: properties, ids, or places in a list.
fn names_below(root: &Node, at: &Reached) -> Vec<String> {
    let shape = at.shape;
    if ends(root, at) {
        return vec![];
    }
    if let Some((_, length)) = shape.elements() {
        let written = match find(root, &at.names).map(|node| &node.value) {
            Some(Value::List(list)) => list.len(),
            _ => 0,
        };
        return (0..length.unwrap_or(written)).map(|index| index.to_string()).collect();
    }
    if shape.entries().is_some() {
        // Tables of numbers keyed by an entity take every entity's id: what is absent is 0.
        if let Some(entities) = shape.text("x-refers") {
            return keys(root.child(entities));
        }
        let mut known = keys(own(root, &at.names));
        known.extend(keys(inherited(root, &at.names)));
        let mut seen = std::collections::HashSet::new();
        known.retain(|name| seen.insert(name.clone()));
        return known;
    }
    let mut names: Vec<String> = shape.properties().map(|(name, _)| name.to_string()).collect();
    for alternative in shape.alternatives() {
        names.extend(alternative.properties().map(|(name, _)| name.to_string()));
    }
    names
}

fn keys(node: Option<&Node>) -> Vec<String> {
    node.and_then(Node::as_table).map(|table| table.keys().cloned().collect()).unwrap_or_default()
}

fn own<'a>(root: &'a Node, names: &[String]) -> Option<&'a Node> {
    root.at(names.iter().map(String::as_str))
}

/// What a state's profile says at the same place.
fn inherited<'a>(root: &'a Node, names: &[String]) -> Option<&'a Node> {
    let [entity, id, rest @ ..] = names else { return None };
    if entity != "states" {
        return None;
    }
    let profile = root.at(["states", id.as_str(), "profile"])?.as_text()?;
    root.at(["profiles", profile])?.at(rest.iter().map(String::as_str))
}

/// What holds at a concrete path: the scenario's own, else the state's profile's.
pub fn find<'a>(root: &'a Node, names: &[String]) -> Option<&'a Node> {
    own(root, names).or_else(|| inherited(root, names))
}

/// The number that holds at a concrete path: the own one, else the profile's, else 0.
///
/// One component of a solidarism written as a single number is that number.
pub fn number_at(root: &Node, names: &[String]) -> f64 {
    let written = find(root, names).and_then(Node::as_number);
    let whole = || {
        let (_, parent) = names.split_last()?;
        (parent.last()? == "solidarism").then(|| find(root, parent))?.and_then(Node::as_number)
    };
    written.or_else(whole).unwrap_or(0.0)
}

/// Puts a value at a concrete path, making the tables on the way.
///
/// A table is merged into the one that stands there. A path to one component of a
/// solidarism written as a single number first makes two of it.
pub fn put(root: &mut Node, names: &[String], value: Node) {
    if let Some((component, parent)) = names.split_last()
        && parent.last().is_some_and(|name| name == "solidarism")
        && let Some(single) = find(root, parent).and_then(Node::as_number)
        && let Some(node) = make(root, parent, &value)
    {
        let two = ["intervention", "accountability"]
            .map(|principle| (principle.to_string(), Node::number(single, &value.place)));
        node.value = Value::Table(two.into_iter().collect());
        if let Some(table) = node.as_table_mut() {
            table.insert(component.clone(), value);
        }
        return;
    }
    // Lists of fixed length are inherited whole before one element changes.
    if let Some(node) = make(root, names, &value) {
        super::inherit::merge(node, value);
    }
}

/// The node at a path, made if it is absent; `None` where something else stands in the way.
fn make<'a>(root: &'a mut Node, names: &[String], like: &Node) -> Option<&'a mut Node> {
    names.iter().try_fold(root, |node, name| match &mut node.value {
        Value::Table(table) => Some(table.entry(name.clone()).or_insert_with(|| Node::table(&like.place))),
        Value::List(list) => name.parse::<usize>().ok().and_then(|index| list.get_mut(index)),
        _ => None,
    })
}
