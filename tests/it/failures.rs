//! A system call fails, or kills the program, at each place where it is made: no file that looks whole is wrong, no success is
//! told of wrong files, and the same command given again without the fault ends well.
//!
//! Every fault of each command: INTSOC_FAILURES=100000 cargo test --release --test it failures:: -- --ignored --nocapture
#![cfg(target_os = "linux")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::support::desk::Desk;
use crate::support::many::many;
use crate::support::trials::{Luck, Trial, words_of};

/// The calls by which files are changed, read and looked at, and how each may fail.
const CALLS: [(&str, &[&str]); 13] = [
    ("rename", &["EIO", "EACCES"]),
    ("unlink", &["EACCES", "EBUSY"]),
    ("openat", &["EMFILE", "EACCES", "ENOSPC"]),
    ("write", &["ENOSPC", "EIO"]),
    ("fsync", &["EIO"]),
    ("mkdir", &["ENOSPC", "EACCES"]),
    ("flock", &["ENOLCK", "ENOSYS"]),
    ("ftruncate", &["EIO"]),
    ("unlinkat", &["EACCES"]),
    ("rmdir", &["EBUSY"]),
    ("read", &["EIO"]),
    ("statx", &["EIO"]),
    ("getdents64", &["EIO"]),
];

/// The command under strace, which is asked for `what`.
fn traced(trial: &Trial, desk: &Desk, log: &str, what: &[String]) -> Command {
    let plain = trial.on(desk);
    let mut command = Command::new("strace");
    command.args(["-f", "-qq", "-o", log]).args(what).arg("--").arg(plain.get_program()).args(plain.get_args());
    command.current_dir(desk.folder()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    command
}

/// Waits at most so long for the end of a command; `None` if it does not come.
fn within(mut command: Command, most: Duration) -> Option<Output> {
    let (mut child, clock) = (command.spawn().expect("strace is installed (Debian: strace)"), Instant::now());
    while child.try_wait().expect("a child").is_none() {
        if clock.elapsed() > most {
            child.kill().expect("it can be killed");
            child.wait().expect("it ends");
            return None;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    Some(child.wait_with_output().expect("it ended"))
}

/// Every place where an undisturbed command makes one of the calls: its name, and the how-manieth of its thread it is.
fn places(trial: &Trial) -> Vec<(&'static str, u64)> {
    let desk = trial.desk();
    let calls: Vec<&str> = CALLS.iter().map(|(call, _)| *call).collect();
    // With the paths of what is open.
    let trace = traced(trial, &desk, "trace", &["-y".into(), "-e".into(), format!("trace={}", calls.join(","))]);
    let output = within(trace, Duration::from_secs(60)).expect("it ends");
    assert!(output.status.success(), "{}", words_of(&output));
    let (mut counts, mut places) = (BTreeMap::new(), BTreeSet::new());
    for line in desk.read("trace").lines() {
        let (thread, rest) = line.split_once(' ').expect("a thread, then its call");
        let rest = rest.trim_start();
        let Some(call) = calls.iter().find(|call| rest.starts_with(&format!("{call}("))) else { continue };
        let count: &mut u64 = counts.entry((thread.to_string(), *call)).or_default();
        *count += 1;
        if is_on(&desk, call, rest) {
            places.insert((*call, *count));
        }
    }
    fs::remove_file(desk.path("trace")).expect("ours");
    assert!(places.len() > 5, "{places:?}");
    places.into_iter().collect()
}

/// Is it about a file on the desk, and not one of those that the system reads to start a program?
fn is_on(desk: &Desk, call: &str, line: &str) -> bool {
    let desk = desk.folder().display();
    let elsewhere = line.contains(">, \"/") && !line.contains(&format!(">, \"{desk}"));
    ["rename", "unlink", "mkdir", "rmdir", "write"].contains(&call) || line.contains(&format!("<{desk}")) && !elsewhere
}

/// Every fault at every place: the call's error once, its error from then on, or the end of the program.
fn faults(trial: &Trial) -> Vec<String> {
    let mut faults = Vec::new();
    for (call, when) in places(trial) {
        let (_, errors) = CALLS.iter().find(|(known, _)| *known == call).expect("a call that is looked for");
        for error in *errors {
            faults.extend(["", "+"].map(|on| format!("{call}:error={error}:when={when}{on}")));
        }
        faults.push(format!("{call}:signal=SIGKILL:when={when}"));
    }
    faults
}

/// Why a command that met this fault did not do as it must.
fn wrong(trial: &Trial, fault: &str) -> Result<(), String> {
    let desk = trial.desk();
    let call = fault.split(':').next().expect("a call");
    let inject = ["-e".to_string(), format!("trace={call}"), "-e".into(), format!("inject={fault}")];
    let output =
        within(traced(trial, &desk, "/dev/null", &inject), Duration::from_secs(60)).ok_or("it does not end")?;
    let said = words_of(&output);
    trial.looks_whole_and_is_not(&desk)?;
    match output.status.code() {
        Some(0) if trial.lost_bands(&said) => return Ok(()),
        Some(0) => trial.is_not_as_undisturbed(&desk, true).map_err(|why| format!("it ends with 0, {why}"))?,
        // A standard error that cannot be written, either, says nothing.
        Some(1 | 2) if !said.is_empty() || fault.starts_with("write:") && fault.ends_with('+') => {}
        None if fault.contains("SIGKILL") => {}
        code => return Err(format!("it ends with {code:?}: {said}")),
    }
    trial.again(&desk).map_err(|why| format!("{why} (at first: {said})"))
}

/// A command meets some of all faults, each of them on a desk of its own.
fn failing(name: &str) {
    let trial = Trial::of(name, 10);
    let (mut left, mut luck) = (faults(&trial), Luck(5));
    let all = left.len();
    let most = usize::try_from(many("INTSOC_FAILURES", 3)).expect("a number of faults").min(all);
    let mut failed = Vec::new();
    for _ in 0..most {
        let fault = left.swap_remove(luck.below(left.len() as u64) as usize);
        if let Err(why) = wrong(&trial, &fault) {
            let call = fault.split(':').next().unwrap_or_default();
            let command = trial.command.join(" ");
            failed.push(format!(
                "strace -f -qq -o /dev/null -e trace={call} -e inject={fault} intsoc {command}\n  {why}"
            ));
        }
    }
    assert!(failed.is_empty(), "{} of {most} faults:\n{}", failed.len(), failed.join("\n"));
    println!("{name}: {most} failing calls of {all}, nothing lost");
}

mod needs_strace {
    use crate::support::trials::{each_command, tests};
    each_command!(tests crate::failures::failing, ignore = "needs strace");
}

#[test]
fn a_folder_that_holds_no_results_is_answered_with_the_one_that_was_meant() {
    let desk = Desk::new();
    desk.intsoc(&["run", "minimal.toml", "--replicates", "2", "-q", "--out", "results/minimal"]).done();
    for (command, folder, says) in [
        ("report", "results/minimal/results.xlsx", ["is a file, and results are a folder", "lies: results/minimal\n"]),
        ("report", "results/minmal", ["there is no such folder", "did you mean results/minimal?"]),
        ("report", "results", ["holds no results: it has no manifest.json", "there are results in results/minimal\n"]),
        ("sensitivity", "elsewhere", ["there is no such folder", "name a folder that a command of intsoc wrote"]),
        ("report", "minimal.toml", ["is a file, and results are a folder", "such as results/baseline"]),
    ] {
        desk.intsoc(&[command, folder]).refused(&says);
    }
}
