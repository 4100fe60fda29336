//! Files as the program reads and writes them: read without ever waiting, written whole or not at all.

mod lock;
mod place;

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

pub use self::lock::{Lock, LockError};
pub use self::place::Place;

/// What the name of a file in the making ends with.
pub const PARTIAL: &str = ".partial";

/// What stands beside single files while they are written; none is as long as to be refused.
const SINGLE_LOCK: &str = ".page.intsoc.lock";
const SINGLE_PARTIAL: &str = ".page.intsoc.partial";

/// A name with an ending put after it, whatever characters it has.
pub fn ending(name: impl AsRef<OsStr>, ending: &str) -> OsString {
    let mut name = name.as_ref().to_os_string();
    name.push(ending);
    name
}

/// Opens a file to be read.
///
/// # Errors
/// When it cannot be, or is no file: a pipe would keep the program waiting, a device may never end.
pub fn open(path: &Path) -> io::Result<File> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::new(ErrorKind::InvalidInput, "it is not a file"));
    }
    File::open(path)
}

/// Reads a whole file.
///
/// # Errors
/// As [`open`].
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    io::Read::read_to_end(&mut open(path)?, &mut bytes)?;
    Ok(bytes)
}

/// Begins a file in the making in place of one that was left there. A link that stands there is
/// removed, not followed.
///
/// # Errors
/// When it cannot be removed or written.
pub fn begin(path: &Path) -> io::Result<File> {
    // `create_new` follows no link: whoever may write into the folder cannot have the program write elsewhere.
    remove(path)?;
    File::options().read(true).write(true).create_new(true).open(path)
}

/// Removes a file or a link; one that is not there is no error.
///
/// # Errors
/// When it cannot be removed.
pub fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Is anything there, be it a link that leads nowhere?
///
/// # Errors
/// When that cannot be known: what only seems to be absent would be written over.
pub fn stands(path: &Path) -> io::Result<bool> {
    match fs::symlink_metadata(path) {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// What stands in a folder, by name; nothing where there is no such folder.
///
/// # Errors
/// When it is there and cannot be read.
pub fn within(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let read = || fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>();
    match read() {
        Ok(mut paths) => {
            paths.sort();
            Ok(paths)
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(vec![]),
        Err(error) => Err(error),
    }
}

/// Brings the names in a folder to the disk, so that a power cut does not undo a renaming.
///
/// # Errors
/// When the disk fails. A system that knows no such thing is no error.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let opened = match File::open(here) {
        // Windows opens no folders, and a folder that may not be read can be written all the same.
        Err(error) if cfg!(not(unix)) || error.kind() == ErrorKind::PermissionDenied => return Ok(()),
        opened => opened?,
    };
    match opened.sync_all() {
        Err(error) if !matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) => Err(error),
        _ => Ok(()),
    }
}

/// Writes a single file so that whoever finds it finds it whole. Others that write into the same
/// folder are waited for, some seconds at most.
///
/// # Errors
/// When it cannot be written.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    Turn::at(path)?.write(bytes)
}

/// The turn to write a single file: while one process has it, no other writes a single file into the same folder. What is
/// read in between is still there when it is written over.
#[derive(Debug)]
pub struct Turn {
    path: PathBuf,
    folder: PathBuf,
    _lock: Lock,
}

impl Turn {
    /// The turn to write the file at a path, once others have had theirs; they are waited for, some seconds at most.
    ///
    /// # Errors
    /// When they take longer, or nothing can be written into the folder.
    pub fn at(path: &Path) -> io::Result<Self> {
        // A link is written through.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        let folder = path.parent().unwrap_or(Path::new("")).to_path_buf();
        let lock = Lock::wait(&folder.join(SINGLE_LOCK), Duration::from_secs(10))?;
        Ok(Self { path, folder, _lock: lock })
    }

