//! Knock-outs: which mechanism or rule a pattern needs, and with how few mechanisms the argument's patterns still hold.

use super::trial::{Judgement, Patterns, Theory, Verdict};
use crate::scenario::Mechanism;
use crate::scenario::node::Node;
use crate::scenario::rules::{self, Rule};

/// The theory on trial with every mechanism, with each off, with each alone, and with none; then without each of some
/// rules, in the order given.
pub fn theories(patterns: &Patterns, rules: &[Rule]) -> Vec<Theory> {
    let whole = with(patterns, &Mechanism::ALL);
    let mechanisms_off = Mechanism::ALL.iter().map(|off| {
        let rest: Vec<Mechanism> = Mechanism::ALL.into_iter().filter(|mechanism| mechanism != off).collect();
        Theory { name: format!("without {}", off.name()), ..with(patterns, &rest) }
    });
    let alone =
        Mechanism::ALL.iter().map(|only| Theory { name: format!("{} alone", only.name()), ..with(patterns, &[*only]) });
    let none = Theory { name: "no mechanism".into(), ..with(patterns, &[]) };
    let without_rule = |rule: &Rule| Theory { name: without(rule), without: vec![rule.clone()], ..whole.clone() };
    let rules: Vec<Theory> = rules.iter().map(without_rule).collect();
    std::iter::once(whole).chain(mechanisms_off).chain(alone).chain([none]).chain(rules).collect()
}

/// The name of the theory on trial without a rule.
pub fn without(rule: &Rule) -> String {
    format!("without {}", rule.path)
}

/// The rules that a scenario, resolved, has on at the start: those that can be knocked out of it.
pub fn rules_on(resolved: &Node) -> Vec<Rule> {
    rules::rules().into_iter().filter(|rule| rule.is_on(resolved)).collect()
}

/// The theory on trial with some mechanisms and no others.
pub fn with(patterns: &Patterns, on: &[Mechanism]) -> Theory {
    let (id, scenario) = &patterns.rivals[0];
    let off = Mechanism::ALL.into_iter().filter(|mechanism| !on.contains(mechanism)).collect();
    let name = match on.len() {
        all if all == Mechanism::ALL.len() => format!("{id} whole"),
        _ => format!("{id} with {}", on.iter().map(|mechanism| mechanism.name()).collect::<Vec<_>>().join(", ")),
    };
    Theory { name, scenario: scenario.clone(), off, without: vec![] }
}

/// The patterns that pass, by index.
pub fn passing(judgements: &[Judgement]) -> Vec<usize> {
    let passes = |judgement: &Judgement| judgement.verdict == Verdict::Pass;
    judgements.iter().enumerate().filter(|(_, judgement)| passes(judgement)).map(|(index, _)| index).collect()
}

/// A small set of mechanisms with which all patterns in `kept` still pass.
///
/// Mechanisms are taken away one after the other, in their order, where all still pass without. That no
/// other set is smaller is not shown: it would take every set of mechanisms, two to the power of their number.
/// `None` when `attempt` was stopped.
pub fn smallest<E>(
    kept: &[usize],
    mut attempt: impl FnMut(&[Mechanism]) -> Result<Option<Vec<Judgement>>, E>,
) -> Result<Option<Vec<Mechanism>>, E> {
    let mut on = Mechanism::ALL.to_vec();
    let mut at = 0;
    while at < on.len() {
        let mut fewer = on.clone();
        fewer.remove(at);
        let Some(judgements) = attempt(&fewer)? else { return Ok(None) };
        let passing = passing(&judgements);
        if kept.iter().all(|pattern| passing.contains(pattern)) {
            on = fewer;
        } else {
            at += 1;
        }
    }
    Ok(Some(on))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(passes: &[bool]) -> Vec<Judgement> {
        let verdict = |pass: &bool| if *pass { Verdict::Pass } else { Verdict::Undecided };
        passes.iter().map(|pass| Judgement { verdict: verdict(pass), claims: vec![] }).collect()
    }

    #[test]
    fn what_no_kept_pattern_needs_goes() {
        // Pattern 0 needs veto or norm, pattern 1 peers; pattern 2 fails always and is not kept.
        let attempt = |on: &[Mechanism]| {
            let has = |mechanism| on.contains(&mechanism);
            let first = has(Mechanism::Veto) || has(Mechanism::Norm);
            Ok::<_, ()>(Some(judged(&[first, has(Mechanism::Peers), false])))
        };
        assert_eq!(smallest(&[0, 1], attempt), Ok(Some(vec![Mechanism::Peers, Mechanism::Norm])));
        assert_eq!(smallest(&[], attempt), Ok(Some(vec![])));
        assert_eq!(smallest(&[0], |_| Ok::<_, ()>(None)), Ok(None));
        assert_eq!(passing(&judged(&[true, false, true])), [0, 2]);
    }
}
