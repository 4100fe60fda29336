//! `intsoc FILE` and `intsoc run FILE`.

use std::path::PathBuf;

use clap::Args;

use super::args::{Changes, Destination, Histories, Pace};
use super::failure::Failure;
use super::kept;
use super::out::{self, stem};
use super::render::{self, Doubt};
use super::say::say_notes;
use super::session::{Session, claim};
use super::shown::{Of, Show};
use crate::ensemble::bounds;
use crate::scenario::text::count;
use crate::scenario::{Loaded, Sources};
use crate::study::robust::Hashes;
use crate::study::{Details, Monthly, Plan, run};

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
    #[command(flatten)]
    show: Show,
    /// Also write every month of every history; with names, such as --detail=months,actors, only these tables
    #[arg(long, value_name = "TABLES", num_args = 0..=1, require_equals = true, default_missing_value = "all", value_parser = details)]
    detail: Option<Details>,
}

/// Tables of every month of every history, by their names.
fn details(text: &str) -> Result<Details, String> {
    if text == "all" {
        return Ok(Details::ALL);
    }
    let names: Vec<&str> = text.split(',').map(str::trim).collect();
    let known = Monthly::ALL.map(Monthly::name);
    match names.iter().find(|name| !known.contains(name)) {
        Some(unknown) => Err(format!("there is no table {unknown:?}; there are all, {}", known.join(", "))),
        None => Ok(Details::of(|table| names.contains(&table.name()))),
    }
}

/// Plays one ensemble and says what came of it.
pub fn run(args: &RunArgs) -> Result<(), Failure> {
    args.show.ready()?;
    let sources = Sources::disk().keeping();
    let read = Loaded::alone(&sources, &args.scenario, &args.changes.with(&args.histories)?)?;
    let scenario = &read.scenario;
    say_notes(&scenario.notes);
    let replicates = if args.no_chance { 1 } else { scenario.replicates };
    let detail = args.detail.unwrap_or_default();
    let plan = Plan { scenario, first: 0, replicates, still: args.no_chance, detail };
    if detail.any() {
        bounds::detail(scenario, detail.rows(scenario), replicates)
            .map_err(|why| Failure::Input(format!("{}: --detail: {why}", args.scenario.display())))?;
    }
    let name = out::changed(&stem(&args.scenario), &args.changes, Some(&args.histories.seed));
    let out = out::folder(&args.to, &name)?;
    // Bands are of histories with chance.
    let known = if args.no_chance { None } else { kept::find(&sources, &[Hashes::of(scenario, read.tree())])? };
    let mut folder = claim(&out, &plan.identity(), &args.to)?;
    let session = Session::start(args.pace.threads, replicates)?.with_bar(replicates, "histories", args.pace.quiet);
    let Some(mut ran) = session.play(|engine| run::play(&plan, engine, &mut folder))? else {
        return Err(Failure::Interrupted("interrupted before a history was complete: nothing was written".into()));
    };
    if let Some(known) = &known {
        ran.about.manifest["plausible"] = known.to_json();
    }
    if let Some(histories) = ran.ballots_of {
        say_notes(&[format!(
            "{}: ballots.csv ends after the first {histories} histories, within its {} rows\n  votes_by_state.csv counts the ballots of all",
            out.display(),
            count(run::MAX_BALLOTS as u64)
        )]);
    }
    let files = session.seal(folder, &ran.about)?;
    let doubt = Doubt { known: known.as_ref(), asked: render::asked_of(&args.scenario, &args.changes) };
    let shown = render::of_a_run(&plan, &ran, &doubt, &args.changes.line());
    args.show.show(shown, &Of { about: &ran.about, written: &files, out: &out }, args.pace.quiet)?;
    if ran.histories < replicates {
        return Err(Failure::interrupted(&out, ran.histories, replicates));
    }
    Ok(())
}
