//! The crisis: what is needed, and what the response relieves.
//!
//! Draws: none. Reads last month's V, D, R and K. Source: stocks of the model's own; adequacy is the article's
//! "necessary to provide real relief" against what was done ("Who is to Lead?").
//!
//! The dead do not reduce the population: over the months of a scenario that is far below what is known of it.

use super::maths::clamp;
use super::{MonthContext, World};
use crate::lanes::{Given, ONE, Real};

/// Protection, exposure and need from last month's violence and delivery; the month's dead
/// and displaced; adequacy.
///
/// ```text
/// G  = 1 − Π_a (1 − protection_a K_a)              protection
/// X  = V(1 − G)                                    exposure
/// N  = 1 − (1 − X)(1 − D(1 − R))                   unmet need
/// N⁰ = 1 − (1 − V)(1 − D)                          need had nobody responded
/// violent deaths     = population · violent_death_rate · X(1 − D)
/// deprivation deaths = population · deprivation_death_rate · D(1 − R)
/// D' = clamp(D + displacement_rate X(1 − D) − return_rate(1 − V)D)
/// adequacy = 1 − N/N⁰                              0 if N⁰ = 0: the share of need that the response relieves
/// ```
#[inline(always)]
pub fn crisis<V: Real>(world: &mut World<V>, context: &MonthContext<'_, V>) {
    let crisis = &context.parameters.crisis;
    let instruments = &context.parameters.instruments;
    let mut exposed = V::from(1.0);
    for (instrument, deployed) in instruments.iter().zip(&world.deployed) {
        exposed *= ONE - instrument.protection * *deployed;
    }
    world.protection = ONE - exposed;
    world.exposure = world.violence * (ONE - world.protection);
    let (displaced, uncovered) = (world.displaced, ONE - world.relief_cover);
    world.need = ONE - (ONE - world.exposure) * (ONE - displaced * uncovered);
    world.need_unanswered = ONE - (ONE - world.violence) * (ONE - displaced);
    let unmet = world.need / world.need_unanswered;
    world.adequacy = V::select(world.need_unanswered.equals(0.0), 0.0, ONE - unmet);
    let exposed_at_home = world.exposure * (ONE - displaced);
    world.violent_deaths = Given(*crisis.population * *crisis.violent_death_rate) * exposed_at_home;
    world.deprivation_deaths = Given(*crisis.population * *crisis.deprivation_death_rate) * displaced * uncovered;
    let returning = crisis.return_rate * (ONE - world.violence) * displaced;
    world.displaced = clamp(displaced + crisis.displacement_rate * exposed_at_home - returning);
}
