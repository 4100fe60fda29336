//! A disk that forgets. It knows what was brought to it by fsync, and what was only asked for: in a power cut that may be lost, whole
//! or in part.
//!
//! As systems promise it and no further: an fsync of a file brings its bytes to the disk and not its name, an fsync of a folder the
//! names in it and not the bytes of its files. What was not brought there may have come there all the same, in any order, and bytes
//! sector by sector. A renaming happens whole or not at all (as in ALICE: Pillai and others, OSDI 2014).
#![cfg(target_os = "linux")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::trials::Luck;

/// What is written in one go, or not at all.
const SECTOR: usize = 512;

/// The number of the folder that all is in.
pub const ROOT: usize = 0;

/// Something that is asked of the file or folder of a number.
#[derive(Clone, Debug)]
pub struct Step {
    pub of: usize,
    pub what: What,
}

#[derive(Clone, Debug)]
pub enum What {
    /// A name is given to the file or folder of this number, or taken from it.
    Put(String, usize),
    Take(String, usize),
    Move {
        from: String,
        to: String,
        number: usize,
    },
    Write {
        at: usize,
        bytes: Vec<u8>,
    },
    Length(usize),
    /// All that was asked so far is to be on the disk.
    Sync,
}

impl Step {
    /// In words, without the bytes that were written.
    pub fn words(&self) -> String {
        match &self.what {
            What::Write { at, bytes } => format!("{}: {} bytes at {at}", self.of, bytes.len()),
            what => format!("{}: {what:?}", self.of),
        }
    }
}

/// How much a power cut makes the disk forget of what was not brought to it.
#[derive(Clone, Copy, Debug)]
pub enum Forgets {
    Nothing,
    Everything,
    /// Names from the step of this number on, as where they are kept in order; of bytes any.
    Since(usize),
    /// Any names, and any bytes.
    Some,
}

/// What a file holds, or which names a folder has.
#[derive(Clone, Debug, Default)]
struct Content {
    bytes: Vec<u8>,
    names: BTreeMap<String, usize>,
}

impl Content {
    fn take(&mut self, what: &What) {
        match what {
            What::Put(name, number) => drop(self.names.insert(name.clone(), *number)),
            What::Take(name, number) => self.forget(name, *number),
            What::Move { from, to, number } => {
                self.forget(from, *number);
                self.names.insert(to.clone(), *number);
            }
            What::Write { at, bytes } => self.write(*at, bytes),
            What::Length(length) => self.bytes.resize(*length, 0),
            What::Sync => {}
        }
    }

    /// Where the name was given to something else, that keeps it.
    fn forget(&mut self, name: &str, number: usize) {
        if self.names.get(name) == Some(&number) {
            self.names.remove(name);
        }
    }

    fn write(&mut self, at: usize, bytes: &[u8]) {
        let length = self.bytes.len().max(at + bytes.len());
        self.bytes.resize(length, 0);
        self.bytes[at..at + bytes.len()].copy_from_slice(bytes);
    }

    /// As `take`, but of bytes only those sectors that `comes` says; the length may come without them.
    fn take_part(&mut self, what: &What, mut comes: impl FnMut() -> bool) {
        let What::Write { at, bytes } = what else {
            return if comes() {
                self.take(what)
            };
        };
        if comes() {
            self.bytes.resize(self.bytes.len().max(at + bytes.len()), 0);
        }
        let mut from = 0;
        while from < bytes.len() {
            let to = bytes.len().min(from + SECTOR - (at + from) % SECTOR);
            if comes() {
                self.write(at + from, &bytes[from..to]);
            }
            from = to;
        }
    }
}

/// A file or a folder.
#[derive(Clone, Debug)]
struct Thing {
    is_folder: bool,
    /// Was it brought to the disk since it has its name?
    is_brought: bool,
    safe: Content,
    now: Content,
    /// What was asked since it was brought to the disk, with the numbers of the steps.
    since: Vec<(usize, What)>,
}

/// A disk with all that was ever on it.
#[derive(Clone, Debug, Default)]
pub struct Disk {
    things: Vec<Thing>,
    steps: usize,
}

impl Disk {
    /// A disk with what is in a folder, all of it safe.
    pub fn of(folder: &Path) -> Self {
        let mut disk = Self::default();
        disk.add(folder);
        disk
    }

