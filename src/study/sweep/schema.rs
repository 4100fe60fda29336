//! The JSON Schema by which an editor marks what is wrong in a sweep file while it is typed.

use serde_json::{Value as Json, json};

use super::written::SweepFile;
use crate::scenario::generated;
use crate::scenario::schema::path_pattern;

/// The schema of one sweep file.
///
/// No schema can say that a range from `from` to `to` is empty: `intsoc check` does. The schema marks a list without
/// a value, and a range of one step.
pub fn for_editors() -> Json {
    let mut schema = generated::schema_of::<SweepFile>();
    let varied = path_pattern(&["off"]);
    for (place, pattern) in
        [("/properties/set", &path_pattern(&[])), ("/properties/vary", &varied), ("/$defs/Point", &varied)]
    {
        if let Some(Json::Object(paths)) = schema.pointer_mut(place) {
            paths.insert("propertyNames".into(), json!({ "pattern": pattern }));
        }
    }
    let named = json!({ "required": ["scenario"] });
    // The scenario stands at the top, or is itself varied, or each theory of the patterns is one.
    schema["anyOf"] = json!([
        { "required": ["scenario", "vary"] },
        { "required": ["scenario", "point"] },
        { "required": ["scenario", "ranges"] },
        { "required": ["scenario", "points_from"] },
        { "required": ["theories", "patterns"] },
        { "required": ["vary"], "properties": { "vary": named } },
        { "required": ["point"], "properties": { "point": { "items": named } } },
    ]);
    schema
}
