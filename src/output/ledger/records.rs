//! The records of a ledger, read one after the other; what cannot be trusted is not read.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use super::error::LedgerError;
use crate::files;
use crate::study::sweep::header::Header;
use crate::study::sweep::points::{Done, Record};
use crate::study::sweep::units::{UNIT, Units};

/// Longest record; a longer one is torn. `--at-most` keeps a point's histories far below it.
const MAX_RECORD_BYTES: u32 = 1 << 30;

/// Longest header. It has the names of all outcomes, and no trees: what is longer is some other file.
const MAX_HEADER_BYTES: u64 = 1 << 24;

/// What ends the header and every record. It is taken over the one before as well, so that no record
/// can be left out, doubled, put elsewhere or under another header.
pub(super) type Seal = [u8; 8];

/// Reads the records of a ledger in order, as far as they can be trusted: each whole, after the one
/// before it, and of the unit of work that is due.
#[derive(Debug)]
pub struct Reader {
    source: BufReader<File>,
    path: PathBuf,
    header: Header,
    units: Units,
    /// Records read.
    read: u64,
    /// Bytes read: the end of the last record that was.
    at: u64,
    seal: Seal,
}

/// What follows the records that can be trusted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rest {
    /// Bytes.
    pub bytes: u64,
    /// Whole records among them.
    pub records: u64,
}

impl Reader {
    /// Opens a ledger and reads what it belongs to; none where that was never written to its end, and
    /// so nothing after it.
    ///
    /// # Errors
    /// When it cannot be read, is no ledger, one of an earlier program, or spoilt in what it belongs to.
    pub fn open(path: &Path) -> Result<Option<Self>, LedgerError> {
        let unusable = |error| LedgerError::Unusable { path: path.display().to_string(), error };
        let garbled = || LedgerError::Garbled { path: path.display().to_string() };
        let mut source = BufReader::new(files::open(path).map_err(unusable)?);
        let (mut line, mut seal) = (Vec::new(), Seal::default());
        source.by_ref().take(MAX_HEADER_BYTES).read_until(b'\n', &mut line).map_err(unusable)?;
        if line.ends_with(b"\n") && of_earlier_program(&line) {
            return Err(LedgerError::Earlier { path: path.display().to_string() });
        }
        if !line.ends_with(b"\n") || !filled(&mut source, &mut seal).map_err(unusable)? {
            return if is_torn_header(&line) { Ok(None) } else { Err(garbled()) };
        }
        let header = serde_json::from_slice::<Header>(&line).ok().filter(|_| sealed(Seal::default(), &line) == seal);
        let header = header.ok_or_else(garbled)?;
        let units = header.units().ok_or_else(garbled)?;
        let at = (line.len() + seal.len()) as u64;
        Ok(Some(Self { source, path: path.to_path_buf(), header, units, read: 0, at, seal }))
    }

