//! What a scenario file says beside the one that it extends, and its text.

use indexmap::IndexMap;
use serde_json::Value as Json;
use toml::Value as Toml;

use super::layer::{Layer, wrong};
use crate::scenario::dropping::drop_from;
use crate::scenario::node::{Node, Value};
use crate::scenario::problem::{Place, Problems};
use crate::scenario::relative::Relative;
use crate::scenario::{Mechanism, formerly, path};

/// What a scenario file says beside the one that it extends.
pub struct Said {
    /// The tree that it extends, without what was dropped from it.
    below: Node,
    drop: Vec<String>,
    /// Mechanisms that are off, where it says anything of them.
    off: Option<Vec<String>>,
    /// All but `drop`, `off` and `set`.
    tables: Node,
    /// Changes, in the order in which they are made.
    set: IndexMap<String, Node>,
}

impl Said {
    /// Nothing, on a tree.
    pub fn on(below: &Node) -> Self {
        let tables = Node::table(&Place::whole("the settings"));
        Self { below: below.clone(), drop: vec![], off: None, tables, set: IndexMap::new() }
    }

    /// What a layer says, laid on what was said before it: the order is that in which files are read.
    pub fn lay(&mut self, layer: &Layer) {
        for mut file in layer.files.iter().cloned() {
            let mut take = |key: &str| file.as_table_mut().and_then(|table| table.shift_remove(key));
            // Facts are the scenario's own: a theory on trial does not change what happened.
            let [drop, set, own, ..] = ["drop", "set", "scenario", "extends", "facts"].map(&mut take);
            for name in texts(drop.as_ref()) {
                // What does not happen below anyway cannot be dropped.
                self.drop(&name);
            }
            if let Some(mut own) = own {
                self.turn_off(texts(own.child("off")));
                own.as_table_mut().into_iter().for_each(|own| own.retain(|key, _| key != "off" && key != "name"));
                let own =
                    Node { value: Value::Table([("scenario".to_string(), own)].into_iter().collect()), ..file.clone() };
                self.tables.merge(own);
            }
            self.overrule(&file);
            self.tables.merge(file);
            for (path, value) in set.as_ref().and_then(Node::as_table).into_iter().flatten() {
                match path.as_str() {
                    "scenario.off" => self.turn_off(texts(Some(value))),
                    _ => self.put(path, value.clone()),
                }
            }
        }
    }

    /// Tables come before `[set]`: what a layer says in a table and one before it has set is set anew.
    fn overrule(&mut self, file: &Node) {
        let mut found = Vec::new();
        values(file, &mut vec![], &mut |names, value| {
            let is_set = |path: &String| {
                let pattern = path::segments(path).unwrap_or_default();
                pattern.iter().zip(names).all(|(wanted, name)| wanted == "*" || wanted == name)
            };
            // Events are added to those that are there.
            if names[0] != "events" && self.set.keys().any(is_set) {
                let quoted: Vec<String> = names.iter().map(|name| path::quoted(name)).collect();
                found.push((quoted.join("."), value.clone()));
            }
        });
        found.into_iter().for_each(|(path, value)| self.put(&path, value));
    }

    /// Leaves something out that is there; is it?
    fn drop(&mut self, name: &str) -> bool {
        if let Some(Value::List(events)) =
            self.tables.as_table_mut().and_then(|table| table.get_mut("events")).map(|node| &mut node.value)
        {
            let before = events.len();
            events.retain(|event| event.child("name").and_then(Node::as_text) != Some(name));
            if events.len() < before {
                return true;
            }
        }
        let place = self.below.place.clone();
        let one = Node { value: Value::Text(name.into()), place: place.clone() };
        let is_there = !drop_from(&mut self.below, &Node { value: Value::List(vec![one]), place }).gone.is_empty();
        if is_there {
            self.drop.push(name.into());
        }
        is_there
    }

    /// Leaves out what a reader does not want to happen; `whole` is the scenario without theory and counterfactual.
    pub fn leave_out(&mut self, names: &[String], whole: &Node) {
        for name in names {
            // What the theory leaves out is out already. What nobody knows stays, and is told with its line.
            let nobody_knows = || !Self::on(whole).drop(name);
            if !self.drop.contains(name) && !self.drop(name) && nobody_knows() {
                self.drop.push(name.clone());
            }
        }
    }

    /// The mechanisms that are off.
    fn off(&mut self) -> &mut Vec<String> {
        let below = &self.below;
        self.off.get_or_insert_with(|| texts(below.at(["scenario", "off"])))
    }

    /// Switches off what a layer does, before what is off already: a hash knows in which order they stand.
    fn turn_off(&mut self, mut names: Vec<String>) {
        if !names.is_empty() {
            let before = std::mem::take(self.off());
            names.extend(before.into_iter().filter(|name| !names.contains(name)).collect::<Vec<_>>());
            *self.off() = names;
        }
    }

    /// Switches a mechanism on or off; what is so already stays as it stands.
    fn turn(&mut self, name: &str, on: bool) {
        let off = self.off();
        match (off.iter().position(|known| known == name), on) {
            (Some(at), true) => drop(off.remove(at)),
            (None, false) => off.push(name.into()),
            _ => {}
        }
    }

    /// Switches mechanisms on or off.
    ///
    /// # Errors
    /// When one of them is no mechanism.
    pub fn switch(&mut self, switches: &IndexMap<String, bool>) -> Result<(), Problems> {
        for (name, on) in switches {
            if !Mechanism::ALL.iter().any(|mechanism| mechanism.name() == name) {
                return Err(wrong("scenario.off", "is no mechanism").value(name).into());
            }
            self.turn(name, *on);
        }
        Ok(())
    }

