//! The page of patterns: the scoreboard under the rivals.

use std::path::Path;

use maud::{Markup, html};
use serde_json::Value as Json;

use super::super::picture::with_interval;
use super::super::results::{Read, Results, Row};
use super::called::Called;
use super::{Block, Place, Section, Table, each};
use crate::scenario::labels::without_id;

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
        let own = |row: &Row<'_>| row.text("theory") == theory && row.text("pattern") == pattern;
        self.table.rows().find(own).map_or("", |row| row.text("verdict"))
    }

    /// The claims of a pattern with their bounds, and under each theory the estimate with its interval.
    fn numbers(&self, pattern: &str) -> Markup {
        let own: Vec<Row<'_>> = self.table.rows().filter(|row| row.text("pattern") == pattern).collect();
        let claims = each(own.iter().copied(), "claim");
        let found = |row: &Row<'_>| match row.number("estimate") {
            Some(estimate) => with_interval(estimate, row.number("ci_low").zip(row.number("ci_high"))),
            None => "not defined".into(),
        };
        html! {
            details {
                summary { "The numbers of " (pattern) }
                @for claim in claims {
                    @let rows: Vec<&Row<'_>> = own.iter().filter(|row| row.text("claim") == claim).collect();
                    p { code { (rows[0].text("measure")) } " " strong { (claimed(rows[0])) } }
                    ul {
                        @for row in rows { li { (row.text("theory")) ": " (found(row)) ", " (row.text("claim_verdict")) } }
                    }
                }
            }
        }
    }

    fn count(&self, theory: &str, word: &str) -> usize {
        self.patterns.iter().filter(|asked| self.verdict(theory, asked.id) == word).count()
    }
}

/// The sections of patterns.
pub fn sections(results: &Results<'_>) -> Result<Vec<Section>, String> {
    let table = results.table("patterns")?;
    let board = Scoreboard::of(&table);
    let mut evidence = scoreboard(&board, &names(&results.manifest));
    evidence.extend(worlds(&Called::worlds(results)));
    Ok(vec![
        Section::new(Place::Answer, "The answer", vec![Block::Words(answer(&board))]),
        Section::new(Place::Evidence, "The scoreboard", evidence),
    ])
}

/// The worlds that measures speak of, by their ids.
fn worlds(named: &Called) -> Option<Block> {
    let told = html! {
        details {
            summary { "The worlds in the measures" }
            ul { @for (id, name) in named.all() { li { code { (id) } ": " (name) } } }
        }
    };
    (!named.all().is_empty()).then_some(Block::Words(told))
}

/// What the theories are called, without the id that some names begin with: by the names of their scenarios, or where
/// results hold none by those of their files.
fn names(manifest: &Json) -> Vec<(String, String)> {
    let theories = manifest["theories"].as_array().into_iter().flatten();
    let named = theories.filter_map(|theory| {
        let id = theory["theory"].as_str()?;
        let stem =
            || Some(Path::new(theory["scenario"].as_str()?).file_stem()?.to_string_lossy().replace(['-', '_'], " "));
        let name = theory["name"].as_str().map(str::to_string).or_else(stem)?;
        Some((id.to_string(), without_id(&name, id).to_string()))
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

fn scoreboard(board: &Scoreboard<'_>, names: &[(String, String)]) -> Vec<Block> {
    let name = |theory: &str| names.iter().find(|(known, _)| known == theory).map(|(_, name)| name.as_str());
    let words = html! {
        p .note { "A star marks what stands in one rule of the model. Under each question: what is claimed, and what was found under each theory, with 95 % intervals of luck alone." }
    };
    let rows = html! {
        thead { tr {
            th scope="col" { "pattern" }
            @for theory in &board.theories { th scope="col" { (theory) @if let Some(name) = name(theory) { br; span .means { (name) } } } }
            th scope="col" { "question" }
        } }
        tbody {
            @for Asked { id, question, emergent, restates } in &board.patterns {
                tr {
                    th scope="row" { (id) @if !emergent { "*" } }
                    @for theory in &board.theories { @let word = board.verdict(theory, id); td class=(word) { (word) } }
                    td .question {
                        (question) @if !restates.is_empty() { " (restates " (restates) ", whose result had been seen)" }
                        (board.numbers(id))
                    }
                }
            }
        }
    };
    let caption = "Verdict on each pattern under each theory, with the numbers as they are: by intervals of luck alone";
    vec![Block::Words(words), Block::Table(Table::new(caption, rows).looks("scoreboard"))]
}

/// What a claim says: its measure, and the bounds that it is held against.
fn claimed(row: &Row<'_>) -> String {
    let bound = |column: &str, words: &str| row.number(column).map(|bound| format!("{words} {bound}"));
    let bounds: Vec<String> =
        [bound("more_than", "more than"), bound("less_than", "less than")].into_iter().flatten().collect();
    bounds.join(" and ")
}
