//! A page to read: one file, no network, prints to a few sheets.
//!
//! It is made from the files of a folder of results alone, and each picture from the tables
//! beside it.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde_json::Value as Json;

use super::again::frozen;
use super::manifest::{COMMIT, VERSION};
use super::picture::{self, Interval, Line, Lines, Mark, shown};
use super::results::{Read, Results};
use crate::analysis::hindcast::Fact;
use crate::analysis::typical::typical;
use crate::experiment::chronicle::tell;
use crate::experiment::expression::{Expression, Operator};
use crate::model::outcomes::outcomes;

const STYLE: &str = include_str!("report.css");

/// Makes the page of a folder of results. `facts` are of the record that the scenario may have.
///
/// # Errors
/// When a file is missing or torn, or the folder holds nothing that a page can be made of.
pub fn page(results: &Results<'_>, facts: &[Fact]) -> Result<String, String> {
    let manifest = &results.manifest;
    let title = manifest["scenario"].as_str().unwrap_or_default();
    let (question, body) = match results.kind() {
        "run" => ("How did international society respond, and why not more?", run(results, facts)?),
        "compare" => ("What would have made a difference?", compare(results)?),
        "patterns" => ("Does the argument hold, and against which rivals?", patterns(results)?),
        "hindcast" => ("How near does the model come to what happened?", hindcast(results)?),
        other => {
            return Err(format!(
                "there is no report of results of kind {other:?}\n  reports are of run, compare, patterns and hindcast"
            ));
        }
    };
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                title { (title) " – intsoc" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header { h1 { (title) } p .question { (question) } }
                main { (body) (limits()) (methods(manifest)) }
            }
        }
    };
    Ok(page.into_string())
}

/// A mean with its interval, in words.
fn told(table: &Read, outcome: &str) -> Option<String> {
    let row = table.rows().find(|row| row.text("outcome") == outcome)?;
    let mean = shown(row.number("mean")?);
    Some(match (row.number("ci_low"), row.number("ci_high")) {
        (Some(low), Some(high)) => format!("{mean} (95 % interval {} to {})", shown(low), shown(high)),
        _ => mean,
    })
}

fn run(results: &Results<'_>, facts: &[Fact]) -> Result<Markup, String> {
    let (summary, months) = (results.table("summary")?, results.table("months")?);
    let (actors, votes, blame) = (results.table("actors")?, results.table("votes")?, results.table("blame")?);
    let histories = results.manifest["histories"].as_u64().unwrap_or(0);
    let lines = |title: &str, unit: &str, names: &[(&str, &str)], marks: Vec<Mark>| {
        let note = if marks.is_empty() {
            "Means over histories, with 5 % to 95 % of them".to_string()
        } else {
            "Means over histories, with 5 % to 95 % of them; dots: the historical record".to_string()
        };
        chart(&months, title, unit, &note, names, marks)
    };
    Ok(html! {
        section { h2 { "The answer" } (answer(&summary, histories)) }
        section {
            h2 { "The response over time" }
            (lines("Need, and what is done and said about it", "share", &[("action", "action"), ("words", "words"), ("deflection", "deflection"), ("need", "need")], vec![]))
            (lines("The same without need", "share", &[("action", "action"), ("words", "words"), ("deflection", "deflection")], vec![]))
            (lines("Adequacy, relief and protection", "share", &[("adequacy", "adequacy"), ("relief_cover", "relief cover"), ("protection", "protection")], vec![]))
        }
        section {
            h2 { "The crisis" }
            (lines("Violence and displacement", "share", &[("violence", "violence"), ("displaced", "displaced")], displaced(facts, &months)))
        }
        section { h2 { "Who led" } (leaders(&actors)) }
        section { h2 { "Who withheld a vote on what" } (withheld(&votes)) }
        section { h2 { "Who blamed whom" } (blamed(&blame, &actors)) }
        section {
            h2 { "The norm, in words and in deeds" }
            (lines("The norm of protection", "share", &[("norm_words", "in words"), ("norm_deeds", "in deeds")], vec![]))
        }
        section { h2 { "Why did it not act? One history" } (chronicle(results, histories)?) }
    })
}

