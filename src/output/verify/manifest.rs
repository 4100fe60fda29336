//! A manifest against itself: does it say what its own scenarios and numbers say?

use serde_json::Value as Json;

use crate::output::format::table_of;
use crate::output::manifest::frozen;
use crate::program::VERSION;
use crate::scenario::{Scenario, hash};
use crate::study::compare::{Comparison, Entry};
use crate::study::hindcast::identity as of_hindcast;
use crate::study::sweep::header::Header;
use crate::study::{Details, Monthly, Plan, StudyKind};

/// What a manifest says otherwise in one place than in another, in words; none if it agrees with
/// itself, as far as this version of the program can tell.
///
/// # Errors
/// With the first contradiction.
pub fn consistent(manifest: &Json) -> Result<(), String> {
    if manifest["version"] != VERSION {
        return Ok(());
    }
    match StudyKind::of(manifest) {
        Some(StudyKind::Run) => {
            let made = whole(manifest)?;
            let there = |table: Monthly| files(manifest).any(|name| table_of(name) == Some(table.table()));
            let detail = Details::of(there);
            same("identity", &manifest["identity"], &plan(manifest, &made, detail).identity())?;
            counted(manifest)
        }
        Some(StudyKind::Hindcast) => {
            let made = whole(manifest)?;
            // Before manifests had checksums, the facts counted with their line ends and blank lines.
            if manifest.get("checksum").is_none() {
                return counted(manifest);
            }
            let facts = manifest["history"]["sha256"].as_str().unwrap_or_default();
            same("identity", &manifest["identity"], &of_hindcast(&plan(manifest, &made, Details::NONE), facts))?;
            counted(manifest)
        }
        Some(StudyKind::Compare) => {
            let base = entries(manifest)?;
            same("identity", &manifest["identity"], &base.identity())?;
            counted(manifest)
        }
        Some(StudyKind::Sweep | StudyKind::Shard | StudyKind::Robust) => swept(manifest),
        Some(_) => plain(manifest),
        None => {
            let name = manifest["kind"].as_str().unwrap_or_default();
            Err(format!("its kind is {name:?}, and intsoc has none of that name"))
        }
    }
}

/// What any study's manifest may say without anybody knowing the study: a scenario with its hash, and histories of those
/// that were asked for.
fn plain(manifest: &Json) -> Result<(), String> {
    if ["resolved_scenario", "scenario_hash"].iter().any(|key| manifest.get(key).is_some()) {
        whole(manifest)?;
    }
    let counts = ["histories", "replicates"].iter().all(|key| manifest.get(key).is_some());
    if counts { counted(manifest) } else { Ok(()) }
}

/// The scenario that results are of, if it is the one of their hash and name.
fn whole(manifest: &Json) -> Result<Scenario, String> {
    let made = scenario(manifest)?;
    // What a file asks for is called by the file.
    if !StudyKind::of(manifest).is_some_and(StudyKind::is_of_a_file) {
        same("name of the scenario", &manifest["scenario"], &made.name)?;
    }
    Ok(made)
}

/// The scenario of an entry, if it is the one of its hash, with the seed of the results.
fn scenario(entry: &Json) -> Result<Scenario, String> {
    if !entry["resolved_scenario"].is_object() {
        return Err("its manifest holds no scenario".into());
    }
    let made = frozen(&entry["resolved_scenario"])?;
    same("scenario hash", &entry["scenario_hash"], &hash(&made))?;
    let seed = entry["seed"].as_u64().unwrap_or(made.seed);
    Ok(made.with_seed(seed))
}

fn same(what: &str, said: &Json, is: &str) -> Result<(), String> {
    match said.as_str() {
        Some(said) if said == is => Ok(()),
        said => {
            Err(format!("its manifest says {what} {:?}, and its own numbers make it {is:?}", said.unwrap_or_default()))
        }
    }
}

fn plan<'a>(manifest: &Json, scenario: &'a Scenario, detail: Details) -> Plan<'a> {
    let number = |key: &str| manifest[key].as_u64().unwrap_or_default();
    Plan {
        scenario,
        first: number("first"),
        replicates: number("replicates"),
        still: manifest["still"] == true,
        detail,
    }
}

/// The comparison that a manifest is of.
fn entries(manifest: &Json) -> Result<Comparison, String> {
    let entry = |entry: &Json| -> Result<Entry, String> {
        let scenario = scenario(entry)?.with_seed(manifest["seed"].as_u64().unwrap_or_default());
        Ok(Entry { name: entry["scenario"].as_str().unwrap_or_default().into(), scenario })
    };
    let mut entries = manifest["scenarios"].as_array().into_iter().flatten().map(entry);
    let base = entries.next().ok_or("its manifest holds no scenario")??;
    same("name of the scenario", &manifest["scenario"], &base.scenario.name)?;
    let (replicates, still) = (manifest["replicates"].as_u64().unwrap_or_default(), manifest["still"] == true);
    let notes = manifest["notes"].as_array().into_iter().flatten();
    let notes = notes.filter_map(Json::as_str).map(str::to_string).collect();
    Ok(Comparison { base, others: entries.collect::<Result<_, _>>()?, replicates, still, notes })
}

/// Complete is what has all the histories that were asked for, and no less.
fn counted(manifest: &Json) -> Result<(), String> {
    let (done, asked) = (manifest["histories"].as_u64(), manifest["replicates"].as_u64());
    let right = match (done, asked) {
        (Some(done), Some(asked)) => done <= asked && manifest["complete"] == (done == asked),
        _ => false,
    };
    let counts = [&manifest["histories"], &manifest["replicates"], &manifest["complete"]];
    let [done, asked, complete] = counts.map(Json::to_string);
    right.then_some(()).ok_or(format!("its manifest says {done} histories of {asked}, complete: {complete}"))
}

fn swept(manifest: &Json) -> Result<(), String> {
    // Results of an earlier program do not say it.
    let Some(header) = manifest.get("header") else { return Ok(()) };
    let header: Header = serde_json::from_value(header.clone())
        .map_err(|error| format!("its manifest does not say of which sweep it is: {error}"))?;
    same("identity", &manifest["identity"], &header.identity())?;
    same("version", &manifest["version"], &header.version)?;
    same("sources", &manifest["sources"], &header.sources)?;
    header.restored(manifest).map(|_| ())
}

/// The names of the files that a manifest lists.
fn files(manifest: &Json) -> impl Iterator<Item = &str> {
    manifest["files"].as_array().into_iter().flatten().filter_map(|file| file["name"].as_str())
}
