//! Where points are looked for: waves of history matching, then generations around the nearest.

use super::cases::{Asked, asked};
use super::keep::Keep;
use super::playing::Playing;
use super::points::{Means, Scales, Within};
use super::{Calibrate, Come};
use crate::ensemble::engine::Engine;
use crate::model::chance;
use crate::statistics::history_matching::{self, AskedFact, Emulator, Volume, Wave, left_by};
use crate::statistics::resampling::Draws;
use crate::statistics::sequential::{Generation, Population};

/// A fact is asked of places where its emulator foretells at least this share of its variance.
const INFORMS: f64 = 0.1;

/// A wave leaves at least this share of all places where those before it do: to draw from less takes longer than to play.
const LEAST: f64 = 0.005;

/// Draws by which the share that is left is found.
const TRIES: usize = 20_000;

/// Generations end where no more than this share of one is nearer than what was kept before.
const FEW: f64 = 0.05;

/// As near as the true numbers would be, whose distance has 1 as its expected square: all that are no farther are kept, and generations
/// end where nothing farther is.
pub const NEAR: f64 = 1.0;

/// A wave of history matching.
#[derive(Clone, Debug)]
pub struct OfWave {
    /// Points that were played.
    pub points: usize,
    /// Emulators of all facts, from its points.
    pub emulators: Vec<Option<Emulator>>,
    /// Facts that were asked.
    pub asked: usize,
    /// How many of them may be implausible at a place that is left.
    pub forgiven: usize,
    /// What it and those before leave of all places.
    pub left: Volume,
}

/// Why generations ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// All points were played.
    Spent,
    /// Few of a generation were nearer.
    FewNearer,
    /// What is kept is as near as the true numbers would be.
    Near,
}

/// Generations, the first of which are the waves' points.
#[derive(Clone, Debug)]
pub struct Generations {
    /// Each in order.
    pub all: Vec<Generation>,
    /// Why there are no more.
    pub ended: Ended,
}

/// What was found.
#[derive(Debug)]
pub struct Found {
    /// The waves.
    pub waves: Vec<OfWave>,
    /// The generations.
    pub generations: Generations,
    /// All points, and which of them are kept.
    pub population: Population,
    /// Means of the facts at all points.
    pub means: Means,
    /// How far they may be off.
    pub scales: Scales,
    /// Number of points of each stage.
    pub stages: Vec<usize>,
}

impl Found {
    /// Points of the prior: those of the first wave.
    pub fn prior(&self) -> usize {
        self.stages[0]
    }
}

/// A search that is on its way.
pub struct Search<'s, 'a, K> {
    calibrate: &'s Calibrate<'a>,
    engine: &'s Engine<'s>,
    keep: &'s mut K,
    asked: Vec<Asked<'s>>,
    factors: usize,
    places: Vec<Vec<f64>>,
    means: Means,
    stages: Vec<usize>,
}

/// The waves, what they are cut by, and how far facts may be off.
type Cut = (Vec<OfWave>, Vec<Wave>, Scales);

/// What is known of a stage, or how far the calibration came in it.
type OrCome<T> = Result<T, Come>;

impl<'s, 'a, K: Keep> Search<'s, 'a, K> {
    /// One that is to begin.
    pub fn of(calibrate: &'s Calibrate<'a>, engine: &'s Engine<'s>, keep: &'s mut K) -> Self {
        let factors = calibrate.making.sweep.factors.iter().filter(|factor| factor.name != "scenario").count();
        let asked = asked(&calibrate.cases);
        let (places, means, stages) = Default::default();
        Self { calibrate, engine, keep, asked, factors, places, means, stages }
    }

    /// Goes through all stages.
    ///
    /// # Errors
    /// Those of what keeps their records.
    pub fn run(&mut self) -> Result<OrCome<Found>, K::Error> {
        let (waves, cuts, scales) = match self.waves()? {
            Ok(waves) => waves,
            Err(come) => return Ok(Err(come)),
        };
        let weights = mixture(&self.places, &self.stages, &waves, &cuts);
        let [_, _, size] = self.calibrate.sizes();
        let distances = self.distances(0, &scales);
        let places = std::mem::take(&mut self.places);
        let (mut population, first) = Population::of(places, weights, distances, size as usize, NEAR);
        let (mut all, mut ended) = (vec![first], Ended::Spent);
        while self.means.count() as u64 + size <= self.calibrate.points {
            if population.tolerance() <= NEAR {
                ended = Ended::Near;
                break;
            }
            let (places, weights) = population.draw(size as usize, &mut self.draws());
            if places.is_empty() {
                break;
            }
            let first = self.means.count();
            if let Err(come) = self.stage(&places, |_| ())? {
                return Ok(Err(come));
            }
            let distances = self.distances(first, &scales);
            let generation = population.take(places, weights, distances);
            all.push(generation);
            if generation.accepted <= FEW {
                ended = Ended::FewNearer;
                break;
            }
        }
        let (means, stages) = (std::mem::take(&mut self.means), std::mem::take(&mut self.stages));
        let generations = Generations { all, ended };
        Ok(Ok(Found { waves, generations, population, means, scales, stages }))
    }

