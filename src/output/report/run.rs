//! The page of a run.

use maud::{Markup, html};

use super::super::again::frozen;
use super::super::picture::{self, Figure, Line, Lines, Mark, shown};
use super::super::results::{Read, Results};
use super::{Block, Place, Section};
use crate::analysis::hindcast::Fact;
use crate::analysis::typical::typical;
use crate::experiment::chronicle::{Sentence, tell};
use crate::experiment::expression::{Expression, Operator};
use crate::model::outcomes::outcomes;

/// A mean with its interval, in words.
fn told(table: &Read, outcome: &str) -> Option<String> {
    let row = table.rows().find(|row| row.text("outcome") == outcome)?;
    let mean = shown(row.number("mean")?);
    Some(match (row.number("ci_low"), row.number("ci_high")) {
        (Some(low), Some(high)) => format!("{mean} (95 % interval {} to {})", shown(low), shown(high)),
        _ => mean,
    })
}

/// The sections of a run.
pub fn sections(results: &Results<'_>, facts: &[Fact]) -> Result<Vec<Section>, String> {
    let (summary, months) = (results.table("summary")?, results.table("months")?);
    let (actors, votes, blame) = (results.table("actors")?, results.table("votes")?, results.table("blame")?);
    let histories = results.manifest["histories"].as_u64().unwrap_or(0);
    let lines = |title: &str, names: &[(&str, &str)], marks: Vec<Mark>| {
        let record = if marks.is_empty() { "" } else { "; dots: the historical record" };
        let what = if histories == 1 { "One history" } else { "Means over histories, with 5 % to 95 % of them" };
        let note = format!("{what}{record}");
        Block::Picture(chart(&months, title, "share", &note, names, marks))
    };
    let said = [("action", "action"), ("words", "words"), ("deflection", "deflection")];
    let over_time = vec![
        lines("Need, and what is done and said about it", &[&said[..], &[("need", "need")]].concat(), vec![]),
        lines("The same without need", &said, vec![]),
        lines(
            "Adequacy, relief and protection",
            &[("adequacy", "adequacy"), ("relief_cover", "relief cover"), ("protection", "protection")],
            vec![],
        ),
    ];
    let crisis = [("violence", "violence"), ("displaced", "displaced")];
    let norm = [("norm_words", "in words"), ("norm_deeds", "in deeds")];
    let evidence = [
        ("The response over time", over_time),
        ("The crisis", vec![lines("Violence and displacement", &crisis, displaced(facts, &months))]),
        ("Who led", vec![leaders(&actors)]),
        ("Who withheld a vote on what", vec![withheld(&votes)]),
        ("Who blamed whom", vec![blamed(&blame, &actors)]),
        ("The norm, in words and in deeds", vec![lines("The norm of protection", &norm, vec![])]),
    ];
    let answer = Section::new(Place::Answer, "The answer", vec![Block::Words(answer(&summary, histories))]);
    let mut sections = vec![answer];
    sections.extend(evidence.map(|(heading, blocks)| Section::new(Place::Evidence, heading, blocks)));
    let told = Block::Words(chronicle(results, histories)?);
    sections.push(Section::new(Place::Chronicle, "Why did it not act? One history", vec![told]));
    Ok(sections)
}

fn answer(summary: &Read, histories: u64) -> Markup {
    let seen = |outcome: &str| {
        summary.rows().find(|row| row.text("outcome") == outcome).and_then(|row| row.number("histories")).unwrap_or(0.0)
    };
    let range = summary.rows().find(|row| row.text("outcome") == "adequacy");
    let spread =
        range.filter(|_| histories > 1).and_then(|row| Some((shown(row.number("p05")?), shown(row.number("p95")?))));
    let told = |outcome: &str| told(summary, outcome).unwrap_or_else(|| "nothing known".into());
    html! {
        ol .answer {
            li {
                "The response relieved " strong { (told("adequacy")) } " of the need, as a share"
                @if let Some((low, high)) = spread { "; in nine histories of ten it was between " (low) " and " (high) }
                "."
            }
            li {
                "Words ran ahead of deeds by " strong { (told("words_deeds_gap")) } "; "
                @if seen("months_to_leader") > 0.0 {
                    "somebody led first after " strong { (told("months_to_leader")) } " months"
                    @if histories > 1 { ", in " (seen("months_to_leader")) " of " (histories) " histories" }
                    "."
                } @else { "nobody ever led." }
            }
            li { "The target shopped for forums in " strong { (told("forum_shifts")) } " months, and " strong { (told("votes_passed")) } " texts were adopted." }
        }
    }
}

