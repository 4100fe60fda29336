//! The scenarios of a sweep's points, in all its worlds, and what is recorded of their histories.
//!
//! Where points differ in numbers alone, each world is made once, as a [`Template`], and a point costs little beside its
//! histories. Where they differ in more, there is a template for each combination of the rest that comes again, and
//! other points are made from their trees. Both give the same scenarios, and what is wrong with one is always told from
//! its tree.

use std::ops::Range;
use std::sync::Arc;

use super::luck::Luck;
use super::moulds::{Mould, Moulds};
use super::plan::{Point, Sweep};
use super::told::{in_world, unknown};
use crate::measure::expression::Expression;
use crate::measure::quantity::Quantities;
use crate::measure::vocabulary::Vocabulary;
use crate::model::chance::Streams;
use crate::model::indicators::{Indicator, indicators};
use crate::model::outcomes::{Outcome, headlines, outcomes};
use crate::scenario::literals::shown;
use crate::scenario::notes::list;
use crate::scenario::source::Node;
use crate::scenario::template::Template;
use crate::scenario::undone::essence;
use crate::scenario::{Problems, Scenario, freeze, hash};

/// Makes the scenarios of a sweep's points.
#[derive(Debug)]
pub struct Making<'a> {
    /// The sweep.
    pub sweep: &'a Sweep,
    /// The outcomes of the scenarios that are swept, each once.
    pub outcomes: Vec<Outcome>,
    /// The outcomes that are recorded of the other worlds.
    pub headlines: Vec<Outcome>,
    /// The indicators of the first scenario that is swept.
    pub indicators: Vec<Indicator>,
    /// What is to be said of the worlds.
    pub notes: Vec<String>,
    bases: Vec<OfBase>,
    /// Points give numbers and nothing else, as far as the first ones do.
    of_numbers: bool,
}

/// One of the scenarios that are swept, with the worlds that are laid on it.
#[derive(Debug)]
struct OfBase {
    /// A point of it, with numbers at their own values where they take their ranges.
    first: Point,
    moulds: Moulds,
    /// What is recorded of a history, by world.
    quantities: Vec<Quantities>,
}

/// A scenario that is ready to be played.
#[derive(Debug)]
pub struct Ready<'m> {
    /// The scenario.
    pub scenario: Scenario,
    /// The template it was made from, with its numbers there; none of one that was made from its tree.
    template: Option<(Arc<Template>, Vec<f64>)>,
    /// Its chance, if that is known already.
    pub streams: Option<Arc<Streams>>,
    /// What is recorded of a history.
    pub quantities: &'m Quantities,
}

impl Ready<'_> {
    /// The scenario's [`hash`]: few are asked for, and each takes a part of a history's time.
    pub fn hash(&self) -> String {
        match &self.template {
            None => hash(&self.scenario),
            Some((template, numbers)) => template.hash_with(numbers),
        }
    }
}

