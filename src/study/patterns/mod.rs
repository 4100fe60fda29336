//! Patterns: what has to show in the model if the argument is right, put to the test.

mod file;
pub mod knockouts;
mod tables;
pub mod trial;
pub mod written;

use serde_json::{Value as Json, json};

pub use self::tables::{Tried, evidence};
pub use self::trial::{Judgement, Patterns, Theory, Trial, Verdict};

use super::kind::{About, StudyKind};
use crate::ensemble::engine::Engine;
use crate::program::VERSION;
use crate::scenario::declared::meaning;
use crate::scenario::rules::Rule;
use crate::scenario::{Mechanism, Problems, Scenario, hash, sha256};
use crate::table::Sink;

/// What is asked: which patterns hold under which theory.
#[derive(Debug)]
pub struct Hearing<'a> {
    /// How theories are tried.
    pub trial: Trial<'a>,
    /// The scenario that all worlds are changes of; its notes are those of all worlds.
    pub base: Scenario,
    /// The worlds of each rival: see [`of_worlds`].
    pub worlds: Vec<String>,
    /// Is every mechanism tried off, and alone, and every one of the rules off?
    pub knock_outs: bool,
    /// The rules that the theory on trial has on at the start, if they are tried off.
    pub rules: Vec<Rule>,
}

/// What was found.
#[derive(Debug)]
pub struct Found {
    /// Under the rivals.
    pub rivals: Vec<Tried>,
    /// With mechanisms or rules off, if asked for.
    pub knock_outs: Vec<Tried>,
    /// The small set of mechanisms with which all that passes still does, if asked for.
    pub smallest: Option<Vec<Mechanism>>,
    /// Was everything tried that was asked for?
    pub complete: bool,
    /// What it was.
    pub about: About,
}

/// Why no verdict was given.
#[derive(Debug)]
pub enum Failed<E> {
    /// A world is none that can be played.
    Worlds(Problems),
    /// The sink.
    Sink(E),
}

/// What the worlds of a theory are, for the identity.
pub fn of_worlds(worlds: &[Scenario]) -> String {
    worlds.iter().map(hash).collect::<Vec<_>>().join(" ")
}

impl Hearing<'_> {
    /// What tells these results from any others.
    pub fn identity(&self) -> String {
        let Trial { patterns, replicates, seed, .. } = self.trial;
        let (knock_outs, worlds, text) =
            (self.knock_outs, self.worlds.join("\n"), meaning(&patterns.text, written::shape()));
        sha256(format!("patterns\n{VERSION}\n{replicates} {seed} {knock_outs}\n{worlds}\n{text}").as_bytes())
    }

    /// Theories that are tried at most.
    pub fn theories(&self) -> usize {
        // The small set is found by taking mechanisms away, each at most once.
        let knock_outs = || knockouts::theories(self.trial.patterns, &self.rules).len() + Mechanism::ALL.len();
        self.trial.patterns.rivals.len() + if self.knock_outs { knock_outs() } else { 0 }
    }

    /// Tries the rivals, and hands on what was found; `None` when stopped before a theory was tried.
    ///
    /// # Errors
    /// When a world cannot be played, or the sink fails.
    pub fn play<S: Sink>(&self, engine: &Engine<'_>, sink: &mut S) -> Result<Option<Found>, Failed<S::Error>> {
        let patterns = self.trial.patterns;
        let rivals = self.hear(&patterns.theories(), engine).map_err(Failed::Worlds)?;
        if rivals.is_empty() {
            return Ok(None);
        }
        let (mut knock_outs, mut smallest) = (vec![], None);
        if self.knock_outs && !engine.stopped() {
            knock_outs = self.hear(&knockouts::theories(patterns, &self.rules), engine).map_err(Failed::Worlds)?;
            smallest = self.smallest(&knock_outs, engine).map_err(Failed::Worlds)?;
        }
        tables::hand_on(patterns, &rivals, &knock_outs, sink).map_err(Failed::Sink)?;
        let complete = !engine.stopped();
        let about = self.about(&rivals, smallest.as_deref(), complete);
        Ok(Some(Found { rivals, knock_outs, smallest, complete, about }))
    }

    /// Tries theories until stopped.
    fn hear(&self, theories: &[Theory], engine: &Engine<'_>) -> Result<Vec<Tried>, Problems> {
        let mut tried = Vec::new();
        for theory in theories {
            let worlds = self.trial.worlds(theory)?;
            match self.trial.run(&worlds, engine)? {
                Some(judgements) => {
                    let called = worlds[0].name.clone();
                    tried.push(Tried { theory: theory.clone(), called, judgements });
                }
                None => break,
            }
        }
        Ok(tried)
    }

    fn smallest(&self, knock_outs: &[Tried], engine: &Engine<'_>) -> Result<Option<Vec<Mechanism>>, Problems> {
        let Some(whole) = knock_outs.first() else { return Ok(None) };
        let kept = knockouts::passing(&whole.judgements);
        knockouts::smallest(&kept, |on| {
            let worlds = self.trial.worlds(&knockouts::with(self.trial.patterns, on))?;
            self.trial.run(&worlds, engine)
        })
    }

    fn about(&self, rivals: &[Tried], smallest: Option<&[Mechanism]>, complete: bool) -> About {
        let (trial, base) = (&self.trial, &self.base);
        let theory = |Tried { theory, called, .. }: &Tried| json!({ "theory": theory.name, "name": called, "scenario": theory.scenario });
        let world = |(id, name): (&String, &String)| json!({ "world": id, "name": name });
        let mut manifest = json!({
            "identity": self.identity(),
            "scenario": trial.patterns.file,
            "scenario_hash": hash(base),
            "resolved_scenario": base.resolved.to_json_graded(),
            "seed": trial.seed,
            "replicates": trial.replicates,
            "complete": complete,
            "notes": base.notes,
            "theories": rivals.iter().map(theory).collect::<Vec<_>>(),
            "worlds": trial.patterns.called.iter().map(world).collect::<Vec<_>>(),
            "patterns": trial.patterns.text,
        });
        if let Some(smallest) = smallest {
            let names = smallest.iter().map(|mechanism| Json::from(mechanism.name()));
            manifest["smallest_set_of_mechanisms"] = names.collect();
        }
        About { kind: StudyKind::Patterns, title: trial.patterns.file.clone(), manifest }
    }
}
