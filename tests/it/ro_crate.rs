//! Results described as a crate: what it says is so, and nothing else is otherwise for it.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::support::desk::Desk;
use crate::support::folders;

const CRATE: &str = "ro-crate-metadata.json";

/// The entities of a folder's crate, by id.
fn entities(desk: &Desk, folder: &str) -> BTreeMap<String, Json> {
    let graph = desk.json(&format!("{folder}/{CRATE}"))["@graph"].clone();
    let graph = graph.as_array().expect("a list").clone();
    let known: BTreeMap<String, Json> =
        graph.iter().map(|entity| (entity["@id"].as_str().expect("an id").to_string(), entity.clone())).collect();
    assert_eq!(known.len(), graph.len(), "an id stands for one entity");
    known
}

/// Every id that something refers to.
fn referred(value: &Json) -> Vec<&str> {
    match value {
        Json::Array(items) => items.iter().flat_map(referred).collect(),
        Json::Object(fields) if fields.len() == 1 => fields.get("@id").and_then(Json::as_str).into_iter().collect(),
        Json::Object(fields) => fields.values().flat_map(referred).collect(),
        _ => vec![],
    }
}

/// The files of a folder, but for those that say how it was made.
fn bytes(desk: &Desk, folder: &str) -> BTreeMap<String, Vec<u8>> {
    let names = desk.names(folder).into_iter().filter(|name| name != "manifest.json" && name != CRATE);
    names.map(|name| (name.clone(), desk.bytes(&format!("{folder}/{name}")))).collect()
}

#[test]
fn a_crate_of_any_kind_of_results_lists_every_file_and_leads_nowhere_else() {
    for kind in folders::KINDS.into_iter().filter(|kind| *kind != "begun") {
        let desk = folders::desk();
        folders::make_with(&desk, kind, &["--crate"]);
        assert!(desk.intsoc(&["check", kind]).done().starts_with(&format!("{kind}: good\n")));
        let (known, manifest) = (entities(&desk, kind), desk.json(&format!("{kind}/manifest.json")));
        let mut files = vec!["manifest.json"];
        for file in manifest["files"].as_array().expect("a list").iter().filter(|file| file["name"] != CRATE) {
            let name = file["name"].as_str().expect("a name");
            files.push(name);
            let said = &known[name];
            let size = said["contentSize"].as_str().and_then(|size| size.parse::<u64>().ok());
            assert_eq!((size, &said["sha256"]), (file["bytes"].as_u64(), &file["sha256"]), "{kind}/{name}");
            let told = ["description", "encodingFormat"].map(|key| said[key].as_str().unwrap_or_default());
            assert!(told.iter().all(|told| !told.is_empty()), "{kind}/{name}: {said}");
        }
        for key in ["hasPart", "result"] {
            let of = if key == "hasPart" { "./" } else { "#study" };
            let mut listed = referred(&known[of][key]);
            listed.sort_unstable();
            files.sort_unstable();
            assert_eq!(listed, files, "{kind}: {key}");
        }
        assert!(!referred(&known["#study"]["object"]).is_empty(), "{kind}: of something");
        for id in known.values().flat_map(|entity| entity.as_object().expect("an entity").values()).flat_map(referred) {
            assert!(known.contains_key(id) || id.starts_with("https://w3id.org/ro/crate/"), "{kind}: {id}");
        }
    }
}

#[test]
fn a_crate_is_the_same_bytes_each_time_and_changes_no_other_file() {
    let desk = Desk::new();
    let run = ["run", "minimal.toml", "--replicates", "4", "--quiet"];
    desk.intsoc(&[&run[..], &["--out", "plain"]].concat()).done();
    desk.intsoc(&[&run[..], &["--crate", "--out", "one", "--threads", "1"]].concat()).done();
    desk.intsoc(&[&run[..], &["--crate", "--out", "two", "--threads", "2"]].concat()).done();
    assert!(!desk.names("plain").contains(&CRATE.to_string()));
    assert!(bytes(&desk, "plain").len() > 5 && bytes(&desk, "plain") == bytes(&desk, "one"));
    assert!(desk.bytes(&format!("one/{CRATE}")) == desk.bytes(&format!("two/{CRATE}")), "two makings differ");
    let [plain, with] =
        ["plain", "one"].map(|folder| desk.json(&format!("{folder}/manifest.json"))["identity"].clone());
    assert_eq!(plain, with, "a crate decides nothing of the results");
}

#[test]
fn a_crate_goes_with_the_results_that_it_describes_and_is_held_against_the_manifest() {
    let desk = Desk::new();
    let run = |more: &[&str]| {
        let words = ["run", "minimal.toml", "--replicates", "2", "--quiet", "--out", "run"];
        desk.intsoc(&[&words[..], more].concat()).done()
    };
    run(&["--crate"]);
    let written = desk.read(&format!("run/{CRATE}"));
    desk.put(&format!("run/{CRATE}"), &written.replace("CreateAction", "CreateActioN"));
    desk.intsoc(&["check", "run"]).ended(1, &[CRATE, "was changed since it was written; run the command again"]);
    run(&["--crate"]);
    assert_eq!(desk.read(&format!("run/{CRATE}")), written, "it is made anew");
    run(&[]);
    assert!(!desk.names("run").contains(&CRATE.to_string()), "and goes where nobody asks for it");
    desk.intsoc(&["check", "run"]).done();
}

/// In readers of others. `.ci/tools` installs them into `target/peers/crate`; after that `cargo test --test it
/// needs_rocrate -- --ignored` runs this.
mod needs_rocrate {
    use std::path::Path;
    use std::process::Command;

    use super::*;

    #[test]
    #[ignore = "needs rocrate: see .ci/tools"]
    fn crates_of_every_kind_are_valid_and_read_by_others() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let desk = folders::desk();
        let kinds = ["run", "compare", "sweep", "patterns", "hindcast", "cases", "robust", "shard"];
        for kind in kinds {
            folders::make_with(&desk, kind, &["--crate"]);
        }
        let python = root.join("target/peers/crate/bin/python");
        let output = Command::new(&python)
            .arg(root.join("tests/peers/crates.py"))
            .args(kinds.map(|kind| desk.path(kind)))
            .output()
            .unwrap_or_else(|error| panic!("{}: {error}", python.display()));
        let (said, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{said}{errors}");
        assert_eq!(said, format!("{} crates are valid\n", kinds.len()));
    }
}
