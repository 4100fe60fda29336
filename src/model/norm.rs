//! The norm, in words and in deeds.
//!
//! Draws: none. Mechanism `norm`: no legitimacy from words, no socialisation, no backlash; anchoring stays, W and Y
//! move on. Source: Friedkin and Johnsen (1990); the article on the veneer of solidarist language.
//!
//! s' is that of each component of s. Adequacy is read earlier in the same month (crisis), before the target reacts.

use super::maths::clamp;
use super::others::peer_means;
use super::{MonthContext, World};
use crate::lanes::{Given, ONE, Real};
use crate::scenario::Mechanism;

/// The norm follows what states hold and what protection they give; states learn from peers,
/// turn away from unmet words, and return to what they held.
///
/// ```text
/// W' = clamp(W + rate(Σ_i κ̂_i s̄_i − W) − erosion max(0, W − Y)W)          the norm in words
/// Y' = clamp(Y + rate(G − Y) − wear X Y)                                the norm in deeds: protection given
/// s' = clamp(s + socialisation tie_i(Σ_j w_ij s_j − s_i)[i has peers] − backlash max(0, W' − Y')(1 − s_i) + anchoring(s⁰_i − s_i))
/// ```
///
/// s' is that of each component of s.
#[inline(always)]
pub fn norm<V: Real>(world: &mut World<V>, context: &MonthContext<'_, V>) {
    let norm = &context.parameters.norm;
    let states = &context.parameters.states;
    let mut held = V::from(0.0);
    for (state, share) in states.capability_share.iter().enumerate() {
        held += world.mean_solidarism(state) * *share;
    }
    let (words, deeds) = (world.norm_words, world.norm_deeds);
    let hollow = norm.erosion * V::from(0.0).max(words - deeds) * words;
    world.norm_words = clamp(words + norm.rate * (held - words) - hollow);
    let worn = norm.wear * world.exposure * deeds;
    world.norm_deeds = clamp(deeds + norm.rate * (world.protection - deeds) - worn);
    let at_work = context.off.on(Mechanism::Norm);
    let learning = if at_work { *norm.socialisation } else { 0.0 };
    let gap = V::from(0.0).max(world.norm_words - world.norm_deeds);
    let turning = if at_work { norm.backlash * gap } else { V::from(0.0) };
    for principle in 0..2 {
        let scratch = &mut world.scratch;
        peer_means(context, &world.solidarism[principle], &mut scratch.by_society, &mut scratch.by_state);
        for (state, held) in world.solidarism[principle].iter_mut().enumerate() {
            let has_peers = states.peer_weight[state] > 0.0;
            let peers = if has_peers { world.scratch.by_state[state] - *held } else { V::from(0.0) };
            let anchor = Given(states.solidarism[principle][state]) - *held;
            let change = peers * (learning * states.tie[state]) - turning * (ONE - *held) + norm.anchoring * anchor;
            *held = clamp(*held + change);
        }
    }
}
