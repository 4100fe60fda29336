//! `intsoc sensitivity DIR`: what the outcomes of a sweep depend on.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::Value as Json;

use super::args::Destination;
use super::failure::Failure;
use super::out::{self, stem};
use super::render::number;
use super::say::say_notes;
use super::session::{Session, apart, claim};
use super::shown::digits::{Digits, percent, percent_between};
use super::shown::table::{Cell, Column, Row, Table};
use super::shown::{self, Of, Show, Shown};
use crate::model::outcomes::{headline, headlines};
use crate::output::folder::Written;
use crate::output::package;
use crate::output::results::{Read, Results};
use crate::output::verify;
use crate::scenario::problem::did_you_mean;
use crate::statistics::regression::Refused;
use crate::statistics::resampling::Estimate;
use crate::study::StudyKind;
use crate::study::sensitivity::{Dependence, Found, Index, Method, Outcome, Sensed, Sensitivity, samples};
use crate::study::sweep::design::DesignKind;
use crate::study::sweep::{Luck, Sweep};

/// What `intsoc sensitivity` can be told.
#[derive(Debug, Args)]
pub struct SensitivityArgs {
    /// Folder with the results of a sweep
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// An outcome or measure, by the name of its column in the table summary; may be repeated [default: the main outcomes, and the
    /// sweep's measures]
    #[arg(long, value_name = "NAME")]
    outcome: Vec<String>,
    #[command(flatten)]
    to: Destination,
    /// No table
    #[arg(long, short)]
    quiet: bool,
    #[command(flatten)]
    show: Show,
}

/// Finds what the outcomes of a sweep depend on.
pub fn sensitivity(args: &SensitivityArgs) -> Result<(), Failure> {
    args.show.ready()?;
    let results = verify::open(&args.folder).map_err(Failure::Input)?;
    let sweep = sweep(&results)?;
    let points = results.manifest["points"].as_u64().unwrap_or_default();
    let samples = samples(&sweep, points)
        .map_err(|why| Failure::Input(format!("{}: {} {why}", args.folder.display(), sweep.file)))?;
    let summary = results.table("summary").map_err(Failure::Input)?;
    let outcomes = named(args, &sweep, &summary)?;
    let histories = results.table("outcomes").map_err(Failure::Input)?;
    let package = package::read(results.folder()).map_err(Failure::Input)?;
    let outcome = |name| Outcome {
        histories: values(&histories, name, points, sweep.replicates),
        ..outcome(&package, &summary, name, points)
    };
    let outcomes = outcomes.into_iter().map(outcome).collect();
    let identity = results.manifest["identity"].as_str().unwrap_or_default().to_string();
    let asked = Sensitivity { sweep: &sweep, results: identity, points, outcomes };
    let out = out::folder(&args.to, &format!("{}-sensitivity", stem(Path::new(&sweep.file))))?;
    apart(&out, std::slice::from_ref(&args.folder))?;
    let mut folder = claim(&out, &asked.identity(), &args.to)?;
    // One thread: no history is played.
    let session =
        Session::start(Some(1), 1)?.with_bar((asked.outcomes.len() * samples.len()) as u64, "outcomes", args.quiet);
    let Some(sensed) = session.play(|engine| asked.play(&samples, engine, &mut folder))? else {
        return Err(Failure::Interrupted("interrupted: nothing was written".into()));
    };
    let written = session.seal(folder, &sensed.about)?;
    say_notes(&notes(&asked, &sensed));
    let shown = shown(&asked, &sensed, &written);
    args.show.show(shown, &Of { about: &sensed.about, written: &written, out: &out }, args.quiet)
}

/// The sweep whose results a folder holds.
fn sweep(results: &Results<'_>) -> Result<Sweep, Failure> {
    let refuse = |message: String| Err(Failure::Input(format!("{}: {message}", results.folder().display())));
    match results.kind() {
        Some(StudyKind::Sweep | StudyKind::Robust) => Ok(Sweep::restore(&results.manifest)?),
        Some(StudyKind::Shard) => refuse(
            "is a shard, and a part of the points is not the design\n  merge all shards when they are done".into(),
        ),
        kind => refuse(format!(
            "holds {} results, and nothing is varied in them\n  name the folder of a sweep",
            kind.map_or("other", StudyKind::name)
        )),
    }
}

