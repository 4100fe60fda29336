//! The page of a sweep: the headline over each thing that is varied, and over two together.

use maud::html;

use super::super::picture::{self, Across, Dot, Figure, Series};
use super::super::results::{Read, Results, Row};
use super::called::{self, described};
use super::{Block, Place, Section, each, if_there, percent};
use crate::model::outcomes::headline;
use crate::scenario::text::capital;
use crate::statistics::main_effect::{Level, main_effect, without};

/// The sections of a sweep.
pub fn sections(results: &Results<'_>) -> Result<Vec<Section>, String> {
    let summary = results.table("summary")?;
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
    let mut sections = vec![Section::new(Place::Answer, "The answer", vec![Block::Words(answer)])];
    let heading = "Over what is varied";
    if let Some(instead) = without(design) {
        sections.push(Section::new(Place::Evidence, heading, vec![Block::Words(html! { p { (instead) } })]));
        return Ok(sections);
    }
    sections.push(Section::new(Place::Evidence, heading, pictures_of(alone(results, &summary, "adequacy")?)));
    let together = together(results, &summary, "adequacy")?;
    if !together.is_empty() {
        sections.push(Section::new(Place::Evidence, "Over two things together", pictures_of(together)));
    }
    Ok(sections)
}

fn pictures_of(figures: Vec<Figure>) -> Vec<Block> {
    figures.into_iter().map(Block::Picture).collect()
}

/// The outcomes that a sweep has means of.
pub fn outcomes(results: &Results<'_>) -> Result<Vec<String>, String> {
    let summary = results.table("summary")?;
    let header = summary.header();
    let has_interval =
        |name: &&String| header.iter().any(|other| other.starts_with(name.as_str()) && other.ends_with("ci_low"));
    let varied = varied(results)?;
    Ok(header.iter().filter(has_interval).filter(|name| !varied.contains(name)).cloned().collect())
}

/// An outcome over each thing that is varied, and over two together.
pub fn pictures(results: &Results<'_>, outcome: &str) -> Result<Vec<Figure>, String> {
    let design = results.manifest["design"].as_str().unwrap_or_default();
    if without(design).is_some() {
        return Ok(vec![]);
    }
    let summary = results.table("summary")?;
    let mut figures = alone(results, &summary, outcome)?;
    figures.extend(together(results, &summary, outcome)?);
    Ok(figures)
}

/// The path of each thing that is varied, by its column.
struct Paths(Option<Read>);

impl Paths {
    /// Those of the table of parameters; results of old have paths as columns.
    fn of_results(results: &Results<'_>) -> Result<Self, String> {
        Ok(Self(if_there(results, "parameters")?))
    }

    fn of(&self, column: &str) -> String {
        let mut rows = self.0.iter().flat_map(Read::rows);
        rows.find(|row| row.text("column_name") == column).map_or(column, |row| row.text("path")).to_string()
    }
}

/// The columns of what is varied.
fn varied(results: &Results<'_>) -> Result<Vec<String>, String> {
    Ok(results.table("points")?.header().iter().filter(|name| *name != "point").cloned().collect())
}

/// Mean over the points that share a value of what is varied.
fn alone(results: &Results<'_>, summary: &Read, outcome: &str) -> Result<Vec<Figure>, String> {
    let (names, paths) = (called::names(results), Paths::of_results(results)?);
    let picture = |column: &String| {
        let (numeric, categories, dots) = levels(summary.rows(), (column, &paths.of(column)), outcome);
        let note =
            "Mean over the points of the design, with 5 % to 95 % of them: how far all else that is varied moves it";
        picture::scatter(&Across {
            title: format!("{} over {column}", capital(outcome)),
            unit: unit(outcome),
            note: note.into(),
            varied: described(&paths.of(column), &names),
            categories: if numeric { vec![] } else { categories },
            series: vec![Series { name: String::new(), dots }],
        })
    };
    Ok(varied(results)?.iter().map(picture).collect())
}

/// Values of the second thing at most: as many lines as can be told apart.
const MAX_LINES: usize = 6;

/// Pairs that are shown at most.
const MAX_PAIRS: usize = 3;

/// Of a grid, where every value stands with every other: a line for each value of one thing, over another.
fn together(results: &Results<'_>, summary: &Read, outcome: &str) -> Result<Vec<Figure>, String> {
    if results.manifest["design"] != "grid" {
        return Ok(vec![]);
    }
    let mut counted: Vec<(String, usize)> = varied(results)?
        .into_iter()
        .map(|column| (column.clone(), each(summary.rows(), &column).len()))
        .filter(|(_, values)| *values > 1)
        .collect();
    // What has most values lies across.
    counted.sort_by_key(|(_, values)| std::cmp::Reverse(*values));
    let pairs = counted
        .iter()
        .enumerate()
        .flat_map(|(index, across)| counted[index + 1..].iter().map(move |lines| (across, lines)));
    let drawn = pairs.filter(|(_, (_, values))| *values <= MAX_LINES).take(MAX_PAIRS);
    let (names, paths) = (called::names(results), Paths::of_results(results)?);
    let picture = |(across, _): &(String, usize), (by, _): &(String, usize)| {
        let mut values = each(summary.rows(), by);
        values.sort_by(|one, other| match (one.parse::<f64>(), other.parse::<f64>()) {
            (Ok(one), Ok(other)) => one.total_cmp(&other),
            _ => one.cmp(other),
        });
        let all = levels(summary.rows(), (across, &paths.of(across)), outcome);
        let series = values.iter().map(|value| {
            let (_, _, mut dots) =
                levels(summary.rows().filter(|row| row.text(by) == *value), (across, &paths.of(across)), outcome);
            dots.iter_mut().for_each(|dot| dot.range = None);
            Series { name: valued(&paths.of(by), value), dots }
        });
        picture::scatter(&Across {
            title: format!("{} over {across}, for each {by}", capital(outcome)),
            unit: unit(outcome),
            note: format!(
                "Mean over the points of the design that share both values. A line for each value of {by}: {}. Lines that are not parallel: one changes what the other does",
                described(&paths.of(by), &names)
            ),
            varied: described(&paths.of(across), &names),
            categories: if all.0 { vec![] } else { all.1 },
            series: series.collect(),
        })
    };
    Ok(drawn.map(|(across, by)| picture(across, by)).collect())
}

/// The levels of what is varied: whether they are numbers, what they are called, and what came of them.
fn levels<'a>(
    rows: impl Iterator<Item = Row<'a>>,
    (column, path): (&str, &str),
    outcome: &str,
) -> (bool, Vec<String>, Vec<Dot>) {
    let effect = main_effect(rows.filter_map(|row| Some((row.value(column), row.number(outcome)?))));
    let dot = |level: &Level| Dot { across: level.across, value: level.mean, range: Some(level.range) };
    let names = effect
        .levels
        .iter()
        .map(|level| if effect.numeric { level.name.clone() } else { valued(path, &level.name) })
        .collect();
    (effect.numeric, names, effect.levels.iter().map(dot).collect())
}

/// A value of what is varied in words: with the last part of its path, and a mechanism by whether it is there.
fn valued(column: &str, value: &str) -> String {
    match (column.strip_prefix("off."), value) {
        (Some(mechanism), "true") => format!("without {mechanism}"),
        (Some(mechanism), "false") => format!("with {mechanism}"),
        _ => format!("{} {value}", column.rsplit('.').next().unwrap_or_default()).trim_start().to_string(),
    }
}

fn unit(outcome: &str) -> String {
    match outcome {
        "adequacy" => "share".into(),
        _ => headline(outcome).unwrap_or("mean over histories").into(),
    }
}
