//! What a kind of registers has to know: the least from which [`Lanes`](super::Lanes) are made.

use std::fmt::Debug;

/// Numbers side by side in vector registers. Each function does in every lane what its name says of one `f64`, to the bit.
///
/// # Safety
/// In memory it is [`LANES`](Self::LANES) numbers one after the other, and nothing else.
#[expect(unsafe_code, reason = "what a value is in memory cannot be checked")]
pub unsafe trait Vector: Copy + Debug + Send + Sync + 'static {
    /// What a comparison says in every lane.
    type Mask: Copy + Debug + Send + Sync;
    /// As many words of 32 bits.
    type Words: Copy + Debug + Send + Sync;
    /// Number of lanes; at most [`MOST_LANES`].
    const LANES: usize;

    fn splat(value: f64) -> Self;
    fn add(self, other: Self) -> Self;
    fn sub(self, other: Self) -> Self;
    fn mul(self, other: Self) -> Self;
    fn div(self, other: Self) -> Self;
    fn abs(self) -> Self;
    fn sqrt(self) -> Self;
    /// `self` where it is less, else the other.
    fn min(self, other: Self) -> Self;
    /// `self` where it is greater, else the other.
    fn max(self, other: Self) -> Self;
    /// The bits as an integer, and 1023 more, become the exponent of a power of two.
    fn power_of_two(self) -> Self;
    /// `k` and `m` such that it is 2^k·m: see [`Real::parts`](super::Real::parts).
    fn parts(self) -> (Self, Self);

    fn less(self, other: Self) -> Self::Mask;
    fn less_or_equal(self, other: Self) -> Self::Mask;
    fn equal(self, other: Self) -> Self::Mask;
    fn select(mask: Self::Mask, then: Self, otherwise: Self) -> Self;
    fn mask(all: bool) -> Self::Mask;
    fn and(one: Self::Mask, two: Self::Mask) -> Self::Mask;
    fn or(one: Self::Mask, two: Self::Mask) -> Self::Mask;
    fn not(mask: Self::Mask) -> Self::Mask;
    /// A bit for every lane, the first the lowest.
    fn bits(mask: Self::Mask) -> u32;

    fn words(word: u32) -> Self::Words;
    fn words_of(words: [u32; MOST_LANES]) -> Self::Words;
    fn sum_words(one: Self::Words, two: Self::Words) -> Self::Words;
    fn xor_words(one: Self::Words, two: Self::Words) -> Self::Words;
    /// Rotates every word by so many bits to the left; `RIGHT` is 32 less `LEFT`.
    fn rotate<const LEFT: i32, const RIGHT: i32>(words: Self::Words) -> Self::Words;
    /// `((word >> 12) + ½)/2^52` of every word of 64 bits, of which these are the low and high halves.
    fn uniform(low: Self::Words, high: Self::Words) -> Self;

    /// Does some work where these registers may be used.
    fn enter<W: super::Work<super::Lanes<Self>>>(work: W) -> W::Output;
}

/// High words of 1 and of √½, as fdlibm takes them.
pub const ONE_HIGH: u64 = 0x3ff0_0000;
/// See there.
pub const ROOT_OF_HALF_HIGH: u64 = 0x3fe6_a09e;
/// A number to which an integer is added by adding it to the bits: 1.5·2^52.
pub const ROUNDER: f64 = 6_755_399_441_055_744.0;
/// Its bits, less what stands for the exponent 0.
pub const EXPONENT_ZERO: u64 = ROUNDER.to_bits() - 1023;

/// The most lanes of any kind of registers.
pub const MOST_LANES: usize = 8;
