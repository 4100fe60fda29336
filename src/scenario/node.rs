//! A tree in which every value knows where it was written, and what can be asked of it.

use std::sync::Arc;

use indexmap::IndexMap;

use super::formula::{Drawn, Formula};
use super::problem::Place;

/// The grades a number may have.
pub const GRADES: [&str; 3] = ["documented", "interpreted", "assumed"];

/// A value and where it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Where it was written.
    pub place: Place,
}

/// What can stand in a scenario file.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A number, plain or graded.
    Number(Graded),
    /// A string.
    Text(String),
    /// `true` or `false`.
    Flag(bool),
    /// A date of TOML's own; scenario files write dates as strings.
    Date(String),
    /// A list.
    List(Vec<Node>),
    /// A table, in the order of the file.
    Table(IndexMap<String, Node>),
}

/// A number with what its author said about it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Graded {
    /// The number.
    pub value: f64,
    /// The same as an integer, if it was written without a decimal point.
    pub integer: Option<i64>,
    /// Low end of the range thought possible.
    pub low: Option<f64>,
    /// High end of the range thought possible.
    pub high: Option<f64>,
    /// Where it comes from.
    pub source: Option<String>,
    /// `documented`, `interpreted` or `assumed`.
    pub grade: Option<String>,
    /// What it is made of, where points of a design give it.
    pub formula: Option<Arc<Formula>>,
}

impl Node {
    /// A plain number.
    pub fn number(value: f64, place: &Place) -> Self {
        Self { value: Value::Number(Graded { value, ..Graded::default() }), place: place.clone() }
    }

    /// A number that may know what it is made of.
    pub fn drawn(number: Drawn, place: &Place) -> Self {
        let Drawn { value, formula } = number;
        Self { value: Value::Number(Graded { value, formula, ..Graded::default() }), place: place.clone() }
    }

    /// The number with what it is made of, if it is one.
    pub fn as_drawn(&self) -> Option<Drawn> {
        match &self.value {
            Value::Number(number) => Some(Drawn { value: number.value, formula: number.formula.clone() }),
            _ => None,
        }
    }

    /// A whole number.
    pub fn integer(value: i64, place: &Place) -> Self {
        let number = Graded { value: value as f64, integer: Some(value), ..Graded::default() };
        Self { value: Value::Number(number), place: place.clone() }
    }

    /// An empty table.
    pub fn table(place: &Place) -> Self {
        Self { value: Value::Table(IndexMap::new()), place: place.clone() }
    }

