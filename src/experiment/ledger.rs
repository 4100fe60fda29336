//! What a sweep has done so far, so that it can go on where it was.
//!
//! A ledger is a line of JSON that says what it belongs to, then one record a unit of work, in
//! order: length, payload, checksum. Whatever stops the program leaves whole records and at most
//! one that is torn; that one is cut off when the ledger is opened again, and done again.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::files;

/// The name of a ledger in a folder of results.
pub const LEDGER: &str = "ledger.intsoc";

/// How often a ledger is brought to the disk: a power cut loses no more than this.
const SYNC: Duration = Duration::from_secs(5);

/// Longest record; a longer one is torn.
const LONGEST: u32 = 1 << 30;

/// What a ledger belongs to. Everything but the shard must be the same for ledgers to be merged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// `intsoc ledger 1`.
    pub format: String,
    /// Version of the program.
    pub version: String,
    /// Commit it was built from.
    pub commit: String,
    /// Hash of the sweep file.
    pub sweep: String,
    /// Hash of the scenarios that it starts from, with what the command line changed in them.
    pub scenarios: String,
    /// Master seed.
    pub seed: u64,
    /// Replicates of each point.
    pub replicates: u64,
    /// `--until`, or empty.
    pub until: String,
    /// Number of points of the whole sweep.
    pub points: u64,
    /// The outcomes, in the order of the records.
    pub outcomes: Vec<String>,
    /// Which part: index from 1, and number of parts.
    pub shard: (u64, u64),
}

impl Header {
    /// What is different, in words: the first difference that explains the others.
    pub fn difference(&self, other: &Self) -> Option<&'static str> {
        let same = [
            (self.format == other.format, "the format of the ledger"),
            (self.version == other.version && self.commit == other.commit, "the program's version"),
            (self.sweep == other.sweep, "the sweep file"),
            (self.seed == other.seed, "the seed"),
            (self.replicates == other.replicates, "the number of replicates"),
            (self.until == other.until, "--until"),
            (self.scenarios == other.scenarios, "a scenario"),
            (self.points == other.points && self.outcomes == other.outcomes, "the design"),
        ];
        same.into_iter().find(|(same, _)| !same).map(|(_, what)| what)
    }
}

/// One unit of work: some replicates of a point.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// The point.
    pub point: u64,
    /// The first replicate of the unit.
    pub first: u64,
    /// What came of it.
    pub done: Done,
}

/// What came of a unit of work.
#[derive(Clone, Debug, PartialEq)]
pub enum Done {
    /// Outcomes, replicate after replicate; NaN is missing.
    Outcomes {
        /// Start of the key of the point's histories: scenario and seed.
        key: String,
        /// The values.
        values: Vec<f64>,
    },
    /// Why the point could not be run.
    Failed(String),
}

/// Why a ledger cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// It belongs to something else.
    #[error("{path}: belongs to another sweep: {what} has changed\n  {remedy}")]
    Foreign {
        /// The ledger.
        path: String,
        /// What is different.
        what: &'static str,
        /// What to do.
        remedy: &'static str,
    },
    /// It is not a ledger.
    #[error("{path}: is not a ledger of intsoc\n  choose another folder with --out")]
    Garbled {
        /// The file.
        path: String,
    },
    /// It cannot be read or written.
    #[error(
        "{path}: cannot be used: {error}\n  make room on the disk or choose another folder with --out; the same command goes on where it was"
    )]
    Unusable {
        /// The file.
        path: String,
        /// What the system says.
        error: std::io::Error,
    },
}

/// A ledger open for more records.
#[derive(Debug)]
pub struct Ledger {
    file: File,
    path: PathBuf,
    synced: Instant,
}

impl Ledger {
    /// Opens the ledger of a folder, or begins it; returns how many records it holds. A torn last
    /// record is cut off.
    ///
    /// # Errors
    /// When it belongs to something else, or cannot be read or written.
    pub fn open(folder: &Path, header: &Header) -> Result<(Self, u64), LedgerError> {
        let path = folder.join(LEDGER);
        let unusable = |error| LedgerError::Unusable { path: path.display().to_string(), error };
        let mut records = 0;
        let mut end = 0;
        if path.exists() {
            let mut reader = Reader::open(&path)?;
            match &reader.header {
                // A header that is torn was never followed by a record.
                None => {}
                Some(found) => {
                    let what = found.difference(header).or((found.shard != header.shard).then_some("the shard"));
                    if let Some(what) = what {
                        return Err(LedgerError::Foreign {
                            path: path.display().to_string(),
                            what,
                            remedy: "choose another folder with --out, or begin anew with --force",
                        });
                    }
                    end = reader.at;
                    while reader.next_record()?.is_some() {
                        records += 1;
                        end = reader.at;
                    }
                }
            }
        }
        let mut file =
            OpenOptions::new().create(true).truncate(false).read(true).write(true).open(&path).map_err(unusable)?;
        file.set_len(end).map_err(unusable)?;
        file.seek(SeekFrom::End(0)).map_err(unusable)?;
        if end == 0 {
            let line = serde_json::to_string(header).map_err(|error| unusable(error.into()))?;
            file.write_all(format!("{line}\n").as_bytes()).map_err(unusable)?;
        }
        Ok((Self { file, path, synced: Instant::now() }, records))
    }

