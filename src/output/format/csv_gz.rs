//! CSV that is compressed with gzip: what R, pandas, DuckDB and data packages read as they read CSV.
//!
//! Every stretch is a member of its own, and a file is its members one after the other (RFC 1952, 2.2). The header of a member
//! says neither time, nor name, nor system: the same rows are the same bytes.

use std::io::{self, Read, Write};

use flate2::read::MultiGzDecoder;
use flate2::{Compression, GzBuilder};
use serde_json::Value as Json;

use super::csv::EN;
use super::{ReadBack, TableFormat};
use crate::table::{Rows, Table};

/// Of [`EN`].
pub static EN_GZ: CsvGz = CsvGz;

/// Compressed CSV.
#[derive(Debug)]
pub struct CsvGz;

/// No system is named.
const UNKNOWN: u8 = 255;

/// One member.
fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut writer = GzBuilder::new().mtime(0).operating_system(UNKNOWN).write(Vec::new(), Compression::default());
    // Memory takes whatever is written.
    let _ = writer.write_all(bytes);
    writer.finish().unwrap_or_default()
}

impl TableFormat for CsvGz {
    fn name(&self) -> &'static str {
        "csv.gz"
    }

    fn help(&self) -> &'static str {
        "CSV as above, compressed with gzip: a quarter of the size or less"
    }

    fn ending(&self) -> &'static str {
        "csv.gz"
    }

    fn most_rows(&self) -> u64 {
        EN.most_rows()
    }

    /// The last four bytes of a member say it.
    fn size(&self, bytes: &[u8]) -> u64 {
        bytes.last_chunk().map_or(0, |size| u32::from_le_bytes(*size).into())
    }

    fn begin(&self, table: &Table) -> Vec<u8> {
        packed(&EN.begin(table))
    }

    fn write(&self, table: &Table, rows: &Rows) -> Vec<(Vec<u8>, u64)> {
        EN.write(table, rows).into_iter().map(|(bytes, rows)| (packed(&bytes), rows)).collect()
    }

    fn describe(&self, resource: &mut Json) {
        EN.describe(resource);
        resource["compression"] = "gz".into();
    }

    fn read<'a>(&self, source: Box<dyn Read + 'a>) -> io::Result<ReadBack<'a>> {
        EN.read(Box::new(MultiGzDecoder::new(source)))
    }

    fn plain<'c>(&self, cell: &'c str) -> &'c str {
        EN.plain(cell)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{Columns, number, text};

    fn columns() -> Columns<'static, f64> {
        let columns = [
            text("text", "", |value: &f64| format!("={value}").into()),
            number("number", "", "", |value: &f64| *value),
        ];
        Columns::new("table", "a row", &["text"], columns)
    }

    #[test]
    fn the_same_rows_are_the_same_bytes_and_are_read_back() {
        let columns = columns();
        let values: Vec<f64> = (0..5000).map(|value| f64::from(value) / 8.0).collect();
        let rows = columns.rows(&values);
        let file = |format: &dyn TableFormat| {
            let stretches = format.write(&columns.table, &rows).into_iter().flat_map(|(bytes, _)| bytes);
            format.begin(&columns.table).into_iter().chain(stretches).collect::<Vec<u8>>()
        };
        let (packed, plain) = (file(&EN_GZ), file(&EN));
        assert_eq!(packed, file(&EN_GZ));
        assert!(packed.len() * 3 < plain.len(), "{} of {}", packed.len(), plain.len());
        // RFC 1952: no flags, no time, no system.
        assert_eq!(packed[..10], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, UNKNOWN]);
        let (header, rows) = EN_GZ.read(Box::new(packed.as_slice())).unwrap();
        assert_eq!(&header, &["text", "number"][..]);
        let rows: Vec<_> = rows.map(Result::unwrap).collect();
        assert_eq!((rows.len(), EN_GZ.plain(&rows[4999][0])), (5000, "=624.875"));
        let size: u64 =
            EN_GZ.write(&columns.table, &columns.rows(&values)).iter().map(|(bytes, _)| EN_GZ.size(bytes)).sum();
        assert_eq!(size + EN.begin(&columns.table).len() as u64, plain.len() as u64);
    }

    #[test]
    fn a_file_that_is_cut_short_is_no_table() {
        let columns = columns();
        let begun = EN_GZ.begin(&columns.table);
        // The end of a stretch is looked at once its rows have been read.
        let fails = |bytes: &[u8]| match EN_GZ.read(Box::new(bytes)) {
            Ok((_, mut rows)) => rows.any(|row| row.is_err()),
            Err(_) => true,
        };
        assert!(!fails(&begun) && fails(&begun[..begun.len() - 1]) && fails(b"text,number\r\n"));
    }
}
