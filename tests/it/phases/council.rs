//! Texts that are watered down until they win assent, and texts that are not worth it: vetoes, hidden and open.

use intsoc::model::votes::Fate;

use crate::support::small::{Month, close, end, lucky, outcomes_of, still};

/// A council of four in which utility is what is reserved: a and `yes` are indifferent to the text, `much` and `some` are
/// against it by 0.5 and 0.25. Tolerance is 0.1, demand 0.8 everywhere.
fn sections(body: &str, forums: &str, more: &str) -> String {
    format!(
        "[attention]
        fixed_demand = 0.8
        [bodies.council]
        {body}
        [forums]
        tolerance = 0.1
        {forums}
        [instruments]
        act = {{ budget = 'p', requirement = 1.0, authority = 'council' }}
        [states]
        yes = {{ constituencies = {{ nationals = 1.0 }}, societies = ['world'] }}
        much = {{ constituencies = {{ nationals = 1.0 }}, reservations = {{ act = 0.5 }}, societies = ['world'] }}
        some = {{ constituencies = {{ nationals = 1.0 }}, reservations = {{ act = 0.25 }}, societies = ['world'] }}
        {more}"
    )
}

fn council(body: &str, forums: &str) -> Month {
    end(&sections(body, forums, ""))
}

/// Is the text vetoed, or shelved?
#[track_caller]
fn vetoed(month: &Month) -> bool {
    match month.fate("act") {
        Some(Fate::Vetoed) => true,
        Some(Fate::Shelved) => {
            assert!(month.votes.is_empty());
            false
        }
        fate => panic!("neither vetoed nor shelved: {fate:?}"),
    }
}

// ------------------------------------------------- assent

#[test]
fn what_a_blocker_bears_leaves_it_just_abstaining_from_the_text_on_the_table() {
    // s = ((0.1 + 0.05)/(−u) − 0.2)/0.8: 0.125 for `much` and 0.5 for `some`. Of the text at 0.125 y is
    // (0.2 + 0.8 · 0.125)u + 0.05: −0.1, which is just tolerated, and −0.025.
    let body = "rule = 'consensus'\nentrepreneurship = 0.05";
    let vote = &council(body, "assent = 0.8").votes[0];
    close(vote.strength, 0.125);
    assert_eq!(vote.ballots, "++00");
    assert!(vote.passed);
    // The text first proposed is judged without assent: 0.1/(0.5 − 0.05).
    close(council(body, "assent = 0.0").votes[0].strength, 0.1 / 0.45);
}

#[test]
fn a_blocker_abstains_from_the_text_that_it_set_whatever_the_rounding() {
    for (hundredths, assent) in (11..100).flat_map(|hundredths| [(hundredths, 1.0), (hundredths, 0.95)]) {
        let minded = f64::from(hundredths) / 100.0;
        let month = end(&format!(
            "[forums]
            tolerance = 0.1
            assent = {assent}
            [bodies.council]
            rule = 'consensus'
            entrepreneurship = 0.05
            [instruments]
            act = {{ budget = 'p', requirement = 1.0, authority = 'council' }}
            [states.no]
            constituencies = {{ nationals = 1.0 }}
            reservations = {{ act = {minded} }}
            societies = ['world']"
        ));
        assert_eq!(month.votes[0].ballots, "+0", "at {minded}, assent {assent}");
        close(month.votes[0].strength, f64::min(1.0, (0.15 / minded - (1.0 - assent)) / assent));
    }
}

#[test]
fn a_diluted_text_wins_those_whom_the_bodys_initiative_then_outweighs() {
    // `much` alone can block: s = (0.1 + 0.15)/0.5 = 0.5. Then y of `some` is 0.5 · −0.25 + 0.15 = 0.025, where it was
    // −0.1 of the text first proposed. Were initiative diluted too, it would stay against.
    let body = |quota: f64| format!("rule = 'veto'\nveto = ['much']\nentrepreneurship = 0.15\nquota = {quota}");
    let won = &council(&body(0.75), "assent = 1.0").votes[0];
    close(won.strength, 0.5);
    assert_eq!(won.ballots, "++0+");
    assert!(won.passed);
    let lost = &council(&body(0.75), "assent = 0.0").votes[0];
    close(lost.strength, 0.1 / 0.35);
    assert_eq!(lost.ballots, "++00");
    assert!(!lost.passed);
}

