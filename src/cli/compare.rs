//! `intsoc compare BASE OTHER...`.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use clap::Args;

use super::args::{Changes, Destination, Histories, Pace};
use super::excerpt;
use super::failure::Failure;
use super::kept;
use super::out::{self, stem};
use super::render::{self, Doubt, signed};
use super::say::{print, say_notes};
use super::session::{Session, claim};
use super::several::{names, notes};
use crate::model::outcomes::headlines;
use crate::output::folder::Written;
use crate::scenario::{Loaded, Override, Sources};
use crate::statistics::paired::Verdict;
use crate::statistics::tiers::tiers;
use crate::study::compare::{self, Compared, Comparison, Effect, Entry};
use crate::study::robust::{Band, Hashes, Plausible};

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
    let sources = Sources::disk().keeping();
    let (comparison, hashes) = read(args, &sources, &args.changes.with(&args.histories)?)?;
    say_notes(&comparison.notes);
    let out = out::folder(&args.to, &format!("{}-compared", stem(&args.base)))?;
    let mut folder = claim(&out, &comparison.identity(), &args.to)?;
    let (twins, quiet) = (comparison.replicates, args.pace.quiet);
    let session = Session::start(args.pace.threads, twins)?.with_bar(twins, "twins", quiet);
    let Some(mut compared) = session.play(|engine| compare::play(&comparison, engine, &mut folder))? else {
        return Err(Failure::Failed("interrupted before a twin was complete: nothing was written".into()));
    };
    // Bands are of histories with chance.
    let known = (!args.no_chance).then(|| kept::find(&sources, &hashes)).flatten();
    if let Some(known) = &known {
        compared.about.manifest["plausible"] = known.to_json();
    }
    let files = session.seal(folder, &compared.about)?;
    say_notes(&without_effect(&comparison, &compared));
    if !quiet {
        let bands = Bands::of(&hashes, known.as_ref());
        let doubt = Doubt { known: known.as_ref().filter(|_| bands.any()), asked: asked(args, &comparison, &bands) };
        let shown = Shown { comparison: &comparison, compared: &compared, bands: &bands, doubt: &doubt };
        print(&shown.table(&files, &args.changes.line(), &out));
    }
    if compared.histories < twins {
        return Err(Failure::interrupted(&out, compared.histories, twins));
    }
    Ok(())
}

/// Reads all scenarios, and tells all mistakes in any of them at once.
fn read(args: &CompareArgs, sources: &Sources, overrides: &[Override]) -> Result<(Comparison, Vec<Hashes>), Failure> {
    let files: Vec<&PathBuf> = std::iter::once(&args.base).chain(&args.others).collect();
    let names = names(&files)?;
    let (mut loaded, mut wrong) = (Vec::new(), Vec::new());
    for (file, name) in files.iter().zip(names) {
        match Loaded::of(sources, file, overrides) {
            Ok(read) => loaded.push((name, read)),
            Err(problems) => wrong.push(excerpt::shown(&problems)),
        }
    }
    if !wrong.is_empty() {
        return Err(Failure::Files(wrong.join("\n")));
    }
    let mut notes = notes(&loaded)?;
    notes.extend(of_other_time(&loaded));
    let seed = loaded[0].1.scenario.seed;
    let hashes = loaded.iter().map(|(_, read)| Hashes::of(&read.scenario, read.tree())).collect();
    let entry = |(name, read): (String, Loaded)| Entry { name, scenario: read.scenario.with_seed(seed) };
    let mut entries: Vec<Entry> = loaded.into_iter().map(entry).collect();
    let base = entries.remove(0);
    let replicates = if args.no_chance { 1 } else { base.scenario.replicates };
    Ok((Comparison { base, others: entries, replicates, still: args.no_chance, notes }, hashes))
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

/// What makes the bands of a comparison.
fn asked(args: &CompareArgs, comparison: &Comparison, bands: &Bands<'_>) -> String {
    let world = |((other, file), _): ((&Entry, &PathBuf), &Option<&[Band]>)| {
        let letter = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '_' };
        format!("{} = \"{}\"", other.name.chars().map(letter).collect::<String>(), file.display())
    };
    let worlds: Vec<String> = comparison
        .others
        .iter()
        .zip(&args.others)
        .zip(&bands.0)
        .filter(|(_, bands)| bands.is_none())
        .map(world)
        .collect();
    let same = if args.changes.line().is_empty() { "" } else { ", with the same changes," };
    format!(
        "intsoc robust FILE{same} plays them over those, where FILE is a sweep beside {} with ranges = \"all\", points = 1000 and worlds = {{ {} }}",
        args.base.display(),
        worlds.join(", ")
    )
}

/// Bands of effects over plausible numbers, by scenario; none where they are not known.
struct Bands<'a>(Vec<Option<&'a [Band]>>);

impl<'a> Bands<'a> {
    fn of(hashes: &[Hashes], known: Option<&'a Plausible>) -> Self {
        let (base, others) = (&hashes[0].scenario, &hashes[1..]);
        Self(others.iter().map(|other| known.and_then(|known| known.effects_of(base, &other.scenario))).collect())
    }

    /// Is any known?
    fn any(&self) -> bool {
        self.0.iter().any(Option::is_some)
    }

    fn at(&self, effect: &Effect) -> Option<&'a Band> {
        self.0[effect.other].and_then(|bands| Band::of(bands, &effect.outcome.name))
    }
}

