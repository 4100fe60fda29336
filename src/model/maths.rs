//! The few functions of the formulas, the same on every platform.
//!
//! Logarithms and powers come from `libm`, whose results do not depend on the platform's C
//! library; square roots are exact by IEEE 754. The exponential is our own: a history takes
//! some 25,000 of them, a third of its time with `libm`'s.

use std::ops::{Add, Div, Mul, Sub};

use crate::lanes::{Flag, Given, ONE, Real};
use crate::scenario::number::Number;

/// A number of a scenario comes first in a formula, `rate * (goal - value)`, whether that is of one history or of several.
macro_rules! scenario_numbers {
    ($($trait:ident $function:ident)+) => {$(
        impl<R, V: Real> $trait<V> for Number<R> {
            type Output = V;
            #[inline(always)]
            fn $function(self, other: V) -> V {
                V::from(*self).$function(other)
            }
        }
    )+};
}

scenario_numbers! { Add add Sub sub Mul mul Div div }

/// Clamps to `[0, 1]`.
#[inline(always)]
pub fn clamp<V: Real>(value: V) -> V {
    V::from(1.0).min(V::from(0.0).max(value))
}

/// The exponential function, to two units in the last place; arguments beyond ±709 count as ±709.
///
/// `exp(x) = 2^n · exp(r)` with `n` the integer nearest to `x/ln 2`, and Taylor's series of
/// `exp(r)` to the thirteenth power: `|r| ≤ ln 2/2`, so the rest is below 5e-18. There is no
/// branch in it, so that a loop over many runs in vector registers. At −709 it is exactly 0.
#[inline(always)]
#[expect(clippy::excessive_precision, reason = "ln 2 in two parts as fdlibm gives it, the first with trailing zeros")]
pub fn exp<V: Real>(x: V) -> V {
    const LN_2_HIGH: f64 = 6.931_471_803_691_238_164_90e-1;
    const LN_2_LOW: f64 = 1.908_214_929_270_587_700_02e-10;
    // Adding 1.5·2^52 rounds to an integer, and leaves it in the low bits.
    const ROUNDER: f64 = 6_755_399_441_055_744.0;
    let x = V::from(709.0).min(V::from(-709.0).max(x));
    let rounded = x * std::f64::consts::LOG2_E + ROUNDER;
    let n = rounded - ROUNDER;
    let r = (x - n * LN_2_HIGH) - n * LN_2_LOW;
    let (r2, r4) = (r * r, (r * r) * (r * r));
    let low = (r * (1.0 / 6.0) + 1.0 / 2.0) + r2 * (r * (1.0 / 120.0) + 1.0 / 24.0);
    let middle = (r * (1.0 / 5_040.0) + 1.0 / 720.0) + r2 * (r * (1.0 / 362_880.0) + 1.0 / 40_320.0);
    let high =
        (r * (1.0 / 39_916_800.0) + 1.0 / 3_628_800.0) + r2 * (r * (1.0 / 6_227_020_800.0) + 1.0 / 479_001_600.0);
    let fraction = ONE + (r + r2 * (low + r4 * (middle + r4 * high)));
    fraction * rounded.power_of_two()
}

/// The logistic function `S(y) = 1/(1 + e^-y)`; it does not overflow, because [`exp`] does not.
#[inline(always)]
pub fn logistic<V: Real>(y: V) -> V {
    ONE / (ONE + exp(-y))
}

/// The sum of values, each with its weight.
// Loops, here and wherever numbers are several histories': what stands in a closure is not sure to be compiled with its loop.
#[inline(always)]
pub fn weighted_sum<V: Real>(weights: &[f64], values: &[V]) -> V {
    // As the sum of no `f64` is: it changes no bit of what is added to it.
    let mut sum = V::from(-0.0);
    for (weight, value) in weights.iter().zip(values) {
        sum += *value * *weight;
    }
    sum
}

/// `numerator / denominator`, or `otherwise` where the denominator is 0.
#[inline(always)]
pub fn ratio<V: Real>(numerator: V, denominator: impl Into<V>, otherwise: impl Into<V>) -> V {
    let denominator = denominator.into();
    V::select(denominator.equals(0.0), otherwise, numerator / denominator)
}

