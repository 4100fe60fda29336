//! Consent that comes before the vote.

use crate::support::small::{Month, close, logistic, still};

/// How ready the target is to agree in month 0, per concession_rate: Q S(sharpness(T − Z intrusiveness prior)) with T = 0.25, Z = 1.
fn willing() -> f64 {
    0.8 * logistic(2.0 * (0.25 - 0.5 * 0.6))
}

/// A force that the council takes up from the second month on, and to which consent is granted in the first month alone,
/// by agreement in principle. b, who can block, minds it by 0.2, and its intrusion of 0.5 as far as that is not legitimate.
fn talks(months: usize, concession: f64, prior: f64, more: &str) -> Vec<Month> {
    talks_about("consent = true", months, concession, prior, more)
}

fn talks_about(act: &str, months: usize, concession: f64, prior: f64, more: &str) -> Vec<Month> {
    still(&format!(
        "[scenario]
        months = {months}
        [attention]
        rate = 0.8
        [target]
        resolve = 1.0
        sharpness = 2.0
        concession_rate = {concession}
        prior = {prior}
        [forums]
        agenda_rate = 0.0
        tolerance = 0.1
        [delivery]
        ramp = 0.5
        [court]
        instrument = 'case'
        pressure = [0.25, 0.0, 0.0, 0.0]
        entrenchment = [0.0, 0.0, 0.0, 0.0]
        [bodies.council]
        rule = 'consensus'
        [instruments]
        act = {{ budget = 'p', protection = 0.5, intrusiveness = 0.5, requirement = 1e12, capacity = 0.8, authority = 'council', {act} }}
        case = {{ budget = 'q', requirement = 1.0, authority = 'council' }}
        [states]
        a = {{ reservations = {{ act = -9.0, case = 1.0 }} }}
        b = {{ constituencies = {{ nationals = 1.0 }}, reservations = {{ act = 0.2, case = 1.0 }}, societies = ['world'] }}
        [[events]]
        date = '2001-02'
        set = {{ 'forums.agenda_rate' = 1000.0, 'target.concession_rate' = 0.0 }}
        {more}"
    ))
}

#[test]
fn the_target_agrees_in_principle_to_what_it_expects() {
    let agrees = |concession: f64, prior: f64| talks(1, concession, prior, "")[0].agreed("act");
    assert!(agrees(0.501 / willing(), 0.6));
    assert!(!agrees(0.499 / willing(), 0.6));
    // The more it expects, the less it agrees; without prior not at all.
    assert!(agrees(0.501 / willing(), 0.59));
    assert!(!agrees(0.501 / willing(), 0.65));
    assert!(!agrees(1e9, 0.0));
}

#[test]
fn agreement_becomes_consent_in_the_month_of_the_text_and_forces_move_from_the_next() {
    let months = talks(4, 10.0, 0.6, "");
    assert_eq!([0, 1, 2, 3].map(|month| months[month].agreed("act")), [true; 4]);
    assert_eq!([0, 1, 2, 3].map(|month| months[month].consent("act")), [false, true, true, true]);
    // Legitimacy is 1 in the vote: y_b = −0.2, and 0.1/0.2 of it is adopted. K' = K + 0.5(0.5 · 0.8 − K).
    close(months[1].votes[0].strength, 0.5);
    for (month, deployed) in months.iter().zip([0.0, 0.0, 0.2, 0.3]) {
        close(month.deployed("act"), deployed);
    }
    // Without agreement: y_b = −0.2 − 0.5, and nobody consents.
    let months = talks(3, 0.0, 0.6, "");
    close(months[1].votes[0].strength, 0.1 / 0.7);
    assert!(!months[1].consent("act") && !months[2].consent("act"));
    close(months[2].deployed("act"), 0.0);
}

/// The same with events in its second and fourth months.
fn talks_with_events(months: usize, second: &str, fourth: &str) -> Vec<Month> {
    let events = format!(
        "[[events]]
        date = '2001-02'
        set = {{ {second} }}
        [[events]]
        date = '2001-04'
        set = {{ {fourth} }}"
    );
    talks(months, 10.0, 0.6, &events)
}

#[test]
fn an_agreement_is_not_withdrawn_with_the_vote_and_ends_when_the_consent_is() {
    let months = talks_with_events(5, "'target.renege_rate' = 1e6", "'target.renege_rate' = 0.0");
    assert_eq!([0, 1, 2, 3, 4].map(|month| months[month].consent("act")), [false, true, false, false, false]);
    assert_eq!([0, 1, 2, 3, 4].map(|month| months[month].agreed("act")), [true, true, false, false, false]);
    // Nor does the target agree in principle again to what has a text: it would, 1/2 < 0.99 Q S(2(0.25 − 0.5 · 0.01)), where
    // it does not consent to the text, 1/2 > 0.99 S(2(0.25 − 0.5 · 0.5)).
    let again =
        talks_with_events(4, "'target.renege_rate' = 1e6", "'target.prior' = 0.01, 'target.concession_rate' = 0.99");
    assert!(0.99 * again[3].value("attention") * logistic(2.0 * (0.25 - 0.5 * 0.01)) > 0.5);
    close(again[3].authorised("act"), 0.5);
    assert!(!again[3].agreed("act") && !again[3].consent("act"));
}

#[test]
fn while_an_event_has_prior_at_0_agreements_are_kept_without_effect() {
    let months = talks_with_events(4, "'target.prior' = 0.0", "'target.prior' = 0.6");
    assert_eq!([0, 1, 2, 3].map(|month| months[month].agreed("act")), [true; 4]);
    assert_eq!([0, 1, 2, 3].map(|month| months[month].consent("act")), [false, false, false, true]);
    // Nor is it legitimate for it: y_b = −0.2 − 0.5; in month 2 legitimacy is what stands, 1/7, in month 3 1 again.
    close(months[1].votes[0].strength, 0.1 / 0.7);
    close(months[2].votes[0].strength, 0.1 / (0.2 + 0.5 * (1.0 - 1.0 / 7.0)));
    close(months[3].votes[0].strength, 0.5);
}

#[test]
fn only_what_exists_needs_consent_and_has_no_text_is_agreed_to() {
    let agreed = |act: &str| {
        let months = talks_about(
            act,
            2,
            10.0,
            0.6,
            "[[events]]\ndate = '2001-02'\nset = { 'forums.agenda_rate' = 0.0, 'target.concession_rate' = 10.0 }",
        );
        [0, 1].map(|month| months[month].agreed("act"))
    };
    assert_eq!(agreed("consent = true"), [true, true]);
    assert_eq!(agreed("consent = true, from = '2001-02'"), [false, true]);
    assert_eq!(agreed("consent = false"), [false, false]);
    assert_eq!(agreed("consent = true, initial = { authorised = 0.1 }"), [false, false]);
}
