//! What readers call who and what there is, beside their ids: names, and the codes by which other data know states.
//!
//! A label (`x-label` in the schema) changes no history, no hash of a scenario, and no difference between two.

use serde_json::Value as Json;

use super::node::{Node, Value};
use super::problem::{KEPT, Place, Problem};
use super::shape::{Below, Shape};
use super::written::{ById, ScenarioFile};

/// What readers call an entity.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Label {
    /// Its name; where the scenario gives none, its id with spaces.
    pub name: String,
    /// Its code in ISO 3166-1 alpha-3, of states and the target.
    pub code: Option<String>,
    /// Its number in the list of states of the Correlates of War project, of states and the target.
    pub cow_code: Option<String>,
}

impl Label {
    fn new(id: &str, name: Option<&String>) -> Self {
        Self { name: name.cloned().unwrap_or_else(|| readable(id)), code: None, cow_code: None }
    }
}

/// The labels of a scenario, each list in the order of its ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labels {
    /// Of the states.
    pub states: Vec<Label>,
    /// Of the bodies.
    pub bodies: Vec<Label>,
    /// Of the instruments.
    pub instruments: Vec<Label>,
    /// Of the movements.
    pub movements: Vec<Label>,
    /// Of the target.
    pub target: Label,
}

impl Labels {
    /// Those of a scenario.
    pub(super) fn of(file: &ScenarioFile) -> Self {
        fn each<T>(all: &ById<T>, name: impl Fn(&T) -> Option<&String>) -> Vec<Label> {
            all.iter().map(|(id, entity)| Label::new(id, name(entity))).collect()
        }
        let state = |(id, state): (&String, &super::written::State)| Label {
            code: state.code.clone(),
            cow_code: state.cow_code.clone(),
            ..Label::new(id, state.name.as_ref())
        };
        let target = &file.target;
        Self {
            states: file.states.iter().map(state).collect(),
            bodies: each(&file.bodies, |body| body.name.as_ref()),
            instruments: each(&file.instruments, |instrument| instrument.name.as_ref()),
            movements: each(&file.movements, |movement| movement.name.as_ref()),
            target: Label { name: target.name.clone(), code: target.code.clone(), cow_code: target.cow_code.clone() },
        }
    }

    /// Those of the parties to blame: the states, the bodies, the target.
    pub fn parties(&self) -> impl Iterator<Item = &Label> + Clone {
        self.states.iter().chain(&self.bodies).chain([&self.target])
    }
}

/// An id as words: `regional_force` is "regional force".
pub fn readable(id: &str) -> String {
    id.replace('_', " ")
}

/// A name without the id that it may begin with, as those of theories do.
pub fn without_id<'a>(name: &'a str, id: &str) -> &'a str {
    name.strip_prefix(id).map_or(name, str::trim_start)
}

/// The names that the resolved scenario of a manifest gives, by id: for readers of results.
#[derive(Clone, Debug, Default)]
pub struct Names(Json);

impl Names {
    /// Those of a resolved scenario as a manifest keeps it.
    pub fn of(resolved: &Json) -> Self {
        Self(resolved.clone())
    }

    /// The name of a state, or its id with spaces.
    pub fn state(&self, id: &str) -> String {
        self.entity("states", id)
    }

    /// That of a body.
    pub fn body(&self, id: &str) -> String {
        self.entity("bodies", id)
    }

    /// That of an instrument.
    pub fn instrument(&self, id: &str) -> String {
        self.entity("instruments", id)
    }

    /// That of a movement.
    pub fn movement(&self, id: &str) -> String {
        self.entity("movements", id)
    }

    /// That of the target.
    pub fn target(&self) -> String {
        self.0["target"]["name"].as_str().unwrap_or("the target").to_string()
    }

    /// That of a party to blame: a state, a body, or `target`.
    pub fn party(&self, id: &str) -> String {
        match id {
            "target" => self.target(),
            _ if self.0["bodies"].get(id).is_some() => self.body(id),
            _ => self.state(id),
        }
    }

