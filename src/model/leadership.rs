//! Who steps forward, where each may wait for another.
//!
//! Draws: `state/{id}` slot 1. Mechanism `leadership`. Source: Diekmann (1985), volunteer's dilemma; waiting for others
//! who could lead as well, Bliss and Nalebuff (1984), Darley and Latané (1968); diffusion of responsibility from the
//! article ("Who is to Lead?"). Departure: logit response in place of the mixed equilibrium, to which it tends as
//! sharpness grows.
//!
//! With a uniform u, a leader stays while `u ≥ withdraw(1 − P')`; another steps forward if `u < step_forward Q' √κ_i
//! P'/n_i^waiting`: nobody leads where nothing is on the agenda, and with `waiting` above 0 who is one of many that could
//! waits for the others. A leader who withdraws does not step forward in the same month.
//! One that an event has stripped of all capability has P' = 0: it may hold on for a while, and never steps forward
//! again. With `leadership` off nobody leads.

use super::maths::logistic;
use super::others::{nobody_else, without_leaders};
use super::{MonthContext, World};
use crate::lanes::{ONE, Real};
use crate::scenario::Mechanism;

/// Greatest readiness to lead: certainty would make everyone else's part worth nothing.
pub const MAX_READINESS: f64 = 1.0 - 1e-9;

/// The volunteer's dilemma with logit response.
///
/// ```text
/// others_i = 1 − (1 − diffusion(1 − clarity)) Π_{j≠i}(1 − √κ_j P_j)         last month's P, citizenship's clarity
/// P'_i = min(1 − 1e-9, S(sharpness((h_i s̄_i N + d_i)√κ_i(1 − others_i) − cost c_i(1 + v_i + k_i)/√κ_i)))   0 if κ_i = 0
/// n_i  = Σ_j min(1, κ_j/κ_i)                                                 who could lead as well as i, itself included
/// C    = 1 − discord Π_i(1 − [i leads]√κ_i)                                  concertation
/// ```
#[inline(always)]
pub fn leadership<V: Real>(world: &mut World<V>, context: &MonthContext<'_, V>) {
    let leadership = &context.parameters.leadership;
    let states = &context.parameters.states;
    let may_lead = context.off.on(Mechanism::Leadership);
    nobody_else(&states.sqrt_capability, &world.lead, &mut world.scratch.without_one);
    let alone = ONE - leadership.diffusion * (ONE - world.clarity_seen);
    for state in 0..world.lead.len() {
        let ready = readiness_to_lead(world, context, state, alone);
        world.lead[state] = ready;
        let luck = context.chance.leadership(state);
        let stays = luck.is_at_least(leadership.withdraw * (ONE - ready));
        let steps_forward = luck.is_below(stepping_forward(world, context, state));
        let led = world.leads[state];
        world.leads[state] = V::Flag::from(may_lead) & ((led & stays) | (!led & steps_forward));
    }
    world.concertation = ONE - leadership.discord * without_leaders(world, context);
}

/// The chance that a state that does not lead steps forward this month: step_forward Q'√κ_i P'/n_i^waiting.
#[inline(always)]
pub fn stepping_forward<V: Real>(world: &World<V>, context: &MonthContext<'_, V>, state: usize) -> V {
    let states = &context.parameters.states;
    let alone = context.parameters.leadership.step_forward
        * world.attention
        * states.sqrt_capability[state]
        * world.lead[state];
    alone / states.waiting[state]
}

/// P'_i, given the others' abstention in scratch and what diffusion leaves of it.
#[inline(always)]
fn readiness_to_lead<V: Real>(world: &World<V>, context: &MonthContext<'_, V>, state: usize, alone: V) -> V {
    let leadership = &context.parameters.leadership;
    let states = &context.parameters.states;
    let root = states.sqrt_capability[state];
    if root == 0.0 {
        return V::from(0.0);
    }
    let pivotal = alone * world.scratch.without_one[state];
    let stake = world.mean_solidarism(state) * states.humanity[state] * world.need + world.demand[state];
    let asked = states.nationals[state] * (1.0 + states.overstretch[state] + states.ties[state]);
    let gain = stake * root * pivotal - *leadership.cost * asked / root;
    logistic(leadership.sharpness * gain).min(MAX_READINESS)
}
