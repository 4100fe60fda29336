//! The page of patterns: the scoreboard under the rivals.

use std::collections::BTreeSet;
use std::path::Path;

use maud::{Markup, html};
use serde_json::Value as Json;

use super::super::results::{Read, Results};
use super::{Block, Place, Section};

/// The verdicts, theory by theory and pattern by pattern.
struct Scoreboard<'a> {
    theories: Vec<&'a str>,
    patterns: Vec<Asked<'a>>,
    table: &'a Read,
}

/// A pattern as it was asked.
struct Asked<'a> {
    id: &'a str,
    question: &'a str,
    /// Does its direction emerge?
    emergent: bool,
    /// The pattern that it restates, or nothing.
    restates: &'a str,
}

impl<'a> Scoreboard<'a> {
    fn of(table: &'a Read) -> Self {
        let (mut theories, mut patterns): (Vec<&str>, Vec<Asked<'_>>) = (vec![], vec![]);
        for row in table.rows() {
            if !theories.contains(&row.text("theory")) {
                theories.push(row.text("theory"));
            }
            if !patterns.iter().any(|asked| asked.id == row.text("pattern")) {
                patterns.push(Asked {
                    id: row.text("pattern"),
                    question: row.text("question"),
                    emergent: row.text("emergent") == "true",
                    restates: row.text("restates"),
                });
            }
        }
        Self { theories, patterns, table }
    }

    fn verdict(&self, theory: &str, pattern: &str) -> &'a str {
        let own = |row: &super::super::results::Row<'_>| row.text("theory") == theory && row.text("pattern") == pattern;
        self.table.rows().find(own).map_or("", |row| row.text("verdict"))
    }

    fn count(&self, theory: &str, word: &str) -> usize {
        self.patterns.iter().filter(|asked| self.verdict(theory, asked.id) == word).count()
    }
}

/// The sections of patterns.
pub fn sections(results: &Results<'_>) -> Result<Vec<Section>, String> {
    let table = results.table("patterns")?;
    let board = Scoreboard::of(&table);
    let names = names(&results.manifest);
    Ok(vec![
        Section::new(Place::Answer, "The answer", vec![Block::Words(answer(&board))]),
        Section::new(Place::Evidence, "The scoreboard", vec![Block::Words(scoreboard(&board, &names))]),
    ])
}

/// What the theories are called: the names of their files.
fn names(manifest: &Json) -> Vec<(String, String)> {
    let theories = manifest["theories"].as_array().into_iter().flatten();
    let named = theories.filter_map(|theory| {
        let file = Path::new(theory["scenario"].as_str()?).file_stem()?;
        Some((theory["theory"].as_str()?.to_string(), file.to_string_lossy().into_owned()))
    });
    named.collect()
}

fn answer(board: &Scoreboard<'_>) -> Markup {
    let Some((tried, rivals)) = board.theories.split_first() else { return html! { p { "No theory was tried." } } };
    let count = |word: &str| board.count(tried, word);
    let passed: Vec<&Asked<'_>> =
        board.patterns.iter().filter(|asked| board.verdict(tried, asked.id) == "pass").collect();
    let imposed = passed.iter().filter(|asked| !asked.emergent).count();
    let everybody = |id: &str| rivals.iter().all(|rival| board.verdict(rival, id) == "pass");
    let shared = passed.iter().filter(|asked| !rivals.is_empty() && everybody(asked.id)).count();
    let restated = passed.iter().filter(|asked| !asked.restates.is_empty()).count();
    html! {
        ol .answer {
            li { "Of " (board.patterns.len()) " patterns " (tried) ", the theory on trial, passes " strong { (count("pass")) } ", fails " strong { (count("fail")) } ", and " strong { (count("undecided")) } " are undecided; " (count("open")) " ask what the article leaves open." }
            li { "Of those passed, " strong { (imposed) } " stand in one rule of the model, so that finding them is no surprise, and " strong { (shared) } " are passed by every rival too, and tell no theory from another." }
            @if restated > 0 {
                li { strong { (restated) } " restate another pattern whose result had been seen, and are weaker evidence." }
            }
            @if !rivals.is_empty() {
                li { "The rivals pass: " @for (index, rival) in rivals.iter().enumerate() { @if index > 0 { ", " } (rival) " " (board.count(rival, "pass")) } "." }
            }
        }
    }
}

fn scoreboard(board: &Scoreboard<'_>, names: &[(String, String)]) -> Markup {
    let known: BTreeSet<&str> = board.theories.iter().copied().collect();
    html! {
        p .note { @for (index, (theory, name)) in names.iter().filter(|(theory, _)| known.contains(theory.as_str())).enumerate() { @if index > 0 { ", " } (theory) ": " (name) } ". A star marks what stands in one rule of the model." }
        table .scoreboard {
            caption { "Verdict on each pattern under each theory, with the numbers as they are: by intervals of luck alone" }
            thead { tr { th scope="col" { "pattern" } @for theory in &board.theories { th scope="col" { (theory) } } th scope="col" { "question" } } }
            tbody {
                @for Asked { id, question, emergent, restates } in &board.patterns {
                    tr {
                        th scope="row" { (id) @if !emergent { "*" } }
                        @for theory in &board.theories { @let word = board.verdict(theory, id); td class=(word) { (word) } }
                        td .question { (question) @if !restates.is_empty() { " (restates " (restates) ", whose result had been seen)" } }
                    }
                }
            }
        }
    }
}
