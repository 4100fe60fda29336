//! Nothing vouches for what it did not check: folders of results are held against what they say.

use std::fs;
use std::path::Path;

use crate::support::desk::{Desk, Said};
use crate::support::folders::{self, GRID, copy};
use crate::support::forge;
use crate::support::runs::rows;
use intsoc::output::format::FORMATS;
use intsoc::output::results::{Results, Row};
use intsoc::study::StudyKind;
use intsoc::study::sweep::header::Header;

/// A desk with a run of five histories.
fn with_a_run() -> Desk {
    let desk = Desk::new();
    desk.intsoc(&["run", "minimal.toml", "--replicates", "5", "--out", "run", "--quiet"]).done();
    desk
}

/// A desk with a sweep of nine points, and in three shards.
fn with_shards() -> Desk {
    let desk = Desk::new();
    desk.put("grid.toml", GRID);
    desk.intsoc(&["sweep", "grid.toml", "--out", "whole", "--quiet"]).done();
    for shard in 1..=3 {
        sharded(&desk, shard).done();
    }
    desk
}

fn sharded(desk: &Desk, shard: u64) -> Said {
    desk.intsoc(&["sweep", "grid.toml", "--shard", &format!("{shard}/3"), "--out", &shard.to_string()])
}

fn merged(desk: &Desk) -> Said {
    desk.intsoc(&["merge", "1", "2", "3", "--out", "merged", "--force"])
}

fn same_tables(desk: &Desk, one: &str, other: &str) -> bool {
    let tables = ["points.csv", "outcomes.csv", "summary.csv", "failures.csv", "datapackage.json", "results.xlsx"];
    tables.iter().all(|name| desk.bytes(&format!("{one}/{name}")) == desk.bytes(&format!("{other}/{name}")))
}

/// Flips a bit of a file.
fn flip(path: &Path, at: usize) {
    let mut bytes = fs::read(path).expect("the file");
    bytes[at] ^= 1;
    fs::write(path, bytes).expect("ours");
}

#[test]
fn every_kind_of_folder_is_good_as_it_was_written_and_its_page_with_it() {
    let mut seen = 0;
    for kind in folders::KINDS {
        let desk = folders::desk();
        folders::make(&desk, kind);
        let told = desk.intsoc(&["check", kind]).done();
        assert!(told.starts_with(&format!("{kind}: good\n")), "{told}");
        seen += 1;
        if ["run", "compare", "sweep", "patterns", "hindcast", "cases", "sensitivity"].contains(&kind) {
            desk.intsoc(&["report", kind, "--pictures", &format!("{kind}/pictures")]).done();
            desk.intsoc(&["check", kind]).done();
        }
    }
    assert_eq!(seen, 14);
}

/// The cells of a table as they are meant, however they are written.
fn cells(desk: &Desk, folder: &str, table: &str) -> Vec<Vec<String>> {
    let path = desk.path(folder);
    let read = Results::open(&path).and_then(|results| results.table(table)).expect("a table");
    let row = |row: Row<'_>| read.header().iter().map(|column| row.value(column).into_owned()).collect();
    read.rows().map(row).collect()
}

#[test]
fn folders_in_every_format_hold_the_same_and_are_checked_shown_and_made_again() {
    let desk = folders::desk();
    for format in FORMATS {
        let make = |command: &[&str], kind: &str| {
            let out = format!("{kind}-{}", format.name());
            desk.intsoc(&[command, &["--format", format.name(), "--out", &out, "-q"]].concat()).done();
            desk.intsoc(&["report", &out]).done();
            assert!(desk.intsoc(&["check", &out]).done().starts_with(&format!("{out}: good\n")));
            out
        };
        let run = make(&["run", "minimal.toml", "--replicates", "2", "--detail"], "run");
        let sweep = make(&["sweep", "grid.toml"], "sweep");
        for (folder, tables) in
            [(&run, StudyKind::Run.tables()), (&sweep, &["points", "outcomes", "summary", "failures"])]
        {
            let (kind, _) = folder.split_once('-').expect("a kind");
            for table in tables {
                let (own, csv) = (cells(&desk, folder, table), cells(&desk, &format!("{kind}-csv"), table));
                assert!(own == csv && own.is_empty() == (*table == "failures"), "{folder} {table}");
            }
        }
        let key = &cells(&desk, &run, "histories")[1][0];
        let again =
            desk.intsoc(&["reproduce", key, &run, "--format", format.name(), "--out", "again", "--force"]).done();
        assert!(again.contains("the same in all"), "{again}");
    }
}

