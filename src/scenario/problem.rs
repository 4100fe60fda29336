//! What is wrong with an input, said so that its author can mend it.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::sync::Arc;

use super::text::{self, OF_A_NAME};

/// Where something was written. What stands on one line of a file stands at one place, whatever its characters.
#[derive(Clone, Debug)]
pub struct Place {
    /// The file as the user named it, or the option of the command line.
    pub file: Arc<str>,
    /// Line, from 1; 0 where there is no line.
    pub line: usize,
    /// Which characters, where that is known.
    pub span: Option<Span>,
}

/// Characters of a file, as bytes from its beginning: a key, and the value behind it. An element of a list, and what is
/// no TOML, is its own key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Where the key begins and ends.
    pub key: [u32; 2],
    /// Where the value begins and ends.
    pub value: [u32; 2],
}

impl Span {
    /// Characters that are no key with its value.
    pub fn plain(characters: Range<usize>) -> Self {
        Self::of(characters.clone(), characters)
    }

    /// A key with its value. A table under a header begins before its key, and is the key alone.
    pub fn of(key: Range<usize>, value: Range<usize>) -> Self {
        let value = if value.start < key.start { key.clone() } else { value };
        let ends = |characters: Range<usize>| {
            [characters.start, characters.end].map(|offset| u32::try_from(offset).unwrap_or(u32::MAX))
        };
        Self { key: ends(key), value: ends(value) }
    }
}

impl PartialEq for Place {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Place {}

impl PartialOrd for Place {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Place {
    fn cmp(&self, other: &Self) -> Ordering {
        (&self.file, self.line).cmp(&(&other.file, other.line))
    }
}

impl Hash for Place {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (&self.file, self.line).hash(state);
    }
}

impl Place {
    /// A place without a line: a whole file, or an option of the command line.
    pub fn whole(file: &str) -> Self {
        Self::line(file, 0)
    }

    /// The key alone, where the path is wrong and not the value.
    pub fn of_key(&self) -> Self {
        let span = self.span.map(|span| Span { value: span.key, ..span });
        Self { span, ..self.clone() }
    }

    /// A whole line.
    pub fn line(file: &str, line: usize) -> Self {
        Self { file: file.into(), line, span: None }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = text::line(&self.file, OF_A_PATH);
        match self.line {
            0 => write!(f, "{file}"),
            line => write!(f, "{file}:{line}"),
        }
    }
}

/// One thing that is wrong: where, which path and value, what is allowed, what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where it was written.
    pub place: Place,
    /// The path of the parameter or entity; empty for a file as a whole.
    pub path: String,
    /// The value as written, where there is one.
    pub value: Option<String>,
    /// What is wrong or what is allowed.
    pub message: String,
    /// What to do about it.
    pub remedy: Option<String>,
    /// Whether the disk did not give what is there: nothing that somebody wrote is wrong with it, and a command that goes on
    /// without it gives another result than it would have.
    pub unread: bool,
}

impl Problem {
    /// A problem at a path, without value and remedy.
    pub fn new(place: &Place, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            place: place.clone(),
            path: path.into(),
            value: None,
            message: message.into(),
            remedy: None,
            unread: false,
        }
    }

    /// Adds the value as written, shortened to fit a line.
    pub fn value(mut self, value: impl Into<String>) -> Self {
        let value: String = value.into();
        let fits = value.chars().nth(OF_A_VALUE).is_none();
        self.value = Some(text::line(&value, if fits { OF_A_VALUE } else { OF_A_VALUE - 3 }));
        self
    }

    /// Adds what to do.
    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }

    /// The problem of a file that is there and cannot be read.
    pub fn of_the_disk(self) -> Self {
        Self { unread: true, ..self }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.place)?;
        if !self.path.is_empty() {
            let names: Vec<String> = self.path.split('.').map(text::name).collect();
            write!(f, " {}", text::line(&names.join("."), OF_A_PATH))?;
        }
        if let Some(value) = &self.value {
            write!(f, " = {value}")?;
        }
        write!(f, "\n  {}", text::sentence(&self.message, OF_A_MESSAGE))?;
        if let Some(remedy) = &self.remedy {
            write!(f, "\n  {}", text::sentence(remedy, OF_A_MESSAGE))?;
        }
        Ok(())
    }
}

