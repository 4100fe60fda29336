//! `intsoc hindcast SCENARIO`: the ensemble beside the record.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use clap::Args;

use super::args::{Changes, Destination, Histories, Pace};
use super::failure::Failure;
use super::out::{self, stem};
use super::render::{self, number};
use super::say::{print, say_notes};
use super::session::{Session, claim};
use crate::ensemble::bounds;
use crate::output::doubt::OF_A_HINDCAST;
use crate::output::folder::Written;
use crate::scenario::{self, Problems, Sources, inherit};
use crate::study::Plan;
use crate::study::hindcast::{Beside, Fact, FactKind, Hindcast, Hindsight, Part, facts};

/// What `intsoc hindcast` can be told.
#[derive(Debug, Args)]
pub struct HindcastArgs {
    /// Scenario file (TOML)
    scenario: PathBuf,
    #[command(flatten)]
    changes: Changes,
    #[command(flatten)]
    histories: Histories,
    #[command(flatten)]
    to: Destination,
    #[command(flatten)]
    pace: Pace,
    /// File of facts (CSV) [default: those that the scenario names, else scenarios/history/facts.csv]; may be repeated
    #[arg(long, alias = "history", value_name = "FILE")]
    facts: Vec<PathBuf>,
}

/// Plays an ensemble and sets it beside the record.
pub fn hindcast(args: &HindcastArgs) -> Result<(), Failure> {
    let scenario = scenario::load(&args.scenario, &args.changes.with(&args.histories)?)?;
    say_notes(&scenario.notes);
    let named = match args.facts.as_slice() {
        [] => own_facts(&args.scenario)?,
        named => named.to_vec(),
    };
    let (facts, files) = facts::load_all(&Sources::disk(), &named)?;
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    let (names, text) = (names.join(", "), files.iter().map(|(_, text)| text.as_str()).collect::<String>());
    let quantities = facts::quantities(&facts, &scenario)?;
    let replicates = scenario.replicates;
    bounds::held(replicates, quantities.count()).map_err(|why| Failure::Input(format!("{names}: {why}")))?;
    let plan = Plan { scenario: &scenario, first: 0, replicates, still: false, detail: false };
    let asked = Hindcast { plan, file: (names, text), facts, quantities };
    let out = out::folder(&args.to, &format!("{}-hindcast", stem(&args.scenario)))?;
    let mut folder = claim(&out, &asked.identity(), &args.to)?;
    let session = Session::start(args.pace.threads, replicates)?.with_bar(replicates, "histories", args.pace.quiet);
    let Some(hindsight) = session.play(|engine| asked.play(engine, &mut folder))? else {
        return Err(Failure::Failed("interrupted: nothing was written".into()));
    };
    let written = session.seal(folder, &hindsight.about)?;
    if !args.pace.quiet {
        print(&shown(&asked, &hindsight, &written, &args.changes.line(), &out));
    }
    Ok(())
}

/// The files of facts that a scenario names; where it names none, that on Darfur.
pub fn own_facts(scenario: &Path) -> Result<Vec<PathBuf>, Problems> {
    let named = inherit::load(&Sources::disk(), scenario)?.facts;
    Ok(if named.is_empty() { vec![default_file()] } else { named })
}

/// The file of facts of a scenario that names none.
pub fn default_file() -> PathBuf {
    Path::new("scenarios").join("history").join("facts.csv")
}

fn shown(hindcast: &Hindcast<'_>, hindsight: &Hindsight, written: &[Written], changed: &str, out: &Path) -> String {
    let plan = &hindcast.plan;
    let mut text = format!(
        "{} beside {}: {} facts, {} histories, seed {}\n{changed}",
        plan.scenario.name,
        hindcast.file.0,
        hindcast.facts.len(),
        plan.replicates,
        plan.scenario.seed
    );
    for part in Part::ALL {
        let pairs: Vec<(&Fact, &Beside)> =
            hindcast.facts.iter().zip(&hindsight.beside).filter(|(fact, _)| fact.part == part).collect();
        if !pairs.is_empty() {
            values(&mut text, part, &pairs);
            votes(&mut text, &pairs, written);
        }
    }
    scores(&mut text, hindsight);
    let _ = writeln!(text, "\n{OF_A_HINDCAST}");
    render::what_it_is(&mut text);
    render::where_it_is(&mut text, written, out);
    text
}

