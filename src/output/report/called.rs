//! What readers call scenarios and parameters, beside their ids and paths.

use serde_json::Value as Json;

use super::super::manifest::scenario_of;
use super::super::results::Results;
pub use super::super::seen::{briefly, described};
use crate::scenario::labels::{Names, without_id};

/// The names in the scenario that results are of; of several the first one's.
pub fn names(results: &Results<'_>) -> Names {
    Names::of(scenario_of(&results.manifest).unwrap_or(&Json::Null))
}

/// What the scenarios, worlds or cases of results are called: by their names, or by their ids where two have the same.
#[derive(Clone, Debug, Default)]
pub struct Called(Vec<(String, String)>);

impl Called {
    /// The scenarios of a comparison.
    pub fn scenarios(results: &Results<'_>) -> Self {
        Self::listed(&results.manifest["scenarios"], "scenario")
    }

    /// The worlds that are laid on a scenario.
    pub fn worlds(results: &Results<'_>) -> Self {
        Self::listed(&results.manifest["worlds"], "world")
    }

    /// The cases.
    pub fn cases(results: &Results<'_>) -> Self {
        let cases = &results.manifest["cases"];
        Self(["id", "case"].into_iter().flat_map(|key| Self::listed(cases, key).0).collect())
    }

    /// The theories of plausible worlds, each without the id that its name may begin with.
    pub fn theories(results: &Results<'_>) -> Self {
        let theories = results.manifest["scenarios"].as_array().into_iter().flatten().filter_map(|theory| {
            let (id, name) = (theory["scenario"].as_str()?, theory["tree"]["scenario"]["name"].as_str()?);
            Some((id.into(), without_id(name, id).into()))
        });
        Self(theories.collect())
    }

    /// Those in a list of a manifest, whose ids stand under a key.
    fn listed(list: &Json, key: &str) -> Self {
        let each = list.as_array().into_iter().flatten();
        Self(each.filter_map(|one| Some((one[key].as_str()?.into(), one["name"].as_str()?.into()))).collect())
    }

    /// All of them: the id, the name.
    pub fn all(&self) -> &[(String, String)] {
        &self.0
    }

    /// What one of them is called.
    pub fn name(&self, id: &str) -> String {
        let own = self.0.iter().find(|(known, _)| known == id).map(|(_, name)| name);
        let alone = own.filter(|name| self.0.iter().filter(|(_, other)| other == *name).count() == 1);
        alone.map_or_else(|| id.into(), Clone::clone)
    }
}
