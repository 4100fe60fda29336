//! What parameters are called where their paths say little.

use crate::scenario::labels::{Names, readable};
use crate::scenario::parameters::{Parameter, parameters};

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
    // What an event sets means what the parameter means.
    if let Some((_, set)) = path.split_once(".set.").filter(|_| path.starts_with("events.")) {
        return meaning(set, names).map(|(meaning, unit)| (format!("{meaning}, as events set it"), unit));
    }
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
        [_, "*", ..] => String::new(),
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
        let of_all = briefly("states.*.overstretch", &names);
        assert!(!of_all.contains('*'), "{of_all}");
        assert_eq!(briefly("events.*.set.states.*.overstretch", &names), format!("{of_all}, as events set it"));
        assert_eq!(briefly("off.veto", &names), "with or without the mechanism veto");
    }
}
