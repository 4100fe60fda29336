//! The tables of a sweep, from the records of its units of work.

use serde_json::{Value as Json, json};

use super::super::kind::{About, StudyKind};
use super::beside::{AtPoint, Beside};
use super::header::Header;
use super::main_effects::MainEffects;
use super::making::Making;
use super::plan::{Cell, Point, Sweep};
use super::points::{Done, Record};
use super::varied::{Varied, parameters};
use crate::ensemble::engine::Engine;
use crate::measure::statistic::Estimate;
use crate::model::outcomes::Outcome;
use crate::scenario::Override;
use crate::statistics::moments::Moments;
use crate::table::{Col, Column, Columns, Encoder, Rows, Sink, TableId, integer, number, text};

/// What a sweep gave.
#[derive(Debug)]
pub struct Finished {
    /// Points that were run.
    pub points: u64,
    /// Points that failed.
    pub failed: u64,
    /// Histories.
    pub histories: u64,
    /// Most histories in one record: with `--until`, of one point.
    pub most: u64,
    /// What it was.
    pub about: About,
}

/// Why the tables could not be made.
#[derive(Debug)]
pub enum Failed<R, S> {
    /// A record could not be read.
    Records(R),
    /// The sink.
    Sink(S),
    /// It was asked to stop.
    Interrupted,
}

/// Counts records, which come in order.
#[derive(Debug, Default)]
struct Counts {
    points: u64,
    failed: u64,
    histories: u64,
    most: u64,
    last: Option<u64>,
}

impl Counts {
    fn count(&mut self, record: &Record, outcomes: usize) {
        if self.last != Some(record.point) {
            self.points += 1;
            self.last = Some(record.point);
            self.failed += u64::from(matches!(record.done, Done::Failed(_)));
        }
        if let Done::Outcomes { values, .. } = &record.done {
            let histories = (values.len() / outcomes.max(1)) as u64;
            self.histories += histories;
            self.most = self.most.max(histories);
        }
    }

    fn finished(self, kind: StudyKind, reading: &Reading<'_>, complete: bool) -> Finished {
        let about = about(kind, reading, &self, complete);
        let Self { points, failed, histories, most, .. } = self;
        Finished { points, failed, histories, most, about }
    }
}

/// What the results say of it: enough to make any point again.
fn about(kind: StudyKind, reading: &Reading<'_>, counts: &Counts, complete: bool) -> About {
    let Reading { making: Making { sweep, .. }, header, notes, .. } = reading;
    let bases: Vec<Json> =
        sweep.bases.iter().map(|(name, root)| json!({ "scenario": name, "tree": root.to_json_graded() })).collect();
    let (index, count) = header.shard;
    let mut manifest = json!({
        "shard": (kind == StudyKind::Shard).then(|| format!("{index}/{count}")),
        "identity": header.identity(),
        "header": header,
        "scenario": sweep.file,
        "sweep": sweep.text,
        "design": sweep.design_name,
        "points": counts.points,
        "failed": counts.failed,
        "histories": counts.histories,
        "replicates": sweep.replicates,
        "seed": sweep.seed,
        "luck": sweep.luck.word(),
        "complete": complete,
        "notes": notes,
        "scenarios": bases,
    });
    if !sweep.asked.worlds.is_empty() {
        let world = |(id, _): &(String, _)| json!({ "world": id, "name": sweep.asked.name(id) });
        manifest["worlds"] = sweep.asked.worlds.iter().map(world).collect();
    }
    if !sweep.asked.files.is_empty() {
        manifest["texts"] = json!(sweep.asked.files);
        manifest["changes"] = sweep.asked.changes.iter().map(Override::to_json).collect();
    }
    About { kind, title: sweep.file.clone(), manifest }
}

/// What records are read with.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    /// The sweep, and what is recorded of it.
    pub making: &'a Making<'a>,
    /// What the records belong to.
    pub header: &'a Header,
    /// What is to be said of it, and stays with its results.
    pub notes: &'a [String],
    /// How many points are read, from the first.
    pub points: u64,
}

