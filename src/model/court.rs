//! The court, step by step.
//!
//! Draws: `court` slot 0 (one for any step) and 1. Mechanism `court`: its pressure and entrenchment are 0, its stage
//! moves on. Source: the article ("The International Criminal Court").
//!
//! Stage 0 → 1 once the court's instrument is authorised, in the month of the vote; 1 → 2 when `u < inquiry_rate
//! σ_a(funding + (1 − funding)ρ_a)`; 2 → 3 when `u < leader_rate`, and then the regime splits if a second uniform is
//! below `split`. At most one step per month.

use super::{MonthContext, World};

/// At most one step per month: referred (1) once the court's instrument is authorised; first
/// suspects named (2) when u < inquiry_rate σ_a(funding + (1 − funding)ρ_a); leader named (3)
/// when u < leader_rate, and then the regime splits if a second uniform < split.
///
/// The stage moves also while the mechanism `court` is off; it then neither presses nor
/// entrenches (target).
pub fn court(world: &mut World, context: &MonthContext<'_>) {
    let Some(referral) = context.actors.court else { return };
    let court = &context.parameters.court;
    match world.court_stage {
        0 if world.authorised[referral] > 0.0 => world.court_stage = 1,
        1 if context.chance.court() < *court.inquiry_rate * pursued(world, context, referral) => world.court_stage = 2,
        2 if context.chance.court() < *court.leader_rate => {
            world.court_stage = 3;
            world.split = context.chance.split() < *court.split;
        }
        _ => {}
    }
}

/// How far the referral can be pursued: σ_a(funding + (1 − funding)ρ_a).
fn pursued(world: &World, context: &MonthContext<'_>, referral: usize) -> f64 {
    let funding = *context.parameters.court.funding;
    world.authorised[referral] * (funding + (1.0 - funding) * world.resources[referral])
}
