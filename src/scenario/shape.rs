//! The shape of a scenario file: its JSON Schema, and the check of a file against it.
//!
//! The schema is generated from the types of [`written`](super::written), so that
//! editors, the checks here, the resolution of paths and the ODD's table of parameters
//! cannot disagree about what a scenario may contain.

use std::sync::LazyLock;

use serde_json::{Map, Value as Json};

use super::generated::{flat, schema};
use super::month::Month;
use super::problem::{KEPT, Place, Problem, did_you_mean, keep, nearest};
use super::slips;
use super::source::{Graded, Node, Value};
use super::text;

/// A part of the schema.
#[derive(Clone, Copy, Debug)]
pub struct Shape<'a>(&'a Map<String, Json>);

/// What a name may stand for below a [`Shape`].
#[derive(Clone, Copy, Debug)]
pub enum Below<'a> {
    /// A property the schema names.
    Property(Shape<'a>),
    /// An entry of a table keyed by id.
    Entry(Shape<'a>),
    /// An element of a list.
    Element(Shape<'a>),
}

impl<'a> Below<'a> {
    /// The shape of what stands there, whichever of them it is.
    pub fn shape(self) -> Shape<'a> {
        let (Self::Property(shape) | Self::Entry(shape) | Self::Element(shape)) = self;
        shape
    }
}

impl Shape<'static> {
    /// The shape of a whole scenario file.
    pub fn root() -> Self {
        static FLAT: LazyLock<Json> = LazyLock::new(|| flat(schema()));
        Self::of(&FLAT)
    }

    /// The shape of a whole file of another kind, by its [`flat`] schema.
    ///
    /// # Panics
    /// When that is no schema of a table.
    pub fn of(flat: &'static Json) -> Self {
        Self::new(flat).expect("the schema's root is an object")
    }

    fn new(json: &'static Json) -> Option<Self> {
        json.as_object().map(Self)
    }

    /// A keyword of the schema.
    pub fn keyword(&self, key: &str) -> Option<&'static Json> {
        self.0.get(key)
    }

    /// A keyword that is a text.
    pub fn text(&self, key: &str) -> Option<&'static str> {
        self.keyword(key).and_then(Json::as_str)
    }

    /// May a number stand here, by its range alone?
    pub fn allows(self, number: f64) -> bool {
        self.allowed().has(number)
    }

    /// The numbers that may stand here, read once for whoever asks often.
    pub fn allowed(self) -> Allowed {
        Allowed::of(self.alternatives().find(Self::is_number).unwrap_or(self))
    }

    /// The least and the largest number that may stand here.
    pub fn ends(self) -> (f64, f64) {
        let number = self.alternatives().find(Self::is_number).unwrap_or(self);
        let bound = |key: &str| number.keyword(key).and_then(Json::as_f64);
        let low = bound("minimum").or(bound("exclusiveMinimum").map(f64::next_up));
        let high = bound("maximum").or(bound("exclusiveMaximum").map(f64::next_down));
        (low.unwrap_or(f64::NEG_INFINITY), high.unwrap_or(f64::INFINITY))
    }

    /// What the number that may stand here is when it is absent.
    pub fn absent(self) -> f64 {
        let number = self.alternatives().find(Self::is_number).unwrap_or(self);
        number.keyword("default").and_then(Json::as_f64).unwrap_or(0.0)
    }

    /// The shape of what may stand at a path of names; `None` where nothing may.
    pub fn at(names: &[String]) -> Option<Shape<'static>> {
        names.iter().try_fold(Shape::root(), |shape, name| shape.below(name).map(Below::shape))
    }

    /// It is a number, plain or graded.
    pub fn is_number(&self) -> bool {
        self.0.contains_key("x-words")
    }

    /// The named properties of a table.
    pub fn properties(&self) -> impl Iterator<Item = (&'static str, Shape<'static>)> + Clone + use<> {
        let properties = if self.is_number() { None } else { self.0.get("properties").and_then(Json::as_object) };
        properties.into_iter().flatten().filter_map(|(name, json)| Shape::new(json).map(|shape| (name.as_str(), shape)))
    }

    /// One of the named properties.
    pub fn property(&self, name: &str) -> Option<Shape<'static>> {
        if self.is_number() {
            return None;
        }
        self.0.get("properties")?.get(name).and_then(Shape::new)
    }

    /// The shape of the entries of a table keyed by id.
    pub fn entries(&self) -> Option<Shape<'static>> {
        if self.is_number() {
            return None;
        }
        self.0.get("additionalProperties").filter(|json| json.is_object()).and_then(Shape::new)
    }

    /// The shape of a list's elements, and the list's fixed length if it has one.
    pub fn elements(&self) -> Option<(Shape<'static>, Option<usize>)> {
        let items = self.0.get("items").and_then(Shape::new)?;
        let length = self.0.get("maxItems").and_then(Json::as_u64).map(|length| length as usize);
        Some((items, length))
    }

    /// The alternatives, where a value may be written in several ways.
    pub fn alternatives(&self) -> impl Iterator<Item = Shape<'static>> + use<> {
        self.0.get("anyOf").and_then(Json::as_array).into_iter().flatten().filter_map(Shape::new)
    }

    /// The table that may stand here, or in a list here.
    pub fn as_table(self) -> Option<Self> {
        match self.elements() {
            _ if self.is_number() => None,
            Some((element, _)) => element.as_table(),
            None if self.text("type") == Some("object") => Some(self),
            None => self.alternatives().find_map(Self::as_table),
        }
    }

    /// All that may stand directly below.
    pub fn all_below(self) -> Vec<Self> {
        if let Some((element, _)) = self.elements() {
            return vec![element];
        }
        let Some(table) = self.as_table() else { return vec![] };
        table.properties().map(|(_, shape)| shape).chain(table.entries()).collect()
    }

    /// The names that this key, or this choice, had formerly, the first one first.
    pub fn former_names(self) -> impl Iterator<Item = &'static str> + use<> {
        self.0.get("x-formerly").and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str)
    }

    /// The property that goes, or once went, by a name; with its name of today.
    pub fn called(self, name: &str) -> Option<(&'static str, Self)> {
        let today = || self.properties().find(|(today, _)| *today == name);
        let formerly = || self.properties().find(|(_, shape)| shape.former_names().any(|former| former == name));
        today().or_else(formerly)
    }

    /// The choice that goes, or once went, by a name; with its name of today.
    pub fn chosen(self, name: &str) -> Option<(&'static str, Self)> {
        let options = self.0.get("oneOf").and_then(Json::as_array).into_iter().flatten().filter_map(Self::new);
        let mut options = options.filter_map(|option| Some((option.text("const")?, option)));
        options.find(|(today, option)| *today == name || option.former_names().any(|former| former == name))
    }

    /// Of several ways in which a value may be written, the one that a value resembles.
    pub fn resembling(self, node: &Node) -> Option<Self> {
        let is_of_kind = |option: &Self| match node.value {
            Value::Number(_) => option.is_number() || option.text("type") == Some("integer"),
            Value::Text(_) => option.text("type") == Some("string") || option.choices().next().is_some(),
            Value::Flag(_) => option.text("type") == Some("boolean"),
            Value::List(_) => option.elements().is_some(),
            Value::Table(_) => option.text("type") == Some("object") && !option.is_number(),
            Value::Date(_) => false,
        };
        // What is neither number nor table is held against the number.
        self.alternatives().find(is_of_kind).or_else(|| self.alternatives().find(|option| option.is_number()))
    }

    /// Its reader says what is wrong below here, in words of its own.
    pub fn is_read_by_hand(&self) -> bool {
        self.0.contains_key("x-by-hand")
    }

    /// The table may have any keys.
    pub fn is_open(&self) -> bool {
        self.keyword("additionalProperties") == Some(&Json::Bool(true))
    }

    /// What `name` stands for below this shape.
    pub fn below(&self, name: &str) -> Option<Below<'static>> {
        if let Some(shape) = self.property(name) {
            return Some(Below::Property(shape));
        }
        if let Some(shape) = self.entries() {
            return Some(Below::Entry(shape));
        }
        if let Some((shape, _)) = self.elements() {
            return Some(Below::Element(shape));
        }
        self.alternatives().find_map(|shape| shape.below(name))
    }

    /// The table must have this property.
    pub fn requires(&self, name: &str) -> bool {
        self.required().any(|required| required == name)
    }

    fn required(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.0.get("required").and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str)
    }

    /// What is allowed, in words.
    fn words(&self) -> String {
        if let Some(words) = self.text("x-words").or_else(|| self.text("x-allowed")) {
            return words.into();
        }
        let named: Vec<&str> = self.choices().collect();
        if !named.is_empty() {
            return format!("one of {}", named.join(", "));
        }
        let alternatives: Vec<String> = self.alternatives().map(|shape| shape.words()).collect();
        if !alternatives.is_empty() {
            return alternatives.join(", or ");
        }
        match self.text("type") {
            Some("string") => "a text in quotes".into(),
            Some("boolean") => "true or false".into(),
            Some("integer") => match (self.keyword("minimum"), self.keyword("maximum")) {
                (Some(low), Some(high)) => format!("a whole number from {low} to {high}"),
                (Some(low), None) => format!("a whole number from {low}"),
                _ => "a whole number".into(),
            },
            Some("array") => match self.elements() {
                Some((_, Some(length))) => format!("a list of {length}"),
                _ => "a list".into(),
            },
            Some("object") => {
                let names: Vec<&str> = self.properties().map(|(name, _)| name).collect();
                if names.is_empty() { "a table".into() } else { format!("a table with {}", names.join(", ")) }
            }
            _ => "something else".into(),
        }
    }

    /// What is allowed in place of a number that is not: beyond a bound that the words leave out, since it only keeps
    /// numbers computable, it is said.
    fn words_for(&self, number: f64) -> String {
        let bound = |key: &str| self.keyword(key).and_then(Json::as_f64);
        match (bound("minimum"), bound("maximum")) {
            (_, Some(most)) if most >= COMPUTABLE && number > most => format!("{}, at most {most:e}", self.words()),
            (Some(least), _) if least == -COMPUTABLE && number < least => {
                format!("{}, at least {least:e}", self.words())
            }
            (Some(least), _) if least > 0.0 && least < 1e-6 && number > 0.0 => {
                format!("{}, at least {least:e}", self.words())
            }
            _ => self.words(),
        }
    }

    /// The names an enumeration allows.
    pub fn choices(&self) -> impl Iterator<Item = &'static str> + Clone + use<> {
        let one_of = self.0.get("oneOf").and_then(Json::as_array).into_iter().flatten();
        let plain = self.0.get("enum").and_then(Json::as_array).into_iter().flatten();
        plain.filter_map(Json::as_str).chain(one_of.filter_map(|option| option.get("const").and_then(Json::as_str)))
    }
}

