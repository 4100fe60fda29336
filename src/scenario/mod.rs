//! What a file says, then what it means.
//!
//! `source` reads text into a tree that remembers places; `inherit` merges files and
//! applies changes by `path`; `shape` holds the tree against the JSON Schema generated
//! from `written`; `check` looks at relations; `freeze` makes the [`Scenario`] the model
//! runs, with indices instead of names.

pub mod belongs;
pub mod bounds;
pub mod change;
pub mod check;
pub mod declared;
pub mod differences;
pub mod dropping;
mod epochs;
mod events;
pub mod foreign;
pub mod formerly;
pub mod formula;
mod freeze;
mod frozen;
pub mod generated;
pub mod inherit;
mod initial;
pub mod kind;
pub mod labels;
mod lists;
pub mod literals;
mod mend;
pub mod migrate;
mod month;
pub mod named;
pub mod node;
pub mod notes;
pub mod number;
mod order;
pub mod parameters;
pub mod path;
pub mod problem;
pub mod profiles;
pub mod relative;
mod resolved;
pub mod rules;
pub mod schema;
pub mod shape;
pub mod slips;
pub mod source;
pub mod sources;
pub mod template;
pub mod text;
pub mod undone;
pub mod weights;
pub mod written;

use std::path::Path;

use sha2::{Digest, Sha256};

use self::node::{Node, Value};

pub use change::Override;
pub use freeze::{freeze, is_part};
pub use frozen::{
    Actors, Blockers, BodyNumbers, Epoch, FixedInstrument, Initial, MovementNumbers, Parameters, Reset, Scenario,
    StateNumbers, Switches,
};
pub use month::Month;
pub use problem::{Place, Problem, Problems};
pub use resolved::Resolved;
pub use sources::{Sources, slashed};
pub use written::Mechanism;

/// Reads, changes, checks and freezes a scenario file.
///
/// # Errors
/// With every problem found, in the order of the file.
#[cfg(feature = "files")]
pub fn load(path: &Path, overrides: &[Override]) -> Result<Scenario, Problems> {
    load_from(&Sources::disk(), path, overrides)
}

/// The same of files that come from elsewhere.
///
/// # Errors
/// As [`load`].
pub fn load_from(sources: &Sources, path: &Path, overrides: &[Override]) -> Result<Scenario, Problems> {
    Ok(Loaded::alone(sources, path, overrides)?.scenario)
}

/// A scenario that changes were made in, with its tree before and after them.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The scenario, changed.
    pub scenario: Scenario,
    before: Node,
    after: Node,
}

impl Loaded {
    /// Reads, changes, checks and freezes a scenario file that is set beside others: an event is not named by
    /// its number, which may be another's there.
    ///
    /// # Errors
    /// With every problem found, in the order of the file.
    pub fn of(sources: &Sources, path: &Path, overrides: &[Override]) -> Result<Self, Problems> {
        Self::read(sources, path, overrides, true)
    }

    /// The same, of a scenario that stands by itself: its events have numbers.
    ///
    /// # Errors
    /// With every problem found, in the order of the file.
    pub fn alone(sources: &Sources, path: &Path, overrides: &[Override]) -> Result<Self, Problems> {
        Self::read(sources, path, overrides, false)
    }

    /// A twin of the scenario in a file: `own` changes make it another scenario, as a file that extends it would; the others
    /// are made in all.
    ///
    /// # Errors
    /// With every problem found, in the order of the file.
    pub fn twin(sources: &Sources, path: &Path, own: &[Override], overrides: &[Override]) -> Result<Self, Problems> {
        let (before, _, _) = changed(inherit::load(sources, path)?, own, true);
        let all = [own, overrides].concat();
        let (after, problems, notes) = changed(inherit::load(sources, path)?, &all, true);
        Ok(Self { scenario: frozen(after.clone(), problems, notes)?, before, after })
    }

    fn read(sources: &Sources, path: &Path, overrides: &[Override], beside: bool) -> Result<Self, Problems> {
        let inherited = inherit::load(sources, path)?;
        let before = inherited.root.clone();
        let (after, problems, notes) = changed(inherited, overrides, beside);
        let scenario =
            frozen(after.clone(), problems, notes).map_err(|problems| with_what_was_said(problems, &before))?;
        Ok(Self { scenario, before, after })
    }

    /// Its tree, changed, before profiles are laid.
    pub fn tree(&self) -> &Node {
        &self.after
    }

