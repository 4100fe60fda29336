//! What each forum did, and what it left undone and why.

use serde::Serialize;

use super::blockers::{self, Unworthy, blocking};
use super::entry::Sentence;
use super::words::{Named, alone, count, names, times, together};
use crate::model::forums::meets_quota;
use crate::model::votes::{Ballot, Fate, Tabled, Text, Vote};
use crate::model::{MonthContext, World};
use crate::scenario::{Month, Scenario};

/// What a body made of an instrument that it may authorise, over a whole history.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Docket {
    /// Id of the body.
    pub body: String,
    /// Id of the instrument.
    pub instrument: String,
    /// Months in which it was taken up.
    pub taken_up: usize,
    /// Months in which a text was put to the vote.
    pub voted: usize,
    /// Months in which one was adopted.
    pub adopted: usize,
    /// The first of these.
    pub first_adopted: Option<Month>,
    /// Strength authorised when the history began.
    pub at_start: f64,
    /// Strength authorised at the end.
    pub strength: f64,
    /// Months in which it was taken up and no text put to the vote, since what a blocker would bear
    /// added too little to what was in force.
    pub held_back: usize,
    /// For whose sake that happened most often; of several, who comes first in the file.
    pub held_back_by: Option<String>,
    /// Months in which sponsors shelved it, since what a blocker would bear was not worth a vote.
    pub shelved: usize,
    /// The one of these in which least was lacking.
    pub nearest_shelved: Option<Unworthy>,
    /// Months in which it was vetoed at full strength.
    pub vetoed: usize,
    /// Months in which sponsors counted, and put no text to the vote that would have fallen short of the quota.
    pub fell_short: usize,
    /// The failed vote that came nearest to adoption.
    pub nearest_vote: Option<FailedVote>,
    /// The month in which it was likeliest to be taken up, of those in which it was not.
    pub passed_over: Option<PassedOver>,
    #[serde(skip)]
    index: usize,
    #[serde(skip)]
    held_back_for: Vec<usize>,
}

/// A vote that failed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FailedVote {
    /// The month.
    pub month: Month,
    /// Why.
    #[serde(flatten)]
    pub shortage: Shortage,
}

/// What a failed vote lacked.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Shortage {
    /// Votes in favour: so many of the number needed.
    Votes {
        /// Votes lacking.
        lacking: usize,
        /// Votes needed.
        needed: usize,
    },
    /// Strength: what dilution left was less than is worth having.
    Strength {
        /// What was left.
        left: f64,
        /// The least worth having.
        least: f64,
    },
    /// The assent of those who could block it.
    Assent {
        /// Who of them was against.
        against: Vec<String>,
        /// What they could do.
        #[serde(skip)]
        blocking: &'static str,
    },
}

/// A month in which a forum left an instrument alone.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PassedOver {
    /// The month.
    pub month: Month,
    /// The chance that it would be taken up.
    pub chance: f64,
    /// Attention Q.
    pub attention: f64,
    /// Seats for it.
    pub willing: usize,
    /// All seats.
    pub seats: usize,
    /// The seats that were not.
    pub unwilling: Vec<String>,
}

impl Shortage {
    /// Why a vote failed; none if it did not.
    pub fn of(vote: &Vote, ballots: &[Ballot], context: &MonthContext<'_>) -> Option<Self> {
        let least = *context.parameters.forums.min_strength;
        if vote.passed {
            return None;
        }
        if vote.strength < least {
            return Some(Self::Strength { left: vote.strength, least });
        }
        let body = context.actors.fixed_instruments[vote.instrument].authority?;
        let favour = ballots.iter().filter(|ballot| **ballot == Ballot::InFavour).count();
        let (seats, quota) = (ballots.len(), context.parameters.bodies[body].quota);
        if vote.vetoed || meets_quota(favour, seats, quota) {
            let against = blockers::against(vote, ballots, context);
            return Some(Self::Assent { against, blocking: blocking(&context.actors.blockers[body]) });
        }
        let needed = (favour..=seats).find(|votes| meets_quota(*votes, seats, quota))?;
        Some(Self::Votes { lacking: needed - favour, needed })
    }

