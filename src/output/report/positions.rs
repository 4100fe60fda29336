//! Where states of a run stand: words against deeds.

use std::collections::BTreeMap;

use super::super::picture::{self, Position};
use super::super::results::{Read, Results, Row};
use super::super::seen;
use super::{Block, called, if_there};

/// By calendar year where the run kept its states month by month, and over the whole of it else.
///
/// # Errors
/// When a table is torn.
pub fn block(results: &Results<'_>, actors: &Read) -> Result<Block, String> {
    let detail = if_there(results, "replicate_actors")?;
    let (stretches, mut states) = match &detail {
        Some(table) => by_year(table),
        None => (vec!["all months".to_string()], over_all(actors)),
    };
    let names = called::names(results);
    for state in &mut states {
        state.name = names.state(&state.name);
    }
    seen::name_the_loudest(&mut states);
    let note = format!(
        "Means over {}; a point per state, those with most words and deeds named. Below the dotted line a state says more than it does{}",
        if detail.is_some() { "the months of a year and all histories" } else { "all months and histories" },
        if detail.is_some() { ". Lines go from the first year to the last, which has the point" } else { "" }
    );
    Ok(Block::Picture(picture::positions("Words against deeds, state by state", &note, &stretches, &states)))
}

fn over_all(actors: &Read) -> Vec<Position> {
    let states = actors.rows().filter(|row| row.text("kind") == "state");
    let position = |row: Row<'_>| {
        let way = row.number("words").zip(row.number("action")).into_iter().collect();
        Position { name: row.text("actor").into(), way, named: false }
    };
    states.map(position).collect()
}

/// The years, and the mean of each state in each of them.
fn by_year(months: &Read) -> (Vec<String>, Vec<Position>) {
    let mut years: Vec<String> = Vec::new();
    let mut states: Vec<&str> = Vec::new();
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    let mut sums: BTreeMap<(usize, usize), (f64, f64, f64)> = BTreeMap::new();
    for row in months.rows() {
        let (state, year) = (row.text("state"), row.text("month").split('-').next().unwrap_or_default());
        let Some((words, deeds)) = row.number("words").zip(row.number("action")) else { continue };
        let place = *places.entry(state).or_insert_with(|| {
            states.push(state);
            states.len() - 1
        });
        let when = years.iter().position(|known| known == year).unwrap_or_else(|| {
            years.push(year.into());
            years.len() - 1
        });
        let sum = sums.entry((place, when)).or_default();
        *sum = (sum.0 + words, sum.1 + deeds, sum.2 + 1.0);
    }
    let way = |place: usize| {
        let stretches = (0..years.len()).filter_map(|when| sums.get(&(place, when)));
        stretches.map(|(words, deeds, count)| (words / count, deeds / count)).collect()
    };
    let position = |(place, state): (usize, &&str)| Position { name: (*state).into(), way: way(place), named: false };
    let positions = states.iter().enumerate().map(position).collect();
    (years, positions)
}
