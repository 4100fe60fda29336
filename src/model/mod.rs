//! The theory: one month of international society's response, phase by phase.
//!
//! Each phase is a file of its own, named as in the model, and changes only the
//! [`World`]. A month is the list [`PHASES`], in order; each formula reads the newest
//! value available at its place, so what a later phase renews is last month's.

pub mod attention;
pub mod blame;
pub mod chance;
pub mod choice;
pub mod citizenship;
pub mod court;
pub mod crisis;
pub mod delivery;
pub mod events;
pub mod forums;
pub mod history;
pub mod indicators;
pub mod leadership;
pub mod maths;
pub mod norm;
pub mod others;
pub mod outcomes;
pub mod start;
pub mod target;
pub mod utility;
pub mod votes;
mod world;

pub use history::History;
pub use world::{Setting, World};

/// A rule that takes the world through one phase of a month.
pub type Phase = fn(&mut World, &Setting<'_>);

/// One month, in order. Changing the order changes the model, hence the results.
///
/// Observation changes nothing: whoever runs a history observes after the last of these.
pub const PHASES: [(&str, Phase); 12] = [
    ("events", events::events),
    ("crisis", crisis::crisis),
    ("attention", attention::attention),
    ("citizenship", citizenship::citizenship),
    ("choice", choice::choice),
    ("leadership", leadership::leadership),
    ("forums", forums::forums),
    ("delivery", delivery::delivery),
    ("target", target::target),
    ("court", court::court),
    ("blame", blame::blame),
    ("norm", norm::norm),
];
