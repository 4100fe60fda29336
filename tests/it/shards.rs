//! Sweeps in parts: shards are the whole, and what is cut off goes on where it was.

use std::fs;
use std::process::Command;
use std::time::Duration;

use crate::support::desk::Desk;
use crate::support::forge;
use crate::support::runs::rows;
use crate::sweep::{GRID, desk, tables};
use intsoc::study::sweep::header::Header;

#[test]
fn shards_merge_into_the_bytes_of_one_machine() {
    let desk = desk();
    desk.intsoc(&["sweep", "grid.toml", "--out", "whole"]).done();
    for count in [2, 5, 24] {
        let mut folders: Vec<String> = Vec::new();
        for index in 1..=count {
            let folder = format!("part-{index}-of-{count}");
            desk.intsoc(&["sweep", "grid.toml", "--shard", &format!("{index}/{count}"), "--out", &folder]).done();
            folders.push(folder);
        }
        // In any order.
        folders.reverse();
        let out = format!("merged-{count}");
        let mut merge = vec!["merge"];
        merge.extend(folders.iter().map(String::as_str));
        merge.extend(["--out", &out]);
        desk.intsoc(&merge).done();
        assert!(tables(&desk, &out) == tables(&desk, "whole"), "{count} shards");
    }
    let merge = |folders: &[&str]| desk.intsoc(&[&["merge"], folders, &["--out", "no"]].concat());
    merge(&["part-1-of-5", "part-3-of-5", "part-5-of-5"]).refused(&["of 5 shards these are missing: 2, 4"]);
    merge(&["part-1-of-2", "part-2-of-2", "part-1-of-2"]).refused(&["is shard 1 of 2, and so is part-1-of-2"]);
    merge(&["part-1-of-2", "part-2-of-5"]).refused(&["part-2-of-5: is one of 5 shards"]);
    desk.intsoc(&["sweep", "grid.toml", "--shard", "2/2", "--seed", "9", "--out", "other"]).done();
    merge(&["part-1-of-2", "other"]).refused(&["other: does not belong to part-1-of-2: the seed is another"]);
    merge(&["whole"]).refused(&["whole: holds no ledger.intsoc, and so is no shard"]);
    assert!(!desk.path("no").exists());
    // A number of shards is counted neither up to nor through.
    for count in ["25", "1000000000000000000"] {
        let shard = format!("1/{count}");
        desk.intsoc(&["sweep", "grid.toml", "--shard", &shard, "--out", "no"]).refused(&[&shard, "at most 24 shards"]);
    }
    merge(&["part-2-of-24", "part-23-of-24"]).refused(&["of 24 shards these are missing: 1, 3-22, 24"]);
}

#[test]
fn a_torn_shard_is_never_merged_and_mends_itself() {
    let desk = desk();
    desk.intsoc(&["sweep", "grid.toml", "--out", "whole"]).done();
    for shard in ["1/2", "2/2"] {
        desk.intsoc(&["sweep", "grid.toml", "--shard", shard, "--out", &shard[..1]]).done();
    }
    let ledger = desk.path("2/ledger.intsoc");
    let length = fs::metadata(&ledger).expect("a ledger").len();
    fs::OpenOptions::new().write(true).open(&ledger).and_then(|file| file.set_len(length - 1000)).expect("ours");
    let merge = |out: &str| desk.intsoc(&["merge", "1", "2", "--out", out]);
    merge("merged").refused(&["2/ledger.intsoc: was changed", "give the command of that shard again"]);
    // Even where its manifest was made to agree.
    forge::agreed(&desk.path("2"));
    merge("merged")
        .refused(&["2/ledger.intsoc: does not hold the whole shard", "give the command of that shard again"]);
    desk.intsoc(&["sweep", "grid.toml", "--shard", "2/2", "--out", "2"]).done();
    merge("merged").done();
    assert!(tables(&desk, "merged") == tables(&desk, "whole"));
    assert_eq!(fs::metadata(&ledger).expect("a ledger").len(), length);
}

