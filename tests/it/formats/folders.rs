//! Folders of results of some kinds, made once, in which a file is put in the place of another.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::{Instant, SystemTime};

use intsoc::ensemble::engine::Engine;
use intsoc::output::folder::Folder;
use intsoc::output::manifest::checksum;
use intsoc::output::names::{MANIFEST, WORKBOOK};
use intsoc::output::{Making as Made, seal};
use intsoc::scenario::{Scenario, load_from};
use intsoc::study::compare::{self, Comparison, Entry};
use intsoc::study::hindcast::{Hindcast, facts};
use intsoc::study::sweep::Sweep;
use intsoc::study::sweep::header::Header;
use intsoc::study::sweep::making::Making;
use intsoc::study::sweep::points::{Shard, Work};
use intsoc::study::sweep::tables::{Reading, hand_on};
use intsoc::study::{About, Details, Plan, StudyKind, run};
use serde_json::Value as Json;
use tempfile::TempDir;

use super::{here, known};

/// Histories of each.
const REPLICATES: u64 = 2;

/// The kinds of folders.
pub const KINDS: [&str; 4] = ["run", "compare", "sweep", "hindcast"];

const SWEEP: &str = "scenario = \"minimal.toml\"\nreplicates = 2\n[vary]\n\"target.resolve\" = { values = [0.1, 0.9] }\n\
    \"blame.clarity\" = { values = [0.5, 2.0] }\n";

thread_local! {
    /// An empty folder.
    static SCRATCH: TempDir = TempDir::new().expect("a folder of ours");
    /// A folder of each kind, with its files as they were written.
    static RESULTS: (TempDir, BTreeMap<&'static str, Files>) = made();
}

/// Files by name.
type Files = BTreeMap<String, Vec<u8>>;

/// A folder to write into, in which only what was written last time may stand.
pub fn scratch<T>(with: impl FnOnce(&Path) -> T) -> T {
    SCRATCH.with(|folder| with(folder.path()))
}

/// A folder of results of a kind, and its manifest; where it is changed, `with` says of which files, and they are put back.
pub fn results(kind: &str, changed: &[(&str, &[u8])], with: impl FnOnce(&Path)) {
    RESULTS.with(|(desk, kinds)| {
        let Some(files) = kinds.get(kind) else { return };
        let folder = desk.path().join(kind);
        let known = changed.iter().all(|(name, _)| files.contains_key(*name));
        assert!(known, "only files that are there are changed");
        for (name, bytes) in changed {
            fs::write(folder.join(name), bytes).expect("a folder of ours");
        }
        with(&folder);
        let stands = fs::read_dir(&folder).expect("ours").count();
        assert_eq!(stands, files.len(), "whoever reads a folder writes nothing into it");
        for (name, bytes) in changed {
            assert!(fs::read(folder.join(name)).expect("ours") == *bytes, "{name} was written");
            fs::write(folder.join(name), &files[*name]).expect("a folder of ours");
        }
    });
}

/// A file of a folder of a kind as it was written; none where there is none.
pub fn file(kind: &str, name: &str) -> Option<Vec<u8>> {
    RESULTS.with(|(_, kinds)| kinds.get(kind)?.get(name).cloned())
}

/// The manifest of a folder of a kind.
pub fn manifest(kind: &str) -> Option<Json> {
    serde_json::from_slice(&file(kind, MANIFEST)?).ok()
}

fn made() -> (TempDir, BTreeMap<&'static str, Files>) {
    let desk = TempDir::new().expect("a folder of ours");
    let kinds = KINDS.map(|kind| {
        let folder = desk.path().join(kind);
        match kind {
            "run" => ran(&folder),
            "compare" => compared(&folder),
            "sweep" => swept(&folder),
            _ => beside_the_record(&folder),
        }
        let entries = fs::read_dir(&folder).expect("ours").flatten();
        let read = |entry: fs::DirEntry| {
            (entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path()).expect("ours"))
        };
        (kind, entries.map(read).collect())
    });
    (desk, kinds.into())
}