/// The natural logarithm of a normal number above 0.
///
/// Source: fdlibm, `e_log.c` (Sun Microsystems 1993), operation by operation: it is that of `libm`, to the bit.
#[inline(always)]
#[expect(clippy::excessive_precision, reason = "the coefficients as published")]
pub fn logarithm<V: Real>(x: V) -> V {
    let (k, m) = x.parts();
    let f = m - 1.0;
    let half_square = f * 0.5 * f;
    let s = f / (f + 2.0);
    let z = s * s;
    let w = z * z;
    let even = w * (w * (w * 1.531383769920937332e-01 + 2.222219843214978396e-01) + 3.999999999940941908e-01);
    let odd = w * (w * (w * 1.479819860511658591e-01 + 1.818357216161805012e-01) + 2.857142874366239149e-01);
    let odd = z * (odd + 6.666666666666735130e-01);
    s * (half_square + (odd + even)) + k * 1.90821492927058770002e-10 - half_square + f + k * 6.93147180369123816490e-01
}

/// Inverse of the standard normal distribution function, for `p` in (0, 1).
///
/// Source: Wichura (1988), algorithm AS 241 (PPND16), Applied Statistics 37(3); relative
/// accuracy about 1e-16.
#[inline(always)]
pub fn normal_quantile<V: Real>(p: V) -> V {
    let q = p - 0.5;
    let far = q.abs().is_above(0.425);
    let quantile = middle(q);
    // Where several are side by side, few go without one that is far.
    if far.any() { V::select(far, tail(p), quantile) } else { quantile }
}

/// The same of many. Those that are far from the middle, a seventh, are gathered and done side by side.
#[inline(always)]
pub fn normal_quantiles<V: Real>(all: &[V], quantiles: &mut [V], far: &mut Vec<(usize, f64)>) {
    far.clear();
    for (place, (p, quantile)) in all.iter().zip(quantiles.iter_mut()).enumerate() {
        let q = *p - 0.5;
        *quantile = middle(q);
        for lane in q.abs().is_above(0.425).lanes() {
            far.push((place * V::LANES + lane, p.lane(lane)));
        }
    }
    for group in far.chunks(V::LANES) {
        let mut gathered = V::from(0.01);
        for (lane, (_, p)) in group.iter().enumerate() {
            gathered.put(lane, *p);
        }
        let found = tail(gathered);
        for (lane, (place, _)) in group.iter().enumerate() {
            quantiles[place / V::LANES].put(place % V::LANES, found.lane(lane));
        }
    }
}

/// Of `½ + q` with q at most 0.425 from 0.
#[inline(always)]
#[expect(clippy::excessive_precision, reason = "the coefficients as published")]
fn middle<V: Real>(q: V) -> V {
    let r = Given(0.180625) - q * q;
    let numerator = horner(
        r,
        [
            2.5090809287301226727e3,
            3.3430575583588128105e4,
            6.7265770927008700853e4,
            4.5921953931549871457e4,
            1.3731693765509461125e4,
            1.9715909503065514427e3,
            1.3314166789178437745e2,
            3.3871328727963666080e0,
        ],
    );
    let denominator = horner(
        r,
        [
            5.2264952788528545610e3,
            2.8729085735721942674e4,
            3.9307895800092710610e4,
            2.1213794301586595867e4,
            5.3941960214247511077e3,
            6.8718700749205790830e2,
            4.2313330701600911252e1,
            1.0,
        ],
    );
    q * numerator / denominator
}

/// Of a `p` farther from ½ than the middle reaches.
#[inline(always)]
#[expect(clippy::excessive_precision, reason = "the coefficients as published")]
fn tail<V: Real>(p: V) -> V {
    let r = (-logarithm(p.min(ONE - p))).sqrt();
    let near = {
        let r = r - 1.6;
        let numerator = horner(
            r,
            [
                7.74545014278341407640e-4,
                2.27238449892691845833e-2,
                2.41780725177450611770e-1,
                1.27045825245236838258e0,
                3.64784832476320460504e0,
                5.76949722146069140550e0,
                4.63033784615654529590e0,
                1.42343711074968357734e0,
            ],
        );
        let denominator = horner(
            r,
            [
                1.05075007164441684324e-9,
                5.47593808499534494600e-4,
                1.51986665636164571966e-2,
                1.48103976427480074590e-1,
                6.89767334985100004550e-1,
                1.67638483018380384940e0,
                2.05319162663775882187e0,
                1.0,
            ],
        );
        numerator / denominator
    };
    let beyond = r.is_above(5.0);
    let tail = if beyond.any() { V::select(beyond, extreme(r), near) } else { near };
    V::select(p.is_below(0.5), -tail, tail)
}

