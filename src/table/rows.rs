//! Rows of a table as what they are: numbers stay numbers until somebody writes them.

/// A cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Nothing is known.
    Missing,
    /// A number.
    Number(f64),
    /// A whole number.
    Integer(u64),
    /// True or false.
    Flag(bool),
    /// Words; without any, missing.
    Text(&'a str),
}

impl From<f64> for Cell<'_> {
    /// NaN is missing.
    fn from(value: f64) -> Self {
        if value.is_nan() { Self::Missing } else { Self::Number(value) }
    }
}

impl From<u64> for Cell<'_> {
    fn from(value: u64) -> Self {
        Self::Integer(value)
    }
}

impl From<usize> for Cell<'_> {
    fn from(value: usize) -> Self {
        Self::Integer(value as u64)
    }
}

impl From<bool> for Cell<'_> {
    fn from(value: bool) -> Self {
        Self::Flag(value)
    }
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl<'a, T: Into<Cell<'a>>> From<Option<T>> for Cell<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Missing, Into::into)
    }
}

/// A cell as it is kept: its words are in a text that all cells share, where they end there.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kept {
    Missing,
    Number(f64),
    Integer(u64),
    Flag(bool),
    Text { start: usize, end: usize },
}

/// Rows of one table, one after the other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows {
    cells: Vec<Kept>,
    words: String,
    /// Where each row ends among the cells.
    ends: Vec<usize>,
}

impl Rows {
    /// Adds a cell to the row that is being written.
    pub fn push<'a>(&mut self, cell: impl Into<Cell<'a>>) -> &mut Self {
        let kept = match cell.into() {
            Cell::Missing => Kept::Missing,
            Cell::Number(value) => Kept::Number(value),
            Cell::Integer(value) => Kept::Integer(value),
            Cell::Flag(value) => Kept::Flag(value),
            // All words of a table in one text: a string for each cell would be an allocation for each of millions.
            Cell::Text(text) => {
                let start = self.words.len();
                self.words.push_str(text);
                Kept::Text { start, end: self.words.len() }
            }
        };
        self.cells.push(kept);
        self
    }

    /// Ends the row.
    pub fn end(&mut self) {
        self.ends.push(self.cells.len());
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Is there none?
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The rows, each as its cells.
    pub fn iter(&self) -> impl Iterator<Item = impl Iterator<Item = Cell<'_>>> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| self.cells[start..*end].iter().map(|kept| self.cell(*kept)))
    }

    /// A cell of a row; missing where there is none.
    pub fn at(&self, row: usize, column: usize) -> Cell<'_> {
        let start = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        let own = self.ends.get(row).and_then(|end| self.cells[start..*end].get(column));
        own.map_or(Cell::Missing, |kept| self.cell(*kept))
    }

    /// Adds the rows of another.
    pub fn append(&mut self, later: &Self) {
        let (words, cells) = (self.words.len(), self.cells.len());
        self.words.push_str(&later.words);
        self.cells.extend(later.cells.iter().map(|kept| match *kept {
            Kept::Text { start, end } => Kept::Text { start: start + words, end: end + words },
            other => other,
        }));
        self.ends.extend(later.ends.iter().map(|end| end + cells));
    }

    fn cell(&self, kept: Kept) -> Cell<'_> {
        match kept {
            Kept::Missing => Cell::Missing,
            Kept::Number(value) => Cell::Number(value),
            Kept::Integer(value) => Cell::Integer(value),
            Kept::Flag(value) => Cell::Flag(value),
            Kept::Text { start, end } => Cell::Text(&self.words[start..end]),
        }
    }
}

/// Writes a number so that it reads back as the same: plainly, or with an exponent where it is
/// very large or small. NaN writes nothing; there is no minus zero.
pub fn write_number(cell: &mut String, value: f64) {
    use std::fmt::Write;
    let size = value.abs();
    let _ = match size {
        _ if value.is_nan() => Ok(()),
        f64::MIN_POSITIVE..1e15 if !is_coarse(value) => cell.write_str(zmij::Buffer::new().format_finite(value)),
        0.0..1e15 if value.fract() == 0.0 => write!(cell, "{}", value as i64),
        1e-5..1e15 => write!(cell, "{value}"),
        _ => write!(cell, "{value:e}"),
    };
}

