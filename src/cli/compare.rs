//! `intsoc compare BASE OTHER...`.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use super::run::{results, stem};
use super::shown::{self, SHOWN, number};
use super::{CompareArgs, Failure, doing, print, say_notes};
use crate::output::compare::{self, Compared, Comparison, Effect, Entry};
use crate::scenario::undone::essence;
use crate::scenario::{Loaded, Override};
use crate::statistics::paired::Verdict;
use crate::statistics::tiers::tiers;

/// Compares twin histories and says what the changes make of them.
pub fn compare(args: &CompareArgs) -> Result<(), Failure> {
    let how = &args.how;
    let comparison = read(args, &how.overrides()?)?;
    say_notes(&comparison.notes);
    let out = how.to.out.clone().map_or_else(|| results(&format!("{}-compared", stem(&args.base))), Ok)?;
    let folder = doing::claim(&out, &comparison.identity(), &how.to)?;
    let pool = doing::pool(how.threads, comparison.replicates)?;
    let stop = doing::stop_on_interrupt();
    let bar = doing::progress_bar(comparison.replicates, "twins", how.quiet);
    let doing = doing::begin(&pool, &stop);
    let compared = compare::run(&comparison, folder, &doing, &|done| bar.inc(done))?;
    bar.finish_and_clear();
    let Some(compared) = compared else {
        return Err(Failure::Failed("interrupted before a twin was complete: nothing was written".into()));
    };
    say_notes(&without_effect(&comparison, &compared));
    if !how.quiet {
        print(&table(&comparison, &compared, &how.changes.line(), &out));
    }
    if compared.histories < comparison.replicates {
        return Err(Failure::interrupted(&out, compared.histories, comparison.replicates));
    }
    Ok(())
}

/// Reads all scenarios; what is wrong with any of them is said at once.
fn read(args: &CompareArgs, overrides: &[Override]) -> Result<Comparison, Failure> {
    let files: Vec<&PathBuf> = std::iter::once(&args.base).chain(&args.others).collect();
    let names = names(&files)?;
    let (mut loaded, mut wrong) = (Vec::new(), Vec::new());
    for (file, name) in files.iter().zip(names) {
        match Loaded::of(file, overrides) {
            Ok(read) => loaded.push((name, read)),
            Err(problems) => wrong.push(problems.to_string()),
        }
    }
    if !wrong.is_empty() {
        return Err(Failure::Input(wrong.join("\n")));
    }
    let mut notes = notes(&loaded)?;
    notes.extend(of_other_time(&loaded));
    let mut entries: Vec<Entry> =
        loaded.into_iter().map(|(name, read)| Entry { name, scenario: read.scenario }).collect();
    let base = entries.remove(0);
    for other in &mut entries {
        other.scenario.seed = base.scenario.seed;
    }
    let replicates = if args.how.still { 1 } else { base.scenario.replicates };
    Ok(Comparison { base, others: entries, replicates, still: args.how.still, notes })
}

/// What is to be said of scenarios that are compared with the first: what changes in all undo in one of them, and
/// which are the same scenario.
///
/// # Errors
/// When the changes leave nothing of what one of them changes.
pub fn notes(loaded: &[(String, Loaded)]) -> Result<Vec<String>, Failure> {
    let mut notes: Vec<String> = Vec::new();
    for note in loaded.iter().flat_map(|(_, read)| &read.scenario.notes) {
        // What all inherit is said once.
        if !notes.contains(note) {
            notes.push(note.clone());
        }
    }
    let Some(((base, base_read), others)) = loaded.split_first() else { return Ok(notes) };
    for (name, read) in others {
        let left = read.left_against(base_read);
        if left.nothing {
            return Err(Failure::Input(format!(
                "{name}: becomes the same scenario as {base}: what is set for all comes last, and undoes all that it changes ({})\n  leave that out of --set and --off, or write it into the base that both extend",
                left.shown()
            )));
        }
        if !left.undone.is_empty() {
            notes.push(format!(
                "{name}: what is set for all comes last, and undoes a part of what it changes against {base}: {}\n  an effect is of what is left",
                left.shown()
            ));
        }
    }
    let essences: Vec<String> = loaded.iter().map(|(_, read)| essence(&read.scenario.resolved)).collect();
    for (index, (name, _)) in loaded.iter().enumerate() {
        if let Some(first) = essences[..index].iter().position(|known| *known == essences[index]) {
            notes.push(format!("{name}: is the same scenario as {}: twins of the two never differ", loaded[first].0));
        }
    }
    Ok(notes)
}

/// Scenarios that differ from the base, and of whose differences nothing came.
fn without_effect(comparison: &Comparison, compared: &Compared) -> Vec<String> {
    let same = |other: usize| {
        let mut effects = compared.effects.iter().filter(|effect| effect.other == other);
        effects.all(|effect| effect.paired.pairs() == 0 || effect.paired.verdict() == Verdict::Same)
    };
    let known = |name: &str| comparison.notes.iter().any(|note| note.starts_with(&format!("{name}: is the same")));
    let others = comparison.others.iter().enumerate();
    let idle = others.filter(|(index, other)| same(*index) && !known(&other.name));
    let said = idle.map(|(_, other)| {
        format!(
            "{}: differs from {} in what it says, and no outcome differs in any twin: a mechanism that is off, or an event, may keep that from counting",
            other.name, comparison.base.name
        )
    });
    said.collect()
}

