use crate::support::small::{close, end, still};

#[test]
fn attention_follows_need_the_more_the_louder_the_loudest_movement() {
    let months = still(
        "[scenario]
        months = 2
        [crisis]
        violence = 0.5
        displaced = 0.2
        [attention]
        rate = 0.5
        base = 0.25
        [movements]
        small = { mobilisation = 0.2 }
        large = { mobilisation = 0.4, growth = 2.0, fatigue = 0.1, fatigue_growth = 0.5, recovery = 0.2 }",
    );
    // N = 1 − 0.5 · 0.8 = 0.6; Q' = 0.5 · 0.6(0.25 + 0.75 · 0.4)
    let attention = 0.5 * 0.6 * (0.25 + 0.3);
    close(months[0].value("attention"), attention);
    // M' = M + 2 Q' M(1 − M) − 0.1 M, F' = 0.5 M: nothing was demanded, so nothing was won.
    let loud = 0.4 + 2.0 * attention * 0.4 * 0.6 - 0.1 * 0.4;
    close(months[0].mobilisation("large"), loud);
    close(months[0].fatigue("large"), 0.5 * 0.4);
    close(months[0].mobilisation("small"), 0.2);
    close(months[0].value("publicity"), loud);
    // Month 1, from last month's M and F.
    let next = attention + 0.5 * (0.6 * (0.25 + 0.75 * loud) - attention);
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
        fixed_demand = 0.4
        [instruments]
        aid = { budget = 'aid', visibility = 0.5, requirement = 1.0 }
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
        fixed_demand = 0.01
        [instruments]
        aid = { budget = 'aid', visibility = 1.0, requirement = 1.0 }
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
            aid = {{ budget = 'aid', visibility = {visibility}, requirement = 1.0 }}
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
        aid = { budget = 'aid', visibility = 1.0, requirement = 1.0 }
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
fn fixed_demand_is_the_demand_of_every_state() {
    let month = end("[attention]
        fixed_demand = 0.35
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
