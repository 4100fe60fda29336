//! The histories of a sweep's points, unit of work by unit of work.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::making::Making;
use super::plan::{Point, Sweep};
pub use super::units::Shard;
use super::units::{UNIT, Units};
use crate::ensemble::blocks::{Done as Blocked, UNIT as SIDE_BY_SIDE};
use crate::ensemble::engine::Engine;
use crate::measure::quantity::Meter;
use crate::model::chance::Streams;
use crate::scenario::{Problem, Problems};
use crate::statistics::moments::Moments;

/// Replicates come in blocks of so many where they are added until an interval is narrow. Whoever looked after every
/// history would stop at the first interval that luck makes narrow. With another number `--until` would add other numbers of
/// histories, and so give other results.
const ADDED: u64 = 50;

/// One unit of work: some replicates of a point.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// The point.
    pub point: u64,
    /// The first replicate of the unit.
    pub first: u64,
    /// What came of it.
    pub done: Done,
}

/// What came of a unit of work.
#[derive(Clone, Debug, PartialEq)]
pub enum Done {
    /// Outcomes, replicate after replicate; NaN is missing.
    Outcomes {
        /// Start of the key of the point's histories: scenario and seed.
        key: String,
        /// The values.
        values: Vec<f64>,
    },
    /// Why the point could not be run.
    Failed(String),
}

/// Until when replicates are added at a point.
#[derive(Clone, Debug, PartialEq)]
pub struct Until {
    /// The outcome.
    pub outcome: String,
    /// Half the width of its 95 % interval.
    pub half_width: f64,
    /// Most replicates of a point.
    pub at_most: u64,
}

impl Until {
    /// Reads `adequacy ± 0.01`; `+-` will do.
    ///
    /// # Errors
    /// With what is wrong with it.
    pub fn parse(text: &str, at_most: u64) -> Result<Self, String> {
        let parts = text.split_once('±').or_else(|| text.split_once("+-"));
        let Some((outcome, width)) = parts else {
            return Err(format!(
                "--until {text:?}: is not OUTCOME ± NUMBER\n  for example --until \"adequacy ± 0.01\""
            ));
        };
        match width.trim().parse::<f64>() {
            Ok(half_width) if half_width > 0.0 && half_width.is_finite() => {
                Ok(Self { outcome: outcome.trim().into(), half_width, at_most })
            }
            _ => Err(format!("--until {text:?}: {:?} is not a number above 0", width.trim())),
        }
    }
}

/// How a sweep's points are run.
#[derive(Clone, Debug)]
pub struct Work<'a> {
    /// The sweep, and how its scenarios are made.
    pub making: &'a Making<'a>,
    /// The part of it.
    pub shard: Shard,
    /// Until when replicates are added, if not for a fixed number.
    pub until: Option<Until>,
}

