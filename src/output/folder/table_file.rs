//! Tables written into a folder, row after row.

use super::{Folder, FolderError};
use crate::output::table::{Kind, MAX_ROWS, Rows, Table};

/// A table being written, part after part.
#[derive(Debug)]
pub struct TableFile {
    table: Table,
    part: usize,
    file: usize,
    rows: u64,
    files: Vec<String>,
}

impl TableFile {
    /// Opens a table's first file and writes its header.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn open(folder: &mut Folder, table: Table) -> Result<Self, FolderError> {
        let mut open = Self { table, part: 0, file: 0, rows: 0, files: vec![] };
        open.begin_part(folder)?;
        Ok(open)
    }

    fn begin_part(&mut self, folder: &mut Folder) -> Result<(), FolderError> {
        let name = self.table.file(self.part);
        self.file = folder.open(name.clone())?;
        self.files.push(name);
        self.rows = 0;
        folder.write(self.file, folder.locale.start().as_bytes())?;
        let mut header = Rows::default();
        for column in &self.table.columns {
            header.text(&column.name);
        }
        header.end();
        for (bytes, _) in header.into_chunks() {
            folder.write(self.file, &folder.locale.written(&bytes, &[]))?;
        }
        Ok(())
    }

    /// Appends rows.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn append(&mut self, folder: &mut Folder, chunks: &[(Vec<u8>, u64)]) -> Result<(), FolderError> {
        let kinds: Vec<Kind> = self.table.columns.iter().map(|column| column.kind).collect();
        for (bytes, rows) in chunks {
            if self.rows + rows > MAX_ROWS {
                self.part += 1;
                self.begin_part(folder)?;
            }
            self.rows += rows;
            folder.write(self.file, &folder.locale.written(bytes, &kinds))?;
        }
        Ok(())
    }

    /// The table and its files.
    pub fn close(self) -> (Table, Vec<String>) {
        (self.table, self.files)
    }
}

/// Writes a whole table.
///
/// # Errors
/// When it cannot be written.
pub fn write_table(folder: &mut Folder, table: Table, rows: Rows) -> Result<(Table, Vec<String>), FolderError> {
    let mut file = TableFile::open(folder, table)?;
    file.append(folder, &rows.into_chunks())?;
    Ok(file.close())
}
