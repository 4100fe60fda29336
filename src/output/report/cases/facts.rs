//! Every fact of a case beside luck alone, and beside luck and plausible numbers.

use maud::{Markup, html};

use super::super::called::Called;
use super::super::{Block, Table, each, fact};
use super::{is_never, values_and_events};
use crate::output::picture::{self, Band, Bands, Figure, shown};
use crate::output::results::{Read, Row};

/// Where the axis of multiples of the record ends at the latest.
const MOST: f64 = 4.0;

/// On which axis a fact is drawn.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scale {
    /// Months from the case's first.
    Time,
    /// A share, from 0 to 1.
    Share,
    /// Relative to the record: persons beside persons, however many.
    OfRecord,
    /// A record of 0 or less that is no share has no multiples.
    Words,
}

impl Scale {
    fn of(row: &Row<'_>) -> Self {
        match (row.text("kind"), row.text("unit"), row.number("history")) {
            ("event", ..) => Self::Time,
            (_, unit, _) if unit.starts_with("share") || unit == "0 or 1" => Self::Share,
            (_, _, Some(record)) if record > 0.0 => Self::OfRecord,
            _ => Self::Words,
        }
    }
}

/// The facts of each case.
pub fn blocks(facts: &Read, cases: &Called) -> Vec<Block> {
    let mut blocks = Vec::new();
    for case in each(values_and_events(facts), "case_id") {
        let own: Vec<Row<'_>> = values_and_events(facts).filter(|row| row.text("case_id") == case).collect();
        let case = &cases.name(case);
        let of = |scale| own.iter().filter(move |row| Scale::of(row) == scale).copied().collect::<Vec<_>>();
        for scale in [Scale::Time, Scale::Share, Scale::OfRecord] {
            let rows = of(scale);
            if !rows.is_empty() {
                blocks.push(Block::Picture(forest(case, scale, &rows)));
            }
        }
        let rest = of(Scale::Words);
        if !rest.is_empty() {
            blocks.push(Block::Words(in_words(case, &rest)));
        }
        blocks.push(Block::Table(every(case, &own)));
    }
    blocks
}

fn forest(case: &str, scale: Scale, rows: &[Row<'_>]) -> Figure {
    let (what, unit) = match scale {
        Scale::Time => ("events", rows[0].text("unit")),
        Scale::Share => ("shares", "from 0 to 1"),
        Scale::OfRecord | Scale::Words => ("numbers", "the record is 1"),
    };
    let of_numbers = rows.iter().any(|row| row.number("plausible_p05").is_some());
    let edge = match scale {
        Scale::Time => "; a band that goes on to the right edge: many never come to it",
        Scale::Share => "",
        Scale::OfRecord | Scale::Words => "; a band may go on beyond the right edge",
    };
    picture::bands(&Bands {
        title: format!("{case}: {what}"),
        unit: unit.into(),
        note: format!(
            "5 % to 95 % of histories{edge}. Hollow: outside nine tenths{}",
            if of_numbers { " whatever the numbers" } else { "" }
        ),
        wide: if of_numbers { "luck and numbers" } else { "" },
        mark: "the record",
        rows: rows.iter().map(|row| band(row, scale)).collect(),
        line: (scale == Scale::OfRecord).then_some(1.0),
        most: (scale == Scale::OfRecord).then_some(MOST),
    })
}

fn band(row: &Row<'_>, scale: Scale) -> Band {
    let record = row.number("history");
    let whole = record.filter(|_| scale == Scale::OfRecord).unwrap_or(1.0);
    let number = |column: &str| row.number(column).map(|value| value / whole);
    // Where most histories never see it, the end that is left out is never.
    let or_never = |column: &str| number(column).unwrap_or(f64::INFINITY);
    Band {
        name: fact(row).into(),
        wide: number("plausible_p05").map(|low| [low, or_never("plausible_median"), or_never("plausible_p95")]),
        narrow: number("p05").map(|low| (low, or_never("p95"))),
        mark: record.map(|record| record / whole),
        hollow: is_outside(row),
        remark: remark(row).into(),
    }
}

/// Outside nine tenths of the histories, whatever the numbers; by luck where no numbers were drawn.
fn is_outside(row: &Row<'_>) -> bool {
    let numbers = row.text("plausible_within_90");
    if numbers.is_empty() { row.text("within_90") == "false" } else { numbers == "false" }
}

fn remark(row: &Row<'_>) -> &'static str {
    let (luck, numbers) = (row.text("within_90"), row.text("plausible_within_90"));
    let event = row.text("kind") == "event";
    match (row.number("p05"), row.number("plausible_p05")) {
        (None, None) if event => "seldom or never",
        (None, None) => "no history has it",
        (None, _) if event => "by luck seldom or never",
        _ if is_never(row) => "never in most histories by luck",
        _ if numbers == "false" => "outside whatever the numbers",
        _ if luck == "false" => "outside luck alone",
        _ => "",
    }
}

fn number(value: Option<f64>) -> String {
    value.map_or("–".into(), shown)
}

/// Facts that no axis can hold.
fn in_words(case: &str, rows: &[Row<'_>]) -> Markup {
    html! {
        p .note {
            strong { (case) } ", beside a record of 0: "
            @for (index, row) in rows.iter().enumerate() {
                @if index > 0 { "; " }
                (fact(row)) ", " (row.text("unit")) ": record " (number(row.number("history"))) ", nine tenths by luck " (number(row.number("p05"))) " to " (number(row.number("p95")))
                @if let (Some(low), Some(high)) = (row.number("plausible_p05"), row.number("plausible_p95")) { ", over plausible numbers " (shown(low)) " to " (shown(high)) }
            }
            "."
        }
    }
}

/// Every value and event of a case with its source.
fn every(case: &str, rows: &[Row<'_>]) -> Table {
    let columns =
        ["fact", "record", "median", "5 %", "95 %", "plausible 5 %", "95 %", "other cases", "unit", "grade", "source"];
    let body = html! {
                thead { tr { @for column in columns { th scope="col" { (column) } } } }
                tbody {
                    @for row in rows {
                        tr {
                            th scope="row" .question { (fact(row)) }
                            @for column in ["history", "median", "p05", "p95", "plausible_p05", "plausible_p95", "others"] {
                                @let never = row.text("kind") == "event" && column != "others" && row.number(column).is_none() && (!column.starts_with("plausible") || !row.text("plausible_within_90").is_empty());
                                td { (if never { "never".into() } else { number(row.number(column)) }) }
                            }
                            td { (row.text("unit")) }
                            td { (row.text("grade")) }
                            td .question { (row.text("source")) @if !remark(row).is_empty() { " (" (remark(row)) ")" } }
                        }
                    }
                }
    };
    let caption = format!(
        "The record of {case} beside the model; an event without a number never comes about in as many histories"
    );
    Table::new(&caption, body).closed(&format!("every value and event of {case}, with its source"))
}