/// Counts the records of a shard, which has no tables of its own.
///
/// # Errors
/// When a record cannot be read.
pub fn of_shard<R>(reading: &Reading<'_>, mut next: impl FnMut() -> Result<Record, R>) -> Result<Finished, R> {
    let (header, mut counts) = (reading.header, Counts::default());
    for _ in 0..header.units().map_or(0, |units| units.count()) {
        counts.count(&next()?, header.outcomes.len());
    }
    Ok(counts.finished(StudyKind::Shard, reading, true))
}

/// Hands on the tables of a sweep's points, from their records in order; `listen` is told of every point that is whole.
///
/// # Errors
/// When a record cannot be read, the sink fails, or it is asked to stop.
pub fn hand_on<R, S: Sink>(
    kind: StudyKind,
    reading: &Reading<'_>,
    mut next: impl FnMut() -> Result<Record, R>,
    engine: &Engine<'_>,
    sink: &mut S,
    mut listen: impl FnMut(AtPoint),
) -> Result<Finished, Failed<R, S::Error>> {
    let Reading { making, header, points, .. } = *reading;
    let mut tables = Tables::open(making, sink).map_err(Failed::Sink)?;
    let (mut counts, mut effects) = (Counts::default(), MainEffects::of(making.sweep, &making.outcomes));
    let mut current: Option<OfPoint> = None;
    let mut close = |point: OfPoint, tables: &mut Tables<'_>| {
        if let Some(mean) = effects.headline().and_then(|at| point.moments[at].mean()) {
            effects.add(point.place.iter().map(Cell::words).collect(), mean);
        }
        listen(tables.close_point(point));
    };
    for _ in 0..points * header.units().map_or(0, |units| units.each) {
        let record = next().map_err(Failed::Records)?;
        counts.count(&record, header.outcomes.len());
        // The records of a point follow one another, so it is complete when another point begins.
        if current.as_ref().is_none_or(|point| point.point.number != record.point) {
            let later = OfPoint::new(making, record.point);
            if let Some(point) = current.replace(later) {
                close(point, &mut tables);
            }
        }
        if let Some(point) = &mut current {
            tables.add(point, &record);
        }
        if engine.stopped() {
            return Err(Failed::Interrupted);
        }
        if tables.waiting() > WAITING {
            tables.flush(sink).map_err(Failed::Sink)?;
        }
    }
    if let Some(point) = current {
        close(point, &mut tables);
    }
    tables.flush(sink).map_err(Failed::Sink)?;
    if kind == StudyKind::Sweep {
        effects.cross().into_iter().for_each(|cross| sink.show(cross));
        sink.answer(effects.answer());
    }
    Ok(counts.finished(kind, reading, points == making.sweep.design.points()))
}

/// Rows of histories that are handed on together: few enough that memory stays flat.
const WAITING: usize = 10_000;

/// What is known of a point.
struct OfPoint {
    point: Point,
    base: usize,
    /// Where it lies.
    place: Vec<Cell>,
    replicates: u64,
    moments: Vec<Moments>,
    failed: Option<String>,
    /// What was recorded, by column, where anything is asked besides outcomes.
    values: Vec<Vec<f64>>,
    measures: Vec<Estimate>,
}

impl OfPoint {
    fn new(making: &Making<'_>, number: u64) -> Self {
        let sweep = making.sweep;
        let point = sweep.point(number);
        let (place, base) = (sweep.cells(&point), sweep.base(&point));
        let moments = vec![Moments::default(); making.outcomes.len()];
        let plain = sweep.asked.is_nothing() && !sweep.asks_how_far();
        let columns = if plain { 0 } else { making.columns(making.worlds() - 1).end };
        let values = vec![vec![]; columns];
        Self { point, base, place, replicates: 0, moments, failed: None, values, measures: vec![] }
    }
}

/// A history of a point.
#[derive(Default)]
struct OfHistory {
    key: String,
    point: u64,
    replicate: u64,
    values: Vec<f64>,
}

/// The tables with the rows that wait to be handed on.
struct Tables<'a> {
    points: Columns<'a, OfPoint>,
    histories: Columns<'a, OfHistory>,
    summary: Columns<'a, OfPoint>,
    failures: Columns<'a, OfPoint>,
    ids: [TableId; 4],
    rows: [Rows; 4],
    history: OfHistory,
    beside: Beside<'a>,
    making: &'a Making<'a>,
}