/// Of a `p` below 1.4e-11, of which one comes in some 70,000 million.
#[inline(always)]
#[expect(clippy::excessive_precision, reason = "the coefficients as published")]
fn extreme<V: Real>(r: V) -> V {
    let r = r - 5.0;
    let numerator = horner(
        r,
        [
            2.01033439929228813265e-7,
            2.71155556874348757815e-5,
            1.24266094738807843860e-3,
            2.65321895265761230930e-2,
            2.96560571828504891230e-1,
            1.78482653991729133580e0,
            5.46378491116411436990e0,
            6.65790464350110377720e0,
        ],
    );
    let denominator = horner(
        r,
        [
            2.04426310338993978564e-15,
            1.42151175831644588870e-7,
            1.84631831751005468180e-5,
            7.86869131145613259100e-4,
            1.48753612908506148525e-2,
            1.36929880922735805310e-1,
            5.99832206555887937690e-1,
            1.0,
        ],
    );
    numerator / denominator
}

#[inline(always)]
fn horner<V: Real>(x: V, coefficients: [f64; 8]) -> V {
    coefficients.iter().fold(V::from(0.0), |sum, coefficient| sum * x + *coefficient)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lanes::{Kind, Task, Work};

    #[test]
    fn the_normal_quantile_agrees_with_published_values() {
        // Wichura (1988), section "Test data": PPND16 at 0.25, 0.001 and 1e-20.
        for (p, value) in [
            (0.25, -0.674_489_750_196_081_7),
            (0.001, -3.090_232_306_167_813_5),
            (1e-20, -9.262_340_089_798_408),
            (0.5, 0.0),
            (0.975, 1.959_963_984_540_054),
        ] {
            assert!((normal_quantile(p) - value).abs() <= 1e-14 * f64::abs(value).max(1.0), "{p}");
        }
        assert_eq!(normal_quantile(0.3), -normal_quantile(0.7));
    }

    #[test]
    fn the_logarithm_is_that_of_libm_to_the_bit() {
        for step in 0..200_000 {
            let x = exp(f64::from(step) * 0.001 - 120.0) * (1.0 + f64::from(step % 997) * 1e-3);
            assert_eq!(logarithm(x).to_bits(), libm::log(x).to_bits(), "of {x}");
        }
    }

    #[test]
    fn the_exponential_is_right_to_two_units_in_the_last_place() {
        for step in -70_800..70_900 {
            let x = f64::from(step) * 0.01 + 0.000_317;
            let (ours, theirs) = (exp(x), libm::exp(x));
            assert!((ours - theirs).abs() <= 2.0 * f64::EPSILON * theirs, "exp({x}) is {theirs}, not {ours}");
        }
        assert_eq!((exp(0.0), exp(-1e9), exp(-709.0)), (1.0, 0.0, 0.0));
        assert_eq!(exp(1e9), exp(709.0));
    }

    #[test]
    fn what_is_clamped_lies_between_0_and_1_and_a_sum_has_the_weights_of_its_values() {
        assert_eq!([-3.0, 0.0, 0.25, 1.0, 7.0].map(clamp), [0.0, 0.0, 0.25, 1.0, 1.0]);
        assert_eq!(weighted_sum(&[0.5, 2.0, 0.0], &[3.0, -1.0, 9.0]), -0.5);
    }

    #[test]
    fn the_logistic_function_does_not_overflow() {
        assert!(logistic(-1e6) < 1e-300);
        assert_eq!((logistic(0.0), logistic(1e6)), (0.5, 1.0));
        assert!((logistic(2.0) + logistic(-2.0) - 1.0).abs() < 1e-15);
    }

    /// Numbers from the middle to the ends of what a formula may be asked for, so many to each side.
    fn spread(side: u32) -> impl Iterator<Item = f64> + Clone {
        (0..side).flat_map(move |step| {
            let part = f64::from(step) / f64::from(side);
            // By the plain size, and by the number of digits, down to 1e-300.
            [part, -part, 800.0 * part, -800.0 * part, libm::pow(10.0, -300.0 * part), -libm::pow(10.0, -300.0 * part)]
        })
    }

    #[test]
    fn every_function_has_the_same_bits_in_every_kind_of_numbers() {
        #[derive(Clone, Copy)]
        struct Functions;
        impl Task for Functions {
            type Output = usize;
            fn with<V: Real>(self) -> usize {
                V::enter(self)
            }
        }
        impl<V: Real> Work<V> for Functions {
            type Output = usize;
            fn run(self) -> usize {
                let all = || spread(3_001).chain([0.0, -0.0, 709.0, -709.0, 1e9, -1e9]);
                let small = || all().filter(|x| *x > 0.0 && *x < 1.0);
                let near_one = small().map(|x| 1.0 - x).filter(|x| *x > 0.0 && *x < 1.0);
                let between: Vec<f64> = small().chain(near_one).chain([1e-300, 0.5, 0.075, 0.925]).collect();
                agree::<V>("exp", all(), exp, exp)
                    + agree::<V>("logistic", all(), logistic, logistic)
                    + agree::<V>("clamp", all(), clamp, clamp)
                    + agree::<V>("logarithm", all().filter(|x| *x > 0.0), logarithm, logarithm)
                    + agree::<V>("normal_quantile", between.into_iter(), normal_quantile, normal_quantile)
            }
        }
        for kind in Kind::all() {
            assert!(kind.with(Functions) > 60_000, "{}", kind.name());
        }
    }

    /// Holds a function of numbers in lanes against that of one, and says of how many.
    fn agree<V: Real>(name: &str, of: impl Iterator<Item = f64>, lanes: fn(V) -> V, one: fn(f64) -> f64) -> usize {
        let numbers: Vec<f64> = of.collect();
        // Far from each other, so that the lanes of a group take different ways through a function.
        let groups = numbers.len() / V::LANES;
        for group in 0..groups {
            let mut x = V::from(0.0);
            (0..V::LANES).for_each(|lane| x.put(lane, numbers[lane * groups + group]));
            let made = lanes(x);
            for lane in 0..V::LANES {
                assert_eq!(made.lane(lane).to_bits(), one(x.lane(lane)).to_bits(), "{name} of {:e}", x.lane(lane));
            }
        }
        groups * V::LANES
    }

    #[test]
    fn quantiles_of_many_are_those_of_each_however_many_are_far() {
        struct Quantiles(Vec<f64>);
        impl Task for Quantiles {
            type Output = ();
            fn with<V: Real>(self) {
                V::enter(self);
            }
        }
        impl<V: Real> Work<V> for Quantiles {
            type Output = ();
            fn run(self) {
                let groups: Vec<V> = self.0.chunks_exact(V::LANES).map(grouped).collect();
                let (mut quantiles, mut far) = (vec![V::from(f64::NAN); groups.len()], vec![(7, 0.5)]);
                normal_quantiles(&groups, &mut quantiles, &mut far);
                assert_eq!(far.len(), self.0.iter().filter(|p| (**p - 0.5).abs() > 0.425).count());
                for (place, p) in self.0.iter().enumerate() {
                    let quantile = quantiles[place / V::LANES].lane(place % V::LANES);
                    assert_eq!(quantile.to_bits(), normal_quantile(*p).to_bits(), "of {p:e}");
                }
            }
        }
        fn grouped<V: Real>(numbers: &[f64]) -> V {
            let mut group = V::from(0.5);
            numbers.iter().enumerate().for_each(|(lane, number)| group.put(lane, *number));
            group
        }
        let far = |step: usize| libm::pow(10.0, -((step % 300) as f64) - 2.0);
        let near = |step: usize| 0.1 + 0.8 * (step % 89) as f64 / 89.0;
        for length in [0, 8, 24, 400] {
            let mixed =
                |every: usize| move |step: usize| if step.is_multiple_of(every) { far(step) } else { near(step) };
            for list in [
                (0..length).map(near).collect(),
                (0..length).map(far).collect(),
                (0..length).map(mixed(2)).collect(),
                (0..length).map(mixed(7)).collect(),
                (0..length).map(|step| 1.0 - mixed(3)(step).max(1e-16)).collect::<Vec<f64>>(),
            ] {
                Kind::all().into_iter().for_each(|kind| kind.with(Quantiles(list.clone())));
            }
        }
    }
}
