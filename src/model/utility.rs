//! What an instrument is worth to a state: the one scale of giving effort and of voting.

use super::maths::clamp;
use crate::lanes::{ONE, Real};

/// An instrument as states find it this month, whether to give effort to or to vote on.
#[derive(Clone, Copy, Debug)]
pub struct AvailableInstrument<V: Real = f64> {
    /// The instrument.
    pub instrument: usize,
    /// Where it is available.
    pub(super) here: V::Flag,
    pub(super) budget: usize,
    pub(super) principle: usize,
    /// β, less what a trusted mission of another body takes off.
    pub(super) benefit: V,
    pub(super) visibility: f64,
    /// intrusiveness(1 − legitimacy): what it would breach of order.
    pub(super) breach: V,
    pub(super) cost: f64,
    pub(super) risk: f64,
    pub(super) pressure: f64,
}

/// What one state brings to its judgement of instruments this month.
#[derive(Clone, Copy, Debug, Default)]
pub struct Preferences<V: Real = f64> {
    pub(super) solidarism: [V; 2],
    /// N^severity_exponent: how need weighs, the same for all.
    pub(super) severity: V,
    /// demand_weight · d · μ: what is seen counts.
    pub(super) seen: V,
    /// demand_weight · d · (1 − μ): what does good counts.
    pub(super) done: V,
    /// c.
    pub(super) nationals: f64,
    /// v + exposure X: how risk weighs.
    pub(super) risk_weight: V,
    /// k.
    pub(super) ties: f64,
}

impl<V: Real> Preferences<V> {
    /// Utility of an instrument.
    ///
    /// The formula, u_ia, stands in `choice.rs`. `burden` is how much cost counts, in giving or in voting; `offset` is
    /// o_ia, what the faction that holds the instrument adds; `reservation` is g_ia.
    #[inline(always)]
    pub fn utility(&self, of: &AvailableInstrument<V>, burden: f64, offset: f64, reservation: f64) -> V {
        let solidarism = clamp(self.solidarism[of.principle] + offset);
        solidarism * of.benefit * self.severity + self.seen * of.visibility + self.done * of.benefit
            - (ONE - solidarism) * of.breach
            - ((self.risk_weight * of.risk + of.cost) * burden + self.ties * of.pressure) * self.nationals
            - reservation
    }
}
