//! Many histories.

pub mod design;
pub mod ensemble;
pub mod record;
pub mod sobol;
