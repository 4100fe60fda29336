//! The tables that get rows from every history.

use std::collections::BTreeSet;

use super::super::columns;
use super::super::plan::Plan;
use super::detail::Detail;
use crate::ensemble::ballots::seats;
use crate::ensemble::record::Record;
use crate::model::indicators::Indicator;
use crate::model::outcomes::Outcome;
use crate::model::votes::{Ballot, Vote, Votes};
use crate::scenario::{Actors, Scenario};
use crate::table::{Col, Columns, Rows, Table, flag, id, integer, number, text};

/// A vote in a history.
struct VoteRow {
    replicate: u64,
    vote: Vote,
    /// States in favour, abstaining, against.
    counts: [usize; 3],
}

/// A ballot in a history.
struct BallotRow {
    replicate: u64,
    vote: Vote,
    state: usize,
    /// None of a state without a seat that month, which has one in others.
    ballot: Option<Ballot>,
}

/// Most rows of the table of ballots: more is for those who ask for it, and who votes how is counted over all histories.
pub const MAX_BALLOTS: usize = 1_000_000;

/// The tables, and the scenario whose ids are in them.
pub struct Streamed<'a> {
    scenario: &'a Scenario,
    histories: Columns<'a, Record>,
    votes: Columns<'a, VoteRow>,
    ballots: Columns<'a, BallotRow>,
    /// The states that ever sit in each body.
    panels: Vec<Vec<usize>>,
    detail: Option<Detail<'a>>,
}

impl<'a> Streamed<'a> {
    /// Those of a plan.
    pub fn of(plan: &Plan<'a>, indicators: &[Indicator], outcomes: &[Outcome]) -> Self {
        let scenario = plan.scenario;
        Self {
            scenario,
            histories: histories(plan.key_prefix(), outcomes),
            votes: votes(scenario),
            ballots: ballots(scenario),
            panels: panels(&scenario.actors),
            detail: plan.detail.any().then(|| Detail::of(scenario, indicators, plan.detail)),
        }
    }

    /// What they are, in the order of their rows.
    pub fn tables(&self) -> Vec<Table> {
        let first = [&self.histories.table, &self.votes.table, &self.ballots.table];
        first.into_iter().chain(self.detail.iter().flat_map(Detail::tables)).cloned().collect()
    }

    /// Room for the rows of each.
    pub fn no_rows(&self) -> Vec<Rows> {
        self.tables().iter().map(|_| Rows::default()).collect()
    }

    /// Adds the rows of a history.
    pub fn push(&self, rows: &mut [Rows], record: &Record, votes: &Votes) {
        let [histories, of_votes, of_ballots, detail @ ..] = rows else { return };
        self.histories.push(histories, record);
        let replicate = record.replicate;
        for (vote, ballots) in votes.iter() {
            let counts = [Ballot::InFavour, Ballot::Abstaining, Ballot::Against]
                .map(|kind| ballots.iter().filter(|ballot| **ballot == kind).count());
            self.votes.push(of_votes, &VoteRow { replicate, vote: *vote, counts });
        }
        // A history has all its ballots in the table, or none.
        if of_ballots.len() + self.ballots_of(votes) <= MAX_BALLOTS {
            self.push_ballots(of_ballots, replicate, votes);
        }
        if let Some(tables) = &self.detail {
            tables.push(detail, record);
        }
    }

    /// The place of the table of ballots among the tables.
    pub const BALLOTS: usize = 2;

    /// The rows that the ballots of a history take.
    pub fn ballots_of(&self, votes: &Votes) -> usize {
        votes.iter().map(|(vote, _)| self.panel(vote).len()).sum()
    }

    fn push_ballots(&self, rows: &mut Rows, replicate: u64, votes: &Votes) {
        for (vote, ballots) in votes.iter() {
            let seats = seats(&self.scenario.actors, vote);
            for state in self.panel(vote) {
                let ballot = seats.binary_search(state).ok().map(|seat| ballots[seat]);
                self.ballots.push(rows, &BallotRow { replicate, vote: *vote, state: *state, ballot });
            }
        }
    }

    fn panel(&self, vote: &Vote) -> &[usize] {
        let body = self.scenario.actors.fixed_instruments[vote.instrument].authority;
        body.map_or(&[], |body| &self.panels[body])
    }
}

fn histories<'a>(key: String, list: &[Outcome]) -> Columns<'a, Record> {
    let first = [
        text("key", "key of the history: scenario, seed, replicate", move |record: &Record| {
            format!("{key}-{}", record.replicate).into()
        }),
        integer("replicate", "", "number of the history, from 0", |record: &Record| record.replicate),
    ];
    let columns = first.into_iter().chain(columns::outcomes(list, |record: &Record, at| record.outcomes[at]));
    Columns::new("histories", "a history", &["key"], columns)
}

/// The states that ever sit in each body, ascending.
fn panels(actors: &Actors) -> Vec<Vec<usize>> {
    let ever = |lists: &Vec<Vec<usize>>| lists.iter().flatten().copied().collect::<BTreeSet<_>>();
    actors.seat_lists.iter().map(|lists| ever(lists).into_iter().collect()).collect()
}

/// The columns that say which vote a row is of.
fn of_vote<'a, T: 'a>(
    scenario: &'a Scenario,
    of: impl Fn(&T) -> (u64, &Vote) + Copy + Send + Sync + 'a,
) -> impl Iterator<Item = Col<'a, T>> {
    let actors = &scenario.actors;
    let body = move |row: &T| {
        actors.fixed_instruments[of(row).1.instrument].authority.map_or("", |body| actors.bodies[body].as_str())
    };
    let replicate = integer("replicate", "", "number of the history, from 0", move |row: &T| of(row).0);
    let what = [
        id("body", "the body that votes", body),
        id("instrument", "what it votes on", move |row: &T| actors.instruments[of(row).1.instrument].as_str()),
    ];
    [replicate].into_iter().chain(columns::calendar(scenario, move |row: &T| of(row).1.month)).chain(what)
}

fn votes(scenario: &Scenario) -> Columns<'_, VoteRow> {
    let count = |name, meaning, at: usize| integer(name, "states", meaning, move |row: &VoteRow| row.counts[at]);
    let what = [
        number("strength", "share", "strength left after dilution", |row: &VoteRow| row.vote.strength),
        flag("passed", "the text was adopted", |row: &VoteRow| row.vote.passed),
        count("states_in_favour", "states in favour", 0),
        count("states_abstaining", "states abstaining", 1),
        count("states_against", "states against", 2),
        flag("vetoed", "the text was put at full strength and vetoed", |row: &VoteRow| row.vote.vetoed),
    ];
    let columns = of_vote(scenario, |row: &VoteRow| (row.replicate, &row.vote)).chain(what);
    Columns::new("votes", "a vote held in a history", &["replicate", "t", "instrument"], columns)
}

fn ballots(scenario: &Scenario) -> Columns<'_, BallotRow> {
    let states = &scenario.actors.states;
    let what = [
        id("state", "the state", |row: &BallotRow| &states[row.state]),
        id("vote", "in favour, abstaining, against; absent where it has no seat that month", |row: &BallotRow| {
            row.ballot.map_or("absent", Ballot::word)
        }),
    ];
    let columns = of_vote(scenario, |row: &BallotRow| (row.replicate, &row.vote)).chain(what);
    let row = "a state in a vote of a history: every state that ever sits in the body";
    Columns::new("ballots", row, &["replicate", "t", "instrument", "state"], columns)
}