    /// The same in words.
    pub fn words(&self, named: Named<'_>) -> String {
        match self {
            Self::Strength { left, least } => {
                format!("what was left of it, {left:.2}, was not worth having ({least} at least)")
            }
            Self::Votes { lacking, needed } => {
                format!("{} short of the {needed} it needed", count(*lacking, "vote", "votes"))
            }
            Self::Assent { against, blocking } => {
                let were = if against.len() == 1 { "was" } else { "were" };
                format!("{}, {blocking}, {were} against", together(&named.states(against)))
            }
        }
    }

    /// How far from adoption, for the nearest of several; a lack of strength is farther than any of votes.
    fn distance(&self) -> (usize, f64) {
        match self {
            Self::Votes { lacking, .. } => (*lacking, 0.0),
            Self::Assent { against, .. } => (against.len(), 0.0),
            Self::Strength { left, .. } => (usize::MAX, -left),
        }
    }
}

impl Docket {
    /// One for each instrument with an authority.
    pub fn all(scenario: &Scenario) -> Vec<Self> {
        let actors = &scenario.actors;
        let authorities =
            actors.fixed_instruments.iter().enumerate().filter_map(|(index, tool)| Some((index, tool.authority?)));
        authorities
            .map(|(index, body)| Self {
                body: actors.bodies[body].clone(),
                instrument: actors.instruments[index].clone(),
                taken_up: 0,
                voted: 0,
                adopted: 0,
                first_adopted: None,
                at_start: scenario.initial.authorised[index],
                strength: scenario.initial.authorised[index],
                held_back: 0,
                held_back_by: None,
                shelved: 0,
                nearest_shelved: None,
                vetoed: 0,
                fell_short: 0,
                nearest_vote: None,
                passed_over: None,
                index,
                held_back_for: vec![0; actors.states.len()],
            })
            .collect()
    }

    /// Takes note of a month.
    pub fn observe(&mut self, world: &World, context: &MonthContext<'_>, month: Month) {
        let Some(tabled) = world.tabled(self.index) else { return };
        self.strength = world.authorised[self.index];
        let this_month = |vote: &Vote| vote.month == context.month && vote.instrument == self.index;
        let vote = world.votes().iter().find(|(vote, _)| this_month(vote));
        match (tabled.text, vote) {
            (None, _) => self.passes_over(&tabled, world, context, month),
            (Some(_), Some((vote, ballots))) => self.votes(vote, ballots, context, month),
            (Some(text), None) => {
                self.taken_up += 1;
                match text.fate {
                    Fate::Shelved => self.shelves(Unworthy::of(world, context, self.index, month)),
                    Fate::FallsShort => self.fell_short += 1,
                    Fate::AddsTooLittle | Fate::Vetoed | Fate::Put => self.holds_back(text, context),
                }
            }
        }
    }

    fn shelves(&mut self, text: Option<Unworthy>) {
        self.shelved += 1;
        let Some(text) = text else { return };
        if self.nearest_shelved.as_ref().is_none_or(|before| text.lacking() < before.lacking()) {
            self.nearest_shelved = Some(text);
        }
    }

    fn holds_back(&mut self, text: Text, context: &MonthContext<'_>) {
        let Some(state) = text.diluted_for else { return };
        self.held_back += 1;
        self.held_back_for[state] += 1;
        let most = self.held_back_for.iter().enumerate().rev().max_by_key(|(_, months)| **months);
        self.held_back_by = most.map(|(state, _)| context.actors.states[state].clone());
    }

    fn votes(&mut self, vote: &Vote, ballots: &[Ballot], context: &MonthContext<'_>, month: Month) {
        self.taken_up += 1;
        self.voted += 1;
        self.vetoed += usize::from(vote.vetoed);
        match Shortage::of(vote, ballots, context) {
            None => {
                self.adopted += 1;
                self.first_adopted.get_or_insert(month);
            }
            Some(shortage) => {
                let nearer = |before: &FailedVote| shortage.distance() < before.shortage.distance();
                if self.nearest_vote.as_ref().is_none_or(nearer) {
                    self.nearest_vote = Some(FailedVote { month, shortage });
                }
            }
        }
    }

