use crate::support::small::{close, end, still};

#[test]
fn words_follow_what_states_hold_and_wear_off_beyond_deeds() {
    let months = still(
        "[scenario]
        months = 2
        [crisis]
        displaced = 0.3
        [norm]
        words = 0.5
        deeds = 0.1
        rate = 0.25
        erosion = 0.4
        [delivery]
        ramp = 1.0
        [instruments]
        shield = { budget = 'p', protection = 0.8, requirement = 1.0, capacity = 1.0 }
        [states.a]
        solidarism = { intervention = 0.8, accountability = 0.4 }
        [states.b]
        capability = 0.5
        constituencies = { nationals = 1.0 }
        solidarism = 0.3",
    );
    // Σκ̂ s̄ = (2 · 0.6 + 0.3)/3 = 0.5: 0.5 + 0 − 0.4(0.5 − 0.1)0.5; Y' = 0.1 + 0.25(0 − 0.1).
    close(months[0].value("norm_words"), 0.42);
    close(months[0].value("norm_deeds"), 0.075);
    // From month 1 the shield protects: G = 0.8, whatever becomes of the displaced.
    close(months[1].value("norm_words"), 0.42 + 0.25 * (0.5 - 0.42) - 0.4 * (0.42 - 0.075) * 0.42);
    close(months[1].value("norm_deeds"), 0.075 + 0.25 * (0.8 - 0.075));
}