impl<'a> Tables<'a> {
    fn open<S: Sink>(making: &'a Making<'a>, sink: &mut S) -> Result<Self, S::Error> {
        let (sweep, outcomes) = (making.sweep, &*making.outcomes);
        let histories = histories(outcomes);
        let came_to: Vec<Col<'_, OfPoint>> = means(outcomes).into_iter().chain(measures(sweep)).collect();
        let taken = came_to.iter().map(|col| &*col.column.name).chain(["point", "reason"]);
        let varied = sweep.varied(taken);
        let place = || place(&varied);
        let points = Columns::new("points", "a point: where it lies", &["point"], place());
        let summary = place().chain(came_to);
        let summary = Columns::new("summary", "a point: what it came to", &["point"], summary);
        let reason = text("reason", "why the point could not be run", |point: &OfPoint| {
            point.failed.as_deref().unwrap_or_default().into()
        });
        let failures = place().chain([reason]);
        let failures = Columns::new("failures", "a point that could not be run", &["point"], failures);
        let all = [&points.table, &histories.table, &summary.table, &failures.table];
        let mut ids = [TableId(0); 4];
        for (id, table) in ids.iter_mut().zip(all) {
            *id = sink.open(table.clone())?;
        }
        let (rows, history) = (std::array::from_fn(|_| Rows::default()), OfHistory::default());
        let (parameters, of_parameters) = parameters(&varied);
        sink.write(parameters, of_parameters)?;
        let beside = Beside::open(making, sink)?;
        Ok(Self { points, histories, summary, failures, ids, rows, history, beside, making })
    }

    /// Adds a record's histories to their table and to what is known of their point.
    fn add(&mut self, point: &mut OfPoint, record: &Record) {
        match &record.done {
            Done::Failed(reason) => {
                point.failed.get_or_insert_with(|| reason.clone());
            }
            Done::Outcomes { key, values } => {
                let width = self.making.columns(self.making.worlds() - 1).end.max(1);
                for (replicate, values) in (record.first..).zip(values.chunks_exact(width)) {
                    point.values.iter_mut().zip(values).for_each(|(column, value)| column.push(*value));
                    let values = &values[..point.moments.len()];
                    let values = self.history.observe(key, point.point.number, replicate, values);
                    for (moments, value) in point.moments.iter_mut().zip(values) {
                        if !value.is_nan() {
                            moments.push(*value);
                        }
                    }
                    self.histories.push(&mut self.rows[1], &self.history);
                    point.replicates += 1;
                }
            }
        }
    }

    /// Writes the point's own rows: where it lies, and what it came to or why it failed.
    fn close_point(&mut self, mut point: OfPoint) -> AtPoint {
        let failed = point.failed.is_some();
        let values = std::mem::take(&mut point.values);
        let at = AtPoint { point: point.point.clone(), base: point.base, values, failed };
        let asked = &self.making.sweep.asked;
        if !failed && !asked.measures.is_empty() {
            let samples = at.samples(self.making);
            point.measures = asked.measures.iter().map(|(_, _, statistic)| statistic.estimate(&samples)).collect();
        }
        let [points, _, summary, failures] = &mut self.rows;
        self.points.push(points, &point);
        match point.failed {
            None => self.summary.push(summary, &point),
            Some(_) => self.failures.push(failures, &point),
        }
        self.beside.add(&at);
        at
    }

    fn waiting(&self) -> usize {
        self.rows.iter().map(Rows::len).sum::<usize>() + self.beside.waiting()
    }

    fn flush<S: Sink>(&mut self, sink: &mut S) -> Result<(), S::Error> {
        let encoder = sink.encoder();
        for (id, rows) in self.ids.into_iter().zip(&mut self.rows) {
            sink.append(id, encoder.encode(id, std::mem::take(rows)))?;
        }
        self.beside.flush(sink)
    }
}

