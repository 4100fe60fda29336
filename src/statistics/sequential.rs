//! Approximate Bayesian computation in generations, each drawn from what the one before kept.
//!
//! Source: Lenormand, Jabot and Deffuant (2013), Computational Statistics 28(6): adaptive population Monte Carlo, after Beaumont et
//! al. (2009), Biometrika 96(4). The prior is uniform on the unit cube. Of all points the nearest so many are kept; each later
//! generation draws around them, by a Gaussian kernel of twice their weighted variance, and weighs what it draws by the prior over
//! the density with which it was drawn.
//!
//! Three departures. All points that are as near as the true numbers would be are kept: to choose among them is to choose by luck. Draws are reflected at 0 and 1, and the density counts the reflected ones: so a factor that nothing moves stays
//! uniform. And only the factors that moved most are drawn by the kernel, the others from the prior: weights that are products
//! over a hundred factors leave a handful of points with all the weight, while any choice of factors gives right weights.

use super::kolmogorov_smirnov::KolmogorovSmirnov;
use super::resampling::Draws;
use super::weighted::{effective, mean_and_sd};

/// Most factors that are drawn around points kept.
pub const ACTIVE: usize = 12;

/// Points with their weights, of which the nearest are kept.
#[derive(Clone, Debug)]
pub struct Population {
    /// A place from 0 to 1 for every factor, by point.
    pub places: Vec<Vec<f64>>,
    /// Prior over the density with which each was drawn.
    pub weights: Vec<f64>,
    /// Distance of what each gave to the record; infinite where it gave nothing.
    pub distances: Vec<f64>,
    /// The points that are kept, the nearest first; of two as near, the earlier.
    pub kept: Vec<usize>,
    count: usize,
    near: f64,
}

/// What a generation came to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Generation {
    /// Points that were drawn for it.
    pub points: usize,
    /// Share of them that are nearer than what was kept before.
    pub accepted: f64,
    /// The largest distance that is kept now.
    pub tolerance: f64,
    /// How many unweighted points those kept are worth.
    pub effective: f64,
}

impl Population {
    /// The first points, of which, and of those that follow, the `count` nearest are kept, and all that are off by `near` at most.
    ///
    /// # Panics
    /// Where lengths do not agree.
    pub fn of(
        places: Vec<Vec<f64>>,
        weights: Vec<f64>,
        distances: Vec<f64>,
        count: usize,
        near: f64,
    ) -> (Self, Generation) {
        let mut population = Self { places: vec![], weights: vec![], distances: vec![], kept: vec![], count, near };
        let generation = population.take(places, weights, distances);
        (population, generation)
    }

    /// Takes what was drawn, weighed and simulated, and keeps the nearest of all.
    ///
    /// # Panics
    /// Where lengths do not agree.
    pub fn take(&mut self, places: Vec<Vec<f64>>, weights: Vec<f64>, distances: Vec<f64>) -> Generation {
        assert!(places.len() == weights.len() && places.len() == distances.len(), "of every point");
        let (first, before) = (self.places.len(), self.tolerance());
        let nearer = distances.iter().filter(|distance| **distance < before).count();
        let points = places.len();
        self.places.extend(places);
        self.weights.extend(weights);
        self.distances.extend(distances);
        self.kept.extend((first..self.places.len()).filter(|point| self.distances[*point].is_finite()));
        self.kept.sort_by(|one, two| self.distances[*one].total_cmp(&self.distances[*two]).then(one.cmp(two)));
        let near = self.kept.partition_point(|point| self.distances[*point] <= self.near);
        self.kept.truncate(near.max(self.count));
        let accepted = if points == 0 { 0.0 } else { nearer as f64 / points as f64 };
        Generation { points, accepted, tolerance: self.tolerance(), effective: effective(&self.kept_weights()) }
    }

    /// The largest distance that is kept; infinite before anything is.
    pub fn tolerance(&self) -> f64 {
        self.kept.last().map_or(f64::INFINITY, |last| self.distances[*last])
    }

