//! Who bears the risk of a force: shelter, exposure, donors.

use crate::support::small::{Month, close, end, lucky, still};

// ------------------------------------------------- shelter

/// State a, which answers to nationals and humanity alike, with a force and a mission without protection in purses of their
/// own; utilities are 0, so that x/2 goes to each but for what shelter takes off. N = 0.5, s̄ = 0.6.
fn sheltered(shelter: f64, demand: f64, stake: f64, more: &str) -> String {
    format!(
        "[crisis]
        violence = 0.5
        [attention]
        fixed_demand = {demand}
        [choice]
        shelter = {shelter}
        [instruments]
        force = {{ budget = 'p', protection = 0.5, requirement = 1.0 }}
        aid = {{ budget = 'q', relief = 0.5, requirement = 1.0 }}
        [states.a]
        constituencies = {{ nationals = 0.5, humanity = 0.5 }}
        solidarism = {{ intervention = 0.8, accountability = 0.4 }}
        stake = {stake}
        {more}"
    )
}

/// What a month gives to the force, as a share of what it gives to the mission.
fn given(month: &Month) -> f64 {
    let aid = month.effort("a", "aid");
    close(aid, month.readiness("a") / 2.0);
    month.effort("a", "force") / aid
}

#[test]
fn demand_at_home_buys_no_risk_to_soldiers() {
    // goal = 0.5 · 0.4 + 0.5 · 0.6 · 0.5 = 0.35, of which demand makes 0.2.
    for (shelter, share) in [(0.0, 1.0), (0.7, 1.0 - 0.7 * 0.2 / 0.35), (1.0, 0.15 / 0.35)] {
        close(given(&end(&sheltered(shelter, 0.4, 0.0, ""))), share);
    }
    // Where humanity alone asks, and where routine does most.
    close(given(&end(&sheltered(1.0, 0.0, 0.0, ""))), 1.0);
    let routine = "[citizenship]\nroutine = 0.9";
    close(given(&end(&sheltered(1.0, 0.4, 0.0, routine))), 1.0 - 0.2 / 0.54);
}

#[test]
fn an_interest_of_its_own_is_no_demand_at_home() {
    // goal = 0.5 max(0.4, 1 · 0.5) + 0.15 = 0.4, of which demand makes 0.2.
    close(given(&end(&sheltered(1.0, 0.4, 1.0, ""))), 0.5);
    // The goal is not cut to 1 for it: 0.5 · 4 · 0.5 + 0.15 = 1.15.
    close(given(&end(&sheltered(1.0, 0.4, 4.0, ""))), 1.0 - 0.2 / 1.15);
}

#[test]
fn shelter_does_not_hear_the_noise_of_aspirations() {
    let text = sheltered(1.0, 0.4, 0.0, "[citizenship]\nnoise = 0.5\n[scenario]\nmonths = 12");
    let months = lucky(&text, 0);
    for month in &months {
        close(given(month), 0.15 / 0.35);
    }
    assert!((months[0].aspiration("a") - months[1].aspiration("a")).abs() > 1e-3);
}

#[test]
fn where_nothing_is_asked_any_more_nothing_is_sheltered() {
    // From the second month there is neither demand nor a solidarist view of what it owes: the goal is 0, readiness lingers.
    let months = still(&sheltered(
        1.0,
        0.4,
        0.0,
        "[scenario]
        months = 2
        [citizenship]
        inertia = 0.5
        [[events]]
        date = '2001-02'
        set = { 'attention.fixed_demand' = 0.0, 'states.a.solidarism' = 0.0 }",
    ));
    close(given(&months[0]), 0.15 / 0.35);
    close(months[1].aspiration("a"), 0.5 * months[0].aspiration("a"));
    close(given(&months[1]), 1.0);
}

// ------------------------------------------------- exposure

/// A force of another body protects half from the start: X = 0.8 · 0.5 = 0.4.
fn exposed(exposure: f64) -> Month {
    end(&format!(
        "[crisis]
        violence = 0.8
        [attention]
        fixed_demand = 0.5
        [choice]
        sharpness = 2.0
        burden = 0.75
        exposure = {exposure}
        [forums]
        burden = 0.9
        tolerance = 0.05
        [leadership]
        sharpness = 2.0
        cost = 0.5
        [bodies.council]
        rule = 'consensus'
        [instruments]
        guard = {{ budget = 'q', protection = 0.5, requirement = 1.0, initial = {{ deployed = 1.0 }} }}
        act = {{ budget = 'p', cost = 0.4, risk = 0.2, requirement = 1.0, authority = 'council', unauthorised = true }}
        [states]
        a = {{ reservations = {{ act = -9.0 }} }}
        b = {{ capability = 0.5, constituencies = {{ nationals = 0.6, humanity = 0.4 }}, solidarism = 0.5, overstretch = 0.3, societies = ['world'] }}"
    ))
}

