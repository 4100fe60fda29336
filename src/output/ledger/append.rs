//! A ledger keeps what a sweep has done so far, so that it can go on where it was.
//!
//! A ledger is a line of JSON that says what it belongs to, with its seal, then one record per unit of work, in
//! order: length, payload, seal. A seal is a checksum over the seal before it as well. If the program is stopped, by
//! whatever, its ledger has whole records and at most one that is torn. When the ledger is opened again, that one is
//! cut off and its work done again. If a record was spoilt, the same happens to it and all that follow.

use std::fs::{File, OpenOptions};
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::error::LedgerError;
use super::records::{Reader, Rest, Seal, encoded, sealed, written};
use crate::files;
use crate::output::names::LEDGER;
use crate::study::sweep::header::Header;
use crate::study::sweep::points::Record;

/// How often a ledger is brought to the disk: a power cut loses no more than this.
// A killed program loses nothing by it, since the system has what was written. Were every record brought to the disk
// at once, all threads would wait for it, several times a second.
const SYNC: Duration = Duration::from_secs(5);

/// A ledger open for more records.
#[derive(Debug)]
pub struct Ledger {
    file: File,
    path: PathBuf,
    seal: Seal,
    synced: Instant,
}

impl Ledger {
    /// Opens the ledger of a folder, or begins it; returns how many records it holds. What cannot be
    /// trusted is cut off: see [`held`].
    ///
    /// # Errors
    /// When it belongs to something else, or cannot be read or written.
    pub fn open(folder: &Path, header: &Header) -> Result<(Self, u64), LedgerError> {
        Self::open_file(folder.join(LEDGER), header)
    }