impl<'a> Making<'a> {
    /// Looks at one point of each scenario that is swept.
    ///
    /// # Errors
    /// With what is wrong there, or with what is asked.
    pub fn of(sweep: &'a Sweep) -> Result<Self, Problems> {
        let first = first_points(sweep);
        let trees = first.iter().map(|point| trees(sweep, point)).collect::<Result<Vec<_>, _>>()?;
        let templates = first.iter().all(|point| sweep.inputs(point).1.is_empty());
        let (mut made, mut notes) = (Vec::new(), Vec::new());
        for trees in trees {
            let made_of = |(world, tree): (usize, Node)| {
                match templates {
                    true => Template::of(tree, vec![]).map(|template| (template.scenario().clone(), Some(template))),
                    false => freeze(tree, vec![]).map(|scenario| (scenario, None)),
                }
                .map_err(|problems| in_world(sweep, world, problems))
            };
            made.push(trees.into_iter().enumerate().map(made_of).collect::<Result<Vec<_>, _>>()?);
        }
        let mut all: Vec<Outcome> = Vec::new();
        for outcome in made.iter().flat_map(|worlds| outcomes(&worlds[0].0)) {
            if !all.iter().any(|known| known.name == outcome.name) {
                all.push(outcome);
            }
        }
        let main: Vec<&str> = headlines().into_iter().map(|(name, _)| name).collect();
        let headlines = all.iter().filter(|outcome| main.contains(&outcome.name.as_str())).cloned().collect();
        let indicators = made.first().map(|worlds| indicators(&worlds[0].0)).unwrap_or_default();
        let mut making =
            Self { sweep, outcomes: all, headlines, indicators, notes: vec![], bases: vec![], of_numbers: templates };
        // Templates are large: so many worlds may have one more.
        const MORE: usize = 64;
        let more = MORE / (making.worlds() * made.len());
        for (base, worlds) in made.into_iter().enumerate() {
            notes.extend(undrawn(sweep, base, &worlds));
            let (mut moulds, mut quantities) = (Vec::new(), Vec::new());
            for (world, (scenario, template)) in worlds.into_iter().enumerate() {
                let scenario = scenario.with_seed(sweep.seed);
                quantities.push(making.quantities(&scenario, base, world)?);
                moulds.extend(template.map(|template| making.mould(template)));
            }
            let moulds = Moulds::new(templates.then_some(moulds), more);
            making.bases.push(OfBase { first: first[base].clone(), moulds, quantities });
        }
        making.notes = notes;
        Ok(making)
    }

    /// Number of worlds, the scenario itself among them.
    pub fn worlds(&self) -> usize {
        self.sweep.asked.needs.worlds.len()
    }

    /// The outcomes that are recorded of a world.
    pub fn outcomes_of(&self, world: usize) -> &[Outcome] {
        if world == 0 { &self.outcomes } else { &self.headlines }
    }

    /// Where a world's values stand among those of a history in all worlds: its outcomes first, then what is asked of it.
    pub fn columns(&self, world: usize) -> Range<usize> {
        let width = |world: usize| self.outcomes_of(world).len() + self.sweep.asked.needs.quantities[world].len();
        let start: usize = (0..world).map(width).sum();
        start..start + width(world)
    }

    /// Names for what is recorded, in order: they tell these records from any others.
    pub fn labels(&self) -> Vec<String> {
        let of_world = |world: usize| {
            let name = &self.sweep.asked.needs.worlds[world];
            let outcomes = self.outcomes_of(world).iter().map(move |outcome| match world {
                0 => outcome.name.clone(),
                _ => format!("{name}/{}", outcome.name),
            });
            let asked = 0..self.sweep.asked.needs.quantities[world].len();
            outcomes.chain(asked.map(move |index| format!("{name}#{index}"))).collect::<Vec<_>>()
        };
        (0..self.worlds()).flat_map(of_world).collect()
    }

    /// A point of one of the scenarios that are swept, with numbers at their own values where they take their ranges.
    pub fn first(&self, base: usize) -> &Point {
        &self.bases[base].first
    }

