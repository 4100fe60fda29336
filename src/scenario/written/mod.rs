//! What a scenario file says: the one place where parameters are declared.
//!
//! These types are read by serde, printed as JSON Schema for editors, walked by the
//! checks of shape and range, resolved by paths, and listed in the ODD. A parameter's
//! doc comment is its meaning everywhere; `x-symbol` is its symbol in the ODD, `x-unit`
//! its unit where that is not its kind's, `x-belongs` whether it is of the theory, of a character or of the case. `x-formerly` lists the names that it had, the first one
//! first: files that use them stay valid, and hashes count it under the first.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::number::Numbered;

/// How a month is written, as a pattern for editors.
const MONTH: &str = "^[0-9]{4}-(0[1-9]|1[0-2])$";

/// How a state's code in ISO 3166-1 alpha-3 is written.
const ISO: &str = "^[A-Z]{3}$";

/// How a state's number of the Correlates of War project is written: a code, with which nobody calculates.
const COW: &str = "^[1-9][0-9]{0,2}$";

/// Tables keyed by an id, in the order of the file.
pub type ById<T> = IndexMap<String, T>;

/// Declares tables of keys, and with each how a number is put at a path below it: numbers change in place where a
/// scenario is made anew at thousands of points.
macro_rules! keys {
    ($($(#[$about:meta])* pub struct $table:ident { $($(#[$meaning:meta])* pub $key:ident: $kind:ty,)* })+) => {$(
        $(#[$about])*
        pub struct $table {
            $($(#[$meaning])* pub $key: $kind,)*
        }

        impl Numbered for $table {
            fn put(&mut self, names: &[String], number: f64) -> bool {
                let Some((name, below)) = names.split_first() else { return false };
                match name.as_str() {
                    $(stringify!($key) => self.$key.put(below, number),)*
                    _ => false,
                }
            }
        }
    )+};
}

mod entities;
mod mechanisms;
mod sections;

pub use entities::*;
pub use mechanisms::Mechanism;
pub use sections::*;

keys! {
/// A scenario: one crisis, the actors around it, and how they decide.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "intsoc scenario")]
pub struct ScenarioFile {
    /// Another scenario file, relative to this one, from which everything not said here is taken.
    pub extends: Option<String>,
    /// Files of facts (CSV), relative to this one, that say what happened: one name or a list.
    #[serde(default, skip_serializing)]
    pub facts: Files,
    /// Inherited events to leave out, by their names, and entities, by their paths (`states.qatar`, `movements.*`).
    #[serde(default)]
    pub drop: Vec<String>,
    /// The order of entities, where the files that are extended name them in another; keys then stand in that of this schema.
    #[serde(default, skip_serializing)]
    pub order: IndexMap<String, Vec<String>>,
    /// Parameter paths and the values they get after inheriting; `*` stands for every name, and a value may be `{ add = 0.1 }` or `{ scale = 0.5 }`.
    #[serde(default, skip_serializing)]
    #[schemars(extend("x-paths" = "set"))]
    pub set: IndexMap<String, serde_json::Value>,
    /// Name, time and size of the run.
    pub scenario: Run,
    /// The crisis: violence, displacement, talks.
    #[serde(default)]
    #[schemars(extend("x-belongs" = "case"))]
    pub crisis: Crisis,
    /// The government at which the response is directed.
    #[schemars(extend("x-belongs" = "theory"))]
    pub target: Target,
    /// The issue-attention cycle.
    #[serde(default)]
    #[schemars(extend("x-belongs" = "theory"))]
    pub attention: Attention,
    /// What is good enough: aspiration, and its cheapest mix of action, words and deflection.
    #[schemars(extend("x-belongs" = "theory"))]
    pub citizenship: Citizenship,
    /// Which instruments a state prefers.
    #[serde(default)]
    #[schemars(extend("x-belongs" = "theory"))]
    pub choice: Choice,
    /// Who leads.
    #[serde(default)]
    #[schemars(extend("x-belongs" = "theory"))]
    pub leadership: Leadership,
    /// How bodies table, dilute and adopt.
    #[serde(default)]
    #[schemars(extend("x-belongs" = "theory"))]
    pub forums: Forums,
    /// How resources become protection and relief.
    #[serde(default)]
    #[schemars(extend("x-belongs" = "theory"))]
    pub delivery: Delivery,
    /// How response becomes pressure on the target.
    #[serde(default)]
    #[schemars(extend("x-belongs" = "theory"))]
    pub pressure: Pressure,
    /// The court, if there is one.
    #[schemars(extend("x-optional" = true, "x-belongs" = "theory"))]
    pub court: Option<Court>,
    /// Who is blamed, and how far blame is moved.
    #[serde(default)]
    #[schemars(extend("x-belongs" = "theory"))]
    pub blame: Blame,
    /// The norm of protection in words and in deeds.
    #[serde(default)]
    #[schemars(extend("x-belongs" = "theory"))]
    pub norm: Norm,
    /// What can be done.
    #[schemars(extend("x-belongs" = "theory"))]
    pub instruments: ById<Instrument>,
    /// Multilateral bodies: where responsibility may lie.
    #[schemars(extend("x-belongs" = "character"))]
    pub bodies: ById<Body>,
    /// Overlapping societies of states.
    #[serde(default)]
    #[schemars(extend("x-belongs" = "character"))]
    pub societies: ById<Society>,
    /// Social movements.
    #[serde(default)]
    #[schemars(extend("x-belongs" = "case"))]
    pub movements: ById<Movement>,
    /// Defaults shared by several states.
    #[serde(default)]
    #[schemars(extend("x-belongs" = "character"))]
    pub profiles: ById<State>,
    /// The states.
    #[schemars(extend("x-belongs" = "character"))]
    pub states: ById<State>,
    /// Who sits in a body whose members change or are not a society.
    #[serde(default)]
    #[schemars(extend("x-belongs" = "case"))]
    pub seats: ById<Seats>,
    /// Dated changes of parameters.
    #[serde(default)]
    #[schemars(extend("x-belongs" = "case"))]
    pub events: Vec<Event>,
}
}

/// Names of files: one, or a list.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Files {
    /// One file.
    One(String),
    /// Several.
    Several(Vec<String>),
}

impl Default for Files {
    fn default() -> Self {
        Self::Several(vec![])
    }
}

impl Numbered for Files {}

/// Name, time and size of the run.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// What the scenario is called; its results go to `results/NAME`.
    pub name: String,
    /// First month, `YYYY-MM`.
    #[schemars(extend("pattern" = MONTH))]
    pub start: String,
    /// Number of months (1 to 2,400).
    #[schemars(range(min = 1, max = 2400), extend("x-unit" = "months"))]
    pub months: u32,
    /// Number of parallel histories (1 to 1,000,000,000).
    #[serde(default = "one")]
    #[schemars(range(min = 1, max = 1_000_000_000), extend("x-unit" = "histories"))]
    pub replicates: u64,
    /// Master seed of all chance, from 0 to 9,223,372,036,854,775,807.
    #[serde(default)]
    #[schemars(range(min = 0, max = 9_223_372_036_854_775_807_u64))]
    pub seed: u64,
    /// Mechanisms switched off.
    #[serde(default)]
    pub off: Vec<Mechanism>,
}

fn one() -> u64 {
    1
}

impl Numbered for Run {}
