//! Folders of results: whose they are, what is replaced, and that nothing in them gets stuck.

use std::fs;
use std::path::Path;

use crate::support::desk::{self, Desk};
use intsoc::output::ledger::{Ledger, Reader};
use intsoc::study::sweep::points::{Done, Record};

const GRID: &str = r#"
scenario = "minimal.toml"
design = "grid"
replicates = 6
[vary]
"target.resolve" = { values = [0.1, 0.3, 0.5] }
"blame.clarity" = { from = 0.0, to = 2.0, steps = 4 }
"#;

/// A value that no history gives: where it is in a table, a ledger went on.
const MARK: f64 = 0.123_456_789;

/// A desk with the ledger of an unfinished sweep in `out`: half of `grid.toml`, and a mark in its
/// first history.
fn begun(out: &str) -> Desk {
    let desk = Desk::new();
    desk.put("grid.toml", GRID);
    desk.intsoc(&["sweep", "grid.toml", "--shard", "1/2", "--out", "half"]).done();
    fs::create_dir_all(desk.path(out)).expect("ours");
    let reader = Reader::open(&desk.path("half/ledger.intsoc")).expect("a ledger");
    let mut reader = reader.expect("it is begun");
    let mut header = reader.header().clone();
    header.shard = (1, 1);
    let (mut ledger, _) = Ledger::open(&desk.path(out), &header).expect("a new ledger");
    let mut first = true;
    while let Some(mut record) = reader.next_record().expect("a ledger") {
        if let (true, Record { done: Done::Outcomes { values, .. }, .. }) = (first, &mut record) {
            values[0] = MARK;
        }
        first = false;
        ledger.append(&record).expect("room");
    }
    ledger.finish().expect("a disk");
    fs::remove_dir_all(desk.path("half")).expect("ours");
    desk
}

/// Did the ledger go on, and not the sweep begin anew?
fn went_on(desk: &Desk, out: &str) -> bool {
    assert!(!desk.path(out).join("ledger.intsoc").exists());
    let outcomes = desk.read(&format!("{out}/outcomes.csv"));
    assert_eq!(outcomes.lines().count(), 1 + 12 * 6);
    outcomes.contains(&MARK.to_string())
}

#[test]
fn what_is_complete_so_far_goes_into_a_folder_beside_the_sweep_s_however_that_is_written() {
    for written in ["out", "out/", "out//", "./out/.", "other/../out/"] {
        let desk = begun("out");
        fs::create_dir(desk.path("other")).expect("ours");
        desk.intsoc(&["sweep", "grid.toml", "--so-far", "--out", written]).done();
        assert!(desk.path("out-so-far/summary.csv").exists(), "{written}: {:?}", desk.names("."));
        assert_eq!(desk.names("out"), ["ledger.intsoc"], "{written}");
        desk.intsoc(&["sweep", "grid.toml", "--out", written]).done();
        assert!(went_on(&desk, "out"), "{written}");
    }
    let desk = begun("out");
    let here = |more: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_intsoc"));
        command.args(["sweep", "../grid.toml", "--out", "."]).args(more).current_dir(desk.path("out"));
        desk::Said::of(&command.output().expect("the program starts"))
    };
    here(&["--so-far"]).done();
    assert!(desk.path("out-so-far/summary.csv").exists(), "{:?}", desk.names("."));
    here(&[]).done();
    assert!(went_on(&desk, "out"));
}

#[cfg(unix)]
#[test]
fn what_is_complete_so_far_goes_beside_a_folder_whose_name_is_not_utf_8() {
    use std::os::unix::ffi::OsStrExt;
    let desk = begun("out");
    let named = |name: &[u8]| desk.folder().join(std::ffi::OsStr::from_bytes(name));
    fs::rename(desk.path("out"), named(b"r\xe9s")).expect("ours");
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_intsoc"));
    command.args(["sweep", "grid.toml", "--so-far", "--out"]).arg(named(b"r\xe9s")).current_dir(desk.folder());
    assert!(command.output().expect("the program starts").status.success());
    assert!(named(b"r\xe9s-so-far").join("summary.csv").exists());
}

