//! A sweep into a folder: the ledger while it goes on, the tables when all points are done.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use serde_json::{Value as Json, json};

use super::Doing;
use super::folder::{Folder, FolderError, TableFile, Written};
use super::locale::Locale;
use super::manifest::{self, SOURCES, VERSION};
use super::results::{Results, sha256_of};
use super::table::{Column, Kind, Rows, Table};
use crate::ensemble::parallel::{self, Done as Blocked};
use crate::files;
use crate::model::outcomes::Outcome;
use crate::output::ledger::{self, LEDGER, Ledger, LedgerError, Reader};
use crate::scenario::{sha256, source};
use crate::statistics::moments::Moments;
use crate::study::sweep::header::{FORMAT, Header};
use crate::study::sweep::points::{Done, Record};
use crate::study::sweep::points::{Shard, Work, luck_words};
use crate::study::sweep::{Cell, Holds, Sweep};

/// Why a sweep or a merge failed.
#[derive(Debug, thiserror::Error)]
pub enum SweepError {
    /// The folder.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The ledger.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// Shards that do not make a whole.
    #[error("{0}")]
    Shards(String),
    /// It was asked to stop while it wrote the tables.
    #[error("interrupted while the tables were written\n  the same command writes them again")]
    Interrupted,
}

/// How far a sweep has come.
#[derive(Debug)]
pub enum Progress {
    /// All is done and written.
    Complete(Finished),
    /// Interrupted: so many units of work of so many are in the ledger.
    Interrupted(u64, u64),
}

/// What a sweep gave.
#[derive(Debug, Default)]
pub struct Finished {
    /// Points that were run.
    pub points: u64,
    /// Points that failed.
    pub failed: u64,
    /// Histories.
    pub histories: u64,
    /// Most histories in one record: with `--until`, of one point.
    pub most: u64,
    /// The files written; none for a shard, which waits to be merged.
    pub files: Vec<Written>,
}

/// What the ledger of this work belongs to.
pub fn header(work: &Work<'_>) -> Header {
    let until = work.until.as_ref().map_or(String::new(), |until| {
        format!("{} ± {} with at most {}", until.outcome, until.half_width, until.at_most)
    });
    header_of(work.sweep, work.shard, until, work.outcomes.clone())
}

fn header_of(sweep: &Sweep, shard: Shard, until: String, outcomes: Vec<String>) -> Header {
    let bases: Vec<String> = sweep.bases.iter().map(|(name, root)| format!("{name} {}", root.to_json())).collect();
    Header {
        format: FORMAT.into(),
        version: VERSION.into(),
        sources: SOURCES.into(),
        sweep: sha256(source::meaning(&sweep.text).as_bytes()),
        scenarios: sha256(bases.join("\n").as_bytes()),
        seed: sweep.seed,
        replicates: sweep.replicates,
        until,
        points: sweep.design.points(),
        outcomes,
        shard: (shard.index, shard.count),
    }
}

/// The sweep that a manifest says its results are of, if that is the sweep of `header`.
///
/// # Errors
/// With what is another.
pub fn restored(manifest: &Json, header: &Header) -> Result<Sweep, String> {
    let sweep = Sweep::restore(manifest).map_err(|problems| problems.to_string())?;
    let said = header_of(&sweep, header.part(), header.until.clone(), header.outcomes.clone());
    match header.difference_of_sweep(&said) {
        Some(what) => Err(format!("its manifest is of another sweep than its histories: {what} is another")),
        None => Ok(sweep),
    }
}

/// What tells these results from any others.
pub fn identity(header: &Header) -> String {
    sha256(format!("sweep\n{}", serde_json::to_string(header).unwrap_or_default()).as_bytes())
}

/// Forgets what a folder's ledger holds.
///
/// # Errors
/// When it cannot be removed.
pub fn forget(folder: &Path) -> Result<(), LedgerError> {
    let path = folder.join(LEDGER);
    files::remove(&path).map_err(|error| LedgerError::Unusable { path: path.display().to_string(), error })
}

/// How the tables are written if a folder holds the whole results of this identity already, every
/// file as it was written.
pub fn complete(folder: &Path, identity: &str) -> Option<Locale> {
    let results = finished(folder, identity)?;
    let whole = results.changed().is_empty() && (results.kind() != "shard" || holds_all(folder));
    whole.then(|| Locale::of(&results.manifest))
}

/// Does a ledger hold every unit of work, and nothing else?
fn holds_all(folder: &Path) -> bool {
    let Ok(Some(mut reader)) = Reader::open(&folder.join(LEDGER)) else { return false };
    while let Ok(Some(_)) = reader.next_record() {}
    reader.is_whole() && reader.rest().is_ok_and(|rest| rest.bytes == 0)
}

