//! The page of a hindcast: where the record lies in the ensemble.

use maud::html;

use super::super::picture::{self, Interval};
use super::super::results::Results;
use super::{Block, Place, Section};

/// The sections of a hindcast.
pub fn sections(results: &Results<'_>) -> Result<Vec<Section>, String> {
    let (table, scores) = (results.table("hindcast")?, results.table("scores")?);
    let percent = |value: Option<f64>| value.map_or("–".into(), |value| format!("{:.0} %", 100.0 * value));
    let rows: Vec<Interval> = table
        .rows()
        .filter(|row| row.text("kind") != "vote")
        .filter_map(|row| {
            Some(Interval {
                name: row.text("fact").into(),
                value: row.number("percentile")?,
                range: None,
                decided: row.text("within_90") == "true",
            })
        })
        .collect();
    let answer = html! {
        @for row in scores.rows() {
            p {
                "Of " (row.text("facts")) " facts " @if row.text("part") == "fit" { "by which the scenario may be mended, " } @else { "that test it, " }
                strong { (percent(row.number("within_50"))) } " lie in the middle half of the ensemble (50 % would be perfect) and "
                strong { (percent(row.number("within_90"))) } " in nine tenths (90 %)."
            }
        }
    };
    let note = "Hollow: outside nine tenths of the ensemble";
    let picture = picture::intervals("Percentile of the record", "share of histories below it", note, &rows, 0.5);
    Ok(vec![
        Section::new(Place::Answer, "The answer", vec![Block::Words(answer)]),
        Section::new(Place::Evidence, "Where the record lies in the ensemble", vec![Block::Picture(picture)]),
    ])
}
