//! Why a ledger cannot be used.

/// Why a ledger cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// It belongs to something else.
    #[error("{path}: belongs to another sweep: {what} has changed\n  {remedy}")]
    Foreign {
        /// The ledger.
        path: String,
        /// What is different.
        what: &'static str,
        /// What to do.
        remedy: &'static str,
    },
    /// It is not a ledger, or its header was spoilt.
    #[error(
        "{path}: is not a ledger of intsoc, or its first line was changed\n  the command that began it mends it if only that line was; else remove the file to begin anew, or choose another folder with --out"
    )]
    Garbled {
        /// The file.
        path: String,
    },
    /// An earlier program wrote it.
    #[error(
        "{path}: was begun by an earlier intsoc, whose ledgers this one does not read\n  finish or merge it with the intsoc that began it, or begin anew: the same command with --force"
    )]
    Earlier {
        /// The file.
        path: String,
    },
    /// It cannot be read or written.
    #[error(
        "{path}: cannot be used: {error}\n  make room on the disk or choose another folder with --out; the same command goes on where it was"
    )]
    Unusable {
        /// The file.
        path: String,
        /// What the system says.
        error: std::io::Error,
    },
}
