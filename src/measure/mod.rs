//! What is asked of histories, in a small language: quantities of one, statistics over many.

pub mod expression;
pub mod quantity;
pub mod statistic;
pub mod vocabulary;
