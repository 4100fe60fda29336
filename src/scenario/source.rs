//! Reads a TOML file into a tree in which every value knows where it was written.

use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::foreign;
pub use super::node::{GRADES, Graded, Node, Value};
use super::problem::{KEPT, Place, Problem, Problems, Span, keep};
use super::slips;

/// What files of one kind may measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// What such a file is called.
    pub what: &'static str,
    /// Most bytes.
    pub bytes: u64,
}

impl Size {
    /// A scenario: the largest sensible ones are a tenth of it.
    pub const OF_A_SCENARIO: Self = Self { what: "a scenario file", bytes: 1 << 20 };
    /// Patterns.
    pub const OF_PATTERNS: Self = Self { what: "a file of patterns", bytes: 1 << 20 };
    /// Facts.
    pub const OF_FACTS: Self = Self { what: "a file of facts", bytes: 1 << 20 };
    /// Points that were made elsewhere.
    pub const OF_POINTS: Self = Self { what: "a table of points", bytes: 64 << 20 };
    /// A sweep may list every number of every point.
    pub const OF_A_SWEEP: Self = Self { what: "a sweep file", bytes: 64 << 20 };
}

/// Most values of a file: each takes some hundred bytes of memory, however short it is written.
const MAX_VALUES: usize = 4_000_000;

/// Longest key. Paths are made of keys, and there is one for every value.
const MAX_KEY: usize = 300;

/// Up to this size all errors of syntax are looked for; an error takes a thousand times the memory of
/// the character that is wrong. Of a larger file the first is told.
const ALL_ERRORS: usize = 256 << 10;

/// Parses a TOML text. What is wrong with single numbers goes to `problems`, and the rest is read.
///
/// # Errors
/// With every slip of the pen that is known, up to the first other error of syntax; or with every number that no
/// variable can hold; a hundred at most.
pub fn parse(text: &str, file: &str, problems: &mut Vec<Problem>) -> Result<Node, Problems> {
    let values = text.bytes().filter(|byte| b"=,[{".contains(byte)).count();
    if values > MAX_VALUES {
        let message = format!("holds some {values} values, and at most {MAX_VALUES} are read");
        return Err(Problem::new(&Place::whole(file), "", message).remedy("divide it into several files").into());
    }
    let reader = Reader::new(text, file);
    let table = match DeTable::parse(text) {
        Ok(table) => table,
        Err(first) => match foreign::of_text(text, file) {
            Some(what) => {
                let problem = Problem::new(&Place::whole(file), "", format!("not TOML: it is {what}"));
                return Err(problem.remedy(foreign::WANTED).into());
            }
            None => return Err(reader.not_toml(first)),
        },
    };
    let mut found = Found { problems, unreadable: false };
    let root = reader.table(table.get_ref(), Place::line(file, 1), "", &mut found);
    // Where a number was not read, something stands in its place that later checks would tell of once more.
    if found.unreadable { Err(Problems(std::mem::take(problems))) } else { Ok(root) }
}

/// The keys at the top of a text that may be torn or something else altogether, as far as it is TOML.
pub fn keys(text: &str) -> Vec<String> {
    if text.len() > ALL_ERRORS {
        return DeTable::parse(text).map_or(vec![], |table| names(table.get_ref()));
    }
    names(DeTable::parse_recoverable(text).0.get_ref())
}

fn names(table: &DeTable<'_>) -> Vec<String> {
    table.keys().map(|key| key.get_ref().to_string()).collect()
}

/// Parses one TOML value, as `--set PATH=VALUE` gives it; a bare word is a text.
///
/// # Errors
/// With what is wrong with its numbers, or a slip of the pen that is known.
pub fn parse_value(text: &str, place: &Place) -> Result<Node, Problems> {
    let reader = Reader { text, file: place.file.clone(), starts: vec![], fixed: true };
    match DeValue::parse(text) {
        Ok(value) => {
            let mut problems = Vec::new();
            let mut found = Found { problems: &mut problems, unreadable: false };
            let node = reader.value(&value, place.clone(), "", &mut found);
            if problems.is_empty() { Ok(node) } else { Err(Problems(problems)) }
        }
        Err(_) => match slips::of_value(text) {
            Some(slip) => Err(slip.problem(place).into()),
            None => Ok(Node { value: Value::Text(text.into()), place: place.clone() }),
        },
    }
}

/// What is wrong with a text that is TOML.
struct Found<'a> {
    problems: &'a mut Vec<Problem>,
    /// There is a number that could not be read.
    unreadable: bool,
}