/// The outcomes that are asked about: those named, else the main ones that there are, and the sweep's measures.
fn named<'a>(args: &'a SensitivityArgs, sweep: &'a Sweep, summary: &'a Read) -> Result<Vec<&'a str>, Failure> {
    let known: Vec<&str> = summary.header().iter().filter_map(|name| name.strip_suffix(".ci_low")).collect();
    if args.outcome.is_empty() {
        let main = headlines().into_iter().map(|(name, _)| name);
        let measures = sweep.asked.measures.iter().map(|(name, ..)| name.as_str());
        return Ok(main.chain(measures).filter(|name| known.contains(name)).collect());
    }
    match args.outcome.iter().find(|name| !known.contains(&name.as_str())) {
        Some(unknown) => Err(Failure::Input(format!(
            "--outcome {unknown}: the sweep has no such outcome\n  {}",
            did_you_mean(unknown, known)
        ))),
        None => Ok(args.outcome.iter().map(String::as_str).collect()),
    }
}

/// An outcome at every point, from the summary. Points that failed have none.
fn outcome(package: &Json, summary: &Read, name: &str, points: u64) -> Outcome {
    let mut means = vec![f64::NAN; points as usize];
    let mut half_widths = vec![(f64::NAN, 0); points as usize];
    let counted = format!("{name}.histories");
    let count = if summary.header().contains(&counted) { counted } else { "replicates".into() };
    let (low, high) = (format!("{name}.ci_low"), format!("{name}.ci_high"));
    for row in summary.rows() {
        let Some(point) = row.number("point").map(|point| point as usize).filter(|point| *point < means.len()) else {
            continue;
        };
        means[point] = row.number(name).unwrap_or(f64::NAN);
        let half = row.number(&low).zip(row.number(&high)).map_or(f64::NAN, |(low, high)| (high - low) / 2.0);
        half_widths[point] = (half, row.number(&count).unwrap_or(0.0) as u64);
    }
    Outcome { name: name.into(), unit: unit(package, name), means, half_widths, histories: vec![] }
}

/// The values of an outcome by point and replicate, where every point has as many.
fn values(histories: &Read, name: &str, points: u64, replicates: u64) -> Vec<f64> {
    if !histories.header().iter().any(|column| column == name) {
        return vec![];
    }
    let mut values = vec![f64::NAN; (points * replicates) as usize];
    for row in histories.rows() {
        let (point, replicate) = (row.number("point").unwrap_or(-1.0), row.number("replicate").unwrap_or(-1.0));
        let held = (0.0..points as f64).contains(&point) && (0.0..replicates as f64).contains(&replicate);
        // With --until there are more at some points than at others.
        if !held {
            return vec![];
        }
        values[point as usize * replicates as usize + replicate as usize] = row.number(name).unwrap_or(f64::NAN);
    }
    values
}

/// The unit of a column of the summary, as the data package says.
fn unit(package: &Json, column: &str) -> String {
    let summary = package::resources(package).find(|resource| resource["name"] == "summary");
    summary.map_or("", |summary| package::of_column(summary, column, "unit")).to_string()
}

fn notes(asked: &Sensitivity<'_>, sensed: &Sensed) -> Vec<String> {
    let mut notes = sensed.notes.clone();
    let all = asked.sweep.design.points();
    if asked.points < all {
        notes.push(format!("{} of {all} points of the design were run: indices are of these", asked.points));
    }
    if asked.sweep.design.kind() == DesignKind::List && sensed.all.iter().any(is_of_bins) {
        notes.push(
            "points are listed: indices take them as drawn by lot, each thing without regard to the others".into(),
        );
    }
    let single = asked.sweep.luck == Luck::Independent && asked.sweep.replicates == 1;
    if single {
        notes.push(
            "every point has one history of its own luck: what luck alone adds to an index is not known\n  \
             run the sweep with replicates = 4 or more, or with luck = \"common\""
                .into(),
        );
    }
    let needs = sensed.all.iter().filter_map(|of| match of.found.as_ref()?.r2? {
        Err(Refused::Needs(needed)) => Some((of.points, needed)),
        _ => None,
    });
    if let Some((points, needed)) = needs.max_by_key(|(_, needed)| *needed) {
        notes.push(format!("no regression: it needs {needed} points for as many parameters, and there are {points}"));
    }
    notes
}

fn is_of_bins(of: &Dependence) -> bool {
    of.found.as_ref().is_some_and(|found| found.method == Method::Bins)
}

/// Parameters of an outcome that are shown.
const SHOWN: usize = 10;