    /// The weights of the points kept.
    pub fn kept_weights(&self) -> Vec<f64> {
        self.kept.iter().map(|point| self.weights[*point]).collect()
    }

    /// The places of the points kept in one factor.
    pub fn kept_places(&self, factor: usize) -> Vec<f64> {
        self.kept.iter().map(|point| self.places[*point][factor]).collect()
    }

    /// Draws places for the next generation, each with its weight; none where nothing is kept.
    pub fn draw(&self, count: usize, draws: &mut Draws) -> (Vec<Vec<f64>>, Vec<f64>) {
        let Some(kernel) = Kernel::of(self) else { return (vec![], vec![]) };
        (0..count).map(|_| kernel.draw(draws)).map(|place| (place.clone(), 1.0 / kernel.density(&place))).unzip()
    }

    /// The factors that moved most, in their order; all where there are no more than [`ACTIVE`].
    fn active(&self) -> Vec<usize> {
        let factors = self.places.first().map_or(0, Vec::len);
        let weights = self.kept_weights();
        let moved = |factor: usize| {
            KolmogorovSmirnov::of_uniform(&self.kept_places(factor), &weights).map_or(0.0, |test| test.distance)
        };
        let moved: Vec<f64> = (0..factors).map(moved).collect();
        let mut active: Vec<usize> = (0..factors).collect();
        active.sort_by(|one, two| moved[*two].total_cmp(&moved[*one]));
        active.truncate(ACTIVE);
        active.sort_unstable();
        active
    }
}

/// What the next generation is drawn by: a mixture of kernels around the points kept.
struct Kernel {
    /// Weights up to each point kept, over their sum.
    cumulative: Vec<f64>,
    /// The place of each in the active factors.
    centres: Vec<Vec<f64>>,
    active: Vec<usize>,
    /// Standard deviation in each active factor.
    sds: Vec<f64>,
    factors: usize,
}

impl Kernel {
    fn of(population: &Population) -> Option<Self> {
        let (active, weights) = (population.active(), population.kept_weights());
        let sum: f64 = weights.iter().sum();
        let sd = |factor: &usize| {
            let (_, sd) = mean_and_sd(&population.kept_places(*factor), &weights)?;
            // A kernel without any width would draw the same places for ever.
            Some((2f64.sqrt() * sd).max(1e-6))
        };
        let sds = active.iter().map(sd).collect::<Option<Vec<f64>>>()?;
        let mut below = 0.0;
        let up_to = |weight: &f64| {
            below += weight / sum;
            below
        };
        let cumulative = weights.iter().map(up_to).collect();
        let of = |point: &usize| active.iter().map(|factor| population.places[*point][*factor]).collect();
        let factors = population.places.first()?.len();
        Some(Self { cumulative, centres: population.kept.iter().map(of).collect(), active, sds, factors })
    }

    fn draw(&self, draws: &mut Draws) -> Vec<f64> {
        let mut place: Vec<f64> = (0..self.factors).map(|_| draws.uniform()).collect();
        let chosen = draws.uniform();
        let at = self.cumulative.partition_point(|up_to| *up_to < chosen).min(self.centres.len() - 1);
        for ((factor, centre), sd) in self.active.iter().zip(&self.centres[at]).zip(&self.sds) {
            place[*factor] = reflected(centre + sd * draws.normal());
        }
        place
    }

    /// The density with which a place is drawn.
    fn density(&self, place: &[f64]) -> f64 {
        let mut before = 0.0;
        let of_centre = |(centre, up_to): (&Vec<f64>, &f64)| {
            let weight = up_to - before;
            before = *up_to;
            let factors = self.active.iter().zip(centre).zip(&self.sds);
            weight
                * factors.map(|((factor, centre), sd)| reflected_density(place[*factor], *centre, *sd)).product::<f64>()
        };
        self.centres.iter().zip(&self.cumulative).map(of_centre).sum()
    }
}

