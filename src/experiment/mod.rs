//! Many histories.

pub mod ensemble;
pub mod record;
