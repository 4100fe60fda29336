//! `intsoc check FILE...`.

use std::fmt::Write;
use std::path::Path;

use super::{CheckArgs, Failure, print};
use crate::analysis::patterns::Patterns;
use crate::experiment::sweep::Sweep;
use crate::scenario::kind::Kind;
use crate::scenario::source::{self, Node, Size, Value};
use crate::scenario::{self, Problems, Scenario, parameters};

/// Checks files; all are looked at even if one is wrong.
pub fn check(args: &CheckArgs) -> Result<(), Failure> {
    let mut wrong = Vec::new();
    for path in &args.files {
        match checked(path, args.quiet) {
            Ok(report) => print(&report),
            Err(problems) => {
                let count = problems.0.len();
                let word = if count == 1 { "problem" } else { "problems" };
                wrong.push(format!("{problems}\n{}: {count} {word}", path.display()));
            }
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(Failure::Input(wrong.join("\n\n"))) }
}

/// What a good file holds, whatever kind of file it is.
fn checked(path: &Path, quiet: bool) -> Result<String, Problems> {
    let name = path.display().to_string();
    let root = source::parse(&source::read(path, Size::OF_A_SWEEP)?, &name, &mut vec![])?;
    if Kind::of(&root) == Some(Kind::Patterns) {
        let patterns = Patterns::load(path)?;
        let (count, rivals) = (patterns.patterns.len(), patterns.rivals.len());
        return Ok(format!(
            "{name}: good\n  {count} patterns, {rivals} theories, {} worlds\n",
            patterns.needs.worlds.len()
        ));
    }
    if Kind::of(&root) == Some(Kind::Sweep) {
        let sweep = Sweep::load(path, &[])?;
        for number in sweep.probes() {
            let point = sweep.point(number);
            sweep.scenario(&point).map_err(|problems| sweep.wrong_at(&point, &problems))?;
        }
        let points = sweep.design.points();
        return Ok(format!("{name}: good\n  a sweep of {points} points, {} replicates each\n", sweep.replicates));
    }
    Ok(report(&name, &scenario::load(path, &[])?, quiet))
}

/// What a good file holds: its cast, and how far its numbers are known.
fn report(file: &str, scenario: &Scenario, quiet: bool) -> String {
    let cast = &scenario.cast;
    let last = scenario.start.plus(scenario.months - 1);
    let mut text = format!(
        "{file}: good\n  {}: {} to {last}, {} months, {} replicates, seed {}\n  {} states, {} bodies, {} instruments, {} movements, {} societies, {} events\n",
        scenario.name,
        scenario.start,
        scenario.months,
        scenario.replicates,
        scenario.seed,
        cast.states.len(),
        cast.bodies.len(),
        cast.instruments.len(),
        cast.movements.len(),
        cast.societies.len(),
        scenario.epochs.iter().map(|epoch| epoch.events.len()).sum::<usize>(),
    );
    let numbers = numbers(&scenario.resolved);
    let count = |grade: Option<&str>| numbers.iter().filter(|number| number.grade == grade).count();
    let _ = writeln!(
        text,
        "  {} numbers: {} documented, {} interpreted, {} assumed, {} without a grade",
        numbers.len(),
        count(Some("documented")),
        count(Some("interpreted")),
        count(Some("assumed")),
        count(None),
    );
    for (name, reached) in beyond(scenario) {
        let _ = writeln!(text, "  note: {name} comes after the last month and is never reached ({reached})");
    }
    for (id, read_as) in misread(file, scenario) {
        let _ = writeln!(text, "  note: statistics programs read the id {id} in a table as {read_as}; rename it");
    }
    if quiet {
        return text;
    }
    let absent = absent(&scenario.resolved);
    if !absent.is_empty() {
        let _ = writeln!(text, "  not given, so 0: {}", absent.join(", "));
    }
    list(&mut text, "assumed", &numbers, Some("assumed"));
    list(&mut text, "without a grade", &numbers, None);
    text
}

fn list(text: &mut String, title: &str, numbers: &[Number<'_>], grade: Option<&str>) {
    let listed: Vec<&Number<'_>> = numbers.iter().filter(|number| number.grade == grade).collect();
    if !listed.is_empty() {
        let _ = writeln!(text, "  {title}:");
        for number in listed {
            let _ = writeln!(
                text,
                "    {}:{}: {} = {}",
                number.node.place.file, number.node.place.line, number.path, number.value
            );
        }
    }
}

struct Number<'a> {
    path: String,
    value: f64,
    grade: Option<&'a str>,
    node: &'a Node,
}

/// Every number of the model in a tree; the size of the run is no parameter.
fn numbers(root: &Node) -> Vec<Number<'_>> {
    let leaves = root.leaves().into_iter().filter(|(path, _)| !path.starts_with("scenario."));
    leaves
        .filter_map(|(path, node)| match &node.value {
            Value::Number(number) => Some(Number { path, value: number.value, grade: number.grade.as_deref(), node }),
            _ => None,
        })
        .collect()
}

/// Ids that are another thing to pandas, R or a spreadsheet when they read a table; that of the scenario is
/// the name of its file.
fn misread<'a>(file: &'a str, scenario: &'a Scenario) -> Vec<(&'a str, &'static str)> {
    let cast = &scenario.cast;
    let own = Path::new(file).file_stem().and_then(|stem| stem.to_str());
    let ids = [&cast.states, &cast.bodies, &cast.instruments, &cast.movements, &cast.societies];
    let read_as = |id: &str| match id.to_lowercase().as_str() {
        "na" | "nan" | "null" | "none" => Some("missing"),
        "inf" | "infinity" => Some("a number"),
        "true" | "false" => Some("true or false"),
        _ => None,
    };
    let ids = ids.into_iter().flatten().map(String::as_str).chain(own);
    ids.filter_map(|id| Some((id, read_as(id)?))).collect()
}

/// Parameters of the sections that the scenario does not give.
fn absent(root: &Node) -> Vec<String> {
    parameters::parameters()
        .into_iter()
        .map(|parameter| parameter.path)
        .filter(|path| !path.contains(".ID") && path != "attention.held_demand")
        .filter(|path| {
            path.split('.').next().is_some_and(|section| section != "court" || root.child("court").is_some())
        })
        .filter(|path| root.at(path.split('.')).is_none())
        .collect()
}

/// Events after the last month.
fn beyond(scenario: &Scenario) -> Vec<(String, String)> {
    let end = scenario.start.plus(scenario.months).to_string();
    let Some(Value::List(events)) = scenario.resolved.child("events").map(|node| &node.value) else { return vec![] };
    let text = |event: &Node, key: &str| event.child(key).and_then(Node::as_text).unwrap_or_default().to_string();
    events
        .iter()
        .map(|event| (text(event, "name"), text(event, "date")))
        .filter(|(_, date)| *date >= end)
        .map(|(name, date)| (if name.is_empty() { "an event".into() } else { format!("the event \"{name}\"") }, date))
        .collect()
}
