//! Two processes in one folder, and folders that go away, are moved or replaced while a command writes.
//!
//! More often: INTSOC_PAIRS=20 cargo test --release --test it together:: -- --nocapture
#![cfg(unix)]

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::{Child, Output};
use std::time::Duration;

use crate::support::desk::Desk;
use crate::support::many::many;
use crate::support::trials::{Luck, Trial, commands, words_of};

/// The command twice at the same time: one does it and the other does it again or is refused, and what is there is right.
fn twice_at_once(name: &str) {
    let (trial, mut luck, mut refused) = (Trial::of(name, 10), Luck(7), 0);
    let most = many("INTSOC_PAIRS", 1);
    for pair in 0..most {
        let desk = trial.desk();
        let first = trial.on(&desk).spawn().expect("the program starts");
        // Now and then the other one comes late.
        std::thread::sleep(within(&trial, pair.min(1), &mut luck));
        let second = trial.on(&desk).spawn().expect("the program starts");
        let ended = [first, second].map(|child| child.wait_with_output().expect("it ends"));
        for output in &ended {
            let (code, said) = (output.status.code(), words_of(output));
            let in_use = said.contains("another intsoc writes here now");
            assert!(code == Some(0) || code == Some(2) && in_use, "{name}, pair {pair}: {code:?} {said}");
            refused += u64::from(in_use);
        }
        assert!(ended.iter().any(|output| output.status.success()), "{name}, pair {pair}: one of them does it");
        trial.is_not_as_undisturbed(&desk, false).unwrap_or_else(|why| panic!("{name}, pair {pair}: {why}"));
    }
    println!("{name}: {most} pairs at once, {refused} refused, nothing lost");
}

/// A part of the time that the command takes.
fn within(trial: &Trial, parts: u64, luck: &mut Luck) -> Duration {
    let span = u64::try_from(trial.span.as_micros()).expect("it takes less than a lifetime");
    Duration::from_micros(luck.below(span * parts + 1))
}

/// What befalls the folder that a command has made and writes into.
#[derive(Clone, Copy, Debug)]
enum Fate {
    Removed,
    Moved,
    /// Moved, and another of the same name made, in which the same command is run by somebody else.
    Replaced,
}

/// The folders that a command made, and the one of `--out` that was there, once it writes into it; it may end before that.
fn written(trial: &Trial, desk: &Desk, child: &mut Child) -> Vec<PathBuf> {
    let top = |name: &String| name.split_once('/').map(|(folder, _)| folder.to_string());
    let there: BTreeSet<String> = trial.found.keys().filter_map(top).collect();
    // Of `--so-far` it is what the command reads.
    let writes = !trial.command.iter().any(|word| word == "--so-far");
    let out = trial.command.iter().skip_while(|word| *word != "--out").nth(1).filter(|_| writes);
    let begun = |name: &String| {
        let own = |file: &String| !trial.found.contains_key(&format!("{name}/{file}"));
        !there.contains(name) || out == Some(name) && desk.names(name).iter().any(own)
    };
    loop {
        let ended = child.try_wait().expect("a child").is_some();
        let folders = desk.names(".").into_iter().filter(|name| desk.path(name).is_dir() && begun(name));
        let folders: Vec<PathBuf> = folders.map(|name| desk.path(&name)).collect();
        if ended || !folders.is_empty() {
            return folders;
        }
        std::thread::sleep(Duration::from_micros(200));
    }
}

/// The folder of a command goes away while it writes: it ends with words, and the same command given again ends well.
fn befallen(name: &str) {
    let (trial, mut luck, mut gone) = (Trial::of(name, 10), Luck(13), 0);
    let most = many("INTSOC_PAIRS", 1);
    let first = commands().iter().position(|(known, _)| *known == name).expect("a command");
    for (time, fate) in (0..most).zip([Fate::Removed, Fate::Moved, Fate::Replaced].into_iter().cycle().skip(first)) {
        let desk = trial.desk();
        let mut child = trial.on(&desk).spawn().expect("the program starts");
        let folders = written(&trial, &desk, &mut child);
        gone += u64::from(!folders.is_empty());
        std::thread::sleep(within(&trial, 1, &mut luck));
        let aside = tempfile::tempdir_in(desk.folder()).expect("the desk is ours");
        for folder in &folders {
            if let Fate::Removed = fate {
                // Something new may come into it meanwhile.
                while folder.exists() {
                    let _ = fs::remove_dir_all(folder);
                }
            } else {
                // What failed early has taken it away itself.
                let _ = fs::rename(folder, aside.path().join("folder"));
            }
        }
        let other = matches!(fate, Fate::Replaced).then(|| trial.on(&desk).output().expect("the program starts"));
        let output = child.wait_with_output().expect("it ends");
        let why = |what: &str| format!("{name}, time {time}, {fate:?}: {what}");
        drop(aside);
        if let Some(other) = other {
            assert!(ends(&other), "{}", why(&words_of(&other)));
        }
        assert!(ends(&output), "{}", why(&words_of(&output)));
        trial.looks_whole_and_is_not(&desk).unwrap_or_else(|what| panic!("{}", why(&what)));
        trial.again(&desk).unwrap_or_else(|what| panic!("{}", why(&what)));
    }
    // Of these two the results are what they are given, and stand beside what is written.
    assert!(gone > 0 || ["migrate", "report_over"].contains(&name), "{name}: nothing befell a folder");
    println!("{name}: {gone} folders removed, moved or replaced, nothing wrong");
}

/// Well, or with words.
fn ends(output: &Output) -> bool {
    match output.status.code() {
        Some(0) => true,
        Some(1 | 2) => !output.stderr.is_empty() && !words_of(output).contains("panicked"),
        _ => false,
    }
}

mod slow {
    mod the_same_command_twice_at_once_does_it_once {
        use crate::support::trials::{each_command, tests};
        each_command!(tests crate::together::twice_at_once);
    }
    mod a_folder_that_goes_away_while_it_is_written_stops_nothing_later {
        use crate::support::trials::{each_command, tests};
        each_command!(tests crate::together::befallen);
    }
}
