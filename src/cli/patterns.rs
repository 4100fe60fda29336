//! `intsoc patterns [FILE]`: the argument on trial.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use clap::Args;

use super::args::{Changes, Destination, Histories, Pace};
use super::excerpt;
use super::failure::Failure;
use super::out::{self, stem};
use super::render::{self, number};
use super::say::{print, say_notes};
use super::session::{Session, claim};
use crate::ensemble::bounds;
use crate::measure::statistic::Estimate;
use crate::output::doubt::OF_PATTERNS;
use crate::output::folder::{FolderError, Written};
use crate::scenario::{self, Mechanism};
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
    /// Try the patterns also without each mechanism, with each alone, and without each rule that is on and may be off
    #[arg(long)]
    knock_outs: bool,
}

/// Histories of each world unless told otherwise. `docs/findings.md` is made with them; all patterns take 18 s on two
/// cores.
const REPLICATES: u64 = 200;

/// Tries every pattern under every rival theory, and says what passes.
pub fn patterns(args: &PatternsArgs) -> Result<(), Failure> {
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
    let out = out::folder(&args.to, &stem(&args.patterns))?;
    let mut folder = claim(&out, &hearing.identity(), &args.to)?;
    let histories = hearing.theories() as u64 * patterns.needs.worlds.len() as u64 * replicates;
    let session = Session::start(args.pace.threads, replicates)?.with_bar(histories, "histories", args.pace.quiet);
    let Some(found) = session.play(|engine| hearing.play(engine, &mut folder)).map_err(failed)? else {
        return Err(Failure::Failed("interrupted before a theory was tried: nothing was written".into()));
    };
    let written = session.seal(folder, &found.about)?;
    if !args.pace.quiet {
        print(&shown(&hearing, &found, &written, &args.changes.line(), &out));
    }
    if !found.complete {
        let place = out.display();
        return Err(Failure::Failed(format!("interrupted: {place} holds the theories that were tried until then")));
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
            Err(problems) => wrong.push(excerpt::shown(&problems)),
        }
    }
    if wrong.is_empty() { Ok((worlds, notes)) } else { Err(Failure::Files(wrong.join("\n"))) }
}

fn shown(hearing: &Hearing<'_>, found: &Found, written: &[Written], changed: &str, out: &Path) -> String {
    let trial = &hearing.trial;
    let mut text = format!(
        "{}: {} patterns under {}, {} twin histories of each world, seed {}\n{changed}\n",
        trial.patterns.file,
        trial.patterns.patterns.len(),
        match found.rivals.len() {
            1 => "one theory".into(),
            theories => format!("{theories} theories"),
        },
        trial.replicates,
        trial.seed,
    );
    for Tried { theory, .. } in &found.rivals {
        let scenario = scenario::load(&theory.scenario, &[]).map_or_else(|_| String::new(), |scenario| scenario.name);
        let _ = writeln!(text, "{:4} {scenario}", theory.name);
    }
    first(&mut text, trial, found);
    scoreboard(&mut text, trial, found);
    if !found.knock_outs.is_empty() {
        mechanisms(&mut text, hearing, found);
    }
    let expressed = trial.patterns.not_expressed.iter().map(|other| other.id.as_str()).collect::<Vec<_>>();
    if !expressed.is_empty() {
        let file = render::file(written, "not_expressed");
        let _ = writeln!(text, "\nNot expressed by the model (see {file}): {}", expressed.join(", "));
    }
    let _ = writeln!(text, "\n{OF_PATTERNS}");
    render::what_it_is(&mut text);
    render::where_it_is(&mut text, written, out);
    text
}

/// The first pattern of the file with all its numbers: the critical experiment.
fn first(text: &mut String, trial: &Trial<'_>, found: &Found) {
    let pattern = &trial.patterns.patterns[0];
    let _ = writeln!(text, "\n{}: {}", pattern.id, pattern.question);
    for (index, claim) in pattern.claims.iter().enumerate() {
        let _ = writeln!(text, "  {}{}", claim.measure, bounds(claim.more_than, claim.less_than));
        for Tried { theory, judgements } in &found.rivals {
            let (estimate, verdict) = &judgements[0].claims[index];
            let word = if *verdict == Verdict::Open { "" } else { verdict.word() };
            let seen = match estimate.histories {
                histories if histories < trial.replicates => format!("  (over {histories} histories)"),
                _ => String::new(),
            };
            let line = format!("    {:4} {}  {word}{seen}", theory.name, with_interval(estimate));
            let _ = writeln!(text, "{}", line.trim_end());
        }
    }
}

