use crate::support::small::{Month, close, each, end, logistic, still};

/// A target under pressure of two states. `b` has ties to it; every number of the pressure on it differs.
fn pressed(months: usize, more: &str) -> Vec<Month> {
    still(&format!(
        "[scenario]
        months = {months}
        [crisis]
        violence = 0.6
        [attention]
        fixed_demand = 0.4
        [citizenship]
        word_effect = 0.5
        [leadership]
        discord = 0.3
        [forums]
        tolerance = 0.2
        [pressure]
        gain = 2.0
        words = 0.15
        authorised = 0.7
        patronage = 0.8
        [target]
        resolve = 0.1
        sharpness = 3.0
        war_stake = 0.45
        max_restraint = 0.6
        anticipation = 0.5
        publicity = 0.6
        [movements.m]
        mobilisation = 0.25
        [bodies]
        council = {{ mandate = 0.75, rule = 'consensus', deference = 0.2, society = 'world' }}
        other = {{ mandate = 0.25, rule = 'majority', deference = 0.9 }}
        [instruments]
        talk = {{ budget = 'p', pressure = 0.3, requirement = 1e12 }}
        law = {{ budget = 'q', pressure = 0.6, requirement = 1e12, capacity = 0.5, authority = 'council' }}
        ask = {{ budget = 'r', pressure = 0.9, requirement = 1e12, capacity = 0.5, authority = 'council', consent = true, intrusiveness = 0.5 }}
        [states.a]
        leverage = 0.5
        reservations = {{ law = -9.0, ask = -9.0 }}
        [states.b]
        capability = 0.5
        constituencies = {{ nationals = 1.0 }}
        solidarism = {{ intervention = 0.3, accountability = 0.1 }}
        leverage = 1.5
        ties = 0.5
        reservations = {{ law = 0.7 }}
        societies = ['world']
        {more}"
    ))
}

/// What the month of [`pressed`] comes to: P, T, patronage, Z.
fn pressure_on(month: &Month) -> [f64; 4] {
    [month.value("pressure"), month.value("threat"), month.value("patronage"), month.world.resistance]
}

/// The same worked out. a: cost 1, x = 0.4/2.25; b: cost 1.5, Δ = 1 + 2/3 + 1/4, x = 0.4/(1.5Δ), w = 0.2/Δ.
/// Sharpness of choice is 0: half of x goes to `talk`, and nothing yet to what is adopted this month.
fn expected_pressure() -> [f64; 4] {
    let delta = 1.0 + 2.0 / 3.0 + 0.25;
    let a = 0.3 * 0.4 / 2.25 / 2.0 + 0.15 * 0.5 * 0.2 / 2.25;
    let b = 0.3 * 0.4 / (1.5 * delta) / 2.0 + 0.15 * 0.5 * 0.2 / delta;
    // For b, y of `law` is −0.7 − 0.5 · 0.6: it passes at 0.2, with half of its means. `ask` needs consent: no pressure of its own.
    let pressure = 2.0 * (0.5 * a + 1.5 * b) / 2.0 + 0.7 * 0.2 * 0.5 * 0.6;
    // C = 1 − 0.3; Σ m deference = 0.15 + 0.225; B = 0.25.
    let threat = 0.7 * pressure * (1.0 - 0.375) * (1.0 - 0.5 * 0.6 * 0.25);
    // ties k(1 − s̄)(1 − d): 1.5 · 0.5 · 0.8 · 0.6 over Σℓ = 2
    let patronage = 0.8 * 1.5 * 0.5 * 0.8 * 0.6 / 2.0;
    [pressure, threat, patronage, 0.1 + patronage]
}

#[test]
fn pressure_becomes_threat_and_patrons_resistance() {
    for (found, expected) in pressure_on(&pressed(1, "")[0]).into_iter().zip(expected_pressure()) {
        close(found, expected);
    }
}