    /// The table, if it is one.
    pub fn as_table(&self) -> Option<&IndexMap<String, Node>> {
        match &self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    /// The table, if it is one.
    pub fn as_table_mut(&mut self) -> Option<&mut IndexMap<String, Node>> {
        match &mut self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    /// The number, if it is one.
    pub fn as_number(&self) -> Option<f64> {
        match &self.value {
            Value::Number(number) => Some(number.value),
            _ => None,
        }
    }

    /// The whole number, if it is one: written so, or with nothing but zeros after the point, `12.0` or `1e3`.
    pub fn as_whole(&self) -> Option<i64> {
        /// Beyond it a float no longer tells neighbours apart.
        const EXACT: f64 = 9_007_199_254_740_992.0;
        match &self.value {
            Value::Number(Graded { integer: Some(integer), .. }) => Some(*integer),
            Value::Number(number) if number.value.fract() == 0.0 && number.value.abs() < EXACT => {
                Some(number.value as i64)
            }
            _ => None,
        }
    }

    /// The whole number, if it was written without a decimal point.
    pub fn as_whole_written(&self) -> Option<i64> {
        match &self.value {
            Value::Number(number) => number.integer,
            _ => None,
        }
    }

    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The child of a table, or the element of a list, by its name or number.
    pub fn child(&self, name: &str) -> Option<&Node> {
        match &self.value {
            Value::Table(table) => table.get(name),
            Value::List(list) => name.parse::<usize>().ok().and_then(|index| list.get(index)),
            _ => None,
        }
    }

    /// The node at a path of names.
    pub fn at<'a>(&self, path: impl IntoIterator<Item = &'a str>) -> Option<&Node> {
        path.into_iter().try_fold(self, |node, name| node.child(name))
    }

    /// Number of values in the tree, tables and lists among them.
    pub fn size(&self) -> usize {
        1 + match &self.value {
            Value::Table(table) => table.values().map(Node::size).sum(),
            Value::List(list) => list.iter().map(Node::size).sum(),
            _ => 0,
        }
    }

    /// Every value in the tree that is neither table nor list, with its path, in order. A list
    /// without elements is one too.
    pub fn leaves(&self) -> Vec<(String, &Node)> {
        fn collect<'a>(node: &'a Node, path: &str, leaves: &mut Vec<(String, &'a Node)>) {
            let below = |name: &str| if path.is_empty() { name.to_string() } else { format!("{path}.{name}") };
            match &node.value {
                Value::Table(table) => table.iter().for_each(|(name, child)| collect(child, &below(name), leaves)),
                Value::List(list) if !list.is_empty() => {
                    list.iter()
                        .enumerate()
                        .for_each(|(index, child)| collect(child, &below(&index.to_string()), leaves));
                }
                _ => leaves.push((path.to_string(), node)),
            }
        }
        let mut leaves = Vec::new();
        collect(self, "", &mut leaves);
        leaves
    }

    /// The value as its author would write it.
    pub fn shown(&self) -> String {
        match &self.value {
            Value::Number(Graded { integer: Some(integer), .. }) => integer.to_string(),
            Value::Number(number) => format!("{:?}", number.value),
            Value::Text(text) => format!("{text:?}"),
            Value::Flag(flag) => flag.to_string(),
            Value::Date(date) => date.clone(),
            Value::List(list) => format!("[{}]", list.iter().map(Node::shown).collect::<Vec<_>>().join(", ")),
            Value::Table(table) => {
                let pairs: Vec<_> = table.iter().map(|(key, node)| format!("{key} = {}", node.shown())).collect();
                format!("{{ {} }}", pairs.join(", "))
            }
        }
    }

    /// As JSON, numbers without their grades. Numbers that JSON cannot hold become null.
    pub fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Number(Graded { integer: Some(integer), .. }) => (*integer).into(),
            Value::Number(number) => number.value.into(),
            Value::Text(text) | Value::Date(text) => text.as_str().into(),
            Value::Flag(flag) => (*flag).into(),
            Value::List(list) => list.iter().map(Node::to_json).collect(),
            Value::Table(table) => table.iter().map(|(key, node)| (key.clone(), node.to_json())).collect(),
        }
    }

    /// As JSON, graded numbers with their grades.
    pub fn to_json_graded(&self) -> serde_json::Value {
        let Value::Number(number) = &self.value else {
            return match &self.value {
                Value::List(list) => list.iter().map(Node::to_json_graded).collect(),
                Value::Table(table) => table.iter().map(|(key, node)| (key.clone(), node.to_json_graded())).collect(),
                _ => self.to_json(),
            };
        };
        let mut json = serde_json::Map::from_iter([("value".to_string(), self.to_json())]);
        let mut add = |key: &str, value: Option<serde_json::Value>| {
            if let Some(value) = value {
                json.insert(key.into(), value);
            }
        };
        add("low", number.low.map(Into::into));
        add("high", number.high.map(Into::into));
        add("source", number.source.clone().map(Into::into));
        add("grade", number.grade.clone().map(Into::into));
        if json.len() == 1 { self.to_json() } else { json.into() }
    }

    /// What [`Node::to_json_graded`] wrote.
    pub fn from_json(json: &serde_json::Value, place: &Place) -> Self {
        use serde_json::Value as Json;
        let graded = |value: f64, integer: Option<i64>| Graded { value, integer, ..Graded::default() };
        let value = match json {
            Json::Null => Value::Number(graded(f64::NAN, None)),
            Json::Bool(flag) => Value::Flag(*flag),
            Json::Number(number) => Value::Number(graded(number.as_f64().unwrap_or(f64::NAN), number.as_i64())),
            Json::String(text) => Value::Text(text.clone()),
            Json::Array(list) => Value::List(list.iter().map(|json| Self::from_json(json, place)).collect()),
            Json::Object(object) => match object.get("value") {
                Some(Json::Number(number)) => {
                    let part = |key: &str| object.get(key).and_then(Json::as_f64);
                    let words = |key: &str| object.get(key).and_then(Json::as_str).map(str::to_string);
                    Value::Number(Graded {
                        low: part("low"),
                        high: part("high"),
                        source: words("source"),
                        grade: words("grade"),
                        ..graded(number.as_f64().unwrap_or(f64::NAN), number.as_i64())
                    })
                }
                _ => {
                    let children = object.iter().map(|(key, json)| (key.clone(), Self::from_json(json, place)));
                    Value::Table(children.collect())
                }
            },
        };
        Self { value, place: place.clone() }
    }

    /// What kind of value it is, in words.
    pub fn kind(&self) -> &'static str {
        match &self.value {
            Value::Number(_) => "a number",
            Value::Text(_) => "a text",
            Value::Flag(_) => "true or false",
            Value::Date(_) => "a date",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
        }
    }

    /// Lays another tree over this one: tables merge, `[[events]]` append, all else is replaced.
    pub fn merge(&mut self, over: Self) {
        match (&mut self.value, over.value) {
            (Value::Table(table), Value::Table(over_table)) => {
                for (key, node) in over_table {
                    match table.get_mut(&key) {
                        Some(existing) if key == "events" => existing.append(node),
                        Some(existing) => existing.merge(node),
                        None => {
                            table.insert(key, node);
                        }
                    }
                }
            }
            (value, over_value) => {
                *value = over_value;
                self.place = over.place;
            }
        }
    }

    fn append(&mut self, over: Self) {
        match (&mut self.value, over.value) {
            (Value::List(list), Value::List(more)) => list.extend(more),
            (value, over_value) => *value = over_value,
        }
    }
}
