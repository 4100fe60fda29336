//! In which order things stand in a scenario that is written over several files.
//!
//! A history's chance and its sums go by the order of states, instruments and bodies, and a design over plausible
//! numbers by the order of keys. Which of several files says a number must change neither. So a file may say the order: with
//! `[order]`, entities stand as it lists them, those that it does not name after them in the order in which the files name
//! them, and keys stand in the order of the schema.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::node::{Node, Value};
use super::problem::{Problem, did_you_mean, keep};
use super::shape::Shape;

/// Takes `[order]` out of a tree, and puts entities and keys in their order.
pub fn put_in_order(root: &mut Node, problems: &mut Vec<Problem>) {
    let Some(order) = root.as_table_mut().and_then(|table| table.shift_remove("order")) else { return };
    by_schema(root, Shape::root());
    let Some(kinds) = order.as_table() else {
        let problem = Problem::new(&order.place, "order", "is not a table of lists").value(order.shown());
        problems.push(problem.remedy("write [order] and below it states = [\"NAME\", ...]"));
        return;
    };
    for (kind, names) in kinds {
        let keyed = kinds_of_entities().any(|known| known == kind);
        let entities = root.as_table_mut().and_then(|table| table.get_mut(kind)).and_then(Node::as_table_mut);
        match (entities.filter(|_| keyed), &names.value) {
            (Some(entities), Value::List(list)) => arrange(kind, list, entities, problems),
            (None, Value::List(list)) if keyed && list.is_empty() => {}
            (_, Value::List(_)) => {
                let known: Vec<&str> = kinds_of_entities().collect();
                let message = if keyed { "the scenario has none of these" } else { "is nothing that has an order" };
                let problem = Problem::new(&names.place, format!("order.{kind}"), message);
                problems.push(problem.remedy(if keyed { "leave it out".into() } else { did_you_mean(kind, known) }));
            }
            _ => {
                let problem = Problem::new(&names.place, format!("order.{kind}"), "is not a list of names");
                problems.push(problem.value(names.shown()).remedy("write names in quotes, in the order wanted"));
            }
        }
    }
}

/// The sections of a scenario whose entries have ids: states, instruments, bodies, societies, movements, profiles.
pub fn kinds_of_entities() -> impl Iterator<Item = &'static str> {
    let keyed = |shape: Shape<'static>| shape.entries().and_then(Shape::as_table).is_some();
    Shape::root().properties().filter(move |(name, shape)| keyed(*shape) && *name != "seats").map(|(name, _)| name)
}

/// The named entities first, in this order.
fn arrange(kind: &str, names: &[Node], entities: &mut IndexMap<String, Node>, problems: &mut Vec<Problem>) {
    let mut next = 0;
    for name in names {
        let text = name.as_text().unwrap_or_default();
        match entities.get_index_of(text) {
            Some(at) if at >= next => {
                entities.move_index(at, next);
                next += 1;
            }
            found => keep(problems, || {
                let message =
                    if found.is_some() { "stands twice in this list" } else { "is nothing that the scenario has" };
                let known: Vec<&str> = entities.keys().map(String::as_str).collect();
                let remedy = if found.is_some() { "name it once".into() } else { did_you_mean(text, known) };
                Problem::new(&name.place, format!("order.{kind}"), message).value(name.shown()).remedy(remedy)
            }),
        }
    }
}

/// Keys in the order of the schema; one that it does not know stays behind them.
fn by_schema(node: &mut Node, shape: Shape<'static>) {
    if let Value::List(list) = &mut node.value {
        if let Some((element, _)) = shape.elements() {
            list.iter_mut().for_each(|node| by_schema(node, element));
        }
        return;
    }
    let (Some(shape), Value::Table(table)) = (shape.as_table(), &mut node.value) else { return };
    let rank: BTreeMap<&str, usize> = shape.properties().enumerate().map(|(rank, (name, _))| (name, rank)).collect();
    if !rank.is_empty() {
        table.sort_by_cached_key(|name, _| rank.get(name.as_str()).copied().unwrap_or(usize::MAX));
    }
    for (name, child) in table.iter_mut() {
        if let Some(below) = shape.below(name) {
            by_schema(child, below.shape());
        }
    }
}