/// Brings a number into 0 to 1, as a ball that bounces off both ends.
fn reflected(value: f64) -> f64 {
    let turn = value - 2.0 * (value / 2.0).floor();
    if turn > 1.0 { 2.0 - turn } else { turn }
}

/// Density of a reflected normal at a place: of the place itself and of all that bounce there.
fn reflected_density(place: f64, centre: f64, sd: f64) -> f64 {
    // Beyond eight standard deviations a normal has no density to twelve digits.
    let far = (4.0 * sd).ceil().clamp(1.0, 4.0) as i32;
    let normal = |value: f64| {
        let off = (value - centre) / sd;
        if off.abs() > 8.0 { 0.0 } else { libm::exp(-off * off / 2.0) }
    };
    let bounced = |turn: i32| normal(2.0 * f64::from(turn) + place) + normal(2.0 * f64::from(turn) - place);
    (-far..=far).map(bounced).sum::<f64>() / (sd * (2.0 * std::f64::consts::PI).sqrt())
}

#[cfg(test)]
mod tests {
    use super::super::history_matching::uniform;
    use super::*;

    /// Generations on a toy until so many points are spent: places in, distance of what they gave out.
    fn generations(
        factors: usize,
        first: usize,
        kept: usize,
        rounds: usize,
        mut simulate: impl FnMut(&[f64], &mut Draws) -> f64,
    ) -> (Population, Vec<Generation>) {
        let mut draws = Draws::new(11);
        let places: Vec<Vec<f64>> = (0..first).map(|_| uniform(factors, &mut draws)).collect();
        let distances = places.iter().map(|place| simulate(place, &mut draws)).collect();
        let (mut population, generation) = Population::of(places, vec![1.0; first], distances, kept, 0.0);
        let mut all = vec![generation];
        for _ in 0..rounds {
            let (places, weights) = population.draw(kept, &mut draws);
            let distances = places.iter().map(|place| simulate(place, &mut draws)).collect();
            all.push(population.take(places, weights, distances));
        }
        (population, all)
    }

    #[test]
    fn the_mean_of_a_gaussian_has_the_posterior_that_can_be_worked_out() {
        // A record of 0.3, itself the mean of places with a standard deviation of 0.05: the posterior is normal, mean 0.3, sd 0.05.
        let simulate = |place: &[f64], draws: &mut Draws| (place[0] + 0.05 * draws.normal() - 0.3).abs();
        let (population, all) = generations(2, 4000, 1000, 4, simulate);
        let weights = population.kept_weights();
        let (mean, sd) = mean_and_sd(&population.kept_places(0), &weights).unwrap();
        let last = all.last().unwrap();
        // Monte Carlo errors of mean and sd; the tolerance adds a third of its square to the variance.
        let error = 0.05 / last.effective.sqrt();
        assert!(last.tolerance < 0.03, "{all:?}");
        assert!((mean - 0.3).abs() < 4.0 * error && (sd - 0.05).abs() < 4.0 * error, "{mean} {sd} {all:?}");
        // The factor that does nothing stays as it was.
        let (mean, sd) = mean_and_sd(&population.kept_places(1), &weights).unwrap();
        let error = (1.0 / 12f64).sqrt() / last.effective.sqrt();
        assert!((mean - 0.5).abs() < 4.0 * error && (sd - 12f64.sqrt().recip()).abs() < 4.0 * error, "{mean} {sd}");
    }

    #[test]
    fn what_is_drawn_around_points_on_one_side_weighs_as_the_prior() {
        // Points that lie as 2(1 − x) in one factor, mean 1/3, and evenly in another.
        let place =
            |at: u32| vec![1.0 - (1.0 - (f64::from(at) + 0.5) / 100.0).sqrt(), f64::from(at * 37 % 100) / 100.0];
        let (population, _) = Population::of((0..100).map(place).collect(), vec![1.0; 100], vec![0.5; 100], 100, 0.0);
        let (places, weights) = population.draw(4000, &mut Draws::new(3));
        let (firsts, error) =
            (places.iter().map(|place| place[0]).collect::<Vec<f64>>(), 1.0 / effective(&weights).sqrt());
        let unweighted = firsts.iter().sum::<f64>() / 4000.0;
        let (mean, sd) = mean_and_sd(&firsts, &weights).unwrap();
        assert!(unweighted < 0.45 && error < 0.03, "{unweighted} {error}");
        assert!((mean - 0.5).abs() < 2.0 * error && (sd - 12f64.sqrt().recip()).abs() < 2.0 * error, "{mean} {sd}");
        // Densities sum to one, so weights have a mean of one.
        assert!((weights.iter().sum::<f64>() / 4000.0 - 1.0).abs() < 4.0 * error, "{}", weights.iter().sum::<f64>());
    }