#[test]
fn check_takes_folders_among_files_and_passes_over_what_systems_leave() {
    let desk = with_a_run();
    desk.put("grid.toml", GRID);
    desk.intsoc(&["run", "minimal.toml", "--no-chance", "--out", "still", "--format", "csv-eu"]).done();
    desk.intsoc(&["sweep", "grid.toml", "--until", "adequacy ± 0.01", "--out", "until"]).done();
    for stray in [".DS_Store", "Thumbs.db", ".nfs0001"] {
        desk.put(&format!("run/{stray}"), "x");
    }
    desk.intsoc(&["report", "run", "--pictures", "run/pictures"]).done();
    // On Windows the file of a lock stays.
    desk.put("run/pictures/.page.intsoc.lock", "");
    let told = desk.intsoc(&["check", "minimal.toml", "run", "still", "grid.toml", "until", "--quiet"]).done();
    assert_eq!(told.matches(": good\n").count(), 5, "{told}");
    // All are looked at, and the gravest tells the exit code.
    desk.put("run/summary.csv", "");
    desk.intsoc(&["check", "run", "still"]).ended(1, &["run/summary.csv: was changed"]);
    desk.intsoc(&["check", "run", "nowhere.toml"]).refused(&["run/summary.csv: was changed", "nowhere.toml"]);
}

#[test]
fn check_names_every_file_that_was_changed_is_missing_or_does_not_belong() {
    let desk = with_a_run();
    let found = |words: &[&str]| desk.intsoc(&["check", "run"]).ended(1, words);
    for name in desk.names("run").iter().filter(|name| *name != "manifest.json") {
        let before = desk.bytes(&format!("run/{name}"));
        flip(&desk.path(&format!("run/{name}")), before.len() / 2);
        found(&[&format!("run/{name}: was changed since it was written; run the command again"), "run: 1 problem"]);
        fs::remove_file(desk.path(&format!("run/{name}"))).expect("ours");
        found(&[&format!("run/{name}: is missing; run the command again")]);
        fs::write(desk.path(&format!("run/{name}")), before).expect("ours");
    }
    desk.put("run/histories-2.csv", "key\nx\n");
    desk.put("run/months.csv.partial", "");
    found(&["run/histories-2.csv: is not of these results", "run/months.csv.partial: was left", "run: 2 problems"]);
    for name in ["histories-2.csv", "months.csv.partial"] {
        fs::remove_file(desk.path(&format!("run/{name}"))).expect("ours");
    }
    // A page of other results beside these.
    desk.intsoc(&["report", "run"]).done();
    let page = desk.read("run/report.html");
    desk.intsoc(&["run", "minimal.toml", "--replicates", "5", "--seed", "9", "--force", "--out", "run"])
        .noted(&["run/report.html: is gone with the results that it showed"]);
    desk.put("run/report.html", &page);
    found(&["run/report.html: is a page of other results", "intsoc report run"]);
    desk.put("run/report.html", &page.replace("intsoc-results", "intsoc-nothing"));
    found(&["run/report.html: does not say of which results it is"]);
    desk.intsoc(&["report", "run"]).done();
    desk.intsoc(&["check", "run"]).done();
    // No folder, and none of results.
    desk.intsoc(&["check", "nowhere"]).refused(&["nowhere"]);
    fs::create_dir(desk.path("empty")).expect("ours");
    desk.intsoc(&["check", "empty", "minimal.toml"]).refused(&["empty: holds no results of intsoc"]);
}

