use crate::support::small::{close, end, logistic, lucky, still};

#[test]
fn aspiration_moves_toward_what_nationals_peers_and_humanity_expect() {
    let months = still(
        "[scenario]
        months = 2
        [crisis]
        violence = 0.5
        [attention]
        fixed_demand = 0.8
        [citizenship]
        inertia = 0.5
        word_effect = 0.7
        [instruments]
        aid = { budget = 'aid', visibility = 0.5, requirement = 1.0 }
        [societies]
        rich = { thickness = 0.6 }
        pair = { thickness = 0.3 }
        [states]
        a = { constituencies = { nationals = 0.5, society = 0.2, humanity = 0.3 }, solidarism = { intervention = 0.4, accountability = 0.8 }, societies = ['world', 'rich', 'pair'] }
        b = { constituencies = { nationals = 1.0 }, societies = ['rich', 'pair'] }
        c = { constituencies = { nationals = 1.0 }, ties = 1.0, societies = ['rich'] }",
    );
    // goal = 0.5 · 0.8 + 0.3 · 0.6 · 0.5, without performance to look at yet.
    close(months[0].aspiration("a"), 0.5 * (0.4 + 0.09));
    // w_ab ∝ 0.6/2 + 0.3/1 = 0.6, w_ac ∝ 0.3: two thirds and one third.
    let peers = (2.0 * months[0].performance("b") + months[0].performance("c")) / 3.0;
    assert!((months[0].performance("b") - months[0].performance("c")).abs() > 1e-3, "peers that can be told apart");
    let goal = 0.4 + 0.2 * peers + 0.09;
    close(months[1].aspiration("a"), 0.245 + 0.5 * (goal - 0.245));
}

