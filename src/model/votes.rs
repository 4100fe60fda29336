//! The record of what forums do: what is on the table each month, and every vote held.

use crate::lanes::Real;
use crate::scenario::Scenario;

/// How a seated state voted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ballot {
    /// In favour.
    InFavour,
    /// Abstaining: against, but the text is diluted enough to let pass.
    Abstaining,
    /// Against.
    Against,
}

impl Ballot {
    /// In words.
    pub fn word(self) -> &'static str {
        match self {
            Self::InFavour => "in favour",
            Self::Abstaining => "abstaining",
            Self::Against => "against",
        }
    }
}

/// A text after its sponsors have diluted it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Text {
    /// Strength left.
    pub strength: f64,
    /// The blocker for whose sake it was diluted, if it was.
    pub diluted_for: Option<usize>,
    /// What its sponsors did with it.
    pub fate: Fate,
}

/// What sponsors do with a text that was taken up and diluted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// They shelved it: what a blocker would have borne was not worth it.
    Shelved,
    /// They put it at full strength all the same, and it was vetoed.
    Vetoed,
    /// They put it aside, since it added too little to the text in force.
    AddsTooLittle,
    /// They counted, and put it aside, since it would have fallen short of the quota.
    FallsShort,
    /// They put it to the vote.
    Put,
}

/// What a forum made of an instrument in one month.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tabled {
    /// The chance that it was taken up: agenda_rate · mean over the seats of [y ≥ 0] Q_i^focus.
    pub chance: f64,
    /// Seats with y ≥ 0, before the noise of the vote.
    pub willing: usize,
    /// What was left of it after dilution; none if it was not taken up.
    pub text: Option<Text>,
}

/// What makes a forum take an instrument up, or not, in one month.
#[derive(Clone, Copy, Debug)]
pub struct Agenda<V: Real> {
    /// The chance that it does: agenda_rate · mean over the seats of [y ≥ 0] Q_i^focus.
    pub chance: V,
    /// Seats with y ≥ 0, before the noise of the vote.
    pub willing: V,
}

/// What a seat holds of an instrument on which its body decides.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stance<V: Real = f64> {
    /// Utility u of the instrument at full strength.
    pub utility: V,
    /// Judgement y at full strength: the utility, the body's initiative and, of what was taken up, the noise of the vote.
    pub judgement: V,
    /// What dilution leaves alone: initiative and noise.
    pub undiluted: V,
}

impl<V: Real> Stance<V> {
    /// The stance in the history of one lane.
    pub(super) fn in_lane(&self, lane: usize) -> Stance {
        Stance {
            utility: self.utility.lane(lane),
            judgement: self.judgement.lane(lane),
            undiluted: self.undiluted.lane(lane),
        }
    }
}

/// Stances on each instrument, one per seat of its authority.
#[derive(Clone, Debug, Default)]
pub struct Stances<V: Real = f64> {
    stances: Vec<Stance<V>>,
    /// Seats of the largest body.
    room: usize,
}

impl<V: Real> Stances<V> {
    /// Room for a scenario's instruments and seats.
    pub fn with_room(scenario: &Scenario) -> Self {
        let actors = &scenario.actors;
        let room = actors.seat_lists.iter().flatten().map(Vec::len).max().unwrap_or(0);
        Self { stances: vec![Stance::default(); room * actors.instruments.len()], room }
    }

    /// Forgets all stances.
    #[inline(always)]
    pub fn clear(&mut self) {
        self.stances.fill(Stance::default());
    }

    /// Those of one instrument, in the order of so many seats.
    #[inline(always)]
    pub fn of(&self, instrument: usize, seats: usize) -> &[Stance<V>] {
        &self.stances[instrument * self.room..][..seats]
    }

    /// The same, to be written.
    #[inline(always)]
    pub(super) fn of_mut(&mut self, instrument: usize, seats: usize) -> &mut [Stance<V>] {
        &mut self.stances[instrument * self.room..][..seats]
    }
}

/// A text put to the vote.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Vote {
    /// Month of the run.
    pub month: usize,
    /// The instrument; its authority is the body that votes.
    pub instrument: usize,
    /// Strength that is left after dilution.
    pub strength: f64,
    /// The blocker for whose sake it was diluted, if it was.
    pub diluted_for: Option<usize>,
    /// It was adopted.
    pub passed: bool,
    /// It was put at full strength and vetoed.
    pub vetoed: bool,
}

/// All votes of a history. The room for them is made once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Votes {
    /// Each with the place where its ballots begin and end.
    votes: Vec<(Vote, usize, usize)>,
    /// One per seat, in the order of the seats.
    ballots: Vec<Ballot>,
}

impl Votes {
    /// Room for every vote that a scenario can hold.
    pub fn with_room(scenario: &Scenario) -> Self {
        let actors = &scenario.actors;
        let bodies = actors.fixed_instruments.iter().filter_map(|tool| tool.authority);
        let seats = |body: usize| actors.seat_lists[body].iter().map(Vec::len).max().unwrap_or(0);
        let (count, ballots) = bodies.fold((0, 0), |(count, ballots), body| (count + 1, ballots + seats(body)));
        Self {
            votes: Vec::with_capacity(count * scenario.months),
            ballots: Vec::with_capacity(ballots * scenario.months),
        }
    }

    /// Forgets all votes.
    pub fn clear(&mut self) {
        self.votes.clear();
        self.ballots.clear();
    }

    /// Records a vote with its ballots in the order of the seats.
    pub fn hold(&mut self, vote: Vote, ballots: impl Iterator<Item = Ballot>) {
        let first = self.ballots.len();
        self.ballots.extend(ballots);
        self.votes.push((vote, first, self.ballots.len()));
    }

    /// The votes, in the order held.
    pub fn iter(&self) -> impl Iterator<Item = (&Vote, &[Ballot])> {
        self.votes.iter().map(|(vote, first, end)| (vote, &self.ballots[*first..*end]))
    }

    /// Number of votes held.
    pub fn held(&self) -> usize {
        self.votes.len()
    }

    /// Number of texts vetoed.
    pub fn vetoed(&self) -> usize {
        self.votes.iter().filter(|(vote, ..)| vote.vetoed).count()
    }

    /// Number of texts adopted.
    pub fn passed(&self) -> usize {
        self.votes.iter().filter(|(vote, ..)| vote.passed).count()
    }
}