#[test]
fn check_holds_a_manifest_against_itself_the_tables_and_the_data_package() {
    let desk = with_a_run();
    let (manifest, package) = (desk.read("run/manifest.json"), desk.read("run/datapackage.json"));
    let found = |change: &dyn Fn(&mut serde_json::Value), words: &[&str]| {
        desk.put("run/manifest.json", &manifest);
        forge::manifest(&desk.path("run"), change);
        desk.intsoc(&["check", "run"]).ended(1, words);
    };
    desk.put("run/manifest.json", &manifest.replace("\"histories\": 5", "\"histories\": 4"));
    desk.intsoc(&["check", "run"]).ended(1, &["run/manifest.json: was changed since it was written"]);
    // From here on with a checksum that agrees.
    let three = |manifest: &mut serde_json::Value| {
        manifest["histories"] = 3.into();
        manifest["complete"] = false.into();
    };
    found(&three, &["histories.csv: has 5 rows, and the manifest says 3"]);
    found(&|manifest| manifest["seed"] = 7.into(), &["its manifest says identity"]);
    found(&|manifest| manifest["scenario_hash"] = "0".into(), &["its manifest says scenario hash \"0\""]);
    found(&|manifest| manifest["kind"] = "walk".into(), &["its kind is \"walk\""]);
    found(&|manifest| manifest["files"][0]["name"] = "../minimal.toml".into(), &["lists a file outside its folder"]);
    let without = |manifest: &mut serde_json::Value| {
        manifest.as_object_mut().expect("a table").shift_remove("checksum");
    };
    desk.put("run/manifest.json", &manifest);
    let mut unsealed = desk.json("run/manifest.json");
    without(&mut unsealed);
    desk.put("run/manifest.json", &unsealed.to_string());
    desk.intsoc(&["check", "run"]).ended(1, &["bears no checksum"]);
    // A folder of an earlier program is read, though nobody vouches for its manifest.
    desk.intsoc(&["report", "run"]).done();
    let unlisted = |manifest: &mut serde_json::Value| {
        manifest["files"].as_array_mut().expect("a list").retain(|file| file["name"] != "votes.csv");
    };
    found(&unlisted, &["votes.csv: is not of these results", "describes votes.csv, which the manifest does not list"]);
    let twice = |manifest: &mut serde_json::Value| {
        let files = manifest["files"].as_array_mut().expect("a list");
        files.push(files[0].clone());
    };
    found(&twice, &["manifest.json: lists histories.csv twice"]);
    desk.put("run/manifest.json", &manifest);
    for (from, to, words) in [
        ("\"name\": \"adequacy\"", "\"name\": \"inadequacy\"", "describes other columns than"),
        ("\"path\": \"votes.csv\"", "\"path\": \"notes.csv\"", "describes notes.csv, which the manifest does not list"),
    ] {
        assert!(package.contains(from), "{from}");
        desk.put("run/datapackage.json", &package.replace(from, to));
        forge::listed(&desk.path("run"), "datapackage.json");
        desk.intsoc(&["check", "run"]).ended(1, &["run/datapackage.json: ", words]);
    }
}

