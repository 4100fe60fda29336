//! Several crises under one theory, each beside its record, over luck and over plausible numbers.
//!
//! A theory of international society that holds for one crisis is an anecdote. Here the same mechanisms and the same
//! global numbers meet several, and are held against two nulls that know nothing of mechanisms: that nobody ever withholds
//! a vote, and that a case goes as the others went on average.

mod between;
pub mod case;
mod file;
mod play;
mod score;
mod tables;
pub mod written;

use std::path::{Path, PathBuf};

use serde_json::json;

pub use self::between::{Judged, Ordered};
pub use self::case::{Between, Case, Cases, Demand, MODEL, OfTheory, Size};
pub use self::play::{Played, SHOWN};
pub use self::score::{OfCase, Over, others_of};

use super::kind::{About, StudyKind};
use super::sweep::Sweep;
use super::sweep::making::Making;
use crate::ensemble::engine::Engine;
use crate::program::VERSION;
use crate::scenario::inherit::{self, Layer, Trunk};
use crate::scenario::literals::{Literal, literals};
use crate::scenario::source::Node;
use crate::scenario::{Override, Place, Problem, Problems, Scenario, freeze, hash, sha256, slashed};
use crate::table::Sink;

/// What came of all cases.
#[derive(Debug)]
pub struct Answers {
    /// The model, then its rivals.
    pub theories: Vec<OfTheory>,
    /// Scores: by theory and case, by luck; then the model's over plausible numbers.
    pub scores: Vec<OfCase>,
    /// Claims between cases: under each theory.
    pub between: Vec<Judged>,
    /// Plausible worlds: by case, by point, by quantity, by replicate; a point that made no scenario is left out.
    pub worlds: Vec<Vec<Option<Vec<Vec<f64>>>>>,
    /// What is to be said.
    pub notes: Vec<String>,
    /// What it was.
    pub about: About,
}

impl Cases {
    /// What tells these results from any others.
    pub fn identity(&self, size: Size) -> String {
        let of = |case: &Case| {
            let facts: Vec<String> = case.files.iter().map(|(_, text)| super::hindcast::of_facts(text)).collect();
            let ranges = super::robust::ranges_hash(&case.root);
            format!("{} {} {ranges} {} {}", case.id, hash(&case.scenario), case.scenario.seed, facts.join(" "))
        };
        let cases: Vec<String> = self.cases.iter().map(of).collect();
        let rival = |(id, file): &(String, PathBuf)| {
            let tree = inherit::load(&self.sources, file).map(|read| read.root.to_json_graded().to_string());
            format!("{id} {}", sha256(tree.unwrap_or_default().as_bytes()))
        };
        let rivals: Vec<String> = self.rivals.iter().map(rival).collect();
        let parts = ["cases", VERSION, &self.text, &cases.join("\n"), &rivals.join("\n"), &format!("{size:?}")];
        sha256(parts.join("\n").as_bytes())
    }

    /// How many histories will be played.
    pub fn planned(&self, size: Size) -> u64 {
        let theories = 1 + self.rivals.len() as u64;
        self.cases.len() as u64 * (theories * size.replicates + size.points * size.per_point)
    }

    /// The sweep that draws plausible numbers: those of the theory and of characters are the same in all cases, those of
    /// each case its own.
    ///
    /// # Errors
    /// With what is wrong with the ranges of a case.
    pub fn plausible(&self, size: Size, overrides: &[Override]) -> Result<Sweep, Problems> {
        let ranged = |literal: &Literal| literal.number.low < literal.number.high;
        if !self.cases.iter().any(|case| literals(&case.root).iter().any(ranged)) {
            let message = "no number of its cases has a range of its own, so that there are no plausible worlds";
            let problem = Problem::new(&Place::whole(&self.file), "", message);
            return Err(problem
                .remedy("give numbers low and high in the scenarios, or play luck alone: --points 0")
                .into());
        }
        let drawn = format!("ranges = \"all\"\npoints = {}\nreplicates = {}\n", size.points, size.per_point.max(1));
        Sweep::load_text(&self.sources, Path::new("cases.toml"), self.crossed(&drawn), overrides)
    }

    /// The text of a sweep over all cases, with what is `drawn`; its files are relative to where the program runs.
    pub fn crossed(&self, drawn: &str) -> String {
        let files: Vec<String> = self.cases.iter().map(|case| format!("{:?}", slashed(&case.file))).collect();
        let files = files.join(", ");
        format!("design = \"latin-hypercube\"\napart = true\n{drawn}[vary]\nscenario = {{ values = [{files}] }}\n")
    }

