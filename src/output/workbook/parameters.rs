//! The sheet of parameters: every value of the scenario, with its range, grade and source.

use rust_xlsxwriter::{Worksheet, XlsxError};
use serde_json::Value as Json;

use super::codebook::Codebook;
use super::sheet::{ColumnOf, Formats, Sheet, table};
use crate::output::table::write_number;
use crate::scenario::Place;
use crate::scenario::source::{Node, Value};

/// Writes the sheet of a resolved scenario.
pub fn write(
    sheet: &mut Worksheet,
    resolved: &Json,
    formats: &Formats,
    codebook: &mut Codebook,
) -> Result<(), XlsxError> {
    let columns = vec![
        ColumnOf::new("path", "string", "", "where the value stands in the scenario"),
        ColumnOf::new("value", "any", "", "the value"),
        ColumnOf::new("low", "number", "", "low end of its range, where one is given"),
        ColumnOf::new("high", "number", "", "high end of it"),
        ColumnOf::new("grade", "string", "", "documented, interpreted or assumed, where that is said"),
        ColumnOf::new("source", "string", "", "where it comes from, where that is said"),
    ];
    let root = Node::from_json(resolved, &Place::whole("manifest"));
    let shown = |value: f64| {
        let mut cell = String::new();
        write_number(&mut cell, value);
        cell
    };
    let row = |(path, node): (String, &Node)| {
        let [value, low, high, grade, source] = match &node.value {
            Value::Number(number) => {
                let words = |words: &Option<String>| words.clone().unwrap_or_default();
                let end = |end: Option<f64>| end.map(shown).unwrap_or_default();
                let value = number.integer.map_or_else(|| shown(number.value), |integer| integer.to_string());
                [value, end(number.low), end(number.high), words(&number.grade), words(&number.source)]
            }
            Value::Text(words) | Value::Date(words) => [words.clone(), "".into(), "".into(), "".into(), "".into()],
            _ => [node.shown(), "".into(), "".into(), "".into(), "".into()],
        };
        vec![path, value, low, high, grade, source]
    };
    let rows = root.leaves().into_iter().map(row).collect();
    table(sheet, &Sheet { name: "parameters".into(), columns, rows }, formats, codebook)
}
