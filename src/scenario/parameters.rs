//! The list of all parameters, read off the schema: path, symbol, unit, default, range, meaning.
//!
//! The ODD's table and the test that every parameter matters are made from this list.

use super::shape::Shape;

/// A parameter as the schema declares it.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Its path; `ID` stands for the id of an entity.
    pub path: String,
    /// Its symbol in the formulas.
    pub symbol: &'static str,
    /// Its unit.
    pub unit: &'static str,
    /// What it is when absent, in words.
    pub default: String,
    /// What is allowed, in words.
    pub range: &'static str,
    /// What it means.
    pub meaning: &'static str,
}

/// All numeric parameters, in the order of the schema.
pub fn parameters() -> Vec<Parameter> {
    let mut found = Vec::new();
    for (name, shape) in Shape::root().properties() {
        // Profiles hold the states' parameters; events and `[set]` hold values for others.
        if !["profiles", "events", "set", "scenario"].contains(&name) {
            collect(shape, name, true, &mut found);
        }
    }
    found
}

/// `optional`: it may be absent.
fn collect(shape: Shape<'static>, path: &str, optional: bool, found: &mut Vec<Parameter>) {
    if shape.is_number() {
        found.push(Parameter {
            path: path.into(),
            symbol: shape.text("x-symbol").unwrap_or_default(),
            unit: shape.text("x-unit").unwrap_or_default(),
            default: match (optional, path) {
                (false, _) => "required".into(),
                (true, "attention.fixed_demand") => "not fixed".into(),
                (true, "delivery.reference" | "pressure.reference") => "own sum".into(),
                (true, _) => shape.absent().to_string(),
            },
            range: shape.text("x-words").unwrap_or_default(),
            meaning: shape.text("description").unwrap_or_default(),
        });
        return;
    }
    for (name, below) in shape.properties() {
        collect(below, &format!("{path}.{name}"), !shape.requires(name), found);
    }
    if let Some(entries) = shape.entries() {
        let start = found.len();
        collect(entries, &format!("{path}.ID"), true, found);
        if entries.is_number() {
            of_the_whole(shape, &mut found[start..]);
        }
    }
    if let Some((elements, Some(length))) = shape.elements() {
        for index in 0..length {
            let start = found.len();
            collect(elements, &format!("{path}.{index}"), !shape.is_number(), found);
            of_the_whole(shape, &mut found[start..]);
        }
    }
    for alternative in shape.alternatives() {
        let start = found.len();
        collect(alternative, path, true, found);
        if alternative.is_number() {
            of_the_whole(shape, &mut found[start..]);
        }
    }
}

/// Elements have symbol and meaning from the table or list that they belong to.
fn of_the_whole(shape: Shape<'static>, elements: &mut [Parameter]) {
    for element in elements {
        element.symbol = shape.text("x-symbol").unwrap_or(element.symbol);
        element.meaning = shape.text("description").unwrap_or(element.meaning);
    }
}
