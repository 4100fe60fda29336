use crate::support::small::{close, end, near};

/// Efforts in two instruments of one budget that a values at `one` and `two`, as shares of its readiness.
fn shares(sharpness: f64, one: f64, two: f64) -> [f64; 2] {
    let month = end(&format!(
        "[attention]
        fixed_demand = 0.5
        [choice]
        sharpness = {sharpness}
        [instruments]
        one = {{ budget = 'p', requirement = 1.0 }}
        two = {{ budget = 'p', requirement = 1.0 }}
        [states.a]
        reservations = {{ one = {}, two = {} }}",
        -one, -two
    ));
    ["one", "two"].map(|instrument| month.effort("a", instrument) / month.readiness("a"))
}

#[test]
fn without_sharpness_a_budget_is_shared_equally_with_doing_nothing() {
    for share in shares(0.0, 0.9, -0.4) {
        close(share, 1.0 / 3.0);
    }
}

#[test]
fn with_great_sharpness_the_best_takes_all_if_it_is_better_than_nothing() {
    for (one, two, expected) in [
        (0.9, 0.4, [1.0, 0.0]),
        (0.4, 0.9, [0.0, 1.0]),
        (0.5, 0.5, [0.5, 0.5]),
        (-0.1, -0.2, [0.0, 0.0]),
        (0.0, -0.9, [0.5, 0.0]),
    ] {
        for (found, expected) in shares(700.0, one, two).into_iter().zip(expected) {
            near(found, expected, 1e-12);
        }
    }
}

#[test]
fn utilities_that_are_far_below_nothing_do_not_overflow() {
    for share in shares(700.0, -1e6, -1e12) {
        close(share, 0.0);
    }
}

#[test]
fn who_answers_to_its_nationals_alone_and_shelters_its_soldiers_sends_none() {
    for demand in [0.1, 0.5, 1.0] {
        let month = end(&format!(
            "[attention]
            fixed_demand = {demand}
            [choice]
            shelter = 1.0
            [instruments]
            force = {{ budget = 'p', protection = 0.5, requirement = 1.0 }}
            aid = {{ budget = 'q', requirement = 1.0 }}"
        ));
        assert!(month.effort("a", "aid") > 0.02);
        close(month.effort("a", "force"), 0.0);
    }
}

#[test]
fn where_violence_is_wholly_kept_off_exposure_adds_no_risk() {
    let utility = |exposure: f64, deployed: f64| {
        end(&format!(
            "[attention]
            fixed_demand = 0.5
            [choice]
            sharpness = 1.0
            burden = 1.0
            exposure = {exposure}
            [instruments]
            shield = {{ budget = 'p', protection = 1.0, requirement = 1.0, initial = {{ deployed = {deployed} }} }}
            act = {{ budget = 'q', risk = 0.5, requirement = 1.0 }}
            [states.a]
            overstretch = 0.25"
        ))
        .utility("a", "act", 1.0)
    };
    close(utility(10.0, 1.0), -0.125);
    close(utility(10.0, 0.5), -0.125 - 10.0 * 0.5 * 0.5);
}
