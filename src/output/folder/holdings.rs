//! What is in a folder that is to take results, and whose it is.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use serde_json::Value as Json;

use super::error::{FolderError, unwritable};
use crate::files::{self, PARTIAL};
use crate::output::format::table_of;
use crate::output::ledger;
use crate::output::names::{ASIDE, LEDGER, MANIFEST, PACKAGE, RO_CRATE, STAGES, WORKBOOK};
use crate::study::StudyKind;
use crate::study::sweep::header::Header;

/// Files and folders that systems leave anywhere, without being asked.
const OF_THE_SYSTEM: [&str; 14] = [
    ".directory",
    ".ds_store",
    ".fseventsd",
    ".localized",
    ".snapshot",
    ".spotlight-v100",
    ".temporaryitems",
    ".trashes",
    "$recycle.bin",
    "desktop.ini",
    "ehthumbs.db",
    "lost+found",
    "system volume information",
    "thumbs.db",
];

/// Who wants a folder.
pub(super) struct Claim<'a> {
    /// What tells the results from any others.
    pub identity: &'a str,
    /// What a ledger must belong to, where the results are a sweep's.
    pub ledger: Option<&'a Header>,
    /// The results of another run may be replaced.
    pub replace: bool,
}

/// Is it a name that the program gives to a file of results?
pub fn is_own(name: &str) -> bool {
    let table = table_of(name);
    table.is_some_and(|table| StudyKind::ALL.iter().any(|kind| kind.tables().contains(&table)))
        || [MANIFEST, PACKAGE, RO_CRATE, WORKBOOK].contains(&name)
}

/// Is it a name that no results have and that says nothing of whose a folder is: a file of the
/// system's, or one that the program needs only while it works?
pub fn passes(name: &str) -> bool {
    let small = name.to_lowercase();
    let hidden = ["._", ".nfs", ".trash-", ".fuse_hidden", ".smbdelete"].iter().any(|start| small.starts_with(start));
    let passing = [".intsoc.lock", PARTIAL, ASIDE].iter().any(|end| small.ends_with(end));
    hidden || passing || small == STAGES || OF_THE_SYSTEM.contains(&small.as_str())
}

/// The files of earlier results that new ones replace, the manifest first, if the folder may be
/// taken at all.
///
/// # Errors
/// When it holds something else.
pub(super) fn replaced(folder: &Path, claim: &Claim<'_>) -> Result<Vec<String>, FolderError> {
    let unknown = |error| unwritable(folder, error);
    let manifest = manifest_of(&folder.join(MANIFEST)).map_err(unknown)?;
    if files::stands(&folder.join(LEDGER)).map_err(unknown)? {
        return beside_ledger(folder, claim, manifest.as_ref());
    }
    let refused = |message: String, remedy: &str| FolderError::Refused {
        path: folder.display().to_string(),
        message,
        remedy: remedy.into(),
    };
    let Some(manifest) = manifest else {
        let Some(other) = others(folder)? else { return Ok(vec![]) };
        if files::stands(&folder.join(MANIFEST)).map_err(unknown)? {
            let message = format!("holds something else than results of intsoc, or its {MANIFEST} is torn ({other})");
            return Err(refused(message, "remove the folder if nobody needs it, or choose another with --out"));
        }
        let message = format!("holds something else than results of intsoc ({other})");
        return Err(refused(
            message,
            "choose another folder with --out, or remove what is in this one if nobody needs it",
        ));
    };
    if manifest.get("identity").is_none_or(|found| found != claim.identity) && !claim.replace {
        let other = manifest.get("scenario").and_then(Json::as_str).unwrap_or("unknown");
        let message = format!("holds the results of another run (of \"{other}\", or with other numbers)");
        return Err(refused(message, "choose another folder with --out, or replace them with --force"));
    }
    Ok(of_manifest(&manifest))
}

