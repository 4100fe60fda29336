//! A sweep: a design over parameters, and the scenario at each of its points.

use super::asked::Asked;
use super::design::{Coordinate, Design, DesignKind};
use super::factor::{CONSTITUENCIES, Factor, Levels, Sets, at_value, change, is_absent, mechanism, put_place};
use super::luck::Luck;
use crate::scenario::formula::{Drawn, Formula};
use crate::scenario::source::{Node, Value};
use crate::scenario::weights::share_out;
use crate::scenario::{Mechanism, Override, Problem, Problems, Scenario, inherit, text};
use crate::table::written;

/// A sweep that is read and checked.
#[derive(Clone, Debug)]
pub struct Sweep {
    /// The file's name.
    pub file: String,
    /// The file's text, as it was read.
    pub text: String,
    /// The scenarios that points start from, by the names the file gives them; the first unless
    /// `scenario` is a factor.
    pub bases: Vec<(String, Node)>,
    /// What is varied.
    pub factors: Vec<Factor>,
    /// The design.
    pub design: Design,
    /// Its name in the file.
    pub design_name: String,
    /// Replicates of each point.
    pub replicates: u64,
    /// Master seed of all chance.
    pub seed: u64,
    /// Whether points share their luck.
    pub luck: Luck,
    /// What is asked at every point besides the outcomes.
    pub asked: Asked,
    /// What is to be said of it, and stays with its results.
    pub notes: Vec<String>,
}

/// One point of a sweep.
#[derive(Clone, Debug)]
pub struct Point {
    /// Its number.
    pub number: u64,
    /// The value of each factor.
    pub values: Vec<Node>,
}

/// A cell of a point's row: a number, or something in words; an empty text where a listed point keeps
/// what the scenario says.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// A number.
    Number(f64),
    /// True or false.
    Flag(bool),
    /// Words.
    Text(String),
}

impl Cell {
    /// As it is written.
    pub fn words(&self) -> String {
        match self {
            Self::Number(number) => written(*number),
            Self::Flag(flag) => flag.to_string(),
            Self::Text(text) => text.clone(),
        }
    }
}

/// What a column of what is varied holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// Numbers.
    Numbers,
    /// True and false.
    Switches,
    /// Numbers, and words such as `{ scale = 0.5 }`.
    Both,
    /// Words.
    Words,
}

impl Sweep {
    /// Do numbers take their own ranges, so that it is asked how far anything holds over what is plausible?
    pub fn asks_how_far(&self) -> bool {
        self.factors.iter().any(Factor::is_of_ranges)
    }

    /// The columns that say where a point lies.
    pub fn columns(&self) -> Vec<String> {
        self.factors.iter().flat_map(Factor::columns).collect()
    }

    /// A point's values as cells, in the order of [`Sweep::columns`].
    pub fn cells(&self, point: &Point) -> Vec<Cell> {
        let cell = |node: &Node| match (&node.value, node.as_number()) {
            (_, Some(number)) => Cell::Number(number),
            (Value::Flag(flag), _) => Cell::Flag(*flag),
            (Value::Text(text), _) => Cell::Text(text.clone()),
            _ => Cell::Text(node.shown()),
        };
        let base = self.base(point);
        let cells = self.factors.iter().zip(&point.values).flat_map(|(factor, value)| match factor.levels {
            Levels::Simplex(_) => CONSTITUENCIES.iter().filter_map(|name| value.child(name)).map(cell).collect(),
            // A number that moves alone is told as itself, and not by its place in its range.
            _ => match factor.alone(base).zip(value.as_number()) {
                Some((ranged, place)) => vec![Cell::Number(ranged.within.at(place))],
                None => vec![cell(value)],
            },
        });
        cells.collect()
    }

    /// The scenario that a point starts from, by its place among the bases.
    pub fn base(&self, point: &Point) -> usize {
        let factors = self.factors.iter().zip(&point.values);
        let mut named =
            factors.filter(|(factor, _)| factor.name == "scenario").filter_map(|(_, value)| value.as_text());
        // A listed point without one has the file's own, which is the first.
        named.next_back().and_then(|name| self.bases.iter().position(|(known, _)| known == name)).unwrap_or(0)
    }

    /// Where a point lies in each factor that is a range, from 0 to 1; none where a factor is no range.
    pub fn places(&self, point: &Point) -> Option<Vec<f64>> {
        let place = |(factor, value): (&Factor, &Node)| match (&factor.levels, value.as_number()) {
            (Levels::Range { from, to } | Levels::Steps { from, to, .. }, Some(number)) => {
                Some((number - from) / (to - from))
            }
            _ => None,
        };
        let ranges = self.factors.iter().zip(&point.values).filter(|(factor, _)| factor.name != "scenario");
        ranges.map(place).collect()
    }