fn chart(months: &Read, title: &str, unit: &str, note: &str, names: &[(&str, &str)], marks: Vec<Mark>) -> Figure {
    let column = |indicator: &str, column: &str| -> Vec<f64> {
        let own = months.rows().filter(|row| row.text("indicator") == indicator);
        own.map(|row| row.number(column).unwrap_or(f64::NAN)).collect()
    };
    let line = |(indicator, name): &(&str, &str)| Line {
        name: (*name).into(),
        values: column(indicator, "mean"),
        band: Some((column(indicator, "p05"), column(indicator, "p95"))),
    };
    let calendar = months.rows().filter(|row| row.text("indicator") == names[0].0).map(|row| row.text("month").into());
    picture::lines(&Lines {
        title: title.into(),
        unit: unit.into(),
        note: note.into(),
        months: calendar.collect(),
        lines: names.iter().map(line).collect(),
        marks,
    })
}

/// Facts of the form `at(displaced, 'MONTH') * population`, as shares.
fn displaced(facts: &[Fact], months: &Read) -> Vec<Mark> {
    let calendar: Vec<&str> =
        months.rows().filter(|row| row.text("indicator") == "displaced").map(|row| row.text("month")).collect();
    let point = |fact: &Fact| {
        let Expression::Binary(Operator::Multiply, at, population) = &fact.expression else { return None };
        let (Expression::Call { function, arguments, .. }, Expression::Number(population)) = (&**at, &**population)
        else {
            return None;
        };
        let [Expression::Name(indicator), Expression::Month(month)] = &arguments[..] else { return None };
        let month = calendar.iter().position(|known| *known == month.to_string())?;
        let fits = function == "at" && indicator == "displaced";
        fits.then(|| Mark { month, value: fact.value / population, name: fact.source.clone() })
    };
    facts.iter().filter_map(point).collect()
}

/// States that are shown at most in a picture.
const MOST_STATES: usize = 14;

fn leaders(actors: &Read) -> Block {
    let states = actors.rows().filter(|row| row.text("kind") == "state");
    let mut led: Vec<(String, f64)> =
        states.filter_map(|row| Some((row.text("actor").to_string(), row.number("led")?))).collect();
    led.sort_by(|a, b| b.1.total_cmp(&a.1));
    led.retain(|(_, share)| *share > 0.0005);
    if led.is_empty() {
        return Block::Words(html! { p { "Nobody led in any history." } });
    }
    led.truncate(MOST_STATES);
    Block::Picture(picture::bars("Who led", "share of months", "Mean over histories", &led))
}

fn withheld(votes: &Read) -> Block {
    let mut instruments: Vec<String> = Vec::new();
    let mut counts: Vec<(String, Vec<[f64; 2]>)> = Vec::new();
    for row in votes.rows().filter(|row| row.text("passed") == "true") {
        let name = row.text("instrument").to_string();
        let column = instruments.iter().position(|known| *known == name).unwrap_or_else(|| {
            instruments.push(name);
            instruments.len() - 1
        });
        for (cell, held) in [("in_favour", 0.0), ("abstaining", 1.0), ("against", 1.0)] {
            for state in row.text(cell).split(';').filter(|state| !state.is_empty()) {
                let index = counts.iter().position(|(known, _)| known == state).unwrap_or_else(|| {
                    counts.push((state.to_string(), Vec::new()));
                    counts.len() - 1
                });
                let own = &mut counts[index].1;
                own.resize(own.len().max(column + 1), [0.0; 2]);
                own[column][0] += held;
                own[column][1] += 1.0;
            }
        }
    }
    let all = |own: &[[f64; 2]]| own.iter().map(|cell| cell[0]).sum::<f64>();
    counts.retain(|(_, own)| all(own) > 0.0);
    counts.sort_by(|a, b| all(&b.1).total_cmp(&all(&a.1)).then(a.0.cmp(&b.0)));
    counts.truncate(MOST_STATES);
    if counts.is_empty() {
        return Block::Words(html! { p { "Nobody withheld a vote on a text that was adopted." } });
    }
    let share = |cell: Option<&[f64; 2]>| cell.filter(|[_, all]| *all > 0.0).map(|[held, all]| held / all);
    let rows: Vec<(String, Vec<Option<f64>>)> = counts
        .into_iter()
        .map(|(state, own)| (state, (0..instruments.len()).map(|column| share(own.get(column))).collect()))
        .collect();
    let note = "Share of the adopted texts, over all histories and while the state sat there, on which it abstained or voted against; the states with most";
    Block::Picture(picture::matrix("Votes withheld", note, &instruments, &rows))
}

