//! How many cases a campaign tries: a few by itself, and as many as somebody asks for.

use std::env;

/// What the variable says, or what is usual where it is not set; a slip in it would pass a small campaign off as a large
/// one, and so fails the test.
pub fn many(variable: &str, usual: u64) -> u64 {
    let Some(asked) = env::var_os(variable) else { return usual };
    let number = asked.to_str().and_then(|text| text.parse().ok()).filter(|number| *number > 0);
    number.unwrap_or_else(|| panic!("{variable}={}: allowed: a whole number from 1", asked.display()))
}
