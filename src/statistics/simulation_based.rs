//! Simulation-based calibration: is the truth, where it is known, anywhere among what is kept, as often in one place as in another?
//!
//! Source: Talts et al. (2018), Validating Bayesian Inference Algorithms with Simulation-Based Calibration, arXiv 1804.06788. Records
//! are drawn from the prior's own histories; where inference is right, the rank of each true number among draws from its posterior
//! is uniform.

use super::resampling::Draws;

/// Points to which what is kept is thinned: ranks go from 0 to this.
pub const THINNED: usize = 19;

/// Probability that factors by themselves, and that all together fail by chance.
const EACH: f64 = 0.025;

/// Are ranks as often in one place as in another?
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Uniformity {
    /// Sum over ranks of (count − expected)²/expected.
    pub chi_squared: f64,
    /// Probability of as large a sum where ranks are uniform: chi squared with [`THINNED`] degrees of freedom.
    pub p: f64,
    /// Share of ranks in the outermost fifth, the first two and the last two: 0.2 is expected; more where what is kept is too
    /// narrow or lies aside, less where it is too wide.
    pub outer: f64,
}

impl Uniformity {
    /// Of ranks from 0 to [`THINNED`]; `None` without any.
    pub fn of(ranks: impl IntoIterator<Item = usize>) -> Option<Self> {
        let mut counts = [0.0; THINNED + 1];
        ranks.into_iter().for_each(|rank| counts[rank.min(THINNED)] += 1.0);
        let expected = counts.iter().sum::<f64>() / counts.len() as f64;
        if expected == 0.0 {
            return None;
        }
        let chi_squared = counts.iter().map(|count| (count - expected) * (count - expected) / expected).sum();
        let outer = [0, 1, THINNED - 1, THINNED].iter().map(|rank| counts[*rank]).sum::<f64>()
            / (counts.len() as f64 * expected);
        Some(Self { chi_squared, p: chi_squared_beyond(chi_squared, THINNED), outer })
    }
}

/// What became of records whose true numbers are known.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibration {
    /// Records.
    pub records: usize,
    /// Each factor's uniformity of ranks.
    pub factors: Vec<Uniformity>,
    /// The uniformity of all ranks together. Ranks of one record are counted as if they were independent.
    pub overall: Uniformity,
    /// Share of a factor's variance among truths that the means of what was kept foretell; 0 where they foretell none.
    pub learned: Vec<f64>,
    /// Factors on which such records teach anything beyond chance (Bonferroni, at 5 %).
    pub informed: Vec<bool>,
}

impl Calibration {
    /// Of records, each with the true place of every factor and the places of what was kept for it: `by_record` gives
    /// them by the number of the record. `None` without records, or where nothing was kept for one.
    pub fn of(
        records: usize,
        mut by_record: impl FnMut(usize) -> (Vec<f64>, Vec<Vec<f64>>),
        draws: &mut Draws,
    ) -> Option<Self> {
        let (mut ranks, mut pairs) = (Vec::<Vec<usize>>::new(), Vec::<Vec<(f64, f64)>>::new());
        for record in 0..records {
            let (truth, kept) = by_record(record);
            ranks.resize(truth.len(), vec![]);
            pairs.resize(truth.len(), vec![]);
            let thinned: Vec<usize> = draws.permutation(kept.len()).into_iter().take(THINNED).collect();
            if thinned.len() < THINNED {
                return None;
            }
            for (factor, truth) in truth.iter().enumerate() {
                ranks[factor].push(thinned.iter().filter(|at| kept[**at][factor] < *truth).count());
                let mean = kept.iter().map(|place| place[factor]).sum::<f64>() / kept.len() as f64;
                pairs[factor].push((*truth, mean));
            }
        }
        let correlations: Vec<f64> = pairs.iter().map(|pairs| correlation(pairs)).collect();
        // Fisher's transformation: of no correlation, atanh r has a standard deviation of 1/√(n − 3).
        let chance = |r: &f64| libm::erfc(libm::atanh(r.abs()) * (records as f64 - 3.0).max(0.0).sqrt() / 2f64.sqrt());
        let informed = correlations.iter().map(|r| *r > 0.0 && chance(r) * (ranks.len() as f64) < 0.05).collect();
        Some(Self {
            records,
            overall: Uniformity::of(ranks.iter().flatten().copied())?,
            factors: ranks.into_iter().map(Uniformity::of).collect::<Option<_>>()?,
            learned: correlations.iter().map(|r| r.max(0.0) * r.max(0.0)).collect(),
            informed,
        })
    }

    /// Factors whose ranks are not uniform beyond what chance makes of so many (Bonferroni, at 2.5 %).
    pub fn failed(&self) -> Vec<usize> {
        let bound = EACH / self.factors.len() as f64;
        (0..self.factors.len()).filter(|factor| self.factors[*factor].p < bound).collect()
    }

