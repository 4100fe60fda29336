//! What a file asks for: some keys stand in one kind of file only.

use super::problem::Problem;
use super::source::{Node, Value};
use crate::shell;

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A scenario.
    Scenario,
    /// A design over scenarios.
    Sweep,
    /// Questions that put the argument to the test.
    Patterns,
    /// Several crises under one theory.
    Cases,
}

impl FileKind {
    /// The kind of a file by its keys; none where they do not tell.
    pub fn of(root: &Node) -> Option<Self> {
        let any = |keys: &[&str]| keys.iter().any(|key| root.child(key).is_some());
        let names_a_scenario = matches!(root.child("scenario").map(|node| &node.value), Some(Value::Text(_)));
        if any(&["cases", "between"]) {
            Some(Self::Cases)
        } else if any(&["pattern", "rivals"]) {
            Some(Self::Patterns)
        } else if any(&["design", "vary", "point", "points_from", "ranges", "theories"]) || names_a_scenario {
            Some(Self::Sweep)
        } else if any(&["extends", "target", "states", "crisis"]) {
            Some(Self::Scenario)
        } else {
            None
        }
    }

    /// The command that a file of this kind is for.
    pub fn command(self) -> &'static str {
        match self {
            Self::Scenario => "run",
            Self::Sweep => "sweep",
            Self::Patterns => "patterns",
            Self::Cases => "cases",
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Scenario => "a scenario",
            Self::Sweep => "a sweep",
            Self::Patterns => "a file of patterns",
            Self::Cases => "a file of cases",
        }
    }

    /// Is the file of this kind, as far as its keys tell? One problem says more than one for each key.
    ///
    /// # Errors
    /// When it is of another.
    pub fn expect(self, root: &Node) -> Result<(), Problem> {
        match Self::of(root) {
            Some(other) if other != self => {
                let message = format!("is {}, where {} is wanted", other.words(), self.words());
                let file = &root.place.file;
                let command = format!("intsoc {} {}", other.command(), shell::file(file));
                Err(Problem::new(&super::Place::whole(file), "", message).remedy(format!("it is for: {command}")))
            }
            _ => Ok(()),
        }
    }
}
