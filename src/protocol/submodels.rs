//! The sections of the submodels, one per phase: what stands at the head of the phase's file, and the formulas of its functions.
//!
//! So a rule is told once, beside its code, and the document quotes it.

use crate::model::{PHASES, Phase};
use crate::scenario::text::capital;

/// All sections, in the order of the month.
pub fn sections() -> String {
    PHASES.iter().enumerate().map(|(number, phase)| section(number, phase)).collect()
}

/// A section. The head of a file is a summary, where the rule comes from and what it draws, and what is to be said besides.
fn section(number: usize, phase: &Phase) -> String {
    let Phase { name, source, .. } = phase;
    let head = comments(source, "//!").map_while(|line| line).collect::<Vec<_>>().join("\n");
    let mut paragraphs = head.split("\n\n");
    let summary = paragraphs.next().unwrap_or_default();
    let origin = paragraphs.next().unwrap_or_default();
    let mut text = format!("\n### 7.{number} {}\n\n{summary} `src/model/{name}.rs`. {origin}\n", capital(name));
    let formulas = formulas(source);
    if !formulas.is_empty() {
        text.push_str(&format!("\n```text\n{formulas}```\n"));
    }
    for paragraph in paragraphs {
        text.push_str(&format!("\n{paragraph}\n"));
    }
    text
}

/// The lines of a kind of comment, without what marks them; none for every other line.
fn comments<'a>(source: &'a str, mark: &'a str) -> impl Iterator<Item = Option<&'a str>> {
    source.lines().map(move |line| {
        let text = line.trim_start().strip_prefix(mark)?;
        Some(text.strip_prefix(' ').unwrap_or(text))
    })
}

/// The formulas of a file, as its functions' comments fence them.
fn formulas(source: &str) -> String {
    let mut within = false;
    let mut text = String::new();
    for line in comments(source, "///").flatten() {
        match line {
            "```text" => {
                within = true;
                // A function's formulas stand apart from the next one's.
                text.push_str(if text.is_empty() { "" } else { "\n" });
            }
            "```" => within = false,
            formula if within => {
                text.push_str(formula);
                text.push('\n');
            }
            _ => {}
        }
    }
    text
}
