//! Calendar months: the model's ticks.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

/// A calendar month, `YYYY-MM`, from year 1 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(i32);

impl Month {
    /// Months from the year 0 to this one.
    pub fn index(self) -> i32 {
        self.0
    }

    /// The calendar year.
    pub fn year(self) -> i32 {
        self.0.div_euclid(12)
    }

    /// The month `months` later.
    pub fn plus(self, months: usize) -> Self {
        Self(self.0 + months as i32)
    }
}

impl FromStr for Month {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const WORDS: &str = "a month is written YYYY-MM, such as 2003-02";
        let digits =
            |part: &str| part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse::<i32>().ok()).flatten();
        let (year, month) = text.split_once('-').ok_or(WORDS)?;
        match (year.len(), month.len(), digits(year), digits(month)) {
            (4, 2, Some(year @ 1..), Some(month @ 1..=12)) => Ok(Self(year * 12 + month - 1)),
            _ => Err(WORDS),
        }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.0.rem_euclid(12) + 1)
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
