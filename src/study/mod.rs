//! Studies: each asks a question, plays the histories that answer it, and hands what came of them to a sink.

pub mod chronicle;
mod columns;
pub mod compare;
pub mod hindcast;
pub mod kind;
pub mod patterns;
pub mod plan;
pub mod precision;
pub mod run;
pub mod sweep;

pub use kind::{About, StudyKind};
pub use plan::Plan;

use crate::scenario::kind::Kind;
use crate::scenario::shape::Shape;

/// The shape of a file of some kind.
pub fn shape(kind: Kind) -> Shape<'static> {
    match kind {
        Kind::Scenario => Shape::root(),
        Kind::Sweep => sweep::written::shape(),
        Kind::Patterns => patterns::written::shape(),
    }
}
