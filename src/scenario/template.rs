//! A scenario that is made once, and whose numbers are then others at every point of a design.
//!
//! To read, check and freeze a scenario takes as long as several histories of it. Nearly all of that is about what points
//! leave alone: who there is, which paths reach what. A template keeps that, and at a point works out the numbers
//! that are drawn ([`Formula`]), puts them in their places, and asks of them alone whether they may be. What it makes is
//! the scenario that the same numbers in a file would make, to the last bit.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::check;
use super::epochs::{Happenings, Like};
use super::events::Touched;
use super::formula::Formula;
use super::freeze::{self, Made};
use super::frozen::Scenario;
use super::initial;
use super::node::{Node, Value};
use super::number::Numbered;
use super::problem::{Problem, Problems};
use super::shape::{Allowed, Below, Shape};
use super::undone::lines;
use super::written::ScenarioFile;

/// A scenario in the making.
#[derive(Clone, Debug)]
pub struct Template {
    /// The scenario with the numbers that it was made with; its tree is not kept.
    scenario: Scenario,
    file: ScenarioFile,
    happenings: Happenings,
    formulas: Vec<Arc<Formula>>,
    spots: Vec<Spot>,
    /// What drawn numbers are part of: all else is the same at every point.
    touched: Touched,
    hashed: Hashed,
}

/// The texts whose hashes tell scenarios apart.
#[derive(Clone, Debug)]
struct Hashed {
    /// That whose hash is the scenario's.
    whole: Cut,
    /// That whose hash is its [`essence`](super::undone::essence).
    essence: Cut,
    /// The SHA-256 of all words of the first: it tells the template from others.
    words: String,
}

/// A text that is cut where drawn numbers stand in it.
#[derive(Clone, Debug)]
struct Cut {
    /// SHA-256 as it is after the words before the first number.
    begun: Sha256,
    /// Each of the numbers, by its spot, with the words after it.
    rest: Vec<(usize, String)>,
}

/// Where a number that is drawn stands.
#[derive(Clone, Debug)]
struct Spot {
    names: Vec<String>,
    allowed: Allowed,
    /// Its formula among all.
    formula: usize,
}

impl Template {
    /// A template of a tree in which numbers are drawn.
    ///
    /// # Errors
    /// With what is wrong with the scenario that it is at first.
    pub fn of(root: Node, problems: Vec<Problem>) -> Result<Self, Problems> {
        let Made { scenario, file, happenings } = freeze::make(root, problems)?;
        let mut found = Vec::new();
        drawn(&scenario.resolved, Some(Shape::root()), &mut vec![], &mut found);
        let hashed = Hashed::of(&scenario.resolved, found.len());
        let mut formulas: Vec<Arc<Formula>> = Vec::new();
        let spots = found.into_iter().map(|(names, shape, formula)| {
            // Where a profile or a wildcard laid it at many places, it is one formula.
            let known = formulas.iter().rposition(|known| Arc::ptr_eq(known, &formula));
            let formula = known.unwrap_or_else(|| {
                formulas.push(formula);
                formulas.len() - 1
            });
            Spot { names, allowed: shape.allowed(), formula }
        });
        let spots: Vec<Spot> = spots.collect();
        let touched = happenings.reached(spots.iter().map(|spot| spot.names.as_slice()));
        let file = lightened(file);
        let place = scenario.resolved.place.clone();
        let scenario = Scenario { resolved: Node::table(&place).into(), ..scenario };
        Ok(Self { scenario, file, happenings, formulas, spots, touched, hashed })
    }

    /// The scenario with the numbers that it was made with, and without its tree.
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// The places of numbers that are drawn here and have no part in another, which was made of this one's tree.
    pub fn lost_in(&self, other: &Self) -> Vec<&[String]> {
        let has_part = |formula: &Arc<Formula>| {
            // Most are there as they are; what a world makes of one, a weight that it scales, has it as a part.
            let own = formula.before_rounding();
            other.formulas.contains(formula) || other.formulas.iter().any(|other| other.contains(own))
        };
        let lost = self.spots.iter().filter(|spot| !has_part(&self.formulas[spot.formula]));
        lost.map(|spot| spot.names.as_slice()).collect()
    }

