//! `intsoc patterns [FILE]`: the argument on trial.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::ThreadPool;

use super::run::{results, stem};
use super::shown::{self, number};
use super::{Failure, PatternsArgs, doing, print, say_notes};
use crate::ensemble::bounds;
use crate::measure::statistic::Estimate;
use crate::output::folder::Written;
use crate::output::patterns::{self as tables, Found, Tried};
use crate::scenario::{self, Mechanism, Problems};
use crate::study::patterns::knockouts;
use crate::study::patterns::trial::{Judgement, Patterns, Theory, Trial, Verdict};

/// Histories of each world unless told otherwise.
const REPLICATES: u64 = 200;

/// Tries every pattern under every rival theory, and says what passes.
pub fn patterns(args: &PatternsArgs) -> Result<(), Failure> {
    let how = &args.how;
    if how.still {
        return Err(Failure::Input("--still: a pattern is judged over many histories\n  leave it out".into()));
    }
    let overrides = how.overrides()?;
    let patterns = Patterns::load(&args.patterns)?;
    let mut trunk = scenario::load(&patterns.trunk, &overrides)?;
    let seed = trunk.seed;
    let replicates = how.replicates.unwrap_or(REPLICATES);
    let quantities = patterns.needs.quantities.iter().map(Vec::len).sum::<usize>();
    bounds::held(replicates, quantities as u64)
        .map_err(|why| Failure::Input(format!("{}: {why}", args.patterns.display())))?;
    let trial = Trial { patterns: &patterns, overrides: &overrides, replicates, seed };
    let rivals: Vec<Theory> = patterns
        .rivals
        .iter()
        .map(|(id, file)| Theory { name: id.clone(), scenario: file.clone(), off: vec![] })
        .collect();
    let (worlds, notes) = worlds_of_all(&trial, &rivals)?;
    say_notes(&notes);
    trunk.notes = notes;
    let identity = tables::identity(&trial, &worlds, args.knock_outs);
    let out = how.to.out.clone().map_or_else(|| results(&stem(&args.patterns)), Ok)?;
    let folder = doing::claim(&out, &identity, &how.to)?;
    let pool = doing::pool(how.threads, replicates)?;
    let stop = doing::stop_on_interrupt();
    let worlds = patterns.needs.worlds.len() as u64;
    let theories =
        rivals.len() + if args.knock_outs { knockouts::theories(&patterns).len() + Mechanism::ALL.len() } else { 0 };
    let bar = doing::progress_bar(theories as u64 * worlds * replicates, "histories", how.quiet);
    let doing = doing::begin(&pool, &stop);
    let court = Court { trial, pool: &pool, stop: &stop, progress: &|done| bar.inc(done) };
    let mut found = Found {
        trial,
        trunk,
        identity,
        rivals: court.hear(&rivals)?,
        knock_outs: vec![],
        smallest: None,
        complete: true,
    };
    if args.knock_outs && !stop.load(Ordering::Relaxed) {
        found.knock_outs = court.hear(&knockouts::theories(&patterns))?;
        found.smallest = court.smallest(&found.knock_outs)?;
    }
    bar.finish_and_clear();
    found.complete = !stop.load(Ordering::Relaxed);
    if found.rivals.is_empty() {
        return Err(Failure::Failed("interrupted before a theory was tried: nothing was written".into()));
    }
    let written = tables::write(&found, folder, &doing)?;
    if !how.quiet {
        print(&shown(&found, &written, &how.changes.line(), &out));
    }
    if !found.complete {
        let place = out.display();
        return Err(Failure::Failed(format!("interrupted: {place} holds the theories that were tried until then")));
    }
    Ok(())
}

/// Every world of every rival, to be sure beforehand that all can be run, and what is to be said of them.
fn worlds_of_all(trial: &Trial<'_>, rivals: &[Theory]) -> Result<(Vec<String>, Vec<String>), Failure> {
    let (mut worlds, mut wrong) = (Vec::new(), Vec::new());
    let mut notes: Vec<String> = Vec::new();
    for rival in rivals {
        match trial.worlds(rival) {
            Ok(scenarios) => {
                worlds.push(tables::of_worlds(&scenarios));
                for note in scenarios.into_iter().flat_map(|scenario| scenario.notes) {
                    if !notes.contains(&note) {
                        notes.push(note);
                    }
                }
            }
            Err(problems) => wrong.push(problems.to_string()),
        }
    }
    if wrong.is_empty() { Ok((worlds, notes)) } else { Err(Failure::Input(wrong.join("\n"))) }
}

