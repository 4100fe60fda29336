//! The JSON Schema by which an editor marks what is wrong in a scenario file while it is typed.
//!
//! An editor sees one file. It must not ask a file that extends another for what it inherits, nor pass
//! over what is missing where nothing is inherited. Editors' tools warn of `if` and `then`, and of
//! tables that only a part of the schema knows; they take `anyOf` at the root.

use serde_json::{Map, Value as Json, json};

use super::generated;

/// The schema of one scenario file, whether it extends another or stands alone.
pub fn for_editors() -> Json {
    let mut schema = generated::schema().clone();
    let Some(root) = schema.as_object_mut() else { return schema };
    let tables = root.remove("required").unwrap_or_default();
    let whole = json!({ "required": tables, "properties": required_of_tables(root) });
    // A part, such as theory.toml, is there to be extended: it has neither a run nor states.
    let part = json!({ "not": { "anyOf": [{ "required": ["scenario"] }, { "required": ["states"] }] } });
    root.insert("anyOf".into(), json!([{ "required": ["extends"] }, whole, part]));
    for place in ["/properties/set", "/$defs/Event/properties/set"] {
        if let Some(Json::Object(paths)) = schema.pointer_mut(place) {
            paths.insert("propertyNames".into(), json!({ "pattern": path_pattern(&[]) }));
        }
    }
    schema
}

/// Takes from the tables that files merge what a whole scenario must say in each, and gives it by table.
fn required_of_tables(root: &mut Map<String, Json>) -> Map<String, Json> {
    let mut required = Map::new();
    let properties = root["properties"].as_object().cloned().unwrap_or_default();
    for (name, property) in &properties {
        let (referred, is_keyed_by_id) = match (property.get("$ref"), property.pointer("/additionalProperties/$ref")) {
            (Some(referred), _) => (referred, false),
            (None, Some(referred)) => (referred, true),
            _ => continue,
        };
        let kind = referred.as_str().and_then(|referred| referred.strip_prefix("#/$defs/")).unwrap_or_default();
        let table = root.get_mut("$defs").and_then(|kinds| kinds.get_mut(kind)).and_then(Json::as_object_mut);
        if let Some(keys) = table.and_then(|table| table.remove("required")) {
            let asked = json!({ "required": keys });
            required
                .insert(name.clone(), if is_keyed_by_id { json!({ "additionalProperties": asked }) } else { asked });
        }
    }
    required
}

/// A pattern for parameter paths: they begin with the name of a table, or with one of some others.
pub fn path_pattern(others: &[&str]) -> String {
    let of_files = ["extends", "facts", "drop", "order", "set"];
    let properties = generated::schema()["properties"].as_object().into_iter().flatten();
    let tables = properties.map(|(name, _)| name.as_str()).filter(|name| !of_files.contains(name));
    let names: Vec<&str> = tables.chain(others.iter().copied()).collect();
    format!(r"^(\*|{})(\.|$)", names.join("|"))
}
