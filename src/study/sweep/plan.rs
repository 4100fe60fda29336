//! A sweep: a design over parameters, and the scenario at each of its points.

use schemars::JsonSchema;
use serde::Deserialize;

use super::asked::Asked;
use super::design::{Coordinate, Design, DesignKind};
use crate::scenario::formula::{Drawn, Formula, Within};
use crate::scenario::source::{Node, Value};
use crate::scenario::weights::share_out;
use crate::scenario::{Mechanism, Override, Place, Problem, Problems, Scenario, inherit, path, text};
use crate::statistics::distributions::beta_quantile;

/// What is varied, and over what.
#[derive(Clone, Debug)]
pub struct Factor {
    /// Its name: a path, `scenario`, or `off.MECHANISM`.
    pub name: String,
    /// Where the file says so.
    pub place: Place,
    /// Its levels or range.
    pub levels: Levels,
    /// What a value of it does.
    pub sets: Sets,
}

/// What a value of a factor does to a scenario.
#[derive(Clone, Debug)]
pub enum Sets {
    /// It is put at the factor's path.
    Value,
    /// It says what becomes of the numbers at the factor's path: see [`Relative`](crate::scenario::relative::Relative).
    Change {
        /// `scale`, `add` or `share`.
        key: &'static str,
        /// Where the numbers are kept, as the file says it.
        clamp: Option<Node>,
    },
    /// It is the place of numbers in their own ranges: those of each scenario that is swept.
    Ranges(Vec<Vec<Ranged>>),
}

/// A number of a scenario that takes its own range.
#[derive(Clone, Debug)]
pub struct Ranged {
    /// Its path as it is told; `*` where it stands at many places.
    pub path: String,
    /// Those places, in the tree before profiles are laid.
    pub places: Vec<Vec<String>>,
    /// Its range.
    pub within: Within,
}

/// The values that a factor takes.
#[derive(Clone, Debug)]
pub enum Levels {
    /// These.
    Values(Vec<Node>),
    /// So many from one number to another, both included.
    Steps {
        /// The first.
        from: f64,
        /// The last.
        to: f64,
        /// How many, at least 2.
        steps: u64,
    },
    /// Any number in a range.
    Range {
        /// The lower end.
        from: f64,
        /// The upper end.
        to: f64,
    },
    /// The three constituencies, whose weights sum to 1, as one: Dirichlet with these parameters.
    Simplex([f64; 3]),
}

/// The keys of the three constituencies, in order.
pub const CONSTITUENCIES: [&str; 3] = ["nationals", "society", "humanity"];

impl Factor {
    /// Number of levels in a grid; `None` for what has no levels.
    pub fn count(&self) -> Option<u64> {
        match &self.levels {
            Levels::Values(values) => Some(values.len() as u64),
            Levels::Steps { steps, .. } => Some(*steps),
            Levels::Range { .. } | Levels::Simplex(_) => None,
        }
    }

    /// Dimensions of the unit cube that it takes up.
    pub fn dimensions(&self) -> usize {
        if matches!(self.levels, Levels::Simplex(_)) { 2 } else { 1 }
    }

    /// Numbers that a point gives for it.
    pub fn inputs(&self) -> usize {
        if matches!(self.levels, Levels::Simplex(_)) { 3 } else { 1 }
    }

    /// The number that alone takes its own range, in a scenario, if it is one and no more.
    pub fn alone(&self, base: usize) -> Option<&Ranged> {
        match &self.sets {
            Sets::Ranges(by_base) if by_base.iter().all(|numbers| numbers.len() <= 1) => by_base[base].first(),
            _ => None,
        }
    }

    /// Its unit and what it is, where more is to be said than that it is varied.
    pub fn meaning(&self) -> (&'static str, String) {
        match &self.sets {
            Sets::Ranges(by_base) => match by_base[0].as_slice() {
                [_] => ("", "drawn from its own range".into()),
                numbers => (
                    "place in range",
                    format!("place of {} numbers that move as one, from 0 at the low end of each to 1", numbers.len()),
                ),
            },
            Sets::Change { key: "scale", .. } => ("", "what the numbers there are multiplied by".into()),
            Sets::Change { key: "add", .. } => ("", "what is added to the numbers there".into()),
            Sets::Change { .. } => ("share", "the weight; the two others keep their proportion in the rest".into()),
            Sets::Value => ("", "what is varied".into()),
        }
    }

