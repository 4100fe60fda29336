//! The records of several ledgers, one ledger after the other.

use std::path::PathBuf;

use super::error::LedgerError;
use super::records::Reader;
use crate::study::sweep::points::Record;

/// Why there is no further record.
#[derive(Debug, thiserror::Error)]
pub enum RecordsError {
    /// A ledger cannot be read.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// They hold less than the whole; in words, with what to do.
    #[error("{0}")]
    Incomplete(String),
}

/// The records of ledgers, one ledger after the other.
pub struct Records {
    later: std::vec::IntoIter<PathBuf>,
    reader: Option<Reader>,
}

impl Records {
    /// Of the ledgers of all shards, in the order of the shards.
    pub fn of(ledgers: Vec<PathBuf>) -> Self {
        Self { later: ledgers.into_iter(), reader: None }
    }

    /// The next record.
    ///
    /// # Errors
    /// When there is none, since a ledger was spoilt or is not finished.
    pub fn next_record(&mut self) -> Result<Record, RecordsError> {
        loop {
            if let Some(reader) = &mut self.reader {
                if let Some(record) = reader.next_record()? {
                    return Ok(record);
                }
                if !reader.is_whole() {
                    return Err(RecordsError::Incomplete(format!(
                        "{}: cannot be read beyond the first {} units of work: it is not finished, or was spoilt\n  give the command that began it again, which mends it and goes on",
                        reader.path().display(),
                        reader.count()
                    )));
                }
            }
            let Some(path) = self.later.next() else {
                let message = "the ledgers hold less than the whole sweep\n  run the shards that are missing";
                return Err(RecordsError::Incomplete(message.into()));
            };
            self.reader = Reader::open(&path)?;
        }
    }
}