/// Everything that is wrong with an input, in the order of the file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Problems(pub Vec<Problem>);

impl Problems {
    /// Whether the disk did not give something that is there.
    pub fn are_of_the_disk(&self) -> bool {
        self.0.iter().any(|problem| problem.unread)
    }
}

/// How many problems are shown; a file with more has one cause.
const SHOWN: usize = 50;

/// How many problems are kept: once there are so many, a check only runs to its end.
pub const KEPT: usize = 100;

/// Characters that are shown of a value, a path, a message.
const OF_A_VALUE: usize = 60;
const OF_A_PATH: usize = 300;
const OF_A_MESSAGE: usize = 1000;

/// Characters held against characters for one suggestion: enough for ten thousand ids of usual length.
const COMPARED: usize = 1_000_000;

/// Keeps one more problem, made only if there is room for it.
pub fn keep(problems: &mut Vec<Problem>, problem: impl FnOnce() -> Problem) {
    if problems.len() < KEPT {
        problems.push(problem());
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().take(SHOWN).enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            write!(f, "{problem}")?;
        }
        if self.0.len() > SHOWN {
            let least = if self.0.len() < KEPT { "" } else { "at least " };
            write!(f, "\nand {least}{} more", self.0.len() - SHOWN)?;
        }
        Ok(())
    }
}

impl From<Problem> for Problems {
    fn from(problem: Problem) -> Self {
        Self(vec![problem])
    }
}

/// The known name nearest to `name`, if one is near enough to be meant: it looks alike, or one slip of a finger lies
/// between them.
///
/// Of a name the first hundred characters count, and of very many long names only the first are
/// looked at. Ties go to the first known name.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = |name: &str| name.chars().take(OF_A_NAME).collect::<String>().to_lowercase();
    let wanted = lower(name);
    let mut best: Option<(f64, &str)> = None;
    let mut left = COMPARED;
    for candidate in known {
        let candidate_lower = lower(candidate);
        let Some(rest) = left.checked_sub(wanted.len() * candidate_lower.len()) else { break };
        left = rest;
        let alike = strsim::jaro_winkler(&wanted, &candidate_lower);
        let closeness = if alike <= ALIKE && is_one_slip(&wanted, &candidate_lower) { ALIKE.next_up() } else { alike };
        if closeness > ALIKE && best.is_none_or(|(found, _)| closeness > found) {
            best = Some((closeness, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Names that are more alike than this may be meant for one another.
const ALIKE: f64 = 0.8;

/// One letter is another one, too many, missing, or changed places with its neighbour, in words long enough to be told by the others.
fn is_one_slip(name: &str, other: &str) -> bool {
    name.len().min(other.len()) >= 3 && strsim::osa_distance(name, other) == 1
}

/// A remedy that names the nearest known name, or the names there are.
pub fn did_you_mean<'a>(name: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> String {
    if let Some(near) = nearest(name, known.clone()) {
        return format!("did you mean `{}`?", text::name(near));
    }
    let mut names: Vec<String> = known.into_iter().take(13).map(text::name).collect();
    if names.is_empty() {
        return "there is none".into();
    }
    if names.len() > 12 {
        names[12] = "...".into();
    }
    format!("known: {}", names.join(", "))
}

/// Ends with what is wrong so far, if anything is, in the order of the file.
///
/// # Errors
/// With the problems, which are taken.
pub fn stop_on(problems: &mut Vec<Problem>) -> Result<(), Problems> {
    if problems.is_empty() {
        return Ok(());
    }
    let mut problems = std::mem::take(problems);
    problems.sort_by(|a, b| a.place.cmp(&b.place));
    Err(Problems(problems))
}