    /// The words for an outcome or an indicator of an entity, such as `deployed.un_mission`: its kind, and whose it is.
    pub fn quantity(&self, name: &str) -> String {
        match name.split_once('.') {
            None => readable(name),
            Some((kind, id)) => {
                let known = ["instruments", "movements", "states", "bodies"];
                let list = known.into_iter().find(|list| self.0[*list].get(id).is_some());
                let whose = list.map_or_else(|| readable(id), |list| self.entity(list, id));
                format!("{}: {whose}", readable(kind))
            }
        }
    }

    fn entity(&self, list: &str, id: &str) -> String {
        self.0[list][id]["name"].as_str().map_or_else(|| readable(id), str::to_string)
    }
}

/// A tree without its labels.
pub fn without(root: &Node) -> Node {
    let mut root = root.clone();
    strip(&mut root, Shape::root());
    root
}

/// Is a path that of a label?
pub fn is_label(names: &[String]) -> bool {
    Shape::at(names).is_some_and(|shape| shape.keyword("x-label").is_some())
}

/// What a name is, in words.
pub const A_NAME: &str = "a name has 1 to 200 characters on one line";

/// May it be a name?
pub fn is_name(name: &str) -> bool {
    !name.trim().is_empty() && name.chars().count() <= 200 && !name.chars().any(char::is_control)
}

/// Checks how names and codes are written. `root` is the tree from which `file` was read, for the places of what is wrong.
pub(super) fn check(root: &Node, file: &ScenarioFile, problems: &mut Vec<Problem>) {
    for (list, id, name) in names(file).filter(|(_, _, name)| !is_name(name)) {
        wrong(root, format!("{list}.{id}.name"), name, A_NAME, "give it a name, or leave it out", problems);
    }
    let states = file.states.iter().map(|(id, state)| (format!("states.{id}"), &state.code, &state.cow_code));
    let target = ("target".to_string(), &file.target.code, &file.target.cow_code);
    for (path, code, cow_code) in states.chain([target]) {
        let is_iso = |code: &&String| code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase());
        if let Some(code) = code.as_ref().filter(|code| !is_iso(code)) {
            let message = "is no code of a state: ISO 3166-1 alpha-3 has three capital letters";
            wrong(root, format!("{path}.code"), code, message, "such as \"EGY\"; or leave it out", problems);
        }
        let is_cow = |code: &&String| code.parse::<u16>().is_ok_and(|number| (1..1000).contains(&number));
        if let Some(code) = cow_code.as_ref().filter(|code| !is_cow(code)) {
            let message = "is no state's number in Correlates of War: a whole number from 1 to 999 in quotes";
            wrong(root, format!("{path}.cow_code"), code, message, "such as \"651\"; or leave it out", problems);
        }
    }
}

/// The names that entities are given: the list, the id, the name.
fn names(file: &ScenarioFile) -> impl Iterator<Item = (&'static str, &String, &String)> {
    let states = file.states.iter().map(|(id, state)| ("states", id, &state.name));
    let bodies = file.bodies.iter().map(|(id, body)| ("bodies", id, &body.name));
    let instruments = file.instruments.iter().map(|(id, instrument)| ("instruments", id, &instrument.name));
    let movements = file.movements.iter().map(|(id, movement)| ("movements", id, &movement.name));
    let societies = file.societies.iter().map(|(id, society)| ("societies", id, &society.name));
    let all = states.chain(bodies).chain(instruments).chain(movements).chain(societies);
    all.filter_map(|(list, id, name)| Some((list, id, name.as_ref()?)))
}

fn wrong(root: &Node, path: String, value: &str, message: &str, remedy: &str, problems: &mut Vec<Problem>) {
    if problems.len() < KEPT {
        let place = root.at(path.split('.')).map_or_else(|| Place::whole(&root.place.file), |node| node.place.clone());
        problems.push(Problem::new(&place, path, message).value(format!("{value:?}")).remedy(remedy));
    }
}

fn strip(node: &mut Node, shape: Shape<'static>) {
    let Value::Table(table) = &mut node.value else { return };
    table.retain(|name, child| {
        let Some(below) = shape.below(name).map(Below::shape) else { return true };
        if below.keyword("x-label").is_some() {
            return false;
        }
        strip(child, below);
        true
    });
}
