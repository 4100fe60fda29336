//! `intsoc hindcast SCENARIO`: the ensemble beside the record.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use super::run::{results, stem};
use super::shown::{self, number};
use super::{Failure, HindcastArgs, doing, print, say_notes};
use crate::ensemble::bounds;
use crate::measure::quantity::sample;
use crate::output::folder::Written;
use crate::output::hindcast::{self, Hindcast};
use crate::output::manifest::Plan;
use crate::scenario;
use crate::study::hindcast::facts::{self as facts, Beside, Fact, Kind, Part};

/// Runs an ensemble and sets it beside the record.
pub fn hindcast(args: &HindcastArgs) -> Result<(), Failure> {
    let how = &args.how;
    if how.still {
        return Err(Failure::Input("--still: a hindcast compares many histories\n  leave it out".into()));
    }
    let scenario = scenario::load(&args.scenario, &how.overrides()?)?;
    say_notes(&scenario.notes);
    let (facts, text) = facts::load(&args.history)?;
    let quantities = facts::quantities(&facts, &scenario)?;
    let replicates = scenario.replicates;
    bounds::held(replicates, quantities.count())
        .map_err(|why| Failure::Input(format!("{}: {why}", args.history.display())))?;
    let plan = Plan { scenario: &scenario, first: 0, replicates, still: false, detail: false };
    let identity = hindcast::identity(&plan, &hindcast::of_facts(&text));
    let out = how.to.out.clone().map_or_else(|| results(&format!("{}-hindcast", stem(&args.scenario))), Ok)?;
    let folder = doing::claim(&out, &identity, &how.to)?;
    let pool = doing::pool(how.threads, replicates)?;
    let stop = doing::stop_on_interrupt();
    let bar = doing::progress_bar(replicates, "histories", how.quiet);
    let doing = doing::begin(&pool, &stop);
    let given = sample(&scenario, &quantities, replicates, &pool, &stop, &|done| bar.inc(done));
    bar.finish_and_clear();
    let Some(given) = given else {
        return Err(Failure::Failed("interrupted: nothing was written".into()));
    };
    let hindcast = Hindcast::of(plan, (args.history.display().to_string(), text), facts, &given);
    let written = hindcast::write(&hindcast, &identity, folder, &doing)?;
    if !how.quiet {
        print(&shown(&hindcast, &written, &how.changes.line(), &out));
    }
    Ok(())
}

/// The file of facts unless told otherwise.
pub fn default_file() -> PathBuf {
    Path::new("scenarios").join("history").join("facts.csv")
}

fn shown(hindcast: &Hindcast<'_>, written: &[Written], changed: &str, out: &Path) -> String {
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
            hindcast.facts.iter().zip(&hindcast.beside).filter(|(fact, _)| fact.part == part).collect();
        if !pairs.is_empty() {
            values(&mut text, part, &pairs);
            votes(&mut text, &pairs);
        }
    }
    scores(&mut text, hindcast);
    shown::what_it_is(&mut text);
    shown::where_it_is(&mut text, written, out);
    text
}

fn values(text: &mut String, part: Part, pairs: &[(&Fact, &Beside)]) {
    let used = match part {
        Part::Fit => "facts by which the scenario may be mended",
        Part::Test => "facts that test it",
    };
    let _ = writeln!(text, "\n{:58} {:>12} {:>12}  {:^25}", used, "record", "median", "90 % of histories");
    for (fact, beside) in pairs.iter().filter(|(fact, _)| fact.kind != Kind::Vote) {
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
fn votes(text: &mut String, pairs: &[(&Fact, &Beside)]) {
    let mut votes: Vec<(&Fact, f64)> = pairs
        .iter()
        .filter(|(fact, _)| fact.kind == Kind::Vote)
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
        let _ = writeln!(text, "and {} that are nearer: see hindcast.csv", votes.len() - 12);
    }
}

fn scores(text: &mut String, hindcast: &Hindcast<'_>) {
    let _ = writeln!(text);
    for part in Part::ALL {
        let score = hindcast.score(part);
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
    if let Some(order) = &hindcast.order {
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
