//! What a sweep file says: its keys are declared here, and nowhere else.
//!
//! What is varied, and listed points, are read by hand: what may be meant by something that is no range needs words of its own.

use std::sync::LazyLock;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value as Json;

use super::plan::Luck;
use crate::scenario::Mechanism;
use crate::scenario::declared;
use crate::scenario::number::Positive;
use crate::scenario::shape::Shape;

/// A design over the parameters, switches and constituency weights of a scenario.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(title = "intsoc sweep", extend("x-what" = "a sweep"))]
pub struct SweepFile {
    /// The scenario that is swept, relative to this file.
    pub scenario: Option<String>,
    /// How points are laid: `grid` unless there are listed points.
    pub design: Option<DesignName>,
    /// Histories at each point, in place of the scenario's number.
    #[schemars(range(min = 1))]
    pub replicates: Option<u64>,
    /// Master seed of all chance, in place of the scenario's.
    #[schemars(range(min = 0, max = 9_223_372_036_854_775_807_u64))]
    pub seed: Option<u64>,
    /// Whether points have the same luck, so that they are twins.
    pub luck: Luck,
    /// Number of points of a Latin hypercube or of Sobol points.
    #[schemars(range(min = 1))]
    pub points: Option<u64>,
    /// Number of trajectories of a Morris design.
    #[schemars(range(min = 1))]
    pub trajectories: Option<u64>,
    /// Number of levels of a Morris design, an even one.
    #[schemars(range(min = 2), extend("multipleOf" = 2))]
    pub levels: Option<u64>,
    /// Mechanisms switched off at every point.
    pub off: Vec<Mechanism>,
    /// Parameter paths and the values they get at every point.
    #[schemars(extend("x-paths" = "set"))]
    pub set: IndexMap<String, Json>,
    /// Parameter paths in quotes, `off.MECHANISM`, or `scenario`, and what each takes.
    #[schemars(extend("x-paths" = "varied", "x-by-hand" = true))]
    pub vary: IndexMap<String, Varied>,
    /// Listed points: parameter paths in quotes and their values.
    #[schemars(length(min = 1), extend("x-by-hand" = true))]
    pub point: Vec<Point>,
}

/// How points are laid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DesignName {
    /// Every combination.
    Grid,
    /// The listed points.
    List,
    /// A Latin hypercube.
    LatinHypercube,
    /// Sobol points, scrambled.
    Sobol,
    /// Trajectories of Morris.
    Morris,
}

impl DesignName {
    /// As a file writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Grid => "grid",
            Self::List => "list",
            Self::LatinHypercube => "latin-hypercube",
            Self::Sobol => "sobol",
            Self::Morris => "morris",
        }
    }
}

/// The values of a list, steps or a stretch of a range, or weights that sum to 1.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend(
    "oneOf" = [{ "required": ["values"] }, { "required": ["from", "to"] }, { "required": ["dirichlet"] }],
    "dependentRequired" = { "steps": ["from"], "to": ["from"] }
))]
pub struct Varied {
    /// Its values, one by one.
    #[schemars(length(min = 1))]
    pub values: Option<Vec<Json>>,
    /// Where its range begins.
    pub from: Option<f64>,
    /// Where its range ends, above `from`.
    pub to: Option<f64>,
    /// Number of values from `from` to `to`, both among them.
    #[schemars(range(min = 2))]
    pub steps: Option<u64>,
    /// Parameters of the Dirichlet distribution from which constituency weights are drawn; 1, 1, 1 draws from all alike.
    pub dirichlet: Option<[Positive; 3]>,
}

/// A listed point.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[schemars(extend("x-paths" = "set"))]
pub struct Point(pub IndexMap<String, Json>);

/// The shape of a sweep file.
pub fn shape() -> Shape<'static> {
    static FLAT: LazyLock<Json> = LazyLock::new(declared::flat::<SweepFile>);
    Shape::of(&FLAT)
}
