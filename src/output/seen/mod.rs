//! What pictures show of results, whether they come from tables or from histories that were just played: which states, in
//! which order, and what is said below.

mod blame;
mod described;
mod leaders;
mod positions;
mod withheld;

pub use self::blame::blame;
pub use self::described::{briefly, described};
pub use self::leaders::{Led, leaders};
pub use self::positions::name_the_loudest;
pub use self::withheld::{ASKED, Asked, Count, withheld};

/// A share as a percentage.
pub fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}
