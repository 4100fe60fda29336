//! Whether what a table will say was varied is what will run: changes of which one undoes another.

use std::collections::{BTreeMap, BTreeSet};

use super::factor::{CONSTITUENCIES, Factor, Levels, Sets, is_absent, mechanism};
use super::plan::switch_on;
use super::reader::{Base, Given, Reader};
use crate::scenario::inherit;
use crate::scenario::notes::{self, idle};
use crate::scenario::relative::Relative;
use crate::scenario::source::{Node, Value};
use crate::scenario::undone::{Changed, Left};
use crate::scenario::{Override, Place, path};

/// What a change or a factor sets.
struct Touch {
    /// Every concrete path, in any of the scenarios.
    paths: BTreeSet<String>,
    /// It puts a value there, whatever was there before; `{ scale }` and `{ add }` do not.
    puts: bool,
    /// At every point.
    always: bool,
}

impl Reader {
    /// Refuses what would make the table say of a point what was not run.
    ///
    /// Numbers that take their own ranges are not among the factors: what is set or varied otherwise takes none.
    pub(super) fn against(&mut self, given: &Given<'_>, factors: &[Factor]) {
        // Of paths that reach nothing enough was said.
        if !self.problems.is_empty() {
            return;
        }
        let touches: Vec<Touch> = factors.iter().map(|factor| of_factor(given.bases, factor)).collect();
        self.numbered(given.bases, factors);
        self.idle(given.bases, factors);
        self.overlapping(factors, &touches);
        self.set_and_varied(given, factors, &touches);
        if self.root.child("point").is_none() && self.problems.is_empty() {
            self.undone(given.bases, factors);
        }
    }

    /// Events by numbers that may be others'.
    fn numbered(&mut self, bases: &[Base], factors: &[Factor]) {
        for factor in factors {
            let change = Override::new(&factor.name, Node::number(0.0, &factor.place));
            let wrong = bases.iter().find_map(|base| inherit::by_number(&base.root, &change, base.shift));
            self.problems.extend(wrong.map(|problem| crate::scenario::Problem { value: None, ..problem }));
        }
    }

    /// A path that has no effect cannot be varied; a note names those whom it does not reach.
    fn idle(&mut self, bases: &[Base], factors: &[Factor]) {
        let paths: Vec<(&str, &Place)> = factors
            .iter()
            .filter(|factor| factor.name != "scenario" && mechanism(&factor.name).is_none())
            .map(|factor| (factor.name.as_str(), &factor.place))
            .collect();
        for (name, place) in &paths {
            let counts = |base: &Base| {
                let set = notes::SetAtStart::of(&base.root);
                let reached = path::resolve(&base.root, name).unwrap_or_default();
                reached.iter().any(|at| idle(&base.root, &at.names).is_none() && !set.holds(&at.names))
            };
            if !bases.iter().any(counts) {
                let said = bases.first().map(|base| {
                    let path = [(*name, *place)];
                    [notes::passed_over(&base.root, &path), notes::overtaken(&base.root, &path, true)].concat()
                });
                let remedy = said.and_then(|said| Some(said.first()?.split_once('\n')?.1.trim().to_string()));
                let message = "counts for nothing in the scenario: all points would be the same";
                self.problem(place, &format!("vary.\"{name}\""), message, remedy.unwrap_or_default());
            }
        }
        if self.problems.is_empty() {
            for base in bases {
                self.note(notes::passed_over(&base.root, &paths));
                self.note(notes::overtaken(&base.root, &paths, true));
            }
        }
    }

    /// Two factors of which one overwrites something of the other.
    fn overlapping(&mut self, factors: &[Factor], touches: &[Touch]) {
        let mut owners: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (index, touch) in touches.iter().enumerate() {
            touch.paths.iter().for_each(|path| owners.entry(path).or_default().push(index));
        }
        let mut known = BTreeSet::new();
        for (index, touch) in touches.iter().enumerate() {
            for path in &touch.paths {
                let others = with_above(path).filter_map(|above| owners.get(above)).flatten();
                for other in others.copied().filter(|other| *other != index && (touch.puts || touches[*other].puts)) {
                    let pair = (index.min(other), index.max(other));
                    if at_one_point(&factors[pair.0], &factors[pair.1]) && known.insert(pair) {
                        self.refuse_pair(&factors[pair.0], &factors[pair.1], path);
                    }
                }
            }
        }
    }

