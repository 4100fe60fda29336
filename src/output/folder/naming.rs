//! New results in place of old ones, however far it gets.
//!
//! Old files are first set aside under another name, the manifest before the others, so that the folder never looks
//! whole while it is not. Then the new files get their names, their manifest last. Then the old ones are removed. If
//! the program is stopped in between, the next one goes by the manifest: where it is there, all new files have their
//! names, and the old ones are removed; where it is not, they are put back.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use serde_json::Value as Json;

use super::error::{FolderError, unwritable};
use super::holdings::{listed, manifest_of};
use crate::files::{self, PARTIAL, ending};
use crate::output::names::{ASIDE, MANIFEST};
use crate::output::own::is_own_file;

/// Sets aside what is replaced and the `pages` of it, and names the `new` files, of which the last is
/// the manifest. Between these the folder is brought to the disk, which may keep names in any order otherwise: a power
/// cut leaves what a kill at that place would.
///
/// # Errors
/// With the first name that cannot be given.
pub(super) fn name(folder: &Path, replaced: &[String], pages: &[PathBuf], new: &[&str]) -> Result<(), FolderError> {
    let steps = steps(folder, replaced, pages, new).map_err(|error| unwritable(folder, error))?;
    for steps in steps.iter().filter(|steps| !steps.is_empty()) {
        sync(folder)?;
        for (from, to) in steps {
            // The file meant is the one whose name is not of the moment.
            let meant = if new.iter().any(|name| *to == folder.join(name)) { to } else { from };
            fs::rename(from, to).map_err(|error| unwritable(meant, error))?;
        }
    }
    sync(folder)
}

/// A file's name and its next.
type Renaming = (PathBuf, PathBuf);

/// The renamings in their order: the old manifest, all else that is old, the new files, the new manifest.
fn steps(folder: &Path, replaced: &[String], pages: &[PathBuf], new: &[&str]) -> io::Result<[Vec<Renaming>; 4]> {
    let (manifest, with) = (folder.join(MANIFEST), |path: &Path, end: &str| PathBuf::from(ending(path, end)));
    let old = replaced.iter().map(|name| folder.join(name)).chain(pages.iter().cloned());
    let mut aside = Vec::new();
    for old in old {
        if files::stands(&old)? {
            aside.push((old.clone(), with(&old, ASIDE)));
        }
    }
    let (first, aside) = aside.into_iter().partition(|(old, _)| *old == manifest);
    let named = new.iter().map(|name| folder.join(name)).map(|path| (with(&path, PARTIAL), path));
    let (last, named) = named.partition(|(_, new)| *new == manifest);
    Ok([first, aside, named, last])
}

fn sync(folder: &Path) -> Result<(), FolderError> {
    files::sync_folder(folder).map_err(|error| unwritable(folder, error))
}

/// Ends a naming that did not end: forward where all is named, backward where it is not.
///
/// # Errors
/// When a file cannot be removed or named.
pub(super) fn put_back(folder: &Path) -> io::Result<()> {
    let mut aside = set_aside(folder)?;
    if files::stands(&folder.join(MANIFEST))? {
        return aside.iter().try_for_each(|path| files::remove(path));
    }
    let removed = remove_new(folder)?;
    // The manifest comes back last, when the others are on the disk: without it nothing looks whole.
    let manifest = folder.join(ending(MANIFEST, ASIDE));
    aside.sort_by_key(|path| *path == manifest);
    for path in &aside {
        if *path == manifest {
            files::sync_folder(folder)?;
        }
        fs::rename(path, path.with_extension(""))?;
    }
    // Whoever comes next removes the partial manifest, which says what is new.
    if removed || !aside.is_empty() { files::sync_folder(folder) } else { Ok(()) }
}

/// Removes the files that have their new names already, if there are any.
fn remove_new(folder: &Path) -> io::Result<bool> {
    let manifest = |end: &str| manifest_of(&folder.join(ending(MANIFEST, end)));
    let mut removed = false;
    let Some(new) = manifest(PARTIAL)? else { return Ok(removed) };
    let old: BTreeSet<String> = manifest(ASIDE)?.iter().flat_map(listed).collect();
    for name in listed(&new) {
        let path = folder.join(&name);
        let stands = |end: &str| files::stands(Path::new(&ending(&path, end)));
        let is_named = !stands(PARTIAL)? && size(&path)? == size_of(&new, &name);
        let was_there = old.contains(&name) && !stands(ASIDE)?;
        if is_named && !was_there {
            files::remove(&path)?;
            removed = true;
        }
    }
    Ok(removed)
}

/// Does a folder hold results of its own? One that may not be searched holds none that are known.
fn has_manifest(folder: &Path) -> io::Result<bool> {
    match files::stands(&folder.join(MANIFEST)) {
        Err(error) if error.kind() == ErrorKind::PermissionDenied => Ok(false),
        stands => stands,
    }
}

fn size(path: &Path) -> io::Result<Option<u64>> {
    let found = if files::stands(path)? { Some(fs::symlink_metadata(path)?) } else { None };
    Ok(found.filter(fs::Metadata::is_file).map(|found| found.len()))
}

