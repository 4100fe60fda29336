//! The ledgers of a calibration: one for each part of each stage, in a folder of their own within its folder.

use std::fs;
use std::path::{Path, PathBuf};

use super::append::{Ledger, own};
use super::error::LedgerError;
use crate::files::{Lock, LockError, Made};
use crate::output::names::STAGES;
use crate::study::calibrate::{Keep, Stage};
use crate::study::sweep::points::{Record, Shard};

/// The ledgers of all stages, of which one is open for records.
#[derive(Debug)]
pub struct Stages {
    folder: PathBuf,
    open: Option<Ledger>,
    // Two processes that play the same part would write into one ledger.
    _lock: Lock,
    _made: Made,
}

impl Stages {
    /// Opens the ledgers in a folder of results for a part; those of other parts are read.
    ///
    /// # Errors
    /// When another process plays the same part, or the folder cannot be written.
    pub fn of(folder: &Path, shard: Shard) -> Result<Self, LedgerError> {
        let folder = folder.join(STAGES);
        let unusable = |error| LedgerError::Unusable { path: folder.display().to_string(), error };
        let made = Made::make(&folder).map_err(unusable)?;
        let lock = folder.join(format!("{}-of-{}.intsoc.lock", shard.index, shard.count));
        let lock = Lock::take(&lock).map_err(|error: LockError| unusable(error.into()))?;
        Ok(Self { folder, open: None, _lock: lock, _made: made })
    }

    fn path(&self, stage: &Stage) -> PathBuf {
        let (index, count) = stage.header.shard;
        self.folder.join(format!("stage-{}-part-{index}-of-{count}.intsoc", stage.number))
    }

    /// Forgets the ledgers of a folder of results.
    ///
    /// # Errors
    /// When they cannot be removed.
    pub fn forget(folder: &Path) -> Result<(), LedgerError> {
        let path = folder.join(STAGES);
        match fs::remove_dir_all(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(LedgerError::Unusable { path: path.display().to_string(), error })
            }
            _ => Ok(()),
        }
    }
}

impl Keep for Stages {
    type Error = LedgerError;

    fn open(&mut self, stage: &Stage) -> Result<u64, LedgerError> {
        let (ledger, held) = Ledger::open_file(self.path(stage), &stage.header)?;
        self.open = Some(ledger);
        Ok(held)
    }

    fn append(&mut self, record: &Record) -> Result<(), LedgerError> {
        self.open.as_mut().map_or(Ok(()), |ledger| ledger.append(record))
    }

    fn close(&mut self) -> Result<(), LedgerError> {
        self.open.take().map_or(Ok(()), Ledger::finish)
    }

    fn read(&mut self, stage: &Stage, take: &mut dyn FnMut(Record)) -> Result<u64, LedgerError> {
        let Some(mut reader) = own(&self.path(stage), &stage.header)? else { return Ok(0) };
        while let Some(record) = reader.next_record()? {
            take(record);
        }
        Ok(reader.count())
    }
}
