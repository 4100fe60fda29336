//! Blocks of replicates on several threads.
//!
//! Workers take the next block, and what they make of it is handed on in the order of blocks: whatever is
//! summed or written from it is the same for any number of threads.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Condvar, Mutex, PoisonError};

use rayon::ThreadPool;

use super::blocks::{Done, block_of};

/// How many blocks a worker may be ahead of the one that is due, for every thread: enough that nobody waits for
/// nothing, few enough that memory stays flat while one worker is held up. (Without it a million histories took 88
/// MiB, with it 48.) Results are the same with any other number.
const AHEAD: u64 = 4;

/// Which block is due to be taken.
#[derive(Debug, Default)]
struct Due {
    block: Mutex<u64>,
    moved: Condvar,
}

impl Due {
    /// Waits until `block` is less than `ahead` blocks ahead.
    fn wait_for(&self, block: u64, ahead: u64) {
        let due = self.block.lock().unwrap_or_else(PoisonError::into_inner);
        let far_ahead = |due: &mut u64| block >= due.saturating_add(ahead);
        drop(self.moved.wait_while(due, far_ahead).unwrap_or_else(PoisonError::into_inner));
    }

    fn move_to(&self, block: u64) {
        *self.block.lock().unwrap_or_else(PoisonError::into_inner) = block;
        self.moved.notify_all();
    }
}

/// Lets everybody go on when a worker panics: the block it worked on will never be taken.
struct LetGo<'a>(&'a Due);

impl Drop for LetGo<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.move_to(u64::MAX);
        }
    }
}

/// As [`Engine::blocks`](super::engine::Engine::blocks), on the threads of a pool.
pub(super) fn run<W, B: Send>(
    pool: &ThreadPool,
    items: Range<u64>,
    block: u64,
    worker: impl Fn() -> W + Sync,
    make: impl Fn(&mut W, Range<u64>) -> Done<B> + Sync,
    mut take: impl FnMut(Done<B>) -> bool,
) {
    let blocks = (items.end - items.start).div_ceil(block);
    let threads = pool.current_num_threads();
    let ahead = AHEAD * threads as u64;
    let (next, due) = (AtomicU64::new(0), Due::default());
    let (sender, receiver) = channel::<(u64, Done<B>)>();
    let range = |index: u64| block_of(&items, block, index);
    pool.in_place_scope(|scope| {
        for _ in 0..threads {
            // Workers take the next block that nobody has, so that one that is held up holds up nobody.
            let (sender, next, due, worker, make, range) = (sender.clone(), &next, &due, &worker, &make, &range);
            scope.spawn(move |_| {
                let _let_go = LetGo(due);
                let mut room = worker();
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    if index >= blocks {
                        return;
                    }
                    due.wait_for(index, ahead);
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
        // The last sender must go with the last worker, or the loop below would wait for ever.
        drop(sender);
        // Blocks come as they are done and are taken as they are numbered: sums do not depend on who was faster.
        let mut waiting = BTreeMap::new();
        let mut next_due = 0;
        'taking: for (index, done) in receiver {
            waiting.insert(index, done);
            while let Some(done) = waiting.remove(&next_due) {
                let wanted = range(next_due);
                let complete = done.complete == wanted.end - wanted.start;
                next_due += 1;
                due.move_to(next_due);
                if !take(done) || !complete {
                    next.store(blocks, Ordering::Relaxed);
                    break 'taking;
                }
            }
        }
        // Workers that still wait may go on and end: no block is due any more.
        due.move_to(blocks);
    });
}

/// Can so many threads be started at once, besides those that run?
pub fn can_start(threads: usize) -> bool {
    let gate = Mutex::new(());
    std::thread::scope(|scope| {
        let closed = gate.lock();
        let start = |_| std::thread::Builder::new().spawn_scoped(scope, || drop(gate.lock())).ok();
        let started: Vec<_> = (0..threads).map_while(start).collect();
        drop(closed);
        let all = started.len() == threads;
        // Each until it is gone: the end of the scope comes a little before.
        started.into_iter().for_each(|thread| drop(thread.join()));
        all
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ensemble::blocks::BLOCK;

    fn pool(threads: usize) -> ThreadPool {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap()
    }

    #[test]
    fn blocks_are_taken_in_order_and_nobody_runs_far_ahead() {
        let (started, taken) = (AtomicU64::new(0), AtomicU64::new(0));
        let mut order = Vec::new();
        run(
            &pool(4),
            0..400,
            BLOCK,
            || (),
            |(), replicates| {
                if replicates.start == 40 {
                    // One worker is held up; the others must not fill the memory meanwhile.
                    std::thread::sleep(std::time::Duration::from_millis(50));
                }
                let ahead = started.fetch_add(1, Ordering::Relaxed).saturating_sub(taken.load(Ordering::Relaxed));
                assert!(ahead <= AHEAD * 4 + 4, "{ahead} blocks ahead");
                Done { complete: replicates.end - replicates.start, made: replicates }
            },
            |done| {
                taken.fetch_add(1, Ordering::Relaxed);
                order.extend(done.made);
                true
            },
        );
        assert!(order.into_iter().eq(0..400));
    }

    #[test]
    fn the_first_incomplete_block_is_the_last_taken() {
        let mut order = Vec::new();
        run(
            &pool(3),
            5..1000,
            BLOCK,
            || (),
            |(), replicates| {
                let made: Vec<u64> = replicates.take_while(|replicate| *replicate < 50).collect();
                Done { complete: made.len() as u64, made }
            },
            |done| {
                order.extend(done.made);
                true
            },
        );
        assert!(order.into_iter().eq(5..50));
    }

    #[test]
    #[should_panic(expected = "a fault")]
    fn a_worker_that_panics_keeps_nobody_waiting() {
        run(
            &pool(2),
            0..1000,
            BLOCK,
            || (),
            |(), replicates| {
                assert!(replicates.start != 8, "a fault");
                Done { complete: replicates.end - replicates.start, made: () }
            },
            |_| true,
        );
    }

    #[test]
    fn whoever_takes_may_end_it() {
        let mut order = Vec::new();
        run(
            &pool(2),
            0..1_000_000_000,
            BLOCK,
            || (),
            |(), replicates| Done { complete: replicates.end - replicates.start, made: replicates },
            |done| {
                order.extend(done.made);
                order.len() < 100
            },
        );
        assert!(order.into_iter().eq(0..100));
    }
}
