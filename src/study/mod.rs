//! Studies: each asks a question, plays the histories that answer it, and hands what came of them to a sink.

pub mod calibrate;
pub mod cases;
pub mod chronicle;
mod columns;
pub mod compare;
pub mod hindcast;
pub mod kind;
pub mod patterns;
pub mod plan;
pub mod precision;
pub mod robust;
pub mod run;
pub mod sample;
pub mod sensitivity;
pub mod sweep;

pub use kind::{About, StudyKind};
pub use plan::{Details, Monthly, Plan};

use crate::scenario::kind::FileKind;
use crate::scenario::shape::Shape;

/// The shape of a file of some kind.
pub fn shape(kind: FileKind) -> Shape<'static> {
    match kind {
        FileKind::Scenario => Shape::root(),
        FileKind::Sweep => sweep::written::shape(),
        FileKind::Patterns => patterns::written::shape(),
        FileKind::Cases => cases::written::shape(),
    }
}
