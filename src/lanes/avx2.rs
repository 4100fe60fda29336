//! AVX2: eight histories in two registers.

use std::arch::x86_64::*;

use super::vector::{EXPONENT_ZERO, MOST_LANES, ONE_HIGH, ROOT_OF_HALF_HIGH, ROUNDER, Vector};
use super::{Lanes, Work};

/// Eight numbers.
///
/// # Safety
/// Whoever makes or uses one relies on the processor having AVX2. No code outside of this module's parent can name it, and
/// there it is only taken up by [`Kind`](super::Kind) once the processor has said so.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Avx2(__m256d, __m256d);

/// Calls an intrinsic of the processor.
macro_rules! processor {
    ($($call:tt)+) => {
        // SAFETY: the processor has what this asks for, or there would be no value of the type (see there).
        unsafe { $($call)+ }
    };
}

#[expect(unsafe_code, reason = "each function is safe where the type is: see there")]
// SAFETY: two registers one after the other, of four numbers each.
unsafe impl Vector for Avx2 {
    type Mask = Self;
    type Words = __m256i;
    const LANES: usize = 8;

    #[inline(always)]
    fn splat(value: f64) -> Self {
        let all = processor!(_mm256_set1_pd(value));
        Self(all, all)
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(processor!(_mm256_add_pd(self.0, other.0)), processor!(_mm256_add_pd(self.1, other.1)))
    }

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self(processor!(_mm256_sub_pd(self.0, other.0)), processor!(_mm256_sub_pd(self.1, other.1)))
    }

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        Self(processor!(_mm256_mul_pd(self.0, other.0)), processor!(_mm256_mul_pd(self.1, other.1)))
    }

    #[inline(always)]
    fn div(self, other: Self) -> Self {
        Self(processor!(_mm256_div_pd(self.0, other.0)), processor!(_mm256_div_pd(self.1, other.1)))
    }

    #[inline(always)]
    fn abs(self) -> Self {
        let sign = processor!(_mm256_set1_pd(-0.0));
        Self(processor!(_mm256_andnot_pd(sign, self.0)), processor!(_mm256_andnot_pd(sign, self.1)))
    }

    #[inline(always)]
    fn sqrt(self) -> Self {
        Self(processor!(_mm256_sqrt_pd(self.0)), processor!(_mm256_sqrt_pd(self.1)))
    }

    #[inline(always)]
    fn min(self, other: Self) -> Self {
        Self(processor!(_mm256_min_pd(self.0, other.0)), processor!(_mm256_min_pd(self.1, other.1)))
    }

    #[inline(always)]
    fn max(self, other: Self) -> Self {
        Self(processor!(_mm256_max_pd(self.0, other.0)), processor!(_mm256_max_pd(self.1, other.1)))
    }

    #[inline(always)]
    fn power_of_two(self) -> Self {
        Self(processor!(power_of_two(self.0)), processor!(power_of_two(self.1)))
    }

    #[inline(always)]
    fn parts(self) -> (Self, Self) {
        let [(first, one), (second, two)] = processor!([parts(self.0), parts(self.1)]);
        (Self(first, second), Self(one, two))
    }

    #[inline(always)]
    fn less(self, other: Self) -> Self {
        Self(
            processor!(_mm256_cmp_pd::<_CMP_LT_OQ>(self.0, other.0)),
            processor!(_mm256_cmp_pd::<_CMP_LT_OQ>(self.1, other.1)),
        )
    }

    #[inline(always)]
    fn less_or_equal(self, other: Self) -> Self {
        Self(
            processor!(_mm256_cmp_pd::<_CMP_LE_OQ>(self.0, other.0)),
            processor!(_mm256_cmp_pd::<_CMP_LE_OQ>(self.1, other.1)),
        )
    }

    #[inline(always)]
    fn equal(self, other: Self) -> Self {
        Self(
            processor!(_mm256_cmp_pd::<_CMP_EQ_OQ>(self.0, other.0)),
            processor!(_mm256_cmp_pd::<_CMP_EQ_OQ>(self.1, other.1)),
        )
    }

    #[inline(always)]
    fn select(mask: Self, then: Self, otherwise: Self) -> Self {
        Self(
            processor!(_mm256_blendv_pd(otherwise.0, then.0, mask.0)),
            processor!(_mm256_blendv_pd(otherwise.1, then.1, mask.1)),
        )
    }

    #[inline(always)]
    fn mask(all: bool) -> Self {
        Self::splat(if all { f64::from_bits(u64::MAX) } else { 0.0 })
    }

    #[inline(always)]
    fn and(one: Self, two: Self) -> Self {
        Self(processor!(_mm256_and_pd(one.0, two.0)), processor!(_mm256_and_pd(one.1, two.1)))
    }

    #[inline(always)]
    fn or(one: Self, two: Self) -> Self {
        Self(processor!(_mm256_or_pd(one.0, two.0)), processor!(_mm256_or_pd(one.1, two.1)))
    }

    #[inline(always)]
    fn not(mask: Self) -> Self {
        let all = Self::mask(true);
        Self(processor!(_mm256_xor_pd(mask.0, all.0)), processor!(_mm256_xor_pd(mask.1, all.1)))
    }

    #[inline(always)]
    fn bits(mask: Self) -> u32 {
        let [low, high] = [processor!(_mm256_movemask_pd(mask.0)), processor!(_mm256_movemask_pd(mask.1))];
        (low | high << 4).cast_unsigned()
    }

    #[inline(always)]
    fn words(word: u32) -> __m256i {
        processor!(_mm256_set1_epi32(word.cast_signed()))
    }

    #[inline(always)]
    fn words_of(words: [u32; MOST_LANES]) -> __m256i {
        processor!(_mm256_loadu_si256(words.as_ptr().cast()))
    }

    #[inline(always)]
    fn sum_words(one: __m256i, two: __m256i) -> __m256i {
        processor!(_mm256_add_epi32(one, two))
    }

    #[inline(always)]
    fn xor_words(one: __m256i, two: __m256i) -> __m256i {
        processor!(_mm256_xor_si256(one, two))
    }

    #[inline(always)]
    fn rotate<const LEFT: i32, const RIGHT: i32>(words: __m256i) -> __m256i {
        // By whole bytes it is one step.
        match LEFT {
            16 => processor!(_mm256_shuffle_epi8(words, bytes_of([2, 3, 0, 1]))),
            8 => processor!(_mm256_shuffle_epi8(words, bytes_of([3, 0, 1, 2]))),
            _ => processor!(_mm256_or_si256(_mm256_slli_epi32::<LEFT>(words), _mm256_srli_epi32::<RIGHT>(words))),
        }
    }

    #[inline(always)]
    fn uniform(low: __m256i, high: __m256i) -> Self {
        let [first, second] = processor!([
            uniform(_mm256_castsi256_si128(low), _mm256_castsi256_si128(high)),
            uniform(_mm256_extracti128_si256::<1>(low), _mm256_extracti128_si256::<1>(high)),
        ]);
        Self(first, second)
    }

    #[inline(always)]
    fn enter<W: Work<Lanes<Self>>>(work: W) -> W::Output {
        processor!(inside(work))
    }
}

