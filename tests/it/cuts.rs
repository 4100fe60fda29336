//! The power is cut at any moment of a command, and the disk has forgotten some of what was not brought to it: nothing looks whole
//! that is not, what was brought to the disk is found again, and the same command given again ends well, with the bytes of one that
//! was not disturbed. After a command has ended, a power cut loses nothing.
//!
//! A command runs once, and strace writes down what it asks of files; a disk under test takes any beginning of that, and forgets.
//!
//! More cuts of each command: INTSOC_CUTS=200 cargo test --release --test it cuts:: -- --ignored --nocapture
#![cfg(target_os = "linux")]

use std::process::{Command, Stdio};

use crate::support::calls::{CALLS, WRITTEN, calls};
use crate::support::desk::Desk;
use crate::support::forgetful::{Disk, Forgets, Step, What};
use crate::support::many::many;
use crate::support::recorded::Recorder;
use crate::support::trials::{Luck, Trial, words_of};

/// A command's disk as it finds it, and what it asks of it, step by step.
fn recorded(trial: &Trial) -> (Disk, Vec<Step>) {
    let (desk, beside) = (trial.desk(), tempfile::tempdir().expect("a temporary folder"));
    let (plain, log) = (trial.on(&desk), beside.path().join("log"));
    let mut recorder = Recorder::new(desk.folder());
    // What it finds: things that are made later have no names yet.
    let mut before = recorder.disk.clone();
    let mut traced = Command::new("strace");
    traced.args(WRITTEN).arg(&log).args(["-e", &format!("trace={CALLS}")]).arg("--");
    traced.arg(plain.get_program()).args(plain.get_args()).current_dir(desk.folder()).stdin(Stdio::null());
    let output = traced.output().expect("strace is installed (Debian: strace)");
    assert!(output.status.success(), "{}", words_of(&output));
    let log = std::fs::read_to_string(log).expect("it was written");
    calls(&log).iter().for_each(|call| recorder.take(call));
    before.make_room_for(&recorder.disk);
    (before, recorder.steps)
}

/// A moment: of two one anywhere, one right after something was named or brought to the disk.
fn moment(steps: &[Step], luck: &mut Luck) -> usize {
    let of_names: Vec<usize> =
        (0..steps.len()).filter(|at| !matches!(steps[*at].what, What::Write { .. })).map(|at| at + 1).collect();
    match luck.below(2) {
        0 => luck.below(steps.len() as u64 + 1) as usize,
        _ => of_names[luck.below(of_names.len() as u64) as usize],
    }
}

/// Cuts a command's power, again and again.
fn cut(name: &str) {
    let (trial, mut luck) = (Trial::of(name, 10), Luck(3));
    let (before, steps) = recorded(&trial);
    let after = |first: usize| {
        let mut disk = before.clone();
        steps[..first].iter().for_each(|step| disk.step(step));
        disk
    };
    let whole = after(steps.len());
    for forgets in [Forgets::Nothing, Forgets::Everything, Forgets::Some, Forgets::Since(0)] {
        let desk = Desk::bare();
        whole.lay(desk.folder(), forgets, &mut luck);
        let same = trial.is_not_as_undisturbed(&desk, !matches!(forgets, Forgets::Nothing));
        same.unwrap_or_else(|why| panic!("{name}, after its end, forgetting {forgets:?}: {why}"));
    }
    let most = many("INTSOC_CUTS", 3);
    for cut in 0..most {
        let at = moment(&steps, &mut luck);
        let forgets = match luck.below(4) {
            0 => Forgets::Everything,
            1 => Forgets::Since(luck.below(at as u64 + 1) as usize),
            _ => Forgets::Some,
        };
        let (disk, desk) = (after(at), Desk::bare());
        disk.lay(desk.folder(), forgets, &mut luck);
        if let Err(why) = wrong(&trial, &disk, &desk) {
            let last: Vec<String> = steps[at.saturating_sub(12)..at].iter().map(Step::words).collect();
            panic!(
                "{name}, cut {cut} after step {at} of {}, forgetting {forgets:?}: {why}\n{}",
                steps.len(),
                last.join("\n")
            );
        }
    }
    println!("{name}: {} power cuts over {} steps, nothing lost", most + 3, steps.len());
}

/// Why what a power cut left is not as it must be.
fn wrong(trial: &Trial, disk: &Disk, desk: &Desk) -> Result<(), String> {
    trial.looks_whole_and_is_not(desk)?;
    for (name, bytes) in disk.brought(".intsoc") {
        let found = std::fs::read(desk.path(&name)).unwrap_or_default();
        if !found.starts_with(&bytes) {
            return Err(format!("{name}: of {} bytes that were brought to the disk not all are there", bytes.len()));
        }
    }
    trial.again(desk)
}

mod needs_strace {
    mod what_lost_its_power_ends_as_what_did_not_when_it_is_given_again {
        use crate::support::trials::{each_command, tests};
        each_command!(tests crate::cuts::cut, ignore = "needs strace");
    }
}
