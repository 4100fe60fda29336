//! `intsoc FILE` and `intsoc run FILE`.

use std::path::PathBuf;

use clap::Args;

use super::args::{Changes, Destination, Histories, Pace};
use super::failure::Failure;
use super::kept;
use super::out::{self, stem};
use super::render::{self, Doubt};
use super::say::{print, say_notes};
use super::session::{Session, claim};
use crate::ensemble::bounds;
use crate::scenario::{Loaded, Sources};
use crate::study::robust::Hashes;
use crate::study::{Plan, run};

/// What `intsoc run` can be told.
#[derive(Debug, Args)]
pub struct RunArgs {
    /// Scenario file (TOML)
    scenario: PathBuf,
    #[command(flatten)]
    changes: Changes,
    #[command(flatten)]
    histories: Histories,
    /// One history without chance
    #[arg(long, alias = "still")]
    no_chance: bool,
    #[command(flatten)]
    to: Destination,
    #[command(flatten)]
    pace: Pace,
    /// Also write every month of every history
    #[arg(long)]
    detail: bool,
}

/// Plays one ensemble and says what came of it.
pub fn run(args: &RunArgs) -> Result<(), Failure> {
    let sources = Sources::disk().keeping();
    let read = Loaded::alone(&sources, &args.scenario, &args.changes.with(&args.histories)?)?;
    let scenario = &read.scenario;
    say_notes(&scenario.notes);
    let replicates = if args.no_chance { 1 } else { scenario.replicates };
    let plan = Plan { scenario, first: 0, replicates, still: args.no_chance, detail: args.detail };
    if args.detail {
        bounds::detail(scenario, replicates)
            .map_err(|why| Failure::Input(format!("{}: --detail: {why}", args.scenario.display())))?;
    }
    let out = out::folder(&args.to, &stem(&args.scenario))?;
    let mut folder = claim(&out, &plan.identity(), &args.to)?;
    let session = Session::start(args.pace.threads, replicates)?.with_bar(replicates, "histories", args.pace.quiet);
    let Some(mut ran) = session.play(|engine| run::play(&plan, engine, &mut folder))? else {
        return Err(Failure::Failed("interrupted before a history was complete: nothing was written".into()));
    };
    // Bands are of histories with chance.
    let known = (!args.no_chance).then(|| kept::find(&sources, &[Hashes::of(scenario, read.tree())])).flatten();
    if let Some(known) = &known {
        ran.about.manifest["plausible"] = known.to_json();
    }
    if let Some(histories) = ran.ballots_of {
        say_notes(&[format!(
            "{}: ballots.csv ends after the first {histories} histories, within its {} rows\n  votes_by_state.csv counts the ballots of all",
            out.display(),
            run::MAX_BALLOTS
        )]);
    }
    let files = session.seal(folder, &ran.about)?;
    if !args.pace.quiet {
        let doubt = Doubt { known: known.as_ref(), asked: render::asked_of(&args.scenario, &args.changes) };
        print(&render::table(&plan, &ran, &doubt, &files, &args.changes.line(), &out));
    }
    if ran.summary.histories < replicates {
        return Err(Failure::interrupted(&out, ran.summary.histories, replicates));
    }
    Ok(())
}
