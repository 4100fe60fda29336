//! `intsoc patterns [FILE]`: the argument on trial.

use std::path::{Path, PathBuf};

use clap::Args;

use super::args::{Changes, Destination, Histories, Pace};
use super::failure::{Failure, in_files};
use super::out::{self, stem};
use super::say::say_notes;
use super::session::{Session, claim};
use super::shown::digits::Digits;
use super::shown::table::{Cell, Column, Row, Table};
use super::shown::{self, Of, Show, Shown};
use crate::ensemble::bounds;
use crate::measure::statistic::Estimate;
use crate::output::doubt::OF_PATTERNS;
use crate::output::folder::{FolderError, Written};
use crate::scenario::{self, Mechanism};
use crate::study::StudyKind;
use crate::study::patterns::{
    Failed, Found, Hearing, Patterns, Theory, Trial, Tried, Verdict, evidence, knockouts, of_worlds,
};

/// What `intsoc patterns` can be told.
#[derive(Debug, Args)]
pub struct PatternsArgs {
    /// File of patterns (TOML)
    #[arg(default_value_os_t = default_file())]
    patterns: PathBuf,
    #[command(flatten)]
    changes: Changes,
    #[command(flatten)]
    histories: Histories,
    #[command(flatten)]
    to: Destination,
    #[command(flatten)]
    pace: Pace,
    #[command(flatten)]
    show: Show,
    /// Try the patterns also without each mechanism, with each alone, and without each rule that is on and may be off
    #[arg(long)]
    knock_outs: bool,
}

/// Histories of each world unless told otherwise. `docs/findings.md` is made with them; all patterns take 18 s on two
/// cores.
const REPLICATES: u64 = 200;

/// Tries every pattern under every rival theory, and says what passes.
pub fn patterns(args: &PatternsArgs) -> Result<(), Failure> {
    args.show.ready()?;
    let overrides = args.changes.with(&args.histories)?;
    let patterns = Patterns::load(&args.patterns)?;
    let mut base = scenario::load(&patterns.trunk, &overrides)?;
    let replicates = args.histories.replicates.unwrap_or(REPLICATES);
    let quantities = patterns.needs.quantities.iter().map(Vec::len).sum::<usize>();
    bounds::held(replicates, quantities as u64)
        .map_err(|why| Failure::Input(format!("{}: {why}", args.patterns.display())))?;
    let trial = Trial { patterns: &patterns, overrides: &overrides, replicates, seed: base.seed };
    let (worlds, notes) = worlds_of_all(&trial, &patterns.theories())?;
    say_notes(&notes);
    base.notes = notes;
    // The worlds of a theory are many to load, and only who knocks rules out has to know which are on.
    let rules = if args.knock_outs {
        let on_trial = trial.worlds(&knockouts::with(&patterns, &Mechanism::ALL)).map_err(Failure::from)?;
        knockouts::rules_on(&on_trial[0].resolved)
    } else {
        vec![]
    };
    let hearing = Hearing { trial, base, worlds, knock_outs: args.knock_outs, rules };
    let name = out::changed(&stem(&args.patterns), &args.changes, Some(&args.histories.seed));
    let out = out::folder(&args.to, &name)?;
    let mut folder = claim(&out, &hearing.identity(), &args.to)?;
    let histories = hearing.theories() as u64 * patterns.needs.worlds.len() as u64 * replicates;
    let session = Session::start(args.pace.threads, replicates)?.with_bar(histories, "histories", args.pace.quiet);
    let Some(found) = session.play(|engine| hearing.play(engine, &mut folder)).map_err(failed)? else {
        return Err(Failure::Interrupted("interrupted before a theory was tried: nothing was written".into()));
    };
    let written = session.seal(folder, &found.about)?;
    let shown = shown(&hearing, &found, &written, &args.changes.line());
    args.show.show(shown, &Of { about: &found.about, written: &written, out: &out }, args.pace.quiet)?;
    if !found.complete {
        let place = out.display();
        return Err(Failure::Interrupted(format!(
            "interrupted: {place} holds the theories that were tried until then"
        )));
    }
    Ok(())
}

fn failed(failed: Failed<FolderError>) -> Failure {
    match failed {
        Failed::Worlds(problems) => problems.into(),
        Failed::Sink(error) => error.into(),
    }
}

