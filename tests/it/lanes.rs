//! Histories side by side have the bits that they have one by one.

use std::cell::Cell;
use std::ops::Range;
use std::path::Path;
use std::process::Command;

use crate::support::desk::{Desk, Said};
use crate::support::many::many;
use crate::support::scenarios::{scenario, shipped};
use crate::support::worlds::random_world;
use intsoc::ensemble::record::Record;
use intsoc::ensemble::recording::{Recorder, Recording};
use intsoc::lanes::Kind;
use intsoc::model::chance::Streams;
use intsoc::model::votes::Votes;
use intsoc::scenario::{Mechanism, Scenario, load};
use sha2::{Digest, Sha256};

/// All that is kept of some replicates, as bits, and their votes.
fn played(scenario: &Scenario, kind: Kind, replicates: Range<u64>, still: bool) -> Vec<(u64, Vec<u64>, Votes)> {
    let streams = Streams::of(scenario);
    let mut player = Recording::new(scenario, false).keeping_positions().player_in(kind, &streams, still);
    let mut all = vec![];
    let complete = player.play(replicates.clone(), &|| false, &mut |replicate, record, votes| {
        assert_eq!(record.replicate, replicate, "records come in order");
        all.push((replicate, bits(record), votes.clone()));
    });
    assert_eq!(complete, replicates.end - replicates.start);
    all
}

fn bits(record: &Record) -> Vec<u64> {
    let Record { indicators, outcomes, states, others, effort, given, flows, positions, .. } = record;
    let lists = [indicators, outcomes, states, others, effort, given, flows, positions];
    lists.into_iter().flatten().map(|value| value.to_bits()).collect()
}

/// Every kind of numbers gives what one history at a time gives, of some replicates: as many as make whole groups side by
/// side, and all that may be left over.
fn the_same_in_every_kind(scenario: &Scenario, name: &str) {
    let (half, all) = (u64::from(u32::MAX), u64::MAX);
    for (replicates, still) in [(0..19, false), (half - 3..half + 8, false), (all - 11..all, false), (0..4, true)] {
        let one = played(scenario, Kind::ONE, replicates.clone(), still);
        for kind in Kind::all().into_iter().filter(|kind| *kind != Kind::ONE) {
            for left_out in 0..3 {
                let replicates = replicates.start..replicates.end - left_out;
                let several = played(scenario, kind, replicates.clone(), still);
                for (one, several) in one.iter().zip(&several) {
                    assert!(one == several, "{name}: replicate {} in {}", one.0, kind.name());
                }
                assert_eq!(several.len() as u64, replicates.end - replicates.start);
            }
        }
    }
}

#[test]
fn this_processor_has_more_than_one_kind() {
    let all = Kind::all();
    assert!(all.len() > 1 && all[0] == Kind::ONE, "{all:?}");
    for kind in &all {
        assert_eq!(kind.name().parse(), Ok(*kind));
    }
    assert!("abacus".parse::<Kind>().is_err_and(|error| error.contains("it has scalar")));
}

#[test]
fn every_kind_of_numbers_gives_the_same_bits_in_what_is_shipped() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    for name in ["baseline", "minimal", "variants/first-model", "cases/rwanda-1994", "cases/libya-2011"] {
        let file = root.join(name).with_extension("toml");
        let scenario = load(&file, &[]).unwrap_or_else(|problems| panic!("{problems}"));
        the_same_in_every_kind(&scenario, name);
    }
}

#[test]
fn every_kind_of_numbers_gives_the_same_bits_in_random_worlds() {
    for seed in 0..many("INTSOC_WORLDS", 40) {
        let world = random_world(seed);
        the_same_in_every_kind(&scenario(&world, &[]), &format!("{world}\nworld {seed}"));
    }
}

#[test]
fn every_kind_of_numbers_gives_the_same_bits_where_every_mechanism_is_off() {
    let off = Mechanism::ALL.map(|mechanism| format!("\"{}\"", mechanism.name())).join(",");
    for seed in 0..many("INTSOC_WORLDS", 40).div_ceil(4) {
        let world = random_world(1_000 + seed);
        let scenario = scenario(&world, &[&format!("scenario.off=[{off}]")]);
        the_same_in_every_kind(&scenario, &format!("{world}\nworld {seed}, all off"));
    }
}

/// What a player hands on of some replicates before it is stopped, which is before it plays another month than so many.
fn played_until(player: &mut Recorder<'_>, replicates: Range<u64>, months: usize) -> Vec<(u64, Vec<u64>, Votes)> {
    let (left, mut all) = (Cell::new(months), vec![]);
    let stop = || left.replace(left.get().saturating_sub(1)) == 0;
    let complete = player.play(replicates, &stop, &mut |replicate, record, votes| {
        all.push((replicate, bits(record), votes.clone()));
    });
    assert_eq!(complete, all.len() as u64);
    all
}

