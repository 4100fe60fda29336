//! The line that says how far a command is: in words that people read, and never wider than the terminal.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressState, ProgressStyle};
use unicode_width::UnicodeWidthStr;

use crate::ensemble::parallel::can_start;
use crate::scenario::text;

/// What is known of how far it is.
struct Far<'a> {
    done: u64,
    /// How many there are, where that is known.
    all: Option<u64>,
    what: &'a str,
    /// So many a second.
    rate: f64,
    /// What is left, or where that is not known what has passed.
    time: Duration,
}

/// A bar with rate and time left on a terminal; a count where nobody knows how many there will be. None when piped.
pub fn progress(all: Option<u64>, what: &str, quiet: bool) -> ProgressBar {
    if quiet || !std::io::stderr().is_terminal() || !can_start(1) {
        return ProgressBar::hidden();
    }
    let bar = all.map_or_else(ProgressBar::no_length, ProgressBar::new);
    let what = what.to_string();
    let said = move |state: &ProgressState, out: &mut dyn std::fmt::Write| {
        let time = if all.is_some() { state.eta() } else { state.elapsed() };
        let far = Far { done: state.pos(), all, what: &what, rate: state.per_sec(), time };
        let columns = terminal_size::terminal_size_of(std::io::stderr()).map_or(80, |size| usize::from(size.0.0));
        let _ = out.write_str(&far.line(columns));
    };
    if let Ok(style) = ProgressStyle::with_template("{said}") {
        bar.set_style(style.with_key("said", said));
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

impl Far<'_> {
    /// In fewer columns than these; what is left out first is the bar, then the rate, then what is counted.
    fn line(&self, columns: usize) -> String {
        const BAR: usize = 30;
        const LEAST_BAR: usize = 8;
        let most = columns.saturating_sub(1);
        let count = match self.all {
            Some(all) => format!("{}/{}", text::count(self.done), text::count(all)),
            None => text::count(self.done),
        };
        let time = match self.all {
            // Before anything is done nobody knows.
            Some(_) if self.done == 0 => String::new(),
            Some(_) => format!(", about {} left", words(self.time)),
            None => format!(", {}", words(self.time)),
        };
        let rate = rate(self.rate).map_or(String::new(), |rate| format!(", {rate}"));
        let lines = [
            format!("{count} {}{rate}{time}", self.what),
            format!("{count} {}{time}", self.what),
            format!("{count}{time}"),
            count.clone(),
        ];
        let line = lines.into_iter().find(|line| line.width() <= most).unwrap_or_default();
        let room = most.saturating_sub(line.width() + 1).min(BAR);
        match self.all.filter(|all| *all > 0 && room >= LEAST_BAR) {
            Some(all) => {
                let full = (self.done.min(all) as f64 / all as f64 * room as f64) as usize;
                format!("{}{} {line}", "█".repeat(full), "░".repeat(room - full))
            }
            None => line,
        }
    }
}

/// So many a second, a minute or an hour, in whole numbers of two digits or more where there can be.
fn rate(per_second: f64) -> Option<String> {
    let units = [(per_second, "a second"), (60.0 * per_second, "a minute"), (3600.0 * per_second, "an hour")];
    let (number, unit) = units.into_iter().find(|(number, _)| *number >= 3.0)?;
    number.is_finite().then(|| format!("{} {unit}", text::count(number.round() as u64)))
}

/// A time in the unit that people would say.
pub fn words(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    let of = |number: f64, unit: &str| {
        let number = number.round().max(1.0) as u64;
        if number == 1 { format!("1 {unit}") } else { format!("{} {unit}s", text::count(number)) }
    };
    match seconds {
        ..20.0 => of(seconds, "second"),
        20.0..57.5 => of((seconds / 5.0).round() * 5.0, "second"),
        57.5..3570.0 => of(seconds / 60.0, "minute"),
        3570.0..34_200.0 if (seconds / 1800.0).round() % 2.0 == 1.0 => {
            format!("{}½ hours", ((seconds / 1800.0).round() / 2.0).floor())
        }
        ..129_600.0 => of(seconds / 3600.0, "hour"),
        _ => of(seconds / 86_400.0, "day"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn far(all: Option<u64>, done: u64) -> Far<'static> {
        Far { done, all, what: "histories", rate: 246.215_9, time: Duration::from_secs(182) }
    }

    #[test]
    fn rate_and_time_are_in_words_that_people_read() {
        let line = far(Some(100_000), 50_000).line(200);
        assert!(line.ends_with(" 50,000/100,000 histories, 246 a second, about 3 minutes left"), "{line}");
        assert_eq!(line.chars().filter(|letter| *letter == '█').count(), 15, "{line}");
        assert_eq!(far(None, 1234).line(200), "1,234 histories, 246 a second, 3 minutes");
        assert_eq!([0.5, 0.01, 0.0].map(|per| rate(per).unwrap_or_default()), ["30 a minute", "36 an hour", ""]);
        let said = [0.2, 14.4, 48.0, 59.0, 90.0, 3600.0, 5400.0, 40_000.0, 200_000.0];
        let said = said.map(|seconds| words(Duration::from_secs_f64(seconds)));
        let expected = [
            "1 second",
            "14 seconds",
            "50 seconds",
            "1 minute",
            "2 minutes",
            "1 hour",
            "1½ hours",
            "11 hours",
            "2 days",
        ];
        assert_eq!(said, expected);
    }

    #[test]
    fn the_line_is_never_as_wide_as_the_terminal() {
        for columns in 1..200 {
            for (all, done) in [(Some(u64::MAX), u64::MAX), (Some(100_000), 50_000), (Some(9), 0), (None, 1234)] {
                let line = far(all, done).line(columns);
                assert!(line.width() < columns, "{columns}: {line}");
            }
        }
    }
}
