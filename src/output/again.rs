//! Finding again, from a folder of results, the scenario and the row of one history by its key.

use std::path::Path;

use serde_json::Value as Json;

use super::folder::MANIFEST;
use super::locale::Locale;
use super::manifest::VERSION;
use crate::experiment::sweep::Sweep;
use crate::files;
use crate::scenario::source::Node;
use crate::scenario::{self, Place, Scenario};

/// The parts of a key: `[pPOINT-]hHASH-[still-]SEED-REPLICATE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The point of a sweep.
    pub point: Option<u64>,
    /// The first digits of the scenario's hash.
    pub hash: String,
    /// Without chance.
    pub still: bool,
    /// The seed.
    pub seed: u64,
    /// The replicate.
    pub replicate: u64,
}

impl Key {
    /// Reads a key; `None` if it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts: Vec<&str> = text.split('-').collect();
        let point = match parts[0].strip_prefix('p') {
            Some(number) => {
                parts.remove(0);
                Some(number.parse().ok()?)
            }
            None => None,
        };
        let still = parts.get(1) == Some(&"still");
        if still {
            parts.remove(1);
        }
        let [hash, seed, replicate] = parts.as_slice() else { return None };
        let hash = hash.strip_prefix('h').filter(|hash| hash.len() == 12)?;
        Some(Self { point, hash: hash.into(), still, seed: seed.parse().ok()?, replicate: replicate.parse().ok()? })
    }
}

/// One history of a folder of results.
#[derive(Debug)]
pub struct Found {
    /// Its scenario, with the seed of its key.
    pub scenario: Scenario,
    /// Outcomes by name, as the table has them.
    pub outcomes: Vec<(String, String)>,
    /// The version that made the folder, where it is another than this one.
    pub other_version: Option<String>,
}

/// Finds a history.
///
/// # Errors
/// With what is missing, in words.
pub fn find(folder: &Path, text: &str, key: &Key) -> Result<Found, String> {
    let path = folder.join(MANIFEST);
    let manifest = files::read(&path).map_err(|error| {
        format!("{}: cannot be read: {error}\n  name a folder with results of intsoc", path.display())
    })?;
    let manifest: Json = serde_json::from_slice(&manifest)
        .map_err(|error| format!("{}: is no manifest of intsoc: {error}", path.display()))?;
    let kind = manifest["kind"].as_str().unwrap_or_default();
    let (table, made) = match kind {
        "run" => ("histories", frozen(&manifest["resolved_scenario"])),
        "compare" => ("twins", one_of(&manifest, key)),
        "sweep" => ("outcomes", point(&manifest, key)),
        other => return Err(format!("{}: holds no histories (it is of kind {other:?})", folder.display())),
    };
    let outcomes = row(folder, table, text, Locale::of(&manifest))?;
    let mut scenario = made?;
    scenario.seed = key.seed;
    let hash = scenario::hash(&scenario);
    if !hash.starts_with(&key.hash) {
        return Err(format!(
            "{text}: belongs to another scenario than that of {} (h{})",
            folder.display(),
            &hash[..12]
        ));
    }
    let version = manifest["version"].as_str().unwrap_or("unknown");
    Ok(Found { scenario, outcomes, other_version: (version != VERSION).then(|| version.to_string()) })
}

/// A scenario as a manifest keeps it.
///
/// # Errors
/// When it is none, in words.
pub fn frozen(json: &Json) -> Result<Scenario, String> {
    let root = Node::from_json(json, &Place::whole(MANIFEST));
    scenario::freeze(root, vec![]).map_err(|problems| problems.to_string())
}

/// The scenario of a comparison to which a key belongs.
fn one_of(manifest: &Json, key: &Key) -> Result<Scenario, String> {
    let entries = manifest["scenarios"].as_array().into_iter().flatten();
    let mut own =
        entries.filter(|entry| entry["scenario_hash"].as_str().is_some_and(|hash| hash.starts_with(&key.hash)));
    own.next().map_or_else(
        || Err("no scenario of this comparison has that key".into()),
        |entry| frozen(&entry["resolved_scenario"]),
    )
}

/// The scenario of a point of a sweep.
fn point(manifest: &Json, key: &Key) -> Result<Scenario, String> {
    let sweep = Sweep::restore(manifest).map_err(|problems| problems.to_string())?;
    let number = key.point.filter(|number| *number < sweep.design.points());
    let number = number.ok_or("the key names no point of this sweep")?;
    sweep.scenario(&sweep.point(number)).map_err(|problems| problems.to_string())
}

/// The outcomes in the row with a key, from a table or its numbered parts.
fn row(folder: &Path, table: &str, key: &str, locale: Locale) -> Result<Vec<(String, String)>, String> {
    for part in 0.. {
        let name = if part == 0 { format!("{table}.csv") } else { format!("{table}-{}.csv", part + 1) };
        let path = folder.join(name);
        if !path.exists() {
            break;
        }
        let wrong = |error: csv::Error| format!("{}: cannot be read: {error}", path.display());
        let bytes = files::read(&path).map_err(|error| wrong(error.into()))?;
        let mut reader = locale.reader(&bytes);
        let header = reader.headers().map_err(wrong)?.clone();
        for row in reader.records() {
            let row = row.map_err(wrong)?;
            if row.get(0) == Some(key) {
                let cells = header.iter().zip(row.iter());
                return Ok(cells
                    .map(|(name, cell)| (name.to_string(), locale.number(cell).into_owned()))
                    .filter(|(name, _)| !["key", "point", "replicate", "scenario"].contains(&name.as_str()))
                    .collect());
            }
        }
    }
    Err(format!(
        "{key}: no history of {} has this key\n  keys are in the first column of {table}.csv",
        folder.display()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_as_they_are_written() {
        let key = |text| Key::parse(text);
        let plain = Key { point: None, hash: "9e0257c5cda6".into(), still: false, seed: 1, replicate: 7 };
        assert_eq!(key("h9e0257c5cda6-1-7"), Some(plain.clone()));
        assert_eq!(key("h9e0257c5cda6-still-1-7"), Some(Key { still: true, ..plain.clone() }));
        assert_eq!(key("p12-h9e0257c5cda6-1-7"), Some(Key { point: Some(12), ..plain }));
        for wrong in
            ["", "h9e02-1-7", "9e0257c5cda6-1-7", "h9e0257c5cda6-1", "px-h9e0257c5cda6-1-7", "h9e0257c5cda6-1-7-8"]
        {
            assert_eq!(key(wrong), None, "{wrong}");
        }
    }
}