#[test]
fn an_aspiration_is_met_by_the_cheapest_mix() {
    let month = end("[attention]
        fixed_demand = 0.5
        [citizenship]
        commitment = 6.0
        action_cost = 0.5
        word_cost = 0.2
        word_effect = 0.7
        deflection_cost = 0.3
        deflection_effect = 0.9
        [leadership]
        followership = 0.9
        [blame]
        clarity = 0.8
        [bodies.other]
        mandate = 0.25
        rule = 'majority'
        [bodies.council]
        mandate = 0.75
        [states.a]
        constituencies = { nationals = 0.6, society = 0.4 }
        overstretch = 0.5
        ties = 0.25");
    let aspiration = 0.6 * 0.5;
    // Nobody led last month. cost_x = 0.5(1 + 0.6(0.5 + 0.25)); clarity = 0.8(0.75² + 0.25²); θ_e = 0.9(1 − clarity).
    let cost = 0.5 * 1.45;
    let deflection = 0.9 * (1.0 - 0.8 * 0.625);
    let delta = 1.0 / 6.0 + 1.0 / cost + 0.49 / 0.2 + deflection * deflection / 0.3;
    close(month.aspiration("a"), aspiration);
    close(month.readiness("a"), aspiration / (cost * delta));
    close(month.words("a"), aspiration * 0.7 / (0.2 * delta));
    close(month.deflection("a"), aspiration * deflection / (0.3 * delta));
}

#[test]
fn the_mix_minimises_cost_and_what_is_left_unmet() {
    // No nearby mix is cheaper in Σ ½ cost·y² + ½ commitment(A − Σ θy)².
    let month = end("[attention]
        fixed_demand = 0.5
        [citizenship]
        commitment = 6.0
        action_cost = 0.5
        word_cost = 0.2
        word_effect = 0.7
        deflection_cost = 0.3
        deflection_effect = 0.9");
    let spent = |mix: [f64; 3]| {
        let cost: f64 = mix.iter().zip([0.5, 0.2, 0.3]).map(|(y, cost)| 0.5 * cost * y * y).sum();
        let met: f64 = mix.iter().zip([1.0, 0.7, 0.9]).map(|(y, effect)| y * effect).sum();
        cost + 3.0 * (0.5 - met).powi(2)
    };
    let mix = [month.readiness("a"), month.words("a"), month.deflection("a")];
    for kind in 0..3 {
        for shift in [-1e-3, 1e-3] {
            let mut other = mix;
            other[kind] += shift;
            assert!(spent(other) > spent(mix), "{kind} by {shift}: {} < {}", spent(other), spent(mix));
        }
    }
}

#[test]
fn no_part_of_the_mix_exceeds_1() {
    // Words of little effect and next to no cost: A θ/(cost Δ) → A/θ = 10.
    let month = end("[attention]
        fixed_demand = 1.0
        [citizenship]
        commitment = 1e6
        word_cost = 1e-6
        word_effect = 0.1");
    close(month.words("a"), 1.0);
}

#[test]
fn clarity_is_never_more_than_1() {
    // 3 · 1² is cut to 1: nothing can be deflected.
    let month = end("[attention]
        fixed_demand = 0.5
        [citizenship]
        deflection_effect = 1.0
        [blame]
        clarity = 3.0");
    close(month.value("clarity"), 1.0);
    close(month.deflection("a"), 0.0);
}

#[test]
fn leaders_of_last_month_make_action_cheaper() {
    // Both step forward in month 0, as sharpness is 0 and P' = 1/2.
    let months = still(
        "[scenario]
        months = 2
        [attention]
        fixed_demand = 0.5
        [leadership]
        step_forward = 1000.0
        followership = 0.5
        [states.a]
        capability = 0.25
        [states.b]
        capability = 0.16
        constituencies = { nationals = 1.0 }",
    );
    close(months[0].readiness("a"), 0.5 / 2.0);
    assert!(months[0].leads("a") && months[0].leads("b"));
    // 1 − (1 − 0.5)(1 − 0.4) = 0.7
    let cost = 1.0 - 0.5 * 0.7;
    close(months[1].readiness("a"), 0.5 / (cost + 1.0));
}

#[test]
fn without_peers_their_weight_goes_to_the_other_two() {
    let month = end("[scenario]
        off = ['peers']
        [crisis]
        violence = 0.5
        [attention]
        fixed_demand = 0.8
        [states]
        a = { constituencies = { nationals = 0.3, society = 0.4, humanity = 0.3 }, solidarism = 0.5 }
        b = { constituencies = { nationals = 0.2, society = 0.6, humanity = 0.2 }, solidarism = 0.5 }
        c = { constituencies = { society = 1.0 } }
        d = { constituencies = { nationals = 0.5, society = 0.5 }, ties = 0.5 }");
    // c = h = 0.5: 0.5 · 0.8 + 0.5 · 0.5 · 0.5
    close(month.aspiration("a"), 0.4 + 0.125);
    close(month.aspiration("b"), 0.4 + 0.125);
    close(month.aspiration("c"), 0.0);
    // c = 1 wherever it occurs, so in the cost of action too: 1 + 1 · 0.5.
    close(month.readiness("d"), 0.8 / 2.5);
}

#[test]
fn deflection_that_is_off_has_no_effect_and_moves_no_blame() {
    let month = end("[scenario]
        off = ['deflection']
        [attention]
        fixed_demand = 0.5
        [citizenship]
        deflection_effect = 0.9
        [target]
        responsibility = 0.5
        deflection = 1.0
        [blame]
        rate = 1.0
        body_deflection = 1.0");
    close(month.deflection("a"), 0.0);
    close(month.readiness("a"), 0.25);
    // Perceived = τ: the target half, the only state a quarter, the only body a quarter.
    for (party, blame) in [("target", 0.5), ("a", 0.25), ("council", 0.25)] {
        close(month.blame(party), blame);
    }
}

#[test]
fn an_interest_of_its_own_moves_nationals_where_demand_does_not_and_readies_nobody_to_lead() {
    let month = |stake: f64, demand: f64| {
        end(&format!(
            "[crisis]
            violence = 0.5
            [attention]
            fixed_demand = {demand}
            [leadership]
            sharpness = 3.0
            cost = 0.25
            [states.a]
            constituencies = {{ nationals = 0.4, humanity = 0.6 }}
            solidarism = {{ intervention = 0.7, accountability = 0.5 }}
            stake = {stake}"
        ))
    };
    // goal = 0.4 max(d, stake · 0.5) + 0.6 · 0.6 · 0.5
    for (stake, demand, asked) in [(0.0, 0.3, 0.3), (0.6, 0.3, 0.3), (0.8, 0.3, 0.4), (0.8, 0.0, 0.4), (1.5, 0.3, 0.75)]
    {
        let found = month(stake, demand);
        close(found.aspiration("a"), 0.4 * asked + 0.18);
        // (h s̄ N + d)√κ − cost c
        close(found.lead("a"), logistic(3.0 * (0.18 + demand - 0.25 * 0.4)));
    }
}

#[test]
fn routine_goes_on_without_a_rally() {
    // goal = max(0.5 · 0.4 + 0.5 · 0.6 · N, routine · 0.6)
    for (routine, violence, goal) in
        [(0.0, 0.5, 0.35), (0.5, 0.5, 0.35), (0.6, 0.5, 0.36), (0.9, 0.0, 0.54), (1.0, 0.0, 0.6)]
    {
        let month = end(&format!(
            "[crisis]
            violence = {violence}
            [attention]
            fixed_demand = 0.4
            [citizenship]
            routine = {routine}
            [states.a]
            constituencies = {{ nationals = 0.5, humanity = 0.5 }}
            solidarism = {{ intervention = 0.8, accountability = 0.4 }}"
        ));
        close(month.aspiration("a"), goal);
    }
}

#[test]
fn routine_is_no_sure_floor_since_noise_and_blindness_come_after_it_and_free_riding_before() {
    let sections = |citizenship: &str| {
        format!(
            "[scenario]
            months = 6
            [attention]
            fixed_demand = 0.1
            [citizenship]
            {citizenship}
            [states]
            a = {{ constituencies = {{ nationals = 0.5, humanity = 0.5 }}, solidarism = 0.8 }}
            b = {{ capability = 0.25, constituencies = {{ humanity = 1.0 }}, solidarism = 0.2 }}"
        )
    };
    // The same luck moves the goal without routine, 0.05 + 0.5 · 0.8, and the one that routine sets, 0.8 · 0.9, in proportion.
    let [plain, routine] = ["noise = 0.1", "noise = 0.1\nroutine = 0.9"].map(|numbers| lucky(&sections(numbers), 0));
    for (plain, routine) in plain.iter().zip(&routine) {
        close(routine.aspiration("a") / 0.72, plain.aspiration("a") / 0.45);
    }
    assert!(routine.iter().any(|month| month.aspiration("a") < 0.71));
    // Blindness mixes with the whole: 0.75 · 0.72 + 0.25 · 1/2.
    close(still(&sections("random_goal = 0.25\nroutine = 0.9"))[0].aspiration("a"), 0.665);
    // What others do is taken off what need asks, and not off routine. Month 1 expects √0.25 · x of b.
    let months = still(&sections("free_riding = 0.8\nroutine = 0.5"));
    let left = 1.0 - 0.8 * 0.5 * months[0].readiness("b");
    assert!(left < 0.99);
    close(months[1].aspiration("a"), 0.05 + 0.4 * left);
    close(still(&sections("free_riding = 0.8\nroutine = 0.9"))[1].aspiration("a"), 0.72);
}
