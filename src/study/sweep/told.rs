//! Where a sweep's files say what turns out to be wrong only when its scenarios are made.

use super::plan::Sweep;
use crate::measure::expression::{self, Misread};
use crate::measure::statistic::Needs;
use crate::measure::vocabulary::Vocabulary;
use crate::scenario::source::{self, Node};
use crate::scenario::{Place, Problem, Problems};

/// What a sweep's file says at these keys; none where it says nothing there.
fn at(sweep: &Sweep, keys: &[&str]) -> Option<Node> {
    let root = source::parse(&sweep.text, &sweep.file, &mut vec![]).ok()?;
    root.at(keys.iter().copied()).cloned()
}

fn problem(sweep: &Sweep, keys: &[&str], path: String, message: impl Into<String>) -> Problem {
    match at(sweep, keys) {
        Some(node) => Problem::new(&node.place, path, message).value(node.shown()),
        None => Problem::new(&Place::whole(&sweep.file), path, message),
    }
}

/// What is wrong with a world, after a line that names the world.
pub(super) fn in_world(sweep: &Sweep, world: usize, Problems(problems): Problems) -> Problems {
    if world == 0 {
        return Problems(problems);
    }
    let name = &sweep.asked.needs.worlds[world];
    let about = "cannot be run: what follows is wrong with it";
    let about = problem(sweep, &["worlds", name], format!("worlds.{name}"), about);
    Problems(std::iter::once(about).chain(problems).collect())
}

/// A quantity that a world does not know, at the first measure, claim or fact that asks for it.
pub(super) fn unknown(sweep: &Sweep, world: usize, vocabulary: &Vocabulary<'_>, misread: Misread) -> Problem {
    let asked = &sweep.asked;
    let asks = |measure: &str| {
        let mut needs = Needs::of(asked.needs.worlds[1..].iter().cloned());
        // It was understood when the file was read.
        let _ = expression::parse(measure).and_then(|measure| needs.understand(&measure));
        vocabulary.understand(&needs.quantities[world]).is_err()
    };
    let Misread { message, remedy } = misread;
    if let Some((name, ..)) = asked.measures.iter().find(|(_, text, _)| asks(text)) {
        return problem(sweep, &["measures", name], format!("measures.{name}"), message).remedy(remedy);
    }
    for pattern in &asked.claims {
        if let Some(claim) = pattern.claims.iter().find(|claim| asks(&claim.measure)) {
            let of_file = |index: &usize| {
                at(sweep, &["claim", &index.to_string(), "id"])
                    .is_some_and(|id| id.as_text() == Some(pattern.id.as_str()))
            };
            let index = (0..asked.claims.len()).find(of_file).unwrap_or(asked.claims.len());
            let told =
                problem(sweep, &["claim", &index.to_string(), "measure"], format!("claim {}", pattern.id), message);
            return told.value(format!("{:?}", claim.measure)).remedy(remedy);
        }
    }
    match asked.facts.iter().find(|(fact, _)| vocabulary.understand([&fact.expression]).is_err()) {
        Some((fact, _)) => Problem::new(&fact.place, &fact.id, message).value(&fact.measure).remedy(remedy),
        None => problem(sweep, &[], String::new(), message).remedy(remedy),
    }
}
