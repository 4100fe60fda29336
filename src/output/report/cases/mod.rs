//! The page of cases: several crises under one theory, the misses in sight.

mod answer;
mod between;
mod facts;
mod months;
mod votes;

use super::called::Called;
use super::{Place, Section};
use crate::output::results::{Read, Results, Row};
use crate::study::cases::{MODEL, Over};

/// The sections of cases.
///
/// # Errors
/// When a table is missing or torn.
pub fn sections(results: &Results<'_>) -> Result<Vec<Section>, String> {
    let (scores, facts) = (results.table("cases")?, results.table("case_facts")?);
    let (claims, members) = (results.table("between")?, results.table("between_cases")?);
    let (months, cases) = (results.table("case_months")?, Called::cases(results));
    let mut sections = vec![Section::new(Place::Answer, "The answer", answer::blocks(&scores, &facts, &claims))];
    let evidence = [
        ("Where the model moves, and where the record did", months::blocks(&months, &facts, &cases)),
        ("Votes by case", votes::blocks(&scores, &facts, &cases)),
        ("Claims between cases", between::blocks(&claims, &members, &cases)),
        ("Facts by case", facts::blocks(&facts, &cases)),
    ];
    let told = evidence.into_iter().filter(|(_, blocks)| !blocks.is_empty());
    sections.extend(told.map(|(heading, blocks)| Section::new(Place::Evidence, heading, blocks)));
    Ok(sections)
}

/// How a theory does on a case, by luck or over plausible numbers.
fn score<'a>(scores: &'a Read, case: &str, theory: &str, over: Over) -> Option<Row<'a>> {
    let own =
        |row: &Row<'_>| row.text("case_id") == case && row.text("theory") == theory && row.text("over") == over.word();
    scores.rows().find(own)
}

/// Facts that are values and events; votes are scored as a whole.
fn values_and_events(facts: &Read) -> impl Iterator<Item = Row<'_>> {
    facts.rows().filter(|row| row.text("kind") != "vote")
}

/// An event that most histories by luck never see.
fn is_never(row: &Row<'_>) -> bool {
    row.text("kind") == "event" && row.number("median").is_none() && row.number("histories").is_some_and(|of| of > 0.0)
}
