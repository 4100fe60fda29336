//! What a sweep file says: its keys are declared here, and nowhere else.
//!
//! What is varied, and listed points, are read by hand: what may be meant by something that is no range needs words of its own.

use std::sync::LazyLock;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value as Json;

use super::super::patterns::written::World;
use super::luck::Luck;
use crate::scenario::Mechanism;
use crate::scenario::declared;
use crate::scenario::formula::Distribution;
use crate::scenario::number::{Positive, Real};
use crate::scenario::shape::Shape;
use crate::scenario::written::ById;

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
    /// Number of points of a Latin hypercube or of Sobol points, or of the base sample of a Saltelli design.
    #[schemars(range(min = 1))]
    pub points: Option<u64>,
    /// Whether a Saltelli design is to tell pairs of factors apart, which takes almost twice as many points.
    pub second_order: Option<bool>,
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
    /// A table (CSV) of listed points, relative to this file: a column per path, a row per point.
    pub points_from: Option<String>,
    /// Numbers of the scenario that take their own ranges, each from its `low` to its `high`: those of a grade, of
    /// several grades, or all.
    pub ranges: Option<Ranges>,
    /// Paths of numbers that keep their values under `ranges`.
    pub hold: Vec<String>,
    /// Numbers that move as one under `ranges`: paths, or lists of paths; `kind`, which is the default, puts those together
    /// that say the same of several actors.
    pub together: Option<Together>,
    /// Where several scenarios are swept, are the numbers of each one's case drawn apart from those of the others'?
    #[serde(default)]
    pub apart: bool,
    /// How a number lies in its range under `ranges`.
    pub shape: RangeShape,
    /// A file of patterns, relative to this one, whose worlds, groups, quantities and claims can be used here.
    pub patterns: Option<String>,
    /// Worlds that are played at every point beside the scenario itself: names of the patterns' worlds, or worlds by name.
    pub worlds: Option<Worlds>,
    /// Groups of states by name, each a list of ids.
    #[schemars(extend("additionalProperties" = { "type": "array", "minItems": 1, "items": { "type": "string" }, "x-refers": "states" }))]
    pub groups: ById<Vec<String>>,
    /// Names for what measures use more than once.
    pub quantities: ById<String>,
    /// Measures over the histories of a point, by name: each becomes a column.
    pub measures: ById<String>,
    /// Ids of the patterns that are asked; all that the worlds allow, unless it says which.
    pub claims: Option<Vec<String>>,
    /// Claims of its own.
    pub claim: Vec<ClaimAsked>,
    /// Ask under every rival theory of the patterns too.
    pub theories: bool,
    /// A file of facts (CSV), relative to this one, beside which the worlds are set.
    pub facts: Option<String>,
    /// Indicators whose months are told at every point, in the table `point_months`: `["need", "adequacy"]`.
    pub months: Vec<String>,
    /// What is to be said of worlds that somebody could bring about, by the name of the world.
    pub levers: ById<Lever>,
}

/// Grades of numbers, or all.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(extend("x-allowed" = "assumed, interpreted, documented, all, or a list of grades"))]
pub enum Ranges {
    /// Of one grade, or all.
    One(Grades),
    /// Of several grades.
    Several(#[schemars(length(min = 1))] Vec<Grades>),
}

impl Ranges {
    /// Is a number of this grade among them?
    pub fn include(&self, grade: Option<&str>) -> bool {
        let grades = match self {
            Self::One(grades) => std::slice::from_ref(grades),
            Self::Several(grades) => grades,
        };
        grades.iter().any(|grades| grades.word().is_none_or(|word| grade == Some(word)))
    }

    /// Are all numbers among them?
    pub fn are_all(&self) -> bool {
        self.include(None)
    }
}

/// A grade of numbers, or all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Grades {
    /// A judgement.
    Assumed,
    /// Derived from a source by a stated rule.
    Interpreted,
    /// Stated by a source.
    Documented,
    /// Every number.
    All,
}

