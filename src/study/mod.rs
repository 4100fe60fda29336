//! Studies: each asks a question, plays the histories that answer it, and hands on what came of them.

pub mod chronicle;
pub mod hindcast;
pub mod patterns;
pub mod sweep;
