//! Folders of results of every kind are changed at random: `check` notices whatever matters, and no
//! command gives wrong results from them as if they were right.
//!
//! More changes of each kind: INTSOC_TAMPERS=1000 cargo test --release --test it tampering::

use std::fs;
use std::path::Path;

use crate::support::desk::{Desk, Said};
use crate::support::folders;
use crate::support::forge;
use crate::support::many::many;
use intsoc::output::ledger::Reader;
use intsoc::output::names::LEDGER;
use serde_json::Value as Json;

/// How many changes of each kind of folder.
fn tampers() -> u64 {
    many("INTSOC_TAMPERS", WAYS)
}

/// Numbers that look random, the same each time.
struct Luck(u64);

impl Luck {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

/// A change that was made to a folder.
#[derive(Debug)]
struct Harm {
    how: &'static str,
    file: String,
    /// Does it change what the folder says? Blanks in JSON do not.
    matters: bool,
}

/// In how many ways a folder is changed.
const WAYS: u64 = 9;

/// Changes something in a folder, in the way of this number.
fn harm(folder: &Path, way: u64, luck: &mut Luck) -> Harm {
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("a folder")
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    let mut file = luck.one(&names).clone();
    if way == 8 && names.iter().any(|name| name == "manifest.json") {
        file = "manifest.json".into();
    }
    let path = folder.join(&file);
    let bytes = fs::read(&path).expect("a file");
    let json = |path: &Path| fs::read(path).ok().and_then(|bytes| serde_json::from_slice::<Json>(&bytes).ok());
    let before = json(&path);
    let how = match way {
        0 | 1 => flipped(&path, bytes.clone(), luck),
        2 => put(&path, &bytes[..luck.below(bytes.len().max(1))], "cut off"),
        3 => put(&path, &[&bytes[..], b"0,1,2\r\n"].concat(), "longer"),
        4 => {
            fs::remove_file(&path).expect("ours");
            "deleted"
        }
        5 if names.len() > 1 => {
            let other = names.iter().find(|name| **name != file).expect("another");
            let theirs = fs::read(folder.join(other)).expect("a file");
            fs::write(folder.join(other), &bytes).expect("ours");
            put(&path, &theirs, "swapped with another")
        }
        6 if file.ends_with(".csv") => cell(&path, &bytes, luck),
        8 if file == "manifest.json" => said_otherwise(&path, luck),
        7 => put(&folder.join(format!("{file}-2")), &bytes, "there twice, under another name"),
        _ => flipped(&path, bytes.clone(), luck),
    };
    let same = fs::read(&path).is_ok_and(|now| now == bytes) && way != 7;
    let says_the_same = file == "manifest.json" && before.is_some() && json(&path) == before && way != 7;
    Harm { how, file, matters: !same && !says_the_same }
}

fn put(path: &Path, bytes: &[u8], how: &'static str) -> &'static str {
    fs::write(path, bytes).expect("ours");
    how
}

fn flipped(path: &Path, mut bytes: Vec<u8>, luck: &mut Luck) -> &'static str {
    let at = luck.below(bytes.len());
    bytes[at] ^= 1 << luck.below(8);
    put(path, &bytes, "a bit flipped")
}

/// Another digit in a cell, or a row twice where the row has none.
fn cell(path: &Path, bytes: &[u8], luck: &mut Luck) -> &'static str {
    let digits: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at].is_ascii_digit()).collect();
    let mut bytes = bytes.to_vec();
    if digits.is_empty() {
        bytes.extend_from_within(..);
        return put(path, &bytes, "every row twice");
    }
    let at = *luck.one(&digits);
    bytes[at] = b'0' + (bytes[at] - b'0' + 1) % 10;
    put(path, &bytes, "another digit")
}

/// Another value somewhere in a manifest.
fn said_otherwise(path: &Path, luck: &mut Luck) -> &'static str {
    let mut manifest: Json = serde_json::from_slice(&fs::read(path).expect("a manifest")).expect("JSON");
    let mut at = &mut manifest;
    while at.is_object() || at.is_array() {
        let (count, now) = (at.as_object().map_or(0, |at| at.len()).max(at.as_array().map_or(0, Vec::len)), at);
        if count == 0 {
            at = now;
            break;
        }
        let chosen = luck.below(count);
        at = match now {
            Json::Object(object) => object.values_mut().nth(chosen).expect("a value"),
            other => &mut other.as_array_mut().expect("a list")[chosen],
        };
    }
    *at = match at {
        Json::Bool(flag) => (!*flag).into(),
        Json::Number(number) => (number.as_f64().expect("a number") + 1.0).into(),
        Json::String(text) => format!("{text}1").into(),
        _ => "1".into(),
    };
    put(path, manifest.to_string().as_bytes(), "said otherwise")
}

fn sound(said: &Said, what: &str) {
    assert!(said.code.is_some_and(|code| code <= 2) && !said.err.contains("panicked"), "{what}: {said:?}");
}