/// Blame sent, over all years: the bodies, the target, the states that send most, and the others together.
fn blamed(blame: &Read, actors: &Read) -> Block {
    let is_state = |name: &str| actors.rows().any(|row| row.text("actor") == name && row.text("kind") == "state");
    let states: Vec<String> =
        actors.rows().filter(|row| row.text("kind") == "state").map(|row| row.text("actor").to_string()).collect();
    let years = {
        let mut years: Vec<&str> = blame.rows().map(|row| row.text("year")).collect();
        years.dedup();
        years.len().max(1) as f64
    };
    let mut sent: Vec<(String, f64)> = states.iter().map(|state| (state.clone(), 0.0)).collect();
    for row in blame.rows() {
        let share = row.number("share").unwrap_or(0.0);
        for end in [row.text("from"), row.text("to")] {
            if let Some((_, sum)) = sent.iter_mut().find(|(state, _)| state == end) {
                *sum += share;
            }
        }
    }
    sent.sort_by(|a, b| b.1.total_cmp(&a.1));
    let main: Vec<&str> = sent.iter().take(4).map(|(state, _)| state.as_str()).collect();
    let name = |party: &str| {
        if !is_state(party) || main.contains(&party) { party.to_string() } else { "other states".to_string() }
    };
    let mut flows: Vec<(String, String, f64)> = Vec::new();
    for row in blame.rows() {
        let (from, to, share) = (name(row.text("from")), name(row.text("to")), row.number("share").unwrap_or(0.0));
        match flows.iter_mut().find(|flow| flow.0 == from && flow.1 == to) {
            Some(flow) => flow.2 += share / years,
            None => flows.push((from, to, share / years)),
        }
    }
    flows.retain(|flow| flow.2 > 1e-6);
    if flows.is_empty() {
        return Block::Words(html! { p { "Nobody moved blame onto anybody." } });
    }
    let note =
        "Mean share of all responsibility that is moved in a month, before clarity; senders left, receivers right";
    Block::Picture(picture::flow("Blame moved", note, &flows))
}

/// The history whose outcomes lie nearest the medians, told.
fn chronicle(results: &Results<'_>, histories: u64) -> Result<Markup, String> {
    let manifest = &results.manifest;
    let mut scenario = frozen(&manifest["resolved_scenario"])?;
    scenario.seed = manifest["seed"].as_u64().unwrap_or(scenario.seed);
    let still = manifest["still"] == true;
    let table = results.table("histories")?;
    let values: Vec<Vec<f64>> = outcomes(&scenario)
        .iter()
        .map(|outcome| table.rows().map(|row| row.number(&outcome.name).unwrap_or(f64::NAN)).collect())
        .collect();
    let replicate = typical(&values).unwrap_or(0);
    let replicate = table.rows().nth(replicate as usize).and_then(|row| row.number("replicate")).unwrap_or(0.0) as u64;
    let told = tell(&scenario, replicate, still, scenario.months);
    Ok(html! {
        p {
            @if still { "The history without chance" } @else { "Replicate " (replicate) ", the most typical of " (histories) }
            "; " code { "intsoc explain" } " tells any other. In brackets: the record that a sentence comes from, in the tables of " code { "intsoc run --detail" } "."
        }
        ol .chronicle {
            @for entry in &told.entries {
                li { time datetime=(entry.month) { (entry.month) } " " (entry.text) ". " span .record { "[" (entry.record) "]" } }
            }
        }
        @for part in told.parts() {
            h3 { (part.heading) }
            ul .chronicle {
                @for Sentence { month, text, record } in &part.sentences {
                    li { @if let Some(month) = month { time datetime=(month) { (month) } " " } (text) ". " span .record { "[" (record) "]" } }
                }
            }
        }
    })
}