    /// The names of its columns.
    pub fn columns(&self) -> Vec<String> {
        match self.levels {
            Levels::Simplex(_) => CONSTITUENCIES.map(|name| format!("{}.{name}", self.name)).to_vec(),
            _ => vec![self.name.clone()],
        }
    }

    /// Its value at the coordinates that it takes up.
    fn at(&self, coordinates: &[Coordinate]) -> Node {
        let number = |value: f64| Node::number(value, &self.place);
        match (&self.levels, coordinates) {
            (Levels::Values(values), [Coordinate::Level(level)]) => values[*level as usize].clone(),
            (Levels::Values(values), [Coordinate::Place(place)]) => {
                let index = (place * values.len() as f64) as usize;
                values[index.min(values.len() - 1)].clone()
            }
            (Levels::Steps { from, to, steps }, [Coordinate::Level(level)]) => number(step(*from, *to, *steps, *level)),
            (Levels::Steps { from, to, steps }, [Coordinate::Place(place)]) => {
                let level = ((place * *steps as f64) as u64).min(steps - 1);
                number(step(*from, *to, *steps, level))
            }
            (Levels::Range { from, to }, [Coordinate::Place(place)]) => number(from + place * (to - from)),
            (Levels::Simplex(parameters), [Coordinate::Place(first), Coordinate::Place(second)]) => {
                let mut table = Node::table(&self.place);
                if let Some(table) = table.as_table_mut() {
                    let weights = weights(*parameters, *first, *second);
                    table.extend(
                        CONSTITUENCIES.into_iter().zip(weights).map(|(name, weight)| (name.into(), number(weight))),
                    );
                }
                table
            }
            _ => number(f64::NAN),
        }
    }
}

/// A step by its index, not by repeated addition; the ends are as written, and a step that is meant to be a decimal is
/// that decimal: 0.3, which finds itself in another table, and not 0.30000000000000004.
fn step(from: f64, to: f64, steps: u64, index: u64) -> f64 {
    match index {
        0 => from,
        _ if index == steps - 1 => to,
        _ => {
            let exact = from + index as f64 / (steps - 1) as f64 * (to - from);
            let rounded = format!("{exact:.14e}");
            // A step with more digits, as a third has, is no decimal that its author meant.
            const DIGITS: usize = 12;
            let mantissa = rounded.split('e').next().unwrap_or_default().trim_end_matches('0');
            let digits = mantissa.bytes().filter(u8::is_ascii_digit).count();
            if digits <= DIGITS { rounded.parse().unwrap_or(exact) } else { exact }
        }
    }
}

/// Dirichlet weights at a place of the unit square, by breaking a stick: the first part is
/// Beta(a, b + c), of what is left the second is Beta(b, c).
pub fn weights([a, b, c]: [f64; 3], first: f64, second: f64) -> [f64; 3] {
    let nationals = beta_quantile(a, b + c, first);
    let society = (1.0 - nationals) * beta_quantile(b, c, second);
    [nationals, society, (1.0 - nationals - society).max(0.0)]
}

/// Whether the points of a sweep share their luck.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Luck {
    /// A replicate has the same luck at every point: differences between points are their own.
    #[default]
    Common,
    /// Every point has luck of its own.
    Independent,
}

impl Luck {
    /// Its word in files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Common => "common",
            Self::Independent => "independent",
        }
    }
}

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
    /// Words.
    Text(String),
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

/// What stands for a path that a listed point does not name: it keeps what the scenario says.
pub(super) fn absent(place: &Place) -> Node {
    Node { value: Value::Text(String::new()), place: place.clone() }
}

pub(super) fn is_absent(value: &Node) -> bool {
    value.as_text() == Some("")
}

impl Sweep {
    /// The columns that say where a point lies.
    pub fn columns(&self) -> Vec<String> {
        self.factors.iter().flat_map(Factor::columns).collect()
    }

