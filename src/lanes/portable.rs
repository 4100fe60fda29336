//! Registers that every processor of its kind has: SSE2, NEON, the 128 bits of WebAssembly, or plain words.
//!
//! Four histories in two registers. What each target has is known when the program is compiled, and is left to `wide`.

use wide::bytemuck::cast;
use wide::{f64x2, f64x4, u32x4, u64x2};

use super::vector::{EXPONENT_ZERO, MOST_LANES, ONE_HIGH, ROOT_OF_HALF_HIGH, ROUNDER, Vector};
use super::{Lanes, Work};

/// Four numbers.
pub type Portable = f64x4;

#[expect(unsafe_code, reason = "four numbers, and nothing else: a `f64x4` can be cast to them")]
// SAFETY: it is plain data of as many numbers, or `cast` would not take it.
unsafe impl Vector for f64x4 {
    type Mask = f64x4;
    type Words = u32x4;
    const LANES: usize = 4;

    #[inline(always)]
    fn splat(value: f64) -> Self {
        Self::splat(value)
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        self + other
    }

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        self - other
    }

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        self * other
    }

    #[inline(always)]
    fn div(self, other: Self) -> Self {
        self / other
    }

    #[inline(always)]
    fn abs(self) -> Self {
        Self::abs(self)
    }

    #[inline(always)]
    fn sqrt(self) -> Self {
        Self::sqrt(self)
    }

    // Not `min` and `max` of `wide`, which say otherwise what becomes of −0 and of what is no number.
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        Vector::select(self.less(other), self, other)
    }

    #[inline(always)]
    fn max(self, other: Self) -> Self {
        Vector::select(other.less(self), self, other)
    }

    #[inline(always)]
    fn power_of_two(self) -> Self {
        let halves: [u64x2; 2] = cast(self);
        cast(halves.map(|half| (half + u64x2::splat(1023)) << 52u32))
    }

    #[inline(always)]
    fn parts(self) -> (Self, Self) {
        let halves: [u64x2; 2] = cast(self);
        let above = halves.map(|bits| (bits >> 32u32) + u64x2::splat(ONE_HIGH - ROOT_OF_HALF_HIGH));
        let exponents: Self = cast(above.map(|above| (above >> 20u32) + u64x2::splat(EXPONENT_ZERO)));
        let high = above.map(|above| ((above & u64x2::splat(0x000f_ffff)) + u64x2::splat(ROOT_OF_HALF_HIGH)) << 32u32);
        let low = halves.map(|bits| bits & u64x2::splat(0xffff_ffff));
        (exponents - Self::splat(ROUNDER), cast([high[0] | low[0], high[1] | low[1]]))
    }

    #[inline(always)]
    fn less(self, other: Self) -> f64x4 {
        self.simd_lt(other)
    }

    #[inline(always)]
    fn less_or_equal(self, other: Self) -> f64x4 {
        self.simd_le(other)
    }

    #[inline(always)]
    fn equal(self, other: Self) -> f64x4 {
        self.simd_eq(other)
    }

    #[inline(always)]
    fn select(mask: f64x4, then: Self, otherwise: Self) -> Self {
        mask.select(then, otherwise)
    }

    #[inline(always)]
    fn mask(all: bool) -> f64x4 {
        Self::splat(if all { f64::from_bits(u64::MAX) } else { 0.0 })
    }

    #[inline(always)]
    fn and(one: f64x4, two: f64x4) -> f64x4 {
        one & two
    }

    #[inline(always)]
    fn or(one: f64x4, two: f64x4) -> f64x4 {
        one | two
    }

    #[inline(always)]
    fn not(mask: f64x4) -> f64x4 {
        mask ^ Self::mask(true)
    }

    #[inline(always)]
    fn bits(mask: f64x4) -> u32 {
        mask.to_bitmask()
    }

    #[inline(always)]
    fn words(word: u32) -> u32x4 {
        u32x4::splat(word)
    }

    #[inline(always)]
    fn words_of([a, b, c, d, ..]: [u32; MOST_LANES]) -> u32x4 {
        u32x4::new([a, b, c, d])
    }

    #[inline(always)]
    fn sum_words(one: u32x4, two: u32x4) -> u32x4 {
        one + two
    }

    #[inline(always)]
    fn xor_words(one: u32x4, two: u32x4) -> u32x4 {
        one ^ two
    }

    #[inline(always)]
    fn rotate<const LEFT: i32, const RIGHT: i32>(words: u32x4) -> u32x4 {
        (words << LEFT as u32) | (words >> RIGHT as u32)
    }

    #[inline(always)]
    fn uniform(low: u32x4, high: u32x4) -> Self {
        // The exponent of 2^52, to which an integer below it is added by putting it into the low bits.
        const WHOLE: f64 = 4_503_599_627_370_496.0;
        let words: [u64x2; 2] = [cast(low.unpack_lo(high)), cast(low.unpack_hi(high))];
        let halves: [f64x2; 2] = words.map(|word| cast((word >> 12u32) | u64x2::splat(WHOLE.to_bits())));
        let whole: Self = cast(halves);
        (whole - Self::splat(WHOLE) + Self::splat(0.5)) * Self::splat(1.0 / WHOLE)
    }

    #[inline(always)]
    fn enter<W: Work<Lanes<Self>>>(work: W) -> W::Output {
        work.run()
    }
}
