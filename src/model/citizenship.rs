//! Phase 3: citizenship. What is good enough, and with how little it can be met.

use super::leadership::nobody_else;
use super::maths::clamp;
use super::world::peer_means;
use super::{Setting, World};
use crate::scenario::Mechanism;

/// Each constituency sets its own benchmark: nationals what they demand, international
/// society what peers are seen to do, humanity what need requires.
///
/// ```text
/// goal_i = clamp((c_i d_i + p_i Σ_j w_ij π_j + h_i s̄_i N(1 − free_riding·others_i))(1 + noise·z))
/// goal_i ← (1 − random_goal) goal_i + random_goal·u
/// A'     = A + inertia(goal − A)
/// ```
///
/// others_i = 1 − Π_{j≠i}(1 − √κ_j x_j), last month's x: what others are expected to do, as in
/// leadership. `free_riding` and `random_goal` are the rules of two rivals, 0 in the article's
/// argument, where they change no bit.
///
/// ODD §7.3. Draws: `state/{id}` slot 0 (u, and z its Normal). Source: Wight's three
/// constituencies and the "good enough" passage of the article ("Who is to Lead?"); of the
/// rivals, Olson and Zeckhauser (1966), and zero intelligence after Gode and Sunder (1993).
pub fn citizenship(world: &mut World, setting: &Setting<'_>) {
    world.clarity_seen = super::blame::clarity(world, setting.parameters);
    let states = &setting.parameters.states;
    let citizenship = &setting.parameters.citizenship;
    let (free_riding, random_goal) = (*citizenship.free_riding, *citizenship.random_goal);
    let World { scratch, performance, readiness, .. } = &mut *world;
    peer_means(setting, performance, &mut scratch.by_society, &mut scratch.by_state);
    if free_riding > 0.0 {
        nobody_else(&states.sqrt_capability, readiness, &mut scratch.without_one);
    }
    for state in 0..world.aspiration.len() {
        let left_by_others = match free_riding {
            0.0 => 1.0,
            share => 1.0 - share * (1.0 - world.scratch.without_one[state]),
        };
        let benchmark = states.nationals[state] * world.demand[state]
            + states.society[state] * world.scratch.by_state[state]
            + states.humanity[state] * world.mean_solidarism(state) * world.need * left_by_others;
        let mut goal = clamp(benchmark * (1.0 + *citizenship.noise * setting.chance.aspiration(state)));
        if random_goal > 0.0 {
            goal += random_goal * (setting.chance.blind_goal(state) - goal);
        }
        world.aspiration[state] += *citizenship.inertia * (goal - world.aspiration[state]);
    }
    mix(world, setting);
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
/// This minimises Σ ½ cost·y² + ½ commitment(A' − Σθy)². ODD §7.3.
fn mix(world: &mut World, setting: &Setting<'_>) {
    let states = &setting.parameters.states;
    let citizenship = &setting.parameters.citizenship;
    let following = *setting.parameters.leadership.followership * (1.0 - without_leaders(world, setting));
    let deflects = setting.off.on(Mechanism::Deflection);
    world.deflection_effect = if deflects { *citizenship.deflection_effect * (1.0 - world.clarity_seen) } else { 0.0 };
    let effect_e = world.deflection_effect;
    let shared = 1.0 / *citizenship.commitment + effect_e * effect_e / *citizenship.deflection_cost;
    for state in 0..world.aspiration.len() {
        let burdened = 1.0 + states.nationals[state] * (states.overstretch[state] + states.ties[state]);
        let cost_x = *citizenship.action_cost * burdened * (1.0 - following);
        let effect_w = *citizenship.word_effect * world.credibility[state];
        let total = shared + 1.0 / cost_x + effect_w * effect_w / *citizenship.word_cost;
        let aspiration = world.aspiration[state] / total;
        world.word_effect[state] = effect_w;
        world.readiness[state] = clamp(aspiration / cost_x);
        world.words[state] = clamp(aspiration * effect_w / *citizenship.word_cost);
        world.deflection[state] = clamp(aspiration * effect_e / *citizenship.deflection_cost);
    }
}

/// Π_j(1 − [j leads]√κ_j): 1 where nobody leads, 0 where the strongest does.
pub fn without_leaders(world: &World, setting: &Setting<'_>) -> f64 {
    let led = world.leads.iter().zip(&setting.parameters.states.sqrt_capability);
    led.filter(|(leads, _)| **leads).map(|(_, root)| 1.0 - root).product()
}