fn answer(summary: &Read, histories: u64) -> Markup {
    let seen = |outcome: &str| {
        summary.rows().find(|row| row.text("outcome") == outcome).and_then(|row| row.number("histories")).unwrap_or(0.0)
    };
    let range = summary.rows().find(|row| row.text("outcome") == "adequacy");
    let spread = range.and_then(|row| Some((shown(row.number("p05")?), shown(row.number("p95")?))));
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
                    "somebody led first after " strong { (told("months_to_leader")) } " months, in " (seen("months_to_leader")) " of " (histories) " histories."
                } @else { "nobody ever led." }
            }
            li { "The target shopped for forums in " strong { (told("forum_shifts")) } " months, and " strong { (told("votes_passed")) } " texts were adopted." }
        }
    }
}

fn chart(months: &Read, title: &str, unit: &str, note: &str, names: &[(&str, &str)], marks: Vec<Mark>) -> Markup {
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

fn leaders(actors: &Read) -> Markup {
    let states = actors.rows().filter(|row| row.text("kind") == "state");
    let mut led: Vec<(String, f64)> =
        states.filter_map(|row| Some((row.text("actor").to_string(), row.number("led")?))).collect();
    led.sort_by(|a, b| b.1.total_cmp(&a.1));
    led.retain(|(_, share)| *share > 0.0005);
    if led.is_empty() {
        return html! { p { "Nobody led in any history." } };
    }
    led.truncate(MOST_STATES);
    picture::bars("Who led", "share of months", "Mean over histories", &led)
}

fn withheld(votes: &Read) -> Markup {
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
        return html! { p { "Nobody withheld a vote on a text that was adopted." } };
    }
    let share = |cell: Option<&[f64; 2]>| cell.filter(|[_, all]| *all > 0.0).map(|[held, all]| held / all);
    let rows: Vec<(String, Vec<Option<f64>>)> = counts
        .into_iter()
        .map(|(state, own)| (state, (0..instruments.len()).map(|column| share(own.get(column))).collect()))
        .collect();
    let note = "Share of the adopted texts, over all histories and while the state sat there, on which it abstained or voted against; the states with most";
    picture::matrix("Votes withheld", note, &instruments, &rows)
}

/// Blame sent, over all years: the bodies, the target, the states that send most, and the others together.
fn blamed(blame: &Read, actors: &Read) -> Markup {
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
        return html! { p { "Nobody moved blame onto anybody." } };
    }
    let note =
        "Mean share of all responsibility that is moved in a month, before clarity; senders left, receivers right";
    picture::flow("Blame moved", note, &flows)
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
    let told = tell(&scenario, replicate, still);
    Ok(html! {
        p {
            @if still { "The history without chance" } @else { "Replicate " (replicate) ", the most typical of " (histories) }
            "; " code { "intsoc explain" } " tells any other. In brackets: the record that a sentence comes from."
        }
        ol .chronicle {
            @for entry in &told.entries {
                li { time datetime=(entry.month) { (entry.month) } " " (entry.text) ". " span .record { "[" (entry.record) "]" } }
            }
        }
    })
}

fn compare(results: &Results<'_>) -> Result<Markup, String> {
    let effects = results.table("effects")?;
    let picture = |outcome: &str, title: &str| {
        let own = effects.rows().filter(|row| row.text("outcome") == outcome);
        let mut rows: Vec<Interval> = own
            .filter_map(|row| {
                let range = row.number("ci_low").zip(row.number("ci_high"));
                let decided = ["more", "less"].contains(&row.text("verdict"));
                Some(Interval { name: row.text("scenario").into(), value: row.number("effect")?, range, decided })
            })
            .collect();
        // What is undecided is not ranked: it keeps its place in the file, after the rest.
        rows.sort_by(|a, b| match (a.decided, b.decided) {
            (true, true) => b.value.total_cmp(&a.value),
            (one, two) => two.cmp(&one),
        });
        let unit = effects.rows().find(|row| row.text("outcome") == outcome).map_or("", |row| row.text("unit"));
        let note =
            "Mean paired differences with 95 % intervals over twin histories; hollow: undecided, or the same in all";
        picture::intervals(title, unit, note, &rows, 0.0)
    };
    let decided = effects
        .rows()
        .filter(|row| row.text("outcome") == "adequacy" && ["more", "less"].contains(&row.text("verdict")))
        .count();
    let all = effects.rows().filter(|row| row.text("outcome") == "adequacy").count();
    Ok(html! {
        section {
            h2 { "The answer" }
            p { "Of " (all) " scenarios " (decided) " change adequacy in a way that the histories decide; the others are undecided and are not ranked." }
        }
        section { h2 { "Effects" } (picture("adequacy", "Effect on adequacy")) (picture("deaths", "Effect on deaths in the model")) (picture("words_deeds_gap", "Effect on words minus deeds")) }
    })
}

