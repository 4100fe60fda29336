//! Attention, movements, and the demand they make of states.
//!
//! Draws: none. Mechanism `movements`. Source: Downs (1972), the issue-attention cycle; the article ("Responses to
//! Darfur") on movements that press for visible goals, tire, and are heard more on the agenda than in outcomes.
//!
//! Demand is what movements ask, times how far responsibility sticks (`blame.max_exposure` bounds it); delivery that
//! is seen placates it. τ and blame are last month's, even if an event has meanwhile changed what τ is made of.
//! Where `attention.fixed_demand` is given, d_i' is that number for every state: to ask what effort does when demand
//! is fixed. With `movements` off, M moves on and is heard as 0.

use super::maths::{clamp, ratio};
use super::{MonthContext, World};
use crate::scenario::Mechanism;

/// The issue-attention cycle, and what movements ask of each state.
///
/// ```text
/// Q'    = clamp(Q + rate(N(base + (1 − base) max_m M_m) − Q))
/// win_m = min(1, Σ_i r_mi vis_i / Σ_i r_mi d_i)          from last month; 0 where nothing was demanded
/// M'    = clamp(M + growth Q'M(1 − M) − (fatigue + F)M)
/// F'    = max(0, F + fatigue_growth M(1 − win) − recovery F)    both from last month's M and F
/// B     = max_m M'_m                                            publicity
/// ```
pub fn attention(world: &mut World, context: &MonthContext<'_>) {
    let attention = &context.parameters.attention;
    let heard = context.off.on(Mechanism::Movements);
    let loudest = |world: &World| if heard { world.mobilisation.iter().copied().fold(0.0, f64::max) } else { 0.0 };
    let base = *attention.base;
    let goal = world.need * (base + (1.0 - base) * loudest(world));
    world.attention = clamp(world.attention + *attention.rate * (goal - world.attention));
    mobilise(world, context);
    world.publicity = loudest(world);
    demand(world, context, heard);
}

/// Mobilisation and fatigue of each movement.
fn mobilise(world: &mut World, context: &MonthContext<'_>) {
    for (index, movement) in context.parameters.movements.iter().enumerate() {
        let weighted =
            |values: &[f64]| -> f64 { movement.reach.iter().zip(values).map(|(reach, value)| reach * value).sum() };
        let win = ratio(weighted(&world.visible), weighted(&world.demand), 0.0).min(1.0);
        let (mobilised, fatigue) = (world.mobilisation[index], world.fatigue[index]);
        let growth = movement.growth * world.attention * mobilised * (1.0 - mobilised);
        world.mobilisation[index] = clamp(mobilised + growth - (movement.fatigue + fatigue) * mobilised);
        world.fatigue[index] =
            f64::max(0.0, fatigue + movement.fatigue_growth * mobilised * (1.0 - win) - movement.recovery * fatigue);
    }
}

/// Demand that reaches each state: what movements ask, times how far responsibility sticks,
/// less what seen delivery placates.
///
/// ```text
/// d⁰_i = min(1, o_i · min(1, Σ_m r_mi M'_m) · min(max_exposure, blame_i/τ_i))     0 if τ_i = 0
/// d_i' = d⁰_i(1 − placation · min(1, vis_i/d⁰_i))                                0 if d⁰_i = 0
/// μ_i  = Σ_m r_mi M'_m μ_m / Σ_m r_mi M'_m                                        0 without pressure
/// ```
///
/// Where `attention.fixed_demand` is given, d' is that number for every state.
fn demand(world: &mut World, context: &MonthContext<'_>, heard: bool) {
    let attention = &context.parameters.attention;
    let most_exposure = *context.parameters.blame.max_exposure;
    let pressure = &mut world.scratch.by_state;
    pressure.fill(0.0);
    world.measurability.fill(0.0);
    let movements = context.parameters.movements.iter().zip(&world.mobilisation);
    for (movement, mobilised) in movements.filter(|_| heard) {
        let asked = pressure.iter_mut().zip(&mut world.measurability).zip(&*movement.reach);
        for ((pressure, measurable), reach) in asked {
            *pressure += reach * mobilised;
            *measurable += reach * mobilised * movement.measurability;
        }
    }
    for state in 0..world.demand.len() {
        let pressure = world.scratch.by_state[state];
        world.measurability[state] = ratio(world.measurability[state], pressure, 0.0);
        let sticking = ratio(world.blame[state], world.responsibility[state], 0.0).min(most_exposure);
        let openness = context.parameters.states.openness[state];
        let asked = f64::min(1.0, openness * pressure.min(1.0) * sticking);
        let placated = *attention.placation * ratio(world.visible[state], asked, 0.0).min(1.0);
        world.demand[state] = attention.fixed_demand.map_or(asked * (1.0 - placated), |held| *held);
    }
}
