//! How far a sweep has come in its folder, by its ledger and its manifest.

use std::path::Path;

use super::append::held;
use super::error::LedgerError;
use super::records::Reader;
use crate::files;
use crate::output::format::Format;
use crate::output::names::LEDGER;
use crate::output::results::Results;
use crate::study::StudyKind;
use crate::study::sweep::header::Header;

/// Forgets what a folder's ledger holds.
///
/// # Errors
/// When it cannot be removed.
pub fn forget(folder: &Path) -> Result<(), LedgerError> {
    let path = folder.join(LEDGER);
    files::remove(&path).map_err(|error| LedgerError::Unusable { path: path.display().to_string(), error })
}

/// How the tables are written if a folder holds the whole results of this identity already, every
/// file as it was written.
pub fn complete(folder: &Path, identity: &str) -> Option<Format> {
    let results = finished(folder, identity)?;
    let whole = results.changed().is_empty() && (results.kind() != Some(StudyKind::Shard) || holds_all(folder));
    whole.then(|| Format::of(&results.manifest))
}

/// Does a ledger hold every unit of work, and nothing else?
fn holds_all(folder: &Path) -> bool {
    let Ok(Some(mut reader)) = Reader::open(&folder.join(LEDGER)) else { return false };
    while let Ok(Some(_)) = reader.next_record() {}
    reader.is_whole() && reader.rest().is_ok_and(|rest| rest.bytes == 0)
}

/// The results of this identity, if a folder says that it holds the whole of them.
fn finished<'a>(folder: &'a Path, identity: &str) -> Option<Results<'a>> {
    let results = Results::read(folder).ok()?;
    (results.manifest["identity"] == identity && results.manifest["complete"] == true).then_some(results)
}

/// What of this work in a folder was spoilt since it was written, in words: it is done again. None
/// where nothing was, or nothing is begun.
pub fn spoilt(folder: &Path, header: &Header) -> Option<String> {
    if let Ok(Some((held, rest))) = held(folder, header)
        && rest.records > 0
    {
        return Some(format!(
            "{}: was spoilt after the first {held} units of work: the {} that follow are done again",
            folder.join(LEDGER).display(),
            rest.records
        ));
    }
    let changed = finished(folder, &header.identity())?.changed();
    let changed = changed.first()?;
    Some(format!("{}: {}: what is not whole is made again", folder.join(&changed.file).display(), changed.what))
}

/// Points of an unfinished sweep, from the first, that are complete in its folder's ledger.
///
/// # Errors
/// When there is no ledger, or it belongs to something else.
pub fn complete_points(folder: &Path, header: &Header) -> Result<u64, LedgerError> {
    let held = held(folder, header)?.map_or(0, |(held, _)| held);
    Ok(header.units().map_or(0, |units| held / units.each))
}
