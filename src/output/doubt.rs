//! What is known of results over plausible numbers, as their manifest has it.

use serde_json::Value as Json;

use crate::study::StudyKind;
use crate::study::robust::{Band, NOT_KNOWN, Plausible};
use crate::table::{Answer, Cell, Column, ColumnType, Rows, Table};

/// The bands that were found when the results were made.
#[derive(Clone, Debug)]
pub struct Doubt<'a> {
    kind: StudyKind,
    manifest: &'a Json,
    known: Option<Plausible>,
}

impl<'a> Doubt<'a> {
    /// Of results of a kind, by their manifest.
    pub fn of(kind: StudyKind, manifest: &'a Json) -> Self {
        Self { kind, manifest, known: manifest.get("plausible").and_then(Plausible::from_json) }
    }

    /// One sentence on what intervals and bands do not say; none for results that say it themselves.
    pub fn sentence(&self) -> Option<String> {
        let known = match self.kind {
            StudyKind::Run => self.outcomes().is_some(),
            StudyKind::Compare => self.scenarios().any(|(name, _)| self.effects(name).is_some()),
            StudyKind::Hindcast => return Some(OF_A_HINDCAST.into()),
            StudyKind::Calibrate => return Some(OF_A_CALIBRATION.into()),
            StudyKind::Patterns => return Some(OF_PATTERNS.into()),
            StudyKind::Precision => return Some(OF_PRECISION.into()),
            _ => return None,
        };
        let words = self.known.as_ref().filter(|_| known).map(Plausible::words);
        Some(words.unwrap_or_else(|| format!("{NOT_KNOWN} The command intsoc robust plays a scenario over them.")))
    }

    /// Bands of the main outcomes of a run.
    pub fn outcomes(&self) -> Option<&[Band]> {
        self.known.as_ref()?.outcomes_of(self.manifest["scenario_hash"].as_str()?)
    }

    /// Bands of what a scenario of a comparison makes of the main outcomes, by its name.
    pub fn effects(&self, scenario: &str) -> Option<&[Band]> {
        let (_, base) = self.scenarios().next()?;
        let (_, own) = self.scenarios().skip(1).find(|(name, _)| *name == scenario)?;
        self.known.as_ref()?.effects_of(base, own)
    }

    /// The scenarios of a comparison, the base first: names and hashes.
    fn scenarios(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let scenarios = self.manifest["scenarios"].as_array().into_iter().flatten();
        scenarios.filter_map(|entry| Some((entry["scenario"].as_str()?, entry["scenario_hash"].as_str()?)))
    }

    /// The answer of a run or a comparison with its bands beside it.
    pub fn beside(&self, answer: &Answer) -> Option<(Table, Rows)> {
        let (table, rows) = answer.table.as_ref()?;
        let band = |name: &str| match self.kind {
            StudyKind::Run => Band::of(self.outcomes()?, name),
            StudyKind::Compare => Band::of(self.effects(name)?, "adequacy"),
            _ => None,
        };
        let mut found = false;
        let mut wider = Rows::default();
        for row in rows.iter() {
            let cells: Vec<_> = row.collect();
            let band = match cells.first() {
                Some(Cell::Text(name)) => band(name),
                _ => None,
            };
            found |= band.is_some();
            for cell in cells {
                wider.push(cell);
            }
            wider.push(band.map(|band| band.p05)).push(band.map(|band| band.p50)).push(band.map(|band| band.p95));
            if self.kind == StudyKind::Compare {
                wider.push(band.and_then(|band| band.more));
            }
            wider.end();
        }
        let column = |(name, title, unit, meaning): (&'static str, &'static str, &'static str, &'static str)| Column {
            title: title.into(),
            ..Column::new(name, ColumnType::Number, unit, meaning)
        };
        // Of an outcome, which is no effect, nothing is more.
        let more = usize::from(self.kind == StudyKind::Compare);
        let columns = table.columns.iter().cloned();
        let columns = columns.chain(COLUMNS.into_iter().take(3 + more).map(column)).collect();
        found.then(|| (Table { columns, ..table.clone() }, wider))
    }
}

/// The columns of bands in the answer of a workbook.
const COLUMNS: [(&str, &str, &str, &str); 4] = [
    (
        "plausible_p05",
        "over plausible numbers: 5 % of worlds",
        "unit of the row",
        "5 % quantile over plausible numbers; each world is the mean of its histories",
    ),
    ("plausible_p50", "over plausible numbers: median world", "unit of the row", "median over plausible numbers"),
    (
        "plausible_p95",
        "over plausible numbers: 95 % of worlds",
        "unit of the row",
        "95 % quantile over plausible numbers",
    ),
    (
        "plausible_more",
        "more in so many plausible worlds",
        "share of worlds",
        "of an effect: plausible worlds in which it is more than 0",
    ),
];

/// What is said of a hindcast.
pub const OF_A_HINDCAST: &str = "These bands are of luck alone, at the numbers as they are: the command intsoc robust asks where the record lies over plausible numbers.";

/// What is said of a calibration.
pub const OF_A_CALIBRATION: &str = "What is kept follows from the ranges of the numbers, from how sure each fact is taken to be, and from the theory, as much as from the record.";

/// What is said of patterns.
pub const OF_PATTERNS: &str = "These intervals and verdicts are of luck alone, at the numbers as they are: the command intsoc robust asks in how many plausible worlds each claim holds.";

/// What is said of a number of histories.
pub const OF_PRECISION: &str = "More histories narrow the interval of luck alone: they say nothing about how sure the numbers of the scenario are, which the command intsoc robust asks.";
