//! What outcomes and claims depend on, and where claims fail.

use maud::{Markup, html};

use super::super::Block;
use super::super::called::briefly;
use super::{each, on_trial, percent};
use crate::output::picture::{self, Figure, Interval, Intervals, shown};
use crate::output::results::{Read, Row};
use crate::scenario::labels::Names;
use crate::statistics::binomial::clopper_pearson;

/// Numbers of a picture.
const SHOWN: usize = 12;

/// Measures of the first claim that have a picture.
const MEASURES: usize = 2;

/// Adequacy and the measures of the first claim, each with what it depends on.
pub fn blocks(sensitivity: &Read, claims: &Read, names: &Names) -> Vec<Block> {
    let known = each(sensitivity.rows(), "measure");
    let first = on_trial(claims).first().map(|row| row.text("claim"));
    let bounded = |row: &Row<'_>| !row.text("more_than").is_empty() || !row.text("less_than").is_empty();
    let of_first = claims.rows().filter(|row| Some(row.text("claim")) == first && bounded(row));
    let mut wanted: Vec<&str> = known.iter().copied().filter(|name| *name == "adequacy").collect();
    let measures = each(of_first, "measure").into_iter().filter(|measure| known.contains(measure));
    wanted.extend(measures.filter(|measure| *measure != "adequacy").take(MEASURES));
    if wanted.is_empty() {
        return vec![];
    }
    let mut blocks = vec![Block::Words(html! {
        p { "The share of the variance over plausible worlds that goes with one number alone, the largest first. It does not say what numbers do together, nor which of them are wrong." }
    })];
    blocks.extend(wanted.iter().map(|measure| {
        let rows: Vec<Row<'_>> = sensitivity.rows().filter(|row| row.text("measure") == *measure).collect();
        Block::Picture(ranked(measure, &rows, names))
    }));
    blocks
        .push(Block::Words(html! { p .note { "All numbers and " (known.len()) " measures: the table sensitivity." } }));
    blocks
}

fn ranked(measure: &str, rows: &[Row<'_>], names: &Names) -> Figure {
    let row = |row: &Row<'_>| {
        Some(Interval {
            name: briefly(row.text("parameter"), names),
            value: row.number("s1")?,
            range: row.number("s1_low").zip(row.number("s1_high")),
            apart: (row.text("distinguishable") != "true").then_some("not distinguishable from 0"),
            parted: false,
        })
    };
    let dummy = rows.first().and_then(|row| row.number("dummy"));
    let told = rows.iter().filter(|row| row.text("distinguishable") == "true").count();
    let regression = rows.first().and_then(|row| row.number("r2"));
    let note = format!(
        "With 95 % intervals of the bootstrap. The line: {}, which 95 % of dummies, numbers that cannot act, stay below. Hollow and grey: not distinguishable \
         from 0. Of {} numbers, or groups that move as one, {told} can be told from 0, and {} are not drawn{}",
        dummy.map_or("–".into(), shown),
        rows.len(),
        rows.len().saturating_sub(SHOWN),
        regression
            .map_or(String::new(), |r2| format!(". A regression on all of them has a cross-validated R² of {r2:.2}")),
    );
    picture::intervals(&Intervals {
        title: format!("What {measure} depends on"),
        unit: "first-order index, share of variance".into(),
        note,
        rows: rows.iter().take(SHOWN).filter_map(row).collect(),
        line: dummy,
    })
}

/// Where claims fail, each in a sentence, and a world to look at.
pub fn failures(boxes: &Read, examples: &Read) -> Vec<Block> {
    let claims = each(boxes.rows(), "claim");
    let commands: Vec<Row<'_>> = examples.rows().filter(|row| !row.text("command").is_empty()).collect();
    if claims.is_empty() && commands.is_empty() {
        return vec![];
    }
    let place = |row: &Row<'_>| {
        let (name, end) = (row.text("parameter"), |end: &str| row.number(end).map(|place| 100.0 * place));
        match (end("low"), end("high")) {
            (Some(low), None) => format!("{name} above {low:.0} % of its range"),
            (None, Some(high)) => format!("{name} below {high:.0} % of its range"),
            (Some(low), Some(high)) => format!("{name} from {low:.0} to {high:.0} % of its range"),
            (None, None) => name.into(),
        }
    };
    let told = |claim: &str| {
        let limits: Vec<Row<'_>> = boxes.rows().filter(|row| row.text("claim") == claim).collect();
        let (first, places) = (limits[0], limits.iter().map(place).collect::<Vec<_>>().join(" and "));
        let stable: Vec<String> = limits.iter().filter_map(|row| row.number("stability")).map(percent).collect();
        html! {
            li {
                strong { (claim) " " (first.text("cases")) } " most where " (places) ": in " (density(&first, "inside")) " there, in "
                (density(&first, "outside")) " elsewhere. " (coverage(&first))
                "Of resampled worlds " (stable.join(" and ")) " bring back " @if stable.len() == 1 { "this limit." } @else { "these limits." }
            }
        }
    };
    let words = html! {
        @if claims.is_empty() {
            p { "No part of the ranges was found in which a claim fails more often than elsewhere, and in which it does so on worlds that the search had not seen." }
        } @else {
            p { "Parts of the ranges in which a claim fails (or, where it mostly fails, holds) more often than elsewhere: found on one half of the worlds, counted on the other. Claims that are not listed have none that lasts. They are no thresholds: a claim fails outside too." }
            ul { @for claim in claims { (told(claim)) } }
        }
        @for row in commands {
            details {
                summary { "A world in which " (row.text("claim")) " fails, with these numbers at an end of their ranges: " (row.text("ends")) }
                p { code { (row.text("command")) } }
            }
        }
    };
    vec![Block::Words(words)]
}

/// Cases among the points inside of a box, or outside, with the exact interval of their share.
fn density(row: &Row<'_>, side: &str) -> Markup {
    let (cases, points) = (row.number(&format!("cases_{side}")), row.number(side));
    let (cases, points) = (cases.unwrap_or(0.0) as u64, points.unwrap_or(0.0) as u64);
    html! {
        (cases) " of " (points) " worlds"
        @if let Some((low, high)) = clopper_pearson(cases, points) {
            " (" (percent(cases as f64 / points as f64)) ", 95 % interval " (format!("{:.0} to {:.0}", 100.0 * low, 100.0 * high)) ")"
        }
    }
}

fn coverage(row: &Row<'_>) -> Markup {
    let (inside, outside) = (row.number("cases_inside").unwrap_or(0.0), row.number("cases_outside").unwrap_or(0.0));
    html! { @if inside + outside > 0.0 { "This part has " (percent(inside / (inside + outside))) " of all such worlds. " } }
}
