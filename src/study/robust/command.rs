//! The command that shows a world in which a claim fails.

use super::super::sweep::factor::{Factor, Ranged, Sets};
use super::super::sweep::making::Making;
use super::values::TWINS;
use crate::scenario::inherit::{self, Layer};
use crate::scenario::source::{Node, Value};
use crate::scenario::{Override, Place, freeze, hash, path, slashed};
use crate::shell;

/// The comparison of some worlds with these numbers at an end of their ranges, high or not, or a run where there are none to
/// compare with; none where a world is no file, or
/// where a comparison would be of other scenarios: it makes its changes after those of the worlds, and so undoes what a
/// world sets itself.
pub fn command(making: &Making<'_>, ends: &[(&Factor, bool)], worlds: &[usize]) -> Option<String> {
    let sweep = making.sweep;
    let asked = &sweep.asked;
    let command = if worlds.is_empty() { "intsoc run" } else { "intsoc compare" };
    let mut words = vec![command.to_string(), shell::file(&slashed(asked.bases.first()?))];
    for world in worlds {
        let [Layer::File(file)] = asked.worlds[world - 1].1.as_slice() else { return None };
        words.push(shell::file(&slashed(file)));
    }
    let mut changes: Vec<Override> = asked.own.iter().chain(&asked.changes).cloned().collect();
    changes.retain(|change| !["scenario.seed", "scenario.replicates"].contains(&change.path.as_str()));
    for (factor, high) in ends {
        changes.extend(at_end(making, factor, *high)?);
    }
    are_the_same(making, ends, worlds, &changes)?;
    words.extend(changes.iter().map(word));
    words.push(format!("--replicates {TWINS} --seed {}", sweep.seed));
    Some(words.join(" "))
}

/// A change as an argument.
fn word(change: &Override) -> String {
    let told = format!("{}={}", change.path, change.value.shown());
    match &change.value.value {
        Value::List(names) if change.append => {
            let off = names.iter().filter_map(Node::as_text).map(|name| format!("--off {name}"));
            off.collect::<Vec<_>>().join(" ")
        }
        _ => format!("--set {}", shell::line([told.as_str()])),
    }
}

/// Does the comparison make the scenarios that are meant?
fn are_the_same(making: &Making<'_>, ends: &[(&Factor, bool)], worlds: &[usize], changes: &[Override]) -> Option<()> {
    let sweep = making.sweep;
    let asked = &sweep.asked;
    let written = inherit::load(&asked.sources, asked.bases.first()?).ok()?.root;
    let mut meant = sweep.bases.first()?.1.clone();
    for (factor, high) in ends {
        for ranged in ranged(factor)? {
            let number = Node::number(end(ranged, *high), &factor.place);
            ranged.places.iter().for_each(|names| path::put(&mut meant, names, number.clone()));
        }
    }
    let mut compared_with: Option<String> = None;
    let mut same = std::iter::once(0).chain(worlds.iter().copied()).map(|world| {
        let (mut compared, mut meant) = (written.clone(), meant.clone());
        asked.lay(&mut compared, 0, world).ok()?;
        asked.lay(&mut meant, 0, world).ok()?;
        for change in changes {
            inherit::apply(&mut compared, change).ok()?;
        }
        let [compared, meant] = [compared, meant].map(|tree| freeze(tree, vec![]).ok().map(|made| hash(&made)));
        let compared = compared?;
        // Of a world that is the scenario itself there is nothing to compare.
        let other = compared_with.get_or_insert_with(|| compared.clone());
        (meant? == compared && (world == 0 || *other != compared)).then_some(())
    });
    same.all(|same| same.is_some()).then_some(())
}

fn ranged(factor: &Factor) -> Option<&[Ranged]> {
    match &factor.sets {
        Sets::Ranges(by_base) => by_base.first().map(Vec::as_slice),
        _ => None,
    }
}

fn end(ranged: &Ranged, high: bool) -> f64 {
    if high { ranged.within.high } else { ranged.within.low }
}

/// The numbers of a factor at an end of their ranges: as one change, where one ratio says it for all that its name reaches.
fn at_end(making: &Making<'_>, factor: &Factor, high: bool) -> Option<Vec<Override>> {
    let numbers = ranged(factor)?;
    let place = Place::whole("--set");
    let ratio = numbers.first().map_or(f64::NAN, |ranged| end(ranged, high) / ranged.within.value);
    let reached = path::resolve(&making.sweep.bases[0].1, &factor.name).unwrap_or_default();
    let places: usize = numbers.iter().map(|ranged| ranged.places.len()).sum();
    let alike = numbers.iter().all(|ranged| ranged.within.value * ratio == end(ranged, high));
    let plain =
        numbers.iter().all(|ranged| ranged.places.iter().all(|names| reached.iter().any(|at| at.names == *names)));
    if numbers.len() > 1 && alike && plain && reached.len() == places {
        let mut scale = Node::table(&place);
        scale.as_table_mut()?.insert("scale".into(), Node::number(ratio, &place));
        return Some(vec![Override::new(&factor.name, scale)]);
    }
    let one = |ranged: &Ranged| Override::new(&ranged.path, Node::number(end(ranged, high), &place));
    Some(numbers.iter().map(one).collect())
}
