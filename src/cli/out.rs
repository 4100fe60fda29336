//! Where results go that are given no folder.

use std::path::{Path, PathBuf};

use super::args::Destination;
use super::failure::Failure;

/// The folder for results: the one that was given, or one in `results`.
pub fn folder(to: &Destination, name: &str) -> Result<PathBuf, Failure> {
    to.out.clone().map_or_else(|| results(name), Ok)
}

/// The name of a file without its ending.
pub fn stem(file: &Path) -> String {
    file.file_stem().unwrap_or(file.as_os_str()).to_string_lossy().into_owned()
}

/// The folder for results that are given no other.
///
/// # Errors
/// When the name is none that a folder in `results` can have, as that of a file called `...toml`.
pub fn results(name: &str) -> Result<PathBuf, Failure> {
    let is_name = !name.contains(['/', '\\']) && name.chars().any(|letter| letter != '.' && !letter.is_whitespace());
    if is_name {
        return Ok(Path::new("results").join(name));
    }
    Err(Failure::Input(format!("{name:?}: is no name for a folder of results\n  name one with --out")))
}