    /// Adds a record.
    ///
    /// # Errors
    /// When it cannot be written; the ledger is then as a torn one.
    pub fn append(&mut self, record: &Record) -> Result<(), LedgerError> {
        let unusable = |error| LedgerError::Unusable { path: self.path.display().to_string(), error };
        let payload = encoded(record);
        let mut bytes = Vec::with_capacity(payload.len() + 12);
        bytes.extend((payload.len() as u32).to_le_bytes());
        bytes.extend(&payload);
        bytes.extend(checksum(&payload));
        self.file.write_all(&bytes).map_err(unusable)?;
        if self.synced.elapsed() >= SYNC {
            self.file.sync_data().map_err(unusable)?;
            self.synced = Instant::now();
        }
        Ok(())
    }

    /// Brings everything to the disk.
    ///
    /// # Errors
    /// When that fails.
    pub fn finish(self) -> Result<(), LedgerError> {
        let unusable = |error| LedgerError::Unusable { path: self.path.display().to_string(), error };
        self.file.sync_all().map_err(unusable)
    }
}

/// Reads the whole records of a ledger, in order.
#[derive(Debug)]
pub struct Reader {
    source: BufReader<File>,
    path: PathBuf,
    /// What it belongs to; none where that line is torn.
    pub header: Option<Header>,
    /// Bytes read: the end of the last whole record.
    at: u64,
}

impl Reader {
    /// Opens a ledger and reads what it belongs to.
    ///
    /// # Errors
    /// When it cannot be read or is no ledger.
    pub fn open(path: &Path) -> Result<Self, LedgerError> {
        let unusable = |error| LedgerError::Unusable { path: path.display().to_string(), error };
        let mut source = BufReader::new(files::open(path).map_err(unusable)?);
        let mut line = Vec::new();
        source.by_ref().take(1 << 24).read_until(b'\n', &mut line).map_err(unusable)?;
        let header = if line.ends_with(b"\n") {
            let header = serde_json::from_slice::<Header>(&line);
            Some(header.map_err(|_| LedgerError::Garbled { path: path.display().to_string() })?)
        } else if line.is_empty() || b"{\"format\":\"intsoc ledger".starts_with(&line[..line.len().min(24)]) {
            None
        } else {
            return Err(LedgerError::Garbled { path: path.display().to_string() });
        };
        Ok(Self { source, path: path.to_path_buf(), header, at: line.len() as u64 })
    }

    /// The next whole record; none at the end, or where the rest is torn.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn next_record(&mut self) -> Result<Option<Record>, LedgerError> {
        let path = &self.path;
        let unusable = |error| LedgerError::Unusable { path: path.display().to_string(), error };
        let mut length = [0; 4];
        if !filled(&mut self.source, &mut length).map_err(unusable)? {
            return Ok(None);
        }
        let length = u32::from_le_bytes(length);
        if length > LONGEST {
            return Ok(None);
        }
        let mut payload = Vec::new();
        let read = self.source.by_ref().take(u64::from(length)).read_to_end(&mut payload).map_err(unusable)?;
        let mut sum = [0; 8];
        if read < length as usize || !filled(&mut self.source, &mut sum).map_err(unusable)? || sum != checksum(&payload)
        {
            return Ok(None);
        }
        self.at += 12 + u64::from(length);
        Ok(decoded(&payload))
    }
}

/// Fills a buffer; false where the file ends before.
fn filled(source: &mut impl Read, buffer: &mut [u8]) -> std::io::Result<bool> {
    match source.read_exact(buffer) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}

fn checksum(payload: &[u8]) -> [u8; 8] {
    let digest = Sha256::digest(payload);
    std::array::from_fn(|index| digest[index])
}

fn encoded(record: &Record) -> Vec<u8> {
    let mut bytes = Vec::new();
    bytes.extend(record.point.to_le_bytes());
    bytes.extend(record.first.to_le_bytes());
    match &record.done {
        Done::Failed(reason) => {
            bytes.push(1);
            bytes.extend(reason.as_bytes());
        }
        Done::Outcomes { key, values } => {
            bytes.push(0);
            bytes.push(key.len() as u8);
            bytes.extend(key.as_bytes());
            values.iter().for_each(|value| bytes.extend(value.to_le_bytes()));
        }
    }
    bytes
}

