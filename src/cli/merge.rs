//! `intsoc merge DIR...`: shards to one result.

use std::path::{Path, PathBuf};

use super::run::{results, stem};
use super::sweep::{finish, probe, told};
use super::{Failure, MergeArgs, doing};
use crate::output::folder::MANIFEST;
use crate::output::ledger::{LEDGER, Reader};
use crate::output::manifest::{SOURCES, VERSION};
use crate::output::results::Results;
use crate::output::sweep::{self as sweeps, Records};
use crate::study::sweep::Sweep;
use crate::study::sweep::header::Header;
use crate::study::sweep::points::Shard;

/// Joins the shards of a sweep into the bytes that one machine would have written.
pub fn merge(args: &MergeArgs) -> Result<(), Failure> {
    let mut parts = args.folders.iter().map(part).collect::<Result<Vec<_>, _>>()?;
    let whole = whole(&mut parts)?;
    let sweeps = parts.iter().map(finished).collect::<Result<Vec<_>, _>>()?;
    let sweep = &sweeps[0];
    let pool = doing::pool(Some(1), 1)?;
    let outcomes = probe(sweep, &pool)?.outcomes;
    if !outcomes.iter().map(|outcome| &outcome.name).eq(&whole.outcomes) {
        return refuse(parts[0].folder, "has other outcomes than its sweep", "run this shard again");
    }
    let out = &args.to.out.clone().map_or_else(|| results(&stem(Path::new(&sweep.file))), Ok)?;
    doing::apart(out, &args.folders)?;
    let folder = doing::claim(out, &sweeps::identity(&whole), &args.to)?;
    let stop = doing::stop_on_interrupt();
    let doing = doing::begin(&pool, &stop);
    let records = Records::of(parts.iter().map(|part| part.folder.join(LEDGER)).collect());
    let finished =
        sweeps::write(sweep, &outcomes, records, folder, &doing, &whole, sweep.design.points()).map_err(told)?;
    finish(&finished, out, args.quiet, Shard::WHOLE)
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
    let identity = sweeps::identity(header);
    if results.manifest["identity"] != identity {
        return refuse(folder, "its manifest is of another sweep than its ledger", again);
    }
    if let Some(changed) = results.changed().first() {
        return refuse(&folder.join(&changed.file), &changed.what, again);
    }
    if sweeps::complete(folder, &identity).is_none() {
        return refuse(&folder.join(LEDGER), "does not hold the whole shard", again);
    }
    sweeps::restored(&results.manifest, header).or_else(|message| refuse(folder, message, again))
}
