//! A world in which a claim fails, with numbers at the ends of their own ranges, as a command that can be given.

use super::super::patterns::trial::{Verdict, together};
use super::super::sweep::factor::{Factor, Ranged, Sets, absent};
use super::super::sweep::making::Making;
use super::super::sweep::plan::Point;
use super::claims::OfClaim;
use super::command::command;
use super::depends::Dependence;
use super::gather::Kept;
use super::values::{TWINS, play};
use crate::ensemble::engine::Engine;
use crate::measure::expression;
use crate::measure::statistic::{Estimate, Needs};
use crate::scenario::source::Node;
use crate::study::sensitivity::Sign;

/// Most factors of an example: a reader is to see at once what it changes.
const MOST: usize = 4;

/// Claims of which an example is looked for: a reader looks at no more of them.
pub const MOST_CLAIMS: usize = 6;

/// Is an example of a claim worth looking for? It holds with the numbers as they are, and in most plausible worlds, not in all.
pub fn is_wanted(claim: &OfClaim) -> bool {
    let holds = claim.at_values.is_some_and(|(verdict, _)| verdict == Verdict::Pass);
    claim.base == 0
        && claim.part.is_none()
        && holds
        && claim.holds.of < claim.holds.all
        && 2 * claim.holds.of > claim.holds.all
}

/// An example.
#[derive(Clone, Debug)]
pub struct Example {
    /// The claim that fails in it, by its place among those that are asked.
    pub pattern: usize,
    /// The factors, each with the end of its range: high or not.
    pub ends: Vec<(String, bool)>,
    /// What the twins say of its parts.
    pub estimates: Vec<Estimate>,
    /// The comparison that shows it; none where no command says the same.
    pub command: Option<String>,
}

impl Example {
    /// Its numbers, in words.
    pub fn told(&self) -> String {
        let end = |(name, high): &(String, bool)| format!("{name} {}", if *high { "high" } else { "low" });
        self.ends.iter().map(end).collect::<Vec<_>>().join("; ")
    }
}

/// Looks for an example of a claim: the numbers on which its weakest part depends
/// most go, one after the other, to the end at which it is weaker, until it surely fails. `None` where it never does,
/// or when stopped.
pub fn example(making: &Making<'_>, pattern: usize, depends: &[Dependence], engine: &Engine<'_>) -> Option<Example> {
    let asked = &making.sweep.asked.claims[pattern];
    let verdict = |estimates: &[Estimate]| {
        together(asked.claims.iter().zip(estimates).map(|(claim, estimate)| claim.judge(estimate)))
    };
    let worlds = worlds_of(making, pattern);
    let left_out: Vec<usize> = (1..making.worlds()).filter(|world| !worlds.contains(world)).collect();
    for dependence in depends.iter().filter(|dependence| dependence.claims.iter().any(|(index, _)| *index == pattern)) {
        let (_, part) = *dependence.claims.iter().find(|(index, _)| *index == pattern)?;
        // It is to fall below what it must be more than, or rise above what it must be less than.
        let falls = asked.claims[part].more_than.is_some();
        let mut ends: Vec<(&Factor, bool)> = Vec::new();
        for (factor, high) in movers(making, dependence, falls).into_iter().take(MOST) {
            ends.push((factor, high));
            let point = at_ends(making, &ends);
            let ready = making.at(&point).ok()?;
            let at = Kept::of(making, &play(making, point, &ready, &left_out, TWINS, engine)?);
            let estimates = &at.claims[pattern];
            if verdict(estimates) == Verdict::Fail {
                return Some(Example {
                    pattern,
                    ends: ends.iter().map(|(factor, high)| (factor.name.clone(), *high)).collect(),
                    estimates: estimates.clone(),
                    command: command(making, &ends, &worlds),
                });
            }
        }
    }
    None
}

/// The worlds that a claim is about, besides the scenario itself.
fn worlds_of(making: &Making<'_>, pattern: usize) -> Vec<usize> {
    let mut needs = Needs::of(making.sweep.asked.worlds.iter().map(|(name, _)| name.clone()));
    for claim in &making.sweep.asked.claims[pattern].claims {
        // It was understood when the file was read.
        let _ = expression::parse(&claim.measure).and_then(|measure| needs.understand(&measure));
    }
    (1..needs.worlds.len()).filter(|world| !needs.quantities[*world].is_empty()).collect()
}

/// The factors that surely move a measure, the strongest first, each with the end at which the claim is weaker.
fn movers<'m>(making: &'m Making<'_>, dependence: &Dependence, falls: bool) -> Vec<(&'m Factor, bool)> {
    let Some(found) = &dependence.found else { return vec![] };
    let factors = found.ranked().into_iter().filter_map(|at| {
        let index = &found.indices[at];
        let high = match index.sign {
            Sign::More => !falls,
            Sign::Less => falls,
            Sign::Undecided => return None,
        };
        let factor = making.sweep.factors.iter().find(|factor| factor.name == index.parameter)?;
        (index.distinguishable && can_be_told(factor)).then_some((factor, high))
    });
    factors.collect()
}

/// Weights of constituencies cannot be set one by one, since they sum to 1.
fn can_be_told(factor: &Factor) -> bool {
    let is_weight = |ranged: &Ranged| ranged.path.contains(".constituencies.");
    matches!(&factor.sets, Sets::Ranges(by_base) if !by_base[0].iter().any(is_weight))
}

/// The numbers as they are, but for these. What is varied otherwise is left as it is, too.
fn at_ends(making: &Making<'_>, ends: &[(&Factor, bool)]) -> Point {
    let mut point = making.first(0).clone();
    for (factor, value) in making.sweep.factors.iter().zip(&mut point.values) {
        if let Some((_, high)) = ends.iter().find(|(known, _)| known.name == factor.name) {
            *value = Node::number(f64::from(u8::from(*high)), &factor.place);
        } else if !factor.is_of_ranges() && factor.name != "scenario" {
            *value = absent(&factor.place);
        }
    }
    point
}
