//! Ledgers of sweeps: as they come, and with seals that fit whatever they say.

use std::fs;
use std::path::Path;

use intsoc::output::ledger::{Ledger, Reader, Rest, held};
use intsoc::output::names::LEDGER;
use intsoc::output::verify;
use intsoc::scenario::sha256;
use intsoc::study::sweep::header::Header;

/// A ledger. Nobody guesses a seal, so that what stands behind one is reached only where it is put there.
pub fn ledger(bytes: &[u8]) {
    super::folders::scratch(|folder| {
        opened(folder, bytes);
        opened(folder, &sealed(bytes));
    });
}

/// A ledger without seals (a line, then length and payload of each record) with those that go with it.
fn sealed(bytes: &[u8]) -> Vec<u8> {
    let end = bytes.iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |at| at + 1);
    let (line, mut rest) = bytes.split_at(end);
    let mut seal = after(&[0; 8], line);
    let mut ledger = [line, &seal].concat();
    while let Some((length, from)) = rest.split_first_chunk::<4>() {
        let (payload, later) = from.split_at((u32::from_le_bytes(*length) as usize).min(from.len()));
        seal = after(&seal, payload);
        ledger.extend([length, payload, &seal].concat());
        rest = later;
    }
    ledger
}

/// The seal of a stretch of a ledger after the one before it.
fn after(seal: &[u8], bytes: &[u8]) -> Vec<u8> {
    let digest = sha256(&[seal, bytes].concat());
    (0..8).map(|at| u8::from_str_radix(&digest[2 * at..2 * at + 2], 16).expect("hexadecimal")).collect()
}

/// Reads a ledger, and goes on with it: what is trusted once is trusted always, and what is refused stays as it is.
fn opened(folder: &Path, bytes: &[u8]) {
    let path = folder.join(LEDGER);
    fs::write(&path, bytes).expect("a folder of ours");
    let found = read(&path);
    verify::folder(folder).expect("it holds a ledger");
    let Some((header, count, rest)) = found else { return unbegun(folder, bytes) };
    let own = match held(folder, &header) {
        Ok(own) => own,
        // It says to what it belongs in other letters than the program does.
        Err(_) => return assert!(Ledger::open(folder, &header).is_err() && fs::read(&path).expect("ours") == bytes),
    };
    assert_eq!(own, Some((count, rest)));
    let foreign = Header { seed: header.seed.wrapping_add(1), ..header.clone() };
    assert!(Ledger::open(folder, &foreign).is_err() && fs::read(&path).expect("ours") == bytes);
    let (ledger, goes_on) = Ledger::open(folder, &header).expect("it was read before");
    drop(ledger);
    assert_eq!(goes_on, count);
    let kept = fs::read(&path).expect("ours");
    assert_eq!(read(&path).map(|(_, count, rest)| (count, rest.bytes)), Some((count, 0)));
    drop(Ledger::open(folder, &header).expect("it is whole"));
    assert!(fs::read(&path).expect("ours") == kept, "opened again it is another");
}

/// What no header begins is begun by its sweep or refused.
fn unbegun(folder: &Path, bytes: &[u8]) {
    let header = Header {
        format: "intsoc ledger 2".into(),
        version: "1".into(),
        sources: "a".into(),
        sweep: "b".into(),
        scenarios: "c".into(),
        seed: 1,
        replicates: 2,
        until: String::new(),
        points: 3,
        outcomes: vec!["adequacy".into()],
        shard: (1, 1),
    };
    match Ledger::open(folder, &header) {
        Ok((_, held)) => assert_eq!(held, 0),
        Err(error) => {
            assert!(error.to_string().contains(LEDGER), "{error}");
            assert!(fs::read(folder.join(LEDGER)).expect("ours") == bytes, "{error}");
        }
    }
}

/// To what a ledger belongs, how many records can be trusted, and what follows them.
fn read(path: &Path) -> Option<(Header, u64, Rest)> {
    let mut reader = match Reader::open(path) {
        Ok(reader) => reader?,
        Err(error) => {
            assert!(error.to_string().contains(LEDGER), "{error}");
            return None;
        }
    };
    while reader.next_record().expect("a file of ours").is_some() {}
    let rest = reader.rest().expect("a file of ours");
    Some((reader.header().clone(), reader.count(), rest))
}