    /// The same of a ledger by its own name.
    ///
    /// # Errors
    /// As [`Ledger::open`].
    pub fn open_file(path: PathBuf, header: &Header) -> Result<(Self, u64), LedgerError> {
        let unusable = |error| LedgerError::Unusable { path: path.display().to_string(), error };
        let mut reader = own(&path, header)?;
        if let Some(reader) = &mut reader {
            while reader.next_record()?.is_some() {}
        }
        let (head, begun) = written(header);
        let (end, seal) = reader.as_ref().map_or((head.len() as u64, begun), Reader::end);
        if reader.is_none() {
            // Whole and with its name on the disk, or not at all: a power cut leaves no ledger that nobody knows.
            files::write(&path, &head).map_err(unusable)?;
        }
        let mut file = OpenOptions::new().read(true).write(true).open(&path).map_err(unusable)?;
        file.set_len(end).map_err(unusable)?;
        file.write_all(&head).map_err(unusable)?;
        file.seek(SeekFrom::End(0)).map_err(unusable)?;
        Ok((Self { file, path, seal, synced: Instant::now() }, reader.map_or(0, |reader| reader.count())))
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
        self.seal = sealed(self.seal, &payload);
        bytes.extend(self.seal);
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

/// How many records the ledger of a folder holds for `header`, and what follows them; `None` where
/// none is begun.
///
/// # Errors
/// When it belongs to something else, or cannot be read.
pub fn held(folder: &Path, header: &Header) -> Result<Option<(u64, Rest)>, LedgerError> {
    let Some(mut reader) = own(&folder.join(LEDGER), header)? else { return Ok(None) };
    while reader.next_record()?.is_some() {}
    let rest = reader.rest()?;
    Ok(Some((reader.count(), rest)))
}

/// Opens a ledger that is to be of `header`; `None` where it is not begun. A header that was spoilt is
/// taken for that one if the records were written after it.
///
/// # Errors
/// When it belongs to something else, is garbled, or cannot be read.
pub fn own(path: &Path, header: &Header) -> Result<Option<Reader>, LedgerError> {
    if !path.exists() {
        return Ok(None);
    }
    let reader = match Reader::open(path) {
        Err(garbled @ LedgerError::Garbled { .. }) if path.is_file() => {
            let mut own = Reader::of(path, header)?;
            let ours = match &mut own {
                Some(own) => own.next_record()?.is_some(),
                None => false,
            };
            return if ours { Reader::of(path, header) } else { Err(garbled) };
        }
        opened => opened?,
    };
    let Some(reader) = reader else { return Ok(None) };
    let found = reader.header();
    match found.difference(header).or((found.shard != header.shard).then_some("the shard")) {
        // Said in other letters, it would be written anew over the records that follow it.
        None if reader.end().1 != written(header).1 => Err(LedgerError::Garbled { path: path.display().to_string() }),
        None => Ok(Some(reader)),
        Some(what) => Err(LedgerError::Foreign {
            path: path.display().to_string(),
            what,
            remedy: "choose another folder with --out, or begin anew with --force",
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::sweep::header::FORMAT;
    use crate::study::sweep::points::Done;

    fn header() -> Header {
        Header {
            format: FORMAT.into(),
            version: "1".into(),
            sources: "c".into(),
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
        let outcomes = |point: u64, values| Record {
            point,
            first: 0,
            done: Done::Outcomes { key: format!("p{point}-h1"), values },
        };
        let failed = Record { point: 1, first: 0, done: Done::Failed("no such state: ü".into()) };
        vec![outcomes(0, vec![0.5, 1.0 / 3.0]), failed, outcomes(2, vec![2.0, -1.0])]
    }

    /// A folder with the ledger of these records.
    fn written(header: &Header, records: &[Record]) -> (tempfile::TempDir, Vec<u8>) {
        let folder = tempfile::tempdir().unwrap();
        let (mut ledger, held) = Ledger::open(folder.path(), header).unwrap();
        assert_eq!(held, 0);
        for record in records {
            ledger.append(record).unwrap();
        }
        ledger.finish().unwrap();
        let bytes = std::fs::read(folder.path().join(LEDGER)).unwrap();
        (folder, bytes)
    }

    fn put(folder: &tempfile::TempDir, bytes: &[u8]) {
        std::fs::write(folder.path().join(LEDGER), bytes).unwrap();
    }

    /// Goes on with what the ledger of a folder lacks; says how many records it held.
    fn goes_on(folder: &tempfile::TempDir) -> u64 {
        let (mut ledger, held) = Ledger::open(folder.path(), &header()).unwrap();
        for record in &records()[held as usize..] {
            ledger.append(record).unwrap();
        }
        ledger.finish().unwrap();
        held
    }

    fn read(folder: &tempfile::TempDir) -> Vec<Record> {
        let mut reader = Reader::open(&folder.path().join(LEDGER)).unwrap().unwrap();
        std::iter::from_fn(|| reader.next_record().unwrap()).collect()
    }

    /// Where each record begins, and where the last one ends.
    fn places(whole: &[u8]) -> Vec<usize> {
        let mut at = vec![super::written(&header()).0.len()];
        while at[at.len() - 1] < whole.len() {
            let begin = at[at.len() - 1];
            let length = u32::from_le_bytes(whole[begin..begin + 4].try_into().unwrap());
            at.push(begin + 12 + length as usize);
        }
        at
    }

    #[test]
    fn a_ledger_cut_off_anywhere_keeps_its_whole_records_and_goes_on() {
        let (folder, whole) = written(&header(), &records());
        assert_eq!(read(&folder), records());
        for length in 0..=whole.len() {
            put(&folder, &whole[..length]);
            goes_on(&folder);
            assert!(std::fs::read(folder.path().join(LEDGER)).unwrap() == whole, "cut off after {length} bytes");
        }
    }

    #[test]
    fn a_ledger_with_any_bit_flipped_goes_on_from_before_that_bit() {
        let (folder, whole) = written(&header(), &records());
        let places = places(&whole);
        assert_eq!((places.len(), places[3]), (4, whole.len()));
        for at in 0..whole.len() {
            let mut flipped = whole.clone();
            flipped[at] ^= 1 << (at % 8);
            put(&folder, &flipped);
            let (held, rest) = held(folder.path(), &header()).unwrap().unwrap();
            // In the header nothing is lost.
            let sound = places[1..].iter().filter(|end| **end <= at).count() as u64;
            assert_eq!(held, if at < places[0] { 3 } else { sound }, "byte {at}");
            assert_eq!(rest.bytes == 0, at < places[0]);
            assert_eq!(goes_on(&folder), held);
            assert!(std::fs::read(folder.path().join(LEDGER)).unwrap() == whole, "byte {at}");
        }
    }

    #[test]
    fn records_left_out_doubled_or_out_of_order_are_not_trusted_nor_what_follows() {
        let (folder, whole) = written(&header(), &records());
        let at = places(&whole);
        let [head, one, two, three] = [&whole[..at[0]], &whole[at[0]..at[1]], &whole[at[1]..at[2]], &whole[at[2]..]];
        for (parts, sound) in [
            ([head, one, one, two, three].as_slice(), 1),
            (&[head, one, three], 1),
            (&[head, two, three], 0),
            (&[head, two, one, three], 0),
            (&[head, one, two, three, three], 3),
        ] {
            put(&folder, &parts.concat());
            let (held, rest) = held(folder.path(), &header()).unwrap().unwrap();
            assert_eq!((held, rest.records), (sound, parts.len() as u64 - 1 - sound));
            goes_on(&folder);
            assert!(std::fs::read(folder.path().join(LEDGER)).unwrap() == whole);
        }
        // With seals of their own, too: it is the wrong unit of work, or has the wrong number of values.
        let [first, second, third] = [records()[0].clone(), records()[1].clone(), records()[2].clone()];
        let short = Record { done: Done::Outcomes { key: "p0-h1".into(), values: vec![1.0] }, ..first.clone() };
        let foreign = Record { done: Done::Outcomes { key: "p2-h1".into(), values: vec![1.0, 2.0] }, ..first.clone() };
        for (forged, sound) in [
            (vec![first.clone(), first.clone(), second.clone()], 1),
            (vec![first, third.clone()], 1),
            (vec![second, third], 0),
            (vec![short], 0),
            (vec![foreign], 0),
        ] {
            let (folder, _) = written(&header(), &forged);
            assert_eq!(held(folder.path(), &header()).unwrap().unwrap().0, sound, "{forged:?}");
        }
    }

    #[test]
    fn records_of_one_sweep_are_not_taken_for_those_of_another() {
        let (folder, whole) = written(&header(), &records());
        let other = Header { seed: 2, ..header() };
        let records = &whole[super::written(&header()).0.len()..];
        put(&folder, &[super::written(&other).0.as_slice(), records].concat());
        assert_eq!(
            held(folder.path(), &other).unwrap().unwrap(),
            (0, Rest { bytes: records.len() as u64, records: 3 })
        );
        // A header that is spoilt is not taken for one after which the records were not written.
        let mut spoilt = whole.clone();
        spoilt[30] ^= 1;
        put(&folder, &spoilt);
        assert!(Ledger::open(folder.path(), &other).unwrap_err().to_string().contains("first line was changed"));
        assert!(std::fs::read(folder.path().join(LEDGER)).unwrap() == spoilt, "and nothing is done to it");
    }

    #[test]
    fn a_header_that_says_the_same_in_other_letters_is_refused_and_its_records_stay() {
        let (folder, whole) = written(&header(), &records());
        let line = serde_json::to_string(&header()).unwrap().replace(',', ", ") + "\n";
        let mut seal = sealed(Seal::default(), line.as_bytes());
        let mut other = [line.as_bytes(), &seal].concat();
        for record in records() {
            let payload = encoded(&record);
            seal = sealed(seal, &payload);
            other.extend([&(payload.len() as u32).to_le_bytes(), &payload[..], &seal].concat());
        }
        put(&folder, &other);
        assert_eq!(read(&folder), records(), "whoever only reads it, can");
        let error = Ledger::open(folder.path(), &header()).unwrap_err().to_string();
        assert!(error.contains("first line was changed"), "{error}");
        assert!(held(folder.path(), &header()).is_err());
        assert!(std::fs::read(folder.path().join(LEDGER)).unwrap() == other && other != whole);
    }

    #[test]
    fn a_header_with_numbers_that_no_sweep_has_is_refused_at_once() {
        for header in [
            Header { points: 1 << 60, replicates: 1 << 60, ..header() },
            Header { points: 0, ..header() },
            Header { replicates: 0, ..header() },
            Header { shard: (0, 1), ..header() },
            Header { shard: (1, u64::MAX), ..header() },
            Header { shard: (u64::MAX, u64::MAX), ..header() },
        ] {
            let (folder, _) = written(&header, &[]);
            let error = Reader::open(&folder.path().join(LEDGER)).unwrap_err().to_string();
            assert!(error.contains("is not a ledger"), "{header:?}: {error}");
        }
    }

    #[test]
    fn a_ledger_of_something_else_is_refused_with_the_reason() {
        let folder = tempfile::tempdir().unwrap();
        drop(Ledger::open(folder.path(), &header()).unwrap());
        for (other, what) in [
            (Header { seed: 2, ..header() }, "the seed has changed"),
            (Header { version: "2".into(), ..header() }, "the program's version has changed"),
            (Header { sources: "d".into(), ..header() }, "the program's version has changed"),
            (Header { sweep: "t".into(), ..header() }, "the sweep file has changed"),
            (Header { scenarios: "t".into(), ..header() }, "a scenario has changed"),
            (Header { shard: (2, 3), ..header() }, "the shard has changed"),
        ] {
            let error = Ledger::open(folder.path(), &other).unwrap_err().to_string();
            assert!(error.contains(what) && error.contains("--force"), "{error}");
        }
        let refused = |bytes: &[u8], words: &str| {
            put(&folder, bytes);
            let error = Ledger::open(folder.path(), &header()).unwrap_err().to_string();
            assert!(
                error.contains(words) && (error.contains("remove the file") || error.contains("--force")),
                "{error}"
            );
        };
        refused(b"dear diary\n", "is not a ledger");
        let earlier = serde_json::to_string(&Header { format: "intsoc ledger 1".into(), ..header() }).unwrap();
        refused(format!("{earlier}\n").as_bytes(), "was begun by an earlier intsoc");
    }
}
