//! `intsoc compare BASE OTHER...`.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use clap::Args;

use super::args::{Changes, Destination, Histories, Pace};
use super::failure::Failure;
use super::out::{self, stem};
use super::render::{self, signed};
use super::say::{print, say_notes};
use super::session::{Session, claim};
use super::several::{names, notes};
use crate::model::outcomes::headlines;
use crate::output::folder::Written;
use crate::scenario::{Loaded, Override, Sources};
use crate::statistics::paired::Verdict;
use crate::statistics::tiers::tiers;
use crate::study::compare::{self, Compared, Comparison, Effect, Entry};

/// What `intsoc compare` can be told.
#[derive(Debug, Args)]
pub struct CompareArgs {
    /// Scenario file (TOML) that the others are compared with; its seed and its number of replicates hold for all
    base: PathBuf,
    /// Scenario files (TOML) to compare with it
    #[arg(required = true)]
    others: Vec<PathBuf>,
    #[command(flatten)]
    changes: Changes,
    #[command(flatten)]
    histories: Histories,
    /// One history of each without chance
    #[arg(long, alias = "still")]
    no_chance: bool,
    #[command(flatten)]
    to: Destination,
    #[command(flatten)]
    pace: Pace,
}

/// Compares twin histories and says what the changes make of them.
pub fn compare(args: &CompareArgs) -> Result<(), Failure> {
    let comparison = read(args, &args.changes.with(&args.histories)?)?;
    say_notes(&comparison.notes);
    let out = out::folder(&args.to, &format!("{}-compared", stem(&args.base)))?;
    let mut folder = claim(&out, &comparison.identity(), &args.to)?;
    let (twins, quiet) = (comparison.replicates, args.pace.quiet);
    let session = Session::start(args.pace.threads, twins)?.with_bar(twins, "twins", quiet);
    let Some(compared) = session.play(|engine| compare::play(&comparison, engine, &mut folder))? else {
        return Err(Failure::Failed("interrupted before a twin was complete: nothing was written".into()));
    };
    let files = session.seal(folder, &compared.about)?;
    say_notes(&without_effect(&comparison, &compared));
    if !quiet {
        print(&table(&comparison, &compared, &files, &args.changes.line(), &out));
    }
    if compared.histories < twins {
        return Err(Failure::interrupted(&out, compared.histories, twins));
    }
    Ok(())
}

/// Reads all scenarios, and tells all mistakes in any of them at once.
fn read(args: &CompareArgs, overrides: &[Override]) -> Result<Comparison, Failure> {
    let files: Vec<&PathBuf> = std::iter::once(&args.base).chain(&args.others).collect();
    let names = names(&files)?;
    let (mut loaded, mut wrong) = (Vec::new(), Vec::new());
    for (file, name) in files.iter().zip(names) {
        match Loaded::of(&Sources::disk(), file, overrides) {
            Ok(read) => loaded.push((name, read)),
            Err(problems) => wrong.push(problems.to_string()),
        }
    }
    if !wrong.is_empty() {
        return Err(Failure::Input(wrong.join("\n")));
    }
    let mut notes = notes(&loaded)?;
    notes.extend(of_other_time(&loaded));
    let seed = loaded[0].1.scenario.seed;
    let entry = |(name, read): (String, Loaded)| Entry { name, scenario: read.scenario.with_seed(seed) };
    let mut entries: Vec<Entry> = loaded.into_iter().map(entry).collect();
    let base = entries.remove(0);
    let replicates = if args.no_chance { 1 } else { base.scenario.replicates };
    Ok(Comparison { base, others: entries, replicates, still: args.no_chance, notes })
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

/// Notes on scenarios of another length or start than the first: their sums over months are of other months.
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

/// What a person sees: with one scenario all main outcomes, with several the headline of each.
fn table(comparison: &Comparison, compared: &Compared, files: &[Written], changed: &str, out: &Path) -> String {
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
        several(&mut text, comparison, compared, ("adequacy", render::file(files, "effects")));
    }
    render::what_it_is(&mut text);
    render::where_it_is(&mut text, files, out);
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

fn heading(text: &mut String, first: &str, second: &str) {
    let _ = writeln!(text, "{first:36} {second:>12}  {:^25}  twins", "95 % interval");
}

fn one(text: &mut String, comparison: &Comparison, compared: &Compared) {
    heading(text, &format!("{} less {}", comparison.others[0].name, comparison.base.name), "effect");
    for (name, words) in headlines() {
        if let Some(effect) = compared.effects.iter().find(|effect| effect.outcome.name == name) {
            let _ = writeln!(text, "{words:36} {}", effect_words(effect, compared.histories));
        }
    }
}

/// Effects on one outcome: those decided, highest first as far as their intervals do not overlap;
/// then, in the order given, those that are not.
fn several(text: &mut String, comparison: &Comparison, compared: &Compared, (outcome, file): (&str, &str)) {
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
        "\nEvery other outcome is in {file}. Effects whose intervals overlap keep the order given; what is undecided is not ranked."
    );
}
