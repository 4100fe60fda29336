//! Several runs on one page: their indicators over the same months, on one scale.

use super::super::picture::{self, Line, Lines};
use super::super::results::{Read, Results, Row};
use super::{Block, Place, Section, each};
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
    let calendars: Vec<Vec<&str>> = runs.iter().map(|(_, months)| each(months.rows(), "month")).collect();
    let Some(calendar) = calendars.first().filter(|first| calendars.iter().all(|other| other == *first)) else {
        return Ok(vec![]);
    };
    if runs.len() < 2 {
        return Ok(vec![]);
    }
    let picture = |(indicator, title): &(&str, &str)| {
        let line = |(name, months): &(&String, Read)| {
            let own: Vec<Row<'_>> = months.rows().filter(|row| row.text("indicator") == *indicator).collect();
            let column = |column: &str| own.iter().map(|row| row.number(column).unwrap_or(f64::NAN)).collect();
            let name = name.trim_start_matches("run of ").trim_start_matches("run in ").to_string();
            Line { name, values: column("mean"), band: Some((column("p05"), column("p95"))) }
        };
        let months = calendar.iter().map(ToString::to_string).collect();
        let note = "Means over histories, with 5 % to 95 % of them: luck alone. Whether runs differ is what intsoc compare says, in twins".into();
        let (title, unit) = (format!("{title} in each run"), "share".into());
        Block::Picture(picture::lines(&Lines {
            title,
            unit,
            note,
            months,
            lines: runs.iter().map(line).collect(),
            marks: vec![],
        }))
    };
    Ok(vec![Section::new(Place::Evidence, "The runs on each other", INDICATORS.iter().map(picture).collect())])
}
