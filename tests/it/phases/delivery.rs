use crate::support::small::{Month, close, each, end, still};

#[test]
fn resources_are_what_capability_gives_of_what_is_required() {
    let month = |more: &str| {
        end(&format!(
            "[attention]
            fixed_demand = 0.5
            [instruments]
            act = {{ budget = 'p', risk = 0.4, requirement = 0.8, capacity = 0.05 }}
            rich = {{ budget = 'q', requirement = 0.01 }}
            [states.a]
            overstretch = 0.5
            [states.b]
            capability = 0.25
            constituencies = {{ nationals = 1.0 }}
            {more}"
        ))
    };
    // e = x/2: 0.5/2.5/2 = 0.1 for a (cost 1.5) and 0.125 for b; a gives 1 − 0.5 · 0.4 of it; κ̂ = (0.8, 0.2).
    close(month("").resources("act"), (0.8 * 0.8 * 0.1 + 0.2 * 0.125) / 0.8 + 0.05);
    close(month("").resources("rich"), 1.0);
}

#[test]
fn what_does_not_exist_yet_has_neither_resources_nor_force() {
    let months = still(
        "[scenario]
        months = 2
        [delivery]
        ramp = 0.5
        [instruments]
        act = { budget = 'p', protection = 0.5, requirement = 1.0, capacity = 0.8, from = '2001-02' }",
    );
    close(months[0].resources("act"), 0.0);
    close(months[0].deployed("act"), 0.0);
    assert_eq!(months.iter().map(|month| month.world.in_force[0]).collect::<Vec<_>>(), [0.0, 1.0]);
    close(months[1].resources("act"), 0.8);
    close(months[1].deployed("act"), 0.4);
}

/// A force with means of 0.8, authorised at 0.25 in month 0.
fn force(months: usize, more: &str, consent: bool) -> Vec<Month> {
    still(&format!(
        "[scenario]
        months = {months}
        [forums]
        tolerance = 0.2
        [delivery]
        ramp = 0.5
        withdrawal = 0.25
        [bodies.council]
        rule = 'consensus'
        [instruments]
        act = {{ budget = 'p', protection = 0.5, intrusiveness = 1.0, requirement = 1e12, capacity = 0.8, authority = 'council', consent = {consent} }}
        [states.a]
        reservations = {{ act = -9.0 }}
        [states.b]
        solidarism = 1.0
        constituencies = {{ nationals = 1.0 }}
        reservations = {{ act = 0.8 }}
        societies = ['world']
        {more}"
    ))
}

#[test]
fn forces_build_up_to_what_authority_and_means_allow() {
    let months = force(2, "", false);
    close(months[0].authorised("act"), 0.25);
    // K' = K + 0.5(0.25 · 0.8 − K)
    close(months[0].deployed("act"), 0.1);
    close(months[1].deployed("act"), 0.15);
}

#[test]
fn forces_wait_for_consent_and_leave_without_it() {
    // Sharpness 0: q = 1/2. Granted at the end of month 0, withdrawn at the end of month 3 when an event raises renege_rate.
    let months = force(
        6,
        "[target]
        concession_rate = 1.5
        [[events]]
        date = '2001-04'
        set = { 'target.renege_rate' = 3.0, 'target.concession_rate' = 0.0 }",
        true,
    );
    let deployed: Vec<f64> = months.iter().map(|month| month.deployed("act")).collect();
    let consent: Vec<bool> = months.iter().map(|month| month.consent("act")).collect();
    assert_eq!(consent, [true, true, true, false, false, false]);
    for (found, expected) in each(&deployed, [0.0, 0.1, 0.15, 0.175, 0.175 * 0.75, 0.175 * 0.75 * 0.75]) {
        close(*found, expected);
    }
}

#[test]
fn a_delay_stops_what_needs_an_authority_and_nothing_else() {
    // Shopping in month 1 (two bodies of equal mandate, pressure above 1): the next two months see no deployment.
    let months = force(
        6,
        "[target]
        shopping_delay = 2
        [attention]
        fixed_demand = 1.0
        [pressure]
        gain = 100.0
        [bodies.other]
        mandate = 1.0
        rule = 'majority'
        [instruments.free]
        budget = 'q'
        pressure = 1.0
        protection = 0.5
        requirement = 1e12
        capacity = 0.8
        [[events]]
        date = '2001-02'
        set = { 'target.shopping_rate' = 1.5, 'states.a.leverage' = 1.0 }
        [[events]]
        date = '2001-03'
        set = { 'target.shopping_rate' = 0.0 }",
        false,
    );
    let shopped: Vec<f64> = months.iter().map(|month| month.value("shopped")).collect();
    assert_eq!(shopped, [0.0, 1.0, 0.0, 0.0, 0.0, 0.0]);
    for (month, expected) in each(&months, [0.1, 0.15, 0.15, 0.15, 0.175, 0.1875]) {
        close(month.deployed("act"), expected);
    }
    for (month, expected) in each(&months, [0.4, 0.6, 0.7, 0.75, 0.775, 0.7875]) {
        close(month.deployed("free"), expected);
    }
    let delay: Vec<f64> = months.iter().map(|month| month.world.delay).collect();
    assert_eq!(delay, [0.0, 2.0, 1.0, 0.0, 0.0, 0.0]);
}

