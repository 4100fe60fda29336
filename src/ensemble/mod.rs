//! Many histories: played in parallel, taken in order, summed up.

pub mod ballots;
pub mod blocks;
pub mod bounds;
pub mod engine;
pub mod over_time;
#[cfg(feature = "threads")]
pub mod parallel;
pub mod play;
pub mod record;
pub mod recording;
pub mod summary;
