//! Runs scenarios through the library and reads what they write.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::time::{Instant, SystemTime};

use intsoc::ensemble::engine::Engine;
use intsoc::output::folder::Folder;
use intsoc::output::{Making, seal};
use intsoc::scenario::Scenario;
use intsoc::study::{Plan, run};
use intsoc::table::portable::portable;

/// How a run is made.
#[derive(Clone, Copy)]
pub struct Made {
    pub replicates: u64,
    pub threads: usize,
    pub detail: bool,
    pub still: bool,
}

impl Default for Made {
    fn default() -> Self {
        Self { replicates: 8, threads: 2, detail: true, still: false }
    }
}

fn making() -> Making {
    Making { command: vec![], started: SystemTime::UNIX_EPOCH, clock: Instant::now(), threads: 2, note: |_| {} }
}

/// Every table that a run writes, by file name.
pub fn files(scenario: &Scenario, made: Made) -> BTreeMap<String, String> {
    let place = tempfile::tempdir().expect("a temporary folder");
    let out: PathBuf = place.path().join("out");
    let replicates = if made.still { 1 } else { made.replicates };
    let plan = Plan { scenario, first: 0, replicates, still: made.still, detail: made.detail.into() };
    let mut folder = Folder::claim(&out, &plan.identity(), false).expect("an empty folder can be claimed");
    let pool = rayon::ThreadPoolBuilder::new().num_threads(made.threads).build().expect("threads");
    let stop = AtomicBool::new(false);
    let engine = Engine { pool: Some(&pool), stop: &stop, progress: &|_| {} };
    let ran = run::play(&plan, &engine, &mut folder).expect("a run into a temporary folder").expect("nobody stops it");
    seal(folder, &making(), &ran.about).expect("the folder is whole");
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(&out).expect("the folder is there").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with(".csv") {
            files.insert(name, std::fs::read_to_string(entry.path()).expect("tables are text"));
        }
    }
    assert!(files.contains_key("summary.csv"), "no tables: {:?}", files.keys());
    files
}

/// A table as rows of cells, the header first.
pub fn rows(table: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(table.as_bytes());
    reader.records().map(|row| row.expect("well-formed CSV").iter().map(String::from).collect()).collect()
}

/// Where a column stands in a table, by its name or by the quantity or path that it is short for.
pub fn place(table: &[Vec<String>], column: &str) -> usize {
    let tails = column.match_indices('.').map(|(at, _)| portable(&column[at + 1..]));
    let mut names = [column.to_string(), portable(column)].into_iter().chain(tails);
    let found = names.find_map(|name| table[0].iter().position(|known| *known == name));
    found.unwrap_or_else(|| panic!("no {column} in {:?}", table[0]))
}

/// The votes of a run whose tables are read so, each with the states in favour, abstaining and against, joined by `;`, from its ballots.
pub fn votes(read: impl Fn(&str) -> String) -> Vec<Vec<String>> {
    let [mut votes, ballots] = ["votes.csv", "ballots.csv"].map(|name| rows(&read(name)));
    let same = ["replicate", "t", "instrument"].map(|name| (place(&votes, name), place(&ballots, name)));
    let (state, vote) = (place(&ballots, "state"), place(&ballots, "vote"));
    for (column, word) in [("in_favour", "in favour"), ("abstaining", "abstaining"), ("against", "against")] {
        votes[0].push(column.into());
        for row in &mut votes[1..] {
            let own = ballots.iter().filter(|ballot| same.iter().all(|(one, other)| row[*one] == ballot[*other]));
            let states: Vec<&str> = own.filter(|ballot| ballot[vote] == word).map(|ballot| &*ballot[state]).collect();
            row.push(states.join(";"));
        }
    }
    votes
}

/// What a run whose tables are read so calls states, bodies, the target and instruments, by their ids.
pub fn names(read: impl Fn(&str) -> String) -> BTreeMap<String, String> {
    let tables = [("actors.csv", "actor"), ("instruments.csv", "instrument")];
    let each = tables.map(|(file, id)| {
        let table = rows(&read(file));
        column(&table, id).into_iter().zip(column(&table, "name")).collect::<Vec<_>>()
    });
    each.into_iter().flatten().collect()
}

/// The cells of a column, below its name.
pub fn column(table: &[Vec<String>], name: &str) -> Vec<String> {
    let at = place(table, name);
    table[1..].iter().map(|row| row[at].clone()).collect()
}

/// Says where two tables differ by more than `tolerance`, relative to 1 or to the value.
pub fn difference(left: &[Vec<String>], right: &[Vec<String>], tolerance: f64) -> Option<String> {
    if left.len() != right.len() {
        return Some(format!("{} rows against {}", left.len(), right.len()));
    }
    for (number, (left, right)) in left.iter().zip(right).enumerate() {
        if left.len() != right.len() {
            return Some(format!("row {number}: {} cells against {}", left.len(), right.len()));
        }
        for (column, (a, b)) in left.iter().zip(right).enumerate() {
            let close = match (a.parse::<f64>(), b.parse::<f64>()) {
                (Ok(x), Ok(y)) => (x - y).abs() <= tolerance * x.abs().max(1.0),
                _ => a == b,
            };
            if !close {
                return Some(format!("row {number} ({}), column {column}: {a} against {b}", left.join(",")));
            }
        }
    }
    None
}
