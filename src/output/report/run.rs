//! The page of a run.

use maud::{Markup, html};

use super::super::doubt::Doubt;
use super::super::manifest::frozen;
use super::super::picture::{self, Figure, Line, Lines, Mark};
use super::super::results::{Read, Results, Row};
use super::super::seen::{self, Led, percent};
use super::blame_flows::{mean_flows, months_of_years};
use super::{
    ARE_OVER_HISTORIES, Block, OVER_HISTORIES, Place, Section, Table, Tell, calendar, called, doubt, each, line,
    positions,
};
use crate::measure::expression::{Expression, Operator};
use crate::model::outcomes::outcomes;
use crate::scenario::Scenario;
use crate::scenario::labels::Names;
use crate::statistics::typical::typical;
use crate::study::StudyKind;
use crate::study::chronicle::{Chronicle, Sentence};
use crate::study::hindcast::facts::Fact;
use crate::study::robust::Band;

/// The sections of a run.
pub fn sections(results: &Results<'_>, facts: &[Fact], tell: Tell<'_>) -> Result<Vec<Section>, String> {
    let (summary, months) = (results.table("summary")?, results.table("months")?);
    let (actors, leaders) = (results.table("actors")?, results.table("leaders")?);
    let blame = results.table("blame")?;
    let histories = results.manifest["histories"].as_u64().unwrap_or(0);
    let calendar = calendar(&months);
    let lines = |title: &str, names: &[(&str, &str)]| {
        let marks = marks(facts, &calendar, names);
        let record = recorded(&marks);
        let what = if histories == 1 { "One history" } else { ARE_OVER_HISTORIES };
        let note = format!("{what}{record}");
        let columns = names.iter().map(|(indicator, name)| indicator_line(&months, &calendar, indicator, name));
        let lines = columns.collect::<Option<Vec<Line>>>().ok_or_else(|| results.lacks("months", names))?;
        let (title, unit, months) = (title.into(), "share".into(), calendar.clone());
        Ok::<Block, String>(Block::Picture(picture::lines(&Lines { title, unit, note, months, lines, marks })))
    };
    let said = [("action", "action"), ("words", "words"), ("deflection", "deflection")];
    let over_time = vec![
        lines("Need, and what is done and said about it", &[&said[..], &[("need", "need")]].concat())?,
        lines("The same without need", &said)?,
        lines(
            "Adequacy, relief and protection",
            &[("adequacy", "adequacy"), ("relief_cover", "relief cover"), ("protection", "protection")],
        )?,
    ];
    let names = called::names(results);
    let forces: Vec<(String, String)> =
        deployed(&months).into_iter().map(|(indicator, id)| (indicator, names.instrument(&id))).collect();
    let forces: Vec<(&str, &str)> =
        forces.iter().map(|(indicator, name)| (indicator.as_str(), name.as_str())).collect();
    let on_the_ground = match forces[..] {
        [] => Block::Words(html! { p { "No instrument protects." } }),
        _ => lines("Forces deployed, of what would give their full effect", &forces)?,
    };
    let crisis = [("violence", "violence"), ("displaced", "displaced")];
    let norm = [("norm_words", "in words"), ("norm_deeds", "in deeds")];
    let evidence = [
        ("The response over time", over_time),
        ("The crisis", vec![lines("Violence and displacement", &crisis)?]),
        ("What was on the ground", vec![on_the_ground]),
        ("Who led", vec![led(&leaders, histories, &names)]),
        ("Who abstained on what", super::withheld::blocks(results)?),
        ("Who blamed whom", vec![blamed(&blame, &actors, &calendar, &names)]),
        ("The norm, in words and in deeds", vec![lines("The norm of protection", &norm)?]),
        ("Words against deeds", vec![positions::block(results, &actors)?]),
    ];
    let doubt = Doubt::of(StudyKind::Run, &results.manifest);
    let answer = answer(&summary, histories, calendar.len(), doubt.outcomes());
    let mut sections = vec![Section::new(Place::Answer, "The answer", vec![Block::Words(answer)])];
    if let Some(bands) = doubt.outcomes() {
        sections.push(Section::new(
            Place::Evidence,
            "Over plausible numbers",
            vec![Block::Table(over_numbers(&summary, bands))],
        ));
    }
    sections.extend(evidence.map(|(heading, blocks)| Section::new(Place::Evidence, heading, blocks)));
    let told = Block::Words(chronicle(results, histories, tell)?);
    sections.push(Section::new(Place::Chronicle, "Why did it not act? One history", vec![told]));
    Ok(sections)
}

