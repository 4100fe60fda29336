//! What things that were measured over a sample depend on.

pub mod indices;

pub use indices::{Analysis, Found, Index, Layout, Measured, Method, Pair, Sampled, Sign, Step, indices};
