//! A folder as it was when it was opened, whatever has its name now.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// A folder and the path at which it was found.
#[derive(Debug)]
pub struct Place {
    path: PathBuf,
    /// Open, so that no other folder gets its number; none where a folder cannot be opened.
    folder: Option<File>,
}

impl Place {
    /// The folder at a path.
    pub fn of(path: &Path) -> Self {
        Self { path: path.to_path_buf(), folder: File::open(path).ok() }
    }

    /// Is the folder at the path still the same? Where that cannot be known it is taken for the same.
    #[cfg(unix)]
    pub fn is_there(&self) -> bool {
        use std::os::unix::fs::MetadataExt;
        let one = |found: fs::Metadata| (found.dev(), found.ino());
        let Some(own) = self.folder.as_ref().and_then(|folder| folder.metadata().ok()).map(one) else { return true };
        match fs::metadata(&self.path) {
            Ok(found) => one(found) == own,
            Err(error) => error.kind() != ErrorKind::NotFound,
        }
    }

    /// Is the folder at the path still the same? Where that cannot be known it is taken for the same.
    #[cfg(not(unix))]
    pub fn is_there(&self) -> bool {
        fs::metadata(&self.path).map_or_else(|error| error.kind() != ErrorKind::NotFound, |_| true)
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_known_again_until_it_is_moved_removed_or_replaced() {
        let desk = tempfile::tempdir().unwrap();
        let at = |name: &str| desk.path().join(name);
        fs::create_dir(at("here")).unwrap();
        let place = Place::of(&at("here"));
        assert!(place.is_there());
        fs::rename(at("here"), at("elsewhere")).unwrap();
        assert!(!place.is_there());
        fs::create_dir(at("here")).unwrap();
        assert!(!place.is_there(), "another of its name");
        fs::remove_dir(at("here")).unwrap();
        fs::rename(at("elsewhere"), at("here")).unwrap();
        assert!(place.is_there());
        // One that is made at once after it was removed does not pass for it.
        fs::remove_dir(at("here")).unwrap();
        fs::create_dir(at("here")).unwrap();
        assert!(!place.is_there());
    }
}
