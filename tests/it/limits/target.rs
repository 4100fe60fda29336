use crate::support::small::{close, end, logistic, lucky, near, still};

#[test]
fn restraint_is_a_threshold_when_sharp_and_a_half_when_not() {
    let restraint = |sharpness: f64, resolve: f64| {
        end(&format!(
            "[target]
            sharpness = {sharpness}
            max_restraint = 0.6
            resolve = {resolve}
            war_stake = 0.5
            [attention]
            fixed_demand = 1.0
            [pressure]
            gain = 1.0
            [instruments]
            talk = {{ budget = 'p', pressure = 1.0, requirement = 1.0 }}
            [states.a]
            leverage = 1.0"
        ))
        .value("restraint")
    };
    // T = 0.25; Z · war_stake is 0.2 or 0.3.
    close(restraint(0.0, 0.4), 0.3);
    close(restraint(1e9, 0.4), 0.6);
    close(restraint(1e9, 0.6), 0.0);
    close(restraint(4.0, 0.4), 0.6 * logistic(0.2));
}

#[test]
fn a_target_agrees_in_principle_after_a_geometric_time() {
    // Sharpness 0, Q = 1: agreed with 0.4 · 1/2 a month, each of 100 forces by itself; none is taken up.
    let forces: String = (0..100)
        .map(|i| format!("f{i} = {{ budget = 'p', requirement = 1.0, authority = 'council', consent = true }}\n"))
        .collect();
    let months = lucky(
        &format!(
            "[scenario]
            months = 6
            [forums]
            agenda_rate = 0.0
            [target]
            concession_rate = 0.4
            prior = 0.5
            [instruments]
            {forces}"
        ),
        0,
    );
    for (month, share) in months.iter().zip([0.2, 0.36, 0.488, 0.5904, 0.67232, 0.737856_f64]) {
        let agreed = month.world.agreed.iter().filter(|agreed| **agreed).count() as f64 / 100.0;
        near(agreed, share, 4.0 * (share * (1.0 - share) / 100.0).sqrt());
    }
}

#[test]
fn mandates_return_by_a_constant_share() {
    // All shifts to the only body that defers (m = (0, 1)), then drifts back by a tenth of the gap a month.
    let months = still(
        "[scenario]
        months = 11
        [attention]
        fixed_demand = 1.0
        [target]
        shopping_rate = 100.0
        mandate_shift = 1.0
        mandate_return = 0.1
        [pressure]
        gain = 100.0
        [instruments]
        talk = { budget = 'p', pressure = 1.0, requirement = 1.0 }
        [bodies]
        council = { mandate = 1.0, rule = 'majority' }
        other = { mandate = 1.0, rule = 'majority', deference = 0.1 }
        [states.a]
        leverage = 1.0
        [[events]]
        date = '2001-02'
        set = { 'target.shopping_rate' = 0.0 }",
    );
    for (month, found) in months.iter().enumerate() {
        close(found.mandate("council"), 0.5 * (1.0 - 0.9_f64.powi(month as i32)));
    }
}

#[test]
fn rebels_who_splinter_wholly_bring_back_every_war_aim_and_by_halves_half_of_what_is_spent() {
    for (rearm, regained) in [(0.0, 0.0), (0.5, 0.5), (1.0, 1.0)] {
        let months = still(&format!(
            "[scenario]
            months = 31
            [crisis]
            exhaustion = 0.25
            rearm = {rearm}
            [[events]]
            date = '2003-07'
            set = {{ 'crisis.fragmentation' = 1.0 }}"
        ));
        let spent = 1.0 - 0.75_f64.powi(31);
        close(months[30].world.war_aims, 1.0 - spent + regained * spent);
    }
}