fn scenario(name: &str) -> Scenario {
    load_from(&known::FILES, Path::new(name), &[]).expect("a scenario of ours")
}

fn plan(scenario: &Scenario) -> Plan<'_> {
    Plan { scenario, first: 0, replicates: REPLICATES, still: false, detail: Details::NONE }
}

/// Plays a study into a folder.
fn sealed(path: &Path, identity: &str, play: impl FnOnce(&Engine<'_>, &mut Folder) -> About) {
    let mut folder = Folder::claim(path, identity, false).expect("a folder of ours");
    let about = here(|engine| play(engine, &mut folder));
    let (started, clock) = (SystemTime::UNIX_EPOCH, Instant::now());
    let making = Made { command: vec!["intsoc".into()], started, clock, threads: 1, note: |_| {} };
    seal(folder, &making, &about).expect("a folder of ours");
    without_workbook(path);
}

/// A workbook is never read, and larger than all that is.
fn without_workbook(path: &Path) {
    fs::remove_file(path.join(WORKBOOK)).expect("a folder of ours");
    let text = fs::read(path.join(MANIFEST)).expect("a folder of ours");
    let mut manifest: Json = serde_json::from_slice(&text).expect("JSON");
    manifest["files"].as_array_mut().expect("a list").retain(|file| file["name"] != WORKBOOK);
    manifest["checksum"] = checksum(&manifest).into();
    fs::write(path.join(MANIFEST), manifest.to_string()).expect("a folder of ours");
}

fn ran(path: &Path) {
    let scenario = scenario("minimal.toml");
    let plan = plan(&scenario);
    sealed(path, &plan.identity(), |engine, folder| {
        run::play(&plan, engine, folder).expect("a folder of ours").expect("nobody stops it").about
    });
}

fn compared(path: &Path) {
    let entry = |name: &str| Entry { name: name.into(), scenario: scenario(&format!("{name}.toml")) };
    let (base, others) = (entry("minimal"), vec![entry("weak")]);
    let comparison = Comparison { base, others, replicates: REPLICATES, still: false, notes: vec![] };
    sealed(path, &comparison.identity(), |engine, folder| {
        compare::play(&comparison, engine, folder).expect("a folder of ours").expect("nobody stops it").about
    });
}

fn swept(path: &Path) {
    let sweep = Sweep::load_text(&known::FILES, Path::new("sweep.toml"), SWEEP.into(), &[]).expect("a sweep of ours");
    let making = Making::of(&sweep).expect("scenarios of ours");
    let work = Work { making: &making, shard: Shard::WHOLE, until: None };
    let (header, units) = (Header::of(&work), work.units().expect("it has points"));
    sealed(path, &header.identity(), |engine, folder| {
        let mut records = Vec::new();
        let mut keep = |record| -> Result<(), ()> {
            records.push(record);
            Ok(())
        };
        work.play(&units, 0, engine, &mut keep).expect("it is kept");
        let reading = Reading { making: &making, header: &header, notes: &[], points: sweep.design.points() };
        let mut records = records.into_iter();
        let mut next = || records.next().ok_or(());
        let finished = hand_on(StudyKind::Sweep, &reading, &mut next, engine, folder, |_| {});
        finished.expect("a folder of ours").about
    });
}

fn beside_the_record(path: &Path) {
    let scenario = scenario("minimal.toml");
    let (facts, text) = facts::load(&known::FILES, Path::new("facts.csv")).expect("facts of ours");
    let quantities = facts::quantities(&facts, &scenario).expect("it has them");
    let asked = Hindcast { plan: plan(&scenario), file: ("facts.csv".into(), text), facts, quantities };
    sealed(path, &asked.identity(), |engine, folder| {
        asked.play(engine, folder).expect("a folder of ours").expect("nobody stops it").about
    });
}
