//! Why a folder cannot take results.

use std::io::ErrorKind;
use std::path::Path;

use crate::output::ledger::LedgerError;

/// Why a folder cannot take results.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// It holds something else: nothing was touched.
    #[error("{path}: {message}\n  {remedy}")]
    Refused {
        /// The folder.
        path: String,
        /// What is in the way.
        message: String,
        /// What to do.
        remedy: String,
    },
    /// It holds the ledger of another sweep.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// Another process writes to it.
    #[error("{path}: another intsoc writes here now\n  wait for it, or choose another folder with --out")]
    InUse {
        /// The folder.
        path: String,
    },
    /// It was there, and no longer is.
    #[error(
        "{path}: was removed, moved or replaced while results were written into it\n  run the same command again, and leave the folder where it is meanwhile"
    )]
    Gone {
        /// The folder.
        path: String,
    },
    /// It cannot be written.
    #[error("{path}: cannot be written: {error}\n  {remedy}")]
    Unwritable {
        /// The file or folder.
        path: String,
        /// What the system says.
        error: std::io::Error,
        /// What to do.
        remedy: &'static str,
    },
}

pub(in crate::output) fn unwritable(path: &Path, error: std::io::Error) -> FolderError {
    let remedy = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "make room on the disk, then run the same command again",
        ErrorKind::PermissionDenied | ErrorKind::ResourceBusy => {
            "close what has it open or mend its permissions and run the same command again, or choose another folder with --out"
        }
        _ => "run the same command again, or choose another folder with --out",
    };
    FolderError::Unwritable { path: path.display().to_string(), error, remedy }
}
