//! What a state takes from the others: the mean over its peers, the chance that nobody else acts, and what leaders lift.
//!
//! Several phases ask this of the same lists, so that no phase needs another's file for it.

use super::maths::ratio;
use super::{MonthContext, World};

/// Fills `mean` with Σ_j w_ij v_j, the mean of `values` over each state's peers; 0 without peers.
///
/// Peers: w_ij ∝ Σ over shared societies of thickness/(members − 1). Summing each society
/// once and taking the own value out again gives all rows without an n × n matrix.
/// ODD §2.
pub fn peer_means(context: &MonthContext<'_>, values: &[f64], sums: &mut [f64], mean: &mut [f64]) {
    let (actors, parameters) = (context.actors, context.parameters);
    mean.fill(0.0);
    for ((members, thickness), sum) in actors.members.iter().zip(&parameters.thickness).zip(sums.iter_mut()) {
        if members.len() < 2 {
            continue;
        }
        *sum = members.iter().map(|member| values[*member]).sum();
        let weight = thickness / (members.len() - 1) as f64;
        for member in members {
            mean[*member] += weight * (*sum - values[*member]);
        }
    }
    for (mean, weight) in mean.iter_mut().zip(&parameters.states.peer_weight) {
        *mean = ratio(*mean, *weight, 0.0);
    }
}

/// Π_{j≠i}(1 − √κ_j P_j) for every state i: the chance that nobody else does it. From products
/// before and after i: no division, so that a product which underflows does no harm.
pub fn nobody_else(roots: &[f64], chances: &[f64], product: &mut [f64]) {
    let abstains = |state: usize| 1.0 - roots[state] * chances[state];
    let mut before = 1.0;
    for (state, product) in product.iter_mut().enumerate() {
        *product = before;
        before *= abstains(state);
    }
    let mut after = 1.0;
    for (state, product) in product.iter_mut().enumerate().rev() {
        *product *= after;
        after *= abstains(state);
    }
}

/// Π_j(1 − [j leads]√κ_j): 1 where nobody leads, 0 where the strongest does.
pub fn without_leaders(world: &World, context: &MonthContext<'_>) -> f64 {
    let led = world.leads.iter().zip(&context.parameters.states.sqrt_capability);
    led.filter(|(leads, _)| **leads).map(|(_, root)| 1.0 - root).product()
}
