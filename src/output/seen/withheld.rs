//! Who withheld a vote on what.

use super::super::picture::{self, Figure};
use crate::scenario::labels::Names;

/// States that are shown at most in a picture of votes: those that withheld most often, and any that are even with
/// the last.
const MAX_STATES: usize = 14;

/// A state on an instrument: of the texts that met a fate while it sat there, on how many its ballot was such.
#[derive(Clone, Debug)]
pub struct Count {
    /// The state.
    pub state: String,
    /// The instrument.
    pub instrument: String,
    /// Texts with such a ballot.
    pub such: f64,
    /// All of them.
    pub all: f64,
}

/// What is pictured: a fate of texts, a ballot, and both in words.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// What the picture is called.
    pub title: &'static str,
    /// The fate: `adopted` or `vetoed`.
    pub fate: &'static str,
    /// The ballot: `abstaining` or `against`.
    pub ballot: &'static str,
    /// What is counted.
    pub of: &'static str,
}

/// What is asked of votes.
pub const ASKED: [Asked; 3] = [
    Asked {
        title: "Abstentions",
        fate: "adopted",
        ballot: "abstaining",
        of: "adopted texts on which a state abstained",
    },
    Asked {
        title: "Votes against what was adopted",
        fate: "adopted",
        ballot: "against",
        of: "adopted texts on which a state voted against",
    },
    Asked {
        title: "Votes against what was vetoed",
        fate: "vetoed",
        ballot: "against",
        of: "vetoed texts on which a state voted against",
    },
];

/// Of the texts that met a fate, the shares on which states voted so while they sat there: those that did so most; nothing where
/// nobody did.
pub fn withheld(asked: &Asked, counts: Vec<Count>, names: &Names) -> Option<Figure> {
    let note = format!(
        "Share of the {}, over all histories and while it sat there; the states that did so most. Empty: it never sat there for such a text.",
        asked.of
    );
    let (instruments, rows) = matrix(counts);
    let instruments: Vec<String> = instruments.iter().map(|id| names.instrument(id)).collect();
    let rows: Vec<_> = rows.into_iter().map(|(state, shares)| (names.state(&state), shares)).collect();
    (!rows.is_empty()).then(|| picture::matrix(asked.title, &note, &instruments, &rows))
}

type Matrix = (Vec<String>, Vec<(String, Vec<Option<f64>>)>);

/// The instruments, and the states that did so most with their shares.
fn matrix(counts: Vec<Count>) -> Matrix {
    let mut instruments: Vec<String> = Vec::new();
    let mut states: Vec<(String, f64)> = Vec::new();
    for count in &counts {
        if !instruments.contains(&count.instrument) {
            instruments.push(count.instrument.clone());
        }
        match states.iter_mut().find(|(state, _)| *state == count.state) {
            Some((_, such)) => *such += count.such,
            None => states.push((count.state.clone(), count.such)),
        }
    }
    let mut most: Vec<f64> = states.iter().map(|(_, such)| *such).collect();
    most.sort_by(|a, b| b.total_cmp(a));
    // A share times a count is a count but for the last digit.
    let least = most.get(MAX_STATES - 1).copied().unwrap_or(0.0).max(1.0) - 0.5;
    states.retain(|(_, such)| *such > least);
    let share = |state: &str, instrument: &String| {
        let own = counts.iter().find(|count| count.state == state && count.instrument == *instrument);
        own.map(|count| count.such / count.all)
    };
    let row = |(state, _): (String, f64)| {
        let shares = instruments.iter().map(|instrument| share(&state, instrument)).collect();
        (state, shares)
    };
    let rows = states.into_iter().map(row).collect();
    (instruments, rows)
}
