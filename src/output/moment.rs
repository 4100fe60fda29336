//! When results were made, as a manifest writes it.

use std::time::SystemTime;

/// A moment in UTC, as RFC 3339 has it.
pub fn utc(moment: SystemTime) -> String {
    humantime::format_rfc3339(moment).to_string()
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    #[test]
    fn a_moment_is_written_as_calendars_have_it() {
        let at = |seconds: u64, nanos: u32| utc(UNIX_EPOCH + Duration::new(seconds, nanos));
        assert_eq!(at(0, 0), "1970-01-01T00:00:00Z");
        assert_eq!(at(951_782_399, 0), "2000-02-28T23:59:59Z");
        assert_eq!(at(1_764_409_282, 28_409_068), "2025-11-29T09:41:22.028409068Z");
        assert_eq!(at(4_107_542_400, 1), "2100-03-01T00:00:00.000000001Z");
    }
}
