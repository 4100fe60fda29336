//! Counts and names in words.

use crate::table::portable::portable;

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
