//! The page of a sweep: the headline over each thing that is varied.

use std::collections::BTreeMap;

use maud::html;

use super::super::picture::{self, Dot, shown};
use super::super::results::Results;
use super::{Block, Place, Section};
use crate::analysis::quantiles::type_7;

/// Values of a varied parameter that are shown each for itself; more are put into so many equal bins.
const MOST_VALUES: usize = 12;

/// Points that share a value, or a bin.
struct Group {
    name: String,
    across: f64,
    values: Vec<f64>,
}

/// The sections of a sweep.
pub fn sections(results: &Results<'_>) -> Result<Vec<Section>, String> {
    let summary = results.table("summary")?;
    let varied: Vec<String> =
        results.table("points")?.header().iter().filter(|name| *name != "point").cloned().collect();
    let adequacy: Vec<f64> = summary.rows().filter_map(|row| row.number("adequacy")).collect();
    let (low, high) = adequacy
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(*value), high.max(*value)));
    let answer = html! {
        @if adequacy.is_empty() { p { "No point has a value of adequacy." } }
        @else {
            p { "Over " (adequacy.len()) " points of the design, mean adequacy lies between " strong { (shown(low)) } " and " strong { (shown(high)) } ". What lies within the bands below is not ranked." }
        }
    };
    let pictures = varied.iter().map(|name| {
        let cells: Vec<(&str, f64)> =
            summary.rows().filter_map(|row| Some((row.text(name), row.number("adequacy")?))).collect();
        let (categories, groups) = groups(&cells);
        let note =
            "Mean over the points of the design, with 5 % to 95 % of them: how far all else that is varied moves it";
        let dots: Vec<Dot> = groups.iter().map(Group::dot).collect();
        Block::Picture(picture::scatter(&format!("Adequacy over {name}"), "share", note, name, &categories, &dots))
    });
    Ok(vec![
        Section::new(Place::Answer, "The answer", vec![Block::Words(answer)]),
        Section::new(Place::Evidence, "Over what is varied", pictures.collect()),
    ])
}

/// Points by the value of what is varied, and the values' names where they are no numbers.
fn groups(cells: &[(&str, f64)]) -> (Vec<String>, Vec<Group>) {
    let mut named: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for (name, value) in cells {
        named.entry(name).or_default().push(*value);
    }
    let group = |(name, values): (&str, Vec<f64>)| Group {
        // A listed point that does not name it leaves it as the scenario has it.
        name: if name.is_empty() { "as it is".into() } else { name.into() },
        across: name.parse().unwrap_or(f64::NAN),
        values,
    };
    let mut groups: Vec<Group> = named.into_iter().map(group).collect();
    if groups.iter().any(|group| group.across.is_nan()) {
        for (index, group) in groups.iter_mut().enumerate() {
            group.across = index as f64;
        }
        return (groups.iter().map(|group| group.name.clone()).collect(), groups);
    }
    groups.sort_by(|a, b| a.across.total_cmp(&b.across));
    (vec![], if groups.len() > MOST_VALUES { bins(&groups) } else { groups })
}

/// Numbers in equal bins, each at its middle.
fn bins(groups: &[Group]) -> Vec<Group> {
    let (low, high) = (groups[0].across, groups[groups.len() - 1].across);
    let wide = (high - low) / MOST_VALUES as f64;
    let mut bins: Vec<Group> = (0..MOST_VALUES)
        .map(|bin| Group { name: String::new(), across: low + wide * (bin as f64 + 0.5), values: vec![] })
        .collect();
    for group in groups {
        let bin = (((group.across - low) / wide) as usize).min(MOST_VALUES - 1);
        bins[bin].values.extend(&group.values);
    }
    bins.retain(|bin| !bin.values.is_empty());
    bins
}

impl Group {
    fn dot(&self) -> Dot {
        let mut sorted = self.values.clone();
        sorted.sort_by(f64::total_cmp);
        let mean = sorted.iter().sum::<f64>() / sorted.len() as f64;
        Dot { across: self.across, value: mean, range: Some((type_7(&sorted, 0.05), type_7(&sorted, 0.95))) }
    }
}
