//! Reading a file of patterns.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::trial::{Claim, NotExpressed, Pattern, Patterns};
use crate::measure::expression::{self, Expression, Misread};
use crate::measure::statistic::{Needs, TRUNK};
use crate::measure::vocabulary::{Groups, Named, Vocabulary};
use crate::scenario::inherit::{self, Layer};
use crate::scenario::kind::Kind;
use crate::scenario::problem::{did_you_mean, keep};
use crate::scenario::source::{self, Node, Size, Value};
use crate::scenario::{Problem, Problems, Scenario, freeze};

const KEYS: [&str; 7] = ["trunk", "rivals", "groups", "quantities", "worlds", "pattern", "not_expressed"];
const OF_PATTERN: [&str; 6] = ["id", "question", "section", "emergent", "used_in_tuning", "claims"];
const OF_CLAIM: [&str; 3] = ["measure", "more_than", "less_than"];
/// Worlds under theories in one file: each is a scenario that is made and checked before anything runs.
const MOST_WORLDS: usize = 2_000;
const NOT_EXPRESSED: [&str; 3] = ["id", "question", "reason"];

impl Patterns {
    /// Reads a file of patterns, and holds it against the trunk.
    ///
    /// # Errors
    /// With every problem found, in the order of the file.
    pub fn load(file: &Path) -> Result<Self, Problems> {
        let text = source::read(file, Size::OF_PATTERNS)?;
        let mut problems = Vec::new();
        let root = source::parse(&text, &file.display().to_string(), &mut problems)?;
        Kind::Patterns.expect(&root)?;
        let mut reader = Reader { folder: file.parent().unwrap_or(Path::new("")).to_path_buf(), problems };
        let patterns = reader.patterns(&root, file, text);
        reader.problems.sort_by(|a, b| a.place.cmp(&b.place));
        match patterns {
            Some(patterns) if reader.problems.is_empty() => Ok(patterns),
            _ => Err(Problems(reader.problems)),
        }
    }
}

struct Reader {
    /// What the files are relative to.
    folder: PathBuf,
    problems: Vec<Problem>,
}

impl Reader {
    fn patterns(&mut self, root: &Node, file: &Path, text: String) -> Option<Patterns> {
        self.known_keys(root, "", &KEYS);
        let trunk = self.file(root.child("trunk"), root, "trunk")?;
        let rivals = self.rivals(root);
        let groups = self.groups(root);
        let quantities = self.quantities(root);
        let (names, worlds): (Vec<String>, Vec<Vec<Layer>>) = self.worlds(root).into_iter().unzip();
        let mut needs = Needs::of(names);
        let mut places = Vec::new();
        let patterns = self.list(root, "pattern", |reader, node, path| {
            let (pattern, own) = reader.pattern(node, path, &mut needs)?;
            places.extend(own);
            Some(pattern)
        });
        let not_expressed = self.list(root, "not_expressed", |reader, node, path| {
            reader.known_keys(node, path, &NOT_EXPRESSED);
            let [id, question, reason] = NOT_EXPRESSED.map(|key| reader.text(node, path, key));
            Some(NotExpressed { id: id?, question: question?, reason: reason? })
        });
        if patterns.is_empty() && self.problems.is_empty() {
            let problem = Problem::new(&root.place, "pattern", "there is no pattern");
            self.problems.push(problem.remedy("write one under [[pattern]]"));
        }
        self.different(root, &patterns, &not_expressed);
        let text_of = file.display().to_string();
        let read =
            Patterns { file: text_of, text, trunk, rivals, groups, quantities, worlds, needs, patterns, not_expressed };
        self.against_the_trunk(root, &read, &places);
        Some(read)
    }

    fn wrong(&mut self, node: &Node, path: impl Into<String>, message: impl Into<String>, remedy: impl Into<String>) {
        keep(&mut self.problems, || Problem::new(&node.place, path, message).value(node.shown()).remedy(remedy));
    }