#[test]
fn a_text_does_not_pass_while_a_blocker_is_against_it() {
    // (0.1/0.5 − 0.5)/0.5 is below 0: `much` bears nothing, and of a text at 0 still has y = 0.5 · −0.5, which it does not
    // tolerate. Half of the seats are for it, and the quota is 0.
    let blocked = &council("rule = 'veto'\nveto = ['much']", "assent = 0.5").votes[0];
    close(blocked.strength, 0.0);
    assert_eq!((blocked.ballots.as_str(), blocked.passed), ("++--", false));
    // Who cannot block may be against: `some` bears (0.4 − 0.2)/0.8, and of that `much` has y = 0.4 · −0.5.
    let passed = &council("rule = 'veto'\nveto = ['some']", "assent = 0.8").votes[0];
    close(passed.strength, 0.25);
    assert_eq!((passed.ballots.as_str(), passed.passed), ("++-0", true));
}

#[test]
fn assent_next_to_0_is_another_rule_than_none() {
    // (0.2 − 1)/1e-9 is below 0: next to nothing of what is minded is diluted away, so nothing wins assent.
    let least = &council("rule = 'veto'\nveto = ['much']", "assent = 1e-9").votes[0];
    close(least.strength, 0.0);
    assert!(!least.passed);
    let none = &council("rule = 'veto'\nveto = ['much']", "assent = 0.0").votes[0];
    close(none.strength, 0.2);
    assert!(none.passed);
}

/// A consensus of a, who wants it, and b, who minds it by `minded`, each with luck at the vote; tolerance 0.1.
fn chancy(minded: f64, noise: f64, assent: f64, replicate: u64) -> Month {
    lucky(
        &format!(
            "[forums]
            tolerance = 0.1
            vote_noise = {noise}
            assent = {assent}
            [bodies.council]
            rule = 'consensus'
            [instruments]
            act = {{ budget = 'p', requirement = 1.0, authority = 'council' }}
            [states.a]
            reservations = {{ act = -9.0 }}
            [states.b]
            constituencies = {{ nationals = 1.0 }}
            reservations = {{ act = {minded} }}
            societies = ['world']"
        ),
        replicate,
    )
    .remove(0)
}

#[test]
fn luck_at_the_vote_is_not_diluted() {
    let mut passed = [0, 0];
    for replicate in 0..40 {
        // Without assent the strength tells the luck: 0.1/(0.5 − ν).
        let luck = 0.5 - 0.1 / chancy(0.5, 0.1, 0.0, replicate).votes[0].strength;
        let vote = &chancy(0.5, 0.1, 0.9, replicate).votes[0];
        let borne = ((0.1 + luck) / 0.5 - 0.1) / 0.9;
        close(vote.strength, borne.clamp(0.0, 1.0));
        assert_eq!((vote.ballots.as_str(), vote.passed), if borne < 0.0 { ("+-", false) } else { ("+0", true) });
        passed[usize::from(vote.passed)] += 1;
    }
    assert!(passed.iter().all(|times| *times > 0), "{passed:?}");
}

#[test]
fn a_blocker_who_likes_a_text_bears_nothing_of_it_if_luck_turns_it_against() {
    let mut turned = [0, 0];
    for replicate in 0..30 {
        let plain = &chancy(-0.05, 0.3, 0.0, replicate).votes[0];
        let vote = &chancy(-0.05, 0.3, 0.9, replicate).votes[0];
        // Without assent it is diluted, to 0.1/(−y), where y = 0.05 + ν is below −0.1.
        let against = plain.strength < 1.0;
        close(vote.strength, if against { 0.0 } else { 1.0 });
        assert_eq!(vote.ballots.ends_with('-'), against);
        assert_eq!(vote.passed, !against);
        turned[usize::from(against)] += 1;
    }
    assert!(turned.iter().all(|times| *times > 0), "{turned:?}");
}

// ------------------------------------------------- count

#[test]
fn sponsors_who_count_hold_no_vote_that_falls_short_of_the_quota() {
    for (quota, enough) in [(0.5, true), (0.51, false)] {
        let body = format!("rule = 'veto'\nveto = ['much']\nquota = {quota}");
        let counted = council(&body, "count = 1");
        assert_eq!(counted.votes.len(), usize::from(enough), "at {quota}");
        assert_eq!(counted.fate("act"), Some(if enough { Fate::Put } else { Fate::FallsShort }));
        assert_eq!(council(&body, "count = 0").votes[0].passed, enough);
    }
}

