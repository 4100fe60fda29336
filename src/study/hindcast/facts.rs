//! Hindcast: an ensemble beside the record of what happened.

use std::collections::BTreeSet;
use std::path::Path;

use crate::measure::expression::{self, Expression};
use crate::measure::quantity::Quantities;
use crate::measure::vocabulary::{Groups, Named, Vocabulary};
use crate::scenario::problem::{KEPT, did_you_mean, keep};
use crate::scenario::source::Size;
use crate::scenario::{Place, Problem, Problems, Scenario, source};
use crate::statistics::moments::Moments;

/// What kind of fact it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
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

impl Kind {
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
    pub kind: Kind,
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

const COLUMNS: [&str; 11] =
    ["fact", "kind", "what", "measure", "value", "low", "high", "unit", "part", "grade", "source"];
const GRADES: [&str; 3] = ["documented", "interpreted", "assumed"];

/// Reads a file of facts.
///
/// # Errors
/// With every problem found, each with its line.
pub fn load(file: &Path) -> Result<(Vec<Fact>, String), Problems> {
    let text = source::read(file, Size::OF_FACTS)?;
    let name = file.display().to_string();
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
    let whole = Place::whole(&name);
    let mut lines = Lines { text: &text, at: 0, line: 1 };
    let headers = reader.headers().map_err(|error| broken(&name, &mut lines, &error))?.clone();
    let mut problems = Vec::new();
    for missing in COLUMNS.iter().filter(|column| !headers.iter().any(|header| header == **column)) {
        let remedy = format!("the columns are {}", COLUMNS.join(", "));
        problems.push(Problem::new(&whole, *missing, "this column is missing").remedy(remedy));
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
        let place = Place { file: name.as_str().into(), line: lines.of(record.position()) };
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
        problems.push(Problem::new(&whole, "", "holds no fact").remedy("write one a row"));
    }
    if problems.is_empty() { Ok((facts, text)) } else { Err(Problems(problems)) }
}

fn broken(name: &str, lines: &mut Lines<'_>, error: &csv::Error) -> Problem {
    let place = Place { file: name.into(), line: lines.of(error.position()) };
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
    let kind = Kind::ALL.into_iter().find(|kind| kind.word() == cell("kind"));
    if let Some(remedy) = word(Kind::ALL.map(Kind::word).to_vec(), cell("kind")) {
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
            wrong(column, "is not a number".into(), "write one, with a point for decimals".into());
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
            .remedy("name a file of facts of its own with --history FILE")
            .into());
    }
    if !problems.is_empty() {
        return Err(Problems(problems));
    }
    vocabulary.understand(facts.iter().map(|fact| &fact.expression)).map_err(|misread| {
        Problems::from(Problem::new(&Place::whole("facts"), "", misread.message).remedy(misread.remedy))
    })
}

/// A fact beside the ensemble.
#[derive(Clone, Debug, PartialEq)]
pub struct Beside {
    /// Histories in which there is such a quantity.
    pub histories: u64,
    /// Mean over those in which it came about.
    pub mean: Option<f64>,
    /// 5, 25, 50, 75 and 95 %; infinite where it never came.
    pub quantiles: Option<[f64; 5]>,
    /// Share of histories below the record, those equal by half.
    pub percentile: Option<f64>,
}

impl Beside {
    /// Sets a fact's historical value beside what the histories gave.
    pub fn of(value: f64, given: &[f64]) -> Self {
        let mut sorted: Vec<f64> = given.iter().copied().filter(|value| !value.is_nan()).collect();
        sorted.sort_by(f64::total_cmp);
        let mut moments = Moments::default();
        sorted.iter().filter(|value| value.is_finite()).for_each(|value| moments.push(*value));
        if sorted.is_empty() {
            return Self { histories: 0, mean: None, quantiles: None, percentile: None };
        }
        let below = sorted.iter().filter(|given| **given < value).count() as f64;
        let equal = sorted.iter().filter(|given| **given == value).count() as f64;
        Self {
            histories: sorted.len() as u64,
            mean: moments.mean(),
            quantiles: Some([0.05, 0.25, 0.5, 0.75, 0.95].map(|p| quantile(&sorted, p))),
            percentile: Some((below + equal / 2.0) / sorted.len() as f64),
        }
    }

