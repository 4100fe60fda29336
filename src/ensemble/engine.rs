//! With what histories are played: threads, somebody who may stop it, somebody who is told how far it is.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

#[cfg(feature = "threads")]
use rayon::ThreadPool;

use super::blocks::{self, BLOCK, Done};

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
    /// `play` gets a worker's room, the replicate, and what to ask every month whether to stop; `None` if it was.
    pub fn histories<W, B: Send>(
        &self,
        replicates: Range<u64>,
        worker: impl Fn() -> W + Sync,
        play: impl Fn(&mut W, u64, &dyn Fn() -> bool) -> Option<B> + Sync,
        mut take: impl FnMut(B),
    ) -> u64 {
        let mut complete = 0;
        self.blocks(
            replicates,
            BLOCK,
            worker,
            |room, replicates| {
                let stop = || self.stopped();
                let made: Vec<B> = replicates.map_while(|replicate| play(room, replicate, &stop)).collect();
                (self.progress)(made.len() as u64);
                Done { complete: made.len() as u64, made }
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
