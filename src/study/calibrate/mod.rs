//! Calibration: what the record says of the numbers, and of which it says nothing.
//!
//! First history matching: waves of points, each drawn from what emulators of the facts leave. They say where to look, and exclude
//! nothing: a point is weighed by the prior over the density of all waves together with which it was drawn (Veach and Guibas 1995). Then
//! approximate Bayesian computation in generations around the nearest points. Then what is kept is judged: on facts that it was
//! not fitted to, and by records whose true numbers are known.

pub mod cases;
mod judged;
pub mod keep;
mod playing;
mod points;
mod sbc;
mod search;
mod tables;

use serde_json::json;

pub use self::cases::Case;
pub use self::judged::{Judged, OfFact, OfScore};
pub use self::keep::{InMemory, Keep, Stage};
pub use self::search::{Ended, Found, Generations, OfWave};

use super::hindcast::of_facts;
use super::kind::{About, StudyKind};
use super::sweep::header::Header;
use super::sweep::making::Making;
use super::sweep::points::{Shard, Work};
use crate::ensemble::engine::Engine;
use crate::program::VERSION;
use crate::scenario::sha256;
use crate::scenario::source::Node;
use crate::statistics::kolmogorov_smirnov::KolmogorovSmirnov;
use crate::statistics::simulation_based::Calibration;
use crate::table::Sink;

/// What is asked.
#[derive(Debug)]
pub struct Calibrate<'a> {
    /// How the scenarios of points are made. Its sweep says which numbers are drawn, how many histories a point has, and the seed;
    /// points must have luck of their own.
    pub making: &'a Making<'a>,
    /// The cases, those that are left out among them.
    pub cases: Vec<Case>,
    /// Points that are played at most, at least [`FEWEST`].
    pub points: u64,
    /// Waves of history matching, the first of which is the prior.
    pub waves: usize,
    /// Which part is played here.
    pub shard: Shard,
}

/// Fewest points.
pub const FEWEST: u64 = 400;

/// What a number is after the record has spoken, by its place in its range: before, its mean is 1/2 and its standard deviation
/// 0.289.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Learned {
    /// Mean.
    pub mean: f64,
    /// Standard deviation.
    pub sd: f64,
    /// The places between which 90 % lie.
    pub band: [f64; 2],
    /// Share of the prior's variance that is gone; below 0 where it grew.
    pub contraction: f64,
    /// Against the prior.
    pub test: KolmogorovSmirnov,
    /// Does it move beyond what chance makes of so many factors (Bonferroni, at 5 %)?
    pub moved: bool,
}

/// What came of it.
#[derive(Debug)]
pub struct Calibrated {
    /// Where it was looked, and what was kept.
    pub found: Found,
    /// Every factor.
    pub learned: Vec<Learned>,
    /// What is kept beside the record.
    pub judged: Judged,
    /// What the same does with records whose true numbers are known; `None` where too few points could be played.
    pub check: Option<Calibration>,
    /// Points that could not be played.
    pub failed: u64,
    /// What it was.
    pub about: About,
}

/// How far a calibration has come.
#[derive(Debug)]
pub enum Come {
    /// To its end.
    Whole(Box<Calibrated>),
    /// It was stopped.
    Stopped {
        /// In this stage, from 0.
        stage: usize,
        /// Points of one's own part that are done.
        done: u64,
    },
    /// Other parts are not there yet.
    Waits {
        /// For this stage.
        stage: usize,
        /// These parts, from 1.
        parts: Vec<u64>,
    },
}

