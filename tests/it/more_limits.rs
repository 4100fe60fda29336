//! The limits of the rules that came later, as in `limits.rs`: of councils first, then of what else moves little.
#![expect(clippy::disallowed_methods, reason = "what is expected is compared with a margin")]

use intsoc::model::votes::Fate;

use crate::support::small::{Month, close, end, lucky, near, still};

// ------------------------------------------------- assent

/// What a council makes of a text that a wants and b and c mind by so much; b and c can block.
fn council(forums: &str, initiative: f64, b: f64, c: f64) -> Month {
    end(&format!(
        "[forums]
        {forums}
        [bodies.council]
        rule = 'consensus'
        entrepreneurship = {initiative}
        [instruments]
        act = {{ budget = 'p', requirement = 1.0, authority = 'council' }}
        [states.b]
        constituencies = {{ nationals = 1.0 }}
        reservations = {{ act = {b} }}
        societies = ['world']
        [states.c]
        constituencies = {{ nationals = 1.0 }}
        reservations = {{ act = {c} }}
        societies = ['world']"
    ))
}

#[test]
fn who_tolerates_nothing_assents_to_exactly_what_it_is_indifferent_to() {
    // With assent 1 and tolerance 0, y(s) = s u + E = 0 at s = E/(−u): a vote in favour, and all of the text where E is more.
    for (initiative, minded) in [(0.25, 0.5), (0.125, 0.5), (0.375, 0.5), (0.5, 1.0), (0.5, 0.25)] {
        let month = council("tolerance = 0.0\nassent = 1.0", initiative, minded, 0.0);
        close(month.authorised("act"), f64::min(1.0, initiative / minded));
        assert_eq!(month.votes[0].ballots, "+++");
    }
    // Without initiative there is nothing to win it with: a text without any strength is left.
    close(council("tolerance = 0.0\nassent = 1.0", 0.0, 0.5, 0.0).votes[0].strength, 0.0);
}

#[test]
fn whole_assent_without_initiative_or_luck_leaves_what_the_first_rule_leaves() {
    // tolerance/(−u), and −s u against the tolerance: the same sums under either rule, for whoever minds it.
    for b in [0.05, 0.2, 0.5, 2.0] {
        for c in [-0.5, 0.0, 0.05, 0.3, 1.0] {
            let [assent, first] = [1.0, 0.0].map(|assent| {
                let month = council(&format!("tolerance = 0.1\nassent = {assent}"), 0.0, b, c);
                (month.authorised("act"), month.votes[0].ballots.clone())
            });
            close(assent.0, first.0);
            assert_eq!(assent.1, first.1, "minded by {b} and {c}");
        }
    }
}

#[test]
fn the_more_a_body_assents_to_the_more_a_blocker_bears() {
    // ((0.1 + 0.1)/0.5 − (1 − assent))/assent = 1 − 0.6/assent: from 0 at assent 0.6 to 0.4 at assent 1.
    let borne = [0.2, 0.6, 0.7, 0.8, 1.0]
        .map(|assent| council(&format!("tolerance = 0.1\nassent = {assent}"), 0.1, 0.5, 0.0).votes[0].strength);
    for (found, assent) in borne.into_iter().zip([0.6, 0.6, 0.7, 0.8, 1.0]) {
        near(found, 1.0 - 0.6 / assent, 1e-12);
    }
}

#[test]
fn a_text_climbs_as_far_as_its_own_legitimacy_carries_it_and_no_step_without_a_ratchet() {
    // y_b = −0.1 − 0.5(1 − r σ): σ' = 0.1/(0.6 − 0.5 r σ) ends where 0.5 r σ² − 0.6 σ + 0.1 = 0.
    let strengths = |ratchet: f64| -> Vec<f64> {
        let months = still(&format!(
            "[scenario]
            months = 60
            [forums]
            tolerance = 0.1
            ratchet = {ratchet}
            [bodies.council]
            rule = 'consensus'
            [instruments]
            act = {{ budget = 'p', intrusiveness = 0.5, requirement = 1.0, authority = 'council' }}
            [states]
            a = {{ reservations = {{ act = -9.0 }} }}
            b = {{ constituencies = {{ nationals = 1.0 }}, reservations = {{ act = 0.1 }}, societies = ['world'] }}"
        ));
        months.iter().map(|month| month.authorised("act")).collect()
    };
    for ratchet in [0.25, 0.5, 1.0] {
        let climbs = strengths(ratchet);
        close(climbs[0], 1.0 / 6.0);
        let a = 0.5 * ratchet;
        close(climbs[59], (0.6 - (0.36 - 0.4 * a).sqrt()) / (2.0 * a));
    }
    for strength in strengths(0.0) {
        close(strength, 1.0 / 6.0);
    }
}

// ------------------------------------------------- what is worth a vote

