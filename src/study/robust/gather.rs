//! What is kept of every point of a design over plausible numbers.

use super::super::sweep::beside::AtPoint;
use super::super::sweep::making::Making;
use crate::measure::statistic::Estimate;
use crate::statistics::paired::Paired;

/// What came of a point, or of the numbers as they are.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Its number.
    pub point: u64,
    /// The scenario that it starts from, by its place among the bases.
    pub base: usize,
    /// Where it lies in each factor, from 0 to 1; nothing where a factor is no range.
    pub places: Vec<f64>,
    /// Main outcomes of the scenario itself, by outcome and replicate.
    pub outcomes: Vec<Vec<f64>>,
    /// What other worlds make of them: by world, from the first after the scenario itself, by outcome, by replicate; nothing
    /// of rivals.
    pub differences: Vec<Vec<Vec<f64>>>,
    /// Estimates of claims, by pattern and part.
    pub claims: Vec<Vec<Estimate>>,
    /// Estimates of measures.
    pub measures: Vec<Estimate>,
    /// What was simulated of facts, by fact and replicate.
    pub facts: Vec<Vec<f64>>,
}

impl Kept {
    /// What is kept of a point that could be run.
    pub fn of(making: &Making<'_>, at: &AtPoint) -> Self {
        let asked = &making.sweep.asked;
        let samples = at.samples(making);
        let outcome = |world: usize, name: &str| at.outcome(making, world, name).to_vec();
        let differences = |world: usize| {
            let of = |name: &str| {
                let pairs = outcome(world, name).into_iter().zip(outcome(0, name));
                pairs.map(|(other, base)| other - base).collect()
            };
            making.headlines.iter().map(|known| of(&known.name)).collect()
        };
        Self {
            point: at.point.number,
            base: at.base,
            places: making.sweep.places(&at.point).unwrap_or_default(),
            outcomes: making.headlines.iter().map(|known| outcome(0, &known.name)).collect(),
            // Of rivals the claims are asked, and no more: their points may be many, and so may the worlds.
            differences: if at.base == 0 { (1..making.worlds()).map(differences).collect() } else { vec![] },
            claims: asked
                .claims
                .iter()
                .map(|pattern| pattern.claims.iter().map(|claim| claim.statistic.estimate(&samples)).collect())
                .collect(),
            measures: asked.measures.iter().map(|(_, _, statistic)| statistic.estimate(&samples)).collect(),
            facts: asked.facts.iter().map(|(_, sample)| at.sample(making, *sample).to_vec()).collect(),
        }
    }

    /// The paired effect of a world on an outcome.
    pub fn effect(&self, world: usize, outcome: usize) -> Paired {
        let mut paired = Paired::default();
        let pairs = self.outcomes[outcome].iter().zip(&self.differences[world][outcome]);
        pairs.for_each(|(base, difference)| paired.push(*base, base + difference));
        paired
    }
}

/// Mean over the values that there are; NaN where there are none.
pub fn mean(values: &[f64]) -> f64 {
    let known = values.iter().filter(|value| value.is_finite());
    let (count, sum) = known.fold((0.0, 0.0), |(count, sum), value| (count + 1.0, sum + value));
    sum / count
}
