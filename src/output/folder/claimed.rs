//! A claimed folder.
//!
//! A folder is locked first, and looked at then. Old files are set aside only when all new ones are on the disk, and
//! removed only when all new ones have their names. If the program is stopped in between, the next one that claims the
//! folder puts the old files back (`naming`).

use std::fs::{self, File};
use std::io::{BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::error::{FolderError, unwritable};
use super::holdings::{self, Claim};
use super::naming;
use super::table_file::TableFile;
use crate::files::{self, Lock, LockError, Made, PARTIAL, Place};
use crate::output::format::Format;
use crate::study::sweep::header::Header;
use crate::table::{Answer, ForPeople};

const LOCK: &str = ".intsoc.lock";

/// A claimed folder. Dropped before [`Folder::finish`], it removes what it began.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    /// What was claimed: another folder may have got its name meanwhile, with somebody else's files.
    place: Place,
    /// How its tables are written.
    pub(in crate::output) format: Format,
    /// It is described as a crate, too.
    pub(in crate::output) with_crate: bool,
    /// The tables of the study.
    pub(in crate::output) tables: Vec<TableFile>,
    /// What people read besides.
    pub(in crate::output) shown: Vec<ForPeople>,
    pub(in crate::output) answer: Option<Answer>,
    files: Vec<OpenFile>,
    /// Files of earlier results, the manifest first, that the new ones replace.
    replaced: Vec<String>,
    /// The partial files stay when it is dropped.
    keep_partial: bool,
    // Fields are dropped in this order: the lock's file is in the folder, which goes only when it is empty.
    lock: Lock,
    _made: Made,
}

/// A file in the making.
#[derive(Debug)]
struct OpenFile {
    name: String,
    writer: BufWriter<File>,
    hash: Sha256,
    bytes: u64,
}

/// A file that is whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// Its name.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

impl Folder {
    /// Claims a folder for results with an identity.
    ///
    /// An empty folder, or one with results of the same identity, is taken; results of another
    /// identity only with `replace`; anything else is refused.
    ///
    /// # Errors
    /// When the folder holds something else, is in use, or cannot be written.
    pub fn claim(path: &Path, identity: &str, replace: bool) -> Result<Self, FolderError> {
        Self::taken(path, &Claim { identity, ledger: None, replace })
    }

    /// Claims a folder for a sweep. Where its own ledger is, the folder is the sweep's, whatever else
    /// is there; the ledger of something else is forgotten with `replace`, and refused without.
    ///
    /// # Errors
    /// As [`Folder::claim`].
    pub fn claim_for_sweep(path: &Path, header: &Header, identity: &str, replace: bool) -> Result<Self, FolderError> {
        Self::taken(path, &Claim { identity, ledger: Some(header), replace })
    }

    fn taken(path: &Path, claim: &Claim<'_>) -> Result<Self, FolderError> {
        let (made, lock) = locked(path)?;
        let place = Place::of(path);
        let failed = |error| unwritable(path, error);
        naming::put_back(path).map_err(failed)?;
        let replaced = holdings::replaced(path, claim)?;
        holdings::remove_partial(path).map_err(failed)?;
        Ok(Self {
            path: path.to_path_buf(),
            place,
            format: Format::default(),
            with_crate: false,
            tables: vec![],
            shown: vec![],
            answer: None,
            files: vec![],
            replaced,
            keep_partial: false,
            lock,
            _made: made,
        })
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What whoever starts the program should know of it.
    pub fn note(&self) -> Option<String> {
        self.lock.missing.as_ref().map(|error| {
            format!(
                "{}: this file system has no locks ({error}): nothing keeps another intsoc from writing here too, so start none",
                self.path.display()
            )
        })
    }

    /// Its tables written in another way.
    #[must_use]
    pub fn with_format(mut self, format: Format) -> Self {
        self.format = format;
        self
    }

    /// Described as a crate, too, where archives are to read it.
    #[must_use]
    pub fn with_crate(mut self, with_crate: bool) -> Self {
        self.with_crate = with_crate;
        self
    }

    /// Opens a file under a temporary name and returns its number.
    pub(super) fn open_file(&mut self, name: String) -> Result<usize, FolderError> {
        debug_assert!(holdings::is_own(&name), "{name} is no name of the program's own");
        // A file of this name that no manifest lists is somebody's own: it is never overwritten.
        let place = self.path.join(&name);
        if files::stands(&place).map_err(|error| unwritable(&place, error))? && !self.replaced.contains(&name) {
            return Err(FolderError::Refused {
                path: place.display().to_string(),
                message: "is in the way: results of this name are to be written, and it is none".into(),
                remedy: "move it to another folder, then run the same command again".into(),
            });
        }
        let path = self.partial(&name);
        let file = files::begin(&path).map_err(|error| unwritable(&path, error))?;
        self.files.push(OpenFile { name, writer: BufWriter::new(file), hash: Sha256::new(), bytes: 0 });
        Ok(self.files.len() - 1)
    }

    fn partial(&self, name: &str) -> PathBuf {
        self.path.join(files::ending(name, PARTIAL))
    }

    pub(super) fn write(&mut self, file: usize, bytes: &[u8]) -> Result<(), FolderError> {
        let open = &mut self.files[file];
        open.hash.update(bytes);
        open.bytes += bytes.len() as u64;
        open.writer.write_all(bytes).map_err(|error| unwritable(&self.path.join(&open.name), error))
    }

    /// Writes a whole file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write_file(&mut self, name: &str, bytes: &[u8]) -> Result<(), FolderError> {
        let file = self.open_file(name.into())?;
        self.write(file, bytes)
    }

