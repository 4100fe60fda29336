//! Attention, movements, and the demand they make of states.
//!
//! Draws: none. Mechanism `movements`. Source: Downs (1972), the issue-attention cycle; the article ("Responses to
//! Darfur") on movements that press for visible goals, tire, and are heard more on the agenda than in outcomes.
//!
//! Demand is what movements ask, times how far responsibility sticks (`blame.max_exposure` bounds it); delivery that
//! is seen placates it. τ and blame are last month's, even if an event has meanwhile changed what τ is made of.
//! Where `attention.fixed_demand` is given, d_i' is that number for every state: to ask what effort does when demand
//! is fixed. With `movements` off, M moves on and is heard as 0.

use super::maths::{clamp, ratio, weighted_sum};
use super::{MonthContext, World};
use crate::lanes::{Given, ONE, Real};
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
#[inline(always)]
pub fn attention<V: Real>(world: &mut World<V>, context: &MonthContext<'_, V>) {
    let attention = &context.parameters.attention;
    let heard = context.off.on(Mechanism::Movements);
    let base = attention.base;
    let goal = world.need * (base + Given(1.0 - *base) * loudest(world, heard));
    world.attention = clamp(world.attention + attention.rate * (goal - world.attention));
    mobilise(world, context);
    world.publicity = loudest(world, heard);
    demand(world, context, heard);
}

/// The mobilisation of the movement that is the most mobilised, as far as any is heard.
#[inline(always)]
fn loudest<V: Real>(world: &World<V>, heard: bool) -> V {
    let mut loudest = V::from(0.0);
    for mobilised in world.mobilisation.iter().filter(|_| heard) {
        loudest = loudest.max(*mobilised);
    }
    loudest
}

/// Mobilisation and fatigue of each movement.
#[inline(always)]
fn mobilise<V: Real>(world: &mut World<V>, context: &MonthContext<'_, V>) {
    for (index, movement) in context.parameters.movements.iter().enumerate() {
        let (seen, asked) =
            (weighted_sum(&movement.reach, &world.visible), weighted_sum(&movement.reach, &world.demand));
        let win = ratio(seen, asked, 0.0).min(1.0);
        let (mobilised, fatigue) = (world.mobilisation[index], world.fatigue[index]);
        let growth = world.attention * movement.growth * mobilised * (ONE - mobilised);
        world.mobilisation[index] = clamp(mobilised + growth - (fatigue + movement.fatigue) * mobilised);
        let tired = fatigue + mobilised * movement.fatigue_growth * (ONE - win) - fatigue * movement.recovery;
        world.fatigue[index] = V::from(0.0).max(tired);
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
#[inline(always)]
fn demand<V: Real>(world: &mut World<V>, context: &MonthContext<'_, V>, heard: bool) {
    let attention = &context.parameters.attention;
    let most_exposure = *context.parameters.blame.max_exposure;
    let pressure = &mut world.scratch.by_state;
    pressure.fill(V::from(0.0));
    world.measurability.fill(V::from(0.0));
    let movements = context.parameters.movements.iter().zip(&world.mobilisation);
    for (movement, mobilised) in movements.filter(|_| heard) {
        let asked = pressure.iter_mut().zip(&mut world.measurability).zip(&*movement.reach);
        for ((pressure, measurable), reach) in asked {
            *pressure += *mobilised * *reach;
            *measurable += *mobilised * *reach * movement.measurability;
        }
    }
    for state in 0..world.demand.len() {
        let pressure = world.scratch.by_state[state];
        world.measurability[state] = ratio(world.measurability[state], pressure, 0.0);
        let sticking = ratio(world.blame[state], world.responsibility[state], 0.0).min(most_exposure);
        let openness = context.parameters.states.openness[state];
        let asked = V::from(1.0).min(pressure.min(1.0) * openness * sticking);
        let placated = attention.placation * ratio(world.visible[state], asked, 0.0).min(1.0);
        world.demand[state] = attention.fixed_demand.map_or(asked * (ONE - placated), |held| V::from(*held));
    }
}
