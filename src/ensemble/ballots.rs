//! Who voted how, counted over histories.

use std::ops::Add;

use crate::model::votes::{Ballot, Vote, Votes};
use crate::scenario::Actors;

/// The ballots of one state on one instrument.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cast {
    /// Of all texts: in favour, abstaining, against.
    pub all: [u64; 3],
    /// Of those that were adopted.
    pub adopted: [u64; 3],
    /// Of those that were vetoed.
    pub vetoed: [u64; 3],
}

impl Cast {
    fn count(&mut self, vote: &Vote, ballot: Ballot) {
        self.all[ballot as usize] += 1;
        self.adopted[ballot as usize] += u64::from(vote.passed);
        self.vetoed[ballot as usize] += u64::from(vote.vetoed);
    }
}

impl Add for Cast {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        let sum = |own: [u64; 3], other: [u64; 3]| std::array::from_fn(|at| own[at] + other[at]);
        Self {
            all: sum(self.all, other.all),
            adopted: sum(self.adopted, other.adopted),
            vetoed: sum(self.vetoed, other.vetoed),
        }
    }
}

/// The ballots of all states on all instruments.
#[derive(Clone, Debug, Default)]
pub struct Ballots {
    /// Of every instrument by state; of one that nobody has voted on, none.
    cast: Vec<Vec<Cast>>,
}

impl Ballots {
    /// None yet.
    pub fn none(actors: &Actors) -> Self {
        Self { cast: vec![vec![]; actors.instruments.len()] }
    }

    /// Counts the votes of a history.
    pub fn add(&mut self, actors: &Actors, votes: &Votes) {
        for (vote, ballots) in votes.iter() {
            let cast = &mut self.cast[vote.instrument];
            cast.resize(actors.states.len(), Cast::default());
            for (state, ballot) in seats(actors, vote).iter().zip(ballots) {
                cast[*state].count(vote, *ballot);
            }
        }
    }

    /// Adds those of later histories.
    pub fn merge(&mut self, later: &Self) {
        for (own, more) in self.cast.iter_mut().zip(&later.cast) {
            own.resize(own.len().max(more.len()), Cast::default());
            own.iter_mut().zip(more).for_each(|(own, more)| *own = *own + *more);
        }
    }

    /// Those of a state on an instrument.
    pub fn of(&self, state: usize, instrument: usize) -> Cast {
        self.cast[instrument].get(state).copied().unwrap_or_default()
    }
}

/// The states that sat in the body that held a vote, in the order of its ballots.
pub fn seats<'a>(actors: &'a Actors, vote: &Vote) -> &'a [usize] {
    let body = actors.fixed_instruments[vote.instrument].authority;
    body.map_or(&[], |body| actors.seated(body, vote.month))
}
