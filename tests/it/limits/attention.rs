use super::last;
use crate::support::small::{close, near, still};

#[test]
fn attention_ends_at_need_and_a_movement_where_growth_and_fatigue_balance() {
    // Q* = N(base + (1 − base)M), N = 0.8. Without wins F* = (fatigue_growth/recovery)M = 0.5 M, and growth Q(1 − M) =
    // fatigue + F: with base = 1, 1.0 · 0.8(1 − M) = 0.3 + 0.5 M, so M* = 0.5/1.3.
    let month = last(still(
        "[scenario]
        months = 2000
        [crisis]
        violence = 0.8
        [attention]
        rate = 0.3
        [movements.m]
        mobilisation = 0.1
        growth = 1.0
        fatigue = 0.3
        fatigue_growth = 0.01
        recovery = 0.02",
    ));
    close(month.value("attention"), 0.8);
    near(month.mobilisation("m"), 0.5 / 1.3, 1e-10);
    near(month.fatigue("m"), 0.25 / 1.3, 1e-10);
}

#[test]
fn a_movement_that_does_not_tire_overshoots_only_if_fatigue_grows() {
    let peak = |fatigue_growth: f64| {
        let months = still(&format!(
            "[scenario]
            months = 400
            [movements.m]
            mobilisation = 0.05
            growth = 0.5
            fatigue = 0.1
            fatigue_growth = {fatigue_growth}
            recovery = 0.02"
        ));
        let most = months.iter().map(|month| month.mobilisation("m")).fold(0.0, f64::max);
        (most, last(months).mobilisation("m"))
    };
    // Without growing fatigue it ends at 1 − 0.1/0.5, from below.
    let (most, end) = peak(0.0);
    close(end, 0.8);
    assert!(most <= 0.8 + 1e-12);
    // With it, (0.5 − 0.1)/(0.5 + 1.0) under constant harm, after a much higher peak: Downs' cycle.
    let (most, end) = peak(0.02);
    near(end, 0.4 / 1.5, 1e-3);
    assert!(most > 2.0 * end, "{most} against {end}");
}
