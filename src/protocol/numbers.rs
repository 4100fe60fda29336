//! Every number of a scenario: what it means, what it is, and what its author said of it.

use std::fmt::Write as _;

use super::markdown::{code, plain, table, table_or_none};
use super::{meaning, section_table, sections};
use crate::scenario::Scenario;
use crate::scenario::parameters::Parameter;
use crate::scenario::shape::Shape;
use crate::scenario::source::{Graded, Node, Value};

const HEAD: [&str; 8] = ["Path", "Symbol", "Value", "Unit", "Low", "High", "Grade", "Source"];

/// By section, first what its numbers mean, once for all entities of a kind, then the numbers that
/// are in force at the start. Last those of the events.
pub fn numbers(scenario: &Scenario) -> String {
    let root = &scenario.resolved;
    let mut text = String::from(
        "\nOf each section first what its numbers mean, then what they are here at the start. Grade *default*: the scenario does not say, and the\ndefault is in force. Of `reach` and `reservations` only what the scenario names is listed; all others are 0.\n",
    );
    let sections = sections();
    for (section, parameters) in &sections {
        let _ = write!(text, "\n**`[{section}]`**\n\n{}\n**`[{section}]` here**\n\n", section_table(parameters));
        let optional = Shape::root().property(section).is_some_and(|shape| shape.keyword("x-optional").is_some());
        text.push_str(&if optional && root.child(section).is_none() {
            format!("This scenario has no {section}.\n")
        } else {
            table_or_none(&HEAD, of_section(root, section, parameters))
        });
    }
    let all: Vec<&Parameter> = sections.iter().flat_map(|(_, parameters)| parameters).collect();
    let _ = write!(text, "\n**Numbers of the events**\n\n{}\n", of_events(root, &all));
    text
}

/// The rows of a section: entity by entity, and of each in the order of the schema.
fn of_section(root: &Node, section: &str, parameters: &[Parameter]) -> Vec<Vec<String>> {
    let entities = root.child(section).and_then(Node::as_table);
    let mut found: Vec<(usize, Vec<String>, &Parameter)> = Vec::new();
    for parameter in parameters {
        for names in concrete(root, &parameter.path) {
            let by_entity = parameter.path.split('.').nth(1) == Some("ID");
            let entity = entities.filter(|_| by_entity).and_then(|all| all.get_index_of(&names[1])).unwrap_or(0);
            if in_force(root, &names) {
                found.push((entity, names, parameter));
            }
        }
    }
    found.sort_by_key(|(entity, ..)| *entity);
    let row = |(_, names, parameter): (usize, Vec<String>, &Parameter)| {
        let path = names.join(".");
        match root.at(names.iter().map(String::as_str)).map(|node| &node.value) {
            Some(Value::Number(number)) => written(&path, number, Some(parameter)),
            _ => {
                let mut row = vec![String::new(); HEAD.len()];
                row[..4].clone_from_slice(&[
                    code(&path),
                    parameter.symbol.into(),
                    parameter.default.clone(),
                    parameter.unit.into(),
                ]);
                row[6] = "default".into();
                row
            }
        }
    };
    found.into_iter().map(row).collect()
}

/// A number that the scenario gives.
fn written(path: &str, number: &Graded, parameter: Option<&Parameter>) -> Vec<String> {
    let end = |end: Option<f64>| end.map_or(String::new(), |end| end.to_string());
    vec![
        code(path),
        parameter.map_or(String::new(), |parameter| parameter.symbol.into()),
        number.value.to_string(),
        parameter.map_or(String::new(), |parameter| parameter.unit.into()),
        end(number.low),
        end(number.high),
        plain(number.grade.as_deref().unwrap_or_default()),
        plain(number.source.as_deref().unwrap_or_default()),
    ]
}

/// The paths that a declared path stands for: each `ID` becomes the ids that the scenario has there.
fn concrete(root: &Node, declared: &str) -> Vec<Vec<String>> {
    declared.split('.').fold(vec![vec![]], |paths, segment| {
        let longer = |path: Vec<String>| {
            let names: Vec<String> = match segment {
                "ID" => {
                    let table = root.at(path.iter().map(String::as_str)).and_then(Node::as_table);
                    table.map(|table| table.keys().cloned().collect()).unwrap_or_default()
                }
                name => vec![name.into()],
            };
            names.into_iter().map(move |name| [path.as_slice(), &[name]].concat()).collect::<Vec<_>>()
        };
        paths.into_iter().flat_map(longer).collect()
    })
}

/// Solidarism is one number or two, and a state's own is not read where it has factions.
fn in_force(root: &Node, names: &[String]) -> bool {
    let at = |names: &[String]| root.at(names.iter().map(String::as_str));
    let Some(place) = names.iter().position(|name| name == "solidarism").filter(|place| *place > 1) else {
        return true;
    };
    let factions = at(&names[..place]).and_then(|owner| owner.child("factions")).and_then(Node::as_table);
    let two = at(&names[..=place]).is_some_and(|node| node.as_table().is_some());
    factions.is_none_or(indexmap::IndexMap::is_empty) && two == (names.len() > place + 1)
}

fn of_events(root: &Node, all: &[&Parameter]) -> String {
    let events = match root.child("events").map(|node| &node.value) {
        Some(Value::List(events)) => events.as_slice(),
        _ => &[],
    };
    let rows = events.iter().flat_map(|event| {
        let date = event.child("date").and_then(Node::as_text).unwrap_or_default();
        let set = event.child("set").and_then(Node::as_table).into_iter().flatten();
        set.filter_map(move |(path, node)| {
            let Value::Number(number) = &node.value else { return None };
            let mut row = written(path, number, declared(all, path));
            row.insert(0, plain(date));
            Some(row)
        })
    });
    let head: Vec<&str> = std::iter::once("Month").chain(HEAD).collect();
    table_or_none(&head, rows)
}

/// The one parameter that a path of an event is about, if it is one.
fn declared<'a>(all: &[&'a Parameter], path: &str) -> Option<&'a Parameter> {
    let names: Vec<&str> = path.split('.').collect();
    let fits = |parameter: &&&Parameter| {
        let mut declared = parameter.path.split('.');
        names.iter().all(|name| declared.next().is_some_and(|known| known == "ID" || known == *name || *name == "*"))
            && declared.next().is_none()
    };
    let mut fitting = all.iter().filter(fits);
    fitting.next().copied().filter(|_| fitting.next().is_none())
}

/// The numbers of a section of which a scenario has one at most, each with its meaning.
pub fn with_meaning(root: &Node, section: &str) -> String {
    let own = sections().into_iter().find(|(name, _)| *name == section).map(|(_, own)| own).unwrap_or_default();
    let row = |parameter: &Parameter| {
        let node = root.at(parameter.path.split('.'));
        let value = node.and_then(Node::as_number).map_or(parameter.default.clone(), |value| value.to_string());
        vec![code(&parameter.path), parameter.symbol.into(), value, parameter.unit.into(), meaning(parameter)]
    };
    table(&["Path", "Symbol", "Value", "Unit", "Meaning"], own.iter().map(row))
}
