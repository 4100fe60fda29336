//! What a sweep file is read with.

use super::written::SweepFile;
use crate::scenario::inherit::Shift;
use crate::scenario::source::Node;
use crate::scenario::{Override, Place, Problem};

/// A sweep file in the making: what was read of it, and what is wrong with it.
pub(super) struct Reader {
    pub(super) root: Node,
    pub(super) written: SweepFile,
    pub(super) file: Place,
    pub(super) problems: Vec<Problem>,
    pub(super) notes: Vec<String>,
}

/// A scenario that points start from.
pub(super) struct Base {
    pub(super) name: String,
    /// As its files have it.
    pub(super) before: Node,
    /// With what holds at every point.
    pub(super) root: Node,
    /// Why events have no numbers in it, if they have none.
    pub(super) shift: Shift,
}

/// What a sweep is read with.
pub(super) struct Given<'a> {
    pub(super) bases: &'a [Base],
    /// Changes that hold at every point, in their order.
    pub(super) changes: &'a [Override],
}
