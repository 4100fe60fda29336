//! Why a command did not do what it was asked.

use std::path::Path;
use std::process::ExitCode;

use super::say;
use crate::output::excerpt::{self, Look};
use crate::output::folder::FolderError;
use crate::output::ledger::{LedgerError, RecordsError};
use crate::scenario::text::safe;
use crate::scenario::{Problems, Sources};

/// Why a command did not do what it was asked.
#[derive(Debug)]
pub enum Failure {
    /// Wrong usage or input: nothing was written.
    Input(String),
    /// Wrong files, as `excerpt::shown` says it: fit for a terminal, in colours.
    Files(String),
    /// It failed on the way.
    Failed(String),
    /// Ctrl-C, or another signal that asks the program to end, came first.
    Interrupted(String),
}

/// The exit code of a program that Ctrl-C ended: 128 and the signal's number, as shells have it.
pub const INTERRUPTED: u8 = 130;

impl Failure {
    /// Ctrl-C came before all histories were done.
    pub fn interrupted(out: &Path, complete: u64, wanted: u64) -> Self {
        let place = out.display();
        Self::Interrupted(format!(
            "interrupted: {place} holds the {complete} histories that were complete, of {wanted}"
        ))
    }

    /// Says it on standard error.
    pub fn say(&self) {
        match self {
            Self::Files(shown) => say::shown(shown),
            Self::Input(message) | Self::Failed(message) | Self::Interrupted(message) => say::say(message),
        }
    }

    /// As a text among others that is fit for a terminal.
    pub fn shown(&self) -> String {
        match self {
            Self::Files(shown) => shown.clone(),
            Self::Input(message) | Self::Failed(message) | Self::Interrupted(message) => safe(message).into_owned(),
        }
    }

    /// 1 for failed, 2 for wrong usage or input, 130 for interrupted.
    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Failed(_) => 1,
            Self::Input(_) | Self::Files(_) => 2,
            Self::Interrupted(_) => INTERRUPTED,
        })
    }
}

/// What is wrong with files, with their lines, as a terminal shows it.
pub fn in_files(problems: &Problems) -> String {
    excerpt::shown(problems, &Sources::disk(), Look::Coloured)
}

impl From<Problems> for Failure {
    fn from(problems: Problems) -> Self {
        Self::Files(in_files(&problems))
    }
}

/// A ledger of something else is wrong input, the rest is failure.
impl From<LedgerError> for Failure {
    fn from(error: LedgerError) -> Self {
        match error {
            LedgerError::Earlier { .. } | LedgerError::Foreign { .. } | LedgerError::Garbled { .. } => {
                Self::Input(error.to_string())
            }
            LedgerError::Unusable { .. } => Self::Failed(error.to_string()),
        }
    }
}

impl From<RecordsError> for Failure {
    fn from(error: RecordsError) -> Self {
        match error {
            RecordsError::Ledger(error) => error.into(),
            error => Self::Input(error.to_string()),
        }
    }
}

impl From<FolderError> for Failure {
    fn from(error: FolderError) -> Self {
        match error {
            FolderError::Refused { .. } => Self::Input(error.to_string()),
            _ => Self::Failed(error.to_string()),
        }
    }
}
