//! `intsoc cases [FILE...]`: several crises under one theory, each beside its record.

use std::path::{Path, PathBuf};

use clap::Args;

use super::args::{Changes, Destination, Pace};
use super::failure::Failure;
use super::out::{self, stem};
use super::render::{number, time};
use super::say::say_notes;
use super::session::{Session, claim};
use super::shown::table::{Cell, Column, Row, Table};
use super::shown::{self, Of, Show, Shown};
use super::usage::whole;
use crate::output::folder::Written;
use crate::scenario::kind::FileKind;
use crate::scenario::source::{self, Size as Bytes};
use crate::scenario::{Problems, Sources};
use crate::study::StudyKind;
use crate::study::cases::{Answers, Case, Cases, Judged, MODEL, OfCase, Over, Size};
use crate::study::hindcast::{Beside, Fact, FactKind};
use crate::study::sweep::making::Making;

/// What `intsoc cases` can be told.
#[derive(Debug, Args)]
pub struct CasesArgs {
    /// A file of cases (TOML), or scenarios that name their facts
    #[arg(default_values_os_t = [default_file()])]
    files: Vec<PathBuf>,
    /// The facts of a case, for example --facts libya-2011=facts.csv; may be repeated
    #[arg(long, value_name = "CASE=FILE", value_parser = case_and_file)]
    facts: Vec<(String, PathBuf)>,
    #[command(flatten)]
    changes: Changes,
    /// Histories of each case by luck alone, under each theory
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = whole::<u64>(2..=1_000_000))]
    replicates: u64,
    /// Number of plausible worlds; 0: none
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = whole::<u64>(0..=1_000_000))]
    points: u64,
    /// Histories of each case in a plausible world
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = whole::<u64>(1..=10_000))]
    per_point: u64,
    #[command(flatten)]
    to: Destination,
    #[command(flatten)]
    pace: Pace,
    #[command(flatten)]
    show: Show,
}

fn default_file() -> PathBuf {
    Path::new("scenarios").join("cases.toml")
}

fn case_and_file(text: &str) -> Result<(String, PathBuf), String> {
    match text.split_once('=') {
        Some((case, file)) if !case.is_empty() && !file.is_empty() => Ok((case.into(), file.into())),
        _ => Err("is not CASE=FILE, such as libya-2011=facts.csv".into()),
    }
}

/// Plays all cases and sets each beside its record.
pub fn cases(args: &CasesArgs) -> Result<(), Failure> {
    args.show.ready()?;
    // Each file is read once: a rival is laid on every case.
    let sources = Sources::disk().keeping();
    let cases = read(args, &sources)?;
    let size = Size { replicates: args.replicates, points: args.points, per_point: args.per_point };
    let sweep = if size.points > 0 { Some(cases.plausible(size, &args.changes.overrides()?)?) } else { None };
    // Nobody wrote the sweep that draws the worlds: its notes are about the cases.
    let notes = sweep.iter().flat_map(|sweep| &sweep.notes).map(|note| note.replacen("cases.toml: ", "", 1));
    say_notes(&notes.collect::<Vec<_>>());
    let making = sweep.as_ref().map(Making::of).transpose()?;
    let name = if args.files.len() == 1 { stem(&args.files[0]) } else { "cases".into() };
    let out = out::folder(&args.to, &out::changed(&name, &args.changes, None))?;
    let mut folder = claim(&out, &cases.identity(size), &args.to)?;
    let histories = cases.planned(size);
    let session = Session::start(args.pace.threads, histories)?.with_bar(histories, "histories", args.pace.quiet);
    let Some(answers) = session.play(|engine| cases.play(size, making.as_ref(), engine, &mut folder))? else {
        return Err(Failure::Interrupted("interrupted: nothing was written".into()));
    };
    let written = session.seal(folder, &answers.about)?;
    say_notes(&answers.notes);
    let shown = shown(&cases, &answers, &written, &args.changes.line());
    args.show.show(shown, &Of { about: &answers.about, written: &written, out: &out }, args.pace.quiet)
}

