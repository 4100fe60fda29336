//! The plausible worlds nearest to the record: what is left of the claims, and whether such matching can be believed.

use maud::{Markup, html};

use super::super::{Block, Table, if_there};
use super::{on_trial, percent, with_interval};
use crate::output::results::{Read, Results, Row};

/// What the nearest worlds say.
///
/// # Errors
/// When a table is torn.
pub fn blocks(results: &Results<'_>, claims: &Read) -> Result<Vec<Block>, String> {
    let (Some(kept), Some(moved)) = (if_there(results, "kept")?, if_there(results, "moved")?) else {
        return Ok(vec![]);
    };
    let left = if_there(results, "near_claims")?;
    let check = if_there(results, "pseudo_records")?;
    let count = kept.rows().count();
    let words = html! {
        p { "The " (count) " worlds whose histories lie nearest to the facts by which the scenario may be mended. They are no posterior: they show what would be learned about the numbers and the claims if that record were believed." }
        (numbers(&moved))
    };
    let mut blocks = vec![Block::Words(words)];
    blocks.extend(left.map(|left| Block::Table(beside(&left, claims))));
    blocks.extend(check.map(|check| Block::Words(believed(&check, moved.rows().count()))));
    Ok(blocks)
}

fn numbers(moved: &Read) -> Markup {
    let told: Vec<Row<'_>> = moved.rows().filter(|row| row.text("beyond_chance") == "true").collect();
    let all = moved.rows().count();
    html! {
        p {
            @if told.is_empty() { "Of " (all) " numbers, or groups that move as one, " strong { "none" } " lies elsewhere among them than chance would have it." }
            @else {
                "Of " (all) " numbers, or groups that move as one, " strong { (told.len()) } " lie elsewhere among them than chance would have it: "
                @for (index, row) in told.iter().enumerate() {
                    @if index > 0 { ", " }
                    (row.text("parameter")) @if let Some(mean) = row.number("mean") { " (on average at " (percent(mean)) " of its range, 50 % over all)" }
                }
                "."
            }
        }
    }
}

/// Claims among the nearest, beside all worlds.
fn beside(left: &Read, claims: &Read) -> Table {
    let over_all = on_trial(claims);
    let all = |claim: &str| over_all.iter().find(|row| row.text("claim") == claim);
    let rows = html! {
            thead { tr { th scope="col" { "claim" } th scope="col" { "all plausible worlds" } th scope="col" { "the nearest" } th scope="col" { "surely, of the nearest" } } }
            tbody {
                @for row in left.rows() {
                    tr {
                        th scope="row" { (row.text("claim")) }
                        td { (all(row.text("claim")).map_or("–".into(), |row| with_interval(row, "holds"))) }
                        td { (with_interval(&row, "holds")) }
                        td { (with_interval(&row, "surely")) }
                    }
                }
            }
    };
    Table::new("What is left of the claims: shares of worlds in which they hold, with exact 95 % intervals", rows)
}

/// What the same matching makes of records whose true numbers are known.
fn believed(check: &Read, numbers: usize) -> Markup {
    let of = |bands: &str| check.rows().find(|row| row.text("bands") == bands);
    let share = |bands: &str| of(bands).and_then(|row| row.number("within_90")).map_or("–".into(), percent);
    let width = of("nearest").and_then(|row| row.number("width"));
    html! {
        p {
            "The same was done with records that were drawn from plausible worlds, whose numbers are known: the bands of the nearest worlds cover "
            strong { (share("nearest")) } " of the facts held out, where 90 % should be (" (share("all")) " before)"
            @if let Some(width) = width { ", and are " (percent(width)) " as wide as those of all worlds" }
            "."
            @if numbers > 20 { " A record of so few facts does not identify so many numbers." }
        }
    }
}
