//! `intsoc check FILE...`.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use clap::Args;
use indexmap::IndexMap;
use serde_json::{Value as Json, json};

use super::bibtex;
use super::failure::{Failure, in_files};
use super::numbers;
use super::out::{stem, without_folder};
use super::say::print;
use super::shown::print_json;
use crate::ensemble::engine::Engine;
use crate::output::bibtex::bibliography;
use crate::output::verify::{self, Finding};
use crate::scenario::belongs::Belongs;
use crate::scenario::inherit::Inherited;
use crate::scenario::kind::FileKind;
use crate::scenario::literals::{Literal, literals};
use crate::scenario::parameters::{self, Parameter};
use crate::scenario::problem::stop_on;
use crate::scenario::rules::{Rule, rules};
use crate::scenario::source::{self, Node, Size, Value};
use crate::scenario::text::safe;
use crate::scenario::{self, Place, Problem, Problems, Scenario, Sources, inherit, shape};
use crate::study::cases::Cases;
use crate::study::hindcast::facts;
use crate::study::patterns::trial::Patterns;
use crate::study::sweep::Sweep;
use crate::study::sweep::probe::probe;

/// What `intsoc check` can be told.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Files (TOML) of scenarios, sweeps or patterns; folders of results
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// List the numbers that are only assumed, have no grade, or are not given and so 0
    #[arg(long, conflicts_with = "quiet")]
    assumed: bool,
    /// Do not say how to list the numbers that are only assumed
    #[arg(long, short)]
    quiet: bool,
    /// Print as CSV every number that the scenarios write, with its range, unit, grade, source, file and line, and
    /// how many states inherit it
    #[arg(long, conflicts_with_all = ["assumed", "quiet"])]
    numbers: bool,
    /// Print the sources of the scenarios' numbers and facts as BibTeX, with the article that they restate
    #[arg(long, conflicts_with_all = ["assumed", "quiet", "numbers"])]
    bibtex: bool,
    /// Print JSON, and nothing else, on standard output: a verdict on each file, with every problem by its parts
    #[arg(long, conflicts_with_all = ["numbers", "bibtex"])]
    json: bool,
}

/// Checks files; all are looked at even if one is wrong. The verdict stands last.
pub fn check(args: &CheckArgs) -> Result<(), Failure> {
    if args.numbers {
        return list_of_all(&args.files, numbers::rows, numbers::csv);
    }
    if args.bibtex {
        return list_of_all(&args.files, bibtex::cited, bibliography);
    }
    let (mut wrong, mut spoilt, mut told) = (Vec::new(), Vec::new(), Vec::new());
    for path in &args.files {
        let verdict = judged(path, args);
        if args.json {
            told.push(verdict.to_json(path));
        }
        match verdict {
            Verdict::Good { .. } if args.json => {}
            Verdict::Good { report, .. } => print(&report),
            Verdict::Spoilt(findings) => spoilt.push(safe(&findings_of(path, &findings)).into_owned()),
            Verdict::NoResults(message) => wrong.push(safe(&message).into_owned()),
            Verdict::Wrong(problems) => {
                let count = problems.0.len();
                let word = if count == 1 { "problem" } else { "problems" };
                let name = Place::whole(&path.display().to_string());
                wrong.push(format!("{}\n{name}: {count} {word}", in_files(&problems)));
            }
        }
    }
    let good = wrong.is_empty() && spoilt.is_empty();
    if args.json {
        print_json(&json!({ "command": "check", "good": good, "files": told }));
    }
    match (wrong.is_empty(), spoilt.is_empty()) {
        (true, true) => Ok(()),
        (true, false) => Err(Failure::Failed(spoilt.join("\n\n"))),
        (false, _) => {
            wrong.append(&mut spoilt);
            Err(Failure::Files(wrong.join("\n\n")))
        }
    }
}