    /// A point's values as cells, in the order of [`Sweep::columns`].
    pub fn cells(&self, point: &Point) -> Vec<Cell> {
        let cell = |node: &Node| match (&node.value, node.as_number()) {
            (_, Some(number)) => Cell::Number(number),
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
        let named = factors.filter(|(factor, _)| factor.name == "scenario").filter_map(|(_, value)| value.as_text());
        // A listed point without one has the file's own, which is the first.
        named.last().and_then(|name| self.bases.iter().position(|(known, _)| known == name)).unwrap_or(0)
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

    /// The numbers that a point gives to a [`Template`](crate::scenario::template::Template); none where a value is no
    /// number, or where a whole one is written, as which it has to stay.
    pub fn inputs(&self, point: &Point) -> Option<Vec<f64>> {
        let mut inputs = Vec::new();
        for (factor, value) in self.factors.iter().zip(&point.values).filter(|(factor, _)| factor.name != "scenario") {
            if factor.name.starts_with("scenario.") || mechanism(&factor.name).is_some() {
                return None;
            }
            match (&factor.levels, &value.value) {
                (Levels::Simplex(_), _) => {
                    inputs
                        .extend(CONSTITUENCIES.map(|name| value.child(name).and_then(Node::as_number).unwrap_or(0.0)));
                }
                (_, Value::Number(number)) if number.integer.is_none() => inputs.push(number.value),
                _ => return None,
            }
        }
        Some(inputs)
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
        (0..most).map(|probe| (u128::from(probe) * u128::from(points) / u128::from(most)) as u64).collect()
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

/// The place of numbers that are at their values, wherever in their ranges these lie.
fn at_value(place: &Place) -> Node {
    Node::number(f64::NAN, place)
}

/// Puts a number at a place in its own range.
fn put_place(root: &mut Node, ranged: &Ranged, place: &Node, input: usize) {
    let Some(at) = place.as_number() else { return };
    let formula = Formula::Within(Formula::Input(input).into(), ranged.within);
    let at = if at.is_nan() { ranged.within.value } else { ranged.within.at(at) };
    let number = Node::drawn(Drawn::made(at, formula), &place.place);
    ranged.places.iter().for_each(|names| path::put(root, names, number.clone()));
}

/// A change of the number that stands there, as a file says it.
pub(super) fn change(key: &str, amount: Node, clamp: Option<&Node>) -> Node {
    let mut table = Node::table(&amount.place);
    if let Some(table) = table.as_table_mut() {
        table.insert(key.into(), amount);
        table.extend(clamp.map(|clamp| ("clamp".to_string(), clamp.clone())));
    }
    table
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

/// The mechanism that `off.NAME` switches.
pub fn mechanism(name: &str) -> Option<Mechanism> {
    let name = name.strip_prefix("off.")?;
    Mechanism::ALL.into_iter().find(|mechanism| mechanism.name() == name)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dirichlet_weights_sum_to_one_and_have_the_right_means() {
        // Means of Dirichlet(4, 2, 1) are 4/7, 2/7, 1/7; a fine lattice of places stands for all.
        let mut sums = [0.0; 3];
        let n = 60;
        for i in 0..n {
            for j in 0..n {
                let weights =
                    weights([4.0, 2.0, 1.0], (f64::from(i) + 0.5) / f64::from(n), (f64::from(j) + 0.5) / f64::from(n));
                assert!((weights.iter().sum::<f64>() - 1.0).abs() < 1e-12);
                assert!(weights.iter().all(|weight| (0.0..=1.0).contains(weight)));
                sums.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += weight / f64::from(n * n));
            }
        }
        for (found, expected) in sums.into_iter().zip([4.0 / 7.0, 2.0 / 7.0, 1.0 / 7.0]) {
            assert!((found - expected).abs() < 2e-3, "{found} against {expected}");
        }
    }

    #[test]
    fn steps_are_taken_by_index_and_end_at_the_end() {
        let place = Place::whole("test");
        let factor = Factor { name: "x".into(), place, levels: Levels::Steps { from: 0.1, to: 0.7, steps: 7 }, sets: Sets::Value };
        let at = |level| factor.at(&[Coordinate::Level(level)]).as_number().unwrap();
        assert_eq!((at(0), at(6)), (0.1, 0.7));
        assert!((at(3) - 0.4).abs() < 1e-15);
    }
}