struct Reader<'a> {
    text: &'a str,
    file: Arc<str>,
    starts: Vec<usize>,
    fixed: bool,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, file: &str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { text, file: file.into(), starts, fixed: false }
    }

    /// The place of characters; a value that is given by itself has no other than its own.
    fn place(&self, span: Span) -> Place {
        if self.fixed {
            return Place { file: self.file.clone(), line: 0, span: None };
        }
        let line = self.starts.partition_point(|start| *start <= span.key[0] as usize);
        Place { file: self.file.clone(), line, span: Some(span) }
    }

    /// Every line with a slip of the pen that is known, up to the first other error of syntax: what comes after
    /// that may only follow from it. Of a text that is too large, the first error.
    fn not_toml(&self, first: toml::de::Error) -> Problems {
        let errors = match self.text.len() {
            0..=ALL_ERRORS => DeTable::parse_recoverable(self.text).1,
            _ => vec![first],
        };
        let mut problems: Vec<Problem> = Vec::new();
        for error in errors {
            let span = error.span().unwrap_or(0..0);
            let line = self.starts.partition_point(|start| *start <= span.start);
            if problems.len() == KEPT || problems.last().is_some_and(|last| last.place.line >= line) {
                continue;
            }
            let begins = self.starts.get(line - 1).copied().unwrap_or_default();
            let written = self.text[begins..].lines().next().unwrap_or_default();
            let slip = slips::of_line(written, span.start.saturating_sub(begins), error.message());
            let (at, is_known) = match &slip {
                Some(slip) => (begins + slip.characters.start..begins + slip.characters.end, true),
                None => (span, false),
            };
            let place = self.place(Span::plain(at.clone()));
            problems.push(match slip {
                Some(slip) => slip.problem(&place),
                None => self.unknown(&place, at, error.message()),
            });
            if !is_known {
                break;
            }
        }
        Problems(problems)
    }

    /// An error of syntax in the words of the parser.
    fn unknown(&self, place: &Place, at: Range<usize>, message: &str) -> Problem {
        let remedy = match message {
            "duplicate key" => "it stands further up already: leave one of the two",
            _ => "see https://toml.io for how TOML is written",
        };
        let problem = Problem::new(place, "", format!("not TOML: {message}")).remedy(remedy);
        match self.text.get(at).map(str::trim).and_then(|value| value.lines().next()) {
            Some(value) if !value.is_empty() => problem.value(value),
            _ => problem,
        }
    }

    fn table(&self, table: &DeTable<'_>, place: Place, path: &str, found: &mut Found<'_>) -> Node {
        let entries = table.iter().map(|(key, value)| {
            let name = key.get_ref().to_string();
            let place = self.place(Span::of(key.span(), value.span()));
            if name.len() > MAX_KEY {
                found.unreadable = true;
                let message = format!("a key has at most {MAX_KEY} characters");
                keep(found.problems, || Problem::new(&place, &name, message).remedy("shorten it"));
                return (name, Node::table(&place));
            }
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            (name, self.value(value, place, &path, found))
        });
        Node { value: Value::Table(entries.collect()), place }
    }

    /// A value; its place begins with its key, if it has one.
    fn value(&self, value: &Spanned<DeValue<'_>>, place: Place, path: &str, found: &mut Found<'_>) -> Node {
        let unreadable = |found: &mut Found<'_>, message: &str, remedy: &str| {
            found.unreadable = true;
            let written = self.text.get(value.span()).unwrap_or_default();
            keep(found.problems, || Problem::new(&place, path, message).value(written).remedy(remedy));
            Value::Flag(false)
        };
        let value = match value.get_ref() {
            DeValue::String(text) => Value::Text(text.to_string()),
            DeValue::Boolean(flag) => Value::Flag(*flag),
            DeValue::Datetime(date) => Value::Date(date.to_string()),
            DeValue::Integer(integer) => match i64::from_str_radix(integer.as_str(), integer.radix()) {
                Ok(value) => Value::Number(Graded { value: value as f64, integer: Some(value), ..Graded::default() }),
                Err(_) => unreadable(
                    found,
                    "is outside the range of 64-bit integers",
                    "write a number from -9223372036854775808 to 9223372036854775807",
                ),
            },
            DeValue::Float(float) => match float.as_str().parse::<f64>() {
                Ok(value) => Value::Number(Graded { value, ..Graded::default() }),
                Err(_) => unreadable(found, "is not a number", "write one, such as 0.25"),
            },
            DeValue::Array(array) => Value::List(
                array
                    .iter()
                    .enumerate()
                    .map(|(index, item)| {
                        self.value(item, self.place(Span::plain(item.span())), &format!("{path}.{index}"), found)
                    })
                    .collect(),
            ),
            DeValue::Table(table) => {
                return graded(self.table(table, place, path, found), path, found.problems);
            }
        };
        Node { value, place }
    }
}

/// Turns `{ value = ..., source = ... }` into a graded number; any other table stays.
fn graded(node: Node, path: &str, problems: &mut Vec<Problem>) -> Node {
    let Some(table) = node.as_table() else { return node };
    let is_graded = table.get("value").is_some_and(|value| matches!(value.value, Value::Number(_)));
    if !is_graded {
        return node;
    }
    let mut number = Graded::default();
    for (key, child) in table {
        match (key.as_str(), &child.value) {
            ("value", Value::Number(plain)) => (number.value, number.integer) = (plain.value, plain.integer),
            ("low", Value::Number(plain)) => number.low = Some(plain.value),
            ("high", Value::Number(plain)) => number.high = Some(plain.value),
            ("source", Value::Text(text)) => number.source = Some(text.clone()),
            ("grade", Value::Text(text)) if GRADES.contains(&text.as_str()) => number.grade = Some(text.clone()),
            ("grade", _) => keep(problems, || {
                Problem::new(&child.place, format!("{path}.grade"), "a grade is documented, interpreted or assumed")
                    .value(child.shown())
            }),
            _ => keep(problems, || {
                Problem::new(&child.place, format!("{path}.{key}"), "does not belong in a graded number")
                    .value(child.shown())
                    .remedy("a graded number has value, low and high (numbers), source (a text) and grade")
            }),
        }
    }
    let low_to_high = number.low.unwrap_or(number.value)..=number.high.unwrap_or(number.value);
    if !low_to_high.contains(&number.value) {
        keep(problems, || {
            Problem::new(&node.place, path, "the value lies outside its own low and high")
                .value(node.shown())
                .remedy("write low <= value <= high")
        });
    }
    Node { value: Value::Number(number), place: node.place }
}
