//! Finding again, from a folder of results, the scenario and the row of one history by its key.

use std::path::Path;

use serde_json::Value as Json;

use super::format::Format;
use super::manifest::frozen;
use super::results::{Changed, Results};
use super::verify::consistent;
use crate::model::outcomes::{Outcome, outcomes, today};
use crate::program::SOURCES;
use crate::scenario::{self, Scenario};
use crate::study::StudyKind;
use crate::study::sweep::Sweep;
use crate::table::portable::portable;

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
    /// Every outcome that the scenario has, as the table has it; none where the table is from before it was added.
    pub outcomes: Vec<(Outcome, Option<String>)>,
    /// What the folder's manifest or the table says otherwise than when they were written.
    pub changed: Vec<Changed>,
    /// The version that made the folder, where it is another than this one.
    pub other_version: Option<String>,
}

/// Finds a history.
///
/// # Errors
/// With what is missing, in words: the key, its scenario, or a column of one of its outcomes.
pub fn find(folder: &Path, text: &str, key: &Key) -> Result<Found, String> {
    let results = Results::read(folder)?;
    let manifest = &results.manifest;
    let contradiction = |what| format!("{}: {what}\n  {}", folder.display(), results.again());
    consistent(manifest).map_err(contradiction)?;
    let (table, made) = match results.kind() {
        Some(StudyKind::Run) => ("histories", frozen(&manifest["resolved_scenario"])),
        Some(StudyKind::Compare) => ("twins", one_of(manifest, key)),
        Some(StudyKind::Sweep | StudyKind::Robust) => ("outcomes", point(manifest, key)),
        _ => {
            let kind = manifest["kind"].as_str().unwrap_or_default();
            return Err(format!("{}: holds no histories (it is of kind {kind:?})", folder.display()));
        }
    };
    let (row, changed) = row(&results, table, text)?;
    let scenario = made?.with_seed(key.seed);
    let hash = scenario::hash(&scenario);
    if !hash.starts_with(&key.hash) {
        return Err(format!(
            "{text}: belongs to another scenario than that of {} (h{})",
            folder.display(),
            &hash[..12]
        ));
    }
    let outcomes = outcomes_of(&scenario, &row, manifest["sources"] != SOURCES).map_err(|wrong| {
        format!("{}: {wrong}\n  {}", folder.join(Format::of(manifest).file(table, 0)).display(), results.again())
    })?;
    Ok(Found { scenario, outcomes, changed, other_version: results.other_version().map(str::to_string) })
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

/// The columns of a row that say which history it is.
const NAMES: [&str; 4] = ["key", "point", "replicate", "scenario"];

/// A row by its columns.
type Cells = Vec<(String, String)>;

/// The one row with a key, from a table with all its parts, and which of these were changed.
fn row(results: &Results<'_>, table: &str, key: &str) -> Result<(Cells, Vec<Changed>), String> {
    let format = Format::of(&results.manifest);
    let (mut found, mut changed) = (Vec::new(), Vec::new());
    for part in results.parts(table)? {
        let path = results.folder().join(part.name);
        let wrong = |error: std::io::Error| format!("{}: is no table: {error}\n  {}", path.display(), results.again());
        let (bytes, how) = results.as_it_is(&part)?;
        changed.extend(how.map(|what| Changed { file: part.name.into(), what }));
        let (header, rows) = format.read(Box::new(bytes.as_slice())).map_err(wrong)?;
        for row in rows {
            let row = row.map_err(wrong)?;
            if row.get(0) == Some(key) {
                let cells = header.iter().zip(&row);
                found.push(cells.map(|(name, cell)| (name.to_string(), format.value(cell).into_owned())).collect());
            }
        }
    }
    match <[Cells; 1]>::try_from(found) {
        Ok([row]) => Ok((row, changed)),
        Err(rows) if rows.is_empty() => Err(format!(
            "{key}: no history of {} has this key\n  keys are in the first column of {}",
            results.folder().display(),
            format.file(table, 0)
        )),
        Err(rows) => Err(format!(
            "{key}: {} rows of {} in {} have this key, and a history has one\n  {}",
            rows.len(),
            format.file(table, 0),
            results.folder().display(),
            results.again()
        )),
    }
}

/// Every outcome of a scenario with its cell; other columns hold nothing for it. Results of other sources may be from
/// before an outcome was added, and have no cell for it.
fn outcomes_of(
    scenario: &Scenario,
    row: &[(String, String)],
    other_sources: bool,
) -> Result<Vec<(Outcome, Option<String>)>, String> {
    let own = outcomes(scenario);
    // Every column of a history is short for an outcome by its name alone: the data package need not be whole.
    let is_of = |name: &str, outcome: &Outcome| outcome.name == *today(name) || portable(&outcome.name) == name;
    let is_own = |name: &str| own.iter().any(|outcome| is_of(name, outcome));
    let twice = row.iter().enumerate().find(|(at, (name, _))| row[..*at].iter().any(|(known, _)| known == name));
    if let Some((_, (name, _))) = twice {
        return Err(format!("has two columns {name}"));
    }
    let odd = row.iter().find(|(name, cell)| !NAMES.contains(&name.as_str()) && !is_own(name) && !cell.is_empty());
    if let Some((name, cell)) = odd {
        return Err(format!("says {name} = {cell} of a history whose scenario has no such outcome"));
    }
    let cell = |outcome: Outcome| match row.iter().find(|(name, _)| is_of(name, &outcome)) {
        Some((_, cell)) => Ok((outcome, Some(cell.clone()))),
        None if other_sources => Ok((outcome, None)),
        None => Err(format!("has no column {}", outcome.name)),
    };
    own.iter().cloned().map(cell).collect()
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
