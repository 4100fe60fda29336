use intsoc::model::votes::Fate;

use crate::support::small::{Month, close, end, lucky, near, still};

const CONSENSUS: &str = "'consensus'";

/// What a council makes of a text that a wants and b and c mind by so much under a rule.
fn council(rule: &str, forums: &str, initiative: f64, b: f64, c: f64) -> Month {
    end(&format!(
        "[forums]
        {forums}
        [bodies.council]
        rule = {rule}
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

/// The strength at which a body adopts what b minds by `b` and c by `c`.
fn strength(rule: &str, tolerance: f64, b: f64, c: f64) -> f64 {
    council(rule, &format!("tolerance = {tolerance}"), 0.0, b, c).authorised("act")
}

#[test]
fn the_more_can_block_the_weaker_the_text() {
    for b in [0.05, 0.2, 0.5, 2.0] {
        for c in [-0.5, 0.0, 0.05, 0.3, 1.0] {
            let veto = strength("'veto'\nveto = ['b']", 0.1, b, c);
            let both = strength("'veto'\nveto = ['b', 'c']", 0.1, b, c);
            let consensus = strength("'consensus'", 0.1, b, c);
            close(strength("'majority'", 0.1, b, c), 1.0);
            close(veto, (0.1 / b).min(1.0));
            close(both, if c > 0.0 { (0.1 / b).min(0.1 / c).min(1.0) } else { veto });
            // All members can block in a consensus; a minds nothing, so it adds none.
            close(consensus, both);
        }
    }
}

#[test]
fn without_tolerance_any_blocker_blocks_all_and_with_enough_none_dilutes() {
    close(strength("'consensus'", 0.0, 0.1, 0.1), 0.0);
    close(strength("'consensus'", 0.5, 0.5, 0.1), 1.0);
    close(strength("'consensus'", 1e6, 0.5, 0.1), 1.0);
}

#[test]
fn who_tolerates_nothing_assents_to_exactly_what_it_is_indifferent_to() {
    // With assent 1 and tolerance 0, y(s) = s u + E = 0 at s = E/(−u): a vote in favour, and all of the text where E is more.
    for (initiative, minded) in [(0.25, 0.5), (0.125, 0.5), (0.375, 0.5), (0.5, 1.0), (0.5, 0.25)] {
        let month = council(CONSENSUS, "tolerance = 0.0\nassent = 1.0", initiative, minded, 0.0);
        close(month.authorised("act"), f64::min(1.0, initiative / minded));
        assert_eq!(month.votes[0].ballots, "+++");
    }
    // Without initiative there is nothing to win it with: a text without any strength is left.
    close(council(CONSENSUS, "tolerance = 0.0\nassent = 1.0", 0.0, 0.5, 0.0).votes[0].strength, 0.0);
}

#[test]
fn whole_assent_without_initiative_or_luck_leaves_what_the_first_rule_leaves() {
    // tolerance/(−u), and −s u against the tolerance: the same sums under either rule, for whoever minds it.
    for b in [0.05, 0.2, 0.5, 2.0] {
        for c in [-0.5, 0.0, 0.05, 0.3, 1.0] {
            let [assent, first] = [1.0, 0.0].map(|assent| {
                let month = council(CONSENSUS, &format!("tolerance = 0.1\nassent = {assent}"), 0.0, b, c);
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
    let borne = [0.2, 0.6, 0.7, 0.8, 1.0].map(|assent| {
        council(CONSENSUS, &format!("tolerance = 0.1\nassent = {assent}"), 0.1, 0.5, 0.0).votes[0].strength
    });
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
