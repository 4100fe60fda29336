//! What a file of patterns says: its keys are declared here, and nowhere else.

use std::path::Path;
use std::sync::LazyLock;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::trial::NotExpressed;
use crate::scenario::Sources;
use crate::scenario::declared::{self, unnamed};
use crate::scenario::generated;
use crate::scenario::inherit::Layer;
use crate::scenario::labels::{is_name, readable};
use crate::scenario::number::Real;
use crate::scenario::shape::Shape;
use crate::scenario::source::{Node, Size, parse};
use crate::scenario::written::ById;

/// Questions that put the argument to the test, each with its answer given beforehand.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "intsoc patterns", extend("x-what" = "a file of patterns"))]
pub struct PatternsFile {
    /// The scenario that every world is a change of, relative to this file.
    pub trunk: String,
    /// The theories by id, each a scenario file relative to this one; the first is on trial.
    #[schemars(extend("minProperties" = 1))]
    pub rivals: ById<String>,
    /// Groups of states by name, each a list of ids.
    #[serde(default)]
    #[schemars(extend("additionalProperties" = { "type": "array", "minItems": 1, "items": { "type": "string" }, "x-refers": "states" }))]
    pub groups: ById<Vec<String>>,
    /// Names for what measures use more than once.
    #[serde(default)]
    pub quantities: ById<String>,
    /// What is laid on a theory to make another world of it, by the name of the world.
    #[serde(default)]
    pub worlds: ById<World>,
    /// The patterns.
    #[serde(default)]
    pub pattern: Vec<PatternWritten>,
    /// What the model cannot express.
    #[serde(default)]
    pub not_expressed: Vec<NotExpressed>,
}

/// A world: a file that extends the trunk, several laid one on the other, or keys of such a file.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(extend("x-allowed" = "a file in quotes, a list of files, or a table of changes"))]
pub enum World {
    /// One file.
    File(String),
    /// Several files, the later ones on the earlier.
    Files(#[schemars(length(min = 1))] Vec<String>),
    /// Keys as in a scenario file that extends the trunk.
    Changes(Changes),
}

impl World {
    /// What is laid on a scenario to make it; files are relative to a folder, and `node` is where the world is written.
    pub fn layers(&self, folder: &Path, node: &Node) -> Vec<Layer> {
        let file = |name: &String| Layer::File(folder.join(name));
        match self {
            Self::File(name) => vec![file(name)],
            Self::Files(names) => names.iter().map(file).collect(),
            Self::Changes(_) => vec![Layer::Keys(unnamed(node))],
        }
    }

    /// What readers call it: the name that its table gives, or those of the scenarios in its files; its id with spaces where
    /// there is none.
    pub fn called(&self, id: &str, sources: &Sources, folder: &Path) -> String {
        let of_file = |file: &String| name_of_scenario(sources, &folder.join(file));
        let names: Option<Vec<String>> = match self {
            Self::File(file) => of_file(file).map(|name| vec![name]),
            Self::Files(files) => files.iter().map(of_file).collect(),
            Self::Changes(Changes(keys)) => keys.get("name").and_then(Json::as_str).map(|name| vec![name.into()]),
        };
        names.filter(|names| !names.is_empty()).map_or_else(|| readable(id), |names| names.join(" + "))
    }

    /// The name in a world's table, where it can be none.
    pub fn misnamed(node: &Node) -> Option<&Node> {
        node.child("name").filter(|name| !name.as_text().is_some_and(is_name))
    }
}

/// The name that a scenario file gives its scenario.
fn name_of_scenario(sources: &Sources, file: &Path) -> Option<String> {
    let text = sources.read(file, Size::OF_A_SCENARIO).ok()?;
    let root = parse(&text, "", &mut vec![]).ok()?;
    root.at(["scenario", "name"]).and_then(Node::as_text).map(str::to_string)
}

/// Keys as in a scenario file, and `name`, which is what readers call the world.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(extend("x-scenario" = true))]
pub struct Changes(pub IndexMap<String, Json>);

/// A question and what would answer it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PatternWritten {
    /// Its id.
    pub id: String,
    /// The question, in words.
    pub question: String,
    /// Where in the article.
    pub section: String,
    /// Does its direction emerge, or does one rule of the model state it?
    pub emergent: bool,
    /// Was it looked at when the scenario was made?
    pub used_in_tuning: bool,
    /// The id of the pattern whose measure it mends, if it was written after the result of that one had been seen.
    pub restates: Option<String>,
    /// What must hold.
    #[schemars(length(min = 1))]
    pub claims: Vec<ClaimWritten>,
}

/// A measure and the bounds it must keep; without any, an open question.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClaimWritten {
    /// Arithmetic over histories, for example `relative(adequacy | no_veto)`.
    pub measure: String,
    /// It must be more than this.
    pub more_than: Option<Real>,
    /// It must be less than this.
    pub less_than: Option<Real>,
}

/// The shape of a file of patterns.
pub fn shape() -> Shape<'static> {
    static FLAT: LazyLock<Json> = LazyLock::new(declared::flat::<PatternsFile>);
    Shape::of(&FLAT)
}

/// The JSON Schema by which an editor marks what is wrong in a file of patterns while it is typed.
///
/// No schema can say what measures mean: `intsoc check` does.
pub fn for_editors() -> Json {
    let mut schema = generated::schema_of::<PatternsFile>();
    let tables = Shape::root().properties().map(|(name, _)| name).filter(|name| *name != "extends");
    let tables = ["name"].into_iter().chain(tables);
    let description = "What readers call the world; it changes no results.";
    let name = json!({ "type": "string", "minLength": 1, "maxLength": 200, "description": description });
    schema["$defs"]["Changes"]["properties"] = json!({ "name": name });
    schema["$defs"]["Changes"]["propertyNames"] = json!({ "enum": tables.collect::<Vec<_>>() });
    schema
}