/// Where a ledger is, it says whose the folder is.
fn beside_ledger(folder: &Path, claim: &Claim<'_>, manifest: Option<&Json>) -> Result<Vec<String>, FolderError> {
    let mut old = manifest.map(of_manifest).unwrap_or_default();
    if manifest.is_none() {
        // What is left of a shard whose manifest was lost or torn.
        old.extend([MANIFEST, PACKAGE].into_iter().filter(|name| is_ours(folder, name)).map(str::to_string));
    }
    match claim.ledger.map(|header| ledger::own(&folder.join(LEDGER), header)) {
        Some(Ok(_)) => {}
        Some(Err(error)) if !claim.replace => return Err(error.into()),
        Some(Err(_)) => forget(folder, manifest)?,
        None if claim.replace => old.push(LEDGER.into()),
        None => {
            return Err(FolderError::Refused {
                path: folder.display().to_string(),
                message: "holds a sweep that is not finished, or a shard".into(),
                remedy: "choose another folder with --out, or replace it with --force".into(),
            });
        }
    }
    Ok(old)
}

/// Forgets a ledger; a shard's manifest goes first, as it says that the ledger is whole.
fn forget(folder: &Path, manifest: Option<&Json>) -> Result<(), FolderError> {
    let of_shard = manifest.is_some_and(|manifest| manifest["kind"] == "shard");
    for name in [MANIFEST, LEDGER].into_iter().filter(|name| *name == LEDGER || of_shard) {
        let path = folder.join(name);
        files::remove(&path).map_err(|error| unwritable(&path, error))?;
    }
    Ok(())
}

/// Is a file that is named as the program names its own one of them?
fn is_ours(folder: &Path, name: &str) -> bool {
    let path = folder.join(name);
    let package = || serde_json::from_slice::<Json>(&files::read(&path).ok()?).ok();
    let own = |package: Json| package["name"].as_str().is_some_and(|name| name.starts_with("intsoc-"));
    if name == PACKAGE { package().is_some_and(own) } else { path.symlink_metadata().is_ok() }
}

/// The first name in a folder that is not the program's.
fn others(folder: &Path) -> Result<Option<String>, FolderError> {
    let entries = fs::read_dir(folder).map_err(|error| unwritable(folder, error))?;
    let names = entries.map(|entry| entry.map(|entry| entry.file_name().to_string_lossy().into_owned()));
    let names: Vec<String> = names.collect::<Result<_, _>>().map_err(|error| unwritable(folder, error))?;
    Ok(names.into_iter().filter(|name| !passes(name)).min())
}

/// A manifest of the program's own, if it is there and is one.
///
/// # Errors
/// When it is a file that cannot be read.
pub(super) fn manifest_of(path: &Path) -> io::Result<Option<Json>> {
    let bytes = match files::read(path) {
        Err(error) if [ErrorKind::NotFound, ErrorKind::InvalidInput].contains(&error.kind()) => return Ok(None),
        read => read?,
    };
    let manifest: Option<Json> = serde_json::from_slice(&bytes).ok();
    Ok(manifest.filter(|manifest| manifest["program"] == "intsoc"))
}

/// The files that a manifest lists. Only plain names of the program's own: a manifest is input too.
pub(super) fn listed(manifest: &Json) -> Vec<String> {
    let files = manifest["files"].as_array().into_iter().flatten();
    let names = files.filter_map(|file| file["name"].as_str()).filter(|name| is_own(name));
    names.map(str::to_string).collect()
}

/// A manifest and what it lists.
fn of_manifest(manifest: &Json) -> Vec<String> {
    std::iter::once(MANIFEST.to_string()).chain(listed(manifest)).collect()
}

/// Removes what a process left that was killed.
pub(super) fn remove_partial(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        if name.to_str().and_then(|name| name.strip_suffix(PARTIAL)).is_some_and(is_own) {
            files::remove(&folder.join(name))?;
        }
    }
    Ok(())
}
