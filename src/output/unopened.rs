//! What is said of a folder of results that is none.

use std::path::Path;
use std::{fs, io};

use super::names::MANIFEST;
use crate::scenario::problem::nearest;

/// Folders that are named at most.
const SHOWN: usize = 5;

/// Why a folder holds no results that can be opened, and which was meant.
pub fn unopened(folder: &Path, error: &io::Error) -> String {
    let shown = folder.display();
    if folder.is_file() {
        let parent = folder.parent().filter(|parent| parent.join(MANIFEST).is_file());
        let remedy = parent.map_or_else(
            || "name a folder that a command of intsoc wrote, such as results/baseline".into(),
            |parent| format!("name the folder in which it lies: {}", parent.display()),
        );
        return format!("{shown}: is a file, and results are a folder\n  {remedy}");
    }
    if error.kind() != io::ErrorKind::NotFound {
        return format!(
            "{}: cannot be read: {error}\n  name a folder with results of intsoc",
            folder.join(MANIFEST).display()
        );
    }
    let what = if folder.is_dir() { "holds no results: it has no manifest.json" } else { "there is no such folder" };
    let beside = if folder.is_dir() { folder } else { folder.parent().unwrap_or(Path::new("")) };
    let known = folders_with_results(if beside.as_os_str().is_empty() { Path::new(".") } else { beside });
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let at = |name: &str| beside.join(name).display().to_string();
    let remedy = match (nearest(&name, known.iter().map(String::as_str)), known.as_slice()) {
        (Some(near), _) => format!("did you mean {}?", at(near)),
        (None, []) => "name a folder that a command of intsoc wrote; it says so at its end: \"Results in ...\"".into(),
        (None, known) => {
            let shown: Vec<String> = known.iter().take(SHOWN).map(|name| at(name)).collect();
            let more = if known.len() > SHOWN { ", ..." } else { "" };
            format!("there are results in {}{more}", shown.join(", "))
        }
    };
    format!("{shown}: {what}\n  {remedy}")
}

/// Names of the folders in a folder that hold results, sorted.
fn folders_with_results(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let with = entries.filter(|entry| entry.path().join(MANIFEST).is_file());
    let mut names: Vec<String> = with.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}
