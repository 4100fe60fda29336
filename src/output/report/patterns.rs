//! The page of patterns: the scoreboard under the rivals.

use maud::html;

use super::super::results::Results;
use super::{Block, Place, Section};

/// The sections of patterns.
pub fn sections(results: &Results<'_>) -> Result<Vec<Section>, String> {
    let table = results.table("patterns")?;
    let mut theories: Vec<&str> = Vec::new();
    let mut ids: Vec<(&str, &str)> = Vec::new();
    for row in table.rows() {
        if !theories.contains(&row.text("theory")) {
            theories.push(row.text("theory"));
        }
        if !ids.iter().any(|(id, _)| *id == row.text("pattern")) {
            ids.push((row.text("pattern"), row.text("question")));
        }
    }
    let verdict = |theory: &str, id: &str| {
        table
            .rows()
            .find(|row| row.text("theory") == theory && row.text("pattern") == id)
            .map_or("", |row| row.text("verdict"))
    };
    let count = |theory: &str, word: &str| ids.iter().filter(|(id, _)| verdict(theory, id) == word).count();
    let shared = ids.iter().filter(|(id, _)| theories.iter().all(|theory| verdict(theory, id) == "pass")).count();
    let answer = html! {
        @for theory in theories.iter().take(1) {
            p { (theory) ", the theory on trial, passes " strong { (count(theory, "pass")) } " patterns, fails " strong { (count(theory, "fail")) } ", and " (count(theory, "undecided")) " are undecided." }
        }
        @if theories.len() > 1 {
            p { "Its rivals pass: " @for (index, theory) in theories[1..].iter().enumerate() { @if index > 0 { ", " } (theory) " " (count(theory, "pass")) } ". " (shared) " patterns are passed by all, and tell no theory from another." }
        }
    };
    let scoreboard = html! {
        table .scoreboard {
            thead { tr { th { "pattern" } @for theory in &theories { th { (theory) } } th { "question" } } }
            tbody {
                @for (id, question) in &ids {
                    tr {
                        th scope="row" { (id) }
                        @for theory in &theories { @let word = verdict(theory, id); td class=(word) { (word) } }
                        td .question { (question) }
                    }
                }
            }
        }
    };
    Ok(vec![
        Section::new(Place::Answer, "The answer", vec![Block::Words(answer)]),
        Section::new(Place::Evidence, "The scoreboard", vec![Block::Words(scoreboard)]),
    ])
}
