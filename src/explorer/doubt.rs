//! How far an effect holds over plausible numbers: the same study as `intsoc robust`, whose points are played in parts.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use maud::{Markup, html};
use toml::Value;

use super::bytes::{Reading, Writing};
use super::layer::wrong;
use super::ready::Ready;
use super::said::quoted;
use crate::ensemble::engine::Engine;
use crate::model::outcomes::headline;
use crate::output::picture::{self, Figure, Interval, Intervals, shown};
use crate::output::seen::{briefly, percent, points};
use crate::scenario::Problems;
use crate::scenario::literals::literals;
use crate::scenario::node::Graded;
use crate::study::robust::{self, Answers, Share, What};
use crate::study::sweep::Sweep;
use crate::study::sweep::header::Header;
use crate::study::sweep::making::Making;
use crate::study::sweep::points::{Done, Record, Shard, Work};
use crate::study::sweep::tables::Reading as OfSweep;
use crate::table::Memory;

/// Histories at each point: of so few luck leaves little to each, and there are many points.
const REPLICATES: u64 = 4;

/// Most points: more are for a program, which has no page to hold up.
const MOST: u64 = 2000;

/// Points of a part.
const PART: u64 = 8;

/// The file that asks how far what a reader set holds, beside the scenario.
pub struct Question {
    /// The sweep.
    pub sweep: Sweep,
    /// How many points it has.
    pub points: u64,
}

/// What it is called among the other files.
pub const NAME: &str = "explored-robust.toml";

/// What the file says. `base` is the scenario that is swept: numbers of it that have no range keep their values.
pub fn text(base: &Ready, ready: &Ready, points: u64) -> String {
    let file = |path: &Path| quoted(&path.file_name().unwrap_or_default().to_string_lossy());
    let has_range = |number: &Graded| number.low.zip(number.high).is_some_and(|(low, high)| low < high);
    let held: Vec<String> = literals(&base.tree)
        .into_iter()
        .filter(|literal| !has_range(&literal.number))
        .map(|literal| literal.path)
        .collect();
    let hold = if held.is_empty() { String::new() } else { format!("hold = {}\n", Value::from(held)) };
    format!(
        "# How far does what is set in {explored} hold over plausible numbers?\n\
         scenario = {base}\nranges = \"all\"\n{hold}points = {points}\nreplicates = {REPLICATES}\n\n\
         [worlds]\nexplored = {explored}\n",
        base = file(&base.scenario_file),
        explored = file(&ready.file.path),
    )
}

/// The number of parts in which so many points are played.
pub fn parts(points: u64) -> u64 {
    points.div_ceil(PART).max(1)
}

impl Question {
    /// Asks it of so many plausible worlds.
    ///
    /// # Errors
    /// With what is wrong, as that no number has a range.
    pub fn of(base: &Ready, ready: &Ready, points: u64) -> Result<Self, Problems> {
        if !(1..=MOST).contains(&points) {
            let problem = wrong("points", "is no number of plausible worlds").value(points.to_string());
            return Err(problem.remedy(format!("ask for 1 to {MOST}")).into());
        }
        let path = ready.file.path.with_file_name(NAME);
        let sweep = Sweep::load_text(&ready.sources, &path, text(base, ready, points), &[])?;
        Ok(Self { sweep, points })
    }

    fn work<'a>(&self, making: &'a Making<'a>, part: u64) -> Work<'a> {
        Work { making, shard: Shard { index: part + 1, count: parts(self.points) }, until: None }
    }

    /// Plays one of its parts, as bytes.
    ///
    /// # Errors
    /// With what is wrong.
    pub fn play(&self, part: u64) -> Result<Vec<u8>, Problems> {
        let making = Making::of(&self.sweep)?;
        let work = self.work(&making, part);
        let stop = AtomicBool::new(false);
        let mut bytes = Writing::default();
        if let Some(units) = work.units() {
            let take = |record: Record| {
                write(&mut bytes, &record);
                Ok::<(), std::convert::Infallible>(())
            };
            let Ok(_) = work.play(&units, 0, &Engine::here(&stop, &|_| {}), take);
        }
        Ok(bytes.0)
    }

    /// Can a record be one of its own?
    fn has(&self, making: &Making<'_>, record: &Record) -> bool {
        let width = making.columns(making.worlds() - 1).end;
        let is_whole = match &record.done {
            Done::Outcomes { values, .. } => values.len() as u64 == width as u64 * REPLICATES,
            Done::Failed(_) => true,
        };
        record.point < self.points && is_whole
    }

    /// What all parts say together; none where one is missing.
    ///
    /// # Errors
    /// With what is wrong.
    pub fn answer(&self, ready: &Ready, parts: &[&[u8]]) -> Result<Option<(Markup, Vec<Figure>)>, Problems> {
        let making = Making::of(&self.sweep)?;
        let mut records = Vec::new();
        for part in parts {
            let mut bytes = Reading(part);
            while !bytes.0.is_empty() {
                let Some(record) = read(&mut bytes).filter(|record| self.has(&making, record)) else { return Ok(None) };
                records.push(record);
            }
        }
        let work = Work { making: &making, shard: Shard::WHOLE, until: None };
        let header = Header::of(&work);
        let reading = OfSweep { making: &making, header: &header, notes: &[], points: self.points };
        let mut sink = Memory::default();
        let stop = AtomicBool::new(false);
        let effects = effects(&making, &records);
        let mut next = records.into_iter();
        let read = robust::hand_on(&reading, || next.next().ok_or(()), &Engine::here(&stop, &|_| {}), &mut sink);
        Ok(read.ok().map(|(_, answers)| told(&answers, &making, &effects, ready)))
    }
}

