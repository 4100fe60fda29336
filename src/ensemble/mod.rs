//! Many histories: played in parallel, taken in order, summed up.

pub mod bounds;
pub mod parallel;
pub mod record;
pub mod summary;