fn decoded(payload: &[u8]) -> Option<Record> {
    let number = |at: usize| payload.get(at..at + 8)?.try_into().ok().map(u64::from_le_bytes);
    let (point, first) = (number(0)?, number(8)?);
    let rest = payload.get(17..)?;
    let done = match payload.get(16)? {
        0 => {
            let length = usize::from(*rest.first()?);
            let key = std::str::from_utf8(rest.get(1..=length)?).ok()?.to_string();
            let values = rest.get(1 + length..)?.chunks_exact(8);
            let values = values.filter_map(|bytes| bytes.try_into().ok().map(f64::from_le_bytes)).collect();
            Done::Outcomes { key, values }
        }
        _ => Done::Failed(String::from_utf8_lossy(rest).into_owned()),
    };
    Some(Record { point, first, done })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header() -> Header {
        Header {
            format: "intsoc ledger 1".into(),
            version: "1".into(),
            commit: "c".into(),
            sweep: "s".into(),
            scenarios: "b".into(),
            seed: 1,
            replicates: 2,
            until: String::new(),
            points: 3,
            outcomes: vec!["adequacy".into()],
            shard: (1, 1),
        }
    }

    fn records() -> Vec<Record> {
        let outcomes = |point, values| Record { point, first: 0, done: Done::Outcomes { key: "h1".into(), values } };
        let failed = Record { point: 1, first: 0, done: Done::Failed("no such state: ü".into()) };
        vec![outcomes(0, vec![0.5, 1.0 / 3.0]), failed, outcomes(2, vec![])]
    }

    fn read(folder: &Path) -> Vec<Record> {
        let mut reader = Reader::open(&folder.join(LEDGER)).unwrap();
        std::iter::from_fn(|| reader.next_record().unwrap()).collect()
    }

    #[test]
    fn a_ledger_cut_off_anywhere_keeps_its_whole_records_and_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        let (mut ledger, held) = Ledger::open(folder.path(), &header()).unwrap();
        assert_eq!(held, 0);
        for record in records() {
            ledger.append(&record).unwrap();
        }
        ledger.finish().unwrap();
        let whole = std::fs::read(folder.path().join(LEDGER)).unwrap();
        assert_eq!(read(folder.path()), records());
        for length in 0..=whole.len() {
            std::fs::write(folder.path().join(LEDGER), &whole[..length]).unwrap();
            let (mut ledger, held) = Ledger::open(folder.path(), &header()).unwrap();
            for record in &records()[held as usize..] {
                ledger.append(record).unwrap();
            }
            ledger.finish().unwrap();
            assert!(std::fs::read(folder.path().join(LEDGER)).unwrap() == whole, "cut off after {length} bytes");
        }
    }

    #[test]
    fn a_record_with_a_wrong_bit_is_not_trusted_nor_what_follows() {
        let folder = tempfile::tempdir().unwrap();
        let (mut ledger, _) = Ledger::open(folder.path(), &header()).unwrap();
        for record in records() {
            ledger.append(&record).unwrap();
        }
        ledger.finish().unwrap();
        let whole = std::fs::read(folder.path().join(LEDGER)).unwrap();
        let first = whole.iter().position(|byte| *byte == b'\n').unwrap() + 1;
        let mut flipped = whole.clone();
        flipped[first + 30] ^= 1;
        std::fs::write(folder.path().join(LEDGER), &flipped).unwrap();
        let (_, held) = Ledger::open(folder.path(), &header()).unwrap();
        assert_eq!(held, 0);
    }

    #[test]
    fn a_ledger_of_something_else_is_refused_with_the_reason() {
        let folder = tempfile::tempdir().unwrap();
        drop(Ledger::open(folder.path(), &header()).unwrap());
        for (other, what) in [
            (Header { seed: 2, ..header() }, "the seed has changed"),
            (Header { version: "2".into(), ..header() }, "the program's version has changed"),
            (Header { sweep: "t".into(), ..header() }, "the sweep file has changed"),
            (Header { scenarios: "t".into(), ..header() }, "a scenario has changed"),
            (Header { shard: (2, 3), ..header() }, "the shard has changed"),
        ] {
            let error = Ledger::open(folder.path(), &other).unwrap_err().to_string();
            assert!(error.contains(what) && error.contains("--force"), "{error}");
        }
        std::fs::write(folder.path().join(LEDGER), "dear diary\n").unwrap();
        assert!(Ledger::open(folder.path(), &header()).unwrap_err().to_string().contains("is not a ledger"));
    }
}
