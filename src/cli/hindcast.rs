//! `intsoc hindcast SCENARIO`: the ensemble beside the record.

use std::path::{Path, PathBuf};

use clap::Args;

use super::args::{Changes, Destination, Histories, Pace};
use super::failure::Failure;
use super::out::{self, stem};
use super::render::{number, time};
use super::say::say_notes;
use super::session::{Session, claim};
use super::shown::table::{Cell, Column, Row, Table};
use super::shown::{self, Of, Show, Shown};
use crate::ensemble::bounds;
use crate::output::doubt::OF_A_HINDCAST;
use crate::output::folder::Written;
use crate::scenario::{self, Problems, Sources, inherit};
use crate::study::hindcast::{Beside, Fact, FactKind, Hindcast, Hindsight, Part, facts};
use crate::study::{Details, Plan, StudyKind};

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
    #[command(flatten)]
    show: Show,
    /// File of facts (CSV) [default: those that the scenario names, else scenarios/history/facts.csv]; may be repeated
    #[arg(long, alias = "history", value_name = "FILE")]
    facts: Vec<PathBuf>,
}

/// Plays an ensemble and sets it beside the record.
pub fn hindcast(args: &HindcastArgs) -> Result<(), Failure> {
    args.show.ready()?;
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
    let plan = Plan { scenario: &scenario, first: 0, replicates, still: false, detail: Details::NONE };
    let asked = Hindcast { plan, file: (names, text), facts, quantities };
    let name = format!("{}-hindcast", stem(&args.scenario));
    let out = out::folder(&args.to, &out::changed(&name, &args.changes, Some(&args.histories.seed)))?;
    let mut folder = claim(&out, &asked.identity(), &args.to)?;
    let session = Session::start(args.pace.threads, replicates)?.with_bar(replicates, "histories", args.pace.quiet);
    let Some(hindsight) = session.play(|engine| asked.play(engine, &mut folder))? else {
        return Err(Failure::Interrupted("interrupted: nothing was written".into()));
    };
    let written = session.seal(folder, &hindsight.about)?;
    let shown = shown(&asked, &hindsight, &written, &args.changes.line());
    args.show.show(shown, &Of { about: &hindsight.about, written: &written, out: &out }, args.pace.quiet)
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

fn shown(hindcast: &Hindcast<'_>, hindsight: &Hindsight, written: &[Written], changed: &str) -> Shown {
    let plan = &hindcast.plan;
    let mut shown = Shown::of(format!(
        "{} beside {}: {} facts, {} histories, seed {}\n{changed}",
        plan.scenario.name,
        hindcast.file.0,
        hindcast.facts.len(),
        plan.replicates,
        plan.scenario.seed
    ));
    for part in Part::ALL {
        let pairs: Vec<(&Fact, &Beside)> =
            hindcast.facts.iter().zip(&hindsight.beside).filter(|(fact, _)| fact.part == part).collect();
        if !pairs.is_empty() {
            values(&mut shown, part, &pairs);
            votes(&mut shown, part, &pairs, written);
        }
    }
    shown.say("");
    scores(&mut shown, hindsight);
    shown.say(format!("\n{OF_A_HINDCAST}"));
    shown
}

fn values(shown: &mut Shown, part: Part, pairs: &[(&Fact, &Beside)]) {
    let (id, used) = match part {
        Part::Fit => ("fit", "facts by which the scenario may be mended"),
        Part::Test => ("test", "facts that test it"),
    };
    let columns = [
        Column::words("fact", used),
        Column::numbers("record", "record"),
        Column::numbers("median", "median").spared(1),
        Column::ranges("histories_90", "90 %, by luck alone"),
        Column::words("verdict", "the record is"),
    ];
    let mut table = Table::new(id, format!("{} ({used})", StudyKind::Hindcast.question()), columns);
    table.rows = pairs.iter().filter(|(fact, _)| fact.kind != FactKind::Vote).map(|pair| value(*pair)).collect();
    if !table.rows.is_empty() {
        shown.say("");
        shown.table(table);
    }
}

fn value((fact, beside): (&Fact, &Beside)) -> Row {
    let name = Cell::named(&fact.id, &fact.what);
    let record = Cell::written(fact.value, number(fact.value));
    let Some([p05, _, median, _, p95]) = beside.quantiles else {
        return Row::of([name, record, Cell::Empty, Cell::Empty, Cell::words("in no history")]);
    };
    let word = match beside.within(fact.value) {
        Some([true, _]) => "in the middle half",
        Some([_, true]) => "within",
        _ if fact.value < p05 => "BELOW",
        _ => "ABOVE",
    };
    let band = Cell::range_by(Some((p05, p95)), time);
    Row::of([name, record, Cell::written(median, time(median)), band, Cell::words(word)])
}

/// Votes by state: record and ensemble, the widest apart first.
fn votes(shown: &mut Shown, part: Part, pairs: &[(&Fact, &Beside)], written: &[Written]) {
    const MOST: usize = 12;
    let mut votes: Vec<(&Fact, f64)> = pairs
        .iter()
        .filter(|(fact, _)| fact.kind == FactKind::Vote)
        .filter_map(|(fact, beside)| beside.mean.map(|mean| (*fact, mean)))
        .collect();
    if votes.is_empty() {
        return;
    }
    votes.sort_by(|a, b| (b.1 - b.0.value).abs().total_cmp(&(a.1 - a.0.value).abs()).then(a.0.id.cmp(&b.0.id)));
    let columns = [
        Column::words("fact", "votes withheld, the widest apart first"),
        Column::numbers("record", "record"),
        Column::numbers("model", "model"),
    ];
    let id = if part == Part::Fit { "fit_votes" } else { "test_votes" };
    let mut table = Table::new(id, format!("{} (votes withheld)", StudyKind::Hindcast.question()), columns);
    table.rows = votes
        .iter()
        .enumerate()
        .map(|(at, (fact, mean))| {
            let [record, model] = [fact.value, *mean].map(|value| Cell::written(value, number(value)));
            Row::of([Cell::named(&fact.id, &fact.what), record, model]).hidden(at >= MOST)
        })
        .collect();
    shown.say("");
    shown.table(table);
    if votes.len() > MOST {
        shown.say(format!("and {} that are nearer: see {}", votes.len() - MOST, shown::file(written, "hindcast")));
    }
}

fn scores(shown: &mut Shown, hindsight: &Hindsight) {
    for (part, score) in &hindsight.scores {
        if score.facts == 0 {
            continue;
        }
        let of = |count: u64| 100.0 * count as f64 / score.facts as f64;
        shown.say(format!(
            "{:4}  {} values and events: {:.0} % in the middle half of the ensemble (perfect: 50), {:.0} % in nine tenths (90)",
            part.word(),
            score.facts,
            of(score.within_50),
            of(score.within_90)
        ));
        if score.votes > 0 {
            shown.say(format!(
                "      {} votes: off by {:.2} on average; by {:.2} if nobody ever withheld one",
                score.votes, score.vote_error, score.null_vote_error
            ));
        }
    }
    if let Some(order) = &hindsight.order {
        let [low, median, high] = order.quantiles;
        shown.say(format!(
            "order of {} events: Kendall's tau (median over histories) {} ({} to {}); 95 % of random orders are below {}; {:.0} % of histories above",
            order.events,
            number(median),
            number(low),
            number(high),
            number(order.null_95),
            100.0 * order.above_null
        ));
    }
}
