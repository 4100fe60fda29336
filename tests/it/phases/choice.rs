use crate::support::small::{Month, close, end, still};

/// The utility of `act` to state a, whose demand is held at 0.5; sharpness is 2.
fn utility(sections: &str) -> f64 {
    chooser(sections).utility("a", "act", 2.0)
}

fn chooser(sections: &str) -> Month {
    end(&format!(
        "[attention]
        fixed_demand = 0.5
        {sections}"
    ))
}

#[test]
fn solidarists_value_good_done_by_the_severity_of_need() {
    let sections = |principle: &str| {
        format!(
            "[crisis]
            violence = 0.5
            [choice]
            sharpness = 2.0
            severity_exponent = 2.0
            [instruments]
            act = {{ budget = 'p', principle = '{principle}', benefit = 0.8, requirement = 1.0 }}
            [states.a]
            solidarism = {{ intervention = 0.6, accountability = 0.2 }}"
        )
    };
    // s β N²
    close(utility(&sections("intervention")), 0.6 * 0.8 * 0.25);
    close(utility(&sections("accountability")), 0.2 * 0.8 * 0.25);
}

#[test]
fn severity_to_the_power_0_counts_as_1_and_roots_are_taken() {
    let sections = |exponent: f64| {
        format!(
            "[crisis]
            violence = 0.25
            [choice]
            sharpness = 2.0
            severity_exponent = {exponent}
            [instruments]
            act = {{ budget = 'p', benefit = 0.8, requirement = 1.0 }}
            [states.a]
            solidarism = 0.5"
        )
    };
    close(utility(&sections(0.0)), 0.4);
    close(utility(&sections(0.5)), 0.2);
}

#[test]
fn demand_rewards_what_is_seen_where_goals_are_measurable_and_what_does_good_where_not() {
    let month = chooser(
        "[choice]
        sharpness = 2.0
        demand_weight = 0.7
        [instruments]
        act = { budget = 'p', benefit = 0.8, visibility = 0.3, requirement = 1.0 }
        [movements.m]
        mobilisation = 0.5
        measurability = 0.25
        reach = { a = 1.0 }
        [states.b]
        constituencies = { nationals = 1.0 }",
    );
    // 0.7 · 0.5(0.25 · 0.3 + 0.75 · 0.8); nobody asks b, whose μ is 0.
    close(month.utility("a", "act", 2.0), 0.35 * (0.075 + 0.6));
    close(month.utility("b", "act", 2.0), 0.35 * 0.8);
}

#[test]
fn pluralists_mind_intrusion_as_far_as_it_is_not_legitimate() {
    let sections = |unauthorised: bool, words: f64| {
        format!(
            "[forums]
            agenda_rate = 0.0
            [choice]
            sharpness = 2.0
            [norm]
            words = {words}
            council_discretion = 0.25
            [instruments]
            act = {{ budget = 'p', intrusiveness = 0.6, requirement = 1.0{} }}
            [states.a]
            solidarism = 0.3",
            if unauthorised { ", authority = 'council', unauthorised = true" } else { "" }
        )
    };
    // −(1 − s) intrusiveness(1 − legitimacy): legitimacy is W(1 − council_discretion), or 1 where no authority is needed.
    close(utility(&sections(true, 0.4)), -0.7 * 0.6 * (1.0 - 0.4 * 0.75));
    close(utility(&sections(false, 0.4)), 0.0);
    // A norm that is off gives none.
    let off = sections(true, 0.4) + "\n[scenario]\noff = ['norm']";
    close(utility(&off), -0.7 * 0.6);
}

