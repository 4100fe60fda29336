//! `intsoc migrate FILE...`.

use std::path::{Path, PathBuf};

use anstream::adapter::strip_str;
use clap::Args;

use super::failure::Failure;
use super::say::print;
use crate::files;
use crate::scenario::formerly::Renamed;
use crate::scenario::kind::FileKind;
use crate::scenario::migrate::migrated;
use crate::scenario::source::{self, Size};
use crate::scenario::{Place, Problem, Problems, Sources};
use crate::study;

/// What `intsoc migrate` can be told.
#[derive(Debug, Args)]
pub struct MigrateArgs {
    /// Files (TOML) of scenarios, sweeps or patterns
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Write nothing: say what would be rewritten, and fail if anything would be
    #[arg(long)]
    check: bool,
}

/// Rewrites former names in files; one that is wrong keeps no other from it.
pub fn migrate(args: &MigrateArgs) -> Result<(), Failure> {
    let mut failures = Vec::new();
    let mut former = 0;
    for path in &args.files {
        match of_file(path, args.check) {
            Ok(renamed) => {
                former += usize::from(!renamed.is_empty());
                print(&shown(path, &renamed, args));
            }
            Err(failure) => failures.push(failure),
        }
    }
    match failures.is_empty() {
        // As a check in a script: something is left to do.
        true if args.check && former > 0 => {
            let word = if former == 1 { "file says" } else { "files say" };
            Err(Failure::Failed(format!("{former} {word} former names\n  to rewrite them: the same without --check")))
        }
        true => Ok(()),
        false if failures.iter().any(|failure| matches!(failure, Failure::Failed(_))) => {
            Err(Failure::Failed(joined(&failures, |failure| strip_str(&failure.shown()).to_string())))
        }
        false => Err(Failure::Files(joined(&failures, Failure::shown))),
    }
}

fn joined(failures: &[Failure], words: impl Fn(&Failure) -> String) -> String {
    failures.iter().map(words).collect::<Vec<_>>().join("\n\n")
}

/// Rewrites one file, unless it is only to be looked at; what is renamed in it.
fn of_file(path: &Path, check: bool) -> Result<Vec<Renamed>, Failure> {
    let name = path.display().to_string();
    let text = Sources::disk().read(path, Size::OF_A_SWEEP).map_err(Problems::from)?;
    let root = source::parse(&text, &name, &mut vec![])?;
    let Some(kind) = FileKind::of(&root) else {
        let problem =
            Problem::new(&Place::whole(&name), "", "is neither a scenario nor a sweep nor a file of patterns");
        return Err(Problems::from(problem.remedy("name such a file; results need not be rewritten")).into());
    };
    let Some((new, renamed)) = migrated(&text, &name, study::shape(kind))? else { return Ok(vec![]) };
    if !check {
        // The file keeps its permissions.
        let permissions = std::fs::metadata(path).map(|metadata| metadata.permissions());
        files::write(path, new.as_bytes())
            .and_then(|()| permissions.and_then(|permissions| std::fs::set_permissions(path, permissions)))
            .map_err(|error| Failure::Failed(format!("{name}: cannot be written: {error}\n  it was left as it is")))?;
    }
    Ok(renamed)
}

fn shown(path: &Path, renamed: &[Renamed], args: &MigrateArgs) -> String {
    let (name, count) = (path.display(), renamed.len());
    if renamed.is_empty() {
        return format!("{name}: says no former names\n");
    }
    let lines: String =
        renamed.iter().map(|Renamed { place, old, new }| format!("  {place}: {old} -> {new}\n")).collect();
    let verb = if args.check { "to be rewritten" } else { "rewritten" };
    let word = if count == 1 { "name" } else { "names" };
    format!("{lines}{name}: {count} {word} {verb}\n")
}