#[inline]
#[target_feature(enable = "avx2")]
fn power_of_two(exponents: __m256d) -> __m256d {
    let biased = _mm256_add_epi64(_mm256_castpd_si256(exponents), _mm256_set1_epi64x(1023));
    _mm256_castsi256_pd(_mm256_slli_epi64::<52>(biased))
}

/// Which byte of every word each of its bytes is to be.
#[inline]
#[target_feature(enable = "avx2")]
fn bytes_of([a, b, c, d]: [i32; 4]) -> __m256i {
    let first = a | b << 8 | c << 16 | d << 24;
    let all = [0, 0x0404_0404, 0x0808_0808, 0x0c0c_0c0c].map(|offset| first + offset);
    let [a, b, c, d] = all;
    _mm256_setr_epi32(a, b, c, d, a, b, c, d)
}

#[inline]
#[target_feature(enable = "avx2")]
fn parts(numbers: __m256d) -> (__m256d, __m256d) {
    let bits = _mm256_castpd_si256(numbers);
    let offset = _mm256_set1_epi64x((ONE_HIGH - ROOT_OF_HALF_HIGH).cast_signed());
    let above = _mm256_add_epi64(_mm256_srli_epi64::<32>(bits), offset);
    let exponents = _mm256_srli_epi64::<20>(above);
    let exponents = _mm256_add_epi64(exponents, _mm256_set1_epi64x(EXPONENT_ZERO.cast_signed()));
    let high = _mm256_and_si256(above, _mm256_set1_epi64x(0x000f_ffff));
    let high = _mm256_add_epi64(high, _mm256_set1_epi64x(ROOT_OF_HALF_HIGH.cast_signed()));
    let low = _mm256_and_si256(bits, _mm256_set1_epi64x(0xffff_ffff));
    let mantissas = _mm256_or_si256(_mm256_slli_epi64::<32>(high), low);
    (_mm256_sub_pd(_mm256_castsi256_pd(exponents), _mm256_set1_pd(ROUNDER)), _mm256_castsi256_pd(mantissas))
}

#[inline]
#[target_feature(enable = "avx2")]
fn uniform(low: __m128i, high: __m128i) -> __m256d {
    // The exponent of 2^52, to which an integer below it is added by putting it into the low bits.
    const WHOLE: f64 = 4_503_599_627_370_496.0;
    let high = _mm256_slli_epi64::<32>(_mm256_cvtepu32_epi64(high));
    let word = _mm256_srli_epi64::<12>(_mm256_or_si256(_mm256_cvtepu32_epi64(low), high));
    let exponent = _mm256_set1_pd(WHOLE);
    let whole = _mm256_sub_pd(_mm256_castsi256_pd(_mm256_or_si256(word, _mm256_castpd_si256(exponent))), exponent);
    _mm256_mul_pd(_mm256_add_pd(whole, _mm256_set1_pd(0.5)), _mm256_set1_pd(1.0 / WHOLE))
}

#[target_feature(enable = "avx2")]
fn inside<W: Work<Lanes<Avx2>>>(work: W) -> W::Output {
    work.run()
}
