//! Who is responsible, who is held to be, and who moves it onto whom.
//!
//! Draws: none. Mechanism `deflection`. Source: many hands (Thompson 1980), blame avoidance (Weaver 1986); the
//! article on responsibility that nobody can be held to and on the scapegoating of an under-resourced mission ("Who
//! is to Lead?").
//!
//! Each party moves a share y off itself, which lands on the others by plausibility, never on the sender.
//! Responsibility is clear where few hold it and nobody has moved it. Clarity here is that of the mandates as
//! they now are, and is what the indicator `clarity` says; citizenship takes the mandates of last month. Where every
//! capable state is wholly ready, the states' half of τ is shared ∝ κ. Hence blame always sums to 1. With
//! `deflection` off every y is 0, those of bodies and target too.

use super::maths::ratio;
use super::{MonthContext, World};
use crate::lanes::{ONE, Real};
use crate::scenario::{Mechanism, Parameters};

/// Responsibility, the shares moved, and blame as perceived.
///
/// ```text
/// flow i→j  = τ_i y_i pl_j/(1 − pl_i)
/// perceived = clarity τ + (1 − clarity)(τ − sent + received)
/// blame'    = blame + rate(perceived − blame)
/// ```
///
/// Blame always sums to 1.
#[inline(always)]
pub fn blame<V: Real>(world: &mut World<V>, context: &MonthContext<'_, V>) {
    hold_responsible(world, context.parameters);
    move_blame(world, context);
    find_plausible(world, context);
    send(world);
    world.clarity = clarity(world, context.parameters);
    let rate = context.parameters.blame.rate;
    // A flow i → j is what i sends per unit of plausibility times pl_j. All that lands on a
    // party is the same sum for everyone, less its own part.
    let all: V = world.sent_per_plausibility.iter().copied().sum();
    for party in 0..world.blame.len() {
        let responsibility = world.responsibility[party];
        let sent = responsibility * world.moved[party];
        let received = world.plausibility[party] * (all - world.sent_per_plausibility[party]);
        let perceived = world.clarity * responsibility + (ONE - world.clarity) * (responsibility - sent + received);
        let change = rate * (perceived - world.blame[party]);
        world.blame[party] += change;
    }
}

/// What each party sends per unit of plausibility: τ_i y_i/(1 − pl_i).
#[inline(always)]
fn send<V: Real>(world: &mut World<V>) {
    for party in 0..world.sent_per_plausibility.len() {
        world.sent_per_plausibility[party] =
            world.responsibility[party] * world.moved[party] / (ONE - world.plausibility[party]);
    }
}

/// Clarity of responsibility: it is clear where few hold it and nobody has moved it.
///
/// ```text
/// clarity = min(1, blame.clarity · Σ_b m_b² · (1 − ½Σ_b |m_b − m⁰_b|))
/// ```
#[inline(always)]
pub fn clarity<V: Real>(world: &World<V>, parameters: &Parameters) -> V {
    let (mut concentrated, mut displaced) = (V::from(0.0), V::from(0.0));
    for (mandate, body) in world.mandate.iter().zip(&parameters.bodies) {
        concentrated += *mandate * *mandate;
        displaced += (*mandate - body.mandate).abs();
    }
    V::from(1.0).min(parameters.blame.clarity * concentrated * (ONE - displaced * 0.5))
}

/// Responsibility τ.
///
/// ```text
/// τ: the target target.responsibility; half of the rest to states ∝ κ_i(1 − x_i), half to bodies ∝ m
/// ```
///
/// Where every capable state is wholly ready, states bear theirs ∝ κ_i: the half that is theirs cannot vanish, or
/// blame would no longer sum to 1.
#[inline(always)]
pub fn hold_responsible<V: Real>(world: &mut World<V>, parameters: &Parameters) {
    let of_target = *parameters.target.responsibility;
    let half = 0.5 * (1.0 - of_target);
    let n_states = world.readiness.len();
    let capability = &parameters.states.capability;
    let mut all = V::from(0.0);
    for (capability, ready) in capability.iter().zip(&world.readiness) {
        all += (ONE - *ready) * *capability;
    }
    for (state, capability) in capability.iter().enumerate() {
        // Where all are wholly ready `all` is 0, and the shares are those of capability.
        let idle = (ONE - world.readiness[state]) * *capability;
        world.responsibility[state] = ratio(idle, all, parameters.states.capability_share[state]) * half;
    }
    // Mandates sum to 1 but for rounding; divided by their sum, blame sums to 1 to the last digit.
    let mandates: V = world.mandate.iter().copied().sum();
    let (bodies, target) = world.responsibility[n_states..].split_at_mut(world.mandate.len());
    for (responsibility, mandate) in bodies.iter_mut().zip(&world.mandate) {
        *responsibility = *mandate * half / mandates;
    }
    target[0] = V::from(of_target);
}

/// The share y each party moves off itself: of states the part of their aspiration that deflection meets. All 0 while
/// the mechanism `deflection` is off.
///
/// ```text
/// y: states min(1, θ_e e_i/A'_i), 0 if A'_i = 0;  bodies body_deflection · shortfall;  the target target.deflection
/// ```
#[inline(always)]
fn move_blame<V: Real>(world: &mut World<V>, context: &MonthContext<'_, V>) {
    world.moved.fill(V::from(0.0));
    if !context.off.on(Mechanism::Deflection) {
        return;
    }
    let n_states = world.aspiration.len();
    let (states, rest) = world.moved.split_at_mut(n_states);
    for (state, moved) in states.iter_mut().enumerate() {
        let met = world.deflection_effect * world.deflection[state];
        *moved = ratio(met, world.aspiration[state], 0.0).min(1.0);
    }
    let (bodies, target) = rest.split_at_mut(world.mandate.len());
    for (moved, shortfall) in bodies.iter_mut().zip(&world.shortfall) {
        *moved = context.parameters.blame.body_deflection * *shortfall;
    }
    target[0] = V::from(*context.parameters.target.deflection);
}

/// Plausibility of blaming each party, normalised.
///
/// ```text
/// pl ∝ to_states κ̂_i, to_bodies m_b(1 + scapegoat shortfall_b), to_target
/// ```
#[inline(always)]
fn find_plausible<V: Real>(world: &mut World<V>, context: &MonthContext<'_, V>) {
    let blame = &context.parameters.blame;
    let n_states = world.aspiration.len();
    let (states, rest) = world.plausibility.split_at_mut(n_states);
    for (plausible, share) in states.iter_mut().zip(&context.parameters.states.capability_share) {
        *plausible = V::from(*blame.to_states * share);
    }
    let (bodies, target) = rest.split_at_mut(world.mandate.len());
    for ((plausible, mandate), shortfall) in bodies.iter_mut().zip(&world.mandate).zip(&world.shortfall) {
        *plausible = blame.to_bodies * *mandate * (ONE + blame.scapegoat * *shortfall);
    }
    target[0] = V::from(*blame.to_target);
    let all: V = world.plausibility.iter().copied().sum();
    for plausible in &mut world.plausibility {
        *plausible /= all;
    }
}
