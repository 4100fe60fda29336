//! Statistics over histories.

pub mod blame_flows;
pub mod enough;
pub mod hindcast;
pub mod knockouts;
pub mod main_effect;
pub mod moments;
pub mod paired;
pub mod pattern_file;
pub mod patterns;
pub mod quantiles;
pub mod statistic;
pub mod summary;
pub mod tiers;
pub mod typical;
