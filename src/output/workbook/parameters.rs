//! The sheet of parameters: every value of the scenario, with its range, grade and source.

use serde_json::Value as Json;

use crate::scenario::source::{Graded, Node, Value};
use crate::scenario::{self, Place};
use crate::table::{Columns, Rows, Table, any, number, text, written};

/// A value of a scenario: its path, what it is, and where it comes from if it is a number.
struct Row {
    path: String,
    value: String,
    graded: Option<Graded>,
}

/// The table of a resolved scenario.
pub fn table(resolved: &Json) -> (Table, Rows) {
    let graded = |name, meaning, of: fn(&Graded) -> &Option<String>| {
        text(name, meaning, move |row: &Row| {
            row.graded.as_ref().and_then(|graded| of(graded).as_deref()).unwrap_or_default().into()
        })
    };
    let end = |name, meaning, of: fn(&Graded) -> Option<f64>| {
        number(name, "", meaning, move |row: &Row| row.graded.as_ref().and_then(of))
    };
    let columns = [
        text("path", "where the value stands in the scenario", |row: &Row| row.path.as_str().into()),
        any("value", "the value", |row: &Row| row.value.as_str().into()),
        end("low", "low end of its range, where one is given", |graded| graded.low),
        end("high", "high end of it", |graded| graded.high),
        graded("grade", "documented, interpreted or assumed, where that is said", |graded| &graded.grade),
        graded("source", "where it comes from, where that is said", |graded| &graded.source),
    ];
    let columns = Columns::new("numbers", "a value of the scenario", &["path"], columns);
    let root = scenario::kept(resolved, &Place::whole("manifest"));
    let row = |(path, node): (String, &Node)| match &node.value {
        Value::Number(graded) => {
            let value = graded.integer.map_or_else(|| written(graded.value), |integer| integer.to_string());
            Row { path, value, graded: Some(graded.clone()) }
        }
        Value::Text(words) | Value::Date(words) => Row { path, value: words.clone(), graded: None },
        _ => Row { path, value: node.shown(), graded: None },
    };
    columns.filled(&root.leaves().into_iter().map(row).collect::<Vec<_>>())
}
