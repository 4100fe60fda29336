//! The month's events.
//!
//! Draws: none.
//!
//! An event has a month and a list of paths with numbers, applied before anything else in its month, in the order
//! written. `norm.words`, `norm.deeds` and `movements.ID.mobilisation` set the variable. Any other path sets the
//! parameter and all that is derived from it. A path to a state's solidarism or factions also sets both components
//! of its s and of its anchor s⁰ to what its parameters now give; a path to one component of a solidarism written as
//! one number first makes two of it (an absent one is a 0). A state with factions keeps the mean of the factions. A
//! body's mandate sets m⁰ only. Values at the start (`crisis.violence`, `crisis.displaced`, `leadership.initial`, `instruments.ID.initial`)
//! and profiles cannot be set. `*` passes over names to which the rest of the path does not apply, and a note names
//! those for whom it counts for nothing (solidarism of a state with factions); in `reservations` it is every
//! instrument, in `reach` every state. List elements count from 0. A path that reaches nothing is refused. Events
//! set numbers: ids, flags, authorities and memberships stay fixed in a run. An event after the last month never
//! comes.

use super::{MonthContext, World};
use crate::lanes::Real;
use crate::scenario::Reset;

/// Applies what the month's events set besides parameters, in the order written.
///
/// Parameters themselves are in force through the [`MonthContext`]: events are dated, so every
/// epoch's parameters are known, and checked, before anything runs.
#[inline(always)]
pub fn events<V: Real>(world: &mut World<V>, context: &MonthContext<'_, V>) {
    let today = context.scenario.epochs.iter().filter(|epoch| epoch.month == context.month);
    for reset in today.flat_map(|epoch| &epoch.resets) {
        match *reset {
            Reset::NormWords(value) => world.norm_words = V::from(value),
            Reset::NormDeeds(value) => world.norm_deeds = V::from(value),
            Reset::Mobilisation(movement, value) => world.mobilisation[movement] = V::from(value),
            Reset::Solidarism(state) => {
                for (now, anchor) in world.solidarism.iter_mut().zip(&context.parameters.states.solidarism) {
                    now[state] = V::from(anchor[state]);
                }
            }
        }
    }
}
