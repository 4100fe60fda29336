//! `intsoc sensitivity DIR`: what the outcomes of a sweep depend on.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::Value as Json;

use super::args::Destination;
use super::failure::Failure;
use super::out::{self, stem};
use super::render::{self, number};
use super::say::{print, say_notes};
use super::session::{Session, apart, claim};
use crate::files;
use crate::model::outcomes::headlines;
use crate::output::folder::Written;
use crate::output::names::PACKAGE;
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
}

/// Finds what the outcomes of a sweep depend on.
pub fn sensitivity(args: &SensitivityArgs) -> Result<(), Failure> {
    let results = verify::open(&args.folder).map_err(Failure::Input)?;
    let sweep = sweep(&results)?;
    let points = results.manifest["points"].as_u64().unwrap_or_default();
    let samples = samples(&sweep, points)
        .map_err(|why| Failure::Input(format!("{}: {} {why}", args.folder.display(), sweep.file)))?;
    let summary = results.table("summary").map_err(Failure::Input)?;
    let outcomes = named(args, &sweep, &summary)?;
    let histories = results.table("outcomes").map_err(Failure::Input)?;
    let outcome = |name| Outcome {
        histories: values(&histories, name, points, sweep.replicates),
        ..outcome(&results, &summary, name, points)
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
        return Err(Failure::Failed("interrupted: nothing was written".into()));
    };
    let written = session.seal(folder, &sensed.about)?;
    say_notes(&notes(&asked, &sensed));
    if !args.quiet {
        print(&shown(&asked, &sensed, &written, &out));
    }
    Ok(())
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
fn outcome(results: &Results<'_>, summary: &Read, name: &str, points: u64) -> Outcome {
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
    Outcome { name: name.into(), unit: unit(results, name), means, half_widths, histories: vec![] }
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
fn unit(results: &Results<'_>, column: &str) -> String {
    let package = files::read(&results.folder().join(PACKAGE)).ok();
    let package: Json = package.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
    let mut resources = package["resources"].as_array().into_iter().flatten();
    let summary = resources.find(|resource| resource["name"] == "summary");
    let mut fields = summary.and_then(|summary| summary["schema"]["fields"].as_array()).into_iter().flatten();
    let field = fields.find(|field| [&field["name"], &field["standsFor"]].into_iter().any(|name| name == column));
    field.and_then(|field| field["unit"].as_str()).unwrap_or_default().to_string()
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

fn shown(asked: &Sensitivity<'_>, sensed: &Sensed, written: &[Written], out: &Path) -> String {
    let sweep = asked.sweep;
    let mut text = format!(
        "{}: {} points ({}), {} histories each, seed {}\n",
        sweep.file, asked.points, sweep.design_name, sweep.replicates, sweep.seed
    );
    let main = headlines();
    for of in &sensed.all {
        let words = main.iter().find(|(name, _)| *name == of.outcome).map_or(of.outcome.as_str(), |(_, words)| words);
        let under = if of.scenario.is_empty() { String::new() } else { format!(", under {}", of.scenario) };
        let _ = writeln!(text, "\n{words}{under}");
        match &of.found {
            None => {
                let _ = writeln!(text, "  never varies, or has a value at too few points ({})", of.points);
            }
            Some(found) => ranked(&mut text, found, written),
        }
        if let Some(split) = &of.split {
            let part = |of: Estimate| format!("{} % ({} to {})", percent(of.value), percent(of.low), percent(of.high));
            let twice =
                split.interaction.map(|of| format!(", luck that means another thing at another point {}", part(of)));
            let _ = writeln!(
                text,
                "  the variance of histories: what is varied {}, luck {}{}",
                part(split.numbers),
                part(split.luck),
                twice.unwrap_or_default()
            );
        }
    }
    if sweep.luck == Luck::Common {
        let _ =
            writeln!(text, "\nAll points share their luck, so that differences between them come from what is varied.");
    }
    render::where_it_is(&mut text, written, out);
    text
}

/// The parameters that can be told from one that cannot act, the rest in a sentence.
fn ranked(text: &mut String, found: &Found, written: &[Written]) {
    let other = match found.method {
        Method::Morris => ["mu", "sigma"],
        Method::Saltelli => ["first-order", ""],
        Method::Bins => ["coefficient", ""],
        Method::Levels => ["", ""],
    };
    let heading = format!(
        "  {:38} {:>17}  {:^20}  {:>11} {:>9}  more of it means",
        "depends on",
        found.method.ranked_by(),
        "95 % interval",
        other[0],
        other[1]
    );
    let _ = writeln!(text, "{heading}");
    let order: Vec<&Index> = found.ranked().into_iter().map(|at| &found.indices[at]).collect();
    let told: Vec<&Index> = order.iter().copied().filter(|index| index.distinguishable).collect();
    for index in told.iter().take(SHOWN) {
        let Some(size) = index.size() else { continue };
        let beside = match found.method {
            Method::Morris => [index.mu.map(|mu| mu.value), index.sigma],
            Method::Saltelli => [index.s1.map(|s1| s1.value), None],
            Method::Bins => [index.coefficient.map(|of| of.value), None],
            Method::Levels => [None, None],
        };
        let [one, two] = beside.map(|value| value.map_or(String::new(), number));
        let line = format!(
            "  {:38} {:>17}  {:>8} to {:<8}  {one:>11} {two:>9}  {}",
            index.parameter,
            number(size.value),
            end(size, |of| of.low),
            end(size, |of| of.high),
            index.sign.word()
        );
        let _ = writeln!(text, "{}", line.trim_end());
    }
    if told.len() > SHOWN {
        let _ = writeln!(text, "  and {} more: see {}", told.len() - SHOWN, render::file(written, "sensitivity"));
    }
    let dummy = "a dummy, which cannot act, stays below";
    let first = found.noise_s1.map_or(String::new(), |noise| format!("  (first-order: {})", number(noise)));
    let _ = writeln!(text, "  {dummy:38} {:>17}{first}", number(found.noise));
    let rest: Vec<&str> =
        order.iter().filter(|index| !index.distinguishable).map(|index| index.parameter.as_str()).collect();
    let _ = match rest.as_slice() {
        [] => Ok(()),
        few if few.len() <= 5 => writeln!(text, "  not distinguishable from 0: {}", few.join(", ")),
        many => writeln!(text, "  not distinguishable from 0: {} of {}", many.len(), order.len()),
    };
    if let Some(Ok(r2)) = found.r2 {
        let _ = writeln!(
            text,
            "  a straight line in all of them foretells {} % of the variance at points left out",
            percent(r2.max(0.0))
        );
    }
    if found.method == Method::Saltelli {
        let sum: f64 = found.indices.iter().filter_map(|index| index.s1).map(|s1| s1.value).sum();
        let interaction = if sum < 1.0 { "; what is missing to 1 is interaction" } else { "" };
        let _ = writeln!(text, "  first-order indices add up to {}{interaction}", number(sum));
    }
}

fn end(estimate: Estimate, of: fn(Estimate) -> f64) -> String {
    let end = of(estimate);
    if end.is_finite() { number(end) } else { "-".into() }
}

fn percent(share: f64) -> String {
    format!("{:.0}", 100.0 * share)
}
