//! `intsoc compare BASE OTHER...`.

use std::path::PathBuf;

use clap::Args;

use super::args::{Changes, Destination, Histories, Pace};
use super::failure::{Failure, in_files};
use super::kept;
use super::out::{self, stem};
use super::render::Doubt;
use super::say::say_notes;
use super::session::{Session, claim};
use super::several::{given_twice, names, notes};
use super::shown::digits::Digits;
use super::shown::table::{Cell, Column, Row, Table};
use super::shown::{self, Of, Show, Shown};
use super::twins::{Twin, twin};
use crate::model::outcomes::headlines;
use crate::output::folder::Written;
use crate::scenario::{Loaded, Override, Sources, hash};
use crate::shell;
use crate::statistics::paired::Verdict;
use crate::study::StudyKind;
use crate::study::compare::{self, Compared, Comparison, Effect, Entry, HEADLINE, ranked};
use crate::study::robust::{Band, Hashes, Plausible};

/// What `intsoc compare` can be told.
#[derive(Debug, Args)]
pub struct CompareArgs {
    /// Scenario file (TOML) that the others are compared with; its seed and its number of replicates hold for all
    base: PathBuf,
    /// Scenario files (TOML) to compare with it
    others: Vec<PathBuf>,
    /// A twin of the base without a file: --with off=veto, or --with target.resolve=0.1,off=deflection for several changes in
    /// one twin; may be repeated
    #[arg(long, value_name = "CHANGES")]
    with: Vec<String>,
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
    #[command(flatten)]
    show: Show,
}

/// Compares twin histories and says what the changes make of them.
pub fn compare(args: &CompareArgs) -> Result<(), Failure> {
    args.show.ready()?;
    if args.others.is_empty() && args.with.is_empty() {
        let base = shell::file(&args.base.display().to_string());
        return Err(Failure::Input(format!(
            "compare: there is nothing to compare {base} with\n  name another scenario, or a change: intsoc compare {base} --with off=veto"
        )));
    }
    let sources = Sources::disk().keeping();
    let twins = args.with.iter().map(|text| twin(text)).collect::<Result<Vec<_>, _>>()?;
    let (comparison, hashes) = read(args, &twins, &sources, &args.changes.with(&args.histories)?)?;
    say_notes(&comparison.notes);
    let out = out::folder(&args.to, &args.name(&twins))?;
    // Bands are of histories with chance.
    let known = if args.no_chance { None } else { kept::find(&sources, &hashes)? };
    let mut folder = claim(&out, &comparison.identity(), &args.to)?;
    let (replicates, quiet) = (comparison.replicates, args.pace.quiet);
    let session = Session::start(args.pace.threads, replicates)?.with_bar(replicates, "twins", quiet);
    let Some(mut compared) = session.play(|engine| compare::play(&comparison, engine, &mut folder))? else {
        return Err(Failure::Interrupted("interrupted before a twin was complete: nothing was written".into()));
    };
    if let Some(known) = &known {
        compared.about.manifest["plausible"] = known.to_json();
    }
    let files = session.seal(folder, &compared.about)?;
    say_notes(&without_effect(&comparison, &compared));
    let bands = Bands::of(&hashes, known.as_ref());
    let doubt =
        Doubt { known: known.as_ref().filter(|_| bands.any()), asked: asked(args, &twins, &comparison, &bands) };
    let told = Told { comparison: &comparison, compared: &compared, bands: &bands, doubt: &doubt };
    let shown = told.shown(&files, &args.changes.line());
    args.show.show(shown, &Of { about: &compared.about, written: &files, out: &out }, quiet)?;
    if compared.histories < replicates {
        return Err(Failure::interrupted(&out, compared.histories, replicates));
    }
    Ok(())
}

impl CompareArgs {
    /// What the folder is called: after the base, the twins that have no file, and what changes in all.
    fn name(&self, twins: &[Twin]) -> String {
        let with: String = twins.iter().map(|twin| format!("+{}", twin.name)).collect();
        let name = format!("{}-compared{with}", stem(&self.base));
        out::changed(&out::short(&name), &self.changes, Some(&self.histories.seed))
    }
}

