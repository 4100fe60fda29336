//! What effort becomes on the ground.
//!
//! Draws: none. Source: the article ("Who is to Lead?") on support just enough to keep a regional mission going.
//!
//! A force has protection above 0; it is under way where ς > 0 and, where needed, the target consented (last month's
//! consent), also in the months of a delay. Relief, settlement and ρ ask for ς > 0 only: without consent the efforts
//! are 0, but `capacity` counts. Then the delay counts down by 1.

use super::choice::Donors;
use super::maths::clamp;
use super::{MonthContext, World};

/// Resources, forces, the bodies' shortfall and trust, relief.
///
/// ```text
/// ρ_a = min(1, Σ_i κ_i/κ₀ (1 − v_i risk_a) e_ia / requirement_a + capacity_a)     0 before it exists; donors bear no risk
/// ς_a = 0 before it exists; 1 if no authority is needed or it may be unauthorised; else σ_a
/// R'  = clamp(R + relief_rate(min(1, Σ_a relief_a ρ_a [ς_a > 0])(1 − obstruction X) − R))
/// ```
pub fn delivery(world: &mut World, context: &MonthContext<'_>) {
    resources(world, context);
    deploy(world, context);
    shortfalls(world, context);
    world.delay = f64::max(0.0, world.delay - 1.0);
    let delivery = &context.parameters.delivery;
    let instruments = context.parameters.instruments.iter().zip(&world.in_force).zip(&world.resources);
    let offered: f64 = instruments
        .filter(|((_, in_force), _)| **in_force > 0.0)
        .map(|((instrument, _), resources)| *instrument.relief * resources)
        .sum();
    let reached = offered.min(1.0) * (1.0 - *context.parameters.target.obstruction * world.exposure);
    world.relief_cover = clamp(world.relief_cover + *delivery.relief_rate * (reached - world.relief_cover));
}

/// Resources ρ and strength in force ς of each instrument. The overstretched have less to
/// give to what is risky.
fn resources(world: &mut World, context: &MonthContext<'_>) {
    let states = &context.parameters.states;
    let instruments = &context.parameters.instruments;
    world.scratch.by_instrument.fill(0.0);
    for offer in &world.available {
        let risk = *instruments[offer.instrument].risk;
        let able = states.delivery_share.iter().zip(&states.overstretch);
        let given = able.zip(world.efforts(offer.instrument));
        let donors = Donors::of(context, offer.instrument);
        let borne = |state: usize| if donors.as_ref().is_some_and(|donors| donors.has(state)) { 0.0 } else { risk };
        let given = given
            .enumerate()
            .map(|(state, ((share, overstretch), effort))| share * (1.0 - overstretch * borne(state)) * effort);
        world.scratch.by_instrument[offer.instrument] = given.sum();
    }
    for (index, (tool, instrument)) in context.actors.fixed_instruments.iter().zip(instruments.iter()).enumerate() {
        let exists = context.month >= tool.from;
        let supplied = world.scratch.by_instrument[index] / *instrument.requirement + *instrument.capacity;
        world.resources[index] = if exists { supplied.min(1.0) } else { 0.0 };
        world.in_force[index] = match tool.authority {
            _ if !exists => 0.0,
            Some(_) if !tool.unauthorised => world.authorised[index],
            _ => 1.0,
        };
    }
}

/// A force with a basis: it protects, is in force, and is consented to where that is needed.
fn is_under_way(world: &World, context: &MonthContext<'_>, instrument: usize) -> bool {
    *context.parameters.instruments[instrument].protection > 0.0
        && world.in_force[instrument] > 0.0
        && (!context.actors.fixed_instruments[instrument].consent || world.consent[instrument])
}

/// Forces deploy or are withdrawn.
///
/// ```text
/// K'  = K + ramp(ς_a ρ_a − K) for a force under way (K' = K during a delay, for those with an authority);  K(1 − withdrawal) otherwise
/// ```
fn deploy(world: &mut World, context: &MonthContext<'_>) {
    let delivery = &context.parameters.delivery;
    for (instrument, tool) in context.actors.fixed_instruments.iter().enumerate() {
        let deployed = world.deployed[instrument];
        world.deployed[instrument] = if !is_under_way(world, context, instrument) {
            deployed * (1.0 - *delivery.withdrawal)
        } else if tool.authority.is_some() && world.delay > 0.0 {
            deployed
        } else {
            deployed + *delivery.ramp * (world.in_force[instrument] * world.resources[instrument] - deployed)
        };
    }
}

/// What a body's missions lack, and the trust that this leaves.
///
/// ```text
/// shortfall_b = mean of 1 − ρ_a over the forces it authorised (σ_a > 0) that are under way       0 if none
/// trust_b'    = trust + forums.trust_rate((1 − shortfall) − trust)                     where it has such forces
/// ```
fn shortfalls(world: &mut World, context: &MonthContext<'_>) {
    for body in 0..world.trust.len() {
        let (mut missing, mut forces) = (0.0, 0.0);
        for (instrument, tool) in context.actors.fixed_instruments.iter().enumerate() {
            let authorised = tool.authority == Some(body) && world.authorised[instrument] > 0.0;
            if authorised && is_under_way(world, context, instrument) {
                missing += 1.0 - world.resources[instrument];
                forces += 1.0;
            }
        }
        world.shortfall[body] = 0.0;
        if forces > 0.0 {
            world.shortfall[body] = missing / forces;
            let kept = 1.0 - world.shortfall[body];
            world.trust[body] += *context.parameters.forums.trust_rate * (kept - world.trust[body]);
        }
    }
}
