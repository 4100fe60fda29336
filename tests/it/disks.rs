//! Disks with little room, and disks that may not be written: small ones of their own, which root can mount.
//!
//! A disk of every size: INTSOC_ROOMS=1000 cargo test --release --test it disks:: -- --ignored --nocapture
#![cfg(target_os = "linux")]

use std::process::Command;

use crate::support::desk::Desk;
use crate::support::many::many;
use crate::support::trials::{Trial, words_of};

/// What a disk is divided into, in KiB.
const PAGE: u64 = 4;

/// A desk that is a disk of its own; it goes away with it.
struct Small {
    desk: Desk,
    /// KiB that are used at first.
    used: u64,
}

impl Small {
    /// With what a command finds.
    fn of(trial: &Trial) -> Self {
        let mut small = Self { desk: Desk::bare(), used: 0 };
        small.mount(&["-t", "tmpfs", "-o", "size=256m", "intsoc"]);
        trial.lay(small.desk.folder());
        let df = Command::new("df").args(["-k", "--output=used"]).arg(small.desk.folder()).output().expect("df");
        let used = String::from_utf8_lossy(&df.stdout).lines().nth(1).and_then(|used| used.trim().parse().ok());
        small.used = used.expect("a number");
        small
    }

    fn mount(&self, how: &[&str]) {
        let output = Command::new("mount").args(how).arg(self.desk.folder()).output().expect("mount");
        assert!(output.status.success(), "{how:?}: {}", words_of(&output));
    }

    /// Leaves so many KiB beside what is there.
    fn leave(&self, room: u64) {
        self.mount(&["-o", &format!("remount,rw,size={}k", self.used + room)]);
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        // Lazily: a panic may have left something open.
        let _ = Command::new("umount").arg("--lazy").arg(self.desk.folder()).status();
    }
}

/// Why a command on a disk with so much room did not do as it must. Says whether there was room enough.
fn wrong(trial: &Trial, room: u64) -> Result<bool, String> {
    let small = Small::of(trial);
    small.leave(room);
    let output = trial.on(&small.desk).output().expect("the program starts");
    let said = words_of(&output);
    trial.looks_whole_and_is_not(&small.desk)?;
    let done = match output.status.code() {
        Some(0) if trial.lost_bands(&said) => return Ok(false),
        Some(0) => trial.is_not_as_undisturbed(&small.desk, true).map(|()| true)?,
        Some(1 | 2) if said.contains("No space left") => false,
        code => return Err(format!("it ends with {code:?}: {said}")),
    };
    small.leave(256 << 10);
    trial.again(&small.desk).map(|()| done).map_err(|why| format!("{why} (at first: {said})"))
}

/// A command on disks of all sizes, from one without any room to one that has enough.
fn crowded(name: &str) {
    let trial = Trial::of(name, 10);
    let bytes: usize = trial.calm.values().map(Vec::len).sum();
    // Names that are replaced stand beside the new ones, and every file begins a page of its own.
    let enough = 2 * (bytes as u64 / 1024 + PAGE * trial.calm.len() as u64);
    let most = many("INTSOC_ROOMS", 2).min(enough / PAGE);
    let (mut full, mut sizes, mut had_room) = (0, 0, false);
    for at in 0..most {
        sizes += 1;
        let room = PAGE * (at * (enough / PAGE) / most);
        match wrong(&trial, room) {
            // Once it has enough, more does not tell anything.
            Ok(true) => {
                had_room = true;
                break;
            }
            Ok(false) => full += 1,
            Err(why) => panic!("{name}, {room} KiB: {why}"),
        }
    }
    assert!(had_room || most < enough / PAGE, "{name}: no disk was large enough");
    println!("{name}: {sizes} sizes of a disk, {full} of them too small, nothing lost");
    read_only(name, &trial);
}

/// A command on a disk that may not be written says so, and leaves what is there.
fn read_only(name: &str, trial: &Trial) {
    let small = Small::of(trial);
    small.mount(&["-o", "remount,ro"]);
    let output = trial.on(&small.desk).output().expect("the program starts");
    let said = words_of(&output);
    assert!(matches!(output.status.code(), Some(1 | 2)) && said.contains("Read-only"), "{name}: {said}");
    small.leave(256 << 10);
    assert!(crate::support::trials::tree(small.desk.folder()) == trial.found, "{name}: something was changed");
    trial.again(&small.desk).unwrap_or_else(|why| panic!("{name}: {why}"));
}

mod needs_mounts {
    mod a_disk_without_room_or_that_may_not_be_written_loses_nothing {
        use crate::support::trials::{each_command, tests};
        each_command!(tests crate::disks::crowded, ignore = "needs root, who may mount");
    }
}
