//! Statistics: numbers in, numbers out. Nothing here knows what a history is.

pub mod binomial;
pub mod crossed;
pub mod discovery;
pub mod distributions;
pub mod elementary;
pub mod first_order;
pub mod kolmogorov_smirnov;
pub mod main_effect;
pub mod matching;
pub mod moments;
pub mod paired;
pub mod prim;
pub mod pseudo_records;
pub mod quantiles;
pub mod rank;
pub mod regression;
pub mod resampling;
pub mod settling;
pub mod sobol;
pub mod tiers;
pub mod typical;
pub mod variance_based;
pub mod variance_split;