    /// What the changes leave of this scenario's difference from another.
    pub fn left_against(&self, base: &Self) -> undone::Left {
        let [base, own] = [base, self].map(|loaded| undone::Changed { before: &loaded.before, after: &loaded.after });
        undone::Left::of(base, own)
    }
}

/// Checks and freezes a scenario given as a text, which extends no other; `name` stands for the file in messages.
///
/// # Errors
/// With every problem found, in the order of the text.
///
/// ```
/// use intsoc::scenario;
///
/// let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/minimal.toml"));
/// let scenario = scenario::from_text(text, "minimal.toml", &[])?;
/// assert_eq!((scenario.name.as_str(), scenario.months), ("Minimal", 36));
///
/// // Whoever wrote a file is told what is wrong with it, where, and what is allowed.
/// let wrong = text.replace("months = 36", "months = 0");
/// let problems = scenario::from_text(&wrong, "minimal.toml", &[]).unwrap_err().to_string();
/// assert!(problems.contains("minimal.toml") && problems.contains("scenario.months"), "{problems}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn from_text(text: &str, name: &str, overrides: &[Override]) -> Result<Scenario, Problems> {
    load_from(&Sources::of([(name, text.to_string())]), Path::new(name), overrides)
}

/// A resolved tree as a manifest keeps it, under the names of today whatever they were when it was written.
pub fn kept(json: &serde_json::Value, place: &Place) -> Node {
    let mut root = Node::from_json(json, place);
    // What a manifest holds was said when it was read; no author can mend it.
    formerly::renew(&mut root, shape::Shape::root(), &mut vec![]);
    root
}

/// SHA-256 in hexadecimal of what decides a history besides seed and replicate: the resolved
/// scenario without its name, seed and number of replicates, and without what its entities are called.
///
/// Every key, path and choice counts under the first name that it ever had, so that the hash does not change when a
/// name does, and results from before are found and made again.
pub fn hash(scenario: &Scenario) -> String {
    scenario.resolved.hash().to_string()
}

/// The text whose SHA-256 is a scenario's hash.
fn hashed_text(resolved: &Node) -> String {
    let mut json = formerly::first_names(&labels::without(resolved), shape::Shape::root()).to_json();
    if let Some(run) = json.get_mut("scenario").and_then(serde_json::Value::as_object_mut) {
        for key in ["name", "seed", "replicates"] {
            run.shift_remove(key);
        }
    }
    serde_json::to_string(&json).expect("JSON is text")
}

/// SHA-256 in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// A hash in hexadecimal.
fn hexadecimal(hash: &[u8]) -> String {
    let digit = |half: u8| char::from(b"0123456789abcdef"[usize::from(half)]);
    hash.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// The tree with changes made in it, and what is to be said of it; `beside` others, events have no numbers.
fn changed(inherited: inherit::Inherited, overrides: &[Override], beside: bool) -> (Node, Vec<Problem>, Vec<String>) {
    let inherit::Inherited { mut root, mut problems, mut notes, dropped, .. } = inherited;
    let shift = match (dropped, beside) {
        (true, _) => inherit::Shift::Dropped,
        (false, true) => inherit::Shift::Beside,
        (false, false) => inherit::Shift::None,
    };
    inherit::apply_all(&mut root, overrides, shift, &mut problems, &mut notes);
    (root, problems, notes)
}

/// Where a change on the command line is wrong, the number that the scenario itself gives is the best example of what is right.
fn with_what_was_said(Problems(mut problems): Problems, before: &Node) -> Problems {
    for problem in problems.iter_mut().filter(|problem| problem.place.line == 0 && problem.remedy.is_none()) {
        let Some(Value::Number(said)) = before.at(problem.path.split('.')).map(|node| &node.value) else { continue };
        let range = match (said.low, said.high) {
            (Some(low), Some(high)) => format!(", and thinks {low} to {high} possible"),
            _ => String::new(),
        };
        problem.remedy = Some(format!("the scenario says {}{range}", said.value));
    }
    Problems(problems)
}

fn frozen(root: Node, problems: Vec<Problem>, mut notes: Vec<String>) -> Result<Scenario, Problems> {
    let mut scenario = freeze(root, problems)?;
    notes.extend(notes::of_events(&scenario.resolved));
    scenario.notes = notes;
    Ok(scenario)
}
