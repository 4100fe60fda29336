//! The net below all checks: points that the table tells apart, and that are the same scenario.

use std::collections::BTreeMap;

use super::luck::Luck;
use super::plan::{Point, Sweep};
use crate::scenario::notes::list;
use crate::scenario::source::Node;

impl Sweep {
    /// What is to be said of points that are the same scenario; each is given with what tells scenarios apart,
    /// see [`essence`](crate::scenario::undone::essence).
    pub fn alike(&self, points: &[(u64, String)]) -> Vec<String> {
        let mut groups: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
        for (number, essence) in points {
            groups.entry(essence).or_default().push(*number);
        }
        let mut groups: Vec<Vec<u64>> = groups.into_values().filter(|numbers| numbers.len() > 1).collect();
        groups.sort();
        let pairs = groups.iter().flat_map(|numbers| numbers[1..].iter().map(|number| (numbers[0], *number)));
        let pairs = pairs.map(|(one, two)| ((one, two), self.differing(&self.point(one), &self.point(two))));
        let (same, apart): (Vec<_>, Vec<_>) = pairs.partition(|(_, names)| names.is_empty());
        let mut notes = Vec::new();
        if let Some(((one, two), names)) = apart.first() {
            notes.push(format!(
                "{}: points {one} and {two} differ in {}, and are the same scenario{}: what the table says of it makes no difference there",
                self.file,
                list(names),
                others(apart.len())
            ));
        }
        // Drawn points may be drawn twice, and luck may be all that is to differ; else they were meant to be others.
        let meant = self.design.crosses() || self.luck == Luck::Independent;
        if let Some(((one, two), _)) = same.first().filter(|_| !meant) {
            notes.push(format!(
                "{}: points {one} and {two} are the same in all that is varied{}",
                self.file,
                others(same.len())
            ));
        }
        notes
    }

    /// The factors in which two points differ.
    fn differing(&self, one: &Point, two: &Point) -> Vec<&str> {
        let values = one.values.iter().zip(&two.values);
        // 1 and 1.0 are one number, written twice.
        let same = |one: &Node, two: &Node| match one.as_number().zip(two.as_number()) {
            Some((one, two)) => one == two,
            None => one.value == two.value,
        };
        let differ = self.factors.iter().zip(values).filter(|(_, (one, two))| !same(one, two));
        differ.map(|(factor, _)| factor.name.as_str()).collect()
    }
}

fn others(pairs: usize) -> String {
    match pairs {
        0 | 1 => String::new(),
        2 => " (and so is another pair)".into(),
        more => format!(" (and so are {} other pairs)", more - 1),
    }
}
