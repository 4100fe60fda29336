use crate::support::small::{close, each, end, refused, still};

#[test]
fn an_event_holds_from_the_first_phase_of_its_month() {
    let months = still(
        "[scenario]
        months = 3
        [crisis]
        population = 1000
        violence = 0.5
        violent_death_rate = 0.01
        [[events]]
        date = '2001-02'
        set = { 'crisis.population' = 2000 }",
    );
    let deaths: Vec<f64> = months.iter().map(|month| month.value("violent_deaths")).collect();
    // 1000 · 0.01 · 0.5 = 5, then 2000 · 0.01 · 0.5 = 10.
    for (found, expected) in each(&deaths, [5.0, 10.0, 10.0]) {
        close(*found, expected);
    }
}

#[test]
fn an_event_of_the_first_month_holds_in_it() {
    let month = end("[crisis]
        population = 1000
        violent_death_rate = 0.01
        [[events]]
        date = '2001-01'
        set = { 'crisis.population' = 3000 }");
    close(month.value("violent_deaths"), 30.0);
}

#[test]
fn a_star_reaches_every_name_and_later_paths_and_events_win() {
    let month = end("[attention]
        fixed_demand = 0.5
        [states]
        b = { constituencies = { nationals = 1.0 } }
        c = { constituencies = { nationals = 1.0 }, overstretch = 0.9 }
        [[events]]
        date = '2001-01'
        set = { 'states.*.overstretch' = 0.5, 'states.a.overstretch' = 0.25 }
        [[events]]
        date = '2001-01'
        set = { 'states.b.overstretch' = 0.75 }");
    // x = A/(cost_x + 1) with cost_x = 1 + c v.
    close(month.readiness("a"), 0.5 / 2.25);
    close(month.readiness("b"), 0.5 / 2.75);
    close(month.readiness("c"), 0.5 / 2.5);
}

#[test]
fn a_star_passes_over_names_to_which_the_path_does_not_apply() {
    let month = end("[states]
        a = { factions = { hawks = { share = 0.5, solidarism = 1.0 }, doves = { share = 0.5 } } }
        b = { constituencies = { nationals = 1.0 }, solidarism = 0.3 }
        [[events]]
        date = '2001-01'
        set = { 'states.*.factions.hawks.share' = 0.125 }");
    // 0.125 · 1/(0.125 + 0.5)
    close(month.solidarism("a")[0], 0.2);
    close(month.solidarism("b")[0], 0.3);
}

#[test]
fn an_event_can_set_a_number_that_the_file_leaves_out() {
    let sections = |events: &str| {
        format!(
            "[attention]
            fixed_demand = 0.5
            [choice]
            sharpness = 2.0
            [blame]
            max_exposure = 1.0
            [movements.m]
            mobilisation = 0.5
            [states.a]
            openness = 1.0
            {events}"
        )
    };
    close(end(&sections("")).utility("a", "idle", 2.0), 0.0);
    let month = end(&sections(
        "[[events]]
        date = '2001-01'
        set = { 'states.a.reservations.idle' = 0.4, 'movements.m.reach.a' = 0.5, 'movements.m.measurability' = 0.3 }",
    ));
    close(month.utility("a", "idle", 2.0), -0.4);
    close(month.measurability("a"), 0.3);
}

#[test]
fn an_event_sets_norms_and_mobilisation_themselves() {
    let months = still(
        "[scenario]
        months = 2
        [norm]
        words = 0.2
        deeds = 0.1
        [movements.m]
        mobilisation = 0.3
        [[events]]
        date = '2001-02'
        set = { 'norm.words' = 0.7, 'norm.deeds' = 0.6, 'movements.*.mobilisation' = 0.9 }",
    );
    // All their rates are 0: they stay where they are put.
    for (month, [words, deeds, mobilisation]) in each(&months, [[0.2, 0.1, 0.3], [0.7, 0.6, 0.9]]) {
        close(month.value("norm_words"), words);
        close(month.value("norm_deeds"), deeds);
        close(month.mobilisation("m"), mobilisation);
    }
}

#[test]
fn an_event_in_the_solidarism_of_a_state_resets_it_and_its_anchor_and_nobody_elses() {
    // W = 0.4, Y = 0, backlash 0.5: s' = s − 0.2(1 − s) + 0.5(s⁰ − s).
    let months = still(
        "[scenario]
        months = 3
        [norm]
        words = 0.4
        backlash = 0.5
        anchoring = 0.5
        [states.a]
        solidarism = 0.8
        [states.b]
        solidarism = 0.8
        constituencies = { nationals = 1.0 }
        [[events]]
        date = '2001-02'
        set = { 'states.a.solidarism' = 0.5 }",
    );
    let next = |now: f64, anchor: f64| now - 0.2 * (1.0 - now) + 0.5 * (anchor - now);
    let first = next(0.8, 0.8);
    close(months[0].solidarism("a")[0], first);
    close(months[1].solidarism("a")[0], next(0.5, 0.5));
    close(months[2].solidarism("a")[0], next(next(0.5, 0.5), 0.5));
    close(months[1].solidarism("b")[0], next(first, 0.8));
}

#[test]
fn an_event_in_one_component_makes_two_of_one_number_and_resets_both() {
    // s' = s − 0.1(1 − s), so 0.3 has become 0.23 when the event sets it anew.
    let months = still(
        "[scenario]
        months = 2
        [norm]
        words = 0.2
        backlash = 0.5
        [states.a]
        solidarism = 0.3
        [[events]]
        date = '2001-02'
        set = { 'states.a.solidarism.accountability' = 0.9 }",
    );
    close(months[0].solidarism("a")[1], 0.23);
    close(months[1].solidarism("a")[0], 0.23);
    close(months[1].solidarism("a")[1], 0.89);
}

#[test]
fn an_event_in_a_faction_resets_the_states_solidarism() {
    let months = still(
        "[scenario]
        months = 2
        [norm]
        words = 0.2
        backlash = 0.5
        [states.a]
        factions = { hawks = { share = 0.5, solidarism = 0.6 }, doves = { share = 0.5, solidarism = { intervention = 0.2, accountability = 0.4 } } }
        [[events]]
        date = '2001-02'
        set = { 'states.a.factions.hawks.share' = 1.5e-1, 'states.a.factions.doves.share' = 4.5e-1 }",
    );
    let next = |now: f64| now - 0.1 * (1.0 - now);
    close(months[0].solidarism("a")[0], next(0.4));
    close(months[0].solidarism("a")[1], next(0.5));
    // (0.15 · 0.6 + 0.45 · 0.2)/0.6 = 0.3 and (0.15 · 0.6 + 0.45 · 0.4)/0.6 = 0.45
    close(months[1].solidarism("a")[0], next(0.3));
    close(months[1].solidarism("a")[1], next(0.45));
}

#[test]
fn an_event_in_a_mandate_sets_what_mandates_return_to() {
    let months = still(
        "[scenario]
        months = 2
        [target]
        mandate_return = 0.25
        [blame]
        clarity = 1.0
        [citizenship]
        deflection_effect = 1.0
        [attention]
        fixed_demand = 0.5
        [bodies.other]
        mandate = 1.0
        rule = 'majority'
        [[events]]
        date = '2001-02'
        set = { 'bodies.council.mandate' = 0.0 }",
    );
    close(months[0].mandate("council"), 0.5);
    // m⁰ is (0, 1) now, and m' = 0.5 + 0.25(0 − 0.5).
    close(months[1].mandate("council"), 0.375);
    close(months[1].mandate("other"), 0.625);
    // Citizenship sees m = (0.5, 0.5): clarity = 0.5 · (1 − ½(0.5 + 0.5)) = 0.25, θ_e = 0.75, Δ = 1 + 1 + 0.75².
    close(months[1].deflection("a"), 0.5 * 0.75 / (2.0 + 0.75 * 0.75));
    // Blame sees them moved: (0.375² + 0.625²)(1 − ½ · 0.75).
    close(months[1].value("clarity"), (0.375 * 0.375 + 0.625 * 0.625) * (1.0 - 0.375));
}

#[test]
fn an_event_changes_all_that_is_derived_from_its_parameter() {
    let months = still(
        "[scenario]
        months = 2
        [norm]
        socialisation = 0.5
        [states]
        a = { solidarism = 0.2, societies = ['world'] }
        b = { solidarism = 0.8, societies = ['world'], constituencies = { nationals = 1.0 } }
        [[events]]
        date = '2001-02'
        set = { 'states.b.capability' = 0.5, 'societies.world.thickness' = 0.4 }",
    );
    // b has no capability, hence no share, and a world of thickness 0 makes nobody peers.
    close(months[0].value("solidarism"), 0.2);
    // tie = 0.4: s_a' = 0.2 + 0.5 · 0.4 · 0.6 = 0.32, s_b' = 0.8 − 0.12 = 0.68; κ̂ = (2/3, 1/3).
    close(months[1].value("solidarism"), (2.0 * 0.32 + 0.68) / 3.0);
}

#[test]
fn events_cannot_set_starting_values_profiles_or_nothing() {
    let event = |date: &str, path: &str| {
        format!(
            "[profiles.p]
            capability = 0.5
            [[events]]
            date = '{date}'
            set = {{ '{path}' = 0.5 }}"
        )
    };
    assert!(!refused(&event("2001-01", "states.a.ties"), ""));
    for path in ["crisis.violence", "crisis.displaced", "leadership.initial", "profiles.p.capability"] {
        assert!(refused(&event("2001-01", path), path.split('.').next_back().unwrap_or(path)), "{path}");
    }
    for path in ["states.nobody.ties", "states.a.nothing", "states.*.factions.hawks.share", "bodies.council.rule"] {
        assert!(refused(&event("2001-01", path), ""), "{path}");
    }
    assert!(refused(&event("2000-12", "states.a.ties"), "2000-12"), "an event before the start");
}