    /// The numbers that a point gives to a [`Template`](crate::scenario::template::Template), and in words what it gives
    /// besides: points with the same words differ in numbers alone. A whole number that is written has to stay one, and is
    /// among the words too.
    pub fn inputs(&self, point: &Point) -> (Vec<f64>, String) {
        let (mut inputs, mut words) = (Vec::new(), String::new());
        for (factor, value) in self.factors.iter().zip(&point.values).filter(|(factor, _)| factor.name != "scenario") {
            let fixed = factor.name.starts_with("scenario.") || mechanism(&factor.name).is_some();
            match (&factor.levels, &value.value) {
                (Levels::Simplex(_), _) if !fixed => {
                    inputs
                        .extend(CONSTITUENCIES.map(|name| value.child(name).and_then(Node::as_number).unwrap_or(0.0)));
                }
                (_, Value::Number(number)) if !fixed && number.integer.is_none() => inputs.push(number.value),
                _ => {
                    words += &format!("{} = {}\n", factor.name, value.to_json());
                    inputs.extend(std::iter::repeat_n(value.as_number().unwrap_or(f64::NAN), factor.inputs()));
                }
            }
        }
        (inputs, words)
    }

    /// What a column holds at the points that have something there.
    pub fn holds(&self, column: &str) -> Holds {
        let factor = self.factors.iter().find(|factor| factor.columns().iter().any(|name| name == column));
        let Some(Factor { levels: Levels::Values(values), .. }) = factor else { return Holds::Numbers };
        let there = || values.iter().filter(|value| !is_absent(value));
        let numbers = there().filter(|value| value.as_number().is_some()).count();
        if mechanism(column).is_some() {
            Holds::Switches
        } else if numbers == there().count() {
            Holds::Numbers
        } else if numbers > 0 {
            Holds::Both
        } else {
            Holds::Words
        }
    }

    /// A point by its number.
    pub fn point(&self, number: u64) -> Point {
        let coordinates = self.design.point(number);
        let values = if let ("list", [Coordinate::Level(row)]) = (self.design_name.as_str(), coordinates.as_slice()) {
            self.factors.iter().map(|factor| factor.at(&[Coordinate::Level(*row)])).collect()
        } else {
            let mut rest = coordinates.as_slice();
            let world = [Coordinate::Level(self.design.world(number))];
            let value = |factor: &Factor| {
                if factor.name == "scenario" && self.design.crosses() {
                    return factor.at(&world);
                }
                let (own, later) = rest.split_at(factor.dimensions().min(rest.len()));
                rest = later;
                factor.at(own)
            };
            self.factors.iter().map(value).collect()
        };
        Point { number, values }
    }

    /// The tree of a point: its scenario with the point's numbers, which know what they are made of.
    ///
    /// # Errors
    /// With the changes that cannot be made.
    pub fn tree(&self, point: &Point) -> Result<Node, Problems> {
        let base = self.base(point);
        let mut root = self.bases[base].1.clone();
        let (mut input, mut changes) = (0, Vec::new());
        for (factor, value) in self.factors.iter().zip(&point.values).filter(|(factor, _)| factor.name != "scenario") {
            let drawn = |node: &Node, input: usize| match node.as_number() {
                Some(number) if node.as_whole_written().is_none() => {
                    Node::drawn(Drawn::made(number, Formula::Input(input)), &node.place)
                }
                _ => node.clone(),
            };
            match &factor.sets {
                Sets::Ranges(by_base) => {
                    by_base[base].iter().for_each(|ranged| put_place(&mut root, ranged, value, input))
                }
                _ if mechanism(&factor.name).is_some() => changes.extend(switched(factor, value, &mut root)),
                _ if is_absent(value) => {}
                Sets::Change { key, clamp } => {
                    let value = change(key, drawn(value, input), clamp.as_ref());
                    changes.push(Override::new(&factor.name, value));
                }
                Sets::Value => {
                    let mut value = if factor.inputs() == 1 { drawn(value, input) } else { value.clone() };
                    let weights = value.as_table_mut().filter(|_| factor.inputs() > 1);
                    for (at, weight) in weights.into_iter().flat_map(|weights| weights.values_mut()).enumerate() {
                        *weight = drawn(weight, input + at);
                    }
                    changes.push(Override::new(&factor.name, value));
                }
            }
            input += factor.inputs();
        }
        share_out(&mut root);
        let problems: Vec<Problem> =
            changes.iter().filter_map(|change| inherit::apply(&mut root, change).err()).collect();
        if problems.is_empty() { Ok(root) } else { Err(Problems(problems)) }
    }

