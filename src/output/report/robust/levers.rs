//! What somebody could do.

use maud::html;

use super::super::called::Called;
use super::super::{Block, Table, signed};
use super::with_interval;
use crate::output::results::{Read, Row};

/// Levers in the order of the file.
pub fn blocks(levers: Option<&Read>, worlds: &Called) -> Vec<Block> {
    let Some(levers) = levers else { return vec![] };
    let effect = |row: &Row<'_>| {
        let of = |column: &str| row.number(column).map_or("–".into(), signed);
        format!("{} ({} to {})", of("p50"), of("p05"), of("p95"))
    };
    let words = html! {
        p { "Effects on adequacy, the share of need that is relieved, over plausible numbers: the median, and 5 % to 95 %. The order is that of the file: bands overlap, and no lever is ranked. What each needs, whom it costs and the catch are readings, and no effect counts the costs." }
    };
    let rows = html! {
            thead { tr { @for column in ["what", "effect over the numbers", "numbers as they are", "helps in", "surely helps", "surely harms", "what it needs, whom it costs, and the catch"] { th scope="col" { (column) } } } }
            tbody {
                @for row in levers.rows() {
                    tr {
                        th scope="row" { (worlds.name(row.text("world"))) }
                        td { (effect(&row)) }
                        td { (row.number("at_values").map_or("–".into(), signed)) }
                        @for share in ["helps", "surely_helps", "surely_harms"] { td { (with_interval(&row, share)) } }
                        td .question {
                            @for (what, column) in [("Needs", "needs"), ("Costs", "costs"), ("Catch", "catch")] {
                                @if !row.text(column).is_empty() { strong { (what) ": " } (row.text(column)) " " }
                            }
                        }
                    }
                }
            }
    };
    vec![Block::Words(words), Block::Table(Table::new("What could be done", rows).looks("scoreboard"))]
}
