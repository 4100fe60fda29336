//! Phase 0: the month's events.

use super::{Setting, World};
use crate::scenario::Reset;

/// Applies what the month's events set besides parameters, in the order written.
///
/// Parameters themselves are in force through the [`Setting`]: events are dated, so every
/// epoch's parameters are known, and checked, before anything runs. ODD §7.0. Draws: none.
pub fn events(world: &mut World, setting: &Setting<'_>) {
    let today = setting.scenario.epochs.iter().filter(|epoch| epoch.month == setting.month);
    for reset in today.flat_map(|epoch| &epoch.resets) {
        match *reset {
            Reset::NormWords(value) => world.norm_words = value,
            Reset::NormDeeds(value) => world.norm_deeds = value,
            Reset::Mobilisation(movement, value) => world.mobilisation[movement] = value,
            Reset::Solidarism(state) => {
                for (now, anchor) in world.solidarism.iter_mut().zip(&setting.parameters.states.solidarism) {
                    now[state] = anchor[state];
                }
            }
        }
    }
}