#[test]
fn shopping_again_never_shortens_a_delay() {
    // The event cuts the delay that shopping brings from 4 to 1: 4, then max(3, 1), max(2, 1), max(1, 1), max(0, 1).
    let months = still(
        "[scenario]
        months = 5
        [target]
        shopping_rate = 10.0
        shopping_delay = 4
        [attention]
        fixed_demand = 1.0
        [pressure]
        gain = 100.0
        [bodies.other]
        mandate = 1.0
        rule = 'majority'
        [instruments.free]
        budget = 'q'
        pressure = 1.0
        requirement = 1.0
        [states.a]
        leverage = 1.0
        [[events]]
        date = '2001-02'
        set = { 'target.shopping_delay' = 1 }",
    );
    let delay: Vec<f64> = months.iter().map(|month| month.world.delay).collect();
    assert_eq!(delay, [4.0, 3.0, 2.0, 1.0, 1.0]);
}

#[test]
fn what_may_be_used_unauthorised_is_in_force_whole() {
    let months = still(
        "[delivery]
        ramp = 0.5
        [forums]
        agenda_rate = 0.0
        [instruments]
        dare = { budget = 'p', protection = 0.5, requirement = 1.0, capacity = 0.8, authority = 'council', unauthorised = true }
        wait = { budget = 'q', protection = 0.5, requirement = 1.0, capacity = 0.8, authority = 'council' }",
    );
    close(months[0].deployed("dare"), 0.4);
    close(months[0].deployed("wait"), 0.0);
}

#[test]
fn trust_follows_what_missions_have_of_their_means() {
    // The council's two forces have 0.8 and 0.2 of their means, the union's one 0.4; the embargo is no force.
    let months = still(
        "[scenario]
        months = 2
        [forums]
        trust_rate = 0.25
        [instruments]
        one = { budget = 'p', protection = 0.5, requirement = 1e12, capacity = 0.8, authority = 'council' }
        two = { budget = 'p', protection = 0.1, requirement = 1e12, capacity = 0.2, authority = 'council' }
        three = { budget = 'q', protection = 0.1, requirement = 1e12, capacity = 0.4, authority = 'union' }
        embargo = { budget = 'r', requirement = 1e12, authority = 'council' }
        waits = { budget = 'r', protection = 0.1, requirement = 1e12, authority = 'council', consent = true }
        dare = { budget = 's', protection = 0.1, requirement = 1e12, capacity = 0.9, authority = 'idler', unauthorised = true }
        [states.a]
        reservations = { dare = 9.0 }
        [bodies]
        union = { mandate = 1.0, rule = 'majority', society = 'world' }
        idler = { mandate = 1.0, rule = 'majority', society = 'world' }",
    );
    // Shortfall 1 − mean(0.8, 0.2); trust' = 1 + 0.25(0.5 − 1), then 0.875 + 0.25(0.5 − 0.875).
    close(months[0].shortfall("council"), 0.5);
    close(months[0].trust("council"), 0.875);
    close(months[1].trust("council"), 0.78125);
    close(months[0].shortfall("union"), 0.6);
    close(months[0].trust("union"), 0.85);
    // What it did not authorise is not its mission: no shortfall, and trust stays.
    close(months[0].shortfall("idler"), 0.0);
    close(months[0].trust("idler"), 1.0);
}

#[test]
fn trust_stays_where_no_mission_is_under_way() {
    // Trust falls to 0.9 while the mission is under way (month 1); from month 2 consent is gone.
    let months = force(
        4,
        "[target]
        concession_rate = 1.5
        [[events]]
        date = '2001-01'
        set = { 'forums.trust_rate' = 0.5 }
        [[events]]
        date = '2001-02'
        set = { 'target.renege_rate' = 3.0, 'target.concession_rate' = 0.0 }",
        true,
    );
    for (month, trust) in each(&months, [1.0, 0.9, 0.9, 0.9]) {
        close(month.trust("council"), trust);
    }
    close(months[2].shortfall("council"), 0.0);
}

#[test]
fn a_mission_that_is_delayed_is_still_under_way() {
    let months = still(
        "[scenario]
        months = 3
        [target]
        shopping_rate = 10.0
        shopping_delay = 9
        [attention]
        fixed_demand = 1.0
        [forums]
        trust_rate = 0.5
        [pressure]
        gain = 100.0
        [delivery]
        ramp = 0.5
        [bodies.other]
        mandate = 1.0
        rule = 'majority'
        [instruments]
        free = { budget = 'q', pressure = 1.0, requirement = 1.0 }
        act = { budget = 'p', protection = 0.5, requirement = 1e12, capacity = 0.6, authority = 'council' }
        [states.a]
        leverage = 1.0",
    );
    for (month, (deployed, trust)) in each(&months, [(0.3, 0.8), (0.3, 0.7), (0.3, 0.65)]) {
        close(month.deployed("act"), deployed);
        close(month.trust("council"), trust);
        close(month.shortfall("council"), 0.4);
    }
}

#[test]
fn relief_adds_up_to_all_that_is_in_force() {
    let month = |relief: f64| {
        end(&format!(
            "[delivery]
            relief_rate = 0.5
            [target]
            obstruction = 0.25
            [crisis]
            violence = 0.8
            [forums]
            agenda_rate = 0.0
            [instruments]
            food = {{ budget = 'p', relief = {relief}, requirement = 1.0, capacity = 0.5 }}
            care = {{ budget = 'p', relief = 0.4, requirement = 1.0, capacity = 0.25 }}
            wait = {{ budget = 'p', relief = 9.0, requirement = 1.0, capacity = 1.0, authority = 'council' }}"
        ))
        .value("relief_cover")
    };
    // 0.5 · min(1, 0.6 · 0.5 + 0.4 · 0.25)(1 − 0.25 · 0.8)
    close(month(0.6), 0.5 * 0.4 * 0.8);
    close(month(5.0), 0.5 * 0.8);
}
