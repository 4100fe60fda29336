//! What was claimed between cases, and what came of it.

use maud::{Markup, html};

use super::super::called::Called;
use super::super::{Block, Table, each};
use super::MODEL;
use crate::output::picture::shown;
use crate::output::results::{Read, Row};
use crate::scenario::labels::readable;

/// The claims, and under each the means of its cases.
pub fn blocks(claims: &Read, members: &Read, cases: &Called) -> Vec<Block> {
    let own: Vec<Row<'_>> = claims.rows().filter(|row| row.text("theory") == MODEL).collect();
    if own.is_empty() {
        return vec![];
    }
    let columns = ["claim", "by luck", "plausible worlds", "rivals alike", "what is claimed, and what was found"];
    let note = html! {
        p .note { "A verdict is by 95 % intervals of the means by luck. Beside it: the share of plausible worlds in which the means are as claimed, and the rival theories with the same verdict, of all that play its cases. Found are means by luck; in brackets the middle nine tenths of the means of plausible worlds." }
    };
    let rows = html! {
        thead { tr { @for column in columns { th scope="col" { (column) } } } }
        tbody { @for row in &own { (claim(row, claims, members, cases)) } }
    };
    let caption = "Claims between cases: verdicts and means by luck, and over plausible numbers";
    vec![Block::Words(note), Block::Table(Table::new(caption, rows).looks("scoreboard"))]
}

fn claim(row: &Row<'_>, claims: &Read, members: &Read, cases: &Called) -> Markup {
    let verdict = row.text("verdict");
    let share = row.number("plausible_share").map_or("–".into(), |share| format!("{:.0} %", 100.0 * share));
    html! {
        tr {
            th scope="row" { (row.text("pattern")) }
            td class=(verdict) { (verdict) }
            td { (share) }
            td { (alike(row, claims)) }
            td .question {
                (row.text("claim"))
                @if !row.text("given").is_empty() { " (given: " (row.text("given")) ")" }
                br;
                (means(row.text("pattern"), members, cases))
            }
        }
    }
}

/// How many rivals have the same verdict, and which ones.
fn alike(row: &Row<'_>, claims: &Read) -> Markup {
    let same = |other: &Row<'_>| other.text("pattern") == row.text("pattern") && other.text("theory") != MODEL;
    let rivals: Vec<Row<'_>> = claims.rows().filter(same).collect();
    let alike: Vec<String> = rivals
        .iter()
        .filter(|rival| rival.text("verdict") == row.text("verdict"))
        .map(|rival| readable(rival.text("theory")))
        .collect();
    html! { @if rivals.is_empty() { "–" } @else { (alike.len()) " of " (rivals.len()) @if !alike.is_empty() { ": " (alike.join(", ")) } } }
}

/// In which order the cases were claimed to be, and their means.
fn means(pattern: &str, members: &Read, cases: &Called) -> Markup {
    let own = || members.rows().filter(|row| row.text("pattern") == pattern && row.text("theory") == MODEL);
    let groups = each(own(), "case_group");
    let within = |group: &&str| -> Vec<String> {
        let of_group = own().filter(|row| row.text("case_group") == *group);
        each(of_group, "case_id").into_iter().map(|case| cases.name(case)).collect()
    };
    let order = if let [alike] = groups.as_slice() {
        within(alike).join(" ≈ ")
    } else {
        groups.iter().map(|group| within(group).join(", ")).collect::<Vec<_>>().join(" < ")
    };
    html! {
        span .means {
            "Claimed: " (order) ". Found: "
            @for (index, row) in own().enumerate() { @if index > 0 { ", " } (mean(&row, cases)) }
            ". Of each: "
            @for (index, measure) in each(own(), "measure").into_iter().enumerate() { @if index > 0 { ", " } code { (measure) } }
            "."
        }
    }
}

fn mean(row: &Row<'_>, cases: &Called) -> Markup {
    let number = |column: &str| row.number(column).map(shown);
    html! {
        (cases.name(row.text("case_id"))) " " strong { (number("mean").unwrap_or("–".into())) }
        @if let (Some(low), Some(high)) = (number("plausible_p05"), number("plausible_p95")) { " (" (low) " to " (high) ")" }
    }
}