    /// The scenarios of a point, in all worlds.
    ///
    /// # Errors
    /// When the point's values make no valid scenario in one of them.
    pub fn at(&self, point: &Point) -> Result<Vec<Ready<'_>>, Problems> {
        let (inputs, words) = self.sweep.inputs(point);
        let moulds = self.bases[self.sweep.base(point)].moulds.of(&words, || self.moulds(point));
        let moulded = moulds.and_then(|moulds| self.of_moulds(point, &moulds, &inputs));
        moulded.map_or_else(|| self.of_trees(point), Ok)
    }

    /// What tells a point's scenario from those of others that are not the same, for whoever asks which are; all of its
    /// worlds are looked at.
    ///
    /// # Errors
    /// As [`at`](Self::at).
    pub fn essence(&self, point: &Point) -> Result<String, Problems> {
        let (inputs, words) = self.sweep.inputs(point);
        let moulds = self.bases[self.sweep.base(point)].moulds.of(&words, || self.moulds(point));
        let of_moulds = moulds.and_then(|moulds| {
            let numbers: Vec<Vec<f64>> = moulds.iter().map(|mould| mould.template.numbers(&inputs)).collect();
            let all = moulds.iter().zip(&numbers).all(|(mould, numbers)| mould.template.has(numbers));
            let (template, numbers) = (&moulds[0].template, &numbers[0]);
            // Where all points are of one template, their numbers alone tell them apart.
            let of_one = self.of_numbers && words.is_empty();
            all.then(|| if of_one { template.mark_with(numbers) } else { template.essence_with(numbers) })
        });
        match of_moulds {
            Some(known) => Ok(known),
            None => Ok(essence(&self.of_trees(point)?[0].scenario.resolved)),
        }
    }

    fn of_moulds(&self, point: &Point, moulds: &[Mould], inputs: &[f64]) -> Option<Vec<Ready<'_>>> {
        let seed = self.sweep.seed_at(point);
        let quantities = &self.bases[self.sweep.base(point)].quantities;
        let ready = moulds.iter().zip(quantities).map(|(Mould { template, streams }, quantities)| {
            let numbers = template.numbers(inputs);
            let scenario = template.with(&numbers)?.with_seed(seed);
            Some(Ready { scenario, template: Some((template.clone(), numbers)), streams: streams.clone(), quantities })
        });
        ready.collect()
    }

    fn of_trees(&self, point: &Point) -> Result<Vec<Ready<'_>>, Problems> {
        let seed = self.sweep.seed_at(point);
        let worlds = trees(self.sweep, point)?.into_iter().zip(&self.bases[self.sweep.base(point)].quantities);
        let ready = worlds.enumerate().map(|(world, (tree, quantities))| {
            let scenario = freeze(tree, vec![]).map_err(|problems| in_world(self.sweep, world, problems))?;
            Ok(Ready { scenario: scenario.with_seed(seed), template: None, streams: None, quantities })
        });
        ready.collect()
    }

    /// The moulds of points that differ from this one in numbers alone; none where it makes no scenario.
    fn moulds(&self, point: &Point) -> Option<Vec<Mould>> {
        let trees = trees(self.sweep, point).ok()?;
        trees.into_iter().map(|tree| Some(self.mould(Template::of(tree, vec![]).ok()?))).collect()
    }

    fn mould(&self, template: Template) -> Mould {
        let common = self.sweep.luck == Luck::Common;
        // Chance hangs on the seed and on who there is, not on numbers.
        let streams = common.then(|| Streams::of(&template.scenario().clone().with_seed(self.sweep.seed)).into());
        Mould { template: template.into(), streams }
    }

    /// The worlds of one of the scenarios that are swept, with the numbers as they are.
    ///
    /// # Errors
    /// When they are none that can be run.
    pub fn at_values(&self, base: usize) -> Result<Vec<Ready<'_>>, Problems> {
        let made = laid(self.sweep, &self.sweep.bases[base].1, base)?;
        let ready =
            made.into_iter().zip(&self.bases[base].quantities).enumerate().map(|(world, (tree, quantities))| {
                let scenario = freeze(tree, vec![]).map_err(|problems| in_world(self.sweep, world, problems))?;
                let scenario = scenario.with_seed(self.sweep.seed);
                Ok(Ready { scenario, template: None, streams: None, quantities })
            });
        ready.collect()
    }

    /// What is recorded of a world under one of the scenarios that are swept.
    fn quantities(&self, scenario: &Scenario, base: usize, world: usize) -> Result<Quantities, Problems> {
        let asked = &self.sweep.asked;
        let vocabulary = Vocabulary::new(scenario, &asked.groups, &asked.quantities);
        let own = outcomes(scenario);
        // An outcome that this scenario does not have is missing.
        let missing = Expression::Number(f64::NAN);
        let outcomes = self.outcomes_of(world).iter().map(|outcome| {
            if own.iter().any(|known| known.name == outcome.name) {
                Expression::Name(outcome.name.clone())
            } else {
                missing.clone()
            }
        });
        let outcomes: Vec<Expression> = outcomes.collect();
        let facts = |index: usize| {
            let mut samples =
                asked.facts.iter().map(|(_, sample)| sample).chain(asked.months.iter().map(|own| &own.sample));
            world == 0 && samples.any(|sample| sample.quantity == index)
        };
        let wanted = asked.needs.quantities[world].iter().enumerate().map(|(index, expression)| {
            // A fact or a month of one crisis is none of another theory's that does not know its actors, or of another run.
            let unknown = base > 0 && facts(index) && vocabulary.understand([expression]).is_err();
            if unknown { &missing } else { expression }
        });
        let understood = vocabulary.understand(outcomes.iter().chain(wanted));
        understood.map_err(|misread| unknown(self.sweep, world, &vocabulary, misread).into())
    }
}