impl Grades {
    /// The grade; none where all are meant.
    pub fn word(self) -> Option<&'static str> {
        match self {
            Self::Assumed => Some("assumed"),
            Self::Interpreted => Some("interpreted"),
            Self::Documented => Some("documented"),
            Self::All => None,
        }
    }
}

/// Numbers that move as one.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(extend("x-allowed" = "\"kind\", or a list of paths and of lists of paths"))]
pub enum Together {
    /// The word `kind`.
    One(String),
    /// Paths, and lists of paths; `kind` among them is for the rest.
    Several(Vec<Group>),
}

/// Numbers of one path, or of several.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(extend("x-allowed" = "a path in quotes, or a list of them"))]
pub enum Group {
    /// A path.
    Path(String),
    /// Several.
    Paths(#[schemars(length(min = 1))] Vec<String>),
}

/// How a number lies in its range.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RangeShape {
    /// Anywhere alike.
    #[default]
    Uniform,
    /// Most likely at its value.
    Triangular,
}

impl From<RangeShape> for Distribution {
    fn from(shape: RangeShape) -> Self {
        match shape {
            RangeShape::Uniform => Self::Uniform,
            RangeShape::Triangular => Self::Triangular,
        }
    }
}

/// Worlds: names of those of the patterns, or worlds of its own.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(extend("x-allowed" = "a list of names of the patterns' worlds, or a table of worlds by name"))]
pub enum Worlds {
    /// Names of the patterns' worlds.
    OfPatterns(Vec<String>),
    /// By name.
    Own(ById<World>),
}

/// A claim: a measure and the bounds that it must keep.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClaimAsked {
    /// Its id.
    pub id: String,
    /// The question, in words.
    #[serde(default)]
    pub question: String,
    /// Arithmetic over histories, for example `effect(adequacy | need)`.
    pub measure: String,
    /// It must be more than this.
    pub more_than: Option<Real>,
    /// It must be less than this.
    pub less_than: Option<Real>,
}

/// What is to be said of a world that somebody could bring about.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lever {
    /// What it would take.
    pub needs: String,
    /// Whom it costs, and what.
    pub costs: String,
    /// Why it may do less than it seems to.
    #[serde(rename = "catch")]
    pub caught: String,
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
    /// Saltelli's two samples, and one with each factor in turn from the other: for total indices.
    Saltelli,
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
            Self::Saltelli => "saltelli",
        }
    }
}

/// The values of a list, steps or a stretch of a range, what becomes of the numbers there, or weights that sum to 1.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend(
    "oneOf" = [
        { "required": ["values"] },
        { "required": ["from", "to"] },
        { "required": ["scale"] },
        { "required": ["add"] },
        { "required": ["share"] },
        { "required": ["dirichlet"] }
    ],
    "dependentRequired" = { "to": ["from"] }
))]
pub struct Varied {
    /// Its values, one by one.
    #[schemars(length(min = 1))]
    pub values: Option<Vec<Json>>,
    /// Where its range begins.
    pub from: Option<f64>,
    /// Where its range ends, above `from`.
    pub to: Option<f64>,
    /// The numbers there are multiplied, from the one to the other.
    pub scale: Option<[f64; 2]>,
    /// To the numbers there is added, from the one to the other.
    pub add: Option<[f64; 2]>,
    /// A weight of a constituency, from the one to the other; the two others keep their proportion in the rest.
    pub share: Option<[f64; 2]>,
    /// Numbers that are multiplied or added to stay in the range that their keys allow (`true`), or in this one.
    pub clamp: Option<Clamp>,
    /// Number of values of a range, both ends among them.
    #[schemars(range(min = 2))]
    pub steps: Option<u64>,
    /// Parameters of the Dirichlet distribution from which constituency weights are drawn; 1, 1, 1 draws from all alike.
    pub dirichlet: Option<[Positive; 3]>,
}

/// Where numbers are kept.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(extend("x-allowed" = "true, or the two ends of a range"))]
pub enum Clamp {
    /// In the range that their keys allow.
    Allowed(bool),
    /// In this range.
    Between([f64; 2]),
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
