//! Tables of what is asked at every point: paired effects of worlds, verdicts on claims, facts.

use super::super::columns::{OF_THE_ROW, interval, statistic};
use super::super::patterns::trial::{Claim, Verdict};
use super::making::Making;
use super::plan::Point;
use crate::measure::statistic::{Estimate, Sample, Samples};
use crate::statistics::paired::Paired;
use crate::statistics::quantiles::type_7;
use crate::table::{Columns, Encoder, Rows, Sink, TableId, id, integer, month, number, text};

/// A point whose histories are all there.
#[derive(Clone, Debug)]
pub struct AtPoint {
    /// The point.
    pub point: Point,
    /// The scenario that it starts from, by its place among the bases.
    pub base: usize,
    /// What was recorded, by column ([`Making::columns`]), then by replicate; nothing where the point failed.
    pub values: Vec<Vec<f64>>,
    /// Could it not be run?
    pub failed: bool,
}

impl AtPoint {
    /// An outcome in a world, by replicate.
    pub fn outcome(&self, making: &Making<'_>, world: usize, outcome: &str) -> &[f64] {
        let place = making.outcomes_of(world).iter().position(|known| known.name == outcome);
        place.map_or(&[], |place| &self.values[making.columns(world).start + place])
    }

    /// The paired effect of a world on an outcome.
    pub fn effect(&self, making: &Making<'_>, world: usize, outcome: &str) -> Paired {
        let mut paired = Paired::default();
        let (base, other) = (self.outcome(making, 0, outcome), self.outcome(making, world, outcome));
        base.iter().zip(other).for_each(|(base, other)| paired.push(*base, *other));
        paired
    }

    /// What measures and claims are about: by world, quantity and replicate.
    pub fn samples(&self, making: &Making<'_>) -> Samples {
        let of_world = |world: usize| {
            let asked = making.columns(world).skip(making.outcomes_of(world).len());
            asked.map(|column| self.values[column].clone()).collect()
        };
        (0..making.worlds()).map(of_world).collect()
    }

    /// The values of a quantity, by replicate.
    pub fn sample(&self, making: &Making<'_>, sample: Sample) -> &[f64] {
        let start = making.columns(sample.world).start + making.outcomes_of(sample.world).len();
        &self.values[start + sample.quantity]
    }
}

/// The effect of a world on an outcome, at a point.
struct OfEffect {
    point: u64,
    world: usize,
    outcome: usize,
    paired: Paired,
}

/// What the histories of a point say of a claim.
struct OfClaim {
    point: u64,
    pattern: usize,
    claim: usize,
    estimate: Estimate,
    verdict: Verdict,
}

/// A fact at a point.
struct OfFact {
    point: u64,
    fact: usize,
    values: Vec<f64>,
}

/// An indicator in a month at a point.
struct OfMonth {
    point: u64,
    month: usize,
    values: Vec<f64>,
}

/// The tables, with the rows that wait to be handed on.
pub struct Beside<'a> {
    making: &'a Making<'a>,
    effects: Columns<'a, OfEffect>,
    verdicts: Columns<'a, OfClaim>,
    facts: Columns<'a, OfFact>,
    months: Columns<'a, OfMonth>,
    ids: [Option<TableId>; 4],
    rows: [Rows; 4],
}

impl<'a> Beside<'a> {
    /// Opens the tables of what is asked; none of what is not.
    ///
    /// # Errors
    /// When the sink fails.
    pub fn open<S: Sink>(making: &'a Making<'a>, sink: &mut S) -> Result<Self, S::Error> {
        let asked = &making.sweep.asked;
        let (effects, verdicts, facts, months) = (effects(making), verdicts(making), facts(making), months(making));
        let mut open = |wanted: bool, table: &crate::table::Table| match wanted {
            true => sink.open(table.clone()).map(Some),
            false => Ok(None),
        };
        let ids = [
            open(!asked.worlds.is_empty(), &effects.table)?,
            open(!asked.claims.is_empty(), &verdicts.table)?,
            open(!asked.facts.is_empty(), &facts.table)?,
            open(!asked.months.is_empty(), &months.table)?,
        ];
        Ok(Self { making, effects, verdicts, facts, months, ids, rows: Default::default() })
    }

    /// Adds a point, with what its histories say of every claim.
    pub fn add(&mut self, at: &AtPoint) {
        let (making, asked) = (self.making, &self.making.sweep.asked);
        let point = at.point.number;
        if at.failed {
            return;
        }
        for world in 1..making.worlds() {
            for (outcome, known) in making.headlines.iter().enumerate() {
                let paired = at.effect(making, world, &known.name);
                self.effects.push(&mut self.rows[0], &OfEffect { point, world, outcome, paired });
            }
        }
        if !asked.claims.is_empty() {
            let samples = at.samples(making);
            for (pattern, known) in asked.claims.iter().enumerate() {
                for (claim, known) in known.claims.iter().enumerate() {
                    let estimate = known.statistic.estimate(&samples);
                    let verdict = known.judge(&estimate);
                    self.verdicts.push(&mut self.rows[1], &OfClaim { point, pattern, claim, estimate, verdict });
                }
            }
        }
        for (fact, (_, sample)) in asked.facts.iter().enumerate() {
            let values = at.sample(making, *sample).to_vec();
            self.facts.push(&mut self.rows[2], &OfFact { point, fact, values });
        }
        for (month, known) in asked.months.iter().enumerate() {
            let mut values = at.sample(making, known.sample).to_vec();
            values.retain(|value| !value.is_nan());
            values.sort_by(f64::total_cmp);
            self.months.push(&mut self.rows[3], &OfMonth { point, month, values });
        }
    }