#[test]
fn sponsors_count_those_whom_dilution_wins() {
    // As above: two of four are for the text first proposed, three for the text at 0.5.
    let body = "rule = 'veto'\nveto = ['much']\nentrepreneurship = 0.15\nquota = 0.75";
    assert!(council(body, "assent = 1.0\ncount = 1").votes[0].passed);
    assert!(council(body, "assent = 0.0\ncount = 1").votes.is_empty());
}

// ------------------------------------------------- worth and showdown

#[test]
fn what_blockers_would_leave_is_shelved_where_it_is_not_worth_the_vote() {
    // `much` leaves 0.1/0.5 = 0.2 of it, which is put where 0.2 is not below what is worth the vote.
    for body in ["rule = 'veto'\nveto = ['much']", "rule = 'consensus'"] {
        let worth_it = council(body, "worth = 0.2");
        close(worth_it.authorised("act"), 0.2);
        let month = council(body, "worth = 0.21");
        assert!(!vetoed(&month));
        close(month.authorised("act"), 0.0);
    }
    // Who cannot block leaves all of it.
    close(council("rule = 'majority'", "worth = 1.0").authorised("act"), 1.0);
    close(council("rule = 'veto'\nveto = ['a']", "worth = 1.0").authorised("act"), 1.0);
}

#[test]
fn where_vetoes_are_off_nothing_is_shelved() {
    for rule in ["'consensus'", "'veto'\nveto = ['much']"] {
        let off = "[scenario]\noff = ['veto']";
        let month = end(&sections(&format!("rule = {rule}"), "worth = 1.0\nshowdown = 1e6", off));
        assert_eq!(month.fate("act"), Some(Fate::Put));
        close(month.authorised("act"), 1.0);
    }
}

#[test]
fn under_demand_sponsors_have_the_veto_cast_in_the_open() {
    // 1/2 < showdown · 0.8; those for it are half of the seats.
    for body in ["rule = 'veto'\nveto = ['much']\nquota = 0.5", "rule = 'consensus'\nquota = 0.5"] {
        assert!(!vetoed(&council(body, "worth = 0.3\nshowdown = 0.62")));
        let month = council(body, "worth = 0.3\nshowdown = 0.63");
        assert!(vetoed(&month));
        let vote = &month.votes[0];
        // At full strength, and nobody abstains, also not `some`, who would tolerate it diluted.
        close(vote.strength, 1.0);
        assert_eq!((vote.ballots.as_str(), vote.passed, vote.vetoed), ("++--", false, true));
        close(month.authorised("act"), 0.0);
    }
}

#[test]
fn a_veto_is_forced_only_by_those_who_make_the_quota_for_the_whole_text() {
    let forced = |quota: f64, forums: &str| {
        let body = format!("rule = 'veto'\nveto = ['much']\nentrepreneurship = 0.15\nquota = {quota}");
        let month = council(&body, &format!("showdown = 1e6\n{forums}"));
        (vetoed(&month), month.votes.first().map(|vote| vote.ballots.clone()))
    };
    let open = (true, Some("++--".to_owned()));
    assert_eq!(forced(0.5, "worth = 0.3"), open);
    assert_eq!(forced(0.51, "worth = 0.3"), (false, None));
    // `some` would be for the text at 0.5, but not for the whole: it does not help to make three quarters.
    assert_eq!(forced(0.5, "worth = 0.6\nassent = 1.0"), open);
    assert_eq!(forced(0.75, "worth = 0.6\nassent = 1.0"), (false, None));
}

#[test]
fn the_loudest_demand_on_who_is_for_a_text_drives_the_showdown() {
    // d = 0.6 for a, 0 for `yes`, and 1 for `much`, who is not for it: 1/2 < showdown · 0.6.
    let month = |showdown: f64| {
        end(&format!(
            "[blame]
            max_exposure = 1.0
            [movements.m]
            mobilisation = 1.0
            reach = {{ a = 0.6, much = 1.0 }}
            [bodies.council]
            rule = 'veto'
            veto = ['much']
            [forums]
            tolerance = 0.1
            worth = 0.3
            showdown = {showdown}
            [instruments]
            act = {{ budget = 'p', requirement = 1.0, authority = 'council' }}
            [states]
            a = {{ openness = 1.0 }}
            yes = {{ capability = 1.0, constituencies = {{ nationals = 1.0 }}, societies = ['world'] }}
            much = {{ capability = 1.0, openness = 1.0, constituencies = {{ nationals = 1.0 }}, reservations = {{ act = 0.5 }}, societies = ['world'] }}"
        ))
    };
    for (state, demand) in [("a", 0.6), ("yes", 0.0), ("much", 1.0)] {
        close(month(0.0).demand(state), demand);
    }
    assert!(vetoed(&month(0.84)));
    assert!(!vetoed(&month(0.83)));
}