    fn passes_over(&mut self, tabled: &Tabled, world: &World, context: &MonthContext<'_>, month: Month) {
        if self.passed_over.as_ref().is_some_and(|before| tabled.chance <= before.chance) {
            return;
        }
        let Some(body) = context.actors.fixed_instruments[self.index].authority else { return };
        let seats = context.actors.seated(body, context.month);
        let judged = seats.iter().zip(world.stances.of(self.index, seats.len()));
        let unwilling =
            judged.filter(|(_, stance)| stance.judgement < 0.0).map(|(state, _)| context.actors.states[*state].clone());
        self.passed_over = Some(PassedOver {
            month,
            chance: tabled.chance,
            attention: world.attention,
            willing: tabled.willing,
            seats: seats.len(),
            unwilling: unwilling.collect(),
        });
    }

    /// The same in words.
    pub fn sentence(&self, named: Named<'_>) -> Sentence {
        let Self { body, instrument, at_start, .. } = self;
        let at_start =
            if *at_start > 0.0 { format!("authorised at {at_start:.2} from the start; ") } else { String::new() };
        let told = match self.taken_up {
            0 => self.why_never(named),
            _ => self.deeds(named) + &self.kept_from_the_vote(named),
        };
        let (forum, text) = (named.body(body), named.instrument(instrument));
        let shelved = if self.shelved > 0 { ", shelved" } else { "" };
        Sentence {
            month: None,
            text: alone(&format!("{forum} on {text}: {at_start}{told}")),
            record: format!(
                "votes; agenda, willing, taken_up, strength_left, diluted_for, authorised{shelved} of {instrument}"
            ),
        }
    }

    fn why_never(&self, named: Named<'_>) -> String {
        let Some(PassedOver { month, chance, attention, willing, seats, unwilling }) = &self.passed_over else {
            return "it did not exist yet".into();
        };
        let against =
            if unwilling.is_empty() { String::new() } else { format!(", and not {}", names(&named.states(unwilling))) };
        format!(
            "never taken up; the likeliest month was {month}, with a chance of {chance:.3}: an attention of {attention:.2}, and {willing} of {seats} seats for it{against}"
        )
    }

    fn deeds(&self, named: Named<'_>) -> String {
        let mut text = format!("taken up {}", times(self.taken_up));
        match (self.voted, self.first_adopted) {
            (0, _) => text += ", never put to the vote",
            (voted, None) => text += &format!(", put to the vote {}, never adopted", times(voted)),
            (voted, Some(first)) => {
                let (voted, adopted) = (times(voted), times(self.adopted));
                text += &format!(
                    ", put to the vote {voted}, adopted {adopted}, first in {first}; at the end with {:.2} of its full strength",
                    self.strength
                );
            }
        }
        if let (None, Some(FailedVote { month, shortage })) = (self.first_adopted, &self.nearest_vote) {
            text += &format!("; nearest in {month}: {}", shortage.words(named));
        }
        if self.vetoed > 0 {
            text += &format!("; vetoed {}", times(self.vetoed));
        }
        text
    }

    /// Why it came to no vote, in the months in which it was taken up and did not.
    fn kept_from_the_vote(&self, named: Named<'_>) -> String {
        let mut text = String::new();
        if let Some(nearest) = &self.nearest_shelved {
            let how_often = match self.shelved {
                1 => format!("once, in {}", nearest.month),
                more => format!("{}; least was lacking in {}", times(more), nearest.month),
            };
            text += &format!("; shelved {how_often}: {}", nearest.words(named));
        }
        if self.fell_short > 0 {
            text += &format!(
                "; {} its sponsors counted, and put it aside, since it would have fallen short of the quota",
                times(self.fell_short)
            );
        }
        if let Some(state) = &self.held_back_by {
            text += &format!(
                "; {} it came to no vote, since what blockers would bear added too little to what was in force, most often for the sake of {}",
                times(self.held_back),
                named.state(state)
            );
        }
        text
    }
}
