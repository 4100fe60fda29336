//! `intsoc cases [FILE...]`: several crises under one theory, each beside its record.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use clap::Args;

use super::args::{Changes, Destination, Pace};
use super::failure::Failure;
use super::out::{self, stem};
use super::render::{self, number};
use super::say::{print, say_notes};
use super::session::{Session, claim};
use super::usage::whole;
use crate::output::folder::Written;
use crate::scenario::kind::FileKind;
use crate::scenario::source::{self, Size as Bytes};
use crate::scenario::{Problems, Sources};
use crate::study::cases::{Answers, Cases, Judged, MODEL, OfCase, Over, Size};
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
    let sources = Sources::disk();
    let cases = read(args, &sources)?;
    let size = Size { replicates: args.replicates, points: args.points, per_point: args.per_point };
    let sweep = if size.points > 0 { Some(cases.plausible(size, &args.changes.overrides()?)?) } else { None };
    // Nobody wrote the sweep that draws the worlds: its notes are about the cases.
    let notes = sweep.iter().flat_map(|sweep| &sweep.notes).map(|note| note.replacen("cases.toml: ", "", 1));
    say_notes(&notes.collect::<Vec<_>>());
    let making = sweep.as_ref().map(Making::of).transpose()?;
    let name = if args.files.len() == 1 { stem(&args.files[0]) } else { "cases".into() };
    let out = out::folder(&args.to, &name)?;
    let mut folder = claim(&out, &cases.identity(size), &args.to)?;
    let histories = cases.planned(size);
    let session = Session::start(args.pace.threads, histories)?.with_bar(histories, "histories", args.pace.quiet);
    let Some(answers) = session.play(|engine| cases.play(size, making.as_ref(), engine, &mut folder))? else {
        return Err(Failure::Failed("interrupted: nothing was written".into()));
    };
    let written = session.seal(folder, &answers.about)?;
    say_notes(&answers.notes);
    if !args.pace.quiet {
        print(&shown(&cases, &answers, &written, &args.changes.line(), &out));
    }
    Ok(())
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

fn shown(cases: &Cases, answers: &Answers, written: &[Written], changed: &str, out: &Path) -> String {
    let count = |theory: &str, over: Over| {
        let of = answers.scores.iter().find(|of| of.theory == theory && of.over == over);
        of.map_or(0, |of| of.histories)
    };
    let mut text = format!(
        "{} cases of {}: {} histories of each by luck, {} over plausible numbers\n{changed}",
        cases.cases.len(),
        cases.file,
        count(MODEL, Over::Luck),
        count(MODEL, Over::Numbers)
    );
    for at in 0..cases.cases.len() {
        case(&mut text, cases, answers, at);
    }
    scores(&mut text, cases, answers);
    between(&mut text, cases, answers);
    let _ = writeln!(
        text,
        "\nEvery fact is in {}, every claim in {}",
        render::file(written, "case_facts"),
        render::file(written, "between")
    );
    render::what_it_is(&mut text);
    render::where_it_is(&mut text, written, out);
    text
}

/// What happened in a case, and what the model says.
fn case(text: &mut String, cases: &Cases, answers: &Answers, at: usize) {
    let of = |over: Over| answers.scores.iter().find(|of| of.theory == MODEL && of.case == at && of.over == over);
    let Some(luck) = of(Over::Luck) else { return };
    let numbers = of(Over::Numbers);
    let own = &cases.cases[at];
    let _ = writeln!(
        text,
        "\n{:52} {:>10} {:>10}  {:21} {:21}",
        own.scenario.name, "record", "median", "90 % by luck", "and plausible numbers"
    );
    for (place, fact) in own.facts.iter().enumerate().filter(|(_, fact)| fact.kind != FactKind::Vote) {
        let band = |beside: &Beside| {
            beside.quantiles.map_or("in no history".into(), |[p05, .., p95]| format!("{} to {}", time(p05), time(p95)))
        };
        let beside = &luck.beside[place];
        let median = beside.quantiles.map_or("-".into(), |quantiles| time(quantiles[2]));
        let wide = numbers.map(|of| band(&of.beside[place])).unwrap_or_default();
        let _ = writeln!(
            text,
            "  {:50.50} {:>10} {:>10}  {:21} {:21}",
            fact.what,
            number(fact.value),
            median,
            band(beside),
            wide
        );
    }
    votes(text, own.facts.iter().zip(&luck.beside));
}

fn time(value: f64) -> String {
    if value.is_finite() { number(value) } else { "never".into() }
}

/// Who withheld a vote, by the record and by the model.
fn votes<'a>(text: &mut String, facts: impl Iterator<Item = (&'a Fact, &'a Beside)>) {
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
    let _ = writeln!(
        text,
        "  of {} votes {} are on the wrong side{}",
        votes.len(),
        missed.len(),
        if missed.is_empty() { "" } else { ":" }
    );
    for miss in missed.iter().take(6) {
        let _ = writeln!(text, "    {miss}");
    }
    if missed.len() > 6 {
        let _ = writeln!(text, "    and {} more", missed.len() - 6);
    }
}

/// The theories on every case, with the nulls beside them.
fn scores(text: &mut String, cases: &Cases, answers: &Answers) {
    let _ = writeln!(text, "\noff on votes, and share of facts within 90 %, by luck");
    let _ = write!(text, "{:24}", "");
    for case in &cases.cases {
        let _ = write!(text, " {:>15.15}", case.id);
    }
    let _ = writeln!(text);
    let find = |theory: &str, case: usize, over: Over| {
        answers.scores.iter().find(|of| of.theory == theory && of.case == case && of.over == over)
    };
    let mut line = |name: &str, cell: &dyn Fn(usize) -> String| {
        let _ = write!(text, "{name:24}");
        for at in 0..cases.cases.len() {
            let _ = write!(text, " {:>15}", cell(at));
        }
        let _ = writeln!(text);
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
    let null = |error: Option<f64>| error.map_or("-".into(), |error| format!("{error:.2}       "));
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
    let _ = writeln!(text, "  (tau: the median of histories; in brackets what 95 % of random orders are below)");
}

/// The claims between cases.
fn between(text: &mut String, cases: &Cases, answers: &Answers) {
    if cases.between.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{:66} {:>9} {:>10}  rivals alike", "between cases", "by luck", "plausible");
    for (at, between) in cases.between.iter().enumerate() {
        let of = |theory: &str| answers.between.iter().find(|judged| judged.between == at && judged.theory == theory);
        let Some(own) = of(MODEL) else { continue };
        let worlds = own.worlds.filter(|(_, all)| *all > 0);
        let share = worlds.map_or("-".into(), |(held, all)| format!("{:.0} %", 100.0 * held as f64 / all as f64));
        let passes = |judged: &&Judged| judged.between == at && judged.theory != MODEL && judged.verdict == own.verdict;
        let rivals = answers.between.iter().filter(|judged| judged.between == at && judged.theory != MODEL).count();
        let alike = answers.between.iter().filter(passes).count();
        let _ = writeln!(
            text,
            "{:4} {:61.61} {:>9} {:>10}  {}",
            between.id,
            between.claim,
            own.verdict.word(),
            share,
            if rivals == 0 { String::new() } else { format!("{alike} of {rivals}") }
        );
    }
}
