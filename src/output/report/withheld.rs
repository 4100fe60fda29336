//! Who withheld a vote on what.

use maud::html;

use super::super::picture;
use super::super::results::{Read, Results, Row};
use super::{Block, called};

/// States that are shown at most in a picture of votes: those that withheld most often, and any that are even with
/// the last.
const MAX_STATES: usize = 14;

/// A state on an instrument: of the texts that met a fate while it sat there, on how many its ballot was such.
struct Count {
    state: String,
    instrument: String,
    such: f64,
    all: f64,
}

/// What is pictured: a fate of texts, a ballot, and both in words.
struct Asked {
    title: &'static str,
    fate: &'static str,
    ballot: &'static str,
    of: &'static str,
}

const ASKED: [Asked; 3] = [
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

/// Of the adopted texts, the shares on which states abstained, and voted against, while they sat there; and who voted
/// against those that were vetoed.
///
/// # Errors
/// When a table is missing or torn.
pub fn blocks(results: &Results<'_>) -> Result<Vec<Block>, String> {
    let counted = results.parts("votes_by_state").is_ok();
    let table = results.table(if counted { "votes_by_state" } else { "votes" })?;
    let names = called::names(results);
    let mut pictures = Vec::new();
    for asked in ASKED {
        let counts = if counted { by_state(&table, &asked) } else { from_lists(&table, &asked) };
        let note = format!(
            "Share of the {}, over all histories and while it sat there; the states that did so most. Empty: it never sat there for such a text.",
            asked.of
        );
        let (instruments, rows) = matrix(counts);
        let instruments: Vec<String> = instruments.iter().map(|id| names.instrument(id)).collect();
        let rows: Vec<_> = rows.into_iter().map(|(state, shares)| (names.state(&state), shares)).collect();
        if !rows.is_empty() {
            pictures.push(Block::Picture(picture::matrix(asked.title, &note, &instruments, &rows)));
        }
    }
    if pictures.is_empty() {
        return Ok(vec![Block::Words(html! { p { "All adopted texts had every vote." } })]);
    }
    Ok(pictures)
}

/// What the table of votes by state counts.
fn by_state(table: &Read, asked: &Asked) -> Vec<Count> {
    let share = format!("{}_{}", asked.ballot, asked.fate);
    let count = |row: Row<'_>| {
        let all = row.number(asked.fate).filter(|all| *all > 0.0)?;
        let such = row.number(&share)? * all;
        Some(Count { state: row.text("state").into(), instrument: row.text("instrument").into(), such, all })
    };
    table.rows().filter_map(count).collect()
}

/// The same from results of before, whose votes list the states.
fn from_lists(votes: &Read, asked: &Asked) -> Vec<Count> {
    let fate = if asked.fate == "adopted" { "passed" } else { asked.fate };
    let mut counts: Vec<Count> = Vec::new();
    for row in votes.rows().filter(|row| row.text(fate) == "true") {
        for ballot in ["in_favour", "abstaining", "against"] {
            for state in row.text(ballot).split(';').filter(|state| !state.is_empty()) {
                let instrument = row.text("instrument");
                let known = counts.iter().position(|count| count.state == state && count.instrument == instrument);
                let at = known.unwrap_or_else(|| {
                    counts.push(Count { state: state.into(), instrument: instrument.into(), such: 0.0, all: 0.0 });
                    counts.len() - 1
                });
                counts[at].such += f64::from(u8::from(ballot == asked.ballot));
                counts[at].all += 1.0;
            }
        }
    }
    counts
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
