//! Reading cases: from a file of cases, or from scenarios that name their facts.

use std::path::{Path, PathBuf};

use super::case::{Between, Case, Cases, Demand, MODEL};
use super::written::{self, BetweenWritten, CasesFile};
use crate::measure::expression::{self, Expression};
use crate::measure::vocabulary::{Groups, Named, Vocabulary};
use crate::scenario::declared::Declared;
use crate::scenario::inherit::{Layer, Trunk};
use crate::scenario::kind::FileKind;
use crate::scenario::problem::did_you_mean;
use crate::scenario::source::{Node, Size};
use crate::scenario::written::Files;
use crate::scenario::{Override, Place, Problem, Problems, Sources, freeze, inherit, slashed};
use crate::study::hindcast::facts;

/// Most cases at once.
const MAX_CASES: usize = 100;

impl Cases {
    /// Reads a file of cases.
    ///
    /// # Errors
    /// With every problem found in it, in its scenarios and in their facts.
    pub fn load(sources: &Sources, file: &Path, overrides: &[Override]) -> Result<Self, Problems> {
        let text = sources.read(file, Size::OF_PATTERNS)?;
        let name = slashed(file);
        let Declared { root, written, problems, notes } =
            Declared::<CasesFile>::read(&text, &name, FileKind::Cases, written::shape())?;
        let folder = file.parent().unwrap_or(Path::new("")).to_path_buf();
        let mut reader = Reader { sources, overrides, root, problems, between: vec![] };
        let CasesFile { cases, trunk, rivals, between } = written;
        reader.between = between;
        // Where what stands there is not right, its shape is told already.
        let told = !reader.problems.is_empty();
        for (id, _) in cases.iter().filter(|(_, case)| case.scenario.is_empty() && !told) {
            let path = format!("cases.{id}.scenario");
            reader.wrong(&["cases", id, "scenario"], &path, "is empty", "name a scenario file, relative to this one");
        }
        let named = cases.iter().filter(|(_, case)| !case.scenario.is_empty());
        let entries = named.map(|(id, case)| {
            let named = match &case.facts {
                Files::One(name) => vec![name.clone()],
                Files::Several(names) => names.clone(),
            };
            (id.clone(), folder.join(&case.scenario), named.iter().map(|name| folder.join(name)).collect())
        });
        let cases = reader.cases(entries.collect());
        let between = reader.between(&cases);
        let trunk = trunk.map(|name| folder.join(name));
        if trunk.is_none() && !rivals.is_empty() {
            reader.wrong(
                &["rivals"],
                "rivals",
                "are written as changes of a scenario that is not named",
                "write trunk = \"FILE\"",
            );
        }
        let rivals: Vec<(String, PathBuf)> = rivals.iter().map(|(id, name)| (id.clone(), folder.join(name))).collect();
        reader.rivals(trunk.as_deref(), &rivals);
        reader.done(Cases { file: name, text, sources: sources.clone(), cases, trunk, rivals, between, notes })
    }

    /// Cases that are given by their scenarios alone, called after their files; nothing is asked between them.
    ///
    /// # Errors
    /// With every problem found.
    pub fn of_scenarios(
        sources: &Sources,
        files: &[(String, PathBuf)],
        facts: &[(String, PathBuf)],
        overrides: &[Override],
    ) -> Result<Self, Problems> {
        let root = Node::table(&Place::whole("the command line"));
        let mut reader = Reader { sources, overrides, root, problems: vec![], between: vec![] };
        let of = |id: &String| facts.iter().filter(|(of, _)| of == id).map(|(_, file)| file.clone()).collect();
        let cases = reader.cases(files.iter().map(|(id, file)| (id.clone(), file.clone(), of(id))).collect());
        let list: Vec<String> = files.iter().map(|(_, file)| slashed(file)).collect();
        let sources = sources.clone();
        reader.done(Cases {
            file: list.join(", "),
            text: String::new(),
            sources,
            cases,
            trunk: None,
            rivals: vec![],
            between: vec![],
            notes: vec![],
        })
    }
}

struct Reader<'a> {
    sources: &'a Sources,
    overrides: &'a [Override],
    root: Node,
    problems: Vec<Problem>,
    between: Vec<BetweenWritten>,
}

