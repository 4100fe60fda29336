//! Counts and names in words.

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

/// Names in words, and how many more there are.
pub fn names(names: &[String]) -> String {
    match names.len().saturating_sub(MAX_NAMES) {
        0 => names.join(", "),
        more => format!("{} and {more} more", names[..MAX_NAMES].join(", ")),
    }
}
