//! What is there when a history begins.

use crate::support::small::{Month, close, outcomes_of, refused, scenario, still};
use intsoc::model::outcomes::outcomes;

/// A force with means of 0.6 that nobody takes up.
fn sections(initial: &str, more: &str) -> String {
    format!(
        "[scenario]
        months = 3
        [attention]
        fixed_demand = 0.5
        [forums]
        agenda_rate = 0.0
        trust_rate = 0.2
        [delivery]
        ramp = 0.5
        withdrawal = 0.25
        [instruments]
        act = {{ budget = 'p', protection = 0.5, intrusiveness = 1.0, requirement = 1e12, capacity = 0.6, authority = 'council', consent = true, initial = {{ {initial} }} }}
        {more}"
    )
}

#[test]
fn a_mission_already_in_the_country_protects_and_stands_from_the_first_month() {
    let text = sections("authorised = 0.5, consent = true, deployed = 0.4", "");
    let month: &Month = &still(&text)[0];
    // G = 0.5 · 0.4 in the first month; K' = 0.4 + 0.5(0.5 · 0.6 − 0.4), with the means of the month.
    close(month.value("protection"), 0.2);
    close(month.authorised("act"), 0.5);
    close(month.deployed("act"), 0.35);
    // Consent makes it legitimate and lets states give to it.
    close(month.legitimacy("act"), 1.0);
    close(month.effort("a", "act"), month.readiness("a") / 2.0);
    // Trust begins at 1, as ever: 1 − 0.2 · 0.4.
    close(month.trust("council"), 0.92);
    let outcomes = outcomes_of(&text);
    for (name, value) in
        [("months_to_authorised.act", 0.0), ("months_to_consent.act", 0.0), ("votes_passed", 0.0), ("votes_held", 0.0)]
    {
        close(outcomes[name], value);
    }
}

#[test]
fn each_part_of_what_is_there_may_be_there_alone() {
    // Without any of it.
    let text = sections("", "");
    close(still(&text)[0].value("protection"), 0.0);
    assert!(outcomes_of(&text)["months_to_authorised.act"].is_nan());
    // It is of a time that such a thing can be said, and of nothing else.
    for outcome in outcomes(&scenario(&text)) {
        assert_eq!(outcome.may_never_come(), outcome.name.starts_with("months_to_"), "{}", outcome.name);
    }
    // Authorised alone: no consent, no force; legitimacy is the strength.
    let text = sections("authorised = 0.5", "");
    let month = &still(&text)[0];
    close(month.legitimacy("act"), 0.5);
    assert!(!month.consent("act"));
    close(month.deployed("act"), 0.0);
    close(outcomes_of(&text)["months_to_authorised.act"], 0.0);
    assert!(outcomes_of(&text)["months_to_consent.act"].is_nan());
    // Deployed alone, without a basis: it protects, and withdraws.
    let months = still(&sections("deployed = 0.4", ""));
    close(months[0].value("protection"), 0.2);
    close(months[0].deployed("act"), 0.3);
    close(months[1].deployed("act"), 0.225);
}

#[test]
fn consent_that_stood_at_the_start_came_in_month_0_also_where_that_month_withdraws_it() {
    let text = sections("authorised = 0.5, consent = true, deployed = 0.4", "[target]\nrenege_rate = 1e6");
    let months = still(&text);
    assert!(!months[0].consent("act"));
    // It was there for the phases before the target's.
    close(months[0].deployed("act"), 0.35);
    close(months[1].deployed("act"), 0.75 * 0.35);
    close(outcomes_of(&text)["months_to_consent.act"], 0.0);
}

#[test]
fn a_court_to_which_the_case_was_referred_before_begins_where_it_ever_does() {
    let months = still(
        "[scenario]
        months = 4
        [forums]
        agenda_rate = 0.0
        [instruments]
        case = { budget = 'p', requirement = 1.0, authority = 'council', initial = { authorised = 0.5 } }
        [court]
        instrument = 'case'
        inquiry_rate = 100.0
        leader_rate = 100.0
        funding = 1.0
        pressure = [0.0, 0.0, 0.0, 0.0]
        entrenchment = [0.0, 0.0, 0.0, 0.0]",
    );
    let stages: Vec<usize> = months.iter().map(|month| month.world.court_stage as usize).collect();
    assert_eq!(stages, [1, 2, 3, 3]);
}

#[test]
fn what_cannot_be_there_is_refused() {
    let with = |act: &str| format!("[instruments]\nact = {{ budget = 'p', requirement = 1.0, {act} }}");
    let force = "protection = 0.5, authority = 'council', consent = true";
    assert!(!refused(&with(&format!("{force}, initial = {{ authorised = 0.5, consent = true, deployed = 0.5 }}")), ""));
    for (act, key) in [
        (format!("{force}, from = '2001-02', initial = {{ authorised = 0.5 }}"), "authorised"),
        (format!("{force}, from = '2001-02', initial = {{ deployed = 0.5 }}"), "deployed"),
        ("initial = { authorised = 0.5 }".into(), "authorised"),
        ("authority = 'council', initial = { authorised = 0.5, consent = true }".into(), "consent"),
        (format!("{force}, initial = {{ consent = true }}"), "consent"),
        ("authority = 'council', initial = { deployed = 0.5 }".into(), "deployed"),
    ] {
        assert!(refused(&with(&act), &format!("instruments.act.initial.{key}")), "{act}");
    }
    let event = "[[events]]\ndate = '2001-01'\nset = { 'instruments.act.initial.authorised' = 0.5 }";
    assert!(refused(&format!("{}\n{event}", with(force)), "instruments.act.initial.authorised"));
}
