//! How an outcome depends on one thing that is varied, over all else that is varied.

use std::collections::BTreeMap;

use super::quantiles::type_7;

/// Numbers that are shown each for itself; more are put into so many equal bins.
pub const MAX_LEVELS: usize = 12;

/// Points of a design that share a value of what is varied, or a bin of values.
#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    /// The value, or the bin's ends.
    pub name: String,
    /// The value, the middle of the bin, or the index of what is no number.
    pub across: f64,
    /// Number of points.
    pub points: usize,
    /// Mean of the outcome over the points.
    pub mean: f64,
    /// 5 % and 95 % quantiles over the points, Hyndman and Fan's type 7.
    pub range: (f64, f64),
}

/// The levels of what is varied, in order.
#[derive(Clone, Debug, PartialEq)]
pub struct MainEffect {
    /// Are all values numbers?
    pub numeric: bool,
    /// The levels.
    pub levels: Vec<Level>,
}

/// Why a design has no main effects, and what to look at instead; `None` where it has. A grid has every level with
/// every other, and a cube all of its range with all of the rest; in other designs points that share a level differ in
/// all else as well, so that their mean is no effect of that level.
pub fn without(design: &str) -> Option<&'static str> {
    match design {
        "grid" | "latin-hypercube" | "sobol" => None,
        "saltelli" => Some(
            "A Saltelli design has no mean over levels that could be shown: its points come in rows that share most of their numbers, \
             and count more than once. Take the indices: intsoc sensitivity DIR. \
             For means over levels run a grid, a Latin hypercube or Sobol points.",
        ),
        "morris" => Some(
            "A Morris design has no mean over levels that could be shown: points that share a level differ in all else as well. \
             Take the elementary effects: intsoc sensitivity DIR. \
             For means over levels run a grid, a Latin hypercube or Sobol points.",
        ),
        _ => Some(
            "A list of points has no mean over levels that could be shown: points that share a value differ in all else as well. \
             Compare the points themselves in the table summary; for means over levels run a grid, a Latin hypercube or Sobol points.",
        ),
    }
}

/// Groups points, each with the value of what is varied and its outcome.
///
/// A value that is empty, as where a listed point leaves it as the scenario has it, is a level of its own.
pub fn main_effect<S: AsRef<str> + Ord>(points: impl Iterator<Item = (S, f64)>) -> MainEffect {
    let mut groups: BTreeMap<S, Vec<f64>> = BTreeMap::new();
    for (value, outcome) in points {
        groups.entry(value).or_default().push(outcome);
    }
    let numbers: Option<Vec<f64>> =
        groups.keys().map(|value| value.as_ref().parse().ok().filter(|number: &f64| number.is_finite())).collect();
    let groups = groups.into_iter();
    let Some(numbers) = numbers else {
        let named = |(index, (value, outcomes)): (usize, (S, Vec<f64>))| {
            let name = if value.as_ref().is_empty() { "as it is" } else { value.as_ref() };
            level(name.into(), index as f64, outcomes)
        };
        return MainEffect { numeric: false, levels: groups.enumerate().map(named).collect() };
    };
    let mut numbered: Vec<(f64, String, Vec<f64>)> = numbers
        .into_iter()
        .zip(groups)
        .map(|(number, (name, outcomes))| (number, name.as_ref().into(), outcomes))
        .collect();
    numbered.sort_by(|a, b| a.0.total_cmp(&b.0));
    let levels = if numbered.len() > MAX_LEVELS {
        bins(numbered)
    } else {
        numbered.into_iter().map(|(number, name, outcomes)| level(name, number, outcomes)).collect()
    };
    MainEffect { numeric: true, levels }
}

/// Equal bins; those without a point are left out.
fn bins(numbered: Vec<(f64, String, Vec<f64>)>) -> Vec<Level> {
    let (low, high) = (numbered[0].0, numbered[numbered.len() - 1].0);
    let width = (high - low) / MAX_LEVELS as f64;
    let mut bins: Vec<Vec<f64>> = vec![vec![]; MAX_LEVELS];
    for (number, _, outcomes) in numbered {
        bins[(((number - low) / width) as usize).min(MAX_LEVELS - 1)].extend(outcomes);
    }
    let bins = bins.into_iter().enumerate().filter(|(_, outcomes)| !outcomes.is_empty());
    bins.map(|(bin, outcomes)| {
        let from = low + width * bin as f64;
        level(format!("{from:.4} to {:.4}", from + width), from + width / 2.0, outcomes)
    })
    .collect()
}

fn level(name: String, across: f64, mut outcomes: Vec<f64>) -> Level {
    outcomes.sort_by(f64::total_cmp);
    let mean = outcomes.iter().sum::<f64>() / outcomes.len() as f64;
    Level { name, across, points: outcomes.len(), mean, range: (type_7(&outcomes, 0.05), type_7(&outcomes, 0.95)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_in_the_order_of_their_numbers_or_of_their_names() {
        let effect = main_effect([("10", 1.0), ("9", 2.0), ("9", 4.0)].into_iter());
        let seen: Vec<(&str, usize, f64)> =
            effect.levels.iter().map(|level| (level.name.as_str(), level.points, level.mean)).collect();
        assert_eq!((effect.numeric, seen), (true, vec![("9", 2, 3.0), ("10", 1, 1.0)]));
        let effect = main_effect([("true", 1.0), ("", 2.0), ("false", 3.0)].into_iter());
        let names: Vec<&str> = effect.levels.iter().map(|level| level.name.as_str()).collect();
        assert_eq!((effect.numeric, names), (false, vec!["as it is", "false", "true"]));
        assert_eq!(main_effect(std::iter::empty::<(&str, f64)>()).levels, []);
    }

    #[test]
    fn where_points_of_a_level_differ_in_all_else_it_is_said_what_to_look_at_instead() {
        for (design, instead) in [
            ("saltelli", "Take the indices"),
            ("morris", "Take the elementary effects"),
            ("list", "Compare the points themselves"),
        ] {
            assert!(without(design).is_some_and(|why| why.contains(instead)), "{design}");
        }
        assert!(["grid", "latin-hypercube", "sobol"].into_iter().all(|design| without(design).is_none()));
    }

    #[test]
    fn many_numbers_become_equal_bins_that_lose_no_point() {
        let values: Vec<String> = (0..100).map(|value| value.to_string()).collect();
        let effect = main_effect(values.iter().map(|value| (value.as_str(), value.parse().unwrap())));
        assert_eq!((effect.levels.len(), effect.levels.iter().map(|level| level.points).sum::<usize>()), (12, 100));
        // The first bin holds 0 to 8, since each is 8.25 wide.
        assert_eq!((effect.levels[0].mean, effect.levels[0].across), (4.0, 4.125));
        assert!(effect.levels.iter().all(|level| level.range.0 <= level.mean && level.mean <= level.range.1));
    }
}
