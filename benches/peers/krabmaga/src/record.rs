//! What is observed of a month, under intsoc's names.

use crate::input::{Input, Numbers};
use crate::world::{Person, World};

const TAKES_PART: f64 = 0.02;

type Reading = (&'static str, fn(&World, &Numbers) -> f64);

const READINGS: [Reading; 40] = [
    ("violence", |world, _| world.common.violence),
    ("need", |world, _| world.common.need),
    ("displaced", |world, _| world.common.displaced),
    ("violent_deaths", |world, _| world.common.violent_deaths),
    ("deprivation_deaths", |world, _| world.common.deprivation_deaths),
    ("adequacy", |world, _| world.common.adequacy),
    ("relief_cover", |world, _| world.common.relief_cover),
    ("protection", |world, _| world.common.protection),
    ("attention", |world, _| world.common.attention),
    ("publicity", |world, _| world.common.publicity),
    ("action", |world, p| mean(world, p, |state| state.action)),
    ("words", |world, p| mean(world, p, |state| state.words)),
    ("deflection", |world, p| mean(world, p, |state| state.deflection)),
    ("aspiration", |world, p| mean(world, p, |state| state.aspiration)),
    ("credibility", |world, p| mean(world, p, |state| state.credibility)),
    ("demand", |world, p| mean(world, p, |state| state.demand)),
    ("breach", |world, p| mean(world, p, |state| state.breach)),
    ("solidarism", |world, p| mean(world, p, Person::mean_solidarism)),
    ("leaders", |world, _| leaders(world)),
    ("leaderless", |world, _| f64::from(leaders(world) == 0.0)),
    ("concertation", |world, _| world.common.concertation),
    ("pressure", |world, _| world.common.pressure),
    ("threat", |world, _| world.common.threat),
    ("patronage", |world, _| world.common.patronage),
    ("shopped", |world, _| f64::from(world.common.shopped)),
    ("clarity", |world, _| world.common.clarity),
    ("settlement", |world, _| world.common.settlement),
    ("blame_hhi", |world, _| concentration(world)),
    ("blame_target", |world, _| world.parties.last().map_or(0.0, |target| target.blame)),
    ("blame_bodies", |world, _| {
        world.parties[world.states.len()..world.parties.len() - 1].iter().map(|party| party.blame).sum()
    }),
    ("norm_words", |world, _| world.common.norm_words),
    ("norm_deeds", |world, _| world.common.norm_deeds),
    ("court_stage", |world, _| world.common.court_stage as f64),
    ("regime_split", |world, _| f64::from(world.common.split)),
    ("restraint", |world, _| world.common.restraint),
    ("displaced_persons", |world, p| world.common.displaced * p.crisis.population),
    ("words_deeds_gap", |world, p| mean(world, p, |state| state.words) - mean(world, p, |state| state.action)),
    ("votes_held", |world, _| world.common.votes_held),
    ("votes_passed", |world, _| world.common.votes_passed),
    ("votes_vetoed", |world, _| world.common.votes_vetoed),
];

fn mean(world: &World, p: &Numbers, value: fn(&Person) -> f64) -> f64 {
    world.states.iter().zip(&p.share).map(|(state, share)| share * value(state)).sum()
}

fn leaders(world: &World) -> f64 {
    world.states.iter().filter(|state| state.leads).count() as f64
}

fn concentration(world: &World) -> f64 {
    let responders = &world.parties[..world.parties.len() - 1];
    let all: f64 = responders.iter().map(|party| party.blame).sum();
    if all == 0.0 { 0.0 } else { responders.iter().map(|party| (party.blame / all).powi(2)).sum() }
}

/// The names of a month's values, in their order.
pub fn names(input: &Input) -> Vec<String> {
    let mut names: Vec<String> = READINGS.iter().map(|(name, _)| (*name).to_string()).collect();
    names.push("breadth".into());
    names.extend(input.movements.iter().map(|id| format!("mobilisation.{id}")));
    for (index, tool) in input.tools.iter().enumerate() {
        let kinds = kinds(input, index).into_iter().filter(|(_, wanted)| *wanted);
        names.extend(kinds.map(|(kind, _)| format!("{kind}.{}", tool.id)));
    }
    names
}

/// Which values an instrument has.
fn kinds(input: &Input, index: usize) -> [(&'static str, bool); 4] {
    let tool = &input.tools[index];
    let protects = input.epochs.iter().any(|p| p.tools[index].protection > 0.0);
    [
        ("authorised", tool.body.is_some()),
        ("vetoed", tool.body.is_some()),
        ("consent", tool.consent),
        ("deployed", protects),
    ]
}

pub fn observe(world: &World) -> Vec<f64> {
    let p = world.input.numbers(world.month);
    let mut values: Vec<f64> = READINGS.iter().map(|(_, read)| read(world, p)).collect();
    let taking_part = world.states.iter().filter(|state| state.action > TAKES_PART).count();
    values.push(taking_part as f64 / world.states.len() as f64);
    values.extend(world.movements.iter().map(|movement| movement.mobilisation));
    for (index, tool) in world.tools.iter().enumerate() {
        let all = [tool.authorised, f64::from(tool.vetoed), f64::from(tool.consent), tool.deployed];
        let kept = all.into_iter().zip(kinds(&world.input, index)).filter(|(_, (_, wanted))| *wanted);
        values.extend(kept.map(|(value, _)| value));
    }
    values
}
