//! Scenario files.

use std::path::Path;

use intsoc::model::History;
use intsoc::model::chance::Streams;
use intsoc::model::indicators::indicators;
use intsoc::output::manifest::frozen;
use intsoc::scenario::literals::literals;
use intsoc::scenario::migrate::migrated;
use intsoc::scenario::shape::Shape;
use intsoc::scenario::{Loaded, Scenario, hash};

use super::{FILE, known, refused, text};

/// Months that are played of a scenario.
const MONTHS: usize = 3;

/// Actors of a scenario that is played: months cost what these are squared.
const ACTORS: usize = 40;

/// A scenario: what it says is one whatever reads it, and its numbers are numbers.
pub fn scenario(bytes: &[u8]) {
    let Some(text) = text(bytes, FILE) else { return };
    let sources = known::FILES.with(FILE, text.clone());
    match migrated(&text, FILE, Shape::root()) {
        Err(problems) => refused(&problems, &sources),
        Ok(None) => {}
        Ok(Some((new, _))) => {
            let again = migrated(&new, FILE, Shape::root()).expect("what was rewritten can be read");
            assert!(again.is_none(), "{new}");
        }
    }
    match Loaded::alone(&sources, Path::new(FILE), &[]) {
        Err(problems) => refused(&problems, &sources),
        Ok(loaded) => {
            literals(loaded.tree());
            kept(&loaded.scenario);
            played(&loaded.scenario);
        }
    }
}

/// A manifest that keeps a scenario gives the same one back.
pub fn kept(scenario: &Scenario) {
    let kept = scenario.resolved.to_json_graded().to_string();
    let again = frozen(&serde_json::from_str(&kept).expect("JSON")).unwrap_or_else(|wrong| panic!("{wrong}"));
    assert_eq!(hash(&again), hash(scenario));
    assert_eq!((again.seed, &again.name, again.months), (scenario.seed, &scenario.name, scenario.months));
}

/// Some months of a history.
pub fn played(scenario: &Scenario) {
    let actors = &scenario.actors;
    let counts = [actors.states.len(), actors.bodies.len(), actors.instruments.len(), actors.movements.len()];
    if counts.iter().sum::<usize>() > ACTORS {
        return;
    }
    let (streams, list) = (Streams::of(scenario), indicators(scenario));
    let mut history = History::new(scenario, &streams, false);
    while history.months_run() < MONTHS && history.step() {
        let (world, context) = history.now();
        for indicator in &list {
            let value = indicator.value(world, &context);
            assert!(value.is_finite(), "{} = {value} in month {}", indicator.name, context.month);
        }
    }
}