fn shown(asked: &Sensitivity<'_>, sensed: &Sensed, written: &[Written]) -> Shown {
    let sweep = asked.sweep;
    let mut shown = Shown::of(format!(
        "{}: {} points ({}), {} histories each, seed {}",
        sweep.file, asked.points, sweep.design_name, sweep.replicates, sweep.seed
    ));
    for of in &sensed.all {
        let words = headline(&of.outcome).unwrap_or(&of.outcome);
        let under = if of.scenario.is_empty() { String::new() } else { format!(", under {}", of.scenario) };
        shown.say(format!("\n{words}{under}"));
        match &of.found {
            None => shown.say(format!("  never varies, or has a value at too few points ({})", of.points)),
            Some(found) => {
                let about = format!("What {words}{under} depends on.");
                shown.table(ranked(of, found, about));
                beside(&mut shown, found, written);
            }
        }
        if let Some(split) = &of.split {
            let part = |of: Estimate| percent_between(of.value, (of.low, of.high));
            let twice =
                split.interaction.map(|of| format!(", luck that means another thing at another point {}", part(of)));
            shown.say(format!(
                "  the variance of histories: what is varied {}, luck {}{}",
                part(split.numbers),
                part(split.luck),
                twice.unwrap_or_default()
            ));
        }
    }
    if sweep.luck == Luck::Common {
        shown.say("\nAll points share their luck, so that differences between them come from what is varied.");
    }
    shown
}

/// The parameters that can be told from one that cannot act; the others are for other programs.
fn ranked(of: &Dependence, found: &Found, about: String) -> Table {
    let other = match found.method {
        Method::Morris => ["mu", "sigma"],
        Method::Saltelli => ["first-order", ""],
        Method::Bins => ["coefficient", ""],
        Method::Levels => ["", ""],
    };
    let columns = [
        Column::words("parameter", "depends on"),
        Column::numbers("index", found.method.ranked_by()),
        Column::interval("interval", "95 % interval"),
        Column::numbers(other[0].replace('-', "_"), other[0]).spared(1),
        Column::numbers(other[1], other[1]).spared(2),
        Column::words("sign", "more of it means"),
    ];
    let mut table = Table::new("sensitivity", about, columns);
    let order = found.ranked().into_iter().map(|at| &found.indices[at]);
    let (told, rest): (Vec<&Index>, Vec<&Index>) = order.partition(|index| index.distinguishable);
    let row = |index: &Index, hidden: bool| {
        let size = index.size();
        let digits = size.map_or(Digits::alone(0.0), |size| Digits::of(size.value, Some((size.low, size.high))));
        let beside = match found.method {
            Method::Morris => [index.mu.map(|mu| mu.value), index.sigma],
            Method::Saltelli => [index.s1.map(|s1| s1.value), None],
            Method::Bins => [index.coefficient.map(|of| of.value), None],
            Method::Levels => [None, None],
        };
        let written = |value: f64| if value.is_finite() { digits.number(value) } else { "-".into() };
        let [one, two] = beside.map(|value| value.map_or(Cell::Empty, |value| Cell::number(value, digits)));
        Row::of([
            Cell::words(&index.parameter),
            size.map_or(Cell::Empty, |size| Cell::number(size.value, digits)),
            Cell::range_by(size.map(|size| (size.low, size.high)), written),
            one,
            two,
            Cell::words(index.sign.word()),
        ])
        .also("outcome", of.outcome.as_str())
        .also("scenario", of.scenario.as_str())
        .also("distinguishable", index.distinguishable)
        .hidden(hidden)
    };
    let told = told.into_iter().enumerate().map(|(at, index)| row(index, at >= SHOWN || index.size().is_none()));
    table.rows = told.chain(rest.into_iter().map(|index| row(index, true))).collect();
    table
}

/// What is said of the indices: of the dummy, of those that cannot be told from it, and of all together.
fn beside(shown: &mut Shown, found: &Found, written: &[Written]) {
    let (told, rest): (Vec<&Index>, Vec<&Index>) =
        found.ranked().into_iter().map(|at| &found.indices[at]).partition(|index| index.distinguishable);
    if told.len() > SHOWN {
        shown.say(format!("  and {} more: see {}", told.len() - SHOWN, shown::file(written, "sensitivity")));
    }
    let first = found.noise_s1.map_or(String::new(), |noise| format!(" (first-order: {})", number(noise)));
    shown.say(format!("  a dummy, which cannot act, stays below {}{first}", number(found.noise)));
    let names: Vec<&str> = rest.iter().map(|index| index.parameter.as_str()).collect();
    match names.as_slice() {
        [] => {}
        few if few.len() <= 5 => shown.say(format!("  not distinguishable from 0: {}", few.join(", "))),
        many => shown.say(format!("  not distinguishable from 0: {} of {}", many.len(), found.indices.len())),
    }
    if let Some(Ok(r2)) = found.r2 {
        shown.say(format!(
            "  a straight line in all of them foretells {} of the variance at points left out",
            percent(r2.max(0.0))
        ));
    }
    if found.method == Method::Saltelli {
        let sum: f64 = found.indices.iter().filter_map(|index| index.s1).map(|s1| s1.value).sum();
        let interaction = if sum < 1.0 { "; what is missing to 1 is interaction" } else { "" };
        shown.say(format!("  first-order indices add up to {}{interaction}", number(sum)));
    }
}