#[test]
fn patrons_that_are_off_add_nothing() {
    let off = end("[scenario]
        off = ['patronage']
        [pressure]
        patronage = 0.8
        [target]
        resolve = 0.1
        [states.a]
        leverage = 1.0
        ties = 1.0");
    close(off.value("patronage"), 0.0);
    close(off.world.resistance, 0.1);
}

#[test]
fn without_any_leverage_there_is_neither_pressure_of_effort_nor_patronage() {
    let month = end("[attention]
        fixed_demand = 0.5
        [pressure]
        gain = 10.0
        patronage = 1.0
        authorised = 0.5
        [instruments]
        talk = { budget = 'p', pressure = 1.0, requirement = 1.0 }
        law = { budget = 'p', pressure = 1.0, requirement = 1.0, capacity = 0.5, authority = 'council' }
        [states.a]
        ties = 0.5
        reservations = { law = -9.0 }");
    close(month.value("pressure"), 0.25);
    close(month.value("patronage"), 0.0);
}

#[test]
fn restraint_weighs_threat_against_the_stake_in_the_war() {
    let month = &pressed(1, "")[0];
    let [_, threat, _, resistance] = expected_pressure();
    close(month.value("restraint"), 0.6 * logistic(3.0 * (threat - resistance * 0.45)));
}

#[test]
fn consent_is_granted_to_what_is_authorised_and_threatened_enough_and_withdrawn_again() {
    // For b, y of `ask` is −0.7 · 0.5 − 0.5 · 0.9 = −0.8: adopted at 0.25. q = S(3(T − Z · 0.5 · 0.25)), granted when
    // 1/2 < concession_rate · q.
    let [_, threat, _, resistance] = expected_pressure();
    let q = logistic(3.0 * (threat - resistance * 0.125));
    let month = |concession: f64, renege: f64| {
        pressed(
            2,
            &format!(
                "[[events]]
                date = '2001-01'
                set = {{ 'target.concession_rate' = {concession}, 'target.renege_rate' = {renege} }}
                [[events]]
                date = '2001-02'
                set = {{ 'target.concession_rate' = 0.0 }}"
            ),
        )
    };
    assert!(month(0.501 / q, 0.0)[0].consent("ask"));
    assert!(!month(0.499 / q, 0.0)[0].consent("ask"));
    // What is granted this month is not withdrawn in it.
    assert!(month(10.0, 1e6)[0].consent("ask"));
    assert!(!month(10.0, 1e6)[1].consent("ask"));
    // Withdrawn when 1/2 < renege_rate · 0.5(1 − q), with the q of month 1.
    let next = &month(10.0, 0.0)[1];
    let q = logistic(3.0 * (next.value("threat") - next.world.resistance * 0.5 * next.authorised("ask")));
    assert!(month(10.0, 0.99 / (1.0 - q))[1].consent("ask"));
    assert!(!month(10.0, 1.01 / (1.0 - q))[1].consent("ask"));
}

#[test]
fn the_weaker_the_text_the_easier_the_consent() {
    // T = 0, Z = resolve = 1, sharpness 2: q = S(−2 · 0.5 σ), with σ = 0.4.
    let consents = |rate: f64| {
        end(&format!(
            "[target]
            resolve = 1.0
            sharpness = 2.0
            concession_rate = {rate}
            [forums]
            tolerance = 0.2
            consent_discount = 1.0
            [bodies.council]
            rule = 'consensus'
            [instruments]
            act = {{ budget = 'p', intrusiveness = 0.5, requirement = 1.0, authority = 'council', consent = true }}
            never = {{ budget = 'p', intrusiveness = 0.5, requirement = 1.0, authority = 'other', consent = true }}
            [bodies.other]
            rule = 'majority'
            quota = 1.0
            society = 'world'
            [states.b]
            constituencies = {{ nationals = 1.0 }}
            reservations = {{ act = 0.5, never = 0.5 }}
            societies = ['world']"
        ))
    };
    let q = logistic(-0.4);
    assert!(consents(0.501 / q).consent("act"));
    assert!(!consents(0.499 / q).consent("act"));
    // Without authority there is nothing to consent to.
    assert!(!consents(1e6).consent("never"));
}

#[test]
fn war_feeds_on_its_aims_its_rebels_and_its_neighbours() {
    let months = still(
        "[scenario]
        months = 2
        [crisis]
        violence = 0.5
        peak = 0.9
        floor = 0.2
        exhaustion = 0.3
        settle = 0.4
        violence_rate = 0.25
        insurgency = 0.5
        fragmentation = 0.6
        talks_rate = 0.5
        haste = 0.4
        [forums]
        agenda_rate = 0.0
        [target]
        region = 'horn'
        sharpness = 1.0
        max_restraint = 0.5
        [societies.horn]
        thickness = 0.25
        [movements.m]
        mobilisation = 0.5
        [instruments]
        talks = { budget = 'p', settlement = 0.8, requirement = 1e12, capacity = 0.5 }
        forum = { budget = 'p', settlement = 9.0, requirement = 1.0, capacity = 0.5, authority = 'council' }
        [states.a]
        interference = 0.9
        [states.b]
        constituencies = { nationals = 1.0 }
        interference = 0.1
        societies = ['horn']
        [states.c]
        constituencies = { nationals = 1.0 }
        interference = 0.04
        societies = ['horn']",
    );
    // L' = 0.5 · min(1, 0.8 · 0.5)(1 − 0.4 · 0.5)(1 − 0.6)
    let settled = 0.5 * 0.4 * 0.8 * 0.4;
    close(months[0].value("settlement"), settled);
    // Restraint = 0.5 · S(0). V* = 0.9(0.2 + 0.8 · 1)(1 − 0.25) + 0.5 · 0.6(1 − L') + 0.75 · 0.14
    let goal = 0.9 * 0.75 + 0.3 * (1.0 - settled) + 0.75 * 0.14;
    close(months[0].value("violence"), 0.5 + 0.25 * (goal - 0.5));
    let aims = 1.0 - 0.3 * 0.5 - 0.4 * settled;
    close(months[0].world.war_aims, aims);
    let violence = 0.5 + 0.25 * (goal - 0.5);
    let later = settled + 0.5 * (0.4 * 0.8 * 0.4 - settled);
    let goal = 0.9 * (0.2 + 0.8 * aims) * 0.75 + 0.3 * (1.0 - later) + 0.75 * 0.14;
    close(months[1].value("settlement"), later);
    close(months[1].value("violence"), violence + 0.25 * (goal - violence));
    close(months[1].world.war_aims, aims * (1.0 - 0.3 * violence - 0.4 * later));
}

#[test]
fn all_mediators_together_settle_no_more_than_all() {
    // 0.5 · min(1, 2 · 0.5 + 1 · 0.25)(1 − 0.2)
    let month = end("[crisis]
        talks_rate = 0.5
        fragmentation = 0.2
        [instruments]
        talks = { budget = 'p', settlement = 2.0, requirement = 1.0, capacity = 0.5 }
        envoy = { budget = 'p', settlement = 1.0, requirement = 1.0, capacity = 0.25 }");
    close(month.value("settlement"), 0.4);
}

#[test]
fn violence_and_war_aims_stay_within_bounds() {
    let month = end("[crisis]
        violence = 0.5
        peak = 100.0
        violence_rate = 10.0
        exhaustion = 100.0");
    close(month.value("violence"), 1.0);
    close(month.world.war_aims, 0.0);
    let month = end("[crisis]
        violence = 0.5
        violence_rate = 10.0");
    close(month.value("violence"), 0.0);
}

#[test]
fn a_target_without_a_region_suffers_no_interference() {
    let month = end("[crisis]
        violence = 0.5
        violence_rate = 1.0
        [states.a]
        interference = 0.5");
    close(month.value("violence"), 0.0);
}

#[test]
fn the_target_shops_the_more_it_is_pressed_and_the_more_mandates_overlap() {
    // m = (0.5, 0.3, 0.2): 1 − Σm² = 0.62; C = 1 − 0.2, P = gain · 0.25: shops when 1/2 < rate · min(1, 0.8 P) · 0.62.
    let shops = |rate: f64, gain: f64, off: &str| {
        end(&format!(
            "[scenario]
            off = [{off}]
            [attention]
            fixed_demand = 1.0
            [leadership]
            discord = 0.2
            [target]
            shopping_rate = {rate}
            mandate_shift = 0.25
            mandate_return = 0.4
            [pressure]
            gain = {gain}
            [instruments]
            talk = {{ budget = 'p', pressure = 1.0, requirement = 1.0 }}
            [states.a]
            leverage = 0.7
            [bodies]
            council = {{ mandate = 0.5, rule = 'majority', deference = 0.1 }}
            first = {{ mandate = 0.3, rule = 'majority', deference = 0.9 }}
            second = {{ mandate = 0.2, rule = 'majority', deference = 0.9 }}"
        ))
    };
    for (rate, gain, expected) in [
        (0.51 / (0.62 * 0.5), 2.5, true),
        (0.49 / (0.62 * 0.5), 2.5, false),
        (0.51 / 0.62, 100.0, true),
        (0.49 / 0.62, 100.0, false),
    ] {
        let month = shops(rate, gain, "");
        assert_eq!(month.value("shopped") > 0.0, expected, "rate {rate}, gain {gain}");
        // The most deferential body, first in the file where several are, takes a quarter of every mandate.
        let [council, first, second] = if expected { [0.375, 0.475, 0.15] } else { [0.5, 0.3, 0.2] };
        close(month.mandate("council"), council);
        close(month.mandate("first"), first);
        close(month.mandate("second"), second);
    }
    let off = shops(100.0, 100.0, "'shopping'");
    close(off.value("shopped"), 0.0);
    close(off.mandate("council"), 0.5);
}

#[test]
fn mandates_drift_back_before_the_target_shops_again() {
    let months = still(
        "[scenario]
        months = 3
        [attention]
        fixed_demand = 1.0
        [target]
        shopping_rate = 100.0
        mandate_shift = 0.5
        mandate_return = 0.25
        [pressure]
        gain = 100.0
        [blame]
        clarity = 1.0
        [citizenship]
        deflection_effect = 1.0
        [instruments]
        talk = { budget = 'p', pressure = 1.0, requirement = 1.0 }
        [states.a]
        leverage = 1.0
        [bodies]
        council = { mandate = 0.5, rule = 'majority', deference = 0.1 }
        other = { mandate = 0.5, rule = 'majority', deference = 0.9 }
        [[events]]
        date = '2001-03'
        set = { 'target.shopping_rate' = 0.0 }",
    );
    close(months[0].mandate("council"), 0.25);
    // Back to 0.25 + 0.25 · 0.25 = 0.3125, then halved; then back again.
    close(months[1].mandate("council"), 0.15625);
    close(months[2].mandate("council"), 0.15625 + 0.25 * (0.5 - 0.15625));
    // Blame of month 0: (0.25² + 0.75²)(1 − ½ · 0.5); citizenship of month 1 sees the same.
    close(months[0].value("clarity"), 0.625 * 0.75);
    let deflection = 1.0 - 0.625 * 0.75;
    close(months[1].deflection("a"), deflection / (2.0 + deflection * deflection));
}

#[test]
fn insurgents_who_splinter_revive_the_war() {
    // φ: 0.2 as written, 0.5 by an event of the first month, then 0.9, 0.3 and 0.4. V is 1 throughout.
    let months = |rearm: f64| {
        still(&format!(
            "[scenario]
            months = 5
            [crisis]
            exhaustion = 0.25
            fragmentation = 0.2
            rearm = {rearm}
            [[events]]
            date = '2001-01'
            set = {{ 'crisis.fragmentation' = 0.5 }}
            [[events]]
            date = '2001-02'
            set = {{ 'crisis.fragmentation' = 0.9 }}
            [[events]]
            date = '2001-04'
            set = {{ 'crisis.fragmentation' = 0.3 }}
            [[events]]
            date = '2001-05'
            set = {{ 'crisis.fragmentation' = 0.4 }}"
        ))
    };
    for rearm in [0.0, 0.5, 1.0] {
        let mut aims = 1.0;
        for (month, splintered) in each(&months(rearm), [0.0, 0.4, 0.0, 0.0, 0.1]) {
            // After the line of H', of what it leaves below 1.
            aims *= 0.75;
            aims += rearm * splintered * (1.0 - aims);
            close(month.value("violence"), 1.0);
            close(month.world.war_aims, aims);
        }
    }
}

#[test]
fn a_war_that_is_revived_is_fought_for_more_from_the_next_month_on() {
    // V* = H of the month before: 1, then 0.5, then 0.5 · (1 − V) …, with all of it regained at the jump.
    let months = still(
        "[scenario]
        months = 3
        [crisis]
        violence = 0.5
        peak = 1.0
        violence_rate = 1.0
        exhaustion = 1.0
        rearm = 1.0
        [[events]]
        date = '2001-02'
        set = { 'crisis.fragmentation' = 1.0 }",
    );
    // H = 1 − 0.5, then 0.5 · (1 − 1) = 0 and up to 1.
    close(months[0].world.war_aims, 0.5);
    close(months[1].value("violence"), 0.5);
    close(months[1].world.war_aims, 1.0);
    close(months[2].value("violence"), 1.0);
}
