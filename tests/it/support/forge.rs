//! Folders of results changed by someone who knows how they are made.

use std::fs;
use std::path::Path;

use intsoc::output::ledger::{Ledger, Reader};
use intsoc::output::names::LEDGER;
use intsoc::study::sweep::header::Header;
use intsoc::study::sweep::points::Record;
use serde_json::Value as Json;

/// Changes what the manifest of a folder says, and gives it the checksum that goes with it.
pub fn manifest(folder: &Path, change: impl FnOnce(&mut Json)) {
    let path = folder.join("manifest.json");
    let mut manifest: Json = serde_json::from_slice(&fs::read(&path).expect("a manifest")).expect("JSON");
    let before = manifest.clone();
    change(&mut manifest);
    assert_ne!(manifest, before, "nothing was changed");
    manifest["checksum"] = intsoc::output::manifest::checksum(&manifest).into();
    fs::write(&path, format!("{manifest:#}\n")).expect("ours");
}

/// Lists a file of a folder as it is now.
pub fn listed(folder: &Path, name: &str) {
    let bytes = fs::read(folder.join(name)).expect("the file");
    manifest(folder, |manifest| {
        let files = manifest["files"].as_array_mut().expect("a list");
        let file = files.iter_mut().find(|file| file["name"] == name).expect("it is listed");
        file["bytes"] = bytes.len().into();
        file["sha256"] = intsoc::scenario::sha256(&bytes).into();
    });
}

/// The header and the records of a ledger.
pub fn ledger(folder: &Path) -> (Header, Vec<Record>) {
    let mut reader = Reader::open(&folder.join(LEDGER)).expect("a ledger").expect("it is begun");
    let records = std::iter::from_fn(|| reader.next_record().expect("a readable ledger")).collect();
    (reader.header().clone(), records)
}

/// Writes a ledger, in place of any that is there.
pub fn write(folder: &Path, header: &Header, records: &[Record]) {
    let _ = fs::remove_file(folder.join(LEDGER));
    let (mut ledger, _) = Ledger::open(folder, header).expect("ours");
    for record in records {
        ledger.append(record).expect("ours");
    }
    ledger.finish().expect("ours");
}

/// Makes the manifest of a shard agree with its ledger as it is now.
pub fn agreed(folder: &Path) {
    let bytes = fs::read(folder.join(LEDGER)).expect("a ledger");
    manifest(folder, |manifest| {
        manifest["ledger"]["bytes"] = bytes.len().into();
        manifest["ledger"]["sha256"] = intsoc::scenario::sha256(&bytes).into();
    });
}
