//! Hindcast: an ensemble beside the record of what happened.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::measure::expression::{self, Expression};
use crate::measure::quantity::Quantities;
use crate::measure::vocabulary::{Groups, Named, Vocabulary};
use crate::scenario::node::GRADES;
use crate::scenario::problem::{KEPT, did_you_mean, keep};
use crate::scenario::slips;
use crate::scenario::source::Size;
use crate::scenario::{Place, Problem, Problems, Scenario, Sources, slashed};

/// What kind of fact it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactKind {
    /// A number.
    Value,
    /// The time of something that happened, in months from the first.
    Event,
    /// A share of votes that a state withheld.
    Vote,
}

/// What a fact may be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A scenario may be mended by it.
    Fit,
    /// A scenario is tested by it, and must not be mended.
    Test,
}

impl FactKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Value, Self::Event, Self::Vote];

    /// Its word in files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::Event => "event",
            Self::Vote => "vote",
        }
    }
}

impl Part {
    /// Both parts.
    pub const ALL: [Self; 2] = [Self::Fit, Self::Test];

    /// Its word in files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Fit => "fit",
            Self::Test => "test",
        }
    }
}

/// A fact of the record for which the model has a quantity.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// Its id.
    pub id: String,
    /// Its kind.
    pub kind: FactKind,
    /// What it is, in words.
    pub what: String,
    /// The quantity as written.
    pub measure: String,
    /// The same as read.
    pub expression: Expression,
    /// The historical value.
    pub value: f64,
    /// Its range, where the source gives one.
    pub range: [Option<f64>; 2],
    /// Unit.
    pub unit: String,
    /// What it may be used for.
    pub part: Part,
    /// How sure it is.
    pub grade: String,
    /// Where it comes from.
    pub source: String,
    /// Where it stands.
    pub place: Place,
}

/// The columns of a file of facts, each with what it says.
pub const COLUMNS: [(&str, &str); 11] = [
    ("fact", "Id of the fact, unlike that of any other."),
    (
        "kind",
        "value: a number; event: when something happened, in months from the first; vote: a share of votes withheld.",
    ),
    ("what", "What it is, in words."),
    ("measure", "The quantity of a history that it is compared with, such as at(need, '2004-09')."),
    ("value", "What the record says."),
    ("low", "Least that the record allows; empty where it gives one number."),
    ("high", "Most that the record allows; empty where it gives one number."),
    ("unit", "Unit of value, low and high."),
    ("part", "fit: a scenario may be mended by it; test: a scenario is tested by it, and must not be mended."),
    ("grade", "How far it is known."),
    ("source", "Where it comes from."),
];

/// Files by name, with their texts.
pub type Texts = Vec<(String, String)>;

/// Reads several files of facts as one record; returns also the files' names and texts.
///
/// # Errors
/// With every problem found in the first that has any, or an id that two of them have.
pub fn load_all(sources: &Sources, files: &[PathBuf]) -> Result<(Vec<Fact>, Texts), Problems> {
    let (mut all, mut texts) = (Vec::<Fact>::new(), Texts::new());
    for file in files {
        let (facts, text) = load(sources, file)?;
        if let Some(twice) = facts.iter().find(|fact| all.iter().any(|known| known.id == fact.id)) {
            let message = "this id stands in another of the files of facts too";
            return Err(Problem::new(&twice.place, &twice.id, message)
                .remedy("give each fact an id of its own")
                .into());
        }
        all.extend(facts);
        texts.push((slashed(file), text));
    }
    Ok((all, texts))
}

/// Reads a file of facts.
///
/// # Errors
/// With every problem found, each with its line.
pub fn load(sources: &Sources, file: &Path) -> Result<(Vec<Fact>, String), Problems> {
    let text = sources.read(file, Size::OF_FACTS)?;
    let name = file.display().to_string();
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
    let whole = Place::whole(&name);
    let mut lines = Lines { text: &text, at: 0, line: 1 };
    let headers = reader.headers().map_err(|error| broken(&name, &mut lines, &error))?.clone();
    let mut problems = Vec::new();
    for missing in names().filter(|column| !headers.iter().any(|header| header == *column)) {
        let remedy = format!("the columns are {}", names().collect::<Vec<_>>().join(", "));
        problems.push(Problem::new(&whole, missing, "this column is missing").remedy(remedy));
    }
    if !problems.is_empty() {
        return Err(Problems(problems));
    }
    let (mut facts, mut ids) = (Vec::<Fact>::new(), BTreeSet::new());
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                keep(&mut problems, || broken(&name, &mut lines, &error));
                continue;
            }
        };
        let place = Place::line(&name, lines.of(record.position()));
        if record.iter().any(|cell| cell.contains('\n')) {
            keep(&mut problems, || {
                Problem::new(&place, "", "a cell goes on over several lines: is a quote not closed?")
                    .remedy("quotes in pairs, every fact on one line")
            });
            continue;
        }
        if problems.len() >= KEPT {
            break;
        }
        let cell = |column: &str| {
            let at = headers.iter().position(|header| header == column);
            at.and_then(|at| record.get(at)).unwrap_or_default().trim()
        };
        match fact(&cell, &place) {
            Ok(fact) if !ids.insert(fact.id.clone()) => problems.push(
                Problem::new(&place, &fact.id, "this id is given twice").remedy("give each fact an id of its own"),
            ),
            Ok(fact) => facts.push(fact),
            Err(wrong) => problems.extend(wrong),
        }
    }
    if facts.is_empty() && problems.is_empty() {
        problems.push(Problem::new(&whole, "", "holds no fact").remedy("write one per row"));
    }
    if problems.is_empty() { Ok((facts, text)) } else { Err(Problems(problems)) }
}

