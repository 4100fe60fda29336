//! Several scenarios on one command line: what they are called, and what is to be said of them together.

use std::path::PathBuf;

use super::failure::Failure;
use super::out::stem;
use crate::scenario::Loaded;
use crate::scenario::undone::essence;

/// What the files are called in the tables: their names without ending, or with their folders
/// where that is not enough to tell them apart.
pub fn names(files: &[&PathBuf]) -> Result<Vec<String>, Failure> {
    let stems: Vec<String> = files.iter().map(|file| stem(file)).collect();
    let twice = |names: &[String], name: &String| names.iter().filter(|known| *known == name).count() > 1;
    let paths = files.iter().zip(&stems).map(|(file, stem)| {
        if twice(&stems, stem) { file.with_extension("").display().to_string() } else { stem.clone() }
    });
    let names: Vec<String> = paths.collect();
    match names.iter().find(|name| twice(&names, name)) {
        Some(name) => Err(Failure::Input(given_twice(name))),
        None => Ok(names),
    }
}

/// That a scenario is given twice.
pub fn given_twice(name: &str) -> String {
    format!("{name}: is given twice\n  name each scenario once")
}

/// What is to be said of scenarios that are compared with the first: what changes in all undo in one of them, and
/// which are the same scenario.
///
/// # Errors
/// When the changes leave nothing of what one of them changes.
pub fn notes(loaded: &[(String, Loaded)]) -> Result<Vec<String>, Failure> {
    let mut notes: Vec<String> = Vec::new();
    for note in loaded.iter().flat_map(|(_, read)| &read.scenario.notes) {
        // A note on a file that all inherit is said once.
        if !notes.contains(note) {
            notes.push(note.clone());
        }
    }
    let Some(((base, base_read), others)) = loaded.split_first() else { return Ok(notes) };
    for (name, read) in others {
        let left = read.left_against(base_read);
        if left.nothing {
            return Err(Failure::Input(format!(
                "{name}: becomes the same scenario as {base}: what is set for all comes last, and undoes all that it changes ({})\n  leave that out of --set and --off, or write it into the base that both extend",
                left.shown()
            )));
        }
        if !left.undone.is_empty() {
            notes.push(format!(
                "{name}: what is set for all comes last, and undoes a part of what it changes against {base}: {}\n  an effect is of what is left",
                left.shown()
            ));
        }
    }
    let essences: Vec<String> = loaded.iter().map(|(_, read)| essence(&read.scenario.resolved)).collect();
    for (index, (name, _)) in loaded.iter().enumerate() {
        if let Some(first) = essences[..index].iter().position(|known| *known == essences[index]) {
            notes.push(format!("{name}: is the same scenario as {}: twins of the two never differ", loaded[first].0));
        }
    }
    Ok(notes)
}