#[test]
fn authorisation_and_consent_make_legitimate() {
    // The council adopts it in month 0 at the strength that b lets pass: y_b = 0 − 1 · 0.5, 0.2/0.5 = 0.4.
    let months = |words: f64, consent: bool| {
        still(&format!(
            "[scenario]
            months = 2
            [attention]
            fixed_demand = 0.5
            [choice]
            sharpness = 2.0
            [forums]
            tolerance = 0.2
            burden = 1.0
            consent_discount = 1.0
            [target]
            concession_rate = 10.0
            [norm]
            words = {words}
            [bodies.council]
            rule = 'consensus'
            [instruments]
            act = {{ budget = 'p', intrusiveness = 0.6, requirement = 1.0, cost = 0.5, authority = 'council', consent = {consent} }}
            [states.a]
            solidarism = 0.3
            reservations = {{ act = -1.0 }}
            [states.b]
            constituencies = {{ nationals = 1.0 }}
            solidarism = 1.0
            societies = ['world']"
        ))
    };
    let granted = months(0.3, true);
    close(granted[0].authorised("act"), 0.4);
    close(granted[0].effort("b", "act"), 0.0);
    assert!(granted[0].consent("act"));
    close(granted[1].utility("a", "act", 2.0), 1.0);
}

#[test]
fn an_authorised_strength_legitimates_unless_the_norm_gives_more() {
    for (words, legitimacy) in [(0.3, 0.4), (0.5, 0.5)] {
        let months = still(&format!(
            "[scenario]
            months = 2
            [attention]
            fixed_demand = 0.5
            [choice]
            sharpness = 2.0
            [forums]
            tolerance = 0.2
            burden = 1.0
            [norm]
            words = {words}
            [bodies.council]
            rule = 'consensus'
            [instruments]
            act = {{ budget = 'p', intrusiveness = 0.6, requirement = 1.0, cost = 0.5, authority = 'council' }}
            [states.a]
            solidarism = 0.3
            reservations = {{ act = -1.0 }}
            [states.b]
            constituencies = {{ nationals = 1.0 }}
            solidarism = 1.0
            societies = ['world']"
        ));
        close(months[0].authorised("act"), 0.4);
        close(months[1].utility("a", "act", 2.0), -0.7 * 0.6 * (1.0 - legitimacy) + 1.0);
        // Breach: κ̂ = (1, 0), so a's effort counts alone.
        close(months[1].value("breach"), months[1].effort("a", "act") * 0.6 * (1.0 - legitimacy));
    }
}

#[test]
fn nationals_mind_cost_risk_and_ties_as_far_as_the_state_answers_to_them() {
    let value = utility(
        "[choice]
        sharpness = 2.0
        burden = 0.75
        [instruments]
        act = { budget = 'p', cost = 0.4, risk = 0.2, pressure = 0.3, requirement = 1.0 }
        [states.a]
        constituencies = { nationals = 0.6, humanity = 0.4 }
        solidarism = 1.0
        overstretch = 0.5
        ties = 0.25",
    );
    // −c(burden(cost + v risk) + k pressure)
    close(value, -0.6 * (0.75 * (0.4 + 0.5 * 0.2) + 0.25 * 0.3));
}

#[test]
fn reservations_count_against_and_interests_for() {
    let month = chooser(
        "[choice]
        sharpness = 2.0
        [instruments]
        act = { budget = 'p', requirement = 1.0 }
        want = { budget = 'q', requirement = 1.0 }
        [states.a]
        reservations = { act = 0.2, want = -0.3 }",
    );
    close(month.utility("a", "act", 2.0), -0.2);
    close(month.utility("a", "want", 2.0), 0.3);
}

#[test]
fn a_faction_speaks_for_the_state_on_what_it_holds() {
    let months = still(
        "[scenario]
        months = 2
        [attention]
        fixed_demand = 0.5
        [choice]
        sharpness = 2.0
        [norm]
        words = 0.2
        backlash = 0.5
        [instruments]
        act = { budget = 'p', benefit = 1.0, requirement = 1.0 }
        try = { budget = 'q', principle = 'accountability', benefit = 1.0, requirement = 1.0 }
        rest = { budget = 'r', benefit = 1.0, requirement = 1.0 }
        [states.a]
        factions = { hawks = { share = 0.3, solidarism = { intervention = 0.9, accountability = 0.5 }, holds = ['act'] }, doves = { share = 0.1, solidarism = { intervention = 0.1, accountability = 0.1 }, holds = ['try'] } }",
    );
    // s = (0.3 · 0.9 + 0.1 · 0.1)/0.4 = 0.7 and 0.4; u = s_ia at first, which is the holder's own value.
    for (instrument, value) in [("act", 0.9), ("try", 0.1), ("rest", 0.7)] {
        close(months[0].utility("a", instrument, 2.0), value);
    }
    // Backlash moves the mean, s' = s − 0.1(1 − s): 0.67 and 0.34. What the faction adds stays: 0.2 and −0.3.
    for (instrument, value) in [("act", 0.87), ("try", 0.04), ("rest", 0.67)] {
        close(months[1].utility("a", instrument, 2.0), value);
    }
}

