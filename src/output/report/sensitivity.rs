//! The page of a sensitivity analysis: what each outcome depends on, ranked.

use maud::{Markup, html};

use super::super::picture::{self, Figure, Interval, Intervals, shown};
use super::super::results::{Results, Row};
use super::called::{self, briefly, described};
use super::{Block, Place, Section};
use crate::model::outcomes::headlines;
use crate::scenario::labels::Names;

/// Parameters of a picture.
const SHOWN: usize = 20;

/// What an outcome depends on: its rows, ranked.
struct Ranked<'a> {
    outcome: &'a str,
    scenario: &'a str,
    rows: Vec<Row<'a>>,
}

/// The sections of a sensitivity analysis.
///
/// # Errors
/// When a table is missing or torn.
pub fn sections(results: &Results<'_>) -> Result<Vec<Section>, String> {
    let table = results.table("sensitivity")?;
    let mut ranked: Vec<Ranked<'_>> = vec![];
    for row in table.rows() {
        let (outcome, scenario) = (row.text("outcome"), row.text("scenario"));
        match ranked.last_mut().filter(|last| last.outcome == outcome && last.scenario == scenario) {
            Some(last) => last.rows.push(row),
            None => ranked.push(Ranked { outcome, scenario, rows: vec![row] }),
        }
    }
    let names = called::names(results);
    let answer = match ranked.first() {
        None => html! { p { "No outcome varies over these points." } },
        Some(_) => html! { @for of in &ranked { (of.told(&names)) } },
    };
    let pictures = ranked.iter().map(|of| Block::Picture(of.picture(&names))).collect();
    Ok(vec![
        Section::new(Place::Answer, "The answer", vec![Block::Words(answer)]),
        Section::new(Place::Evidence, "What outcomes depend on", pictures),
    ])
}

/// The column that parameters are ranked by, and what it is called.
fn index(row: &Row<'_>) -> (&'static str, &'static str) {
    match row.text("method") {
        "morris" => ("mu_star", "mean size of elementary effects (mu*)"),
        "saltelli" => ("st", "total index"),
        _ => ("s1", "first-order index"),
    }
}

impl Ranked<'_> {
    fn named(&self) -> String {
        let headline = headlines().into_iter().find(|(name, _)| *name == self.outcome).map(|(_, words)| words);
        // In a sentence without what explains the word.
        let outcome = headline.and_then(|words| words.split(':').next()).unwrap_or(self.outcome);
        if self.scenario.is_empty() { outcome.into() } else { format!("{outcome} under {}", self.scenario) }
    }

    /// The first three in words, and how many cannot be told from nothing.
    fn told(&self, names: &Names) -> Markup {
        let told = self.rows.iter().filter(|row| row.text("distinguishable") == "true");
        let first: Vec<String> = told.clone().take(3).map(|row| described(row.text("parameter"), names)).collect();
        let rest = self.rows.len() - told.count();
        html! {
            p {
                strong { (self.named()) }
                @if first.is_empty() { " depends on nothing that is varied, as far as these points tell." }
                @else { " depends most on " (first.join("; ")) "." }
                @if rest > 0 { " Of " (self.rows.len()) " parameters " (rest) " are not distinguishable from 0." }
            }
        }
    }

    fn picture(&self, names: &Names) -> Figure {
        let (column, words) = index(&self.rows[0]);
        let unit = if column == "mu_star" { self.rows[0].text("unit") } else { "share of variance" };
        let dummy = self.rows[0].number("dummy");
        let row = |row: &Row<'_>| {
            let part = |end: &str| row.number(&format!("{column}.{end}"));
            Some(Interval {
                name: briefly(row.text("parameter"), names),
                value: row.number(column)?,
                range: part("ci_low").zip(part("ci_high")),
                apart: (row.text("distinguishable") != "true").then_some("not distinguishable from 0"),
                parted: false,
            })
        };
        let left_out = match self.rows.len().saturating_sub(SHOWN) {
            0 => String::new(),
            more => format!("; {more} more are in the table sensitivity"),
        };
        let note = format!(
            "The largest first, with 95 % intervals of the bootstrap. The line: {}, which 95 % of dummies, parameters that cannot act, \
             stay below. Hollow and grey: not distinguishable from 0{left_out}",
            shown(dummy.unwrap_or(0.0))
        );
        picture::intervals(&Intervals {
            title: format!("What {} depends on: {words}", self.named()),
            unit: unit.into(),
            note,
            rows: self.rows.iter().take(SHOWN).filter_map(row).collect(),
            line: dummy,
        })
    }
}
