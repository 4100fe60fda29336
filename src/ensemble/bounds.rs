//! Limits of what a command holds or writes of many histories, checked before one is played. The limits of a scenario
//! itself are checked where it is read.

use crate::scenario::Scenario;
use crate::scenario::text::count;

/// Values of single histories that are held at a time, of 8 bytes each: 800 MB together.
pub const MAX_HELD: u64 = 100_000_000;

/// Rows of every month of every actor: of one history, which are held at a time, and of all.
pub const MAX_DETAIL: [u64; 2] = [1_000_000, 1_000_000_000];

/// Is there room to hold so many quantities of each of so many histories?
///
/// # Errors
/// When there is not, in words with a remedy.
pub fn held(histories: u64, quantities: u64) -> Result<(), String> {
    let values = histories.saturating_mul(quantities);
    if values <= MAX_HELD {
        return Ok(());
    }
    Err(format!(
        "{} histories of {} quantities each are {} values, which would be held at once; at most {}\n  make replicates fewer: {} are room enough",
        count(histories),
        count(quantities),
        count(values),
        count(MAX_HELD),
        count(MAX_HELD / quantities)
    ))
}

/// May every month of every actor be written, of so many histories, with so many rows a month?
///
/// # Errors
/// When that is too much, in words with a remedy.
pub fn detail(scenario: &Scenario, rows: u64, histories: u64) -> Result<(), String> {
    let of_one = (scenario.months as u64).saturating_mul(rows);
    let beyond = |rows: u64, most: u64, what: &str, remedy: String| {
        let (rows, most) = (count(rows), count(most));
        Err(format!(
            "every month of every state, body and instrument is {rows} rows of {what}; at most {most}\n  {remedy}"
        ))
    };
    let [most_of_one, most] = MAX_DETAIL;
    match of_one.saturating_mul(histories) {
        _ if of_one > most_of_one => {
            beyond(of_one, most_of_one, "one history", "make months or actors fewer, or leave the detail out".into())
        }
        all if all > most => {
            let enough = count(most / of_one);
            beyond(all, most, "all histories", format!("write it of fewer: {enough} replicates are room enough"))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_told_with_what_would() {
        assert_eq!((held(4_000_000, 25), held(0, 0)), (Ok(()), Ok(())));
        let refused = held(1_000_000_000, 24).unwrap_err();
        assert!(refused.contains("24,000,000,000 values") && refused.contains("4,166,666 are"), "{refused}");
        assert!(held(u64::MAX, 2).is_err());
    }
}
