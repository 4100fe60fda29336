//! The library without a disk: a study is a value in, and values out.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use crate::support::desk::Desk;
use crate::support::scenarios::shipped;
use intsoc::ensemble::engine::Engine;
use intsoc::output::format::Format;
use intsoc::scenario::{self, Sources};
use intsoc::study::compare::{self, Comparison, Entry};
use intsoc::study::{Plan, StudyKind, run};
use intsoc::table::{Cell, Memory, Sink};

const WEAK: &str = "extends = \"minimal.toml\"\n[set]\n\"target.resolve\" = 0.1\n";

fn sources() -> Sources {
    Sources::of([("minimal.toml", shipped("minimal.toml")), ("weak.toml", WEAK.into())])
}

/// Asks without threads, of texts, and takes the answer as values.
fn asked<R>(study: impl FnOnce(&Engine<'_>, &mut Memory) -> R) -> (R, Memory) {
    let (stop, mut memory) = (AtomicBool::new(false), Memory::default());
    let answer = study(&Engine::here(&stop, &|_| {}), &mut memory);
    (answer, memory)
}

/// The tables in memory are those of a folder, byte for byte.
fn same(memory: &Memory, desk: &Desk, folder: &str) {
    let csv = Format::default();
    for (table, rows) in &memory.tables {
        let rows = csv.write(table, rows).into_iter().flat_map(|(bytes, _)| bytes);
        let written: Vec<u8> = csv.begin(table).into_iter().chain(rows).collect();
        assert!(written == desk.bytes(&format!("{folder}/{}.csv", table.name)), "{}", table.name);
    }
}

#[test]
fn a_run_of_texts_without_threads_gives_the_values_that_the_program_writes() {
    let desk = Desk::new();
    desk.intsoc(&["run", "minimal.toml", "--replicates", "30", "--out", "run", "-q"]).done();
    let scenario = scenario::load_from(&sources(), Path::new("minimal.toml"), &[]).expect("a scenario");
    let plan = Plan { scenario: &scenario, first: 0, replicates: 30, still: false, detail: false.into() };
    let (ran, memory) = asked(|engine, memory| run::play(&plan, engine, memory));
    let ran = ran.unwrap_or_else(|never| match never {}).expect("nobody stops it");
    assert_eq!((ran.histories, ran.about.kind, memory.tables.len()), (30, StudyKind::Run, 11));
    same(&memory, &desk, "run");
    let answer = memory.answer.expect("an answer");
    let (table, rows) = answer.table.expect("in numbers");
    assert_eq!((table.columns[0].name.as_ref(), rows.at(0, 0)), ("outcome", Cell::Text("adequacy")));
}

#[test]
fn a_comparison_is_asked_in_the_same_way() {
    let desk = Desk::new();
    desk.put("weak.toml", WEAK);
    desk.intsoc(&["compare", "minimal.toml", "weak.toml", "--replicates", "10", "--out", "two", "-q"]).done();
    let entry = |name: &str| {
        let scenario = scenario::load_from(&sources(), Path::new(&format!("{name}.toml")), &[]).expect("a scenario");
        Entry { name: name.into(), scenario }
    };
    let (base, others) = (entry("minimal"), vec![entry("weak")]);
    let comparison = Comparison { base, others, replicates: 10, still: false, notes: vec![] };
    let (compared, memory) = asked(|engine, memory| compare::play(&comparison, engine, memory));
    assert!(compared.unwrap_or_else(|never| match never {}).is_some());
    same(&memory, &desk, "two");
}

#[test]
fn a_sink_may_fail_and_says_so_to_whoever_asked() {
    /// Takes so many tables.
    struct Full(usize);
    impl Sink for Full {
        type Error = &'static str;
        type Encoder = <Memory as Sink>::Encoder;
        fn open(&mut self, _: intsoc::table::Table) -> Result<intsoc::table::TableId, &'static str> {
            self.0 = self.0.checked_sub(1).ok_or("full")?;
            Ok(intsoc::table::TableId(self.0))
        }
        fn encoder(&self) -> Self::Encoder {
            Memory::default().encoder()
        }
        fn append(&mut self, _: intsoc::table::TableId, _: intsoc::table::Encoded) -> Result<(), &'static str> {
            if self.0 == 0 { Err("full") } else { Ok(()) }
        }
    }
    let scenario = scenario::load_from(&sources(), Path::new("minimal.toml"), &[]).expect("a scenario");
    let plan = Plan { scenario: &scenario, first: 0, replicates: 9, still: false, detail: false.into() };
    // At the first table, among the histories, and after them.
    for room in [0, 2, 4] {
        let played = run::play(&plan, &Engine::here(&AtomicBool::new(false), &|_| {}), &mut Full(room));
        assert_eq!(played.err(), Some("full"), "{room}");
    }
}
