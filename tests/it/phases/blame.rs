use crate::support::small::{Month, close, end, near};

#[test]
fn responsibility_falls_on_states_that_are_not_ready_and_on_mandates() {
    let month = end("[attention]
        fixed_demand = 0.5
        [target]
        responsibility = 0.4
        [bodies]
        council = { mandate = 0.6, rule = 'majority' }
        other = { mandate = 0.2, rule = 'majority' }
        [states.b]
        capability = 0.5
        constituencies = { nationals = 1.0 }
        ties = 0.5");
    // x = 0.25 and 0.2: κ(1 − x) = 0.75 and 0.4.
    for (party, expected) in [
        ("target", 0.4),
        ("a", 0.3 * 0.75 / 1.15),
        ("b", 0.3 * 0.4 / 1.15),
        ("council", 0.3 * 0.75),
        ("other", 0.3 * 0.25),
    ] {
        close(month.responsibility(party), expected);
    }
}

/// A month in which all deflect: two states, two bodies, of which one has a mission short of means, and the target.
fn deflecting(clarity: f64, rate: f64) -> Month {
    end(&format!(
        "[attention]
        fixed_demand = 0.5
        [citizenship]
        deflection_effect = 0.9
        [target]
        responsibility = 0.4
        deflection = 0.3
        [blame]
        clarity = {clarity}
        rate = {rate}
        body_deflection = 0.5
        scapegoat = 2.0
        to_states = 0.25
        to_bodies = 0.45
        to_target = 0.3
        [bodies]
        council = {{ mandate = 0.75, rule = 'majority', society = 'world' }}
        other = {{ mandate = 0.25, rule = 'majority' }}
        [instruments]
        force = {{ budget = 'p', protection = 0.5, requirement = 1e12, capacity = 0.4, authority = 'council' }}
        [states.b]
        capability = 0.5
        constituencies = {{ nationals = 1.0 }}
        ties = 0.5"
    ))
}

/// What is blamed on a, b, council, other, target once all have moved what they can.
fn moved(clarity: f64) -> ([f64; 5], [f64; 5]) {
    // Citizenship's clarity: clarity · (0.75² + 0.25²). θ_e = 0.9(1 − clarity), Δ = 1 + 1/cost + θ_e², costs 1 and 1.5;
    // e = A θ_e/Δ, so the share of A that a state deflects is θ_e²/Δ.
    let seen = clarity * 0.625;
    let square = (0.9 * (1.0 - seen)) * (0.9 * (1.0 - seen));
    let delta = [1.0 + 1.0 + square, 1.0 + 1.0 / 1.5 + square];
    let ready = [0.5 / delta[0], 0.5 / (1.5 * delta[1])];
    let weight = [1.0 - ready[0], 0.5 * (1.0 - ready[1])];
    let all = weight[0] + weight[1];
    let tau = [0.3 * weight[0] / all, 0.3 * weight[1] / all, 0.3 * 0.75, 0.3 * 0.25, 0.4];
    // The council's mission has 0.4 of its means: shortfall 0.6.
    let share = [square / delta[0], square / delta[1], 0.5 * 0.6, 0.0, 0.3];
    let weight = [0.25 * 2.0 / 3.0, 0.25 / 3.0, 0.45 * 0.75 * (1.0 + 2.0 * 0.6), 0.45 * 0.25, 0.3];
    let plausibility = weight.map(|one| one / weight.iter().sum::<f64>());
    let mut blame = tau;
    for from in 0..5 {
        let sent = tau[from] * share[from];
        blame[from] -= sent;
        for to in (0..5).filter(|to| *to != from) {
            blame[to] += sent * plausibility[to] / (1.0 - plausibility[from]);
        }
    }
    (tau, blame)
}

const PARTIES: [&str; 5] = ["a", "b", "council", "other", "target"];

#[test]
fn blame_lands_where_it_is_plausible_and_never_on_who_sends_it() {
    let month = deflecting(0.0, 1.0);
    let (tau, blame) = moved(0.0);
    for (party, (tau, blame)) in PARTIES.into_iter().zip(tau.into_iter().zip(blame)) {
        close(month.responsibility(party), tau);
        close(month.blame(party), blame);
    }
}

#[test]
fn perception_mixes_responsibility_and_moved_blame_by_clarity_and_blame_follows_it() {
    let month = deflecting(0.8, 0.25);
    let (tau, blame) = moved(0.8);
    // Mandates have not moved: clarity = 0.8 · 0.625. At the start x is 0: τ = 0.3 · (2/3, 1/3) for the states.
    let clarity = 0.5;
    let start = [0.2, 0.1, 0.225, 0.075, 0.4];
    for (place, party) in PARTIES.into_iter().enumerate() {
        let perceived = clarity * tau[place] + (1.0 - clarity) * blame[place];
        close(month.blame(party), start[place] + 0.25 * (perceived - start[place]));
    }
}

#[test]
fn who_aspires_to_nothing_moves_no_blame() {
    let month = end("[citizenship]
        deflection_effect = 1.0
        [blame]
        rate = 1.0");
    close(month.aspiration("a"), 0.0);
    close(month.blame("a"), 0.5);
    close(month.blame("council"), 0.5);
}

#[test]
fn a_state_that_only_deflects_moves_all_of_its_blame() {
    // Deflection costs next to nothing and action a fortune: θ_e e/A = θ_e²/(cost_e Δ) is 1, to about 1e-12.
    let month = end("[attention]
        fixed_demand = 0.5
        [citizenship]
        commitment = 1e6
        action_cost = 1e9
        deflection_cost = 1e-6
        deflection_effect = 1.0
        [blame]
        rate = 1.0");
    // Its half goes to the others alike; all are equally plausible.
    near(month.blame("a"), 0.0, 1e-9);
    near(month.blame("council"), 0.75, 1e-9);
    near(month.blame("target"), 0.25, 1e-9);
}
