//! A tree with problems of shape, mended just enough that its relations can be checked too: so
//! that a file's author hears of all problems at once.

use super::bounds;
use super::check;
use super::events::{check_events, typed};
use super::node::{Node, Value};
use super::problem::{KEPT, Place, Problem};
use super::shape::{self, Shape};

/// Problems of relation and of events in a tree with problems of shape. A problem at the same path as one of those,
/// above or below it, may only follow from it, and is left out.
pub fn problems_besides(root: &Node, known: &[Problem]) -> Vec<Problem> {
    // At this number not all problems are known, so those that only follow from the others could not be left out.
    if known.len() >= KEPT {
        return vec![];
    }
    let mended = mended(Shape::root(), root);
    let mut found = Vec::new();
    // If it cannot be read even so, its author has been told enough.
    if let Ok(file) = typed(&mended) {
        let beyond = bounds::check(&Place::whole(&root.place.file), &file);
        if !beyond.is_empty() {
            return beyond;
        }
        check::check(&mended, &file, &mut found);
        check_events(&mended, &file, &mut found);
    }
    found.retain(|problem| !known.iter().any(|known| overlap(&known.path, &problem.path)));
    found.retain(|problem| !was_missing(root, &problem.path));
    // What stands in the file is told, and not what mends it; a path of an event is told in quotes.
    for problem in &mut found {
        let path = problem.path.replace('"', "");
        if let Some(known) = known.iter().find(|known| known.path == path) {
            problem.value.clone_from(&known.value);
        }
    }
    found
}

/// Something on the path is required, and was not there: it is told as missing, or under the name that was misspelt.
fn was_missing(root: &Node, path: &str) -> bool {
    let (mut node, mut shape) = (root, Shape::root());
    for name in path.split('.') {
        let (Some(child), Some(below)) = (node.child(name), shape.below(name)) else {
            return node.child(name).is_none() && shape.requires(name);
        };
        (node, shape) = (child, below.shape());
    }
    false
}

/// One path leads to the other. A profile's path leads to every state.
fn overlap(known: &str, found: &str) -> bool {
    let mut known: Vec<&str> = known.split('.').collect();
    if let ["profiles", name, ..] = known.as_mut_slice() {
        *name = "*";
        known[0] = "states";
    }
    known.iter().zip(found.split('.')).all(|(known, found)| *known == "*" || *known == found)
}

/// The same with what is of a wrong shape replaced by something of the right one.
pub fn mended(shape: Shape<'static>, node: &Node) -> Node {
    if shape.alternatives().next().is_some() {
        return shape.resembling(node).map_or_else(|| instead(shape, node), |option| mended(option, node));
    }
    match &node.value {
        Value::Table(table) if shape.text("type") == Some("object") && !shape.is_number() => {
            let mut whole = instead(shape, node);
            let Some(entries) = whole.as_table_mut() else { return whole };
            for (name, child) in table {
                match shape.property(name).or_else(|| shape.entries()) {
                    Some(below) if below.is_read_by_hand() => {}
                    Some(below) => {
                        entries.insert(name.clone(), mended(below, child));
                    }
                    None if shape.is_open() => {
                        entries.insert(name.clone(), child.clone());
                    }
                    None => {}
                }
            }
            whole
        }
        Value::List(list)
            if shape.elements().is_some_and(|(_, length)| length.is_none_or(|length| length == list.len())) =>
        {
            let Some((elements, _)) = shape.elements() else { return node.clone() };
            Node { value: Value::List(list.iter().map(|child| mended(elements, child)).collect()), ..node.clone() }
        }
        _ => {
            let mut problems = Vec::new();
            shape::check_node(shape, node, "", &mut problems);
            if problems.is_empty() { node.clone() } else { instead(shape, node) }
        }
    }
}

/// Something of the right shape at the place of a node.
fn instead(shape: Shape<'static>, node: &Node) -> Node {
    let place = &node.place;
    if let Some(first) = shape.alternatives().next() {
        return instead(first, node);
    }
    if shape.is_number() {
        let allowed = |value: &f64| {
            let mut problems = Vec::new();
            shape::check_node(shape, &Node::number(*value, place), "", &mut problems);
            problems.is_empty()
        };
        return Node::number([0.5, 1.0, 0.0].into_iter().find(allowed).unwrap_or(1.0), place);
    }
    let value = match shape.text("type") {
        Some("integer") => {
            let least = shape.keyword("minimum").and_then(serde_json::Value::as_i64);
            return Node::integer(least.unwrap_or(1), place);
        }
        Some("boolean") => Value::Flag(false),
        Some("array") => {
            let elements = shape.elements().and_then(|(element, length)| length.map(|length| (element, length)));
            Value::List(elements.map_or(vec![], |(element, length)| vec![instead(element, node); length]))
        }
        Some("object") => {
            let mut table = Node::table(place);
            if let Some(entries) = table.as_table_mut() {
                let required = shape.properties().filter(|(name, _)| shape.requires(name));
                entries.extend(required.map(|(name, below)| (name.to_string(), instead(below, node))));
            }
            return table;
        }
        _ => Value::Text(shape.choices().next().unwrap_or_default().into()),
    };
    Node { value, place: place.clone() }
}
