//! Several histories side by side, one in every lane of a register.

use std::iter::{Product, Sum};
use std::ops::{Add, AddAssign, BitAnd, BitOr, Div, DivAssign, Mul, MulAssign, Neg, Not, Sub, SubAssign};

use super::chacha::InLanes;
use super::vector::Vector;
use super::{Flag, Real, Work};

/// A number of several histories, one in every lane.
#[derive(Clone, Copy, Debug)]
#[repr(transparent)]
pub struct Lanes<T>(pub(super) T);

impl<T: Vector> Lanes<T> {
    /// The numbers in all lanes of some.
    #[inline(always)]
    #[expect(unsafe_code, reason = "the same memory, seen as what it is made of")]
    fn numbers(all: &[Self]) -> &[f64] {
        // SAFETY: each is `T::LANES` numbers, and nothing else (see `Vector`), so that all are as many times that.
        unsafe { std::slice::from_raw_parts(all.as_ptr().cast(), all.len() * T::LANES) }
    }

    /// The numbers in its lanes, to be written.
    #[inline(always)]
    #[expect(unsafe_code, reason = "the same memory, seen as what it is made of")]
    fn numbers_mut(&mut self) -> &mut [f64] {
        // SAFETY: it is `T::LANES` numbers, and nothing else (see `Vector`), of which any bits are one.
        unsafe { std::slice::from_raw_parts_mut(std::ptr::from_mut(self).cast(), T::LANES) }
    }
}

/// Whether something holds, in every lane.
#[derive(Clone, Copy, Debug)]
pub struct Flags<T: Vector>(T::Mask);

macro_rules! operators {
    ($($trait:ident $function:ident $assign:ident $assigning:ident)+) => {$(
        impl<T: Vector> $trait for Lanes<T> {
            type Output = Self;
            #[inline(always)]
            fn $function(self, other: Self) -> Self {
                Self(self.0.$function(other.0))
            }
        }
        impl<T: Vector> $trait<f64> for Lanes<T> {
            type Output = Self;
            #[inline(always)]
            fn $function(self, other: f64) -> Self {
                Self(self.0.$function(T::splat(other)))
            }
        }
        impl<T: Vector> $assign for Lanes<T> {
            #[inline(always)]
            fn $assigning(&mut self, other: Self) {
                *self = $trait::$function(*self, other);
            }
        }
        impl<T: Vector> $assign<f64> for Lanes<T> {
            #[inline(always)]
            fn $assigning(&mut self, other: f64) {
                *self = $trait::$function(*self, other);
            }
        }
    )+};
}

operators! {
    Add add AddAssign add_assign
    Sub sub SubAssign sub_assign
    Mul mul MulAssign mul_assign
    Div div DivAssign div_assign
}

impl<T: Vector> Neg for Lanes<T> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        // −0 less a number is that number with its sign turned, also where it is a 0.
        Self(T::splat(-0.0).sub(self.0))
    }
}

impl<T: Vector> From<f64> for Lanes<T> {
    #[inline(always)]
    fn from(value: f64) -> Self {
        Self(T::splat(value))
    }
}

impl<T: Vector> Default for Lanes<T> {
    #[inline(always)]
    fn default() -> Self {
        Self::from(0.0)
    }
}

impl<T: Vector> Sum for Lanes<T> {
    #[inline(always)]
    fn sum<I: Iterator<Item = Self>>(values: I) -> Self {
        // The sum of no `f64` is −0, which changes no bit of what is added to it.
        let mut sum = Self::from(-0.0);
        for value in values {
            sum += value;
        }
        sum
    }
}

impl<T: Vector> Product for Lanes<T> {
    #[inline(always)]
    fn product<I: Iterator<Item = Self>>(values: I) -> Self {
        let mut product = Self::from(1.0);
        for value in values {
            product *= value;
        }
        product
    }
}

impl<T: Vector> Real for Lanes<T> {
    type Flag = Flags<T>;
    type Luck = InLanes<T>;
    const LANES: usize = T::LANES;

    #[inline(always)]
    fn min(self, other: impl Into<Self>) -> Self {
        Self(self.0.min(other.into().0))
    }

