//! `drop`: what a file leaves out of those that it extends.
//!
//! An event goes by its name; whatever else has an id, by its path: `states.qatar`, `movements.*`. Lists and tables that only
//! mention what is dropped (memberships, seats, vetoes, reach, reservations) lose it too. What cannot do without it, such as
//! an instrument without its authority, is told beside the line that dropped it.

use super::node::{Node, Value};
use super::notes::list;
use super::order::kinds_of_entities;
use super::path;
use super::problem::{Place, Problem, did_you_mean, keep, nearest};
use super::shape::Shape;

/// What dropping came to.
#[derive(Debug, Default)]
pub struct Dropping {
    /// What is wrong with the list.
    pub problems: Vec<Problem>,
    /// What else changed by it, in words.
    pub notes: Vec<String>,
    /// What it took away.
    pub gone: Vec<Gone>,
}

/// What was dropped: an entity or, where it has no kind, an event.
#[derive(Clone, Debug)]
pub struct Gone {
    kind: &'static str,
    id: String,
    /// Where that is said.
    place: Place,
}

/// Removes from an inherited tree what a file's `drop` names.
pub fn drop_from(inherited: &mut Node, dropped: &Node) -> Dropping {
    let mut done = Dropping::default();
    let Value::List(names) = &dropped.value else {
        let problem = Problem::new(&dropped.place, "drop", "is not a list of names").value(dropped.shown());
        done.problems.push(problem.remedy("write drop = [\"NAME\"]"));
        return done;
    };
    let before = event_names(inherited);
    for name in names {
        let text = name.as_text().unwrap_or_default();
        match Named::of(text, &before) {
            Named::Event(event) => drop_event(inherited, event, name, &mut done),
            Named::Entity(kind, id) => drop_entities(inherited, kind, &id, name, &mut done),
        }
    }
    done
}

