//! The crisis: what is needed, and what the response relieves.
//!
//! Draws: none. Reads last month's V, D, R and K. Source: stocks of the model's own; adequacy is the article's
//! "necessary to provide real relief" against what was done ("Who is to Lead?").
//!
//! The dead do not reduce the population: over the months of a scenario that is far below what is known of it.

use super::maths::clamp;
use super::{MonthContext, World};

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
pub fn crisis(world: &mut World, context: &MonthContext<'_>) {
    let crisis = &context.parameters.crisis;
    let instruments = &context.parameters.instruments;
    let exposed: f64 = instruments
        .iter()
        .zip(&world.deployed)
        .map(|(instrument, deployed)| 1.0 - *instrument.protection * deployed)
        .product();
    world.protection = 1.0 - exposed;
    world.exposure = world.violence * (1.0 - world.protection);
    let (displaced, uncovered) = (world.displaced, 1.0 - world.relief_cover);
    world.need = 1.0 - (1.0 - world.exposure) * (1.0 - displaced * uncovered);
    world.need_unanswered = 1.0 - (1.0 - world.violence) * (1.0 - displaced);
    world.adequacy = if world.need_unanswered == 0.0 { 0.0 } else { 1.0 - world.need / world.need_unanswered };
    let exposed_at_home = world.exposure * (1.0 - displaced);
    world.violent_deaths = *crisis.population * *crisis.violent_death_rate * exposed_at_home;
    world.deprivation_deaths = *crisis.population * *crisis.deprivation_death_rate * displaced * uncovered;
    let returning = *crisis.return_rate * (1.0 - world.violence) * displaced;
    world.displaced = clamp(displaced + *crisis.displacement_rate * exposed_at_home - returning);
}
