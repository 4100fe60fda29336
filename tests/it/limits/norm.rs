use super::last;
use crate::support::small::{Month, close, still};

fn learners(months: usize, anchoring: f64, states: &str) -> Month {
    last(still(&format!(
        "[scenario]
        months = {months}
        [norm]
        socialisation = 0.2
        anchoring = {anchoring}
        [societies]
        world = {{ thickness = 0.5 }}
        east = {{ thickness = 1.0 }}
        [states]
        {states}"
    )))
}

#[test]
fn two_who_learn_from_each_other_and_stay_anchored_end_a_third_apart() {
    // s* = λWs* + (1 − λ)s⁰ with λ = 0.2 · 0.5/(0.2 · 0.5 + 0.1) = 1/2 and W the swap: (0, 1) → (1/3, 2/3); the
    // components do not touch each other: (1, 0) → (2/3, 1/3).
    let month = learners(
        400,
        0.1,
        "a = { solidarism = { intervention = 0.0, accountability = 1.0 }, societies = ['world'] }
        b = { solidarism = { intervention = 1.0, accountability = 0.0 }, constituencies = { nationals = 1.0 }, societies = ['world'] }",
    );
    close(month.solidarism("a")[0], 1.0 / 3.0);
    close(month.solidarism("b")[0], 2.0 / 3.0);
    close(month.solidarism("a")[1], 2.0 / 3.0);
    close(month.solidarism("b")[1], 1.0 / 3.0);
}

#[test]
fn three_anchored_learners_end_where_the_matrix_says() {
    // All are in `world` (0.5), a and b in `east` (1.0) too: w_ab ∝ 0.5/2 + 1 = 1.25, w_ac ∝ 0.25, so 5/6 and 1/6; c looks
    // at both alike. tie is min(1, 1.5) for a and b, 0.5 for c: with anchoring 0.1, λ = 0.2/0.3 = 2/3 and 0.1/0.2 = 1/2.
    let month = learners(
        600,
        0.1,
        "a = { solidarism = 0.1, societies = ['world', 'east'] }
        b = { solidarism = 0.4, constituencies = { nationals = 1.0 }, societies = ['world', 'east'] }
        c = { solidarism = 0.9, constituencies = { nationals = 1.0 }, societies = ['world'] }",
    );
    let [a, b, c] = ["a", "b", "c"].map(|state| month.solidarism(state)[0]);
    // (I − ΛW)s = (I − Λ)s⁰, row by row.
    close(a - 2.0 / 3.0 * (5.0 * b + c) / 6.0, 0.1 / 3.0);
    close(b - 2.0 / 3.0 * (5.0 * a + c) / 6.0, 0.4 / 3.0);
    close(c - 0.5 * (a + b) / 2.0, 0.45);
}

#[test]
fn without_an_anchor_learners_agree() {
    // DeGroot: equal weights both ways, so they meet in the middle.
    let month = learners(
        400,
        0.0,
        "a = { solidarism = 0.0, societies = ['world'] }
        b = { solidarism = 1.0, constituencies = { nationals = 1.0 }, societies = ['world'] }",
    );
    close(month.solidarism("a")[0], 0.5);
    close(month.solidarism("b")[0], 0.5);
}

#[test]
fn who_shares_no_society_learns_nothing() {
    let month = learners(
        100,
        0.0,
        "a = { solidarism = 0.1, societies = ['world'] }
        b = { solidarism = 0.9, constituencies = { nationals = 1.0 }, societies = ['east'] }
        c = { solidarism = 0.5, constituencies = { nationals = 1.0 }, societies = ['east'] }",
    );
    close(month.solidarism("a")[0], 0.1);
    close(month.solidarism("b")[0], 0.7);
    close(month.solidarism("c")[0], 0.7);
}

#[test]
fn words_end_where_what_states_hold_balances_their_wearing_off() {
    // 0.1(s̄ − W) = 0.2 W² with Y = 0, s̄ = 0.75: 2W² + W − 0.75 = 0, W* = (−1 + √7)/4.
    let month = last(still(
        "[scenario]
        months = 500
        [norm]
        words = 0.9
        rate = 0.1
        erosion = 0.2
        [states.a]
        solidarism = 0.75",
    ));
    close(month.value("norm_words"), (7.0_f64.sqrt() - 1.0) / 4.0);
}

#[test]
fn practice_ends_where_protection_balances_its_wearing_down() {
    // rate(G − Y) = wear · X · Y with G = 0.4, X = 0.9 · 0.6: Y* = 0.1 · 0.4/(0.1 + wear · 0.54).
    for wear in [0.0, 0.05, 0.5] {
        let month = still(&format!(
            "[scenario]
            months = 600
            [crisis]
            violence = 0.9
            [norm]
            deeds = 0.9
            rate = 0.1
            wear = {wear}
            [instruments]
            shield = {{ budget = 'p', protection = 0.5, requirement = 1.0, capacity = 0.8, initial = {{ deployed = 0.8 }} }}"
        ))
        .pop()
        .expect("a run has a month");
        close(month.value("norm_deeds"), 0.04 / (0.1 + wear * 0.54));
    }
}