impl Reader<'_> {
    fn done(mut self, cases: Cases) -> Result<Cases, Problems> {
        if cases.cases.is_empty() && self.problems.is_empty() {
            self.wrong(
                &["cases"],
                "cases",
                "there is no case",
                "name one under [cases]: NAME = { scenario = \"FILE\" }",
            );
        }
        if self.problems.is_empty() { Ok(cases) } else { Err(Problems(self.problems)) }
    }

    fn wrong(&mut self, at: &[&str], path: &str, message: impl Into<String>, remedy: impl Into<String>) {
        let node = (0..=at.len()).rev().find_map(|depth| self.root.at(at[..depth].iter().copied()));
        let node = node.unwrap_or(&self.root);
        let problem = Problem::new(&node.place, path, message).remedy(remedy);
        self.problems.push(problem);
    }

    fn cases(&mut self, entries: Vec<(String, PathBuf, Vec<PathBuf>)>) -> Vec<Case> {
        if entries.len() > MAX_CASES {
            let message = format!("are {}; at most {MAX_CASES}", entries.len());
            self.wrong(&["cases"], "cases", message, "make several files of them");
            return vec![];
        }
        let mut cases = Vec::new();
        for (id, file, facts) in entries {
            match self.case(&id, file, facts) {
                Ok(case) => cases.push(case),
                Err(problems) => self.problems.extend(problems.0),
            }
        }
        cases
    }

    fn case(&self, id: &str, file: PathBuf, named: Vec<PathBuf>) -> Result<Case, Problems> {
        let inherited = inherit::load(self.sources, &file)?;
        let named = if named.is_empty() { inherited.facts.clone() } else { named };
        let (mut root, mut problems, mut notes) = (inherited.root, inherited.problems, inherited.notes);
        inherit::apply_all(&mut root, self.overrides, inherit::Shift::Beside, &mut problems, &mut notes);
        let scenario = freeze(root.clone(), problems)?;
        if named.is_empty() {
            let problem =
                Problem::new(&Place::whole(&file.display().to_string()), "facts", "no file says what happened");
            let remedy = format!(
                "write facts = \"FILE.csv\" at its top, or name them where the case is listed; on the command line: --facts {id}=FILE.csv"
            );
            return Err(problem.remedy(remedy).into());
        }
        let (all, files) = facts::load_all(self.sources, &named)?;
        facts::quantities(&all, &scenario)?;
        let measures = self.between.iter().map(|between| measure_of(between, id)).collect::<Vec<_>>();
        let asked =
            measures.iter().flatten().filter_map(|text| expression::parse(text).ok()).collect::<Vec<Expression>>();
        let (groups, none) = (Groups::new(), Named::new());
        let vocabulary = Vocabulary::new(&scenario, &groups, &none);
        let place = |at: usize| self.root.at(["between", at.to_string().as_str()]).unwrap_or(&self.root).place.clone();
        let mut wrong = Vec::new();
        for (at, text) in measures.iter().enumerate().filter_map(|(at, text)| Some((at, text.as_ref()?))) {
            let understood =
                expression::parse(text).and_then(|expression| vocabulary.understand([&expression]).map(|_| ()));
            if let Err(misread) = understood {
                let path = format!("between.{}.{id}", self.between[at].id);
                wrong.push(Problem::new(&place(at), path, misread.message).value(text).remedy(misread.remedy));
            }
        }
        if !wrong.is_empty() {
            return Err(Problems(wrong));
        }
        let all_asked = all.iter().map(|fact| &fact.expression).chain(&asked);
        let quantities = vocabulary.understand(all_asked).map_err(|misread| {
            Problems::from(Problem::new(&Place::whole(&file.display().to_string()), "", misread.message))
        })?;
        let mut next = all.len();
        let measured = measures.iter().map(|text| {
            text.as_ref().map(|_| {
                next += 1;
                next - 1
            })
        });
        let measured = measured.collect();
        Ok(Case { id: id.into(), file, scenario, root, facts: all, files, quantities, measured, notes })
    }

    /// Rivals are held against the trunk before anything is played: there each can be laid.
    fn rivals(&mut self, trunk: Option<&Path>, rivals: &[(String, PathBuf)]) {
        for (id, _) in rivals.iter().filter(|(id, _)| id == MODEL) {
            let message = "is what the theory of the cases itself is called in all tables";
            self.wrong(&["rivals", id], &format!("rivals.{id}"), message, "give the rival another id");
        }
        let Some(trunk) = trunk else { return };
        let tree = match inherit::load(self.sources, trunk) {
            Ok(inherited) => inherited.root,
            Err(problems) => return self.problems.extend(problems.0),
        };
        for (_, file) in rivals {
            let on = Trunk { sources: self.sources, file: trunk, strict: true };
            let (mut root, mut problems) = (tree.clone(), Vec::new());
            let laid = inherit::lay(&mut root, &Layer::File(file.clone()), on, &mut problems, &mut vec![]);
            self.problems.extend(problems.into_iter().chain(laid.err().into_iter().flat_map(|problems| problems.0)));
        }
    }

    fn between(&mut self, cases: &[Case]) -> Vec<Between> {
        let known: Vec<String> = match self.root.child("cases").and_then(Node::as_table) {
            Some(table) => table.keys().cloned().collect(),
            None => vec![],
        };
        let mut all: Vec<Between> = Vec::new();
        for (at, written) in self.between.clone().into_iter().enumerate() {
            let (number, id) = (at.to_string(), written.id.clone());
            let path = format!("between.{id}");
            if all.iter().any(|between| between.id == id) {
                self.wrong(&["between", &number], &path, "this id is given twice", "give each an id of its own");
            }
            let named = written.order.iter().flatten().chain(&written.alike).chain(written.measures.keys());
            for unknown in named.filter(|name| !known.contains(name)).cloned().collect::<Vec<_>>() {
                let remedy = did_you_mean(&unknown, known.iter().map(String::as_str).collect::<Vec<_>>());
                self.wrong(&["between", &number], &path, format!("no case is called `{unknown}`"), remedy);
            }
            for (message, remedy) in unfit(&written, self.root.at(["between", &number, "within"]).is_some()) {
                self.wrong(&["between", &number], &path, message, remedy);
            }
            let place = |name: &String| cases.iter().position(|case| case.id == *name);
            let demand = match (written.order.as_slice(), written.alike.as_slice()) {
                ([_, _, ..], []) => {
                    Demand::Order(written.order.iter().map(|group| group.iter().filter_map(place).collect()).collect())
                }
                ([_, ..], [_, ..]) => continue,
                ([], [_, _, ..]) => Demand::Alike(written.alike.iter().filter_map(place).collect(), *written.within),
                _ => {
                    let remedy =
                        "write order = [[\"LOW\"], [\"HIGH\"]], or alike = [\"ONE\", \"OTHER\"] and within = NUMBER";
                    self.wrong(
                        &["between", &number],
                        &path,
                        "says neither an order of two groups nor what is alike",
                        remedy,
                    );
                    continue;
                }
            };
            for name in written.order.iter().flatten().chain(&written.alike) {
                if measure_of(&written, name).is_none() {
                    let message = format!("has no measure for `{name}`");
                    self.wrong(
                        &["between", &number],
                        &path,
                        message,
                        "write measure, or measures with one for each case",
                    );
                }
            }
            let BetweenWritten { claim, source, reason, given, .. } = written.clone();
            all.push(Between { id, claim, source, reason, given, demand, at, written });
        }
        all
    }
}

