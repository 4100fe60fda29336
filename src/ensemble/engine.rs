//! With what histories are played: threads, somebody who may stop it, somebody who is told how far it is.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

#[cfg(feature = "threads")]
use rayon::ThreadPool;

use super::blocks::{self, Done, UNIT};
use super::play::{Keep, Player};
use crate::model::votes::Votes;

/// What plays histories. The results are the same for any number of threads, and without any.
#[derive(Clone, Copy)]
pub struct Engine<'a> {
    /// The threads; without any, it plays where it was asked.
    #[cfg(feature = "threads")]
    pub pool: Option<&'a ThreadPool>,
    /// Set from outside to stop; what is complete is kept.
    pub stop: &'a AtomicBool,
    /// Is told of every history, or of several at once.
    pub progress: &'a (dyn Fn(u64) + Sync),
}

impl<'a> Engine<'a> {
    /// One that plays where it is asked.
    pub fn here(stop: &'a AtomicBool, progress: &'a (dyn Fn(u64) + Sync)) -> Self {
        Self {
            #[cfg(feature = "threads")]
            pool: None,
            stop,
            progress,
        }
    }

    /// Was it asked to stop?
    pub fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Makes something of every block of `block` items, and takes what was made in the order of the blocks.
    ///
    /// `worker` makes a worker's own room once; `make` works on a block in it. `take` says whether to go on. The
    /// first block that is incomplete is the last one taken.
    pub fn blocks<W, B: Send>(
        &self,
        items: Range<u64>,
        block: u64,
        worker: impl Fn() -> W + Sync,
        make: impl Fn(&mut W, Range<u64>) -> Done<B> + Sync,
        take: impl FnMut(Done<B>) -> bool,
    ) {
        #[cfg(feature = "threads")]
        if let Some(pool) = self.pool {
            return super::parallel::run(pool, items, block, worker, make, take);
        }
        blocks::run(items, block, worker, make, take);
    }

    /// Plays replicates and takes what was kept of each in their order; returns how many are complete.
    ///
    /// `worker` makes a worker's player; `keep` takes over what there is of a history.
    pub fn histories<'p, K: Keep + 'p, B: Send>(
        &self,
        replicates: Range<u64>,
        worker: impl Fn() -> Player<'p, K> + Sync,
        keep: impl Fn(&mut K::Kept, &Votes) -> B + Sync,
        mut take: impl FnMut(B),
    ) -> u64 {
        let mut complete = 0;
        self.blocks(
            replicates,
            UNIT,
            worker,
            |player, replicates| {
                let mut made = Vec::with_capacity(UNIT as usize);
                let stop = || self.stopped();
                let complete = player.play(replicates, &stop, &mut |_, kept, votes| made.push(keep(kept, votes)));
                (self.progress)(complete);
                Done { complete, made }
            },
            |done| {
                complete += done.complete;
                done.made.into_iter().for_each(&mut take);
                true
            },
        );
        complete
    }
}