/// What an entry of the list names.
enum Named<'a> {
    Event(&'a str),
    Entity(&'static str, String),
}

impl<'a> Named<'a> {
    /// An event may be called anything: its name comes first.
    fn of(text: &'a str, events: &[String]) -> Self {
        if events.iter().any(|event| event == text) {
            return Self::Event(text);
        }
        match path::segments(text).as_deref() {
            Some([kind, id]) => match kinds_of_entities().find(|known| known == kind) {
                Some(kind) => Self::Entity(kind, id.clone()),
                None => Self::Event(text.strip_prefix("events.").map_or(text, |name| name.trim_matches(['\'', '"']))),
            },
            _ => Self::Event(text),
        }
    }
}

fn event_name(event: &Node) -> Option<&str> {
    event.child("name").and_then(Node::as_text)
}

fn event_names(root: &Node) -> Vec<String> {
    let Some(Value::List(events)) = root.child("events").map(|node| &node.value) else { return vec![] };
    events.iter().filter_map(event_name).map(str::to_string).collect()
}

fn drop_event(inherited: &mut Node, wanted: &str, said: &Node, done: &mut Dropping) {
    let known = event_names(inherited);
    if !known.iter().any(|name| name == wanted) {
        unknown(inherited, &known, wanted, said, done);
        return;
    }
    let events = inherited.as_table_mut().and_then(|table| table.get_mut("events"));
    if let Some(Value::List(events)) = events.map(|node| &mut node.value) {
        events.retain(|event| event_name(event) != Some(wanted));
    }
    done.gone.push(Gone { kind: "", id: wanted.to_string(), place: said.place.clone() });
}

/// Refuses a name that is neither an event's nor an entity's path.
fn unknown(inherited: &Node, events: &[String], wanted: &str, said: &Node, done: &mut Dropping) {
    let gone = &done.gone;
    keep(&mut done.problems, || {
        if gone.iter().any(|gone| gone.kind.is_empty() && gone.id == wanted) {
            return twice(said);
        }
        let paths: Vec<String> = kinds_of_entities()
            .filter_map(|kind| Some((kind, inherited.child(kind)?.as_table()?)))
            .flat_map(|(kind, table)| table.keys().map(move |id| format!("{kind}.{id}")))
            .collect();
        let own = |path: &&String| path.split_once('.').is_some_and(|(_, id)| id == wanted);
        let remedy = match paths.iter().find(own) {
            Some(path) => format!("did you mean `{path}`?"),
            None => match nearest(wanted, paths.iter().chain(events).map(String::as_str)) {
                Some(near) => format!("did you mean `{}`?", super::text::name(near)),
                None => {
                    "write an event's name, or a path such as \"states.NAME\", whose first word is one of ".to_string()
                        + &kinds_of_entities().collect::<Vec<_>>().join(", ")
                }
            },
        };
        nothing(said, "is neither the name of an inherited event nor the path of an inherited entry", remedy)
    });
}

fn twice(said: &Node) -> Problem {
    nothing(said, "is dropped by this list already", "name it once")
}

/// What a whole scenario still names of what its files dropped, and did not write anew.
pub fn still_named(root: &Node, gone: &[Gone]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for Gone { kind, id, place } in gone.iter().filter(|gone| !gone.kind.is_empty()) {
        if root.at([*kind, id.as_str()]).is_some() {
            continue;
        }
        let mut naming = Vec::new();
        naming_it(root, Shape::root(), (kind, id), "", &mut naming);
        if !naming.is_empty() {
            let naming: Vec<&str> = naming.iter().map(String::as_str).collect();
            let message = format!("is dropped here, and named by {}", list(&naming));
            keep(&mut problems, || {
                let problem = Problem::new(place, "drop", message).value(format!("\"{kind}.{id}\""));
                problem.remedy("drop what names it too, or let it name another")
            });
        }
    }
    problems
}

/// The paths whose text is an id that their schema says to be of a kind.
fn naming_it(node: &Node, shape: Shape<'static>, gone: (&str, &str), path: &str, naming: &mut Vec<String>) {
    if shape.text("x-refers") == Some(gone.0) && node.as_text() == Some(gone.1) {
        naming.push(path.to_string());
    }
    let (Some(shape), Some(table)) = (shape.as_table(), node.as_table()) else { return };
    for (name, child) in table {
        if let Some(below) = shape.below(name) {
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            naming_it(child, below.shape(), gone, &path, naming);
        }
    }
}

fn nothing(said: &Node, message: &str, remedy: impl Into<String>) -> Problem {
    Problem::new(&said.place, "drop", message).value(said.shown()).remedy(remedy.into())
}

fn drop_entities(inherited: &mut Node, kind: &'static str, wanted: &str, said: &Node, done: &mut Dropping) {
    let entities = inherited.as_table_mut().and_then(|table| table.get_mut(kind)).and_then(Node::as_table_mut);
    let known: Vec<String> = entities.iter().flat_map(|table| table.keys()).cloned().collect();
    let ids: Vec<String> = known.iter().filter(|id| wanted == "*" || *id == wanted).cloned().collect();
    if ids.is_empty() {
        let gone = &done.gone;
        keep(&mut done.problems, || {
            if gone.iter().any(|gone| gone.kind == kind && (wanted == "*" || gone.id == wanted)) {
                return twice(said);
            }
            let known: Vec<String> = known.iter().map(|id| format!("{kind}.{id}")).collect();
            let near = did_you_mean(&format!("{kind}.{wanted}"), known.iter().map(String::as_str).collect::<Vec<_>>());
            nothing(said, &format!("no inherited entry of `{kind}` has this id"), near)
        });
        return;
    }
    if let Some(entities) = entities {
        entities.retain(|id, _| !ids.contains(id));
    }
    if kind == "bodies"
        && let Some(seats) =
            inherited.as_table_mut().and_then(|table| table.get_mut("seats")).and_then(Node::as_table_mut)
    {
        seats.retain(|id, _| !ids.contains(id));
    }
    for id in &ids {
        done.gone.push(Gone { kind, id: id.clone(), place: said.place.clone() });
        let mut along = Vec::new();
        forget(inherited, Shape::root(), (kind, id), "", &mut along);
        along.extend(forget_settings(inherited, kind, id));
        if !along.is_empty() {
            let along: Vec<&str> = along.iter().map(String::as_str).collect();
            done.notes.push(format!("{}: to drop {kind}.{id} changes {} too", said.place, list(&along)));
        }
    }
}

/// Takes an id out of the lists and tables below a node whose schema says that they refer to its kind. Told is where
/// somebody notices: in seats and vetoes, since a body decides by their number.
fn forget(node: &mut Node, shape: Shape<'static>, gone: (&str, &str), path: &str, told: &mut Vec<String>) {
    // A list of a calendar year goes by the year: the schema cannot say of it that it names states.
    let seats = gone.0 == "states" && path.starts_with("seats.");
    let refers = seats || shape.text("x-refers") == Some(gone.0);
    match &mut node.value {
        Value::List(list) if refers => {
            let before = list.len();
            list.retain(|name| name.as_text() != Some(gone.1));
            if list.len() < before && (seats || path.ends_with(".veto")) {
                told.push(path.to_string());
            }
        }
        Value::Table(table) => {
            if refers && !seats {
                table.shift_remove(gone.1);
            }
            let Some(shape) = shape.as_table() else { return };
            for (name, child) in table.iter_mut() {
                if let Some(below) = shape.below(name) {
                    let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                    forget(child, below.shape(), gone, &path, told);
                }
            }
        }
        _ => {}
    }
}

/// Takes out of events what they set of what is gone; tells which they were.
fn forget_settings(root: &mut Node, kind: &str, id: &str) -> Vec<String> {
    let events = root.as_table_mut().and_then(|table| table.get_mut("events"));
    let Some(Value::List(events)) = events.map(|node| &mut node.value) else { return vec![] };
    let about = |path: &String| {
        path::segments(path).is_some_and(|names| {
            names.first().is_some_and(|name| name == kind) && names.get(1).is_some_and(|name| name == id)
        })
    };
    let mut told = Vec::new();
    for event in events {
        let name = event_name(event).unwrap_or("an event without a name").to_string();
        let set = event.as_table_mut().and_then(|event| event.get_mut("set")).and_then(Node::as_table_mut);
        if let Some(set) = set {
            let before = set.len();
            set.retain(|path, _| !about(path));
            if set.len() < before {
                told.push(format!("the event \"{name}\""));
            }
        }
    }
    told
}