/// The columns of the table of histories that say which it is.
const KEYS: [&str; 2] = ["key", "replicate"];

/// Outcomes of histories, and indicators of months.
pub fn outcomes_of(results: &Results<'_>) -> Result<Vec<String>, String> {
    let (histories, months) = (results.table("histories")?, results.table("months")?);
    let outcomes = histories.header().iter().filter(|name| !KEYS.contains(&name.as_str())).cloned();
    let indicators = each(months.rows(), "indicator").into_iter().map(String::from);
    Ok(outcomes.chain(indicators).collect())
}

/// How an outcome is spread over histories, or an indicator over months.
pub fn spread_of(results: &Results<'_>, outcome: &str) -> Result<Figure, String> {
    let (histories, summary) = (results.table("histories")?, results.table("summary")?);
    if histories.header().iter().any(|name| name == outcome) {
        let unit = summary.rows().find(|row| row.text("outcome") == outcome).map_or("", |row| row.text("unit"));
        let values: Vec<f64> = histories.rows().filter_map(|row| row.number(outcome)).collect();
        let without = match histories.rows().count() - values.len() {
            0 => String::new(),
            some => format!("; {some} histories have no value, as where it never came about"),
        };
        let note = format!("The histories by their value; dashed: the mean{without}. Of luck alone");
        return Ok(picture::histogram(outcome, unit, &note, &values));
    }
    let months = results.table("months")?;
    let calendar = calendar(&months);
    let unit = months.rows().find(|row| row.text("indicator") == outcome).map_or("", |row| row.text("unit"));
    let line = indicator_line(&months, &calendar, outcome, outcome)
        .ok_or_else(|| results.lacks("months", &[(outcome, outcome)]))?;
    Ok(picture::lines(&Lines {
        title: format!("{outcome} over time"),
        unit: unit.into(),
        note: ARE_OVER_HISTORIES.into(),
        months: calendar,
        lines: vec![line],
        marks: vec![],
    }))
}

/// What the signs of the record are, and which of them nobody has read up.
fn recorded(marks: &[Mark]) -> String {
    if marks.is_empty() {
        return String::new();
    }
    let remembered: Vec<&str> =
        marks.iter().map(|mark| mark.name.as_str()).filter(|name| name.contains(REMEMBERED)).collect();
    let from_memory = match remembered[..] {
        [] => String::new(),
        _ => format!(". From memory, and not read up: {}", remembered.join("; ")),
    };
    format!("; signs: the historical record, as on the name of its line; the data have its sources{from_memory}")
}

/// How a source of the record says that it was remembered.
const REMEMBERED: &str = "remembered";

/// The indicators of forces, with the ids of their instruments.
fn deployed(months: &Read) -> Vec<(String, String)> {
    let mut forces: Vec<(String, String)> = Vec::new();
    for name in months.rows().map(|row| row.text("indicator")) {
        if let Some(id) = name.strip_prefix("deployed.") {
            if forces.iter().any(|(known, _)| known == name) {
                break;
            }
            forces.push((name.into(), id.into()));
        }
    }
    forces
}

/// A mean with its interval, made into another number and then into words.
fn told(row: Option<Row<'_>>, made: fn(f64) -> f64, words: fn(f64) -> String) -> String {
    let Some((row, mean)) = row.and_then(|row| Some((row, row.number("mean")?))) else { return "nothing known".into() };
    match (row.number("ci_low").map(made), row.number("ci_high").map(made)) {
        (Some(one), Some(other)) => {
            let (low, high) = (words(one.min(other)), words(one.max(other)));
            format!("{} (95 % interval of luck {low} to {high})", words(made(mean)))
        }
        _ => words(made(mean)),
    }
}

