//! The ledger of a sweep: what it has done so far, kept in its folder.

mod append;
mod error;
mod records;

pub use append::{Ledger, held, own};
pub use error::LedgerError;
pub use records::{Reader, Rest};

/// The name of a ledger in a folder of results.
pub const LEDGER: &str = "ledger.intsoc";
