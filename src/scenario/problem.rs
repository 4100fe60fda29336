//! What is wrong with an input, said so that its author can mend it.

use std::fmt;
use std::sync::Arc;

/// Where something was written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file as the user named it, or the option of the command line.
    pub file: Arc<str>,
    /// Line, from 1; 0 where there is no line.
    pub line: usize,
}

impl Place {
    /// A place without a line: a whole file, or an option of the command line.
    pub fn whole(file: &str) -> Self {
        Self { file: file.into(), line: 0 }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}", self.file),
            line => write!(f, "{}:{line}", self.file),
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
}

impl Problem {
    /// A problem at a path, without value and remedy.
    pub fn new(place: &Place, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { place: place.clone(), path: path.into(), value: None, message: message.into(), remedy: None }
    }

    /// Adds the value as written, shortened to fit a line.
    pub fn value(mut self, value: impl Into<String>) -> Self {
        let value: String = value.into();
        self.value = Some(if value.chars().count() > 60 {
            value.chars().take(57).chain("...".chars()).collect()
        } else {
            value
        });
        self
    }

    /// Adds what to do.
    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.place)?;
        if !self.path.is_empty() {
            write!(f, " {}", self.path)?;
        }
        if let Some(value) = &self.value {
            write!(f, " = {value}")?;
        }
        write!(f, "\n  {}", self.message)?;
        if let Some(remedy) = &self.remedy {
            write!(f, "\n  {remedy}")?;
        }
        Ok(())
    }
}

/// Everything that is wrong with an input, in the order of the file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Problems(pub Vec<Problem>);

/// How many problems are shown; a file with more has one cause.
const SHOWN: usize = 50;

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().take(SHOWN).enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            write!(f, "{problem}")?;
        }
        if self.0.len() > SHOWN {
            write!(f, "\nand {} more", self.0.len() - SHOWN)?;
        }
        Ok(())
    }
}

impl From<Problem> for Problems {
    fn from(problem: Problem) -> Self {
        Self(vec![problem])
    }
}

/// The known name nearest to `name`, if one is near enough to be meant.
///
/// Ties go to the first known name.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = name.to_lowercase();
    let mut best: Option<(f64, &str)> = None;
    for candidate in known {
        let closeness = strsim::jaro_winkler(&lower, &candidate.to_lowercase());
        if closeness > 0.8 && best.is_none_or(|(found, _)| closeness > found) {
            best = Some((closeness, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// A remedy that names the nearest known name, or the names there are.
pub fn did_you_mean<'a>(name: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> String {
    if let Some(near) = nearest(name, known.clone()) {
        return format!("did you mean `{near}`?");
    }
    let mut names: Vec<&str> = known.into_iter().take(13).collect();
    if names.is_empty() {
        return "there is none".into();
    }
    if names.len() > 12 {
        names[12] = "...";
    }
    format!("known: {}", names.join(", "))
}
