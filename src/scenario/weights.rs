//! Weights of constituencies that are drawn one by one.

use indexmap::IndexMap;

use std::sync::Arc;

use super::formula::{Drawn, Formula};
use super::node::Node;

/// Weights of constituencies of which any comes from a range are divided by their sum: each has a range of its own, and
/// drawn one by one they sum to something else. Weights that no range gives are left: what is wrong with them is told.
pub fn share_out(root: &mut Node) {
    for holders in ["states", "profiles"] {
        let holders = root.as_table_mut().and_then(|table| table.get_mut(holders)).and_then(Node::as_table_mut);
        for holder in holders.into_iter().flat_map(|holders| holders.values_mut()) {
            let weights = holder.as_table_mut().and_then(|holder| holder.get_mut("constituencies"));
            if let Some(weights) = weights.and_then(Node::as_table_mut) {
                share_out_one(weights);
            }
        }
    }
}

fn share_out_one(weights: &mut IndexMap<String, Node>) {
    let all: Vec<Drawn> = weights.values().filter_map(Node::as_drawn).collect();
    let from_range = |weight: &Drawn| weight.formula.as_ref().is_some_and(|formula| formula.is_of_range());
    // Of a state that says one weight itself and has the others from its profile, all three are known once that is laid.
    if all.len() < 3 || !all.iter().any(from_range) || are_shared_out(&all) {
        return;
    }
    let Some(sum) = all.iter().cloned().reduce(|sum, weight| &sum + &weight) else { return };
    let sum = sum.rounded();
    for (node, weight) in weights.values_mut().zip(all) {
        *node = Node::drawn(&weight / &sum, &node.place);
    }
}

/// Are they parts of one sum already? Those of a profile are, when they have come to a state. Divided again they would
/// be other numbers in their last digit.
fn are_shared_out(weights: &[Drawn]) -> bool {
    let sum = |weight: &Drawn| match weight.formula.as_deref() {
        Some(Formula::Quotient(_, sum)) => Some(sum.clone()),
        _ => None,
    };
    let sums: Option<Vec<Arc<Formula>>> = weights.iter().map(sum).collect();
    sums.is_some_and(|sums| sums.iter().all(|other| Arc::ptr_eq(other, &sums[0])))
}
