//! From the types of a file to the lists of numbers that formulas read.

use std::sync::Arc;

use super::check::components;
use super::events::Touched;
use super::frozen::{Actors, BodyNumbers, MovementNumbers, Parameters, StateNumbers, Switches};
use super::written::{ById, Mechanism, ScenarioFile, State};

/// Parameters that are made already, and what is other in those that are asked for: all else is shared. They are those
/// before a month with events, or those of the same scenario with other numbers.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// What they are.
    pub parameters: &'a Parameters,
    /// What may be other.
    pub touched: &'a Touched,
}

/// Sections of which the states' numbers are made.
const OF_STATES: [&str; 6] = ["states", "societies", "forums", "leadership", "delivery", "pressure"];

/// The first of the known parameters in which nothing of that is touched.
fn untouched<'a>(known: &[Known<'a>], is_touched: impl Fn(&Touched) -> bool) -> Option<&'a Parameters> {
    known.iter().find(|known| !is_touched(known.touched)).map(|known| known.parameters)
}

/// The parameters that a file gives; what some of the `known` have and nothing touched is not made again.
pub fn parameters(file: &ScenarioFile, actors: &Actors, off: Switches, known: &[Known<'_>]) -> Parameters {
    let mandates: f64 = file.bodies.values().map(|body| *body.mandate).sum();
    let thickness: Vec<f64> = file.societies.values().map(|society| *society.thickness).collect();
    Parameters {
        sections: file.sections(),
        court: file.court.clone().unwrap_or_default(),
        instruments: match untouched(known, |touched| touched.has("instruments")) {
            Some(known) => known.instruments.clone(),
            None => file.instruments.values().cloned().collect(),
        },
        bodies: file
            .bodies
            .values()
            .map(|body| BodyNumbers {
                mandate: *body.mandate / mandates,
                quota: *body.quota,
                entrepreneurship: *body.entrepreneurship,
                deference: *body.deference,
            })
            .collect(),
        movements: file
            .movements
            .iter()
            .enumerate()
            .map(|(index, (id, movement))| MovementNumbers {
                growth: *movement.growth,
                fatigue: *movement.fatigue,
                fatigue_growth: *movement.fatigue_growth,
                recovery: *movement.recovery,
                measurability: *movement.measurability,
                reach: match untouched(known, |touched| touched.has_one("movements", id)) {
                    Some(known) => known.movements[index].reach.clone(),
                    None => laid_out(&movement.reach, &file.states).into(),
                },
            })
            .collect(),
        states: match untouched(known, |touched| OF_STATES.into_iter().any(|section| touched.has(section))) {
            Some(known) => known.states.clone(),
            None => states(file, actors, &thickness, off, known).into(),
        },
        thickness,
    }
}

/// Numbers by id as a list in the order of all ids, 0 where none is written. Few are written, and
/// this is done anew after every event: the written are looked up, not all.
fn laid_out<T>(written: &ById<impl std::ops::Deref<Target = f64>>, all: &ById<T>) -> Vec<f64> {
    let mut list = vec![0.0; all.len()];
    for (id, value) in written {
        if let Some(index) = all.get_index_of(id) {
            list[index] = **value;
        }
    }
    list
}

fn states(file: &ScenarioFile, actors: &Actors, thickness: &[f64], off: Switches, known: &[Known<'_>]) -> StateNumbers {
    let list = |value: fn(&State) -> f64| -> Vec<f64> { file.states.values().map(value).collect() };
    let capability = list(|state| *state.capability);
    let all: f64 = capability.iter().sum();
    let all_leverage: f64 = list(|state| *state.leverage).iter().sum();
    // What does not move when a file has more bystanders, where the file gives it.
    let reference = |given: f64, own: f64| if given > 0.0 { given } else { own };
    let of_delivery = reference(*file.delivery.reference, all);
    // Powers take long, and few events change a capability.
    let as_able = |exponent: fn(&ScenarioFile, &Parameters) -> [f64; 2]| {
        let same = |known: &&Known<'_>| {
            let [own, other] = exponent(file, known.parameters);
            own.to_bits() == other.to_bits() && same_bits(&capability, &known.parameters.states.capability)
        };
        known.iter().find(same).map(|known| &known.parameters.states)
    };
    let assessed = as_able(|file, known| [*file.forums.assessment, *known.forums.assessment]);
    let waited = as_able(|file, known| [*file.leadership.waiting, *known.leadership.waiting]);
    let mut numbers = StateNumbers {
        delivery_share: capability.iter().map(|capability| capability / of_delivery).collect(),
        capability_share: capability.iter().map(|capability| capability / all).collect(),
        sqrt_capability: capability.iter().map(|capability| capability.sqrt()).collect(),
        nationals: list(|state| *state.constituencies.nationals),
        society: list(|state| *state.constituencies.society),
        humanity: list(|state| *state.constituencies.humanity),
        leverage: list(|state| *state.leverage),
        leverage_reference: reference(*file.pressure.reference, all_leverage),
        ties: list(|state| *state.ties),
        openness: list(|state| *state.openness),
        overstretch: list(|state| *state.overstretch),
        interference: list(|state| *state.interference),
        stake: list(|state| *state.stake),
        assessed: match assessed {
            Some(known) => known.assessed.clone(),
            None => capability.iter().map(|own| libm::pow(*own, *file.forums.assessment)).collect(),
        },
        waiting: match waited {
            Some(known) => known.waiting.clone(),
            None => waiting(&capability, *file.leadership.waiting),
        },
        capability,
        tie: vec![0.0; file.states.len()],
        peer_weight: vec![0.0; file.states.len()],
        ..StateNumbers::default()
    };
    if !off.on(Mechanism::Peers) {
        without_peers(&mut numbers);
    }
    for (members, thickness) in actors.members.iter().zip(thickness) {
        for state in members {
            numbers.tie[*state] += thickness;
            // Who is alone in a society has no peers there.
            numbers.peer_weight[*state] += if members.len() > 1 { *thickness } else { 0.0 };
        }
    }
    numbers.tie.iter_mut().for_each(|tie| *tie = f64::min(1.0, *tie));
    for state in file.states.values() {
        let mean = mean_solidarism(state);
        numbers.solidarism[0].push(mean[0]);
        numbers.solidarism[1].push(mean[1]);
    }
    (numbers.reservations, numbers.faction_offset) = match untouched(known, Touched::judges) {
        Some(known) => (known.states.reservations.clone(), known.states.faction_offset.clone()),
        None => judgements(file, actors, &numbers.solidarism),
    };
    numbers
}

fn same_bits(one: &[f64], two: &[f64]) -> bool {
    one.len() == two.len() && one.iter().zip(two).all(|(one, two)| one.to_bits() == two.to_bits())
}

/// n^waiting by state, where n = Σ_j min(1, κ_j/κ_i) counts those who could lead as well as it, itself included. 1 for a
/// state without capability, which never leads.
fn waiting(capability: &[f64], exponent: f64) -> Vec<f64> {
    // Of thousands of states each would be held against each.
    if exponent == 0.0 {
        return vec![1.0; capability.len()];
    }
    let able = |own: f64| capability.iter().map(|other| f64::min(1.0, other / own)).sum();
    capability.iter().map(|own| if *own > 0.0 { libm::pow(able(*own), exponent) } else { 1.0 }).collect()
}

/// Reservations, and what factions add to solidarism, instrument by instrument, one per state.
fn judgements(file: &ScenarioFile, actors: &Actors, solidarism: &[Vec<f64>; 2]) -> (Arc<[f64]>, Arc<[f64]>) {
    let written: Vec<_> = file.states.values().map(|state| laid_out(&state.reservations, &file.instruments)).collect();
    let (mut reservations, mut offsets) = (Vec::new(), Vec::new());
    for (place, (instrument, tool)) in actors.instruments.iter().zip(&actors.fixed_instruments).enumerate() {
        for (index, state) in file.states.values().enumerate() {
            let holder = state.factions.values().find(|faction| faction.holds.contains(instrument));
            let mean = solidarism[tool.principle][index];
            reservations.push(written[index][place]);
            offsets.push(holder.map_or(0.0, |faction| components(&faction.solidarism)[tool.principle] - mean));
        }
    }
    (reservations.into(), offsets.into())
}

/// A state's solidarism: the mean of its factions by share, where it has factions.
fn mean_solidarism(state: &State) -> [f64; 2] {
    if state.factions.is_empty() {
        return components(&state.solidarism);
    }
    let shares: f64 = state.factions.values().map(|faction| *faction.share).sum();
    [0, 1].map(|principle| {
        let weighted =
            state.factions.values().map(|faction| *faction.share * components(&faction.solidarism)[principle]);
        weighted.sum::<f64>() / shares
    })
}

/// Where peers are off, their weight is shared between nationals and humanity in proportion.
fn without_peers(numbers: &mut StateNumbers) {
    let weights = numbers.nationals.iter_mut().zip(&mut numbers.humanity).zip(&mut numbers.society);
    for ((nationals, humanity), society) in weights {
        let both = *nationals + *humanity;
        if both > 0.0 {
            let scale = 1.0 + *society / both;
            *nationals *= scale;
            *humanity *= scale;
        }
        *society = 0.0;
    }
}