/// The effect on adequacy at each point that could be played.
fn effects(making: &Making<'_>, records: &[Record]) -> Vec<f64> {
    let place = |world: usize| {
        let of = making.outcomes_of(world).iter().position(|outcome| outcome.name == "adequacy")?;
        Some(making.columns(world).start + of)
    };
    let (Some(base), Some(own)) = (place(0), place(1)) else { return vec![] };
    let width = making.columns(making.worlds() - 1).end;
    let effect = |record: &Record| match &record.done {
        Done::Outcomes { values, .. } => {
            let rows = values.chunks_exact(width);
            let count = rows.len() as f64;
            Some(rows.map(|row| row[own] - row[base]).sum::<f64>() / count)
        }
        Done::Failed(_) => None,
    };
    records.iter().filter_map(effect).collect()
}

fn told(answers: &Answers, making: &Making<'_>, effects: &[f64], ready: &Ready) -> (Markup, Vec<Figure>) {
    let of = |at: usize| &making.headlines[at];
    let spread = |name: &str| {
        answers.spreads.iter().find(|spread| matches!(spread.what, What::Effect(0, at) if of(at).name == name))
    };
    let points = |value: f64| format!("{} points", points(value));
    let told = |share: Share| {
        let ends =
            share.interval().map_or(String::new(), |(low, high)| format!(" ({} to {})", percent(low), percent(high)));
        share.share().map_or("–".to_string(), |share| format!("{}{ends}", percent(share)))
    };
    let words = html! {
        @if let Some(spread) = spread("adequacy") {
            p {
                "In " strong { (told(spread.more)) } " of " (answers.points) " plausible worlds the response is more adequate with the change than without; surely more in "
                (told(spread.surely_more)) ", surely less in " (told(spread.surely_less)) ", undecided in the rest. In brackets: exact 95 % intervals."
            }
            @if let Some([p05, p50, p95]) = spread.over {
                p { "Nine worlds of ten have an effect on adequacy from " strong { (points(p05)) } " to " strong { (points(p95)) } "; the median is " (points(p50))
                    @if let Some(at) = &spread.at_values { ", and with the numbers as they are it is " (points(at.mean)) } "." }
            }
        }
        @if answers.failed > 0 { p { (answers.failed) " points make no scenario that can be run." } }
    };
    let mut figures = Vec::new();
    if !effects.is_empty() {
        let note = "Plausible worlds by the effect that the change has in them; dashed: the mean";
        figures.push(picture::histogram("Effect on adequacy over plausible numbers", "share of need", note, effects));
    }
    let rows = answers.spreads.iter().filter_map(|spread| match spread.what {
        What::Effect(0, at) if of(at).unit == "share" => {
            let [p05, p50, p95] = spread.over?;
            let name = headline(&of(at).name).unwrap_or(&of(at).name).to_string();
            let apart = (p05 <= 0.0 && p95 >= 0.0).then_some("both signs among nine worlds of ten");
            Some(Interval { name, value: p50, range: Some((p05, p95)), apart, parted: false })
        }
        _ => None,
    });
    let rows: Vec<Interval> = rows.collect();
    if !rows.is_empty() {
        let note = "Medians over plausible worlds with the middle nine tenths; hollow: nine worlds of ten have both signs \
                    among them";
        let title = "Effects over plausible numbers".into();
        figures.push(picture::intervals(&Intervals {
            title,
            unit: "share".into(),
            note: note.into(),
            rows,
            line: Some(0.0),
        }));
    }
    (html! { (words) (depends(answers, ready)) }, figures)
}

/// What the effect depends on most.
fn depends(answers: &Answers, ready: &Ready) -> Markup {
    const SHOWN: usize = 8;
    let own = answers.dependences.iter().find(|dependence| dependence.measured.name.starts_with("effect(adequacy"));
    let Some(found) = own.and_then(|dependence| dependence.found.as_ref()) else { return html! {} };
    let ranked = found.ranked();
    let shown_of = ranked.iter().filter_map(|at| {
        let index = &found.indices[*at];
        Some((index, index.size()?.value)).filter(|(_, size)| *size > found.noise)
    });
    let rows: Vec<_> = shown_of.take(SHOWN).collect();
    html! {
        h3 { "What the effect depends on" }
        @if rows.is_empty() { p { "No number stands out from the noise of so few worlds." } }
        @else {
            ol { @for (index, size) in rows { li { (briefly(&index.parameter, ready.names())) " (" (shown(size)) ")" } } }
            p { "First-order indices: the share of the variance that is the number's alone. Numbers below the noise of " (shown(found.noise)) " are left out." }
        }
    }
}

fn write(bytes: &mut Writing, record: &Record) {
    bytes.count(record.point as usize);
    bytes.count(record.first as usize);
    let (kind, text, values): (usize, &str, &[f64]) = match &record.done {
        Done::Outcomes { key, values } => (1, key, values),
        Done::Failed(why) => (0, why, &[]),
    };
    bytes.count(kind);
    bytes.text(text);
    bytes.numbers(values);
}

fn read(bytes: &mut Reading<'_>) -> Option<Record> {
    let (point, first, kind) = (bytes.count()? as u64, bytes.count()? as u64, bytes.count()?);
    let (text, values) = (bytes.text()?, bytes.numbers()?);
    let done = if kind == 1 { Done::Outcomes { key: text, values } } else { Done::Failed(text) };
    Some(Record { point, first, done })
}