#[test]
fn risk_grows_with_violence_in_choice_and_in_votes() {
    for (exposure, weight) in [(0.0, 0.3), (2.0, 0.3 + 2.0 * 0.4)] {
        let month = exposed(exposure);
        close(month.world.exposure, 0.4);
        close(month.utility("b", "act", 2.0), -0.6 * 0.75 * (0.4 + weight * 0.2));
        close(month.votes[0].strength, 0.05 / (0.6 * 0.9 * (0.4 + weight * 0.2)));
    }
}

#[test]
fn violence_makes_neither_readiness_nor_leadership_dearer_and_takes_nothing_off_what_is_given() {
    let [calm, violent] = [0.0, 2.0].map(exposed);
    close(violent.readiness("b"), calm.readiness("b"));
    close(violent.lead("b"), calm.lead("b"));
    // κ̂ = (2/3, 1/3); b gives 1 − 0.3 · 0.2 of its effort.
    for month in [calm, violent] {
        let given = 2.0 / 3.0 * month.effort("a", "act") + (1.0 - 0.3 * 0.2) / 3.0 * month.effort("b", "act");
        close(month.resources("act"), given);
    }
}

// ------------------------------------------------- donors

/// A force of the union of `horn`, whose soldiers are b's; a is a donor. `kind` makes the force one of the union's.
fn donors(donor: f64, kind: &str, union: &str) -> Month {
    end(&format!(
        "[attention]
        fixed_demand = 0.5
        [choice]
        sharpness = 2.0
        burden = 1.0
        donor = {donor}
        [forums]
        agenda_rate = 0.0
        [societies.horn]
        thickness = 0.0
        [bodies.union]
        mandate = 1.0
        rule = 'majority'
        {union}
        [instruments]
        act = {{ budget = 'p', cost = 0.4, risk = 0.5, requirement = 10.0, {kind} }}
        [states]
        a = {{ overstretch = 0.6 }}
        b = {{ capability = 0.5, constituencies = {{ nationals = 1.0 }}, overstretch = 0.3, societies = ['horn'] }}"
    ))
}

const PEACE_FORCE: &str =
    "protection = 0.5, authority = 'union', consent = true, initial = { authorised = 0.5, consent = true }";

/// Utility to a and b, and how much of what each gives arrives.
fn born(month: &Month, arrives: [f64; 2], utilities: [f64; 2]) {
    for (state, utility) in ["a", "b"].into_iter().zip(utilities) {
        close(month.utility(state, "act", 2.0), utility);
    }
    let [a, b] = arrives;
    let given = 2.0 / 3.0 * a * month.effort("a", "act") + b * month.effort("b", "act") / 3.0;
    close(month.resources("act"), given / 10.0);
}

#[test]
fn donors_pay_for_the_soldiers_of_a_region_and_bear_no_risk() {
    let region = "society = 'horn'";
    // cost + v risk: 0.4 + 0.6 · 0.5 and 0.4 + 0.3 · 0.5; of what they give 1 − v risk arrives.
    let (all, arrives) = ([-0.7, -0.55], [0.7, 0.85]);
    born(&donors(0.0, PEACE_FORCE, region), arrives, all);
    born(&donors(0.25, PEACE_FORCE, region), [1.0, 0.85], [-0.3, -0.55]);
    born(&donors(1.0, PEACE_FORCE, region), [1.0, 0.85], [0.0, -0.55]);
    // Of the risk it is a switch: next to nothing is none of it.
    born(&donors(1e-15, PEACE_FORCE, region), [1.0, 0.85], [-0.4, -0.55]);
}

#[test]
fn only_a_force_that_needs_consent_of_a_body_with_a_society_has_donors() {
    let (all, arrives) = ([-0.7, -0.55], [0.7, 0.85]);
    let region = "society = 'horn'";
    for (kind, union) in [
        // No force; one that asks for no consent; one that needs no authority; a body with seats and no society.
        (PEACE_FORCE.replace("protection = 0.5, ", ""), region),
        ("protection = 0.5, authority = 'union', initial = { authorised = 0.5 }".into(), region),
        ("protection = 0.5".into(), region),
        (PEACE_FORCE.into(), "[seats.union]\n2001 = ['b']"),
    ] {
        born(&donors(1.0, &kind, union), arrives, all);
    }
}

#[test]
fn a_donor_that_sits_in_the_body_votes_as_one_who_pays_and_bears_all() {
    for donor in [0.0, 1.0] {
        let month = end(&format!(
            "[choice]
            burden = 0.0
            donor = {donor}
            [forums]
            burden = 0.9
            tolerance = 0.1
            [societies.horn]
            thickness = 0.0
            [bodies.council]
            rule = 'consensus'
            society = 'horn'
            [seats.council]
            2001 = ['a', 'b']
            [instruments]
            act = {{ budget = 'p', protection = 0.5, cost = 0.4, risk = 0.5, requirement = 1.0, authority = 'council', consent = true }}
            [states]
            a = {{ overstretch = 0.6 }}
            b = {{ constituencies = {{ nationals = 1.0 }}, reservations = {{ act = -9.0 }}, societies = ['horn'] }}"
        ));
        close(month.votes[0].strength, 0.1 / (0.9 * 0.7));
    }
}
