//! The tables of the record beside plausible worlds.

use super::super::columns::OF_THE_ROW;
use super::super::hindcast::facts::Part;
use super::super::hindcast::score::Score;
use super::super::sweep::making::Making;
use super::gather::Kept;
use super::record::{Nearest, OfFact, OfRecord};
use crate::statistics::pseudo_records::{Check, Coverage};
use crate::table::{Columns, Rows, Table, flag, id, integer, number, text};

/// Facts beside luck alone, and beside luck and numbers.
pub fn bands(making: &Making<'_>, record: &OfRecord) -> (Table, Rows) {
    let facts = &making.sweep.asked.facts;
    let rows: Vec<(usize, &OfFact)> = record.facts.iter().enumerate().collect();
    let fact = |row: &(usize, &OfFact)| &facts[row.0].0;
    let quantile = |luck: bool, at: usize| {
        move |row: &(usize, &OfFact)| {
            let beside = if luck { &row.1.by_luck } else { &row.1.by_numbers };
            beside.quantiles.map(|quantiles| quantiles[at]).filter(|value| value.is_finite())
        }
    };
    let within = |luck: bool, at: usize| {
        move |row: &(usize, &OfFact)| {
            let beside = if luck { &row.1.by_luck } else { &row.1.by_numbers };
            beside.within(facts[row.0].0.value).map(|within| within[at])
        }
    };
    let q = |name: &'static str, meaning: &'static str, luck: bool, at: usize| {
        number(name, OF_THE_ROW, meaning, quantile(luck, at))
    };
    let columns = [
        id("fact", "the fact's id", move |row: &(usize, &OfFact)| &facts[row.0].0.id),
        text("kind", "value, event or vote", move |row: &(usize, &OfFact)| fact(row).kind.word().into()),
        text("part", "fit or test", move |row: &(usize, &OfFact)| fact(row).part.word().into()),
        id("unit", "its unit", move |row: &(usize, &OfFact)| &facts[row.0].0.unit),
        number("record", OF_THE_ROW, "the historical value", move |row: &(usize, &OfFact)| fact(row).value),
        q(
            "luck_p05",
            "5 % of histories with the numbers as they are: luck alone; empty where it never comes about",
            true,
            0,
        ),
        q("luck_p50", "their median", true, 2),
        q("luck_p95", "95 % of them", true, 4),
        q(
            "p05",
            "5 % of histories of all plausible worlds: luck and numbers; empty where it never comes about",
            false,
            0,
        ),
        q("p25", "25 % of them", false, 1),
        q("p50", "their median", false, 2),
        q("p75", "75 % of them", false, 3),
        q("p95", "95 % of them", false, 4),
        number("mean", OF_THE_ROW, "mean of them, where it came about", |row: &(usize, &OfFact)| row.1.by_numbers.mean),
        flag("within_luck", "does the record lie in the middle nine tenths of luck alone?", within(true, 1)),
        flag("within_half", "does it lie in the middle half of luck and numbers?", within(false, 0)),
        flag("within", "does it lie in the middle nine tenths of luck and numbers?", within(false, 1)),
        integer(
            "reached",
            "histories",
            "histories of all plausible worlds that reach the record",
            |row: &(usize, &OfFact)| row.1.reached,
        ),
        integer("histories", "histories", "histories in which there is such a quantity", |row: &(usize, &OfFact)| {
            row.1.by_numbers.histories
        }),
        id("what", "what it is", move |row: &(usize, &OfFact)| &facts[row.0].0.what),
    ];
    Columns::new("bands", "a fact beside luck alone, and beside luck and numbers", &["fact"], columns).filled(&rows)
}

/// The points nearest to the record.
pub fn near(making: &Making<'_>, nearest: &Nearest, kept: &[Kept]) -> (Table, Rows) {
    let adequacy = making.headlines.iter().position(|outcome| outcome.name == "adequacy");
    let at = |point: u64| kept.iter().find(|kept| kept.point == point);
    let columns = [
        integer("point", "", "number of the point", |row: &(u64, f64)| row.0),
        number("distance", "sd", "distance to the facts that may be fitted", |row: &(u64, f64)| row.1),
        number("adequacy", "share", "mean adequacy at the point", move |row: &(u64, f64)| {
            Some(super::gather::mean(&at(row.0)?.outcomes[adequacy?]))
        }),
    ];
    Columns::new("kept", "a point among those nearest to the record, the nearest first", &["point"], columns)
        .filled(&nearest.kept)
}

