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

/// A difference of shares in percentage points, with its sign; what rounds to nothing has none.
pub fn points(difference: f64) -> String {
    let points = format!("{:+.1}", 100.0 * difference);
    if points[1..] == *"0.0" { "0.0".into() } else { points }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_that_rounds_to_nothing_has_no_sign() {
        assert_eq!([0.0104, -0.0104, -0.0001, 0.0].map(points), ["+1.0", "-1.0", "0.0", "0.0"]);
    }
}
