//! The page of a sweep: the headline over each thing that is varied.

use maud::html;

use super::super::picture::{self, Dot};
use super::super::results::Results;
use super::{Block, Place, Section, percent};
use crate::statistics::main_effect::{Level, main_effect, without};

/// The sections of a sweep.
pub fn sections(results: &Results<'_>) -> Result<Vec<Section>, String> {
    let (points, summary) = (results.table("points")?, results.table("summary")?);
    let varied = points.header().iter().filter(|name| *name != "point");
    let adequacy: Vec<f64> = summary.rows().filter_map(|row| row.number("adequacy")).collect();
    let low = adequacy.iter().copied().fold(f64::INFINITY, f64::min);
    let high = adequacy.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let design = results.manifest["design"].as_str().unwrap_or_default();
    let answer = html! {
        @if adequacy.is_empty() { p { "No point has a value of adequacy." } }
        @else {
            p { "Over " (adequacy.len()) " points of the design, the share of need that is relieved lies between " strong { (percent(low)) } " and " strong { (percent(high)) } "." @if without(design).is_none() { " Where the bands below overlap, nothing is ranked." } }
        }
    };
    if let Some(instead) = without(design) {
        let words = Block::Words(html! { p { (instead) } });
        return Ok(vec![
            Section::new(Place::Answer, "The answer", vec![Block::Words(answer)]),
            Section::new(Place::Evidence, "Over what is varied", vec![words]),
        ]);
    }
    let pictures = varied.map(|name| {
        let effect = main_effect(summary.rows().filter_map(|row| Some((row.value(name), row.number("adequacy")?))));
        let note =
            "Mean over the points of the design, with 5 % to 95 % of them: how far all else that is varied moves it";
        let dot = |level: &Level| Dot { across: level.across, value: level.mean, range: Some(level.range) };
        let dots: Vec<Dot> = effect.levels.iter().map(dot).collect();
        let names = effect.levels.iter().map(|level| level.name.clone());
        let categories: Vec<String> = if effect.numeric { vec![] } else { names.collect() };
        Block::Picture(picture::scatter(&format!("Adequacy over {name}"), "share", note, name, &categories, &dots))
    });
    Ok(vec![
        Section::new(Place::Answer, "The answer", vec![Block::Words(answer)]),
        Section::new(Place::Evidence, "Over what is varied", pictures.collect()),
    ])
}
