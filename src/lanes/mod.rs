//! Histories side by side: the numbers that the model's formulas compute with.
//!
//! A formula is written once, over a [`Real`]. Where one history is played, that is an `f64`; where many are, it is
//! [`Lanes`], a vector register with one history in each lane. Every lane goes through the same operations in the same
//! order as an `f64` would, so each of its bits is the same: IEEE 754 fixes the result of every operation used here, and
//! nothing is contracted or reordered. What would be an `if` in one history is a [`select`](Real::select) among several,
//! and what would be a `bool` is a [`Flag`], one in each lane.
//!
//! Which registers a processor has is known when the program runs, not when it is compiled. So each phase of a month is
//! compiled once for every kind of them, and [`Kind::chosen`] says which to take ([`Real::enter`] goes in). All that a
//! phase calls has to be compiled with it: that is why its functions are `#[inline(always)]`.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod chacha;
mod kind;
mod many;
mod one;
mod portable;
#[cfg(test)]
mod tests;
mod vector;

use std::fmt::Debug;
use std::iter::{Product, Sum};
use std::ops::{Add, AddAssign, BitAnd, BitOr, Div, DivAssign, Mul, MulAssign, Neg, Not, Sub, SubAssign};

pub use self::chacha::{SLOTS, uniform};
pub use self::kind::{Kind, Task};
pub use self::many::{Flags, Lanes};

/// The number of a formula: one history's, or several histories' side by side.
pub trait Real:
    Copy
    + Debug
    + Default
    + Send
    + Sync
    + 'static
    + From<f64>
    + Sum
    + Product
    + Neg<Output = Self>
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Add<f64, Output = Self>
    + Sub<f64, Output = Self>
    + Mul<f64, Output = Self>
    + Div<f64, Output = Self>
    + AddAssign
    + SubAssign
    + MulAssign
    + DivAssign
    + MulAssign<f64>
    + DivAssign<f64>
{
    /// What a comparison says.
    type Flag: Flag;
    /// The luck of a stream of chance.
    type Luck: Luck<Self>;
    /// Histories side by side.
    const LANES: usize;

    /// The lesser of two: `self` where it is less, else the other, also where either is no number.
    fn min(self, other: impl Into<Self>) -> Self;
    /// The greater of two: `self` where it is greater, else the other, also where either is no number.
    fn max(self, other: impl Into<Self>) -> Self;
    /// Its distance from 0.
    fn abs(self) -> Self;
    /// Its square root.
    fn sqrt(self) -> Self;
    /// 2 to the power of an integer below 1024 in size, which is here the number 1.5·2^52 more than it; 0 for −1023.
    fn power_of_two(self) -> Self;
    /// Of a normal number above 0, `k` and `m` such that it is 2^k·m, with `m` from about √½ to √2.
    fn parts(self) -> (Self, Self);

    /// Is it less than another? Of what is no number no comparison holds.
    fn is_below(self, other: impl Into<Self>) -> Self::Flag;
    /// Is it greater than another?
    fn is_above(self, other: impl Into<Self>) -> Self::Flag;
    /// Is it greater than another, or equal to it?
    fn is_at_least(self, other: impl Into<Self>) -> Self::Flag;
    /// Is it less than another, or equal to it?
    fn is_at_most(self, other: impl Into<Self>) -> Self::Flag;
    /// Does it equal another? 0 equals −0.
    fn equals(self, other: impl Into<Self>) -> Self::Flag;

    /// The one where a flag is up, the other where it is not: the `if` of several histories.
    fn select(flag: Self::Flag, then: impl Into<Self>, otherwise: impl Into<Self>) -> Self;

    /// The number in one lane.
    fn lane(self, lane: usize) -> f64;
    /// Of several the number in one lane.
    fn in_lane(all: &[Self], lane: usize) -> impl Iterator<Item = f64>;
    /// Puts another number into one lane.
    fn put(&mut self, lane: usize, value: f64);

    /// Does some work with what the processor has for these numbers.
    fn enter<W: Work<Self>>(work: W) -> W::Output;

    /// What a function makes of every lane, one after the other.
    #[inline(always)]
    fn map(self, of: impl Fn(f64) -> f64) -> Self {
        let mut made = self;
        for lane in 0..Self::LANES {
            made.put(lane, of(self.lane(lane)));
        }
        made
    }
}

/// Whether something holds, in each of the histories side by side.
pub trait Flag:
    Copy + Debug + Default + Send + Sync + From<bool> + BitAnd<Output = Self> + BitOr<Output = Self> + Not<Output = Self>
{
    /// Does it hold anywhere?
    fn any(self) -> bool;
    /// It holds in this lane alone.
    fn only(lane: usize) -> Self;
    /// Does it hold in this lane?
    fn in_lane(self, lane: usize) -> bool;
    /// The lanes in which it holds, the first first.
    fn lanes(self) -> impl Iterator<Item = usize>;
}

/// Some work with numbers of a kind.
pub trait Work<V> {
    /// What it makes.
    type Output;
    /// Does it.
    fn run(self) -> Self::Output;
}

/// The luck of one stream of chance in the histories side by side.
pub trait Luck<V>: Clone + Debug {
    /// A stream's luck in the replicates from `first` on.
    fn of(key: &[u8; 32], first: u64) -> Self;
    /// The uniforms of a month's block, in (0, 1). Months follow each other from 0.
    fn draw(&mut self, month: usize) -> [V; SLOTS];
    /// The first uniform of a month's block in one replicate, of a stream in every lane: that whose key is asked for. Where
    /// there is none, the lane is any uniform.
    fn sought<'k>(key: &dyn Fn(usize) -> Option<&'k [u8; 32]>, replicate: u64, month: usize) -> V;
}

/// A number that stands in a formula: it comes first in a difference or a quotient.
#[derive(Clone, Copy, Debug)]
pub struct Given(pub f64);

/// The number 1 of a formula: `ONE - x`.
pub const ONE: Given = Given(1.0);

macro_rules! given {
    ($($trait:ident $function:ident)+) => {$(
        impl<V: Real> $trait<V> for Given {
            type Output = V;
            #[inline(always)]
            fn $function(self, other: V) -> V {
                V::from(self.0).$function(other)
            }
        }
    )+};
}

given! { Add add Sub sub Mul mul Div div }
