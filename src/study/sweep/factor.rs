//! What is varied, and over what.

use super::design::Coordinate;
use crate::scenario::formula::{Drawn, Formula, Within};
use crate::scenario::source::{Node, Value};
use crate::scenario::{Mechanism, Place, path};
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

    /// Is it of numbers that take their own ranges?
    pub fn is_of_ranges(&self) -> bool {
        matches!(self.sets, Sets::Ranges(_))
    }

    /// How many numbers of a scenario take their own ranges with it.
    pub fn numbers(&self, base: usize) -> usize {
        match &self.sets {
            Sets::Ranges(by_base) => by_base[base].len(),
            _ => 0,
        }
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

    /// The names of its columns.
    pub fn columns(&self) -> Vec<String> {
        match self.levels {
            Levels::Simplex(_) => CONSTITUENCIES.map(|name| format!("{}.{name}", self.name)).to_vec(),
            _ => vec![self.name.clone()],
        }
    }

    /// Its value at the coordinates that it takes up.
    pub fn at(&self, coordinates: &[Coordinate]) -> Node {
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

/// What stands for a path that a listed point does not name: it keeps what the scenario says.
pub fn absent(place: &Place) -> Node {
    Node { value: Value::Text(String::new()), place: place.clone() }
}

pub fn is_absent(value: &Node) -> bool {
    value.as_text() == Some("")
}

/// The place of numbers that are at their values, wherever in their ranges these lie.
pub fn at_value(place: &Place) -> Node {
    Node::number(f64::NAN, place)
}

/// Puts a number at a place in its own range.
pub fn put_place(root: &mut Node, ranged: &Ranged, place: &Node, input: usize) {
    let Some(at) = place.as_number() else { return };
    let formula = Formula::Within(Formula::Input(input).into(), ranged.within);
    let number = Node::drawn(Drawn::made(ranged.within.at(at), formula), &place.place);
    ranged.places.iter().for_each(|names| path::put(root, names, number.clone()));
}

/// A change of the number that stands there, as a file says it.
pub fn change(key: &str, amount: Node, clamp: Option<&Node>) -> Node {
    let mut table = Node::table(&amount.place);
    if let Some(table) = table.as_table_mut() {
        table.insert(key.into(), amount);
        table.extend(clamp.map(|clamp| ("clamp".to_string(), clamp.clone())));
    }
    table
}

/// The mechanism that `off.NAME` switches.
pub fn mechanism(name: &str) -> Option<Mechanism> {
    let name = name.strip_prefix("off.")?;
    Mechanism::ALL.into_iter().find(|mechanism| mechanism.name() == name)
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
        let factor = Factor {
            name: "x".into(),
            place,
            levels: Levels::Steps { from: 0.1, to: 0.7, steps: 7 },
            sets: Sets::Value,
        };
        let at = |level| factor.at(&[Coordinate::Level(level)]).as_number().unwrap();
        assert_eq!((at(0), at(6)), (0.1, 0.7));
        assert!((at(3) - 0.4).abs() < 1e-15);
    }
}
