//! Names of the files in a folder of results, besides its tables.

/// What the results are, and how they came about.
pub const MANIFEST: &str = "manifest.json";

/// What is in the tables.
pub const PACKAGE: &str = "datapackage.json";

/// What is in the folder, as linked data for archives.
pub const RO_CRATE: &str = "ro-crate-metadata.json";

/// The tables as sheets, for people.
pub const WORKBOOK: &str = "results.xlsx";

/// What a sweep that is not finished has done so far.
pub const LEDGER: &str = "ledger.intsoc";

/// The folder for the ledgers of a calibration that is not finished.
pub const STAGES: &str = "stages.intsoc";

/// What the name of a file that is set aside ends with.
pub const ASIDE: &str = ".intsoc-aside";
