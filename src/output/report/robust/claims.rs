//! In how many plausible worlds claims hold, under the theory on trial and under its rivals.

use maud::{Markup, html};

use super::super::called::Called;
use super::super::{Block, Table};
use super::{each, on_trial, with_interval};
use crate::output::picture::{self, Stack, Stacked};
use crate::output::results::{Read, Results, Row};

/// A claim that holds in more worlds than this holds whatever the numbers, as far as such words go.
const FIRM: f64 = 0.9;

/// The answer in words, and each claim as a bar.
pub fn answer(results: &Results<'_>, claims: &Read) -> Vec<Block> {
    let rows = on_trial(claims);
    let mut blocks = vec![Block::Words(html! { (worlds(results)) (told(&rows)) })];
    if !rows.is_empty() {
        blocks.push(Block::Picture(bars(&rows)));
    }
    blocks
}

/// What was drawn.
fn worlds(results: &Results<'_>) -> Markup {
    let of = &results.manifest;
    let number = |key: &str| of[key].as_u64().unwrap_or(0);
    let theories = of["scenarios"].as_array().map_or(1, Vec::len).max(1) as u64;
    let drawn = of["plausible"]["drawn"].as_str().unwrap_or("numbers, each over its range");
    html! {
        p {
            "In each of " strong { (number("points") / theories) " plausible worlds" } @if theories > 1 { ", under each of " (theories) " theories," }
            " what nobody knows for certain is drawn anew: " (drawn) ". Every scenario is played in it under the same luck, " (number("replicates")) " times."
            @if number("failed") > 0 { " " (number("failed")) " of " (number("points")) " points could not be run and are not counted." }
            " Each number is as likely anywhere in its range, and the ranges are readings: a share of these worlds is no probability that a claim is true."
        }
    }
}

fn told(rows: &[Row<'_>]) -> Markup {
    let ids = |such: &dyn Fn(f64, f64) -> bool| {
        let ends = |row: &&Row<'_>| row.number("holds_low").zip(row.number("holds_high"));
        let own = rows.iter().filter(|row| ends(row).is_some_and(|(low, high)| such(low, high)));
        own.map(|row| row.text("claim").to_string()).collect::<Vec<_>>()
    };
    let firm = ids(&|low, _| low >= FIRM);
    let rare = ids(&|_, high| high <= 1.0 - FIRM);
    let listed = |ids: &[String]| if ids.is_empty() { String::new() } else { format!(": {}", ids.join(", ")) };
    let no_evidence: Vec<&str> =
        rows.iter().filter(|row| !row.text("evidence").is_empty()).map(|row| row.text("claim")).collect();
    html! {
        @if rows.is_empty() { p { "No claim was asked." } } @else {
            ol .answer {
                li { "Of " (rows.len()) " claims " strong { (firm.len()) } " hold in more than nine of ten plausible worlds, by the whole of their intervals" (listed(&firm)) "." }
                li { strong { (rare.len()) } " hold in fewer than one of ten" (listed(&rare)) "." }
                li { "Whether the other " strong { (rows.len() - firm.len() - rare.len()) } " hold depends on numbers that nobody knows, or more worlds would have to be drawn." }
                @if !no_evidence.is_empty() {
                    li { "No evidence for the theory, since a rival has it as often: " (no_evidence.join(", ")) "." }
                }
            }
        }
    }
}

fn bars(rows: &[Row<'_>]) -> picture::Figure {
    let bar = |row: &Row<'_>| {
        let share = |name: &str| row.number(name);
        let interval = share("holds_low").zip(share("holds_high"));
        Some(Stack {
            name: row.text("claim").into(),
            parts: vec![share("surely")?, share("undecided")?, share("surely_fails")?],
            share: share("holds").zip(interval),
            remark: row.text("verdict_at_values").into(),
        })
    };
    picture::stacked(&Stacked {
        title: "In how many plausible worlds each claim holds".into(),
        unit: "share of worlds".into(),
        note: "Decided and undecided worlds apart: undecided ones have too few histories to tell. The point below a bar: the share in which it \
               holds by its best estimate, with the exact 95 % interval that the number of worlds leaves. At the end: the verdict with the numbers as they are. The bars do not say how likely a world is"
            .into(),
        parts: ["surely holds", "undecided", "surely fails"],
        share: "holds",
        remark: "as they are",
        rows: rows.iter().filter_map(bar).collect(),
    })
}

/// Shares by claim and theory, where there are rivals.
pub fn theories(claims: &Read, names: &Called) -> Vec<Block> {
    let whole = || claims.rows().filter(|row| row.text("part").is_empty());
    let theories = each(whole(), "theory");
    if theories.len() < 2 {
        return vec![];
    }
    let row_of =
        |theory: &str, claim: &str| whole().find(|row| row.text("theory") == theory && row.text("claim") == claim);
    let words = html! {
        p { "The share of plausible worlds in which a claim holds, under the theory on trial (first) and under its rivals, each over its own numbers. What holds as often under a rival tells no theory from another, however often it holds. The table does not say which theory is true." }
    };
    let rows = html! {
            thead { tr { th scope="col" { "claim" } @for theory in &theories { th scope="col" { (theory) @let name = names.name(theory); @if name != *theory { br; span .means { (name) } } } } th scope="col" { "evidence, and the question" } } }
            tbody {
                @for claim in each(whole(), "claim") {
                    @let first = row_of(theories[0], claim);
                    @let evidence = first.as_ref().map_or("", |row| row.text("evidence"));
                    tr {
                        th scope="row" { (claim) }
                        @for theory in &theories {
                            @let row = row_of(theory, claim);
                            td { (row.map_or_else(|| "–".into(), |row| with_interval(&row, "holds"))) }
                        }
                        td .question {
                            @if !evidence.is_empty() { strong { "no evidence" } ": " (evidence) ". " }
                            (first.as_ref().map_or("", |row| row.text("question")))
                        }
                    }
                }
            }
    };
    let table =
        Table::new("Share of plausible worlds in which each claim holds, by theory, with exact 95 % intervals", rows)
            .looks("scoreboard");
    vec![Block::Words(words), Block::Table(table)]
}
