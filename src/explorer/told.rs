//! One history told, and where it parts from its twin.

use maud::{Markup, html};

use super::pair::Pair;
use crate::scenario::Scenario;
use crate::statistics::typical::typical;
use crate::study::chronicle::{Chronicle, Entry, FOLLOWING, Sentence, parting, tell};

/// The history whose outcomes lie nearest the medians, or another one, and its twin under the base.
pub fn told(pair: &Pair<'_>, replicate: Option<u64>) -> Markup {
    let own = &pair.own.ready.scenario;
    let most_typical = typical(&pair.own.ensemble.outcomes(pair.twins)).unwrap_or(0);
    let replicate = replicate.unwrap_or(most_typical);
    let chronicle = tell(own, replicate, false, own.months);
    html! {
        p {
            "Replicate " (replicate) @if replicate == most_typical { ", the most typical of " (pair.twins) }
            ". In brackets: the record that a sentence comes from, in the tables of " code { "intsoc run --detail" } "."
        }
        @if !pair.same { (beside(pair, replicate, &chronicle)) }
        h3 { "What happened" }
        ol .chronicle { @for entry in &chronicle.entries { li { (one(entry)) } } }
        @for part in chronicle.parts(own) {
            h3 { (part.heading) }
            ul .chronicle {
                @for Sentence { month, text, record } in &part.sentences {
                    li { @if let Some(month) = month { time datetime=(month) { (month) } " " } (text) ". " span .record { "[" (record) "]" } }
                }
            }
        }
    }
}

fn one(entry: &Entry) -> Markup {
    html! { time datetime=(entry.month) { (entry.month) } " " (entry.text) ". " span .record { "[" (entry.record) "]" } }
}

/// Where the history and its twin under the base part.
fn beside(pair: &Pair<'_>, replicate: u64, own: &Chronicle) -> Markup {
    let (base, set) = (&pair.base.ready.scenario, &pair.own.ready.scenario);
    if base.start != set.start {
        return html! { p { "The base starts in " (base.start) ", and this scenario in " (set.start) ": they share no luck." } };
    }
    let months = base.months.min(set.months);
    let twin = tell(base, replicate, false, months);
    let here = if months < set.months { tell(set, replicate, false, months) } else { own.clone() };
    html! {
        h3 { "Where it parts from its twin under the base" }
        @match parting(&twin, &here) {
            None => p { "They decide the same in every month, though numbers may differ." },
            Some(found) => {
                p { "The same luck, and the first different decision in " strong { (found.month) } "." }
                div .twins {
                    (side("In the base", base, &found.first, &found.following(&twin, &here)))
                    (side("As set", set, &found.second, &found.following(&here, &twin)))
                }
            }
        }
    }
}

fn side(heading: &str, scenario: &Scenario, first: &[Entry], then: &[&Entry]) -> Markup {
    html! {
        section aria-label=(scenario.name) {
            h4 { (heading) }
            ol .chronicle {
                @if first.is_empty() { li { "Nothing that the other does not." } }
                @for entry in first { li .parts { (one(entry)) } }
                @for entry in then.iter().take(FOLLOWING) { li { (one(entry)) } }
            }
            @if then.len() > FOLLOWING { p { "And " (then.len() - FOLLOWING) " more that the other does not have." } }
        }
    }
}
