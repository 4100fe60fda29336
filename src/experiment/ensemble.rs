//! An ensemble: replicates in parallel, taken in order.
//!
//! Replicates are cut into blocks of a fixed size. Workers take the
//! next block, and what they make of it is handed on in the order of blocks: whatever is
//! summed or written from it is the same for any number of threads.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::sync_channel;

use rayon::ThreadPool;

/// Replicates of a block. It is the same for every scenario: sums over histories are sums over
/// blocks, and an actor more must not change how the others' are rounded.
pub const BLOCK: u64 = 4;

/// What a worker made of a block, and how many of its replicates are in it.
#[derive(Debug)]
pub struct Done<B> {
    /// What was made.
    pub made: B,
    /// Replicates in it, from the block's first; fewer than the block's if stopped.
    pub complete: u64,
}

/// Makes something of every block of replicates on the pool, and takes the results in order.
///
/// `worker` makes a worker's own room once; `make` works on a block in it. `take` gets the
/// results in the order of blocks and says whether to go on. The first block that is
/// incomplete is the last one taken.
pub fn run<W, B: Send>(
    pool: &ThreadPool,
    replicates: Range<u64>,
    worker: impl Fn() -> W + Sync,
    make: impl Fn(&mut W, Range<u64>) -> Done<B> + Sync,
    mut take: impl FnMut(Done<B>, u64) -> bool,
) {
    let blocks = (replicates.end - replicates.start).div_ceil(BLOCK);
    let threads = pool.current_num_threads();
    let next = AtomicU64::new(0);
    let (sender, receiver) = sync_channel::<(u64, Done<B>)>(2 * threads);
    let range = |index: u64| {
        let start = replicates.start + index * BLOCK;
        start..(start + BLOCK).min(replicates.end)
    };
    pool.in_place_scope(|scope| {
        for _ in 0..threads {
            let (sender, next, worker, make, range) = (sender.clone(), &next, &worker, &make, &range);
            scope.spawn(move |_| {
                let mut room = worker();
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    if index >= blocks {
                        return;
                    }
                    let wanted = range(index);
                    let done = make(&mut room, wanted.clone());
                    let incomplete = done.complete < wanted.end - wanted.start;
                    // Nobody listens any more once the last block was taken.
                    if sender.send((index, done)).is_err() || incomplete {
                        return;
                    }
                }
            });
        }
        drop(sender);
        let mut waiting = BTreeMap::new();
        let mut due = 0;
        'taking: for (index, done) in receiver {
            waiting.insert(index, done);
            while let Some(done) = waiting.remove(&due) {
                let wanted = range(due);
                let complete = done.complete == wanted.end - wanted.start;
                due += 1;
                if !take(done, wanted.start) || !complete {
                    next.store(blocks, Ordering::Relaxed);
                    break 'taking;
                }
            }
        }
    });
}