/// Sixty months of a council with luck at the vote, in which b and c mind a text.
fn chancy(forums: &str, body: &str) -> Vec<Month> {
    lucky(
        &format!(
            "[scenario]
            months = 60
            [attention]
            fixed_demand = 0.6
            [forums]
            tolerance = 0.1
            vote_noise = 0.3
            {forums}
            [bodies.council]
            rule = 'consensus'
            {body}
            [instruments]
            act = {{ budget = 'p', requirement = 1.0, authority = 'council' }}
            [states]
            b = {{ constituencies = {{ nationals = 1.0 }}, reservations = {{ act = 0.2 }}, societies = ['world'] }}
            c = {{ constituencies = {{ nationals = 1.0 }}, reservations = {{ act = 0.1 }}, societies = ['world'] }}"
        ),
        0,
    )
}

fn times(months: &[Month], fate: Fate) -> usize {
    months.iter().filter(|month| month.fate("act") == Some(fate)).count()
}

#[test]
fn where_sponsors_count_every_vote_that_is_held_is_won() {
    for quota in [0.3, 0.6] {
        let months = chancy("count = 1", &format!("quota = {quota}"));
        assert!(times(&months, Fate::Put) > 0 && times(&months, Fate::FallsShort) > 0, "quota {quota}");
        assert!(months.iter().flat_map(|month| &month.votes).all(|vote| vote.passed));
    }
}

#[test]
fn where_only_the_whole_is_worth_a_vote_a_text_is_adopted_whole_or_not_at_all() {
    let months = chancy("worth = 1.0", "quota = 0.3");
    assert!(months.iter().flat_map(|month| &month.votes).all(|vote| vote.strength == 1.0));
    assert!(times(&months, Fate::Put) > 0 && times(&months, Fate::Shelved) > 0);
}

#[test]
fn a_veto_is_forced_as_often_as_demand_has_it_and_always_where_it_is_beyond_bounds() {
    let month = |showdown: f64, months: usize| {
        lucky(
            &format!(
                "[scenario]
                months = {months}
                [attention]
                fixed_demand = 0.6
                [forums]
                worth = 0.5
                showdown = {showdown}
                [bodies.council]
                rule = 'veto'
                veto = ['b']
                [instruments]
                act = {{ budget = 'p', requirement = 1.0, authority = 'council' }}
                [states.b]
                constituencies = {{ nationals = 1.0 }}
                reservations = {{ act = 0.2 }}
                societies = ['world']"
            ),
            0,
        )
    };
    // 0.5 · 0.6 of 600 months: 180, give or take four standard deviations of 11.2.
    let months = month(0.5, 600);
    let vetoed = times(&months, Fate::Vetoed);
    assert!((135..=225).contains(&vetoed), "{vetoed}");
    assert_eq!(times(&months, Fate::Shelved), 600 - vetoed);
    assert_eq!(times(&month(1e9, 50), Fate::Vetoed), 50);
    assert_eq!(times(&month(0.0, 50), Fate::Shelved), 50);
}

// ------------------------------------------------- agendas

#[test]
fn an_agenda_without_bounds_to_its_focus_takes_up_nothing_but_what_fills_it() {
    let held = |attention: f64, focus: f64, stake: f64| {
        let month = end(&format!(
            "[attention]
            rate = {attention}
            focus = {focus}
            [instruments]
            act = {{ budget = 'p', requirement = 1.0, authority = 'council' }}
            [states.a]
            stake = {stake}"
        ));
        !month.votes.is_empty()
    };
    // agenda_rate is 1000: 0.99^1e4 is below 1e-43.
    assert!(held(0.99, 1.0, 0.0) && !held(0.99, 1e4, 0.0) && held(1.0, 1e4, 0.0));
    // Who has a whole stake in it attends to it alone.
    assert!(held(0.0, 1e4, 1.0) && !held(0.0, 1e4, 0.99));
    // And with no focus at all whatever is noticed is taken up.
    assert!(held(1e-6, 1e-9, 0.0) && !held(1e-6, 1.0, 0.0));
}

#[test]
fn the_smaller_a_state_the_less_of_a_force_it_agrees_to_pay_down_to_nothing() {
    // Of the burden of 0.8 the strongest bears all, whatever is assessed; half as strong a state 0.5^assessment of it.
    let borne = |capability: f64, assessment: f64| {
        end(&format!(
            "[forums]
            burden = 1.0
            tolerance = 0.1
            assessment = {assessment}
            [bodies.council]
            rule = 'veto'
            veto = ['b']
            [instruments]
            act = {{ budget = 'p', cost = 0.8, requirement = 1.0, authority = 'council' }}
            [states]
            a = {{ reservations = {{ act = -9.0 }} }}
            b = {{ capability = {capability}, constituencies = {{ nationals = 1.0 }}, societies = ['world'] }}"
        ))
        .votes[0]
            .strength
    };
    for assessment in [0.0, 1.0, 3.0, 1e4] {
        close(borne(1.0, assessment), 0.125);
        close(borne(0.5, assessment), f64::min(1.0, 0.125 / 0.5_f64.powf(assessment)));
    }
}

