//! Patterns and knock-outs as tables.

use super::super::columns::interval;
use super::super::kind::StudyKind;
use super::trial::{Claim, Judgement, NotExpressed, Pattern, Patterns, Theory, Verdict};
use crate::measure::statistic::Estimate;
use crate::table::{Answer, Bars, Beside, Chart, Columns, Rows, Sink, Table, flag, integer, number, text};

/// A theory that was tried, and what came of every pattern.
#[derive(Clone, Debug)]
pub struct Tried {
    /// The theory.
    pub theory: Theory,
    /// What its scenario is called.
    pub called: String,
    /// By pattern.
    pub judgements: Vec<Judgement>,
}

/// Why a pattern that passes says little, where that is so.
pub fn evidence(pattern: usize, rivals: &[Tried]) -> &'static str {
    let passes = |tried: &Tried| tried.judgements[pattern].verdict == Verdict::Pass;
    match rivals {
        [_, _, ..] if rivals.iter().all(passes) => "none: every rival passes",
        _ => "",
    }
}

/// Hands on the tables of what was tried.
///
/// # Errors
/// When the sink fails.
pub fn hand_on<S: Sink>(
    patterns: &Patterns,
    rivals: &[Tried],
    knock_outs: &[Tried],
    sink: &mut S,
) -> Result<(), S::Error> {
    let (table, rows) = verdicts("patterns", "a claim of a pattern under a theory", patterns, rivals);
    sink.write(table, rows)?;
    if !knock_outs.is_empty() {
        let row = "a claim of a pattern with some mechanisms, or a rule, off";
        let (table, rows) = verdicts("knockouts", row, patterns, knock_outs);
        sink.write(table, rows)?;
    }
    let table = not_expressed();
    sink.write(table.table.clone(), table.rows(&patterns.not_expressed))?;
    sink.answer(answer(rivals));
    Ok(())
}

/// A claim under a theory.
struct Row {
    theory: String,
    pattern: Pattern,
    verdict: Verdict,
    evidence: &'static str,
    /// Its place among the pattern's claims, from 0.
    at: usize,
    estimate: Estimate,
    of_claim: Verdict,
}

impl Row {
    fn claim(&self) -> &Claim {
        &self.pattern.claims[self.at]
    }
}

fn verdicts(name: &'static str, row: &'static str, patterns: &Patterns, tried: &[Tried]) -> (Table, Rows) {
    const UNIT: &str = "unit of the measure";
    let words = |name, meaning, of: fn(&Row) -> &str| text(name, meaning, move |row: &Row| of(row).into());
    let bound =
        |name, meaning, of: fn(&Claim) -> Option<f64>| number(name, UNIT, meaning, move |row: &Row| of(row.claim()));
    let first = [
        words("theory", "the theory, or which mechanisms or which rule is off", |row| &row.theory),
        words("pattern", "the pattern's id", |row| &row.pattern.id),
        words(
            "verdict",
            "of the pattern: pass, fail, undecided, or open where no answer was given beforehand",
            |row| row.verdict.word(),
        ),
        words("evidence", "why a pattern that passes says nothing, where that is so", |row| row.evidence),
        integer("claim", "", "which of the pattern's claims, from 1", |row: &Row| row.at + 1),
        words("claim_verdict", "of the claim", |row| row.of_claim.word()),
        number("estimate", UNIT, "the measure over the histories; empty where it is not defined", |row: &Row| {
            Some(row.estimate.value).filter(|value| value.is_finite())
        }),
    ];
    let low = "low end of its 95 % interval (jackknife over replicates; of a share alone Wilson's)";
    let ends = interval(UNIT, low, "high end of it", |row: &Row| row.estimate.interval);
    let emergent = "does the direction emerge, or does one rule of the model state it?";
    let restates = "the pattern whose measure it mends, written after the result of that one had been seen";
    let rest = [
        bound("more_than", "the claim: its measure is more than this", |claim| claim.more_than),
        bound("less_than", "the claim: its measure is less than this", |claim| claim.less_than),
        integer("histories", "histories", "fewest histories that any part of the measure rests on", |row: &Row| {
            row.estimate.histories
        }),
        words("measure", "the measure", |row| &row.claim().measure),
        words("question", "the question", |row| &row.pattern.question),
        words("section", "section of the article", |row| &row.pattern.section),
        flag("emergent", emergent, |row: &Row| row.pattern.emergent),
        flag("used_in_tuning", "was it looked at when the scenario was made?", |row: &Row| row.pattern.used_in_tuning),
        words("restates", restates, |row| row.pattern.restates.as_deref().unwrap_or_default()),
    ];
    let columns = first.into_iter().chain(ends).chain(rest);
    let table = Columns::new(name, row, &["theory", "pattern", "claim"], columns);
    let mut rows = Rows::default();
    for Tried { theory, judgements, .. } in tried {
        for (index, (pattern, judgement)) in patterns.patterns.iter().zip(judgements).enumerate() {
            // Among knock-outs there is no rival.
            let evidence = if name == "patterns" { evidence(index, tried) } else { "" };
            for (at, (estimate, of_claim)) in judgement.claims.iter().enumerate() {
                let (theory, pattern, verdict) = (theory.name.clone(), pattern.clone(), judgement.verdict);
                let (estimate, of_claim) = (*estimate, *of_claim);
                table.push(&mut rows, &Row { theory, pattern, verdict, evidence, at, estimate, of_claim });
            }
        }
    }
    (table.table, rows)
}

fn not_expressed() -> Columns<'static, NotExpressed> {
    let columns = [
        text("pattern", "the pattern's id", |of: &NotExpressed| of.id.as_str().into()),
        text("question", "the question", |of: &NotExpressed| of.question.as_str().into()),
        text("reason", "why not", |of: &NotExpressed| of.reason.as_str().into()),
    ];
    Columns::new("not_expressed", "a pattern that the model cannot express", &["pattern"], columns)
}

/// How many patterns each theory passes and fails.
fn answer(rivals: &[Tried]) -> Answer {
    let count = |verdict: Verdict, meaning| {
        integer(verdict.word(), "patterns", meaning, move |tried: &Tried| {
            tried.judgements.iter().filter(|judgement| judgement.verdict == verdict).count()
        })
    };
    let columns = [
        text("theory", "the theory", |tried: &Tried| tried.theory.name.as_str().into()),
        text("name", "what it is called", |tried: &Tried| tried.called.as_str().into()),
        count(Verdict::Pass, "patterns that it meets"),
        count(Verdict::Fail, "patterns that it does not meet"),
        count(Verdict::Undecided, "patterns that the histories do not decide"),
        count(Verdict::Open, "patterns of which no answer was given beforehand"),
    ];
    let table = Columns::new("answer", "a theory", &["theory"], columns);
    let rows = table.rows(rivals);
    let verdicts = [Verdict::Pass, Verdict::Fail, Verdict::Undecided, Verdict::Open];
    Answer {
        question: StudyKind::Patterns.question(),
        table: Some((table.table, rows)),
        instead: None,
        chart: Some(Chart::Bars {
            title: "Patterns by verdict",
            names: ("name", "name"),
            series: verdicts
                .map(|verdict| Bars {
                    pale: [Verdict::Undecided, Verdict::Open].contains(&verdict),
                    ..Bars::of(verdict.word())
                })
                .to_vec(),
            beside: Beside::Stacked,
            each: None,
        }),
        interval: None,
    }
}
