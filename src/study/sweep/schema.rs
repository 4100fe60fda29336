//! The JSON Schema by which an editor marks what is wrong in a sweep file while it is typed.

use serde_json::{Value as Json, json};

use super::file::DESIGNS;
use crate::scenario::Mechanism;
use crate::scenario::schema::path_pattern;

/// The schema of one sweep file.
///
/// That a range from `from` to `to` is empty no schema can say: `intsoc check` does. What is varied
/// by a list without a value, or in one step, is marked.
pub fn for_editors() -> Json {
    let count = |least: u64, words: &str| json!({ "type": "integer", "minimum": least, "description": words });
    let paths = json!({ "pattern": path_pattern(&["off"]) });
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "intsoc sweep",
        "description": "A design over the parameters, switches and constituency weights of a scenario.",
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "scenario": { "type": "string", "description": "The scenario that is swept, relative to this file." },
            "design": { "type": "string", "enum": DESIGNS, "description": "How points are laid: `grid` unless there are listed points." },
            "replicates": count(1, "Histories at each point, in place of the scenario's number."),
            "seed": count(0, "Master seed of all chance, in place of the scenario's."),
            "luck": {
                "type": "string",
                "enum": ["common", "independent"],
                "description": "common: every point has the same luck, so that points are twins; independent: each has its own.",
            },
            "points": count(1, "Number of points of a Latin hypercube or of Sobol points."),
            "trajectories": count(1, "Number of trajectories of a Morris design."),
            "levels": { "type": "integer", "minimum": 2, "multipleOf": 2, "description": "Number of levels of a Morris design, an even one." },
            "off": {
                "type": "array",
                "items": { "type": "string", "enum": Mechanism::ALL.map(Mechanism::name) },
                "description": "Mechanisms switched off at every point.",
            },
            "set": {
                "type": "object",
                "propertyNames": { "pattern": path_pattern(&[]) },
                "additionalProperties": true,
                "description": "Parameter paths and the values they get at every point.",
            },
            "vary": {
                "type": "object",
                "propertyNames": paths,
                "additionalProperties": factor(),
                "description": "Parameter paths in quotes, `off.MECHANISM`, or `scenario`, and what each takes.",
            },
            "point": {
                "type": "array",
                "minItems": 1,
                "items": { "type": "object", "propertyNames": paths, "additionalProperties": true },
                "description": "Listed points: parameter paths in quotes and their values.",
            },
        },
        "anyOf": [{ "required": ["vary"] }, { "required": ["point"] }],
    })
}

/// What is varied takes the values of a list, steps or a stretch of a range, or weights that sum to 1.
fn factor() -> Json {
    json!({
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "values": { "type": "array", "minItems": 1, "description": "Its values, one by one." },
            "from": { "type": "number", "description": "Where its range begins." },
            "to": { "type": "number", "description": "Where its range ends, above `from`." },
            "steps": { "type": "integer", "minimum": 2, "description": "Number of values from `from` to `to`, both among them." },
            "dirichlet": {
                "type": "array",
                "minItems": 3,
                "maxItems": 3,
                "items": { "type": "number", "exclusiveMinimum": 0 },
                "description": "Parameters of the Dirichlet distribution from which constituency weights are drawn; 1, 1, 1 draws from all alike.",
            },
        },
        "oneOf": [{ "required": ["values"] }, { "required": ["from", "to"] }, { "required": ["dirichlet"] }],
        "dependentRequired": { "steps": ["from"], "to": ["from"] },
    })
}

#[cfg(test)]
mod tests {
    use super::super::file::KEYS;
    use super::*;

    #[test]
    fn the_schema_knows_the_keys_that_a_sweep_may_have_and_no_others() {
        let schema = for_editors();
        let mut known: Vec<&str> =
            schema["properties"].as_object().into_iter().flatten().map(|(key, _)| key.as_str()).collect();
        let mut keys = KEYS.to_vec();
        known.sort_unstable();
        keys.sort_unstable();
        assert_eq!(known, keys);
    }
}