/// Every world of every rival, to be sure beforehand that all can be run, and what is to be said of them.
fn worlds_of_all(trial: &Trial<'_>, rivals: &[Theory]) -> Result<(Vec<String>, Vec<String>), Failure> {
    let (mut worlds, mut wrong) = (Vec::new(), Vec::new());
    let mut notes = trial.patterns.notes.clone();
    for rival in rivals {
        match trial.worlds(rival) {
            Ok(scenarios) => {
                worlds.push(of_worlds(&scenarios));
                for note in scenarios.into_iter().flat_map(|scenario| scenario.notes) {
                    if !notes.contains(&note) {
                        notes.push(note);
                    }
                }
            }
            Err(problems) => wrong.push(in_files(&problems)),
        }
    }
    if wrong.is_empty() { Ok((worlds, notes)) } else { Err(Failure::Files(wrong.join("\n"))) }
}

fn shown(hearing: &Hearing<'_>, found: &Found, written: &[Written], changed: &str) -> Shown {
    let trial = &hearing.trial;
    let mut shown = Shown::of(format!(
        "{}: {} patterns under {}, {} twin histories of each world, seed {}\n{changed}",
        trial.patterns.file,
        trial.patterns.patterns.len(),
        match found.rivals.len() {
            1 => "one theory".into(),
            theories => format!("{theories} theories"),
        },
        trial.replicates,
        trial.seed,
    ));
    shown.say("");
    for Tried { theory, .. } in &found.rivals {
        let scenario = scenario::load(&theory.scenario, &[]).map_or_else(|_| String::new(), |scenario| scenario.name);
        shown.say(format!("{:4} {scenario}", theory.name));
    }
    first(&mut shown, trial, found);
    scoreboard(&mut shown, trial, found);
    if !found.knock_outs.is_empty() {
        mechanisms(&mut shown, hearing, found);
    }
    let expressed = trial.patterns.not_expressed.iter().map(|other| other.id.as_str()).collect::<Vec<_>>();
    if !expressed.is_empty() {
        let file = shown::file(written, "not_expressed");
        shown.say(format!("\nNot expressed by the model (see {file}): {}", expressed.join(", ")));
    }
    shown.say(format!("\n{OF_PATTERNS}"));
    shown
}

/// The first pattern of the file with all its numbers: the critical experiment.
fn first(shown: &mut Shown, trial: &Trial<'_>, found: &Found) {
    let pattern = &trial.patterns.patterns[0];
    shown.say(format!("\n{}: {}", pattern.id, pattern.question));
    let columns = [
        Column::words("claim", "claim"),
        Column::words("theory", "theory"),
        Column::numbers("estimate", "estimate"),
        Column::interval("interval", "95 % interval"),
        Column::words("verdict", "verdict"),
        Column::words("over", "over").spared(1),
    ];
    let mut table = Table::new("first", format!("{}: {}", pattern.id, pattern.question), columns);
    for (index, claim) in pattern.claims.iter().enumerate() {
        for (at, Tried { theory, judgements, .. }) in found.rivals.iter().enumerate() {
            let (estimate, verdict) = &judgements[0].claims[index];
            // A claim stands once, before its theories.
            let claimed = format!("{}{}", claim.measure, bounds(claim.more_than, claim.less_than));
            let [number, interval] = with_interval(estimate);
            let seen = match estimate.histories {
                histories if histories < trial.replicates => format!("{histories} histories"),
                _ => String::new(),
            };
            let word = if *verdict == Verdict::Open { "" } else { verdict.word() };
            let claim = if at == 0 { Cell::words(&claimed) } else { Cell::Empty };
            let cells = [claim, Cell::words(&theory.name), number, interval, Cell::words(word), Cell::words(seen)];
            table.rows.push(Row::of(cells).also("claim", claimed).also("histories", estimate.histories));
        }
    }
    shown.table(table);
}

fn bounds(more_than: Option<f64>, less_than: Option<f64>) -> String {
    let more = more_than.map(|bound| format!(", more than {bound}"));
    let less = less_than.map(|bound| format!(", less than {bound}"));
    more.into_iter().chain(less).collect()
}

fn with_interval(estimate: &Estimate) -> [Cell; 2] {
    if !estimate.value.is_finite() {
        return [Cell::words("not defined"), Cell::Empty];
    }
    let digits = Digits::of(estimate.value, estimate.interval);
    [Cell::number(estimate.value, digits), Cell::range(estimate.interval, digits)]
}

