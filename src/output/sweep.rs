//! A sweep into a folder: the ledger while it goes on, the tables when all points are done.

use std::fs;
use std::path::Path;
use std::sync::atomic::Ordering;

use serde_json::{Value as Json, json};

use super::Doing;
use super::folder::{Folder, FolderError, MANIFEST, TableFile, Written};
use super::locale::Locale;
use super::manifest::{self, COMMIT, VERSION};
use super::table::{Column, Kind, Rows, Table};
use crate::analysis::moments::Moments;
use crate::experiment::ensemble::{self, Done as Blocked};
use crate::experiment::ledger::{Done, Header, LEDGER, Ledger, LedgerError, Reader, Record};
use crate::experiment::points::{Work, beginnings, luck_words};
use crate::experiment::sweep::{Cell, Sweep};
use crate::files;
use crate::model::outcomes::Outcome;
use crate::scenario::sha256;

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
    let sweep = work.sweep;
    let bases: Vec<String> = sweep.bases.iter().map(|(name, root)| format!("{name} {}", root.to_json())).collect();
    Header {
        format: "intsoc ledger 1".into(),
        version: VERSION.into(),
        commit: COMMIT.into(),
        sweep: sha256(sweep.text.as_bytes()),
        scenarios: sha256(bases.join("\n").as_bytes()),
        seed: sweep.seed,
        replicates: sweep.replicates,
        until: work.until.as_ref().map_or(String::new(), |until| {
            format!("{} ± {} with at most {}", until.outcome, until.half_width, until.at_most)
        }),
        points: sweep.design.points(),
        outcomes: work.outcomes.clone(),
        shard: (work.shard.index, work.shard.count),
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

/// How the tables are written if a folder holds the whole results of this identity already.
pub fn complete(folder: &Path, identity: &str) -> Option<Locale> {
    let manifest: Json = serde_json::from_slice(&files::read(&folder.join(MANIFEST)).ok()?).ok()?;
    // A shard's results are its ledger: one that is shorter than it was is not whole.
    let bytes = fs::metadata(folder.join(LEDGER)).map(|ledger| ledger.len()).unwrap_or(0);
    let whole = manifest["ledger_bytes"].as_u64().is_none_or(|then| then == bytes);
    let own = manifest["identity"] == identity && manifest["complete"] == true && whole;
    own.then(|| Locale::of(&manifest))
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
    let units = work.units();
    let mut reached = held.min(units);
    progress(work.histories_of(reached));
    let mut failed = None;
    ensemble::run(
        doing.pool,
        reached..units,
        1,
        || (),
        |(), unit| {
            let stop = || doing.stop.load(Ordering::Relaxed);
            let made = work.run(unit.start, &stop, progress);
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
    let source = Records::of(&[place.join(LEDGER)])?;
    let finished = if work.shard.count == 1 {
        write(work.sweep, outcomes, source, folder, doing, &header, work.sweep.design.points())?
    } else {
        close_shard(work, source, folder, doing, &identity(&header))?
    };
    Ok(Progress::Complete(finished))
}

/// Points of an unfinished sweep, from the first, that are complete in its folder's ledger.
///
/// # Errors
/// When there is no ledger, or it belongs to something else.
pub fn complete_points(folder: &Path, header: &Header) -> Result<u64, LedgerError> {
    let path = folder.join(LEDGER);
    let mut reader = Reader::open(&path)?;
    if let Some(what) = reader.header.as_ref().and_then(|found| found.difference(header)) {
        let remedy = "give the sweep as it was when it began";
        return Err(LedgerError::Foreign { path: path.display().to_string(), what, remedy });
    }
    let mut units = 0;
    while reader.next_record()?.is_some() {
        units += 1;
    }
    let each = beginnings(header.replicates, !header.until.is_empty()).count() as u64;
    Ok(units / each.max(1))
}

/// The records of ledgers in the order of the whole sweep: point after point, each point's units
/// after each other.
pub struct Records {
    readers: Vec<Reader>,
    /// The next record of each reader.
    heads: Vec<Option<Record>>,
}

impl Records {
    /// Of the ledgers of all shards, in any order.
    ///
    /// # Errors
    /// When one cannot be read.
    pub fn of(paths: &[std::path::PathBuf]) -> Result<Self, LedgerError> {
        let mut readers = paths.iter().map(|path| Reader::open(path)).collect::<Result<Vec<_>, _>>()?;
        let heads = readers.iter_mut().map(Reader::next_record).collect::<Result<Vec<_>, _>>()?;
        Ok(Self { readers, heads })
    }

    fn next(&mut self) -> Result<Option<Record>, LedgerError> {
        let order = |record: &Record| (record.point, record.first);
        let first = (0..self.heads.len()).filter(|index| self.heads[*index].is_some());
        let Some(index) = first.min_by_key(|index| self.heads[*index].as_ref().map(order)) else { return Ok(None) };
        let next = self.readers[index].next_record()?;
        Ok(std::mem::replace(&mut self.heads[index], next))
    }
}

/// Which unit of work comes next: every one once, in order.
struct Expected {
    points: u64,
    beginnings: Vec<u64>,
    units: u64,
}

impl Expected {
    fn of(points: u64, header: &Header) -> Self {
        let beginnings = beginnings(header.replicates, !header.until.is_empty()).collect();
        Self { points, beginnings, units: 0 }
    }

    fn due(&self) -> Option<(u64, u64)> {
        let each = self.beginnings.len() as u64;
        let point = self.units / each.max(1);
        (point < self.points).then(|| (point, self.beginnings[(self.units % each) as usize]))
    }

    fn take(&mut self, record: &Record) -> Result<(), SweepError> {
        // A point that failed failed in every unit.
        if self.due() != Some((record.point, record.first)) {
            return Err(self.wrong());
        }
        self.units += 1;
        Ok(())
    }

    fn end(&self) -> Result<(), SweepError> {
        if self.due().is_none() { Ok(()) } else { Err(self.wrong()) }
    }

    fn wrong(&self) -> SweepError {
        let what = match self.due() {
            Some((point, first)) => {
                format!("the ledgers have no replicates from {first} of point {point}: one is torn, or given twice")
            }
            None => format!("the ledgers hold more than the {} points of the sweep", self.points),
        };
        let remedy = "give the command of that shard again, which mends its ledger and goes on";
        SweepError::Shards(format!("{what}\n  {remedy}"))
    }
}

/// A shard keeps its ledger, and a manifest that says it is whole.
fn close_shard(
    work: &Work<'_>,
    mut source: Records,
    folder: Folder,
    doing: &Doing<'_>,
    identity: &str,
) -> Result<Finished, SweepError> {
    let mut finished = Finished::default();
    let mut last = None;
    while let Some(record) = source.next()? {
        finished.count(&record, work.outcomes.len(), &mut last);
    }
    let shard = format!("{}/{}", work.shard.index, work.shard.count);
    let mut about = about("shard", Some(shard), work.sweep, &finished, identity);
    let ledger = folder.path().join(LEDGER);
    let bytes =
        fs::metadata(&ledger).map_err(|error| LedgerError::Unusable { path: ledger.display().to_string(), error })?;
    about["ledger_bytes"] = bytes.len().into();
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
    let identity = &identity(header);
    let place = folder.path().to_path_buf();
    let mut expected = Expected::of(points, header);
    let mut tables = Vec::new();
    for table in tables_of(sweep, outcomes) {
        tables.push(TableFile::open(&mut folder, table)?);
    }
    let mut finished = Finished::default();
    let mut rows: [Rows; 4] = std::array::from_fn(|_| Rows::default());
    let (mut current, mut last): (Option<PointSoFar>, _) = (None, None);
    let mut waiting = 0;
    while let Some(record) = source.next()?.filter(|record| record.point < points || points == sweep.design.points()) {
        expected.take(&record)?;
        finished.count(&record, outcomes.len(), &mut last);
        if current.as_ref().is_none_or(|point| point.number != record.point) {
            if let Some(point) = current.take() {
                point.write(sweep, &mut rows);
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
        point.write(sweep, &mut rows);
    }
    append(&mut tables, &mut rows, &mut folder)?;
    expected.end()?;
    let closed: Vec<_> = tables.into_iter().map(TableFile::close).collect();
    let package = manifest::data_package("intsoc-sweep", &sweep.file, &closed);
    let mut about = about("sweep", None, sweep, &finished, identity);
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
fn about(kind: &str, shard: Option<String>, sweep: &Sweep, finished: &Finished, identity: &str) -> Json {
    let bases: Vec<Json> =
        sweep.bases.iter().map(|(name, root)| json!({ "scenario": name, "tree": root.to_json_graded() })).collect();
    json!({
        "kind": kind,
        "shard": shard,
        "identity": identity,
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
    fn write(self, sweep: &Sweep, [points, _, summary, failures]: &mut [Rows; 4]) {
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
        for moments in &self.moments {
            let interval = moments.interval();
            summary.maybe(moments.mean()).maybe(interval.map(|(low, _)| low)).maybe(interval.map(|(_, high)| high));
        }
        summary.end();
    }
}

/// The tables of a sweep: points, outcomes, summary, failures.
fn tables_of(sweep: &Sweep, outcomes: &[Outcome]) -> [Table; 4] {
    let point = || Column::new("point", Kind::Integer, "", "number of the point, from 0, in a balanced order");
    let varied = || {
        let column = |name: String| {
            let kind = if sweep.is_number(&name) { Kind::Number } else { Kind::Text };
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
        means.push(part("", "mean of "));
        means.push(part(".ci_low", "low end of the 95 % interval of the mean of "));
        means.push(part(".ci_high", "high end of the 95 % interval of the mean of "));
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
