//! The check: what rejection among the prior's points does with records whose true numbers are known.
//!
//! What is checked is the first step, which keeps the nearest points of the first wave, by the same distance; to go through all
//! waves and generations for each record would take as many calibrations.

use super::cases::Asked;
use super::judged::Histories;
use super::search::{Found, NEAR, draws};
use crate::statistics::simulation_based::{Calibration, THINNED};

/// Records that are drawn.
const RECORDS: usize = 200;

/// Share of the points that is kept for each; at least [`THINNED`] + 1, and all that are as near as the true numbers would be.
const SHARE: f64 = 0.05;

/// Draws records from the histories of the prior, with the record's own error, and looks where the truth lies among the points
/// kept for each. `None` where there are too few points.
pub fn check(found: &Found, asked: &[Asked<'_>], histories: &Histories, seed: u64) -> Option<Calibration> {
    let played: Vec<usize> = (0..found.prior()).filter(|point| found.means.played[*point]).collect();
    let count = ((SHARE * played.len() as f64) as usize).max(THINNED + 1);
    if played.len() <= 2 * count {
        return None;
    }
    let (mut chance, mut thinning) = (draws(seed, "records"), draws(seed, "thinning"));
    let order = chance.permutation(played.len());
    let by_record = |record: usize| {
        let truth = played[order[record]];
        let replicates = histories[truth].len() / asked.len();
        let history = &histories[truth][chance.below(replicates) * asked.len()..][..asked.len()];
        let given: Vec<f64> =
            history.iter().zip(asked).map(|(value, asked)| asked.coded(*value) + asked.sd * chance.normal()).collect();
        let distance = |point: &usize| found.means.distance(*point, &given, asked, &found.scales);
        let others = played.iter().copied().filter(|point| *point != truth);
        let mut near: Vec<(f64, usize)> = others.map(|point| (distance(&point), point)).collect();
        near.sort_by(|one, two| one.0.total_cmp(&two.0).then(one.1.cmp(&two.1)));
        let places = &found.population.places;
        let as_near = near.partition_point(|(distance, _)| *distance <= NEAR);
        let kept = near.into_iter().take(count.max(as_near)).map(|(_, point)| places[point].clone());
        (places[truth].clone(), kept.collect())
    };
    Calibration::of(RECORDS.min(played.len()), by_record, &mut thinning)
}