#[test]
fn what_is_complete_so_far_replaces_itself_but_no_other_results() {
    let desk = begun("out");
    let so_far = ["sweep", "grid.toml", "--so-far", "--out", "out"];
    desk.intsoc(&so_far).done();
    desk.intsoc(&so_far).done();
    fs::remove_dir_all(desk.path("out-so-far")).expect("ours");
    desk.intsoc(&["run", "minimal.toml", "--replicates", "2", "--out", "out-so-far"]).done();
    let run = desk.read("out-so-far/manifest.json");
    desk.intsoc(&so_far).refused(&["out-so-far: holds the results of another run", "--force"]);
    assert_eq!(desk.read("out-so-far/manifest.json"), run);
    desk.intsoc(&[&so_far[..], &["--force"]].concat()).done();
    assert_eq!(desk.json("out-so-far/manifest.json")["kind"], "sweep");
}

#[test]
fn a_sweep_begun_over_older_results_goes_on_with_force_and_without() {
    for more in [&["--force"][..], &[]] {
        let desk = begun("ledger");
        desk.intsoc(&["run", "minimal.toml", "--replicates", "2", "--out", "out"]).done();
        fs::rename(desk.path("ledger/ledger.intsoc"), desk.path("out/ledger.intsoc")).expect("ours");
        desk.intsoc(&[&["sweep", "grid.toml", "--out", "out"], more].concat()).done();
        assert!(went_on(&desk, "out"), "{more:?}");
        assert_eq!(desk.json("out/manifest.json")["kind"], "sweep");
        assert!(!desk.path("out/histories.csv").exists(), "the older results are gone");
    }
}

#[test]
fn force_over_the_ledger_of_another_sweep_begins_anew() {
    let desk = begun("out");
    desk.put("other.toml", &GRID.replace("steps = 4", "steps = 3"));
    desk.intsoc(&["sweep", "other.toml", "--out", "out"]).refused(&["out", "the sweep file has changed", "--force"]);
    assert!(desk.path("out/ledger.intsoc").exists());
    desk.intsoc(&["sweep", "other.toml", "--out", "out", "--force"]).done();
    assert_eq!(desk.read("out/outcomes.csv").lines().count(), 1 + 9 * 6);
}

#[test]
fn stray_files_neither_stop_a_sweep_nor_are_touched() {
    let strays =
        [".DS_Store", "._x", ".nfs000000000001", "Thumbs.db", "desktop.ini", "note.txt", "thesis.partial", "-so-far"];
    let desk = begun("out");
    for stray in strays {
        desk.put(&format!("out/{stray}"), "dear");
    }
    fs::create_dir(desk.path("out/lost+found")).expect("ours");
    desk.intsoc(&["sweep", "grid.toml", "--out", "out"]).done();
    assert!(went_on(&desk, "out"));
    for stray in strays {
        assert_eq!(desk.read(&format!("out/{stray}")), "dear", "{stray}");
    }
    assert!(desk.path("out/lost+found").exists());
}

#[test]
fn files_of_the_system_do_not_make_a_folder_somebody_else_s_but_a_note_does() {
    let desk = Desk::new();
    fs::create_dir_all(desk.path("out/lost+found")).expect("ours");
    desk.put("out/.DS_Store", "finder");
    let run = ["run", "minimal.toml", "--replicates", "2", "--out", "out"];
    desk.put("out/note.txt", "dear");
    desk.intsoc(&run).refused(&["out: holds something else than results of intsoc (note.txt)", "remove"]);
    fs::remove_file(desk.path("out/note.txt")).expect("ours");
    desk.intsoc(&run).done();
    assert_eq!(desk.read("out/.DS_Store"), "finder");
    // In a folder of results a note is passed over, but no table is written over it.
    desk.put("out/twins.csv", "my own twins");
    desk.put("out/note.txt", "dear");
    desk.intsoc(&[&run[..], &["--seed", "2", "--force"]].concat()).done();
    desk.put("other.toml", "extends = \"minimal.toml\"\n[set]\n\"target.resolve\" = 0.1\n");
    let compare = ["compare", "minimal.toml", "other.toml", "--replicates", "2", "--out", "out", "--force"];
    desk.intsoc(&compare).refused(&["out/twins.csv: is in the way", "move it"]);
    assert_eq!((desk.read("out/twins.csv"), desk.read("out/note.txt")), ("my own twins".into(), "dear".into()));
    assert_eq!(desk.json("out/manifest.json")["seed"], 2, "the results are there as before");
}

