//! Sweep files, with their questions where they ask any, and tables of points.

use std::convert::Infallible;
use std::path::Path;

use intsoc::scenario::{Sources, hash};
use intsoc::study::StudyKind;
use intsoc::study::robust;
use intsoc::study::sweep::Sweep;
use intsoc::study::sweep::header::Header;
use intsoc::study::sweep::making::Making;
use intsoc::study::sweep::points::{Done, Record, Shard, Work};
use intsoc::study::sweep::tables::{Failed, Reading, hand_on};
use intsoc::table::Memory;

use super::scenarios::played;
use super::{FILE, here, known, refused, text};

/// Histories, in all worlds, of a design that is played.
const HISTORIES: u64 = 24;

/// Numbers that are swept, worlds and questions of a design whose questions are asked: that takes thousands of histories.
const ASKED: usize = 6;

/// A sweep file.
pub fn sweep(bytes: &[u8]) {
    let Some(text) = text(bytes, FILE) else { return };
    designed(&known::FILES.with(FILE, text), Path::new(FILE));
}

/// A table of points, which a sweep file names.
pub fn points(bytes: &[u8]) {
    let Some(text) = text(bytes, "points.csv") else { return };
    designed(&known::FILES.with("points.csv", text), Path::new("list.toml"));
}

fn designed(sources: &Sources, file: &Path) {
    match Sweep::load_from(sources, file, &[]) {
        Err(problems) => refused(&problems, sources),
        Ok(sweep) => {
            if let Some(making) = looked_at(&sweep, sources) {
                answered(&making);
            }
        }
    }
}

/// Some points of a sweep that was read, whether from its file or from a manifest.
pub fn looked_at<'a>(sweep: &'a Sweep, sources: &Sources) -> Option<Making<'a>> {
    let making = Making::of(sweep).map_err(|problems| refused(&problems, sources)).ok()?;
    let last = sweep.design.points() - 1;
    let mut numbers = vec![0, last / 2, last];
    numbers.dedup();
    numbers.into_iter().for_each(|number| at(&making, number, sources));
    Some(making)
}

/// A point is the same scenario, made in both ways, or wrong in both.
fn at(making: &Making<'_>, number: u64, sources: &Sources) {
    let sweep = making.sweep;
    let point = sweep.point(number);
    assert_eq!(sweep.cells(&point).len(), sweep.columns().len());
    match (making.at(&point), sweep.scenario(&point)) {
        (Ok(ready), Ok(scenario)) => {
            assert_eq!(ready[0].hash(), hash(&scenario), "point {number}");
            assert_eq!(ready[0].scenario.seed, scenario.seed);
            played(&ready[0].scenario);
        }
        (Err(problems), made) => {
            refused(&sweep.wrong_at(&point, &problems), sources);
            // What is laid upon it may be wrong alone.
            assert!(made.is_err() || making.worlds() > 1, "point {number}: {problems}");
        }
        (Ok(_), Err(problems)) => panic!("point {number}: {problems}"),
    }
}

/// Plays a small design and hands on its tables; its manifest is of the same sweep.
fn answered(making: &Making<'_>) {
    let sweep = making.sweep;
    let histories = sweep.design.points().saturating_mul(sweep.replicates).saturating_mul(making.worlds() as u64);
    if histories > HISTORIES {
        return;
    }
    let work = Work { making, shard: Shard::WHOLE, until: None };
    let units = work.units().expect("a design has units of work");
    let mut records: Vec<Record> = Vec::new();
    let mut keep = |record: Record| -> Result<(), Infallible> {
        records.push(record);
        Ok(())
    };
    let reached = here(|engine| work.play(&units, 0, engine, &mut keep));
    assert_eq!(reached, Ok(units.count()));
    for record in &records {
        match &record.done {
            Done::Failed(why) => assert!(!why.starts_with("a fault of the program"), "point {}: {why}", record.point),
            // What is asked besides may be endless, as the month of what never happens is.
            Done::Outcomes { values, .. } => {
                let mut outcomes = values.iter().take(making.outcomes.len());
                assert!(!outcomes.any(|value| value.is_infinite()), "{record:?}");
            }
        }
    }
    let header = Header::of(&work);
    let reading = Reading { making, header: &header, notes: &[], points: sweep.design.points() };
    let (mut records, mut sink) = (records.into_iter(), Memory::default());
    let mut next = || records.next().ok_or("too few records");
    let asks = sweep.asks_how_far() && sweep.factors.len() + making.worlds() + sweep.asked.claims.len() <= ASKED;
    let finished = match asks {
        true => here(|engine| robust::hand_on(&reading, next, engine, &mut sink)).map(|(finished, _)| finished),
        false => here(|engine| hand_on(StudyKind::Sweep, &reading, &mut next, engine, &mut sink, |_| {})),
    };
    let finished = finished.unwrap_or_else(|failed| panic!("{}", why(&failed)));
    header.restored(&finished.about.manifest).unwrap_or_else(|wrong| panic!("{wrong}"));
}

fn why(failed: &Failed<&'static str, Infallible>) -> &'static str {
    match failed {
        Failed::Records(why) => why,
        _ => "nobody interrupts, and memory takes everything",
    }
}
