//! When results were made, as a manifest writes it.

use std::time::{SystemTime, UNIX_EPOCH};

const DAY: u64 = 24 * 60 * 60;

/// Days from 1 March of the year 0 to 1 January 1970.
const BEFORE_1970: u64 = 719_468;

/// Days of 400 years, after which the calendar begins anew.
const ERA: u64 = 146_097;

/// A moment in UTC, as RFC 3339 has it.
pub fn utc(moment: SystemTime) -> String {
    let since = moment.duration_since(UNIX_EPOCH).unwrap_or_default();
    let (year, month, day) = date(since.as_secs() / DAY);
    let second = since.as_secs() % DAY;
    let [hour, minute, second] = [second / 3600, second / 60 % 60, second % 60];
    let fraction = format!(".{:09}", since.subsec_nanos());
    let fraction = fraction.trim_end_matches('0').trim_end_matches('.');
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}Z")
}

/// Year, month and day of a day since 1 January 1970. Years are counted from March, so that the day which some have more is
/// their last; their months then begin so many days after each other that one line fits them all.
fn date(since_1970: u64) -> (u64, u64, u64) {
    let days = since_1970 + BEFORE_1970;
    let (era, day) = (days / ERA, days % ERA);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let (of_month, next) = (day - (153 * month + 2) / 5 + 1, u64::from(month >= 10));
    (400 * era + year + next, month + 3 - 12 * next, of_month)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_moment_is_written_as_calendars_have_it() {
        let at = |seconds: u64, nanos: u32| utc(UNIX_EPOCH + Duration::new(seconds, nanos));
        assert_eq!(at(0, 0), "1970-01-01T00:00:00Z");
        assert_eq!(at(951_782_399, 0), "2000-02-28T23:59:59Z");
        assert_eq!(at(951_782_400, 500_000_000), "2000-02-29T00:00:00.5Z");
        assert_eq!(at(1_764_409_282, 28_409_068), "2025-11-29T09:41:22.028409068Z");
        assert_eq!(at(4_107_542_400, 1), "2100-03-01T00:00:00.000000001Z");
    }

    #[test]
    fn every_day_follows_the_one_before() {
        let mut before = date(0);
        for day in 1..200_000 {
            let (year, month, of_month) = date(day);
            let follows = match (before, of_month) {
                ((a, b, c), 2..=31) => (year, month, of_month) == (a, b, c + 1),
                ((a, 12, 31), 1) => (year, month) == (a + 1, 1),
                ((a, b, 28..), 1) => (year, month) == (a, b + 1),
                _ => false,
            };
            assert!(follows, "{before:?}, then {:?}", (year, month, of_month));
            before = (year, month, of_month);
        }
        assert_eq!(before, (2517, 7, 31));
    }
}