/// The main outcomes over plausible numbers.
fn over_numbers(summary: &Read, bands: &[Band]) -> Table {
    let luck = |_: &str, outcome: &str| {
        let row = summary.rows().find(|row| row.text("outcome") == outcome)?;
        Some((row.number("mean")?, row.number("ci_low").zip(row.number("ci_high"))))
    };
    doubt::table("Main outcomes, by luck alone and over plausible numbers", &[("", bands)], |_| String::new(), luck)
}

/// Three plain sentences, and what the first is over plausible numbers.
fn answer(summary: &Read, histories: u64, months: usize, bands: Option<&[Band]>) -> Markup {
    let adequacy = bands.and_then(|bands| Band::of(bands, "adequacy"));
    let row = |outcome: &str| summary.rows().find(|row| row.text("outcome") == outcome);
    let number = |outcome: &str, column: &str| row(outcome).and_then(|row| row.number(column));
    let spread = number("adequacy", "p05").zip(number("adequacy", "p95")).filter(|_| histories > 1);
    let ahead = number("words_deeds_gap", "mean").unwrap_or(0.0) >= 0.0;
    let as_it_is = |number: f64| number;
    let one = |number: f64| format!("{number:.1}");
    let two = |number: f64| format!("{number:.2}");
    html! {
        ol .answer {
            li {
                @if histories > 1 { "On average over " (histories) " histories, the" } @else { "The" }
                " response relieved " strong { (told(row("adequacy"), as_it_is, percent)) } " of the need"
                @if let Some((low, high)) = spread { "; by luck alone nine histories of ten lie between " (percent(low)) " and " (percent(high)) }
                @if let Some(band) = adequacy { "; over plausible numbers " strong { "nine worlds of ten lie between " (percent(band.p05)) " and " (percent(band.p95)) } }
                "."
            }
            li {
                @if ahead { "Words ran ahead of deeds" } @else { "Deeds ran ahead of words" }
                " by " strong { (told(row("words_deeds_gap"), if ahead { as_it_is } else { |gap| -gap }, percent)) } " of what states can do, and nobody led in "
                strong { (told(row("leaderless_months"), as_it_is, one)) } " of " (months) " months."
            }
            li {
                strong { (told(row("votes_passed"), as_it_is, one)) } " texts were adopted, "
                @if number("vetoes", "mean").is_some_and(|vetoes| vetoes > 0.0) { strong { (told(row("vetoes"), as_it_is, two)) } " vetoed, " }
                "the target turned from one forum to another in "
                strong { (told(row("forum_shopping_months"), as_it_is, one)) } " months, and blame was as concentrated as if "
                strong { (told(row("blame_hhi"), |concentration| 1.0 / concentration, one)) } " responders bore all of it alike."
            }
        }
    }
}

/// An indicator over the months, if the table has it for all of them.
fn indicator_line(months: &Read, calendar: &[String], indicator: &str, name: &str) -> Option<Line> {
    let own: Vec<Row<'_>> = months.rows().filter(|row| row.text("indicator") == indicator).collect();
    (own.len() == calendar.len()).then(|| line(name, &own, OVER_HISTORIES))
}

/// What the record says of some indicators in single months: facts of the form `at(NAME, 'MONTH')`,
/// or such times a number of people.
fn marks(facts: &[Fact], calendar: &[String], names: &[(&str, &str)]) -> Vec<Mark> {
    let mark = |fact: &Fact| {
        let (call, people) = match &fact.expression {
            Expression::Binary(Operator::Multiply, call, people) => match &**people {
                Expression::Number(people) => (&**call, *people),
                _ => return None,
            },
            call => (call, 1.0),
        };
        let Expression::Call { function, arguments, .. } = call else { return None };
        let [Expression::Name(indicator), Expression::Month(month)] = &arguments[..] else { return None };
        let line = names.iter().position(|(name, _)| name == indicator).filter(|_| function == "at")?;
        let month = calendar.iter().position(|known| *known == month.to_string())?;
        Some(Mark { month, value: fact.value / people, line, name: fact.source.clone() })
    };
    facts.iter().filter_map(mark).collect()
}