/// Where numbers lie among them.
pub fn moved(making: &Making<'_>, nearest: &Nearest) -> (Table, Rows) {
    let factors = making.sweep.factors.iter().filter(|factor| factor.name != "scenario");
    let rows: Vec<_> = factors.map(|factor| factor.name.as_str()).zip(&nearest.moved).enumerate().collect();
    type Row<'r> = (usize, (&'r str, &'r crate::statistics::matching::Moved));
    let learned = |row: &Row<'_>| nearest.check.as_ref().and_then(|check| check.learned.get(row.0).copied().flatten());
    let columns = [
        text("parameter", "a number, or numbers that move as one", |row: &Row<'_>| row.1.0.to_string().into()),
        number(
            "mean",
            "place in range",
            "mean place among the points nearest to the record; 0.5 over all",
            |row: &Row<'_>| row.1.1.mean,
        ),
        number("p", "1", "p of a Kolmogorov-Smirnov test, the nearest against the others", |row: &Row<'_>| {
            row.1.1.test.p
        }),
        flag(
            "beyond_chance",
            "does it move beyond what chance makes of so many numbers (Bonferroni, 5 %)?",
            |row: &Row<'_>| row.1.1.beyond_chance,
        ),
        number(
            "learned",
            "1",
            "correlation of that mean with the truth, over records drawn from the numbers themselves",
            learned,
        ),
    ];
    let columns = Columns::new("moved", "a number among the points nearest to the record", &["parameter"], columns);
    let rows = columns.rows(&rows);
    (columns.table, rows)
}

/// How the record lies beside luck alone, beside luck and numbers, and beside the points nearest to it.
pub fn scores(record: &OfRecord) -> (Table, Rows) {
    let nearest = record.nearest.as_ref().map_or(&[][..], |nearest| &nearest.scores);
    let mut rows: Vec<(Part, &str, Score)> = vec![];
    for (part, luck, numbers) in &record.scores {
        rows.extend([(*part, "luck", *luck), (*part, "luck and numbers", *numbers)]);
        let own = nearest.iter().filter(|(of, _)| of == part);
        rows.extend(own.map(|(part, score)| (*part, "nearest", *score)));
    }
    type Row<'r> = (Part, &'r str, Score);
    let share = |count: fn(&Score) -> u64| {
        move |row: &Row<'_>| (row.2.facts > 0).then(|| count(&row.2) as f64 / row.2.facts as f64)
    };
    let votes = |error: fn(&Score) -> f64| move |row: &Row<'_>| (row.2.votes > 0).then(|| error(&row.2));
    let columns = [
        text("part", "fit or test", |row: &Row<'_>| row.0.word().into()),
        text(
            "beside",
            "luck: histories with the numbers as they are; luck and numbers: those of all plausible worlds; nearest: those of the points nearest to the record",
            |row: &Row<'_>| row.1.to_string().into(),
        ),
        integer("facts", "facts", "values and events", |row: &Row<'_>| row.2.facts),
        number("within_50", "share", "of these in the middle half of the histories", share(|score| score.within_50)),
        number("within_90", "share", "of these in the middle nine tenths", share(|score| score.within_90)),
        integer("votes", "votes", "states by instruments", |row: &Row<'_>| row.2.votes),
        number(
            "vote_error",
            "share",
            "mean absolute difference between record and histories",
            votes(|score| score.vote_error),
        ),
        number(
            "null_vote_error",
            "share",
            "the same if nobody ever withheld a vote",
            votes(|score| score.null_vote_error),
        ),
    ];
    let columns = Columns::new("scores", "a part of the record beside some histories", &["part", "beside"], columns);
    let rows = columns.rows(&rows);
    (columns.table, rows)
}

/// What the same matching does with records that are drawn from the numbers themselves, so that their truth is known.
pub fn pseudo_records(check: &Check) -> (Table, Rows) {
    let rows = [("all", &check.prior, None), ("nearest", &check.kept, check.width.mean())];
    type Row<'r> = (&'r str, &'r Coverage, Option<f64>);
    let columns = [
        text("bands", "of all points, or of those nearest to the record that is drawn", |row: &Row<'_>| {
            row.0.to_string().into()
        }),
        number("within_50", "share", "of facts held out in bands that should hold 0.5", |row: &Row<'_>| {
            row.1.half.mean()
        }),
        number("within_90", "share", "of facts held out in bands that should hold 0.9", |row: &Row<'_>| {
            row.1.nine_tenths.mean()
        }),
        number("width", "share", "mean width of these bands, of that over all points", |row: &Row<'_>| row.2),
    ];
    let what = "bands of the points nearest to records drawn from the numbers themselves";
    let columns = Columns::new("pseudo_records", what, &["bands"], columns);
    let rows = columns.rows(&rows);
    (columns.table, rows)
}
