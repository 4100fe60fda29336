//! Which program this is: what results say of who made them.

/// The program's version.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The commit the program was built from, with a mark where its sources were changed since, or `unknown`.
pub const COMMIT: &str = env!("INTSOC_COMMIT");

/// The fingerprint of the sources that the program was built from: two programs with the same one are the same.
pub const SOURCES: &str = env!("INTSOC_SOURCES");

/// Version, commit and sources in a line.
pub const PROGRAM: &str =
    concat!(env!("CARGO_PKG_VERSION"), " (commit ", env!("INTSOC_COMMIT"), ", sources ", env!("INTSOC_SOURCES"), ")");

/// What every output says of itself.
pub const WHAT_IT_IS: &str = "An exploration of a theory: neither prediction nor policy advice.";
