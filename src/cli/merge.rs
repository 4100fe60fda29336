//! `intsoc merge DIR...`: shards to one result.

use std::path::{Path, PathBuf};

use clap::Args;

use super::args::Destination;
use super::failure::Failure;
use super::out::{self, stem};
use super::session::{Session, apart, claim};
use super::shown::Show;
use super::sweep::{Finish, finish, tables};
use crate::output::ledger::{self, Reader, Records};
use crate::output::names::{LEDGER, MANIFEST};
use crate::output::results::Results;
use crate::program::{SOURCES, VERSION};
use crate::study::sweep::Sweep;
use crate::study::sweep::header::Header;
use crate::study::sweep::points::Shard;
use crate::study::sweep::probe::probe;
use crate::study::sweep::tables::Reading;

/// What `intsoc merge` can be told.
#[derive(Debug, Args)]
pub struct MergeArgs {
    /// Folders of all shards
    #[arg(required = true)]
    folders: Vec<PathBuf>,
    #[command(flatten)]
    to: Destination,
    /// No table
    #[arg(long, short)]
    quiet: bool,
    #[command(flatten)]
    show: Show,
}

/// Joins the shards of a sweep into the bytes that one machine would have written.
pub fn merge(args: &MergeArgs) -> Result<(), Failure> {
    args.show.ready()?;
    let mut parts = args.folders.iter().map(part).collect::<Result<Vec<_>, _>>()?;
    let whole = whole(&mut parts)?;
    let sweeps = parts.iter().map(finished).collect::<Result<Vec<_>, _>>()?;
    let sweep = &sweeps[0];
    // One thread: reading ledgers and writing tables is all that is left to do.
    let session = Session::start(Some(1), 1)?;
    let making = session.play(|engine| probe(sweep, engine))?.making;
    if making.labels() != whole.outcomes {
        return refuse(parts[0].folder, "has other outcomes than its sweep", "run this shard again");
    }
    let out = out::folder(&args.to, &stem(Path::new(&sweep.file)))?;
    // Before the folder is claimed: a shard must not be replaced by what is made from it.
    apart(&out, &args.folders)?;
    let folder = claim(&out, &whole.identity(), &args.to)?;
    let records = Records::of(parts.iter().map(|part| part.folder.join(LEDGER)).collect());
    let reading = Reading { making: &making, header: &whole, notes: &sweep.notes, points: sweep.design.points() };
    let closed = tables(&reading, records, folder, &session, |_| ())?;
    let (show, quiet) = (&args.show, args.quiet);
    finish(&reading, &closed, &Finish { out: &out, show, quiet, shard: Shard::WHOLE, kept: None })
}

/// A shard's folder and what its ledger belongs to.
struct Part<'a> {
    folder: &'a Path,
    header: Header,
}

fn refuse<T>(folder: &Path, message: impl std::fmt::Display, remedy: &str) -> Result<T, Failure> {
    Err(Failure::Input(format!("{}: {message}\n  {remedy}", folder.display())))
}

fn part(folder: &PathBuf) -> Result<Part<'_>, Failure> {
    let path = folder.join(LEDGER);
    if !path.exists() {
        let message = format!("holds no {LEDGER}, and so is no shard");
        return refuse(folder, message, "name the folders of shards, run with --shard");
    }
    match Reader::open(&path).map_err(|error| Failure::Input(error.to_string()))? {
        Some(reader) => Ok(Part { folder, header: reader.header().clone() }),
        None => refuse(&path, "is not begun", "run this shard first"),
    }
}

/// The header of the whole, if the shards, which are put in order, are all of it, each once.
fn whole(parts: &mut [Part<'_>]) -> Result<Header, Failure> {
    let first = &parts[0];
    let count = first.header.shard.1;
    if (first.header.version.as_str(), first.header.sources.as_str()) != (VERSION, SOURCES) {
        let message = format!(
            "was made by version {} (sources {}) of intsoc, and this is {VERSION} (sources {SOURCES})",
            first.header.version, first.header.sources
        );
        return refuse(first.folder, message, "merge with the program that ran the shards");
    }
    for part in &*parts {
        if let Some(what) = first.header.difference(&part.header) {
            let message = format!("does not belong to {}: {what} is another", first.folder.display());
            return refuse(part.folder, message, "merge shards of one sweep, run by one program");
        }
        if part.header.shard.1 != count {
            let message =
                format!("is one of {} shards, {} one of {count}", part.header.shard.1, first.folder.display());
            return refuse(part.folder, message, "merge shards of one partition");
        }
    }
    let whole = Header { shard: (1, 1), ..first.header.clone() };
    // Stable: of two of one number the later is called the second.
    parts.sort_by_key(|part| part.header.shard.0);
    if let Some([once, twice]) = parts.array_windows().find(|[one, two]| one.header.shard == two.header.shard) {
        let message = format!("is shard {} of {count}, and so is {}", twice.header.shard.0, once.folder.display());
        return refuse(twice.folder, message, "give each shard once");
    }
    let missing = missing(parts, count);
    if !missing.is_empty() {
        return Err(Failure::Input(format!(
            "of {count} shards these are missing: {}\n  run them with --shard, then merge all",
            missing.join(", ")
        )));
    }
    Ok(whole)
}

/// The numbers between those of the parts, which are in order: `2`, or `4-999`.
fn missing(parts: &[Part<'_>], count: u64) -> Vec<String> {
    let given = parts.iter().map(|part| part.header.shard.0);
    let ends = given.clone().chain([count + 1]);
    let gaps = std::iter::once(0).chain(given).zip(ends).filter(|(before, after)| after - before > 1);
    gaps.map(|(before, after)| match (before + 1, after - 1) {
        (one, other) if one == other => one.to_string(),
        (from, to) => format!("{from}-{to}"),
    })
    .collect()
}

/// The sweep of a shard that is finished, and as it was written.
fn finished(part: &Part<'_>) -> Result<Sweep, Failure> {
    let Part { folder, header } = part;
    let again = "give the command of that shard again, which mends it and goes on";
    if !folder.join(MANIFEST).exists() {
        let message = format!("shard {} of {} is not finished", header.shard.0, header.shard.1);
        return refuse(folder, message, "the command that began it goes on where it was");
    }
    let results = Results::read(folder).map_err(Failure::Input)?;
    let identity = header.identity();
    if results.manifest["identity"] != identity {
        return refuse(folder, "its manifest is of another sweep than its ledger", again);
    }
    if let Some(changed) = results.changed().first() {
        return refuse(&folder.join(&changed.file), &changed.what, again);
    }
    if ledger::complete(folder, &identity).is_none() {
        return refuse(&folder.join(LEDGER), "does not hold the whole shard", again);
    }
    header.restored(&results.manifest).or_else(|message| refuse(folder, message, again))
}
