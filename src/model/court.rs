//! The court, step by step.
//!
//! Draws: `court` slot 0 (one for any step) and 1. Mechanism `court`: its pressure and entrenchment are 0, its stage
//! moves on. Source: the article ("The International Criminal Court").
//!
//! Stage 0 → 1 once the court's instrument is authorised, in the month of the vote; 1 → 2 when `u < inquiry_rate
//! σ_a(funding + (1 − funding)ρ_a)`; 2 → 3 when `u < leader_rate`, and then the regime splits if a second uniform is
//! below `split`. At most one step per month.

use super::{MonthContext, World};
use crate::lanes::{Given, Real};

/// At most one step per month: referred (1) once the court's instrument is authorised; first
/// suspects named (2) when u < inquiry_rate σ_a(funding + (1 − funding)ρ_a); leader named (3)
/// when u < leader_rate, and then the regime splits if a second uniform < split.
///
/// The stage moves also while the mechanism `court` is off; it then neither presses nor
/// entrenches (target).
#[inline(always)]
pub fn court<V: Real>(world: &mut World<V>, context: &MonthContext<'_, V>) {
    let Some(referral) = context.actors.court else { return };
    let court = &context.parameters.court;
    let (stage, luck) = (world.court_stage, context.chance.court());
    let referred = stage.equals(0.0) & world.authorised[referral].is_above(0.0);
    let likely = court.inquiry_rate * pursued(world, context, referral);
    let suspects_named = stage.equals(1.0) & luck.is_below(likely);
    let leader_named = stage.equals(2.0) & luck.is_below(*court.leader_rate);
    world.court_stage = V::select(referred | suspects_named | leader_named, stage + 1.0, stage);
    world.split = world.split | (leader_named & context.chance.split().is_below(*court.split));
}

/// How far the referral can be pursued: σ_a(funding + (1 − funding)ρ_a).
#[inline(always)]
fn pursued<V: Real>(world: &World<V>, context: &MonthContext<'_, V>, referral: usize) -> V {
    let funding = context.parameters.court.funding;
    world.authorised[referral] * (funding + Given(1.0 - *funding) * world.resources[referral])
}
