//! What readers call scenarios and parameters, beside their ids and paths.

use serde_json::Value as Json;

use super::super::manifest::scenario_of;
use super::super::results::Results;
use crate::scenario::labels::{Names, readable, without_id};
use crate::scenario::parameters::{Parameter, parameters};

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

/// A description that is longer than this is not read at a glance.
const GLANCE: usize = 60;

/// What is varied, by what its parameter means, with its unit and its path; by the path alone where it is none.
pub fn described(path: &str, names: &Names) -> String {
    match meaning(path, names) {
        Some((meaning, unit)) if ["", "1"].contains(&unit) => format!("{meaning} ({path})"),
        Some((meaning, unit)) => format!("{meaning}, {unit} ({path})"),
        None => path.into(),
    }
}

/// What is varied in few words; by its path where its parameter takes many.
pub fn briefly(path: &str, names: &Names) -> String {
    let short = meaning(path, names).map(|(meaning, _)| meaning).filter(|meaning| meaning.chars().count() <= GLANCE);
    short.unwrap_or_else(|| path.into())
}

/// The first clause of what a parameter means, whose it is, and its unit.
fn meaning(path: &str, names: &Names) -> Option<(String, &'static str)> {
    let parts: Vec<&str> = path.split('.').collect();
    if let ["off", mechanism] = parts[..] {
        return Some((format!("with or without the mechanism {}", readable(mechanism)), ""));
    }
    let fits = |parameter: &Parameter| {
        let own: Vec<&str> = parameter.path.split('.').collect();
        own.len() == parts.len() && own.iter().zip(&parts).all(|(own, part)| *own == "ID" || own == part)
    };
    let parameter = parameters().into_iter().find(|parameter| fits(parameter) && !parameter.meaning.is_empty())?;
    let clause = parameter.meaning.trim_end_matches('.');
    let ends = [". ", "; ", ": "].into_iter().filter_map(|mark| clause.find(mark));
    let clause = &clause[..ends.min().unwrap_or(clause.len())];
    let whose = match parts[..] {
        ["states", id, ..] => format!(", {}", names.state(id)),
        ["bodies", id, ..] => format!(", {}", names.body(id)),
        ["instruments", id, ..] => format!(", {}", names.instrument(id)),
        ["movements", id, ..] => format!(", {}", names.movement(id)),
        _ => String::new(),
    };
    Some((format!("{clause}{whose}"), parameter.unit))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_varied_is_called_by_what_it_means_and_whose_it_is() {
        let names = Names::of(&json!({ "states": { "usa": { "name": "United States" } } }));
        let told = described("states.usa.overstretch", &names);
        assert!(told.contains(", United States") && told.ends_with("(states.usa.overstretch)"), "{told}");
        assert_eq!(described("no.such.path", &names), "no.such.path");
        assert_eq!(briefly("off.veto", &names), "with or without the mechanism veto");
    }
}