fn names() -> impl Iterator<Item = &'static str> {
    COLUMNS.into_iter().map(|(name, _)| name)
}

fn broken(name: &str, lines: &mut Lines<'_>, error: &csv::Error) -> Problem {
    let place = Place::line(name, lines.of(error.position()));
    let message = match error.kind() {
        // Not in the reader's own words: it counts lines in another way.
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("is no table: {len} cells in this row, {expected_len} in the first")
        }
        _ => format!("is no table: {error}"),
    };
    Problem::new(&place, "", message).remedy("as many cells in every row, quotes in pairs")
}

/// Lines of a file as an editor counts them. The reader of CSV counts rows that end in CR LF once too
/// few, and says where it began to look for a row, which may be at blank lines before it.
struct Lines<'a> {
    text: &'a str,
    /// What has been counted.
    at: usize,
    line: usize,
}

impl Lines<'_> {
    /// The line in which a row begins; rows are asked for in their order.
    fn of(&mut self, position: Option<&csv::Position>) -> usize {
        let bytes = self.text.as_bytes();
        let mut end = position.map_or(0, |position| position.byte() as usize).min(bytes.len());
        end += bytes[end..].iter().take_while(|byte| b"\r\n".contains(byte)).count();
        while self.at < end {
            // CR LF is one end of a line, and so is either alone.
            let is_end = match bytes[self.at] {
                b'\n' => true,
                b'\r' => bytes.get(self.at + 1) != Some(&b'\n'),
                _ => false,
            };
            self.line += usize::from(is_end);
            self.at += 1;
        }
        self.line
    }
}

fn fact<'c>(cell: &impl Fn(&str) -> &'c str, place: &Place) -> Result<Fact, Vec<Problem>> {
    let mut problems = Vec::new();
    let id = cell("fact");
    let mut wrong = |column: &str, message: String, remedy: String| {
        let path = if id.is_empty() { column.to_string() } else { format!("{id}.{column}") };
        problems.push(Problem::new(place, path, message).value(format!("{:?}", cell(column))).remedy(remedy));
    };
    if id.is_empty() {
        wrong("fact", "is empty".into(), "give the fact an id".into());
    }
    let word = |words: Vec<&'static str>, given: &str| (!words.contains(&given)).then(|| did_you_mean(given, words));
    let kind = FactKind::ALL.into_iter().find(|kind| kind.word() == cell("kind"));
    if let Some(remedy) = word(FactKind::ALL.map(FactKind::word).to_vec(), cell("kind")) {
        wrong("kind", "allowed: value, event, vote".into(), remedy);
    }
    let part = Part::ALL.into_iter().find(|part| part.word() == cell("part"));
    if let Some(remedy) = word(Part::ALL.map(Part::word).to_vec(), cell("part")) {
        wrong("part", "allowed: fit, test".into(), remedy);
    }
    if let Some(remedy) = word(GRADES.to_vec(), cell("grade")) {
        wrong("grade", format!("allowed: {}", GRADES.join(", ")), remedy);
    }
    let mut number = |column: &str, required: bool| {
        let text = cell(column);
        let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
        if number.is_none() && (required || !text.is_empty()) {
            let meant = slips::number(text).map(|meant| format!("write {meant}"));
            let remedy = meant.unwrap_or_else(|| "write one, with a point for decimals".into());
            wrong(column, "is not a number".into(), remedy);
        }
        number
    };
    let (value, range) = (number("value", true), [number("low", false), number("high", false)]);
    let expression = match expression::parse(cell("measure")) {
        Ok(expression) => Some(expression),
        Err(misread) => {
            wrong("measure", misread.message, misread.remedy);
            None
        }
    };
    match (kind, part, value, expression) {
        (Some(kind), Some(part), Some(value), Some(expression)) if problems.is_empty() => Ok(Fact {
            id: id.into(),
            kind,
            what: cell("what").into(),
            measure: cell("measure").into(),
            expression,
            value,
            range,
            unit: cell("unit").into(),
            part,
            grade: cell("grade").into(),
            source: cell("source").into(),
            place: place.clone(),
        }),
        _ => Err(problems),
    }
}

/// The quantities of all facts in a scenario.
///
/// # Errors
/// With every fact for which the scenario has no quantity.
pub fn quantities(facts: &[Fact], scenario: &Scenario) -> Result<Quantities, Problems> {
    let (groups, named) = (Groups::new(), Named::new());
    let vocabulary = Vocabulary::new(scenario, &groups, &named);
    let mut problems = Vec::new();
    for fact in facts {
        if let Err(misread) = vocabulary.understand([&fact.expression]) {
            problems
                .push(Problem::new(&fact.place, &fact.id, misread.message).value(&fact.measure).remedy(misread.remedy));
        }
    }
    if problems.len() == facts.len() && facts.len() > 1 {
        let first = &problems[0];
        let whole = Place::whole(&first.place.file);
        let message =
            format!("none of its {} facts is about {}: of the first, {}", facts.len(), scenario.name, first.message);
        return Err(Problem::new(&whole, "", message)
            .remedy("name a file of facts of its own with --facts FILE")
            .into());
    }
    if !problems.is_empty() {
        return Err(Problems(problems));
    }
    vocabulary.understand(facts.iter().map(|fact| &fact.expression)).map_err(|misread| {
        Problems::from(Problem::new(&Place::whole("facts"), "", misread.message).remedy(misread.remedy))
    })
}
