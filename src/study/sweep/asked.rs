//! What is asked at every point of a sweep besides its outcomes: worlds beside the scenario, measures, claims, facts.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::super::hindcast::facts::Fact;
use super::super::patterns::trial::Pattern;
use super::written::Lever;
use crate::measure::statistic::{Needs, Sample, Statistic};
use crate::measure::vocabulary::{Groups, Named};
use crate::scenario::formerly::first_names;
use crate::scenario::inherit::{self, Layer, Trunk};
use crate::scenario::shape::Shape;
use crate::scenario::source::Node;
use crate::scenario::{Month, Override, Problems, Sources, sha256};

/// An indicator in a month.
#[derive(Clone, Debug)]
pub struct InMonth {
    /// The indicator.
    pub indicator: String,
    /// Months from the start.
    pub t: usize,
    /// The calendar month.
    pub month: Month,
    /// Where its values are.
    pub sample: Sample,
}

/// What is asked at every point.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Where files come from.
    pub sources: Sources,
    /// The scenario that worlds are written as changes of.
    pub trunk: PathBuf,
    /// Worlds beside the scenario itself, and what makes each, in the order of [`Needs::worlds`] after the first.
    pub worlds: Vec<(String, Vec<Layer>)>,
    /// What readers call them, by their ids.
    pub called: BTreeMap<String, String>,
    /// The files of the scenarios that are swept.
    pub bases: Vec<PathBuf>,
    /// Groups of states.
    pub groups: Groups,
    /// Named quantities.
    pub quantities: Named,
    /// What measures, claims and facts need of each world.
    pub needs: Needs,
    /// Measures: names, texts, and what they mean.
    pub measures: Vec<(String, String, Statistic)>,
    /// Claims by pattern.
    pub claims: Vec<Pattern>,
    /// Facts, each with where its quantity will be.
    pub facts: Vec<(Fact, Sample)>,
    /// Indicators in months, each with where its values will be.
    pub months: Vec<InMonth>,
    /// What is to be said of worlds that somebody could bring about.
    pub levers: Vec<(String, Lever)>,
    /// The meaning of the files that it was read from, which tells it from any other.
    pub texts: Vec<String>,
    /// Hashes of the worlds, as they are laid on the scenarios before anything is varied.
    pub trees: Vec<String>,
    /// The files that were read, and the changes given beside them, where it takes these to read it again.
    pub files: BTreeMap<String, String>,
    /// Those changes.
    pub changes: Vec<Override>,
    /// What the file itself changes at every point.
    pub own: Vec<Override>,
}

impl Asked {
    /// Nothing.
    pub fn nothing(sources: &Sources) -> Self {
        Self {
            sources: sources.clone(),
            trunk: PathBuf::new(),
            worlds: vec![],
            called: BTreeMap::new(),
            bases: vec![],
            groups: Groups::new(),
            quantities: Named::new(),
            needs: Needs::of([]),
            measures: vec![],
            claims: vec![],
            facts: vec![],
            months: vec![],
            levers: vec![],
            texts: vec![],
            trees: vec![],
            files: BTreeMap::new(),
            changes: vec![],
            own: vec![],
        }
    }

    /// What readers call a world.
    pub fn name<'a>(&'a self, world: &'a str) -> &'a str {
        self.called.get(world).map_or(world, String::as_str)
    }

    /// Is nothing asked but outcomes?
    pub fn is_nothing(&self) -> bool {
        self.worlds.is_empty()
            && self.measures.is_empty()
            && self.claims.is_empty()
            && self.facts.is_empty()
            && self.months.is_empty()
    }

    /// Hashes of all worlds laid on scenarios.
    ///
    /// # Errors
    /// With the first that cannot be laid there, by its place among them from 1, and why.
    pub fn hashes(&self, bases: &[(String, Node)]) -> Result<Vec<String>, (usize, Problems)> {
        let mut hashes = Vec::new();
        for (base, (_, root)) in bases.iter().enumerate() {
            for world in 1..=self.worlds.len() {
                let mut root = root.clone();
                self.lay(&mut root, base, world).map_err(|problems| (world, problems))?;
                hashes.push(sha256(first_names(&root, Shape::root()).to_json().to_string().as_bytes()));
            }
        }
        Ok(hashes)
    }

    /// Lays a world on the tree of a point; world 0 is the scenario itself.
    ///
    /// # Errors
    /// When it cannot be laid there.
    pub fn lay(&self, root: &mut Node, base: usize, world: usize) -> Result<Vec<String>, Problems> {
        let Some((_, layers)) = world.checked_sub(1).map(|index| &self.worlds[index]) else { return Ok(vec![]) };
        let sources = &self.sources;
        let strict = self.bases.get(base).is_none_or(|file| sources.identity(file) == sources.identity(&self.trunk));
        let trunk = Trunk { sources, file: &self.trunk, strict };
        let (mut problems, mut notes) = (Vec::new(), Vec::new());
        for layer in layers {
            inherit::lay(root, layer, trunk, &mut problems, &mut notes)?;
        }
        if problems.is_empty() { Ok(notes) } else { Err(Problems(problems)) }
    }
}
