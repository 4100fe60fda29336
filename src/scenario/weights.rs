//! Weights of constituencies that are drawn one by one.

use indexmap::IndexMap;

use super::formula::Drawn;
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
    if all.len() < 3 || !all.iter().any(from_range) {
        return;
    }
    let Some(sum) = all.iter().cloned().reduce(|sum, weight| &sum + &weight) else { return };
    // Those of a profile are parts of a sum when they have come to a state, and those of which a change has moved some are so
    // too. Divided by nearly 1 they would be other numbers in their last digit than files give.
    let sum = sum.rounded();
    for (node, weight) in weights.values_mut().zip(all) {
        *node = Node::drawn(&weight / &sum, &node.place);
    }
}
