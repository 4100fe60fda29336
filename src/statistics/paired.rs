//! Paired effects: what a change makes of the same luck.

use super::moments::Moments;

/// One outcome of twin histories: under the base and under another scenario, replicate by
/// replicate. Only pairs in which it came about under both count.
///
/// ```
/// use intsoc::statistics::paired::{Paired, Verdict};
///
/// let mut effect = Paired::default();
/// for (base, other) in [(0.20, 0.31), (0.35, 0.44), (0.10, 0.22), (f64::NAN, 0.50)] {
///     effect.push(base, other);
/// }
/// // Twins share their luck: the effect is far surer than either mean.
/// assert_eq!((effect.pairs(), effect.verdict()), (3, Verdict::More));
/// assert!(effect.difference.sd() < effect.base.sd());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Paired {
    /// Under the base.
    pub base: Moments,
    /// Under the other.
    pub other: Moments,
    /// Other less base.
    pub difference: Moments,
    /// Pairs in which it rose.
    pub rose: u64,
    /// Pairs in which it fell.
    pub fell: u64,
}

/// What a paired effect says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// More under the other scenario.
    More,
    /// Less under the other scenario.
    Less,
    /// The interval of the effect includes 0, or there are too few pairs for one.
    Undecided,
    /// The same in every pair.
    Same,
}

impl Verdict {
    /// Its word in the outputs.
    pub fn word(self) -> &'static str {
        match self {
            Self::More => "more",
            Self::Less => "less",
            Self::Undecided => "undecided",
            Self::Same => "same",
        }
    }
}

impl Paired {
    /// Adds a pair; one with a missing value (NaN) does not count.
    pub fn push(&mut self, base: f64, other: f64) {
        if base.is_nan() || other.is_nan() {
            return;
        }
        self.base.push(base);
        self.other.push(other);
        self.difference.push(other - base);
        self.rose += u64::from(other > base);
        self.fell += u64::from(other < base);
    }

    /// Number of pairs.
    pub fn pairs(&self) -> u64 {
        self.difference.count
    }

    /// Whether the change makes more or less of it. What is undecided must not be ranked.
    pub fn verdict(&self) -> Verdict {
        if self.pairs() > 0 && self.rose == 0 && self.fell == 0 {
            return Verdict::Same;
        }
        match self.difference.interval() {
            Some((low, _)) if low > 0.0 => Verdict::More,
            Some((_, high)) if high < 0.0 => Verdict::Less,
            _ => Verdict::Undecided,
        }
    }

    /// Correlation ρ between twins; `None` where one of them does not vary.
    ///
    /// From the variances: σ²_d = σ²_b + σ²_o − 2ρσ_bσ_o.
    pub fn correlation(&self) -> Option<f64> {
        let (base, other, difference) = (self.base.sd()?, self.other.sd()?, self.difference.sd()?);
        let product = 2.0 * base * other;
        let correlation = (base * base + other * other - difference * difference) / product;
        (product > 0.0).then_some(correlation.clamp(-1.0, 1.0))
    }

    /// Runs of each scenario that shared luck saves: independent histories would need
    /// n(σ²_b + σ²_o)/σ²_d for an interval as narrow. Negative where luck shared does harm;
    /// `None` where the difference does not vary.
    pub fn runs_saved(&self) -> Option<f64> {
        let (base, other, difference) = (self.base.sd()?, self.other.sd()?, self.difference.sd()?);
        let ratio = (base * base + other * other) / (difference * difference);
        (difference > 0.0).then(|| self.pairs() as f64 * (ratio - 1.0))
    }

    /// The standardised effect: the mean difference in standard deviations of the base.
    pub fn standardised(&self) -> Option<f64> {
        let base = self.base.sd().filter(|sd| *sd > 0.0)?;
        self.difference.mean().map(|mean| mean / base)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(f64, f64)]) -> Paired {
        let mut paired = Paired::default();
        pairs.iter().for_each(|(base, other)| paired.push(*base, *other));
        paired
    }

    #[test]
    fn effect_correlation_and_runs_saved_agree_with_a_hand_computed_example() {
        // Base 1 2 3 4, other 2 2 5 5: differences 1 0 2 1, mean 1, variance 2/3. Variances 5/3 and 3,
        // covariance (1.5*1.5 + 0.5*1.5 + 0.5*1.5 + 1.5*1.5)/3 = 2: rho = 2/sqrt(5) = 0.894427191.
        let paired = of(&[(1.0, 2.0), (2.0, 2.0), (3.0, 5.0), (4.0, 5.0)]);
        assert_eq!(paired.difference.mean(), Some(1.0));
        assert!((paired.difference.sd().unwrap() - (2.0f64 / 3.0).sqrt()).abs() < 1e-12);
        assert!((paired.correlation().unwrap() - 0.894_427_190_999_916).abs() < 1e-12);
        // t(3, 0.975) = 3.182446305284263; half width 3.182446 * sqrt(2/3)/2 = 1.29922.
        let (low, high) = paired.difference.interval().unwrap();
        assert!((low + 0.299_228_3).abs() < 1e-6 && (high - 2.299_228_3).abs() < 1e-6, "{low} {high}");
        assert_eq!(paired.verdict(), Verdict::Undecided);
        // 4 ((5/3 + 3)/(2/3) - 1) = 4 * 6 = 24.
        assert!((paired.runs_saved().unwrap() - 24.0).abs() < 1e-9);
        assert_eq!((paired.rose, paired.fell, paired.pairs()), (3, 0, 4));
    }

    #[test]
    fn an_effect_is_decided_when_its_interval_leaves_zero_out() {
        assert_eq!(of(&[(1.0, 2.0), (2.0, 3.1), (3.0, 4.0)]).verdict(), Verdict::More);
        assert_eq!(of(&[(2.0, 1.0), (3.1, 2.0), (4.0, 3.0)]).verdict(), Verdict::Less);
        assert_eq!(of(&[(1.0, 1.0), (2.0, 2.0)]).verdict(), Verdict::Same);
        assert_eq!(of(&[(1.0, 9.0)]).verdict(), Verdict::Undecided);
        assert_eq!(of(&[]).verdict(), Verdict::Undecided);
    }

    #[test]
    fn a_pair_counts_only_if_both_came_about() {
        let paired = of(&[(1.0, 2.0), (f64::NAN, 2.0), (1.0, f64::NAN)]);
        assert_eq!((paired.pairs(), paired.base.count), (1, 1));
    }
}