    /// What has been written so far.
    pub fn written(&self) -> Vec<Written> {
        let hex = |hash: Sha256| hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        let written =
            |open: &OpenFile| Written { name: open.name.clone(), bytes: open.bytes, sha256: hex(open.hash.clone()) };
        self.files.iter().map(written).collect()
    }

    /// Gives every file its name, the manifest last. Returns the pages and pictures that showed the
    /// results which were replaced; they are gone with them.
    ///
    /// # Errors
    /// When a file cannot be brought to the disk or named. The old results are then there as before,
    /// or the next to claim the folder puts them back.
    pub fn finish(mut self) -> Result<Vec<PathBuf>, FolderError> {
        for open in &mut self.files {
            let path = self.path.join(&open.name);
            open.writer
                .flush()
                // Bytes must be on the disk before names are, or a power cut could leave whole names on torn files.
                .and_then(|()| open.writer.get_ref().sync_all())
                .map_err(|error| unwritable(&path, error))?;
        }
        if !self.place.is_there() {
            return Err(FolderError::Gone { path: self.path.display().to_string() });
        }
        let new: Vec<&str> = self.files.iter().map(|open| open.name.as_str()).collect();
        let pages = if self.replaced.is_empty() { Ok(vec![]) } else { naming::pages(&self.path) };
        let pages = pages.map_err(|error| unwritable(&self.path, error))?;
        let named = naming::name(&self.path, &self.replaced, &pages, &new);
        if named.is_err() {
            // The partial manifest says which names are new.
            self.keep_partial = naming::put_back(&self.path).is_err();
        } else {
            // What cannot be removed now, the next to claim the folder removes.
            let _ = naming::put_back(&self.path);
        }
        named.map(|()| pages)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.keep_partial && self.place.is_there() {
            for open in &self.files {
                let _ = fs::remove_file(self.partial(&open.name));
            }
        }
    }
}

/// Makes a folder if need be, and locks it.
fn locked(path: &Path) -> Result<(Made, Lock), FolderError> {
    let mut tried = 0;
    loop {
        // Only a folder that this process made goes away again if nothing comes of it.
        let stands = files::stands(path).map_err(|error| unwritable(path, error))?;
        let made = if stands { Made::default() } else { made(path)? };
        if !path.is_dir() {
            let message = if path.exists() { "is a file, not a folder" } else { "is a link that leads nowhere" };
            return Err(FolderError::Refused {
                path: path.display().to_string(),
                message: message.into(),
                remedy: "choose another folder with --out".into(),
            });
        }
        match Lock::take(&path.join(LOCK)) {
            Ok(lock) => return Ok((made, lock)),
            Err(LockError::InUse) => return Err(FolderError::InUse { path: path.display().to_string() }),
            // Another process had just made the folder, and took it away with nothing in it.
            Err(LockError::Unwritable(error)) if error.kind() == ErrorKind::NotFound && tried < 10 => tried += 1,
            Err(LockError::Unwritable(error)) => return Err(unwritable(&path.join(LOCK), error)),
        }
    }
}

fn made(path: &Path) -> Result<Made, FolderError> {
    Made::make(path).map_err(|error| unwritable(path, error))
}
