//! Who and what there is in a scenario, and what happens when.

use std::fmt::Write as _;

use super::markdown::{code, codes, plain, table_or_none};
use super::numbers::with_meaning;
use crate::scenario::source::{Node, Value};
use crate::scenario::{Blockers, Mechanism, Month, Scenario};

/// The entities of a scenario as tables. No table is wider than a page: what an entity has and what
/// it does are apart.
pub fn entities(scenario: &Scenario) -> String {
    let root = &scenario.resolved;
    let mut text = String::from(
        "### In this scenario\n\nNumbers are those at the start; §6 has their sources. A number that is not given is shown as what it then is, most often 0.\n",
    );
    let parts = [
        ("Target", target(scenario)),
        ("The crisis", with_meaning(root, "crisis")),
        ("States: capability κ, leverage ℓ, ties k, openness o, overstretch v, interference f", states(root)),
        ("States: to whom they answer, and their solidarism", answers(scenario)),
        ("Factions", factions(root)),
        ("Reservations g; negative: an interest of its own; all others are 0", reservations(root)),
        ("Instruments: who may use them", fixed_instruments(root)),
        ("Instruments: what they take, and how they are seen", numbers_of(root, "instruments", "Instrument", &TAKES)),
        ("Instruments: what is there of them at the start", at_start(scenario)),
        ("Instruments: what they do", numbers_of(root, "instruments", "Instrument", &DOES)),
        ("Bodies; mandates are scaled to sum 1", bodies(scenario)),
        ("Seats", seats(scenario)),
        ("Societies", societies(scenario)),
        ("Movements", numbers_of(root, "movements", "Movement", &MOVES)),
        ("Reach r of movements into states; all others are 0", reach(root)),
        ("The court", court(root)),
        ("Events", events(scenario)),
    ];
    for (title, part) in parts {
        let _ = write!(text, "\n**{title}**\n\n{part}");
    }
    text
}

const TAKES: [&str; 6] = ["cost", "risk", "requirement", "capacity", "visibility", "intrusiveness"];
const DOES: [&str; 5] = ["benefit", "protection", "relief", "settlement", "pressure"];
const MOVES: [&str; 6] = ["mobilisation", "growth", "fatigue", "fatigue_growth", "recovery", "measurability"];

/// The weight of a constituency as the scenario gives it, whatever is off.
pub fn weight(scenario: &Scenario, state: &str, key: &str) -> f64 {
    scenario.resolved.at(["states", state, "constituencies", key]).and_then(Node::as_number).unwrap_or(0.0)
}

fn all<'a>(root: &'a Node, key: &str) -> impl Iterator<Item = (&'a String, &'a Node)> + use<'a> {
    root.child(key).and_then(Node::as_table).into_iter().flatten()
}

fn number(node: &Node, key: &str) -> String {
    node.child(key).and_then(Node::as_number).unwrap_or(0.0).to_string()
}

fn word<'a>(node: &'a Node, key: &str) -> &'a str {
    node.child(key).and_then(Node::as_text).unwrap_or_default()
}

fn yes(node: &Node, key: &str) -> String {
    if matches!(node.child(key).map(|node| &node.value), Some(Value::Flag(true))) { "yes" } else { "no" }.into()
}

/// A list of ids.
fn ids(node: Option<&Node>) -> String {
    match node.map(|node| &node.value) {
        Some(Value::List(list)) => codes(list.iter().filter_map(Node::as_text)),
        _ => String::new(),
    }
}

/// Numbers keyed by id.
fn by_id(node: Option<&Node>) -> String {
    let entries = node.and_then(Node::as_table).into_iter().flatten();
    let entry = |(id, node): (&String, &Node)| format!("{} {}", code(id), node.as_number().unwrap_or(0.0));
    entries.map(entry).collect::<Vec<_>>().join(", ")
}

/// Solidarism toward intervention and toward accountability.
fn solidarism(node: Option<&Node>) -> [String; 2] {
    match node {
        Some(node) if node.as_table().is_some() => ["intervention", "accountability"].map(|key| number(node, key)),
        node => [0, 1].map(|_| node.and_then(Node::as_number).unwrap_or(0.0).to_string()),
    }
}