#[test]
fn a_history_is_the_same_only_in_every_outcome_of_its_scenario() {
    let desk = with_a_run();
    let histories = desk.read("run/histories.csv");
    let key = rows(&histories)[2][0].clone();
    let reproduce = || desk.intsoc(&["reproduce", &key, "run", "--out", "again", "--force"]);
    let cells = rows(&histories);
    // All columns but key and replicate.
    let same = format!(": the same in all {} outcomes", cells[0].len() - 2);
    assert!(reproduce().done().contains(&same));
    let written = |rows: &[Vec<String>]| rows.iter().map(|row| row.join(",") + "\r\n").collect::<String>();
    // Renamed, cut off after the fourth, one column twice, one too many, the row twice: with a checksum that agrees.
    let mut renamed = cells.clone();
    for name in &mut renamed[0][2..] {
        name.insert(0, 'x');
    }
    let cut: Vec<Vec<String>> = cells.iter().map(|row| row[..6].to_vec()).collect();
    let mut doubled = cells.clone();
    doubled[0][3] = doubled[0][4].clone();
    let more: Vec<Vec<String>> = cells
        .iter()
        .enumerate()
        .map(|(at, row)| [row.as_slice(), &[if at == 0 { "joy".to_string() } else { "1".into() }]].concat())
        .collect();
    let twice = [cells.as_slice(), &[cells[2].clone()]].concat();
    for (table, words) in [
        (renamed, "has no such outcome"),
        (cut, "histories.csv: has no column "),
        (doubled, "histories.csv: has two columns "),
        (more, "says joy = 1 of a history whose scenario has no such outcome"),
        (twice, "2 rows of histories.csv in run have this key"),
    ] {
        desk.put("run/histories.csv", &written(&table));
        forge::listed(&desk.path("run"), "histories.csv");
        reproduce().refused(&[words, "run the command again"]);
    }
    // A file that was changed elsewhere than in this history is said, too.
    desk.put("run/histories.csv", &histories);
    forge::listed(&desk.path("run"), "histories.csv");
    let mut other = cells;
    other[4][5] = "7".into();
    desk.put("run/histories.csv", &written(&other));
    reproduce().ended(1, &[&same, "histories.csv: was changed since it was written"]);
    // Rows that nobody lists are nobody's.
    desk.put("run/histories.csv", &histories);
    desk.put("run/histories-2.csv", &histories.replace("-2,", "-200,"));
    let odd = key.replace("-1-1", "-1-200");
    desk.intsoc(&["reproduce", &odd, "run", "--out", "again"]).refused(&["no history of run has this key"]);
}

#[test]
fn a_merge_holds_every_manifest_against_the_ledgers() {
    let desk = with_shards();
    merged(&desk).done();
    assert!(same_tables(&desk, "merged", "whole"));
    desk.intsoc(&["check", "merged", "1", "2", "3"]).done();
    for shard in ["1", "3"] {
        let path = format!("{shard}/manifest.json");
        let manifest = desk.read(&path);
        desk.put(&path, &manifest.replace("to = 3.0", "to = 2.0"));
        merged(&desk).refused(&[&format!("{path}: was changed since it was written")]);
        for (from, to) in [("to = 3.0", "to = 2.0"), ("target.resolve", "target.war_stake"), ("0.9", "0.8")] {
            let words = "the sweep file is another";
            desk.put(&path, &manifest);
            forge::manifest(&desk.path(shard), |manifest| {
                manifest["sweep"] = manifest["sweep"].as_str().expect("a text").replace(from, to).into();
            });
            merged(&desk).refused(&[&format!("{shard}: its manifest is of another sweep"), words]);
            desk.intsoc(&["check", shard]).ended(1, &[words]);
        }
        let other = |key: &'static str, value: serde_json::Value, words: &str| {
            desk.put(&path, &manifest);
            forge::manifest(&desk.path(shard), |manifest| manifest[key] = value);
            merged(&desk).refused(&[shard, words]);
            desk.intsoc(&["check", shard]).ended(1, &[words]);
        };
        other("seed", 77.into(), "the seed is another");
        other("replicates", 4.into(), "the number of replicates is another");
        desk.put(&path, &manifest);
        forge::manifest(&desk.path(shard), |manifest| manifest["identity"] = "0".into());
        merged(&desk).refused(&["its manifest is of another sweep than its ledger"]);
        desk.put(&path, &manifest);
    }
    // A sweep's own results, too.
    forge::manifest(&desk.path("whole"), |manifest| {
        manifest["sweep"] = manifest["sweep"].as_str().expect("a text").replace("to = 3.0", "to = 2.0").into();
    });
    for command in [&["report", "whole"][..], &["reproduce", &rows(&desk.read("whole/outcomes.csv"))[1][0], "whole"]] {
        desk.intsoc(command).refused(&["whole: its manifest is of another sweep", "run the command again"]);
    }
}