/// The largest number that the model computes with.
const COMPUTABLE: f64 = 1e12;

/// Checks a tree against the schema; every departure is a problem.
pub fn check(root: &Node, problems: &mut Vec<Problem>) {
    check_node(Shape::root(), root, "", problems);
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.into() } else { format!("{path}.{name}") }
}

/// Checks one value against its shape.
pub fn check_node(shape: Shape<'static>, node: &Node, path: &str, problems: &mut Vec<Problem>) {
    if problems.len() >= KEPT {
        return;
    }
    if shape.is_read_by_hand() {
        return;
    }
    if shape.alternatives().next().is_some() {
        match shape.resembling(node) {
            Some(option) => check_node(option, node, path, problems),
            None => wrong_kind(shape, node, path, problems),
        }
        return;
    }
    match &node.value {
        Value::Number(number) if shape.is_number() || shape.text("type") == Some("integer") => {
            check_number(shape, node, number, path, problems);
        }
        Value::Text(text) if shape.choices().next().is_some() => {
            if !shape.choices().any(|choice| choice == text) {
                keep(problems, || {
                    Problem::new(&node.place, path, format!("allowed: {}", shape.words()))
                        .value(node.shown())
                        .remedy(did_you_mean(text, shape.choices()))
                });
            }
        }
        Value::Text(_) if shape.text("type") == Some("string") => {}
        Value::Flag(_) if shape.text("type") == Some("boolean") => {}
        Value::List(list) if shape.elements().is_some() => check_list(shape, node, list, path, problems),
        Value::Table(_) if shape.text("type") == Some("object") => check_table(shape, node, path, problems),
        _ => wrong_kind(shape, node, path, problems),
    }
}

