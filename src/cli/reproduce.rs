//! `intsoc reproduce KEY DIR`: one history again, with full detail.

use std::path::PathBuf;

use clap::Args;

use super::args::Destination;
use super::failure::Failure;
use super::out;
use super::say::print;
use super::session::{Session, apart, claim};
use crate::ensemble::bounds;
use crate::output::reproduce::{Key, find};
use crate::study::{Details, Plan, run};
use crate::table::written;

/// What `intsoc reproduce` can be told.
#[derive(Debug, Args)]
pub struct ReproduceArgs {
    /// Key of the history: the first column of the table histories, twins or outcomes
    key: String,
    /// Folder of the results that it is in
    folder: PathBuf,
    #[command(flatten)]
    to: Destination,
}

/// Runs a history of a folder of results again, and checks that its outcomes are the same.
pub fn reproduce(args: &ReproduceArgs) -> Result<(), Failure> {
    let Some(key) = Key::parse(&args.key) else {
        return Err(Failure::Input(format!(
            "{:?}: is not a key\n  keys are in the first column of the table histories, twins or outcomes",
            args.key
        )));
    };
    let found = find(&args.folder, &args.key, &key).map_err(Failure::Input)?;
    let scenario = &found.scenario;
    let plan = Plan { scenario, first: key.replicate, replicates: 1, still: key.still, detail: Details::ALL };
    bounds::detail(scenario, Details::ALL.rows(scenario), 1)
        .map_err(|why| Failure::Input(format!("{}: {why}", args.folder.display())))?;
    let out = out::folder(&args.to, &format!("history-{}", args.key))?;
    apart(&out, std::slice::from_ref(&args.folder))?;
    let mut folder = claim(&out, &plan.identity(), &args.to)?;
    let session = Session::start(Some(1), 1)?;
    let Some(ran) = session.play(|engine| run::play(&plan, engine, &mut folder))? else {
        return Err(Failure::Interrupted("interrupted: nothing was written".into()));
    };
    session.seal(folder, &ran.about)?;
    let mut different = Vec::new();
    for ((outcome, then), moments) in found.outcomes.iter().zip(&ran.moments) {
        let Some(then) = then else { continue };
        let now = written(moments.mean().unwrap_or(f64::NAN));
        if *then != now {
            different.push(format!("{} was {}, is {}", outcome.name, shown(then), shown(&now)));
        }
    }
    let count = found.outcomes.iter().filter(|(_, then)| then.is_some()).count();
    let what = match different.len() {
        0 => format!("{}: the same in all {count} outcomes; every month is in {}", args.key, out.display()),
        _ => format!("{}: comes out otherwise: {}", args.key, different.join("; ")),
    };
    if different.is_empty() && found.changed.is_empty() {
        print(&format!("{what}\n"));
        return Ok(());
    }
    let changed = found.changed.iter().map(|changed| format!("\n  {}: {}", changed.file, changed.what));
    let version = found.other_version.map(|version| format!("\n  the folder was made by version {version} of intsoc"));
    Err(Failure::Failed(changed.chain(version).fold(what, |told, line| told + &line)))
}

/// A cell in a message; one that is missing has a name.
fn shown(cell: &str) -> &str {
    if cell.is_empty() { "missing" } else { cell }
}
