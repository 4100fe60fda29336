//! What a reader has set, and the scenario file that says the same.
//!
//! The page plays no settings: it plays the scenario that this file is, and hands out the same file. So a history on the page and
//! one that the program plays of the file that was saved cannot differ.

use std::path::{Component, Path, PathBuf};

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use toml::{Table, Value};

use crate::scenario::node::{Node, Value as Written};
use crate::scenario::problem::{Place, Problem, Problems};
use crate::scenario::{Mechanism, Sources, inherit};

/// The name of the file, beside the scenario that it changes.
const NAME: &str = "explored.toml";

/// What a reader has set.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Setting {
    /// The file of the scenario.
    pub scenario: String,
    /// The file of a rival theory, which is laid on the scenario.
    pub theory: Option<String>,
    /// The file of a counterfactual, which is laid on both.
    pub counterfactual: Option<String>,
    /// Mechanisms that are switched on or off.
    pub switches: IndexMap<String, bool>,
    /// Events that do not happen, by their names.
    pub dropped: Vec<String>,
    /// Parameter paths and what is put there, in the order in which it is put.
    pub set: Vec<(String, Json)>,
}

/// A scenario file as a setting says it.
#[derive(Clone, Debug, PartialEq)]
pub struct File {
    /// Where it stands among the others.
    pub path: PathBuf,
    /// What it says.
    pub text: String,
}

impl Setting {
    /// The scenario alone: what a setting is held against.
    #[must_use]
    pub fn base(&self) -> Self {
        Self { scenario: self.scenario.clone(), ..Self::default() }
    }

    /// The same without what the reader changed in it by hand: what the theory and the counterfactual make of the scenario.
    #[must_use]
    pub fn chosen(&self) -> Self {
        let Self { scenario, theory, counterfactual, .. } = self.clone();
        Self { scenario, theory, counterfactual, ..Self::default() }
    }

    /// The file that says it.
    ///
    /// # Errors
    /// When a file that it names is missing or wrong.
    pub fn file(&self, sources: &Sources) -> Result<File, Problems> {
        let scenario = Path::new(&self.scenario);
        let mut extended = scenario.to_path_buf();
        let mut layers = Vec::new();
        for layer in [&self.theory, &self.counterfactual].into_iter().flatten() {
            let layer = PathBuf::from(layer);
            let table = table(sources, &layer)?;
            // The first that was written as a change of this very scenario is extended; what else is laid upon it is written out.
            let is_of_it =
                extends(&layer, &table).is_some_and(|trunk| sources.identity(&trunk) == sources.identity(scenario));
            if extended == scenario && layers.is_empty() && is_of_it {
                extended = layer;
            } else {
                layers.push(table);
            }
        }
        let below = inherit::load(sources, &extended)?.root;
        let mut said = Said::of(&below, &layers);
        said.switch(&self.switches)?;
        said.drop.extend(self.dropped.iter().cloned());
        for (path, value) in &self.set {
            // What is set last counts, and stands last.
            said.set.shift_remove(path.as_str());
            said.set.insert(path.clone(), value_of(path, value)?);
        }
        let folder = scenario.parent().unwrap_or(Path::new(""));
        let has_changes = !self.switches.is_empty() || !self.dropped.is_empty() || !self.set.is_empty();
        let name = self.name(&below, &layers, has_changes);
        Ok(File { path: folder.join(NAME), text: said.text(&relative(folder, &extended), name.as_deref()) })
    }

    /// What it is called; none where it is called as the file that it extends.
    fn name(&self, below: &Node, layers: &[Table], has_changes: bool) -> Option<String> {
        let own = below.at(["scenario", "name"]).and_then(Node::as_text).unwrap_or("Scenario");
        let layers = layers.iter().filter_map(|layer| layer.get("scenario")?.get("name")?.as_str());
        let changed = has_changes.then_some("changed");
        let parts: Vec<&str> = std::iter::once(own).chain(layers).chain(changed).collect();
        (parts.len() > 1).then(|| parts.join(", "))
    }
}

/// What a scenario file says.
#[derive(Debug, Default)]
struct Said {
    drop: Vec<String>,
    off: Option<Vec<String>>,
    /// Tables but `scenario` and `set`, and values at the top.
    tables: Table,
    set: IndexMap<String, Value>,
    /// What is off below.
    off_below: Vec<String>,
}

impl Said {
    /// What layers say that are laid on a tree, one after the other.
    fn of(below: &Node, layers: &[Table]) -> Self {
        let texts = |node: Option<&Node>| match node.map(|node| &node.value) {
            Some(Written::List(list)) => list.iter().filter_map(Node::as_text).map(str::to_string).collect(),
            _ => vec![],
        };
        let mut said = Self { off_below: texts(below.at(["scenario", "off"])), ..Self::default() };
        let events: Vec<String> = match below.child("events").map(|events| &events.value) {
            Some(Written::List(events)) => {
                let name = |event: &Node| event.child("name").and_then(Node::as_text).map(str::to_string);
                events.iter().filter_map(name).collect()
            }
            _ => vec![],
        };
        for layer in layers {
            for (key, value) in layer {
                match (key.as_str(), value) {
                    ("extends", _) => {}
                    ("drop", Value::Array(names)) => {
                        // What does not happen below anyway cannot be dropped.
                        let names = names.iter().filter_map(Value::as_str).map(str::to_string);
                        let there = names.filter(|name| events.contains(name) && !said.drop.contains(name));
                        let there: Vec<String> = there.collect();
                        said.drop.extend(there);
                    }
                    ("scenario", Value::Table(own)) => {
                        for name in own.get("off").and_then(Value::as_array).into_iter().flatten() {
                            said.turn(name.as_str().unwrap_or_default(), false);
                        }
                    }
                    ("set", Value::Table(changes)) => {
                        for (path, value) in changes {
                            said.set.shift_remove(path);
                            said.set.insert(path.clone(), value.clone());
                        }
                    }
                    _ => merge(&mut said.tables, key, value),
                }
            }
        }
        said
    }

