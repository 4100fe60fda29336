//! The JSON Table Schema (frictionless) of a file of facts, by which editors of tables mark what is wrong in it.

use serde_json::{Map, Value as Json, json};

use super::facts::{COLUMNS, FactKind, Part};
use crate::scenario::node::GRADES;

/// The schema of one file of facts.
///
/// No schema can say which quantities there are: `intsoc check` does, of the scenario that names the facts.
pub fn for_editors() -> Json {
    let fields: Vec<Json> = COLUMNS.iter().map(|(name, meaning)| field(name, meaning)).collect();
    json!({
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "title": "intsoc facts",
        "fields": fields,
        "primaryKey": ["fact"],
        "missingValues": [""],
    })
}

fn field(name: &str, meaning: &str) -> Json {
    let is_number = ["value", "low", "high"].contains(&name);
    let mut constraints = Map::new();
    if ["fact", "kind", "measure", "value", "part", "grade"].contains(&name) {
        constraints.insert("required".into(), true.into());
    }
    let words = match name {
        "kind" => FactKind::ALL.map(FactKind::word).to_vec(),
        "part" => Part::ALL.map(Part::word).to_vec(),
        "grade" => GRADES.to_vec(),
        _ => vec![],
    };
    if name == "fact" {
        constraints.insert("unique".into(), true.into());
    }
    if !words.is_empty() {
        constraints.insert("enum".into(), words.into());
    }
    let kind = if is_number { "number" } else { "string" };
    let mut field = json!({ "name": name, "type": kind, "description": meaning });
    if !constraints.is_empty() {
        field["constraints"] = constraints.into();
    }
    field
}
