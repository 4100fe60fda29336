//! One history as a dated chronicle: what was decided, by whom, and what stood in the way.
//!
//! Every sentence names the record that it comes from: columns of the tables that a run writes with
//! `--detail`. Nothing is told that was not decided or measured.
//!
//! What is decided month by month is in `entries`; what is said of a whole history has a
//! file for each question: what each forum did, who might have led, what forces had, what the
//! target conceded, where most turned.

mod apart;
mod concessions;
mod entries;
mod forces;
mod forums;
mod leaders;
mod parting;
mod turns;

use std::cell::Cell;

use serde::Serialize;

pub use self::apart::{Apart, Measure, apart};
pub use self::concessions::Concession;
pub use self::forces::Force;
pub use self::forums::Docket;
pub use self::leaders::Leaderless;
pub use self::parting::{Parting, parting};
pub use self::turns::Turn;

use self::entries::Teller;
use self::leaders::Leaders;
use self::turns::Turns;
use crate::model::History;
use crate::model::chance::Streams;
use crate::model::outcomes::{Outcome, Tally, outcomes};
use crate::scenario::{Month, Scenario};

/// What an entry is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum About {
    /// An event of the scenario.
    Event,
    /// Somebody leads, or no longer.
    Leadership,
    /// A vote.
    Vote,
    /// Consent, shopping.
    Target,
    /// A force.
    Force,
    /// The court.
    Court,
    /// Who is blamed most.
    Blame,
}

impl About {
    /// Did somebody decide it? Events are given; forces, and who is blamed, follow.
    pub fn decided(self) -> bool {
        matches!(self, Self::Leadership | Self::Vote | Self::Target | Self::Court)
    }
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entry {
    /// When.
    pub month: Month,
    /// What it is about.
    pub about: About,
    /// What was decided and by whom, without measures: two histories part where these differ.
    pub decision: String,
    /// The same told in words.
    pub text: String,
    /// The record that it comes from.
    pub record: String,
}

/// A sentence with the record that it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Sentence {
    /// Its month, where it is of one.
    pub month: Option<Month>,
    /// What is said.
    pub text: String,
    /// The record.
    pub record: String,
}

/// Sentences that answer one question about a history.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The question, as a heading.
    pub heading: &'static str,
    /// The answer.
    pub sentences: Vec<Sentence>,
}

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
    history.play(replicate, &|| told.get() == months, |world, setting| {
        let month = scenario.start.plus(setting.month);
        tally.observe(world, setting);
        teller.observe(world, setting, month);
        dockets.iter_mut().for_each(|docket| docket.observe(world, setting, month));
        leaders.observe(world, setting, month);
        forces.iter_mut().for_each(|force| force.observe(world, month));
        concessions.iter_mut().for_each(|concession| concession.observe(world, setting, month));
        turns.observe(world, month);
        told.set(told.get() + 1);
    });
    let values = tally.finish(history.world(), scenario);
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
    /// What is said of the history as a whole, question by question; none that has no answer.
    pub fn parts(&self) -> Vec<Part> {
        let part = |heading, sentences| Part { heading, sentences };
        let mut parts = vec![
            part("What each forum did", self.forums.iter().map(Docket::sentence).collect()),
            part("Who might have led", self.leadership.iter().map(Leaderless::sentence).collect()),
            part("What forces had", self.forces.iter().map(Force::sentence).collect()),
            part(
                "What the target conceded, and what it would have taken",
                self.concessions.iter().map(Concession::sentence).collect(),
            ),
            part(
                "Turning points: the largest changes in one month",
                self.turns.iter().map(|turn| turn.sentence(&self.entries)).collect(),
            ),
        ];
        parts.retain(|part| !part.sentences.is_empty());
        parts
    }

    /// Events, which nobody decides, that are not in another.
    pub fn events_not_in<'a>(&'a self, other: &Self) -> Vec<&'a Entry> {
        let is_event = |entry: &&Entry| entry.about == About::Event;
        let there = |entry: &Entry| {
            let mut known = other.entries.iter().filter(is_event);
            known.any(|known| known.month == entry.month && known.decision == entry.decision)
        };
        self.entries.iter().filter(is_event).filter(|entry| !there(entry)).collect()
    }
}

/// So many of a thing in words.
fn count(number: usize, one: &str, many: &str) -> String {
    match number {
        1 => format!("one {one}"),
        number => format!("{number} {many}"),
    }
}

/// So many times in words.
fn times(number: usize) -> String {
    match number {
        1 => "once".into(),
        2 => "twice".into(),
        number => format!("{number} times"),
    }
}

/// Names that are listed at most.
const MOST_NAMES: usize = 8;

/// Names in words, and how many more there are.
fn names(names: &[String]) -> String {
    match names.len().saturating_sub(MOST_NAMES) {
        0 => names.join(", "),
        more => format!("{} and {more} more", names[..MOST_NAMES].join(", ")),
    }
}
