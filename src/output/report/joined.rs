//! Several runs on one page: their indicators over the same months, on one scale.

use super::super::picture::{self, Lines};
use super::super::results::{Read, Results, Row};
use super::{ARE_OVER_HISTORIES, Block, OVER_HISTORIES, Place, Section, calendar, line};
use crate::study::StudyKind;

/// Runs that can be told apart in one picture.
const MAX_RUNS: usize = 6;

/// What is drawn of a month: an indicator, and what it is called.
const INDICATORS: [(&str, &str); 4] =
    [("need", "Need"), ("adequacy", "Adequacy"), ("action", "Action"), ("words", "Words")];

/// The section in which runs lie on each other, where there are several of the same months.
///
/// # Errors
/// When a table is missing or torn.
pub fn sections(folders: &[Results<'_>], names: &[String]) -> Result<Vec<Section>, String> {
    let runs = folders.iter().zip(names).filter(|(results, _)| results.kind() == Some(StudyKind::Run));
    let runs = runs.take(MAX_RUNS).map(|(results, name)| Ok((name, results.table("months")?)));
    let runs = runs.collect::<Result<Vec<(&String, Read)>, String>>()?;
    let calendars: Vec<Vec<String>> = runs.iter().map(|(_, months)| calendar(months)).collect();
    let Some(first) = calendars.first().filter(|first| calendars.iter().all(|other| other == *first)) else {
        return Ok(vec![]);
    };
    if runs.len() < 2 {
        return Ok(vec![]);
    }
    let picture = |(indicator, title): &(&str, &str)| {
        let of_run = |(name, months): &(&String, Read)| {
            let own: Vec<Row<'_>> = months.rows().filter(|row| row.text("indicator") == *indicator).collect();
            line(name.trim_start_matches("run of ").trim_start_matches("run in "), &own, OVER_HISTORIES)
        };
        let months = first.clone();
        let note = format!("{ARE_OVER_HISTORIES}. Whether runs differ is what intsoc compare says, in twins");
        let (title, unit) = (format!("{title} in each run"), "share".into());
        Block::Picture(picture::lines(&Lines {
            title,
            unit,
            note,
            months,
            lines: runs.iter().map(of_run).collect(),
            marks: vec![],
        }))
    };
    Ok(vec![Section::new(Place::Evidence, "The runs on each other", INDICATORS.iter().map(picture).collect())])
}
