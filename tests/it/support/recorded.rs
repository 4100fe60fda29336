//! What a command asks of a disk, step by step, from what strace wrote down of it.
#![cfg(target_os = "linux")]

use std::collections::BTreeMap;
use std::path::Path;

use super::calls::Call;
use super::forgetful::{Disk, ROOT, Step, What};

/// A file or folder that is open.
#[derive(Clone)]
struct Open {
    number: usize,
    at: usize,
    appends: bool,
}

/// Follows a command in the folder where it is started: all that it asks of files there.
pub struct Recorder {
    folder: String,
    pub disk: Disk,
    pub steps: Vec<Step>,
    open: BTreeMap<i64, Open>,
}

impl Recorder {
    pub fn new(folder: &Path) -> Self {
        let disk = Disk::of(folder);
        Self { folder: folder.to_str().expect("UTF-8").to_string(), disk, steps: vec![], open: BTreeMap::new() }
    }

    /// Takes a call that ended well.
    pub fn take(&mut self, call: &Call) {
        match call.name.as_str() {
            "openat" => self.opened(call),
            "close" => drop(self.open.remove(&call.number(0))),
            "fcntl" if call.word(1).starts_with("F_DUPFD") => {
                if let Some(open) = self.open.get(&call.number(0)).cloned() {
                    self.open.insert(call.result, open);
                }
            }
            "fcntl" => {}
            "lseek" => {
                if let Some(open) = self.open.get_mut(&call.number(0)) {
                    open.at = usize::try_from(call.result).expect("a place");
                }
            }
            "write" => self.written(call, None),
            "pwrite64" => self.written(call, Some(call.number(3))),
            "ftruncate" => self.of_open(call, What::Length(usize::try_from(call.number(1)).expect("a length"))),
            "fsync" | "fdatasync" => self.of_open(call, What::Sync),
            "mkdir" => self.make_folder("AT_FDCWD", &call.path(0)),
            "mkdirat" => self.make_folder(call.word(0), &call.path(1)),
            "unlink" | "rmdir" => self.removed("AT_FDCWD", &call.path(0)),
            "unlinkat" => self.removed(call.word(0), &call.path(1)),
            "rename" => self.renamed(&call.path(0), &call.path(1)),
            "renameat" | "renameat2" => self.renamed(&call.path(1), &call.path(3)),
            other => panic!("the disk under test does not know {other}: {call:?}"),
        }
    }

    fn step(&mut self, of: usize, what: What) {
        let step = Step { of, what };
        self.disk.step(&step);
        self.steps.push(step);
    }

    /// What is asked of a file that is open; none of ours where it was opened elsewhere.
    fn of_open(&mut self, call: &Call, what: What) {
        if let Some(number) = self.open.get(&call.number(0)).map(|open| open.number) {
            self.step(number, what);
        }
    }

    fn opened(&mut self, call: &Call) {
        let (path, flags) = (call.path(1), call.word(2));
        let has = |flag: &str| flags.split('|').any(|set| set == flag);
        let Some((folder, name)) = self.place(call.word(0), &path) else {
            self.open.remove(&call.result);
            return;
        };
        let number = match self.known(folder, &name) {
            Some(number) => {
                if has("O_TRUNC") {
                    self.step(number, What::Length(0));
                }
                number
            }
            None => {
                assert!(has("O_CREAT"), "{path} was opened, and the disk under test has no such file");
                let number = self.disk.new_thing(false);
                self.step(folder, What::Put(name, number));
                number
            }
        };
        self.open.insert(call.result, Open { number, at: 0, appends: has("O_APPEND") });
    }

    fn written(&mut self, call: &Call, at: Option<i64>) {
        let Some(open) = self.open.get_mut(&call.number(0)) else { return };
        let (number, written) = (open.number, usize::try_from(call.result).expect("a length"));
        let at = match at {
            Some(at) => usize::try_from(at).expect("a place"),
            None => {
                let at = if open.appends { self.disk.length(number) } else { open.at };
                open.at = at + written;
                at
            }
        };
        let mut bytes = call.bytes(1);
        bytes.truncate(written);
        assert_eq!(bytes.len(), written, "strace wrote down all bytes");
        self.step(number, What::Write { at, bytes });
    }

    fn make_folder(&mut self, from: &str, path: &str) {
        if let Some((folder, name)) = self.place(from, path) {
            let number = self.disk.new_thing(true);
            self.step(folder, What::Put(name, number));
        }
    }

    fn removed(&mut self, from: &str, path: &str) {
        if let Some((folder, name)) = self.place(from, path) {
            let number = self.disk.named(folder, &name).expect("it was there");
            self.step(folder, What::Take(name, number));
        }
    }

    fn renamed(&mut self, from: &str, to: &str) {
        let (Some((folder, from)), Some((other, to))) = (self.place("AT_FDCWD", from), self.place("AT_FDCWD", to))
        else {
            return;
        };
        assert_eq!(folder, other, "the disk under test renames within a folder only: {from}, {to}");
        let number = self.disk.named(folder, &from).expect("it was there");
        self.step(folder, What::Move { from, to, number });
    }

    /// The folder of a path, and the name in it; none outside of the folder where all is.
    fn place(&self, from: &str, path: &str) -> Option<(usize, String)> {
        let (mut folder, within) = match path.strip_prefix(&self.folder) {
            Some(within) => (ROOT, within),
            None if path.starts_with('/') => return None,
            None if from == "AT_FDCWD" => (ROOT, path),
            None => (self.open.get(&from.parse::<i64>().ok()?)?.number, path),
        };
        let names: Vec<&str> = within.split('/').filter(|name| !["", "."].contains(name)).collect();
        let Some((last, above)) = names.split_last() else { return Some((folder, String::new())) };
        for name in above {
            folder = self.disk.named(folder, name)?;
        }
        Some((folder, last.to_string()))
    }

    /// What is at a place; the folder itself has no name there.
    fn known(&self, folder: usize, name: &str) -> Option<usize> {
        if name.is_empty() { Some(folder) } else { self.disk.named(folder, name) }
    }
}