#[test]
fn whoever_is_stopped_has_handed_on_complete_histories_in_their_order_and_can_begin_anew() {
    let scenario = scenario(&shipped("minimal.toml"), &[]);
    let (streams, replicates, months) = (Streams::of(&scenario), 5..26, scenario.months);
    let whole = played(&scenario, Kind::ONE, replicates.clone(), false);
    for kind in Kind::all() {
        let mut player = Recording::new(&scenario, false).keeping_positions().player_in(kind, &streams, false);
        // `stop` is asked once more after the last month of a group than the group has months.
        for (asked, groups) in [(0, 0), (1, 0), (months, 0), (months + 1, 1), (3 * months / 2, 1), (2 * months + 2, 2)]
        {
            let before = played_until(&mut player, replicates.clone(), asked);
            assert_eq!(before.len(), groups * kind.lanes(), "{} after {asked} months", kind.name());
            assert!(before == whole[..before.len()], "{} after {asked} months", kind.name());
        }
        // In the same room, in the middle of whose months it was stopped.
        assert!(played_until(&mut player, replicates.clone(), usize::MAX) == whole, "{}", kind.name());
    }
}

#[test]
fn a_kind_of_numbers_that_the_processor_does_not_have_is_refused() {
    let desk = Desk::new();
    let run = |kind: &str, out: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_intsoc"));
        command.args(["run", "minimal.toml", "--replicates", "3", "--out", out]).env("INTSOC_LANES", kind);
        Said::of(&command.current_dir(desk.path("")).output().expect("the program starts"))
    };
    run("abacus", "none").refused(&["INTSOC_LANES", "`abacus`", "scalar", "unset it"]);
    assert!(!desk.path("none").exists(), "nothing was written");
    run("scalar", "one").done();
    run("", "widest").done();
    assert_eq!(desk.read("one/histories.csv"), desk.read("widest/histories.csv"));
}

/// One pattern under one rival: to freeze all worlds of the shipped patterns takes ten seconds, and plays nothing.
const PATTERNS: &str = r#"
trunk = "SCENARIOS/baseline.toml"
[rivals]
R0 = "SCENARIOS/baseline.toml"
R1 = "SCENARIOS/rivals/capacity-only.toml"
[worlds]
no_veto = "SCENARIOS/counterfactuals/no-veto.toml"
[[pattern]]
id = "veto"
question = "Does the veto keep help away?"
section = ""
emergent = true
used_in_tuning = false
claims = [{ measure = "effect(adequacy | no_veto)", more_than = 0.0 }]
"#;

/// What commands that play histories are asked, with few of them unless `INTSOC_REPLICATES` asks for more.
fn asked(desk: &Desk) -> Vec<Vec<String>> {
    let replicates = many("INTSOC_REPLICATES", 11).to_string();
    let scenarios = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios");
    desk.put("patterns.toml", &PATTERNS.replace("SCENARIOS", scenarios));
    let patterns = format!("patterns {} --replicates N", desk.path("patterns.toml").display());
    let asked = [
        "run scenarios/baseline.toml --replicates N",
        "compare scenarios/baseline.toml scenarios/counterfactuals/no-veto.toml --replicates N",
        "sweep scenarios/sweeps/responsibility.toml --replicates N",
        "hindcast scenarios/baseline.toml --replicates N",
        &patterns,
        "robust scenarios/baseline.toml --points 5 --replicates 3",
        "cases --points 6 --replicates 3",
    ];
    let word = |word: &str| if word == "N" { replicates.clone() } else { word.to_string() };
    asked.into_iter().map(|line| line.split(' ').map(word).collect()).collect()
}

#[test]
fn every_command_writes_the_same_tables_in_every_kind_of_numbers() {
    let desk = Desk::new();
    let written = |kind: Kind, asked: &[String]| {
        let out = desk.path(&format!("{}-{}", asked[0], kind.name()));
        let mut command = Command::new(env!("CARGO_BIN_EXE_intsoc"));
        command.args(asked).args(["--quiet", "--out"]).arg(&out).env("INTSOC_LANES", kind.name());
        let said = command.current_dir(env!("CARGO_MANIFEST_DIR")).output().expect("the program starts");
        assert!(said.status.success(), "{asked:?}: {}", String::from_utf8_lossy(&said.stderr));
        let mut tables: Vec<_> = std::fs::read_dir(&out)
            .expect("a folder of results")
            .map(|entry| entry.expect("a file").path())
            .filter(|path| path.extension().is_some_and(|ending| ending == "csv"))
            .collect();
        tables.sort();
        tables
            .into_iter()
            .map(|path| {
                let hash = Sha256::digest(std::fs::read(&path).expect("a table"));
                (path.file_name().map(|name| name.to_string_lossy().into_owned()), hash)
            })
            .collect::<Vec<_>>()
    };
    for asked in asked(&desk) {
        let one = written(Kind::ONE, &asked);
        assert!(!one.is_empty(), "{asked:?}");
        for kind in Kind::all().into_iter().filter(|kind| *kind != Kind::ONE) {
            let several = written(kind, &asked);
            for (one, several) in one.iter().zip(&several) {
                assert_eq!(one, several, "{asked:?} in {}", kind.name());
            }
            assert_eq!(one.len(), several.len(), "{asked:?} in {}", kind.name());
        }
    }
}
