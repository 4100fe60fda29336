//! A table on its way into files.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::table::{Rows, Table};

/// Largest table that is kept for the workbook, in bytes as it is written. A larger one is for programs, which read
/// CSV, and would make memory grow with the number of histories; of a run by default that is the blame of every party onto
/// every party in every year, which the workbook has by groups.
const MAX_KEPT: u64 = 512 << 10;

/// A table being written, part after part.
#[derive(Debug)]
pub struct TableFile {
    /// What it is.
    pub table: Arc<Table>,
    /// Its files.
    pub files: Vec<String>,
    /// Its rows, unless they are too many.
    pub kept: Option<Rows>,
    /// Are rows still kept? Workers need not hand them on otherwise.
    pub(super) keeps: Arc<AtomicBool>,
    /// The file that is open.
    pub(super) file: usize,
    /// Rows in it.
    pub(super) rows: u64,
    /// Bytes of all files as text.
    pub(super) bytes: u64,
}

impl TableFile {
    /// Bytes of all its files.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Keeps rows as long as the table is small.
    pub(super) fn keep(&mut self, rows: Option<Rows>) {
        if self.bytes > MAX_KEPT {
            self.keeps.store(false, Ordering::Relaxed);
            self.kept = None;
        } else if let (Some(kept), Some(rows)) = (&mut self.kept, rows) {
            if kept.is_empty() { *kept = rows } else { kept.append(&rows) }
        }
    }
}
