//! Why a command did not do what it was asked.

use std::fmt;
use std::path::Path;
use std::process::ExitCode;

use crate::output::folder::FolderError;
use crate::scenario::Problems;

/// Why a command did not do what it was asked.
#[derive(Debug)]
pub enum Failure {
    /// Wrong usage or input: nothing was written.
    Input(String),
    /// It failed on the way.
    Failed(String),
}

impl Failure {
    /// Ctrl-C came before all histories were done.
    pub fn interrupted(out: &Path, complete: u64, wanted: u64) -> Self {
        let place = out.display();
        Self::Failed(format!("interrupted: {place} holds the {complete} histories that were complete, of {wanted}"))
    }

    /// 1 for failed, 2 for wrong usage or input.
    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Failed(_) => 1,
            Self::Input(_) => 2,
        })
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Input(message) | Self::Failed(message)) = self;
        write!(f, "{message}")
    }
}

impl From<Problems> for Failure {
    fn from(problems: Problems) -> Self {
        Self::Input(problems.to_string())
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