#[test]
fn deeds_beyond_words_wear_nothing_off_and_turn_nobody_away() {
    let month = end("[norm]
        words = 0.3
        deeds = 0.7
        erosion = 0.5
        backlash = 0.5
        [states.a]
        solidarism = 0.4");
    close(month.value("norm_words"), 0.3);
    close(month.solidarism("a")[0], 0.4);
}

#[test]
fn the_norm_stays_between_0_and_1() {
    let month = |words: f64, more: &str| {
        end(&format!(
            "[norm]
            words = {words}
            deeds = {words}
            {more}"
        ))
    };
    close(month(0.5, "rate = 10.0\n[states.a]\nsolidarism = 1.0").value("norm_words"), 1.0);
    close(month(0.5, "rate = 10.0").value("norm_words"), 0.0);
    close(month(0.5, "rate = 10.0").value("norm_deeds"), 0.0);
}

#[test]
fn solidarism_is_learned_from_peers_lost_to_empty_words_and_anchored() {
    let sections = |off: &str| {
        still(&format!(
            "[scenario]
            months = 2
            off = [{off}]
            [norm]
            words = 0.6
            deeds = 0.1
            rate = 0.5
            socialisation = 0.25
            backlash = 0.2
            anchoring = 0.3
            [societies]
            one = {{ thickness = 0.5 }}
            two = {{ thickness = 0.25 }}
            lone = {{ thickness = 0.9 }}
            [states]
            a = {{ solidarism = {{ intervention = 0.2, accountability = 0.4 }}, societies = ['one', 'two'] }}
            b = {{ solidarism = 0.8, constituencies = {{ nationals = 1.0 }}, societies = ['one'] }}
            c = {{ solidarism = 0.5, constituencies = {{ nationals = 1.0 }}, societies = ['two', 'one'] }}
            d = {{ solidarism = 0.5, constituencies = {{ nationals = 1.0 }}, societies = ['lone'] }}
            [bodies.council]
            society = 'one'"
        ))
    };
    let months = sections("");
    // W' = 0.6 + 0.5(0.3 − 0.6), the only capability being a's; Y' = 0.05.
    let gap = 0.45 - 0.05;
    close(months[0].value("norm_words"), 0.45);
    // a: w ∝ 0.5/2 for b, 0.5/2 + 0.25 for c: one third and two thirds; tie 0.75. At the start s = s⁰.
    let first = 0.2 + 0.25 * 0.75 * ((0.8 + 2.0 * 0.5) / 3.0 - 0.2) - 0.2 * gap * 0.8;
    let second = 0.4 + 0.25 * 0.75 * (0.6 - 0.4) - 0.2 * gap * 0.6;
    close(months[0].solidarism("a")[0], first);
    close(months[0].solidarism("a")[1], second);
    // b: half a, half c; tie 0.5.
    let other = 0.8 + 0.25 * 0.5 * (0.35 - 0.8) - 0.2 * gap * 0.2;
    close(months[0].solidarism("b")[0], other);
    // c: two thirds a, one third b; tie 0.75. d is alone in its society: no peers, and nothing to learn.
    let third = 0.5 + 0.25 * 0.75 * ((2.0 * 0.2 + 0.8) / 3.0 - 0.5) - 0.2 * gap * 0.5;
    close(months[0].solidarism("c")[0], third);
    close(months[0].solidarism("d")[0], 0.5 - 0.2 * gap * 0.5);
    // Month 1: anchored at the start. W' = 0.45 + 0.5(s̄ − 0.45) with last month's solidarism.
    let gap = 0.45 + 0.5 * (0.5 * (first + second) - 0.45) - 0.025;
    let next = first + 0.1875 * ((other + 2.0 * third) / 3.0 - first) - 0.2 * gap * (1.0 - first) + 0.3 * (0.2 - first);
    close(months[1].solidarism("a")[0], next);
    // Peers that are off are still learned from.
    close(sections("'peers'")[1].solidarism("a")[0], next);
    // A norm that is off leaves the anchor alone.
    for month in sections("'norm'") {
        close(month.solidarism("a")[0], 0.2);
    }
}

#[test]
fn a_norm_that_is_off_still_moves_and_states_still_return_to_what_they_held() {
    let months = still(
        "[scenario]
        months = 2
        off = ['norm']
        [norm]
        words = 0.6
        rate = 0.5
        anchoring = 0.5
        backlash = 1.0
        [states.a]
        solidarism = 0.4",
    );
    close(months[0].value("norm_words"), 0.5);
    close(months[1].solidarism("a")[0], 0.4);
}

#[test]
fn ties_of_many_societies_count_for_no_more_than_1() {
    // tie = min(1, 0.8 + 0.9): s_a' = 0.2 + 0.5(0.8 − 0.2).
    let month = end("[norm]
        socialisation = 0.5
        [societies]
        one = { thickness = 0.8 }
        two = { thickness = 0.9 }
        [bodies.council]
        society = 'one'
        [states]
        a = { solidarism = 0.2, societies = ['one', 'two'] }
        b = { solidarism = 0.8, constituencies = { nationals = 1.0 }, societies = ['one', 'two'] }");
    close(month.solidarism("a")[0], 0.5);
}

#[test]
fn solidarism_stays_between_0_and_1() {
    let month = end("[norm]
        words = 1.0
        backlash = 10.0
        [states.a]
        solidarism = 0.4");
    close(month.solidarism("a")[0], 0.0);
    let month = end("[norm]
        socialisation = 10.0
        [societies.world]
        thickness = 1.0
        [states.a]
        solidarism = 0.2
        [states.b]
        solidarism = 0.8
        constituencies = { nationals = 1.0 }
        societies = ['world']");
    close(month.solidarism("a")[0], 1.0);
    close(month.solidarism("b")[0], 0.0);
}

#[test]
fn exposure_that_is_not_answered_wears_practice_down() {
    // Half of the violence is kept off from the start: G = 0.5, X = 0.8 · 0.5; in the second month the force is gone.
    let months = |wear: f64| {
        still(&format!(
            "[scenario]
            months = 2
            [crisis]
            violence = 0.8
            peak = 0.3
            violence_rate = 1.0
            [norm]
            deeds = 0.6
            rate = 0.25
            wear = {wear}
            [delivery]
            withdrawal = 1.0
            [forums]
            agenda_rate = 0.0
            [instruments]
            shield = {{ budget = 'p', protection = 0.5, requirement = 1.0, authority = 'council', initial = {{ deployed = 1.0 }} }}"
        ))
    };
    for wear in [0.0, 0.5] {
        let months = months(wear);
        let first = 0.6 + 0.25 * (0.5 - 0.6) - wear * 0.4 * 0.6;
        close(months[0].value("norm_deeds"), first);
        // V has fallen to its peak of 0.3 by then.
        close(months[1].world.exposure, 0.3);
        close(months[1].value("norm_deeds"), first + 0.25 * (0.0 - first) - wear * 0.3 * first);
    }
    close(months(100.0)[0].value("norm_deeds"), 0.0);
}
