//! What an instrument is worth to a state: the one scale of giving effort and of voting.

use super::maths::clamp;

/// An instrument as states find it this month, whether to give effort to or to vote on.
#[derive(Clone, Copy, Debug)]
pub struct AvailableInstrument {
    /// The instrument.
    pub instrument: usize,
    pub(super) budget: usize,
    pub(super) principle: usize,
    /// β, less what a trusted mission of another body takes off.
    pub(super) benefit: f64,
    pub(super) visibility: f64,
    /// intrusiveness(1 − legitimacy): what it would breach of order.
    pub(super) breach: f64,
    pub(super) cost: f64,
    pub(super) risk: f64,
    pub(super) pressure: f64,
}

/// What one state brings to its judgement of instruments this month.
#[derive(Clone, Copy, Debug, Default)]
pub struct Preferences {
    pub(super) solidarism: [f64; 2],
    /// N^severity_exponent: how need weighs, the same for all.
    pub(super) severity: f64,
    /// demand_weight · d · μ: what is seen counts.
    pub(super) seen: f64,
    /// demand_weight · d · (1 − μ): what does good counts.
    pub(super) done: f64,
    /// c.
    pub(super) nationals: f64,
    /// v + exposure X: how risk weighs.
    pub(super) risk_weight: f64,
    /// k.
    pub(super) ties: f64,
}

impl Preferences {
    /// Utility of an instrument.
    ///
    /// The formula, u_ia, stands in `choice.rs`. `burden` is how much cost counts, in giving or in voting; `offset` is
    /// o_ia, what the faction that holds the instrument adds; `reservation` is g_ia.
    #[inline]
    pub fn utility(&self, of: &AvailableInstrument, burden: f64, offset: f64, reservation: f64) -> f64 {
        let solidarism = clamp(self.solidarism[of.principle] + offset);
        solidarism * of.benefit * self.severity + self.seen * of.visibility + self.done * of.benefit
            - (1.0 - solidarism) * of.breach
            - self.nationals * (burden * (of.cost + self.risk_weight * of.risk) + self.ties * of.pressure)
            - reservation
    }
}
