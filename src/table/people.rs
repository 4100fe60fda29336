//! Tables for people: what answers a study's question, and how it is drawn.
//!
//! CSV files have every number once; a person who opens a workbook wants the answer first, and months side by side.
//! A study hands such tables to its sink beside the others; sinks without people pass over them.

use std::borrow::Cow;

use super::column::Table;
use super::rows::Rows;

/// The answer to a study's question: a small table, and one chart.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The question.
    pub question: &'static str,
    /// The answer in numbers, where there is one.
    pub table: Option<(Table, Rows)>,
    /// What is said where there can be no table.
    pub instead: Option<&'static str>,
    /// How it is drawn.
    pub chart: Option<Chart>,
    /// The columns with the ends of an interval: the narrower it is, the more digits of its row are shown.
    pub interval: Option<(&'static str, &'static str)>,
}

/// A table that only people read.
#[derive(Clone, Debug)]
pub struct ForPeople {
    /// The table; one that has the name of a written table stands in its place.
    pub table: Table,
    /// Its rows.
    pub rows: Rows,
    /// Its charts.
    pub charts: Vec<Chart>,
    /// Its cells are the darker the more they are: a matrix.
    pub shaded: bool,
}

/// How a table is drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum Chart {
    /// Lines of some columns over the rows of a table for people, which go by their first column.
    Lines {
        /// Name of the table.
        of: &'static str,
        /// What it shows.
        title: &'static str,
        /// The columns.
        columns: Vec<Cow<'static, str>>,
    },
    /// A line with the band around it, over the rows of a table for people, which go by their first column.
    Band {
        /// Name of the table.
        of: &'static str,
        /// What it shows.
        title: &'static str,
        /// The column of the line.
        column: &'static str,
        /// The columns of the band's low and high end.
        ends: (&'static str, &'static str),
    },
    /// Bars of some columns of the answer.
    Bars {
        /// What it shows.
        title: &'static str,
        /// The columns from the first to the last of which name a bar.
        names: (&'static str, &'static str),
        /// The columns drawn.
        series: Vec<Bars>,
        /// How they stand.
        beside: Beside,
        /// A column for each of whose values there is a chart of its own; its rows follow one another.
        each: Option<&'static str>,
    },
}

/// Bars of one column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bars {
    /// The column.
    pub column: &'static str,
    /// What they are called, where that is not the column's name.
    pub name: Option<&'static str>,
    /// The columns with the ends of their intervals.
    pub ends: Option<(&'static str, &'static str)>,
    /// A column, and the words it has in the rows that are drawn; the others have no such bar.
    pub only: Option<(&'static str, &'static [&'static str])>,
    /// Hatched and grey, for what counts for less.
    pub pale: bool,
}

impl Bars {
    /// Of a column, plainly.
    pub fn of(column: &'static str) -> Self {
        Self { column, name: None, ends: None, only: None, pale: false }
    }
}

/// How bars of several columns stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beside {
    /// Beside each other.
    Each,
    /// On top of each other: parts of a whole.
    Stacked,
    /// In the same place: a row has one of them.
    Instead,
}
