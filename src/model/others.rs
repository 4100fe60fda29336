//! What a state takes from the others: the mean over its peers, the chance that nobody else acts, and what leaders lift.
//!
//! Several phases ask this of the same lists, so that no phase needs another's file for it.

use super::maths::ratio;
use super::{MonthContext, World};
use crate::lanes::{ONE, Real};

/// Fills `mean` with Σ_j w_ij v_j, the mean of `values` over each state's peers; 0 without peers.
///
/// Peers: w_ij ∝ Σ over shared societies of thickness/(members − 1). Summing each society
/// once and taking the own value out again gives all rows without an n × n matrix.
/// ODD §2.
#[inline(always)]
pub fn peer_means<V: Real>(context: &MonthContext<'_, V>, values: &[V], sums: &mut [V], mean: &mut [V]) {
    let (actors, parameters) = (context.actors, context.parameters);
    mean.fill(V::from(0.0));
    for ((members, thickness), sum) in actors.members.iter().zip(&parameters.thickness).zip(sums.iter_mut()) {
        if members.len() < 2 {
            continue;
        }
        *sum = V::from(0.0);
        for member in members {
            *sum += values[*member];
        }
        let weight = thickness / (members.len() - 1) as f64;
        for member in members {
            mean[*member] += (*sum - values[*member]) * weight;
        }
    }
    for (mean, weight) in mean.iter_mut().zip(&parameters.states.peer_weight) {
        *mean = ratio(*mean, *weight, 0.0);
    }
}

/// Π_{j≠i}(1 − √κ_j P_j) for every state i: the chance that nobody else does it. From products
/// before and after i: no division, so that a product which underflows does no harm.
#[inline(always)]
pub fn nobody_else<V: Real>(roots: &[f64], chances: &[V], product: &mut [V]) {
    let (mut before, mut after) = (V::from(1.0), V::from(1.0));
    for ((product, root), chance) in product.iter_mut().zip(roots).zip(chances) {
        *product = before;
        before *= ONE - *chance * *root;
    }
    for ((product, root), chance) in product.iter_mut().zip(roots).zip(chances).rev() {
        *product *= after;
        after *= ONE - *chance * *root;
    }
}

/// Π_j(1 − [j leads]√κ_j): 1 where nobody leads, 0 where the strongest does.
#[inline(always)]
pub fn without_leaders<V: Real>(world: &World<V>, context: &MonthContext<'_, V>) -> V {
    let mut without = V::from(1.0);
    for (leads, root) in world.leads.iter().zip(&context.parameters.states.sqrt_capability) {
        without *= V::select(*leads, 1.0 - root, 1.0);
    }
    without
}