#[test]
fn shards_of_two_programs_are_never_merged_nor_those_of_another() {
    let desk = desk();
    for shard in ["1/2", "2/2"] {
        desk.intsoc(&["sweep", "grid.toml", "--shard", shard, "--out", &shard[..1]]).done();
    }
    let made_by = |shard: &str, version: &str, sources: &str| {
        let (header, records) = forge::ledger(&desk.path(shard));
        let header = Header { version: version.into(), sources: sources.into(), ..header };
        forge::write(&desk.path(shard), &header, &records);
    };
    let (own, _) = forge::ledger(&desk.path("1"));
    let merge = || desk.intsoc(&["merge", "1", "2", "--out", "merged"]);
    made_by("2", &own.version, "another");
    merge().refused(&["2: does not belong to 1: the program's version is another"]);
    made_by("1", &own.version, "another");
    merge().refused(&["1: was made by", "another", "merge with the program that ran the shards"]);
    for shard in ["1", "2"] {
        made_by(shard, "0.0.1", &own.sources);
    }
    merge().refused(&["version 0.0.1", env!("CARGO_PKG_VERSION")]);
    assert!(!desk.path("merged").exists());
}

#[test]
fn a_sweep_cut_off_early_has_tables_of_what_is_complete() {
    let desk = desk();
    desk.intsoc(&["sweep", "grid.toml", "--out", "whole"]).done();
    desk.intsoc(&["sweep", "grid.toml", "--so-far", "--out", "whole"]).refused(&["ledger.intsoc"]);
    // A shard's ledger that says it is the whole's is what an interrupted sweep leaves.
    desk.intsoc(&["sweep", "grid.toml", "--shard", "1/2", "--out", "half"]).done();
    let (header, records) = forge::ledger(&desk.path("half"));
    fs::create_dir(desk.path("cut")).expect("ours");
    forge::write(&desk.path("cut"), &Header { shard: (1, 1), ..header }, &records);
    let ledger = desk.path("cut/ledger.intsoc");
    let length = fs::metadata(&ledger).expect("a ledger").len();
    fs::OpenOptions::new().write(true).open(&ledger).and_then(|file| file.set_len(length - 20)).expect("ours");
    let told = desk.intsoc(&["sweep", "grid.toml", "--so-far", "--out", "cut"]).done();
    assert!(told.contains("the first 11 of 24 points"), "{told}");
    for table in ["points.csv", "outcomes.csv", "summary.csv"] {
        let (whole, part) = (desk.read(&format!("whole/{table}")), desk.read(&format!("cut-so-far/{table}")));
        assert!(whole.starts_with(&part) && part.len() < whole.len(), "{table}");
    }
    assert!(desk.read("cut-so-far/manifest.json").contains("\"complete\": false"));
    // The sweep itself goes on.
    desk.intsoc(&["sweep", "grid.toml", "--out", "cut"]).done();
    assert!(tables(&desk, "cut") == tables(&desk, "whole"));
}

#[test]
fn a_sweep_in_the_making_is_not_run_over() {
    let desk = desk();
    desk.intsoc(&["sweep", "grid.toml", "--shard", "1/3", "--out", "out"]).done();
    for name in ["manifest.json", "datapackage.json"] {
        fs::remove_file(desk.path(&format!("out/{name}"))).expect("ours");
    }
    desk.intsoc(&["run", "minimal.toml", "--out", "out"]).refused(&["holds a sweep that is not finished"]);
    desk.intsoc(&["run", "minimal.toml", "--out", "out", "--force"]).done();
    assert!(!desk.path("out/ledger.intsoc").exists());
}

#[test]
fn who_was_killed_while_naming_the_files_goes_on_too() {
    let desk = desk();
    for command in [["sweep", "grid.toml"], ["run", "minimal.toml"]] {
        let again = [&command[..], &["--out", command[0]]].concat();
        desk.intsoc(&again).done();
        let (before, table) = (desk.names(command[0]), format!("{}/summary.csv", command[0]));
        let summary = desk.read(&table);
        let manifest = desk.path(&format!("{}/manifest.json", command[0]));
        fs::rename(&manifest, manifest.with_extension("json.partial")).expect("ours");
        desk.intsoc(&again).done();
        assert_eq!((desk.names(command[0]), desk.read(&table)), (before, summary));
    }
}