#[test]
fn a_lost_or_torn_manifest_has_a_remedy_that_leads_somewhere() {
    let desk = Desk::new();
    desk.put("grid.toml", GRID);
    let shard = ["sweep", "grid.toml", "--shard", "1/2", "--out", "shard"];
    desk.intsoc(&shard).done();
    let whole = desk.names("shard");
    for torn in [None, Some(""), Some("{\"program\": \"int")] {
        fs::remove_file(desk.path("shard/manifest.json")).expect("ours");
        torn.into_iter().for_each(|text| desk.put("shard/manifest.json", text));
        desk.intsoc(&shard).done();
        assert_eq!(desk.names("shard"), whole, "{torn:?}");
        assert_eq!(desk.json("shard/manifest.json")["kind"], "shard");
    }
    let run = ["run", "minimal.toml", "--replicates", "2", "--out", "out"];
    desk.intsoc(&run).done();
    desk.put("out/manifest.json", "{");
    desk.intsoc(&run).refused(&["its manifest.json is torn", "remove the folder"]);
}

#[test]
fn no_way_of_writing_a_folder_goes_round_the_look_at_it() {
    let desk = Desk::new();
    fs::create_dir(desk.path("mine")).expect("ours");
    desk.put("mine/summary.csv", "precious");
    for written in ["mine", "absent/../mine", "absent/deeper/../../mine", "mine/../mine/", "./mine/."] {
        let said = desk.intsoc(&["run", "minimal.toml", "--replicates", "2", "--out", written]);
        said.refused(&["holds something else"]);
        assert_eq!(desk.read("mine/summary.csv"), "precious", "{written}");
        assert_eq!(desk.names("."), ["mine", "minimal.toml"], "{written}");
    }
}

#[test]
fn names_that_are_none_lead_no_results_out_of_their_folder() {
    let desk = Desk::new();
    fs::create_dir(desk.path("below")).expect("ours");
    let minimal = desk.read("minimal.toml");
    for name in ["...toml", "..toml", "....toml"] {
        desk.put(name, &minimal);
        desk.put("grid.toml", &GRID.replace("minimal.toml", name));
        desk.intsoc(&["run", name, "--replicates", "2"]).refused(&["is no name for a folder", "--out"]);
    }
    desk.put("...toml", GRID);
    desk.intsoc(&["sweep", "...toml"]).refused(&["is no name for a folder", "--out"]);
    assert!(!desk.path("results").exists() && !desk.path("manifest.json").exists());
    // Names that are told apart by their folders.
    desk.put("below/minimal.toml", "extends = \"../minimal.toml\"\n[set]\n\"target.resolve\" = 0.1\n");
    let absolute = desk.path("below/minimal.toml");
    let absolute = absolute.to_str().expect("UTF-8");
    for base in ["below/minimal.toml", "below/../below/minimal.toml", absolute] {
        desk.intsoc(&["compare", base, "minimal.toml", "--replicates", "2", "--force"]).done();
    }
    desk.intsoc(&["precision", "below/minimal.toml", "minimal.toml"]).done();
    assert_eq!(desk.names("results"), ["minimal-compared", "minimal-precision"]);
    assert_eq!(desk.names("below"), ["minimal.toml"]);
}

