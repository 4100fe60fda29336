//! Patterns: what has to show in the model if the argument is right, put to the test.
//!
//! A pattern is a question with its answer given beforehand, as claims about measures over twin
//! histories of several worlds. It is tried under every theory: the article's, its rivals', or the
//! article's with a mechanism off.

use std::collections::BTreeMap;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::ensemble::engine::Engine;
use crate::measure::expression::{self, Misread};
use crate::measure::statistic::{Estimate, Needs, Samples, Statistic};
use crate::measure::vocabulary::{Groups, Named, Vocabulary};
use crate::scenario::inherit::{self, Layer, Shift, Trunk};
use crate::scenario::rules::Rule;
use crate::scenario::source::Node;
use crate::scenario::undone::{Changed, Left};
use crate::scenario::{Mechanism, Override, Place, Problem, Problems, Scenario, Sources, freeze, notes};
use crate::study::sample::sample;

/// A file of patterns, understood.
#[derive(Clone, Debug)]
pub struct Patterns {
    /// The file as the user named it.
    pub file: String,
    /// Its text.
    pub text: String,
    /// Where the files come from that it names.
    pub sources: Sources,
    /// The scenario that the worlds are changes of.
    pub trunk: PathBuf,
    /// The rival theories: id and scenario. The first is the one on trial.
    pub rivals: Vec<(String, PathBuf)>,
    /// Groups of states.
    pub groups: Groups,
    /// Named quantities.
    pub quantities: Named,
    /// What is laid on a theory to make each world, besides the trunk itself, in the order of [`Needs::worlds`].
    pub worlds: Vec<Vec<Layer>>,
    /// What readers call worlds, by their ids.
    pub called: BTreeMap<String, String>,
    /// What is needed of each world.
    pub needs: Needs,
    /// The patterns.
    pub patterns: Vec<Pattern>,
    /// What the model cannot express.
    pub not_expressed: Vec<NotExpressed>,
    /// What is to be said of the file.
    pub notes: Vec<String>,
}

/// A question and what would answer it.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// Its id.
    pub id: String,
    /// The question, in words.
    pub question: String,
    /// Where in the article.
    pub section: String,
    /// Does its direction emerge, or does one rule of the model state it?
    pub emergent: bool,
    /// Was it looked at when the scenario was made?
    pub used_in_tuning: bool,
    /// The pattern whose measure it mends, written after the result of that one had been seen.
    pub restates: Option<String>,
    /// What must hold.
    pub claims: Vec<Claim>,
}

/// A measure and the bounds it must keep; without any, an open question.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The measure as written.
    pub measure: String,
    /// The measure as understood.
    pub statistic: Statistic,
    /// It must be more than this.
    pub more_than: Option<f64>,
    /// It must be less than this.
    pub less_than: Option<f64>,
}

/// A pattern that the model cannot express.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NotExpressed {
    /// Its id.
    pub id: String,
    /// The question.
    pub question: String,
    /// Why not.
    pub reason: String,
}

/// What the histories say of a claim or a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It holds.
    Pass,
    /// It does not.
    Fail,
    /// The interval reaches over a bound, or there is none.
    Undecided,
    /// It was a question without an answer given beforehand.
    Open,
}

impl Verdict {
    /// Its word in the outputs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Undecided => "undecided",
            Self::Open => "open",
        }
    }
}

impl Claim {
    /// A claim with its measure understood; what that needs of worlds is noted.
    ///
    /// # Errors
    /// When the measure is none, or is about a world that there is not.
    pub fn understood(
        measure: &str,
        [more_than, less_than]: [Option<f64>; 2],
        needs: &mut Needs,
    ) -> Result<Self, Misread> {
        let statistic = needs.understand(&expression::parse(measure)?)?;
        Ok(Self { measure: measure.into(), statistic, more_than, less_than })
    }

    /// Was a bound given beforehand?
    pub fn is_bounded(&self) -> bool {
        self.more_than.is_some() || self.less_than.is_some()
    }

    /// Passes when the whole interval keeps the bounds, fails when all of it is outside one.
    pub fn judge(&self, estimate: &Estimate) -> Verdict {
        if !self.is_bounded() {
            return Verdict::Open;
        }
        let Some((low, high)) = estimate.interval else { return Verdict::Undecided };
        let (least, most) = (self.more_than.unwrap_or(f64::NEG_INFINITY), self.less_than.unwrap_or(f64::INFINITY));
        if low > least && high < most {
            Verdict::Pass
        } else if high <= least || low >= most {
            Verdict::Fail
        } else {
            Verdict::Undecided
        }
    }
}

