//! A folder as the sink of a study: every table becomes files row after row, and the smaller ones are kept as values for
//! the workbook.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::claimed::Folder;
use super::error::FolderError;
use super::table_file::TableFile;
use crate::output::format::Format;
use crate::table::{Answer, Encoded, Encoder, ForPeople, Rows, Sink, Table, TableId};

/// Writes rows as text, on whichever thread made them.
#[derive(Clone, Debug)]
pub struct Writer {
    format: Format,
    tables: Vec<(Arc<Table>, Arc<AtomicBool>)>,
}

impl Encoder for Writer {
    fn encode(&self, table: TableId, rows: Rows) -> Encoded {
        let (table, keeps) = &self.tables[table.0];
        let written = self.format.write(table, &rows);
        Encoded { written, rows: keeps.load(Ordering::Relaxed).then_some(rows) }
    }
}

impl Sink for Folder {
    type Error = FolderError;
    type Encoder = Writer;

    fn open(&mut self, table: Table) -> Result<TableId, FolderError> {
        let table = Arc::new(table.portable());
        let keeps = Arc::new(AtomicBool::new(true));
        let kept = Some(Rows::default());
        self.tables.push(TableFile { table, files: vec![], kept, keeps, file: 0, rows: 0, bytes: 0 });
        let id = self.tables.len() - 1;
        self.begin_part(id)?;
        Ok(TableId(id))
    }

    fn encoder(&self) -> Writer {
        let tables = self.tables.iter().map(|open| (Arc::clone(&open.table), Arc::clone(&open.keeps)));
        Writer { format: self.format, tables: tables.collect() }
    }

    fn append(&mut self, TableId(id): TableId, rows: Encoded) -> Result<(), FolderError> {
        for (bytes, rows) in &rows.written {
            if self.tables[id].rows + rows > self.format.most_rows() {
                self.begin_part(id)?;
            }
            self.put(id, bytes)?;
            self.tables[id].rows += rows;
        }
        self.tables[id].keep(rows.rows);
        Ok(())
    }

    fn show(&mut self, table: ForPeople) {
        self.shown.push(table);
    }

    fn answer(&mut self, answer: Answer) {
        self.answer = Some(answer);
    }
}

impl Folder {
    fn begin_part(&mut self, id: usize) -> Result<(), FolderError> {
        let (table, part) = (Arc::clone(&self.tables[id].table), self.tables[id].files.len());
        let name = self.format.file(table.name, part);
        let file = self.open_file(name.clone())?;
        let own = &mut self.tables[id];
        own.files.push(name);
        (own.file, own.rows) = (file, 0);
        self.put(id, &self.format.begin(&table))
    }

    fn put(&mut self, id: usize, bytes: &[u8]) -> Result<(), FolderError> {
        self.tables[id].bytes += self.format.size(bytes);
        self.write(self.tables[id].file, bytes)
    }
}