fn values(text: &mut String, part: Part, pairs: &[(&Fact, &Beside)]) {
    let used = match part {
        Part::Fit => "facts by which the scenario may be mended",
        Part::Test => "facts that test it",
    };
    let _ = writeln!(text, "\n{:58} {:>12} {:>12}  {:^25}", used, "record", "median", "90 %, by luck alone");
    for (fact, beside) in pairs.iter().filter(|(fact, _)| fact.kind != FactKind::Vote) {
        let time = |value: f64| if value.is_finite() { number(value) } else { "never".into() };
        let Some([p05, _, median, _, p95]) = beside.quantiles else {
            let _ = writeln!(text, "{:58} {:>12}  in no history", fact.what, number(fact.value));
            continue;
        };
        let word = match beside.within(fact.value) {
            Some([true, _]) => "in the middle half",
            Some([_, true]) => "within",
            _ if fact.value < p05 => "RECORD BELOW",
            _ => "RECORD ABOVE",
        };
        let band = format!("{:>11} to {:>10}", time(p05), time(p95));
        let _ = writeln!(text, "{:58} {:>12} {:>12}  {band:25}  {word}", fact.what, number(fact.value), time(median));
    }
}

/// Votes by state: record and ensemble, the widest apart first.
fn votes(text: &mut String, pairs: &[(&Fact, &Beside)], written: &[Written]) {
    let mut votes: Vec<(&Fact, f64)> = pairs
        .iter()
        .filter(|(fact, _)| fact.kind == FactKind::Vote)
        .filter_map(|(fact, beside)| beside.mean.map(|mean| (*fact, mean)))
        .collect();
    if votes.is_empty() {
        return;
    }
    votes.sort_by(|a, b| (b.1 - b.0.value).abs().total_cmp(&(a.1 - a.0.value).abs()).then(a.0.id.cmp(&b.0.id)));
    let _ = writeln!(text, "\n{:58} {:>12} {:>12}", "votes withheld, the widest apart first", "record", "model");
    for (fact, mean) in votes.iter().take(12) {
        let _ = writeln!(text, "{:58} {:>12} {:>12}", fact.what, number(fact.value), number(*mean));
    }
    if votes.len() > 12 {
        let _ = writeln!(text, "and {} that are nearer: see {}", votes.len() - 12, render::file(written, "hindcast"));
    }
}

fn scores(text: &mut String, hindsight: &Hindsight) {
    let _ = writeln!(text);
    for (part, score) in &hindsight.scores {
        if score.facts == 0 {
            continue;
        }
        let of = |count: u64| 100.0 * count as f64 / score.facts as f64;
        let _ = writeln!(
            text,
            "{:4}  {} values and events: {:.0} % in the middle half of the ensemble (perfect: 50), {:.0} % in nine tenths (90)",
            part.word(),
            score.facts,
            of(score.within_50),
            of(score.within_90)
        );
        if score.votes > 0 {
            let _ = writeln!(
                text,
                "      {} votes: off by {:.2} on average; by {:.2} if nobody ever withheld one",
                score.votes, score.vote_error, score.null_vote_error
            );
        }
    }
    if let Some(order) = &hindsight.order {
        let [low, median, high] = order.quantiles;
        let _ = writeln!(
            text,
            "order of {} events: Kendall's tau {} ({} to {}); 95 % of random orders are below {}; {:.0} % of histories above",
            order.events,
            number(median),
            number(low),
            number(high),
            number(order.null_95),
            100.0 * order.above_null
        );
    }
}
