//! Histories side by side have the bits that they have one by one.

use std::ops::Range;
use std::path::Path;

use crate::support::many::many;
use crate::support::runs::scenario;
use crate::support::worlds::random_world;
use intsoc::ensemble::record::Record;
use intsoc::ensemble::recording::Recording;
use intsoc::lanes::Kind;
use intsoc::model::chance::Streams;
use intsoc::model::votes::Votes;
use intsoc::scenario::{Scenario, load};

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
    for (replicates, still) in [(0..19, false), (u64::from(u32::MAX) - 3..u64::from(u32::MAX) + 8, false), (0..4, true)]
    {
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
