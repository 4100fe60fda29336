//! Numbers that take their own ranges: `ranges`, `hold`, `together`.
//!
//! The files of a scenario say of every number from where to where it may lie. Here they become factors: numbers of one
//! kind move as one, each in its own range, unless the file says otherwise.

use std::collections::BTreeSet;
use std::path::Path;

use indexmap::IndexMap;

use super::factor::{Factor, Levels, Ranged, Sets};
use super::reader::{Given, Reader};
use super::written::{Group, Together};
use crate::scenario::belongs::Belongs;
use crate::scenario::formula::Within;
use crate::scenario::literals::{Literal, literals};
use crate::scenario::notes;
use crate::scenario::source::Node;
use crate::scenario::{Place, path};

/// Concrete paths of the tree before profiles are laid.
type Paths = BTreeSet<Vec<String>>;

/// Numbers of one scenario by the name of the factor that they belong to.
type Grouped = IndexMap<String, Vec<(Ranged, Place)>>;

impl Reader {
    /// The factors of `ranges`, given what is varied besides, which takes no range.
    pub(super) fn ranged(
        &mut self,
        bases: &[(String, Node)],
        varied: &[Factor],
        given: Option<&Given<'_>>,
    ) -> Vec<Factor> {
        if self.written.ranges.is_none() {
            self.without_ranges();
            return vec![];
        }
        let before = |index: usize, root| given.map_or(root, |given| &given.bases[index].before);
        let by_base: Vec<Grouped> = bases
            .iter()
            .enumerate()
            .map(|(index, (name, root))| {
                let own = Path::new(name).file_stem().map_or(name.into(), |stem| stem.to_string_lossy());
                let own = if self.written.apart && bases.len() > 1 { format!("{own}: ") } else { String::new() };
                self.grouped(index, root, before(index, root), varied, &own)
            })
            .collect();
        let mut names: IndexMap<&String, &Place> = IndexMap::new();
        for (name, numbers) in by_base.iter().flatten() {
            if let Some((_, place)) = numbers.first() {
                names.entry(name).or_insert(place);
            }
        }
        let factors = names.into_iter().map(|(name, place)| {
            let of = |grouped: &Grouped| -> Vec<Ranged> {
                grouped.get(name).into_iter().flatten().map(|(ranged, _)| ranged.clone()).collect()
            };
            Factor {
                name: name.clone(),
                place: place.clone(),
                levels: Levels::Range { from: 0.0, to: 1.0 },
                sets: Sets::Ranges(by_base.iter().map(of).collect()),
            }
        });
        let factors: Vec<Factor> = factors.collect();
        if factors.is_empty() && self.problems.is_empty() {
            let node = self.said(&["ranges"]);
            let remedy = "give numbers low and high in the scenario, or ask for another grade; intsoc check --numbers lists them";
            self.wrong(&node, "ranges", "no number of the scenario takes a range of its own", remedy);
        }
        factors
    }

    /// What belongs to `ranges` and stands without it.
    fn without_ranges(&mut self) {
        for key in ["hold", "together", "shape"] {
            if let Some(node) = self.root.child(key).cloned() {
                self.wrong(
                    &node,
                    key,
                    "is about numbers that take their own ranges",
                    "write ranges = \"all\" too, or leave it out",
                );
            }
        }
    }

