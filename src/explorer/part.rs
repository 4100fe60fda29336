//! Histories as bytes: what one worker of a page played, another takes.
//!
//! Numbers are handed on as they are, bit for bit: sums over histories are taken in the order of the histories,
//! wherever they were played. Where states stand is the exception: it is only drawn, is much, and is summed where it
//! was played.

use std::ops::Range;

use super::bytes::{Reading, Writing};
use crate::ensemble::ballots::seats;
use crate::ensemble::record::Record;
use crate::ensemble::recording::Recording;
use crate::model::chance::Streams;
use crate::model::indicators::indicators;
use crate::model::outcomes::outcomes;
use crate::model::votes::{Ballot, Vote, Votes};
use crate::scenario::Scenario;

/// Histories that follow each other.
#[derive(Debug, Default)]
pub struct Part {
    /// What was kept of each, and its votes.
    pub histories: Vec<(Record, Votes)>,
    /// Where states stand, summed over these histories: month after month, state after state, words and deeds.
    pub positions: Vec<f64>,
}

impl Part {
    /// Plays some replicates of a scenario.
    pub fn play(scenario: &Scenario, replicates: Range<u64>) -> Self {
        let streams = Streams::of(scenario);
        let mut recorder = Recording::new(scenario, false).keeping_positions().player(&streams, false);
        let mut part = Self::default();
        // Nobody stops a part: who has no more use for it asks for no further one.
        recorder.play(replicates, &|| false, &mut |_, record, votes| {
            add(&mut part.positions, &record.positions);
            let record = Record { positions: vec![], ..record.clone() };
            part.histories.push((record, votes.clone()));
        });
        part
    }

    /// Do its histories follow each other from this one on?
    pub fn begins_at(&self, first: u64) -> bool {
        let replicates = first..first.saturating_add(self.histories.len() as u64);
        self.histories.iter().map(|(record, _)| record.replicate).eq(replicates)
    }

    /// Could the scenario have had these histories: has each as many numbers as its own have, and votes of what is there?
    pub fn is_of(&self, scenario: &Scenario) -> bool {
        let (actors, months) = (&scenario.actors, scenario.months);
        let lengths = |record: &Record| lists(record).map(Vec::len);
        let mut room = Record::with_room(scenario, 0);
        room.indicators = vec![0.0; indicators(scenario).len() * months];
        room.outcomes = vec![0.0; outcomes(scenario).len()];
        let own = lengths(&room);
        let held = |(vote, ballots): (&Vote, &[Ballot])| {
            vote.month < months
                && vote.instrument < actors.instruments.len()
                && vote.diluted_for.is_none_or(|state| state < actors.states.len())
                && ballots.len() == seats(actors, vote).len()
        };
        let is_own = |(record, votes): &(Record, Votes)| {
            record.months == months && lengths(record) == own && votes.iter().all(held)
        };
        let positions = if self.histories.is_empty() { 0 } else { 2 * months * actors.states.len() };
        self.positions.len() == positions && self.histories.iter().all(is_own)
    }

    /// As bytes, with the key of the scenario that they are histories of.
    pub fn to_bytes(&self, key: &str) -> Vec<u8> {
        let mut bytes = Writing::default();
        bytes.text(key);
        bytes.count(self.histories.len());
        for (record, votes) in &self.histories {
            bytes.count(record.replicate as usize);
            bytes.count(record.months);
            lists(record).into_iter().for_each(|list| bytes.numbers(list));
            write_votes(&mut bytes, votes);
        }
        bytes.numbers(&self.positions);
        bytes.0
    }

    /// What [`Part::to_bytes`] wrote with this key; none of other bytes, nor of another scenario's histories.
    pub fn from_bytes(bytes: &[u8], key: &str) -> Option<Self> {
        let mut bytes = Reading(bytes);
        if bytes.text()? != key {
            return None;
        }
        let mut part = Self::default();
        for _ in 0..bytes.count()? {
            let mut record = Record { replicate: bytes.count()? as u64, months: bytes.count()?, ..Record::default() };
            for list in lists_mut(&mut record) {
                *list = bytes.numbers()?;
            }
            part.histories.push((record, read_votes(&mut bytes)?));
        }
        part.positions = bytes.numbers()?;
        bytes.0.is_empty().then_some(part)
    }
}

/// Adds numbers to as many others, or puts them where there are none yet.
pub fn add(sums: &mut Vec<f64>, more: &[f64]) {
    if sums.is_empty() {
        sums.extend_from_slice(more);
    } else {
        sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
    }
}

/// The lists of a record, in the order of the bytes.
fn lists(record: &Record) -> [&Vec<f64>; 7] {
    let Record { indicators, outcomes, states, others, effort, given, flows, .. } = record;
    [indicators, outcomes, states, others, effort, given, flows]
}

fn lists_mut(record: &mut Record) -> [&mut Vec<f64>; 7] {
    let Record { indicators, outcomes, states, others, effort, given, flows, .. } = record;
    [indicators, outcomes, states, others, effort, given, flows]
}

