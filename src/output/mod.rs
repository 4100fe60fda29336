//! One table type, thin exporters: CSV, the data package, the manifest.

pub mod folder;
pub mod manifest;
pub mod run;
pub mod table;
