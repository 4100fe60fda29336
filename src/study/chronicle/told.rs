//! A whole history told.

use std::cell::Cell;

use super::concessions::Concession;
use super::entries::Teller;
use super::entry::{Entry, Part};
use super::forces::Force;
use super::forums::Docket;
use super::leaders::{Leaderless, Leaders};
use super::turns::{Turn, Turns};
use super::words::Named;
use crate::model::History;
use crate::model::chance::Streams;
use crate::model::outcomes::{Outcome, Tally, outcomes};
use crate::scenario::Scenario;

/// A history told.
#[derive(Clone, Debug, PartialEq)]
pub struct Chronicle {
    /// The replicate.
    pub replicate: u64,
    /// What happened, in order.
    pub entries: Vec<Entry>,
    /// What each forum made of each instrument that it may authorise.
    pub forums: Vec<Docket>,
    /// The months in which nobody led; none where leading is switched off.
    pub leadership: Option<Leaderless>,
    /// What forces had, by instrument that protects.
    pub forces: Vec<Force>,
    /// What the target conceded, by instrument that needs consent.
    pub concessions: Vec<Concession>,
    /// The largest changes of need and adequacy in one month, the largest first.
    pub turns: Vec<Turn>,
    /// Outcomes with their values; NaN is missing.
    pub outcomes: Vec<(Outcome, f64)>,
}

/// Tells the first months of one history; of all that follow nothing is said.
pub fn tell(scenario: &Scenario, replicate: u64, still: bool, months: usize) -> Chronicle {
    let streams = Streams::of(scenario);
    let mut history = History::new(scenario, &streams, still);
    let (mut tally, mut teller) = (Tally::new(scenario), Teller::new(scenario));
    let (mut dockets, mut leaders) = (Docket::all(scenario), Leaders::new(scenario));
    let (mut forces, mut concessions, mut turns) = (Force::all(scenario), Concession::all(scenario), Turns::default());
    let told = Cell::new(0);
    history.play(replicate, &|| told.get() == months, |world, context| {
        let month = scenario.start.plus(context.month);
        tally.observe(world, context, &[]);
        teller.observe(world, context, month);
        dockets.iter_mut().for_each(|docket| docket.observe(world, context, month));
        leaders.observe(world, context, month);
        forces.iter_mut().for_each(|force| force.observe(world, month));
        concessions.iter_mut().for_each(|concession| concession.observe(world, context, month));
        turns.observe(world, month);
        told.set(told.get() + 1);
    });
    let values = tally.finish(0);
    Chronicle {
        replicate,
        entries: teller.entries,
        forums: dockets,
        leadership: leaders.finish(),
        forces,
        concessions,
        turns: turns.largest(),
        outcomes: outcomes(scenario).into_iter().zip(values).collect(),
    }
}

impl Chronicle {
    /// What is said of the history of a scenario as a whole, question by question; none that has no answer.
    pub fn parts(&self, scenario: &Scenario) -> Vec<Part> {
        let named = Named(&scenario.actors);
        let part = |heading, sentences| Part { heading, sentences };
        let mut parts = vec![
            part("What each forum did", self.forums.iter().map(|docket| docket.sentence(named)).collect()),
            part("Who might have led", self.leadership.iter().map(|seen| seen.sentence(named)).collect()),
            part("What forces had", self.forces.iter().map(|force| force.sentence(named)).collect()),
            part(
                "What the target conceded, and what it would have taken",
                self.concessions.iter().map(|concession| concession.sentence(named)).collect(),
            ),
            part(
                "Turning points: the largest changes in one month",
                self.turns.iter().map(|turn| turn.sentence(&self.entries)).collect(),
            ),
        ];
        parts.retain(|part| !part.sentences.is_empty());
        parts
    }

    /// What the scenario gives, events and what is there at the start, and is not in another.
    pub fn events_not_in<'a>(&'a self, other: &Self) -> Vec<&'a Entry> {
        let is_given = |entry: &&Entry| entry.about.given();
        let there = |entry: &Entry| {
            let mut known = other.entries.iter().filter(is_given);
            known.any(|known| known.month == entry.month && known.decision == entry.decision)
        };
        self.entries.iter().filter(is_given).filter(|entry| !there(entry)).collect()
    }
}
