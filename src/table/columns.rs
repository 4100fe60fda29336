//! A column and its cell in one line: tables as lists of both.

use std::borrow::Cow;

use super::column::{Category, Column, ColumnType, Table};
use super::rows::{Cell, Rows};

type Put<'a, T> = Box<dyn Fn(&T, &mut Rows) + Send + Sync + 'a>;

/// A column with the cell that a row's item `T` has in it.
pub struct Col<'a, T> {
    /// The column.
    pub column: Column,
    put: Put<'a, T>,
}

impl<'a, T> Col<'a, T> {
    /// A column whose cell is put into the row by `put`.
    pub fn new(column: Column, put: impl Fn(&T, &mut Rows) + Send + Sync + 'a) -> Self {
        Self { column, put: Box::new(put) }
    }

    /// Under a name of its own, for what its name said.
    #[must_use]
    pub fn called(mut self, name: String) -> Self {
        let quantity = std::mem::replace(&mut self.column.name, name.into());
        self.column.stands_for = Some(quantity);
        self
    }

    /// With what stands above it where people read it.
    #[must_use]
    pub fn titled(mut self, title: impl Into<Cow<'static, str>>) -> Self {
        self.column.title = title.into();
        self
    }

    /// With the values that it may have, each once.
    #[must_use]
    pub fn with_categories(self, categories: impl IntoIterator<Item = impl Into<Category>>) -> Self {
        Self { column: self.column.with_categories(categories), ..self }
    }
}

/// A column of words.
pub fn text<'a, T>(
    name: impl Into<Cow<'static, str>>,
    meaning: impl Into<Cow<'static, str>>,
    cell: impl for<'t> Fn(&'t T) -> Cow<'t, str> + Send + Sync + 'a,
) -> Col<'a, T> {
    of_type(ColumnType::Text, name, "", meaning, move |item, rows| {
        rows.push(&*cell(item));
    })
}

/// A column of words that stand outside of the rows' items: ids of a scenario, names of a list.
pub fn id<'a, T>(
    name: impl Into<Cow<'static, str>>,
    meaning: impl Into<Cow<'static, str>>,
    cell: impl Fn(&T) -> &'a str + Send + Sync + 'a,
) -> Col<'a, T> {
    of_type(ColumnType::Text, name, "", meaning, move |item, rows| {
        rows.push(cell(item));
    })
}

/// A column of calendar months, written YYYY-MM.
pub fn month<'a, T>(
    name: impl Into<Cow<'static, str>>,
    meaning: impl Into<Cow<'static, str>>,
    cell: impl for<'t> Fn(&'t T) -> Cow<'t, str> + Send + Sync + 'a,
) -> Col<'a, T> {
    of_type(ColumnType::Month, name, "", meaning, move |item, rows| {
        rows.push(&*cell(item));
    })
}

/// A column that holds a number in some rows, and words in others.
pub fn any<'a, T>(
    name: impl Into<Cow<'static, str>>,
    meaning: impl Into<Cow<'static, str>>,
    cell: impl for<'t> Fn(&'t T) -> Cow<'t, str> + Send + Sync + 'a,
) -> Col<'a, T> {
    of_type(ColumnType::Any, name, "", meaning, move |item, rows| {
        rows.push(&*cell(item));
    })
}

/// A column of numbers: of `f64`, where NaN is missing, or `Option<f64>`.
pub fn number<'a, T, N: Into<Cell<'static>>>(
    name: impl Into<Cow<'static, str>>,
    unit: impl Into<Cow<'static, str>>,
    meaning: impl Into<Cow<'static, str>>,
    cell: impl Fn(&T) -> N + Send + Sync + 'a,
) -> Col<'a, T> {
    of_type(ColumnType::Number, name, unit, meaning, move |item, rows| {
        rows.push(cell(item));
    })
}

/// A column of whole numbers.
pub fn integer<'a, T, N: Into<Cell<'static>>>(
    name: impl Into<Cow<'static, str>>,
    unit: impl Into<Cow<'static, str>>,
    meaning: impl Into<Cow<'static, str>>,
    cell: impl Fn(&T) -> N + Send + Sync + 'a,
) -> Col<'a, T> {
    of_type(ColumnType::Integer, name, unit, meaning, move |item, rows| {
        rows.push(cell(item));
    })
}

/// A column of true and false.
pub fn flag<'a, T, N: Into<Cell<'static>>>(
    name: impl Into<Cow<'static, str>>,
    meaning: impl Into<Cow<'static, str>>,
    cell: impl Fn(&T) -> N + Send + Sync + 'a,
) -> Col<'a, T> {
    of_type(ColumnType::Flag, name, "", meaning, move |item, rows| {
        rows.push(cell(item));
    })
}

fn of_type<'a, T>(
    kind: ColumnType,
    name: impl Into<Cow<'static, str>>,
    unit: impl Into<Cow<'static, str>>,
    meaning: impl Into<Cow<'static, str>>,
    put: impl Fn(&T, &mut Rows) + Send + Sync + 'a,
) -> Col<'a, T> {
    Col::new(Column::new(name, kind, unit, meaning), put)
}

/// A table as the list of its columns: what its rows are made with.
///
/// ```
/// use intsoc::table::{Columns, integer, text};
///
/// let votes = Columns::new("votes", "a body", &["body"], [
///     text("body", "what it is called", |body: &(&str, u32)| body.0.into()),
///     integer("held", "votes", "how many it held", |body: &(&str, u32)| u64::from(body.1)),
/// ]);
/// let (table, rows) = votes.filled(&[("council", 3), ("union", 1)]);
/// assert_eq!((table.columns.len(), rows.len()), (2, 2));
/// ```
pub struct Columns<'a, T> {
    /// What the table is.
    pub table: Table,
    cells: Vec<Put<'a, T>>,
}

impl<'a, T> Columns<'a, T> {
    /// A table: its name, what a row is, which columns identify a row, and all its columns.
    pub fn new(
        name: &'static str,
        row: &'static str,
        key: &'static [&'static str],
        columns: impl IntoIterator<Item = Col<'a, T>>,
    ) -> Self {
        let (columns, cells) = columns.into_iter().map(|col| (col.column, col.put)).unzip();
        Self { table: Table { name, row, columns, key }, cells }
    }

    /// Adds the row of an item.
    pub fn push(&self, rows: &mut Rows, item: &T) {
        self.cells.iter().for_each(|put| put(item, rows));
        rows.end();
    }

    /// The rows of some items.
    pub fn rows<'i>(&self, items: impl IntoIterator<Item = &'i T>) -> Rows
    where
        T: 'i,
    {
        let mut rows = Rows::default();
        items.into_iter().for_each(|item| self.push(&mut rows, item));
        rows
    }

    /// The table with the rows of some items.
    pub fn filled<'i>(self, items: impl IntoIterator<Item = &'i T>) -> (Table, Rows)
    where
        T: 'i,
    {
        let rows = self.rows(items);
        (self.table, rows)
    }
}
