//! Statistics over histories.

pub mod moments;
pub mod quantiles;
pub mod summary;
