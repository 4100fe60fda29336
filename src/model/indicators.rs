//! Indicators: one value per month, read after the last phase.

use super::votes::Fate;
use super::{MonthContext, World};
use crate::scenario::Scenario;

/// A value that every month of every history has.
#[derive(Clone, Debug)]
pub struct Indicator {
    /// Its name in the outputs.
    pub name: String,
    /// Its unit.
    pub unit: &'static str,
    /// What it means.
    pub meaning: &'static str,
    read: Read,
}

#[derive(Clone, Copy, Debug)]
enum Read {
    Value(fn(&World, &MonthContext<'_>) -> f64),
    Mobilisation(usize),
    Authorised(usize),
    Consent(usize),
    Deployed(usize),
    Vetoed(usize),
}

impl Indicator {
    /// Its value now.
    #[inline]
    pub fn value(&self, world: &World, context: &MonthContext<'_>) -> f64 {
        match self.read {
            Read::Value(read) => read(world, context),
            Read::Mobilisation(movement) => world.mobilisation[movement],
            Read::Authorised(instrument) => world.authorised[instrument],
            Read::Consent(instrument) => f64::from(world.consent[instrument]),
            Read::Deployed(instrument) => world.deployed[instrument],
            Read::Vetoed(instrument) => {
                let text = world.tabled[instrument].and_then(|tabled| tabled.text);
                f64::from(text.is_some_and(|text| text.fate == Fate::Vetoed))
            }
        }
    }

    /// Is it above 0 when a history begins, of what the scenario says is there?
    pub(super) fn is_at_start(&self, scenario: &Scenario) -> bool {
        match self.read {
            Read::Authorised(instrument) => scenario.initial.authorised[instrument] > 0.0,
            Read::Consent(instrument) => scenario.initial.consent[instrument],
            _ => false,
        }
    }
}

/// Capability-weighted mean over states.
pub(super) fn mean(context: &MonthContext<'_>, values: &[f64]) -> f64 {
    context.parameters.states.capability_share.iter().zip(values).map(|(share, value)| share * value).sum()
}

type General = (&'static str, &'static str, &'static str, fn(&World, &MonthContext<'_>) -> f64);

/// The indicators every scenario has, in the order of the outputs.
const GENERAL: [General; 34] = [
    ("violence", "share", "violence V at the month's end", |world, _| world.violence),
    ("need", "share", "unmet need N", |world, _| world.need),
    ("displaced", "share", "displaced share D of the population", |world, _| world.displaced),
    ("violent_deaths", "persons", "violent deaths of the month", |world, _| world.violent_deaths),
    ("deprivation_deaths", "persons", "deaths of deprivation of the month", |world, _| world.deprivation_deaths),
    ("adequacy", "share", "share of need that the response relieves, 1 - N/N0", |world, _| world.adequacy),
    ("relief_cover", "share", "displaced who get relief R", |world, _| world.relief_cover),
    ("protection", "share", "share of violence from which forces protect G", |world, _| world.protection),
    ("attention", "share", "attention Q", |world, _| world.attention),
    ("publicity", "share", "publicity B: the loudest movement that is heard", |world, _| world.publicity),
    ("action", "share", "effort over all budgets, capability-weighted mean over states", |world, context| {
        mean(context, &world.action)
    }),
    ("words", "share", "words w, capability-weighted mean", |world, context| mean(context, &world.words)),
    ("deflection", "share", "deflection e, capability-weighted mean", |world, context| {
        mean(context, &world.deflection)
    }),
    ("aspiration", "share", "aspiration A, capability-weighted mean", |world, context| {
        mean(context, &world.aspiration)
    }),
    ("credibility", "share", "credibility of words, capability-weighted mean", |world, context| {
        mean(context, &world.credibility)
    }),
    ("demand", "share", "demand d, capability-weighted mean", |world, context| mean(context, &world.demand)),
    ("leaders", "states", "states that lead", |world, _| world.leads.iter().filter(|leads| **leads).count() as f64),
    ("concertation", "share", "concertation C: pressure not lost to discord", |world, _| world.concertation),
    ("pressure", "1", "nominal pressure P on the target", |world, _| world.pressure),
    ("threat", "1", "threat T as the target takes it", |world, _| world.threat),
    ("patronage", "1", "resistance that patrons add", |world, _| world.patronage),
    ("shopped", "0 or 1", "the target shopped for forums this month", |world, _| f64::from(world.shopped)),
    ("clarity", "share", "clarity of responsibility, as blame sees it", |world, _| world.clarity),
    ("settlement", "share", "settlement L", |world, _| world.settlement),
    ("breach", "1", "breach of order", |world, _| world.breach),
    ("blame_hhi", "share", "concentration (Herfindahl) of blame among responders", |world, _| blame_hhi(world)),
    ("blame_target", "share", "blame on the target", |world, _| world.blame[world.blame.len() - 1]),
    ("blame_bodies", "share", "blame on all bodies", |world, _| {
        world.blame[world.leads.len()..world.blame.len() - 1].iter().sum()
    }),
    ("norm_words", "share", "the norm in words W", |world, _| world.norm_words),
    ("norm_deeds", "share", "the norm in deeds Y", |world, _| world.norm_deeds),
    ("court_stage", "stage", "0 none, 1 referred, 2 first suspects named, 3 leader named", |world, _| {
        world.court_stage as f64
    }),
    ("regime_split", "0 or 1", "the target's regime has split over the court", |world, _| f64::from(world.split)),
    ("solidarism", "share", "mean solidarism, capability-weighted", |world, context| {
        let shares = context.parameters.states.capability_share.iter();
        shares.enumerate().map(|(state, share)| share * world.mean_solidarism(state)).sum()
    }),
    ("restraint", "share", "restraint of the target in war", |world, _| world.restraint),
];

/// Herfindahl index of blame over responders (all but the target), scaled to sum 1; 0 where
/// no responder is blamed.
pub(super) fn blame_hhi(world: &World) -> f64 {
    let responders = &world.blame[..world.blame.len() - 1];
    let all: f64 = responders.iter().sum();
    if all == 0.0 { 0.0 } else { responders.iter().map(|blame| (blame / all) * (blame / all)).sum() }
}

/// All indicators of a scenario, in the order of the outputs.
pub fn indicators(scenario: &Scenario) -> Vec<Indicator> {
    let actors = &scenario.actors;
    let mut list: Vec<Indicator> = GENERAL
        .iter()
        .map(|(name, unit, meaning, read)| Indicator { name: (*name).into(), unit, meaning, read: Read::Value(*read) })
        .collect();
    let mut add = |prefix: &str, id: &str, unit, meaning, read| {
        list.push(Indicator { name: format!("{prefix}.{id}"), unit, meaning, read });
    };
    for (index, id) in actors.movements.iter().enumerate() {
        add("mobilisation", id, "share", "mobilisation M of the movement", Read::Mobilisation(index));
    }
    for index in with_authority(scenario) {
        add("authorised", &actors.instruments[index], "share", "authorised strength", Read::Authorised(index));
    }
    for index in with_consent(scenario) {
        add("consent", &actors.instruments[index], "0 or 1", "the target consents", Read::Consent(index));
    }
    for index in protecting(scenario) {
        add("deployed", &actors.instruments[index], "share", "deployed K", Read::Deployed(index));
    }
    for index in with_authority(scenario) {
        add("vetoed", &actors.instruments[index], "0 or 1", "a text was vetoed this month", Read::Vetoed(index));
    }
    list
}

/// Instruments that a body must authorise.
pub fn with_authority(scenario: &Scenario) -> impl Iterator<Item = usize> {
    (0..scenario.actors.fixed_instruments.len())
        .filter(|index| scenario.actors.fixed_instruments[*index].authority.is_some())
}

/// Instruments that need the target's consent.
pub fn with_consent(scenario: &Scenario) -> impl Iterator<Item = usize> {
    (0..scenario.actors.fixed_instruments.len()).filter(|index| scenario.actors.fixed_instruments[*index].consent)
}

/// Instruments that protect at some time of the run.
pub fn protecting(scenario: &Scenario) -> impl Iterator<Item = usize> {
    (0..scenario.actors.fixed_instruments.len())
        .filter(|index| scenario.epochs.iter().any(|epoch| *epoch.parameters.instruments[*index].protection > 0.0))
}