#[test]
fn what_a_faction_adds_keeps_solidarism_between_0_and_1() {
    // Peers pull the mean from 0.5 to 0.9: 0.9 + 0.5 and, for the doves, 0.9 − 0.5; then clamped.
    let months = still(
        "[scenario]
        months = 2
        [attention]
        fixed_demand = 0.5
        [choice]
        sharpness = 2.0
        [norm]
        socialisation = 0.8
        [societies.world]
        thickness = 1.0
        [instruments]
        act = { budget = 'p', benefit = 1.0, requirement = 1.0 }
        try = { budget = 'q', benefit = 1.0, requirement = 1.0 }
        [states.a]
        factions = { hawks = { share = 0.5, solidarism = 1.0, holds = ['act'] }, doves = { share = 0.5, holds = ['try'] } }
        [states.b]
        solidarism = 1.0
        constituencies = { nationals = 1.0 }
        societies = ['world']",
    );
    close(months[0].solidarism("a")[0], 0.9);
    close(months[1].utility("a", "act", 2.0), 1.0);
    close(months[1].utility("a", "try", 2.0), 0.4);
}

#[test]
fn efforts_in_a_budget_compete_and_budgets_do_not() {
    let month = chooser(
        "[choice]
        sharpness = 2.0
        [instruments]
        one = { budget = 'p', visibility = 0.5, requirement = 1.0 }
        two = { budget = 'p', visibility = 0.25, requirement = 1.0 }
        other = { budget = 'q', visibility = 1.0, requirement = 1.0 }
        never = { budget = 'r', requirement = 1.0, authority = 'council', from = '2001-02' }
        [states.a]
        reservations = { one = -0.5, two = 0.25, other = 0.1 }",
    );
    let [one, two, other] = [1.0_f64.exp(), (-0.5_f64).exp(), (-0.2_f64).exp()];
    let budget = 1.0 + one + two;
    close(month.effort("a", "one"), 0.25 * one / budget);
    close(month.effort("a", "two"), 0.25 * two / budget);
    close(month.effort("a", "other"), 0.25 * other / (1.0 + other));
    // Three budgets are named, also where one holds nothing that can be used.
    let sum = (one + two) / budget + other / (1.0 + other);
    close(month.action("a"), 0.25 * sum / 3.0);
    close(month.visible("a"), 0.25 * ((0.5 * one + 0.25 * two) / budget + other / (1.0 + other)));
}

#[test]
fn only_what_is_available_gets_effort() {
    let months = still(
        "[scenario]
        months = 3
        [attention]
        fixed_demand = 0.5
        [forums]
        agenda_rate = 1000.0
        [target]
        concession_rate = 1.5
        [instruments]
        open = { budget = 'p', requirement = 1.0 }
        later = { budget = 'q', requirement = 1.0, from = '2001-03' }
        leave = { budget = 'r', requirement = 1.0, authority = 'council' }
        dare = { budget = 's', requirement = 1.0, authority = 'council', unauthorised = true, from = '2001-02' }
        asks = { budget = 't', requirement = 1.0, authority = 'council', consent = true }
        [[events]]
        date = '2001-01'
        set = { 'target.concession_rate' = 0.0 }
        [[events]]
        date = '2001-02'
        set = { 'target.concession_rate' = 2.0 }",
    );
    let used = |month: &Month| {
        ["open", "later", "leave", "dare", "asks"].map(|instrument| month.effort("a", instrument) > 0.0)
    };
    assert_eq!(used(&months[0]), [true, false, false, false, false]);
    assert_eq!(used(&months[1]), [true, false, true, true, false]);
    assert_eq!(used(&months[2]), [true, true, true, true, true]);
}

