//! A schema that knows one scenario: an editor offers its ids with the names that readers know, and its paths with what they are.
//!
//! Ids are free, and a file may add some: what is offered is no list of what is allowed.

use serde_json::{Map, Value as Json, json};

use super::labels::readable;
use super::literals::{Literal, literals};
use super::node::Node;
use super::order::kinds_of_entities;
use super::shape::Shape;
use super::written::Mechanism;

/// The schema of a kind of file with the ids and paths of a scenario; `root` is its tree before profiles are laid.
pub fn with_names(mut schema: Json, root: &Node) -> Json {
    Known { root, paths: literals(root) }.offer(&mut schema);
    schema
}

struct Known<'a> {
    root: &'a Node,
    paths: Vec<Literal>,
}

impl Known<'_> {
    /// Offers ids wherever a schema refers to them, and paths wherever they are keys.
    fn offer(&self, schema: &mut Json) {
        match schema {
            Json::Array(items) => items.iter_mut().for_each(|item| self.offer(item)),
            Json::Object(object) => {
                object.values_mut().for_each(|value| self.offer(value));
                for kind in kinds_of_entities() {
                    let table = object.get_mut("properties").and_then(|properties| properties.get_mut(kind));
                    let table = table.and_then(Json::as_object_mut);
                    let is_keyed =
                        |table: &&mut Map<String, Json>| table.get("additionalProperties").is_some_and(Json::is_object);
                    if let Some(table) = table.filter(is_keyed) {
                        self.keys(kind, table);
                    }
                }
                if let Some(kind) = object.get("x-refers").and_then(Json::as_str).map(str::to_string) {
                    self.refer(&kind, object);
                }
                if let Some(which) = object.get("x-paths").and_then(Json::as_str).map(str::to_string) {
                    self.paths(&which, object);
                }
            }
            _ => {}
        }
    }

    fn refer(&self, kind: &str, object: &mut Map<String, Json>) {
        match object.get("type").and_then(Json::as_str) {
            Some("string") => drop(object.insert("anyOf".into(), self.values(kind))),
            Some("array") => drop(object.insert("items".into(), json!({ "anyOf": self.values(kind) }))),
            Some("object") => self.keys(kind, object),
            _ => {}
        }
    }

    /// The ids as values, each with its name, or any other text.
    fn values(&self, kind: &str) -> Json {
        let known = self.ids(kind).map(|(id, name)| json!({ "const": id, "title": name, "description": name }));
        known.chain([json!({ "type": "string" })]).collect()
    }

    /// The ids as keys of a table, each with its name.
    fn keys(&self, kind: &str, table: &mut Map<String, Json>) {
        let below = table.get("additionalProperties").cloned().unwrap_or(true.into());
        let keys = self.ids(kind).map(|(id, name)| (id.to_string(), described(&below, &name, &name)));
        let keys: Map<String, Json> = keys.collect();
        add(table, keys);
    }

    fn ids(&self, kind: &str) -> impl Iterator<Item = (&str, String)> {
        let table = self.root.child(kind).and_then(Node::as_table).into_iter().flatten();
        table.map(|(id, node)| {
            let name = node.child("name").and_then(Node::as_text).map_or_else(|| readable(id), str::to_string);
            (id.as_str(), name)
        })
    }

    /// The paths of the scenario's numbers as keys, each with what it is and what the scenario says; what is varied may be a switch too.
    fn paths(&self, which: &str, table: &mut Map<String, Json>) {
        let below = table.get("additionalProperties").cloned().unwrap_or(true.into());
        let of_numbers = self.paths.iter().map(|literal| {
            let (meaning, says) = (meaning(literal), says(literal));
            (literal.path.clone(), described(&below, &meaning, &format!("{meaning} {says}")))
        });
        let mut keys: Map<String, Json> = of_numbers.collect();
        if which == "varied" {
            let switch = |mechanism: Mechanism| {
                let meaning = format!("Whether the mechanism {} is off.", mechanism.name());
                (format!("off.{}", mechanism.name()), described(&below, &meaning, &meaning))
            };
            keys.extend(Mechanism::ALL.map(switch));
        }
        add(table, keys);
    }
}

/// What may stand at a key, with words of its own.
fn described(below: &Json, title: &str, description: &str) -> Json {
    // A value of any kind may be a table: tombi wants that said.
    let any = || Map::from_iter([("additionalProperties".to_string(), Json::Bool(true))]);
    let mut own = below.as_object().cloned().unwrap_or_else(any);
    own.insert("title".into(), title.into());
    own.insert("description".into(), description.into());
    own.into()
}

fn add(table: &mut Map<String, Json>, keys: Map<String, Json>) {
    let known = table.entry("properties").or_insert_with(|| json!({}));
    if let Some(known) = known.as_object_mut() {
        known.extend(keys);
    }
}

/// What a number means, as the schema says.
fn meaning(literal: &Literal) -> String {
    Shape::at(&literal.paths[0]).and_then(|shape| shape.text("description")).unwrap_or("A number.").to_string()
}

/// What the scenario says of it.
fn says(literal: &Literal) -> String {
    let number = &literal.number;
    let range = match (number.low, number.high) {
        (Some(low), Some(high)) => format!(", from {low} to {high}"),
        _ => String::new(),
    };
    let unit = match literal.unit() {
        "1" | "" => String::new(),
        unit => format!(" ({unit})"),
    };
    format!("Here {}{range}{unit}.", number.value)
}
