use crate::support::small::{Month, close, each, still};

/// A court to which the referral, adopted at 0.4 with 0.25 of its means, comes in month 0.
fn court(months: usize, numbers: &str, more: &str) -> Vec<Month> {
    still(&format!(
        "[scenario]
        months = {months}
        {more}
        [forums]
        tolerance = 0.2
        [target]
        resolve = 1.0
        [bodies.council]
        rule = 'consensus'
        [instruments]
        referral = {{ budget = 'p', requirement = 1e12, capacity = 0.25, authority = 'council' }}
        [states.a]
        reservations = {{ referral = -9.0 }}
        [states.b]
        constituencies = {{ nationals = 1.0 }}
        reservations = {{ referral = 0.5 }}
        societies = ['world']
        [court]
        instrument = 'referral'
        funding = 0.6
        pressure = [0.1, 0.2, 0.4, 0.8]
        entrenchment = [0.01, 0.02, 0.04, 0.08]
        {numbers}"
    ))
}

fn stages(months: &[Month]) -> Vec<usize> {
    months.iter().map(|month| month.world.court_stage as usize).collect()
}

#[test]
fn a_case_goes_from_stage_to_stage_one_a_month() {
    // First suspects when 1/2 < inquiry_rate · 0.4(0.6 + 0.4 · 0.25) = 0.28 inquiry_rate, the leader when 1/2 < leader_rate.
    assert_eq!(stages(&court(5, "inquiry_rate = 100.0\nleader_rate = 100.0", "")), [1, 2, 3, 3, 3]);
    assert_eq!(stages(&court(4, "inquiry_rate = 1.79\nleader_rate = 0.51", "")), [1, 2, 3, 3]);
    assert_eq!(stages(&court(4, "inquiry_rate = 1.78\nleader_rate = 0.51", "")), [1, 1, 1, 1]);
    assert_eq!(stages(&court(4, "inquiry_rate = 1.79\nleader_rate = 0.5", "")), [1, 2, 2, 2]);
    let never = still(
        "[scenario]
        months = 2
        [forums]
        agenda_rate = 0.0
        [instruments]
        referral = { budget = 'p', requirement = 1.0, authority = 'council', unauthorised = true }
        [court]
        instrument = 'referral'
        inquiry_rate = 100.0
        pressure = [0, 0, 0, 0]
        entrenchment = [0, 0, 0, 0]",
    );
    assert_eq!(stages(&never), [0, 0]);
}

#[test]
fn each_stage_adds_pressure_and_entrenchment_until_the_regime_splits() {
    for (split, sign) in [(0.51, -1.0), (0.5, 1.0)] {
        let months = court(5, &format!("inquiry_rate = 100.0\nleader_rate = 100.0\nsplit = {split}"), "");
        // The stage of last month counts: 0, 1, 2, 3, 3. No other pressure, no patron.
        let expected = [(0.1, 1.01), (0.2, 1.02), (0.4, 1.04), (0.8, 1.0 + sign * 0.08), (0.8, 1.0 + sign * 0.08)];
        for (month, (threat, resistance)) in each(&months, expected) {
            close(month.value("threat"), threat);
            close(month.world.resistance, resistance);
        }
    }
}

#[test]
fn resistance_is_never_negative() {
    let months = court(
        5,
        "inquiry_rate = 100.0
        leader_rate = 100.0
        split = 1.0
        [[events]]
        date = '2001-01'
        set = { 'target.resolve' = 0.02 }
        [[events]]
        date = '2001-04'
        set = { 'court.pressure.3' = 0.9 }",
        "",
    );
    close(months[3].world.resistance, 0.0);
    close(months[3].value("threat"), 0.9);
}

#[test]
fn a_court_that_is_off_moves_the_target_no_more_but_its_stages_pass() {
    let months = court(4, "inquiry_rate = 100.0\nleader_rate = 100.0", "off = ['court']");
    assert_eq!(stages(&months), [1, 2, 3, 3]);
    for month in &months {
        close(month.value("threat"), 0.0);
        close(month.world.resistance, 1.0);
    }
}
