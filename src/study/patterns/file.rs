//! Reading a file of patterns.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::trial::{Claim, NotExpressed, Pattern, Patterns};
use super::written::{self, ClaimWritten, PatternWritten, PatternsFile, World};
use crate::measure::expression::{self, Expression, Misread};
use crate::measure::statistic::{Needs, TRUNK};
use crate::measure::vocabulary::{Groups, Named, Vocabulary};
use crate::scenario::declared::Declared;
use crate::scenario::inherit::{self, Layer, Trunk};
use crate::scenario::kind::FileKind;
use crate::scenario::labels::A_NAME;
use crate::scenario::problem::{did_you_mean, keep};
use crate::scenario::source::{Node, Size};
use crate::scenario::written::ById;
use crate::scenario::{Problem, Problems, Scenario, Sources, freeze, slashed};

/// Worlds under theories in one file: each is a scenario that is made and checked before anything runs.
const MAX_WORLDS: usize = 2_000;

impl Patterns {
    /// Reads a file of patterns, and holds it against the trunk.
    ///
    /// # Errors
    /// With every problem found, in the order of the file.
    #[cfg(feature = "files")]
    pub fn load(file: &Path) -> Result<Self, Problems> {
        Self::load_from(&Sources::disk(), file)
    }

    /// The same of files that come from elsewhere.
    ///
    /// # Errors
    /// As [`Patterns::load`].
    pub fn load_from(sources: &Sources, file: &Path) -> Result<Self, Problems> {
        let text = sources.read(file, Size::OF_PATTERNS)?;
        let Declared { root, written, problems, notes } =
            Declared::<PatternsFile>::read(&text, &slashed(file), FileKind::Patterns, written::shape())?;
        let folder = file.parent().unwrap_or(Path::new("")).to_path_buf();
        let mut reader = Reader { sources: sources.clone(), folder, root, problems };
        let patterns = reader.patterns(written);
        reader.problems.sort_by(|a, b| a.place.cmp(&b.place));
        match patterns {
            Some(patterns) if reader.problems.is_empty() => {
                Ok(Patterns { file: slashed(file), text, notes, ..patterns })
            }
            _ => Err(Problems(reader.problems)),
        }
    }
}

struct Reader {
    sources: Sources,
    /// What the files are relative to.
    folder: PathBuf,
    /// The file, in which every value knows its place.
    root: Node,
    problems: Vec<Problem>,
}

impl Reader {
    fn patterns(&mut self, written: PatternsFile) -> Option<Patterns> {
        let trunk = self.file(&["trunk"], &written.trunk)?;
        let rivals = self.rivals(&written.rivals);
        let groups = self.groups(&written.groups);
        let quantities = self.quantities(&written.quantities);
        let (names, worlds): (Vec<String>, Vec<Vec<Layer>>) = self.worlds(&written).into_iter().unzip();
        let called = |(id, world): (&String, &World)| (id.clone(), world.called(id, &self.sources, &self.folder));
        let called = written.worlds.iter().map(called).collect();
        let mut needs = Needs::of(names);
        let patterns = written.pattern.iter().enumerate();
        let patterns: Vec<Pattern> =
            patterns.map(|(index, pattern)| self.pattern(index, pattern, &mut needs)).collect();
        if patterns.is_empty() && self.problems.is_empty() {
            self.missing("pattern", "there is no pattern", "write one under [[pattern]]");
        }
        self.different(&patterns, &written.not_expressed);
        self.restated(&patterns);
        let (file, text, notes, not_expressed) = (String::new(), String::new(), vec![], written.not_expressed);
        let sources = self.sources.clone();
        let read = Patterns {
            file,
            text,
            sources,
            trunk,
            rivals,
            groups,
            quantities,
            worlds,
            called,
            needs,
            patterns,
            not_expressed,
            notes,
        };
        self.against_the_trunk(&read, &written.pattern);
        Some(read)
    }

    /// What stands at a path; the file as a whole where nothing does.
    fn node(&self, path: &[&str]) -> &Node {
        self.root.at(path.iter().copied()).unwrap_or(&self.root)
    }

    fn wrong(&mut self, at: &[&str], path: impl Into<String>, message: impl Into<String>, remedy: impl Into<String>) {
        let node = self.node(at);
        let problem = Problem::new(&node.place, path, message).value(node.shown()).remedy(remedy);
        keep(&mut self.problems, || problem);
    }

