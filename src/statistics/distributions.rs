//! Quantiles of the Beta distribution and of Student's t, the same on every platform.
//!
//! Everything here rests on `libm`, as the model does: designs and intervals are results too.

use std::f64::consts::PI;

/// The number that a Beta(`a`, `b`) variable stays below with probability `p`; `a` and `b` are above 0,
/// `p` is from 0 to 1, and so is the result.
pub fn beta_quantile(a: f64, b: f64, p: f64) -> f64 {
    beta_parts(a, b, p).0
}

/// The `p` quantile of Student's t with so many degrees of freedom (above 0), for `p` from 0.5 up to 1.
pub fn student_quantile(freedom: f64, p: f64) -> f64 {
    // t²/(freedom + t²) is Beta(1/2, freedom/2), and |t| is below the quantile with probability 2p − 1.
    let (part, rest) = beta_parts(0.5, freedom / 2.0, 2.0 * p - 1.0);
    (freedom * part / rest).sqrt()
}

/// The quantile `x` of a Beta distribution, and `1 − x` without the loss of a subtraction.
fn beta_parts(a: f64, b: f64, p: f64) -> (f64, f64) {
    if p <= 0.0 {
        return (0.0, 1.0);
    }
    if p >= 1.0 {
        return (1.0, 0.0);
    }
    let (lower, middle) = (Lower { a, b }, Lower::middle(a, b));
    if libm::log(p) <= lower.at(middle).ln_probability {
        let ln_x = lower.solve(middle, libm::log(p));
        (libm::exp(ln_x), -libm::expm1(ln_x))
    } else {
        let ln_y = Lower { a: b, b: a }.solve(Lower::middle(b, a), libm::log1p(-p));
        (-libm::expm1(ln_y), libm::exp(ln_y))
    }
}

/// The part of a Beta distribution from 0 to about its mean, seen on a logarithmic scale, on which a
/// quantile of 1e-3000 is a number like any other.
#[derive(Clone, Copy)]
struct Lower {
    a: f64,
    b: f64,
}

/// The distribution function at a place.
struct Height {
    /// Logarithm of the probability to be below.
    ln_probability: f64,
    /// Its derivative by the logarithm of the place.
    slope: f64,
}

impl Lower {
    /// Logarithm of where the lower part ends: up to there the continued fraction is fast.
    fn middle(a: f64, b: f64) -> f64 {
        libm::log1p(-(b + 1.0) / (a + b + 2.0))
    }

    /// Where the logarithm of the probability is `target`, from a place above it.
    ///
    /// By Newton's method. It cannot miss: the slope only falls with the place where `b` is above 1, and
    /// only rises where it is below, so that steps stay on one side from the second on.
    fn solve(self, start: f64, target: f64) -> f64 {
        // Never reached: it keeps a mistake here from becoming an endless loop.
        const MAX_STEPS: usize = 100;
        let mut place = start;
        for _ in 0..MAX_STEPS {
            let height = self.at(place);
            let off = height.ln_probability - target;
            place = (place - off / height.slope).min(0.0);
            // The digits that are right double with every step.
            if off.abs() < 1e-12 {
                break;
            }
        }
        place
    }

    /// The distribution function at `x`, given its logarithm.
    fn at(self, ln_x: f64) -> Height {
        let (x, y) = (libm::exp(ln_x), -libm::expm1(ln_x));
        // a − (a + b) x, from whichever of x and y is the more exact.
        let below_mean = if x < y { self.a - (self.a + self.b) * x } else { (self.a + self.b) * y - self.b };
        let fraction = self.fraction(x, y, below_mean);
        let ln_probability = self.ln_power(ln_x, x, y, below_mean) + libm::log(self.a * fraction);
        Height { ln_probability, slope: 1.0 / (y * fraction) }
    }

