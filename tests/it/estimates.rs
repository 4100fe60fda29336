//! What holds of estimators whatever they are given: examples that are worked out by hand, and changes that must change nothing.

use intsoc::statistics::discovery::{Discovery, Search};
use intsoc::statistics::first_order::Binned;
use intsoc::statistics::paired::Paired;
use intsoc::statistics::prim::Count;
use intsoc::statistics::resampling::{Draws, Estimate};
use intsoc::statistics::simulation_based::{Calibration, THINNED};
use intsoc::statistics::typical::{least, typical};
use intsoc::statistics::variance_based::variance_based;
use intsoc::statistics::weighted::Ordered;

#[test]
fn indices_do_not_depend_on_what_all_values_have_in_common() {
    // Rows of eight: A and B, and each of three factors from the other, both ways.
    let mut draws = Draws::new(4);
    let values: Vec<f64> = (0..8 * 200).map(|_| draws.normal()).collect();
    let shifted: Vec<f64> = values.iter().map(|value| value + 1000.0).collect();
    let found = |values: &[f64]| variance_based(values, 3, true, 1).expect("it varies");
    let (here, there) = (found(&values), found(&shifted));
    let near = |one: Estimate, two: Estimate| {
        [(one.value, two.value), (one.low, two.low), (one.high, two.high)]
            .iter()
            .all(|(one, two)| (one - two).abs() < 1e-6)
    };
    for (one, two) in [(&here.first, &there.first), (&here.total, &there.total)] {
        assert!(one.iter().zip(two).all(|(one, two)| near(*one, *two)), "{one:?} {two:?}");
    }
    assert!(here.second.iter().zip(&there.second).all(|(one, two)| near(one.2, two.2)));
}

#[test]
fn indices_of_two_rows_are_those_worked_out_by_hand() {
    // A, A with the factor from B, B: 1, 3, 2 and 4, 1, 6, of which the mean is 17/6 and the variance of A and B 14.75/4.
    let found = variance_based(&[1.0, 3.0, 2.0, 4.0, 1.0, 6.0], 1, false, 1).expect("it varies");
    let (mean, variance) = (17.0 / 6.0, 14.75 / 4.0);
    let first = ((3.0 - 1.0) * (2.0 - mean) + (1.0 - 4.0) * (6.0 - mean)) / 2.0 / variance;
    let total = (4.0 + 9.0) / 4.0 / variance;
    assert!((found.first[0].value - first).abs() < 1e-12, "{:?} {first}", found.first);
    assert!((found.total[0].value - total).abs() < 1e-12, "{:?} {total}", found.total);
}

#[test]
fn twins_of_which_one_never_varies_have_no_correlation() {
    let mut pairs = Paired::default();
    [(1.0, 2.0), (1.0, 3.0), (1.0, 5.0)].into_iter().for_each(|(base, other)| pairs.push(base, other));
    assert_eq!(pairs.correlation(), None);
}

/// Intervals are those of R's `binom.test`.
#[test]
fn shares_of_a_box_are_those_of_its_counts_inside_and_outside() {
    let [inside, outside] = [(20, 15), (80, 5)].map(|(points, of_interest)| Count { points, of_interest });
    let found = Discovery { limits: vec![], stability: vec![], inside, outside };
    let is = |found: Option<(f64, (f64, f64))>, expected: [f64; 3]| {
        let (share, (low, high)) = found.expect("there are points");
        let near = [share, low, high].iter().zip(expected).all(|(one, other)| (one - other).abs() < 1e-9);
        assert!(near, "{share} ({low} to {high}) and {expected:?}");
    };
    is(found.density(), [0.75, 0.508_954_128_292, 0.913_428_530_899]);
    is(found.coverage(), [0.75, 0.508_954_128_292, 0.913_428_530_899]);
    is(found.density_outside(), [0.0625, 0.020_603_072_302, 0.139_857_075_298]);
}

#[test]
fn a_direction_takes_four_values() {
    let places: Vec<Vec<f64>> = [0.1, 0.3, 0.5, 0.7].map(|place| vec![place]).into();
    let binned = Binned::of(&places, 1);
    assert!(binned.directions(&[1.0, 2.0, 4.0, f64::NAN])[0].value.is_nan());
    assert!((binned.directions(&[1.0, 2.0, 4.0, 3.0])[0].value - 0.8).abs() < 1e-12);
}

/// The second is off by little in what varies much, the first by much in what varies little.
#[test]
fn a_typical_history_is_near_the_median_in_units_of_each_outcome_s_spread() {
    let varied = [0.0, 8.0, -8.0, 20.0, -20.0];
    let steady = [0.02, 0.0, 0.021, -0.021, -0.02];
    assert_eq!(typical(&[varied.to_vec(), steady.to_vec()]), Some(1));
}

#[test]
fn values_none_of_which_is_finite_have_no_mean() {
    let of = |values: &[f64]| Ordered::of(values.iter().map(|value| (*value, 1.0))).mean();
    assert_eq!((of(&[f64::INFINITY]), of(&[f64::INFINITY, 3.0])), (None, Some(3.0)));
}

#[test]
fn the_least_of_several_is_the_first_of_the_smallest() {
    assert_eq!((least(&[3.0, 2.0, 1.0, 1.0]), least(&[]), least(&[5.0])), (Some(2), None, Some(0)));
}

/// Indices of columns in another order vary about zero.
#[test]
fn indices_of_nothing_are_many_and_about_zero() {
    let mut draws = Draws::new(3);
    let values: Vec<f64> = (0..4 * 200).map(|_| draws.normal()).collect();
    let dummies = variance_based(&values, 2, false, 1).expect("it varies").dummies;
    let count = dummies.len() as f64;
    let mean = dummies.iter().sum::<f64>() / count;
    let sd = (dummies.iter().map(|dummy| (dummy - mean) * (dummy - mean)).sum::<f64>() / count).sqrt();
    assert!(count >= 40.0 && mean.abs() < 0.1 && sd > 0.02 && sd < 0.3, "{count} {mean} {sd}");
}

#[test]
fn what_is_kept_at_the_truth_itself_is_not_below_it() {
    // Nine of nineteen are below: every rank is 9, and none is in the outermost fifth.
    let kept = [vec![vec![0.1]; 9], vec![vec![0.5]; THINNED - 9]].concat();
    let found = Calibration::of(4, |_| (vec![0.5], kept.clone()), &mut Draws::new(1)).expect("all is kept");
    assert_eq!((found.overall.outer, found.learned, found.informed), (0.0, vec![0.0], vec![false]));
}

#[test]
fn a_box_that_ends_on_both_sides_of_a_factor_has_a_limit_for_each() {
    let mut draws = Draws::new(4);
    let points: Vec<[f64; 3]> = (0..1000).map(|_| [draws.uniform(), draws.uniform(), draws.uniform()]).collect();
    let fails = points.iter().map(|point| draws.uniform() < if (0.3..0.6).contains(&point[1]) { 0.8 } else { 0.05 });
    let fails: Vec<bool> = fails.collect();
    let search = Search { resamples: 20, ..Search::default() };
    let found = Discovery::of(&points, &fails, &[1, 0, 2], &search).expect("they are dense there");
    let sides: Vec<_> =
        found.limits.iter().map(|limit| (limit.factor, limit.low.is_some(), limit.high.is_some())).collect();
    assert!(
        sides == [(1, true, false), (1, false, true)] || sides == [(1, false, true), (1, true, false)],
        "{sides:?}"
    );
}