impl OfHistory {
    fn observe(&mut self, key: &str, point: u64, replicate: u64, values: &[f64]) -> &[f64] {
        self.key.clear();
        self.key.push_str(key);
        (self.point, self.replicate) = (point, replicate);
        self.values.clear();
        self.values.extend_from_slice(values);
        &self.values
    }
}

/// The columns that say where a point lies.
fn place<'a>(varied: &[Varied]) -> impl Iterator<Item = Col<'a, OfPoint>> + use<'a> {
    let meaning = "number of the point, from 0, in a balanced order";
    let number = integer("point", "", meaning, |point: &OfPoint| point.point.number);
    let column = |(at, varied): (usize, &Varied)| {
        let Varied { column, path, kind, unit, meaning, .. } = varied.clone();
        let of = Col::new(Column::new(path, kind, unit, meaning), move |point: &OfPoint, rows| {
            match &point.place[at] {
                Cell::Number(number) => rows.push(*number),
                Cell::Flag(flag) => rows.push(*flag),
                Cell::Text(text) => rows.push(text.as_str()),
            };
        });
        of.called(column)
    };
    let columns: Vec<Col<'a, OfPoint>> = varied.iter().enumerate().map(column).collect();
    std::iter::once(number).chain(columns)
}

fn histories(outcomes: &[Outcome]) -> Columns<'_, OfHistory> {
    let first = [
        text("key", "key of the history: point, scenario, seed, replicate", |row: &OfHistory| {
            format!("{}-{}", row.key, row.replicate).into()
        }),
        integer("point", "", "number of the point, from 0, in a balanced order", |row: &OfHistory| row.point),
        integer("replicate", "", "number of the history at its point, from 0", |row: &OfHistory| row.replicate),
    ];
    let values = super::super::columns::outcomes(outcomes, |row: &OfHistory, at| row.values[at]);
    Columns::new("outcomes", "a history", &["key"], first.into_iter().chain(values))
}

/// What a point came to: the mean of every outcome with its interval, and of how many histories it is where it may
/// never come about.
fn means<'a>(outcomes: &[Outcome]) -> Vec<Col<'a, OfPoint>> {
    let mut columns =
        vec![integer("replicates", "histories", "histories of the point", |point: &OfPoint| point.replicates)];
    for (at, outcome) in outcomes.iter().enumerate() {
        let part = |suffix: &str, what: &str, of: fn(&Moments) -> Option<f64>| {
            let (name, meaning) = (format!("{}{suffix}", outcome.name), format!("{what}{}", outcome.meaning));
            number(name, outcome.unit, meaning, move |point: &OfPoint| of(&point.moments[at]))
        };
        let never = outcome.may_never_come();
        let mean = if never { "mean, over the histories in which it came about, of " } else { "mean of " };
        columns.push(part("", mean, Moments::mean));
        columns.push(part(".ci_low", "low end of the 95 % interval of the mean of ", |of| Some(of.interval()?.0)));
        columns.push(part(".ci_high", "high end of the 95 % interval of the mean of ", |of| Some(of.interval()?.1)));
        if never {
            let meaning = format!(
                "histories of the point in which it came about, and over which the mean is: {}",
                outcome.meaning
            );
            let name = format!("{}.histories", outcome.name);
            columns.push(integer(name, "histories", meaning, move |point: &OfPoint| point.moments[at].count));
        }
    }
    columns
}

/// Every measure that the file names, with its interval.
fn measures<'a>(sweep: &Sweep) -> Vec<Col<'a, OfPoint>> {
    const UNIT: &str = "unit of the measure";
    let mut columns = Vec::new();
    for (at, (name, text, _)) in sweep.asked.measures.iter().enumerate() {
        let part = |suffix: &str, what: &str, of: fn(&Estimate) -> Option<f64>| {
            number(format!("{name}{suffix}"), UNIT, format!("{what}{text}"), move |point: &OfPoint| {
                point.measures.get(at).and_then(of)
            })
        };
        columns.push(part("", "", |of| Some(of.value).filter(|value| value.is_finite())));
        columns.push(part(".ci_low", "low end of the 95 % interval of ", |of| Some(of.interval?.0)));
        columns.push(part(".ci_high", "high end of the 95 % interval of ", |of| Some(of.interval?.1)));
    }
    columns
}
