//! The ledger of a sweep: what it has done so far, kept in its folder.

mod append;
mod chain;
mod error;
mod records;
mod stages;
mod standing;

pub use append::{Ledger, held, own};
pub use chain::{Records, RecordsError};
pub use error::LedgerError;
pub use records::{Reader, Rest};
pub use stages::Stages;
pub use standing::{complete, complete_points, forget, spoilt};