#[test]
fn a_trusted_mission_of_another_body_leaves_less_reason_for_ones_own() {
    // Month 0: all is authorised and, at its end, consented to. Month 1: the missions are under way with 0.75 and 0.5 of their
    // means (what states give to so large a requirement is nothing), so trust falls from 1 by a fifth of the shortfall.
    let sections = |more: &str| {
        format!(
            "[scenario]
            months = 3
            [attention]
            fixed_demand = 0.5
            [choice]
            sharpness = 2.0
            [forums]
            subcontracting = 0.6
            trust_rate = 0.2
            [target]
            concession_rate = 2.0
            [bodies]
            union = {{ mandate = 1.0, rule = 'majority', society = 'world' }}
            league = {{ mandate = 1.0, rule = 'majority', society = 'world' }}
            [instruments]
            own = {{ budget = 'p', benefit = 0.5, protection = 0.5, requirement = 1e12, capacity = 0.75, authority = 'council', consent = true }}
            sub = {{ budget = 'q', benefit = 0.8, protection = 0.5, requirement = 1e12, capacity = 0.5, authority = 'union', consent = true }}
            war = {{ budget = 'r', benefit = 0.8, protection = 0.5, requirement = 1.0, authority = 'league', unauthorised = true }}
            aid = {{ budget = 's', benefit = 0.8, requirement = 1.0 }}
            office = {{ budget = 't', benefit = 0.8, requirement = 1.0, authority = 'league', consent = true }}
            {more}
            [states.a]
            solidarism = 1.0"
        )
    };
    let months = still(&sections(""));
    close(months[0].trust("council"), 1.0);
    close(months[1].trust("council"), 0.95);
    close(months[1].trust("union"), 0.9);
    close(months[1].utility("a", "own", 2.0), 0.5 * (1.0 - 0.6));
    close(months[2].utility("a", "own", 2.0), 0.5 * (1.0 - 0.6 * 0.9));
    close(months[2].utility("a", "sub", 2.0), 0.8 * (1.0 - 0.6 * 0.95));
    // War, relief and an office are no peace forces.
    for instrument in ["war", "aid", "office"] {
        close(months[2].utility("a", instrument, 2.0), 0.8);
    }
    // A second mission of the same body is none of another body; of three bodies the most trusted counts.
    let months = still(&sections(
        "more = { budget = 'u', benefit = 0.4, protection = 0.1, requirement = 1e12, capacity = 0.75, authority = 'council', consent = true }
        third = { budget = 'v', benefit = 0.4, protection = 0.1, requirement = 1e12, capacity = 1.0, authority = 'league', consent = true }",
    ));
    // League has war too, with means of its own: its trust is whatever month 1 left.
    let most = months[1].trust("league").max(0.9);
    close(months[2].utility("a", "more", 2.0), 0.4 * (1.0 - 0.6 * most));
    close(months[2].utility("a", "third", 2.0), 0.4 * (1.0 - 0.6 * 0.95));
}

#[test]
fn what_another_body_authorised_without_a_peace_force_is_no_reason_to_leave_it_to_it() {
    let months = still(
        "[scenario]
        months = 2
        [attention]
        fixed_demand = 0.5
        [choice]
        sharpness = 2.0
        [forums]
        subcontracting = 0.6
        [target]
        concession_rate = 2.0
        [bodies.union]
        mandate = 1.0
        rule = 'majority'
        society = 'world'
        [instruments]
        own = { budget = 'p', benefit = 0.5, protection = 0.5, requirement = 1.0, authority = 'council', consent = true }
        embargo = { budget = 'q', requirement = 1.0, authority = 'union' }
        office = { budget = 'q', requirement = 1.0, authority = 'union', consent = true }
        raid = { budget = 'r', protection = 0.5, requirement = 1.0, authority = 'union' }
        [states.a]
        solidarism = 1.0",
    );
    for instrument in ["own", "embargo", "office", "raid"] {
        close(months[0].authorised(instrument), 1.0);
    }
    close(months[1].utility("a", "own", 2.0), 0.5);
}