    /// The numbers of a scenario that take their ranges, by factor; `before` is the scenario as its files have it. Before the
    /// names of those that are of its case stands `own`, where cases are drawn apart.
    fn grouped(&mut self, index: usize, root: &Node, before: &Node, varied: &[Factor], own: &str) -> Grouped {
        let hold = self.written.hold.clone();
        let held = self.reached(root, &hold, (index == 0).then_some(&|at| vec!["hold".into(), at.to_string()]));
        let elsewhere: Paths = varied
            .iter()
            .flat_map(|factor| path::resolve(root, &factor.name).unwrap_or_default())
            .map(|at| at.names)
            .collect();
        let groups = self.groups(root, index == 0);
        let Some(ranges) = self.written.ranges.clone() else { return Grouped::new() };
        let (distribution, set) = (self.written.shape.into(), notes::SetAtStart::of(root));
        let rangy: Paths = literals(before)
            .into_iter()
            .filter(|literal| {
                ranges.include(literal.number.grade.as_deref()) && literal.number.low < literal.number.high
            })
            .flat_map(|literal| places(before, &literal))
            .collect();
        let (mut grouped, mut without, mut told, mut idle) = (Grouped::new(), Vec::new(), Vec::new(), Vec::new());
        for literal in literals(root) {
            let places = places(root, &literal);
            let number = &literal.number;
            // What the sweep itself or the command line says is meant to be just that; it bears no grade, and no range.
            let said = literal.place.line == 0 || literal.place.file == self.file.file;
            let included = if said { touched(&rangy, &places) } else { ranges.include(number.grade.as_deref()) };
            if !included || touched(&held, &places) {
                continue;
            }
            if said || touched(&elsewhere, &places) {
                told.push(literal.path);
                continue;
            }
            let (Some(low), Some(high)) = (number.low, number.high) else {
                without.push(literal);
                continue;
            };
            if low == high {
                continue;
            }
            // An event of the first month sets it, or factions speak for the state, or nobody has the profile.
            if places.iter().all(|names| set.holds(names) || notes::idle(root, names).is_some()) {
                idle.push(literal.path);
                continue;
            }
            let within = Within { low, value: number.value, high, distribution };
            let apart = if literal.belongs() == Some(Belongs::Case) { own } else { "" };
            let name = format!("{apart}{}", groups.name(&literal, &places));
            let ranged = Ranged { path: literal.path, places: literal.paths, within };
            grouped.entry(name).or_default().push((ranged, literal.place));
        }
        self.not_drawn((index, own), &without, &told, &idle);
        // A number that is alone in its kind goes by its own path.
        grouped
            .into_iter()
            .map(|(name, numbers)| {
                match numbers.as_slice() {
                    [(one, _)] if !own.is_empty() && name.starts_with(own) => (format!("{own}{}", one.path), numbers),
                    // What several scenarios share goes by one name, however many of its kind each has.
                    [(one, _)] if own.is_empty() => (one.path.clone(), numbers),
                    _ => (name, numbers),
                }
            })
            .collect()
    }

    /// Says which numbers keep their values though they might be drawn.
    fn not_drawn(&mut self, (index, own): (usize, &str), without: &[Literal], told: &[String], idle: &[String]) {
        let list =
            |paths: &mut dyn Iterator<Item = &String>| notes::list(&paths.map(String::as_str).collect::<Vec<_>>());
        let file = self.file.clone();
        if let Some(first) =
            without.first().filter(|_| self.written.ranges.as_ref().is_some_and(super::written::Ranges::are_all))
        {
            let paths = without.iter().map(|literal| format!("{:?}", literal.path)).collect::<Vec<_>>();
            let message = format!(
                "{} no range: {}",
                if without.len() == 1 { "one number has".into() } else { format!("{} numbers have", without.len()) },
                list(&mut without.iter().map(|literal| &literal.path))
            );
            if index == 0 && !self.written.apart {
                // What is cut cannot be pasted.
                let held = match paths.len() {
                    0..=20 => format!("write hold = [{}]", paths.join(", ")),
                    _ => {
                        "name them in hold = [\"PATH\"]: intsoc check --numbers FILE lists all with their ranges".into()
                    }
                };
                let remedy =
                    format!("give each low and high where it is written (the first: {}), or {held}", first.place);
                let node = self.said(&["ranges"]);
                self.wrong(&node, "ranges", message, remedy);
            } else {
                // A rival theory, or another scenario or case, is what it is by such numbers.
                self.note([format!("{file}: {own}{message}; they keep their values")]);
            }
        }
        if !told.is_empty() {
            let message = list(&mut told.iter());
            self.note([format!("{file}: {own}set or varied otherwise, and so not drawn from a range: {message}")]);
        }
        // Where cases share a file of powers, each has profiles that none of its states takes.
        if !idle.is_empty() && !self.written.apart {
            let message = list(&mut idle.iter());
            self.note([format!("{file}: not drawn, for they count for nothing: {message}")]);
        }
    }