fn read(args: &CasesArgs, sources: &Sources) -> Result<Cases, Failure> {
    let overrides = args.changes.overrides()?;
    if let [file] = args.files.as_slice() {
        let text = sources.read(file, Bytes::OF_PATTERNS).map_err(Problems::from)?;
        let root = source::parse(&text, &file.display().to_string(), &mut vec![])?;
        if !matches!(FileKind::of(&root), Some(FileKind::Scenario) | None) {
            if let Some((case, _)) = args.facts.first() {
                let why = format!("--facts {case}=...: {} names the facts of its cases itself", file.display());
                return Err(Failure::Input(format!("{why}\n  write facts = \"FILE\" beside the case there")));
            }
            return Ok(Cases::load(sources, file, &overrides)?);
        }
    }
    let files: Vec<(String, PathBuf)> = args.files.iter().map(|file| (stem(file), file.clone())).collect();
    for (at, (id, file)) in files.iter().enumerate() {
        if files[..at].iter().any(|(known, _)| known == id) {
            let why = format!("{}: another case is called {id} too", file.display());
            return Err(Failure::Input(format!("{why}\n  give the files names of their own")));
        }
    }
    if let Some((case, _)) = args.facts.iter().find(|(case, _)| files.iter().all(|(id, _)| id != case)) {
        let known: Vec<&str> = files.iter().map(|(id, _)| id.as_str()).collect();
        return Err(Failure::Input(format!(
            "--facts {case}=...: no case is called that\n  known: {}",
            known.join(", ")
        )));
    }
    Ok(Cases::of_scenarios(sources, &files, &args.facts, &overrides)?)
}

fn shown(cases: &Cases, answers: &Answers, written: &[Written], changed: &str) -> Shown {
    let count = |theory: &str, over: Over| {
        let of = answers.scores.iter().find(|of| of.theory == theory && of.over == over);
        of.map_or(0, |of| of.histories)
    };
    let mut shown = Shown::of(format!(
        "{} cases of {}: {} histories of each by luck, {} over plausible numbers\n{changed}",
        cases.cases.len(),
        cases.file,
        count(MODEL, Over::Luck),
        count(MODEL, Over::Numbers)
    ));
    for at in 0..cases.cases.len() {
        case(&mut shown, cases, answers, at);
    }
    shown.say("");
    shown.table(scores(cases, answers));
    shown.say("  (tau: the median of histories; in brackets what 95 % of random orders are below)");
    if !cases.between.is_empty() {
        shown.say("");
        shown.table(between(cases, answers));
    }
    shown.say(format!(
        "\nEvery fact is in {}, every claim in {}",
        shown::file(written, "case_facts"),
        shown::file(written, "between")
    ));
    shown
}

/// What happened in a case, and what the model says.
fn case(shown: &mut Shown, cases: &Cases, answers: &Answers, at: usize) {
    let of = |over: Over| answers.scores.iter().find(|of| of.theory == MODEL && of.case == at && of.over == over);
    let Some(luck) = of(Over::Luck) else { return };
    let numbers = of(Over::Numbers);
    let own = &cases.cases[at];
    let columns = [
        Column::words("fact", &own.scenario.name),
        Column::numbers("record", "record"),
        Column::numbers("median", "median").spared(1),
        Column::ranges("luck_90", "90 % by luck"),
        Column::ranges("plausible_90", "and plausible numbers"),
    ];
    let mut table = Table::new("facts", format!("{}: record and model.", own.scenario.name), columns);
    for (place, fact) in own.facts.iter().enumerate().filter(|(_, fact)| fact.kind != FactKind::Vote) {
        let band = |beside: &Beside| match beside.quantiles {
            Some([p05, .., p95]) => Cell::range_by(Some((p05, p95)), time),
            None => Cell::words("in no history"),
        };
        let beside = &luck.beside[place];
        let median = beside.quantiles.map(|quantiles| quantiles[2]);
        let row = Row::of([
            Cell::named(&fact.id, &fact.what),
            Cell::written(fact.value, number(fact.value)),
            median.map_or_else(|| Cell::words("-"), |median| Cell::written(median, time(median))),
            band(beside),
            numbers.map_or(Cell::Empty, |of| band(&of.beside[place])),
        ]);
        table.rows.push(row.also("case", own.id.as_str()));
    }
    shown.say("");
    shown.table(table);
    votes(shown, own.facts.iter().zip(&luck.beside));
}

/// Who withheld a vote, by the record and by the model.
fn votes<'a>(shown: &mut Shown, facts: impl Iterator<Item = (&'a Fact, &'a Beside)>) {
    let votes: Vec<(&Fact, f64)> = facts
        .filter(|(fact, _)| fact.kind == FactKind::Vote)
        .filter_map(|(fact, beside)| Some((fact, beside.mean?)))
        .collect();
    let missed = votes.iter().filter(|(fact, mean)| (mean - fact.value).abs() > 0.5);
    let missed: Vec<String> = missed
        .map(|(fact, mean)| format!("{} (record {}, model {})", fact.what, number(fact.value), number(*mean)))
        .collect();
    if votes.is_empty() {
        return;
    }
    shown.say(format!(
        "  of {} votes {} are on the wrong side{}",
        votes.len(),
        missed.len(),
        if missed.is_empty() { "" } else { ":" }
    ));
    for miss in missed.iter().take(6) {
        shown.say(format!("    {miss}"));
    }
    if missed.len() > 6 {
        shown.say(format!("    and {} more", missed.len() - 6));
    }
}

