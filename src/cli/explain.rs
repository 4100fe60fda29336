//! `intsoc explain SCENARIO` and `intsoc explain BASE OTHER`: why one history went as it did.

use std::fmt::Write;

use serde_json::{Value as Json, json};

use super::shown::{self, SHOWN, number};
use super::{ExplainArgs, Failure, doing, print};
use crate::analysis::typical::{least, typical};
use crate::experiment::chronicle::{About, Chronicle, Entry, Parting, Sentence, parting, tell};
use crate::experiment::quantity::{Quantities, sample};
use crate::model::outcomes::outcomes;
use crate::scenario::{self, Scenario};

/// Tells one history, or where two of one luck part.
pub fn explain(args: &ExplainArgs) -> Result<(), Failure> {
    let overrides = args.changes.overrides()?;
    let mut scenario = scenario::load(&args.scenario, &overrides)?;
    if let Some(seed) = args.seed {
        scenario.seed = seed;
    }
    let (replicate, why) = choose(args, &scenario)?;
    let Some(other) = &args.other else {
        let told = tell(&scenario, replicate, args.still, scenario.months);
        let text = if args.json { pretty(&alone_json(&scenario, &told, &why)) } else { alone(&scenario, &told, &why) };
        print(&text);
        return Ok(());
    };
    let mut twin = scenario::load(other, &overrides)?;
    twin.seed = scenario.seed;
    if scenario.start != twin.start {
        return Err(Failure::Input(format!(
            "{} starts in {}, {} in {}: luck belongs to the months of a run, and twins that share it start together\n  choose scenarios of the same start",
            args.scenario.display(),
            scenario.start,
            other.display(),
            twin.start,
        )));
    }
    let months = scenario.months.min(twin.months);
    let (told, told_twin) =
        (tell(&scenario, replicate, args.still, months), tell(&twin, replicate, args.still, months));
    let text = match args.json {
        true => pretty(&twins_json(&scenario, &told, &twin, &told_twin, &why)),
        false => twins(&scenario, &told, &twin, &told_twin, &why),
    };
    print(&text);
    Ok(())
}

fn pretty(json: &Json) -> String {
    format!("{json:#}\n")
}

/// Which replicate to tell, and why that one.
fn choose(args: &ExplainArgs, scenario: &Scenario) -> Result<(u64, String), Failure> {
    if args.still {
        return Ok((0, "without chance".into()));
    }
    let replicates = scenario.replicates;
    if let Some(replicate) = args.replicate {
        if replicate >= replicates {
            let message = format!("--replicate {replicate}: the scenario has replicates 0 to {}", replicates - 1);
            return Err(Failure::Input(format!(
                "{message}\n  choose one of them, or ask for more with --set scenario.replicates=N"
            )));
        }
        return Ok((replicate, format!("replicate {replicate}")));
    }
    let outcomes = outcomes(scenario);
    let quantities = Quantities::outcomes(scenario);
    let (pool, stop) = (doing::pool(None, replicates)?, doing::stop_on_interrupt());
    let bar = doing::progress_bar(replicates, "histories", false);
    let values = sample(scenario, &quantities, replicates, &pool, &stop, &|done| bar.inc(done));
    bar.finish_and_clear();
    let values = values.ok_or_else(|| Failure::Failed("interrupted".into()))?;
    let adequacy = outcomes.iter().position(|outcome| outcome.name == "adequacy").unwrap_or(0);
    let (found, what) = match args.worst {
        true => (least(&values[adequacy]), "the least adequate"),
        false => (typical(&values), "the most typical"),
    };
    let replicate = found.unwrap_or(0);
    Ok((replicate, format!("replicate {replicate}, {what} of {replicates}")))
}

fn heading(scenario: &Scenario, why: &str) -> String {
    let end = scenario.start.plus(scenario.months - 1);
    format!("{}: {} to {end}, {why}, seed {}\n", scenario.name, scenario.start, scenario.seed)
}

fn line(text: &mut String, entry: &Entry) {
    let _ = writeln!(text, "{}  {}. [{}]", entry.month, entry.text, entry.record);
}

fn alone(scenario: &Scenario, told: &Chronicle, why: &str) -> String {
    let mut text = heading(scenario, why);
    let _ = writeln!(
        text,
        "\nIn brackets: the record that a sentence comes from, in the tables of `intsoc run --detail`.\n"
    );
    told.entries.iter().for_each(|entry| line(&mut text, entry));
    if told.entries.is_empty() {
        let _ = writeln!(text, "Nothing was decided.");
    }
    for part in told.parts() {
        let _ = writeln!(text, "\n{}", part.heading);
        for Sentence { month, text: said, record } in &part.sentences {
            let when = month.map_or(String::new(), |month| format!("{month}  "));
            let _ = writeln!(text, "{when}{said}. [{record}]");
        }
    }
    came_of_it(&mut text, &[(&scenario.name, told)]);
    text
}