#[test]
fn performance_is_what_is_seen_and_said() {
    let month = end("[attention]
        fixed_demand = 0.4
        [citizenship]
        word_effect = 0.7
        [instruments]
        one = { budget = 'p', visibility = 0.5, requirement = 1.0 }
        two = { budget = 'q', visibility = 0.3, requirement = 1.0 }");
    // Δ = 1 + 1 + 0.49: x = 0.4/2.49, w = 0.7 x; vis = (0.5 + 0.3)x/2 and π = vis + 0.7 w.
    let ready = 0.4 / 2.49;
    close(month.visible("a"), 0.4 * ready);
    close(month.performance("a"), 0.4 * ready + 0.49 * ready);
}

#[test]
fn performance_is_at_most_1() {
    // Three budgets, all sure of being used (u = 5 at sharpness 20): vis = 3x with x near 1.
    let month = end("[attention]
        fixed_demand = 1.0
        [citizenship]
        commitment = 1e6
        action_cost = 0.001
        [choice]
        sharpness = 20.0
        [instruments]
        one = { budget = 'p', visibility = 1.0, requirement = 1.0 }
        two = { budget = 'q', visibility = 1.0, requirement = 1.0 }
        three = { budget = 'r', visibility = 1.0, requirement = 1.0 }
        [states.a]
        reservations = { one = -5.0, two = -5.0, three = -5.0 }");
    assert!(month.visible("a") > 2.9, "found {}", month.visible("a"));
    close(month.performance("a"), 1.0);
}

#[test]
fn credibility_wears_off_where_words_exceed_what_is_seen() {
    let sections = |visibility: f64, effect: f64, more: &str| {
        still(&format!(
            "[attention]
            fixed_demand = 0.5
            [citizenship]
            word_effect = {effect}
            credibility_rate = 0.25
            [instruments]
            act = {{ budget = 'p', visibility = {visibility}, requirement = 1.0 }}
            [scenario]
            months = 2
            {more}"
        ))
    };
    // Δ = 1 + 1 + 0.5²: x = 0.5/2.25, w = 0.25/2.25; vis = 0.4 x/2 = 0.1/2.25: vis/w = 0.4.
    let months = sections(0.4, 0.5, "");
    close(months[0].credibility("a"), 1.0 + 0.25 * (0.4 - 1.0));
    // Next month θ_w = 0.5 · 0.85 = 0.425, Δ = 2 + 0.425²: vis/w = 0.2/0.425.
    close(months[1].words("a"), 0.5 * 0.425 / (2.0 + 0.425 * 0.425));
    close(months[1].credibility("a"), 0.85 + 0.25 * (0.2 / 0.425 - 0.85));
    // What is seen beyond words counts as 1, and so do no words at all.
    close(sections(1.0, 0.1, "")[0].credibility("a"), 1.0);
    close(sections(0.0, 0.0, "")[0].credibility("a"), 1.0);
    let off = sections(0.4, 0.5, "off = ['credibility']");
    close(off[0].credibility("a"), 1.0);
    close(off[1].words("a"), 0.5 * 0.5 / 2.25);
}

#[test]
fn breach_is_unlegitimated_intrusion_weighted_by_capability() {
    let month = end("[attention]
        fixed_demand = 0.5
        [forums]
        agenda_rate = 0.0
        [norm]
        words = 0.4
        [instruments]
        act = { budget = 'p', intrusiveness = 0.6, requirement = 1.0, authority = 'council', unauthorised = true }
        talk = { budget = 'q', intrusiveness = 1.0, requirement = 1.0 }
        [states.b]
        capability = 0.25
        constituencies = { nationals = 1.0 }
        ties = 1.0
        societies = ['world']");
    // Sharpness 0: e = x/2 = 0.125 and, at cost 2, 0.5/6; κ̂ = (0.8, 0.2).
    close(month.value("breach"), (0.8 * 0.125 + 0.2 * 0.5 / 6.0) * 0.6 * 0.6);
}