/// Reads all scenarios, and tells all mistakes in any of them at once.
fn read(
    args: &CompareArgs,
    twins: &[Twin],
    sources: &Sources,
    overrides: &[Override],
) -> Result<(Comparison, Vec<Hashes>), Failure> {
    let files: Vec<&PathBuf> = std::iter::once(&args.base).chain(&args.others).collect();
    let of_files =
        names(&files)?.into_iter().zip(&files).map(|(name, file)| (name, Loaded::of(sources, file, overrides)));
    let of_twin = |twin: &Twin| (twin.name.clone(), Loaded::twin(sources, &args.base, &twin.overrides, overrides));
    let (mut loaded, mut wrong) = (Vec::<(String, Loaded)>::new(), Vec::new());
    for (name, read) in of_files.chain(twins.iter().map(of_twin)) {
        match read {
            Ok(_) if loaded.iter().any(|(known, _)| *known == name) => wrong.push(given_twice(&name)),
            Ok(read) => loaded.push((name, read)),
            Err(problems) => wrong.push(in_files(&problems)),
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
        if hash(&other.scenario) == hash(&comparison.base.scenario) {
            return format!("{}: is the same as {} but for what things are called", other.name, comparison.base.name);
        }
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
fn asked(args: &CompareArgs, twins: &[Twin], comparison: &Comparison, bands: &Bands<'_>) -> String {
    let world = |((other, said), _): ((&Entry, String), &Option<&[Band]>)| {
        let letter = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '_' };
        format!("{} = {said}", other.name.chars().map(letter).collect::<String>())
    };
    let files = args.others.iter().map(|file| format!("\"{}\"", file.display()));
    let said = files.chain(twins.iter().map(|twin| format!("{{ {} }}", twin.keys)));
    let worlds: Vec<String> =
        comparison.others.iter().zip(said).zip(&bands.0).filter(|(_, bands)| bands.is_none()).map(world).collect();
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
struct Told<'a> {
    comparison: &'a Comparison,
    compared: &'a Compared,
    bands: &'a Bands<'a>,
    doubt: &'a Doubt<'a>,
}

impl Told<'_> {
    /// With one scenario all main outcomes, with several the headline of each.
    fn shown(&self, files: &[Written], changed: &str) -> Shown {
        let base = &self.comparison.base;
        let mut shown = Shown::of(format!(
            "{}: {} against {}, seed {}\n{changed}",
            base.scenario.name,
            match self.compared.histories {
                1 => "one twin history".into(),
                histories => format!("{histories} twin histories"),
            },
            base.name,
            base.scenario.seed,
        ));
        shown.say("");
        shown.table(if self.comparison.others.len() == 1 { self.one() } else { self.several() });
        if self.comparison.others.len() > 1 {
            shown.say(format!(
                "\nEvery other outcome is in {}. Effects whose intervals overlap keep the order given; what is undecided is not ranked.",
                shown::file(files, "effects")
            ));
        }
        self.doubt.told(&mut shown);
        let others = self.comparison.others.iter().zip(&self.bands.0);
        let unknown: Vec<&str> =
            others.filter(|(_, bands)| bands.is_none()).map(|(other, _)| other.name.as_str()).collect();
        if self.bands.any() && !unknown.is_empty() {
            shown.say(format!("Not known over these: {}\n  {}", unknown.join(", "), self.doubt.asked));
        }
        shown
    }

    /// What people call a scenario: by its name where every one has a name of its own, else by its file.
    fn called<'s>(&'s self, entry: &'s Entry) -> &'s str {
        let all: Vec<&Entry> = std::iter::once(&self.comparison.base).chain(&self.comparison.others).collect();
        let twice = |one: &Entry| all.iter().filter(|other| other.scenario.name == one.scenario.name).count() > 1;
        if all.iter().any(|entry| twice(entry)) { &entry.name } else { &entry.scenario.name }
    }

    fn columns(first: Column) -> [Column; 5] {
        [
            first,
            Column::numbers("effect", "effect"),
            Column::interval("interval", "luck alone\n95 % interval"),
            Column::ranges("plausible_90", "over plausible numbers\n5 % to 95 % of worlds"),
            Column::words("twins", "twins"),
        ]
    }

    /// A row for people and for other programs; the first of its cells is given.
    fn row(&self, first: Cell, effect: &Effect) -> Row {
        let band = self.bands.at(effect);
        let more = band
            .and_then(|band| band.more)
            .map_or(String::new(), |more| format!("; more in {:.0} % of plausible worlds", 100.0 * more));
        let difference = &effect.paired.difference;
        let digits = Digits::of(difference.mean().unwrap_or_default(), difference.interval());
        let mean = difference.mean();
        let word = mean.map_or_else(
            || "never came about under both".into(),
            |_| format!("{}{more}", went(effect, self.compared.histories)),
        );
        let other = &self.comparison.others[effect.other];
        let share = |count: u64| (effect.paired.pairs() > 0).then(|| count as f64 / effect.paired.pairs() as f64);
        Row::of([
            first,
            mean.map_or(Cell::Empty, |mean| Cell::signed(mean, digits)),
            Cell::signed_range(difference.interval(), digits),
            Cell::signed_range(band.map(|band| (band.p05, band.p95)), digits),
            Cell::words(word),
        ])
        .also("scenario", other.name.as_str())
        .also("scenario_name", other.scenario.name.as_str())
        .also("outcome", effect.outcome.name.as_str())
        .also("outcome_name", named(effect))
        .also("unit", effect.outcome.unit)
        .also("verdict", effect.paired.verdict().word())
        .also("pairs", effect.paired.pairs())
        .also("rose", share(effect.paired.rose))
        .also("fell", share(effect.paired.fell))
        .also("base_mean", effect.paired.base.mean())
        .also("scenario_mean", effect.paired.other.mean())
        .also("plausible_more", band.and_then(|band| band.more))
    }

    fn one(&self) -> Table {
        let less = format!("{} less {}", self.called(&self.comparison.others[0]), self.called(&self.comparison.base));
        let mut table =
            Table::new("effects", StudyKind::Compare.question(), Self::columns(Column::words("words", &less)));
        let main = headlines();
        let found = |name: &str| self.compared.effects.iter().find(|effect| effect.outcome.name == name);
        let seen = main.iter().filter_map(|(name, _)| Some((found(name)?, false)));
        let rest = self.compared.effects.iter().filter(|effect| is_not_main(effect)).map(|effect| (effect, true));
        let row = |(effect, hidden)| self.row(Cell::words(named(effect)), effect).hidden(hidden);
        table.rows = seen.chain(rest).map(row).collect();
        table
    }

    /// Effects on one outcome as they are [`ranked`]. The effects on all others are for other programs.
    fn several(&self) -> Table {
        let first = Column::words("words", &format!("effect on {HEADLINE}"));
        let mut table = Table::new("effects", StudyKind::Compare.question(), Self::columns(first));
        let name = |effect: &Effect| Cell::words(self.called(&self.comparison.others[effect.other]));
        let effects = &self.compared.effects;
        let seen = ranked(effects).into_iter().map(|effect| self.row(name(effect), effect));
        let rest = effects.iter().filter(|effect| effect.outcome.name != HEADLINE);
        table.rows = seen.chain(rest.map(|effect| self.row(name(effect), effect).hidden(true))).collect();
        table
    }
}

/// What people call an outcome.
fn named(effect: &Effect) -> &'static str {
    let main = headlines().into_iter().find(|(name, _)| *name == effect.outcome.name);
    main.map_or(effect.outcome.meaning, |(_, words)| words)
}

fn is_not_main(effect: &Effect) -> bool {
    headlines().iter().all(|(name, _)| *name != effect.outcome.name)
}

/// In how many twins an effect went which way.
fn went(effect: &Effect, twins: u64) -> String {
    let paired = &effect.paired;
    let pairs = paired.pairs();
    let share = |count: u64| format!("{:>3.0} %", 100.0 * count as f64 / pairs as f64);
    let moved = || {
        let seen = match pairs {
            _ if pairs == twins => String::new(),
            _ => format!(" (of the {pairs} twins in which it came about under both)"),
        };
        format!("more in {}, less in {}{seen}", share(paired.rose), share(paired.fell))
    };
    match paired.verdict() {
        Verdict::Same if pairs < twins => format!("the same in the {pairs} of {twins} twins in which it came about"),
        Verdict::Same => "the same in every twin".into(),
        Verdict::Undecided => format!("undecided: {}", moved()),
        Verdict::More | Verdict::Less => moved(),
    }
}
