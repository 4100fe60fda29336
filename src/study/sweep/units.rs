//! The units of work of a sweep: some replicates of a point, in order, and which of them are done here.

use super::design::MAX_RUNS;

/// Replicates of a unit of work, unless a point is run until its interval is narrow enough.
// A killed sweep loses the units that were at work, of a sixth of a second each in the baseline; smaller ones would make
// each point's scenario more often. It is part of the form of ledgers: with another number none from before could go on.
pub const UNIT: u64 = 256;

/// Which part of a sweep is done here: shard `index` of `count`, from 1. Each does a stretch of the
/// points, whose order is balanced, so that every shard is a fair sample. (Every n-th of Sobol's
/// points would not be: their last digits go together.) Listed points keep the order of their file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    /// The part, from 1.
    pub index: u64,
    /// How many parts.
    pub count: u64,
}

impl Shard {
    /// The whole.
    pub const WHOLE: Self = Self { index: 1, count: 1 };

    /// Number of points of the part.
    pub fn points(&self, all: u64) -> u64 {
        all / self.count + u64::from(self.index <= all % self.count)
    }

    /// The number in the whole, of `all` points, of a point of the part.
    pub fn point(&self, own: u64, all: u64) -> u64 {
        let before = self.index - 1;
        before * (all / self.count) + before.min(all % self.count) + own
    }
}

/// All units of work of a part of a sweep.
#[derive(Clone, Copy, Debug)]
pub struct Units {
    points: u64,
    replicates: u64,
    shard: Shard,
    /// Units of a point.
    pub each: u64,
}

impl Units {
    /// Those of a part of a sweep of so many points; `until` says that replicates are added at
    /// each point until its interval is narrow, in one unit. `None` for numbers that no sweep has:
    /// without points or replicates, with more than are ever run, or with more parts than points.
    pub fn of(points: u64, replicates: u64, until: bool, shard: Shard) -> Option<Self> {
        let sensible = (1..=MAX_RUNS).contains(&points.saturating_mul(replicates));
        let part = (1..=shard.count).contains(&shard.index) && shard.count <= points;
        let each = if until { 1 } else { replicates.div_ceil(UNIT) };
        (sensible && part).then_some(Self { points, replicates, shard, each })
    }

    /// How many.
    pub fn count(&self) -> u64 {
        self.shard.points(self.points) * self.each
    }

    /// The point of a unit, and the first of its replicates.
    pub fn unit(&self, number: u64) -> (u64, u64) {
        (self.shard.point(number / self.each, self.points), number % self.each * UNIT)
    }

    /// Histories of so many units, if none failed; fewer than were run with `--until`.
    pub fn histories(&self, units: u64) -> u64 {
        let of_whole_points = units / self.each * self.replicates;
        of_whole_points + (units % self.each * UNIT).min(self.replicates)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn shards_part_any_design(points in 0u64..5000, count in 1u64..70) {
            let mut all: Vec<u64> = (1..=count)
                .flat_map(|index| {
                    let shard = Shard { index, count };
                    (0..shard.points(points)).map(move |own| shard.point(own, points))
                })
                .collect();
            all.sort_unstable();
            prop_assert!(all.into_iter().eq(0..points));
        }

        #[test]
        fn every_replicate_of_every_point_is_in_one_unit(points in 1u64..40, replicates in 1u64..1000, count in 1u64..9) {
            prop_assume!(count <= points);
            let mut next = (0, 0);
            for index in 1..=count {
                let units = Units::of(points, replicates, false, Shard { index, count }).expect("a sensible sweep");
                for unit in 0..units.count() {
                    prop_assert_eq!(units.unit(unit), next);
                    next = if next.1 + UNIT < replicates { (next.0, next.1 + UNIT) } else { (next.0 + 1, 0) };
                }
            }
            prop_assert_eq!(next, (points, 0));
        }
    }

    #[test]
    fn numbers_that_no_sweep_has_are_none() {
        let whole = |points, replicates| Units::of(points, replicates, false, Shard::WHOLE);
        assert!(whole(1, 1).is_some() && whole(0, 1).is_none() && whole(1, 0).is_none());
        assert!(whole(u64::MAX, 2).is_none() && whole(MAX_RUNS, 2).is_none());
        for (index, count) in [(0, 1), (2, 1), (1, 0), (1, 4)] {
            assert!(Units::of(3, 1, false, Shard { index, count }).is_none(), "{index}/{count} of three points");
        }
    }
}