    /// What a reader puts at a path, whatever it is called there: a page from before may have former names.
    ///
    /// # Errors
    /// When it is nothing.
    pub fn change(&mut self, path: &str, value: &Json) -> Result<(), Problems> {
        if has_null(value) {
            return Err(wrong(path, "is nothing").remedy("leave it out").into());
        }
        let (mut path, mut value) = (path.to_string(), Node::from_json(value, &self.below.place));
        formerly::renew_change(&mut path, &mut value, &mut vec![]);
        self.put(&path, value);
        Ok(())
    }

    /// Puts a value at a path: what is set last counts, and stands last.
    fn put(&mut self, path: &str, value: Node) {
        let mut path = path.to_string();
        if Relative::of(&value).is_none() {
            self.set.shift_remove(&path);
        }
        // A change of a number comes after what was set at this path, which stays. No key stands twice: in quotes the
        // first word is another key, and the same path.
        while let (true, Some(parts)) = (self.set.contains_key(&path), path::parts(&path)) {
            let (first, name) = parts[0];
            let quote = if first.starts_with('\'') { '"' } else { '\'' };
            if first.starts_with('"') {
                break;
            }
            path = format!("{quote}{name}{quote}{}", &path[first.len()..]);
        }
        self.set.insert(path, value);
    }

    /// The file: what it extends, what it drops, tables, changes.
    pub fn text(&self, extended: &str, name: Option<&str>) -> String {
        let list = |names: &[String]| Toml::from(names.to_vec()).to_string();
        let mut lines = vec![format!("extends = {}", quoted(extended))];
        if !self.drop.is_empty() {
            lines.push(format!("drop = {}", list(&self.drop)));
        }
        let all = || self.tables.as_table().into_iter().flatten();
        let at_the_top = all().filter(|(_, node)| node.as_table().is_none());
        lines.extend(at_the_top.map(|(key, node)| format!("{} = {}", word(key), written(node))));
        let mut own: Vec<String> = name.iter().map(|name| format!("name = {}", quoted(name))).collect();
        own.extend(self.off.iter().map(|off| format!("off = {}", list(off))));
        let rows = |table: &IndexMap<String, Node>| -> Vec<String> {
            table.iter().map(|(key, node)| format!("{} = {}", word(key), written(node))).collect()
        };
        own.extend(self.tables.child("scenario").and_then(Node::as_table).into_iter().flat_map(rows));
        let mut table = |name: &str, rows: Vec<String>| {
            if !rows.is_empty() {
                lines.push(format!("\n[{name}]"));
                lines.extend(rows);
            }
        };
        table("scenario", own);
        for (key, node) in all().filter(|(key, _)| *key != "scenario") {
            table(&word(key), node.as_table().map(rows).unwrap_or_default());
        }
        table("set", self.set.iter().map(|(path, node)| format!("{} = {}", quoted(path), written(node))).collect());
        lines.join("\n") + "\n"
    }
}

/// The texts of a list.
fn texts(node: Option<&Node>) -> Vec<String> {
    match node.map(|node| &node.value) {
        Some(Value::List(list)) => list.iter().filter_map(Node::as_text).map(str::to_string).collect(),
        _ => vec![],
    }
}

/// Every value below a table that is no table itself, with the names on the way to it.
fn values(node: &Node, names: &mut Vec<String>, take: &mut impl FnMut(&[String], &Node)) {
    match node.as_table() {
        Some(table) => {
            for (name, child) in table {
                names.push(name.clone());
                values(child, names, take);
                names.pop();
            }
        }
        None => take(names, node),
    }
}

/// A key as TOML has it: bare where it may be.
fn word(key: &str) -> String {
    let is_bare = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    if is_bare { key.into() } else { quoted(key) }
}

/// A text in quotes on one line, as keys have to be: JSON's quotes are TOML's, but for one character.
pub fn quoted(text: &str) -> String {
    Json::from(text).to_string().replace('\u{7f}', "\\u007f")
}

/// A value as TOML has it.
fn written(node: &Node) -> Toml {
    match &node.value {
        Value::Number(number) => {
            let plain = number.integer.map_or(Toml::Float(number.value), Toml::Integer);
            let ends = [("low", number.low), ("high", number.high)];
            let words = [("source", &number.source), ("grade", &number.grade)];
            let ends = ends.into_iter().filter_map(|(key, end)| Some((key, Toml::Float(end?))));
            let words = words.into_iter().filter_map(|(key, text)| Some((key, Toml::String(text.clone()?))));
            let graded: Vec<(&str, Toml)> = ends.chain(words).collect();
            if graded.is_empty() {
                return plain;
            }
            let all = std::iter::once(("value", plain)).chain(graded);
            Toml::Table(all.map(|(key, value)| (key.to_string(), value)).collect())
        }
        Value::Text(text) => Toml::String(text.clone()),
        Value::Flag(flag) => Toml::Boolean(*flag),
        Value::Date(date) => date.parse().map_or_else(|_| Toml::String(date.clone()), Toml::Datetime),
        Value::List(list) => Toml::Array(list.iter().map(written).collect()),
        Value::Table(table) => Toml::Table(table.iter().map(|(key, node)| (key.clone(), written(node))).collect()),
    }
}

fn has_null(json: &Json) -> bool {
    match json {
        Json::Null => true,
        Json::Array(list) => list.iter().any(has_null),
        Json::Object(table) => table.values().any(has_null),
        _ => false,
    }
}