    fn refuse_pair(&mut self, first: &Factor, second: &Factor, path: &str) {
        let table = if self.root.child("point").is_some() { "point" } else { "vary" };
        let message = format!(
            "sets {path}, and so does \"{}\" ({}): of one of the two the table would say what was not run",
            first.name, first.place
        );
        let remedy = "vary one of them; to have the wider one pass over a name, write the other names out";
        self.problem(&second.place, &format!("{table}.\"{}\"", second.name), message, remedy);
    }

    /// What is set for all points and varied too.
    fn set_and_varied(&mut self, given: &Given<'_>, factors: &[Factor], touches: &[Touch]) {
        for change in given.changes.iter().filter(|change| !of_the_sweep(&change.path)) {
            let touch = of_change(given.bases, change);
            let undoes = |path: &String| {
                let above: Vec<&str> = with_above(path).collect();
                let puts =
                    |touch: &Touch| touch.puts && touch.always && above.iter().any(|path| touch.paths.contains(*path));
                touches.iter().position(puts)
            };
            let undone: Vec<(&String, usize)> =
                touch.paths.iter().filter_map(|path| Some((path, undoes(path)?))).collect();
            let Some((_, by)) = undone.first() else { continue };
            let (place, by) = (&change.value.place, &factors[*by]);
            if undone.len() == touch.paths.len() {
                let message = format!("is varied by \"{}\" ({}), and so would count for nothing", by.name, by.place);
                self.wrong_change(change, message);
            } else {
                let paths: Vec<&str> = undone.iter().map(|(path, _)| path.as_str()).collect();
                self.note([format!(
                    "{place}: {} is varied in part, which undoes it there: {}",
                    change.path,
                    notes::list(&paths)
                )]);
            }
        }
    }

    fn wrong_change(&mut self, change: &Override, message: String) {
        let remedy = "leave it out, or do not vary it";
        self.wrong(&change.value.clone(), &change.path, message, remedy);
    }

    /// Scenarios whose difference is undone by what holds, or is varied, in all of them.
    fn undone(&mut self, bases: &[Base], factors: &[Factor]) {
        let Some(scenarios) = factors.iter().find(|factor| factor.name == "scenario") else { return };
        let after: Vec<Node> = bases.iter().map(|base| with_some_values(&base.root, factors)).collect();
        let changed = |index: usize| Changed { before: &bases[index].before, after: &after[index] };
        for (index, base) in bases.iter().enumerate().skip(1) {
            let left = Left::of(changed(0), changed(index));
            let (name, first) = (&base.name, &bases[0].name);
            if left.nothing {
                let message = format!(
                    "{name} becomes the same scenario as {first}: what is set or varied comes last, and undoes all that it changes ({})",
                    left.shown()
                );
                let remedy = "leave that out of [set], [vary], --set and --off, or write it into the scenarios";
                self.problem(&scenarios.place, "vary.\"scenario\"", message, remedy);
            } else if !left.undone.is_empty() {
                self.note([format!(
                    "{name}: what is set or varied comes last, and undoes a part of what it changes against {first}: {}",
                    left.shown()
                )]);
            }
        }
    }
}

/// The sweep has one of these for all its points.
fn of_the_sweep(path: &str) -> bool {
    ["scenario.seed", "scenario.replicates"].contains(&path)
}

/// A path, and all paths above it.
fn with_above(path: &str) -> impl Iterator<Item = &str> {
    std::iter::once(path).chain(path.rmatch_indices('.').map(|(at, _)| &path[..at]))
}

/// Is there a point at which both have a value?
fn at_one_point(first: &Factor, second: &Factor) -> bool {
    match (&first.levels, &second.levels) {
        (Levels::Values(one), Levels::Values(two)) if one.iter().chain(two).any(is_absent) => {
            one.iter().zip(two).any(|(one, two)| !is_absent(one) && !is_absent(two))
        }
        _ => true,
    }
}

