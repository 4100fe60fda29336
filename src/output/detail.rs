//! The tables of `--detail`: every month of every history, with what is behind its decisions.

use super::run::state_columns;
use super::table::{Column, Kind, Rows, Table};
use crate::ensemble::record::{BodyMonth, InstrumentMonth, Record, STATE_VALUES};
use crate::model::indicators::Indicator;
use crate::scenario::Scenario;

/// Number of the tables.
pub const TABLES: usize = 5;

/// The columns that say which month of which history a row is of.
pub fn of_a_month() -> [Column; 2] {
    [
        Column::new("replicate", Kind::Integer, "", "number of the history, from 0"),
        Column::new("month", Kind::Month, "", "calendar month"),
    ]
}

/// The tables, in the order in which [`write()`] fills them.
pub fn tables(indicators: &[Indicator]) -> [Table; TABLES] {
    let number =
        |name: &'static str, unit: &'static str, meaning: &'static str| Column::new(name, Kind::Number, unit, meaning);
    let with = |id: Option<Column>, columns: Vec<Column>| of_a_month().into_iter().chain(id).chain(columns).collect();
    let named = |name: &'static str| Some(Column::new(name, Kind::Text, "", format!("id of the {name}")));
    let values = indicators
        .iter()
        .map(|indicator| Column::new(indicator.name.clone(), Kind::Number, indicator.unit, indicator.meaning))
        .collect();
    let of_states = state_columns().into_iter().filter(|column| column.name != "responsibility").collect();
    let of_leadership = vec![
        number("readiness", "share", "readiness P to lead"),
        number("step_forward", "share", "chance that it steps forward this month, if it did not lead"),
    ];
    let of_bodies = vec![
        number("mandate", "share", "share of the mandate"),
        number("blame", "share", "share of blame"),
        number("shortfall", "share", "means that its missions lack"),
        number("trust", "share", "trust in its missions"),
    ];
    let of_instruments = vec![
        number(
            "agenda",
            "share",
            "chance that its authority takes it up; empty where it has none, or does not exist yet",
        ),
        Column::new("willing", Kind::Integer, "seats", "seats for it, before the noise of a vote"),
        Column::new("seats", Kind::Integer, "seats", "all seats of its authority"),
        Column::new("taken_up", Kind::Flag, "", "its authority took it up"),
        number("strength_left", "share", "strength of the text after dilution, where it was taken up"),
        Column::new("diluted_for", Kind::Text, "", "for whose sake it was diluted"),
        number("authorised", "share", "authorised strength"),
        number("in_force", "share", "strength in force"),
        number("resources", "share", "means given, of those that it requires"),
        number("deployed", "share", "deployed K"),
        number("against", "1", "what the target would have to give up, weighed against threat, where it must consent"),
        number(
            "consent_chance",
            "share",
            "chance that consent is given this month, if it is authorised and not consented to",
        ),
        number("withdrawal_chance", "share", "chance that consent is withdrawn this month, if it stood"),
    ];
    [
        Table {
            name: "replicate_months",
            row: "a month of a history",
            columns: with(None, values),
            key: &["replicate", "month"],
        },
        Table {
            name: "replicate_actors",
            row: "a state in a month of a history",
            columns: with(named("state"), of_states),
            key: &["replicate", "month", "state"],
        },
        Table {
            name: "replicate_leadership",
            row: "a state in a month of a history: what leads it to lead",
            columns: with(named("state"), of_leadership),
            key: &["replicate", "month", "state"],
        },
        Table {
            name: "replicate_bodies",
            row: "a body in a month of a history",
            columns: with(named("body"), of_bodies),
            key: &["replicate", "month", "body"],
        },
        Table {
            name: "replicate_instruments",
            row: "an instrument in a month of a history",
            columns: with(named("instrument"), of_instruments),
            key: &["replicate", "month", "instrument"],
        },
    ]
}

/// Writes a history's rows.
pub fn write(scenario: &Scenario, rows: &mut [Rows], record: &Record) {
    let (cast, detail) = (&scenario.cast, &record.detail);
    let [months, states, leadership, bodies, instruments] = rows else { return };
    for month in 0..scenario.months {
        let date = scenario.start.plus(month).to_string();
        let start = |rows: &mut Rows| {
            rows.number(record.replicate as f64).text(&date);
        };
        start(months);
        let width = record.indicators.len() / scenario.months;
        record.indicators[month * width..][..width].iter().for_each(|value| {
            months.number(*value);
        });
        months.end();
        for (id, now) in cast.states.iter().zip(&detail.states[month * cast.states.len()..]) {
            start(states);
            states.text(id);
            let values = STATE_VALUES.iter().zip(now.values).filter(|(name, _)| **name != "responsibility");
            values.for_each(|(_, value)| {
                states.number(value);
            });
            states.end();
            start(leadership);
            leadership.text(id).number(now.readiness).number(now.step_forward).end();
        }
        for (id, now) in cast.bodies.iter().zip(&detail.bodies[month * cast.bodies.len()..]) {
            start(bodies);
            let BodyMonth { mandate, blame, shortfall, trust } = *now;
            bodies.text(id).number(mandate).number(blame).number(shortfall).number(trust).end();
        }
        for (id, now) in cast.instruments.iter().zip(&detail.instruments[month * cast.instruments.len()..]) {
            start(instruments);
            instruments.text(id);
            instrument(instruments, now, &cast.states);
        }
    }
}

fn instrument(rows: &mut Rows, now: &InstrumentMonth, states: &[String]) {
    let text = now.tabled.and_then(|tabled| tabled.text);
    rows.maybe(now.tabled.map(|tabled| tabled.chance));
    rows.maybe(now.tabled.map(|tabled| tabled.willing as f64));
    rows.maybe(now.tabled.map(|_| now.seats as f64));
    rows.text(now.tabled.map_or("", |_| if text.is_some() { "true" } else { "false" }));
    rows.maybe(text.map(|text| text.strength));
    rows.text(text.and_then(|text| text.diluted_for).map_or("", |state| &states[state]));
    rows.number(now.authorised).number(now.in_force).number(now.resources).number(now.deployed);
    rows.maybe(now.weighed.map(|weighed| weighed.against));
    rows.maybe(now.weighed.map(|weighed| weighed.grants));
    rows.maybe(now.weighed.map(|weighed| weighed.withdraws));
    rows.end();
}