/// A point of each scenario that is swept, its numbers at their own values where they take their ranges.
fn first_points(sweep: &Sweep) -> Vec<Point> {
    // In a list the points of a scenario may all stand at its end; a list of more points than this is refused.
    const LOOKED_AT: u64 = 2_000_000;
    let of_base = |base: usize| {
        let mut points = (0..sweep.design.points().min(LOOKED_AT)).map(|number| sweep.point(number));
        // What no point names is not played: it is made as the first point would be.
        let found = points.find(|point| sweep.base(point) == base).unwrap_or_else(|| sweep.point(0));
        sweep.at_values(found)
    };
    (0..sweep.bases.len()).map(of_base).collect()
}

/// The trees of a point, in all worlds.
fn trees(sweep: &Sweep, point: &Point) -> Result<Vec<Node>, Problems> {
    laid(sweep, &sweep.tree(point)?, sweep.base(point))
}

/// A tree, and the worlds laid on it.
fn laid(sweep: &Sweep, tree: &Node, base: usize) -> Result<Vec<Node>, Problems> {
    let laid = |world: usize| {
        let mut tree = tree.clone();
        sweep.asked.lay(&mut tree, base, world).map_err(|problems| in_world(sweep, world, problems))?;
        Ok(tree)
    };
    (0..sweep.asked.needs.worlds.len()).map(laid).collect()
}

/// What is drawn in the scenario itself and not in a world, which sets it; and worlds that are the scenario itself.
fn undrawn(sweep: &Sweep, base: usize, worlds: &[(Scenario, Option<Template>)]) -> Vec<String> {
    let Some((_, Some(trunk))) = worlds.first() else { return vec![] };
    let mut notes = Vec::new();
    for ((_, template), name) in worlds.iter().zip(&sweep.asked.needs.worlds).skip(1) {
        let Some(template) = template else { continue };
        let under = if sweep.bases.len() > 1 { format!(" under {}", sweep.bases[base].0) } else { String::new() };
        let lost = trunk.lost_in(template);
        let lost: Vec<String> =
            lost.into_iter().map(|names| shown(&sweep.bases[base].1, std::slice::from_ref(&names.to_vec()))).collect();
        if !lost.is_empty() && base == 0 {
            let lost: Vec<&str> = lost.iter().map(String::as_str).collect();
            notes.push(format!(
                "{}: worlds.{name}{under} sets or drops {} of the numbers that are varied, and is the same there at every point: {}",
                sweep.file,
                lost.len(),
                list(&lost)
            ));
        }
        if template.is_the_same_as(trunk) {
            notes.push(format!("{}: worlds.{name}{under} is the scenario itself: it changes nothing", sweep.file));
        }
    }
    notes
}
