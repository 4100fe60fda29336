//! Which states have a name where they stand.

use super::super::picture::Position;

/// States that have a name in the picture: those that say and do most. Each has a colour of its own.
const NAMED: usize = 6;

/// Names the states that say and do most in the end.
pub fn name_the_loudest(states: &mut [Position]) {
    let most = |state: &Position| state.way.last().map_or(0.0, |(words, deeds)| words + deeds);
    let mut order: Vec<usize> = (0..states.len()).collect();
    order.sort_by(|one, other| most(&states[*other]).total_cmp(&most(&states[*one])));
    for index in order.into_iter().take(NAMED) {
        states[index].named = true;
    }
}
