//! Where two histories of one luck part.

use std::collections::BTreeSet;

use super::entry::Entry;
use super::told::Chronicle;
use crate::scenario::Month;

/// What two histories of one luck decided differently, and what was the same until then.
#[derive(Clone, Debug, PartialEq)]
pub struct Parting {
    /// The first month in which they decide differently.
    pub month: Month,
    /// What only the first decided then.
    pub first: Vec<Entry>,
    /// What only the second decided then.
    pub second: Vec<Entry>,
}

/// Entries that are told after a parting: later ones follow from many differences at once, and explain nothing.
pub const FOLLOWING: usize = 12;

impl Parting {
    /// What was decided after it in one of the two histories, and not in the other.
    pub fn following<'a>(&self, here: &'a Chronicle, there: &Chronicle) -> Vec<&'a Entry> {
        let same = |entry: &Entry| {
            there.entries.iter().any(|other| other.month == entry.month && other.decision == entry.decision)
        };
        let after = here.entries.iter().filter(|entry| entry.month > self.month && !entry.about.given());
        after.filter(|entry| !same(entry)).collect()
    }
}

/// Where two chronicles part; none if they never do.
pub fn parting(one: &Chronicle, two: &Chronicle) -> Option<Parting> {
    let months: BTreeSet<Month> = one.entries.iter().chain(&two.entries).map(|entry| entry.month).collect();
    months.into_iter().find_map(|month| {
        let (first, second) = (only(one, two, month), only(two, one, month));
        (!first.is_empty() || !second.is_empty()).then_some(Parting { month, first, second })
    })
}

/// What one decided in a month and the other did not.
fn only(one: &Chronicle, other: &Chronicle, month: Month) -> Vec<Entry> {
    let decided = |chronicle: &Chronicle| -> Vec<Entry> {
        let then = chronicle.entries.iter().filter(|entry| entry.month == month && entry.about.decided());
        then.cloned().collect()
    };
    let theirs = decided(other);
    let alone = |entry: &Entry| !theirs.iter().any(|known| known.decision == entry.decision);
    decided(one).into_iter().filter(alone).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::chronicle::About;

    fn entry(month: &str, decision: &str) -> Entry {
        let month = month.parse().unwrap();
        Entry { month, about: About::Vote, decision: decision.into(), text: decision.into(), record: String::new() }
    }

    fn chronicle(entries: Vec<Entry>) -> Chronicle {
        Chronicle {
            replicate: 0,
            entries,
            forums: vec![],
            leadership: None,
            forces: vec![],
            concessions: vec![],
            turns: vec![],
            outcomes: vec![],
        }
    }

    #[test]
    fn twins_part_at_the_first_month_in_which_they_decide_differently() {
        let one = chronicle(vec![entry("2003-02", "a"), entry("2003-05", "b"), entry("2003-05", "c")]);
        let two = chronicle(vec![entry("2003-02", "a"), entry("2003-05", "c"), entry("2004-01", "d")]);
        let found = parting(&one, &two).unwrap();
        assert_eq!((found.month, found.first.len(), found.second.len()), ("2003-05".parse().unwrap(), 1, 0));
        assert_eq!(found.first[0].decision, "b");
        assert_eq!(parting(&one, &one), None);
    }

    #[test]
    fn an_event_is_given_and_blame_follows_and_neither_is_decided() {
        let event = Entry { about: About::Event, ..entry("2003-03", "a war") };
        let blame = Entry { about: About::Blame, ..entry("2003-04", "a is blamed") };
        let (one, two) = (chronicle(vec![event, blame, entry("2003-05", "b")]), chronicle(vec![]));
        assert_eq!(parting(&one, &two).unwrap().month, "2003-05".parse().unwrap());
        assert_eq!((one.events_not_in(&two).len(), two.events_not_in(&one).len()), (1, 0));
    }
}
