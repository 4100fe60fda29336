//! The histories of a stage's points.

use super::super::sweep::factor::Factor;
use super::super::sweep::making::Making;
use super::super::sweep::plan::Point;
use super::super::sweep::points::{Done, Record};
use super::cases::Case;
use super::keep::{Keep, Stage};
use crate::ensemble::blocks::Done as Blocked;
use crate::ensemble::engine::Engine;
use crate::measure::quantity::Meter;
use crate::model::chance::Streams;
use crate::scenario::Problems;
use crate::scenario::source::{Node, Value};

/// What plays points.
pub struct Playing<'a> {
    /// How their scenarios are made.
    pub making: &'a Making<'a>,
    /// The cases that are played at each.
    pub cases: &'a [Case],
}

impl Playing<'_> {
    /// Plays what a part of a stage does not hold yet. `places` are those of all points of the stage, whose first has the number
    /// `first` among all of the calibration. Returns how many points of the part are done; stopped, it is fewer than all.
    ///
    /// # Errors
    /// Those of `keep`.
    pub fn play<K: Keep>(
        &self,
        stage: &Stage,
        places: &[Vec<f64>],
        first: u64,
        keep: &mut K,
        engine: &Engine<'_>,
    ) -> Result<u64, K::Error> {
        let Some(units) = stage.header.units() else { return Ok(0) };
        let held = keep.open(stage)?;
        (engine.progress)(units.histories(held) * self.cases.len() as u64);
        let (mut reached, mut failed) = (held, None);
        engine.blocks(
            held..units.count(),
            1,
            || (),
            |(), unit| {
                let (local, _) = units.unit(unit.start);
                let made = self.point(first + local, &places[local as usize], engine);
                let made = made.map(|done| Record { point: local, first: 0, done });
                Blocked { complete: u64::from(made.is_some()), made }
            },
            |done| {
                let Some(record) = done.made else { return false };
                failed = keep.append(&keyed(record)).err();
                reached += u64::from(failed.is_none());
                failed.is_none()
            },
        );
        keep.close()?;
        failed.map_or(Ok(reached), Err)
    }

    /// The values of a point's facts, history after history and in each case after case; `None` when stopped.
    fn point(&self, number: u64, place: &[f64], engine: &Engine<'_>) -> Option<Done> {
        match self.histories(number, place, engine) {
            Ok(values) => Some(Done::Outcomes { key: String::new(), values: values? }),
            Err(problems) => Some(Done::Failed(problems.to_string())),
        }
    }

    fn histories(&self, number: u64, place: &[f64], engine: &Engine<'_>) -> Result<Option<Vec<f64>>, Problems> {
        let replicates = self.making.sweep.replicates;
        let width: usize = self.cases.iter().map(|case| case.facts.len()).sum();
        let mut values = vec![f64::NAN; width * replicates as usize];
        let mut start = 0;
        for case in self.cases {
            let point = self.at(number, place, case.base);
            let mut worlds = self.making.at(&point)?;
            let ready = worlds.swap_remove(0);
            let own = ready.streams.is_none().then(|| Streams::of(&ready.scenario));
            let Some(streams) = ready.streams.as_deref().or(own.as_ref()) else { continue };
            let mut player = Meter::new(&ready.scenario, &case.quantities).player(streams);
            let complete = player.play(0..replicates, &|| engine.stopped(), &mut |replicate, given, _| {
                values[replicate as usize * width + start..][..given.len()].copy_from_slice(given);
                (engine.progress)(1);
            });
            if complete < replicates {
                return Ok(None);
            }
            start += case.facts.len();
        }
        Ok(Some(values))
    }

    /// A point of the sweep at a place.
    fn at(&self, number: u64, place: &[f64], base: usize) -> Point {
        let sweep = self.making.sweep;
        let mut places = place.iter();
        let value = |factor: &Factor| match factor.name.as_str() {
            "scenario" => Node { value: Value::Text(sweep.bases[base].0.clone()), place: factor.place.clone() },
            _ => Node::number(places.next().copied().unwrap_or(f64::NAN), &factor.place),
        };
        Point { number, values: sweep.factors.iter().map(value).collect() }
    }
}

/// A record with the key that a ledger expects of its point.
fn keyed(mut record: Record) -> Record {
    if let Done::Outcomes { key, .. } = &mut record.done {
        *key = format!("p{}-", record.point);
    }
    record
}
