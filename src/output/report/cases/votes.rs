//! How far theories and yardsticks are off on votes.

use maud::{Markup, html};

use super::super::called::Called;
use super::super::{Block, each, fact};
use super::{MODEL, Over, score};
use crate::output::picture::{self, Dots, Sign, shown};
use crate::output::results::{Read, Row};
use crate::scenario::labels::readable;

/// The yardsticks that need no theory: columns, and what they are called.
const NULLS: [(&str, &str); 2] =
    [("nobody_vote_error", "nobody withholds"), ("others_vote_error", "as in other cases")];

/// A row per case, and the votes on the wrong side.
pub fn blocks(scores: &Read, facts: &Read, names: &Called) -> Vec<Block> {
    let theories = each(scores.rows(), "theory");
    let cases: Vec<&str> = each(scores.rows(), "case_id")
        .into_iter()
        .filter(|case| theories.iter().any(|theory| error(scores, case, theory, "vote_error").is_some()))
        .collect();
    if cases.is_empty() {
        return vec![];
    }
    let of = |theory: &&str| (readable(theory), if *theory == MODEL { Sign::OnTrial } else { Sign::Rival });
    let row = |case: &str| {
        let own = theories.iter().map(|theory| error(scores, case, theory, "vote_error"));
        let nulls = NULLS.iter().map(|(column, _)| error(scores, case, MODEL, column));
        (names.name(case), own.chain(nulls).collect())
    };
    let picture = picture::dots(&Dots {
        title: "Error on votes".into(),
        unit: "mean absolute difference of the share withheld".into(),
        note: "By luck; further left is better. A theory is scored on the votes that both it and the record have, which may be fewer under a rival".into(),
        series: theories.iter().map(of).chain(NULLS.map(|(_, name)| (name.to_string(), Sign::Null))).collect(),
        rows: cases.iter().map(|case| row(case)).collect(),
    });
    vec![Block::Picture(picture), Block::Words(wrong_sides(facts, names))]
}

fn error(scores: &Read, case: &str, theory: &str, column: &str) -> Option<f64> {
    score(scores, case, theory, Over::Luck).filter(|row| row.number("vote_error").is_some())?.number(column)
}

/// The votes that most histories cast otherwise than the record.
fn wrong_sides(facts: &Read, names: &Called) -> Markup {
    let off = |row: &Row<'_>| row.number("history").zip(row.number("mean"));
    let votes = || facts.rows().filter(|row| row.text("kind") == "vote" && off(row).is_some());
    let wrong = |case: &str| {
        let own = votes().filter(|row| row.text("case_id") == case);
        own.filter(|row| off(row).is_some_and(|(record, mean)| (mean - record).abs() > 0.5)).collect::<Vec<_>>()
    };
    html! {
        ul .note {
            @for case in each(votes(), "case_id") {
                @let missed = wrong(case);
                li {
                    strong { (names.name(case)) } ": of " (votes().filter(|row| row.text("case_id") == case).count()) " votes " (missed.len()) " are on the wrong side"
                    @for (index, row) in missed.iter().enumerate() {
                        (if index == 0 { ": " } else { "; " })
                        (fact(row)) " (record " (row.number("history").map_or("–".into(), shown)) ", model " (row.number("mean").map_or("–".into(), shown)) ")"
                    }
                    "."
                }
            }
        }
    }
}