/// What of a claim cannot be meant, though each of its keys is right: what, and what to do.
fn unfit(between: &BetweenWritten, within: bool) -> Vec<(String, String)> {
    let mut wrong = Vec::new();
    let mut say = |message: String, remedy: &str| wrong.push((message, remedy.to_string()));
    if !between.order.is_empty() && !between.alike.is_empty() {
        say("says both an order and what is alike".into(), "make two claims of it");
    }
    if between.order.iter().any(Vec::is_empty) {
        say("has a group without a case".into(), "name cases in each group of order");
    }
    let named: Vec<&String> = between.order.iter().flatten().chain(&between.alike).collect();
    for (_, name) in named.iter().enumerate().filter(|(at, name)| named[..*at].contains(name)) {
        say(format!("names `{name}` twice"), "name each case once");
    }
    for name in between.measures.keys().filter(|name| !named.contains(name)) {
        say(
            format!("measures `{name}`, which it does not compare"),
            "name the case in order or alike too, or leave it out",
        );
    }
    match (between.alike.is_empty(), within) {
        (false, false) => {
            say("does not say how far apart its means may be".into(), "write within = NUMBER beside alike")
        }
        (true, true) => {
            say("has `within`, which is for what is alike".into(), "leave it out, or write alike in place of order")
        }
        _ => {}
    }
    wrong
}

/// What a claim between cases measures in one of them.
pub fn measure_of(between: &BetweenWritten, case: &str) -> Option<String> {
    let named = between.order.iter().flatten().chain(&between.alike).any(|name| name == case);
    let own = between.measures.get(case).or(between.measure.as_ref());
    own.filter(|_| named).cloned()
}