/// Is a number a multiple of 2^-30? Of others, there is one number of the fewest digits that is nearest to it, and all who
/// look for it find the same. Only multiples of 2^-25, such as 1 + 2^-17, lie as far from one as from another; the standard
/// library and faster ones may choose differently there.
fn is_coarse(value: f64) -> bool {
    (value * f64::from(1 << 30)).fract() == 0.0
}

/// A number as [`write_number`] writes it.
pub fn written(value: f64) -> String {
    let mut cell = String::new();
    write_number(&mut cell, value);
    cell
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_back_as_they_were() {
        for value in [0.1, 1.0 / 3.0, 1e-300, -2.5e20, 71.0, 6_500_000.0, f64::MIN_POSITIVE] {
            assert_eq!(written(value).parse::<f64>().unwrap().to_bits(), value.to_bits());
        }
        assert_eq!((written(-0.0), written(f64::NAN), written(3.0)), ("0".into(), String::new(), "3".into()));
    }

    /// As the standard library writes it, which is slower: what all files were written with at first.
    fn by_the_standard_library(value: f64) -> String {
        match value.abs() {
            0.0 => "0".into(),
            1e-5..1e15 => format!("{value}"),
            _ => format!("{value:e}"),
        }
    }

    #[test]
    fn numbers_are_written_as_the_standard_library_writes_them() {
        let mut bits = 1u64;
        for _ in 0..200_000 {
            // Numbers of all sizes that are written plainly, and some beyond; then those with few digits after the point,
            // in base two and in base ten, halves of the last digit among them.
            bits = bits.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let some = (bits >> 11) as f64 * libm::exp10((bits >> 40) as f64 % 24.0 - 23.0);
            let tiny = f64::from_bits(bits >> 2);
            let [binary, decimal] = [libm::exp2(bits as f64 % 64.0), libm::exp10(bits as f64 % 17.0)];
            let [coarse, decimal] = [binary, decimal].map(|unit| (some * unit).round() / unit);
            for value in [some, -some, tiny, coarse, decimal, 1.0 + coarse, some.round()] {
                assert_eq!(written(value), by_the_standard_library(value), "{value:e}");
            }
        }
        for exponent in f64::MIN_EXP..=50 {
            let power = libm::exp2(f64::from(exponent));
            for value in [power, power.next_down(), power.next_up()] {
                assert_eq!(written(value), by_the_standard_library(value), "{value:e}");
            }
        }
        for value in [1e-5, 9.999_999_999_999_999e-6, 999_999_999_999_999.9, 1e15, 1.0 + 1.0 / 131_072.0, f64::INFINITY]
        {
            assert_eq!(written(value), by_the_standard_library(value));
        }
    }

    #[test]
    fn rows_come_back_as_they_were_put_together_too() {
        let mut rows = Rows::default();
        rows.push("a").push(1.5).push(f64::NAN).end();
        rows.push("").push(Some(2u64)).push(None::<f64>).end();
        let mut more = Rows::default();
        more.push("b").push(true).push(-0.5).end();
        rows.append(&more);
        let all: Vec<Vec<Cell<'_>>> = rows.iter().map(Iterator::collect).collect();
        assert_eq!(all[0], [Cell::Text("a"), Cell::Number(1.5), Cell::Missing]);
        assert_eq!(all[1], [Cell::Text(""), Cell::Integer(2), Cell::Missing]);
        assert_eq!(all[2], [Cell::Text("b"), Cell::Flag(true), Cell::Number(-0.5)]);
        assert_eq!((rows.at(2, 0), rows.at(2, 3), rows.at(3, 0)), (Cell::Text("b"), Cell::Missing, Cell::Missing));
        assert_eq!((rows.len(), rows.is_empty()), (3, false));
    }
}
