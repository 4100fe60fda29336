//! How numbers are written for people: an estimate, its interval and what stands beside them have the same decimals.

/// Most decimals: beyond them nothing is said of an outcome that matters.
const MOST: usize = 6;

/// How many decimals the numbers of a row have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digits(usize);

impl Digits {
    /// As many as half of the interval needs for two digits, or for one where these two would be 36 or more: the rule of the
    /// Particle Data Group (Review of Particle Physics, introduction). Without an interval, those of the estimate alone.
    pub fn of(estimate: f64, interval: Option<(f64, f64)>) -> Self {
        let half = interval.map(|(low, high)| (high - low) / 2.0).filter(|half| half.is_finite() && *half > 0.0);
        half.map_or_else(|| Self::alone(estimate), |half| Self(needed(half)))
    }

    /// Of a number without an interval: three decimals, small ones two more, thousands none.
    pub fn alone(value: f64) -> Self {
        Self(match value.abs() {
            size if size != 0.0 && size < 0.01 => 5,
            size if size < 1000.0 => 3,
            _ => 0,
        })
    }

    /// A number, thousands apart.
    pub fn number(self, value: f64) -> String {
        let Self(decimals) = self;
        let digits = format!("{:.decimals$}", value.abs());
        let (whole, rest) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
        let is_zero = !digits.contains(|digit: char| digit.is_ascii_digit() && digit != '0');
        let sign = if value < 0.0 && !is_zero { "-" } else { "" };
        format!("{sign}{}{rest}", grouped(whole))
    }

    /// The same with its sign.
    pub fn signed(self, value: f64) -> String {
        let shown = self.number(value);
        let is_zero = !shown.contains(|digit: char| digit.is_ascii_digit() && digit != '0');
        if value > 0.0 && !is_zero { format!("+{shown}") } else { shown }
    }
}

/// A share in whole per cent.
pub fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}

/// The same with its interval.
pub fn percent_between(share: f64, (low, high): (f64, f64)) -> String {
    format!("{} ({:.0} to {:.0})", percent(share), 100.0 * low, 100.0 * high)
}

/// Decimals that half of an interval needs; read off its own digits, for logarithms differ from one platform to the next.
fn needed(half: f64) -> usize {
    let written = format!("{half:.2e}");
    let (lead, exponent) = written.split_once('e').unwrap_or((&written, "0"));
    let lead: u32 = lead.replace('.', "").parse().unwrap_or(100);
    let exponent: i32 = exponent.parse().unwrap_or(0);
    // From 950 on it is rounded up to the next power of ten, of which two digits are written: these are as many decimals.
    let decimals = if lead < 355 { 1 - exponent } else { -exponent };
    (decimals.max(0) as usize).min(MOST)
}

fn grouped(digits: &str) -> String {
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && digits.chars().all(|digit| digit.is_ascii_digit()) && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_estimate_has_the_digits_that_its_interval_warrants() {
        let effect = Digits::of(0.009_01, Some((0.007_68, 0.010_4)));
        let shown = [0.009_01, 0.007_68, 0.010_4].map(|value| effect.signed(value));
        assert_eq!(shown, ["+0.0090", "+0.0077", "+0.0104"]);
        let shown = |half: f64| Digits::of(1.0, Some((1.0 - half, 1.0 + half))).number(half);
        assert_eq!([0.0354, 0.036, 0.0949, 0.0951, 0.96].map(shown), ["0.035", "0.04", "0.09", "0.10", "1.0"]);
        assert_eq!([12.3, 123.0, 1e-9].map(shown), ["12", "123", "0.000000"]);
    }

    #[test]
    fn thousands_are_apart_and_nothing_is_minus_nothing() {
        assert_eq!(Digits::alone(-1_234_567.8).number(-1_234_567.8), "-1,234,568");
        assert_eq!(Digits::alone(999.9).number(999.96), "999.960");
        let rounded = Digits::of(0.0, Some((-1.0, 1.0)));
        assert_eq!([rounded.number(-0.01), rounded.signed(0.01), rounded.signed(-0.01)], ["0.0", "0.0", "0.0"]);
        assert_eq!(Digits::alone(f64::INFINITY).number(f64::INFINITY), "inf");
    }
}