    /// The scenario at a point, with the seed of its luck.
    ///
    /// # Errors
    /// When the point's values make no valid scenario.
    pub fn scenario(&self, point: &Point) -> Result<Scenario, Problems> {
        Ok(crate::scenario::freeze(self.tree(point)?, vec![])?.with_seed(self.seed_at(point)))
    }

    /// The seed of a point's luck.
    pub fn seed_at(&self, point: &Point) -> u64 {
        match self.luck {
            Luck::Common => self.seed,
            Luck::Independent => {
                let key = crate::model::chance::key(self.seed, &format!("point/{}", point.number));
                // Seeds are written as TOML integers: without the sign's bit.
                key[..8].iter().fold(0u64, |bits, byte| bits << 8 | u64::from(*byte)) >> 1
            }
        }
    }

    /// Points that stand for all: every one where there are few, else an even selection. They show what is
    /// wrong with a design before anything is run.
    pub fn probes(&self) -> Vec<u64> {
        // A scenario of the baseline's size takes a millisecond to make: half a second before the sweep begins.
        const MAX_SCENARIOS: u64 = 500;
        let points = self.design.points();
        let most = (MAX_SCENARIOS / self.asked.needs.worlds.len() as u64).max(50);
        if points <= most {
            return (0..points).collect();
        }
        // Under each of the scenarios that points are crossed with: an even step could come to one of them alone.
        let worlds = self.design.worlds();
        let (points, most) = (points / worlds, (most / worlds).max(1));
        let probe = |probe: u64| (u128::from(probe) * u128::from(points) / u128::from(most)) as u64 * worlds;
        (0..most).flat_map(|number| (0..worlds).map(move |world| probe(number) + world)).collect()
    }

    /// A point with every number that takes its own range at its value: as a drawn one it may make no scenario.
    pub fn at_values(&self, mut point: Point) -> Point {
        for (factor, value) in self.factors.iter().zip(&mut point.values) {
            if matches!(factor.sets, Sets::Ranges(_)) {
                *value = at_value(&factor.place);
            }
        }
        point
    }

    /// What is wrong with a point, said with its number and values.
    pub fn wrong_at(&self, point: &Point, problems: &Problems) -> Problems {
        let values: Vec<String> = self
            .factors
            .iter()
            .zip(&point.values)
            .filter(|(_, value)| !is_absent(value))
            .map(|(factor, value)| format!("{} = {}", factor.name, value.shown()))
            .collect();
        let mut problems = problems.clone();
        for problem in &mut problems.0 {
            problem.message =
                format!("at point {} ({}): {}", point.number, text::line(&values.join(", "), 300), problem.message);
        }
        problems
    }
}

/// The change that switches a mechanism off; on, it is taken from those that are off.
fn switched(factor: &Factor, value: &Node, root: &mut Node) -> Option<Override> {
    let mechanism = mechanism(&factor.name)?;
    match value.value {
        Value::Flag(true) => {
            let place = factor.place.clone();
            let name = Node { value: Value::Text(mechanism.name().into()), place: place.clone() };
            let names = Node { value: Value::List(vec![name]), place };
            Some(Override::append("scenario.off", names))
        }
        Value::Flag(false) => {
            switch_on(root, mechanism);
            None
        }
        _ => None,
    }
}

/// Takes a mechanism from those that a scenario has off: `off.NAME = false` says that it is on.
pub(super) fn switch_on(root: &mut Node, mechanism: Mechanism) {
    let run = root.as_table_mut().and_then(|table| table.get_mut("scenario"));
    let off = run.and_then(Node::as_table_mut).and_then(|run| run.get_mut("off")).map(|off| &mut off.value);
    if let Some(Value::List(names)) = off {
        names.retain(|name| name.as_text() != Some(mechanism.name()));
    }
}

/// The kind of design by its name in a sweep file.
pub fn kind(name: &str, levels: u64) -> Option<DesignKind> {
    Some(match name {
        "grid" => DesignKind::Grid,
        "list" => DesignKind::List,
        "latin-hypercube" => DesignKind::LatinHypercube,
        "sobol" => DesignKind::Sobol,
        "morris" => DesignKind::Morris { levels },
        "saltelli" => DesignKind::Saltelli { second_order: false },
        _ => return None,
    })
}