/// A name as the head of a column, its last word (often a year) below the others.
fn over_two_lines(name: &str) -> String {
    name.rsplit_once(' ').map_or_else(|| name.into(), |(first, last)| format!("{first}\n{last}"))
}

/// The theories on every case, with the nulls beside them.
fn scores(cases: &Cases, answers: &Answers) -> Table {
    let first = Column::words("score", "off on votes, and share of facts within 90 %, by luck");
    let alike = |name: &str| cases.cases.iter().filter(|case| case.scenario.name == name).count();
    let head = |case: &Case| match case.scenario.name.as_str() {
        name if alike(name) == 1 => over_two_lines(name),
        _ => case.id.clone(),
    };
    let columns = [first].into_iter().chain(cases.cases.iter().map(|case| Column::numbers(&case.id, &head(case))));
    let mut table = Table::new("scores", StudyKind::Cases.question(), columns);
    let find = |theory: &str, case: usize, over: Over| {
        answers.scores.iter().find(|of| of.theory == theory && of.case == case && of.over == over)
    };
    let mut line = |name: &str, cell: &dyn Fn(usize) -> String| {
        let cells = (0..cases.cases.len()).map(|at| Cell::words(cell(at)));
        table.rows.push(Row::of([Cell::words(name)].into_iter().chain(cells)));
    };
    let both = |of: Option<&OfCase>| {
        of.map_or("-".into(), |of| {
            let votes = if of.score.votes > 0 { format!("{:.2}", of.score.vote_error) } else { "-".into() };
            let within =
                if of.score.facts > 0 { format!("{}/{}", of.score.within_90, of.score.facts) } else { "-".into() };
            format!("{votes}  {within:>5}")
        })
    };
    for theory in &answers.theories {
        line(&theory.theory, &|at| both(find(&theory.theory, at, Over::Luck)));
    }
    line("over plausible numbers", &|at| both(find(MODEL, at, Over::Numbers)));
    let null = |error: Option<f64>| error.map_or("-".into(), |error| format!("{error:.2}      -"));
    line("null: nobody withholds", &|at| {
        null(find(MODEL, at, Over::Luck).filter(|of| of.score.votes > 0).map(|of| of.score.null_vote_error))
    });
    line("null: as in the others", &|at| null(find(MODEL, at, Over::Luck).and_then(|of| of.others_vote_error)));
    line("nearer than the others", &|at| {
        find(MODEL, at, Over::Luck).map_or("-".into(), |of| format!("{}/{} facts", of.nearer.0, of.nearer.1))
    });
    line("order of events, tau", &|at| {
        let order = find(MODEL, at, Over::Luck).and_then(|of| of.order.as_ref());
        order.map_or("-".into(), |order| format!("{} ({})", number(order.quantiles[1]), number(order.null_95)))
    });
    table
}

/// The claims between cases.
fn between(cases: &Cases, answers: &Answers) -> Table {
    let columns = [
        Column::words("between", "between cases"),
        Column::words("claim", "claim"),
        Column::numbers("verdict", "by luck"),
        Column::numbers("plausible", "plausible"),
        Column::numbers("rivals", "rivals alike"),
    ];
    let mut table = Table::new("between", "What differs between cases?", columns);
    for (at, between) in cases.between.iter().enumerate() {
        let of = |theory: &str| answers.between.iter().find(|judged| judged.between == at && judged.theory == theory);
        let Some(own) = of(MODEL) else { continue };
        let worlds = own.worlds.filter(|(_, all)| *all > 0).map(|(held, all)| held as f64 / all as f64);
        let share = worlds.map_or_else(|| Cell::words("-"), Cell::percent);
        let passes = |judged: &&Judged| judged.between == at && judged.theory != MODEL && judged.verdict == own.verdict;
        let rivals = answers.between.iter().filter(|judged| judged.between == at && judged.theory != MODEL).count();
        let alike = answers.between.iter().filter(passes).count();
        table.rows.push(Row::of([
            Cell::words(&between.id),
            Cell::words(&between.claim),
            Cell::words(own.verdict.word()),
            share,
            if rivals == 0 { Cell::Empty } else { Cell::words(format!("{alike} of {rivals}")) },
        ]));
    }
    table
}
