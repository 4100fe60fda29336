//! How numbers and words look, and how many digits are shown.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use crate::table::ColumnType;

/// Most decimals that are shown.
const MOST: usize = 8;

/// Formats that sheets share.
pub struct Formats {
    pub title: Format,
    pub question: Format,
    pub wrapped: Format,
    pub grey: Format,
    pub month: Format,
    pub flag: Format,
    pub left: Format,
    /// Of a number that the format of its column would show as 0.
    pub tiny: Format,
    all: Format,
    plain: Format,
    decimals: Vec<Format>,
}

impl Formats {
    pub fn new() -> Self {
        let decimals = (0..=MOST).map(|decimals| match decimals {
            0 => Format::new().set_num_format("#,##0"),
            _ => Format::new().set_num_format(format!("#,##0.{}", "0".repeat(decimals))),
        });
        Self {
            title: Format::new().set_bold().set_font_size(15),
            question: Format::new().set_bold(),
            wrapped: Format::new().set_text_wrap().set_align(FormatAlign::Top),
            grey: Format::new().set_font_color(Color::RGB(0x0076_7676)),
            month: Format::new().set_num_format("yyyy-mm"),
            // LibreOffice shows a flag as the number that it is unless it is told otherwise.
            flag: Format::new().set_num_format("\"TRUE\";\"TRUE\";\"FALSE\"").set_align(FormatAlign::Center),
            left: Format::new().set_align(FormatAlign::Left),
            tiny: Format::new().set_num_format("0.0E+00"),
            all: Format::new().set_num_format("General"),
            plain: Format::new().set_num_format("0"),
            decimals: decimals.collect(),
        }
    }

    /// The format of the name above a column: on the side where what is below stands.
    pub fn head(kind: ColumnType) -> Format {
        let head = Format::new().set_bold().set_border_bottom(FormatBorder::Thin);
        match kind {
            ColumnType::Number | ColumnType::Integer | ColumnType::Month => head.set_align(FormatAlign::Right),
            ColumnType::Flag => head.set_align(FormatAlign::Center),
            ColumnType::Text | ColumnType::Any => head,
        }
    }

    /// How numbers of a unit are shown; `whole` where all of them are whole.
    pub fn digits(kind: ColumnType, unit: &str, whole: bool) -> Digits {
        match (kind, unit) {
            // A year or a number of a history has no thousands.
            (ColumnType::Integer, _) => Digits::Plain,
            (_, "persons") => Digits::Decimals(0),
            _ if whole => Digits::Decimals(0),
            (_, unit) if unit.starts_with("share") => Digits::Decimals(3),
            (_, "months" | "votes" | "histories" | "1") => Digits::Decimals(2),
            _ => Digits::All,
        }
    }

    /// The format of numbers that are shown so.
    pub fn of(&self, digits: Digits) -> &Format {
        match digits {
            Digits::Plain => &self.plain,
            Digits::All => &self.all,
            Digits::Decimals(decimals) => &self.decimals[decimals.min(MOST)],
        }
    }
}

/// How many digits of numbers are shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Digits {
    /// Those of a whole number, without thousands.
    Plain,
    /// As many as there are.
    All,
    /// So many decimals, and thousands.
    Decimals(usize),
}

impl Digits {
    /// Would a number be shown as 0 that is none?
    pub fn hide(self, value: f64) -> bool {
        match self {
            Self::Decimals(decimals) => value != 0.0 && value.abs() < 0.5 / libm::exp10(decimals as f64),
            Self::Plain | Self::All => false,
        }
    }
}

/// Decimals that do not mislead about an estimate: half of its interval has two digits, and none of the numbers that
/// are shown beside each other would be rounded to 0.
pub fn decimals((low, high): (f64, f64), shown: &[f64]) -> usize {
    let half = (high - low) / 2.0;
    let of_half = if half.is_finite() && half > 0.0 { 1.0 - libm::log10(half).floor() } else { 3.0 };
    let least = of_half.clamp(0.0, MOST as f64) as usize;
    let lost = |decimals: usize| shown.iter().any(|value| Digits::Decimals(decimals).hide(*value));
    (least..MOST).find(|decimals| !lost(*decimals)).unwrap_or(MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_says_how_many_digits_are_shown_and_none_is_rounded_to_nothing() {
        let of = |low: f64, high: f64| decimals((low, high), &[low, high, (low + high) / 2.0]);
        assert_eq!(of(0.303, 0.307), 4);
        assert_eq!(of(20.1, 24.2), 1);
        assert_eq!(of(2_652_042.0, 2_684_951.0), 0);
        // Less than nothing for certain: -0.0003 may not be shown as 0.000.
        assert_eq!(of(-0.002, -0.0003), 5);
        assert_eq!(of(-0.02, -0.0003), 4);
        assert_eq!(of(-0.2, -0.0003), 4);
        assert_eq!(of(0.0, 0.0), 3);
        assert_eq!(of(f64::NAN, 1.0), 3);
    }

    #[test]
    fn a_number_that_would_be_shown_as_nothing_is_known() {
        let hidden = |decimals, value| Digits::Decimals(decimals).hide(value);
        assert!(hidden(3, -0.0003) && hidden(0, 0.4) && !hidden(3, 0.0005) && !hidden(3, 0.0) && !hidden(0, -0.5));
    }
}