impl Calibrate<'_> {
    /// What tells these results from any others, whichever part plays them.
    pub fn identity(&self) -> String {
        let header = self.header();
        let of_case = |case: &Case| {
            let facts: Vec<String> = case.files.iter().map(|(_, text)| of_facts(text)).collect();
            format!("{} {} {} {}", case.id, case.base, case.fitted, facts.join(" "))
        };
        let cases: Vec<String> = self.cases.iter().map(of_case).collect();
        let own = format!("{VERSION} {} {} {} {}", self.points, self.waves, header.replicates, header.seed);
        sha256(format!("calibrate\n{own}\n{}\n{}\n{}", header.sweep, header.scenarios, cases.join("\n")).as_bytes())
    }

    fn header(&self) -> Header {
        Header::of(&Work { making: self.making, shard: self.shard, until: None })
    }

    /// A stage of so many points.
    fn stage(&self, number: usize, points: u64) -> Stage {
        let labels =
            cases::asked(&self.cases).iter().map(|asked| format!("{}/{}", asked.case.id, asked.fact.id)).collect();
        let sweep = sha256(format!("{} stage {number}", self.identity()).as_bytes());
        Stage { number, header: Header { sweep, points, outcomes: labels, ..self.header() } }
    }

    /// Points of the first wave, of each later one, and of a generation; what is left over is not played.
    fn sizes(&self) -> [u64; 3] {
        // Half of the points is for waves. The first, which is also what the check draws its records from, has twice as many as
        // each of the others.
        let wave = self.points / 2 / (self.waves as u64 + 1);
        [self.points / 2 - wave * (self.waves as u64 - 1), wave, self.points / 20]
    }

    /// Points of the smallest stage, and so the largest number of parts.
    pub fn most_parts(&self) -> u64 {
        let [first, wave, generation] = self.sizes();
        if self.waves == 1 { first.min(generation) } else { wave.min(generation) }
    }

    /// Plays what is not kept yet, as far as it can be played by this part.
    ///
    /// # Errors
    /// Those of `keep`.
    pub fn play<K: Keep>(&self, engine: &Engine<'_>, keep: &mut K) -> Result<Come, K::Error> {
        let mut search = search::Search::of(self, engine, keep);
        let found = match search.run()? {
            Ok(found) => found,
            Err(come) => return Ok(come),
        };
        let asked = cases::asked(&self.cases);
        let (judged, records) = judged::judge(self, &asked, &found, keep)?;
        let check = sbc::check(&found, &asked, &records, self.making.sweep.seed);
        let learned = learned(&found);
        let failed = found.means.played.iter().filter(|played| !**played).count() as u64;
        let about = self.about(&found, failed);
        Ok(Come::Whole(Box::new(Calibrated { found, learned, judged, check, failed, about })))
    }

    /// Hands on the tables.
    ///
    /// # Errors
    /// When the sink fails.
    pub fn hand_on<S: Sink>(&self, calibrated: &Calibrated, sink: &mut S) -> Result<(), S::Error> {
        tables::hand_on(self, calibrated, sink)
    }

    /// What readers call a case: the name of its scenario, or its id where that has none or another case has the same.
    pub fn called<'b>(&'b self, case: &'b Case) -> &'b str {
        let name = |case: &Case| self.making.sweep.bases[case.base].1.at(["scenario", "name"]).and_then(Node::as_text);
        let alike = |other: &&Case| name(other) == name(case);
        name(case).filter(|_| self.cases.iter().filter(alike).count() == 1).unwrap_or(&case.id)
    }

    fn about(&self, found: &Found, failed: u64) -> About {
        let sweep = self.making.sweep;
        let points = found.means.count() as u64;
        let cases = self.cases.iter().map(|case| {
            let files: Vec<_> =
                case.files.iter().map(|(name, text)| json!({ "file": name, "sha256": of_facts(text) })).collect();
            let name = self.called(case);
            json!({ "case": case.id, "name": name, "scenario": sweep.bases[case.base].0, "fitted": case.fitted, "facts": files })
        });
        let manifest = json!({
            "identity": self.identity(),
            "scenario": sweep.file,
            "sweep": sweep.text,
            "cases": cases.collect::<Vec<_>>(),
            "points": points,
            "failed": failed,
            "replicates_per_point": sweep.replicates,
            "histories": points * sweep.replicates * self.cases.len() as u64,
            "waves": self.waves,
            "seed": sweep.seed,
            "notes": sweep.notes,
            "complete": true,
        });
        About { kind: StudyKind::Calibrate, title: sweep.file.clone(), manifest }
    }
}

/// Every factor among the points kept.
fn learned(found: &Found) -> Vec<Learned> {
    use crate::statistics::weighted::{Ordered, mean_and_sd};
    let (population, weights) = (&found.population, found.population.kept_weights());
    let factors = population.places.first().map_or(0, Vec::len);
    let of = |factor: usize| {
        let places = population.kept_places(factor);
        let ((mean, sd), test) =
            mean_and_sd(&places, &weights).zip(KolmogorovSmirnov::of_uniform(&places, &weights))?;
        let ordered = Ordered::of(places.into_iter().zip(weights.iter().copied()));
        let band = [ordered.quantile(0.05)?, ordered.quantile(0.95)?];
        let moved = test.p * (factors as f64) < 0.05;
        Some(Learned { mean, sd, band, contraction: 1.0 - 12.0 * sd * sd, test, moved })
    };
    (0..factors).filter_map(of).collect()
}