fn scoreboard(shown: &mut Shown, trial: &Trial<'_>, found: &Found) {
    let theories = found.rivals.iter().map(|tried| Column::numbers(&tried.theory.name, &tried.theory.name));
    let columns = [Column::words("pattern", "pattern")].into_iter().chain(theories);
    let columns = columns.chain([Column::words("question", "question")]);
    let mut table = Table::new("patterns", StudyKind::Patterns.question(), columns);
    for (index, pattern) in trial.patterns.patterns.iter().enumerate() {
        let note = match (evidence(index, &found.rivals), pattern.emergent) {
            ("", true) => "",
            ("", false) => " [stated by one rule]",
            _ => " [no evidence: every rival passes]",
        };
        let restates = pattern.restates.as_ref();
        let restates = restates.map_or(String::new(), |id| format!(" [restates {id}, whose result had been seen]"));
        let words = found.rivals.iter().map(|tried| word(tried.judgements[index].verdict));
        let cells = [Cell::words(&pattern.id)].into_iter().chain(words);
        let question = Cell::words(format!("{}{note}{restates}", pattern.question));
        table.rows.push(Row::of(cells.chain([question])));
    }
    for verdict in [Verdict::Pass, Verdict::Fail, Verdict::Undecided] {
        let count = |tried: &Tried| tried.judgements.iter().filter(|judgement| judgement.verdict == verdict).count();
        let counts = found.rivals.iter().map(count).map(|count| Cell::written(count as f64, count.to_string()));
        let cells = [Cell::words(format!("{}:", verdict.word()))].into_iter().chain(counts);
        table.rows.push(Row { sum: true, ..Row::of(cells) });
    }
    shown.say("");
    shown.table(table);
}

fn word(verdict: Verdict) -> Cell {
    match verdict {
        Verdict::Undecided => Cell::word(verdict.word(), "undec."),
        _ => Cell::words(verdict.word()),
    }
}

/// What each mechanism, and each rule that is on, does for the patterns that the theory on trial passes.
fn mechanisms(shown: &mut Shown, hearing: &Hearing<'_>, found: &Found) {
    let patterns = &hearing.trial.patterns.patterns;
    let Some(whole) = found.knock_outs.first() else { return };
    let kept = knockouts::passing(&whole.judgements);
    let ids = |list: Vec<usize>| match list.len() {
        0 => "none".to_string(),
        _ => list.into_iter().map(|index| patterns[index].id.as_str()).collect::<Vec<_>>().join(" "),
    };
    let of = |name: String| found.knock_outs.iter().find(|tried| tried.theory.name == name);
    shown.say(format!("\nOf the {} patterns that {} passes:", kept.len(), whole.theory.name));
    for mechanism in Mechanism::ALL {
        let Some((without, alone)) =
            of(format!("without {}", mechanism.name())).zip(of(format!("{} alone", mechanism.name())))
        else {
            continue;
        };
        let (rest, with_it) = (knockouts::passing(&without.judgements), knockouts::passing(&alone.judgements));
        let lost = kept.iter().copied().filter(|index| !rest.contains(index)).collect();
        let held = kept.iter().copied().filter(|index| with_it.contains(index)).count();
        shown.say(format!("  {:12} lost without it: {}; held by it alone: {held}", mechanism.name(), ids(lost)));
    }
    for rule in &hearing.rules {
        let Some(without) = of(knockouts::without(rule)) else { continue };
        let rest = knockouts::passing(&without.judgements);
        let lost = kept.iter().copied().filter(|index| !rest.contains(index)).collect();
        shown.say(format!("  {:12} lost without it: {}", rule.path, ids(lost)));
    }
    if let Some(none) = of("no mechanism".into()) {
        let passing = knockouts::passing(&none.judgements);
        let held = kept.iter().copied().filter(|index| passing.contains(index)).collect();
        shown.say(format!("  {:12} held without any: {}", "", ids(held)));
    }
    if let Some(smallest) = &found.smallest {
        let names: Vec<&str> = smallest.iter().map(|mechanism| mechanism.name()).collect();
        shown.say(format!(
            "  All of them hold with {} of {} mechanisms: {}",
            names.len(),
            Mechanism::ALL.len(),
            names.join(", ")
        ));
    }
}

/// The file of patterns unless told otherwise.
pub fn default_file() -> PathBuf {
    Path::new("scenarios").join("patterns.toml")
}