/// What to know before numbers of scenarios of another time than the first's are held against its own.
fn of_other_time(loaded: &[(String, Loaded)]) -> Vec<String> {
    let Some(((base_name, base), others)) = loaded.split_first() else { return vec![] };
    let base = &base.scenario;
    let others = others.iter().map(|(name, other)| (name, &other.scenario));
    let others = others.filter(|(_, other)| (other.start, other.months) != (base.start, base.months));
    let said = others.map(|(name, other)| {
        format!(
            "{name} is of {} months from {}, {base_name} of {} from {}: what is counted, added up or averaged over months differs for that alone, and luck is shared month by month from each one's start",
            other.months, other.start, base.months, base.start
        )
    });
    said.collect()
}

/// What the files are called in the tables: their names without ending, or with their folders
/// where that is not enough to tell them apart.
pub fn names(files: &[&PathBuf]) -> Result<Vec<String>, Failure> {
    let stems: Vec<String> = files.iter().map(|file| stem(file)).collect();
    let twice = |names: &[String], name: &String| names.iter().filter(|known| *known == name).count() > 1;
    let paths = files.iter().zip(&stems).map(|(file, stem)| {
        if twice(&stems, stem) { file.with_extension("").display().to_string() } else { stem.clone() }
    });
    let names: Vec<String> = paths.collect();
    match names.iter().find(|name| twice(&names, name)) {
        Some(name) => Err(Failure::Input(format!("{name}: is given twice\n  name each scenario once"))),
        None => Ok(names),
    }
}

/// What a person sees: with one scenario all main outcomes, with several the headline of each.
fn table(comparison: &Comparison, compared: &Compared, changed: &str, out: &Path) -> String {
    let base = &comparison.base;
    let mut text = format!(
        "{}: {} against {}, seed {}\n{changed}",
        base.scenario.name,
        match compared.histories {
            1 => "one twin history".into(),
            histories => format!("{histories} twin histories"),
        },
        base.name,
        base.scenario.seed,
    );
    text.push('\n');
    if comparison.others.len() == 1 {
        one(&mut text, comparison, compared);
    } else {
        several(&mut text, comparison, compared, "adequacy");
    }
    shown::what_it_is(&mut text);
    shown::where_it_is(&mut text, &compared.files, out);
    text
}

/// An effect with its interval and in how many twins it went which way.
fn effect_words(effect: &Effect, twins: u64) -> String {
    let paired = &effect.paired;
    let pairs = paired.pairs();
    let (Some(mean), verdict) = (paired.difference.mean(), paired.verdict()) else {
        return "never came about under both".into();
    };
    let interval = paired
        .difference
        .interval()
        .map_or(String::new(), |(low, high)| format!("{:>11} to {:>10}", signed(low), signed(high)));
    let share = |count: u64| format!("{:>3.0} %", 100.0 * count as f64 / pairs as f64);
    let moved = || {
        let seen = match pairs {
            _ if pairs == twins => String::new(),
            _ => format!(" (of the {pairs} twins in which it came about under both)"),
        };
        format!("more in {}, less in {}{seen}", share(paired.rose), share(paired.fell))
    };
    let word = match verdict {
        Verdict::Same if pairs < twins => format!("the same in the {pairs} of {twins} twins in which it came about"),
        Verdict::Same => "the same in every twin".into(),
        Verdict::Undecided => format!("undecided: {}", moved()),
        Verdict::More | Verdict::Less => moved(),
    };
    format!("{:>12}  {interval:25}  {word}", signed(mean))
}

fn signed(value: f64) -> String {
    let shown = number(value);
    if value > 0.0 { format!("+{shown}") } else { shown }
}

fn heading(text: &mut String, first: &str, second: &str) {
    let _ = writeln!(text, "{first:36} {second:>12}  {:^25}  twins", "95 % interval");
}

fn one(text: &mut String, comparison: &Comparison, compared: &Compared) {
    heading(text, &format!("{} less {}", comparison.others[0].name, comparison.base.name), "effect");
    for (name, words) in SHOWN {
        if let Some(effect) = compared.effects.iter().find(|effect| effect.outcome.name == name) {
            let _ = writeln!(text, "{words:36} {}", effect_words(effect, compared.histories));
        }
    }
}

/// Effects on one outcome: those decided, highest first as far as their intervals do not overlap;
/// then, in the order given, those that are not.
fn several(text: &mut String, comparison: &Comparison, compared: &Compared, outcome: &str) {
    let effects = compared.effects.iter().filter(|effect| effect.outcome.name == outcome);
    let (decided, rest): (Vec<&Effect>, Vec<&Effect>) =
        effects.partition(|effect| matches!(effect.paired.verdict(), Verdict::More | Verdict::Less));
    let interval = |effect: &&Effect| {
        let mean = effect.paired.difference.mean().unwrap_or_default();
        effect.paired.difference.interval().unwrap_or((mean, mean))
    };
    let tiers = tiers(&decided.iter().map(interval).collect::<Vec<_>>());
    heading(text, &format!("effect on {outcome}"), "effect");
    for effect in tiers.into_iter().flatten().map(|index| decided[index]).chain(rest) {
        let _ =
            writeln!(text, "{:36} {}", comparison.others[effect.other].name, effect_words(effect, compared.histories));
    }
    let _ = writeln!(
        text,
        "\nEvery other outcome is in effects.csv. Effects whose intervals overlap keep the order given; what is undecided is not ranked."
    );
}