    /// Is no factor's rank, nor that of all together, other than uniform beyond chance? What is right fails in one of twenty.
    pub fn holds(&self) -> bool {
        self.failed().is_empty() && self.overall.p >= EACH
    }
}

/// Pearson's correlation; 0 where one side does not vary.
fn correlation(pairs: &[(f64, f64)]) -> f64 {
    let count = pairs.len() as f64;
    let (one, two) = pairs.iter().fold((0.0, 0.0), |(one, two), pair| (one + pair.0 / count, two + pair.1 / count));
    let sum = |of: &dyn Fn(&(f64, f64)) -> f64| pairs.iter().map(of).sum::<f64>();
    let spread = (sum(&|pair| (pair.0 - one) * (pair.0 - one)) * sum(&|pair| (pair.1 - two) * (pair.1 - two))).sqrt();
    if spread > 0.0 { sum(&|pair| (pair.0 - one) * (pair.1 - two)) / spread } else { 0.0 }
}

/// Probability that chi squared with so many degrees of freedom, an odd number, is beyond a value.
///
/// Q(1) = erfc √(x/2), Q(n + 2) = Q(n) + (x/2)^(n/2) e^(−x/2)/Γ(n/2 + 1): Abramowitz and Stegun (1964), 26.4.8.
fn chi_squared_beyond(value: f64, freedom: usize) -> f64 {
    debug_assert!(freedom % 2 == 1, "the recursion begins at one degree");
    let half = value / 2.0;
    let (mut beyond, mut term) =
        (libm::erfc(half.sqrt()), libm::exp(-half) * (4.0 * half / std::f64::consts::PI).sqrt());
    for degrees in (3..=freedom).step_by(2) {
        beyond += term;
        term *= value / degrees as f64;
    }
    beyond.min(1.0)
}

#[cfg(test)]
mod tests {
    use super::super::history_matching::uniform;
    use super::*;

    #[test]
    fn chi_squared_agrees_with_its_table() {
        // Beyond with probability 0.05: 3.841459 of 1, 16.918978 of 9, 30.143527 of 19 degrees; with 0.5: 18.337653 of 19.
        for (value, freedom, p) in
            [(3.841_459, 1, 0.05), (16.918_978, 9, 0.05), (30.143_527, 19, 0.05), (18.337_653, 19, 0.5)]
        {
            assert!((chi_squared_beyond(value, freedom) - p).abs() < 1e-6, "{value} {freedom}");
        }
        assert_eq!(chi_squared_beyond(0.0, 19), 1.0);
    }

    /// Records 0.5·truth + luck of a normal truth around the middle, in one factor beside one that does nothing, and draws from the
    /// posterior, whose standard deviation is multiplied by `wider`.
    fn tried(wider: f64) -> Calibration {
        let mut draws = Draws::new(4);
        let mut luck = Draws::new(8);
        let by_record = |_| {
            let truth = draws.normal();
            let record = truth + draws.normal();
            // Of equal variances the posterior is normal, mean record/2, variance 1/2.
            let mut kept = || vec![record / 2.0 + wider * 0.5f64.sqrt() * draws.normal(), uniform(1, &mut luck)[0]];
            let kept = (0..100).map(|_| kept()).collect();
            (vec![truth, draws.uniform()], kept)
        };
        Calibration::of(400, by_record, &mut Draws::new(2)).unwrap()
    }

    #[test]
    fn the_right_posterior_has_uniform_ranks_and_a_broken_one_is_noticed() {
        let right = tried(1.0);
        assert!(right.holds() && right.failed().is_empty(), "{right:?}");
        // Half of the truth's variance is foretold, and nothing of the factor that does nothing.
        assert!((right.learned[0] - 0.5).abs() < 0.1 && right.learned[1] < 0.03, "{right:?}");
        assert_eq!(right.informed, [true, false]);
        for wider in [0.5, 2.0] {
            let broken = tried(wider);
            assert!(!broken.holds() && broken.failed() == [0], "{wider}: {broken:?}");
            assert_eq!(broken.factors[0].outer > 0.2, wider < 1.0, "{broken:?}");
        }
    }

    #[test]
    fn too_little_that_is_kept_has_no_ranks() {
        let few = |_| (vec![0.5], vec![vec![0.1]; THINNED - 1]);
        assert_eq!(Calibration::of(3, few, &mut Draws::new(1)), None);
        assert_eq!(Uniformity::of([]), None);
        assert!(Uniformity::of((0..=THINNED).cycle().take(200)).is_some_and(|all| all.chi_squared == 0.0));
    }
}
