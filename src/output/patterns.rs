//! Patterns and knock-outs as tables.

use serde_json::{Value as Json, json};

use super::Doing;
use super::folder::{Folder, FolderError, Written, write_table};
use super::manifest::{self, VERSION};
use super::table::{Column, Kind, Rows, Table};
use crate::scenario::{Mechanism, Scenario, hash, sha256, source};
use crate::study::patterns::trial::{Judgement, Patterns, Theory, Trial, Verdict};

/// A theory that was tried, and what came of every pattern.
#[derive(Clone, Debug)]
pub struct Tried {
    /// The theory.
    pub theory: Theory,
    /// By pattern.
    pub judgements: Vec<Judgement>,
}

/// What was found, to be written.
#[derive(Debug)]
pub struct Found<'a> {
    /// How it was tried.
    pub trial: Trial<'a>,
    /// The scenario that all worlds are changes of.
    pub trunk: Scenario,
    /// What tells it from any other.
    pub identity: String,
    /// Under the rivals.
    pub rivals: Vec<Tried>,
    /// With mechanisms off, if asked for.
    pub knock_outs: Vec<Tried>,
    /// The small set of mechanisms with which all that passes still does, if asked for.
    pub smallest: Option<Vec<Mechanism>>,
    /// Was everything tried that was asked for?
    pub complete: bool,
}

/// What the worlds of a theory are, for the identity.
pub fn of_worlds(worlds: &[Scenario]) -> String {
    worlds.iter().map(hash).collect::<Vec<_>>().join(" ")
}

/// What tells these results from any others, given [`of_worlds`] of every rival.
pub fn identity(trial: &Trial<'_>, worlds: &[String], knock_outs: bool) -> String {
    let (replicates, seed) = (trial.replicates, trial.seed);
    let text = source::meaning(&trial.patterns.text);
    sha256(format!("patterns\n{VERSION}\n{replicates} {seed} {knock_outs}\n{}\n{text}", worlds.join("\n")).as_bytes())
}

/// Why a pattern that passes says little, where that is so.
pub fn evidence(pattern: usize, rivals: &[Tried]) -> &'static str {
    let passes = |tried: &Tried| tried.judgements[pattern].verdict == Verdict::Pass;
    match rivals {
        [_, _, ..] if rivals.iter().all(passes) => "none: every rival passes",
        _ => "",
    }
}

/// Writes what was found.
///
/// # Errors
/// When a file cannot be written.
pub fn write(found: &Found<'_>, mut folder: Folder, doing: &Doing<'_>) -> Result<Vec<Written>, FolderError> {
    let patterns = found.trial.patterns;
    let mut tables = Vec::new();
    for (name, tried, row) in [
        ("patterns", &found.rivals, "a claim of a pattern under a theory"),
        ("knockouts", &found.knock_outs, "a claim of a pattern with some mechanisms off"),
    ] {
        if name == "patterns" || !tried.is_empty() {
            let (table, rows) = verdicts(name, row, patterns, tried);
            tables.push(write_table(&mut folder, table, rows)?);
        }
    }
    let (table, rows) = not_expressed(patterns);
    tables.push(write_table(&mut folder, table, rows)?);
    let package = manifest::data_package("intsoc-patterns", &patterns.file, &tables);
    manifest::seal(folder, doing, &package, about(found))
}

fn about(found: &Found<'_>) -> Json {
    let trial = &found.trial;
    let mut about = json!({
        "kind": "patterns",
        "identity": found.identity,
        "scenario": trial.patterns.file,
        "scenario_hash": hash(&found.trunk),
        "resolved_scenario": found.trunk.resolved.to_json_graded(),
        "seed": trial.seed,
        "replicates": trial.replicates,
        "complete": found.complete,
        "notes": found.trunk.notes,
        "theories": found.rivals.iter().map(|tried| json!({ "theory": tried.theory.name, "scenario": tried.theory.scenario })).collect::<Vec<_>>(),
        "patterns": trial.patterns.text,
    });
    if let Some(smallest) = &found.smallest {
        about["smallest_set_of_mechanisms"] = smallest.iter().map(|mechanism| Json::from(mechanism.name())).collect();
    }
    about
}

fn verdicts(name: &'static str, row: &'static str, patterns: &Patterns, tried: &[Tried]) -> (Table, Rows) {
    let text = |name, meaning| Column::new(name, Kind::Text, "", meaning);
    let number = |name, meaning| Column::new(name, Kind::Number, "unit of the measure", meaning);
    let columns = vec![
        text("theory", "the theory, or which mechanisms are off"),
        text("pattern", "the pattern's id"),
        text("verdict", "of the pattern: pass, fail, undecided, or open where no answer was given beforehand"),
        text("evidence", "why a pattern that passes says nothing, where that is so"),
        Column::new("claim", Kind::Integer, "", "which of the pattern's claims, from 1"),
        text("claim_verdict", "of the claim"),
        number("estimate", "the measure over the histories; empty where it is not defined"),
        number("ci_low", "low end of its 95 % interval (jackknife over replicates; of a share alone Wilson's)"),
        number("ci_high", "high end of it"),
        number("more_than", "the claim: its measure is more than this"),
        number("less_than", "the claim: its measure is less than this"),
        Column::new("histories", Kind::Integer, "histories", "fewest histories that any part of the measure rests on"),
        text("measure", "the measure"),
        text("question", "the question"),
        text("section", "section of the article"),
        Column::new("emergent", Kind::Flag, "", "does the direction emerge, or does one rule of the model state it?"),
        Column::new("used_in_tuning", Kind::Flag, "", "was it looked at when the scenario was made?"),
    ];
    let mut rows = Rows::default();
    for Tried { theory, judgements } in tried {
        for (index, (pattern, judgement)) in patterns.patterns.iter().zip(judgements).enumerate() {
            let evidence = if name == "patterns" { evidence(index, tried) } else { "" };
            for (number, (claim, (estimate, verdict))) in pattern.claims.iter().zip(&judgement.claims).enumerate() {
                let finite = |value: f64| value.is_finite().then_some(value);
                rows.text(&theory.name).text(&pattern.id).text(judgement.verdict.word()).text(evidence);
                rows.number((number + 1) as f64).text(verdict.word()).maybe(finite(estimate.value));
                rows.maybe(estimate.interval.map(|(low, _)| low)).maybe(estimate.interval.map(|(_, high)| high));
                rows.maybe(claim.more_than).maybe(claim.less_than).number(estimate.histories as f64);
                rows.text(&claim.measure).text(&pattern.question).text(&pattern.section);
                rows.text(&pattern.emergent.to_string()).text(&pattern.used_in_tuning.to_string()).end();
            }
        }
    }
    (Table { name, row, columns, key: &["theory", "pattern", "claim"] }, rows)
}

fn not_expressed(patterns: &Patterns) -> (Table, Rows) {
    let text = |name, meaning| Column::new(name, Kind::Text, "", meaning);
    let columns =
        vec![text("pattern", "the pattern's id"), text("question", "the question"), text("reason", "why not")];
    let mut rows = Rows::default();
    for other in &patterns.not_expressed {
        rows.text(&other.id).text(&other.question).text(&other.reason).end();
    }
    (Table { name: "not_expressed", row: "a pattern that the model cannot express", columns, key: &["pattern"] }, rows)
}
