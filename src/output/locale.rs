//! How CSV separates cells and marks decimals: as programs read it, or as spreadsheets of much of Europe do.
//!
//! Everything is written in the first way; a folder in another way translates what goes into its
//! files, and whoever reads them back translates again.

use std::borrow::Cow;

use clap::ValueEnum;
use serde_json::{Value as Json, json};

use super::table::{Kind, is_number};

/// A way to write CSV.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Locale {
    /// Commas between cells, decimal points: what programs read
    #[default]
    En,
    /// Semicolons between cells, decimal commas: what spreadsheets read where a comma marks decimals
    Eu,
}

impl Locale {
    const ALL: [Self; 2] = [Self::En, Self::Eu];

    /// Its name on the command line and in the manifest.
    pub fn name(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Eu => "eu",
        }
    }

    /// The one in which a manifest says that its tables are.
    pub fn of(manifest: &Json) -> Self {
        let named = |locale: &Self| manifest["csv_locale"] == locale.name();
        Self::ALL.into_iter().find(named).unwrap_or_default()
    }

    /// What a file of tables begins with. By a byte order mark spreadsheets know that it is UTF-8; what reads
    /// tables back passes over it.
    pub fn start(self) -> &'static str {
        match self {
            Self::En => "",
            Self::Eu => "\u{feff}",
        }
    }

    fn delimiter(self) -> u8 {
        match self {
            Self::En => b',',
            Self::Eu => b';',
        }
    }

    /// Whole rows, translated; `kinds` are those of the columns.
    pub fn written<'a>(self, rows: &'a [u8], kinds: &[Kind]) -> Cow<'a, [u8]> {
        if self == Self::En {
            return Cow::from(rows);
        }
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(rows);
        let mut writer =
            csv::WriterBuilder::new().delimiter(self.delimiter()).terminator(csv::Terminator::CRLF).from_writer(vec![]);
        // Both ends are memory, and the rows are our own.
        for row in reader.records().flatten() {
            let cells = row.iter().enumerate().map(|(column, cell)| match kinds.get(column) {
                Some(Kind::Number) => Cow::from(cell.replace('.', ",")),
                Some(Kind::Any) if is_number(cell) => Cow::from(cell.replace('.', ",")),
                _ => Cow::from(cell),
            });
            let _ = writer.write_record(cells.map(|cell| cell.as_bytes().to_vec()));
        }
        Cow::from(writer.into_inner().unwrap_or_default())
    }

    /// A reader of rows that were written so.
    pub fn reader(self, bytes: &[u8]) -> csv::Reader<&[u8]> {
        self.reader_of(bytes)
    }

    /// The same of what need not be in memory.
    pub fn reader_of<S: std::io::Read>(self, source: S) -> csv::Reader<S> {
        csv::ReaderBuilder::new().delimiter(self.delimiter()).from_reader(source)
    }

    /// A cell with a number, as it is without a locale.
    pub fn number(self, cell: &str) -> Cow<'_, str> {
        match self {
            Self::En => Cow::from(cell),
            Self::Eu => Cow::from(cell.replace(',', ".")),
        }
    }

    /// A cell that may be a number, as it is without a locale.
    pub fn value(self, cell: &str) -> Cow<'_, str> {
        let number = self.number(cell);
        if number.parse::<f64>().is_ok() { number } else { Cow::from(cell) }
    }

    /// Says in a data package how its files are written.
    pub fn describe(self, package: &mut Json) {
        if self == Self::En {
            return;
        }
        for resource in package["resources"].as_array_mut().into_iter().flatten() {
            resource["dialect"] = json!({ "delimiter": char::from(self.delimiter()).to_string() });
            for field in resource["schema"]["fields"].as_array_mut().into_iter().flatten() {
                if field["type"] == Kind::Number.schema_type() {
                    field["decimalChar"] = json!(",");
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_gets_a_decimal_comma_and_text_keeps_its_points() {
        let kinds = [Kind::Text, Kind::Number, Kind::Integer];
        let given = b"v1.5,-0.25,3\r\n\"a;b\",1.5e-7,\r\n\"c,d\",,1\r\n";
        let written = Locale::Eu.written(given, &kinds);
        assert_eq!(std::str::from_utf8(&written).unwrap(), "v1.5;-0,25;3\r\n\"a;b\";1,5e-7;\r\nc,d;;1\r\n");
        assert_eq!(&*Locale::En.written(given, &kinds), given);
        let mut reader = Locale::Eu.reader(&written);
        let row = reader.records().next().unwrap().unwrap();
        assert_eq!((&row[0], Locale::Eu.number(&row[1]).parse()), ("a;b", Ok(1.5e-7)));
    }
}
