//! Statistics over histories.

pub mod moments;
pub mod paired;
pub mod quantiles;
pub mod summary;
