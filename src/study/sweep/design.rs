//! Designs: which points of a space of factors are run.
//!
//! Every point is a function of its number alone, so that any part of a design can be made
//! anywhere without the rest. Points are numbered in a balanced order: the first of them, or
//! any long stretch, are a fair sample of all. A list keeps the order of its file.

use sha2::{Digest, Sha256};

use crate::statistics::{sobol, variance_based};

/// How points are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DesignKind {
    /// Every combination of levels.
    Grid,
    /// The points as listed.
    List,
    /// Each factor's range cut into as many strata as there are points, one point in each
    /// (McKay, Beckman and Conover 1979).
    LatinHypercube,
    /// Scrambled Sobol points.
    Sobol,
    /// Morris's elementary effects: trajectories that move one factor at a time over this many
    /// levels (Morris 1991).
    Morris {
        /// Number of levels, even.
        levels: u64,
    },
    /// Saltelli's two samples of scrambled Sobol points, A and B, and A with each factor in turn from B (Saltelli et al.
    /// 2010).
    Saltelli {
        /// B with each factor in turn from A as well (Saltelli 2002).
        second_order: bool,
    },
}

/// A coordinate of a point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Coordinate {
    /// The number of a level.
    Level(u64),
    /// A place in [0, 1]; the end 1 only in a Morris design.
    Place(f64),
}

/// A design.
#[derive(Clone, Debug)]
pub struct Design {
    kind: DesignKind,
    points: u64,
    /// Number of levels of each factor in a grid; the factor of each coordinate in a Saltelli design; otherwise one entry a
    /// coordinate.
    levels: Vec<u64>,
    /// What is decided once for all points, dimension by dimension: the order of strata, or how Sobol points are
    /// scrambled.
    keys: Vec<u64>,
    /// The SHA-256 of what is decided anew at each point, dimension by dimension, as far as it is the same for all: where
    /// a point lies in its stratum, or where a trajectory begins.
    begun: Vec<Sha256>,
    seed: u64,
    /// Number of scenarios under each of which every point is run.
    worlds: u64,
}

/// Most points times replicates of a sweep: of the baseline's histories, twenty years of one core.
pub const MAX_RUNS: u64 = 1_000_000_000_000;

/// Most dimensions of a Saltelli design: each has a column of Sobol points in A and one in B.
pub const MAX_SALTELLI: usize = sobol::DIMENSIONS / 2;

impl Design {
    /// Every combination of so many levels of each factor.
    pub fn grid(levels: Vec<u64>, seed: u64) -> Self {
        let points = levels.iter().fold(1u64, |product, levels| product.saturating_mul(*levels));
        Self::plain(DesignKind::Grid, points, levels, seed)
    }

    /// So many listed points.
    pub fn list(points: u64, seed: u64) -> Self {
        Self::plain(DesignKind::List, points, vec![points], seed)
    }

    fn plain(kind: DesignKind, points: u64, levels: Vec<u64>, seed: u64) -> Self {
        Self { kind, points, levels, keys: vec![], begun: vec![], seed, worlds: 1 }
    }

    /// So many points in a unit cube of so many dimensions: Latin hypercube or Sobol.
    pub fn cube(kind: DesignKind, points: u64, dimensions: usize, seed: u64) -> Self {
        let cube = Self::plain(kind, points, vec![0; dimensions], seed);
        match kind {
            DesignKind::LatinHypercube => cube.decided("stratum", dimensions).begun("within", dimensions),
            _ => cube.decided("sobol", dimensions),
        }
    }

    /// So many trajectories in so many dimensions, each of one point more than there are.
    pub fn morris(levels: u64, trajectories: u64, dimensions: usize, seed: u64) -> Self {
        let points = trajectories.saturating_mul(dimensions as u64 + 1);
        Self::plain(DesignKind::Morris { levels }, points, vec![0; dimensions], seed).begun("morris start", dimensions)
    }

    /// Saltelli's design from so many base points, of factors that take up so many dimensions each, together at most
    /// [`MAX_SALTELLI`].
    pub fn saltelli(base: u64, dimensions: &[usize], second_order: bool, seed: u64) -> Self {
        let factors = (0..).zip(dimensions).flat_map(|(factor, dimensions)| std::iter::repeat_n(factor, *dimensions));
        let points = base.saturating_mul(variance_based::block(dimensions.len(), second_order) as u64);
        let saltelli = Self::plain(DesignKind::Saltelli { second_order }, points, factors.collect(), seed);
        let columns = 2 * saltelli.levels.len();
        saltelli.decided("sobol", columns)
    }