// ------------------------------------------------- consent

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

// ------------------------------------------------- movements that move little

#[test]
fn equal_peers_end_at_routine_where_it_asks_more_than_what_is_good_enough() {
    // max(routine · s̄, (c d + h s̄ N)/(1 − pφ)), with c = 0.3, p = 0.6, h = 0.1, d = 0.2, s̄ = 0.6, N = 1, and φ the half of
    // x/A = 1/(1 · (1 + 1)), all of which is seen.
    let enough = (0.3 * 0.2 + 0.1 * 0.6) / (1.0 - 0.6 * 0.25);
    for routine in [0.0, 0.2, 0.23, 0.24, 0.5, 1.0] {
        let state = "{ capability = 1.0, constituencies = { nationals = 0.3, society = 0.6, humanity = 0.1 }, solidarism = { intervention = 0.7, accountability = 0.5 }, societies = ['world'] }";
        let month = still(&format!(
            "[scenario]
            months = 300
            [attention]
            fixed_demand = 0.2
            [citizenship]
            inertia = 0.2
            routine = {routine}
            [societies.world]
            thickness = 0.5
            [instruments]
            act = {{ budget = 'p', visibility = 1.0, requirement = 1.0 }}
            [states]
            a = {state}
            b = {state}
            c = {state}"
        ))
        .pop()
        .expect("a run has a month");
        close(month.aspiration("a"), f64::max(0.6 * routine, enough));
    }
}

#[test]
fn who_answers_to_its_nationals_alone_and_shelters_its_soldiers_sends_none() {
    for demand in [0.1, 0.5, 1.0] {
        let month = end(&format!(
            "[attention]
            fixed_demand = {demand}
            [choice]
            shelter = 1.0
            [instruments]
            force = {{ budget = 'p', protection = 0.5, requirement = 1.0 }}
            aid = {{ budget = 'q', requirement = 1.0 }}"
        ));
        assert!(month.effort("a", "aid") > 0.02);
        close(month.effort("a", "force"), 0.0);
    }
}

#[test]
fn where_violence_is_wholly_kept_off_exposure_adds_no_risk() {
    let utility = |exposure: f64, deployed: f64| {
        end(&format!(
            "[attention]
            fixed_demand = 0.5
            [choice]
            sharpness = 1.0
            burden = 1.0
            exposure = {exposure}
            [instruments]
            shield = {{ budget = 'p', protection = 1.0, requirement = 1.0, initial = {{ deployed = {deployed} }} }}
            act = {{ budget = 'q', risk = 0.5, requirement = 1.0 }}
            [states.a]
            overstretch = 0.25"
        ))
        .utility("a", "act", 1.0)
    };
    close(utility(10.0, 1.0), -0.125);
    close(utility(10.0, 0.5), -0.125 - 10.0 * 0.5 * 0.5);
}

#[test]
fn among_equals_the_chance_to_step_forward_falls_with_a_power_of_their_number() {
    // P' = 1/2 and Q' = 1: 1/2 < step_forward/2 / n^waiting.
    for (n, waiting) in [(1, 1.0), (2, 1.0), (5, 1.0), (5, 0.5), (9, 2.0), (9, 0.0)] {
        let others: String = (1..n)
            .map(|i| format!("s{i} = {{ capability = 1.0, constituencies = {{ nationals = 1.0 }} }}\n"))
            .collect();
        let leaders = |step: f64| {
            end(&format!(
                "[leadership]
                step_forward = {step}
                waiting = {waiting}
                [states]
                {others}"
            ))
            .value("leaders")
        };
        let enough = f64::from(n).powf(waiting);
        close(leaders(1.000001 * enough), f64::from(n));
        close(leaders(0.999999 * enough), 0.0);
    }
}

#[test]
fn practice_ends_where_protection_balances_its_wearing_down() {
    // rate(G − Y) = wear · X · Y with G = 0.4, X = 0.9 · 0.6: Y* = 0.1 · 0.4/(0.1 + wear · 0.54).
    for wear in [0.0, 0.05, 0.5] {
        let month = still(&format!(
            "[scenario]
            months = 600
            [crisis]
            violence = 0.9
            [norm]
            deeds = 0.9
            rate = 0.1
            wear = {wear}
            [instruments]
            shield = {{ budget = 'p', protection = 0.5, requirement = 1.0, capacity = 0.8, initial = {{ deployed = 0.8 }} }}"
        ))
        .pop()
        .expect("a run has a month");
        close(month.value("norm_deeds"), 0.04 / (0.1 + wear * 0.54));
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
