//! The record beside luck alone, and beside luck and numbers.

use maud::{Markup, html};

use super::super::{Block, fact};
use super::{each, percent};
use crate::output::picture::{self, Band, Bands, Figure, shown};
use crate::output::results::{Read, Row};

/// Facts by their unit, and how many of them lie in the bands.
pub fn blocks(bands: Option<&Read>, scores: Option<&Read>) -> Vec<Block> {
    let Some(bands) = bands else { return vec![] };
    // Votes are shares of few ballots: they are scored as a whole.
    let facts = || bands.rows().filter(|row| row.text("kind") != "vote");
    let mut blocks = vec![Block::Words(html! {
        p { "Single histories with the numbers as they are (luck alone, dark), single histories of all plausible worlds (luck and numbers, pale), and what the record says. A record inside a wide band is not foretold by it: the wider the band, the less it says." }
        @if let Some(scores) = scores { (scored(scores)) }
        (outside(&facts().filter(is_outside).collect::<Vec<_>>()))
    })];
    for unit in each(facts(), "unit") {
        let rows: Vec<Row<'_>> = facts().filter(|row| row.text("unit") == unit).collect();
        blocks.push(Block::Picture(beside(unit, &rows)));
    }
    blocks
}

/// Outside nine tenths of the histories, whatever the numbers.
fn is_outside(row: &Row<'_>) -> bool {
    row.text("within") == "false"
}

fn scored(scores: &Read) -> Markup {
    let parts = each(scores.rows(), "part");
    let of = |part: &str, beside: &str| {
        let mut rows = scores.rows().filter(|row| row.number("facts").is_some_and(|facts| facts > 0.0));
        rows.find(|row| row.text("part") == part && row.text("beside") == beside)
    };
    let share = |row: &Option<Row<'_>>, column: &str| {
        row.as_ref().and_then(|row| row.number(column)).map_or("–".into(), percent)
    };
    let error = |row: &Option<Row<'_>>, column: &str| row.as_ref().and_then(|row| row.number(column)).map(shown);
    html! {
        ul {
            @for part in parts {
                @let (luck, numbers) = (of(part, "luck"), of(part, "luck and numbers"));
                @if let Some(row) = &numbers {
                    li {
                        "Of " (row.text("facts")) " facts " (if part == "fit" { "by which the scenario may be mended" } else { "that test it" }) ", "
                        strong { (share(&numbers, "within_90")) } " lie in nine tenths of luck and numbers (" (share(&luck, "within_90")) " by luck alone; 90 % would be perfect), "
                        strong { (share(&numbers, "within_50")) } " in the middle half (" (share(&luck, "within_50")) " by luck alone)"
                        @if let (Some(off), Some(by_luck), Some(null)) = (error(&numbers, "vote_error"), error(&luck, "vote_error"), error(&numbers, "null_vote_error")) {
                            ". The shares of " (row.text("votes")) " votes withheld are missed by " (off) " (" (by_luck) " by luck alone, " (null) " if nobody withheld any)"
                        }
                        "."
                    }
                }
            }
        }
    }
}

/// Facts that no plausible number reaches, or hardly any.
fn outside(rows: &[Row<'_>]) -> Markup {
    html! {
        @if rows.is_empty() {
            p { "No fact lies outside nine tenths of the histories of luck and numbers." }
        } @else {
            p {
                strong { "Outside nine tenths of luck and numbers" } " (one fact in ten would be by chance; where hardly a history reaches the record, the model or a range is wrong): "
                @for (index, row) in rows.iter().enumerate() {
                    @if index > 0 { "; " }
                    (row.text("fact")) " (" (row.text("reached")) " of " (row.text("histories")) " histories reach it)"
                }
                "."
            }
        }
    }
}

fn beside(unit: &str, rows: &[Row<'_>]) -> Figure {
    let band = |row: &Row<'_>| {
        let number = |column: &str| row.number(column);
        // Where most histories never see it, the end that is left out is never.
        let or_never = |column: &str| number(column).unwrap_or(f64::INFINITY);
        Band {
            name: fact(row).into(),
            wide: number("p05").map(|low| [low, or_never("p50"), or_never("p95")]),
            narrow: number("luck_p05").map(|low| (low, or_never("luck_p95"))),
            mark: number("record"),
            hollow: is_outside(row),
            remark: match (row.text("within"), row.text("within_luck")) {
                ("false", _) => "outside whatever the numbers".into(),
                ("true", "false") => "outside luck alone".into(),
                _ => String::new(),
            },
        }
    };
    picture::bands(&Bands {
        title: "The record beside luck and numbers".into(),
        unit: unit.into(),
        note: "5 % to 95 % of histories; a band that goes on to the right edge: many never come to it. Hollow: outside nine tenths whatever the numbers. In the order of the record"
            .into(),
        wide: "luck and numbers",
        mark: "the record",
        rows: rows.iter().map(band).collect(),
        line: None,
        most: None,
    })
}