    /// Plays all cases and hands on the tables; `None` when stopped.
    ///
    /// # Errors
    /// When the sink fails.
    pub fn play<S: Sink>(
        &self,
        size: Size,
        making: Option<&Making<'_>>,
        engine: &Engine<'_>,
        sink: &mut S,
    ) -> Result<Option<Answers>, S::Error> {
        let Some(answers) = self.answers(size, making, engine) else { return Ok(None) };
        tables::hand_on(self, &answers, sink)?;
        Ok(Some(answers))
    }

    fn answers(&self, size: Size, making: Option<&Making<'_>>, engine: &Engine<'_>) -> Option<Answers> {
        let mut notes: Vec<String> = self.notes.clone();
        for case in &self.cases {
            notes.extend(case.notes.iter().map(|note| format!("{}: {note}", case.id)));
        }
        let mut theories = Vec::new();
        let rivals = self.rivals.iter().map(|(id, file)| (id.clone(), Some(file)));
        for (id, file) in std::iter::once((MODEL.to_string(), None)).chain(rivals) {
            let mut cases = Vec::new();
            for case in &self.cases {
                let scenario = match file {
                    None => Some(case.scenario.clone()),
                    Some(file) => self.under(case, &id, file, &mut notes),
                };
                let played = match scenario {
                    Some(scenario) => Some(play::play(&scenario, &case.quantities, size.replicates, engine)?),
                    None => None,
                };
                cases.push(played);
            }
            theories.push(OfTheory { theory: id, cases });
        }
        let mut worlds = Vec::new();
        for (base, case) in self.cases.iter().enumerate() {
            worlds.push(match making {
                Some(making) => play::at_points(making, base as u64, &case.quantities, size.per_point, engine)?,
                None => vec![],
            });
        }
        let scores = score::scores(self, &theories, &worlds);
        let between = between::judged(self, &theories, &worlds);
        Some(Answers { scores, between, about: self.about(size), theories, worlds, notes })
    }

    /// A case under a rival theory; what the rival says of actors that the case does not have is passed over.
    fn under(&self, case: &Case, id: &str, file: &Path, notes: &mut Vec<String>) -> Option<Scenario> {
        let mut root = case.root.clone();
        let trunk = Trunk { sources: &self.sources, file: self.trunk.as_deref()?, strict: false };
        let (mut problems, mut said) = (Vec::new(), Vec::new());
        let laid = inherit::lay(&mut root, &Layer::File(file.to_path_buf()), trunk, &mut problems, &mut said);
        // The rival is one of everything but the run: name, start and length stay the case's.
        if let (Some(run), Some(own)) = (
            root.as_table_mut().and_then(|table| table.get_mut("scenario")).and_then(Node::as_table_mut),
            case.root.child("scenario").and_then(Node::as_table),
        ) {
            for (key, node) in own.iter().filter(|(key, _)| *key != "off") {
                run.insert(key.clone(), node.clone());
            }
        }
        if !problems.is_empty() {
            let paths: Vec<&str> = problems.iter().map(|problem| problem.path.as_str()).collect();
            notes.push(format!(
                "{id} on {}: passed over, since the case has none of it: {}",
                case.id,
                paths.join(", ")
            ));
        }
        match laid.and_then(|()| freeze(root, vec![])) {
            Ok(scenario) => Some(scenario.with_seed(case.scenario.seed)),
            Err(wrong) => {
                notes.push(format!("{id} makes no scenario of {}: {}", case.id, wrong.to_string().replace('\n', " ")));
                None
            }
        }
    }

    fn about(&self, size: Size) -> About {
        let of = |case: &Case| {
            let facts: Vec<_> = case
                .files
                .iter()
                .map(|(name, text)| json!({ "file": name, "sha256": super::hindcast::of_facts(text) }))
                .collect();
            json!({
                "id": case.id,
                "file": slashed(&case.file),
                "name": case.scenario.name,
                "scenario_hash": hash(&case.scenario),
                "seed": case.scenario.seed,
                "facts": facts,
            })
        };
        let manifest = json!({
            "identity": self.identity(size),
            "scenario": self.file,
            "cases": self.cases.iter().map(of).collect::<Vec<_>>(),
            "rivals": self.rivals.iter().map(|(id, file)| json!({ "id": id, "file": slashed(file) })).collect::<Vec<_>>(),
            "replicates": size.replicates,
            "points": size.points,
            "replicates_per_point": size.per_point,
        });
        About { kind: StudyKind::Cases, title: self.file.clone(), manifest }
    }
}