fn size_of(manifest: &Json, name: &str) -> Option<u64> {
    let mut files = manifest["files"].as_array().into_iter().flatten();
    files.find(|file| file["name"] == name)?["bytes"].as_u64()
}

/// The files that are set aside, in a folder and in those right below it.
fn set_aside(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let is_aside = |path: &PathBuf| path.extension().is_some_and(|last| last == &ASIDE[1..]);
    Ok(files_in(folder)?.into_iter().filter(is_aside).collect())
}

/// The pages and pictures that the program made in a folder of results, or right below it.
///
/// # Errors
/// When it cannot be known which they are: they would stay beside results that they do not show.
pub(super) fn pages(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut pages = Vec::new();
    for path in files_in(folder)? {
        let ending = path.extension().and_then(|last| last.to_str()).unwrap_or_default();
        if ["html", "svg", "png", "pdf"].contains(&ending) && is_own_file(&path)? {
            pages.push(path);
        }
    }
    Ok(pages)
}

/// The plain files in a folder and in those right below it, but for other folders of results. Links
/// are not followed.
fn files_in(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let (mut found, mut below) = (Vec::new(), Vec::new());
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        match entry.file_type()? {
            kind if kind.is_file() => found.push(entry.path()),
            kind if kind.is_dir() && !has_manifest(&entry.path())? => below.push(entry.path()),
            _ => {}
        }
    }
    for folder in below {
        let entries = match fs::read_dir(folder) {
            // One that may not be read is no place where the program wrote.
            Err(error) if error.kind() == ErrorKind::PermissionDenied => continue,
            entries => entries?,
        };
        for entry in entries {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                found.push(entry.path());
            }
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: [&str; 3] = [MANIFEST, "summary.csv", "votes.csv"];
    const NEW: [&str; 3] = ["summary.csv", "months.csv", MANIFEST];

    fn manifest(generation: &str, names: &[&str]) -> String {
        let files: Vec<Json> = names
            .iter()
            .filter(|name| **name != MANIFEST)
            .map(|name| serde_json::json!({ "name": name, "bytes": generation.len() }))
            .collect();
        serde_json::json!({ "program": "intsoc", "generation": generation, "files": files }).to_string()
    }

    /// A folder with old results, a page of theirs and a stray file, and new results about to be named.
    fn about_to_be_named() -> tempfile::TempDir {
        let desk = tempfile::tempdir().unwrap();
        let put = |name: &str, text: &str| fs::write(desk.path().join(name), text).unwrap();
        let text = |name: &str, generation: &str, names: &[&str]| match name {
            MANIFEST => manifest(generation, names),
            _ => generation.to_string(),
        };
        OLD.iter().for_each(|name| put(name, &text(name, "old", &OLD)));
        NEW.iter().for_each(|name| put(&format!("{name}{PARTIAL}"), &text(name, "newer", &NEW)));
        put("page.html", "old");
        put("note.txt", "dear");
        desk
    }

    /// What is there, without the files in the making.
    fn there(folder: &Path) -> Vec<(String, String)> {
        let entries = fs::read_dir(folder).unwrap().flatten();
        let mut found: Vec<_> = entries
            .map(|entry| (entry.file_name().into_string().unwrap(), fs::read_to_string(entry.path()).unwrap()))
            .filter(|(name, _)| !name.ends_with(PARTIAL))
            .collect();
        found.sort();
        found
    }

    #[test]
    fn new_results_take_the_place_of_old_ones() {
        let desk = about_to_be_named();
        name(desk.path(), &OLD.map(str::to_string), &[desk.path().join("page.html")], &NEW).unwrap();
        put_back(desk.path()).unwrap();
        let found = there(desk.path());
        let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, [MANIFEST, "months.csv", "note.txt", "summary.csv"]);
        assert!(found[0].1.contains("newer") && found[3].1 == "newer");
    }

    #[test]
    fn wherever_it_ends_before_the_manifest_is_named_the_old_results_come_back() {
        let before = there(about_to_be_named().path());
        let all = OLD.len() + 1 + NEW.len();
        for done in 0..all {
            let desk = about_to_be_named();
            let steps =
                steps(desk.path(), &OLD.map(str::to_string), &[desk.path().join("page.html")], &NEW).unwrap().concat();
            assert_eq!(steps.len(), all);
            for (from, to) in &steps[..done] {
                fs::rename(from, to).unwrap();
            }
            assert_eq!(desk.path().join(MANIFEST).exists(), done == 0, "nothing half done looks whole");
            // Twice: the second time nothing is left to do.
            for _ in 0..2 {
                put_back(desk.path()).unwrap();
                assert_eq!(there(desk.path()), before, "after {done} steps");
            }
        }
    }

    #[test]
    fn new_names_without_a_manifest_are_taken_away_where_nothing_was_before() {
        let desk = about_to_be_named();
        OLD.iter().for_each(|name| fs::remove_file(desk.path().join(name)).unwrap());
        fs::remove_file(desk.path().join("page.html")).unwrap();
        for name in &NEW[..2] {
            let path = desk.path().join(name);
            fs::rename(ending(&path, PARTIAL), &path).unwrap();
        }
        put_back(desk.path()).unwrap();
        assert_eq!(there(desk.path()), [("note.txt".to_string(), "dear".to_string())]);
    }
}