    /// What the patterns of a list reach. Each must reach something where `at` says at which keys of the file it stands,
    /// by its place in the list: what another scenario does not have needs no holding there.
    fn reached(&mut self, root: &Node, patterns: &[String], at: Option<&dyn Fn(usize) -> Vec<String>>) -> Paths {
        let mut reached = Paths::new();
        for (index, pattern) in patterns.iter().enumerate() {
            match (path::resolve(root, pattern), at) {
                (Ok(found), _) => reached.extend(found.into_iter().map(|at| at.names)),
                (Err(unreached), Some(at)) => {
                    let keys = at(index);
                    let node = self.said(&keys.iter().map(String::as_str).collect::<Vec<_>>());
                    self.wrong(&node, &keys.join("."), unreached.message, unreached.remedy);
                }
                (Err(_), None) => {}
            }
        }
        reached
    }

    /// What the file says at these keys, or at the first of them, as far as there is something.
    pub(super) fn said(&self, keys: &[&str]) -> Node {
        let said = (0..=keys.len()).rev().find_map(|depth| self.root.at(keys[..depth].iter().copied()));
        said.unwrap_or(&self.root).clone()
    }

    fn groups(&mut self, root: &Node, strict: bool) -> Groups {
        let Some(together) = self.written.together.clone() else { return Groups { named: vec![], by_kind: true } };
        let groups = match together {
            Together::One(word) => vec![Group::Path(word)],
            Together::Several(groups) => groups,
        };
        let mut found = Groups { named: vec![], by_kind: false };
        for (index, group) in groups.into_iter().enumerate() {
            let (patterns, listed) = match group {
                Group::Path(word) if word == "kind" => {
                    found.by_kind = true;
                    continue;
                }
                Group::Path(path) => (vec![path], false),
                Group::Paths(paths) => (paths, true),
            };
            let keys = |at: usize| {
                let inner = listed.then(|| at.to_string());
                ["together".into(), index.to_string()].into_iter().chain(inner).collect()
            };
            let reached = self.reached(root, &patterns, strict.then_some(&keys));
            found.named.push((patterns.join(" + "), reached));
        }
        found
    }
}

/// Which numbers move as one.
struct Groups {
    named: Vec<(String, Paths)>,
    by_kind: bool,
}

impl Groups {
    /// The name of the factor that a number belongs to.
    fn name(&self, literal: &Literal, places: &Paths) -> String {
        match self.named.iter().find(|(_, paths)| touched(paths, places)) {
            Some((name, _)) => name.clone(),
            None if self.by_kind => kind(&literal.paths[0]),
            None => literal.path.clone(),
        }
    }
}

/// What a number says of an actor, whoever that is: `states.*.openness`. A number of the model itself is one of its kind.
fn kind(names: &[String]) -> String {
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    match names.as_slice() {
        ["events", _, "set", set] => {
            let set = path::segments(set).unwrap_or_default();
            format!("events.*.set.{}", kind(&set))
        }
        ["states" | "profiles", _, holder @ ("factions" | "reservations"), _, rest @ ..] => {
            [&["states", "*", *holder, "*"], rest].concat().join(".")
        }
        ["states" | "profiles", _, rest @ ..] => [&["states", "*"], rest].concat().join("."),
        ["movements", _, "reach", _] => "movements.*.reach.*".into(),
        [keyed @ ("instruments" | "bodies" | "societies" | "movements"), _, rest @ ..] => {
            [&[*keyed, "*"], rest].concat().join(".")
        }
        _ => names.join("."),
    }
}

/// Where a number comes to stand: as it is written, and in the states that take it from a profile.
fn places(root: &Node, literal: &Literal) -> Paths {
    let taken = literal.paths.iter().flat_map(|names| match names.as_slice() {
        [profiles, id, rest @ ..] if profiles == "profiles" => notes::takers(root, id, rest),
        _ => vec![],
    });
    literal.paths.iter().cloned().chain(taken).collect()
}

/// Does one of the paths reach one of the places, or a table that it is in?
fn touched(paths: &Paths, places: &Paths) -> bool {
    places.iter().any(|place| (1..=place.len()).any(|length| paths.contains(&place[..length])))
}