fn of_factor(bases: &[Base], factor: &Factor) -> Touch {
    let never = Touch { paths: BTreeSet::new(), puts: false, always: false };
    if factor.name == "scenario" {
        return never;
    }
    if let Some(mechanism) = mechanism(&factor.name) {
        return Touch { paths: BTreeSet::from([off(mechanism.name())]), puts: true, always: true };
    }
    let Levels::Values(values) = &factor.levels else {
        let puts = matches!(factor.sets, Sets::Value);
        return Touch { paths: paths(bases, &factor.name, &[]), puts, always: puts };
    };
    let there: Vec<&Node> = values.iter().filter(|value| !is_absent(value)).collect();
    Touch {
        paths: paths(bases, &factor.name, &there),
        puts: there.iter().any(|value| Relative::of(value).is_none()),
        always: there.len() == values.len() && there.iter().all(|value| Relative::of(value).is_none()),
    }
}

fn of_change(bases: &[Base], change: &Override) -> Touch {
    let names = match &change.value.value {
        Value::List(names) if change.path == "scenario.off" && !names.is_empty() => names.as_slice(),
        _ => &[],
    };
    let paths = match names {
        [] => paths(bases, &change.path, &[&change.value]),
        names => names.iter().filter_map(Node::as_text).map(off).collect(),
    };
    Touch { paths, puts: true, always: true }
}

/// The place of one switch.
fn off(mechanism: &str) -> String {
    format!("scenario.off.{mechanism}")
}

/// Every concrete path that a pattern sets in any of the scenarios, with these values: a table sets what is in it,
/// and a profile the states that take it from there.
fn paths(bases: &[Base], pattern: &str, values: &[&Node]) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    let below: BTreeSet<String> = values.iter().flat_map(|value| ends(value)).collect();
    for base in bases {
        for at in path::resolve(&base.root, pattern).unwrap_or_default() {
            let places = match at.names.as_slice() {
                [profiles, id, rest @ ..] if profiles == "profiles" && !rest.is_empty() => {
                    notes::takers(&base.root, id, rest)
                }
                _ => vec![at.names.clone()],
            };
            let places = places.into_iter().map(|names| names.join("."));
            if below.is_empty() {
                paths.extend(places);
            } else {
                places.for_each(|path| paths.extend(below.iter().map(|end| format!("{path}{end}"))));
            }
        }
    }
    paths
}

/// Where the values of a table end, each with the dots before it; of anything else nothing.
fn ends(value: &Node) -> Vec<String> {
    match value.as_table() {
        Some(table) if Relative::of(value).is_none() => {
            let below = |(name, node): (&String, &Node)| -> Vec<String> {
                ends(node).into_iter().map(|end| format!(".{name}{end}")).collect()
            };
            table.iter().flat_map(below).collect()
        }
        _ => vec![String::new()],
    }
}

/// A tree with a value of each factor that puts one.
fn with_some_values(root: &Node, factors: &[Factor]) -> Node {
    let mut root = root.clone();
    for factor in factors.iter().filter(|factor| factor.name != "scenario") {
        let place = &factor.place;
        if let Some(mechanism) = mechanism(&factor.name) {
            switch_on(&mut root, mechanism);
            continue;
        }
        let value = match &factor.levels {
            _ if !matches!(factor.sets, Sets::Value) => continue,
            Levels::Values(values) if values.iter().any(|value| Relative::of(value).is_some()) => continue,
            Levels::Values(values) => values[0].clone(),
            Levels::Steps { from, .. } | Levels::Range { from, .. } => Node::number(*from, place),
            Levels::Simplex(_) => {
                let mut table = Node::table(place);
                let thirds = CONSTITUENCIES.map(|name| (name.to_string(), Node::number(1.0 / 3.0, place)));
                table.as_table_mut().into_iter().for_each(|table| table.extend(thirds.clone()));
                table
            }
        };
        let change = Override::new(&factor.name, value);
        // A value that is wrong is told of at the point that has it.
        let _ = inherit::apply(&mut root, &change);
    }
    root
}