    /// Rows that wait.
    pub fn waiting(&self) -> usize {
        self.rows.iter().map(Rows::len).sum()
    }

    /// Hands them on.
    ///
    /// # Errors
    /// When the sink fails.
    pub fn flush<S: Sink>(&mut self, sink: &mut S) -> Result<(), S::Error> {
        let encoder = sink.encoder();
        for (id, rows) in self.ids.into_iter().zip(&mut self.rows) {
            if let Some(id) = id {
                sink.append(id, encoder.encode(id, std::mem::take(rows)))?;
            }
        }
        Ok(())
    }
}

const POINT: &str = "number of the point, from 0, in a balanced order";

fn effects<'a>(making: &'a Making<'_>) -> Columns<'a, OfEffect> {
    let worlds = &making.sweep.asked.needs.worlds;
    let first = [
        integer("point", "", POINT, |row: &OfEffect| row.point),
        id("world", "the world that is compared with the scenario itself", |row: &OfEffect| &worlds[row.world]),
        id("outcome", "the outcome", |row: &OfEffect| &making.headlines[row.outcome].name)
            .with_categories(&making.headlines),
        id("unit", "its unit", |row: &OfEffect| making.headlines[row.outcome].unit),
        statistic("effect", "mean of the paired differences, world less scenario", |row: &OfEffect| {
            row.paired.difference.mean()
        }),
    ];
    let of = |row: &OfEffect| row.paired.difference.interval();
    let ends = interval(OF_THE_ROW, "low end of its 95 % interval, of luck alone", "high end of it", of);
    let verdict = text("verdict", "more, less, undecided or same", |row: &OfEffect| row.paired.verdict().word().into());
    let pairs = integer("pairs", "pairs", "twins in which it came about in both", |row: &OfEffect| row.paired.pairs());
    let columns = first.into_iter().chain(ends).chain([verdict, pairs]);
    Columns::new("effects", "an outcome in a world, at a point", &["point", "world", "outcome"], columns)
}

fn verdicts<'a>(making: &'a Making<'_>) -> Columns<'a, OfClaim> {
    const UNIT: &str = "unit of the measure";
    let claims = &making.sweep.asked.claims;
    let of = |row: &OfClaim| -> &'a Claim { &claims[row.pattern].claims[row.claim] };
    let first = [
        integer("point", "", POINT, |row: &OfClaim| row.point),
        id("claim", "the claim's id, which is its pattern's", |row: &OfClaim| &claims[row.pattern].id),
        integer("part", "", "which of its parts, from 1", |row: &OfClaim| row.claim + 1),
        id("measure", "the measure", move |row: &OfClaim| &of(row).measure),
        number("estimate", UNIT, "the measure over the histories of the point", |row: &OfClaim| {
            Some(row.estimate.value).filter(|value| value.is_finite())
        }),
    ];
    let low = "low end of its 95 % interval, of luck alone";
    let ends = interval(UNIT, low, "high end of it", |row: &OfClaim| row.estimate.interval);
    let words = "pass, fail, undecided, or open where no bound was given";
    let verdict = text("verdict", words, |row: &OfClaim| row.verdict.word().into());
    Columns::new(
        "verdicts",
        "a claim at a point",
        &["point", "claim", "part"],
        first.into_iter().chain(ends).chain([verdict]),
    )
}

fn facts<'a>(making: &'a Making<'_>) -> Columns<'a, OfFact> {
    let facts = &making.sweep.asked.facts;
    let came = |row: &OfFact| row.values.iter().copied().filter(|value| value.is_finite()).collect::<Vec<_>>();
    let columns = [
        integer("point", "", POINT, |row: &OfFact| row.point),
        id("fact", "the fact's id", |row: &OfFact| &facts[row.fact].0.id),
        statistic("record", "the historical value", |row: &OfFact| facts[row.fact].0.value),
        statistic("mean", "mean over the histories of the point in which it came about", move |row: &OfFact| {
            let came = came(row);
            (!came.is_empty()).then(|| came.iter().sum::<f64>() / came.len() as f64)
        }),
        integer("histories", "histories", "histories in which it came about", move |row: &OfFact| came(row).len()),
        integer("never", "histories", "histories in which it never came about", |row: &OfFact| {
            row.values.iter().filter(|value| value.is_infinite()).count()
        }),
    ];
    Columns::new("facts", "a fact at a point", &["point", "fact"], columns)
}

fn months<'a>(making: &'a Making<'_>) -> Columns<'a, OfMonth> {
    let asked = &making.sweep.asked.months;
    let unit = |row: &OfMonth| {
        let known = making.indicators.iter().find(|known| known.name == asked[row.month].indicator);
        known.map_or("share", |known| known.unit)
    };
    let quantile = |name, meaning, probability: f64| {
        statistic(name, meaning, move |row: &OfMonth| {
            (!row.values.is_empty()).then(|| type_7(&row.values, probability))
        })
    };
    let columns = [
        integer("point", "", POINT, |row: &OfMonth| row.point),
        integer("t", "months", "months from the start of the run", |row: &OfMonth| asked[row.month].t),
        month("month", "calendar month", |row: &OfMonth| asked[row.month].month.to_string().into()),
        id("indicator", "the indicator", |row: &OfMonth| &asked[row.month].indicator),
        id("unit", "its unit", unit),
        statistic("mean", "mean over the histories of the point", |row: &OfMonth| {
            (!row.values.is_empty()).then(|| row.values.iter().sum::<f64>() / row.values.len() as f64)
        }),
        quantile("p05", "5 % quantile over them", 0.05),
        quantile("p50", "median over them", 0.5),
        quantile("p95", "95 % quantile over them", 0.95),
    ];
    Columns::new("point_months", "an indicator in a month at a point", &["point", "t", "indicator"], columns)
}
