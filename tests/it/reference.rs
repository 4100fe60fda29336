//! A slow, obvious reference of the month, written from the model's text alone by somebody who had
//! not seen the fast one, gives the same histories.
//!
//! More worlds: INTSOC_WORLDS=20000 cargo test --release --test it reference::

use std::collections::BTreeMap;

use crate::support::many::many;
use crate::support::reference::{self, Reference};
use crate::support::rules::{self, RULES};
use crate::support::scenarios::{scenario, shipped, whole};
use crate::support::worlds;
use intsoc::model::chance::Streams;
use intsoc::model::indicators::indicators;
use intsoc::model::leadership::stepping_forward;
use intsoc::model::outcomes::{Outcome, Over, Tally};
use intsoc::model::target::Weighed;
use intsoc::model::votes::{Ballot, Fate};
use intsoc::model::{History, MonthContext, World, outcomes};
use intsoc::scenario::Scenario;
use rayon::prelude::*;

/// How far two implementations may differ, relative to 1 or to the value.
const TOLERANCE: f64 = 1e-9;

fn close(ours: f64, theirs: f64) -> bool {
    (ours - theirs).abs() <= TOLERANCE * ours.abs().max(1.0)
}

/// Compares one history with the reference's, month by month; the first difference is an error.
fn agree(text: &str, scenario: &Scenario, replicate: u64, still: bool) -> Result<(), String> {
    let reference = reference::run(text, scenario.seed, replicate, still);
    let streams = Streams::of(scenario);
    let list = indicators(scenario);
    let mut tally = Tally::new(scenario);
    let mut history = History::new(scenario, &streams, still);
    history.begin(replicate);
    if reference.months.len() != scenario.months {
        return Err(format!("the reference ran {} months of {}", reference.months.len(), scenario.months));
    }
    let mut before = (history.world().leads.clone(), history.world().consent.clone());
    while history.step() {
        let (world, context) = history.now();
        let month = context.month;
        let theirs = &reference.months[month];
        let mut ours = 0;
        for indicator in &list {
            let value = indicator.value(world, &context);
            // What an event makes protect later is observed from the start here, in the reference never.
            if indicator.name.starts_with("deployed.") && !theirs.contains_key(&indicator.name) {
                continue;
            }
            let other = theirs.get(&indicator.name).ok_or(format!("the reference has no {}", indicator.name))?;
            if !close(value, *other) {
                return Err(format!("month {month}: {} is {value}, the reference's {other}", indicator.name));
            }
            ours += 1;
        }
        if ours != theirs.len() {
            return Err(format!("{ours} indicators, the reference has {}", theirs.len()));
        }
        tally.observe(world, &context, &[]);
        states_agree(scenario, world, month, &reference)?;
        flows_agree(scenario, world, month, &reference)?;
        reasons_agree(world, &context, &before, &reference)?;
        before = (world.leads.clone(), world.consent.clone());
    }
    if history.months_run() != scenario.months {
        return Err(format!("{} months were run of {}", history.months_run(), scenario.months));
    }
    votes_agree(scenario, history.world(), &reference)?;
    let values = tally.finish(0);
    let outcomes = outcomes::outcomes(scenario);
    for (outcome, value) in outcomes.iter().zip(&values) {
        if outcome.name.starts_with("deployed_end.") && !reference.outcomes.contains_key(&outcome.name) {
            continue;
        }
        let other = theirs(outcome, &reference).ok_or(format!("the reference has no outcome {}", outcome.name))?;
        if !close(other.unwrap_or(-1.0), if value.is_nan() { -1.0 } else { *value }) {
            return Err(format!("outcome {} is {value}, the reference's {other:?}", outcome.name));
        }
    }
    match reference.outcomes.keys().find(|name| !outcomes.iter().any(|outcome| outcome.name == **name)) {
        Some(name) => Err(format!("only the reference has an outcome {name}")),
        None => Ok(()),
    }
}

