//! The tables of `docs/ODD.md` that are read off the code, so that the document cannot drift from it;
//! and the ODD of any one scenario.
//!
//! A table stands between `<!-- generated: NAME -->` and `<!-- end -->`.

mod markdown;

use std::fmt::Write as _;

use markdown::{code, plain, table};

use crate::model::PHASES;
use crate::model::chance::STREAMS;
use crate::model::indicators::indicators;
use crate::model::outcomes::{Better, outcomes};
use crate::scenario::check::LIMITS;
use crate::scenario::shape::Shape;
use crate::scenario::source::{Node, Value};
use crate::scenario::{self, Mechanism, Scenario, parameters};

/// Any scenario with a movement, an authority, a consent and a force names all kinds of indicators.
const EXAMPLE: &str = include_str!("../../scenarios/minimal.toml");

/// Every table by its name.
pub fn blocks() -> Vec<(&'static str, String)> {
    let mut blocks = vec![
        ("phases", phases()),
        ("mechanisms", mechanisms()),
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

/// The ODD of one scenario: the model's, with the scenario's entities, events, numbers, sources and
/// switches in their places.
///
/// # Errors
/// Never for the page that comes with the program; a test sees to it.
pub fn of(scenario: &Scenario) -> Result<String, String> {
    let text = with_blocks(
        ODD,
        vec![
            ("mechanisms", switches(scenario)),
            ("parameters", numbers(scenario)),
            ("indicators", indicator_table(scenario)),
            ("outcomes", outcome_table(scenario)),
        ],
    )?;
    let (_, body) = text.split_once("Notation. ").ok_or("the page has no notation")?;
    let body = format!("Notation. {body}");
    let (before, after) = body.split_once("## 3 Process").ok_or("the page has no element 3")?;
    let end = scenario.start.plus(scenario.months - 1);
    let head = format!(
        "# {}\n\nThe model of intsoc with this scenario: {} to {end}, {} months, {} replicates, master seed {}, scenario hash\n`{}`. In the order of the ODD protocol (Grimm et al. 2020). An exploration of a theory: neither prediction nor policy advice.\n\n",
        plain(&scenario.name),
        scenario.start,
        scenario.months,
        scenario.replicates,
        scenario.seed,
        scenario::hash(scenario)
    );
    Ok(format!("{head}{before}{}\n## 3 Process{after}", entities(scenario)))
}

/// Who and what there is in a scenario, and what happens when.
fn entities(scenario: &Scenario) -> String {
    let root = &scenario.resolved;
    let number = |node: &Node, key: &str| {
        node.child(key).and_then(Node::as_number).map_or("0".into(), |value| value.to_string())
    };
    let all = |key: &str| root.child(key).and_then(Node::as_table).into_iter().flatten();
    let shown = |node: Option<&Node>| node.map_or(String::new(), brief);
    let states = all("states").map(|(id, state)| {
        let weights = ["nationals", "society", "humanity"]
            .map(|key| state.child("constituencies").map_or("0".into(), |node| number(node, key)));
        let factions = state.child("factions").and_then(Node::as_table);
        let solidarism = match factions {
            Some(factions) => factions
                .iter()
                .map(|(name, faction)| {
                    format!("{name} {} × {}", number(faction, "share"), shown(faction.child("solidarism")))
                })
                .collect::<Vec<_>>()
                .join("; "),
            None => shown(state.child("solidarism")),
        };
        vec![
            code(id),
            number(state, "capability"),
            weights.join(", "),
            solidarism,
            number(state, "leverage"),
            number(state, "ties"),
            shown(state.child("societies")),
        ]
    });
    let bodies = all("bodies").map(|(id, body)| {
        vec![
            code(id),
            number(body, "mandate"),
            shown(body.child("rule")),
            number(body, "quota"),
            shown(body.child("veto")),
            number(body, "deference"),
        ]
    });
    let instruments = all("instruments").map(|(id, tool)| {
        let flag = |key: &str| if shown(tool.child(key)) == "true" { "yes".into() } else { String::new() };
        vec![
            code(id),
            plain(&shown(tool.child("purse"))),
            shown(tool.child("authority")),
            flag("consent"),
            number(tool, "benefit"),
            number(tool, "protection"),
            number(tool, "relief"),
            number(tool, "pressure"),
            number(tool, "intrusiveness"),
        ]
    });
    let movements = all("movements").map(|(id, movement)| {
        vec![
            code(id),
            number(movement, "mobilisation"),
            number(movement, "measurability"),
            shown(movement.child("reach")),
        ]
    });
    let societies = all("societies").map(|(id, society)| vec![code(id), number(society, "thickness")]);
    let events = match root.child("events").map(|node| &node.value) {
        Some(Value::List(events)) => events.as_slice(),
        _ => &[],
    };
    let events = events.iter().map(|event| {
        vec![shown(event.child("date")), plain(&shown(event.child("name"))), plain(&shown(event.child("set")))]
    });
    let mut text = String::from("### In this scenario\n");
    for (title, table) in [
        (
            "States: capability, weights of nationals, society and humanity, solidarism (of each faction with its share)",
            table(&["State", "κ", "c, p, h", "Solidarism", "ℓ", "k", "Societies"], states),
        ),
        ("Bodies", table(&["Body", "Mandate", "Rule", "Quota", "Veto", "Deference"], bodies)),
        (
            "Instruments",
            table(
                &[
                    "Instrument",
                    "Purse",
                    "Authority",
                    "Consent",
                    "Benefit",
                    "Protection",
                    "Relief",
                    "Pressure",
                    "Intrusiveness",
                ],
                instruments,
            ),
        ),
        ("Movements", table(&["Movement", "Mobilisation", "Measurability", "Reach"], movements)),
        ("Societies", table(&["Society", "Thickness"], societies)),
        ("Events", table(&["Month", "Event", "Sets"], events)),
    ] {
        let _ = writeln!(text, "\n**{title}**\n\n{table}");
    }
    text
}

/// A value in a few words: numbers without their grade, lists and tables in one line.
fn brief(node: &Node) -> String {
    match &node.value {
        Value::Number(number) => number.value.to_string(),
        Value::Text(text) | Value::Date(text) => text.clone(),
        Value::Flag(flag) => flag.to_string(),
        Value::List(list) => list.iter().map(brief).collect::<Vec<_>>().join(", "),
        Value::Table(table) => {
            let entry = |(key, node): (&String, &Node)| format!("{key} {}", brief(node));
            table.iter().map(entry).collect::<Vec<_>>().join(", ")
        }
    }
}

/// Every number of a scenario with what its author said of it.
fn numbers(scenario: &Scenario) -> String {
    let skipped = |path: &str| ["scenario.", "seats."].iter().any(|start| path.starts_with(start));
    let rows = scenario.resolved.leaves().into_iter().filter(|(path, _)| !skipped(path)).filter_map(|(path, node)| {
        let Value::Number(number) = &node.value else { return None };
        let end = |end: Option<f64>| end.map_or(String::new(), |end| end.to_string());
        let (source, grade) =
            (number.source.as_deref().unwrap_or_default(), number.grade.as_deref().unwrap_or_default());
        Some(vec![
            code(&path),
            number.value.to_string(),
            end(number.low),
            end(number.high),
            grade.into(),
            plain(source),
        ])
    });
    format!("\n{}\n", table(&["Path", "Value", "Low", "High", "Grade", "Source"], rows))
}

/// The mechanisms, on or off here.
fn switches(scenario: &Scenario) -> String {
    let row = |mechanism: Mechanism| {
        let state = if scenario.off.on(mechanism) { "on" } else { "**off**" };
        vec![code(mechanism.name()), state.into(), meaning_of(mechanism).unwrap_or_default()]
    };
    table(&["Mechanism", "Here", "Switched off"], Mechanism::ALL.map(row))
}

fn phases() -> String {
    let row = |(number, (name, _)): (usize, &(&str, _))| {
        vec![format!("7.{number}"), (*name).to_string(), format!("`src/model/{name}.rs`")]
    };
    table(&["Section", "Phase", "File"], PHASES.iter().enumerate().map(row))
}

/// The description of a mechanism is that of its schema.
fn meaning_of(mechanism: Mechanism) -> Option<String> {
    let described = scenario::shape::schema().pointer("/$defs/Mechanism/oneOf")?.as_array()?;
    let found = described.iter().find(|option| option["const"] == mechanism.name())?;
    found["description"].as_str().map(str::to_string)
}

fn mechanisms() -> String {
    let row = |mechanism: Mechanism| vec![code(mechanism.name()), meaning_of(mechanism).unwrap_or_default()];
    table(&["Mechanism", "Switched off"], Mechanism::ALL.map(row))
}

fn streams() -> String {
    let row = |(name, first, second): (&str, &str, &str)| vec![code(name), first.into(), second.into()];
    table(&["Stream", "Slot 0", "Slot 1"], STREAMS.map(row))
}

fn parameter_table() -> String {
    let row = |parameter: parameters::Parameter| {
        let meaning = parameter.meaning.replace('\n', " ");
        vec![
            code(&parameter.path),
            parameter.symbol.into(),
            parameter.unit.into(),
            parameter.default.into(),
            parameter.range.into(),
            meaning,
        ]
    };
    let all = parameters::parameters();
    let sections = Shape::root();
    let mut text = String::new();
    for (section, _) in sections.properties() {
        let own = all.iter().filter(|parameter| parameter.path.split('.').next() == Some(section));
        let rows: Vec<Vec<String>> = own.cloned().map(row).collect();
        if !rows.is_empty() {
            let head = ["Path", "Symbol", "Unit", "Default", "Range", "Meaning"];
            let _ = writeln!(text, "\n**`[{section}]`**\n\n{}", table(&head, rows));
        }
    }
    text
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
