//! A hindcast as tables.

use super::super::columns::statistic;
use super::super::kind::StudyKind;
use super::Hindsight;
use super::facts::{Fact, FactKind, Part};
use super::score::{Beside, Score};
use crate::table::{Answer, Bars, Beside as Place, Chart, Columns, Sink, flag, integer, number, text};

/// Hands on the tables.
///
/// # Errors
/// When the sink fails.
pub fn hand_on<S: Sink>(facts: &[Fact], hindsight: &Hindsight, sink: &mut S) -> Result<(), S::Error> {
    let beside = beside_table();
    let pairs: Vec<(Fact, Beside)> = facts.iter().cloned().zip(hindsight.beside.iter().cloned()).collect();
    sink.write(beside.table.clone(), beside.rows(&pairs))?;
    let scores = scores_table();
    let of_parts = scores.rows(&hindsight.scores);
    sink.write(scores.table.clone(), of_parts.clone())?;
    let order = order_table();
    let taus = hindsight.order.iter().flat_map(|order| {
        order.taus.iter().enumerate().map(|(history, tau)| OfHistory { history, tau: *tau, null_95: order.null_95 })
    });
    sink.write(order.table.clone(), order.rows(&taus.collect::<Vec<_>>()))?;
    sink.answer(Answer {
        question: StudyKind::Hindcast.question(),
        table: Some((scores.table, of_parts)),
        instead: None,
        chart: Some(Chart::Bars {
            title: "Share of the record within the middle of the ensemble: a half, nine tenths",
            names: ("part", "part"),
            series: vec![Bars::of("within_50"), Bars::of("within_90")],
            beside: Place::Each,
            each: None,
        }),
        interval: None,
    });
    Ok(())
}

fn beside_table() -> Columns<'static, (Fact, Beside)> {
    type Row = (Fact, Beside);
    let words = |name, meaning, of: fn(&Fact) -> &str| text(name, meaning, move |(fact, _): &Row| of(fact).into());
    // Infinite is what never came: no number.
    let quantile = |name, meaning, at: usize| {
        statistic(name, meaning, move |(_, beside): &Row| {
            beside.quantiles.map(|quantiles| quantiles[at]).filter(|value| value.is_finite())
        })
    };
    let within = |name, meaning, at: usize| {
        flag(name, meaning, move |(fact, beside): &Row| {
            beside.within(fact.value).filter(|_| fact.kind != FactKind::Vote).map(|within| within[at])
        })
    };
    let columns = [
        words("fact", "the fact's id", |fact| &fact.id),
        words("kind", "value, event (a time) or vote (a share of votes withheld)", |fact| fact.kind.word()),
        words("part", "fit: a scenario may be mended by it; test: it must not", |fact| fact.part.word()),
        words("what", "what it is", |fact| &fact.what),
        words("unit", "its unit", |fact| &fact.unit),
        statistic("history", "what the record says", |(fact, _): &Row| fact.value),
        statistic("history_low", "low end of the source's own range; empty where it gives none", |(fact, _): &Row| {
            fact.range[0]
        }),
        statistic("history_high", "high end of it", |(fact, _): &Row| fact.range[1]),
        quantile("median", "of the ensemble; empty where most histories never saw it", 2),
        quantile("p05", "5 % of the ensemble are below; empty: never", 0),
        quantile("p25", "25 % are below", 1),
        quantile("p75", "75 % are below", 3),
        quantile("p95", "95 % are below", 4),
        statistic("mean", "mean over the histories that saw it", |(_, beside): &Row| beside.mean),
        number(
            "percentile",
            "share",
            "share of histories below the record, those equal by half",
            |(_, beside): &Row| beside.percentile,
        ),
        within("within_50", "the record lies in the middle half of the ensemble", 0),
        within("within_90", "the record lies in the middle nine tenths", 1),
        integer("histories", "histories", "in which there is such a quantity", |(_, beside): &Row| beside.histories),
        words("measure", "the quantity", |fact| &fact.measure),
        words("grade", "documented, interpreted or assumed", |fact| &fact.grade),
        words("source", "the source", |fact| &fact.source),
    ];
    Columns::new("hindcast", "a fact beside the ensemble", &["fact"], columns)
}

fn scores_table() -> Columns<'static, (Part, Score)> {
    type Row = (Part, Score);
    let of = |score: &Score, count: u64| (score.facts > 0).then(|| count as f64 / score.facts as f64);
    let of_votes = |score: &Score, error: f64| (score.votes > 0).then_some(error);
    let columns = [
        text("part", "fit or test", |(part, _): &Row| part.word().into()),
        integer("facts", "facts", "values and events", |(_, score): &Row| score.facts),
        number(
            "within_50",
            "share",
            "of these in the middle half of the ensemble; 0.5 is perfect",
            move |(_, score): &Row| of(score, score.within_50),
        )
        .titled("within the middle half"),
        number("within_90", "share", "of these in the middle nine tenths; 0.9 is perfect", move |(_, score): &Row| {
            of(score, score.within_90)
        })
        .titled("within the middle nine tenths"),
        integer("votes", "votes", "states by instruments", |(_, score): &Row| score.votes),
        number(
            "vote_error",
            "share",
            "mean absolute difference between record and ensemble",
            move |(_, score): &Row| of_votes(score, score.vote_error),
        )
        .titled("off on votes"),
        number("null_vote_error", "share", "the same if nobody ever withheld a vote", move |(_, score): &Row| {
            of_votes(score, score.null_vote_error)
        })
        .titled("off on votes, if nobody withheld one"),
    ];
    Columns::new("scores", "a part of the record", &["part"], columns)
}

/// The order of events in a history.
struct OfHistory {
    history: usize,
    tau: f64,
    null_95: f64,
}

fn order_table() -> Columns<'static, OfHistory> {
    let columns = [
        integer("history", "", "number of the history among those with an order, from 0", |row: &OfHistory| {
            row.history
        }),
        number("tau", "1", "Kendall's tau-b between its order of events and the record's", |row: &OfHistory| row.tau),
        number("null_95", "1", "95 % of random orders are below this", |row: &OfHistory| row.null_95),
    ];
    Columns::new("order", "a history", &["history"], columns)
}
