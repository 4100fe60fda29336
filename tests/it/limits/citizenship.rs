use super::last;
use crate::support::small::{Month, close, still};

/// Three equal states, each the others' peer; demand held at 0.3, no noise, no chance.
fn peers(months: usize, weights: [f64; 3], violence: f64, inertia: f64) -> Vec<Month> {
    let [c, p, h] = weights;
    let state = format!(
        "{{ capability = 1.0, constituencies = {{ nationals = {c}, society = {p}, humanity = {h} }}, solidarism = {{ intervention = 0.7, accountability = 0.5 }}, overstretch = 0.25, societies = ['world'] }}"
    );
    still(&format!(
        "[scenario]
        months = {months}
        [crisis]
        violence = {violence}
        [attention]
        fixed_demand = 0.3
        [citizenship]
        inertia = {inertia}
        commitment = 6.0
        word_effect = 0.7
        word_cost = 0.4
        [societies.world]
        thickness = 0.5
        [instruments]
        act = {{ budget = 'p', visibility = 1.0, requirement = 1.0 }}
        [states]
        a = {state}
        b = {state}
        c = {state}"
    ))
}

/// φ = π/A: at sharpness 0 half of what a state is ready for is done, and all of that is seen.
fn seen_per_aspiration(c: f64) -> f64 {
    let cost = 1.0 + 0.25 * c;
    let delta = 1.0 / 6.0 + 1.0 / cost + 0.49 / 0.4;
    0.5 / (cost * delta) + 0.49 / (0.4 * delta)
}

#[test]
fn equal_peers_end_at_the_good_enough_aspiration() {
    // A* = (c d + h s̄ N)/(1 − p φ)
    for (weights, need) in [([0.3, 0.6, 0.1], 0.9), ([0.5, 0.2, 0.3], 0.4), ([0.05, 0.9, 0.05], 1.0)] {
        let [c, p, h] = weights;
        let expected = (c * 0.3 + h * 0.6 * need) / (1.0 - p * seen_per_aspiration(c));
        let month = last(peers(400, weights, need, 0.2));
        for state in ["a", "b", "c"] {
            close(month.aspiration(state), expected);
            close(month.performance(state), expected * seen_per_aspiration(c));
        }
    }
}

#[test]
fn without_humanity_effort_does_not_depend_on_need() {
    let efforts: Vec<f64> = [0.05, 0.5, 1.0]
        .map(|need| last(peers(200, [0.4, 0.6, 0.0], need, 0.2)).effort("a", "act"))
        .into_iter()
        .collect();
    assert!(efforts[0] > 0.01);
    assert!(efforts.iter().all(|effort| effort.to_bits() == efforts[0].to_bits()), "{efforts:?}");
    // With humanity it does, by h s̄/(1 − p φ) of the need.
    let [low, high] = [0.25, 0.75].map(|need| last(peers(400, [0.4, 0.5, 0.1], need, 0.2)).aspiration("a"));
    close(high - low, 0.5 * 0.1 * 0.6 / (1.0 - 0.5 * seen_per_aspiration(0.4)));
}

#[test]
fn who_looks_at_peers_alone_does_nothing_whatever_the_need() {
    let month = last(peers(50, [0.0, 1.0, 0.0], 1.0, 0.5));
    close(month.aspiration("a"), 0.0);
}

#[test]
fn the_more_peers_count_the_slower_the_response() {
    // A' − A* = (1 − inertia(1 − p φ))(A − A*) once peers are seen: the factor grows with p.
    for weights in [[0.8, 0.1, 0.1], [0.3, 0.6, 0.1], [0.1, 0.8, 0.1]] {
        let [c, p, h] = weights;
        let months = peers(20, weights, 0.9, 0.2);
        let end = (c * 0.3 + h * 0.6 * 0.9) / (1.0 - p * seen_per_aspiration(c));
        let factor = 1.0 - 0.2 * (1.0 - p * seen_per_aspiration(c));
        for pair in months.windows(2) {
            close(pair[1].aspiration("a") - end, factor * (pair[0].aspiration("a") - end));
        }
    }
}

#[test]
fn equal_peers_end_at_routine_where_it_asks_more_than_what_is_good_enough() {
    // max(routine · s̄, (c d + h s̄ N)/(1 − pφ)), with c = 0.3, p = 0.6, h = 0.1, d = 0.2, s̄ = 0.6, N = 1, and φ the half of
    // x/A = 1/(1 · (1 + 1)), all of which is seen.
    let enough = (0.3 * 0.2 + 0.1 * 0.6) / (1.0 - 0.6 * 0.25);
    for routine in [0.0, 0.2, 0.23, 0.24, 0.5, 1.0] {
        let state = "{ capability = 1.0, constituencies = { nationals = 0.3, society = 0.6, humanity = 0.1 }, solidarism = { intervention = 0.7, accountability = 0.5 }, societies = ['world'] }";
        let month = still(&format!(
            "[scenario]
            months = 300
            [attention]
            fixed_demand = 0.2
            [citizenship]
            inertia = 0.2
            routine = {routine}
            [societies.world]
            thickness = 0.5
            [instruments]
            act = {{ budget = 'p', visibility = 1.0, requirement = 1.0 }}
            [states]
            a = {state}
            b = {state}
            c = {state}"
        ))
        .pop()
        .expect("a run has a month");
        close(month.aspiration("a"), f64::max(0.6 * routine, enough));
    }
}
