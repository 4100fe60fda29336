//! What a file says, then what it means.
//!
//! `source` reads text into a tree that remembers places; `inherit` merges files and
//! applies changes by `path`; `shape` holds the tree against the JSON Schema generated
//! from `written`; `check` looks at relations; `freeze` makes the [`Scenario`] the model
//! runs, with indices instead of names.

pub mod bounds;
pub mod check;
mod freeze;
mod frozen;
pub mod inherit;
pub mod kind;
mod lists;
mod mend;
mod month;
pub mod number;
pub mod parameters;
pub mod path;
pub mod problem;
pub mod shape;
pub mod source;
pub mod text;
pub mod written;

use std::path::Path;

use sha2::{Digest, Sha256};

pub use freeze::freeze;
pub use frozen::{
    Blockers, BodyNumbers, Cast, CourtNumbers, Epoch, Initial, InstrumentNumbers, MovementNumbers, Parameters, Reset,
    Scenario, StateNumbers, Switches, Tool,
};
pub use inherit::Override;
pub use month::Month;
pub use problem::{Place, Problem, Problems};
pub use written::Mechanism;

/// Reads, changes, checks and freezes a scenario file.
///
/// # Errors
/// With every problem found, in the order of the file.
pub fn load(path: &Path, overrides: &[Override]) -> Result<Scenario, Problems> {
    finish(inherit::load(path)?, overrides)
}

/// Checks and freezes a scenario given as a text; `name` stands for the file in messages.
///
/// # Errors
/// With every problem found, in the order of the text.
pub fn from_text(text: &str, name: &str, overrides: &[Override]) -> Result<Scenario, Problems> {
    finish(inherit::from_text(text, name)?, overrides)
}

/// SHA-256 in hexadecimal of what decides a history besides seed and replicate: the resolved
/// scenario without its name, seed and number of replicates.
pub fn hash(scenario: &Scenario) -> String {
    let mut json = scenario.resolved.to_json();
    if let Some(run) = json.get_mut("scenario").and_then(serde_json::Value::as_object_mut) {
        for key in ["name", "seed", "replicates"] {
            run.shift_remove(key);
        }
    }
    sha256(json.to_string().as_bytes())
}

/// SHA-256 in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn finish(inherited: inherit::Inherited, overrides: &[Override]) -> Result<Scenario, Problems> {
    let inherit::Inherited { mut root, mut problems, .. } = inherited;
    problems.extend(overrides.iter().filter_map(|change| inherit::apply(&mut root, change).err()));
    freeze(root, problems)
}