    /// With what is decided once in each of so many dimensions.
    fn decided(self, name: &str, dimensions: usize) -> Self {
        Self { keys: (0..dimensions as u64).map(|dimension| self.hash(name, dimension)).collect(), ..self }
    }

    /// With what is decided at each point in each of so many dimensions.
    fn begun(self, name: &str, dimensions: usize) -> Self {
        let begun = (0..dimensions).map(|dimension| self.before_number(&format!("{name}/{dimension}")));
        Self { begun: begun.collect(), ..self }
    }

    /// Every point of it under each of so many scenarios, one after the other, at least one: a scenario is no
    /// place in a cube, and drawn as one it could not be told from what is drawn with it.
    #[must_use]
    pub fn under(self, worlds: u64) -> Self {
        Self { worlds: worlds.max(1), ..self }
    }

    /// Are scenarios crossed with its points? In a grid they are levels like any other, and a list names its own.
    pub fn crosses(&self) -> bool {
        !matches!(self.kind, DesignKind::Grid | DesignKind::List)
    }

    /// How points are chosen.
    pub fn kind(&self) -> DesignKind {
        self.kind
    }

    /// Number of scenarios under each of which every point is run; 1 where they are not crossed.
    pub fn worlds(&self) -> u64 {
        self.worlds
    }

    /// The number of the scenario of a point, where scenarios are crossed.
    pub fn world(&self, number: u64) -> u64 {
        number % self.worlds
    }

    /// Number of points, under all scenarios.
    pub fn points(&self) -> u64 {
        self.points.saturating_mul(self.worlds)
    }

    /// The coordinates of a point, one per factor in a grid, one in a list (the number of the
    /// listed point), else one per dimension.
    pub fn point(&self, number: u64) -> Vec<Coordinate> {
        let number = number / self.worlds;
        match self.kind {
            // As listed: their author knows them by their order.
            DesignKind::List => vec![Coordinate::Level(number)],
            DesignKind::Grid => {
                // In a mixed order: a sweep that is cut off early, and every shard, is then a fair sample of the grid.
                let mut rest = permuted(number, self.points, self.hash("order", 0));
                let digit = |levels: &u64| {
                    let level = rest % levels;
                    rest /= levels;
                    Coordinate::Level(level)
                };
                self.levels.iter().rev().map(digit).collect::<Vec<_>>().into_iter().rev().collect()
            }
            DesignKind::LatinHypercube => {
                let digits = number.to_string();
                (0..self.levels.len()).map(|dimension| self.stratum(number, &digits, dimension)).collect()
            }
            DesignKind::Sobol => {
                (0..self.levels.len()).map(|dimension| Coordinate::Place(self.sobol(number, dimension))).collect()
            }
            DesignKind::Morris { levels } => self.step(number, levels),
            DesignKind::Saltelli { second_order } => self.of_two(number, second_order),
        }
    }

    /// A point of a Saltelli design: a row of A, of B, or of one with a factor from the other.
    fn of_two(&self, number: u64, second_order: bool) -> Vec<Coordinate> {
        let dimensions = self.levels.len();
        let factors = self.levels.last().map_or(0, |last| last + 1);
        let block = variance_based::block(factors as usize, second_order) as u64;
        let (row, place) = (number / block, number % block);
        // In the order of A, A with each factor from B, B with each factor from A, B.
        let (from_b, moved) = match place {
            0 => (false, None),
            _ if place == block - 1 => (true, None),
            _ if place <= factors => (false, Some(place - 1)),
            _ => (true, Some(place - 1 - factors)),
        };
        let place = |(dimension, factor): (usize, &u64)| {
            let column = if from_b == (moved == Some(*factor)) { dimension } else { dimension + dimensions };
            Coordinate::Place(self.sobol(row, column))
        };
        self.levels.iter().enumerate().map(place).collect()
    }

    fn sobol(&self, number: u64, dimension: usize) -> f64 {
        sobol::coordinate(number as u32, dimension, self.keys[dimension] as u32)
    }

