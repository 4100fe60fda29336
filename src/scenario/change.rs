//! Changes given beside a file.

use super::formerly;
use super::problem::{Place, Problem, Problems};
use super::source::{Node, Value, parse_value};
use super::written::Mechanism;

/// A change given beside the file, as `--set PATH=VALUE` does.
#[derive(Clone, Debug, PartialEq)]
pub struct Override {
    /// The path, possibly with `*`.
    pub path: String,
    /// What is put there.
    pub value: Node,
    /// A list is added to the one that stands there, in place of replacing it.
    pub append: bool,
    /// What is to be said of former names in it.
    pub notes: Vec<String>,
}

impl Override {
    /// Puts a value at a path.
    pub fn new(path: impl Into<String>, value: Node) -> Self {
        Self { path: path.into(), value, append: false, notes: vec![] }
    }

    /// Reads `PATH=VALUE`.
    ///
    /// # Errors
    /// When there is no `=` or the value is no TOML value.
    pub fn parse(text: &str) -> Result<Self, Problems> {
        Self::read(text, "--set")
    }

    /// The same, given with another option.
    ///
    /// # Errors
    /// As above.
    pub fn read(text: &str, option: &str) -> Result<Self, Problems> {
        let place = Place::whole(option);
        let Some((path, value)) = split(text) else {
            return Err(Problem::new(&place, "", "is not PATH=VALUE")
                .value(format!("{text:?}"))
                .remedy(format!("for example {option} target.resolve=0.3"))
                .into());
        };
        let value = parse_value(value.trim(), &place).map_err(|Problems(problems)| {
            let of_path = |problem: Problem| Problem { path: path.trim().into(), ..problem };
            Problems(problems.into_iter().map(of_path).collect())
        })?;
        let mut change = Self::new(path.trim(), value);
        let mut problems = Vec::new();
        let renamed = formerly::renew_change(&mut change.path, &mut change.value, &mut problems);
        change.notes = formerly::notes(&renamed);
        if problems.is_empty() { Ok(change) } else { Err(Problems(problems)) }
    }

    /// Switches mechanisms off, besides those that are.
    pub fn off(mechanisms: &[Mechanism]) -> Self {
        let place = Place::whole("--off");
        let node = |value| Node { value, place: place.clone() };
        let names = mechanisms.iter().map(|mechanism| node(Value::Text(mechanism.name().into()))).collect();
        Self::append("scenario.off", node(Value::List(names)))
    }

    /// As a manifest keeps it.
    pub fn to_json(&self) -> serde_json::Value {
        serde_json::json!({ "path": self.path, "value": self.value.to_json_graded(), "append": self.append })
    }

    /// What [`Override::to_json`] wrote, if it did.
    pub fn from_json(json: &serde_json::Value) -> Option<Self> {
        let value = Node::from_json(json.get("value")?, &Place::whole("--set"));
        Some(Self { append: json["append"].as_bool()?, ..Self::new(json["path"].as_str()?, value) })
    }

    /// Adds a list to the one that stands at a path.
    pub fn append(path: impl Into<String>, list: Node) -> Self {
        Self { append: true, ..Self::new(path, list) }
    }
}

/// `PATH=VALUE` at its first `=` that no quotes enclose: names of events may have one.
fn split(text: &str) -> Option<(&str, &str)> {
    let mut within = None;
    let at = text.char_indices().find(|(_, c)| {
        match within {
            Some(quote) if quote == *c => within = None,
            None if ['\'', '"'].contains(c) => within = Some(*c),
            _ => {}
        }
        *c == '=' && within.is_none()
    });
    let (at, _) = at.or_else(|| text.char_indices().find(|(_, c)| *c == '='))?;
    Some((&text[..at], &text[at + 1..]))
}
