//! What is good enough, and with how little it can be met.
//!
//! Draws: `state/{id}` slot 0 (u, and z its Normal). Mechanisms `peers`, `deflection`. Source: the article ("Who is
//! to Lead?", good enough citizenship).
//!
//! Each constituency has its own benchmark: nationals what they demand, international society what peers are seen to
//! do, humanity what need requires, as far as the state holds a solidarist view of what it owes.
//!
//! `free_riding` and `random_goal` are not the article's. They are rules of two of its rivals, 0 unless a scenario
//! says otherwise, and then no bit of a history differs from one without them. With free riding, what the others are
//! expected to do is taken off what need asks of oneself (Olson and Zeckhauser 1966: contributions to a common good
//! fall in those of others); what others do is reckoned as in leadership. It acts on the goal, not on
//! readiness, so that inertia keeps states that all answer last month's news from swinging between all and none. A
//! blind goal has no reason at all (zero intelligence, Gode and Sunder 1993): what institutions make of agents
//! without reasons.
//!
//! The aspiration is met by the cheapest mix of readiness x, words w and deflection e, each with effect θ and cost.
//!
//! This minimises `Σ ½ cost·y² + ½ commitment(A' − Σθy)²`. Clarity is that of blame, with the mandates as last month
//! left them. Followership counts all who led last month, the state itself included. With `peers` off, p is shared
//! between c and h in proportion (both 0 if c + h = 0) wherever they occur. With `deflection` off, θ_e is 0.
//!
//! *Limit* (demand given, equal states, no noise, all action seen): `A* = (c d + h s̄ N)/(1 − pφ)`, `φ = π/A`. With
//! h = 0, effort does not depend on need.

use super::maths::{clamp, ratio};
use super::others::{nobody_else, peer_means, without_leaders};
use super::{MonthContext, World};
use crate::lanes::{Given, ONE, Real};
use crate::scenario::Mechanism;

/// Each constituency sets its own benchmark: nationals what they demand, international
/// society what peers are seen to do, humanity what need requires.
///
/// ```text
/// goal_i = max(c_i max(d_i, stake_i N) + p_i Σ_j w_ij π_j + h_i s̄_i N(1 − free_riding·others_i), routine·s̄_i)
/// D_i    = min(1, c_i d_i/goal_i)                                  0 if goal_i = 0
/// goal_i ← clamp(goal_i(1 + noise·z))
/// goal_i ← (1 − random_goal) goal_i + random_goal·u
/// A'     = A + inertia(goal − A)
/// others_i = 1 − Π_{j≠i}(1 − √κ_j x_j)         last month's x
/// ```
///
/// others_i is what the others are expected to do, as in leadership.
#[inline(always)]
pub fn citizenship<V: Real>(world: &mut World<V>, context: &MonthContext<'_, V>) {
    world.clarity_seen = super::blame::clarity(world, context.parameters);
    let states = &context.parameters.states;
    let citizenship = &context.parameters.citizenship;
    let (free_riding, random_goal) = (*citizenship.free_riding, *citizenship.random_goal);
    let World { scratch, performance, readiness, .. } = &mut *world;
    peer_means(context, performance, &mut scratch.by_society, &mut scratch.by_state);
    if free_riding > 0.0 {
        nobody_else(&states.sqrt_capability, readiness, &mut scratch.without_one);
    }
    let routine = *citizenship.routine;
    for state in 0..world.aspiration.len() {
        let left_by_others = match free_riding {
            0.0 => V::from(1.0),
            share => ONE - (ONE - world.scratch.without_one[state]) * share,
        };
        let solidarism = world.mean_solidarism(state);
        let asked = world.demand[state].max(world.need * states.stake[state]);
        let benchmark = asked * states.nationals[state]
            + world.scratch.by_state[state] * states.society[state]
            + solidarism * states.humanity[state] * world.need * left_by_others;
        let benchmark = benchmark.max(solidarism * routine);
        world.demanded[state] = ratio(world.demand[state] * states.nationals[state], benchmark, 0.0).min(1.0);
        let mut goal = clamp(benchmark * (ONE + citizenship.noise * context.chance.aspiration(state)));
        if random_goal > 0.0 {
            goal += (context.chance.blind_goal(state) - goal) * random_goal;
        }
        let change = citizenship.inertia * (goal - world.aspiration[state]);
        world.aspiration[state] += change;
    }
    mix(world, context);
}

/// The aspiration is met by the cheapest mix of readiness to act, words and deflection.
///
/// ```text
/// θ_x = 1                            cost_x = action_cost(1 + c(v + k))(1 − followership(1 − Π_j(1 − [j led last month]√κ_j)))
/// θ_w = word_effect · credibility    cost_w = word_cost
/// θ_e = deflection_effect(1 − clarity)   cost_e = deflection_cost
/// Δ = 1/commitment + Σ θ²/cost       x = clamp(A'θ_x/(cost_x Δ)), w and e alike
/// ```
///
/// This minimises Σ ½ cost·y² + ½ commitment(A' − Σθy)².
#[inline(always)]
fn mix<V: Real>(world: &mut World<V>, context: &MonthContext<'_, V>) {
    let states = &context.parameters.states;
    let citizenship = &context.parameters.citizenship;
    let following = context.parameters.leadership.followership * (ONE - without_leaders(world, context));
    let deflects = context.off.on(Mechanism::Deflection);
    world.deflection_effect =
        if deflects { citizenship.deflection_effect * (ONE - world.clarity_seen) } else { V::from(0.0) };
    let effect_e = world.deflection_effect;
    let shared = effect_e * effect_e / *citizenship.deflection_cost + 1.0 / *citizenship.commitment;
    for state in 0..world.aspiration.len() {
        let burdened = 1.0 + states.nationals[state] * (states.overstretch[state] + states.ties[state]);
        let cost_x = Given(*citizenship.action_cost * burdened) * (ONE - following);
        let effect_w = citizenship.word_effect * world.credibility[state];
        let total = shared + ONE / cost_x + effect_w * effect_w / *citizenship.word_cost;
        let aspiration = world.aspiration[state] / total;
        world.word_effect[state] = effect_w;
        world.readiness[state] = clamp(aspiration / cost_x);
        world.words[state] = clamp(aspiration * effect_w / *citizenship.word_cost);
        world.deflection[state] = clamp(aspiration * effect_e / *citizenship.deflection_cost);
    }
}