    /// A point's place in a dimension of a Latin hypercube: its stratum, and where in it.
    fn stratum(&self, number: u64, digits: &str, dimension: usize) -> Coordinate {
        let stratum = permuted(number, self.points, self.keys[dimension]);
        let within = unit(bits(&self.begun[dimension], digits));
        Coordinate::Place((stratum as f64 + within) / self.points as f64)
    }

    /// A point of a Morris design: a trajectory begins on the lower half of the levels, or the
    /// upper, and moves each factor once by half the levels, in an order of its own.
    fn step(&self, number: u64, levels: u64) -> Vec<Coordinate> {
        let dimensions = self.levels.len() as u64;
        let (trajectory, step) = (number / (dimensions + 1), number % (dimensions + 1));
        let half = levels / 2;
        let (order, digits) = (self.hash("morris order", trajectory), trajectory.to_string());
        (0..dimensions)
            .map(|dimension| {
                let start = bits(&self.begun[dimension as usize], &digits);
                let (low, rises) = (start / 2 % half, start.is_multiple_of(2));
                // The factor moves at this step of the trajectory.
                let moved = step > permuted(dimension, dimensions, order);
                let level = if rises == moved { low + half } else { low };
                Coordinate::Place(level as f64 / (levels - 1) as f64)
            })
            .collect()
    }

    /// 64 bits that belong to one decision of this design.
    fn hash(&self, name: &str, number: u64) -> u64 {
        bits(&self.before_number(name), &number.to_string())
    }

    /// The SHA-256 of a decision, before its number.
    fn before_number(&self, name: &str) -> Sha256 {
        Sha256::new_with_prefix(format!("intsoc-v1/{}/design/{name}/", self.seed))
    }
}

/// The first 64 bits of a SHA-256 that was begun, with the digits of a number after it.
fn bits(begun: &Sha256, digits: &str) -> u64 {
    let digest = begun.clone().chain_update(digits).finalize();
    digest.iter().take(8).fold(0, |bits, byte| bits << 8 | u64::from(*byte))
}

/// Uniform in (0, 1).
fn unit(bits: u64) -> f64 {
    crate::model::chance::uniform(bits)
}

/// A permutation of 0..n that needs no memory: a Feistel network over the next even number of
/// bits, walked until it comes back into range.
fn permuted(number: u64, n: u64, key: u64) -> u64 {
    let half_bits = (64 - n.saturating_sub(1).leading_zeros()).div_ceil(2).max(1);
    let mask = (1u64 << half_bits) - 1;
    let mut at = number;
    loop {
        let (mut left, mut right) = (at >> half_bits, at & mask);
        for round in 0..6 {
            (left, right) = (right, left ^ (mixed(right ^ key.rotate_left(11 * round) ^ u64::from(round)) & mask));
        }
        at = left << half_bits | right;
        if at < n {
            return at;
        }
    }
}

