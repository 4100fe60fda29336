//! ChaCha8, one replicate in every lane.
//!
//! It is the generator of `rand_chacha`, of which a block of one month is one call: the key is a stream's, the counter
//! the month, the nonce the replicate. Source: Bernstein (2008), ChaCha, a variant of Salsa20; with 8 rounds.

use super::vector::{MOST_LANES, Vector};
use super::{Lanes, Luck};

/// Words of 64 bits of a month's block that decide something.
pub const SLOTS: usize = 3;

/// Bytes of a block: one per month.
pub(super) const BLOCK_BYTES: usize = 64;

/// What stands at the head of every block: "expand 32-byte k".
const HEAD: [u32; 4] = [0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574];

/// A uniform in (0, 1) from a word of 64 bits; never 0 or 1.
#[inline]
pub fn uniform(word: u64) -> f64 {
    ((word >> 12) as f64 + 0.5) * (1.0 / (1u64 << 52) as f64)
}

/// A key as the eight words it is.
fn words_of(key: &[u8; 32]) -> [u32; 8] {
    let mut words = [0; 8];
    for (word, bytes) in words.iter_mut().zip(key.as_chunks::<4>().0) {
        *word = u32::from_le_bytes(*bytes);
    }
    words
}

/// The luck of a stream in several replicates.
#[derive(Clone, Copy, Debug)]
pub struct InLanes<T: Vector> {
    key: [u32; 8],
    replicates: [T::Words; 2],
}

impl<T: Vector> Luck<Lanes<T>> for InLanes<T> {
    fn of(key: &[u8; 32], first: u64) -> Self {
        Self {
            key: words_of(key),
            replicates: replicates::<T>(std::array::from_fn(|lane| first.wrapping_add(lane as u64))),
        }
    }

    #[inline(always)]
    fn draw(&mut self, month: usize) -> [Lanes<T>; SLOTS] {
        let mut key = [T::words(0); 8];
        for (words, word) in key.iter_mut().zip(self.key) {
            *words = T::words(word);
        }
        uniforms::<T>(key, T::words(month as u32), self.replicates)
    }

    #[inline(always)]
    fn sought<'k>(key: &dyn Fn(usize) -> Option<&'k [u8; 32]>, replicate: u64, month: usize) -> Lanes<T> {
        let mut words = [[0; MOST_LANES]; 8];
        for lane in 0..T::LANES {
            let key = words_of(key(lane).unwrap_or(&[0; 32]));
            for (words, word) in words.iter_mut().zip(key) {
                words[lane] = word;
            }
        }
        let mut key = [T::words(0); 8];
        for (own, words) in key.iter_mut().zip(words) {
            *own = T::words_of(words);
        }
        let [uniform, ..] = uniforms::<T>(key, T::words(month as u32), replicates::<T>([replicate; MOST_LANES]));
        uniform
    }
}

/// The low and high words of some replicates.
#[inline(always)]
fn replicates<T: Vector>(of: [u64; MOST_LANES]) -> [T::Words; 2] {
    [T::words_of(of.map(|replicate| replicate as u32)), T::words_of(of.map(|replicate| (replicate >> 32) as u32))]
}

/// The uniforms at the head of a block in every lane, where each has a key, a counter and a nonce of its own.
#[inline(always)]
fn uniforms<T: Vector>(key: [T::Words; 8], counter: T::Words, nonce: [T::Words; 2]) -> [Lanes<T>; SLOTS] {
    let mut start = [T::words(0); 16];
    for (words, head) in start.iter_mut().zip(HEAD) {
        *words = T::words(head);
    }
    start[4..12].copy_from_slice(&key);
    start[12] = counter;
    start[14..].copy_from_slice(&nonce);
    let mut block = start;
    for _ in 0..4 {
        for [a, b, c, d] in [[0, 4, 8, 12], [1, 5, 9, 13], [2, 6, 10, 14], [3, 7, 11, 15]] {
            quarter_round::<T>(&mut block, a, b, c, d);
        }
        for [a, b, c, d] in [[0, 5, 10, 15], [1, 6, 11, 12], [2, 7, 8, 13], [3, 4, 9, 14]] {
            quarter_round::<T>(&mut block, a, b, c, d);
        }
    }
    let mut uniforms = [Lanes::<T>::from(0.0); SLOTS];
    for (slot, uniform) in uniforms.iter_mut().enumerate() {
        let (low, high) = (2 * slot, 2 * slot + 1);
        let low = T::sum_words(block[low], start[low]);
        *uniform = Lanes(T::uniform(low, T::sum_words(block[high], start[high])));
    }
    uniforms
}

#[inline(always)]
fn quarter_round<T: Vector>(block: &mut [T::Words; 16], a: usize, b: usize, c: usize, d: usize) {
    block[a] = T::sum_words(block[a], block[b]);
    block[d] = T::rotate::<16, 16>(T::xor_words(block[d], block[a]));
    block[c] = T::sum_words(block[c], block[d]);
    block[b] = T::rotate::<12, 20>(T::xor_words(block[b], block[c]));
    block[a] = T::sum_words(block[a], block[b]);
    block[d] = T::rotate::<8, 24>(T::xor_words(block[d], block[a]));
    block[c] = T::sum_words(block[c], block[d]);
    block[b] = T::rotate::<7, 25>(T::xor_words(block[b], block[c]));
}
