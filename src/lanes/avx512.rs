//! AVX-512: eight histories in one register.

use std::arch::x86_64::*;

use super::vector::{EXPONENT_ZERO, MOST_LANES, ONE_HIGH, ROOT_OF_HALF_HIGH, ROUNDER, Vector};
use super::{Lanes, Work};

/// Eight numbers.
///
/// # Safety
/// Whoever makes or uses one relies on the processor having AVX-512 F, DQ and VL. No code outside of this module's parent
/// can name it, and there it is only taken up by [`Kind`](super::Kind) once the processor has said so.
#[derive(Clone, Copy, Debug)]
#[repr(transparent)]
pub struct Avx512(__m512d);

/// Calls an intrinsic of the processor.
macro_rules! processor {
    ($($call:tt)+) => {
        // SAFETY: the processor has what this asks for, or there would be no value of the type (see there).
        unsafe { $($call)+ }
    };
}

#[expect(unsafe_code, reason = "each function is safe where the type is: see there")]
// SAFETY: one register of eight numbers.
unsafe impl Vector for Avx512 {
    type Mask = __mmask8;
    type Words = __m256i;
    const LANES: usize = 8;

    #[inline(always)]
    fn splat(value: f64) -> Self {
        Self(processor!(_mm512_set1_pd(value)))
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(processor!(_mm512_add_pd(self.0, other.0)))
    }

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self(processor!(_mm512_sub_pd(self.0, other.0)))
    }

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        Self(processor!(_mm512_mul_pd(self.0, other.0)))
    }

    #[inline(always)]
    fn div(self, other: Self) -> Self {
        Self(processor!(_mm512_div_pd(self.0, other.0)))
    }

    #[inline(always)]
    fn abs(self) -> Self {
        Self(processor!(_mm512_abs_pd(self.0)))
    }

    #[inline(always)]
    fn sqrt(self) -> Self {
        Self(processor!(_mm512_sqrt_pd(self.0)))
    }

    #[inline(always)]
    fn min(self, other: Self) -> Self {
        Self(processor!(_mm512_min_pd(self.0, other.0)))
    }

    #[inline(always)]
    fn max(self, other: Self) -> Self {
        Self(processor!(_mm512_max_pd(self.0, other.0)))
    }

    #[inline(always)]
    fn power_of_two(self) -> Self {
        Self(processor!({
            let biased = _mm512_add_epi64(_mm512_castpd_si512(self.0), _mm512_set1_epi64(1023));
            _mm512_castsi512_pd(_mm512_slli_epi64::<52>(biased))
        }))
    }

    #[inline(always)]
    fn parts(self) -> (Self, Self) {
        let (exponents, mantissas) = processor!({
            let bits = _mm512_castpd_si512(self.0);
            let offset = _mm512_set1_epi64((ONE_HIGH - ROOT_OF_HALF_HIGH).cast_signed());
            let above = _mm512_add_epi64(_mm512_srli_epi64::<32>(bits), offset);
            let exponents = _mm512_srli_epi64::<20>(above);
            let exponents = _mm512_add_epi64(exponents, _mm512_set1_epi64(EXPONENT_ZERO.cast_signed()));
            let high = _mm512_and_si512(above, _mm512_set1_epi64(0x000f_ffff));
            let high = _mm512_add_epi64(high, _mm512_set1_epi64(ROOT_OF_HALF_HIGH.cast_signed()));
            let low = _mm512_and_si512(bits, _mm512_set1_epi64(0xffff_ffff));
            let mantissas = _mm512_or_si512(_mm512_slli_epi64::<32>(high), low);
            (_mm512_castsi512_pd(exponents), _mm512_castsi512_pd(mantissas))
        });
        (Self(exponents).sub(Self::splat(ROUNDER)), Self(mantissas))
    }

    #[inline(always)]
    fn less(self, other: Self) -> __mmask8 {
        processor!(_mm512_cmp_pd_mask::<_CMP_LT_OQ>(self.0, other.0))
    }

    #[inline(always)]
    fn less_or_equal(self, other: Self) -> __mmask8 {
        processor!(_mm512_cmp_pd_mask::<_CMP_LE_OQ>(self.0, other.0))
    }

    #[inline(always)]
    fn equal(self, other: Self) -> __mmask8 {
        processor!(_mm512_cmp_pd_mask::<_CMP_EQ_OQ>(self.0, other.0))
    }

    #[inline(always)]
    fn select(mask: __mmask8, then: Self, otherwise: Self) -> Self {
        Self(processor!(_mm512_mask_blend_pd(mask, otherwise.0, then.0)))
    }

    #[inline(always)]
    fn mask(all: bool) -> __mmask8 {
        if all { 0xff } else { 0 }
    }

    #[inline(always)]
    fn and(one: __mmask8, two: __mmask8) -> __mmask8 {
        one & two
    }

    #[inline(always)]
    fn or(one: __mmask8, two: __mmask8) -> __mmask8 {
        one | two
    }

    #[inline(always)]
    fn not(mask: __mmask8) -> __mmask8 {
        !mask
    }

    #[inline(always)]
    fn bits(mask: __mmask8) -> u32 {
        u32::from(mask)
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
        processor!(_mm256_rol_epi32::<LEFT>(words))
    }

    #[inline(always)]
    fn uniform(low: __m256i, high: __m256i) -> Self {
        // The exponent of 2^52, to which an integer below it is added by putting it into the low bits.
        const WHOLE: f64 = 4_503_599_627_370_496.0;
        let whole = Self(processor!({
            let high = _mm512_slli_epi64::<32>(_mm512_cvtepu32_epi64(high));
            let word = _mm512_srli_epi64::<12>(_mm512_or_si512(_mm512_cvtepu32_epi64(low), high));
            _mm512_castsi512_pd(_mm512_or_si512(word, _mm512_castpd_si512(_mm512_set1_pd(WHOLE))))
        }));
        whole.sub(Self::splat(WHOLE)).add(Self::splat(0.5)).mul(Self::splat(1.0 / WHOLE))
    }

    #[inline(always)]
    fn enter<W: Work<Lanes<Self>>>(work: W) -> W::Output {
        processor!(inside(work))
    }
}

#[target_feature(enable = "avx512f,avx512dq,avx512vl")]
fn inside<W: Work<Lanes<Avx512>>>(work: W) -> W::Output {
    work.run()
}