/// The finaliser of SplitMix64 (Steele, Lea and Flood 2014).
fn mixed(bits: u64) -> u64 {
    let bits = (bits ^ bits >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let bits = (bits ^ bits >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ bits >> 31
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(design: &Design) -> Vec<Vec<f64>> {
        let place = |coordinate| match coordinate {
            Coordinate::Place(place) => place,
            Coordinate::Level(level) => level as f64,
        };
        (0..design.points()).map(|number| design.point(number).into_iter().map(place).collect()).collect()
    }

    #[test]
    fn a_permutation_of_any_size_takes_every_number_once() {
        for n in [1, 2, 3, 4, 5, 17, 64, 100, 1000, 4097] {
            let mut seen: Vec<u64> = (0..n).map(|number| permuted(number, n, 99)).collect();
            seen.sort_unstable();
            assert!(seen.into_iter().eq(0..n), "{n}");
        }
    }

    #[test]
    fn a_grid_has_every_combination_once_in_an_order_that_is_fair_from_the_start() {
        let design = Design::grid(vec![3, 4, 5], 7);
        let points = places(&design);
        let mut sorted = points.clone();
        sorted.sort_by(|a, b| a.partial_cmp(b).unwrap());
        sorted.dedup();
        assert_eq!((points.len(), sorted.len()), (60, 60));
        // The first third is no corner: every level of every factor is in it.
        for (factor, levels) in [3, 4, 5].into_iter().enumerate() {
            let mut seen: Vec<u64> = points[..20].iter().map(|point| point[factor] as u64).collect();
            seen.sort_unstable();
            seen.dedup();
            assert_eq!(seen.len(), levels, "factor {factor}");
        }
    }

    #[test]
    fn a_latin_hypercube_has_one_point_in_every_stratum_of_every_factor() {
        for points in [1, 7, 100] {
            let design = Design::cube(DesignKind::LatinHypercube, points, 5, 3);
            for factor in 0..5 {
                let mut strata: Vec<u64> =
                    places(&design).iter().map(|point| (point[factor] * points as f64) as u64).collect();
                strata.sort_unstable();
                assert!(strata.into_iter().eq(0..points), "{points} points, factor {factor}");
            }
        }
    }

    #[test]
    fn a_morris_trajectory_moves_every_factor_once_by_half_the_levels() {
        let (levels, factors) = (6, 9);
        let design = Design::morris(levels, 12, factors, 5);
        assert_eq!(design.points(), 120);
        let points = places(&design);
        let mut orders = std::collections::BTreeSet::new();
        for trajectory in points.chunks(factors + 1) {
            let mut moved = Vec::new();
            for pair in trajectory.windows(2) {
                let changed: Vec<usize> = (0..factors).filter(|factor| pair[0][*factor] != pair[1][*factor]).collect();
                assert_eq!(changed.len(), 1);
                let by = (pair[0][changed[0]] - pair[1][changed[0]]).abs();
                assert!((by - 3.0 / 5.0).abs() < 1e-12, "delta = p/(2(p - 1)), not {by}");
                moved.push(changed[0]);
            }
            for place in trajectory.iter().flatten() {
                assert!((place * 5.0 - (place * 5.0).round()).abs() < 1e-12 && (0.0..=1.0).contains(place));
            }
            orders.insert(moved.clone());
            moved.sort_unstable();
            assert!(moved.into_iter().eq(0..factors));
        }
        assert!(orders.len() > 10, "trajectories have orders of their own");
    }

    #[test]
    fn a_saltelli_design_moves_one_factor_at_a_time_from_one_sample_to_the_other() {
        // The second factor has two dimensions, which move together.
        let (base, factors) = (8, [vec![0], vec![1, 2], vec![3]]);
        for second_order in [false, true] {
            let design = Design::saltelli(base, &[1, 2, 1], second_order, 5);
            let block = if second_order { 8 } else { 5 };
            assert_eq!(design.points(), base * block as u64);
            for row in places(&design).chunks(block) {
                let (a, b) = (&row[0], &row[block - 1]);
                assert!(a.iter().zip(b).all(|(a, b)| a != b));
                let mixed = |into: &[f64], from: &[f64], factor: usize| {
                    let mut mixed = into.to_vec();
                    factors[factor].iter().for_each(|dimension: &usize| mixed[*dimension] = from[*dimension]);
                    mixed
                };
                for factor in 0..3 {
                    assert_eq!(row[1 + factor], mixed(a, b, factor));
                    assert!(!second_order || row[4 + factor] == mixed(b, a, factor));
                }
            }
        }
        // A is the Sobol sample of the same seed.
        let alone = Design::cube(DesignKind::Sobol, base, 4, 5);
        assert_eq!(Design::saltelli(base, &[1, 2, 1], false, 5).point(10), alone.point(2));
    }

    #[test]
    fn scenarios_are_crossed_with_every_point_of_a_cube() {
        let alone = Design::cube(DesignKind::LatinHypercube, 7, 3, 1);
        let crossed = alone.clone().under(3);
        assert_eq!((crossed.points(), alone.points()), (21, 7));
        for number in 0..21 {
            assert_eq!(crossed.point(number), alone.point(number / 3));
            assert_eq!(crossed.world(number), number % 3);
        }
    }

    #[test]
    fn another_seed_is_another_design() {
        for kind in [DesignKind::LatinHypercube, DesignKind::Sobol] {
            assert_ne!(places(&Design::cube(kind, 8, 2, 1)), places(&Design::cube(kind, 8, 2, 2)));
        }
    }
}
