//! The answer in words that follow from the tables.

use maud::{Markup, html};

use super::super::{Block, each};
use super::{MODEL, Over, is_never, score, values_and_events};
use crate::output::results::{Read, Row};

/// A claim that holds in as many plausible worlds holds whatever the numbers, as far as such words go.
const FIRM: f64 = 0.9;

/// One answer on votes, one on facts, one on claims.
pub fn blocks(scores: &Read, facts: &Read, claims: &Read) -> Vec<Block> {
    vec![Block::Words(html! {
        ol .answer {
            li { (votes(scores)) }
            li { (record(facts)) }
            @if let Some(told) = events(facts) { li { (told) } }
            @if let Some(told) = nearer(scores) { li { (told) } }
            @if let Some(told) = between(claims) { li { (told) } }
        }
        @if !of_numbers(scores) { p { "No plausible numbers were drawn: everything on this page is by luck alone." } }
    })]
}

/// Were plausible numbers drawn?
fn of_numbers(scores: &Read) -> bool {
    scores.rows().any(|row| row.text("over") == Over::Numbers.word())
}

fn votes(scores: &Read) -> Markup {
    let with_votes: Vec<Row<'_>> = each(scores.rows(), "case_id")
        .into_iter()
        .filter_map(|case| score(scores, case, MODEL, Over::Luck))
        .filter(|row| row.number("vote_error").is_some())
        .collect();
    let count = |better: &dyn Fn(&Row<'_>) -> bool| with_votes.iter().filter(|row| better(row)).count();
    let than = |column: &'static str| {
        move |row: &Row<'_>| row.number("vote_error").zip(row.number(column)).is_some_and(|(own, null)| own < null)
    };
    let rivals: Vec<&str> = each(scores.rows(), "theory").into_iter().filter(|theory| *theory != MODEL).collect();
    let all_rivals = |row: &Row<'_>| {
        let errors = rivals
            .iter()
            .filter_map(|rival| score(scores, row.text("case_id"), rival, Over::Luck)?.number("vote_error"));
        row.number("vote_error").is_some_and(|own| errors.into_iter().all(|error| own < error))
    };
    let all = with_votes.len();
    html! {
        @if all == 0 {
            "No case has votes that both the record and the model know."
        } @else {
            "Votes are predicted better than by " q { "nobody withholds" } " in " strong { (count(&than("nobody_vote_error"))) " of " (all) " cases" }
            ", better than by what the same states did in the other cases in " strong { (count(&than("others_vote_error"))) " of " (all) }
            @if !rivals.is_empty() { ", and better than by each of " (rivals.len()) " rival theories in " strong { (count(&all_rivals)) " of " (all) } }
            "."
        }
    }
}

fn record(facts: &Read) -> Markup {
    let inside = |column: &str, word: &str| values_and_events(facts).filter(|row| row.text(column) == word).count();
    let all = |column: &str| inside(column, "true") + inside(column, "false");
    let (luck, numbers) = ("within_90", "plausible_within_90");
    html! {
        "Of " (all(luck)) " values and events of the record, " strong { (inside(luck, "true")) } " lie in nine tenths of the histories by luck"
        @if all(numbers) > 0 { " and " strong { (inside(numbers, "true")) } " of " (all(numbers)) " over plausible numbers" }
        " (nine tenths of them would be perfect)."
    }
}

fn events(facts: &Read) -> Option<Markup> {
    let events = || values_and_events(facts).filter(|row| row.text("kind") == "event");
    let (all, never) = (events().count(), events().filter(is_never).count());
    (all > 0).then(|| html! { "Of " (all) " events of the record, " strong { (never) } " never come about in most histories by luck." })
}

fn nearer(scores: &Read) -> Option<Markup> {
    let cases = each(scores.rows(), "case_id").into_iter();
    let own: Vec<Row<'_>> = cases.filter_map(|case| score(scores, case, MODEL, Over::Luck)).collect();
    let sum = |column: &str| own.iter().filter_map(|row| row.number(column)).sum::<f64>();
    let (nearer, shared) = (sum("nearer"), sum("shared_facts"));
    (shared > 0.0).then(|| {
        html! { "Of " (shared) " facts that other cases have too, the model's median is nearer to the record than the mean of the other cases in " strong { (nearer) } "." }
    })
}

fn between(claims: &Read) -> Option<Markup> {
    let own: Vec<Row<'_>> = claims.rows().filter(|row| row.text("theory") == MODEL).collect();
    let rivals = || claims.rows().filter(|row| row.text("theory") != MODEL);
    let count = |word: &str| own.iter().filter(|row| row.text("verdict") == word).count();
    let drawn = own.iter().any(|row| row.number("plausible_share").is_some());
    let firm = own.iter().filter(|row| row.number("plausible_share").is_some_and(|share| share >= FIRM)).count();
    let shared = own.iter().filter(|row| {
        let same = |rival: &Row<'_>| rival.text("pattern") == row.text("pattern");
        row.text("verdict") == "pass" && rivals().filter(same).all(|rival| rival.text("verdict") == "pass")
    });
    (!own.is_empty()).then(|| html! {
        strong { (count("pass")) " of " (own.len()) " claims between cases hold" } ", " (count("fail")) " fail, and " (count("undecided")) " are undecided, by luck"
        @if drawn { "; " strong { (firm) } " hold in nine plausible worlds of ten or more" }
        @if rivals().next().is_some() { "; of those that hold, " strong { (shared.count()) } " hold under every rival too, and tell no theory from another" }
        "."
    })
}
