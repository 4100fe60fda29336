//! The luck of random scenarios: the same seed gives the same text.
//!
//! Numbers are odd on purpose (five decimals), so that no vote or draw hangs on a tie that rounding would decide, except
//! where an exact 0 or 1 is meant.

/// splitmix64
pub struct Dice(pub u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// From `low` to `high`, both included.
    pub fn whole(&mut self, low: usize, high: usize) -> usize {
        low + (self.next() % (high - low + 1) as u64) as usize
    }

    pub fn pick<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.whole(0, list.len() - 1)].clone()
    }

    /// Each with the probability given.
    pub fn some<T: Clone>(&mut self, list: &[T], probability: f64) -> Vec<T> {
        list.iter().filter(|_| self.chance(probability)).cloned().collect()
    }

    /// A number between two, as text.
    pub fn between(&mut self, low: f64, high: f64) -> String {
        let value = low + (high - low) * self.unit();
        format!("{value:.5}")
    }

    /// As `between`, at times exactly `low` or `high`.
    pub fn up_to(&mut self, low: f64, high: f64) -> String {
        match self.whole(0, 19) {
            0 => format!("{low:.5}"),
            1 => format!("{high:.5}"),
            _ => self.between(low, high),
        }
    }

    /// A share, at times exactly 0 or 1.
    pub fn share(&mut self) -> String {
        self.up_to(0.0, 1.0)
    }

    /// As `between`, now and then an extreme.
    pub fn or(&mut self, low: f64, high: f64, extreme: &str) -> String {
        if self.chance(0.06) { extreme.to_owned() } else { self.between(low, high) }
    }
}