/// The results of this identity, if a folder says that it holds the whole of them.
fn finished<'a>(folder: &'a Path, identity: &str) -> Option<Results<'a>> {
    let results = Results::read(folder).ok()?;
    (results.manifest["identity"] == identity && results.manifest["complete"] == true).then_some(results)
}

/// What of this work in a folder was spoilt since it was written, in words: it is done again. None
/// where nothing was, or nothing is begun.
pub fn spoilt(folder: &Path, header: &Header) -> Option<String> {
    if let Ok(Some((held, rest))) = ledger::held(folder, header)
        && rest.records > 0
    {
        return Some(format!(
            "{}: was spoilt after the first {held} units of work: the {} that follow are done again",
            folder.join(LEDGER).display(),
            rest.records
        ));
    }
    let changed = finished(folder, &identity(header))?.changed();
    let changed = changed.first()?;
    Some(format!("{}: {}: what is not whole is made again", folder.join(&changed.file).display(), changed.what))
}

/// Runs what is left of a sweep into a claimed folder, telling `progress` of every history.
///
/// # Errors
/// When a file cannot be written, or the folder's ledger belongs to something else. What is in
/// the ledger stays: the same command goes on from there.
pub fn run(
    work: &Work<'_>,
    outcomes: &[Outcome],
    folder: Folder,
    doing: &Doing<'_>,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Progress, SweepError> {
    let header = header(work);
    let place = folder.path().to_path_buf();
    let (mut ledger, held) = Ledger::open(&place, &header)?;
    let all = work.units().ok_or_else(|| SweepError::Shards("there are more shards than points".into()))?;
    let (units, mut reached) = (all.count(), held);
    progress(all.histories(reached));
    let mut failed = None;
    parallel::run(
        doing.pool,
        reached..units,
        1,
        || (),
        |(), unit| {
            let stop = || doing.stop.load(Ordering::Relaxed);
            let made = work.run(all.unit(unit.start), &stop, progress);
            Blocked { complete: u64::from(made.is_some()), made }
        },
        |done, _| {
            let Some(record) = done.made else { return false };
            reached += 1;
            failed = ledger.append(&record).err();
            failed.is_none()
        },
    );
    if let Some(error) = failed {
        return Err(error.into());
    }
    ledger.finish()?;
    if reached < units {
        return Ok(Progress::Interrupted(reached, units));
    }
    let source = Records::of(vec![place.join(LEDGER)]);
    let finished = if work.shard.count == 1 {
        write(work.sweep, outcomes, source, folder, doing, &header, work.sweep.design.points())?
    } else {
        close_shard(work, source, folder, doing, &header)?
    };
    Ok(Progress::Complete(finished))
}

/// Points of an unfinished sweep, from the first, that are complete in its folder's ledger.
///
/// # Errors
/// When there is no ledger, or it belongs to something else.
pub fn complete_points(folder: &Path, header: &Header) -> Result<u64, LedgerError> {
    let held = ledger::held(folder, header)?.map_or(0, |(held, _)| held);
    Ok(header.units().map_or(0, |units| held / units.each))
}

/// The records of ledgers, one ledger after the other.
pub struct Records {
    later: std::vec::IntoIter<PathBuf>,
    reader: Option<Reader>,
}

impl Records {
    /// Of the ledgers of all shards, in the order of the shards.
    pub fn of(ledgers: Vec<PathBuf>) -> Self {
        Self { later: ledgers.into_iter(), reader: None }
    }

    /// The next record.
    ///
    /// # Errors
    /// When there is none, since a ledger was spoilt or is not finished.
    fn next(&mut self) -> Result<Record, SweepError> {
        loop {
            if let Some(reader) = &mut self.reader {
                if let Some(record) = reader.next_record()? {
                    return Ok(record);
                }
                if !reader.is_whole() {
                    return Err(SweepError::Shards(format!(
                        "{}: cannot be read beyond the first {} units of work: it is not finished, or was spoilt\n  give the command that began it again, which mends it and goes on",
                        reader.path().display(),
                        reader.count()
                    )));
                }
            }
            let Some(path) = self.later.next() else {
                let message = "the ledgers hold less than the whole sweep\n  run the shards that are missing";
                return Err(SweepError::Shards(message.into()));
            };
            self.reader = Reader::open(&path)?;
        }
    }
}