/// What came of a pattern under a theory.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// Of the pattern: passed when all its claims are, failed when one is.
    pub verdict: Verdict,
    /// Of each claim.
    pub claims: Vec<(Estimate, Verdict)>,
}

impl Pattern {
    fn judge(&self, samples: &Samples) -> Judgement {
        let of = |claim: &Claim| {
            let estimate = claim.statistic.estimate(samples);
            (estimate, claim.judge(&estimate))
        };
        let claims: Vec<(Estimate, Verdict)> = self.claims.iter().map(of).collect();
        Judgement { verdict: together(claims.iter().map(|(_, of_claim)| *of_claim)), claims }
    }
}

/// The verdict on claims together: they fail when one does, and pass when all do that had a bound.
pub fn together(claims: impl IntoIterator<Item = Verdict>) -> Verdict {
    let claims: Vec<Verdict> = claims.into_iter().collect();
    let order = [Verdict::Fail, Verdict::Undecided, Verdict::Pass];
    order.into_iter().find(|verdict| claims.contains(verdict)).unwrap_or(Verdict::Open)
}

/// A theory on trial: a scenario, and what is switched off in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Theory {
    /// Its name in the tables.
    pub name: String,
    /// Its scenario.
    pub scenario: PathBuf,
    /// Mechanisms switched off besides.
    pub off: Vec<Mechanism>,
    /// Rules whose numbers are set to the value at which they are off.
    pub without: Vec<Rule>,
}

impl Patterns {
    /// The rivals as theories.
    pub fn theories(&self) -> Vec<Theory> {
        let theory = |(id, file): &(String, PathBuf)| Theory {
            name: id.clone(),
            scenario: file.clone(),
            off: vec![],
            without: vec![],
        };
        self.rivals.iter().map(theory).collect()
    }
}

/// How theories are tried.
#[derive(Clone, Copy, Debug)]
pub struct Trial<'a> {
    /// The patterns.
    pub patterns: &'a Patterns,
    /// Changes that hold in every world.
    pub overrides: &'a [Override],
    /// Number of twin histories of each world.
    pub replicates: u64,
    /// Seed of all worlds.
    pub seed: u64,
}

impl Trial<'_> {
    /// The worlds of a theory, the theory itself first.
    ///
    /// # Errors
    /// When one of them is no scenario that can be run.
    pub fn worlds(&self, theory: &Theory) -> Result<Vec<Scenario>, Problems> {
        let sources = &self.patterns.sources;
        let inherited = inherit::load(sources, &theory.scenario)?;
        let trunk = &self.patterns.trunk;
        let strict = sources.identity(&theory.scenario) == sources.identity(trunk);
        let on_trial = self.patterns.rivals.first().is_some_and(|(_, file)| *file == theory.scenario);
        let base = inherited.root.clone();
        let own = Raw { root: inherited.root, problems: inherited.problems, notes: inherited.notes };
        let made = self.changed(own);
        let base_changed = made.root.clone();
        let mut worlds = vec![self.world(made, theory)?];
        for (layers, name) in self.patterns.worlds.iter().zip(&self.patterns.needs.worlds[1..]) {
            let mut raw = Raw { root: base.clone(), problems: vec![], notes: vec![] };
            for layer in layers {
                inherit::lay(
                    &mut raw.root,
                    layer,
                    Trunk { sources, file: trunk, strict },
                    &mut raw.problems,
                    &mut raw.notes,
                )?;
            }
            if !on_trial {
                // Notes on names that a world does not reach are for its author, who wrote it for the theory on trial.
                raw.notes.clear();
            }
            let before = raw.root.clone();
            let mut made = self.changed(raw);
            if !self.overrides.is_empty() && made.problems.is_empty() {
                let left = Left::of(
                    Changed { before: &base, after: &base_changed },
                    Changed { before: &before, after: &made.root },
                );
                made.tell(&left, name, &theory.name, &self.patterns.file);
            }
            let world = self.world(made, theory);
            worlds.push(world.map_err(|problems| in_world(problems, name, &theory.name, &self.patterns.file))?);
        }
        Ok(worlds)
    }

    /// With the changes that hold in every world.
    fn changed(&self, mut raw: Raw) -> Raw {
        inherit::apply_all(&mut raw.root, self.overrides, Shift::Beside, &mut raw.problems, &mut raw.notes);
        raw
    }

    fn world(&self, mut raw: Raw, theory: &Theory) -> Result<Scenario, Problems> {
        if !theory.off.is_empty() {
            raw.problems.extend(inherit::apply(&mut raw.root, &Override::off(&theory.off)).err());
        }
        for rule in &theory.without {
            raw.problems.extend(inherit::apply(&mut raw.root, &rule.switched_off()).err());
        }
        let mut scenario = freeze(raw.root, raw.problems)?.with_seed(self.seed);
        raw.notes.extend(notes::of_events(&scenario.resolved));
        scenario.notes = raw.notes;
        Ok(scenario)
    }

    /// Runs the worlds of a theory and judges every pattern; `None` when stopped.
    ///
    /// # Errors
    /// When a quantity is unknown in one of the worlds.
    pub fn run(&self, worlds: &[Scenario], engine: &Engine<'_>) -> Result<Option<Vec<Judgement>>, Problems> {
        let Patterns { needs, groups, quantities: named, file, .. } = self.patterns;
        let mut samples: Samples = Vec::new();
        for ((scenario, wanted), name) in worlds.iter().zip(&needs.quantities).zip(&needs.worlds) {
            let understood = Vocabulary::new(scenario, groups, named).understand(wanted).map_err(|misread| {
                Problem::new(&Place::whole(file), format!("worlds.{name}"), misread.message).remedy(misread.remedy)
            })?;
            match sample(scenario, &understood, self.replicates, engine) {
                Some(values) => samples.push(values),
                None => return Ok(None),
            }
        }
        Ok(Some(self.patterns.patterns.iter().map(|pattern| pattern.judge(&samples)).collect()))
    }
}

