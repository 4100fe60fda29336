//! What is known of the points that were played.

use super::super::hindcast::facts::FactKind;
use super::super::sweep::points::{Done, Record};
use super::cases::Asked;
use crate::statistics::moments::Moments;

/// Most that one fact can be off, in standard deviations: one that nothing reaches does not decide alone.
const MOST_OFF: f64 = 3.0;

/// Means of the facts at points, one point after the other.
#[derive(Clone, Debug, Default)]
pub struct Means {
    /// By point, then by fact; NaN where no history knows it.
    values: Vec<f64>,
    /// By point: it could be played.
    pub played: Vec<bool>,
}

/// How far what is simulated may be from the record, fact by fact.
#[derive(Clone, Debug)]
pub struct Scales {
    /// Variance of one history by luck alone.
    pub luck: Vec<f64>,
    /// Standard deviation between a point's mean over its histories and the record, if its numbers were the true ones.
    pub off: Vec<f64>,
    /// It counts for the distance: it is fitted, varies, and some point of the prior comes within three standard deviations.
    pub counts: Vec<bool>,
}

impl Means {
    /// Takes what came of a point; returns each fact's moments over its histories.
    pub fn take(&mut self, record: &Record, asked: &[Asked<'_>]) -> Vec<Moments> {
        let mut moments = vec![Moments::default(); asked.len()];
        if let Done::Outcomes { values, .. } = &record.done {
            for history in values.chunks_exact(asked.len()) {
                for ((asked, value), moments) in asked.iter().zip(history).zip(&mut moments) {
                    let coded = asked.coded(*value);
                    if !coded.is_nan() {
                        moments.push(coded);
                    }
                }
            }
        }
        self.played.push(matches!(record.done, Done::Outcomes { .. }));
        self.values.extend(moments.iter().map(|moments| moments.mean().unwrap_or(f64::NAN)));
        moments
    }

    /// Number of points.
    pub fn count(&self) -> usize {
        self.played.len()
    }

    /// The means of a point.
    pub fn at(&self, point: usize) -> &[f64] {
        let width = self.values.len() / self.count();
        &self.values[point * width..][..width]
    }

    /// A fact's means at some points, NaN where a point is not known.
    pub fn of_fact(&self, fact: usize, points: impl Iterator<Item = usize>) -> Vec<f64> {
        points.map(|point| self.at(point)[fact]).collect()
    }

    /// Adds the points of another, which come after one's own.
    pub fn append(&mut self, later: Self) {
        self.values.extend(later.values);
        self.played.extend(later.played);
    }

    /// The distance of a point to a record: infinite where it could not be played.
    ///
    /// √ of the mean of what values and events and what votes make: of each the mean of min(3, |mean − record|/sd)². Votes go together,
    /// and would decide alone if each counted as much as any other fact. What a point does not know is as far off as can be; a fact on
    /// which the record is silent does not count. Of the true numbers 1 is expected.
    pub fn distance(&self, point: usize, record: &[f64], asked: &[Asked<'_>], scales: &Scales) -> f64 {
        if !self.played[point] {
            return f64::INFINITY;
        }
        let means = self.at(point);
        let part = |votes: bool| {
            let counts = |fact: &usize| {
                scales.counts[*fact] && !record[*fact].is_nan() && (asked[*fact].fact.kind == FactKind::Vote) == votes
            };
            let off = |fact: usize| (means[fact] - record[fact]).abs() / scales.off[fact];
            let squares = (0..asked.len()).filter(counts).map(|fact| match off(fact) {
                off if off.is_nan() => MOST_OFF * MOST_OFF,
                off => off.min(MOST_OFF) * off.min(MOST_OFF),
            });
            squares.collect::<Moments>().mean()
        };
        let parts: Moments = [part(false), part(true)].into_iter().flatten().collect();
        parts.mean().map_or(f64::INFINITY, f64::sqrt)
    }
}

impl Scales {
    /// Of the prior's points; `luck` has each fact's moments at each, `replicates` are the histories of a point.
    pub fn of(means: &Means, luck: Vec<f64>, replicates: u64, asked: &[Asked<'_>]) -> Self {
        let off =
            |(asked, luck): (&Asked<'_>, &f64)| (asked.sd * asked.sd + luck * (1.0 + 1.0 / replicates as f64)).sqrt();
        let off: Vec<f64> = asked.iter().zip(&luck).map(off).collect();
        let counts = |fact: usize| {
            let known: Vec<f64> =
                means.of_fact(fact, 0..means.count()).into_iter().filter(|mean| !mean.is_nan()).collect();
            let varies = known.iter().any(|mean| *mean != known[0]);
            let reached = known.iter().any(|mean| (mean - asked[fact].record).abs() <= MOST_OFF * off[fact]);
            asked[fact].fitted && varies && reached && off[fact] > 0.0
        };
        let counts = (0..asked.len()).map(counts).collect();
        Self { luck, off, counts }
    }
}

/// Variance within points, over all of them: the mean of their variances, each by its degrees of freedom.
#[derive(Clone, Copy, Debug, Default)]
pub struct Within {
    squares: f64,
    freedom: f64,
}

impl Within {
    /// Adds a point.
    pub fn push(&mut self, moments: &Moments) {
        if let Some(sd) = moments.sd() {
            let freedom = (moments.count - 1) as f64;
            self.squares += freedom * sd * sd;
            self.freedom += freedom;
        }
    }

    /// The variance; 0 where nothing is known of it.
    pub fn variance(&self) -> f64 {
        if self.freedom > 0.0 { self.squares / self.freedom } else { 0.0 }
    }
}
