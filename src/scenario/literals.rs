//! The numbers that a scenario's files write, each once: what an analysis over plausible numbers varies.
//!
//! A profile's number stands once, however many states take it, and so does what `*` lays at many places. Numbers of
//! events are literals like others.

use indexmap::IndexMap;

use super::belongs::Belongs;
use super::node::{Graded, Node, Value};
use super::path;
use super::problem::Place;
use super::shape::{Below, Shape};

/// A number as a file writes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Literal {
    /// Its path as messages say it: an event by its name, and `*` for the names in which its places differ. The same
    /// path may reach more than these places, where another literal has replaced the number at some.
    pub path: String,
    /// The names on the way to each place where it stands, in the tree before profiles are laid; one at least.
    pub paths: Vec<Vec<String>>,
    /// The number, with its range, its grade and its source.
    pub number: Graded,
    /// Where it is written.
    pub place: Place,
    /// The states that take it from their profile, in the order of the file: none where it stands in no profile, where
    /// each state of the profile has a number of its own, or where no state has the profile.
    pub inherited_by: Vec<String>,
}

impl Literal {
    /// It is a number of a profile.
    pub fn is_of_a_profile(&self) -> bool {
        self.paths[0][0] == "profiles"
    }

    /// What it belongs to; a number of an event is the case's, whatever it sets.
    pub fn belongs(&self) -> Option<Belongs> {
        Belongs::of(&self.paths[0])
    }

    /// What it is counted in, as the schema says; for a number of an event, that of the parameter that it sets.
    pub fn unit(&self) -> &'static str {
        let set = match self.paths[0].as_slice() {
            [events, _, set, pattern] if events == "events" && set == "set" => path::segments(pattern),
            _ => None,
        };
        let names = set.as_ref().unwrap_or(&self.paths[0]);
        let shape = names.iter().try_fold(Shape::root(), |shape, name| {
            shape.below(name).map(|(Below::Property(shape) | Below::Entry(shape) | Below::Element(shape))| shape)
        });
        let either = shape.into_iter().flat_map(|shape| std::iter::once(shape).chain(shape.alternatives()));
        either.filter_map(|shape| shape.text("x-unit")).next().unwrap_or_default()
    }
}

/// Where a number is written, and the names on the way to it, with `*` where it may have stood.
type Origin<'a> = (&'a Place, Vec<String>);

/// A number, and the names on the way to it.
type Found<'a> = (Vec<String>, &'a Graded);

/// Every number of the model that the files of a scenario write, in the order of the tree; `root` is the tree
/// [before profiles are laid](super::inherit::Inherited::root). The size of a run (`scenario.*`) is no parameter.
///
/// Numbers are one literal if they stand on the same line, differ in the ids or places in a list that `*` may have stood
/// for, and are all alike: where a line has scaled several numbers, each is one. Where `*` has also made the table
/// that holds them, it cannot be told from a table written on one line, and each of them counts.
pub fn literals(root: &Node) -> Vec<Literal> {
    let literal = |(place, number, paths): Written<'_>| Literal {
        path: shown(root, &paths),
        inherited_by: heirs(root, &paths),
        paths,
        number: number.clone(),
        place: place.clone(),
    };
    written(root).into_iter().map(literal).collect()
}

/// The path and the number of each of the [`literals`], without what takes longer: who inherits it.
pub fn numbers_by_path(root: &Node) -> impl Iterator<Item = (String, &Graded)> {
    written(root).into_iter().map(move |(_, number, paths)| (shown(root, &paths), number))
}

/// A number, where it is written, and the names on the way to each place where it stands.
type Written<'a> = (&'a Place, &'a Graded, Vec<Vec<String>>);

fn written<'a>(root: &'a Node) -> Vec<Written<'a>> {
    let mut origins: IndexMap<Origin<'a>, Vec<Found<'a>>> = IndexMap::new();
    for (names, node, number) in numbers(root) {
        origins.entry((&node.place, of_every(root, &names, &node.place))).or_default().push((names, number));
    }
    let of_origin = |((place, _), numbers): (Origin<'a>, Vec<Found<'a>>)| {
        let first = numbers[0].1;
        match numbers.iter().all(|(_, number)| *number == first) {
            true => vec![(place, first, numbers.into_iter().map(|(names, _)| names).collect())],
            false => numbers.into_iter().map(|(names, number)| (place, number, vec![names])).collect(),
        }
    };
    origins.into_iter().flat_map(of_origin).collect()
}

