use crate::support::small::{close, end, lucky, still};

/// A lively world by chance: three states deflect, two bodies field missions short of means, the target shops.
const LIVELY: &str = "[scenario]
    months = 40
    [crisis]
    violence = 0.3
    peak = 0.9
    violence_rate = 0.2
    violence_noise = 0.1
    exhaustion = 0.05
    [citizenship]
    inertia = 0.3
    noise = 0.3
    commitment = 6.0
    word_effect = 0.7
    deflection_effect = 0.9
    [target]
    responsibility = 0.4
    deflection = 0.3
    shopping_rate = 2.0
    mandate_shift = 0.3
    mandate_return = 0.1
    concession_rate = 1.0
    renege_rate = 1.0
    [forums]
    agenda_rate = 1.0
    tolerance = 0.2
    vote_noise = 0.2
    [pressure]
    gain = 10.0
    [delivery]
    ramp = 0.2
    withdrawal = 0.1
    [blame]
    clarity = 0.7
    rate = 0.4
    body_deflection = 0.8
    scapegoat = 2.0
    max_exposure = 1.5
    [societies.world]
    thickness = 0.4
    [bodies]
    council = { mandate = 0.6, rule = 'consensus', deference = 0.2, society = 'world' }
    union = { mandate = 0.4, rule = 'majority', deference = 0.8, society = 'world' }
    [movements.m]
    mobilisation = 0.3
    growth = 1.0
    fatigue = 0.3
    reach = { a = 1.0, b = 0.5 }
    [instruments]
    talk = { budget = 'p', pressure = 0.5, visibility = 0.5, requirement = 0.1 }
    force = { budget = 'q', protection = 0.5, visibility = 0.5, intrusiveness = 0.4, requirement = 0.5, capacity = 0.1, authority = 'council', consent = true }
    watch = { budget = 'q', protection = 0.2, visibility = 0.5, requirement = 0.5, capacity = 0.3, authority = 'union' }
    [states]
    a = { constituencies = { nationals = 0.5, society = 0.3, humanity = 0.2 }, solidarism = 0.7, openness = 0.9, leverage = 0.5 }
    b = { capability = 0.5, constituencies = { nationals = 0.5, society = 0.3, humanity = 0.2 }, solidarism = 0.2, openness = 0.5, leverage = 0.5, ties = 0.4, societies = ['world'] }
    c = { capability = 0.1, constituencies = { nationals = 0.5, society = 0.3, humanity = 0.2 }, solidarism = 0.5, leverage = 0.5, ties = 0.4, societies = ['world'] }";

const PARTIES: [&str; 6] = ["a", "b", "c", "council", "union", "target"];

#[test]
fn blame_sums_to_1_in_every_month() {
    for replicate in 0..20 {
        for month in lucky(LIVELY, replicate) {
            let shares = PARTIES.map(|party| month.blame(party));
            close(shares.iter().sum(), 1.0);
            close(PARTIES.map(|party| month.responsibility(party)).iter().sum(), 1.0);
            assert!(shares.iter().all(|share| (0.0..=1.0).contains(share)), "{shares:?}");
        }
    }
}

#[test]
fn blame_sums_to_1_also_where_every_state_is_wholly_ready() {
    // Commitment is boundless and action costs nothing: x = A/(1 + cost/commitment) = 1, so no state has any part of κ(1 − x).
    let months = still(
        "[scenario]
        months = 3
        [attention]
        fixed_demand = 1.0
        [citizenship]
        commitment = 1e12
        action_cost = 1e-9
        [target]
        responsibility = 0.4
        [blame]
        rate = 0.5",
    );
    for month in months {
        close(month.readiness("a"), 1.0);
        close(["a", "council", "target"].map(|party| month.blame(party)).iter().sum(), 1.0);
    }
}

#[test]
fn where_responsibility_is_clear_blame_is_responsibility() {
    // One body, clarity 1, and blame that follows at once: nothing sticks elsewhere, however much is deflected.
    let months = still(
        "[scenario]
        months = 3
        [attention]
        fixed_demand = 0.5
        [citizenship]
        inertia = 0.3
        deflection_effect = 5.0
        [target]
        responsibility = 0.3
        deflection = 1.0
        [blame]
        clarity = 1.0
        rate = 1.0
        body_deflection = 1.0
        [instruments]
        act = { budget = 'p', protection = 0.5, requirement = 1.0, authority = 'council' }
        [states.b]
        capability = 0.3
        constituencies = { nationals = 0.5, society = 0.5 }",
    );
    for month in months {
        for party in ["a", "b", "council", "target"] {
            close(month.blame(party), month.responsibility(party));
        }
    }
}

#[test]
fn where_nothing_is_clear_a_target_that_denies_all_is_blamed_for_nothing_of_its_own() {
    // Clarity 0: the target moves all of its 0.4, to states and bodies alike; they move nothing.
    let month = end("[target]
        responsibility = 0.4
        deflection = 1.0
        [blame]
        rate = 1.0
        clarity = 0.0");
    close(month.blame("target"), 0.0);
    close(month.blame("a"), 0.5);
    close(month.blame("council"), 0.5);
}

#[test]
fn equal_responders_share_blame_equally_and_its_concentration_is_one_over_their_number() {
    // Two equal states and two equal bodies, unclear: 1/4 of what responders are blamed for each, so the index is 1/4.
    let month = end("[attention]
        fixed_demand = 0.5
        [citizenship]
        deflection_effect = 0.9
        [target]
        responsibility = 0.2
        [blame]
        rate = 1.0
        [bodies.other]
        mandate = 1.0
        rule = 'majority'
        [states.b]
        capability = 1.0
        constituencies = { nationals = 1.0 }");
    close(month.blame("a"), month.blame("b"));
    close(month.blame("council"), month.blame("other"));
    assert!(month.blame("a") < 0.2 && month.value("blame_hhi") > 0.25, "states moved some of theirs");
    let still = end("[target]
        responsibility = 0.2
        [bodies.other]
        mandate = 1.0
        rule = 'majority'
        [states.b]
        capability = 1.0
        constituencies = { nationals = 1.0 }");
    close(still.value("blame_hhi"), 0.25);
    close(still.value("blame_target"), 0.2);
    close(still.value("blame_bodies"), 0.4);
}

#[test]
fn each_body_that_shares_a_mandate_takes_blame_and_clarity_from_the_others() {
    let with = |bodies: usize| {
        let others: String = (1..bodies).map(|i| format!("b{i} = {{ mandate = 1.0, rule = 'majority' }}\n")).collect();
        let month = end(&format!("[blame]\nclarity = 1.0\nrate = 1.0\n[bodies]\n{others}"));
        (month.blame("council"), month.value("clarity"))
    };
    for bodies in 1..6 {
        let (blame, clarity) = with(bodies);
        close(blame, 0.5 / bodies as f64);
        close(clarity, 1.0 / bodies as f64);
    }
}
