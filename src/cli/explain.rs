//! `intsoc explain SCENARIO` and `intsoc explain BASE OTHER`: why one history went as it did.

use std::fmt::Write;
use std::path::PathBuf;

use clap::Args;
use serde_json::{Value as Json, json};

use super::args::{Changes, Seed};
use super::failure::Failure;
use super::render::number;
use super::say::{print, say_notes};
use super::session::Session;
use super::several::notes;
use crate::ensemble::bounds;
use crate::model::outcomes::{headlines, outcomes};
use crate::program::WHAT_IT_IS;
use crate::scenario::{self, Loaded, Scenario, Sources};
use crate::study::chronicle::{
    Apart, Chronicle, Entry, FOLLOWING, Parting, Sentence, Which, apart, choose as choose_one, parting, tell,
};

/// What `intsoc explain` can be told.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// Scenario file (TOML)
    scenario: PathBuf,
    /// A second one: where do the two part under the same luck, and what follows?
    other: Option<PathBuf>,
    #[command(flatten)]
    changes: Changes,
    #[command(flatten)]
    seed: Seed,
    /// Tell this history, from 0
    #[arg(long, value_name = "N", conflicts_with_all = ["typical", "worst", "no_chance"])]
    replicate: Option<u64>,
    /// Tell the history whose outcomes lie nearest the medians; so it is without being told
    #[arg(long, conflicts_with_all = ["worst", "no_chance"])]
    typical: bool,
    /// Tell the least adequate history
    #[arg(long, conflicts_with = "no_chance")]
    worst: bool,
    /// Tell the history without chance
    #[arg(long, alias = "still")]
    no_chance: bool,
    /// For machines
    #[arg(long)]
    json: bool,
}

/// Tells one history, or where two of one luck part.
pub fn explain(args: &ExplainArgs) -> Result<(), Failure> {
    let overrides = args.changes.with_seed(&args.seed)?;
    if let Some(other) = &args.other {
        // A counterfactual whose difference is undone is noted, or refused, before anything is run.
        let files = [&args.scenario, other];
        let loaded = files
            .map(|file| Loaded::of(&Sources::disk(), file, &overrides).map(|read| (file.display().to_string(), read)));
        say_notes(&notes(&loaded.into_iter().collect::<Result<Vec<_>, _>>()?)?);
    }
    let scenario = scenario::load(&args.scenario, &overrides)?;
    if args.other.is_none() {
        say_notes(&scenario.notes);
    }
    let (replicate, why) = choose(args, &scenario)?;
    let Some(other) = &args.other else {
        let told = tell(&scenario, replicate, args.no_chance, scenario.months);
        let text = if args.json {
            pretty(&alone_json(&scenario, &told, &why))
        } else {
            alone(&scenario, &told, &why, &args.changes.line())
        };
        print(&text);
        return Ok(());
    };
    let twin = scenario::load(other, &overrides)?.with_seed(scenario.seed).called_as(&scenario);
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
        (tell(&scenario, replicate, args.no_chance, months), tell(&twin, replicate, args.no_chance, months));
    let twins = Twins {
        parting: parting(&told, &told_twin),
        told: [&told, &told_twin],
        scenarios: [&scenario, &twin],
        apart: vec![],
    };
    let until = twins.parting.as_ref().map(|parting| parting.month);
    let twins = Twins { apart: apart(&scenario, &twin, replicate, args.no_chance, until), ..twins };
    let text = if args.json { pretty(&twins.json(&why)) } else { twins.text(&why, &args.changes.line()) };
    print(&text);
    Ok(())
}

fn pretty(json: &Json) -> String {
    format!("{json:#}\n")
}