#[cfg(unix)]
#[test]
fn a_full_disk_stops_a_sweep_that_goes_on_when_there_is_room() {
    let desk = desk();
    desk.intsoc(&["sweep", "grid.toml", "--out", "whole"]).done();
    for blocks in ["4", "20", "40"] {
        let script = format!(
            "trap '' XFSZ; ulimit -f {blocks}; exec {} sweep grid.toml --out out",
            env!("CARGO_BIN_EXE_intsoc")
        );
        let output = Command::new("bash").args(["-c", &script]).current_dir(desk.folder()).output().expect("bash");
        assert_eq!(output.status.code(), Some(1), "{blocks}");
        assert!(
            !desk.path("out/summary.csv").exists() && !desk.path("out/manifest.json").exists(),
            "{:?}",
            desk.names("out")
        );
    }
    desk.intsoc(&["sweep", "grid.toml", "--out", "out"]).done();
    assert!(tables(&desk, "out") == tables(&desk, "whole"));
}

/// Leaves a folder with the ledger of a sweep that is not done.
fn begun(desk: &Desk, out: &str) {
    let file = "slow.toml";
    desk.put(file, &GRID.replace("replicates = 6", "replicates = 200000"));
    let mut child = Command::new(env!("CARGO_BIN_EXE_intsoc"))
        .args(["sweep", file, "--out", out, "--quiet"])
        .current_dir(desk.folder())
        .spawn()
        .expect("the program starts");
    let ledger = desk.path(&format!("{out}/ledger.intsoc"));
    while fs::metadata(&ledger).map_or(0, |data| data.len()) < 100_000 {
        std::thread::sleep(Duration::from_millis(3));
    }
    child.kill().expect("it can be killed");
    child.wait().expect("it ends");
}

#[test]
fn what_changed_since_it_began_is_refused_with_the_reason() {
    let desk = desk();
    begun(&desk, "out");
    let slow = desk.read("slow.toml");
    let again = |more: &[&str]| desk.intsoc(&[&["sweep", "slow.toml", "--out", "out"], more].concat());
    again(&["--seed", "77"]).refused(&["belongs to another sweep: the seed has changed", "--force"]);
    again(&["--shard", "1/3"]).refused(&["the shard has changed"]);
    again(&["--set", "target.war_stake=0.1"]).refused(&["a scenario has changed"]);
    desk.put("slow.toml", &slow.replace("steps = 4", "steps = 5"));
    again(&[]).refused(&["the sweep file has changed"]);
    desk.put("slow.toml", &slow);
    let minimal = desk.read("minimal.toml");
    desk.put("minimal.toml", &minimal.replace("war_stake = 0.4", "war_stake = 0.3"));
    again(&[]).refused(&["a scenario has changed"]);
    desk.put("minimal.toml", &minimal);
    desk.put("slow.toml", GRID);
    again(&["--force"]).done();
    assert_eq!(rows(&desk.read("out/outcomes.csv")).len(), 145);
}

#[test]
fn a_cluster_tells_the_shard() {
    let desk = desk();
    let auto = |variables: &[(&str, &str)]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_intsoc"));
        command.args(["sweep", "grid.toml", "--shard", "auto"]).current_dir(desk.folder());
        command.envs(variables.iter().copied());
        command.output().expect("the program starts")
    };
    let slurm = |id: &'static str, count: &'static str, first: &'static str, last: &'static str| {
        auto(&[
            ("SLURM_ARRAY_TASK_ID", id),
            ("SLURM_ARRAY_TASK_COUNT", count),
            ("SLURM_ARRAY_TASK_MIN", first),
            ("SLURM_ARRAY_TASK_MAX", last),
        ])
    };
    let anew = || fs::remove_dir_all(desk.path("results")).expect("ours");
    assert!(slurm("2", "3", "0", "2").status.success());
    assert!(desk.path("results/grid-shard-3-of-3/ledger.intsoc").exists());
    anew();
    assert!(slurm("2", "4", "1", "4").status.success());
    assert!(desk.path("results/grid-shard-2-of-4/ledger.intsoc").exists());
    // Tasks given again do not say of how many they are.
    for again in [slurm("7", "2", "3", "7"), slurm("3", "1", "3", "3"), slurm("10", "4", "0", "30")] {
        assert_eq!(again.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&again.stderr).contains("does not say which part it is"));
    }
    anew();
    assert!(auto(&[("JOB_COMPLETION_INDEX", "0"), ("JOB_COMPLETIONS", "4")]).status.success());
    assert!(desk.path("results/grid-shard-1-of-4/ledger.intsoc").exists());
    let nowhere = auto(&[]);
    assert_eq!(nowhere.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&nowhere.stderr).contains("write for example 3/50"));
}
