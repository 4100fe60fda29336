//! Indicators: one value per month, read after the last phase.

use super::maths::weighted_sum;
use super::{MonthContext, World};
use crate::lanes::{Real, Work};
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
    /// One that every scenario has, by its place among them.
    General(usize),
    Mobilisation(usize),
    Authorised(usize),
    Consent(usize),
    Deployed(usize),
    Vetoed(usize),
}

impl Indicator {
    /// Its value now.
    pub fn value<V: Real>(&self, world: &World<V>, context: &MonthContext<'_, V>) -> V {
        V::enter(Reading { read: self.read, world, context })
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

/// Reads an indicator of a month. It is compiled once for every kind of numbers, and not with all that ask for one.
struct Reading<'r, 'c, V: Real> {
    read: Read,
    world: &'r World<V>,
    context: &'r MonthContext<'c, V>,
}

impl<V: Real> Work<V> for Reading<'_, '_, V> {
    type Output = V;

    #[inline(always)]
    fn run(self) -> V {
        let Self { read, world, context } = self;
        match read {
            Read::General(place) => general(place, world, context),
            Read::Mobilisation(movement) => world.mobilisation[movement],
            Read::Authorised(instrument) => world.authorised[instrument],
            Read::Consent(instrument) => one_where(world.consent[instrument]),
            Read::Deployed(instrument) => world.deployed[instrument],
            Read::Vetoed(instrument) => one_where(world.vetoed[instrument]),
        }
    }
}

/// Capability-weighted mean over states.
#[inline(always)]
pub(super) fn mean<V: Real>(context: &MonthContext<'_, V>, values: &[V]) -> V {
    weighted_sum(&context.parameters.states.capability_share, values)
}

/// The same of the mean of the two components of solidarism.
#[inline(always)]
fn mean_solidarism<V: Real>(world: &World<V>, context: &MonthContext<'_, V>) -> V {
    let mut mean = V::from(0.0);
    for (state, share) in context.parameters.states.capability_share.iter().enumerate() {
        mean += world.mean_solidarism(state) * *share;
    }
    mean
}

/// Of how many something holds.
#[inline(always)]
fn count<V: Real>(of: &[V::Flag]) -> V {
    let mut count = V::from(0.0);
    for holds in of {
        count += one_where(*holds);
    }
    count
}

/// 1 where something holds, else 0.
#[inline(always)]
pub(super) fn one_where<V: Real>(holds: V::Flag) -> V {
    V::select(holds, 1.0, 0.0)
}

macro_rules! general {
    ($world:ident $context:ident $($name:literal $unit:literal $meaning:literal: $value:expr;)+) => {
        /// The indicators every scenario has, in the order of the outputs: name, unit, meaning.
        const GENERAL: &[[&str; 3]] = &[$([$name, $unit, $meaning]),+];

        /// The value of the one at a place among them.
        #[inline(always)]
        fn general<V: Real>(place: usize, $world: &World<V>, $context: &MonthContext<'_, V>) -> V {
            // One compares its way to the place; the compiler makes a table of it.
            let mut at = 0..;
            $(if at.next() == Some(place) {
                return $value;
            })+
            V::default()
        }
    };
}

general! {
    world context
    "violence" "share" "violence V at the month's end": world.violence;
    "need" "share" "unmet need N": world.need;
    "displaced" "share" "displaced share D of the population": world.displaced;
    "violent_deaths" "persons" "violent deaths of the month": world.violent_deaths;
    "deprivation_deaths" "persons" "deaths of deprivation of the month": world.deprivation_deaths;
    "adequacy" "share" "share of need that the response relieves, 1 - N/N0": world.adequacy;
    "relief_cover" "share" "displaced who get relief R": world.relief_cover;
    "protection" "share" "share of violence from which forces protect G": world.protection;
    "attention" "share" "attention Q": world.attention;
    "publicity" "share" "publicity B: the loudest movement that is heard": world.publicity;
    "action" "share" "effort over all budgets, capability-weighted mean over states": mean(context, &world.action);
    "words" "share" "words w, capability-weighted mean": mean(context, &world.words);
    "deflection" "share" "deflection e, capability-weighted mean": mean(context, &world.deflection);
    "aspiration" "share" "aspiration A, capability-weighted mean": mean(context, &world.aspiration);
    "credibility" "share" "credibility of words, capability-weighted mean": mean(context, &world.credibility);
    "demand" "share" "demand d, capability-weighted mean": mean(context, &world.demand);
    "leaders" "states" "states that lead": count(&world.leads);
    "concertation" "share" "concertation C: pressure not lost to discord": world.concertation;
    "pressure" "1" "nominal pressure P on the target": world.pressure;
    "threat" "1" "threat T as the target takes it": world.threat;
    "patronage" "1" "resistance that patrons add": world.patronage;
    "shopped" "0 or 1" "the target shopped for forums this month": one_where(world.shopped);
    "clarity" "share" "clarity of responsibility, as blame sees it": world.clarity;
    "settlement" "share" "settlement L": world.settlement;
    "breach" "1" "breach of order": world.breach;
    "blame_hhi" "share" "concentration (Herfindahl) of blame among responders": blame_hhi(world);
    "blame_target" "share" "blame on the target": world.blame[world.blame.len() - 1];
    "blame_bodies" "share" "blame on all bodies": world.blame[world.leads.len()..world.blame.len() - 1].iter().copied().sum();
    "norm_words" "share" "the norm in words W": world.norm_words;
    "norm_deeds" "share" "the norm in deeds Y": world.norm_deeds;
    "court_stage" "stage" "0 none, 1 referred, 2 first suspects named, 3 leader named": world.court_stage;
    "regime_split" "0 or 1" "the target's regime has split over the court": one_where(world.split);
    "solidarism" "share" "mean solidarism, capability-weighted": mean_solidarism(world, context);
    "restraint" "share" "restraint of the target in war": world.restraint;
}

/// Herfindahl index of blame over responders (all but the target), scaled to sum 1; 0 where
/// no responder is blamed.
#[inline(always)]
pub(super) fn blame_hhi<V: Real>(world: &World<V>) -> V {
    let responders = &world.blame[..world.blame.len() - 1];
    let all: V = responders.iter().copied().sum();
    let mut concentrated = V::from(0.0);
    for blame in responders {
        let share = *blame / all;
        concentrated += share * share;
    }
    V::select(all.equals(0.0), 0.0, concentrated)
}

/// All indicators of a scenario, in the order of the outputs.
pub fn indicators(scenario: &Scenario) -> Vec<Indicator> {
    let actors = &scenario.actors;
    let mut list: Vec<Indicator> = GENERAL
        .iter()
        .enumerate()
        .map(|(place, [name, unit, meaning])| Indicator {
            name: (*name).into(),
            unit,
            meaning,
            read: Read::General(place),
        })
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
