//! Folders of results: their manifests, and their other files.

use intsoc::output::format::{FORMATS, table_of};
use intsoc::output::manifest::{checksum, frozen, scenario_of};
use intsoc::output::names::MANIFEST;
use intsoc::output::report::Report;
use intsoc::output::reproduce::{Key, find};
use intsoc::output::results::{Results, command, pasted};
use intsoc::output::verify;
use intsoc::scenario::sha256;
use intsoc::study::chronicle::tell;
use intsoc::study::sweep::Sweep;
use serde_json::Value as Json;

use super::{designs, folders, known};

/// A text of a manifest in whose place the value stands that the folder's own manifest has there: what depends on the program
/// that wrote it, such as its version, and checksums, which nobody guesses.
const OWN: &str = "own";

/// The table in which a history is looked for.
fn of_histories(kind: &str) -> &'static str {
    match kind {
        "compare" => "twins.csv",
        "sweep" => "outcomes.csv",
        _ => "histories.csv",
    }
}

/// A manifest: as it comes, and as one that the program would have written.
pub fn manifest(bytes: &[u8]) {
    folders::results("run", &[(MANIFEST, bytes)], |folder| drop(Results::read(folder)));
    let Ok(mut said) = serde_json::from_slice::<Json>(bytes) else { return };
    let kind = said["kind"].as_str().filter(|kind| folders::KINDS.contains(kind)).unwrap_or("run").to_string();
    let (Some(own), Some(entries)) = (folders::manifest(&kind), said.as_object_mut()) else { return };
    for (key, value) in entries {
        if value.as_str() == Some(OWN) {
            *value = own.get(key).cloned().unwrap_or(Json::Null);
        }
    }
    said["checksum"] = checksum(&said).into();
    // What stands in it is asked for by itself, too: of a folder the first contradiction is told, and no more.
    drop((command(&said), pasted(&said), scenario_of(&said).map(frozen)));
    if let Ok(sweep) = Sweep::restore(&said) {
        designs::looked_at(&sweep, &known::FILES);
    }
    let text = said.to_string();
    folders::results(&kind, &[(MANIFEST, text.as_bytes())], |folder| match verify::open(folder) {
        Ok(results) => looked_at(&results, of_histories(&kind)),
        Err(why) => {
            verify::folder(folder).expect("there is a manifest");
            assert!(why.contains('\n'), "it says no remedy: {why}");
        }
    });
}

/// A file of a folder of results: the first line names folder and file, what follows is in it. Its manifest lists it.
pub fn table(bytes: &[u8]) {
    let end = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
    let (name, bytes) = (String::from_utf8_lossy(&bytes[..end]), bytes.get(end + 1..).unwrap_or_default());
    for format in FORMATS {
        if let Ok((_, rows)) = format.read(Box::new(bytes)) {
            rows.take_while(Result::is_ok).for_each(drop);
        }
    }
    let Some((kind, file)) = name.split_once('/') else { return };
    let Some(mut manifest) = folders::manifest(kind) else { return };
    let mut files = manifest["files"].as_array_mut().into_iter().flatten();
    let Some(listed) = files.find(|listed| listed["name"] == file) else { return };
    listed["bytes"] = bytes.len().into();
    listed["sha256"] = sha256(bytes).into();
    manifest["checksum"] = checksum(&manifest).into();
    let manifest = manifest.to_string();
    // To open it as a command does would hold the manifest, which is right, against itself once more.
    folders::results(kind, &[(file, bytes), (MANIFEST, manifest.as_bytes())], |folder| {
        if let Ok(results) = Results::read(folder) {
            looked_at(&results, file);
        }
    });
}

/// What the program does with a folder of results: holds it against itself, reads a table and looks for one of its histories,
/// and makes its page.
fn looked_at(results: &Results<'_>, file: &str) {
    verify::folder(results.folder()).expect("there is a manifest");
    assert!(!results.files().iter().any(|file| file.name.contains('/')));
    if let Some(Ok(read)) = table_of(file).map(|table| results.table(table)) {
        for row in read.rows() {
            for column in read.header() {
                let (text, number) = (row.value(column), row.number(column));
                assert!(number.is_none() || !text.is_empty(), "{column}");
            }
        }
        let key = read.rows().next().map(|row| row.text("key").to_string());
        if let Some((key, parts)) = key.and_then(|key| Key::parse(&key).map(|parts| (key, parts))) {
            let _ = find(results.folder(), &key, &parts);
        }
    }
    let report = Report::of(std::slice::from_ref(results), &[], &[], &|scenario, replicate, still| {
        tell(scenario, replicate, still, scenario.months.min(MONTHS))
    });
    if let Ok(report) = report {
        assert!(report.page().contains("</html>"));
    }
}

/// Months of a history that is told.
const MONTHS: usize = 3;
