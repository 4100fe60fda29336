//! The page of a hindcast: where the record lies in the ensemble.

use maud::{Markup, html};

use super::super::picture::{self, Interval, Intervals, shown};
use super::super::results::{Read, Results};
use super::{Block, Place, Section, Table, fact, percent};
use crate::statistics::quantiles::type_7;

/// The sections of a hindcast.
pub fn sections(results: &Results<'_>) -> Result<Vec<Section>, String> {
    let (facts, scores, order) = (results.table("hindcast")?, results.table("scores")?, results.table("order")?);
    let rows: Vec<Interval> = facts
        .rows()
        .filter(|row| row.text("kind") != "vote")
        .filter_map(|row| {
            let inside = row.text("within_90") == "true";
            Some(Interval {
                name: fact(&row).into(),
                value: row.number("percentile")?,
                range: None,
                apart: (!inside).then_some("outside nine tenths of the ensemble"),
                parted: false,
            })
        })
        .collect();
    let picture = picture::intervals(&Intervals {
        title: "Percentile of the record".into(),
        unit: "share of histories below it".into(),
        note: "Of luck alone. Hollow and grey: outside nine tenths of the ensemble. In the order of the record".into(),
        rows,
        line: Some(0.5),
    });
    let evidence = vec![Block::Picture(picture), Block::Table(beside(&facts))];
    Ok(vec![
        Section::new(Place::Answer, "The answer", vec![Block::Words(answer(&scores, &order))]),
        Section::new(Place::Evidence, "Where the record lies in the ensemble", evidence),
    ])
}

fn answer(scores: &Read, order: &Read) -> Markup {
    let share = |value: Option<f64>| value.map_or("–".into(), percent);
    let part = |part: &str| if part == "fit" { "by which the scenario may be mended" } else { "that test it" };
    let mut taus: Vec<f64> = order.rows().filter_map(|row| row.number("tau")).collect();
    taus.sort_by(f64::total_cmp);
    let null = order.rows().find_map(|row| row.number("null_95"));
    html! {
        ol .answer {
            @for row in scores.rows() {
                li {
                    "Of " (row.text("facts")) " facts " (part(row.text("part"))) ", "
                    strong { (share(row.number("within_50"))) } " lie in the middle half of the ensemble (50 % would be perfect) and "
                    strong { (share(row.number("within_90"))) } " in nine tenths of it (90 %)"
                    @if let (Some(error), Some(null)) = (row.number("vote_error"), row.number("null_vote_error")) {
                        "; of " (row.text("votes")) " votes, the share that withheld is missed by " strong { (shown(error)) } ", where the guess that nobody ever does misses by " (shown(null))
                    }
                    "."
                }
            }
            @if !taus.is_empty() {
                li {
                    "The order of events agrees with the record's by a Kendall's τ of " strong { (shown(type_7(&taus, 0.5))) } " (median over histories; nine of ten lie between " (shown(type_7(&taus, 0.05))) " and " (shown(type_7(&taus, 0.95))) ")"
                    @if let Some(null) = null { "; one in twenty random orders would exceed " (shown(null)) }
                    "."
                }
            }
        }
    }
}

/// Every fact beside the ensemble.
fn beside(facts: &Read) -> Table {
    let columns = ["fact", "record", "median", "5 %", "95 %", "unit", "grade", "what, and source"];
    let number = |value: Option<f64>| value.map_or("–".into(), shown);
    let rows = html! {
                thead { tr { @for column in columns { th scope="col" { (column) } } } }
                tbody {
                    @for row in facts.rows() {
                        tr {
                            th scope="row" { (row.text("fact")) }
                            td { (number(row.number("history"))) }
                            @for column in ["median", "p05", "p95"] { td { (number(row.number(column))) } }
                            td { (row.text("unit")) }
                            td { (row.text("grade")) }
                            td .question { (row.text("what")) " – " (row.text("source")) }
                        }
                    }
                }
    };
    Table::new("The record and the ensemble: bands of luck alone", rows).closed("every fact beside the ensemble")
}
