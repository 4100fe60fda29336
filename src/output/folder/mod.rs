//! A folder of results: claimed before a run, filled under temporary names, named at the end.

mod claimed;
mod error;
mod holdings;
mod naming;
mod sink;
mod table_file;

pub use claimed::{Folder, Written};
pub use error::FolderError;
pub(in crate::output) use error::unwritable;
pub use holdings::{is_own, passes};
pub use table_file::TableFile;