/// Main outcomes of one history, or of twins side by side.
fn came_of_it(text: &mut String, all: &[(&String, &Chronicle)]) {
    let _ = writeln!(text, "\nWhat came of it");
    let width = all.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0).max(16);
    if all.len() > 1 {
        let names: String = all.iter().map(|(name, _)| format!("  {name:>width$}")).collect();
        let _ = writeln!(text, "{:36}{names}", "");
    }
    for (outcome, words) in SHOWN {
        let values: Vec<Option<f64>> = all
            .iter()
            .map(|(_, told)| told.outcomes.iter().find(|(known, _)| known.name == outcome).map(|(_, value)| *value))
            .collect();
        if values.iter().any(Option::is_none) {
            continue;
        }
        let cells: String = values
            .into_iter()
            .flatten()
            .map(|value| format!("  {:>width$}", if value.is_nan() { "never".into() } else { number(value) }))
            .collect();
        let _ = writeln!(text, "{words:36}{cells}");
    }
    shown::what_it_is(text);
}

/// Entries told after twins part.
const FOLLOWING: usize = 12;

fn twins(scenario: &Scenario, told: &Chronicle, twin: &Scenario, told_twin: &Chronicle, why: &str) -> String {
    let mut text = heading(scenario, why);
    let _ = writeln!(text, "against {}, with the same luck", twin.name);
    if scenario.months != twin.months {
        let end = scenario.start.plus(scenario.months.min(twin.months) - 1);
        let _ = writeln!(text, "one is longer than the other: all that is told is of {} to {end}", scenario.start);
    }
    text.push('\n');
    for (name, here, there) in [(&scenario.name, told, told_twin), (&twin.name, told_twin, told)] {
        let given = here.events_not_in(there);
        for entry in &given {
            let _ = writeln!(text, "Given to {name} alone: {}  {}. [{}]", entry.month, entry.text, entry.record);
        }
        if !given.is_empty() {
            text.push('\n');
        }
    }
    match parting(told, told_twin) {
        None => {
            let _ = writeln!(text, "They decide the same in every month, though numbers may differ.");
        }
        Some(parting) => {
            let _ = writeln!(text, "They first decide differently in {}:", parting.month);
            for (name, entries) in [(&scenario.name, &parting.first), (&twin.name, &parting.second)] {
                let _ = writeln!(text, "  {name}:");
                if entries.is_empty() {
                    let _ = writeln!(text, "    nothing that the other does not");
                }
                for entry in entries {
                    let _ = writeln!(text, "    {}. [{}]", entry.text, entry.record);
                }
            }
            followed(&mut text, &parting, scenario, told, told_twin);
            followed(&mut text, &parting, twin, told_twin, told);
        }
    }
    came_of_it(&mut text, &[(&scenario.name, told), (&twin.name, told_twin)]);
    text
}

/// What was decided only here, after the parting.
fn only_here<'a>(parting: &Parting, here: &'a Chronicle, there: &Chronicle) -> Vec<&'a Entry> {
    let same = |entry: &Entry| {
        there.entries.iter().any(|other| other.month == entry.month && other.decision == entry.decision)
    };
    let after = here.entries.iter().filter(|entry| entry.month > parting.month && entry.about != About::Event);
    after.filter(|entry| !same(entry)).collect()
}

fn followed(text: &mut String, parting: &Parting, scenario: &Scenario, here: &Chronicle, there: &Chronicle) {
    let entries = only_here(parting, here, there);
    let _ = writeln!(text, "\nThen, under {} and not the other:", scenario.name);
    for entry in entries.iter().take(FOLLOWING) {
        let _ = write!(text, "  ");
        line(text, entry);
    }
    match entries.len() {
        0 => {
            let _ = writeln!(text, "  nothing");
        }
        more if more > FOLLOWING => {
            let _ = writeln!(text, "  and {} more: --json has every entry", more - FOLLOWING);
        }
        _ => {}
    }
}

fn alone_json(scenario: &Scenario, told: &Chronicle, why: &str) -> Json {
    let outcomes: serde_json::Map<String, Json> = told
        .outcomes
        .iter()
        .map(|(outcome, value)| (outcome.name.clone(), if value.is_nan() { Json::Null } else { json!(value) }))
        .collect();
    json!({
        "scenario": scenario.name,
        "seed": scenario.seed,
        "replicate": told.replicate,
        "history": why,
        "entries": told.entries,
        "forums": told.forums,
        "leadership": told.leadership,
        "forces": told.forces,
        "concessions": told.concessions,
        "turning_points": told.turns,
        "outcomes": outcomes,
    })
}

fn twins_json(scenario: &Scenario, told: &Chronicle, twin: &Scenario, told_twin: &Chronicle, why: &str) -> Json {
    let found = parting(told, told_twin)
        .map(|found| json!({ "month": found.month.to_string(), "base": found.first, "other": found.second }));
    json!({
        "given_to_base_alone": told.events_not_in(told_twin),
        "given_to_other_alone": told_twin.events_not_in(told),
        "parting": found,
        "base": alone_json(scenario, told, why),
        "other": alone_json(twin, told_twin, why),
    })
}