impl Work<'_> {
    fn sweep(&self) -> &Sweep {
        self.making.sweep
    }

    /// Its units; `None` for more parts than points.
    pub fn units(&self) -> Option<Units> {
        Units::of(self.sweep().design.points(), self.sweep().replicates, self.until.is_some(), self.shard)
    }

    /// Does the units of work from the first that is not `held` on, and hands on their records in order; returns up
    /// to which unit all are done. Stopped, or where `take` fails, it ends before the last.
    ///
    /// # Errors
    /// Those of `take`.
    pub fn play<E>(
        &self,
        units: &Units,
        held: u64,
        engine: &Engine<'_>,
        mut take: impl FnMut(Record) -> Result<(), E>,
    ) -> Result<u64, E> {
        let (mut reached, mut failed) = (held, None);
        (engine.progress)(units.histories(held) * self.making.worlds() as u64);
        engine.blocks(
            held..units.count(),
            // One unit is one block: it is large already, and its record can be kept as soon as it is done.
            1,
            || (),
            |(), unit| {
                let made = self.unit(units.unit(unit.start), engine);
                Blocked { complete: u64::from(made.is_some()), made }
            },
            |done| {
                let Some(record) = done.made else { return false };
                failed = take(record).err();
                reached += u64::from(failed.is_none());
                failed.is_none()
            },
        );
        failed.map_or(Ok(reached), Err)
    }

    /// Plays so many replicates of the first points and forgets them: whoever asks how long it takes wants that.
    pub fn rehearse(&self, points: u64, replicates: u64, engine: &Engine<'_>) {
        let silent = Engine { progress: &|_| {}, ..*engine };
        let points = points.min(self.sweep().design.points());
        engine.blocks(
            0..points,
            1,
            || (),
            |(), at| {
                let point = self.sweep().point(at.start);
                // A point that cannot be run is told of when it is its turn.
                let _ = self.histories(&point, 0, replicates, &silent);
                Blocked { complete: 1, made: () }
            },
            |_| true,
        );
    }

    /// Does a unit of work: a point, from a replicate on; `None` when stopped.
    fn unit(&self, (number, first): (u64, u64), engine: &Engine<'_>) -> Option<Record> {
        let point = self.sweep().point(number);
        // A fault in one point must not take the others of a sweep of days with it: the point fails, with the reason.
        let made = catch_unwind(AssertUnwindSafe(|| self.histories(&point, first, u64::MAX, engine)));
        let done = match made {
            Ok(Ok(done)) => done?,
            Ok(Err(problems)) => Done::Failed(reason(&problems)),
            Err(_) => Done::Failed("a fault of the program: please report it with the sweep".into()),
        };
        Some(Record { point: number, first, done })
    }

    fn histories(&self, point: &Point, first: u64, most: u64, engine: &Engine<'_>) -> Result<Option<Done>, Problems> {
        let worlds = self.making.at(point)?;
        let own: Vec<Option<Streams>> =
            worlds.iter().map(|ready| ready.streams.is_none().then(|| Streams::of(&ready.scenario))).collect();
        let streams = worlds.iter().zip(&own).filter_map(|(ready, own)| ready.streams.as_deref().or(own.as_ref()));
        let players = worlds
            .iter()
            .zip(streams)
            .map(|(ready, streams)| Meter::new(&ready.scenario, ready.quantities).player(streams));
        let mut players: Vec<_> = players.collect();
        let watched = self
            .until
            .as_ref()
            .and_then(|until| self.making.outcomes.iter().position(|outcome| outcome.name == until.outcome));
        let (mut values, mut moments) = (Vec::new(), Moments::default());
        let mut replicate = first;
        while replicate - first < most && self.goes_on(replicate, first, &moments) {
            let next = self.next_look(replicate, first).min(first.saturating_add(most));
            // A replicate has the same luck in all worlds: it is in the record with all of them, or with none.
            let mut of_all = vec![vec![]; (next - replicate) as usize];
            for player in &mut players {
                let complete = player.play(replicate..next, &|| engine.stopped(), &mut |number, of_world, _| {
                    of_all[(number - replicate) as usize].append(of_world);
                    (engine.progress)(1);
                });
                if replicate + complete < next {
                    return Ok(None);
                }
            }
            for of_one in of_all {
                if let Some(value) = watched.map(|place| of_one[place]).filter(|value| !value.is_nan()) {
                    moments.push(value);
                }
                values.extend(of_one);
            }
            replicate = next;
        }
        let scenario = &worlds[0];
        Ok(Some(Done::Outcomes { key: key(&scenario.hash(), point.number, scenario.scenario.seed), values }))
    }

    /// Where it is asked again whether to go on, after some replicates of a unit.
    fn next_look(&self, replicate: u64, first: u64) -> u64 {
        let (next, end) = match &self.until {
            None => (u64::MAX, (first + UNIT).min(self.sweep().replicates)),
            Some(until) => ((replicate + 1).next_multiple_of(ADDED), until.at_most),
        };
        // A few at a time, or a unit of many would be stopped late.
        next.min(end).min(replicate + SIDE_BY_SIDE)
    }

    /// Are more replicates to be added?
    fn goes_on(&self, replicate: u64, first: u64, moments: &Moments) -> bool {
        match &self.until {
            None => replicate < (first + UNIT).min(self.sweep().replicates),
            Some(until) => {
                let between_blocks = replicate.is_multiple_of(ADDED) && replicate > 0;
                let half = moments.half_width();
                let narrow = between_blocks && half.is_some_and(|half| half <= until.half_width);
                replicate < until.at_most && !narrow
            }
        }
    }
}

/// The start of the key of a point's histories: point, scenario, seed.
fn key(hash: &str, point: u64, seed: u64) -> String {
    format!("p{point}-h{}-{seed}", &hash[..12])
}

/// Why a point failed, on one line.
fn reason(problems: &Problems) -> String {
    let line = |problem: &Problem| {
        let value = problem.value.as_deref().map(|value| format!(" = {value}")).unwrap_or_default();
        format!("{}{value}: {}", problem.path, problem.message)
    };
    problems.0.iter().map(line).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn until_is_read_as_it_is_written() {
        let read = |text| Until::parse(text, 10).map(|until| (until.outcome, until.half_width));
        assert_eq!(read("adequacy ± 0.01"), Ok(("adequacy".into(), 0.01)));
        assert_eq!(read("deaths+-500"), Ok(("deaths".into(), 500.0)));
        assert!(read("adequacy").is_err() && read("adequacy ± 0").is_err() && read("adequacy ± narrow").is_err());
    }
}
