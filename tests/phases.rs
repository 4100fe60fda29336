//! The twelve phases of a month, each against numbers worked out from the model's formulas.
//!
//! Most worlds have two or three states and no chance. A state that answers to its nationals alone
//! aspires to the demand held for it (inertia 1); with all costs 1, commitment 1 and neither words
//! nor deflection it is ready for x = A/(cost_x Δ) = A/(cost_x + 1).

#[path = "support/small.rs"]
mod small;

use small::{Month, close, end, logistic, lucky, near, refused, still};

// ---------------------------------------------------------------- 0 events

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
    for (found, expected) in deaths.into_iter().zip([5.0, 10.0, 10.0]) {
        close(found, expected);
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
        held_demand = 0.5
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
            held_demand = 0.5
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
    for (month, [words, deeds, mobilisation]) in months.iter().zip([[0.2, 0.1, 0.3], [0.7, 0.6, 0.9]]) {
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
        held_demand = 0.5
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
    // Phase 3 sees m = (0.5, 0.5): clarity = 0.5 · (1 − ½(0.5 + 0.5)) = 0.25, θ_e = 0.75, Δ = 1 + 1 + 0.75².
    close(months[1].deflection("a"), 0.5 * 0.75 / (2.0 + 0.75 * 0.75));
    // Phase 10 sees them moved: (0.375² + 0.625²)(1 − ½ · 0.75).
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

// ---------------------------------------------------------------- 1 crisis

#[test]
fn people_die_and_flee_at_the_rates_given() {
    let month = end("[crisis]
        population = 1000
        violence = 0.4
        displaced = 0.25
        displacement_rate = 0.3
        return_rate = 0.1
        violent_death_rate = 0.01
        deprivation_death_rate = 0.02");
    // N = 1 − 0.6 · 0.75
    close(month.value("need"), 0.55);
    close(month.value("violent_deaths"), 1000.0 * 0.01 * 0.4 * 0.75);
    close(month.value("deprivation_deaths"), 1000.0 * 0.02 * 0.25);
    // 0.25 + 0.3 · 0.4 · 0.75 − 0.1 · 0.6 · 0.25
    close(month.value("displaced"), 0.25 + 0.09 - 0.015);
    close(month.value("protection"), 0.0);
    close(month.value("adequacy"), 0.0);
}

#[test]
fn forces_protect_independently_and_relief_reaches_the_displaced() {
    let months = still(
        "[scenario]
        months = 2
        [crisis]
        population = 1000
        violence = 0.4
        displaced = 0.25
        displacement_rate = 0.3
        return_rate = 0.1
        violent_death_rate = 0.01
        deprivation_death_rate = 0.02
        [target]
        obstruction = 0.5
        [delivery]
        ramp = 0.5
        relief_rate = 0.75
        [instruments]
        food = { purse = 'aid', relief = 0.8, requirement = 1.0, capacity = 0.5 }
        shield = { purse = 'force', protection = 0.5, requirement = 1.0, capacity = 0.6 }
        watch = { purse = 'force', protection = 0.25, requirement = 1.0, capacity = 1.0 }",
    );
    // Month 0: K = 0.5 · 0.6 and 0.5 · 1; R = 0.75 · min(1, 0.8 · 0.5)(1 − 0.5 · 0.4).
    close(months[0].deployed("shield"), 0.3);
    close(months[0].deployed("watch"), 0.5);
    let relief = 0.75 * 0.4 * 0.8;
    close(months[0].value("relief_cover"), relief);
    // Month 1, with D = 0.325 from month 0.
    let protection = 1.0 - (1.0 - 0.5 * 0.3) * (1.0 - 0.25 * 0.5);
    let exposure = 0.4 * (1.0 - protection);
    let need = 1.0 - (1.0 - exposure) * (1.0 - 0.325 * (1.0 - relief));
    close(months[1].value("protection"), protection);
    close(months[1].world.exposure, exposure);
    close(months[1].value("need"), need);
    close(months[1].value("violent_deaths"), 10.0 * exposure * 0.675);
    close(months[1].value("deprivation_deaths"), 20.0 * 0.325 * (1.0 - relief));
    close(months[1].value("displaced"), 0.325 + 0.3 * exposure * 0.675 - 0.1 * 0.6 * 0.325);
    // N⁰ = 1 − 0.6 · 0.675
    close(months[1].value("adequacy"), 1.0 - need / 0.595);
    // Relief follows access: 1 − obstruction · X with the month's X.
    let cover = relief + 0.75 * (0.4 * (1.0 - 0.5 * exposure) - relief);
    close(months[1].value("relief_cover"), cover);
}

#[test]
fn nobody_flees_twice() {
    // All flee at once, all return at once: the displaced share stays within [0, 1], and who is not displaced is not lost.
    let flood = still(
        "[scenario]
        months = 3
        [crisis]
        displaced = 0.5
        displacement_rate = 10.0",
    );
    for month in flood {
        close(month.value("displaced"), 1.0);
    }
    let home = end("[crisis]
        violence = 0.0
        displaced = 0.5
        return_rate = 10.0");
    close(home.value("displaced"), 0.0);
}

#[test]
fn where_nobody_needs_anything_adequacy_is_0() {
    let month = end("[crisis]
        violence = 0.0");
    close(month.value("need"), 0.0);
    close(month.value("adequacy"), 0.0);
}

// ---------------------------------------------------------------- 2 attention

#[test]
fn attention_follows_need_the_more_the_louder_the_loudest_movement() {
    let months = still(
        "[scenario]
        months = 2
        [crisis]
        violence = 0.5
        [attention]
        rate = 0.5
        base = 0.25
        [movements]
        small = { mobilisation = 0.2 }
        large = { mobilisation = 0.4, growth = 2.0, fatigue = 0.1, fatigue_growth = 0.5, recovery = 0.2 }",
    );
    // Q' = 0.5 · 0.5(0.25 + 0.75 · 0.4)
    let attention = 0.25 * (0.25 + 0.3);
    close(months[0].value("attention"), attention);
    // M' = M + 2 Q' M(1 − M) − 0.1 M, F' = 0.5 M: nothing was demanded, so nothing was won.
    let loud = 0.4 + 2.0 * attention * 0.4 * 0.6 - 0.1 * 0.4;
    close(months[0].mobilisation("large"), loud);
    close(months[0].fatigue("large"), 0.5 * 0.4);
    close(months[0].mobilisation("small"), 0.2);
    close(months[0].value("publicity"), loud);
    // Month 1, from last month's M and F.
    let next = attention + 0.5 * (0.5 * (0.25 + 0.75 * loud) - attention);
    close(months[1].value("attention"), next);
    close(months[1].mobilisation("large"), loud + 2.0 * next * loud * (1.0 - loud) - (0.1 + 0.2) * loud);
    close(months[1].fatigue("large"), 0.2 + 0.5 * loud - 0.2 * 0.2);
}

#[test]
fn mobilisation_stays_between_0_and_1_and_fatigue_above_0() {
    let month = end("[movements]
        wild = { mobilisation = 0.5, growth = 100.0 }
        dead = { mobilisation = 0.5, fatigue = 100.0 }");
    close(month.mobilisation("wild"), 1.0);
    close(month.mobilisation("dead"), 0.0);
    // F' = max(0, 0.4 + 0 − 10 · 0.4) once the movement is dead: month 2.
    let months = still(
        "[scenario]
        months = 2
        [movements.m]
        mobilisation = 0.4
        fatigue = 1.0
        fatigue_growth = 1.0
        recovery = 10.0",
    );
    close(months[0].fatigue("m"), 0.4);
    close(months[1].fatigue("m"), 0.0);
}

#[test]
fn wins_are_seen_delivery_over_demand_and_keep_fatigue_away() {
    // Demand held at 0.4; cost_x = 1 for a and 2 for b, so x = 0.2 and 0.4/3; half of it is delivered, half of that seen.
    let months = still(
        "[scenario]
        months = 2
        [attention]
        held_demand = 0.4
        [instruments]
        aid = { purse = 'aid', visibility = 0.5, requirement = 1.0 }
        [movements]
        m = { mobilisation = 0.3, fatigue_growth = 0.5, reach = { a = 1.0, b = 0.5 } }
        [states]
        b = { constituencies = { nationals = 1.0 }, ties = 1.0 }
        c = { constituencies = { nationals = 1.0 } }",
    );
    close(months[0].visible("a"), 0.05);
    close(months[0].visible("b"), 0.1 / 3.0);
    close(months[0].fatigue("m"), 0.15);
    // win = (0.05 + 0.5 · 0.1/3)/(0.4 + 0.5 · 0.4); nobody asks c. M' of month 1 is 0.3(1 − 0.15) = 0.255 and F' counts last month's M = 0.3.
    let win = (0.05 + 0.05 / 3.0) / 0.6;
    close(months[1].fatigue("m"), 0.15 + 0.5 * 0.3 * (1.0 - win));
    close(months[1].mobilisation("m"), 0.3 * 0.85);
}

#[test]
fn what_is_delivered_beyond_demand_wins_no_more_than_all() {
    // Humanity moves the state to act; the movement asks for next to nothing (0.01) and wins it: no fatigue.
    let months = still(
        "[scenario]
        months = 2
        [attention]
        held_demand = 0.01
        [instruments]
        aid = { purse = 'aid', visibility = 1.0, requirement = 1.0 }
        [movements.m]
        mobilisation = 0.5
        fatigue_growth = 1.0
        reach = { a = 1.0 }
        [states.a]
        constituencies = { humanity = 1.0 }
        solidarism = 1.0",
    );
    close(months[1].fatigue("m"), months[0].fatigue("m"));
}

/// Demand of state a where two movements reach it; openness 0.8.
fn demand(max_exposure: f64, mobilisation: f64) -> f64 {
    end(&format!(
        "[blame]
        max_exposure = {max_exposure}
        [movements]
        one = {{ mobilisation = {mobilisation}, reach = {{ a = 0.5 }} }}
        two = {{ mobilisation = 0.2, reach = {{ a = 0.3 }} }}
        [states.a]
        openness = 0.8"
    ))
    .demand("a")
}

#[test]
fn demand_is_what_movements_ask_of_an_open_state_as_far_as_responsibility_sticks() {
    // 0.8(0.5 · 0.4 + 0.3 · 0.2); blame is responsibility at the start, a ratio of 1.
    close(demand(1.5, 0.4), 0.8 * 0.26);
    close(demand(0.25, 0.4), 0.8 * 0.26 * 0.25);
    close(demand(0.0, 0.4), 0.0);
}

#[test]
fn movements_together_ask_for_no_more_than_all() {
    let month = end("[blame]
        max_exposure = 1.0
        [movements]
        one = { mobilisation = 0.8, reach = { a = 1.0 } }
        two = { mobilisation = 0.8, reach = { a = 1.0 } }
        [states.a]
        openness = 0.5");
    close(month.demand("a"), 0.5);
}

#[test]
fn demand_grows_with_blame_beyond_responsibility_up_to_the_most() {
    // Blame never moves (rate 0), responsibility does: a has half of it at the start, shared with b; then a is ready for
    // x = A/2 with A = d = 0.4, and is responsible for ½ · 0.8/1.8.
    let months = |max_exposure: f64| {
        still(&format!(
            "[scenario]
            months = 2
            [blame]
            max_exposure = {max_exposure}
            [movements.m]
            mobilisation = 0.4
            reach = {{ a = 1.0 }}
            [states.a]
            openness = 1.0
            [states.b]
            capability = 1.0
            constituencies = {{ nationals = 1.0 }}"
        ))
    };
    let two = months(1.5);
    close(two[0].responsibility("a"), 0.5 * 0.8 / 1.8);
    close(two[1].demand("a"), 0.4 * 0.25 / (0.4 / 1.8));
    close(months(1.1)[1].demand("a"), 0.4 * 1.1);
    // The product is capped at 1 as well: o · 1 · 5 would be more.
    let loud = still(
        "[scenario]
        months = 2
        [citizenship]
        commitment = 1e9
        [blame]
        max_exposure = 1e3
        [movements.m]
        mobilisation = 1.0
        reach = { a = 1.0 }
        [states.a]
        openness = 0.9
        [states.b]
        capability = 1.0
        constituencies = { nationals = 1.0 }",
    );
    close(loud[1].demand("a"), 1.0);
}

#[test]
fn a_state_that_is_not_responsible_is_not_asked() {
    let month = end("[blame]
        max_exposure = 2.0
        [movements.m]
        mobilisation = 1.0
        reach = { a = 1.0, b = 1.0 }
        [states.a]
        openness = 1.0
        [states.b]
        openness = 1.0
        constituencies = { nationals = 1.0 }");
    close(month.responsibility("b"), 0.0);
    close(month.demand("b"), 0.0);
    close(month.demand("a"), 1.0);
}

#[test]
fn seen_delivery_placates() {
    let months = |visibility: f64| {
        still(&format!(
            "[scenario]
            months = 2
            [attention]
            placation = 0.6
            [blame]
            max_exposure = 1.0
            rate = 1.0
            clarity = 1.0
            [instruments]
            aid = {{ purse = 'aid', visibility = {visibility}, requirement = 1.0 }}
            [movements.m]
            mobilisation = 0.4
            reach = {{ a = 1.0 }}
            [states.a]
            openness = 1.0"
        ))
    };
    // Blame is responsibility in every month. d⁰ = 0.4, x = 0.2, e = 0.1, vis = 0.05: d' = 0.4(1 − 0.6 · 0.05/0.4).
    let seen = months(0.5);
    close(seen[0].demand("a"), 0.4);
    close(seen[1].demand("a"), 0.4 * (1.0 - 0.6 * 0.125));
    close(months(0.0)[1].demand("a"), 0.4);
}

#[test]
fn delivery_beyond_demand_placates_no_more_than_all_of_it() {
    // A is d = 0.1 and what humanity claims; vis = 1 · x/2 exceeds d⁰ = 0.05.
    let months = still(
        "[scenario]
        months = 2
        [attention]
        placation = 0.6
        [blame]
        max_exposure = 1.0
        rate = 1.0
        clarity = 1.0
        [instruments]
        aid = { purse = 'aid', visibility = 1.0, requirement = 1.0 }
        [movements.m]
        mobilisation = 0.05
        reach = { a = 1.0 }
        [states.a]
        openness = 1.0
        solidarism = 1.0
        constituencies = { humanity = 1.0 }",
    );
    close(months[0].visible("a"), 0.25);
    close(months[1].demand("a"), 0.05 * 0.4);
}

#[test]
fn held_demand_is_the_demand_of_every_state() {
    let month = end("[attention]
        held_demand = 0.35
        [states.b]
        constituencies = { nationals = 1.0 }
        openness = 1.0");
    close(month.demand("a"), 0.35);
    close(month.demand("b"), 0.35);
}

#[test]
fn measurability_is_that_of_the_goals_weighted_by_who_asks() {
    let month = end("[movements]
        one = { mobilisation = 0.4, measurability = 0.9, reach = { a = 0.5 } }
        two = { mobilisation = 0.2, measurability = 0.3, reach = { a = 1.0 } }
        [states.b]
        constituencies = { nationals = 1.0 }");
    // (0.2 · 0.9 + 0.2 · 0.3)/0.4
    close(month.measurability("a"), 0.6);
    close(month.measurability("b"), 0.0);
}

#[test]
fn movements_that_are_off_grow_unheard() {
    let month = end("[scenario]
        off = ['movements']
        [attention]
        base = 0.25
        [blame]
        max_exposure = 1.0
        [movements.m]
        mobilisation = 0.4
        growth = 1.0
        measurability = 1.0
        reach = { a = 1.0 }
        [states.a]
        openness = 1.0");
    close(month.value("attention"), 0.25);
    close(month.mobilisation("m"), 0.4 + 0.25 * 0.24);
    close(month.value("publicity"), 0.0);
    close(month.demand("a"), 0.0);
    close(month.measurability("a"), 0.0);
}

// ---------------------------------------------------------------- 3 citizenship

#[test]
fn aspiration_moves_toward_what_nationals_peers_and_humanity_expect() {
    let months = still(
        "[scenario]
        months = 2
        [crisis]
        violence = 0.5
        [attention]
        held_demand = 0.8
        [citizenship]
        inertia = 0.5
        word_effect = 0.7
        [instruments]
        aid = { purse = 'aid', visibility = 0.5, requirement = 1.0 }
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
    assert!(months[0].performance("b") > 1.1 * months[0].performance("c") && months[0].performance("c") > 0.05);
    let goal = 0.4 + 0.2 * peers + 0.09;
    close(months[1].aspiration("a"), 0.245 + 0.5 * (goal - 0.245));
}

#[test]
fn an_aspiration_is_met_by_the_cheapest_mix() {
    let month = end("[attention]
        held_demand = 0.5
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
        held_demand = 0.5
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
        held_demand = 1.0
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
        held_demand = 0.5
        [citizenship]
        deflection_effect = 1.0
        [blame]
        clarity = 3.0");
    close(month.value("clarity"), 1.0);
    close(month.deflection("a"), 0.0);
}

#[test]
fn leaders_of_last_month_make_action_cheaper() {
    // Both step forward in month 0 (sharpness 0: P' = 1/2). cost_x = 1 − 0.5(1 − (1 − 1)(...)) for κ = 1, so use 0.25 and 0.16.
    let months = still(
        "[scenario]
        months = 2
        [attention]
        held_demand = 0.5
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
        held_demand = 0.8
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
        held_demand = 0.5
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
