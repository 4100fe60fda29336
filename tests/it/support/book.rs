//! A workbook by the parts of its archive, where no spreadsheet is needed to read it.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use super::desk::Desk;

/// What a cell holds.
#[derive(Debug, PartialEq)]
pub enum Seen {
    Nothing,
    Number(f64),
    Flag(bool),
    Words(String),
}

/// The texts of a workbook by their names in the archive.
pub struct Parts(pub BTreeMap<String, String>);

impl Parts {
    pub fn of(book: Vec<u8>) -> Self {
        let mut archive = zip::ZipArchive::new(Cursor::new(book)).expect("an archive");
        let mut parts = BTreeMap::new();
        for index in 0..archive.len() {
            let mut part = archive.by_index(index).expect("a part");
            let mut text = String::new();
            if part.read_to_string(&mut text).is_ok() {
                parts.insert(part.name().expect("a name").into_owned(), text);
            }
        }
        Self(parts)
    }

    pub fn read(desk: &Desk, folder: &str) -> Self {
        Self::of(desk.bytes(&format!("{folder}/results.xlsx")))
    }

    pub fn part(&self, name: &str) -> &str {
        self.0.get(name).map_or_else(|| panic!("no {name} among {:?}", self.0.keys()), String::as_str)
    }

    pub fn sheets(&self) -> Vec<&str> {
        let sheets = self.part("xl/workbook.xml").split("<sheet name=\"").skip(1);
        sheets.filter_map(|sheet| sheet.split('"').next()).collect()
    }

    pub fn charts(&self) -> usize {
        self.0.keys().filter(|name| name.starts_with("xl/charts/chart")).count()
    }

    /// The part of a sheet, by its name.
    pub fn sheet(&self, name: &str) -> &str {
        let at = self.sheets().iter().position(|sheet| *sheet == name);
        let at = at.unwrap_or_else(|| panic!("no {name} among {:?}", self.sheets()));
        self.part(&format!("xl/worksheets/sheet{}.xml", at + 1))
    }

    /// What is in a cell of a sheet, as what it is.
    pub fn cell(&self, sheet: &str, at: &str) -> Seen {
        let part = self.sheet(sheet);
        let Some((_, cell)) = part.split_once(&format!("<c r=\"{at}\"")) else { return Seen::Nothing };
        let cell = cell.split("</c>").next().expect("an end");
        let value = cell.split("<v>").nth(1).and_then(|value| value.split("</v>").next()).expect("a value");
        match cell {
            _ if cell.contains("t=\"b\"") => Seen::Flag(value == "1"),
            _ if cell.contains("t=\"s\"") => {
                let strings = self.part("xl/sharedStrings.xml").split("<si><t").skip(1);
                let own = strings.clone().nth(value.parse().expect("a number")).expect("a string");
                Seen::Words(own.split_once('>').and_then(|(_, own)| own.split("</t>").next()).expect("words").into())
            }
            _ => Seen::Number(value.parse().expect("a number")),
        }
    }

    /// The number format of a cell, or that of its column.
    pub fn format(&self, sheet: &str, at: &str) -> String {
        let (part, letters) = (self.sheet(sheet), at.trim_end_matches(|c: char| c.is_ascii_digit()));
        let style = |tag: &str| tag.split_once("s=\"").and_then(|(_, style)| style.split('"').next()).map(String::from);
        let cell = part.split_once(&format!("<c r=\"{at}\"")).expect("a cell").1.split('>').next().expect("a tag");
        let number = letters.bytes().fold(0, |number, letter| number * 26 + u32::from(letter - b'A') + 1);
        let column = || {
            let column = part.split(&format!("<col min=\"{number}\"")).nth(1)?.split('>').next()?;
            column.split_once("style=\"")?.1.split('"').next().map(String::from)
        };
        let style: usize = style(cell).or_else(column).expect("a style").parse().expect("a number");
        let styles = self.part("xl/styles.xml");
        let xfs = styles.split("<cellXfs").nth(1).expect("formats").split("<xf ").skip(1);
        let id = xfs.clone().nth(style).and_then(|xf| xf.split('"').nth(1)).expect("an id");
        let own = styles.split(&format!("numFmtId=\"{id}\" formatCode=\"")).nth(1);
        own.and_then(|own| own.split('"').next()).unwrap_or(id).into()
    }

    /// The row of a sheet that begins with these words, from the row of its first cell on.
    pub fn row(&self, sheet: &str, words: &str) -> usize {
        let found = (1..400).find(|row| self.cell(sheet, &format!("A{row}")) == Seen::Words(words.into()));
        found.unwrap_or_else(|| panic!("no row {words} in {sheet}"))
    }

    /// Is there a cell or a line of words that begins or ends so?
    pub fn says(&self, words: &str) -> bool {
        self.part("xl/sharedStrings.xml").contains(words)
    }
}
