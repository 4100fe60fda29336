//! What is varied, as columns of the tables: short names, and a table of what each stands for.

use super::factor::{Factor, Levels, Sets, is_absent, mechanism};
use super::plan::{Holds, Sweep};
use crate::scenario::path;
use crate::scenario::shape::Shape;
use crate::table::{ColumnType, Columns, Rows, Table, integer, number, portable, text};

/// A column that says where points lie.
#[derive(Clone, Debug)]
pub struct Varied {
    /// What it is called: the last words of the path, as many as tell it from all others.
    pub column: String,
    /// The path, `scenario`, or `off.MECHANISM`.
    pub path: String,
    /// What it holds.
    pub kind: ColumnType,
    /// Its unit; empty for words.
    pub unit: &'static str,
    /// What it means.
    pub meaning: String,
    /// The least and the greatest number that the design may give it; none of words and switches.
    ends: Option<(f64, f64)>,
    /// How many values it takes; none where it takes any in a range.
    values: Option<u64>,
}

impl Sweep {
    /// The columns that say where a point lies, in the order of [`Sweep::columns`]; columns that are `taken` keep their
    /// names.
    pub fn varied<'t>(&self, taken: impl IntoIterator<Item = &'t str>) -> Vec<Varied> {
        let paths = self.columns();
        let words: Vec<Vec<String>> = paths.iter().map(|path| words(path)).collect();
        let names = portable::short(&words, taken);
        let factors = self.factors.iter().flat_map(|factor| vec![factor; factor.columns().len()]);
        let varied = |((column, path), factor): ((String, String), &Factor)| {
            let kind = match self.holds(&path) {
                Holds::Numbers => ColumnType::Number,
                Holds::Switches => ColumnType::Flag,
                Holds::Both => ColumnType::Any,
                Holds::Words => ColumnType::Text,
            };
            let (unit, meaning) = said(factor, &path);
            let ends = ends(factor).filter(|_| matches!(kind, ColumnType::Number | ColumnType::Any));
            Varied { column, kind, unit, meaning, ends, values: factor.count(), path }
        };
        names.into_iter().zip(paths).zip(factors).map(varied).collect()
    }
}

/// The words of a path; of one into an event, its name and what it sets.
fn words(path: &str) -> Vec<String> {
    let all = path::segments(path).unwrap_or_else(|| path.split('.').map(str::to_string).collect());
    match all.as_slice() {
        [events, event, set, rest @ ..] if events == "events" && set == "set" => {
            [event].into_iter().chain(rest).cloned().collect()
        }
        _ => all,
    }
}

/// The unit and the meaning of a factor's column.
fn said(factor: &Factor, path: &str) -> (&'static str, String) {
    let shape = path::segments(path).and_then(|names| Shape::at(&names));
    let number = shape.map(|shape| shape.alternatives().find(Shape::is_number).unwrap_or(shape));
    let about = shape.and_then(|shape| shape.text("description").or(number?.text("description"))).unwrap_or_default();
    let about = about.trim_end_matches('.');
    let unit = || {
        let said = shape.and_then(|shape| shape.text("x-unit").or(number?.text("x-unit")));
        let words = number.and_then(|number| number.text("x-words")).unwrap_or_default();
        said.unwrap_or(if words.starts_with("a share") {
            "share"
        } else if words.is_empty() {
            ""
        } else {
            "1"
        })
    };
    let of = |what: &str| if about.is_empty() { what.to_string() } else { format!("{what}: {about}") };
    match &factor.sets {
        _ if factor.name == "scenario" => ("", "the scenario".into()),
        _ if mechanism(&factor.name).is_some() => {
            ("", format!("the mechanism {} is off", &factor.name["off.".len()..]))
        }
        Sets::Ranges(by_base) => match by_base[0].as_slice() {
            [ranged] if ranged.path.contains(".constituencies.") => {
                (unit(), of("drawn from its own range, before the three weights are divided by their sum"))
            }
            [_] => (unit(), of("drawn from its own range")),
            numbers => {
                let words = "numbers that move as one, from 0 at the low end of each to 1";
                ("place in range", format!("place of {} {words}", numbers.len()))
            }
        },
        Sets::Change { key: "scale", .. } => ("1", of("what the numbers there are multiplied by")),
        Sets::Change { key: "add", .. } => (unit(), of("what is added to the numbers there")),
        Sets::Change { .. } => ("share", of("the weight; the two others keep their proportion in the rest")),
        Sets::Value if about.is_empty() => (unit(), "what is varied".into()),
        Sets::Value => (unit(), about.into()),
    }
}

/// The least and the greatest number of a factor.
fn ends(factor: &Factor) -> Option<(f64, f64)> {
    match &factor.levels {
        Levels::Simplex(_) => Some((0.0, 1.0)),
        Levels::Range { from, to } | Levels::Steps { from, to, .. } => match factor.alone(0) {
            Some(ranged) => Some((ranged.within.at(*from), ranged.within.at(*to))),
            None => Some((from.min(*to), from.max(*to))),
        },
        Levels::Values(values) => {
            let numbers = values.iter().filter(|value| !is_absent(value)).filter_map(|value| value.as_number());
            let numbers: Vec<f64> = numbers.filter(|number| !number.is_nan()).collect();
            let least = numbers.iter().copied().reduce(f64::min)?;
            Some((least, numbers.iter().copied().fold(least, f64::max)))
        }
    }
}

/// What the columns of what is varied stand for.
pub fn parameters(varied: &[Varied]) -> (Table, Rows) {
    let columns = [
        text("column_name", "the column of points, summary and failures", |of: &Varied| of.column.as_str().into()),
        text("path", "the path of the parameter, `scenario`, or `off.` and a mechanism", |of: &Varied| {
            of.path.as_str().into()
        }),
        text("unit", "its unit", |of: &Varied| of.unit.into()),
        text("meaning", "what it means", |of: &Varied| of.meaning.as_str().into()),
        number("low", "unit of the row", "the least number that the design may give it", |of: &Varied| {
            of.ends.map(|(low, _)| low)
        }),
        number("high", "unit of the row", "the greatest", |of: &Varied| of.ends.map(|(_, high)| high)),
        integer("levels", "values", "how many values it takes; empty where any between low and high", |of: &Varied| {
            of.values
        }),
    ];
    Columns::new("parameters", "what is varied", &["column_name"], columns).filled(varied)
}
