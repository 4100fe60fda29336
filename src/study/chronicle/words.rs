//! Counts and names in words.
//!
//! Sentences speak the names that the scenario gives; what points into tables, records and the fields of JSON, keeps ids.

use crate::scenario::Actors;
use crate::scenario::labels::{Label, readable};
use crate::scenario::text::capital;
use crate::table::portable::portable;

/// The names of those whose ids are kept.
#[derive(Clone, Copy, Debug)]
pub struct Named<'a>(pub &'a Actors);

impl Named<'_> {
    /// That of a state.
    pub fn state(&self, id: &str) -> String {
        name(&self.0.states, &self.0.labels.states, id)
    }

    /// Those of several.
    pub fn states(&self, ids: &[String]) -> Vec<String> {
        ids.iter().map(|id| self.state(id)).collect()
    }

    /// That of a body.
    pub fn body(&self, id: &str) -> String {
        name(&self.0.bodies, &self.0.labels.bodies, id)
    }

    /// That of an instrument.
    pub fn instrument(&self, id: &str) -> String {
        name(&self.0.instruments, &self.0.labels.instruments, id)
    }

    /// That of the target.
    pub fn target(&self) -> &str {
        &self.0.labels.target.name
    }
}

fn name(ids: &[String], labels: &[Label], id: &str) -> String {
    let label = ids.iter().zip(labels).find(|(known, _)| *known == id);
    label.map_or_else(|| readable(id), |(_, label)| label.name.clone())
}

/// A sentence that stands alone, with the capital letter that it begins with.
pub fn alone(text: &str) -> String {
    capital(text)
}

/// The column of an instrument among the months, as it is called in tables.
pub fn column(kind: &str, instrument: &str) -> String {
    portable(&format!("{kind}.{instrument}"))
}

/// So many of a thing in words.
pub fn count(number: usize, one: &str, many: &str) -> String {
    match number {
        1 => format!("one {one}"),
        number => format!("{number} {many}"),
    }
}

/// So many times in words.
pub fn times(number: usize) -> String {
    match number {
        1 => "once".into(),
        2 => "twice".into(),
        number => format!("{number} times"),
    }
}

/// Names that are listed at most.
const MAX_NAMES: usize = 8;

/// Names in a sentence, the last after "and".
pub fn together(names: &[String]) -> String {
    match names {
        [first @ .., last] if !first.is_empty() && first.len() < MAX_NAMES => {
            format!("{} and {last}", first.join(", "))
        }
        several => self::names(several),
    }
}

/// Names in words, and how many more there are.
pub fn names(names: &[String]) -> String {
    match names.len().saturating_sub(MAX_NAMES) {
        0 => names.join(", "),
        more => format!("{} and {more} more", names[..MAX_NAMES].join(", ")),
    }
}