/// A world in the making.
struct Raw {
    root: Node,
    problems: Vec<Problem>,
    notes: Vec<String>,
}

impl Raw {
    /// Says what changes that hold in every world undo of what makes this one; it is wrong where nothing is left.
    fn tell(&mut self, left: &Left, world: &str, theory: &str, file: &str) {
        let path = format!("worlds.{world}");
        if left.nothing {
            let message = format!(
                "becomes {theory} itself: what is set for all comes last, and undoes all that this world changes ({})",
                left.shown()
            );
            let remedy = "leave that out of --set and --off, or write it into the trunk";
            self.problems.push(Problem::new(&Place::whole(file), path, message).remedy(remedy));
        } else if !left.undone.is_empty() {
            self.notes.push(format!(
                "{file}: {path} under {theory}: what is set for all comes last, and undoes a part of what this world changes: {}\n  an effect is of what is left",
                left.shown()
            ));
        }
    }
}

/// What is wrong with a world, with its name and the theory's.
fn in_world(Problems(problems): Problems, world: &str, theory: &str, file: &str) -> Problems {
    let about = Problem::new(
        &Place::whole(file),
        format!("worlds.{world}"),
        format!("cannot be run under {theory}: what follows is wrong with it there"),
    );
    Problems(std::iter::once(about).chain(problems).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(more_than: Option<f64>, less_than: Option<f64>) -> Claim {
        Claim { measure: String::new(), statistic: Statistic::Number(0.0), more_than, less_than }
    }

    fn judged(claim: &Claim, low: f64, high: f64) -> Verdict {
        claim.judge(&Estimate { value: (low + high) / 2.0, interval: Some((low, high)), histories: 9 })
    }

    #[test]
    fn a_claim_passes_only_with_its_whole_interval() {
        let within = claim(Some(0.0), Some(0.3));
        assert_eq!(judged(&within, 0.1, 0.2), Verdict::Pass);
        assert_eq!(judged(&within, -0.1, 0.2), Verdict::Undecided);
        assert_eq!(judged(&within, 0.1, 0.4), Verdict::Undecided);
        assert_eq!(judged(&within, -0.2, 0.0), Verdict::Fail);
        assert_eq!(judged(&within, 0.3, 0.4), Verdict::Fail);
        // Without an interval nothing is decided; without bounds nothing was claimed.
        let nothing = Estimate { value: f64::NAN, interval: None, histories: 0 };
        assert_eq!((within.judge(&nothing), claim(None, None).judge(&nothing)), (Verdict::Undecided, Verdict::Open));
    }
}
