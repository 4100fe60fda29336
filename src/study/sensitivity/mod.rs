//! What outcomes depend on, over the points of a sweep that was run.

pub mod indices;
mod sampled;
mod tables;

pub use indices::{Analysis, Found, Index, Layout, Measured, Method, Pair, Sampled, Sign, Step, indices};
pub use sampled::{OfSweep, samples};

use serde_json::json;

use super::kind::{About, StudyKind};
use super::sweep::{Luck, Sweep};
use crate::ensemble::engine::Engine;
use crate::program::VERSION;
use crate::scenario::sha256;
use crate::statistics::moments::student_95;
use crate::statistics::resampling::{Estimate, RESAMPLES};
use crate::statistics::variance_split::VarianceSplit;
use crate::table::Sink;

/// What is asked: of which sweep, and what came of its points.
#[derive(Debug)]
pub struct Sensitivity<'a> {
    /// The sweep.
    pub sweep: &'a Sweep,
    /// What tells its results from all others.
    pub results: String,
    /// Points that were played, the first of the design.
    pub points: u64,
    /// What each point came to, by outcome.
    pub outcomes: Vec<Outcome>,
}

/// An outcome at every point.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Its name.
    pub name: String,
    /// Its unit.
    pub unit: String,
    /// Mean by point; NaN is missing.
    pub means: Vec<f64>,
    /// Half-widths of the 95 % intervals of the means by point, and over how many histories each is.
    pub half_widths: Vec<(f64, u64)>,
    /// Its values by point, then by replicate; NaN is missing. Nothing where they are not known.
    pub histories: Vec<f64>,
}

/// What the variance over points and histories comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Split {
    /// What is varied.
    pub numbers: Estimate,
    /// Luck: what all points have in common of it, or all of it where each has its own.
    pub luck: Estimate,
    /// Luck that means another thing at another point; none where each point has its own.
    pub interaction: Option<Estimate>,
}

/// What an outcome depends on, under one scenario.
#[derive(Clone, Debug)]
pub struct Dependence {
    /// The scenario where points are crossed with several, else empty.
    pub scenario: String,
    /// The outcome.
    pub outcome: String,
    /// Its unit.
    pub unit: String,
    /// Points at which it has a value.
    pub points: usize,
    /// What was found; none where it never varies, or there are too few points.
    pub found: Option<Found>,
    /// Numbers and luck apart, where points have several histories, all as many.
    pub split: Option<Split>,
}

/// What was found of all.
#[derive(Debug)]
pub struct Sensed {
    /// By scenario, then outcome.
    pub all: Vec<Dependence>,
    /// What is to be said of it, and stays with it.
    pub notes: Vec<String>,
    /// What it was.
    pub about: About,
}

/// What to say of parameters that the points cannot tell apart.
fn confounded(analysis: &Analysis<'_>) -> Option<String> {
    let pairs = analysis.confounded();
    let (one, other) = pairs.first()?;
    Some(format!(
        "{} pairs of parameters cannot be told apart by so few points, among them {one} and {other}: what one of them does, the other \
         seems to do as well\n  take more points, or design = \"latin-hypercube\"",
        pairs.len()
    ))
}

impl Sensitivity<'_> {
    /// What tells these results from any others.
    pub fn identity(&self) -> String {
        let names: Vec<&str> = self.outcomes.iter().map(|outcome| outcome.name.as_str()).collect();
        sha256(format!("sensitivity\n{VERSION}\n{}\n{}", self.results, names.join(" ")).as_bytes())
    }

    /// Finds what the outcomes depend on, and hands it on; `None` when stopped.
    ///
    /// # Errors
    /// When the sink fails.
    pub fn play<S: Sink>(
        &self,
        samples: &[OfSweep],
        engine: &Engine<'_>,
        sink: &mut S,
    ) -> Result<Option<Sensed>, S::Error> {
        let (mut all, mut notes) = (Vec::new(), Vec::new());
        for sample in samples {
            let mut analysis = Analysis::of(&sample.sampled, self.sweep.seed);
            if notes.is_empty() {
                notes.extend(confounded(&analysis));
            }
            for outcome in &self.outcomes {
                if engine.stopped() {
                    return Ok(None);
                }
                all.push(self.dependence(sample, outcome, &mut analysis));
                (engine.progress)(1);
            }
        }
        tables::hand_on(&all, sink)?;
        let manifest = json!({
            "identity": self.identity(),
            "results": self.results,
            "scenario": self.sweep.file,
            "design": self.sweep.design_name,
            "points": self.points,
            "seed": self.sweep.seed,
            "replicates": self.sweep.replicates,
            "luck": self.sweep.luck.word(),
            "complete": self.points == self.sweep.design.points(),
            "notes": self.sweep.notes.iter().chain(&notes).collect::<Vec<_>>(),
        });
        let about = About { kind: StudyKind::Sensitivity, title: self.sweep.file.clone(), manifest };
        Ok(Some(Sensed { all, notes, about }))
    }

    fn dependence(&self, sample: &OfSweep, outcome: &Outcome, analysis: &mut Analysis<'_>) -> Dependence {
        let of_point = |point: &u64| outcome.means.get(*point as usize).copied().unwrap_or(f64::NAN);
        let error = |point: &u64| {
            let (half, count) = outcome.half_widths.get(*point as usize).copied().unwrap_or((f64::NAN, 0));
            student_95(count).map_or(f64::NAN, |t| half / t)
        };
        let independent = self.sweep.luck == Luck::Independent;
        let measured = Measured {
            name: outcome.name.clone(),
            unit: outcome.unit.clone(),
            values: sample.points.iter().map(of_point).collect(),
            errors: independent.then(|| sample.points.iter().map(error).collect()),
        };
        let mut found = analysis.indices(&measured);
        let indices = found.iter_mut().flat_map(|found| &mut found.indices);
        for (index, _) in indices.zip(&sample.ordered).filter(|(_, ordered)| !**ordered) {
            index.sign = Sign::Undecided;
        }
        Dependence {
            scenario: sample.scenario.clone().unwrap_or_default(),
            outcome: measured.name,
            unit: measured.unit,
            points: measured.values.iter().filter(|value| !value.is_nan()).count(),
            found,
            split: self.split(sample, outcome),
        }
    }

    /// Numbers and luck apart.
    fn split(&self, sample: &OfSweep, outcome: &Outcome) -> Option<Split> {
        let replicates = self.sweep.replicates as usize;
        let of_point = |point: &u64| outcome.histories.chunks_exact(replicates.max(1)).nth(*point as usize);
        let values: Vec<f64> = sample.points.iter().filter_map(of_point).flatten().copied().collect();
        let split = VarianceSplit::of(&values, replicates)?;
        let [numbers, luck, interaction] = VarianceSplit::intervals(&values, replicates, RESAMPLES, self.sweep.seed)?;
        let estimate = |value: f64, (low, high): (f64, f64)| Estimate { value, low, high };
        let numbers = estimate(split.numbers, numbers);
        Some(match self.sweep.luck {
            Luck::Common => Split {
                numbers,
                luck: estimate(split.luck, luck),
                interaction: Some(estimate(split.interaction, interaction)),
            },
            // A replicate of one point has nothing to do with that of another.
            Luck::Independent => Split {
                numbers,
                luck: Estimate { value: 1.0 - numbers.value, low: 1.0 - numbers.high, high: 1.0 - numbers.low },
                interaction: None,
            },
        })
    }
}