#[test]
fn where_luck_leaves_nobody_for_a_text_nobody_forces_a_veto() {
    // The only seat is for it when it is taken up, and then turns against it; its quota of 0 is made by nobody.
    let months = lucky(
        "[scenario]
        months = 40
        [attention]
        fixed_demand = 1.0
        [bodies.council]
        rule = 'consensus'
        [forums]
        tolerance = 0.1
        vote_noise = 0.5
        worth = 0.9
        showdown = 1e6
        [instruments]
        act = { budget = 'p', requirement = 1.0, authority = 'council' }",
        0,
    );
    let fates = |fate: Fate| months.iter().filter(|month| month.fate("act") == Some(fate)).count();
    assert!(fates(Fate::Shelved) > 5 && fates(Fate::Put) > 5);
    assert_eq!(fates(Fate::Shelved) + fates(Fate::Put), 40);
}

#[test]
fn where_all_can_block_and_all_must_agree_no_showdown_is_reached() {
    let fates = |quota: f64, fate: Fate| {
        let months = lucky(
            &sections(
                &format!("rule = 'consensus'\nquota = {quota}"),
                "vote_noise = 0.4\nworth = 0.5\nshowdown = 1e6",
                "[scenario]\nmonths = 40",
            ),
            0,
        );
        months.iter().filter(|month| month.fate("act") == Some(fate)).count()
    };
    assert!(fates(0.5, Fate::Vetoed) > 5);
    assert_eq!(fates(1.0, Fate::Vetoed), 0);
    assert!(fates(1.0, Fate::Shelved) > 5);
}

/// Three months: in the first `much` minds it by 0.25 only, and it passes at 0.1/0.25 = 0.4.
fn later(forums: &str, step: f64) -> String {
    sections(
        "rule = 'veto'\nveto = ['much']",
        forums,
        &format!(
            "[scenario]
            months = 3
            [[events]]
            date = '2001-01'
            set = {{ 'states.much.reservations.act' = 0.25 }}
            [[events]]
            date = '2001-02'
            set = {{ 'states.much.reservations.act' = 0.5, 'forums.step' = {step} }}"
        ),
    )
}

#[test]
fn a_veto_is_forced_only_for_a_text_that_adds_to_what_is_in_force_which_stays() {
    for (step, forced) in [(0.59, true), (0.61, false)] {
        let months = still(&later("worth = 0.3\nshowdown = 1e6", step));
        assert!(months[0].votes[0].passed);
        for month in &months[1..] {
            assert_eq!(vetoed(month), forced, "at {step}");
            close(month.authorised("act"), 0.4);
        }
    }
}

#[test]
fn vetoes_are_counted_among_the_votes_held_and_not_among_the_texts_adopted() {
    let text = later("worth = 0.3\nshowdown = 1e6", 0.0);
    let vetoed: Vec<f64> = still(&text).iter().map(|month| month.value("vetoed.act")).collect();
    assert_eq!(vetoed, [0.0, 1.0, 1.0]);
    let outcomes = outcomes_of(&text);
    assert_eq!(["votes_held", "votes_passed", "vetoes"].map(|name| outcomes[name]), [3.0, 1.0, 2.0]);
}

#[test]
fn worth_is_asked_before_step_and_count() {
    let fate = |forums: &str| still(&later(forums, 0.3))[1].fate("act");
    assert_eq!(fate("worth = 0.0"), Some(Fate::AddsTooLittle));
    assert_eq!(fate("worth = 0.3"), Some(Fate::Shelved));
    let fate = |forums: &str| council("rule = 'veto'\nveto = ['much']\nquota = 0.75", forums).fate("act");
    assert_eq!(fate("count = 1\nworth = 0.0"), Some(Fate::FallsShort));
    assert_eq!(fate("count = 1\nworth = 0.3"), Some(Fate::Shelved));
    // What is worth the vote is asked for its step and its quota as ever.
    assert_eq!(fate("count = 1\nworth = 0.2"), Some(Fate::FallsShort));
}