    /// Logarithm of `x^a y^b / (a B(a, b))`. Where a parameter is large, terms that cancel are summed up as one.
    fn ln_power(self, ln_x: f64, x: f64, y: f64, below_mean: f64) -> f64 {
        let Self { a, b } = self;
        let powers = || a * ln_x + b * if x < y { libm::log1p(-x) } else { libm::log(y) };
        if a < LARGE {
            return powers() + ln_gamma_rise(b, a) - libm::lgamma(a + 1.0);
        }
        if b < LARGE {
            return powers() + ln_gamma_rise(a, b) - libm::lgamma(b) - libm::log(a);
        }
        // Source: Loader (2000), Fast and accurate computation of binomial probabilities.
        let n = a + b;
        let stirling = stirling_rest(n) - stirling_rest(a) - stirling_rest(b);
        let off = deviance(a, n * x, below_mean) + deviance(b, n * y, -below_mean);
        stirling - off - 0.5 * libm::log(2.0 * PI * a * (n / b))
    }

    /// The continued fraction of the incomplete beta function over `x^a y^b / B(a, b)`, by the method of Lentz.
    /// Source: Didonato and Morris (1992), ACM Transactions on Mathematical Software 18(3), equation 9.
    fn fraction(self, x: f64, y: f64, below_mean: f64) -> f64 {
        const MAX_TERMS: u32 = 10_000;
        let Self { a, b } = self;
        let mut value = a / (a + 1.0) * (below_mean + 1.0);
        let (mut c, mut d) = (value, 0.0);
        for n in 1..MAX_TERMS {
            let n = f64::from(n);
            let odd = a + 2.0 * n - 1.0;
            let above = (a + n - 1.0) / odd * ((a + b + n - 1.0) / odd) * (n * (b - n) * x * x);
            let beside = n + n * (b - n) * x / odd + (a + n) / (odd + 2.0) * (below_mean + 1.0 + n * (1.0 + y));
            d = 1.0 / (beside + above * d);
            c = beside + above / c;
            value *= c * d;
            if (c * d - 1.0).abs() <= f64::EPSILON {
                break;
            }
        }
        1.0 / value
    }
}

/// From here on Stirling's series is exact to rounding.
const LARGE: f64 = 10.0;

/// `ln Γ(x + rise) − ln Γ(x)`, exact in proportion to a small rise.
fn ln_gamma_rise(x: f64, rise: f64) -> f64 {
    let (mut x, mut sum) = (x, 0.0);
    while x < LARGE {
        sum -= libm::log1p(rise / x);
        x += 1.0;
    }
    let higher = x + rise;
    sum + (x - 0.5) * libm::log1p(rise / x) + rise * (libm::log(higher) - 1.0) + stirling_rest(higher)
        - stirling_rest(x)
}

/// What Stirling's formula leaves of the logarithm of the gamma function, from [`LARGE`] on.
fn stirling_rest(x: f64) -> f64 {
    // Bernoulli's numbers, B(2k)/(2k (2k − 1)); the next term is below 2e-18.
    const TERMS: [f64; 8] = [
        1.0 / 12.0,
        -1.0 / 360.0,
        1.0 / 1260.0,
        -1.0 / 1680.0,
        1.0 / 1188.0,
        -691.0 / 360_360.0,
        1.0 / 156.0,
        -3617.0 / 122_400.0,
    ];
    TERMS.iter().rev().fold(0.0, |sum, term| sum / (x * x) + term) / x
}

/// `k ln(k/m) + m − k`, given `off = k − m` as well: how unlikely `m` is where `k` is expected.
fn deviance(k: f64, m: f64, off: f64) -> f64 {
    if off.abs() >= 0.1 * (k + m) {
        return k * libm::log(k / m) - off;
    }
    // Near 0 by the series of the logarithm.
    let v = off / (k + m);
    let (mut sum, mut power) = (off * v, 2.0 * k * v);
    for odd in (3..100).step_by(2) {
        power *= v * v;
        sum += power / f64::from(odd);
    }
    sum
}