    #[inline(always)]
    fn max(self, other: impl Into<Self>) -> Self {
        Self(self.0.max(other.into().0))
    }

    #[inline(always)]
    fn abs(self) -> Self {
        Self(self.0.abs())
    }

    #[inline(always)]
    fn sqrt(self) -> Self {
        Self(self.0.sqrt())
    }

    #[inline(always)]
    fn power_of_two(self) -> Self {
        Self(self.0.power_of_two())
    }

    #[inline(always)]
    fn parts(self) -> (Self, Self) {
        let (exponent, mantissa) = self.0.parts();
        (Self(exponent), Self(mantissa))
    }

    #[inline(always)]
    fn is_below(self, other: impl Into<Self>) -> Self::Flag {
        Flags(self.0.less(other.into().0))
    }

    #[inline(always)]
    fn is_above(self, other: impl Into<Self>) -> Self::Flag {
        Flags(other.into().0.less(self.0))
    }

    #[inline(always)]
    fn is_at_least(self, other: impl Into<Self>) -> Self::Flag {
        Flags(other.into().0.less_or_equal(self.0))
    }

    #[inline(always)]
    fn is_at_most(self, other: impl Into<Self>) -> Self::Flag {
        Flags(self.0.less_or_equal(other.into().0))
    }

    #[inline(always)]
    fn equals(self, other: impl Into<Self>) -> Self::Flag {
        Flags(self.0.equal(other.into().0))
    }

    #[inline(always)]
    fn select(flag: Self::Flag, then: impl Into<Self>, otherwise: impl Into<Self>) -> Self {
        Self(T::select(flag.0, then.into().0, otherwise.into().0))
    }

    #[inline(always)]
    fn lane(self, lane: usize) -> f64 {
        Self::numbers(&[self])[lane]
    }

    #[inline(always)]
    fn put(&mut self, lane: usize, value: f64) {
        self.numbers_mut()[lane] = value;
    }

    #[inline(always)]
    fn enter<W: Work<Self>>(work: W) -> W::Output {
        T::enter(work)
    }

    #[inline(always)]
    fn map(mut self, of: impl Fn(f64) -> f64) -> Self {
        self.numbers_mut().iter_mut().for_each(|value| *value = of(*value));
        self
    }

    fn in_lane(all: &[Self], lane: usize) -> impl Iterator<Item = f64> {
        Self::numbers(all).chunks_exact(T::LANES).map(move |numbers| numbers[lane])
    }
}

impl<T: Vector> From<bool> for Flags<T> {
    #[inline(always)]
    fn from(all: bool) -> Self {
        Self(T::mask(all))
    }
}

impl<T: Vector> Default for Flags<T> {
    #[inline(always)]
    fn default() -> Self {
        Self::from(false)
    }
}

impl<T: Vector> BitAnd for Flags<T> {
    type Output = Self;
    #[inline(always)]
    fn bitand(self, other: Self) -> Self {
        Self(T::and(self.0, other.0))
    }
}

impl<T: Vector> BitOr for Flags<T> {
    type Output = Self;
    #[inline(always)]
    fn bitor(self, other: Self) -> Self {
        Self(T::or(self.0, other.0))
    }
}

impl<T: Vector> Not for Flags<T> {
    type Output = Self;
    #[inline(always)]
    fn not(self) -> Self {
        Self(T::not(self.0))
    }
}

impl<T: Vector> Flag for Flags<T> {
    #[inline(always)]
    fn any(self) -> bool {
        T::bits(self.0) != 0
    }

    #[inline(always)]
    fn only(lane: usize) -> Self {
        let mut one = Lanes::<T>::from(0.0);
        one.put(lane, 1.0);
        one.equals(1.0)
    }

    #[inline(always)]
    fn in_lane(self, lane: usize) -> bool {
        T::bits(self.0) >> lane & 1 == 1
    }

    #[inline(always)]
    fn lanes(self) -> impl Iterator<Item = usize> {
        let mut left = T::bits(self.0);
        std::iter::from_fn(move || {
            let lane = left.trailing_zeros();
            left &= left.wrapping_sub(1);
            (lane < u32::BITS).then_some(lane as usize)
        })
    }
}
