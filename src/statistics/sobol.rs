//! Sobol points: low-discrepancy sequences, scrambled.
//!
//! Direction numbers: Joe and Kuo (2008), SIAM J. Sci. Comput. 30(5), set `new-joe-kuo-6`, in
//! `joe_kuo.txt`: the primitive polynomial with its leading and last terms, then the initial
//! numbers. Scrambling: Owen's nested uniform scramble by hashing, Burley (2020), JCGT 9(4).

use std::sync::LazyLock;

/// Most dimensions: the first and the 127 lines of `joe_kuo.txt`.
pub const DIMENSIONS: usize = 128;

/// Bits of a coordinate, hence most points: 2³².
const BITS: usize = 32;

/// Direction numbers by dimension.
static DIRECTIONS: LazyLock<Vec<[u32; BITS]>> = LazyLock::new(|| {
    let first = std::array::from_fn(|bit| 1 << (BITS - 1 - bit));
    let rest = include_str!("joe_kuo.txt").lines().map(|line| {
        let numbers: Vec<u32> = line.split(' ').filter_map(|number| number.parse().ok()).collect();
        directions(numbers[0], &numbers[1..])
    });
    std::iter::once(first).chain(rest).collect()
});

/// Direction numbers from a primitive polynomial and its initial numbers (Bratley and Fox 1988).
fn directions(polynomial: u32, initial: &[u32]) -> [u32; BITS] {
    let degree = initial.len();
    let mut m = initial.to_vec();
    for bit in degree..BITS {
        let mut next = m[bit - degree] ^ (m[bit - degree] << degree);
        for term in 1..degree {
            if polynomial >> (degree - term) & 1 == 1 {
                next ^= m[bit - term] << term;
            }
        }
        m.push(next);
    }
    std::array::from_fn(|bit| m[bit] << (BITS - 1 - bit))
}

/// A coordinate of a point as a 32-bit fraction, not scrambled.
///
/// # Panics
/// With a dimension beyond [`DIMENSIONS`].
pub fn fraction(index: u32, dimension: usize) -> u32 {
    let directions = &DIRECTIONS[dimension];
    (0..BITS).filter(|bit| index >> bit & 1 == 1).fold(0, |sum, bit| sum ^ directions[bit])
}

/// A coordinate of a point in (0, 1), scrambled by a seed of the dimension's own.
///
/// # Panics
/// With a dimension beyond [`DIMENSIONS`].
pub fn coordinate(index: u32, dimension: usize, seed: u32) -> f64 {
    (f64::from(scrambled(fraction(index, dimension), seed)) + 0.5) / 4_294_967_296.0
}

/// Owen's scramble: every bit is flipped or not by a hash of the bits above it.
fn scrambled(fraction: u32, seed: u32) -> u32 {
    let mut x = fraction.reverse_bits().wrapping_add(seed);
    for factor in [0x6c50_b47c, 0xb82f_1e52, 0xc7af_e638, 0x8d22_f6e6u32] {
        x ^= x.wrapping_mul(factor);
    }
    x.reverse_bits()
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXPECTED: [(u32, [f64; 6]); 6] = [
        (1, [0.5, 0.5, 0.5, 0.5, 0.5, 0.5]),
        (2, [0.75, 0.25, 0.25, 0.75, 0.25, 0.25]),
        (3, [0.25, 0.75, 0.75, 0.25, 0.75, 0.75]),
        (5, [0.875, 0.875, 0.125, 0.375, 0.625, 0.125]),
        (11, [0.4375, 0.5625, 0.1875, 0.6875, 0.3125, 0.8125]),
        (30, [0.53125, 0.03125, 0.40625, 0.03125, 0.46875, 0.65625]),
    ];

    #[test]
    fn unscrambled_points_are_those_of_the_published_sequence() {
        // scipy.stats.qmc.Sobol(128, scramble=False, bits=32), some points in dimensions 0, 1, 2, 7, 60, 127.
        // It walks in the order of Gray codes: its n-th point is ours at n ^ (n >> 1).
        for (n, expected) in EXPECTED {
            let index = n ^ (n >> 1);
            let found = [0, 1, 2, 7, 60, 127].map(|dimension| f64::from(fraction(index, dimension)) / 4_294_967_296.0);
            assert_eq!(found, expected, "point {n}");
        }
    }

    #[test]
    fn every_elementary_interval_holds_its_share_of_points_scrambled_or_not() {
        // A (0, m, 2)-net in base 2: of 256 points, each box of area 1/256 in the first two dimensions holds one.
        for (width, height) in [(256, 1), (16, 16), (1, 256), (64, 4)] {
            let mut counts = vec![0; 256];
            for index in 0..256 {
                let x = coordinate(index, 0, 0x1234_5678) * f64::from(width);
                let y = coordinate(index, 1, 0x9abc_def0) * f64::from(height);
                counts[x as usize * height as usize + y as usize] += 1;
            }
            assert!(counts.iter().all(|count| *count == 1), "{width} by {height}");
        }
    }

    #[test]
    fn every_dimension_is_stratified() {
        for dimension in 0..DIMENSIONS {
            let mut seen = vec![false; 1024];
            for index in 0..1024 {
                seen[(coordinate(index, dimension, dimension as u32) * 1024.0) as usize] = true;
            }
            assert!(seen.iter().all(|seen| *seen), "dimension {dimension}");
        }
    }
}