    /// Is it the same scenario at every point as another?
    pub fn is_the_same_as(&self, other: &Self) -> bool {
        let formulas = |template: &Self| {
            template.spots.iter().map(|spot| template.formulas[spot.formula].clone()).collect::<Vec<_>>()
        };
        self.hashed.words == other.hashed.words && formulas(self) == formulas(other)
    }

    /// The numbers that are drawn, at a point with these inputs.
    pub fn numbers(&self, inputs: &[f64]) -> Vec<f64> {
        self.formulas.iter().map(|formula| formula.at(inputs)).collect()
    }

    /// The scenario with these of its [`numbers`](Self::numbers), without its tree; `None` where it is none that can be
    /// run. Why not, the tree of that point tells when it is frozen.
    pub fn with(&self, numbers: &[f64]) -> Option<Scenario> {
        let file = self.file_with(numbers)?;
        let Scenario { actors, epoch_of_month, name, resolved, start, months, replicates, seed, off, .. } =
            &self.scenario;
        let initial = initial::of(&file);
        let like = Like { epochs: &self.scenario.epochs, touched: &self.touched };
        let epochs = self.happenings.epochs(file, actors, *off, Some(like), |file| self.is_sound(file))?;
        Some(Scenario {
            initial,
            epochs,
            name: name.clone(),
            start: *start,
            months: *months,
            replicates: *replicates,
            seed: *seed,
            off: *off,
            actors: actors.clone(),
            epoch_of_month: epoch_of_month.clone(),
            resolved: resolved.clone(),
            notes: vec![],
        })
    }

    /// Is there a scenario [`with`](Self::with) these numbers? To ask takes less time than to make it.
    pub fn has(&self, numbers: &[f64]) -> bool {
        let file = self.file_with(numbers);
        file.is_some_and(|file| self.happenings.are_sound(file, |file| self.is_sound(file)))
    }

    /// The file with these numbers, unless it may not begin so.
    fn file_with(&self, numbers: &[f64]) -> Option<ScenarioFile> {
        if !self.spots.iter().all(|spot| spot.allowed.has(numbers[spot.formula])) {
            return None;
        }
        let mut file = self.file.clone();
        if !self.spots.iter().all(|spot| file.put(&spot.names, numbers[spot.formula])) {
            return None;
        }
        let mut at_start = Vec::new();
        initial::check(&self.scenario.resolved, &file, &mut at_start);
        (self.is_sound(&file) && at_start.is_empty()).then_some(file)
    }

    /// Are the numbers of a file what they may be beside each other?
    fn is_sound(&self, file: &ScenarioFile) -> bool {
        let mut problems = Vec::new();
        check::numbers(&self.scenario.resolved, file, &mut problems);
        problems.is_empty()
    }

    /// The [`hash`](super::hash) of the scenario with these numbers.
    pub fn hash_with(&self, numbers: &[f64]) -> String {
        let number = |spot: usize| numbers[self.spots[spot].formula];
        self.hashed.whole.hash(|spot, text| write!(text, "{}", serde_json::Value::from(number(spot))))
    }

    /// The [`essence`](super::undone::essence) of the scenario with these numbers.
    pub fn essence_with(&self, numbers: &[f64]) -> String {
        let number = |spot: usize| numbers[self.spots[spot].formula];
        self.hashed.essence.hash(|spot, text| write!(text, "{:?}", number(spot)))
    }

    /// What tells the scenario with these numbers from those that it is with others, in less time than its essence takes.
    pub fn mark_with(&self, numbers: &[f64]) -> String {
        let mut hasher = Sha256::new_with_prefix(&self.hashed.words);
        for spot in &self.spots {
            hasher.update(numbers[spot.formula].to_le_bytes());
        }
        super::hexadecimal(&hasher.finalize())
    }
}

/// A file without the words on which no number hangs once it is checked: it is copied at every point.
fn lightened(mut file: ScenarioFile) -> ScenarioFile {
    file.seats.clear();
    file.events.iter_mut().for_each(|event| (event.date, event.name) = Default::default());
    for state in file.states.values_mut() {
        (state.name, state.code, state.cow_code, state.profile) = Default::default();
        state.societies.clear();
    }
    file
}

