//! A folder of results: claimed before a run, filled under temporary names, named at the end.

use std::fs::{self, File};
use std::io::{BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use crate::experiment::ledger::LEDGER;

use super::locale::Locale;
use super::table::{Kind, MAX_ROWS, Rows, Table};

/// The file that says what a folder's results are.
pub const MANIFEST: &str = "manifest.json";

/// The file that is locked while results are written.
pub const LOCK: &str = ".intsoc.lock";

/// What the name of a file ends with while it is written.
pub const PARTIAL: &str = ".partial";

/// Why a folder cannot take results.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// It holds something else: nothing was touched.
    #[error("{path}: {message}\n  {remedy}")]
    Refused {
        /// The folder.
        path: String,
        /// What is in the way.
        message: String,
        /// What to do.
        remedy: String,
    },
    /// Another process writes to it.
    #[error("{path}: another intsoc writes here now\n  wait for it, or choose another folder with --out")]
    InUse {
        /// The folder.
        path: String,
    },
    /// It cannot be written.
    #[error("{path}: cannot be written: {error}\n  {remedy}")]
    Unwritable {
        /// The file or folder.
        path: String,
        /// What the system says.
        error: std::io::Error,
        /// What to do.
        remedy: &'static str,
    },
}

pub(super) fn unwritable(path: &Path, error: std::io::Error) -> FolderError {
    let remedy = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "make room on the disk, then run the same command again",
        _ => "choose another folder with --out",
    };
    FolderError::Unwritable { path: path.display().to_string(), error, remedy }
}

/// A claimed folder. Dropped before [`Folder::finish`], it removes what it began.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    /// Held open for its lock.
    _lock: File,
    /// How its tables are written.
    locale: Locale,
    files: Vec<OpenFile>,
    /// Files of the results that are replaced.
    replaced: Vec<String>,
    finished: bool,
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
        if !replace && path.join(LEDGER).exists() {
            return Err(FolderError::Refused {
                path: path.display().to_string(),
                message: "holds a sweep that is not finished, or a shard".into(),
                remedy: "choose another folder with --out, or replace it with --force".into(),
            });
        }
        let mut folder = Self::claim_for_sweep(path, identity, replace)?;
        if path.join(LEDGER).exists() {
            folder.replaced.push(LEDGER.into());
        }
        Ok(folder)
    }

    /// Claims a folder for a sweep, whose ledger may be there: whether it is this one's, the ledger says.
    ///
    /// # Errors
    /// As [`Folder::claim`].
    pub fn claim_for_sweep(path: &Path, identity: &str, replace: bool) -> Result<Self, FolderError> {
        let refused = |message: &str, remedy: &str| FolderError::Refused {
            path: path.display().to_string(),
            message: message.into(),
            remedy: remedy.into(),
        };
        if path.exists() && !path.is_dir() {
            return Err(refused("is a file, not a folder", "choose another folder with --out"));
        }
        let replaced = if path.is_dir() { holdings(path, identity, replace)? } else { vec![] };
        fs::create_dir_all(path).map_err(|error| unwritable(path, error))?;
        let lock_path = path.join(LOCK);
        let lock = File::create(&lock_path).map_err(|error| unwritable(&lock_path, error))?;
        if lock.try_lock().is_err() {
            return Err(FolderError::InUse { path: path.display().to_string() });
        }
        Ok(Self {
            path: path.to_path_buf(),
            _lock: lock,
            locale: Locale::default(),
            files: vec![],
            replaced,
            finished: false,
        })
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its tables written in another way.
    #[must_use]
    pub fn with_locale(mut self, locale: Locale) -> Self {
        self.locale = locale;
        self
    }

    /// How its tables are written.
    pub fn locale(&self) -> Locale {
        self.locale
    }

    /// Opens a file under a temporary name and returns its number.
    fn open(&mut self, name: String) -> Result<usize, FolderError> {
        let path = self.path.join(format!("{name}{PARTIAL}"));
        let file = File::create(&path).map_err(|error| unwritable(&path, error))?;
        self.files.push(OpenFile { name, writer: BufWriter::new(file), hash: Sha256::new(), bytes: 0 });
        Ok(self.files.len() - 1)
    }

    fn write(&mut self, file: usize, bytes: &[u8]) -> Result<(), FolderError> {
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
        let file = self.open(name.into())?;
        self.write(file, bytes)
    }

    /// A file written so far; `None` if it is larger than `most` bytes.
    ///
    /// # Errors
    /// When it is not there, or cannot be read again.
    pub fn read_back(&mut self, name: &str, most: u64) -> std::io::Result<Option<Vec<u8>>> {
        let open = self.files.iter_mut().find(|open| open.name == name).ok_or(ErrorKind::NotFound)?;
        if open.bytes > most {
            return Ok(None);
        }
        open.writer.flush()?;
        fs::read(self.path.join(format!("{name}{PARTIAL}"))).map(Some)
    }

    /// What has been written so far.
    pub fn written(&self) -> Vec<Written> {
        let hex = |hash: Sha256| hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        let written =
            |open: &OpenFile| Written { name: open.name.clone(), bytes: open.bytes, sha256: hex(open.hash.clone()) };
        self.files.iter().map(written).collect()
    }

    /// Gives every file its name, the manifest last.
    ///
    /// # Errors
    /// When a file cannot be brought to the disk or named.
    pub fn finish(mut self) -> Result<(), FolderError> {
        for open in &mut self.files {
            let path = self.path.join(&open.name);
            open.writer
                .flush()
                .and_then(|()| open.writer.get_ref().sync_all())
                .map_err(|error| unwritable(&path, error))?;
        }
        for name in std::mem::take(&mut self.replaced) {
            let path = self.path.join(&name);
            match fs::remove_file(&path) {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(unwritable(&path, error)),
                _ => {}
            }
        }
        for open in &self.files {
            let path = self.path.join(&open.name);
            fs::rename(self.path.join(format!("{}{PARTIAL}", open.name)), &path)
                .map_err(|error| unwritable(&path, error))?;
        }
        self.finished = true;
        Ok(())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.finished {
            for open in &self.files {
                let _ = fs::remove_file(self.path.join(format!("{}{PARTIAL}", open.name)));
            }
        }
        let _ = fs::remove_file(self.path.join(LOCK));
        if !self.finished {
            // Only if nothing else is in it.
            let _ = fs::remove_dir(&self.path);
        }
    }
}

