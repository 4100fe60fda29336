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
use crate::lanes::{ONE, Real};

/// Resources, forces, the bodies' shortfall and trust, relief.
///
/// ```text
/// ρ_a = min(1, Σ_i κ_i/κ₀ (1 − v_i risk_a) e_ia / requirement_a + capacity_a)     0 before it exists; donors bear no risk
/// ς_a = 0 before it exists; 1 if no authority is needed or it may be unauthorised; else σ_a
/// R'  = clamp(R + relief_rate(min(1, Σ_a relief_a ρ_a [ς_a > 0])(1 − obstruction X) − R))
/// ```
#[inline(always)]
pub fn delivery<V: Real>(world: &mut World<V>, context: &MonthContext<'_, V>) {
    resources(world, context);
    deploy(world, context);
    shortfalls(world, context);
    world.delay = V::from(0.0).max(world.delay - 1.0);
    let delivery = &context.parameters.delivery;
    let mut offered = V::from(0.0);
    for (index, instrument) in context.parameters.instruments.iter().enumerate() {
        let relieves = instrument.relief * world.resources[index];
        offered += V::select(world.in_force[index].is_above(0.0), relieves, 0.0);
    }
    let reached = offered.min(1.0) * (ONE - context.parameters.target.obstruction * world.exposure);
    world.relief_cover = clamp(world.relief_cover + delivery.relief_rate * (reached - world.relief_cover));
}

/// Resources ρ and strength in force ς of each instrument. The overstretched have less to
/// give to what is risky.
#[inline(always)]
fn resources<V: Real>(world: &mut World<V>, context: &MonthContext<'_, V>) {
    let states = &context.parameters.states;
    let instruments = &context.parameters.instruments;
    world.scratch.by_instrument.fill(V::from(0.0));
    for offer in &world.available {
        let risk = *instruments[offer.instrument].risk;
        let donors = Donors::of(context, offer.instrument);
        let borne = |state: usize| if donors.as_ref().is_some_and(|donors| donors.has(state)) { 0.0 } else { risk };
        let mut given = V::from(0.0);
        for (state, effort) in world.efforts(offer.instrument).iter().enumerate() {
            given += *effort * (states.delivery_share[state] * (1.0 - states.overstretch[state] * borne(state)));
        }
        world.scratch.by_instrument[offer.instrument] = given;
    }
    for (index, (tool, instrument)) in context.actors.fixed_instruments.iter().zip(instruments.iter()).enumerate() {
        let exists = context.month >= tool.from;
        let supplied = world.scratch.by_instrument[index] / *instrument.requirement + *instrument.capacity;
        world.resources[index] = if exists { supplied.min(1.0) } else { V::from(0.0) };
        world.in_force[index] = match tool.authority {
            _ if !exists => V::from(0.0),
            Some(_) if !tool.unauthorised => world.authorised[index],
            _ => V::from(1.0),
        };
    }
}

/// A force with a basis: it protects, is in force, and is consented to where that is needed.
#[inline(always)]
fn is_under_way<V: Real>(world: &World<V>, context: &MonthContext<'_, V>, instrument: usize) -> V::Flag {
    let protects = *context.parameters.instruments[instrument].protection > 0.0;
    let unasked = !context.actors.fixed_instruments[instrument].consent;
    V::Flag::from(protects)
        & world.in_force[instrument].is_above(0.0)
        & (V::Flag::from(unasked) | world.consent[instrument])
}

/// Forces deploy or are withdrawn.
///
/// ```text
/// K'  = K + ramp(ς_a ρ_a − K) for a force under way (K' = K during a delay, for those with an authority);  K(1 − withdrawal) otherwise
/// ```
#[inline(always)]
fn deploy<V: Real>(world: &mut World<V>, context: &MonthContext<'_, V>) {
    let delivery = &context.parameters.delivery;
    for (instrument, tool) in context.actors.fixed_instruments.iter().enumerate() {
        let deployed = world.deployed[instrument];
        let growing = deployed + delivery.ramp * (world.in_force[instrument] * world.resources[instrument] - deployed);
        let delayed = V::Flag::from(tool.authority.is_some()) & world.delay.is_above(0.0);
        let kept = V::select(delayed, deployed, growing);
        let withdrawn = deployed * (1.0 - *delivery.withdrawal);
        world.deployed[instrument] = V::select(is_under_way(world, context, instrument), kept, withdrawn);
    }
}

/// What a body's missions lack, and the trust that this leaves.
///
/// ```text
/// shortfall_b = mean of 1 − ρ_a over the forces it authorised (σ_a > 0) that are under way       0 if none
/// trust_b'    = trust + forums.trust_rate((1 − shortfall) − trust)                     where it has such forces
/// ```
#[inline(always)]
fn shortfalls<V: Real>(world: &mut World<V>, context: &MonthContext<'_, V>) {
    for body in 0..world.trust.len() {
        let (mut missing, mut forces) = (V::from(0.0), V::from(0.0));
        for (instrument, tool) in context.actors.fixed_instruments.iter().enumerate() {
            if tool.authority != Some(body) {
                continue;
            }
            let counts = world.authorised[instrument].is_above(0.0) & is_under_way(world, context, instrument);
            missing += V::select(counts, ONE - world.resources[instrument], 0.0);
            forces += V::select(counts, 1.0, 0.0);
        }
        let has_forces = forces.is_above(0.0);
        world.shortfall[body] = V::select(has_forces, missing / forces, 0.0);
        let kept = ONE - world.shortfall[body];
        let change = context.parameters.forums.trust_rate * (kept - world.trust[body]);
        world.trust[body] = V::select(has_forces, world.trust[body] + change, world.trust[body]);
    }
}