/// Which replicate to tell, and why that one.
fn choose(args: &ExplainArgs, scenario: &Scenario) -> Result<(u64, String), Failure> {
    if args.no_chance {
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
    let which = if args.worst { Which::Worst } else { Which::Typical };
    bounds::held(replicates, outcomes(scenario).len() as u64)
        .map_err(|why| Failure::Input(format!("{}: {why}", args.scenario.display())))?;
    let session = Session::start(None, replicates)?.with_bar(replicates, "histories", false);
    let found = session.play(|engine| choose_one(scenario, which, engine));
    let replicate = found.ok_or_else(|| Failure::Interrupted("interrupted".into()))?;
    let what = if args.worst { "the least adequate" } else { "the most typical" };
    Ok((replicate, format!("replicate {replicate}, {what} of {replicates}")))
}

fn heading(scenario: &Scenario, why: &str) -> String {
    let end = scenario.start.plus(scenario.months - 1);
    format!("{}: {} to {end}, {why}, seed {}\n", scenario.name, scenario.start, scenario.seed)
}

fn line(text: &mut String, entry: &Entry) {
    let _ = writeln!(text, "{}  {}. [{}]", entry.month, entry.text, entry.record);
}

fn alone(scenario: &Scenario, told: &Chronicle, why: &str, changed: &str) -> String {
    let mut text = heading(scenario, why) + changed;
    let _ = writeln!(
        text,
        "\nIn brackets: the record that a sentence comes from, in the tables of `intsoc run --detail`.\n"
    );
    told.entries.iter().for_each(|entry| line(&mut text, entry));
    if told.entries.is_empty() {
        let _ = writeln!(text, "Nothing was decided.");
    }
    for part in told.parts(scenario) {
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
    for (outcome, words) in headlines() {
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
    let _ = writeln!(text, "\n{WHAT_IT_IS}");
}

/// Two histories of one luck, the base's first.
struct Twins<'a> {
    scenarios: [&'a Scenario; 2],
    told: [&'a Chronicle; 2],
    /// Where they first decide differently.
    parting: Option<Parting>,
    /// Where their numbers first differ, and how far apart they are when they part.
    apart: Vec<Apart>,
}

impl Twins<'_> {
    fn text(&self, why: &str, changed: &str) -> String {
        let [scenario, twin] = self.scenarios;
        let [told, told_twin] = self.told;
        let mut text = heading(scenario, why);
        let _ = write!(text, "against {}, with the same luck\n{changed}", twin.name);
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
        self.numbers(&mut text);
        self.decisions(&mut text);
        came_of_it(&mut text, &[(&scenario.name, told), (&twin.name, told_twin)]);
        text
    }

    /// What led to the first decision that differs.
    fn numbers(&self, text: &mut String) {
        for (index, Apart { month, measures }) in self.apart.iter().enumerate() {
            let _ = match index {
                0 => writeln!(
                    text,
                    "Their numbers first differ, by a thousandth or more, in {month}; the farthest apart:"
                ),
                _ => writeln!(text, "\nIn {month}, as they part, the farthest apart:"),
            };
            for measure in measures {
                let [here, there] = [measure.first, measure.second].map(number);
                let [first, second] = self.scenarios.map(|scenario| &scenario.name);
                let _ = writeln!(text, "  {here} under {first}, {there} under {second}. [{}]", measure.record);
            }
        }
        if !self.apart.is_empty() {
            text.push('\n');
        }
    }

    fn decisions(&self, text: &mut String) {
        let ([scenario, twin], [told, told_twin]) = (self.scenarios, self.told);
        let Some(parting) = &self.parting else {
            let _ = writeln!(text, "They decide the same in every month, though numbers may differ.");
            return;
        };
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
        followed(text, parting, scenario, told, told_twin);
        followed(text, parting, twin, told_twin, told);
    }

    fn json(&self, why: &str) -> Json {
        let ([scenario, twin], [told, told_twin]) = (self.scenarios, self.told);
        let found = self
            .parting
            .as_ref()
            .map(|found| json!({ "month": found.month.to_string(), "base": found.first, "other": found.second }));
        json!({
            "given_to_base_alone": told.events_not_in(told_twin),
            "given_to_other_alone": told_twin.events_not_in(told),
            "numbers_apart": self.apart,
            "parting": found,
            "base": alone_json(scenario, told, why),
            "other": alone_json(twin, told_twin, why),
        })
    }
}

fn followed(text: &mut String, parting: &Parting, scenario: &Scenario, here: &Chronicle, there: &Chronicle) {
    let entries = parting.following(here, there);
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