    /// The waves, what they are cut by, and how far facts may be off.
    fn waves(&mut self) -> Result<OrCome<Cut>, K::Error> {
        let [first, later, _] = self.calibrate.sizes();
        let (mut waves, mut cuts, mut scales) = (Vec::new(), Vec::new(), None);
        for wave in 0..self.calibrate.waves {
            let mut draws = self.draws();
            let count = if wave == 0 { first } else { later } as usize;
            // Twice as many tries as it takes where the least is left that is drawn from.
            let tries = (2.0 * count as f64 / LEAST) as usize;
            let places = history_matching::drawn(&cuts, self.factors, count, tries, &mut draws);
            let (start, mut luck) = (self.means.count(), vec![Within::default(); self.asked.len()]);
            let come =
                self.stage(&places, |moments| luck.iter_mut().zip(moments).for_each(|(luck, of)| luck.push(of)))?;
            if let Err(come) = come {
                return Ok(Err(come));
            }
            let luck: Vec<f64> = luck.iter().map(Within::variance).collect();
            let replicates = self.calibrate.making.sweep.replicates;
            let scales = scales.get_or_insert_with(|| Scales::of(&self.means, luck.clone(), replicates, &self.asked));
            let emulators = self.emulators(start, &places, &luck);
            let facts = self.cut(&emulators, scales, &luck);
            self.places.extend(places);
            let (cut, left) = Wave::next(&cuts, facts, LEAST, TRIES, &mut draws);
            let (asked, forgiven) = (cut.facts.len(), cut.forgiven);
            cuts.push(cut);
            waves.push(OfWave { points: self.means.count() - start, emulators, asked, forgiven, left });
            if left.share < LEAST {
                break;
            }
        }
        Ok(Ok((waves, cuts, scales.unwrap_or_else(|| Scales::of(&self.means, vec![], 1, &[])))))
    }

    /// Emulators of all facts, of the points of a stage that could be played.
    fn emulators(&self, start: usize, places: &[Vec<f64>], luck: &[f64]) -> Vec<Option<Emulator>> {
        let played: Vec<usize> = (0..places.len()).filter(|at| self.means.played[start + at]).collect();
        let of_luck: Vec<f64> = luck.iter().map(|luck| luck / self.calibrate.making.sweep.replicates as f64).collect();
        let means: Vec<Vec<f64>> =
            (0..self.asked.len()).map(|fact| self.means.of_fact(fact, played.iter().map(|at| start + at))).collect();
        let places: Vec<&[f64]> = played.iter().map(|at| places[*at].as_slice()).collect();
        history_matching::emulators(&places, &means, &of_luck)
    }

    /// The facts of a wave that say something of places.
    fn cut(&self, emulators: &[Option<Emulator>], scales: &Scales, luck: &[f64]) -> Vec<AskedFact> {
        let of = |(fact, emulator): (usize, &Option<Emulator>)| {
            let emulator = emulator.as_ref().filter(|of| scales.counts[fact] && of.explained >= INFORMS)?;
            let (record, sd) = (self.asked[fact].record, self.asked[fact].sd);
            Some(AskedFact { emulator: emulator.clone(), record, variance: sd * sd + luck[fact] })
        };
        emulators.iter().enumerate().filter_map(of).collect()
    }

    /// Plays a stage and takes what came of it; `each` is told of each point's facts.
    fn stage(
        &mut self,
        places: &[Vec<f64>],
        mut each: impl FnMut(&[crate::statistics::moments::Moments]),
    ) -> Result<OrCome<()>, K::Error> {
        let stage = self.calibrate.stage(self.stages.len(), places.len() as u64);
        let playing = Playing { making: self.calibrate.making, cases: &self.calibrate.cases };
        let first = self.means.count() as u64;
        let done = playing.play(&stage, places, first, self.keep, self.engine)?;
        let of_part = |index: u64| stage.of_part(index).header.part().points(places.len() as u64);
        if done < of_part(stage.header.shard.0) {
            return Ok(Err(Come::Stopped { stage: stage.number, done }));
        }
        let (mut stage_means, mut missing) = (Means::default(), Vec::new());
        for index in 1..=stage.header.shard.1 {
            let mut take = |record| each(&stage_means.take(&record, &self.asked));
            if self.keep.read(&stage.of_part(index), &mut take)? < of_part(index) {
                missing.push(index);
            }
        }
        if !missing.is_empty() {
            return Ok(Err(Come::Waits { stage: stage.number, parts: missing }));
        }
        self.means.append(stage_means);
        self.stages.push(places.len());
        Ok(Ok(()))
    }

    /// Distances of all points from one on.
    fn distances(&self, first: usize, scales: &Scales) -> Vec<f64> {
        let record: Vec<f64> = self.asked.iter().map(|asked| asked.record).collect();
        (first..self.means.count()).map(|point| self.means.distance(point, &record, &self.asked, scales)).collect()
    }

    /// Chance of the stage that is due.
    fn draws(&self) -> Draws {
        draws(self.calibrate.making.sweep.seed, &format!("stage/{}", self.stages.len()))
    }
}

/// Draws that belong to a seed and a name.
pub fn draws(seed: u64, name: &str) -> Draws {
    let key = chance::key(seed, &format!("calibrate/{name}"));
    Draws::new(key[..8].iter().fold(0, |bits, byte| bits << 8 | u64::from(*byte)))
}

/// Prior over the density of all waves together with which each point was drawn.
fn mixture(places: &[Vec<f64>], stages: &[usize], waves: &[OfWave], cuts: &[Wave]) -> Vec<f64> {
    let all: usize = stages.iter().sum();
    let weight = |place: &Vec<f64>| {
        let left = left_by(cuts, place);
        // The first wave is drawn from everywhere, each later one from what those before it leave.
        let of_wave = |(wave, points): (usize, &usize)| match wave.checked_sub(1) {
            None => *points as f64,
            Some(before) if before < left => *points as f64 / waves[before].left.share,
            Some(_) => 0.0,
        };
        all as f64 / stages.iter().enumerate().map(of_wave).sum::<f64>()
    };
    places.iter().map(weight).collect()
}