/// A shard keeps its ledger, and a manifest that says it is whole.
fn close_shard(
    work: &Work<'_>,
    mut source: Records,
    folder: Folder,
    doing: &Doing<'_>,
    header: &Header,
) -> Result<Finished, SweepError> {
    let mut finished = Finished::default();
    let mut last = None;
    for _ in 0..header.units().map_or(0, |units| units.count()) {
        finished.count(&source.next()?, work.outcomes.len(), &mut last);
    }
    let shard = format!("{}/{}", work.shard.index, work.shard.count);
    let mut about = about("shard", Some(shard), work.sweep, &finished, header);
    // The ledger is what a shard results in, though no table.
    let ledger = folder.path().join(LEDGER);
    let (bytes, hash) =
        sha256_of(&ledger).map_err(|error| LedgerError::Unusable { path: ledger.display().to_string(), error })?;
    about["ledger"] = json!({ "name": LEDGER, "bytes": bytes, "sha256": hash });
    let package = manifest::data_package("intsoc-shard", &work.sweep.file, &[]);
    manifest::seal(folder, doing, &package, about)?;
    Ok(finished)
}

impl Finished {
    /// Counts a record; `last` is the point of the one before.
    fn count(&mut self, record: &Record, outcomes: usize, last: &mut Option<u64>) {
        if *last != Some(record.point) {
            self.points += 1;
            *last = Some(record.point);
            self.failed += u64::from(matches!(record.done, Done::Failed(_)));
        }
        if let Done::Outcomes { values, .. } = &record.done {
            let histories = (values.len() / outcomes.max(1)) as u64;
            self.histories += histories;
            self.most = self.most.max(histories);
        }
    }
}

/// Writes the tables of a sweep's first `points` points from its records, and removes the folder's
/// ledger.
///
/// # Errors
/// When a file cannot be read or written, or the records are not those of these points.
pub fn write(
    sweep: &Sweep,
    outcomes: &[Outcome],
    mut source: Records,
    mut folder: Folder,
    doing: &Doing<'_>,
    header: &Header,
    points: u64,
) -> Result<Finished, SweepError> {
    let place = folder.path().to_path_buf();
    let mut tables = Vec::new();
    for table in tables_of(sweep, outcomes) {
        tables.push(TableFile::open(&mut folder, table)?);
    }
    let mut finished = Finished::default();
    let mut rows: [Rows; 4] = std::array::from_fn(|_| Rows::default());
    let (mut current, mut last): (Option<PointSoFar>, _) = (None, None);
    let mut waiting = 0;
    for _ in 0..points * header.units().map_or(0, |units| units.each) {
        let record = source.next()?;
        finished.count(&record, outcomes.len(), &mut last);
        if current.as_ref().is_none_or(|point| point.number != record.point) {
            if let Some(point) = current.take() {
                point.write(sweep, outcomes, &mut rows);
            }
            current = Some(PointSoFar::new(record.point, outcomes.len()));
        }
        if let Some(point) = &mut current {
            waiting += point.add(&record, &mut rows[1]);
        }
        if doing.stop.load(Ordering::Relaxed) {
            return Err(SweepError::Interrupted);
        }
        if waiting > 10_000 {
            append(&mut tables, &mut rows, &mut folder)?;
            waiting = 0;
        }
    }
    if let Some(point) = current.take() {
        point.write(sweep, outcomes, &mut rows);
    }
    append(&mut tables, &mut rows, &mut folder)?;
    let closed: Vec<_> = tables.into_iter().map(TableFile::close).collect();
    let package = manifest::data_package("intsoc-sweep", &sweep.file, &closed);
    let mut about = about("sweep", None, sweep, &finished, header);
    about["complete"] = (points == sweep.design.points()).into();
    finished.files = manifest::seal(folder, doing, &package, about)?;
    forget(&place)?;
    Ok(finished)
}

fn append(tables: &mut [TableFile], rows: &mut [Rows; 4], folder: &mut Folder) -> Result<(), FolderError> {
    for (table, rows) in tables.iter_mut().zip(rows) {
        table.append(folder, &std::mem::take(rows).into_chunks())?;
    }
    Ok(())
}

/// What the manifest says: enough to make any point again.
fn about(kind: &str, shard: Option<String>, sweep: &Sweep, finished: &Finished, header: &Header) -> Json {
    let bases: Vec<Json> =
        sweep.bases.iter().map(|(name, root)| json!({ "scenario": name, "tree": root.to_json_graded() })).collect();
    json!({
        "kind": kind,
        "shard": shard,
        "identity": identity(header),
        "header": header,
        "scenario": sweep.file,
        "sweep": sweep.text,
        "design": sweep.design_name,
        "points": finished.points,
        "failed": finished.failed,
        "histories": finished.histories,
        "replicates": sweep.replicates,
        "seed": sweep.seed,
        "luck": luck_words(sweep.luck),
        "complete": true,
        "notes": sweep.notes,
        "scenarios": bases,
    })
}

/// What is known of the point whose records are being read.
struct PointSoFar {
    number: u64,
    replicates: u64,
    moments: Vec<Moments>,
    failed: Option<String>,
}

