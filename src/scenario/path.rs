//! Parameter paths: `states.china.ties`, `instruments.*.cost`, `court.pressure.3`.
//!
//! A path is the same in `[set]`, in events, on the command line, in sweeps and in
//! reports. `*` stands for every name and passes over those to which the rest of the
//! path does not apply; a path that reaches nothing is refused. An event is named by its name:
//! `events.'Iraq war'.set.states.usa.overstretch`; a name in quotes may hold dots.

use super::formula::Drawn;
use super::problem::{did_you_mean, nearest};
use super::shape::Shape;
use super::source::{Node, Value};
use super::text;
use super::written::Mechanism;

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

/// What a pattern reaches in a scenario, and where it goes past a name silently.
#[derive(Clone, Debug, Default)]
pub struct Reach {
    /// All concrete paths, in the order of the file.
    pub reached: Vec<Reached>,
    /// Tables that `*` came to and that hold something, but not what the rest of the path names.
    pub passed: Vec<String>,
}

/// What stands only in a file, and is read before anything is set.
const OF_FILES: [&str; 5] = ["extends", "facts", "drop", "order", "set"];

/// All concrete paths that a pattern reaches in a scenario, in the order of the file.
///
/// # Errors
/// When it reaches nothing, with the nearest name that does exist.
pub fn resolve(root: &Node, pattern: &str) -> Result<Vec<Reached>, Unreached> {
    reach(root, pattern).map(|reach| reach.reached)
}

/// What a pattern reaches in a scenario, and what it passes over.
///
/// # Errors
/// When it reaches nothing, with the nearest name that does exist.
pub fn reach(root: &Node, pattern: &str) -> Result<Reach, Unreached> {
    let segments = segments(pattern).ok_or_else(|| Unreached {
        message: "is not a parameter path".into(),
        remedy: "write names joined by single dots, such as states.china.ties".into(),
    })?;
    if OF_FILES.contains(&segments[0].as_str()) {
        return Err(Unreached {
            message: format!("`{}` is read from a file before anything is set: here it would do nothing", segments[0]),
            remedy: "write it at the top of a scenario file that extends this one".into(),
        });
    }
    if segments[0] == "off" {
        return Err(Unreached { message: "a scenario has no `off`".into(), remedy: switched_off(segments.get(1)) });
    }
    let start = Reached { names: vec![], shape: Shape::root(), fixed_at_start: false };
    let mut search = Search::default();
    search.descend(root, start, &segments);
    match search.failure {
        _ if search.found.reached.len() >= MAX_REACHED => Err(Unreached {
            message: format!("`{}` reaches {MAX_REACHED} values or more", text::name(pattern)),
            remedy: "write fewer `*`".into(),
        }),
        _ if !search.found.reached.is_empty() => Ok(search.found),
        Some(failure) => Err(failure),
        None => Err(Unreached {
            message: format!("`{}` reaches nothing in this scenario", text::name(pattern)),
            remedy: "name an entity that the scenario has".into(),
        }),
    }
}

/// How a mechanism is switched off that is named as sweeps name it.
fn switched_off(mechanism: Option<&String>) -> String {
    let named = mechanism.and_then(|name| nearest(name, Mechanism::ALL.map(Mechanism::name)));
    let name = named.unwrap_or("veto");
    format!("write scenario.off = [\"{name}\"]; only what a sweep varies is called `off.{name}`")
}

/// The names of a pattern; one in quotes may hold dots. `None` if one is empty.
pub fn segments(pattern: &str) -> Option<Vec<String>> {
    Some(parts(pattern)?.into_iter().map(|(_, name)| name.to_string()).collect())
}

/// The parts of a pattern, each as it is written and as the name that it is.
pub fn parts(pattern: &str) -> Option<Vec<(&str, &str)>> {
    let (mut parts, mut rest) = (Vec::new(), pattern);
    loop {
        let quoted = rest.chars().next().filter(|first| ['\'', '"'].contains(first)).and_then(|quote| {
            let (name, rest) = rest[1..].split_once(quote)?;
            (rest.is_empty() || rest.starts_with('.')).then_some((name, rest))
        });
        let (name, after) = quoted.unwrap_or_else(|| rest.split_at(rest.find('.').unwrap_or(rest.len())));
        if name.is_empty() {
            return None;
        }
        parts.push((&rest[..rest.len() - after.len()], name));
        match after.strip_prefix('.') {
            Some(more) => rest = more,
            None => return Some(parts),
        }
    }
}

/// A name as a path has it: in quotes where it is not plain.
pub fn quoted(name: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    match name {
        _ if !name.is_empty() && name.chars().all(plain) => name.into(),
        _ if name.contains('\'') => format!("\"{name}\""),
        _ => format!("'{name}'"),
    }
}

#[derive(Default)]
struct Search {
    found: Reach,
    failure: Option<Unreached>,
}