/// What is found of a file or a folder.
enum Verdict {
    /// It is good, and what it holds.
    Good { kind: &'static str, report: String },
    /// A file has mistakes.
    Wrong(Problems),
    /// A folder of results is not as it was written.
    Spoilt(Vec<Finding>),
    /// A folder holds no results, or such as contradict themselves.
    NoResults(String),
}

impl Verdict {
    /// For other programs: what is said of it in lines, what is to be known besides, and each problem by its parts.
    fn to_json(&self, path: &Path) -> Json {
        let (kind, report) = match self {
            Self::Good { kind, report } => (Some(*kind), report.as_str()),
            _ => (None, ""),
        };
        let note = |line: &str| line.trim().strip_prefix("note: ").map(str::to_string);
        let said = report.lines().filter(|line| note(line).is_none()).map(str::trim);
        let problem = |problem: &Problem| {
            let line = (problem.place.line > 0).then_some(problem.place.line);
            json!({
                "file": &*problem.place.file, "line": line, "path": problem.path, "value": problem.value,
                "message": problem.message, "remedy": problem.remedy,
            })
        };
        let problems: Vec<Json> = match self {
            Self::Good { .. } => vec![],
            Self::Wrong(Problems(problems)) => problems.iter().map(problem).collect(),
            Self::Spoilt(findings) => findings
                .iter()
                .map(|of| json!({ "file": path.join(&of.file), "message": of.what, "remedy": of.remedy }))
                .collect(),
            Self::NoResults(message) => vec![json!({ "file": path, "message": message })],
        };
        json!({
            "file": path.display().to_string(),
            "id": stem(path),
            "good": kind.is_some(),
            "kind": kind,
            "said": said.collect::<Vec<_>>(),
            "notes": report.lines().filter_map(note).collect::<Vec<_>>(),
            "problems": problems,
        })
    }
}

fn judged(path: &Path, args: &CheckArgs) -> Verdict {
    let name = path.display();
    if path.is_dir() {
        return match verify::folder(path) {
            Err(message) => Verdict::NoResults(message),
            Ok(verified) if verified.findings.is_empty() => {
                let report = format!("{name}: good\n  {}, all as they were written\n", verified.holds);
                Verdict::Good { kind: "results", report }
            }
            Ok(verified) => Verdict::Spoilt(verified.findings),
        };
    }
    match checked(path, args) {
        Ok((kind, report)) => Verdict::Good { kind, report: format!("{report}{name}: good\n") },
        Err(problems) => Verdict::Wrong(problems),
    }
}

/// What is wrong with a folder of results.
fn findings_of(path: &Path, findings: &[Finding]) -> String {
    let lines: String = findings.iter().map(|finding| format!("{}\n", finding.of(path))).collect();
    let (shown, count) = (path.display(), findings.len());
    let word = if count == 1 { "problem" } else { "problems" };
    format!("{lines}{shown}: {count} {word}\n  do not rely on what it holds")
}

/// Prints what is asked of each file, which must be good, as one text.
fn list_of_all<T>(
    files: &[PathBuf],
    of: impl Fn(&Path) -> Result<Vec<T>, Problems>,
    text: impl FnOnce(&[T]) -> String,
) -> Result<(), Failure> {
    let (mut rows, mut wrong) = (Vec::new(), Vec::new());
    for path in files {
        match of(path) {
            Ok(found) => rows.extend(found),
            Err(problems) => wrong.push(in_files(&problems)),
        }
    }
    if !wrong.is_empty() {
        return Err(Failure::Files(wrong.join("\n\n")));
    }
    print(&text(&rows));
    Ok(())
}

/// The kind of a good file, and what it holds.
fn checked(path: &Path, args: &CheckArgs) -> Result<(&'static str, String), Problems> {
    let name = path.display().to_string();
    let root = source::parse(&Sources::disk().read(path, Size::OF_A_SWEEP)?, &name, &mut vec![])?;
    if FileKind::of(&root) == Some(FileKind::Patterns) {
        let patterns = Patterns::load(path)?;
        let (count, rivals) = (patterns.patterns.len(), patterns.rivals.len());
        let notes: String = patterns.notes.iter().map(|note| format!("note: {note}\n")).collect();
        let worlds = patterns.needs.worlds.len();
        return Ok(("patterns", format!("{count} patterns, {rivals} theories, {worlds} worlds\n{notes}")));
    }
    if FileKind::of(&root) == Some(FileKind::Cases) {
        let cases = Cases::load(&Sources::disk(), path, &[])?;
        let facts: usize = cases.cases.iter().map(|case| case.facts.len()).sum();
        let (count, between) = (cases.cases.len(), cases.between.len());
        let notes: String = cases.notes.iter().map(|note| format!("note: {note}\n")).collect();
        let rivals = cases.rivals.len();
        let said = format!("{count} cases with {facts} facts, {between} claims between them, {rivals} rivals\n{notes}");
        return Ok(("cases", said));
    }
    if FileKind::of(&root) == Some(FileKind::Sweep) {
        let mut sweep = Sweep::load(path, &[])?;
        let probed = probe(&sweep, &Engine::here(&AtomicBool::new(false), &|_| {}))?;
        sweep.notes.extend(probed.notes);
        let points = sweep.design.points();
        let notes: String = sweep.notes.iter().map(|note| format!("note: {note}\n")).collect();
        return Ok(("sweep", format!("a sweep of {points} points, {} replicates each\n{notes}", sweep.replicates)));
    }
    let written = inherit::load(&Sources::disk(), path)?;
    if scenario::is_part(&written.root) {
        return Ok(("part", part(written, args)?));
    }
    let scenario = scenario::load(path, &[])?;
    Ok(("scenario", report(&scenario, &written.root, args) + &unusable(&written.facts, &scenario)))
}

/// What is wrong with the facts that a scenario names. It runs without them: they are for `cases`, `hindcast` and `calibrate`.
fn unusable(files: &[PathBuf], scenario: &Scenario) -> String {
    let read = facts::load_all(&Sources::disk(), files);
    let Err(Problems(problems)) = read.and_then(|(all, _)| facts::quantities(&all, scenario)) else {
        return String::new();
    };
    let line = |problem: &Problem| problem.to_string().lines().map(str::trim).collect::<Vec<_>>().join("; ");
    let note = |problem: &Problem| format!("  note: of its facts: {}\n", line(problem));
    problems.iter().map(note).collect()
}

/// What a good part of a scenario holds.
fn part(written: Inherited, args: &CheckArgs) -> Result<String, Problems> {
    let Inherited { root, mut problems, notes, .. } = written;
    shape::check_part(&root, &mut problems);
    stop_on(&mut problems)?;
    let literals = literals(&root);
    let mut text =
        String::from("a part of a scenario: who the target is and when it begins, a file that extends it says\n");
    text.push_str(&grades(&literals));
    text.push_str(&belonging(&literals));
    for note in &notes {
        let _ = writeln!(text, "  note: {note}");
    }
    listed(&mut text, &literals, &[], args);
    Ok(text)
}

/// How far numbers are known, in words, with the line not yet ended.
fn grades(literals: &[Literal]) -> String {
    let count =
        |grade: Option<&str>| literals.iter().filter(|literal| literal.number.grade.as_deref() == grade).count();
    format!(
        "  {} numbers: {} documented, {} interpreted, {} assumed, {} without a grade",
        literals.len(),
        count(Some("documented")),
        count(Some("interpreted")),
        count(Some("assumed")),
        count(None),
    )
}

/// How many numbers are of the theory, of characters and of the case, and which files say them.
fn belonging(literals: &[Literal]) -> String {
    let of = |belongs: Belongs| {
        let mut files: IndexMap<&str, usize> = IndexMap::new();
        for literal in literals.iter().filter(|literal| literal.belongs() == Some(belongs)) {
            *files.entry(&literal.place.file).or_default() += 1;
        }
        let files: Vec<String> =
            files.iter().map(|(file, count)| format!("{count} in {}", without_folder(file))).collect();
        let what = match belongs {
            Belongs::Theory => "of the theory",
            Belongs::Character => "of states and bodies in character",
            Belongs::Case => "of the case",
        };
        let files = if files.is_empty() { "none".into() } else { files.join(", ") };
        format!("  {what}: {files}\n")
    };
    format!("\n{}", Belongs::ALL.map(of).concat())
}

/// The lists that are asked for, or how to ask for them.
fn listed(text: &mut String, literals: &[Literal], absent: &[String], args: &CheckArgs) {
    if args.assumed {
        list(text, "assumed", literals, Some("assumed"));
        list(text, "without a grade", literals, None);
        if !absent.is_empty() {
            let _ = writeln!(text, "  not given, so 0:\n    {}", absent.join("\n    "));
        }
    } else if !args.quiet {
        let _ = writeln!(
            text,
            "  --assumed lists the numbers that are assumed, without a grade, or not given; --numbers prints all as CSV"
        );
    }
}

/// What a good scenario holds: its cast, and how far the numbers that its files write are known.
fn report(scenario: &Scenario, written: &Node, args: &CheckArgs) -> String {
    let actors = &scenario.actors;
    let last = scenario.start.plus(scenario.months - 1);
    let mut text = format!(
        "{}: {} to {last}, {} months, {} replicates, seed {}\n  {} states, {} bodies, {} instruments, {} movements, {} societies, {} events\n",
        scenario.name,
        scenario.start,
        scenario.months,
        scenario.replicates,
        scenario.seed,
        actors.states.len(),
        actors.bodies.len(),
        actors.instruments.len(),
        actors.movements.len(),
        actors.societies.len(),
        scenario.epochs.iter().map(|epoch| epoch.events.len()).sum::<usize>(),
    );
    let (literals, (lacking, absent)) = (literals(written), absent(&scenario.resolved));
    let _ = write!(text, "{}; {lacking} more are not given, and so 0", grades(&literals));
    let _ = write!(text, "{}{}{}", belonging(&literals), inheritance(&literals), switched(&scenario.resolved));
    for note in &scenario.notes {
        let _ = writeln!(text, "  note: {note}");
    }
    for (name, reached) in beyond(scenario) {
        let _ = writeln!(text, "  note: {name} comes after the last month and is never reached ({reached})");
    }
    for (id, read_as) in misread(&written.place.file, scenario) {
        let _ = writeln!(text, "  note: statistics programs read the id {id} in a table as {read_as}; rename it");
    }
    listed(&mut text, &literals, &absent, args);
    text
}

/// Which of the rules are on that are off unless a scenario says otherwise, and which are off.
fn switched(root: &Node) -> String {
    let (on, off): (Vec<Rule>, Vec<Rule>) = rules().into_iter().partition(|rule| rule.is_on(root));
    let paths = |rules: &[Rule]| rules.iter().map(|rule| rule.path.as_str()).collect::<Vec<_>>().join(", ");
    // With its value: a rule that takes something away is on at 0.
    let valued = |rule: &Rule| match rule.value(root) {
        Some(value) => format!("{} = {value}", rule.path),
        None => rule.path.clone(),
    };
    let (all, which) = (on.len() + off.len(), "rules that are off unless a scenario says otherwise");
    match (on.is_empty(), off.is_empty()) {
        (true, _) => format!("  the {all} {which} are all off\n"),
        (_, true) => format!("  the {all} {which} are all on\n"),
        _ => format!(
            "  of the {all} {which}, on at the start: {}; off: {}\n",
            on.iter().map(valued).collect::<Vec<_>>().join(", "),
            paths(&off)
        ),
    }
}

/// How many numbers stand in profiles, and how many states take them; nothing where there are none.
fn inheritance(literals: &[Literal]) -> String {
    let of_profiles: Vec<&Literal> = literals.iter().filter(|literal| literal.is_of_a_profile()).collect();
    if of_profiles.is_empty() {
        return String::new();
    }
    let states: BTreeSet<&String> = of_profiles.iter().flat_map(|literal| &literal.inherited_by).collect();
    let idle = match of_profiles.iter().filter(|literal| literal.inherited_by.is_empty()).count() {
        0 => String::new(),
        idle => format!("; no state inherits {idle} of these"),
    };
    format!("  {} of them stand in profiles, from which {} states inherit{idle}\n", of_profiles.len(), states.len())
}

fn list(text: &mut String, title: &str, literals: &[Literal], grade: Option<&str>) {
    let listed: Vec<&Literal> = literals.iter().filter(|literal| literal.number.grade.as_deref() == grade).collect();
    if !listed.is_empty() {
        let _ = writeln!(text, "  {title}:");
        for Literal { place, path, number, .. } in listed {
            let _ = writeln!(text, "    {place}: {path} = {}", number.value);
        }
    }
}

/// Numbers that the scenario does not give and that are 0 for it: how many, and their paths, with `*` where some entities
/// lack them. Rules are told in a line of their own, of what is there at the start nothing is lacking, and a reference is then the
/// scenario's own sum.
fn absent(root: &Node) -> (usize, Vec<String>) {
    let optional = |section: &str| section != "court" || root.child("court").is_some();
    let (rules, mut count, mut paths) = (rules(), 0, Vec::new());
    let told_elsewhere = |path: &str| {
        path.starts_with("instruments.ID.initial.") || rules.iter().any(|rule| rule.path == path.replace(".ID.", ".*."))
    };
    let zero = |parameter: &&Parameter| parameter.default == "0" && !told_elsewhere(&parameter.path);
    for parameter in parameters::parameters().iter().filter(zero) {
        let names: Vec<&str> = parameter.path.split('.').collect();
        match names.as_slice() {
            _ if names.iter().filter(|name| **name == "ID").count() > 1 => {}
            [keyed, "ID", rest @ ..] => {
                let entities = root.child(keyed).and_then(Node::as_table);
                let all = entities.map_or(0, IndexMap::len);
                let without = entities.into_iter().flatten().filter(|(_, entity)| !given(entity, rest)).count();
                if without > 0 {
                    count += without;
                    paths.push(format!("{} ({without} of {all})", parameter.path.replacen("ID", "*", 1)));
                }
            }
            [section, ..] if optional(section) && !given(root, &names) => {
                count += 1;
                paths.push(parameter.path.clone());
            }
            _ => {}
        }
    }
    (count, paths)
}

/// Something stands there, or what stands for it: one number for several, factions for a state's solidarism.
fn given(node: &Node, path: &[&str]) -> bool {
    let Some((name, rest)) = path.split_first() else { return true };
    // Where it is absent it is told once, and not of each principle as well.
    let told_otherwise =
        *name == "solidarism" && (node.child("factions").is_some() || !rest.is_empty() && node.child(name).is_none());
    told_otherwise || matches!(node.value, Value::Number(_)) || node.child(name).is_some_and(|child| given(child, rest))
}

/// Ids that are another thing to pandas, R or a spreadsheet when they read a table; that of the scenario is
/// the name of its file.
fn misread<'a>(file: &'a str, scenario: &'a Scenario) -> Vec<(&'a str, &'static str)> {
    let actors = &scenario.actors;
    let own = Path::new(file).file_stem().and_then(|stem| stem.to_str());
    let ids = [&actors.states, &actors.bodies, &actors.instruments, &actors.movements, &actors.societies];
    let read_as = |id: &str| match id.to_lowercase().as_str() {
        "na" | "nan" | "null" | "none" => Some("missing"),
        "inf" | "infinity" => Some("a number"),
        "true" | "false" => Some("true or false"),
        _ => None,
    };
    let ids = ids.into_iter().flatten().map(String::as_str).chain(own);
    ids.filter_map(|id| Some((id, read_as(id)?))).collect()
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