/// The reference's value of an outcome: its own, or, where it has none, its own months of the indicator folded as declared.
fn theirs(outcome: &Outcome, reference: &Reference) -> Option<Option<f64>> {
    if let Some(own) = reference.outcomes.get(&outcome.name) {
        return Some(*own);
    }
    let indicator = outcome.indicator.as_ref()?;
    let months = reference.months.iter().map(|month| month.get(indicator).copied()).collect::<Option<Vec<f64>>>()?;
    Some(match outcome.over {
        Over::Sum => Some(months.iter().sum()),
        Over::Mean => Some(months.iter().sum::<f64>() / months.len() as f64),
        Over::Greatest => Some(months.iter().copied().fold(0.0, f64::max)),
        Over::End => months.last().copied(),
        Over::First => months.iter().position(|value| *value > 0.0).map(|month| month as f64),
    })
}

fn states_agree(scenario: &Scenario, world: &World, month: usize, reference: &Reference) -> Result<(), String> {
    for (state, id) in scenario.actors.states.iter().enumerate() {
        let ours = [
            world.action[state],
            world.words[state],
            world.deflection[state],
            world.aspiration[state],
            world.demand[state],
            world.blame[state],
            world.mean_solidarism(state),
            f64::from(world.leads[state]),
            world.responsibility[state],
        ];
        let theirs = reference.states[month].get(id).ok_or(format!("the reference has no state {id}"))?;
        for (value, (ours, theirs)) in ours.iter().zip(theirs).enumerate() {
            if !close(*ours, *theirs) {
                return Err(format!("month {month}: value {value} of {id} is {ours}, the reference's {theirs}"));
            }
        }
    }
    Ok(())
}

fn flows_agree(scenario: &Scenario, world: &World, month: usize, reference: &Reference) -> Result<(), String> {
    let actors = &scenario.actors;
    let parties: Vec<&str> = actors.states.iter().chain(&actors.bodies).map(String::as_str).chain(["target"]).collect();
    for (from, from_id) in parties.iter().enumerate() {
        for (to, to_id) in parties.iter().enumerate().filter(|(to, _)| *to != from) {
            let ours = world.sent_per_plausibility[from] * world.plausibility[to];
            let theirs =
                reference.flows[month].get(&((*from_id).to_string(), (*to_id).to_string())).copied().unwrap_or(0.0);
            if !close(ours, theirs) {
                return Err(format!(
                    "month {month}: blame from {from_id} to {to_id} is {ours}, the reference's {theirs}"
                ));
            }
        }
    }
    Ok(())
}

/// What is behind the month's decisions, given who led and what was consented to before.
fn reasons_agree(
    world: &World,
    context: &MonthContext<'_>,
    (led, consented): &(Vec<bool>, Vec<bool>),
    reference: &Reference,
) -> Result<(), String> {
    let actors = context.actors;
    let mut ours: BTreeMap<String, f64> = BTreeMap::new();
    for (state, id) in actors.states.iter().enumerate().filter(|(state, _)| !led[*state]) {
        ours.insert(format!("steps.{id}"), stepping_forward(world, context, state));
    }
    for (index, id) in actors.instruments.iter().enumerate() {
        if let (Some(tabled), Some(body)) = (world.tabled(index), actors.fixed_instruments[index].authority) {
            ours.insert(format!("agenda.{id}"), tabled.chance);
            let seats = actors.seated(body, context.month);
            let judged = seats.iter().zip(world.stances.of(index, seats.len()));
            for (state, _) in judged.filter(|(_, stance)| tabled.text.is_none() && stance.judgement < 0.0) {
                ours.insert(format!("against.{id}.{}", actors.states[*state]), 1.0);
            }
            if let Some(text) = tabled.text {
                ours.insert(format!("strength.{id}"), text.strength);
                if text.fate == Fate::Shelved {
                    ours.insert(format!("shelved.{id}"), 1.0);
                }
                if let Some(state) = text.diluted_for {
                    ours.insert(format!("diluted.{id}.{}", actors.states[state]), 1.0);
                }
            }
        }
        if world.agreed[index] {
            ours.insert(format!("agreed.{id}"), 1.0);
        }
        let weighed = Weighed::of(world, context, index);
        if consented[index] {
            ours.insert(format!("withdraws.{id}"), weighed.withdraws);
        } else if actors.fixed_instruments[index].consent && world.authorised[index] > 0.0 {
            ours.insert(format!("grants.{id}"), weighed.grants);
        }
    }
    let theirs = &reference.behind[context.month];
    let differs = |(name, value): (&String, &f64)| theirs.get(name).is_none_or(|other| !close(*value, *other));
    match ours.iter().find(|pair| differs(*pair)) {
        Some((name, value)) => {
            Err(format!("month {}: {name} is {value}, the reference's {:?}", context.month, theirs.get(name)))
        }
        None if ours.len() != theirs.len() => Err(format!("month {}: the reference has more reasons", context.month)),
        None => Ok(()),
    }
}

