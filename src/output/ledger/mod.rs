//! The ledger of a sweep: what it has done so far, kept in its folder.

mod append;
mod chain;
mod error;
mod records;
mod standing;

pub use append::{Ledger, held, own};
pub use chain::{Records, RecordsError};
pub use error::LedgerError;
pub use records::{Reader, Rest};
pub use standing::{complete, complete_points, forget, spoilt};
