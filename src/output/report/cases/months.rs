//! What the model does month by month, beside when the record's steps were taken.

use super::super::called::Called;
use super::super::{Block, each};
use super::is_never;
use crate::output::picture::{self, Multiples, Panel, Step};
use crate::output::results::{Read, Row};

/// What is drawn of a month.
const LINES: [&str; 4] = ["need", "attention", "words", "protection"];

/// The steps that are shared by cases: ids of facts, and what they are called.
const STEPS: [(&str, &str); 3] =
    [("first_step", "first step"), ("force_authorised", "authorised"), ("force_deployed", "deployed")];

/// A panel per case.
pub fn blocks(months: &Read, facts: &Read, cases: &Called) -> Vec<Block> {
    let events = || facts.rows().filter(|row| row.text("kind") == "event");
    let steps: Vec<(&str, &str)> =
        STEPS.into_iter().filter(|(id, _)| events().any(|row| row.text("fact") == *id)).collect();
    let panel = |case: &str| {
        let own: Vec<Row<'_>> = months.rows().filter(|row| row.text("case_id") == case).collect();
        let event = |id: &str| events().find(|row| row.text("case_id") == case && row.text("fact") == id);
        Panel {
            name: cases.name(case),
            months: own.iter().map(|row| row.text("month").to_string()).collect(),
            lines: LINES.map(|line| own.iter().map(|row| row.number(line).unwrap_or(f64::NAN)).collect()).to_vec(),
            steps: steps.iter().map(|(id, _)| event(id).map_or_else(Step::default, |row| step(&row))).collect(),
        }
    };
    let panels: Vec<Panel> = each(months.rows(), "case_id").into_iter().map(panel).collect();
    if panels.is_empty() {
        return vec![];
    }
    let below = if steps.is_empty() {
        ""
    } else {
        ". Below: the first Council text beyond words, the authorisation of a force, and its arrival or use"
    };
    vec![Block::Picture(picture::multiples(&Multiples {
        title: "Need and response in every case".into(),
        unit: "share".into(),
        note: format!(
            "Means over the model's histories by luck. A month is as wide and a share as high in every case; months count from each case's first{below}"
        ),
        lines: LINES.map(String::from).to_vec(),
        steps: steps.iter().map(|(_, name)| (*name).to_string()).collect(),
        panels,
    }))]
}

fn step(row: &Row<'_>) -> Step {
    let never = is_never(row).then_some(f64::INFINITY);
    Step { record: row.number("history"), model: row.number("median").or(never) }
}