fn votes_agree(scenario: &Scenario, world: &World, reference: &Reference) -> Result<(), String> {
    let actors = &scenario.actors;
    if world.votes().held() != reference.votes.len() {
        return Err(format!("{} votes, the reference held {}", world.votes().held(), reference.votes.len()));
    }
    for ((vote, ballots), theirs) in world.votes().iter().zip(&reference.votes) {
        let body = actors.fixed_instruments[vote.instrument].authority.ok_or("a vote without a body")?;
        let of = |kind: Ballot| -> Vec<String> {
            let seats = actors.seated(body, vote.month).iter().zip(ballots);
            seats.filter(|(_, ballot)| **ballot == kind).map(|(state, _)| actors.states[*state].clone()).collect()
        };
        let same = (vote.month, &actors.bodies[body], &actors.instruments[vote.instrument], vote.passed, vote.vetoed)
            == (theirs.month, &theirs.body, &theirs.instrument, theirs.passed, theirs.vetoed)
            && close(vote.strength, theirs.strength)
            && of(Ballot::InFavour) == theirs.in_favour
            && of(Ballot::Abstaining) == theirs.abstaining
            && of(Ballot::Against) == theirs.against;
        if !same {
            return Err(format!("month {}: a vote on {} differs", vote.month, actors.instruments[vote.instrument]));
        }
    }
    Ok(())
}

mod slow {
    use super::*;

    #[test]
    fn the_reference_agrees_on_the_scenarios_of_the_project() {
        for name in ["minimal.toml", "baseline.toml"] {
            let scenario = scenario(&shipped(name), &[]);
            let text = whole(name);
            for (replicate, still) in [(0, true), (0, false), (1, false), (77, false)] {
                if let Err(difference) = agree(&text, &scenario, replicate, still) {
                    panic!("{name}, replicate {replicate}, still {still}: {difference}");
                }
            }
        }
    }

    /// Otherwise to agree on these worlds would say nothing of it.
    #[test]
    fn every_rule_that_came_later_changes_histories_of_the_random_worlds() {
        let differs = |seed: u64, rule| {
            let text = worlds::random_world(seed);
            let Some(without) = rules::without(&text, rule) else { return false };
            let history = |text: &str| reference::run(text, seed, seed, false);
            let (with, without) = (history(&text), history(&without));
            with.months != without.months || with.votes != without.votes
        };
        let matters = |rule| (0..60).filter(|seed| differs(*seed, rule)).take(3).count() == 3;
        let idle: Vec<&str> = RULES.par_iter().filter(|rule| !matters(rule)).map(|rule| rule.path).collect();
        assert!(idle.is_empty(), "off or on, all but two worlds of sixty at most are the same: {idle:?}");
    }

    #[test]
    fn the_reference_agrees_on_random_worlds() {
        let worlds = many("INTSOC_WORLDS", 400);
        let told = |seed: u64| {
            let text = worlds::random_world(seed);
            let scenario = scenario(&text, &[]);
            [(0, true), (seed, false)].into_iter().filter_map(move |(replicate, still)| {
                let difference = agree(&text, &scenario, replicate, still).err()?;
                Some(format!("world {seed}, still {still}: {difference}"))
            })
        };
        let apart: Vec<String> = (0..worlds).into_par_iter().flat_map_iter(told).collect();
        assert!(
            apart.is_empty(),
            "{} of {} histories differ:\n{}",
            apart.len(),
            2 * worlds,
            apart[..apart.len().min(20)].join("\n")
        );
    }
}
