//! A lock that a process holds while it writes, and that ends with it however it ends.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Why a lock is not to be had.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Another process holds it.
    #[error("another intsoc writes here now")]
    InUse,
    /// Its file cannot be written.
    #[error(transparent)]
    Unwritable(#[from] io::Error),
}

impl From<LockError> for io::Error {
    fn from(error: LockError) -> Self {
        match error {
            LockError::InUse => Self::new(ErrorKind::ResourceBusy, error.to_string()),
            LockError::Unwritable(error) => error,
        }
    }
}

/// A lock that is held until it is dropped.
#[derive(Debug)]
pub struct Lock {
    path: PathBuf,
    file: File,
    /// What the system says where it has no locks: then nothing keeps others out.
    pub missing: Option<io::Error>,
}

impl Lock {
    /// Takes a lock.
    ///
    /// # Errors
    /// When another process holds it, or its file cannot be written.
    pub fn take(path: &Path) -> Result<Self, LockError> {
        // Each time round, another process has ended and taken its file away. A thousand in a row do not end by
        // chance: the system misleads.
        for _ in 0..1000 {
            let file = open(path)?;
            let missing = loop {
                match file.try_lock() {
                    Ok(()) => break None,
                    Err(TryLockError::WouldBlock) => return Err(LockError::InUse),
                    Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Interrupted => {}
                    // Some network file systems have none.
                    Err(TryLockError::Error(error)) => break Some(error),
                }
            };
            if is_at(&file, path) {
                return Ok(Self { path: path.to_path_buf(), file, missing });
            }
        }
        Err(LockError::InUse)
    }

    /// Takes a lock as soon as whoever holds it lets it go, but waits no longer than `most`.
    ///
    /// # Errors
    /// As [`Lock::take`].
    pub fn wait(path: &Path, most: Duration) -> Result<Self, LockError> {
        let clock = Instant::now();
        loop {
            match Self::take(path) {
                Err(LockError::InUse) if clock.elapsed() < most => std::thread::sleep(Duration::from_millis(20)),
                taken => return taken,
            }
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Where it cannot be known whose file it is, it stays: two would hold two locks of one name.
        if cfg!(unix) && is_at(&self.file, &self.path) {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Opens a lock's file, and makes it if need be. A link in its place is removed, not followed.
fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, libc::O_NOFOLLOW | libc::O_NONBLOCK);
    let is_link = || fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink());
    let file = match options.open(path) {
        Err(_) if is_link() => fs::remove_file(path).and_then(|()| options.open(path)),
        opened => opened,
    }?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::new(ErrorKind::InvalidInput, "it is no file of intsoc: remove it"));
    }
    Ok(file)
}

/// Is the file still the one of that name?
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let one = |found: fs::Metadata| (found.dev(), found.ino());
    file.metadata().ok().map(one).is_some_and(|own| fs::symlink_metadata(path).ok().map(one) == Some(own))
}

#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_keeps_others_out_until_it_is_dropped() {
        let desk = tempfile::tempdir().unwrap();
        let path = desk.path().join("lock");
        let held = Lock::take(&path).unwrap();
        assert!(held.missing.is_none());
        assert!(matches!(Lock::take(&path), Err(LockError::InUse)));
        assert!(matches!(Lock::wait(&path, Duration::from_millis(50)), Err(LockError::InUse)));
        drop(held);
        assert_eq!(path.exists(), cfg!(not(unix)));
        drop(Lock::take(&path).unwrap());
    }

    /// Whoever waits holds the file that its owner takes away.
    #[cfg(unix)]
    #[test]
    fn a_lock_on_a_file_that_was_taken_away_is_none() {
        let desk = tempfile::tempdir().unwrap();
        let path = desk.path().join("lock");
        let waiting = open(&path).unwrap();
        drop(Lock::take(&path).unwrap());
        assert!(waiting.try_lock().is_ok() && !is_at(&waiting, &path));
        let next = Lock::take(&path).unwrap();
        assert!(is_at(&next.file, &path));
    }

    #[test]
    fn many_that_take_turns_are_never_two_at_once() {
        let desk = tempfile::tempdir().unwrap();
        let (path, count) = (desk.path().join("lock"), desk.path().join("count"));
        fs::write(&count, "0").unwrap();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..25 {
                        let _lock = Lock::wait(&path, Duration::from_secs(30)).unwrap();
                        let so_far: u32 = fs::read_to_string(&count).unwrap().parse().unwrap();
                        std::thread::yield_now();
                        fs::write(&count, (so_far + 1).to_string()).unwrap();
                    }
                });
            }
        });
        assert_eq!(fs::read_to_string(&count).unwrap(), "100");
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_or_a_folder_of_its_name_is_no_lock_and_keeps_nobody_waiting() {
        let desk = tempfile::tempdir().unwrap();
        let path = desk.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
        assert!(matches!(Lock::take(&path), Err(LockError::Unwritable(_))));
        assert!(matches!(Lock::take(desk.path()), Err(LockError::Unwritable(_))));
    }
}