    /// Switches a mechanism on or off.
    fn turn(&mut self, name: &str, on: bool) {
        let off = self.off.get_or_insert_with(|| self.off_below.clone());
        off.retain(|known| known != name);
        if !on {
            off.push(name.into());
        }
    }

    fn switch(&mut self, switches: &IndexMap<String, bool>) -> Result<(), Problems> {
        for (name, on) in switches {
            if !Mechanism::ALL.iter().any(|mechanism| mechanism.name() == name) {
                return Err(wrong("scenario.off", "is no mechanism").value(name).into());
            }
            self.turn(name, *on);
        }
        Ok(())
    }

    /// The file: what it extends, what it drops, tables, changes.
    fn text(&self, extended: &str, name: Option<&str>) -> String {
        let text = |value: &str| Value::from(value).to_string();
        let list = |names: &[String]| Value::from(names.to_vec()).to_string();
        let mut lines = vec![format!("extends = {}", text(extended))];
        if !self.drop.is_empty() {
            lines.push(format!("drop = {}", list(&self.drop)));
        }
        let is_table = |value: &Value| matches!(value, Value::Table(_));
        let at_the_top = self.tables.iter().filter(|(_, value)| !is_table(value));
        lines.extend(at_the_top.map(|(key, value)| format!("{} = {value}", word(key))));
        if name.is_some() || self.off.is_some() {
            lines.push("\n[scenario]".into());
            lines.extend(name.map(|name| format!("name = {}", text(name))));
            lines.extend(self.off.iter().map(|off| format!("off = {}", list(off))));
        }
        for (key, table) in self.tables.iter().filter_map(|(key, value)| Some((key, value.as_table()?))) {
            lines.push(format!("\n[{}]", word(key)));
            lines.extend(table.iter().map(|(key, value)| format!("{} = {value}", word(key))));
        }
        if !self.set.is_empty() {
            lines.push("\n[set]".into());
            lines.extend(self.set.iter().map(|(path, value)| format!("{} = {value}", text(path))));
        }
        lines.join("\n") + "\n"
    }
}

/// A key as TOML has it: bare where it may be.
fn word(key: &str) -> String {
    let is_bare = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    if is_bare { key.into() } else { Value::from(key).to_string() }
}

/// Puts a value into a table; tables are merged.
fn merge(into: &mut Table, key: &str, value: &Value) {
    match (into.get_mut(key), value) {
        (Some(Value::Table(own)), Value::Table(more)) => more.iter().for_each(|(key, value)| merge(own, key, value)),
        _ => drop(into.insert(key.into(), value.clone())),
    }
}

/// A file as a table.
fn table(sources: &Sources, path: &Path) -> Result<Table, Problems> {
    use crate::scenario::source::{Size, parse};
    let text = sources.read(path, Size::OF_A_SCENARIO)?;
    let name = path.display().to_string();
    // What is wrong with it is told as of any scenario.
    parse(&text, &name, &mut vec![])?;
    text.parse().map_err(|error| Problem::new(&Place::whole(&name), "", format!("is no TOML: {error}")).into())
}

/// The file that a file extends, by its name there.
fn extends(path: &Path, table: &Table) -> Option<PathBuf> {
    let name = table.get("extends")?.as_str()?;
    Some(path.parent().unwrap_or(Path::new("")).join(name))
}

/// A path as a file in a folder names it.
fn relative(folder: &Path, path: &Path) -> String {
    let parts = |path: &Path| -> Vec<String> {
        let plain = path.components().filter(|part| !matches!(part, Component::CurDir));
        plain.map(|part| part.as_os_str().to_string_lossy().into_owned()).collect()
    };
    let (folder, path) = (parts(folder), parts(path));
    let same = folder.iter().zip(&path).take_while(|(one, other)| one == other).count();
    let up = std::iter::repeat_n("..".to_string(), folder.len() - same);
    up.chain(path[same..].iter().cloned()).collect::<Vec<_>>().join("/")
}

fn wrong(path: &str, message: &str) -> Problem {
    Problem::new(&Place::whole("the settings"), path, message)
}

/// What is put at a path.
fn value_of(path: &str, json: &Json) -> Result<Value, Problems> {
    let value = match json {
        Json::Bool(flag) => Some(Value::from(*flag)),
        Json::String(text) => Some(Value::from(text.as_str())),
        Json::Number(number) => number.as_i64().map(Value::from).or_else(|| number.as_f64().map(Value::from)),
        Json::Object(table) => {
            let entries = table.iter().map(|(key, value)| Ok((key.clone(), value_of(path, value)?)));
            Some(Value::Table(entries.collect::<Result<Table, Problems>>()?))
        }
        Json::Array(list) => {
            let values = list.iter().map(|value| value_of(path, value)).collect::<Result<Vec<_>, _>>()?;
            Some(Value::Array(values))
        }
        Json::Null => None,
    };
    value.ok_or_else(|| wrong(path, "is nothing").remedy("leave it out").into())
}
