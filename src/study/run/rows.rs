//! The tables that get rows from every history.

use super::super::columns::{self, Dates};
use super::super::plan::Plan;
use super::detail::Detail;
use crate::ensemble::record::Record;
use crate::model::indicators::Indicator;
use crate::model::outcomes::Outcome;
use crate::model::votes::{Ballot, Vote, Votes};
use crate::scenario::Scenario;
use crate::table::{Columns, Rows, Table, flag, id, integer, month, number, text};

/// A vote in a history.
struct VoteRow {
    replicate: u64,
    vote: Vote,
    /// States in favour, abstaining, against.
    states: [String; 3],
}

/// The tables, and the scenario whose ids are in them.
pub struct Streamed<'a> {
    scenario: &'a Scenario,
    histories: Columns<'a, Record>,
    votes: Columns<'a, VoteRow>,
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
            detail: plan.detail.then(|| Detail::of(scenario, indicators)),
        }
    }

    /// What they are, in the order of their rows.
    pub fn tables(&self) -> Vec<Table> {
        let first = [&self.histories.table, &self.votes.table];
        first.into_iter().chain(self.detail.iter().flat_map(Detail::tables)).cloned().collect()
    }

    /// Room for the rows of each.
    pub fn no_rows(&self) -> Vec<Rows> {
        self.tables().iter().map(|_| Rows::default()).collect()
    }

    /// Adds the rows of a history.
    pub fn push(&self, rows: &mut [Rows], record: &Record, votes: &Votes) {
        let [histories, of_votes, detail @ ..] = rows else { return };
        self.histories.push(histories, record);
        for (vote, ballots) in votes.iter() {
            let states = self.by_ballot(vote, ballots);
            self.votes.push(of_votes, &VoteRow { replicate: record.replicate, vote: *vote, states });
        }
        if let Some(tables) = &self.detail {
            tables.push(detail, record);
        }
    }

    /// The states that voted for, abstained, and voted against, each joined by `;`.
    fn by_ballot(&self, vote: &Vote, ballots: &[Ballot]) -> [String; 3] {
        let actors = &self.scenario.actors;
        let seats =
            actors.fixed_instruments[vote.instrument].authority.map_or(&[][..], |body| actors.seated(body, vote.month));
        [Ballot::InFavour, Ballot::Abstaining, Ballot::Against].map(|kind| {
            let cast_so = seats.iter().zip(ballots).filter(|(_, ballot)| **ballot == kind);
            cast_so.map(|(state, _)| actors.states[*state].as_str()).collect::<Vec<_>>().join(";")
        })
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

fn votes(scenario: &Scenario) -> Columns<'_, VoteRow> {
    let (actors, dates) = (&scenario.actors, Dates::of(scenario));
    let body = move |row: &VoteRow| {
        actors.fixed_instruments[row.vote.instrument].authority.map_or("", |body| &actors.bodies[body])
    };
    let columns = [
        integer("replicate", "", "number of the history, from 0", |row: &VoteRow| row.replicate),
        month("month", "calendar month", move |row: &VoteRow| dates.at(row.vote.month).to_string().into()),
        id("body", "the body that votes", body),
        id("instrument", "what it votes on", |row: &VoteRow| &actors.instruments[row.vote.instrument]),
        number("strength", "share", "strength left after dilution", |row: &VoteRow| row.vote.strength),
        flag("passed", "the text was adopted", |row: &VoteRow| row.vote.passed),
        text("in_favour", "states in favour, joined by ;", |row: &VoteRow| row.states[0].as_str().into()),
        text("abstaining", "states abstaining, joined by ;", |row: &VoteRow| row.states[1].as_str().into()),
        text("against", "states against, joined by ;", |row: &VoteRow| row.states[2].as_str().into()),
        flag("vetoed", "the text was put at full strength and vetoed", |row: &VoteRow| row.vote.vetoed),
    ];
    Columns::new("votes", "a vote held in a history", &["replicate", "month", "instrument"], columns)
}
