//! Every month of every history, with what is behind its decisions: the tables of `--detail`.

use crate::ensemble::record::{BodyMonth, InstrumentMonth, Record, STATE_VALUES, StateMonth};
use crate::model::indicators::Indicator;
use crate::model::votes::Fate;
use crate::scenario::Scenario;
use crate::table::{Col, Columns, Rows, Table, flag, id, integer, number};

use super::super::columns::calendar;
use super::super::plan::{Details, Monthly};
use super::tables::state_values;

/// Something in a month of a history: `at` is its place among its kind.
pub struct InMonth<T> {
    replicate: u64,
    month: usize,
    at: usize,
    now: T,
}

/// The tables.
pub struct Detail<'a> {
    /// Which of them are handed on.
    asked: Details,
    /// Number of indicators.
    width: usize,
    months: Columns<'a, InMonth<Vec<f64>>>,
    states: Columns<'a, InMonth<StateMonth>>,
    leadership: Columns<'a, InMonth<StateMonth>>,
    bodies: Columns<'a, InMonth<BodyMonth>>,
    instruments: Columns<'a, InMonth<InstrumentMonth>>,
}

impl<'a> Detail<'a> {
    /// Those of a scenario that are asked for.
    pub fn of(scenario: &'a Scenario, indicators: &[Indicator], asked: Details) -> Self {
        Self {
            asked,
            width: indicators.len(),
            months: months(scenario, indicators),
            states: states(scenario),
            leadership: leadership(scenario),
            bodies: bodies(scenario),
            instruments: instruments(scenario),
        }
    }

    /// What they are, in the order of their rows.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        let Self { months, states, leadership, bodies, instruments, .. } = self;
        let all = [&months.table, &states.table, &leadership.table, &bodies.table, &instruments.table];
        all.into_iter().zip(Monthly::ALL).filter(|(_, table)| self.asked.has(*table)).map(|(table, _)| table)
    }

    /// Adds the rows of a history.
    pub fn push(&self, rows: &mut [Rows], record: &Record) {
        // A table that is not asked for has no room.
        let mut rooms = rows.iter_mut();
        let [months, states, leadership, bodies, instruments] =
            Monthly::ALL.map(|table| if self.asked.has(table) { rooms.next() } else { None });
        let (replicate, width) = (record.replicate, self.width);
        let all = record.indicators.chunks(width).enumerate();
        put(&self.months, months, all.map(|(month, values)| InMonth { replicate, month, at: 0, now: values.to_vec() }));
        let kept = &record.detail;
        put(&self.states, states, in_month(record, &kept.states));
        put(&self.leadership, leadership, in_month(record, &kept.states));
        put(&self.bodies, bodies, in_month(record, &kept.bodies));
        put(&self.instruments, instruments, in_month(record, &kept.instruments));
    }
}

/// Adds rows where there is room for them.
fn put<T>(columns: &Columns<'_, T>, room: Option<&mut Rows>, items: impl Iterator<Item = T>) {
    if let Some(rows) = room {
        items.for_each(|item| columns.push(rows, &item));
    }
}

/// What is kept of a kind, month after month.
fn in_month<T: Copy>(record: &Record, all: &[T]) -> impl Iterator<Item = InMonth<T>> {
    let (replicate, each) = (record.replicate, all.len() / record.months);
    let place =
        move |(place, now): (usize, &T)| InMonth { replicate, month: place / each, at: place % each, now: *now };
    all.iter().enumerate().map(place)
}

/// The columns that say which month of which history a row is of.
fn of_a_month<'a, T: 'a>(scenario: &'a Scenario) -> impl Iterator<Item = Col<'a, InMonth<T>>> {
    let replicate = integer("replicate", "", "number of the history, from 0", |row: &InMonth<T>| row.replicate);
    [replicate].into_iter().chain(calendar(scenario, |row: &InMonth<T>| row.month))
}

/// And whose it is, by ids in the order of the scenario.
fn of_whom<'a, T: 'a>(
    scenario: &'a Scenario,
    what: &'static str,
    meaning: &'static str,
    ids: &'a [String],
) -> impl Iterator<Item = Col<'a, InMonth<T>>> {
    let id = id(what, meaning, move |row: &InMonth<T>| ids[row.at].as_str());
    of_a_month(scenario).chain([id])
}

fn months<'a>(scenario: &'a Scenario, indicators: &[Indicator]) -> Columns<'a, InMonth<Vec<f64>>> {
    let values = indicators.iter().enumerate().map(|(at, indicator)| {
        number(indicator.name.clone(), indicator.unit, indicator.meaning, move |row: &InMonth<Vec<f64>>| row.now[at])
    });
    let columns = of_a_month(scenario).chain(values);
    Columns::new("replicate_months", "a month of a history", &["replicate", "t"], columns)
}