    /// Does the record lie in the middle half, and in the middle nine tenths of the ensemble?
    pub fn within(&self, value: f64) -> Option<[bool; 2]> {
        let [p05, p25, _, p75, p95] = self.quantiles?;
        Some([(p25..=p75).contains(&value), (p05..=p95).contains(&value)])
    }
}

/// Hyndman-Fan type 7, with values that may be infinite.
fn quantile(sorted: &[f64], p: f64) -> f64 {
    let at = p * (sorted.len() - 1) as f64;
    let (below, above) = (sorted[at.floor() as usize], sorted[at.ceil() as usize]);
    if below == above { below } else { below + (above - below) * at.fract() }
}

/// How well the ensemble covers the record, and how well it foresees votes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Score {
    /// Values and events.
    pub facts: u64,
    /// Of these, in the middle half of the ensemble.
    pub within_50: u64,
    /// Of these, in the middle nine tenths.
    pub within_90: u64,
    /// Votes that both the record and the ensemble know.
    pub votes: u64,
    /// Their mean absolute difference.
    pub vote_error: f64,
    /// What it would be if every state voted with the majority.
    pub null_vote_error: f64,
}

/// The score of the facts of one part.
pub fn score(part: Part, facts: &[Fact], beside: &[Beside]) -> Score {
    let mut score = Score::default();
    for (fact, beside) in facts.iter().zip(beside).filter(|(fact, _)| fact.part == part) {
        match (fact.kind, beside.within(fact.value), beside.mean) {
            (Kind::Vote, _, Some(mean)) => {
                score.votes += 1;
                score.vote_error += (mean - fact.value).abs();
                score.null_vote_error += fact.value.abs();
            }
            (Kind::Value | Kind::Event, Some([half, most]), _) => {
                score.facts += 1;
                score.within_50 += u64::from(half);
                score.within_90 += u64::from(most);
            }
            _ => {}
        }
    }
    if score.votes > 0 {
        score.vote_error /= score.votes as f64;
        score.null_vote_error /= score.votes as f64;
    }
    score
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fact_beside_a_hand_computed_ensemble() {
        let beside = Beside::of(3.0, &[5.0, 1.0, f64::NAN, 3.0, 2.0, 4.0]);
        assert_eq!((beside.histories, beside.mean, beside.percentile), (5, Some(3.0), Some(0.5)));
        assert_eq!(beside.quantiles, Some([1.2, 2.0, 3.0, 4.0, 4.8]));
        assert_eq!(beside.within(3.0), Some([true, true]));
        assert_eq!(beside.within(4.5), Some([false, true]));
        assert_eq!(beside.within(5.0), Some([false, false]));
    }

    #[test]
    fn what_never_came_is_later_than_anything() {
        let never = f64::INFINITY;
        let beside = Beside::of(9.0, &[1.0, never, 2.0, never, never]);
        assert_eq!((beside.mean, beside.percentile), (Some(1.5), Some(0.4)));
        assert_eq!(beside.quantiles, Some([1.2, 2.0, never, never, never]));
        assert_eq!(beside.within(9.0), Some([true, true]));
        assert_eq!(Beside::of(1.0, &[f64::NAN]).within(1.0), None);
    }

    #[test]
    fn coverage_counts_values_and_events_and_votes_apart() {
        let fact = |kind: Kind, value: f64| Fact {
            id: String::new(),
            kind,
            what: String::new(),
            measure: String::new(),
            expression: Expression::Number(0.0),
            value,
            range: [None; 2],
            unit: String::new(),
            part: Part::Fit,
            grade: String::new(),
            source: String::new(),
            place: Place::whole(""),
        };
        let facts = [fact(Kind::Value, 3.0), fact(Kind::Event, 4.5), fact(Kind::Value, 9.0), fact(Kind::Vote, 1.0)];
        let given = [1.0, 2.0, 3.0, 4.0, 5.0];
        let mut beside: Vec<Beside> = facts[..3].iter().map(|fact| Beside::of(fact.value, &given)).collect();
        beside.push(Beside::of(1.0, &[1.0, 0.0, 0.0, f64::NAN]));
        let told = score(Part::Fit, &facts, &beside);
        assert_eq!((told.facts, told.within_50, told.within_90, told.votes), (3, 1, 2, 1));
        assert!((told.vote_error - 2.0 / 3.0).abs() < 1e-12 && told.null_vote_error == 1.0);
        assert_eq!(score(Part::Test, &facts, &beside), Score::default());
    }
}
