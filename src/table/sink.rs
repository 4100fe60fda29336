//! Where the rows of a study go.

use std::convert::Infallible;

use super::column::Table;
use super::people::{Answer, ForPeople};
use super::rows::Rows;

/// A table of a sink.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableId(pub usize);

/// Rows on their way to a sink, with what a worker has made of them already.
#[derive(Clone, Debug, Default)]
pub struct Encoded {
    /// The rows, where the sink wants them as values.
    pub rows: Option<Rows>,
    /// Stretches of the rows as the sink writes them, with their numbers of rows.
    pub written: Vec<(Vec<u8>, u64)>,
}

/// What a worker makes of rows before they reach the sink. Rows reach it one after the other, so that whatever takes
/// long, as writing millions of numbers as text does, is better done by the workers.
pub trait Encoder: Sync {
    /// Makes of rows of a table what the sink needs.
    fn encode(&self, table: TableId, rows: Rows) -> Encoded;
}

/// What takes the tables of a study.
pub trait Sink {
    /// Why it cannot take more.
    type Error;
    /// What its workers make of rows.
    type Encoder: Encoder;

    /// Opens a table, whose rows follow.
    ///
    /// # Errors
    /// When it cannot take the table.
    fn open(&mut self, table: Table) -> Result<TableId, Self::Error>;

    /// What workers make of rows of the tables that are open now.
    fn encoder(&self) -> Self::Encoder;

    /// Takes the next rows of a table.
    ///
    /// # Errors
    /// When it cannot take them.
    fn append(&mut self, table: TableId, rows: Encoded) -> Result<(), Self::Error>;

    /// Takes a table that only people read.
    fn show(&mut self, _: ForPeople) {}

    /// Takes the answer to the study's question.
    fn answer(&mut self, _: Answer) {}

    /// Takes a whole table.
    ///
    /// # Errors
    /// When it cannot take it.
    fn write(&mut self, table: Table, rows: Rows) -> Result<(), Self::Error> {
        let id = self.open(table)?;
        let encoded = self.encoder().encode(id, rows);
        self.append(id, encoded)
    }
}

/// Keeps everything as values: for programs that ask a study and use the answer themselves.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    /// The tables with their rows.
    pub tables: Vec<(Table, Rows)>,
    /// Tables for people.
    pub shown: Vec<ForPeople>,
    /// The answer.
    pub answer: Option<Answer>,
}

/// Rows as they are.
#[derive(Clone, Copy, Debug)]
pub struct AsTheyAre;

impl Encoder for AsTheyAre {
    fn encode(&self, _: TableId, rows: Rows) -> Encoded {
        Encoded { rows: Some(rows), written: vec![] }
    }
}

impl Sink for Memory {
    type Error = Infallible;
    type Encoder = AsTheyAre;

    fn open(&mut self, table: Table) -> Result<TableId, Infallible> {
        self.tables.push((table.portable(), Rows::default()));
        Ok(TableId(self.tables.len() - 1))
    }

    fn encoder(&self) -> AsTheyAre {
        AsTheyAre
    }

    fn append(&mut self, table: TableId, rows: Encoded) -> Result<(), Infallible> {
        if let (Some((_, own)), Some(rows)) = (self.tables.get_mut(table.0), rows.rows) {
            own.append(&rows);
        }
        Ok(())
    }

    fn show(&mut self, table: ForPeople) {
        self.shown.push(table);
    }

    fn answer(&mut self, answer: Answer) {
        self.answer = Some(answer);
    }
}