/// Every number in the tree but those of `scenario`, with the names on the way to it.
fn numbers(root: &Node) -> Vec<(Vec<String>, &Node, &Graded)> {
    fn collect<'a>(node: &'a Node, names: &[String], found: &mut Vec<(Vec<String>, &'a Node, &'a Graded)>) {
        let below = |name: &str| [names, &[name.to_string()]].concat();
        match &node.value {
            Value::Number(number) => found.push((names.to_vec(), node, number)),
            Value::Table(table) => table.iter().for_each(|(name, child)| collect(child, &below(name), found)),
            Value::List(list) => {
                list.iter().enumerate().for_each(|(index, child)| collect(child, &below(&index.to_string()), found));
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    for (name, child) in root.as_table().into_iter().flatten().filter(|(name, _)| *name != "scenario") {
        collect(child, std::slice::from_ref(name), &mut found);
    }
    found
}

/// The names on the way to a number, with `*` for each that `*` may have stood for: an id, or a place in a list. What
/// holds it must be written elsewhere: several numbers of one line are as many literals.
fn of_every(root: &Node, names: &[String], place: &Place) -> Vec<String> {
    let mut pattern = Vec::new();
    let (mut shape, mut holder) = (Some(Shape::root()), Some(root));
    for name in names {
        let below = shape.and_then(|shape| shape.below(name));
        let many = matches!(below, Some(Below::Entry(_) | Below::Element(_)));
        let elsewhere = holder.is_some_and(|holder| holder.place != *place);
        pattern.push(if many && elsewhere { "*".to_string() } else { name.clone() });
        shape = below.map(|(Below::Property(shape) | Below::Entry(shape) | Below::Element(shape))| shape);
        holder = holder.and_then(|holder| holder.child(name));
    }
    pattern
}

/// The path of places that have as many names, with `*` where they differ, as a person would write it.
pub fn shown(root: &Node, paths: &[Vec<String>]) -> String {
    let names = paths[0].iter().enumerate().map(|(at, name)| match at {
        _ if paths.iter().any(|other| other[at] != *name) => "*".to_string(),
        1 if paths[0][0] == "events" => event(root, name),
        // What an event sets is a whole path.
        3 if paths[0][0] == "events" => name.clone(),
        _ => path::quoted(name),
    });
    names.collect::<Vec<_>>().join(".")
}

/// An event by its name; by its number where it has none, or shares it.
fn event(root: &Node, index: &str) -> String {
    let name = |event: &Node| event.child("name").and_then(Node::as_text).map(str::to_string);
    let Some(Value::List(events)) = root.child("events").map(|node| &node.value) else { return index.into() };
    let own = root.at(["events", index]).and_then(name);
    match own.filter(|own| events.iter().filter(|event| name(event).as_ref() == Some(own)).count() == 1) {
        Some(own) => path::quoted(&own),
        None => index.into(),
    }
}

/// The states that take a number from their profile.
fn heirs(root: &Node, paths: &[Vec<String>]) -> Vec<String> {
    let takes = |state: &Node| {
        let profile = state.child("profile").and_then(Node::as_text);
        paths.iter().any(|names| match names.as_slice() {
            [profiles, id, rest @ ..] if profiles == "profiles" && profile == Some(id.as_str()) => {
                lacks(state, rest) && !is_idle(root, state, id, rest)
            }
            _ => false,
        })
    };
    let states = root.child("states").and_then(Node::as_table).into_iter().flatten();
    states.filter(|(_, state)| takes(state)).map(|(id, _)| id.clone()).collect()
}

/// The state has nothing of its own there, as profiles are laid: its tables are merged into the profile's, and
/// whatever else it has stands in the place of what the profile says.
fn lacks(state: &Node, rest: &[String]) -> bool {
    let mut own = state;
    for name in rest {
        let Some(table) = own.as_table() else { return false };
        match table.get(name) {
            Some(child) => own = child,
            None => return true,
        }
    }
    false
}

/// A state with factions has their solidarism, and none of its profile's.
fn is_idle(root: &Node, state: &Node, profile: &str, rest: &[String]) -> bool {
    let has_factions =
        |node: &Node| node.child("factions").and_then(Node::as_table).is_some_and(|factions| !factions.is_empty());
    rest[0] == "solidarism" && (has_factions(state) || root.at(["profiles", profile]).is_some_and(has_factions))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;
    use crate::scenario::source::{parse, parse_value};
    use crate::scenario::{Override, Sources, inherit};

    fn of(text: &str) -> Vec<Literal> {
        literals(&parse(text, "a.toml", &mut vec![]).unwrap())
    }

    fn heirs_of<'a>(all: &'a [Literal], path: &str) -> Vec<&'a str> {
        let literal = all.iter().find(|literal| literal.path == path).expect("a literal");
        literal.inherited_by.iter().map(String::as_str).collect()
    }

    #[test]
    fn a_state_takes_from_its_profile_what_it_does_not_say_itself() {
        let all = of("[profiles.p]\nties = 0.1\nsolidarism = 0.2\n\
             constituencies = { nationals = 0.5, humanity = 0.1, society = 0.4 }\n\
             [profiles.nobodys]\nties = 0.3\n\
             [states.a]\nprofile = \"p\"\n\
             [states.b]\nprofile = \"p\"\nties = 0.7\nconstituencies = { humanity = 0.2, society = 0.3 }\n\
             [states.c]\nprofile = \"p\"\n[states.c.factions.one]\nshare = 1\nsolidarism = 0.2\n\
             [states.d]\nprofile = \"p\"\nsolidarism = { intervention = 0.2 }\n");
        assert_eq!(heirs_of(&all, "profiles.p.ties"), ["a", "c", "d"]);
        assert_eq!(heirs_of(&all, "profiles.p.solidarism"), ["a", "b"], "factions, or principles, of one's own");
        assert_eq!(heirs_of(&all, "profiles.p.constituencies.nationals"), ["a", "b", "c", "d"]);
        assert_eq!(heirs_of(&all, "profiles.p.constituencies.humanity"), ["a", "c", "d"]);
        assert!(heirs_of(&all, "profiles.nobodys.ties").is_empty());
        assert!(heirs_of(&all, "states.b.ties").is_empty());
        assert!(all.iter().all(|literal| literal.is_of_a_profile() == literal.path.starts_with("profiles.")));
    }

    #[test]
    fn numbers_of_one_line_are_as_many_literals_and_those_of_a_run_are_none() {
        let all = of("[scenario]\nmonths = 12\n[court]\npressure = [0.1, 0.1, 0.1]\n\
             [states]\na = { ties = 0.1 }\n\
             [states.b]\nfactions = { one = { share = 0.5, solidarism = 0.5 }, two = { share = 0.5, solidarism = 0.5 } }\n\
             [[events]]\ndate = \"2001-02\"\nname = \"a war\"\nset = { \"states.a.ties\" = 0.2, \"states.*.openness\" = 0.2 }\n\
             [[events]]\ndate = \"2001-03\"\n[events.set]\n\"norm.words\" = 0.2\n");
        let paths: Vec<&str> = all.iter().map(|literal| literal.path.as_str()).collect();
        let ours = [
            "court.pressure.0",
            "court.pressure.1",
            "court.pressure.2",
            "states.a.ties",
            "states.b.factions.one.share",
            "states.b.factions.one.solidarism",
            "states.b.factions.two.share",
            "states.b.factions.two.solidarism",
            "events.'a war'.set.states.a.ties",
            "events.'a war'.set.states.*.openness",
            "events.1.set.norm.words",
        ];
        assert_eq!(paths, ours);
        assert_eq!(all[9].paths, [["events", "0", "set", "states.*.openness"]]);
    }

    #[test]
    fn events_of_one_name_go_by_their_numbers() {
        let event = "[[events]]\ndate = \"2001-02\"\nname = \"raid\"\n[events.set]\n\"norm.words\" = 0.2\n";
        let paths: Vec<String> = of(&event.repeat(2)).into_iter().map(|literal| literal.path).collect();
        assert_eq!(paths, ["events.0.set.norm.words", "events.1.set.norm.words"]);
    }

    #[test]
    fn a_line_that_scales_several_numbers_leaves_as_many_and_one_that_lays_a_number_leaves_one() {
        let mut root =
            parse("[movements.a]\ngrowth = 0.1\nreach = 0.1\n[movements.b]\ngrowth = 0.2\n", "a.toml", &mut vec![])
                .unwrap();
        for (line, path, value) in [(7, "movements.*.growth", "{ scale = 2 }"), (8, "movements.*.fatigue", "0.3")] {
            let place = Place::line("a.toml", line);
            let change = Override::new(path, parse_value(value, &place).unwrap());
            inherit::apply(&mut root, &change).unwrap();
        }
        let all: Vec<(String, usize)> =
            literals(&root).into_iter().map(|literal| (literal.path, literal.paths.len())).collect();
        let ours = [
            ("movements.a.growth", 1),
            ("movements.b.growth", 1),
            ("movements.a.reach", 1),
            ("movements.*.fatigue", 2),
        ];
        let sorted = |mut all: Vec<(String, usize)>| {
            all.sort();
            all
        };
        assert_eq!(sorted(all), sorted(ours.map(|(path, places)| (path.to_string(), places)).to_vec()));
    }

    #[test]
    fn every_path_of_the_baseline_is_its_own_and_reaches_its_places() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/baseline.toml");
        let root = inherit::load(&Sources::disk(), &file).unwrap().root;
        let all = literals(&root);
        let paths: BTreeSet<&str> = all.iter().map(|literal| literal.path.as_str()).collect();
        assert!(all.len() > 400 && paths.len() == all.len());
        assert!(paths.contains("events.'Iraq war'.set.states.usa.overstretch") && paths.contains("court.pressure.2"));
        for literal in &all {
            let reached: Vec<_> = path::resolve(&root, &literal.path).unwrap().into_iter().map(|at| at.names).collect();
            assert!(literal.paths.iter().all(|place| reached.contains(place)), "{}", literal.path);
            assert!(!literal.unit().is_empty(), "{}", literal.path);
        }
        assert_eq!(heirs_of(&all, "profiles.european.openness").len(), 12);
    }
}