#[test]
fn a_finished_sweep_whose_files_were_changed_is_made_again() {
    let desk = with_shards();
    copy(&desk.path("whole"), &desk.path("first"));
    let again = || desk.intsoc(&["sweep", "grid.toml", "--out", "whole"]);
    assert!(again().done().contains("holds the whole of it already"));
    for words in
        ["outcomes.csv: is missing", "summary.csv: was changed", "points.csv: was changed", "results.xlsx: was changed"]
    {
        let path = desk.path(&format!("whole/{}", words.split(':').next().expect("a name")));
        match words {
            "outcomes.csv: is missing" => fs::remove_file(path).expect("ours"),
            "summary.csv: was changed" => fs::write(path, "garbage").expect("ours"),
            _ => flip(&path, 40),
        }
        let said = again();
        assert_eq!(said.code, Some(0), "{said:?}");
        assert!(said.err.contains(words) && said.out.contains("9 points, 27 histories"), "{said:?}");
        assert!(same_tables(&desk, "whole", "first"), "{words}");
        desk.intsoc(&["check", "whole"]).done();
    }
}

#[test]
fn a_shard_whose_ledger_was_spoilt_is_mended_by_its_own_command() {
    let desk = with_shards();
    let sound = desk.bytes("2/ledger.intsoc");
    let head = sound.iter().position(|byte| *byte == b'\n').expect("a header");
    // In a record, in the header, in the header's end, in the last seal; cut off; longer; gone.
    let spoilt: Vec<Option<Vec<u8>>> = [sound.len() / 2, 40, head, head + 3, sound.len() - 1]
        .into_iter()
        .map(|at| {
            let mut bytes = sound.clone();
            bytes[at] ^= 1;
            Some(bytes)
        })
        .chain([Some(sound[..sound.len() - 10].to_vec()), Some([&sound[..], b"more"].concat()), None])
        .collect();
    for (number, bytes) in spoilt.into_iter().enumerate() {
        match bytes {
            Some(bytes) => fs::write(desk.path("2/ledger.intsoc"), bytes).expect("ours"),
            None => fs::remove_file(desk.path("2/ledger.intsoc")).expect("ours"),
        }
        merged(&desk).refused(&["2"]);
        desk.intsoc(&["check", "2"]).ended(1, &["2/ledger.intsoc: "]);
        let said = sharded(&desk, 2);
        assert_eq!(said.code, Some(0), "{number}: {said:?}");
        assert!(said.err.contains("2/ledger.intsoc: was") || said.err.contains("is missing"), "{number}: {}", said.err);
        assert!(desk.bytes("2/ledger.intsoc") == sound, "{number}");
        merged(&desk).done();
        assert!(same_tables(&desk, "merged", "whole"), "{number}");
    }
}

#[test]
fn an_unfinished_sweep_goes_on_before_what_was_spoilt_and_says_how_much() {
    let desk = with_shards();
    // What an interrupted sweep leaves: the records of the first two shards under its own header.
    let (header, mut records) = forge::ledger(&desk.path("1"));
    records.extend(forge::ledger(&desk.path("2")).1);
    fs::create_dir(desk.path("begun")).expect("ours");
    let own = Header { shard: (1, 1), ..header };
    let go_on = || desk.intsoc(&["sweep", "grid.toml", "--out", "begun", "--quiet"]);
    let begin = |records: &[_]| {
        let _ = fs::remove_dir_all(desk.path("begun"));
        fs::create_dir(desk.path("begun")).expect("ours");
        forge::write(&desk.path("begun"), &own, records);
    };
    begin(&records);
    let told = desk.intsoc(&["check", "begun"]).done();
    assert!(told.contains("a sweep that is not finished: 6 of 9 units of work"), "{told}");
    let ledger = desk.path("begun/ledger.intsoc");
    let length = fs::metadata(&ledger).expect("a ledger").len() as usize;
    flip(&ledger, length - 700);
    let told = desk.intsoc(&["check", "begun"]);
    let kept = told.err.split("after the first ").nth(1).and_then(|rest| rest.split(' ').next()).expect("a number");
    let kept: usize = kept.parse().expect("a number");
    assert!((1..6).contains(&kept), "{told:?}");
    let said = go_on();
    let words = format!("spoilt after the first {kept} units of work: the {} that follow are done again", 6 - kept);
    assert!(said.code == Some(0) && said.err.contains(&words), "{said:?}");
    assert!(same_tables(&desk, "begun", "whole"));
    // Records doubled, left out or out of order, each with a right seal: the net is cast when it is opened.
    let [a, b, c] = [0, 1, 2].map(|at| records[at].clone());
    for wrong in [vec![a.clone(), a.clone(), b.clone()], vec![a.clone(), c.clone()], vec![b.clone(), a, c]] {
        begin(&wrong);
        let said = go_on();
        assert!(said.code == Some(0) && said.err.contains("are done again"), "{said:?}");
        assert!(same_tables(&desk, "begun", "whole"));
        desk.intsoc(&["check", "begun"]).done();
    }
    // Of another program: refused, with what to do.
    begin(&records);
    let line = serde_json::to_string(&Header { format: "intsoc ledger 1".into(), ..own.clone() }).expect("JSON");
    fs::write(&ledger, format!("{line}\n")).expect("ours");
    go_on().refused(&["was begun by an earlier intsoc", "--force"]);
}