/// Every number of a tree that is drawn, with its path and its shape.
fn drawn(
    node: &Node,
    shape: Option<Shape<'static>>,
    names: &mut Vec<String>,
    found: &mut Vec<(Vec<String>, Shape<'static>, Arc<Formula>)>,
) {
    let mut below = |name: String, node: &Node| {
        let at = shape.and_then(|shape| shape.below(&name)).map(Below::shape);
        names.push(name);
        drawn(node, at, names, found);
        names.pop();
    };
    match &node.value {
        Value::Table(table) => table.iter().for_each(|(name, node)| below(name.clone(), node)),
        Value::List(list) => list.iter().enumerate().for_each(|(index, node)| below(index.to_string(), node)),
        Value::Number(number) => {
            let drawn = number.formula.clone().zip(shape);
            found.extend(drawn.map(|(formula, shape)| (names.clone(), shape, formula)));
        }
        _ => {}
    }
}

impl Hashed {
    /// Cuts the text of a tree with so many drawn numbers.
    fn of(root: &Node, spots: usize) -> Self {
        let mut marked = root.clone();
        mark(&mut marked, &mut 0);
        let text = super::hashed_text(&marked);
        let (mut rest, mut pieces) = (text.as_str(), Vec::new());
        // A tree is written in the order in which it is walked, so they come in the order in which they are found.
        for spot in 0..spots {
            let Some((before, after)) = rest.split_once(&marked_as(spot).to_string()) else { break };
            pieces.push(before.to_string());
            rest = after;
        }
        pieces.push(rest.to_string());
        let words = super::sha256(pieces.join("\0").as_bytes());
        let whole = Cut::of(&pieces.remove(0), pieces.into_iter().enumerate().collect());
        Self { whole, essence: Self::essence(&marked, spots), words }
    }

    /// Cuts the text of what tells a marked tree from others: in it paths stand in their own order.
    fn essence(marked: &Node, spots: usize) -> Cut {
        let marks: BTreeMap<String, usize> =
            (0..spots).map(|spot| (format!("{:?}", marked_as(spot) as f64), spot)).collect();
        let (mut first, mut rest) = (String::new(), Vec::<(usize, String)>::new());
        for (path, value) in lines(marked) {
            let words = rest.last_mut().map_or(&mut first, |(_, words)| words);
            *words += &format!("{path}=");
            match marks.get(&value) {
                Some(spot) => rest.push((*spot, "\n".into())),
                None => *words += &format!("{value}\n"),
            }
        }
        Cut::of(&first, rest)
    }
}

impl Cut {
    fn of(first: &str, rest: Vec<(usize, String)>) -> Self {
        Self { begun: Sha256::new_with_prefix(first), rest }
    }

    /// The hash of the text with the numbers of spots written into it.
    fn hash(&self, write: impl Fn(usize, &mut String) -> std::fmt::Result) -> String {
        let (mut hasher, mut text) = (self.begun.clone(), String::new());
        for (spot, words) in &self.rest {
            text.clear();
            let _ = write(*spot, &mut text);
            hasher.update(&text);
            hasher.update(words);
        }
        super::hexadecimal(&hasher.finalize())
    }
}

/// A number that no file has, and that stands for a drawn one until a text is cut: as a whole number and as another.
fn marked_as(spot: usize) -> i64 {
    // So far from zero only every 1,024th whole number is a floating-point one.
    const APART: i64 = 1024;
    -8_888_000_000_000_000_000 + APART * spot as i64
}

fn mark(node: &mut Node, spot: &mut usize) {
    match &mut node.value {
        Value::Table(table) => table.values_mut().for_each(|node| mark(node, spot)),
        Value::List(list) => list.iter_mut().for_each(|node| mark(node, spot)),
        Value::Number(number) if number.formula.is_some() => {
            number.integer = Some(marked_as(*spot));
            number.value = marked_as(*spot) as f64;
            *spot += 1;
        }
        _ => {}
    }
}
