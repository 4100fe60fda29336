//! Replicates in blocks.
//!
//! All sums over histories are sums over blocks, taken in order. So blocks are the same on any number of threads, and
//! with them the last digits of every sum.

use std::ops::Range;

/// Replicates of a block. It is the same for every scenario: sums over histories are sums over
/// blocks, and an actor more must not change how the others' are rounded. Another number would change last digits.
pub const BLOCK: u64 = 4;

/// Replicates that a thread takes at a time: whole blocks, and as many as may be played side by side.
pub const UNIT: u64 = 8;

/// What was made of a block, and how many of its items are in it.
#[derive(Debug)]
pub struct Done<B> {
    /// What was made.
    pub made: B,
    /// Items in it, from the block's first; fewer than the block's if stopped.
    pub complete: u64,
}

/// The blocks of some items, in order.
pub(super) fn block_of(items: &Range<u64>, block: u64, index: u64) -> Range<u64> {
    let start = items.start + index * block;
    start..(start + block).min(items.end)
}

/// Makes something of every block and takes it, one after the other.
pub(super) fn run<W, B>(
    items: Range<u64>,
    block: u64,
    worker: impl Fn() -> W,
    make: impl Fn(&mut W, Range<u64>) -> Done<B>,
    mut take: impl FnMut(Done<B>) -> bool,
) {
    let mut room = worker();
    for index in 0..(items.end - items.start).div_ceil(block) {
        let wanted = block_of(&items, block, index);
        let all = wanted.end - wanted.start;
        let done = make(&mut room, wanted);
        let incomplete = done.complete < all;
        if !take(done) || incomplete {
            return;
        }
    }
}
