//! Phase 9: the court.

use super::{Setting, World};

/// At most one step a month: referred (1) once the court's instrument is authorised; first
/// suspects named (2) when u < inquiry_rate σ_a(funding + (1 − funding)ρ_a); leader named (3)
/// when u < leader_rate, and then the regime splits if a second uniform < split.
///
/// The stage moves also while the mechanism `court` is off; it then neither presses nor
/// entrenches (phase 8). ODD §7.9. Draws: `court` slots 0 (one for any step) and 1.
/// Source: the article's section on the ICC: strings of the referral, delay, and the warrant
/// that moves the regime's factions apart.
pub fn court(world: &mut World, setting: &Setting<'_>) {
    let Some(referral) = setting.cast.court else { return };
    let court = &setting.parameters.court;
    match world.court_stage {
        0 if world.authorised[referral] > 0.0 => world.court_stage = 1,
        1 if setting.chance.court() < *court.inquiry_rate * pursued(world, setting, referral) => world.court_stage = 2,
        2 if setting.chance.court() < *court.leader_rate => {
            world.court_stage = 3;
            world.split = setting.chance.split() < *court.split;
        }
        _ => {}
    }
}

/// How far the referral can be pursued: σ_a(funding + (1 − funding)ρ_a).
fn pursued(world: &World, setting: &Setting<'_>, referral: usize) -> f64 {
    let funding = *setting.parameters.court.funding;
    world.authorised[referral] * (funding + (1.0 - funding) * world.resources[referral])
}
