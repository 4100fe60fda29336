//! A table of results as people and other programs are shown it: on a terminal, in Markdown, in LaTeX, in JSON.

use serde_json::{Map, Value as Json, json};

use super::digits::{Digits, percent};

/// A table. Rows that are `hidden` are for other programs alone.
#[derive(Clone, Debug)]
pub struct Table {
    /// What JSON calls it.
    pub id: &'static str,
    /// What it is about, for a caption.
    pub about: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// A column.
#[derive(Clone, Debug)]
pub struct Column {
    /// What JSON calls it.
    pub id: String,
    /// What stands over it, in one line or two.
    pub head: Vec<String>,
    /// How it is laid out.
    pub kind: Kind,
    /// How readily it is left out where there is no room: 0 never, the highest first.
    pub spare: u8,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words, which may be broken over lines.
    Words,
    /// Numbers and short words, at the right.
    Numbers,
    /// Two ends.
    Ranges,
    /// The two ends of the interval of the estimate in the column before.
    Interval,
}

/// A row.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// Its cells, one per column.
    pub cells: Vec<Cell>,
    /// What else JSON has of it.
    pub also: Vec<(&'static str, Json)>,
    /// Lines below it on a terminal.
    pub below: Vec<String>,
    /// Is only in JSON.
    pub hidden: bool,
    /// Adds the rows above up, and is not in JSON.
    pub sum: bool,
}

/// A cell.
#[derive(Clone, Debug)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Words, a shorter form where there is no room, and the id of what they name.
    Words {
        /// The words.
        text: String,
        /// Fewer of them.
        short: Option<&'static str>,
        /// The id in other tables.
        id: Option<String>,
    },
    /// A number, as it is and as it is written.
    Number(f64, String),
    /// Two ends, as they are and as they are written.
    Range([f64; 2], [String; 2]),
}

impl Table {
    /// One without rows.
    pub fn new(id: &'static str, about: impl Into<String>, columns: impl IntoIterator<Item = Column>) -> Self {
        Self { id, about: about.into(), columns: columns.into_iter().collect(), rows: vec![] }
    }

    /// The rows that people see.
    pub fn seen(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| !row.hidden)
    }

    /// Every row as an object, numbers in full.
    pub fn to_json(&self) -> Vec<Json> {
        let object = |row: &Row| {
            let mut object = Map::new();
            for (column, cell) in self.columns.iter().zip(&row.cells) {
                let value = match cell {
                    Cell::Empty => Json::Null,
                    Cell::Words { id: Some(id), text, .. } => {
                        object.insert(column.id.clone(), json!(id));
                        object.insert("name".into(), json!(text.trim()));
                        continue;
                    }
                    Cell::Words { text, .. } => json!(text.trim()),
                    Cell::Number(value, _) => json!(value),
                    Cell::Range([low, high], _) => json!({ "low": low, "high": high }),
                };
                object.insert(column.id.clone(), value);
            }
            object.extend(row.also.iter().map(|(name, value)| ((*name).to_string(), value.clone())));
            Json::Object(object)
        };
        self.rows.iter().filter(|row| !row.sum).map(object).collect()
    }
}

impl Column {
    fn new(id: impl Into<String>, head: &str, kind: Kind) -> Self {
        Self { id: id.into(), head: head.split('\n').map(str::to_string).collect(), kind, spare: 0 }
    }

    /// Of words.
    pub fn words(id: impl Into<String>, head: &str) -> Self {
        Self::new(id, head, Kind::Words)
    }

    /// Of numbers.
    pub fn numbers(id: impl Into<String>, head: &str) -> Self {
        Self::new(id, head, Kind::Numbers)
    }

    /// Of ranges.
    pub fn ranges(id: impl Into<String>, head: &str) -> Self {
        Self::new(id, head, Kind::Ranges)
    }

    /// Of intervals of the column before.
    pub fn interval(id: impl Into<String>, head: &str) -> Self {
        Self::new(id, head, Kind::Interval)
    }

    /// Left out where there is no room, the highest first.
    #[must_use]
    pub fn spared(self, spare: u8) -> Self {
        Self { spare, ..self }
    }
}

impl Row {
    /// Of these cells.
    pub fn of(cells: impl IntoIterator<Item = Cell>) -> Self {
        Self { cells: cells.into_iter().collect(), ..Self::default() }
    }

    /// With something for other programs.
    #[must_use]
    pub fn also(mut self, name: &'static str, value: impl Into<Json>) -> Self {
        self.also.push((name, value.into()));
        self
    }

    /// With a line below.
    #[must_use]
    pub fn below(mut self, line: impl Into<String>) -> Self {
        self.below.push(line.into());
        self
    }

    /// For other programs alone, if so.
    #[must_use]
    pub fn hidden(self, hidden: bool) -> Self {
        Self { hidden, ..self }
    }
}

impl Cell {
    /// Words.
    pub fn words(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Words { text, short: None, id: None } }
    }

    /// The words for something that has an id.
    pub fn named(id: impl Into<String>, text: impl Into<String>) -> Self {
        Self::Words { text: text.into(), short: None, id: Some(id.into()) }
    }

    /// Words with a shorter form.
    pub fn word(text: &str, short: &'static str) -> Self {
        Self::Words { text: text.into(), short: Some(short), id: None }
    }

    /// A number.
    pub fn number(value: f64, digits: Digits) -> Self {
        Self::Number(value, digits.number(value))
    }

    /// A number with its sign.
    pub fn signed(value: f64, digits: Digits) -> Self {
        Self::Number(value, digits.signed(value))
    }

    /// A number, written in another way.
    pub fn written(value: f64, text: impl Into<String>) -> Self {
        Self::Number(value, text.into())
    }

    /// A share in whole per cent.
    pub fn percent(share: f64) -> Self {
        Self::Number(share, percent(share))
    }

    /// Two ends, or nothing.
    pub fn range(pair: Option<(f64, f64)>, digits: Digits) -> Self {
        Self::range_by(pair, |value| digits.number(value))
    }

    /// Two ends with their signs, or nothing.
    pub fn signed_range(pair: Option<(f64, f64)>, digits: Digits) -> Self {
        Self::range_by(pair, |value| digits.signed(value))
    }

    /// Two ends, written in another way, or nothing.
    pub fn range_by(pair: Option<(f64, f64)>, written: impl Fn(f64) -> String) -> Self {
        pair.map_or(Self::Empty, |(low, high)| Self::Range([low, high], [low, high].map(written)))
    }

    /// As it is written.
    pub fn text(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Words { text, .. } | Self::Number(_, text) => text.clone(),
            Self::Range(_, [low, high]) => format!("{low} to {high}"),
        }
    }
}