    fn add(&mut self, folder: &Path) -> usize {
        let own = self.new_thing(true);
        for entry in fs::read_dir(folder).expect("ours").flatten() {
            let number = if entry.path().is_dir() {
                self.add(&entry.path())
            } else {
                let number = self.new_thing(false);
                self.things[number].now.bytes = fs::read(entry.path()).expect("ours");
                number
            };
            let name = entry.file_name().into_string().expect("UTF-8");
            self.things[own].now.names.insert(name, number);
        }
        for thing in &mut self.things {
            thing.safe = thing.now.clone();
            thing.is_brought = true;
        }
        own
    }

    /// A file or folder without a name; says its number.
    pub fn new_thing(&mut self, is_folder: bool) -> usize {
        self.things.push(Thing {
            is_folder,
            is_brought: false,
            safe: Content::default(),
            now: Content::default(),
            since: vec![],
        });
        self.things.len() - 1
    }

    /// Has all things that another has, those beyond its own without names.
    pub fn make_room_for(&mut self, other: &Self) {
        for thing in &other.things[self.things.len()..] {
            self.new_thing(thing.is_folder);
        }
    }

    pub fn step(&mut self, step: &Step) {
        let thing = &mut self.things[step.of];
        if let What::Sync = step.what {
            thing.safe = thing.now.clone();
            thing.since.clear();
            thing.is_brought = true;
        } else {
            thing.now.take(&step.what);
            thing.since.push((self.steps, step.what.clone()));
        }
        if let What::Put(_, number) | What::Move { number, .. } = step.what {
            self.things[number].is_brought = false;
        }
        self.steps += 1;
    }

    /// What is called so in a folder.
    pub fn named(&self, folder: usize, name: &str) -> Option<usize> {
        self.things[folder].now.names.get(name).copied()
    }

    pub fn length(&self, number: usize) -> usize {
        self.things[number].now.bytes.len()
    }

    /// Lays what is there after a power cut into a folder that is empty.
    pub fn lay(&self, folder: &Path, forgets: Forgets, luck: &mut Luck) {
        self.lay_thing(ROOT, folder, forgets, luck);
    }

    fn lay_thing(&self, number: usize, path: &Path, forgets: Forgets, luck: &mut Luck) {
        let thing = &self.things[number];
        let left = thing.left(forgets, luck);
        if !thing.is_folder {
            return fs::write(path, left.bytes).expect("ours");
        }
        if number != ROOT {
            fs::create_dir(path).expect("ours");
        }
        for (name, number) in &left.names {
            self.lay_thing(*number, &path.join(name), forgets, luck);
        }
    }

    /// What of the files that end so was brought to the disk under their names, and is still to be there, by their paths.
    pub fn brought(&self, ending: &str) -> Vec<(String, Vec<u8>)> {
        let mut brought = Vec::new();
        self.add_brought(ROOT, "", ending, &mut brought);
        brought
    }

    fn add_brought(&self, folder: usize, before: &str, ending: &str, brought: &mut Vec<(String, Vec<u8>)>) {
        for (name, number) in &self.things[folder].now.names {
            let (thing, path) = (&self.things[*number], format!("{before}{name}"));
            if thing.is_folder {
                self.add_brought(*number, &format!("{path}/"), ending, brought);
            } else if name.ends_with(ending) && thing.is_brought {
                let same = thing.safe.bytes.iter().zip(&thing.now.bytes).take_while(|(safe, now)| safe == now);
                let same = same.count();
                brought.push((path, thing.safe.bytes[..same].to_vec()));
            }
        }
    }
}

impl Thing {
    fn left(&self, forgets: Forgets, luck: &mut Luck) -> Content {
        match forgets {
            Forgets::Nothing => return self.now.clone(),
            Forgets::Everything => return self.safe.clone(),
            Forgets::Since(_) | Forgets::Some => {}
        }
        let mut left = self.safe.clone();
        // Of many sectors chance alone would never keep all, nor lose all.
        let share = luck.below(3);
        for (step, what) in &self.since {
            match forgets {
                Forgets::Since(first) if self.is_folder => left.take_part(what, || *step < first),
                _ => left.take_part(what, || share == 2 || share == 1 && luck.below(2) == 0),
            }
        }
        left
    }
}