fn patterns(results: &Results<'_>) -> Result<Markup, String> {
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
    Ok(html! {
        section {
            h2 { "The answer" }
            @for theory in theories.iter().take(1) {
                p { (theory) ", the theory on trial, passes " strong { (count(theory, "pass")) } " patterns, fails " strong { (count(theory, "fail")) } ", and " (count(theory, "undecided")) " are undecided." }
            }
        }
        section {
            h2 { "The scoreboard" }
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
        }
    })
}

fn hindcast(results: &Results<'_>) -> Result<Markup, String> {
    let (table, scores) = (results.table("hindcast")?, results.table("scores")?);
    let percent = |value: Option<f64>| value.map_or("–".into(), |value| format!("{:.0} %", 100.0 * value));
    let rows: Vec<Interval> = table
        .rows()
        .filter(|row| row.text("kind") != "vote")
        .filter_map(|row| {
            Some(Interval {
                name: row.text("fact").into(),
                value: row.number("percentile")?,
                range: None,
                decided: row.text("within_90") == "true",
            })
        })
        .collect();
    Ok(html! {
        section {
            h2 { "The answer" }
            @for row in scores.rows() {
                p {
                    "Of " (row.text("facts")) " facts " @if row.text("part") == "fit" { "by which the scenario may be mended, " } @else { "that test it, " }
                    strong { (percent(row.number("within_50"))) } " lie in the middle half of the ensemble (50 % would be perfect) and "
                    strong { (percent(row.number("within_90"))) } " in nine tenths (90 %)."
                }
            }
        }
        section {
            h2 { "Where the record lies in the ensemble" }
            (picture::intervals("Percentile of the record", "share of histories below it", "Hollow: outside nine tenths of the ensemble", &rows, 0.5))
        }
    })
}

fn limits() -> Markup {
    html! {
        section {
            h2 { "Limits" }
            p {
                "An exploration of a theory: neither prediction nor policy advice. The numbers of a scenario are a reading of an argument, mostly assumed, "
                "and nothing is calibrated. Intervals say how far more histories of this model would move a number, not how far the model is from the world. What is undecided is called so and not ranked."
            }
        }
    }
}

fn methods(manifest: &Json) -> Markup {
    let text = |key: &str| manifest[key].as_str().unwrap_or_default().to_string();
    let command: Vec<&str> = manifest["command"].as_array().into_iter().flatten().filter_map(Json::as_str).collect();
    html! {
        section {
            h2 { "Methods" }
            p {
                "An agent-based model in monthly steps after Black and Williams (2008), " cite { "International Society and the Crisis in Darfur" }
                ", described in full in the project's ODD. " (manifest["replicates"].to_string()) " seeded histories (master seed " (manifest["seed"].to_string())
                ", generator " (text("generator")) "); every draw belongs to a decision, so that scenarios with the same seed share their luck. Means have Student's 95 % intervals, bands are type-7 quantiles."
            }
            dl {
                dt { "Command" } dd { code { (command.join(" ")) } }
                dt { "Scenario hash" } dd { code { (text("scenario_hash")) } }
                dt { "Program" } dd { "intsoc " (text("version")) ", commit " (text("commit")) "; page made by intsoc " (VERSION) ", commit " (COMMIT) }
                dt { "Cite" } dd { "The authors of intsoc, intsoc " (VERSION) ": how international society responds to mass atrocity (software), with scenario hash and seed; see CITATION.cff." }
            }
        }
    }
}