    fn known_keys(&mut self, node: &Node, path: &str, known: &[&str]) {
        let Some(table) = node.as_table() else {
            return self.wrong(node, path, "is not a table", format!("known keys: {}", known.join(", ")));
        };
        for (key, child) in table.iter().filter(|(key, _)| !known.contains(&key.as_str())) {
            let remedy = did_you_mean(key, known.iter().copied());
            self.problems.push(Problem::new(&child.place, below(path, key), "there is no such key").remedy(remedy));
        }
    }

    /// The entries of a table; none where it is missing.
    fn table<'n>(&mut self, root: &'n Node, key: &str) -> Vec<(&'n String, &'n Node)> {
        let Some(node) = root.child(key) else { return vec![] };
        match node.as_table() {
            Some(table) => table.iter().collect(),
            None => {
                self.wrong(node, key, "is not a table", format!("write it as [{key}]"));
                vec![]
            }
        }
    }

    /// The elements of a list of tables that can be read.
    fn list<T>(&mut self, root: &Node, key: &str, mut read: impl FnMut(&mut Self, &Node, &str) -> Option<T>) -> Vec<T> {
        match root.child(key).map(|node| (node, &node.value)) {
            None => vec![],
            Some((_, Value::List(list))) => {
                let elements = list.iter().enumerate();
                elements.filter_map(|(index, node)| read(self, node, &format!("{key}.{index}"))).collect()
            }
            Some((node, _)) => {
                self.wrong(node, key, "is not a list of tables", format!("write each as [[{key}]]"));
                vec![]
            }
        }
    }

    fn text(&mut self, node: &Node, path: &str, key: &str) -> Option<String> {
        match node.child(key) {
            None => {
                self.problems
                    .push(Problem::new(&node.place, below(path, key), "is missing").remedy(format!("{key} = \"...\"")));
                None
            }
            Some(found) => match found.as_text() {
                Some(text) => Some(text.into()),
                None => {
                    self.wrong(found, below(path, key), "is not a text", "put it in quotes");
                    None
                }
            },
        }
    }

    fn flag(&mut self, node: &Node, path: &str, key: &str) -> bool {
        match node.child(key).map(|found| (found, &found.value)) {
            Some((_, Value::Flag(flag))) => *flag,
            Some((found, _)) => {
                self.wrong(found, below(path, key), "is neither true nor false", "write one of them");
                false
            }
            None => {
                self.problems.push(
                    Problem::new(&node.place, below(path, key), "is missing").remedy(format!("{key} = true or false")),
                );
                false
            }
        }
    }

    /// A file that can be read, named relative to this one.
    fn file(&mut self, node: Option<&Node>, parent: &Node, path: &str) -> Option<PathBuf> {
        let Some(node) = node else {
            let problem = Problem::new(&parent.place, path, "is missing");
            self.problems.push(problem.remedy(format!("{path} = \"FILE\", relative to this file")));
            return None;
        };
        let Some(name) = node.as_text() else {
            self.wrong(node, path, "is not a file name in quotes", "name a scenario file, relative to this file");
            return None;
        };
        let file = self.folder.join(name);
        if let Err(problem) = source::read(&file, Size::OF_A_SCENARIO) {
            self.wrong(node, path, problem.message, "name a scenario file, relative to this file");
        }
        Some(file)
    }

    fn rivals(&mut self, root: &Node) -> Vec<(String, PathBuf)> {
        let entries = self.table(root, "rivals");
        if entries.is_empty() {
            let problem = Problem::new(&root.place, "rivals", "there is no theory to try");
            self.problems.push(problem.remedy("name at least one scenario under [rivals]; the first is on trial"));
        }
        let files = entries
            .into_iter()
            .filter_map(|(id, node)| Some((id.clone(), self.file(Some(node), root, &below("rivals", id))?)));
        files.collect()
    }

    fn groups(&mut self, root: &Node) -> Groups {
        let mut groups = Groups::new();
        for (name, node) in self.table(root, "groups") {
            match texts(node).filter(|members| !members.is_empty()) {
                Some(members) => {
                    groups.insert(name.clone(), members);
                }
                None => self.wrong(node, below("groups", name), "is not a list of ids of states", "[\"usa\", \"uk\"]"),
            }
        }
        groups
    }

    fn quantities(&mut self, root: &Node) -> Named {
        let mut named = Named::new();
        for (name, node) in self.table(root, "quantities") {
            let path = below("quantities", name);
            match node.as_text().map(expression::parse) {
                Some(Ok(expression)) => {
                    named.insert(name.clone(), expression);
                }
                Some(Err(misread)) => self.misread(node, &path, misread),
                None => self.wrong(node, path, "is not a quantity in quotes", "for example \"average(action)\""),
            }
        }
        named
    }

    fn misread(&mut self, node: &Node, path: &str, Misread { message, remedy }: Misread) {
        self.wrong(node, path, message, remedy);
    }

    /// Worlds by name: a file, several laid one on the other, or keys of a scenario file.
    fn worlds(&mut self, root: &Node) -> Vec<(String, Vec<Layer>)> {
        let mut worlds = Vec::new();
        let (all, theories) = (self.table(root, "worlds").len(), self.table(root, "rivals").len());
        if all * theories.max(1) > MOST_WORLDS {
            let message = format!("{all} worlds under {theories} theories are too many scenarios to make");
            let remedy = format!("write at most {MOST_WORLDS} in one file: make several files of patterns");
            self.problems.push(Problem::new(&root.place, "worlds", message).remedy(remedy));
            return worlds;
        }
        for (name, node) in self.table(root, "worlds") {
            let path = below("worlds", name);
            if name == TRUNK {
                self.wrong(node, path, "the trunk is the theory itself", "choose another name");
                continue;
            }
            let files = match (&node.value, texts(node)) {
                (Value::Table(_), _) => {
                    worlds.push((name.clone(), vec![Layer::Keys(node.clone())]));
                    continue;
                }
                (Value::Text(file), _) => vec![file.clone()],
                (_, Some(files)) if !files.is_empty() => files,
                _ => {
                    self.wrong(node, path, "is no world", "a file, a list of files, or a table of changes");
                    continue;
                }
            };
            let layers = files.into_iter().map(|file| Layer::File(self.folder.join(file))).collect();
            worlds.push((name.clone(), layers));
        }
        worlds
    }

    /// A pattern, and where its claims are.
    fn pattern(&mut self, node: &Node, path: &str, needs: &mut Needs) -> Option<(Pattern, Vec<(Node, String)>)> {
        self.known_keys(node, path, &OF_PATTERN);
        let [id, question, section] = ["id", "question", "section"].map(|key| self.text(node, path, key));
        let (emergent, used_in_tuning) = (self.flag(node, path, "emergent"), self.flag(node, path, "used_in_tuning"));
        let path = id.as_ref().map_or(path.to_string(), |id| format!("pattern {id}"));
        let mut places = Vec::new();
        let claims = self.list(node, "claims", |reader, claim, _| {
            places.push((claim.clone(), path.clone()));
            reader.claim(claim, &path, needs)
        });
        if places.is_empty() {
            let problem = Problem::new(&node.place, below(&path, "claims"), "there is nothing to test");
            self.problems
                .push(problem.remedy("claims = [{ measure = \"relative(adequacy | no_veto)\", more_than = 0 }]"));
        }
        let pattern = Pattern { id: id?, question: question?, section: section?, emergent, used_in_tuning, claims };
        Some((pattern, places))
    }

    fn claim(&mut self, node: &Node, path: &str, needs: &mut Needs) -> Option<Claim> {
        self.known_keys(node, path, &OF_CLAIM);
        let measure = self.text(node, path, "measure")?;
        let [more_than, less_than] = ["more_than", "less_than"].map(|key| {
            let bound = node.child(key)?;
            if bound.as_number().is_none() {
                self.wrong(bound, below(path, key), "is not a number", format!("{key} = 0.1"));
            }
            bound.as_number()
        });
        if more_than.zip(less_than).is_some_and(|(least, most)| least >= most) {
            self.wrong(node, path, "no number is more than the one and less than the other", "exchange the bounds");
        }
        let understood = expression::parse(&measure).and_then(|expression| needs.understand(&expression));
        match understood {
            Ok(statistic) => Some(Claim { measure, statistic, more_than, less_than }),
            Err(misread) => {
                self.misread(node.child("measure").unwrap_or(node), path, misread);
                None
            }
        }
    }

    fn different(&mut self, root: &Node, patterns: &[Pattern], not_expressed: &[NotExpressed]) {
        let ids = patterns.iter().map(|pattern| &pattern.id).chain(not_expressed.iter().map(|other| &other.id));
        let mut known = BTreeSet::new();
        for id in ids {
            if !known.insert(id) {
                let problem = Problem::new(&root.place, format!("pattern {id}"), "this id is given twice");
                self.problems.push(problem.remedy("give each pattern an id of its own"));
            }
        }
    }

    /// Every world must be one of the trunk, and every quantity known there.
    fn against_the_trunk(&mut self, root: &Node, patterns: &Patterns, places: &[(Node, String)]) {
        let trunk = match crate::scenario::load(&patterns.trunk, &[]) {
            Ok(scenario) => scenario,
            Err(Problems(problems)) => return self.problems.extend(problems),
        };
        let mut scenarios = vec![Some(trunk)];
        for (name, layers) in patterns.needs.worlds[1..].iter().zip(&patterns.worlds) {
            let node = root.at(["worlds", name]).unwrap_or(root);
            let world = world_of_trunk(&patterns.trunk, layers).map_err(|Problems(problems)| {
                let about = Problem::new(&node.place, below("worlds", name), "is no change of the trunk");
                self.problems.push(about.remedy("what follows is wrong with it"));
                self.problems.extend(problems);
            });
            scenarios.push(world.ok());
        }
        for (node, path) in places {
            let Some(measure) = node.child("measure") else { continue };
            let Some(Ok(expression)) = measure.as_text().map(expression::parse) else { continue };
            if let Err(misread) = self.quantities_known(&expression, patterns, &scenarios) {
                self.misread(measure, path, misread);
            }
        }
    }

    fn quantities_known(
        &self,
        measure: &Expression,
        patterns: &Patterns,
        scenarios: &[Option<Scenario>],
    ) -> Result<(), Misread> {
        let mut own = Needs::of(patterns.needs.worlds[1..].iter().cloned());
        if own.understand(measure).is_err() {
            // Said already.
            return Ok(());
        }
        for (wanted, scenario) in own.quantities.iter().zip(scenarios) {
            let Some(scenario) = scenario else { continue };
            Vocabulary::new(scenario, &patterns.groups, &patterns.quantities).understand(wanted)?;
        }
        Ok(())
    }
}

fn world_of_trunk(trunk: &Path, layers: &[Layer]) -> Result<Scenario, Problems> {
    let inherited = inherit::load(trunk)?;
    let (mut root, mut problems) = (inherited.root, inherited.problems);
    for layer in layers {
        inherit::lay(&mut root, layer, trunk, true, &mut problems, &mut vec![])?;
    }
    freeze(root, problems)
}

fn below(path: &str, key: &str) -> String {
    if path.is_empty() { key.into() } else { format!("{path}.{key}") }
}

/// A list of texts.
fn texts(node: &Node) -> Option<Vec<String>> {
    match &node.value {
        Value::List(list) => list.iter().map(|element| element.as_text().map(str::to_string)).collect(),
        _ => None,
    }
}