/// The page without the name of the results that it is of: that changes with every blank in a manifest.
fn page(desk: &Desk, name: &str) -> String {
    let page = desk.read(name);
    page.split('<').filter(|part| !part.starts_with("meta name=\"intsoc-results\"")).collect::<Vec<_>>().join("<")
}

fn tables(desk: &Desk, folder: &str) -> Vec<Vec<u8>> {
    ["points.csv", "outcomes.csv", "summary.csv", "failures.csv", "datapackage.json", "results.xlsx"]
        .iter()
        .map(|name| desk.bytes(&format!("{folder}/{name}")))
        .collect()
}

/// A ledger without its last record is what any interruption leaves.
fn lacks_one(desk: &Desk, kind: &str) -> bool {
    let records =
        |folder: &str| Reader::open(&desk.path(folder).join(LEDGER)).map(|_| forge::ledger(&desk.path(folder)).1.len());
    let (all, left) = (records(kind).expect("a ledger"), records("tampered"));
    left.is_ok_and(|left| left + 1 >= all)
}

/// Changes a folder of a kind again and again; `others` tries the commands that read such a folder.
fn tampered(kind: &str, others: impl Fn(&Desk, &Harm, &str)) {
    let desk = folders::desk();
    folders::make(&desk, kind);
    desk.intsoc(&["check", kind]).done();
    let (tampers, mut mattered) = (tampers(), 0);
    for number in 0..tampers {
        let mut luck = Luck(number * 1_000_003 + kind.len() as u64);
        folders::copy(&desk.path(kind), &desk.path("tampered"));
        let harm = harm(&desk.path("tampered"), number % WAYS, &mut luck);
        let what = format!("{kind} {number}: {harm:?}");
        let said = desk.intsoc(&["check", "tampered"]);
        sound(&said, &what);
        let as_interrupted = kind == "begun" && (harm.how == "cut off" || lacks_one(&desk, kind));
        assert!((said.code == Some(0)) != harm.matters || as_interrupted, "{what}: {said:?}");
        mattered += u64::from(harm.matters);
        others(&desk, &harm, &what);
    }
    assert!(mattered * 2 > tampers, "{mattered} of {tampers} changes mattered");
}

/// A page is refused, or is the page of what was written.
fn reports(kind: &str) -> impl Fn(&Desk, &Harm, &str) {
    move |desk, _, what| {
        if !desk.path("right.html").exists() {
            desk.intsoc(&["report", kind, "--out", "right.html"]).done();
        }
        let said = desk.intsoc(&["report", "tampered", "--out", "page.html"]);
        sound(&said, what);
        assert!(said.code != Some(0) || page(desk, "page.html") == page(desk, "right.html"), "{what}: {said:?}");
    }
}

/// A history is the same only where its folder says what it said.
fn reproduces(kind: &str, table: &str) -> impl Fn(&Desk, &Harm, &str) {
    move |desk, harm, what| {
        let key = folders::key(desk, kind, table);
        let said = desk.intsoc(&["reproduce", &key, "tampered", "--out", "again", "--force"]);
        sound(&said, what);
        let read = harm.file == "manifest.json" || harm.file == format!("{table}.csv");
        let hit = harm.matters && read && !harm.how.starts_with("there twice");
        assert_eq!(said.code == Some(0), !hit && !swapped(desk, kind, table), "{what}: {said:?}");
    }
}

/// Was one of the two files that `reproduce` reads swapped with another?
fn swapped(desk: &Desk, kind: &str, table: &str) -> bool {
    let other = |name: &str| {
        fs::read(desk.path(&format!("tampered/{name}"))).ok() != fs::read(desk.path(&format!("{kind}/{name}"))).ok()
    };
    let says = |folder: &str| serde_json::from_slice::<Json>(&desk.bytes(&format!("{folder}/manifest.json"))).ok();
    other(&format!("{table}.csv"))
        || (other("manifest.json") && !desk.path("tampered/manifest.json").exists())
        || (desk.path("tampered/manifest.json").exists() && says("tampered") != says(kind))
}

#[test]
fn a_run_that_was_tampered_with() {
    tampered("run", |desk, harm, what| {
        reports("run")(desk, harm, what);
        reproduces("run", "histories")(desk, harm, what);
    });
}

#[test]
fn a_run_in_detail_that_was_tampered_with() {
    tampered("detail", reproduces("detail", "histories"));
}

#[test]
fn a_comparison_that_was_tampered_with() {
    tampered("compare", |desk, harm, what| {
        reports("compare")(desk, harm, what);
        reproduces("compare", "twins")(desk, harm, what);
    });
}