fn states(scenario: &Scenario) -> Columns<'_, InMonth<StateMonth>> {
    // True responsibility is told of whole runs alone.
    let monthly = STATE_VALUES.iter().enumerate().filter(|(_, value)| value.name != "responsibility");
    let values = monthly.map(|(at, _)| state_values(at, move |row: &InMonth<StateMonth>| row.now.values[at]));
    let columns = of_whom(scenario, "state", "id of the state", &scenario.actors.states).chain(values);
    let row = "a state in a month of a history";
    Columns::new("replicate_actors", row, &["replicate", "t", "state"], columns)
}

fn leadership(scenario: &Scenario) -> Columns<'_, InMonth<StateMonth>> {
    type Row = InMonth<StateMonth>;
    let columns = of_whom(scenario, "state", "id of the state", &scenario.actors.states).chain([
        number("readiness", "share", "readiness P to lead", |row: &Row| row.now.readiness),
        number("step_forward", "share", "chance that it steps forward this month, if it did not lead", |row: &Row| {
            row.now.step_forward
        }),
    ]);
    let row = "a state in a month of a history: what leads it to lead";
    Columns::new("replicate_leadership", row, &["replicate", "t", "state"], columns)
}

fn bodies(scenario: &Scenario) -> Columns<'_, InMonth<BodyMonth>> {
    type Row = InMonth<BodyMonth>;
    let columns = of_whom(scenario, "body", "id of the body", &scenario.actors.bodies).chain([
        number("mandate", "share", "share of the mandate", |row: &Row| row.now.mandate),
        number("blame", "share", "share of blame", |row: &Row| row.now.blame),
        number("shortfall", "share", "means that its missions lack", |row: &Row| row.now.shortfall),
        number("trust", "share", "trust in its missions", |row: &Row| row.now.trust),
    ]);
    Columns::new("replicate_bodies", "a body in a month of a history", &["replicate", "t", "body"], columns)
}

fn instruments(scenario: &Scenario) -> Columns<'_, InMonth<InstrumentMonth>> {
    type Row = InMonth<InstrumentMonth>;
    let states = &scenario.actors.states;
    let share = |name, meaning, value: fn(&InstrumentMonth) -> Option<f64>| {
        number(name, "share", meaning, move |row: &Row| value(&row.now))
    };
    let columns = of_whom(scenario, "instrument", "id of the instrument", &scenario.actors.instruments).chain([
        share(
            "agenda",
            "chance that its authority takes it up; empty where it has none, or does not exist yet",
            |now| now.tabled.map(|tabled| tabled.chance),
        ),
        integer("willing", "seats", "seats for it, before the noise of a vote", |row: &Row| {
            row.now.tabled.map(|tabled| tabled.willing)
        }),
        integer("seats", "seats", "all seats of its authority", |row: &Row| row.now.tabled.map(|_| row.now.seats)),
        flag("taken_up", "its authority took it up", |row: &Row| row.now.tabled.map(|tabled| tabled.text.is_some())),
        share("strength_left", "strength of the text after dilution, where it was taken up", |now| {
            now.tabled.and_then(|tabled| tabled.text).map(|text| text.strength)
        }),
        id("diluted_for", "for whose sake it was diluted", move |row: &Row| {
            let text = row.now.tabled.and_then(|tabled| tabled.text);
            text.and_then(|text| text.diluted_for).map_or("", |state| &states[state])
        }),
        share("authorised", "authorised strength", |now| Some(now.authorised)),
        share("in_force", "strength in force", |now| Some(now.in_force)),
        share("resources", "means given, of those that it requires", |now| Some(now.resources)),
        share("deployed", "deployed K", |now| Some(now.deployed)),
        number(
            "against",
            "1",
            "what the target would have to give up, weighed against threat, where it must consent",
            |row: &Row| row.now.weighed.map(|weighed| weighed.against),
        ),
        share(
            "consent_chance",
            "chance that consent is given this month, if it is authorised and not consented to",
            |now| now.weighed.map(|weighed| weighed.grants),
        ),
        share("withdrawal_chance", "chance that consent is withdrawn this month, if it stood", |now| {
            now.weighed.map(|weighed| weighed.withdraws)
        }),
        flag(
            "shelved",
            "its sponsors shelved it, since what a blocker would bear was not worth a vote",
            |row: &Row| row.now.tabled.map(|tabled| tabled.text.is_some_and(|text| text.fate == Fate::Shelved)),
        ),
        flag("agreed", "the target has agreed to it in principle, where it must consent", |row: &Row| {
            row.now.weighed.map(|_| row.now.agreed)
        }),
    ]);
    let row = "an instrument in a month of a history";
    Columns::new("replicate_instruments", row, &["replicate", "t", "instrument"], columns)
}
