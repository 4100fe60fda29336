//! What holds in every valid world, in every month.

use crate::support::many::many;
use crate::support::scenarios::scenario;
use crate::support::worlds;
use intsoc::model::chance::Streams;
use intsoc::model::indicators::indicators;
use intsoc::model::outcomes::{headlines, outcomes};
use intsoc::model::{History, MonthContext, World};
use proptest::prelude::*;

/// Every variable that the model says lies in [0, 1].
fn shares(world: &World) -> Vec<(&'static str, Vec<f64>)> {
    let one = |value: f64| vec![value];
    vec![
        ("violence", one(world.violence)),
        ("war aims", one(world.war_aims)),
        ("displaced", one(world.displaced)),
        ("protection", one(world.protection)),
        ("exposure", one(world.exposure)),
        ("need", one(world.need)),
        ("relief cover", one(world.relief_cover)),
        ("settlement", one(world.settlement)),
        ("attention", one(world.attention)),
        ("publicity", one(world.publicity)),
        ("norm in words", one(world.norm_words)),
        ("norm in deeds", one(world.norm_deeds)),
        ("clarity", vec![world.clarity, world.clarity_seen]),
        ("mobilisation", world.mobilisation.clone()),
        ("measurability", world.measurability.clone()),
        ("aspiration", world.aspiration.clone()),
        ("readiness", world.readiness.clone()),
        ("words", world.words.clone()),
        ("deflection", world.deflection.clone()),
        ("credibility", world.credibility.clone()),
        ("seen performance", world.performance.clone()),
        ("readiness to lead", world.lead.clone()),
        ("solidarism", world.solidarism.concat()),
        ("authorised", world.authorised.clone()),
        ("resources", world.resources.clone()),
        ("deployed", world.deployed.clone()),
        ("mandate", world.mandate.clone()),
        ("trust", world.trust.clone()),
        ("shortfall", world.shortfall.clone()),
        ("responsibility", world.responsibility.clone()),
        ("blame", world.blame.clone()),
        ("moved", world.moved.clone()),
    ]
}

const ROUNDING: f64 = 1e-9;

fn sums_to_one(name: &str, values: &[f64]) -> Result<(), TestCaseError> {
    let sum: f64 = values.iter().sum();
    prop_assert!((sum - 1.0).abs() < ROUNDING, "{name} sums to {sum}");
    Ok(())
}

fn holds(world: &World, context: &MonthContext<'_>) -> Result<(), TestCaseError> {
    for (name, values) in shares(world) {
        for value in values {
            prop_assert!((-ROUNDING..=1.0 + ROUNDING).contains(&value), "month {}: {name} is {value}", context.month);
        }
    }
    sums_to_one("blame", &world.blame)?;
    sums_to_one("responsibility", &world.responsibility)?;
    sums_to_one("mandate", &world.mandate)?;
    // Effort does not exceed readiness in any budget, nor action all budgets together.
    for state in 0..world.action.len() {
        let mut by_budget = vec![0.0; context.actors.budgets.len()];
        for (instrument, tool) in context.actors.fixed_instruments.iter().enumerate() {
            let effort = world.efforts(instrument)[state];
            prop_assert!(effort >= 0.0);
            by_budget[tool.budget] += effort;
        }
        for spent in &by_budget {
            prop_assert!(*spent <= world.readiness[state] + ROUNDING, "effort {spent} of {}", world.readiness[state]);
        }
        let action = by_budget.iter().sum::<f64>() / by_budget.len() as f64;
        prop_assert!((action - world.action[state]).abs() < ROUNDING);
    }
    Ok(())
}

/// People are conserved: who is newly displaced was at home, and the dead of a month are no more
/// than those exposed, at home or displaced without relief.
fn people_are_conserved(before: f64, world: &World, context: &MonthContext<'_>) -> Result<(), TestCaseError> {
    let crisis = &context.parameters.crisis;
    let at_home = 1.0 - before;
    let gone = world.displaced - before;
    prop_assert!(
        gone <= world.exposure * at_home * crisis.displacement_rate.min(1.0 / (world.exposure * at_home).max(1e-300))
            + ROUNDING,
        "{gone} leave of {at_home} at home"
    );
    prop_assert!(-gone <= before + ROUNDING, "{} return of {before}", -gone);
    prop_assert!(world.violent_deaths >= 0.0 && world.deprivation_deaths >= 0.0);
    prop_assert!(world.violent_deaths <= *crisis.population * *crisis.violent_death_rate * at_home * (1.0 + ROUNDING));
    prop_assert!(
        world.deprivation_deaths <= *crisis.population * *crisis.deprivation_death_rate * before * (1.0 + ROUNDING)
    );
    Ok(())
}

fn cases() -> ProptestConfig {
    let cases = u32::try_from(many("PROPTEST_CASES", 400)).expect("PROPTEST_CASES is at most 4 thousand million");
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn in_any_world_shares_are_shares_blame_is_whole_and_people_are_conserved(seed in any::<u64>(), replicate in 0..50u64, still in any::<bool>()) {
        let scenario = scenario(&worlds::random_world(seed), &[]);
        let streams = Streams::of(&scenario);
        let list = indicators(&scenario);
        let mut history = History::new(&scenario, &streams, still);
        history.begin(replicate);
        let mut displaced = history.world().displaced;
        while history.step() {
            let (world, context) = history.now();
            for indicator in &list {
                let value = indicator.value(world, &context);
                prop_assert!(value.is_finite(), "{} is {value}", indicator.name);
            }
            holds(world, &context)?;
            people_are_conserved(displaced, world, &context)?;
            displaced = world.displaced;
        }
    }
}

#[test]
fn the_main_outcomes_are_outcomes_of_every_scenario_and_adequacy_is_the_first() {
    let (main, scenario) = (headlines(), scenario(include_str!("../../scenarios/minimal.toml"), &[]));
    let known: Vec<String> = outcomes(&scenario).into_iter().map(|outcome| outcome.name).collect();
    assert!(main.iter().all(|(name, words)| known.iter().any(|known| known == name) && !words.is_empty()), "{main:?}");
    assert_eq!((main.len(), main[0].0), (14, "adequacy"));
}
