//! What is promised of every kind of numbers, held against plain `f64`s and the generator of `rand_chacha`.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::vector::{MOST_LANES, ROUNDER, Vector};
use super::*;

/// Numbers at which operations differ if they differ anywhere.
const SPECIAL: [f64; 26] = [
    0.0,
    -0.0,
    f64::from_bits(1),
    -f64::from_bits(1),
    f64::MIN_POSITIVE / 2.0,
    f64::MIN_POSITIVE,
    -f64::MIN_POSITIVE,
    0.5,
    -0.5,
    1.5,
    2.5,
    1.0 - f64::EPSILON / 2.0,
    1.0,
    -1.0,
    1.0 + f64::EPSILON,
    std::f64::consts::FRAC_1_SQRT_2,
    std::f64::consts::PI,
    -1e-300,
    1e300,
    ROUNDER,
    9_007_199_254_740_993.0,
    f64::MAX,
    f64::MIN,
    f64::INFINITY,
    f64::NEG_INFINITY,
    f64::NAN,
];

/// Words of any bits, the same in every test.
fn words() -> impl Iterator<Item = u64> {
    let mut luck = ChaCha8Rng::from_seed(*b"any bits, and always the same...");
    std::iter::repeat_with(move || luck.next_u64())
}

/// Every pair of special numbers, and pairs of any bits: NaNs, infinities and denormals among them.
fn pairs() -> Vec<(f64, f64)> {
    let special = SPECIAL.iter().flat_map(|one| SPECIAL.map(|two| (*one, two)));
    let (ones, twos) = (words().step_by(2).map(f64::from_bits), words().skip(1).step_by(2).map(f64::from_bits));
    let any: Vec<(f64, f64)> = ones.zip(twos).take(4_000).collect();
    // Of the same size, or a sum of any bits is only ever the greater of the two.
    let near = any.iter().map(|(one, two)| (one.to_bits() >> 12, two.to_bits() >> 12)).collect::<Vec<_>>();
    let near = near
        .into_iter()
        .map(|(one, two)| (one as f64 / (1u64 << 52) as f64 - 0.5, two as f64 / (1u64 << 52) as f64 - 0.5));
    special.chain(any.iter().copied()).chain(near).collect()
}

/// The same bits. Which of its many bits no number has, nobody promises.
fn same(one: f64, two: f64) -> bool {
    one.to_bits() == two.to_bits() || one.is_nan() && two.is_nan()
}

/// Numbers in lanes, group after group; the last is filled up with 1.
fn in_groups<V: Real>(numbers: impl IntoIterator<Item = f64>) -> Vec<V> {
    let numbers: Vec<f64> = numbers.into_iter().collect();
    let group = |group: &[f64]| {
        let mut lanes = V::from(1.0);
        group.iter().enumerate().for_each(|(lane, number)| lanes.put(lane, *number));
        lanes
    };
    numbers.chunks(V::LANES).map(group).collect()
}

/// Does something with numbers of every kind that the processor has, where their registers may be used.
fn in_every_kind(check: impl Check + Copy) {
    struct Enter<C>(C);
    impl<C: Check> Task for Enter<C> {
        type Output = ();
        fn with<V: Real>(self) {
            V::enter(self);
        }
    }
    impl<C: Check, V: Real> Work<V> for Enter<C> {
        type Output = ();
        fn run(self) {
            self.0.check::<V>();
        }
    }
    assert!(Kind::all().len() > 1, "there is something to hold against each other");
    Kind::all().into_iter().for_each(|kind| kind.with(Enter(check)));
}

/// What is to hold of numbers of a kind.
trait Check {
    fn check<V: Real>(self);
}

