//! One history at a time: an `f64`.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::chacha::{BLOCK_BYTES, SLOTS, uniform};
use super::vector::{EXPONENT_ZERO, ONE_HIGH, ROOT_OF_HALF_HIGH, ROUNDER};
use super::{Flag, Luck, Real, Work};

impl Real for f64 {
    type Flag = bool;
    type Luck = ChaCha8Rng;
    const LANES: usize = 1;

    #[inline(always)]
    fn min(self, other: impl Into<Self>) -> Self {
        let other = other.into();
        if self < other { self } else { other }
    }

    #[inline(always)]
    fn max(self, other: impl Into<Self>) -> Self {
        let other = other.into();
        if self > other { self } else { other }
    }

    #[inline(always)]
    fn abs(self) -> Self {
        self.abs()
    }

    #[inline(always)]
    fn sqrt(self) -> Self {
        self.sqrt()
    }

    #[inline(always)]
    fn power_of_two(self) -> Self {
        Self::from_bits(self.to_bits().wrapping_add(1023) << 52)
    }

    #[inline(always)]
    fn parts(self) -> (Self, Self) {
        let above = (self.to_bits() >> 32) + (ONE_HIGH - ROOT_OF_HALF_HIGH);
        let exponent = Self::from_bits((above >> 20) + EXPONENT_ZERO) - ROUNDER;
        let high = (above & 0x000f_ffff) + ROOT_OF_HALF_HIGH;
        (exponent, Self::from_bits(high << 32 | self.to_bits() & 0xffff_ffff))
    }

    #[inline(always)]
    fn is_below(self, other: impl Into<Self>) -> bool {
        self < other.into()
    }

    #[inline(always)]
    fn is_above(self, other: impl Into<Self>) -> bool {
        self > other.into()
    }

    #[inline(always)]
    fn is_at_least(self, other: impl Into<Self>) -> bool {
        self >= other.into()
    }

    #[inline(always)]
    fn is_at_most(self, other: impl Into<Self>) -> bool {
        self <= other.into()
    }

    #[inline(always)]
    #[expect(clippy::float_cmp, reason = "exactly that is asked")]
    fn equals(self, other: impl Into<Self>) -> bool {
        self == other.into()
    }

    #[inline(always)]
    fn select(flag: bool, then: impl Into<Self>, otherwise: impl Into<Self>) -> Self {
        if flag { then.into() } else { otherwise.into() }
    }

    #[inline(always)]
    fn lane(self, _: usize) -> f64 {
        self
    }

    fn in_lane(all: &[Self], _: usize) -> impl Iterator<Item = f64> {
        all.iter().copied()
    }

    #[inline(always)]
    fn put(&mut self, _: usize, value: f64) {
        *self = value;
    }

    #[inline(always)]
    fn enter<W: Work<Self>>(work: W) -> W::Output {
        work.run()
    }
}

impl Flag for bool {
    #[inline(always)]
    fn any(self) -> bool {
        self
    }

    #[inline(always)]
    fn only(_: usize) -> bool {
        true
    }

    #[inline(always)]
    fn in_lane(self, _: usize) -> bool {
        self
    }

    #[inline(always)]
    fn lanes(self) -> impl Iterator<Item = usize> {
        self.then_some(0).into_iter()
    }
}

/// A stream that is read in order costs a sixth of one that seeks.
impl Luck<f64> for ChaCha8Rng {
    fn of(key: &[u8; 32], first: u64) -> Self {
        let mut luck = Self::from_seed(*key);
        luck.set_stream(first);
        luck
    }

    #[inline]
    fn draw(&mut self, _: usize) -> [f64; SLOTS] {
        // The whole block is read though few of its words are used: it is the month's, and the next month begins at the
        // next one.
        let mut block = [0u8; BLOCK_BYTES];
        self.fill_bytes(&mut block);
        std::array::from_fn(|slot| {
            let mut bytes = [0u8; 8];
            bytes.copy_from_slice(&block[8 * slot..][..8]);
            uniform(u64::from_le_bytes(bytes))
        })
    }

    fn sought<'k>(key: &dyn Fn(usize) -> Option<&'k [u8; 32]>, replicate: u64, month: usize) -> f64 {
        let mut luck = Self::from_seed(*key(0).unwrap_or(&[0; 32]));
        luck.set_stream(replicate);
        // The same place that reading in order would have come to.
        luck.set_word_pos(month as u128 * (BLOCK_BYTES / size_of::<u32>()) as u128);
        uniform(luck.next_u64())
    }
}