#[test]
fn shards_are_not_merged_into_one_of_them_and_what_is_refused_leaves_no_folder() {
    let desk = Desk::new();
    desk.put("grid.toml", GRID);
    for part in ["1", "2"] {
        desk.intsoc(&["sweep", "grid.toml", "--shard", &format!("{part}/2"), "--out", part]).done();
    }
    let ledger = desk.bytes("2/ledger.intsoc");
    for out in ["2", "2/", "1/../2"] {
        desk.intsoc(&["merge", "1", "2", "--force", "--out", out]).refused(&["is the folder", "--out"]);
    }
    assert!(desk.bytes("2/ledger.intsoc") == ledger);
    fs::remove_file(desk.path("2/ledger.intsoc")).expect("ours");
    desk.intsoc(&["merge", "1", "2", "--out", "a/b/c"]).refused(&["2: holds no ledger.intsoc"]);
    assert!(!desk.path("a").exists());
    desk.put("2/ledger.intsoc", "x");
    fs::write(desk.path("2/ledger.intsoc"), &ledger).expect("ours");
    desk.intsoc(&["merge", "1", "2", "--out", "a/b/c"]).done();
}

#[test]
fn a_page_and_pictures_go_with_the_results_that_they_show() {
    let desk = Desk::new();
    let run = ["run", "minimal.toml", "--replicates", "3", "--out", "out"];
    desk.intsoc(&run).done();
    desk.intsoc(&["report", "out", "--pictures", "out/pictures"]).done();
    let manifest = intsoc::scenario::sha256(&desk.bytes("out/manifest.json"));
    let page = desk.read("out/report.html");
    assert!(page.contains(&format!("<meta name=\"intsoc-results\" content=\"{manifest}\">")));
    assert!(desk.names("out/pictures").len() > 3);
    desk.put("out/own.html", "<html>my own</html>");
    desk.put("out/pictures/own.svg", "<svg>my own</svg>");
    let refused = desk.intsoc(&[&run[..], &["--seed", "9"]].concat());
    refused.refused(&["holds the results of another run"]);
    assert_eq!(desk.read("out/report.html"), page, "what is refused touches nothing");
    let said = desk.intsoc(&[&run[..], &["--seed", "9", "--force"]].concat());
    said.ended(0, &["report.html: is gone with the results that it showed", "intsoc report"]);
    assert!(!desk.path("out/report.html").exists());
    assert_eq!(desk.names("out/pictures"), ["own.svg"]);
    assert_eq!(desk.read("out/own.html"), "<html>my own</html>");
    assert!(desk.names("out").iter().all(|name| !name.ends_with("-aside")), "{:?}", desk.names("out"));
}

#[test]
fn partial_files_of_a_killed_run_are_removed_by_whoever_comes_next_and_no_others() {
    let desk = Desk::new();
    fs::create_dir(desk.path("out")).expect("ours");
    for name in ["replicate_months.csv", "histories-12.csv", "results.xlsx", "thesis", "my.csv"] {
        desk.put(&format!("out/{name}.partial"), "half");
    }
    desk.intsoc(&["run", "minimal.toml", "--replicates", "2", "--out", "out"]).done();
    let left: Vec<String> = desk.names("out").into_iter().filter(|name| name.ends_with(".partial")).collect();
    assert_eq!(left, ["my.csv.partial", "thesis.partial"]);
}

#[cfg(unix)]
#[test]
fn links_in_the_place_of_lock_and_partial_files_are_not_followed() {
    let desk = Desk::new();
    fs::create_dir(desk.path("out")).expect("ours");
    let link = |name: &str| {
        let precious = desk.path(&format!("precious{name}"));
        fs::write(&precious, "dear").expect("ours");
        std::os::unix::fs::symlink(precious, desk.path("out").join(name)).expect("ours");
    };
    let names = [".intsoc.lock", "summary.csv.partial", "manifest.json.partial"];
    names.into_iter().for_each(link);
    desk.intsoc(&["run", "minimal.toml", "--replicates", "2", "--out", "out"]).done();
    for name in names {
        assert_eq!(desk.read(&format!("precious{name}")), "dear", "{name}");
        assert!(!Path::new(&desk.path("out").join(name)).exists());
    }
}
