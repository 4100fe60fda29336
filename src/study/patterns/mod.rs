//! Patterns: what has to show in the model if the argument is right, put to the test.

mod file;
pub mod knockouts;
pub mod trial;

pub use trial::{Judgement, Patterns, Theory, Trial, Verdict};
