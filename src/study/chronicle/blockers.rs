//! Who could block a text, and what they would have borne of it where that was not worth a vote.

use serde::Serialize;

use super::words::Named;
use crate::model::forums::blocks;
use crate::model::votes::{Ballot, Fate, Vote};
use crate::model::{MonthContext, World};
use crate::scenario::{Blockers, Month};

/// What those who block in a body could do.
pub fn blocking(blockers: &Blockers) -> &'static str {
    match blockers {
        Blockers::Veto(_) => "who could veto it",
        _ => "without whom nothing passes",
    }
}

/// Ids of the states that could block a text and voted against it.
pub fn against(vote: &Vote, ballots: &[Ballot], context: &MonthContext<'_>) -> Vec<String> {
    let actors = context.actors;
    let Some(body) = actors.fixed_instruments[vote.instrument].authority else { return vec![] };
    let cast = actors.seated(body, vote.month).iter().zip(ballots);
    let blocked = cast.filter(|(state, ballot)| **ballot == Ballot::Against && blocks(context, body, **state));
    blocked.map(|(state, _)| actors.states[*state].clone()).collect()
}

/// What was left of a text that was shelved, or vetoed in the open.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Unworthy {
    /// The month.
    pub month: Month,
    /// Id of the state that bore least of it.
    pub blocker: String,
    /// The strength that it would have borne.
    pub borne: f64,
    /// The least strength that sponsors think worth a vote.
    pub worth: f64,
}

impl Unworthy {
    /// What was left of an instrument's text this month, if it was shelved or vetoed.
    pub fn of(world: &World, context: &MonthContext<'_>, instrument: usize, month: Month) -> Option<Self> {
        let text = world.tabled(instrument)?.text?;
        matches!(text.fate, Fate::Shelved | Fate::Vetoed).then_some(())?;
        let blocker = context.actors.states[text.diluted_for?].clone();
        Some(Self { month, blocker, borne: text.strength, worth: *context.parameters.forums.worth })
    }

    /// How much was lacking.
    pub fn lacking(&self) -> f64 {
        self.worth - self.borne
    }

    /// The same in words.
    pub fn words(&self, named: Named<'_>) -> String {
        let Self { blocker, borne, worth, .. } = self;
        let blocker = named.state(blocker);
        // What differs must not be told as the same.
        let digits = if self.lacking() < 0.01 { 4 } else { 2 };
        format!(
            "{blocker} would have borne {borne:.digits$} of its strength, and {worth:.digits$} is the least that sponsors think worth a vote"
        )
    }
}