impl Search {
    fn descend(&mut self, root: &Node, at: Reached, rest: &[String]) {
        let Some((segment, after)) = rest.split_first() else {
            self.found.reached.push(at);
            return;
        };
        let (chosen, after) = match segment.as_str() {
            _ if at.names == ["events"] => (events_called(root, segment), after),
            // The keys below an event's `set` are whole paths, which have dots in them.
            _ if is_set_of_event(&at.names) => (set_by_event(&names_below(root, &at), rest), &rest[rest.len()..]),
            "*" => (names_below(root, &at), after),
            name if follows(root, &at, name) => (vec![name.to_string()], after),
            _ => (vec![], after),
        };
        if chosen.is_empty() && segment != "*" {
            self.fail(root, &at, rest, &names_below(root, &at));
        }
        for name in chosen {
            if self.found.reached.len() >= MAX_REACHED {
                return;
            }
            let Some(below) = at.shape.below(&name) else { continue };
            let mut next = at.clone();
            next.names.push(name);
            next.shape = below.shape();
            next.fixed_at_start |= next.shape.keyword("x-start").is_some();
            self.descend(root, next, after);
        }
    }

    /// The path ends here: nothing has the name that comes next.
    fn fail(&mut self, root: &Node, at: &Reached, rest: &[String], names: &[String]) {
        let path = at.path();
        let what = if path.is_empty() { "a scenario".to_string() } else { format!("`{path}`") };
        let name = if is_set_of_event(&at.names) { rest.join(".") } else { rest[0].clone() };
        let known = if at.names == ["events"] { names_of_events(root) } else { names.to_vec() };
        let message = if names.is_empty() {
            format!("{what} is absent, or has nothing below it")
        } else if at.names == ["events"] {
            format!("no event is called `{name}`")
        } else {
            if !is_set_of_event(&at.names) {
                self.found.passed.push(path);
            }
            format!("{what} has no `{name}`")
        };
        let remedy = did_you_mean(&name, known.iter().map(String::as_str));
        self.failure.get_or_insert(Unreached { message, remedy });
    }
}

fn is_set_of_event(names: &[String]) -> bool {
    matches!(names, [events, _, set] if events == "events" && set == "set")
}

/// Places in the list of the events that a segment names: all, those of that name, or else one by its number.
fn events_called(root: &Node, segment: &str) -> Vec<String> {
    let all = names_below_events(root);
    let of_name: Vec<String> = all
        .iter()
        .filter(|(_, name)| segment == "*" || *name == Some(segment))
        .map(|(index, _)| index.to_string())
        .collect();
    match segment.parse::<usize>() {
        Ok(index) if of_name.is_empty() && index < all.len() => vec![index.to_string()],
        _ => of_name,
    }
}

fn names_below_events(root: &Node) -> Vec<(usize, Option<&str>)> {
    match root.child("events").map(|node| &node.value) {
        Some(Value::List(events)) => {
            events.iter().map(|event| event.child("name").and_then(Node::as_text)).enumerate().collect()
        }
        _ => vec![],
    }
}

fn names_of_events(root: &Node) -> Vec<String> {
    names_below_events(root).into_iter().filter_map(|(_, name)| name.map(quoted)).collect()
}

/// Which of the paths that an event sets are meant: all by `*`, else the one that is written so.
fn set_by_event(paths: &[String], rest: &[String]) -> Vec<String> {
    match rest {
        [all] if all == "*" => paths.to_vec(),
        _ => paths.iter().filter(|path| **path == rest.join(".")).cloned().collect(),
    }
}

/// The number by which a pattern names an event, if it does; events that have that for a name are named.
pub fn number_of_event(root: &Node, pattern: &str) -> Option<usize> {
    let segments = segments(pattern)?;
    let number = segments.get(1).filter(|_| segments[0] == "events")?.parse::<usize>().ok()?;
    let all = names_below_events(root);
    all.iter().all(|(_, name)| *name != Some(segments[1].as_str())).then_some(number)
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
        let mut seen = std::collections::BTreeSet::new();
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

/// The number that holds at a concrete path: the own one, else the profile's, else what it is when absent.
///
/// One component of a solidarism written as a single number is that number.
pub fn drawn_at(root: &Node, names: &[String]) -> Drawn {
    let written = find(root, names).and_then(Node::as_drawn);
    let whole = || {
        let (_, parent) = names.split_last()?;
        (parent.last()? == "solidarism").then(|| find(root, parent))?.and_then(Node::as_drawn)
    };
    written.or_else(whole).unwrap_or_else(|| Drawn::fixed(Shape::at(names).map_or(0.0, Shape::absent)))
}

/// Puts a value at a concrete path, making the tables on the way.
///
/// A table is merged into the one that stands there. A path to one component of a
/// solidarism written as a single number first makes two of it.
pub fn put(root: &mut Node, names: &[String], value: Node) {
    if let Some((component, parent)) = names.split_last()
        && parent.last().is_some_and(|name| name == "solidarism")
        && let Some(single) = find(root, parent).and_then(Node::as_drawn)
        && let Some(node) = make(root, parent, &value)
    {
        let two = ["intervention", "accountability"]
            .map(|principle| (principle.to_string(), Node::drawn(single.clone(), &value.place)));
        node.value = Value::Table(two.into_iter().collect());
        if let Some(table) = node.as_table_mut() {
            table.insert(component.clone(), value);
        }
        return;
    }
    // Lists of fixed length are inherited whole before one element changes.
    if let Some(node) = make(root, names, &value) {
        node.merge(value);
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