/// The files of earlier results that new ones replace.
fn holdings(path: &Path, identity: &str, replace: bool) -> Result<Vec<String>, FolderError> {
    let refused = |message: String, remedy: &str| FolderError::Refused {
        path: path.display().to_string(),
        message,
        remedy: remedy.into(),
    };
    let entries = fs::read_dir(path).map_err(|error| unwritable(path, error))?;
    let mut names: Vec<String> =
        entries.filter_map(Result::ok).map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.retain(|name| name != LOCK && name != LEDGER && !name.ends_with(PARTIAL));
    names.sort();
    let Some(first) = names.first() else { return Ok(vec![]) };
    let manifest_in = |name: &str| serde_json::from_slice::<Json>(&fs::read(path.join(name)).ok()?).ok();
    // Who was killed while naming the files left a manifest that is whole but not named yet.
    let manifest = manifest_in(MANIFEST).or_else(|| manifest_in(&format!("{MANIFEST}{PARTIAL}")));
    let Some(manifest) = manifest.filter(|manifest| manifest.get("program").is_some_and(|name| name == "intsoc"))
    else {
        let message = format!("holds something else than results of intsoc ({first})");
        return Err(refused(message, "choose another folder with --out"));
    };
    if manifest.get("identity").is_none_or(|found| found != identity) && !replace {
        let other = manifest.get("scenario").and_then(Json::as_str).unwrap_or("unknown");
        let message = format!("holds the results of another run (of \"{other}\", or with other numbers)");
        return Err(refused(message, "choose another folder with --out, or replace them with --force"));
    }
    let files = manifest.get("files").and_then(Json::as_array).into_iter().flatten();
    let listed = files.filter_map(|file| file.get("name").and_then(Json::as_str)).map(str::to_string);
    // Only plain names: a manifest is input too.
    let plain = |name: &String| !name.contains(['/', '\\']) && name != "." && name != "..";
    // The manifest goes first: without it nothing looks whole.
    Ok(std::iter::once(MANIFEST.to_string()).chain(listed.filter(plain)).collect())
}

/// A table being written, part after part.
#[derive(Debug)]
pub struct TableFile {
    table: Table,
    part: usize,
    file: usize,
    rows: u64,
    files: Vec<String>,
}

impl TableFile {
    /// Opens a table's first file and writes its header.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn open(folder: &mut Folder, table: Table) -> Result<Self, FolderError> {
        let mut open = Self { table, part: 0, file: 0, rows: 0, files: vec![] };
        open.begin_part(folder)?;
        Ok(open)
    }

    fn begin_part(&mut self, folder: &mut Folder) -> Result<(), FolderError> {
        let name = self.table.file(self.part);
        self.file = folder.open(name.clone())?;
        self.files.push(name);
        self.rows = 0;
        folder.write(self.file, folder.locale.start().as_bytes())?;
        let mut header = Rows::default();
        for column in &self.table.columns {
            header.text(&column.name);
        }
        header.end();
        for (bytes, _) in header.into_chunks() {
            folder.write(self.file, &folder.locale.written(&bytes, &[]))?;
        }
        Ok(())
    }

    /// Appends rows.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn append(&mut self, folder: &mut Folder, chunks: &[(Vec<u8>, u64)]) -> Result<(), FolderError> {
        let kinds: Vec<Kind> = self.table.columns.iter().map(|column| column.kind).collect();
        for (bytes, rows) in chunks {
            if self.rows + rows > MAX_ROWS {
                self.part += 1;
                self.begin_part(folder)?;
            }
            self.rows += rows;
            folder.write(self.file, &folder.locale.written(bytes, &kinds))?;
        }
        Ok(())
    }

    /// The table and its files.
    pub fn close(self) -> (Table, Vec<String>) {
        (self.table, self.files)
    }
}

/// Writes a whole table.
///
/// # Errors
/// When it cannot be written.
pub fn write_table(folder: &mut Folder, table: Table, rows: Rows) -> Result<(Table, Vec<String>), FolderError> {
    let mut file = TableFile::open(folder, table)?;
    file.append(folder, &rows.into_chunks())?;
    Ok(file.close())
}