/// The states that led.
fn led(leaders: &Read, histories: u64, names: &Names) -> Block {
    let led = |row: Row<'_>| {
        let range = row.number("ci_low").zip(row.number("ci_high"));
        Some(Led { name: names.state(row.text("state")), share: row.number("led")?, range })
    };
    match seen::leaders(leaders.rows().filter_map(led), histories) {
        Some(figure) => Block::Picture(figure),
        None => Block::Words(html! { p { "Nobody led in any history." } }),
    }
}

/// Blame moved in a month.
fn blamed(blame: &Read, actors: &Read, calendar: &[String], names: &Names) -> Block {
    let rows = blame.rows().filter_map(|row| {
        Some((row.text("year").parse().ok()?, row.text("sender"), row.text("receiver"), row.number("share")?))
    });
    let means = mean_flows(rows, &months_of_years(calendar.iter().map(String::as_str)));
    let of_kind =
        |kind: &str| actors.rows().filter(|row| row.text("kind") == kind).map(|row| row.text("actor")).collect();
    match seen::blame(&means, of_kind, names) {
        Some(figure) => Block::Picture(figure),
        None => Block::Words(html! { p { "Nobody moved blame onto anybody." } }),
    }
}

/// The history whose outcomes lie nearest the medians, told.
fn chronicle(results: &Results<'_>, histories: u64, tell: Tell<'_>) -> Result<Markup, String> {
    let manifest = &results.manifest;
    let torn = |what: &str| format!("{}: {what}\n  {}", results.folder().display(), results.again());
    let scenario = frozen(&manifest["resolved_scenario"])
        .map_err(|problem| torn(&format!("its manifest holds no scenario: {problem}")))?;
    let seed = manifest["seed"].as_u64().unwrap_or(scenario.seed);
    let scenario = scenario.with_seed(seed);
    let still = manifest["still"] == true;
    let table = results.table("histories")?;
    let outcomes = outcomes(&scenario);
    let values: Vec<Vec<f64>> = outcomes
        .iter()
        .map(|outcome| table.rows().map(|row| row.number(&outcome.name).unwrap_or(f64::NAN)).collect())
        .collect();
    let chosen = typical(&values).and_then(|index| table.rows().nth(index as usize));
    let row = chosen.ok_or_else(|| torn("the table histories holds no history"))?;
    let replicate =
        row.text("replicate").parse().map_err(|_| torn("the table histories has a replicate that is no number"))?;
    let told = tell(&scenario, replicate, still);
    let same = |(outcome, value): &(crate::model::outcomes::Outcome, f64)| match row.number(&outcome.name) {
        Some(then) => then.to_bits() == (*value + 0.0).to_bits(),
        None => value.is_nan(),
    };
    if let Some((outcome, _)) = told.outcomes.iter().find(|pair| !same(pair)) {
        let what = format!("replicate {replicate} comes out otherwise now, in {}", outcome.name);
        return Err(torn(&format!("{what}: it was made by another build of the program, or changed")));
    }
    Ok(history(&scenario, &told, still, histories))
}

fn history(scenario: &Scenario, told: &Chronicle, still: bool, histories: u64) -> Markup {
    html! {
        p {
            @if still { "The history without chance" } @else { "Replicate " (told.replicate) ", the most typical of " (histories) }
            "; " code { "intsoc explain" } " tells any other. In brackets: the record that a sentence comes from, in the tables of " code { "intsoc run --detail" } "."
        }
        ol .chronicle {
            @for entry in &told.entries {
                li { time datetime=(entry.month) { (entry.month) } " " (entry.text) ". " span .record { "[" (entry.record) "]" } }
            }
        }
        @for part in told.parts(scenario) {
            h3 { (part.heading) }
            ul .chronicle {
                @for Sentence { month, text, record } in &part.sentences {
                    li { @if let Some(month) = month { time datetime=(month) { (month) } " " } (text) ". " span .record { "[" (record) "]" } }
                }
            }
        }
    }
}
