//! The limits in which the model can be solved, phase by phase: where long runs must end, and what its rules
//! become when a parameter goes to 0 or grows without bound. Each is derived in its comment.
#![expect(clippy::disallowed_methods, reason = "what is expected is compared with a margin")]

use crate::support::small::Month;

mod attention;
mod blame;
mod choice;
mod citizenship;
mod crisis_and_delivery;
mod forums;
mod leadership;
mod norm;
mod target;

fn last(months: Vec<Month>) -> Month {
    months.into_iter().next_back().expect("a run has a month")
}
