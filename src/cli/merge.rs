//! `intsoc merge DIR...`: shards to one result.

use std::path::{Path, PathBuf};

use serde_json::Value as Json;

use super::run::{results, stem};
use super::sweep::{finish, told};
use super::{Failure, MergeArgs, doing};
use crate::experiment::ledger::{Header, LEDGER, Reader};
use crate::experiment::points::Shard;
use crate::experiment::sweep::Sweep;
use crate::model::outcomes::{self, Outcome};
use crate::output::folder::MANIFEST;
use crate::output::manifest::{COMMIT, VERSION};
use crate::output::sweep::{self as sweeps, Records};

/// Joins the shards of a sweep into the bytes that one machine would have written.
pub fn merge(args: &MergeArgs) -> Result<(), Failure> {
    let shards = args.folders.iter().map(header).collect::<Result<Vec<_>, _>>()?;
    let whole = whole(&shards)?;
    let sweep = Sweep::restore(&manifest(&args.folders[0])?)?;
    let outcomes: Vec<Outcome> = whole.outcomes.iter().filter_map(|name| outcomes::named(name)).collect();
    let out = &args.to.out.clone().map_or_else(|| results(&stem(Path::new(&sweep.file))), Ok)?;
    apart(out, &args.folders)?;
    let identity = sweeps::identity(&whole);
    let folder = doing::claim(out, &identity, &args.to)?;
    let pool = doing::pool(Some(1), 1)?;
    let stop = doing::stop_on_interrupt();
    let doing = doing::begin(&pool, &stop);
    let ledgers: Vec<PathBuf> = args.folders.iter().map(|folder| folder.join(LEDGER)).collect();
    let records = Records::of(&ledgers).map_err(|error| told(error.into()))?;
    let finished =
        sweeps::write(&sweep, &outcomes, records, folder, &doing, &whole, sweep.design.points()).map_err(told)?;
    finish(&finished, out, args.quiet, Shard::WHOLE)
}

/// The whole goes into a folder of its own: what is merged must not be lost if that fails.
fn apart(out: &Path, shards: &[PathBuf]) -> Result<(), Failure> {
    let there = std::fs::canonicalize(out).ok();
    let shard = shards.iter().find(|shard| there.is_some() && std::fs::canonicalize(shard).ok() == there);
    shard.map_or(Ok(()), |shard| {
        let message = format!("--out {}: is the folder of a shard, {}", out.display(), shard.display());
        Err(Failure::Input(format!("{message}\n  choose another folder with --out")))
    })
}

/// A shard's folder and what its ledger belongs to.
struct Part<'a> {
    folder: &'a Path,
    header: Header,
}

fn header(folder: &PathBuf) -> Result<Part<'_>, Failure> {
    let path = folder.join(LEDGER);
    if !path.exists() {
        let message = format!("{}: holds no {LEDGER}, and so is no shard", folder.display());
        return Err(Failure::Input(format!("{message}\n  name the folders of shards, run with --shard")));
    }
    let reader = Reader::open(&path).map_err(|error| Failure::Input(error.to_string()))?;
    match reader.header {
        Some(header) => Ok(Part { folder, header }),
        None => Err(Failure::Input(format!("{}: is not begun\n  run this shard first", folder.display()))),
    }
}

/// The header of the whole, if the shards are all of it, each once, each whole.
fn whole(parts: &[Part<'_>]) -> Result<Header, Failure> {
    let first = &parts[0];
    let refuse = |folder: &Path, message: String, remedy: &str| {
        Err(Failure::Input(format!("{}: {message}\n  {remedy}", folder.display())))
    };
    let count = first.header.shard.1;
    if (first.header.version.as_str(), first.header.commit.as_str()) != (VERSION, COMMIT) {
        let message = format!(
            "was made by version {} (commit {}) of intsoc, and this is {VERSION} (commit {COMMIT})",
            first.header.version, first.header.commit
        );
        return refuse(first.folder, message, "merge with the program that ran the shards");
    }
    for part in parts {
        if let Some(what) = first.header.difference(&part.header) {
            return refuse(
                part.folder,
                format!("does not belong to {}: {what} is another", first.folder.display()),
                "merge shards of one sweep, run by one version of the program",
            );
        }
        if part.header.shard.1 != count {
            return refuse(
                part.folder,
                format!("is one of {} shards, {} one of {count}", part.header.shard.1, first.folder.display()),
                "merge shards of one partition",
            );
        }
    }
    let of = |index: u64| parts.iter().filter(move |part| part.header.shard.0 == index);
    for index in 1..=count {
        if let Some(twice) = of(index).nth(1) {
            let message = format!(
                "is shard {index} of {count}, and so is {}",
                of(index).next().map_or(String::new(), |part| part.folder.display().to_string())
            );
            return refuse(twice.folder, message, "give each shard once");
        }
    }
    let missing: Vec<String> =
        (1..=count).filter(|index| of(*index).next().is_none()).map(|index| index.to_string()).collect();
    if !missing.is_empty() {
        return Err(Failure::Input(format!(
            "of {count} shards these are missing: {}\n  run them with --shard, then merge all",
            missing.join(", ")
        )));
    }
    for part in parts {
        let identity = sweeps::identity(&part.header);
        if sweeps::complete(part.folder, &identity).is_none() {
            return refuse(
                part.folder,
                format!("shard {} of {count} is not finished", part.header.shard.0),
                "the command that began it goes on where it was",
            );
        }
    }
    Ok(Header { shard: (1, 1), ..first.header.clone() })
}

fn manifest(folder: &Path) -> Result<Json, Failure> {
    let path = folder.join(MANIFEST);
    let read = crate::files::read(&path).map_err(|error| error.to_string());
    let read = read.and_then(|bytes| serde_json::from_slice(&bytes).map_err(|error| error.to_string()));
    read.map_err(|error| Failure::Input(format!("{}: cannot be read: {error}\n  run this shard again", path.display())))
}