/// What a person sees of a comparison.
struct Shown<'a> {
    comparison: &'a Comparison,
    compared: &'a Compared,
    bands: &'a Bands<'a>,
    doubt: &'a Doubt<'a>,
}

impl Shown<'_> {
    /// With one scenario all main outcomes, with several the headline of each.
    fn table(&self, files: &[Written], changed: &str, out: &Path) -> String {
        let base = &self.comparison.base;
        let mut text = format!(
            "{}: {} against {}, seed {}\n{changed}",
            base.scenario.name,
            match self.compared.histories {
                1 => "one twin history".into(),
                histories => format!("{histories} twin histories"),
            },
            base.name,
            base.scenario.seed,
        );
        text.push('\n');
        if self.comparison.others.len() == 1 {
            self.one(&mut text);
        } else {
            self.several(&mut text, ("adequacy", render::file(files, "effects")));
        }
        self.doubt.told(&mut text);
        let others = self.comparison.others.iter().zip(&self.bands.0);
        let unknown: Vec<&str> =
            others.filter(|(_, bands)| bands.is_none()).map(|(other, _)| other.name.as_str()).collect();
        if self.bands.any() && !unknown.is_empty() {
            let _ = writeln!(text, "Not known over these: {}\n  {}", unknown.join(", "), self.doubt.asked);
        }
        render::what_it_is(&mut text);
        render::where_it_is(&mut text, files, out);
        text
    }

    fn heading(&self, text: &mut String, first: &str) {
        let over = if self.bands.any() { ["over plausible numbers", "5 % to 95 % of worlds"] } else { ["", ""] };
        for (first, effect, [interval, band], twins) in
            [("", "", ["luck alone", over[0]], ""), (first, "effect", ["95 % interval", over[1]], "twins")]
        {
            let band = if self.bands.any() { format!("{band:^25}  ") } else { String::new() };
            let _ = writeln!(text, "{}", format!("{first:36} {effect:>12}  {interval:^25}  {band}{twins}").trim_end());
        }
    }

    fn row(&self, text: &mut String, words: &str, effect: &Effect) {
        let band = self.bands.at(effect);
        let numbers = band.map_or(String::new(), |band| range(band.p05, band.p95));
        let numbers = if self.bands.any() { format!("{numbers:25}  ") } else { String::new() };
        let more = band
            .and_then(|band| band.more)
            .map_or(String::new(), |more| format!("; more in {:.0} % of plausible worlds", 100.0 * more));
        let said = match effect_words(effect, self.compared.histories) {
            None => "never came about under both".into(),
            Some(([mean, interval], word)) => format!("{mean:>12}  {interval:25}  {numbers}{word}{more}"),
        };
        let _ = writeln!(text, "{words:36} {said}");
    }

    fn one(&self, text: &mut String) {
        self.heading(text, &format!("{} less {}", self.comparison.others[0].name, self.comparison.base.name));
        for (name, words) in headlines() {
            if let Some(effect) = self.compared.effects.iter().find(|effect| effect.outcome.name == name) {
                self.row(text, words, effect);
            }
        }
    }

    /// Effects on one outcome: those decided, highest first as far as their intervals do not overlap;
    /// then, in the order given, those that are not.
    fn several(&self, text: &mut String, (outcome, file): (&str, &str)) {
        let effects = self.compared.effects.iter().filter(|effect| effect.outcome.name == outcome);
        let (decided, rest): (Vec<&Effect>, Vec<&Effect>) =
            effects.partition(|effect| matches!(effect.paired.verdict(), Verdict::More | Verdict::Less));
        let interval = |effect: &&Effect| {
            let mean = effect.paired.difference.mean().unwrap_or_default();
            effect.paired.difference.interval().unwrap_or((mean, mean))
        };
        let tiers = tiers(&decided.iter().map(interval).collect::<Vec<_>>());
        self.heading(text, &format!("effect on {outcome}"));
        for effect in tiers.into_iter().flatten().map(|index| decided[index]).chain(rest) {
            self.row(text, &self.comparison.others[effect.other].name, effect);
        }
        let _ = writeln!(
            text,
            "\nEvery other outcome is in {file}. Effects whose intervals overlap keep the order given; what is undecided is not ranked."
        );
    }
}

fn range(low: f64, high: f64) -> String {
    format!("{:>11} to {:>10}", signed(low), signed(high))
}

/// An effect, its interval, and in how many twins it went which way; none that never came about under both.
fn effect_words(effect: &Effect, twins: u64) -> Option<([String; 2], String)> {
    let paired = &effect.paired;
    let pairs = paired.pairs();
    let mean = paired.difference.mean()?;
    let interval = paired.difference.interval().map_or(String::new(), |(low, high)| range(low, high));
    let share = |count: u64| format!("{:>3.0} %", 100.0 * count as f64 / pairs as f64);
    let moved = || {
        let seen = match pairs {
            _ if pairs == twins => String::new(),
            _ => format!(" (of the {pairs} twins in which it came about under both)"),
        };
        format!("more in {}, less in {}{seen}", share(paired.rose), share(paired.fell))
    };
    let word = match paired.verdict() {
        Verdict::Same if pairs < twins => format!("the same in the {pairs} of {twins} twins in which it came about"),
        Verdict::Same => "the same in every twin".into(),
        Verdict::Undecided => format!("undecided: {}", moved()),
        Verdict::More | Verdict::Less => moved(),
    };
    Some(([signed(mean), interval], word))
}
