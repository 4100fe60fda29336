//! The tables of `docs/ODD.md` that are read off the code, so that the document cannot drift from it;
//! and the ODD of any one scenario.
//!
//! A table stands between `<!-- generated: NAME -->` and `<!-- end -->`.

mod entities;
mod markdown;
mod numbers;
mod own;
mod submodels;

use std::fmt::Write as _;

use markdown::{code, table};

use crate::model::chance::{SLOTS, STREAMS};
use crate::model::indicators::indicators;
use crate::model::outcomes::{Better, outcomes};
use crate::model::{PHASES, Phase};
use crate::scenario::check::LIMITS;
use crate::scenario::rules::{Rule, rules};
use crate::scenario::shape::Shape;
use crate::scenario::{self, Mechanism, Scenario, parameters};

pub use own::of;

/// Any scenario with a movement, an authority, a consent and a force names all kinds of indicators.
const EXAMPLE: &str = include_str!("../../scenarios/minimal.toml");

/// Every table by its name.
pub fn blocks() -> Vec<(&'static str, String)> {
    let mut blocks = vec![
        ("phases", phases()),
        ("submodels", submodels::sections()),
        ("mechanisms", mechanisms()),
        ("rules", rule_table()),
        ("streams", streams()),
        ("limits", table(&["Entity", "At most"], LIMITS.map(|(kind, most)| vec![kind.into(), most.to_string()]))),
        ("parameters", parameter_table()),
    ];
    if let Ok(example) = scenario::from_text(EXAMPLE, "minimal.toml", &[]) {
        blocks.push(("indicators", indicator_table(&example)));
        blocks.push(("outcomes", outcome_table(&example)));
    }
    blocks
}

/// A document with its tables made anew.
///
/// # Errors
/// Names the table whose place is missing, or does not end.
pub fn refreshed(text: &str) -> Result<String, String> {
    with_blocks(text, blocks())
}

fn with_blocks(text: &str, blocks: Vec<(&'static str, String)>) -> Result<String, String> {
    blocks.into_iter().try_fold(text.to_string(), |text, (name, block)| {
        let start = format!("<!-- generated: {name} -->\n");
        let (before, rest) = text.split_once(&start).ok_or_else(|| format!("no place for the table `{name}`"))?;
        let (_, after) = rest.split_once("<!-- end -->").ok_or_else(|| format!("the table `{name}` does not end"))?;
        Ok(format!("{before}{start}{block}<!-- end -->{after}"))
    })
}

/// The model's own page.
const ODD: &str = include_str!("../../docs/ODD.md");

fn phases() -> String {
    let row = |(number, phase): (usize, &Phase)| {
        vec![format!("7.{number}"), phase.name.to_string(), format!("`src/model/{}.rs`", phase.name)]
    };
    table(&["Section", "Phase", "File"], PHASES.iter().enumerate().map(row))
}

/// The description of a mechanism is that of its schema.
fn meaning_of(mechanism: Mechanism) -> Option<String> {
    let described = scenario::generated::schema().pointer("/$defs/Mechanism/oneOf")?.as_array()?;
    let found = described.iter().find(|option| option["const"] == mechanism.name())?;
    found["description"].as_str().map(str::to_string)
}

fn mechanisms() -> String {
    let row = |mechanism: Mechanism| vec![code(mechanism.name()), meaning_of(mechanism).unwrap_or_default()];
    table(&["Mechanism", "Switched off"], Mechanism::ALL.map(row))
}

/// Rules that are off unless a scenario says otherwise.
fn rule_table() -> String {
    let row = |rule: Rule| vec![code(&rule.path), rule.range.into(), rule.off.to_string(), rule.meaning.into()];
    table(&["Path", "Range", "Off", "Meaning"], rules().into_iter().map(row))
}

fn streams() -> String {
    let row =
        |(name, slots): (&str, [&str; SLOTS])| [code(name)].into_iter().chain(slots.map(str::to_string)).collect();
    table(&["Stream", "Slot 0", "Slot 1", "Slot 2"], STREAMS.map(row))
}

/// The parameters by section, in the order of the schema.
fn sections() -> Vec<(&'static str, Vec<parameters::Parameter>)> {
    let all = parameters::parameters();
    let own = |section: &str| {
        let of_it = |parameter: &&parameters::Parameter| parameter.path.split('.').next() == Some(section);
        all.iter().filter(of_it).cloned().collect::<Vec<_>>()
    };
    let sections = Shape::root().properties().map(|(section, _)| (section, own(section)));
    sections.filter(|(_, parameters)| !parameters.is_empty()).collect()
}

fn parameter_table() -> String {
    sections().into_iter().fold(String::new(), |mut text, (section, parameters)| {
        let _ = writeln!(text, "\n**`[{section}]`**\n\n{}", section_table(&parameters));
        text
    })
}

fn meaning(parameter: &parameters::Parameter) -> String {
    parameter.meaning.replace('\n', " ")
}

/// What the numbers of a section mean.
fn section_table(parameters: &[parameters::Parameter]) -> String {
    let row = |parameter: &parameters::Parameter| {
        vec![
            code(&parameter.path),
            parameter.symbol.into(),
            parameter.unit.into(),
            parameter.default.clone(),
            parameter.range.into(),
            meaning(parameter),
        ]
    };
    table(&["Path", "Symbol", "Unit", "Default", "Range", "Meaning"], parameters.iter().map(row))
}

/// A name with the id of an entity in it becomes one for all: each kind is listed once.
fn kinds(names: impl Iterator<Item = Vec<String>>) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    for mut row in names {
        row[0] = code(&row[0].split_once('.').map_or(row[0].clone(), |(kind, _)| format!("{kind}.ID")));
        if !rows.contains(&row) {
            rows.push(row);
        }
    }
    rows
}

fn indicator_table(example: &Scenario) -> String {
    let all = indicators(example).into_iter();
    let rows = all.map(|indicator| vec![indicator.name, indicator.unit.into(), indicator.meaning.into()]);
    table(&["Indicator", "Unit", "Meaning"], kinds(rows))
}

fn outcome_table(example: &Scenario) -> String {
    let better = |better| match better {
        Better::More => "more",
        Better::Less => "less",
        Better::Neither => "neither",
    };
    let all = outcomes(example).into_iter();
    let rows = all.map(|o| vec![o.name, o.unit.into(), better(o.better).into(), o.meaning.into()]);
    table(&["Outcome", "Unit", "Better for the people", "Meaning"], kinds(rows))
}
