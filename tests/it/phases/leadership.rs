use crate::support::small::{Month, close, end, logistic, near, still};

/// Two states, of capability 1 and 0.25, both with a humanity of their own and demand of 0.5.
fn leaders(leadership: &str) -> Month {
    end(&format!(
        "[crisis]
        violence = 0.8
        [attention]
        fixed_demand = 0.5
        [blame]
        clarity = 0.4
        [bodies.other]
        mandate = 1.0
        rule = 'majority'
        [states]
        a = {{ constituencies = {{ nationals = 0.6, humanity = 0.4 }}, solidarism = {{ intervention = 0.7, accountability = 0.5 }}, overstretch = 0.3, ties = 0.2 }}
        b = {{ capability = 0.25, constituencies = {{ nationals = 0.5, humanity = 0.5 }}, solidarism = 0.2 }}
        c = {{ capability = 0.0, constituencies = {{ nationals = 1.0 }} }}
        [leadership]
        {leadership}"
    ))
}

#[test]
fn readiness_to_lead_weighs_what_only_oneself_would_do_against_its_cost() {
    let month = leaders(
        "initial = 0.3
        cost = 0.25
        sharpness = 3.0
        diffusion = 0.5",
    );
    // clarity = 0.4 · 0.5 = 0.2; diffuse = 1 − 0.5 · 0.8 = 0.6; c has no weight among the others: √0 = 0.
    let others_of_a = 1.0 - 0.6 * (1.0 - 0.5 * 0.3);
    let others_of_b = 1.0 - 0.6 * (1.0 - 1.0 * 0.3);
    // (h s̄ N + d)√κ(1 − others) − cost c(1 + v + k)/√κ
    let a = (0.4 * 0.6 * 0.8 + 0.5) * (1.0 - others_of_a) - 0.25 * 0.6 * 1.5;
    let b = (0.5 * 0.2 * 0.8 + 0.5) * 0.5 * (1.0 - others_of_b) - 0.25 * 0.5 / 0.5;
    close(month.lead("a"), logistic(3.0 * a));
    close(month.lead("b"), logistic(3.0 * b));
    close(month.lead("c"), 0.0);
}

#[test]
fn nobody_is_wholly_certain_to_lead() {
    let month = leaders("sharpness = 1e6");
    close(month.lead("a"), 1.0 - 1e-9);
    assert!(month.lead("a") < 1.0 - 0.5e-9);
    // At the start too: a's P is 1 − 1e-9, which leaves b a gain of (0.5 · 0.2 · 0.8 + 0.5) · 0.5 · 1e-9, here times 1e9.
    let month = leaders(
        "initial = 1.0
        sharpness = 1e9",
    );
    near(month.lead("b"), logistic(0.58 * 0.5), 1e-6);
}

#[test]
fn a_state_steps_forward_where_attention_and_strength_suffice_and_stays_while_it_is_ready() {
    // Sharpness 0: P' = 1/2 for who has any capability. Steps forward when 1/2 < step_forward · Q' · √κ · 1/2.
    let leading = |step: f64, withdraw: f64| {
        let months = still(&format!(
            "[scenario]
            months = 2
            [crisis]
            violence = 0.8
            [leadership]
            step_forward = {step}
            withdraw = {withdraw}
            discord = 0.6
            [states]
            b = {{ capability = 0.25, constituencies = {{ nationals = 1.0 }} }}
            c = {{ capability = 0.0, constituencies = {{ nationals = 1.0 }} }}"
        ));
        [0, 1]
            .map(|month| (["a", "b", "c"].map(|state| months[month].leads(state)), months[month].value("concertation")))
    };
    // 1.25 · 0.8 · 0.5 = 0.5 is not above 1/2; C = 1 − 0.6.
    assert_eq!(leading(1.25, 0.0)[0].0, [false, false, false]);
    close(leading(1.25, 0.0)[0].1, 0.4);
    // 1.3 · 0.8 · 0.5 = 0.52 for a; half of it for b. C = 1 − 0.6(1 − 1).
    assert_eq!(leading(1.3, 0.0)[0].0, [true, false, false]);
    close(leading(1.3, 0.0)[0].1, 1.0);
    assert_eq!(leading(2.6, 0.0)[0].0, [true, true, false]);
    // Stays while 1/2 ≥ withdraw · 1/2.
    assert_eq!(leading(2.6, 1.0)[1].0, [true, true, false]);
    assert_eq!(leading(2.6, 1.01)[1].0, [false, false, false]);
}