    #[test]
    fn beside_a_hundred_factors_that_do_nothing_points_keep_their_weight() {
        let simulate = |place: &[f64], draws: &mut Draws| (place[7] + 0.05 * draws.normal() - 0.3).abs();
        let (population, all) = generations(100, 2000, 400, 3, simulate);
        let (mean, _) = mean_and_sd(&population.kept_places(7), &population.kept_weights()).unwrap();
        let last = all.last().unwrap();
        assert!(last.effective > 40.0 && (mean - 0.3).abs() < 4.0 * 0.05 / last.effective.sqrt(), "{mean} {all:?}");
    }

    #[test]
    fn a_reflected_density_sums_to_one_and_draws_follow_it() {
        for (centre, sd) in [(0.1, 0.05), (0.9, 0.4), (0.5, 0.02), (0.0, 0.2)] {
            let sum: f64 = (0..2000).map(|at| reflected_density((f64::from(at) + 0.5) / 2000.0, centre, sd)).sum();
            assert!((sum / 2000.0 - 1.0).abs() < 1e-6, "{centre} {sd}: {sum}");
        }
        assert!((reflected(-0.2) - 0.2).abs() < 1e-12 && (reflected(1.3) - 0.7).abs() < 1e-12);
        assert!((reflected(2.4) - 0.4).abs() < 1e-12 && (reflected(-1.1) - 0.9).abs() < 1e-12);
        let mut draws = Draws::new(2);
        let below = (0..20_000).filter(|_| reflected(0.1 + 0.3 * draws.normal()) < 0.2).count() as f64 / 20_000.0;
        let expected =
            (0..200).map(|at| reflected_density((f64::from(at) + 0.5) / 1000.0, 0.1, 0.3)).sum::<f64>() / 1000.0;
        assert!((below - expected).abs() < 0.015, "{below} {expected}");
    }

    #[test]
    fn what_gave_nothing_is_never_kept_and_of_two_as_near_the_earlier_is() {
        let places: Vec<Vec<f64>> = (0..5).map(|at| vec![f64::from(at) / 5.0]).collect();
        let distances = vec![2.0, f64::INFINITY, 1.0, 2.0, 1.0];
        let (mut population, generation) = Population::of(places, vec![1.0; 5], distances, 3, 0.0);
        assert_eq!((population.kept.clone(), generation.tolerance, generation.accepted), (vec![2, 4, 0], 2.0, 0.8));
        let next = population.take(vec![vec![0.5], vec![0.6]], vec![2.0, 1.0], vec![0.5, 2.0]);
        assert_eq!((population.kept.clone(), next.tolerance, next.accepted), (vec![5, 2, 4], 1.0, 0.5));
        assert!((next.effective - 16.0 / 6.0).abs() < 1e-12);
        // All that are as near as can be asked stay.
        let places: Vec<Vec<f64>> = (0..4).map(|at| vec![f64::from(at) / 5.0]).collect();
        let (population, _) = Population::of(places, vec![1.0; 4], vec![0.9, 2.0, 0.1, 1.0], 1, 1.0);
        assert_eq!(population.kept, [2, 0, 3]);
        let (nothing, _) = Population::of(vec![vec![0.1]], vec![1.0], vec![f64::INFINITY], 3, 0.0);
        assert!(nothing.draw(3, &mut Draws::new(1)).0.is_empty());
    }
}
