//! JSON Schemas generated from the types that declare what files say.

use std::sync::LazyLock;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value as Json};

use super::written::ScenarioFile;

/// The JSON Schema of a whole scenario (draft 2020-12), to which files and what they inherit add up;
/// [`schema::for_editors`](super::schema::for_editors) is that of one file.
///
/// TOML has no null: what serde reads as an optional value is here a property that may
/// be absent, never one that may be null.
pub fn schema() -> &'static Json {
    static SCHEMA: LazyLock<Json> = LazyLock::new(schema_of::<ScenarioFile>);
    &SCHEMA
}

/// The JSON Schema of a kind of file, from the types that declare it.
pub fn schema_of<T: JsonSchema>() -> Json {
    let mut json = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>().to_value();
    without_null(&mut json);
    json
}

fn without_null(json: &mut Json) {
    match json {
        Json::Array(items) => items.iter_mut().for_each(without_null),
        Json::Object(object) => {
            if let Some(Json::Array(kinds)) = object.get_mut("type") {
                kinds.retain(|kind| kind != "null");
                if let [kind] = kinds.as_slice() {
                    let kind = kind.clone();
                    object.insert("type".into(), kind);
                }
            }
            let only = match object.get_mut("anyOf") {
                Some(Json::Array(options)) => {
                    options.retain(|option| option.get("type").is_none_or(|kind| kind != "null"));
                    if options.len() == 1 { options.pop() } else { None }
                }
                _ => None,
            };
            if let Some(Json::Object(only)) = only {
                object.remove("anyOf");
                for (key, value) in only {
                    object.entry(key).or_insert(value);
                }
            }
            if object.get("default").is_some_and(Json::is_null) {
                object.remove("default");
            }
            object.values_mut().for_each(without_null);
        }
        _ => {}
    }
}

/// A schema with every reference replaced by what it refers to: what the referring place says
/// comes first. It is read at every value of every file.
pub fn flat(schema: &Json) -> Json {
    fn flatten(json: &Json, schema: &Json) -> Json {
        match json {
            Json::Array(items) => items.iter().map(|item| flatten(item, schema)).collect(),
            Json::Object(object) => {
                let referred = object.get("$ref").and_then(Json::as_str);
                let referred = referred.and_then(|name| schema.pointer(name.trim_start_matches('#')));
                let inner = match referred.map(|inner| flatten(inner, schema)) {
                    Some(Json::Object(inner)) => inner,
                    _ => Map::new(),
                };
                let mut all = Map::with_capacity(object.len() + inner.len());
                let own = object.iter().filter(|(key, _)| *key != "$ref");
                all.extend(own.map(|(key, value)| (key.clone(), flatten(value, schema))));
                for (key, value) in inner {
                    all.entry(key).or_insert(value);
                }
                all.into()
            }
            plain => plain.clone(),
        }
    }
    let mut root = schema.clone();
    // Read in place wherever they are referred to.
    root.as_object_mut().map(|root| root.remove("$defs"));
    flatten(&root, schema)
}