#[test]
fn the_less_ready_a_leader_is_the_sooner_it_withdraws() {
    // P' = S(2(0 − 0.5)) = 0.269: stays while 1/2 ≥ withdraw · 0.731, that is up to 0.684.
    let stays = |withdraw: f64| {
        let months = still(&format!(
            "[scenario]
            months = 2
            [leadership]
            cost = 0.5
            sharpness = 2.0
            step_forward = 1000.0
            withdraw = {withdraw}"
        ));
        close(months[1].lead("a"), logistic(-1.0));
        assert!(months[0].leads("a"));
        months[1].leads("a")
    };
    assert!(stays(0.68));
    assert!(!stays(0.69));
}

#[test]
fn a_leader_who_loses_all_capability_stays_while_luck_has_it() {
    // Without capability P' = 0, and a leader stays while 1/2 ≥ withdraw(1 − 0).
    let leads = |withdraw: f64| {
        let months = still(&format!(
            "[scenario]
            months = 2
            [leadership]
            step_forward = 1000.0
            withdraw = {withdraw}
            [states.b]
            capability = 0.25
            constituencies = {{ nationals = 1.0 }}
            [[events]]
            date = '2001-02'
            set = {{ 'states.b.capability' = 0.0 }}"
        ));
        assert!(months[0].leads("b"));
        close(months[1].lead("b"), 0.0);
        months[1].leads("b")
    };
    assert!(!leads(0.51));
    assert!(leads(0.49));
}

#[test]
fn concertation_grows_with_the_strength_of_those_who_lead() {
    let month = |off: &str| {
        end(&format!(
            "[scenario]
            off = [{off}]
            [leadership]
            step_forward = 1000.0
            discord = 0.6
            [states]
            a = {{ capability = 0.36 }}
            b = {{ capability = 0.25, constituencies = {{ nationals = 1.0 }} }}
            c = {{ capability = 0.0, constituencies = {{ nationals = 1.0 }} }}"
        ))
    };
    // 1 − 0.6(1 − 0.6)(1 − 0.5)
    close(month("").value("concertation"), 0.88);
    close(month("").value("leaders"), 2.0);
    close(month("'leadership'").value("concertation"), 0.4);
    close(month("'leadership'").value("leaders"), 0.0);
}

#[test]
fn where_nothing_is_on_the_agenda_nobody_steps_forward() {
    let month = end("[attention]
        rate = 0.0
        [leadership]
        step_forward = 1e6");
    close(month.value("leaders"), 0.0);
}

#[test]
fn who_is_one_of_many_that_could_waits_for_the_others() {
    // P' = 1/2. n = 1 + 0.5 + 0.25 + 0 for a, 1 + 1 + 0.5 for b, 1 + 1 + 1 for c: oneself is one of them, and nobody is more
    // than one. Steps forward where 1/2 < step_forward · 0.8 · √κ/2 / n^waiting; d, of no capability, never.
    let leading = |waiting: f64, step: f64| {
        let month = end(&format!(
            "[crisis]
            violence = 0.8
            [leadership]
            step_forward = {step}
            waiting = {waiting}
            [states]
            b = {{ capability = 0.5, constituencies = {{ nationals = 1.0 }} }}
            c = {{ capability = 0.25, constituencies = {{ nationals = 1.0 }} }}
            d = {{ capability = 0.0, constituencies = {{ nationals = 1.0 }} }}"
        ));
        ["a", "b", "c", "d"].map(|state| month.leads(state))
    };
    for waiting in [0.0, 0.5, 2.0] {
        for (place, (capability, n)) in [(1.0, 1.75), (0.5, 2.5), (0.25, 3.0_f64)].into_iter().enumerate() {
            let enough = n.powf(waiting) / (0.8 * f64::sqrt(capability));
            assert!(leading(waiting, 1.000001 * enough)[place], "{place} at {waiting}");
            assert!(!leading(waiting, 0.999999 * enough)[place], "{place} at {waiting}");
        }
        assert_eq!(leading(waiting, 1e9), [true, true, true, false]);
    }
}
