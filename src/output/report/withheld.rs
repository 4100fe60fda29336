//! Who withheld a vote on what.

use maud::html;

use super::super::results::{Read, Results, Row};
use super::super::seen::{self, ASKED, Asked, Count};
use super::{Block, called};

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
        pictures.extend(seen::withheld(&asked, counts, &names).map(Block::Picture));
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