fn wrong_kind(shape: Shape<'static>, node: &Node, path: &str, problems: &mut Vec<Problem>) {
    keep(problems, || {
        let problem = Problem::new(&node.place, path, format!("is {}; allowed: {}", node.kind(), shape.words()));
        match &node.value {
            // A date of TOML's stands where a text is wanted: most often it is a month.
            Value::Date(date) if shape.text("type") == Some("string") => {
                let month = date.get(..7).filter(|month| month.parse::<Month>().is_ok());
                let quoted = month.map(|month| format!(", a month as YYYY-MM: \"{month}\"")).unwrap_or_default();
                problem.value(date).remedy(format!("write it in quotes{quoted}"))
            }
            Value::Text(text) if shape.is_number() || shape.text("type") == Some("integer") => {
                let problem = problem.value(node.shown());
                match slips::number(text) {
                    Some(number) => problem.remedy(format!("write {number}, without quotes")),
                    None => problem,
                }
            }
            _ => problem.value(node.shown()),
        }
    });
}

fn check_number(shape: Shape<'static>, node: &Node, number: &Graded, path: &str, problems: &mut Vec<Problem>) {
    if shape.text("type") == Some("integer") && number.integer.is_none() {
        wrong_kind(shape, node, path, problems);
        return;
    }
    for (part, value) in [("", Some(number.value)), (".low", number.low), (".high", number.high)] {
        let Some(value) = value.filter(|value| !Allowed::of(shape).has(*value)) else { continue };
        // A whole number as it is written: a large one is no other as a floating-point number.
        let written = match number.integer.filter(|_| part.is_empty()) {
            Some(integer) => integer.to_string(),
            None if value.abs() < 1e15 => format!("{value}"),
            None => format!("{value:?}"),
        };
        let mut problem =
            Problem::new(&node.place, format!("{path}{part}"), format!("allowed: {}", shape.words_for(value)))
                .value(written);
        // 1.4 for a share is most often 0.14 or 14 % mistyped: offer what would be in range.
        if shape.text("x-words").is_some_and(|words| words.starts_with("a share")) && value > 1.0 && value <= 100.0 {
            let divided = if value <= 10.0 { value / 10.0 } else { value / 100.0 };
            // Without what the division adds at the sixteenth digit.
            let divided = (divided * 1e12).round() / 1e12;
            problem = problem.remedy(format!("did you mean {divided}?"));
        } else if !value.is_finite() {
            problem = problem.remedy("write a finite number");
        } else if shape.keyword("x-rule").is_some() {
            problem = problem.remedy(format!("{} switches the rule off", shape.absent()));
        }
        keep(problems, || problem);
    }
}