    fn missing(&mut self, path: &str, message: impl Into<String>, remedy: impl Into<String>) {
        self.problems.push(Problem::new(&self.root.place, path, message).remedy(remedy));
    }

    /// Was it said already what is wrong at a path, or below it?
    fn is_wrong(&self, path: &[&str]) -> bool {
        let path = path.join(".");
        let is_below = |at: &str| at.strip_prefix(&path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        self.problems.iter().any(|problem| is_below(&problem.path))
    }

    /// A file that can be read, named relative to this one.
    fn file(&mut self, at: &[&str], name: &str) -> Option<PathBuf> {
        if self.is_wrong(at) {
            return None;
        }
        let file = self.folder.join(name);
        if let Err(problem) = self.sources.read(&file, Size::OF_A_SCENARIO) {
            self.wrong(at, at.join("."), problem.message, "name a scenario file, relative to this file");
        }
        Some(file)
    }

    fn rivals(&mut self, rivals: &ById<String>) -> Vec<(String, PathBuf)> {
        if rivals.is_empty() && !self.is_wrong(&["rivals"]) {
            let remedy = "name at least one scenario under [rivals]; the first is on trial";
            self.missing("rivals", "there is no theory to try", remedy);
        }
        rivals.iter().filter_map(|(id, name)| Some((id.clone(), self.file(&["rivals", id], name)?))).collect()
    }

    fn groups(&mut self, groups: &ById<Vec<String>>) -> Groups {
        for (name, _) in groups.iter().filter(|(_, members)| members.is_empty()) {
            self.wrong(&["groups", name], below("groups", name), "is a group of no states", "[\"usa\", \"uk\"]");
        }
        groups.clone()
    }

    fn quantities(&mut self, quantities: &ById<String>) -> Named {
        let mut named = Named::new();
        for (name, quantity) in quantities {
            let at = ["quantities", name.as_str()];
            match expression::parse(quantity) {
                _ if self.is_wrong(&at) => {}
                Ok(expression) => {
                    named.insert(name.clone(), expression);
                }
                Err(misread) => self.misread(&at, &at.join("."), misread),
            }
        }
        named
    }

    fn misread(&mut self, at: &[&str], path: &str, Misread { message, remedy }: Misread) {
        self.wrong(at, path, message, remedy);
    }

    /// Worlds by name: a file, several laid one on the other, or keys of a scenario file.
    fn worlds(&mut self, written: &PatternsFile) -> Vec<(String, Vec<Layer>)> {
        let (all, theories) = (written.worlds.len(), written.rivals.len());
        if all * theories.max(1) > MAX_WORLDS {
            let message = format!("{all} worlds under {theories} theories are too many scenarios to make");
            let remedy = format!("write at most {MAX_WORLDS} in one file: make several files of patterns");
            self.missing("worlds", message, remedy);
            return vec![];
        }
        let mut worlds = Vec::new();
        for (name, world) in &written.worlds {
            let at = ["worlds", name.as_str()];
            if self.is_wrong(&at) {
                continue;
            }
            let node = self.node(&at).clone();
            let layers = world.layers(&self.folder, &node);
            if World::misnamed(&node).is_some() {
                self.wrong(
                    &[at[0], at[1], "name"],
                    below(&at.join("."), "name"),
                    A_NAME,
                    "give it a name, or leave it out",
                );
            }
            if name == TRUNK {
                self.wrong(&at, at.join("."), "the trunk is the theory itself", "choose another name");
            } else if layers.is_empty() {
                self.wrong(&at, at.join("."), "is no world", "a file, a list of files, or a table of changes");
            } else {
                worlds.push((name.clone(), layers));
            }
        }
        worlds
    }

    fn pattern(&mut self, index: usize, written: &PatternWritten, needs: &mut Needs) -> Pattern {
        let (index, path) = (index.to_string(), format!("pattern {}", written.id));
        let at = ["pattern", index.as_str(), "claims"];
        if written.claims.is_empty() && !self.is_wrong(&at) {
            let remedy = "claims = [{ measure = \"relative(adequacy | no_veto)\", more_than = 0 }]";
            let problem = Problem::new(&self.node(&at[..2]).place, below(&path, "claims"), "there is nothing to test");
            self.problems.push(problem.remedy(remedy));
        }
        let claims = written.claims.iter().enumerate();
        let claims = claims.filter_map(|(place, claim)| {
            let place = place.to_string();
            self.claim(&[at[0], at[1], at[2], place.as_str()], &path, claim, needs)
        });
        Pattern {
            claims: claims.collect(),
            id: written.id.clone(),
            question: written.question.clone(),
            section: written.section.clone(),
            emergent: written.emergent,
            used_in_tuning: written.used_in_tuning,
            restates: written.restates.clone(),
        }
    }

    fn claim(&mut self, at: &[&str; 4], path: &str, written: &ClaimWritten, needs: &mut Needs) -> Option<Claim> {
        if self.is_wrong(at) {
            return None;
        }
        let [more_than, less_than] = [written.more_than, written.less_than].map(|bound| bound.map(|bound| *bound));
        if more_than.zip(less_than).is_some_and(|(least, most)| least >= most) {
            let message = "no number is more than the one and less than the other";
            self.wrong(at, path, message, "exchange the bounds");
        }
        match Claim::understood(&written.measure, [more_than, less_than], needs) {
            Ok(claim) => Some(claim),
            Err(misread) => {
                self.misread(&[at[0], at[1], at[2], at[3], "measure"], path, misread);
                None
            }
        }
    }

    fn different(&mut self, patterns: &[Pattern], not_expressed: &[NotExpressed]) {
        let ids = patterns.iter().map(|pattern| &pattern.id).chain(not_expressed.iter().map(|other| &other.id));
        let mut known = BTreeSet::new();
        for id in ids {
            if !known.insert(id) && !id.is_empty() {
                let (path, remedy) = (format!("pattern {id}"), "give each pattern an id of its own");
                self.missing(&path, "this id is given twice", remedy);
            }
        }
    }

    /// Whoever restates a pattern keeps it: a reader sees what failed beside what was written after it.
    fn restated(&mut self, patterns: &[Pattern]) {
        for (index, pattern) in patterns.iter().enumerate() {
            let Some(restated) = &pattern.restates else { continue };
            let others = patterns.iter().map(|other| other.id.as_str()).filter(|other| *other != pattern.id);
            let others: Vec<&str> = others.collect();
            if !others.contains(&restated.as_str()) {
                let at = ["pattern", &index.to_string(), "restates"];
                let message = format!("no other pattern of this file is called `{restated}`");
                let remedy = format!("keep the pattern that is restated, as it is; {}", did_you_mean(restated, others));
                self.wrong(&at, format!("pattern {}", pattern.id), message, remedy);
            }
        }
    }

    /// Every world must be one of the trunk, and every quantity known there.
    fn against_the_trunk(&mut self, patterns: &Patterns, written: &[PatternWritten]) {
        let trunk = match crate::scenario::load_from(&patterns.sources, &patterns.trunk, &[]) {
            Ok(scenario) => scenario,
            Err(Problems(problems)) => return self.problems.extend(problems),
        };
        let mut scenarios = vec![Some(trunk)];
        for (name, layers) in patterns.needs.worlds[1..].iter().zip(&patterns.worlds) {
            let place = self.node(&["worlds", name]).place.clone();
            let world = world_of_trunk(patterns, layers).map_err(|Problems(problems)| {
                let about = Problem::new(&place, below("worlds", name), "is no change of the trunk");
                self.problems.push(about.remedy("what follows is wrong with it"));
                self.problems.extend(problems);
            });
            scenarios.push(world.ok());
        }
        for (index, pattern) in written.iter().enumerate() {
            for (place, claim) in pattern.claims.iter().enumerate() {
                let (index, place) = (index.to_string(), place.to_string());
                let at = ["pattern", &index, "claims", &place, "measure"];
                let Ok(measure) = expression::parse(&claim.measure) else { continue };
                if let Err(misread) = self.quantities_known(&measure, patterns, &scenarios) {
                    self.misread(&at, &format!("pattern {}", pattern.id), misread);
                }
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

fn world_of_trunk(patterns: &Patterns, layers: &[Layer]) -> Result<Scenario, Problems> {
    let trunk = Trunk { sources: &patterns.sources, file: &patterns.trunk, strict: true };
    let inherited = inherit::load(trunk.sources, trunk.file)?;
    let (mut root, mut problems) = (inherited.root, inherited.problems);
    for layer in layers {
        inherit::lay(&mut root, layer, trunk, &mut problems, &mut vec![])?;
    }
    freeze(root, problems)
}

fn below(path: &str, key: &str) -> String {
    format!("{path}.{key}")
}
