//! What a file of cases says: its keys are declared here, and nowhere else.

use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::scenario::declared;
use crate::scenario::generated;
use crate::scenario::number::Amount;
use crate::scenario::shape::Shape;
use crate::scenario::written::{ById, Files};

/// Several crises under one theory, and what has to differ between them.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "intsoc cases", extend("x-what" = "a file of cases"))]
pub struct CasesFile {
    /// The cases by id, in the order in which they are told.
    #[schemars(extend("minProperties" = 1))]
    pub cases: ById<CaseWritten>,
    /// The scenario that rival theories are written as changes of, relative to this file.
    pub trunk: Option<String>,
    /// Rival theories by id, each a scenario file relative to this one that extends the trunk; each is laid on every case.
    #[serde(default)]
    pub rivals: ById<String>,
    /// What has to differ, or to be alike, between cases.
    #[serde(default)]
    pub between: Vec<BetweenWritten>,
}

/// A case.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseWritten {
    /// Its scenario file, relative to this one.
    pub scenario: String,
    /// Files of facts (CSV), relative to this one: one name or a list. None: those that the scenario names.
    #[serde(default)]
    pub facts: Files,
}

/// What has to differ, or to be alike, between cases; written before it is run.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BetweenWritten {
    /// Its id.
    pub id: String,
    /// The claim, in words.
    pub claim: String,
    /// Where it is said, or where its fact comes from.
    #[serde(default)]
    pub source: String,
    /// Why the theory should show it, or why it should not.
    #[serde(default)]
    pub reason: String,
    /// A number of the files on which it rests: what is put in is no finding.
    #[serde(default)]
    pub given: String,
    /// What is compared: a quantity of one history, the same in every case.
    pub measure: Option<String>,
    /// The same, by case, where cases call things otherwise.
    #[serde(default)]
    pub measures: ById<String>,
    /// Groups of cases: the mean of every case of a group is below that of every case of the next.
    #[serde(default)]
    pub order: Vec<Vec<String>>,
    /// Cases whose means are alike.
    #[serde(default)]
    pub alike: Vec<String>,
    /// How far those may be apart.
    #[serde(default)]
    pub within: Amount,
}

/// The shape of a file of cases.
pub fn shape() -> Shape<'static> {
    static FLAT: LazyLock<Json> = LazyLock::new(declared::flat::<CasesFile>);
    Shape::of(&FLAT)
}

/// The JSON Schema by which an editor marks what is wrong in a file of cases while it is typed.
pub fn for_editors() -> Json {
    generated::schema_of::<CasesFile>()
}