#[test]
fn a_sweep_is_what_its_file_says_not_how_it_is_written() {
    let desk = with_shards();
    let again = |text: &str| {
        desk.put("grid.toml", text);
        desk.intsoc(&["sweep", "grid.toml", "--out", "whole"])
    };
    for same in [
        format!("# a comment\n\n{GRID}\n# another\n"),
        GRID.replace('\n', "\r\n"),
        format!("\u{feff}{GRID}"),
        GRID.replace("[0.1, 0.5, 0.9]", "[\n  0.10, # low\n  0.5,\n  0.9,\n]").replace("= 3\n", "   =   3\n"),
    ] {
        assert!(again(&same).done().contains("holds the whole of it already"), "{same}");
    }
    // Shards of both ways to write it are one sweep.
    desk.put("grid.toml", &format!("# mine\n{}", GRID.replace('\n', "\r\n")));
    desk.intsoc(&["sweep", "grid.toml", "--shard", "2/3", "--out", "2", "--force"]).done();
    merged(&desk).done();
    assert!(same_tables(&desk, "merged", "whole"));
    for other in [GRID.replace("0.9", "0.8"), GRID.replace("steps = 3", "steps = 4")] {
        again(&other).refused(&["holds the results of another run"]);
    }
}

#[test]
fn a_sweep_whose_manifest_names_no_scenario_is_none() {
    let desk = folders::desk();
    folders::make(&desk, "sweep");
    let key = folders::key(&desk, "sweep", "outcomes");
    forge::manifest(&desk.path("sweep"), |manifest| {
        manifest["scenarios"] = serde_json::json!([]);
        // An earlier program did not say it.
        manifest.as_object_mut().expect("a table").remove("header");
    });
    for command in [&["reproduce", &key, "sweep"][..], &["sensitivity", "sweep"]] {
        desk.intsoc(command).refused(&["does not hold a sweep", "run the sweep again"]);
    }
}

#[test]
fn a_history_is_not_made_again_into_the_folder_that_it_is_of() {
    let desk = with_a_run();
    let histories = desk.read("run/histories.csv");
    let key = histories.lines().nth(1).and_then(|row| row.split(',').next()).expect("a row");
    desk.intsoc(&["reproduce", key, "run", "--out", "run/.", "--force"]).refused(&["is the folder run that is read"]);
    desk.intsoc(&["check", "run"]).done();
}

#[test]
fn where_no_manifest_can_be_believed_nobody_is_told_to_remove_tables() {
    let desk = with_a_run();
    desk.put("run/manifest.json", &desk.read("run/manifest.json").replace("\"histories\": 5", "\"histories\": 4"));
    let said = desk.intsoc(&["check", "run"]);
    assert!(said.code == Some(1) && !said.err.contains("remove it"), "{said:?}");
    said.ended(1, &["run/manifest.json: was changed since it was written", "run: 1 problem"]);
}
