//! What holds of estimators whatever they are given: examples that are worked out by hand, and changes that must change nothing.

use intsoc::statistics::paired::Paired;
use intsoc::statistics::resampling::{Draws, Estimate};
use intsoc::statistics::variance_based::variance_based;

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
