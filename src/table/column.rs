//! What the columns of a table mean.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use super::portable;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnType {
    /// Words.
    Text,
    /// A number.
    Number,
    /// A whole number.
    Integer,
    /// True or false.
    Flag,
    /// A month, YYYY-MM.
    Month,
    /// A number in some rows, words in others.
    Any,
}

impl ColumnType {
    /// The type of the Data Package's table schema.
    pub fn schema_type(self) -> &'static str {
        match self {
            Self::Text => "string",
            Self::Number => "number",
            Self::Integer => "integer",
            Self::Flag => "boolean",
            Self::Month => "yearmonth",
            Self::Any => "any",
        }
    }
}

/// One of the values that a column of words may have, where each means something of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Category {
    /// The value.
    pub name: String,
    /// The unit of what is in its rows.
    pub unit: &'static str,
    /// What it means.
    pub meaning: &'static str,
    /// What people call it in a table or a picture, where that is not the value itself.
    pub words: Option<&'static str>,
}

/// A column.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its name.
    pub name: Cow<'static, str>,
    /// The quantity or the path that it stands for, where that has another name.
    pub stands_for: Option<Cow<'static, str>>,
    /// What stands above it where people read it; empty: its name.
    pub title: Cow<'static, str>,
    /// What it holds.
    pub kind: ColumnType,
    /// Its unit; empty for words.
    pub unit: Cow<'static, str>,
    /// What it means.
    pub meaning: Cow<'static, str>,
    /// The values it may have, if they are listed; each once.
    pub categories: Vec<Category>,
}

impl Column {
    /// A column.
    pub fn new(
        name: impl Into<Cow<'static, str>>,
        kind: ColumnType,
        unit: impl Into<Cow<'static, str>>,
        meaning: impl Into<Cow<'static, str>>,
    ) -> Self {
        let (name, unit, meaning) = (name.into(), unit.into(), meaning.into());
        Self { name, stands_for: None, title: Cow::Borrowed(""), kind, unit, meaning, categories: vec![] }
    }

    /// What stands above it where people read it.
    pub fn heading(&self) -> Cow<'_, str> {
        if self.title.is_empty() { self.name.replace('_', " ").into() } else { self.title.as_ref().into() }
    }

    /// What people call one of its values.
    pub fn words_of<'a>(&'a self, value: &'a str) -> &'a str {
        let of = self.categories.iter().find(|category| category.name == value);
        of.and_then(|category| category.words).unwrap_or(value)
    }

    /// With the values that it may have; one that comes up again counts once.
    #[must_use]
    pub fn with_categories(mut self, categories: impl IntoIterator<Item = impl Into<Category>>) -> Self {
        let mut known = BTreeSet::new();
        let categories = categories.into_iter().map(Into::into);
        self.categories = categories.filter(|category: &Category| known.insert(category.name.clone())).collect();
        self
    }

    fn to_json(&self) -> Json {
        let mut field = json!({
            "name": self.name,
            "type": self.kind.schema_type(),
            "unit": self.unit,
            "description": self.meaning,
        });
        if let Some(quantity) = &self.stands_for {
            field["standsFor"] = json!(quantity);
        }
        if !self.categories.is_empty() {
            let category = |of: &Category| json!({ "value": of.name, "label": of.meaning, "unit": of.unit });
            field["categories"] = self.categories.iter().map(category).collect();
        }
        field
    }
}

/// What a table is and what its columns mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Its name: the file is `NAME.csv`.
    pub name: &'static str,
    /// What a row is.
    pub row: &'static str,
    /// Its columns.
    pub columns: Vec<Column>,
    /// The columns that identify a row.
    pub key: &'static [&'static str],
}

impl Table {
    /// The same with [portable] names of its columns.
    #[must_use]
    pub fn portable(mut self) -> Self {
        let names = portable::all(self.columns.iter().map(|column| &*column.name));
        for (column, name) in self.columns.iter_mut().zip(names) {
            if column.name != name {
                let quantity = std::mem::replace(&mut column.name, name.into());
                column.stands_for.get_or_insert(quantity);
            }
        }
        self
    }

    /// The table's schema in a Data Package.
    pub fn schema(&self) -> Json {
        json!({
            "fields": self.columns.iter().map(Column::to_json).collect::<Vec<_>>(),
            "primaryKey": self.key,
            "missingValues": [""],
        })
    }
}