#[test]
fn a_sweep_that_was_tampered_with_and_is_asked_for_again() {
    tampered("sweep", |desk, harm, what| {
        reports("sweep")(desk, harm, what);
        reproduces("sweep", "outcomes")(desk, harm, what);
        let said = desk.intsoc(&["sweep", "grid.toml", "--out", "tampered"]);
        sound(&said, what);
        assert!(said.code != Some(0) || tables(desk, "tampered") == tables(desk, "sweep"), "{what}: {said:?}");
        // Where its manifest still says whose folder it is, it is mended.
        if harm.file != "manifest.json" && !swapped_manifest(desk) {
            assert_eq!(said.code, Some(0), "{what}: {said:?}");
        }
    });
}

fn swapped_manifest(desk: &Desk) -> bool {
    fs::read(desk.path("tampered/manifest.json"))
        .ok()
        .and_then(|bytes| serde_json::from_slice::<Json>(&bytes).ok())
        .is_none_or(|manifest| manifest["program"] != "intsoc")
}

#[test]
fn a_shard_that_was_tampered_with_merged_and_mended() {
    tampered("shard", |desk, harm, what| {
        if !desk.path("whole").exists() {
            desk.intsoc(&["sweep", "grid.toml", "--out", "whole"]).done();
        }
        let right = |said: &Said| said.code != Some(0) || tables(desk, "merged") == tables(desk, "whole");
        let merge = || desk.intsoc(&["merge", "part-1", "tampered", "part-3", "--out", "merged", "--force"]);
        let said = merge();
        sound(&said, what);
        assert!(right(&said), "{what}: {said:?}");
        let mend = || desk.intsoc(&["sweep", "grid.toml", "--shard", "2/3", "--out", "tampered"]);
        let mut mended = mend();
        sound(&mended, what);
        if mended.err.contains("remove the file to begin anew") {
            fs::remove_file(desk.path("tampered/ledger.intsoc")).expect("the file that is to be removed");
            mended = mend();
        }
        if harm.file == "ledger.intsoc" && !swapped_manifest(desk) {
            assert_eq!(mended.code, Some(0), "{what}: {mended:?}");
        }
        let said = merge();
        assert!(right(&said) && (mended.code != Some(0) || said.code == Some(0)), "{what}: {mended:?} {said:?}");
    });
}

#[test]
fn an_unfinished_sweep_that_was_tampered_with_goes_on() {
    tampered("begun", |desk, harm, what| {
        if !desk.path("whole").exists() {
            desk.intsoc(&["sweep", "grid.toml", "--out", "whole"]).done();
        }
        let said = desk.intsoc(&["sweep", "grid.toml", "--out", "tampered"]);
        sound(&said, what);
        // A copy of its ledger under another name is nobody's.
        let refused = harm.how.starts_with("there twice");
        assert!(
            refused || (said.code == Some(0) && tables(desk, "tampered") == tables(desk, "whole")),
            "{what}: {said:?}"
        );
    });
}

#[test]
fn a_merged_sweep_that_was_tampered_with() {
    tampered("merged", reproduces("merged", "outcomes"));
}

#[test]
fn patterns_that_were_tampered_with() {
    tampered("patterns", reports("patterns"));
}

#[test]
fn a_hindcast_that_was_tampered_with() {
    tampered("hindcast", reports("hindcast"));
}

#[test]
fn other_folders_that_were_tampered_with() {
    tampered("runs", |_, _, _| {});
    tampered("reproduced", reproduces("reproduced", "histories"));
}

/// Someone who knows how a manifest is sealed, and changes what it says of the results.
#[test]
fn a_manifest_that_was_forged_contradicts_itself() {
    let desk = folders::desk();
    let kinds = ["run", "compare", "sweep", "hindcast"];
    for kind in kinds {
        folders::make(&desk, kind);
        let whole = desk.bytes(&format!("{kind}/manifest.json"));
        let folder = desk.path(kind);
        for key in
            ["kind", "identity", "scenario_hash", "resolved_scenario", "scenario", "seed", "replicates", "histories"]
        {
            // What a sweep is of stands in its scenarios; its file's name is only a name.
            if desk.json(&format!("{kind}/manifest.json")).get(key).is_none() || (kind == "sweep" && key == "scenario")
            {
                continue;
            }
            forge::manifest(&folder, |manifest| {
                manifest[key] = match &manifest[key] {
                    Json::Number(number) => (number.as_u64().expect("a count") + 1).into(),
                    Json::String(text) => format!("{text}x").into(),
                    _ => serde_json::json!({}),
                };
            });
            let said = desk.intsoc(&["check", kind]);
            assert_eq!(said.code, Some(1), "{kind}.{key}: {said:?}");
            fs::write(folder.join("manifest.json"), &whole).expect("ours");
        }
        for (key, value) in [("sha256", Json::from("0")), ("bytes", 1.into()), ("name", "x.csv".into())] {
            forge::manifest(&folder, |manifest| manifest["files"][0][key] = value);
            desk.intsoc(&["check", kind]).ended(1, &["problem"]);
            fs::write(folder.join("manifest.json"), &whole).expect("ours");
        }
        desk.intsoc(&["check", kind]).done();
    }
}