    /// Opens a ledger whose header was spoilt as that of `header`: its records are read only if they
    /// were written after just that one.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(super) fn of(path: &Path, header: &Header) -> Result<Option<Self>, LedgerError> {
        let unusable = |error| LedgerError::Unusable { path: path.display().to_string(), error };
        let (head, seal) = written(header);
        let Some(units) = header.units() else { return Ok(None) };
        let mut source = BufReader::new(files::open(path).map_err(unusable)?);
        let at = source.seek(SeekFrom::Start(head.len() as u64)).map_err(unusable)?;
        Ok(Some(Self { source, path: path.to_path_buf(), header: header.clone(), units, read: 0, at, seal }))
    }

    /// What it belongs to.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The ledger.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How many records were read.
    pub fn count(&self) -> u64 {
        self.read
    }

    /// Where the last record that was read ends, and with what.
    pub(super) fn end(&self) -> (u64, Seal) {
        (self.at, self.seal)
    }

    /// Was every unit of work of this part read?
    pub fn is_whole(&self) -> bool {
        self.read == self.units.count()
    }

    /// The next record; none at the end, or where the rest cannot be trusted.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn next_record(&mut self) -> Result<Option<Record>, LedgerError> {
        if self.is_whole() {
            return Ok(None);
        }
        let frame = frame(&mut self.source)
            .map_err(|error| LedgerError::Unusable { path: self.path.display().to_string(), error })?;
        let Some((payload, seal)) = frame.filter(|(payload, seal)| *seal == sealed(self.seal, payload)) else {
            return Ok(None);
        };
        let Some(record) = decoded(&payload).filter(|record| self.is_due(record)) else { return Ok(None) };
        (self.read, self.at, self.seal) = (self.read + 1, self.at + 12 + payload.len() as u64, seal);
        Ok(Some(record))
    }

    /// Is it the next one, with as many values as it is to have?
    fn is_due(&self, record: &Record) -> bool {
        let histories = match self.header.until.is_empty() {
            true => Some(UNIT.min(self.header.replicates - record.first.min(self.header.replicates))),
            false => None,
        };
        let fits = match &record.done {
            Done::Failed(_) => true,
            Done::Outcomes { key, values } => {
                let outcomes = self.header.outcomes.len() as u64;
                key.starts_with(&format!("p{}-", record.point))
                    && match histories {
                        Some(histories) => values.len() as u64 == histories * outcomes,
                        None => (values.len() as u64).is_multiple_of(outcomes.max(1)),
                    }
            }
        };
        (record.point, record.first) == self.units.unit(self.read) && fits
    }

    /// What follows the records that were read.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn rest(&mut self) -> Result<Rest, LedgerError> {
        let unusable = |error| LedgerError::Unusable { path: self.path.display().to_string(), error };
        let length = self.source.get_ref().metadata().map_err(unusable)?.len();
        self.source.seek(SeekFrom::Start(self.at)).map_err(unusable)?;
        let mut rest = Rest { bytes: length.saturating_sub(self.at), records: 0 };
        while frame(&mut self.source).map_err(unusable)?.is_some() {
            rest.records += 1;
        }
        Ok(rest)
    }
}

/// How a ledger begins.
const BEGINNING: &[u8] = b"{\"format\":\"intsoc ledger";

/// The beginning of a header, and nothing after it: records have bytes that no text has.
fn is_torn_header(line: &[u8]) -> bool {
    let text = line.strip_suffix(b"\n").unwrap_or(line);
    (text.starts_with(BEGINNING) || BEGINNING.starts_with(text)) && !text.iter().any(u8::is_ascii_control)
}

/// Ledgers of the first form had no seals.
fn of_earlier_program(line: &[u8]) -> bool {
    serde_json::from_slice::<Json>(line).is_ok_and(|header| header["format"] == "intsoc ledger 1")
}

/// A record as it stands in the file; none at the end, or where there is none.
fn frame(source: &mut impl Read) -> std::io::Result<Option<(Vec<u8>, Seal)>> {
    let (mut length, mut seal, mut payload) = ([0; 4], Seal::default(), Vec::new());
    if !filled(source, &mut length)? {
        return Ok(None);
    }
    let length = u32::from_le_bytes(length);
    if !(SHORTEST..=MAX_RECORD_BYTES).contains(&length) {
        return Ok(None);
    }
    let read = source.by_ref().take(u64::from(length)).read_to_end(&mut payload)?;
    let whole = read == length as usize && filled(source, &mut seal)?;
    Ok(whole.then_some((payload, seal)))
}

/// Fills a buffer; false where the file ends before.
fn filled(source: &mut impl Read, buffer: &mut [u8]) -> std::io::Result<bool> {
    match source.read_exact(buffer) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}

/// The seal of what follows `before`.
pub(super) fn sealed(before: Seal, bytes: &[u8]) -> Seal {
    let digest = Sha256::new().chain_update(before).chain_update(bytes).finalize();
    std::array::from_fn(|index| digest[index])
}

/// Shortest record: point, replicate, and which of the two came of it.
const SHORTEST: u32 = 17;

pub(super) fn encoded(record: &Record) -> Vec<u8> {
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
            let (values, []) = rest.get(1 + length..)?.as_chunks::<8>() else { return None };
            Done::Outcomes { key, values: values.iter().map(|bytes| f64::from_le_bytes(*bytes)).collect() }
        }
        1 => Done::Failed(String::from_utf8_lossy(rest).into_owned()),
        _ => return None,
    };
    Some(Record { point, first, done })
}

/// A header as it stands in a ledger, and its seal, with which it ends.
pub(super) fn written(header: &Header) -> (Vec<u8>, Seal) {
    let mut head = serde_json::to_vec(header).unwrap_or_default();
    head.push(b'\n');
    let seal = sealed(Seal::default(), &head);
    head.extend(seal);
    (head, seal)
}