/// A table of some numbers of each entity of a kind.
fn numbers_of(root: &Node, kind: &str, title: &str, keys: &[&str]) -> String {
    let mut head = vec![title];
    head.extend(keys);
    let row = |(id, node): (&String, &Node)| {
        std::iter::once(code(id)).chain(keys.iter().map(|key| number(node, key))).collect()
    };
    table_or_none(&head, all(root, kind).map(row))
}

/// What is there of instruments when a history begins; none where nothing is.
fn at_start(scenario: &Scenario) -> String {
    let initial = &scenario.initial;
    let rows = scenario.actors.instruments.iter().enumerate().map(|(index, id)| {
        let consent = if initial.consent[index] { "yes" } else { "no" };
        vec![code(id), initial.authorised[index].to_string(), consent.into(), initial.deployed[index].to_string()]
    });
    let there = rows.filter(|row| row[1..] != ["0", "no", "0"]);
    table_or_none(&["Instrument", "Authorised", "The target's consent", "Deployed"], there)
}

fn target(scenario: &Scenario) -> String {
    let root = &scenario.resolved;
    let region = match scenario.actors.region {
        Some(region) => format!("{}, whose members interfere", code(&scenario.actors.societies[region])),
        None => "none, so that nobody interferes".into(),
    };
    format!(
        "Name: {}. Region: {region}.\n\n{}",
        plain(&scenario.actors.labels.target.name),
        with_meaning(root, "target")
    )
}

fn states(root: &Node) -> String {
    let row = |(id, state): (&String, &Node)| {
        let numbers = ["capability", "leverage", "ties", "openness", "overstretch", "interference"];
        let mut row = vec![code(id)];
        row.extend(numbers.map(|key| number(state, key)));
        row.push(ids(state.child("societies")));
        row
    };
    table_or_none(&["State", "κ", "ℓ", "k", "o", "v", "f", "Societies"], all(root, "states").map(row))
}

fn answers(scenario: &Scenario) -> String {
    let rows = all(&scenario.resolved, "states").enumerate().map(|(index, (id, state))| {
        let weights = ["nationals", "society", "humanity"].map(|key| weight(scenario, id, key).to_string());
        let factions = state.child("factions").and_then(Node::as_table).map_or(0, indexmap::IndexMap::len);
        // The mean is no number of the author's: to four digits, without what division adds.
        let mean = |component: usize| {
            let value = scenario.epochs[0].parameters.states.solidarism[component][index];
            ((value * 1e4).round() / 1e4).to_string()
        };
        let (held, by) = match factions {
            0 => (solidarism(state.child("solidarism")), "the state"),
            _ => ([mean(0), mean(1)], "its factions (mean)"),
        };
        [vec![code(id)], weights.to_vec(), held.to_vec(), vec![by.into()]].concat()
    });
    let head =
        ["State", "nationals c", "society p", "humanity h", "s intervention", "s accountability", "Solidarism held by"];
    table_or_none(&head, rows)
}

fn factions(root: &Node) -> String {
    let rows = all(root, "states").flat_map(|(state, node)| {
        all(node, "factions").map(move |(id, faction)| {
            let [intervention, accountability] = solidarism(faction.child("solidarism"));
            let holds = ids(faction.child("holds"));
            vec![code(state), code(id), number(faction, "share"), intervention, accountability, holds]
        })
    });
    let head = ["State", "Faction", "Share", "s intervention", "s accountability", "Speaks for the state on"];
    table_or_none(&head, rows)
}

fn reservations(root: &Node) -> String {
    let rows = all(root, "states").map(|(id, state)| vec![code(id), by_id(state.child("reservations"))]);
    table_or_none(&["State", "Against"], rows.filter(|row| !row[1].is_empty()))
}