fn bounds(more_than: Option<f64>, less_than: Option<f64>) -> String {
    let more = more_than.map(|bound| format!(", more than {bound}"));
    let less = less_than.map(|bound| format!(", less than {bound}"));
    more.into_iter().chain(less).collect()
}

fn with_interval(estimate: &Estimate) -> String {
    if !estimate.value.is_finite() {
        return format!("{:>12}", "not defined");
    }
    let interval =
        estimate.interval.map_or(String::new(), |(low, high)| format!("{} to {}", number(low), number(high)));
    format!("{:>12}  {interval:20}", number(estimate.value))
}

fn scoreboard(text: &mut String, trial: &Trial<'_>, found: &Found) {
    let names: String = found.rivals.iter().map(|tried| format!(" {:>9}", tried.theory.name)).collect();
    let _ = writeln!(text, "\n{:9}{names}  question", "pattern");
    for (index, pattern) in trial.patterns.patterns.iter().enumerate() {
        let words: String =
            found.rivals.iter().map(|tried| format!(" {:>9}", tried.judgements[index].verdict.word())).collect();
        let note = match (evidence(index, &found.rivals), pattern.emergent) {
            ("", true) => "",
            ("", false) => " [stated by one rule]",
            _ => " [no evidence: every rival passes]",
        };
        let restates = pattern.restates.as_ref();
        let restates = restates.map_or(String::new(), |id| format!(" [restates {id}, whose result had been seen]"));
        let _ = writeln!(text, "{:9}{words}  {}{note}{restates}", pattern.id, pattern.question);
    }
    let _ = writeln!(text);
    for verdict in [Verdict::Pass, Verdict::Fail, Verdict::Undecided] {
        let count = |tried: &Tried| tried.judgements.iter().filter(|judgement| judgement.verdict == verdict).count();
        let counts: String = found.rivals.iter().map(|tried| format!(" {:>9}", count(tried))).collect();
        let _ = writeln!(text, "{:9}{counts}", verdict.word());
    }
}

/// What each mechanism, and each rule that is on, does for the patterns that the theory on trial passes.
fn mechanisms(text: &mut String, hearing: &Hearing<'_>, found: &Found) {
    let patterns = &hearing.trial.patterns.patterns;
    let Some(whole) = found.knock_outs.first() else { return };
    let kept = knockouts::passing(&whole.judgements);
    let ids = |list: Vec<usize>| match list.len() {
        0 => "none".to_string(),
        _ => list.into_iter().map(|index| patterns[index].id.as_str()).collect::<Vec<_>>().join(" "),
    };
    let of = |name: String| found.knock_outs.iter().find(|tried| tried.theory.name == name);
    let _ = writeln!(text, "\nOf the {} patterns that {} passes:", kept.len(), whole.theory.name);
    for mechanism in Mechanism::ALL {
        let Some((without, alone)) =
            of(format!("without {}", mechanism.name())).zip(of(format!("{} alone", mechanism.name())))
        else {
            continue;
        };
        let (rest, with_it) = (knockouts::passing(&without.judgements), knockouts::passing(&alone.judgements));
        let lost = kept.iter().copied().filter(|index| !rest.contains(index)).collect();
        let held = kept.iter().copied().filter(|index| with_it.contains(index)).count();
        let _ = writeln!(text, "  {:12} lost without it: {}; held by it alone: {held}", mechanism.name(), ids(lost));
    }
    for rule in &hearing.rules {
        let Some(without) = of(knockouts::without(rule)) else { continue };
        let rest = knockouts::passing(&without.judgements);
        let lost = kept.iter().copied().filter(|index| !rest.contains(index)).collect();
        let _ = writeln!(text, "  {:12} lost without it: {}", rule.path, ids(lost));
    }
    if let Some(none) = of("no mechanism".into()) {
        let passing = knockouts::passing(&none.judgements);
        let held = kept.iter().copied().filter(|index| passing.contains(index)).collect();
        let _ = writeln!(text, "  {:12} held without any: {}", "", ids(held));
    }
    if let Some(smallest) = &found.smallest {
        let names: Vec<&str> = smallest.iter().map(|mechanism| mechanism.name()).collect();
        let _ = writeln!(
            text,
            "  All of them hold with {} of {} mechanisms: {}",
            names.len(),
            Mechanism::ALL.len(),
            names.join(", ")
        );
    }
}

/// The file of patterns unless told otherwise.
pub fn default_file() -> PathBuf {
    Path::new("scenarios").join("patterns.toml")
}