impl PointSoFar {
    fn new(number: u64, outcomes: usize) -> Self {
        Self { number, replicates: 0, moments: vec![Moments::default(); outcomes], failed: None }
    }

    /// Adds a record, and its histories to their table; returns how many.
    fn add(&mut self, record: &Record, rows: &mut Rows) -> usize {
        match &record.done {
            Done::Failed(reason) => {
                self.failed.get_or_insert_with(|| reason.clone());
                1
            }
            Done::Outcomes { key, values } => {
                let histories = values.chunks_exact(self.moments.len().max(1));
                let count = histories.len();
                for (replicate, values) in (record.first..).zip(histories) {
                    rows.text(&format!("{key}-{replicate}")).number(self.number as f64).number(replicate as f64);
                    for (moments, value) in self.moments.iter_mut().zip(values) {
                        rows.number(*value);
                        if !value.is_nan() {
                            moments.push(*value);
                        }
                    }
                    rows.end();
                    self.replicates += 1;
                }
                count
            }
        }
    }

    /// Writes the point's own rows: where it lies, and what it came to or why it failed.
    fn write(self, sweep: &Sweep, outcomes: &[Outcome], [points, _, summary, failures]: &mut [Rows; 4]) {
        let values = sweep.cells(&sweep.point(self.number));
        let place = |rows: &mut Rows| {
            rows.number(self.number as f64);
            for value in &values {
                match value {
                    Cell::Number(number) => rows.number(*number),
                    Cell::Text(text) => rows.text(text),
                };
            }
        };
        place(points);
        points.end();
        if let Some(reason) = &self.failed {
            place(failures);
            failures.text(reason).end();
            return;
        }
        place(summary);
        summary.number(self.replicates as f64);
        for (moments, outcome) in self.moments.iter().zip(outcomes) {
            let interval = moments.interval();
            summary.maybe(moments.mean()).maybe(interval.map(|(low, _)| low)).maybe(interval.map(|(_, high)| high));
            if outcome.may_never_come() {
                summary.number(moments.count as f64);
            }
        }
        summary.end();
    }
}

/// The tables of a sweep: points, outcomes, summary, failures.
fn tables_of(sweep: &Sweep, outcomes: &[Outcome]) -> [Table; 4] {
    let point = || Column::new("point", Kind::Integer, "", "number of the point, from 0, in a balanced order");
    let varied = || {
        let column = |name: String| {
            let kind = match sweep.holds(&name) {
                Holds::Numbers => Kind::Number,
                Holds::Switches => Kind::Flag,
                Holds::Both => Kind::Any,
                Holds::Words => Kind::Text,
            };
            Column::new(name, kind, "", "what is varied")
        };
        sweep.columns().into_iter().map(column).collect::<Vec<_>>()
    };
    let with_place = |more: Vec<Column>| std::iter::once(point()).chain(varied()).chain(more).collect::<Vec<_>>();
    let mut histories = vec![
        Column::new("key", Kind::Text, "", "key of the history: point, scenario, seed, replicate"),
        point(),
        Column::new("replicate", Kind::Integer, "", "number of the history at its point, from 0"),
    ];
    histories.extend(
        outcomes.iter().map(|outcome| Column::new(outcome.name.clone(), Kind::Number, outcome.unit, outcome.meaning)),
    );
    let mut means = vec![Column::new("replicates", Kind::Integer, "histories", "histories of the point")];
    for outcome in outcomes {
        let part = |suffix: &str, what: &str| {
            Column::new(
                format!("{}{suffix}", outcome.name),
                Kind::Number,
                outcome.unit,
                format!("{what}{}", outcome.meaning),
            )
        };
        let never = outcome.may_never_come();
        means.push(part("", if never { "mean, over the histories in which it came about, of " } else { "mean of " }));
        means.push(part(".ci_low", "low end of the 95 % interval of the mean of "));
        means.push(part(".ci_high", "high end of the 95 % interval of the mean of "));
        if never {
            let meaning = format!(
                "histories of the point in which it came about, and over which the mean is: {}",
                outcome.meaning
            );
            means.push(Column::new(format!("{}.histories", outcome.name), Kind::Integer, "histories", meaning));
        }
    }
    let reason = Column::new("reason", Kind::Text, "", "why the point could not be run");
    [
        Table { name: "points", row: "a point: where it lies", columns: with_place(vec![]), key: &["point"] },
        Table { name: "outcomes", row: "a history", columns: histories, key: &["key"] },
        Table { name: "summary", row: "a point: what it came to", columns: with_place(means), key: &["point"] },
        Table {
            name: "failures",
            row: "a point that could not be run",
            columns: with_place(vec![reason]),
            key: &["point"],
        },
    ]
}