fn fixed_instruments(root: &Node) -> String {
    let row = |(id, tool): (&String, &Node)| {
        let or = |key: &str, absent: &str| match word(tool, key) {
            "" => absent.to_string(),
            given => plain(given),
        };
        let authority = match word(tool, "authority") {
            "" => "none needed".into(),
            body => code(body),
        };
        vec![
            code(id),
            plain(word(tool, "budget")),
            or("principle", "intervention"),
            authority,
            yes(tool, "unauthorised"),
            yes(tool, "consent"),
            or("from", "the start"),
        ]
    };
    let head = ["Instrument", "Budget", "Principle tested", "Authority", "Unauthorised too", "Needs consent", "From"];
    table_or_none(&head, all(root, "instruments").map(row))
}

fn bodies(scenario: &Scenario) -> String {
    let rows = all(&scenario.resolved, "bodies").zip(&scenario.actors.blockers).map(|((id, body), blockers)| {
        let who = match blockers {
            _ if !scenario.off.on(Mechanism::Veto) => "nobody: `veto` is off".into(),
            Blockers::Nobody => "nobody".into(),
            Blockers::Everybody => "every seated state".into(),
            Blockers::Veto(_) => match ids(body.child("veto")) {
                none if none.is_empty() => "nobody".into(),
                states => format!("where seated: {states}"),
            },
        };
        let mut row = vec![code(id), plain(word(body, "rule"))];
        row.extend(["mandate", "quota", "entrepreneurship", "deference"].map(|key| number(body, key)));
        row.push(who);
        row
    });
    table_or_none(&["Body", "Rule", "m⁰", "Quota", "Entrepreneurship", "Deference", "Can block"], rows)
}

/// Who sits where: only the years of the run, as no other is ever read.
fn seats(scenario: &Scenario) -> String {
    let root = &scenario.resolved;
    let years = scenario.start.year()..=scenario.start.plus(scenario.months - 1).year();
    let rows = all(root, "bodies").flat_map(|(id, body)| {
        let row =
            |when: &str, who: String| vec![code(id), when.into(), if who.is_empty() { "nobody".into() } else { who }];
        match root.at(["seats", id]) {
            Some(seats) => {
                let elected = |year: i32| row(&format!("{year}"), ids(seats.child(&format!("{year:04}"))));
                std::iter::once(row("permanent", ids(seats.child("permanent"))))
                    .chain(years.clone().map(elected))
                    .collect::<Vec<_>>()
            }
            None => {
                let society = word(body, "society");
                let members =
                    if society.is_empty() { String::new() } else { format!("the members of {}", code(society)) };
                vec![row("always", members)]
            }
        }
    });
    table_or_none(&["Body", "When", "Who sits"], rows)
}

fn societies(scenario: &Scenario) -> String {
    let actors = &scenario.actors;
    let rows = all(&scenario.resolved, "societies").zip(&actors.members).map(|((id, society), members)| {
        let names = codes(members.iter().map(|state| actors.states[*state].as_str()));
        vec![code(id), number(society, "thickness"), members.len().to_string(), names]
    });
    table_or_none(&["Society", "Thickness", "States", "Members"], rows)
}

fn reach(root: &Node) -> String {
    let rows = all(root, "movements").map(|(id, movement)| vec![code(id), by_id(movement.child("reach"))]);
    table_or_none(&["Movement", "Into"], rows.filter(|row| !row[1].is_empty()))
}

fn court(root: &Node) -> String {
    match root.child("court") {
        Some(court) => format!(
            "It follows the instrument {}, whose authority refers the situation to it.\n\n{}",
            code(word(court, "instrument")),
            with_meaning(root, "court")
        ),
        None => "None.\n".into(),
    }
}

fn events(scenario: &Scenario) -> String {
    let events = match scenario.resolved.child("events").map(|node| &node.value) {
        Some(Value::List(events)) => events.as_slice(),
        _ => &[],
    };
    let end = scenario.start.plus(scenario.months);
    let rows = events.iter().map(|event| {
        let date = word(event, "date");
        let late = date.parse::<Month>().is_ok_and(|date| date >= end);
        let note = if late { ", after the end: never" } else { "" };
        vec![format!("{}{note}", plain(date)), plain(word(event, "name")), by_id(event.child("set"))]
    });
    table_or_none(&["Month", "Event", "Sets"], rows)
}