/// The numbers that may stand somewhere.
#[derive(Clone, Copy, Debug)]
pub struct Allowed {
    least: f64,
    most: f64,
    above: f64,
    below: f64,
    step: Option<f64>,
}

impl Allowed {
    fn of(shape: Shape<'static>) -> Self {
        let bound = |key: &str| shape.keyword(key).and_then(Json::as_f64);
        Self {
            least: bound("minimum").unwrap_or(f64::NEG_INFINITY),
            most: bound("maximum").unwrap_or(f64::INFINITY),
            above: bound("exclusiveMinimum").unwrap_or(f64::NEG_INFINITY),
            below: bound("exclusiveMaximum").unwrap_or(f64::INFINITY),
            step: bound("multipleOf"),
        }
    }

    /// Is a number one of them?
    pub fn has(self, number: f64) -> bool {
        number.is_finite()
            && number >= self.least
            && number <= self.most
            && number > self.above
            && number < self.below
            && self.step.is_none_or(|step| number % step == 0.0)
    }
}

fn check_list(shape: Shape<'static>, node: &Node, list: &[Node], path: &str, problems: &mut Vec<Problem>) {
    let Some((elements, length)) = shape.elements() else { return };
    if length.is_some_and(|length| list.len() != length) {
        keep(problems, || {
            Problem::new(&node.place, path, format!("has {} elements; allowed: {}", list.len(), shape.words()))
                .value(node.shown())
        });
    }
    for (index, element) in list.iter().enumerate() {
        check_node(elements, element, &join(path, &index.to_string()), problems);
    }
}

fn check_table(shape: Shape<'static>, node: &Node, path: &str, problems: &mut Vec<Problem>) {
    let Some(table) = node.as_table() else { return };
    // What a misspelt key was meant to be is there, under another name.
    let mut meant = Vec::new();
    for (name, child) in table {
        match shape.property(name).or_else(|| shape.entries()) {
            Some(below) => check_node(below, child, &join(path, name), problems),
            None if shape.is_open() => {}
            None => {
                let known = shape.properties().map(|(name, _)| name);
                meant.extend(nearest(name, known.clone()));
                let what = match path {
                    "" => shape.text("x-what").unwrap_or("the file").to_string(),
                    _ => format!("`{}`", text::name(path)),
                };
                keep(problems, || {
                    Problem::new(&child.place, join(path, name), format!("{what} has no key `{}`", text::name(name)))
                        .remedy(did_you_mean(name, known))
                });
            }
        }
    }
    let place = if path.is_empty() { Place::whole(&node.place.file) } else { node.place.clone() };
    for name in shape.required().filter(|name| !table.contains_key(*name) && !meant.contains(name)) {
        keep(problems, || missing(&place, path, name, shape));
    }
}

/// Checks a part of a scenario: what it does not say, a file that extends it may.
pub fn check_part(root: &Node, problems: &mut Vec<Problem>) {
    let mut found = Vec::new();
    check(root, &mut found);
    problems.extend(found.into_iter().filter(|problem| problem.message != MISSING));
}

/// What is said of a key that must be there.
const MISSING: &str = "is missing";

fn missing(place: &Place, path: &str, name: &str, shape: Shape<'static>) -> Problem {
    let below = shape.property(name);
    let meaning = below.and_then(|shape| shape.text("description")).unwrap_or_default();
    let what = below.map(|shape| shape.words()).unwrap_or_default();
    Problem::new(place, join(path, name), MISSING)
        .remedy(format!("add it: {what} ({})", meaning.trim_end_matches('.').to_lowercase()))
}