fn write_votes(bytes: &mut Writing, votes: &Votes) {
    bytes.count(votes.held());
    for (vote, ballots) in votes.iter() {
        let Vote { month, instrument, strength, diluted_for, passed, vetoed } = *vote;
        // No blocker is 0, the first is 1.
        [month, instrument, diluted_for.map_or(0, |state| state + 1)].into_iter().for_each(|at| bytes.count(at));
        bytes.0.extend(strength.to_le_bytes());
        bytes.0.extend([u8::from(passed), u8::from(vetoed)]);
        bytes.count(ballots.len());
        bytes.0.extend(ballots.iter().map(|ballot| *ballot as u8));
    }
}

fn read_votes(bytes: &mut Reading<'_>) -> Option<Votes> {
    let mut votes = Votes::default();
    for _ in 0..bytes.count()? {
        let (month, instrument, blocker, strength) = (bytes.count()?, bytes.count()?, bytes.count()?, bytes.number()?);
        let flags = bytes.take(2)?;
        let (passed, vetoed, diluted_for) = (flags[0] == 1, flags[1] == 1, blocker.checked_sub(1));
        let count = bytes.count()?;
        let ballots = bytes.take(count)?.iter().map(|ballot| match ballot {
            0 => Some(Ballot::InFavour),
            1 => Some(Ballot::Abstaining),
            2 => Some(Ballot::Against),
            _ => None,
        });
        let ballots = ballots.collect::<Option<Vec<_>>>()?;
        votes.hold(Vote { month, instrument, strength, diluted_for, passed, vetoed }, ballots.into_iter());
    }
    Some(votes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario;

    fn minimal() -> Scenario {
        scenario::from_text(include_str!("../../scenarios/minimal.toml"), "minimal.toml", &[])
            .unwrap_or_else(|problems| panic!("{problems}"))
    }

    #[test]
    fn histories_come_back_from_their_bytes_with_every_bit() {
        let scenario = minimal();
        let part = Part::play(&scenario, 3..6);
        let back = Part::from_bytes(&part.to_bytes("key"), "key").expect("its own bytes");
        let bits = |numbers: &[f64]| numbers.iter().map(|number| number.to_bits()).collect::<Vec<_>>();
        assert_eq!((back.histories.len(), bits(&back.positions)), (3, bits(&part.positions)));
        for ((own, own_votes), (record, votes)) in part.histories.iter().zip(&back.histories) {
            assert_eq!((own.replicate, own.months, own_votes), (record.replicate, record.months, votes));
            for (own, back) in lists(own).into_iter().zip(lists(record)) {
                assert_eq!(bits(own), bits(back));
            }
        }
        assert_eq!(back.histories[0].0.replicate, 3);
        assert!(part.histories.iter().any(|(_, votes)| votes.held() > 0) && !part.positions.is_empty());
    }

    #[test]
    fn histories_that_a_scenario_cannot_have_had_are_not_of_it() {
        let scenario = minimal();
        let vote = |change: fn(&mut Vote)| {
            let mut part = Part::play(&scenario, 0..2);
            let held = std::mem::take(&mut part.histories[0].1);
            for (vote, ballots) in held.iter() {
                let mut vote = *vote;
                change(&mut vote);
                part.histories[0].1.hold(vote, ballots.iter().copied());
            }
            part
        };
        let record = |change: fn(&mut Record)| {
            let mut part = Part::play(&scenario, 0..2);
            change(&mut part.histories[1].0);
            part
        };
        assert!(vote(|_| {}).is_of(&scenario) && record(|_| {}).is_of(&scenario) && Part::default().is_of(&scenario));
        let spoilt = [
            vote(|vote| vote.month = 36),
            vote(|vote| vote.instrument = 99),
            vote(|vote| vote.diluted_for = Some(99)),
            record(|record| record.months += 1),
            record(|record| record.indicators.truncate(1)),
            record(|record| record.outcomes.truncate(1)),
            record(|record| record.states.push(0.0)),
            record(|record| record.flows.clear()),
            Part { positions: vec![], ..Part::play(&scenario, 0..2) },
        ];
        for (at, part) in spoilt.iter().enumerate() {
            assert!(!part.is_of(&scenario), "the {at}th");
        }
        let mut short = Part::play(&scenario, 0..1);
        let held = std::mem::take(&mut short.histories[0].1);
        held.iter().for_each(|(vote, ballots)| short.histories[0].1.hold(*vote, ballots.iter().copied().skip(1)));
        assert!(!short.is_of(&scenario), "a seat without a ballot");
        // Where numbers of histories end, none follows.
        let mut last = Part::play(&scenario, 0..1);
        last.histories[0].0.replicate = u64::MAX;
        assert!(!last.begins_at(u64::MAX) && !last.begins_at(0));
    }

    #[test]
    fn bytes_that_are_torn_or_too_many_are_no_part() {
        let bytes = Part::play(&minimal(), 0..1).to_bytes("key");
        for length in [0, 7, 8, 100, bytes.len() - 1] {
            assert!(Part::from_bytes(&bytes[..length], "key").is_none(), "{length}");
        }
        assert!(Part::from_bytes(&[&bytes[..], &[0]].concat(), "key").is_none());
        // A count that no memory holds.
        assert!(Part::from_bytes(&[0xff; 64], "key").is_none());
        // Histories of another scenario.
        assert!(Part::from_bytes(&bytes, "key").is_some() && Part::from_bytes(&bytes, "other").is_none());
    }
}
