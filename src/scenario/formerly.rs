//! Names that have changed. A key, a path or a choice under a former name is read for ever, and its author is told.
//!
//! `x-formerly` beside a field of a file's types lists its former names, the first one first. A file is renewed once,
//! where its text has become a tree and before anything else looks at it, so that all that follows knows the names of
//! today alone. The hash of a scenario goes the other way: there every key stands under its first name.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::path;
use super::problem::{Place, Problem, keep};
use super::shape::Shape;
use super::source::{Node, Value};
use crate::shell;

/// Which of its names a key gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Toward {
    /// That of today.
    Today,
    /// The first that it ever had: it never changes.
    First,
}

/// What a value in a file is to the schema.
#[derive(Clone, Copy, Debug)]
pub struct Spot(Kind);

#[derive(Clone, Copy, Debug)]
enum Kind {
    /// Of this shape.
    Is(Shape<'static>),
    /// What a sweep varies: its `values` have this shape.
    Varied(Shape<'static>),
    /// Nothing that could have had another name.
    Other,
}

impl Spot {
    /// A whole file.
    pub fn file(shape: Shape<'static>) -> Self {
        Self(Kind::Is(shape))
    }

    const OTHER: Self = Self(Kind::Other);

    /// An element of the list that stands here.
    pub fn element(self) -> Self {
        match self.0 {
            Kind::Is(shape) => Self(Kind::Is(shape.elements().map_or(shape, |(element, _)| element))),
            _ => self,
        }
    }

    /// The name of today of a key in the table here, if it has another, and what stands below it.
    pub fn below(self, name: &str) -> (Option<String>, Self) {
        self.below_toward(name, Toward::Today)
    }

    fn below_toward(self, name: &str, toward: Toward) -> (Option<String>, Self) {
        let shape = match self.0 {
            Kind::Is(shape) => shape.as_table(),
            Kind::Varied(shape) if name == "values" => return (None, Self(Kind::Is(shape))),
            _ => None,
        };
        let Some(shape) = shape else { return (None, Self::OTHER) };
        // In a file of another kind: what a scenario file would say.
        let shape = if shape.keyword("x-scenario").is_some() { Shape::root() } else { shape };
        if let Some(paths) = shape.text("x-paths") {
            let (renamed, at) = path_toward(name, toward);
            return match at {
                Some(at) => (renamed, Self(if paths == "varied" { Kind::Varied(at) } else { Kind::Is(at) })),
                None => (renamed, Self::OTHER),
            };
        }
        match shape.called(name) {
            Some((today, below)) => {
                let wanted = spelled(today, below, toward);
                ((wanted != name).then(|| wanted.into()), Self(Kind::Is(below)))
            }
            None => (None, shape.entries().map_or(Self::OTHER, |entry| Self(Kind::Is(entry)))),
        }
    }

    /// The name of today of a choice in quotes, if it has another.
    pub fn choice(self, text: &str) -> Option<String> {
        self.choice_toward(text, Toward::Today)
    }

    fn choice_toward(self, text: &str, toward: Toward) -> Option<String> {
        let Kind::Is(shape) = self.0 else { return None };
        let (today, option) = shape.chosen(text)?;
        let wanted = spelled(today, option, toward);
        (wanted != text).then(|| wanted.into())
    }
}

fn spelled(today: &'static str, shape: Shape<'static>, toward: Toward) -> &'static str {
    match toward {
        Toward::Today => today,
        Toward::First => shape.former_names().next().unwrap_or(today),
    }
}

/// A path under the names of today, if it has others, and the shape of what it leads to.
fn path_toward(pattern: &str, toward: Toward) -> (Option<String>, Option<Shape<'static>>) {
    let Some(parts) = path::parts(pattern) else { return (None, None) };
    let (mut shapes, mut renamed) = (vec![Shape::root()], Vec::new());
    for (index, part) in parts.iter().enumerate() {
        if let [(_, "events"), _, (_, "set"), rest @ ..] = parts.as_slice()
            && index == 3
        {
            // A key below an event's `set` is a whole path: in one pair of quotes, or part by part.
            let (whole, at) = match rest {
                [(raw, name)] if raw != name => {
                    let (inner, at) = path_toward(name, toward);
                    (inner.map_or_else(|| (*raw).to_string(), |inner| path::quoted(&inner)), at)
                }
                _ => {
                    let joined: Vec<&str> = rest.iter().map(|(raw, _)| *raw).collect();
                    let (inner, at) = path_toward(&joined.join("."), toward);
                    (inner.unwrap_or_else(|| joined.join(".")), at)
                }
            };
            renamed.push(whole);
            shapes = at.into_iter().collect();
            break;
        }
        let (name, below) = step(&shapes, part, index, &parts, toward);
        renamed.push(name);
        shapes = below;
    }
    let renamed = renamed.join(".");
    ((renamed != pattern).then_some(renamed), shapes.first().copied())
}

/// One part of a path: its name, and the shapes that may stand there.
fn step(
    shapes: &[Shape<'static>],
    (raw, name): &(&str, &str),
    index: usize,
    parts: &[(&str, &str)],
    toward: Toward,
) -> (String, Vec<Shape<'static>>) {
    // A sweep switches mechanisms by `off.NAME`.
    if let ([("off", "off"), _], Some(off)) =
        (parts, Shape::root().property("scenario").and_then(|run| run.property("off")))
    {
        let renamed = Spot(Kind::Is(off)).element().choice_toward(name, toward).filter(|_| index == 1);
        return (renamed.unwrap_or_else(|| (*raw).into()), vec![]);
    }
    if *name == "*" {
        return ((*raw).into(), shapes.iter().flat_map(|shape| shape.all_below()).collect());
    }
    let called: Vec<_> = shapes.iter().filter_map(|shape| shape.as_table()?.called(name)).collect();
    // Where `*` leads to several tables, a name of today is meant as such.
    let of_today: Vec<_> = called.iter().copied().filter(|(today, _)| today == name).collect();
    match (if of_today.is_empty() { &called } else { &of_today }).as_slice() {
        [] => {
            let below = shapes
                .iter()
                .filter_map(|shape| Some(shape.as_table()?.entries()?).or_else(|| Some(shape.elements()?.0)));
            ((*raw).into(), below.collect())
        }
        some @ [(today, shape), ..] => {
            let wanted = spelled(today, *shape, toward);
            let written = if wanted == *name { (*raw).into() } else { path::quoted(wanted) };
            (written, some.iter().map(|(_, shape)| *shape).collect())
        }
    }
}

/// A name that was written in a file, and is another today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renamed {
    /// Where it stands.
    pub place: Place,
    /// As it is written: a key, a path or a choice.
    pub old: String,
    /// What it is today.
    pub new: String,
}

/// Gives everything in a tree its name of today.
pub fn renew(root: &mut Node, shape: Shape<'static>, problems: &mut Vec<Problem>) -> Vec<Renamed> {
    let mut renamed = Vec::new();
    respell(root, Spot::file(shape), Toward::Today, "", &mut renamed, problems);
    renamed
}

/// A path as a change beside the files names it, and a value that is put there, under the names of today.
pub fn renew_change(path: &mut String, value: &mut Node, problems: &mut Vec<Problem>) -> Vec<Renamed> {
    let (new, at) = path_toward(path, Toward::Today);
    let mut renamed = Vec::new();
    if let Some(new) = new {
        renamed.push(Renamed { place: value.place.clone(), old: std::mem::replace(path, new.clone()), new });
    }
    if let Some(shape) = at {
        respell(value, Spot(Kind::Is(shape)), Toward::Today, path, &mut renamed, problems);
    }
    renamed
}

/// A tree with every key, path and choice under the first name that it ever had, whichever it has there.
pub fn first_names(root: &Node, shape: Shape<'static>) -> Node {
    let mut root = root.clone();
    respell(&mut root, Spot::file(shape), Toward::First, "", &mut vec![], &mut vec![]);
    root
}

/// What is to be said of names that have changed: once per file and name.
pub fn notes(renamed: &[Renamed]) -> Vec<String> {
    let mut said = BTreeSet::new();
    let first = renamed.iter().filter(|renamed| said.insert((&renamed.place.file, &renamed.old, &renamed.new)));
    let note = |Renamed { place, old, new }: &Renamed| {
        let remedy = match place.line {
            0 => format!("write {new}"),
            _ => format!("to write it so in the file: intsoc migrate {}", shell::file(&place.file)),
        };
        format!("{place}: {old} is called {new} today; it is read as that\n  {remedy}")
    };
    first.map(note).collect()
}

fn respell(
    node: &mut Node,
    spot: Spot,
    toward: Toward,
    path: &str,
    renamed: &mut Vec<Renamed>,
    problems: &mut Vec<Problem>,
) {
    if matches!(spot.0, Kind::Other) {
        return;
    }
    match &mut node.value {
        Value::Text(text) => {
            if let Some(new) = spot.choice_toward(text, toward) {
                renamed.push(Renamed { place: node.place.clone(), old: std::mem::replace(text, new.clone()), new });
            }
        }
        Value::List(list) => {
            for element in list {
                respell(element, spot.element(), toward, path, renamed, problems);
            }
        }
        Value::Table(table) => {
            let mut wanted = IndexMap::new();
            for (name, child) in table.iter_mut() {
                let (new, below) = spot.below_toward(name, toward);
                let inner = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                respell(child, below, toward, &inner, renamed, problems);
                if let Some(new) = new {
                    renamed.push(Renamed { place: child.place.clone(), old: name.clone(), new: new.clone() });
                    wanted.insert(name.clone(), new);
                }
            }
            if !wanted.is_empty() {
                rename_keys(table, &wanted, path, problems);
            }
        }
        _ => {}
    }
}

/// Renames keys of a table where they stand.
fn rename_keys(
    table: &mut IndexMap<String, Node>,
    wanted: &IndexMap<String, String>,
    path: &str,
    problems: &mut Vec<Problem>,
) {
    for (old, child) in std::mem::take(table) {
        let name = wanted.get(&old).unwrap_or(&old);
        if table.contains_key(name) {
            keep(problems, || {
                let path = if path.is_empty() { old.clone() } else { format!("{path}.{old}") };
                Problem::new(&child.place, path, format!("{name} is given twice, once under a former name"))
                    .value(child.shown())
                    .remedy(format!("leave one of the two out, and call the other {name}"))
            });
        } else {
            table.insert(name.clone(), child);
        }
    }
}
