//! Outcomes that are shown because they were asked for.

use super::super::picture;
use super::super::results::Results;
use super::{Block, Place, Section, compare, run, sweep};
use crate::study::StudyKind;

/// Adds a picture of each outcome to every result that has it.
///
/// # Errors
/// When none has such an outcome, with those that there are; when a table is torn.
pub fn add(sections: &mut Vec<Section>, folders: &[Results<'_>], outcomes: &[String]) -> Result<(), String> {
    let known = folders.iter().map(known).collect::<Result<Vec<_>, _>>()?;
    if let Some(unknown) = outcomes.iter().find(|outcome| !known.iter().flatten().any(|known| known == *outcome)) {
        let mut all: Vec<&str> = known.iter().flatten().map(String::as_str).collect();
        all.sort_unstable();
        all.dedup();
        let allowed =
            if all.is_empty() { "none: only runs, comparisons and sweeps have any".into() } else { all.join(", ") };
        return Err(format!("--outcome: no results on this page have {unknown:?}\n  known: {allowed}"));
    }
    for (index, results) in folders.iter().enumerate() {
        let own = outcomes.iter().filter(|outcome| known[index].contains(outcome));
        let pictures = own.map(|outcome| pictures(results, outcome)).collect::<Result<Vec<_>, _>>()?;
        if !pictures.is_empty() {
            let mut section =
                Section::new(Place::Evidence, "Outcomes asked for", pictures.into_iter().flatten().collect());
            section.of = index;
            sections.push(section);
        }
    }
    Ok(())
}

/// The outcomes that results have pictures of.
fn known(results: &Results<'_>) -> Result<Vec<String>, String> {
    match results.kind() {
        Some(StudyKind::Run) => run::outcomes_of(results),
        Some(StudyKind::Compare) => compare::outcomes(results),
        Some(StudyKind::Sweep) => sweep::outcomes(results),
        _ => Ok(vec![]),
    }
}

fn pictures(results: &Results<'_>, outcome: &str) -> Result<Vec<Block>, String> {
    let figures: Vec<picture::Figure> = match results.kind() {
        Some(StudyKind::Run) => vec![run::spread_of(results, outcome)?],
        Some(StudyKind::Compare) => vec![compare::effects_on(results, outcome)?],
        Some(StudyKind::Sweep) => sweep::pictures(results, outcome)?,
        _ => vec![],
    };
    Ok(figures.into_iter().map(Block::Picture).collect())
}