/// Where theories are tried.
struct Court<'a> {
    trial: Trial<'a>,
    pool: &'a ThreadPool,
    stop: &'a AtomicBool,
    progress: &'a (dyn Fn(u64) + Sync),
}

impl Court<'_> {
    fn try_theory(&self, theory: &Theory) -> Result<Option<Vec<Judgement>>, Problems> {
        let worlds = self.trial.worlds(theory)?;
        self.trial.run(&worlds, self.pool, self.stop, self.progress)
    }

    /// Tries theories until stopped.
    fn hear(&self, theories: &[Theory]) -> Result<Vec<Tried>, Problems> {
        let mut tried = Vec::new();
        for theory in theories {
            match self.try_theory(theory)? {
                Some(judgements) => tried.push(Tried { theory: theory.clone(), judgements }),
                None => break,
            }
        }
        Ok(tried)
    }

    fn smallest(&self, knock_outs: &[Tried]) -> Result<Option<Vec<Mechanism>>, Problems> {
        let Some(whole) = knock_outs.first() else { return Ok(None) };
        let kept = knockouts::passing(&whole.judgements);
        knockouts::smallest(&kept, |on| self.try_theory(&knockouts::with(self.trial.patterns, on)))
    }
}

fn shown(found: &Found<'_>, written: &[Written], changed: &str, out: &Path) -> String {
    let trial = &found.trial;
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
    first(&mut text, found);
    scoreboard(&mut text, found);
    if !found.knock_outs.is_empty() {
        mechanisms(&mut text, found);
    }
    let expressed = trial.patterns.not_expressed.iter().map(|other| other.id.as_str()).collect::<Vec<_>>();
    if !expressed.is_empty() {
        let _ = writeln!(text, "\nNot expressed by the model (see not_expressed.csv): {}", expressed.join(", "));
    }
    shown::what_it_is(&mut text);
    shown::where_it_is(&mut text, written, out);
    text
}

/// The first pattern of the file with all its numbers: the critical experiment.
fn first(text: &mut String, found: &Found<'_>) {
    let pattern = &found.trial.patterns.patterns[0];
    let _ = writeln!(text, "\n{}: {}", pattern.id, pattern.question);
    for (index, claim) in pattern.claims.iter().enumerate() {
        let _ = writeln!(text, "  {}{}", claim.measure, bounds(claim.more_than, claim.less_than));
        for Tried { theory, judgements } in &found.rivals {
            let (estimate, verdict) = &judgements[0].claims[index];
            let word = if *verdict == Verdict::Open { "" } else { verdict.word() };
            let seen = match estimate.histories {
                histories if histories < found.trial.replicates => format!("  (over {histories} histories)"),
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

fn scoreboard(text: &mut String, found: &Found<'_>) {
    let names: String = found.rivals.iter().map(|tried| format!(" {:>9}", tried.theory.name)).collect();
    let _ = writeln!(text, "\n{:9}{names}  question", "pattern");
    for (index, pattern) in found.trial.patterns.patterns.iter().enumerate() {
        let words: String =
            found.rivals.iter().map(|tried| format!(" {:>9}", tried.judgements[index].verdict.word())).collect();
        let note = match (tables::evidence(index, &found.rivals), pattern.emergent) {
            ("", true) => "",
            ("", false) => " [stated by one rule]",
            _ => " [no evidence: every rival passes]",
        };
        let _ = writeln!(text, "{:9}{words}  {}{note}", pattern.id, pattern.question);
    }
    let _ = writeln!(text);
    for verdict in [Verdict::Pass, Verdict::Fail, Verdict::Undecided] {
        let count = |tried: &Tried| tried.judgements.iter().filter(|judgement| judgement.verdict == verdict).count();
        let counts: String = found.rivals.iter().map(|tried| format!(" {:>9}", count(tried))).collect();
        let _ = writeln!(text, "{:9}{counts}", verdict.word());
    }
}

/// What each mechanism does for the patterns that the theory on trial passes.
fn mechanisms(text: &mut String, found: &Found<'_>) {
    let patterns = &found.trial.patterns.patterns;
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