/// A test of what holds of every kind `V`.
macro_rules! of_every_kind {
    ($($(#[$note:meta])* fn $name:ident<$kind:ident>() $body:block)+) => {$(
        $(#[$note])*
        #[test]
        fn $name() {
            #[derive(Clone, Copy)]
            struct Holds;
            impl Check for Holds {
                fn check<$kind: Real>(self) $body
            }
            in_every_kind(Holds);
        }
    )+};
}

/// An operation on two numbers in lanes, and what it is to be in each.
type Pair<V> = (&'static str, fn(V, V) -> V, fn(f64, f64) -> f64);

fn operations<V: Real>() -> Vec<Pair<V>> {
    fn assigned<V>(mut one: V, two: V, assign: fn(&mut V, V)) -> V {
        assign(&mut one, two);
        one
    }
    vec![
        ("a + b", |a, b| a + b, |a, b| a + b),
        ("a - b", |a, b| a - b, |a, b| a - b),
        ("a * b", |a, b| a * b, |a, b| a * b),
        ("a / b", |a, b| a / b, |a, b| a / b),
        ("a += b", |a, b| assigned(a, b, |a, b| *a += b), |a, b| a + b),
        ("a -= b", |a, b| assigned(a, b, |a, b| *a -= b), |a, b| a - b),
        ("a *= b", |a, b| assigned(a, b, |a, b| *a *= b), |a, b| a * b),
        ("a /= b", |a, b| assigned(a, b, |a, b| *a /= b), |a, b| a / b),
        ("min", |a, b| a.min(b), |a, b| if a < b { a } else { b }),
        ("max", |a, b| a.max(b), |a, b| if a > b { a } else { b }),
        ("-a", |a, _| -a, |a, _| -a),
        ("abs", |a, _| a.abs(), |a, _| f64::from_bits(a.to_bits() & (u64::MAX >> 1))),
        ("sqrt", |a, _| a.sqrt(), |a, _| f64::sqrt(a)),
        ("map", |a, _| a.map(|a| a * 3.0), |a, _| a * 3.0),
        ("select below", |a, b| V::select(a.is_below(b), a, b), |a, b| if a < b { a } else { b }),
        ("select not below", |a, b| V::select(!a.is_below(b), a, b), |a, b| if a < b { b } else { a }),
        ("select all", |a, b| V::select(V::Flag::from(true), a, b), |a, _| a),
        ("select none", |a, b| V::select(V::Flag::from(false), a, b), |_, b| b),
        ("select default", |a, b| V::select(V::Flag::default(), a, b), |_, b| b),
    ]
}

/// An operation on a number in lanes and one for all, and what it is to be in each.
type WithOne<V> = (&'static str, fn(V, f64) -> V, fn(f64, f64) -> f64);

fn operations_with_one<V: Real>() -> Vec<WithOne<V>> {
    fn assigned<V>(mut one: V, two: f64, assign: fn(&mut V, f64)) -> V {
        assign(&mut one, two);
        one
    }
    vec![
        ("a + 1", |a, b| a + b, |a, b| a + b),
        ("a - 1", |a, b| a - b, |a, b| a - b),
        ("a * 1", |a, b| a * b, |a, b| a * b),
        ("a / 1", |a, b| a / b, |a, b| a / b),
        ("a *= 1", |a, b| assigned(a, b, |a, b| *a *= b), |a, b| a * b),
        ("a /= 1", |a, b| assigned(a, b, |a, b| *a /= b), |a, b| a / b),
        ("1 + a", |a, b| Given(b) + a, |a, b| b + a),
        ("1 - a", |a, b| Given(b) - a, |a, b| b - a),
        ("1 * a", |a, b| Given(b) * a, |a, b| b * a),
        ("1 / a", |a, b| Given(b) / a, |a, b| b / a),
        ("min 1", |a, b| a.min(b), |a, b| if a < b { a } else { b }),
        ("max 1", |a, b| a.max(b), |a, b| if a > b { a } else { b }),
        ("from", |_, b| V::from(b), |_, b| b),
        ("default", |_, _| V::default(), |_, _| 0.0),
        ("ONE", |a, _| ONE - a, |a, _| 1.0 - a),
    ]
}

/// A comparison in lanes, and what it is to be in each.
type Comparison<V> = (&'static str, fn(V, V) -> <V as Real>::Flag, fn(f64, f64) -> bool);

#[expect(clippy::float_cmp, reason = "exactly that is asked")]
fn comparisons<V: Real>() -> Vec<Comparison<V>> {
    vec![
        ("is_below", |a, b| a.is_below(b), |a, b| a < b),
        ("is_above", |a, b| a.is_above(b), |a, b| a > b),
        ("is_at_least", |a, b| a.is_at_least(b), |a, b| a >= b),
        ("is_at_most", |a, b| a.is_at_most(b), |a, b| a <= b),
        ("equals", |a, b| a.equals(b), |a, b| a == b),
        ("not", |a, b| !a.equals(b), |a, b| a != b),
        ("and", |a, b| a.is_at_least(b) & a.is_at_most(b), |a, b| a == b),
        ("or", |a, b| a.is_below(b) | a.is_above(b), |a, b| a != b && !a.is_nan() && !b.is_nan()),
    ]
}

of_every_kind! {
    fn every_operation_is_that_of_one_number_to_the_bit<V>() {
        let pairs = pairs();
        let (ones, twos) = (in_groups::<V>(pairs.iter().map(|pair| pair.0)), in_groups::<V>(pairs.iter().map(|pair| pair.1)));
        for (name, of_lanes, of_one) in operations::<V>() {
            let made: Vec<V> = ones.iter().zip(&twos).map(|(one, two)| of_lanes(*one, *two)).collect();
            for (place, (one, two)) in pairs.iter().enumerate() {
                let (is, is_to_be) = (made[place / V::LANES].lane(place % V::LANES), of_one(*one, *two));
                assert!(same(is, is_to_be), "{name} of {one:e} and {two:e} is {is_to_be:e}, not {is:e}");
            }
        }
    }

    fn every_operation_with_one_number_for_all_is_that_of_two_to_the_bit<V>() {
        let numbers: Vec<f64> = pairs().into_iter().map(|pair| pair.0).take(2_000).collect();
        for (name, of_lanes, of_one) in operations_with_one::<V>() {
            for two in SPECIAL {
                let made: Vec<V> = in_groups(numbers.iter().copied()).iter().map(|one| of_lanes(*one, two)).collect();
                for (place, one) in numbers.iter().enumerate() {
                    let (is, is_to_be) = (made[place / V::LANES].lane(place % V::LANES), of_one(*one, two));
                    assert!(same(is, is_to_be), "{name} of {one:e} and {two:e} is {is_to_be:e}, not {is:e}");
                }
            }
        }
    }

    fn every_comparison_is_that_of_one_number_in_every_lane<V>() {
        let pairs = pairs();
        let (ones, twos) = (in_groups::<V>(pairs.iter().map(|pair| pair.0)), in_groups::<V>(pairs.iter().map(|pair| pair.1)));
        for (name, of_lanes, of_one) in comparisons::<V>() {
            for ((one, two), pairs) in ones.iter().zip(&twos).zip(pairs.chunks(V::LANES)) {
                let flag = of_lanes(*one, *two);
                let holds: Vec<usize> = (0..V::LANES).filter(|lane| flag.in_lane(*lane)).collect();
                for (lane, (one, two)) in pairs.iter().enumerate() {
                    assert_eq!(holds.contains(&lane), of_one(*one, *two), "{name} of {one:e} and {two:e}");
                }
                assert_eq!(flag.any(), !holds.is_empty(), "{name}: {holds:?}");
                assert_eq!(flag.lanes().collect::<Vec<_>>(), holds, "{name}");
            }
        }
    }

    fn a_flag_is_up_in_the_lanes_in_which_it_was_put_up<V>() {
        for lane in 0..V::LANES {
            let only = V::Flag::only(lane);
            assert_eq!(only.lanes().collect::<Vec<_>>(), [lane]);
            assert!(!(only & !only).any() && (only | !only).lanes().count() == V::LANES);
            let chosen = V::select(only, 2.0, 3.0);
            for other in 0..V::LANES {
                assert_eq!(chosen.lane(other), if other == lane { 2.0 } else { 3.0 });
                assert_eq!((only & V::Flag::only(other)).any(), other == lane);
            }
        }
        assert_eq!(V::Flag::from(true).lanes().count(), V::LANES, "no lane more, and none less");
        assert_eq!((!V::Flag::from(false)).lanes().count(), V::LANES);
        assert!(!V::Flag::from(false).any() && !V::Flag::default().any() && !(!V::Flag::from(true)).any());
    }

    fn sums_and_products_go_from_the_first_to_the_last<V>() {
        let numbers: Vec<f64> = pairs().into_iter().map(|pair| pair.0).filter(|number| number.abs() < 1e30).collect();
        for length in [0, 1, 2, 3, 100] {
            // A group of as many numbers for each lane, so that any other order shows.
            let lists: Vec<&[f64]> = (0..V::LANES).map(|lane| &numbers[lane * 7..][..length]).collect();
            let list: Vec<V> = (0..length).flat_map(|at| in_groups::<V>(lists.iter().map(|list| list[at]))).collect();
            let (sum, product): (V, V) = (list.iter().copied().sum(), list.iter().copied().product());
            for (lane, own) in lists.iter().enumerate() {
                assert!(same(sum.lane(lane), own.iter().sum()), "the sum of {own:?}");
                assert!(same(product.lane(lane), own.iter().product()), "the product of {own:?}");
                assert!(V::in_lane(&list, lane).zip(*own).all(|(one, two)| same(one, *two)));
                assert_eq!(V::in_lane(&list, lane).count(), length);
            }
        }
    }

    fn what_is_put_into_a_lane_stands_there_alone<V>() {
        for lane in 0..V::LANES {
            let mut number = V::from(7.0);
            number.put(lane, -0.0);
            for other in 0..V::LANES {
                assert!(same(number.lane(other), if other == lane { -0.0 } else { 7.0 }));
            }
        }
    }

    fn a_power_of_two_is_exact_and_the_least_of_all_is_0<V>() {
        let exponents: Vec<i32> = (-1023..=1023).collect();
        let powers: Vec<V> = in_groups::<V>(exponents.iter().map(|exponent| ROUNDER + f64::from(*exponent)));
        for (place, exponent) in exponents.iter().enumerate() {
            let is = powers[place / V::LANES].power_of_two().lane(place % V::LANES);
            let is_to_be = if *exponent == -1023 { 0.0 } else { libm::ldexp(1.0, *exponent) };
            assert!(same(is, is_to_be), "2^{exponent} is not {is:e}");
        }
    }

    fn a_normal_number_is_a_power_of_two_times_something_near_one<V>() {
        let given = SPECIAL.into_iter().chain(words().take(8_000).map(f64::from_bits)).map(f64::abs);
        // Beside the bounds of the mantissa, too.
        let beside = (-1022..1023).flat_map(|exponent| {
            let root = f64::from_bits(0x3fe6_a09e << 32);
            [root, root.next_down(), root.next_up(), 1.0].map(|mantissa| libm::ldexp(mantissa, exponent))
        });
        let numbers: Vec<f64> = given.chain(beside).filter(|number| number.is_normal()).collect();
        assert!(numbers.len() > 12_000);
        for (number, group) in numbers.chunks(V::LANES).zip(in_groups::<V>(numbers.iter().copied())) {
            let (exponents, mantissas) = group.parts();
            for (lane, number) in number.iter().enumerate() {
                let (exponent, mantissa) = (exponents.lane(lane), mantissas.lane(lane));
                assert!((0.707..1.415).contains(&mantissa) && exponent == exponent.trunc(), "{number:e}");
                assert!(same(libm::ldexp(mantissa, exponent as i32), *number), "{number:e} is not 2^{exponent}·{mantissa}");
                let (of_one, its) = number.parts();
                assert!(same(exponent, of_one) && same(mantissa, its), "{number:e} has the same parts in every kind");
            }
        }
    }

    fn the_luck_of_a_stream_is_that_of_the_generator_in_every_lane<V>() {
        for first in FIRST {
            let mut luck = V::Luck::of(&KEYS[0], first);
            for month in 0..=300 {
                let drawn = luck.draw(month);
                for lane in 0..V::LANES {
                    let expected = generated(&KEYS[0], first.wrapping_add(lane as u64), month);
                    let drawn = drawn.map(|slot| slot.lane(lane));
                    assert_eq!(drawn.map(f64::to_bits), expected.map(f64::to_bits), "{first} in lane {lane}, month {month}");
                }
            }
        }
    }

    fn luck_that_is_sought_is_that_of_the_generator_under_the_key_of_each_lane<V>() {
        for replicate in FIRST {
            for month in [0, 1, 2, 70, 299, 300] {
                for keys in 1..=V::LANES {
                    let sought = V::Luck::sought(&|lane| KEYS[..keys].get(lane), replicate, month);
                    for (lane, key) in KEYS[..keys].iter().enumerate() {
                        let [expected, ..] = generated(key, replicate, month);
                        assert!(same(sought.lane(lane), expected), "{replicate} under key {lane} in month {month}");
                    }
                }
            }
        }
    }
}

/// Replicates at which a half of the nonce runs over.
const FIRST: [u64; 7] =
    [0, 1, u32::MAX as u64 - 3, u32::MAX as u64 + 1, 0x0123_4567_89ab_cdef, u64::MAX - 7, u64::MAX - 3];

const KEYS: [[u8; 32]; MOST_LANES] = {
    let mut keys = [[0; 32]; MOST_LANES];
    let mut at = 0;
    while at < 32 * MOST_LANES {
        keys[at / 32][at % 32] = (at * at + 3 * at / 2 + 17) as u8;
        at += 1;
    }
    keys
};

/// What the generator of `rand_chacha` gives, with the month as its block and the replicate as its stream.
fn generated(key: &[u8; 32], replicate: u64, month: usize) -> [f64; SLOTS] {
    let mut luck = ChaCha8Rng::from_seed(*key);
    luck.set_stream(replicate);
    luck.set_word_pos(16 * month as u128);
    std::array::from_fn(|_| uniform(luck.next_u64()))
}

/// Uniforms of words that no key is known to give.
fn uniforms_of_any_words<T: Vector>() {
    struct Uniforms([u32; MOST_LANES], [u32; MOST_LANES]);
    impl<T: Vector> Work<Lanes<T>> for Uniforms {
        type Output = Lanes<T>;
        fn run(self) -> Lanes<T> {
            Lanes(T::uniform(T::words_of(self.0), T::words_of(self.1)))
        }
    }
    let edges = [0, 0xfff, 0x1000, u64::MAX, u64::MAX - 0xfff, u64::MAX << 32, u64::MAX >> 32, 1 << 63];
    let words: Vec<u64> = edges.into_iter().chain(words().take(8_000)).collect();
    for words in words.as_chunks::<MOST_LANES>().0 {
        let uniforms = T::enter(Uniforms(words.map(|word| word as u32), words.map(|word| (word >> 32) as u32)));
        for (lane, word) in words.iter().enumerate().take(T::LANES) {
            let is = uniforms.lane(lane);
            assert!(is > 0.0 && is < 1.0 && same(is, uniform(*word)), "{word:x}: {is:e}");
        }
    }
}

#[test]
fn no_uniform_is_0_or_1_whatever_the_word() {
    uniforms_of_any_words::<portable::Portable>();
    #[cfg(target_arch = "x86_64")]
    for kind in Kind::all() {
        match kind.name() {
            "avx2" => uniforms_of_any_words::<avx2::Avx2>(),
            "avx512" => uniforms_of_any_words::<avx512::Avx512>(),
            _ => {}
        }
    }
}

#[test]
fn every_kind_is_known_by_its_name_and_no_other_name_is() {
    let all = Kind::all();
    assert_eq!(all[0], Kind::ONE);
    for (place, kind) in all.iter().enumerate() {
        assert_eq!(kind.name().parse(), Ok(*kind));
        assert!(!all[..place].contains(kind) && kind.lanes() >= all[place.saturating_sub(1)].lanes(), "{all:?}");
        assert!(kind.lanes() <= MOST_LANES);
    }
    for name in ["", "AVX2", "avx2 ", "avx1024", "nonsense"] {
        let error = name.parse::<Kind>().expect_err(name);
        assert!(all.iter().all(|kind| error.contains(kind.name())), "{error}");
    }
}