    /// Writes the file, whole or not at all, and ends the turn.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(self, bytes: &[u8]) -> io::Result<()> {
        // In the same folder: a file can be renamed in one step only within a file system.
        let partial = self.folder.join(SINGLE_PARTIAL);
        let mut file = begin(&partial)?;
        let written =
            file.write_all(bytes).and_then(|()| file.sync_all()).and_then(|()| fs::rename(&partial, &self.path));
        written.inspect_err(|_| {
            let _ = fs::remove_file(&partial);
        })?;
        // The file is on the disk already; this brings its new name there.
        sync_folder(&self.folder)
    }
}

/// Folders that were made for something that may come to nothing: those that are still empty at
/// the end go away again.
#[derive(Debug, Default)]
pub struct Made(Vec<PathBuf>);

impl Made {
    /// Makes a folder and those above it, and brings their names to the disk: what is brought there within them would
    /// be lost with the folder.
    ///
    /// # Errors
    /// When one cannot be made.
    pub fn make(folder: &Path) -> io::Result<Self> {
        let mut made = Self::default();
        // Without `.` at its end, whose folder would be passed over.
        let folder: PathBuf = folder.components().collect();
        let above: Vec<&Path> = folder.ancestors().filter(|above| !above.as_os_str().is_empty()).collect();
        // From the top, one after the other: of `absent/../here` only `absent` is new.
        for folder in above.into_iter().rev().filter(|above| !above.is_dir()) {
            match fs::create_dir(folder) {
                Ok(()) => {
                    made.0.push(folder.to_path_buf());
                    folder.parent().map_or(Ok(()), sync_folder)?;
                }
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Ok(made)
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        for folder in self.0.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_folders_that_were_made_go_away_and_only_empty_ones() {
        let desk = tempfile::tempdir().unwrap();
        let at = |name: &str| desk.path().join(name);
        fs::create_dir(at("mine")).unwrap();
        drop(Made::make(&at("absent/../mine")).unwrap());
        assert!(at("mine").is_dir() && !at("absent").exists());
        for written in ["a/b/c/", "a/b/c/.", "a/./b"] {
            let made = Made::make(&at(written)).unwrap();
            assert!(at(written).is_dir());
            drop(made);
            assert!(!at("a").exists());
        }
        let made = Made::make(&at("a/b/c")).unwrap();
        fs::write(at("a/b/note"), "x").unwrap();
        drop(made);
        assert!(at("a/b/note").exists() && !at("a/b/c").exists());
        fs::write(at("file"), "x").unwrap();
        assert!(Made::make(&at("file/below")).is_err());
    }

    #[test]
    fn a_single_file_is_written_whole_and_leaves_nothing_beside_it() {
        let desk = tempfile::tempdir().unwrap();
        let page = desk.path().join("page.html");
        for text in ["one", "two"] {
            write(&page, text.as_bytes()).unwrap();
            assert_eq!(fs::read_to_string(&page).unwrap(), text);
        }
        // What one that was killed left.
        fs::write(desk.path().join(SINGLE_PARTIAL), "on").unwrap();
        fs::write(desk.path().join(SINGLE_LOCK), "").unwrap();
        write(&page, b"three").unwrap();
        if cfg!(unix) {
            assert_eq!(fs::read_dir(desk.path()).unwrap().count(), 1);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_in_the_place_of_a_partial_file_is_not_followed() {
        let desk = tempfile::tempdir().unwrap();
        let precious = desk.path().join("precious");
        fs::write(&precious, "dear").unwrap();
        for name in [SINGLE_PARTIAL, SINGLE_LOCK] {
            std::os::unix::fs::symlink(&precious, desk.path().join(name)).unwrap();
        }
        write(&desk.path().join("page.html"), b"text").unwrap();
        assert_eq!(fs::read_to_string(&precious).unwrap(), "dear");
        assert_eq!(fs::read_to_string(desk.path().join("page.html")).unwrap(), "text");
    }
}
