use super::last;
use crate::support::small::{close, still};

#[test]
fn displacement_ends_where_flight_and_return_balance() {
    // displacement_rate X(1 − D) = return_rate(1 − V)D, with X = V: D* = 0.3 · 0.4/(0.3 · 0.4 + 0.1 · 0.6)
    let months = still(
        "[scenario]
        months = 400
        [crisis]
        violence = 0.4
        displacement_rate = 0.3
        return_rate = 0.1",
    );
    let end = 0.12 / 0.18;
    // The gap shrinks by 1 − 0.12 − 0.06 a month.
    close(months[0].value("displaced"), 0.12);
    close(months[9].value("displaced"), end * (1.0 - 0.82_f64.powi(10)));
    close(last(months).value("displaced"), end);
}

#[test]
fn forces_and_relief_end_at_what_means_and_access_allow() {
    let months = still(
        "[scenario]
        months = 600
        [crisis]
        violence = 0.5
        [target]
        obstruction = 0.6
        [delivery]
        ramp = 0.1
        relief_rate = 0.2
        [norm]
        rate = 0.1
        [instruments]
        shield = { budget = 'p', protection = 0.5, requirement = 1.0, capacity = 0.8 }
        food = { budget = 'q', relief = 0.9, requirement = 1.0, capacity = 0.7 }",
    );
    close(months[9].deployed("shield"), 0.8 * (1.0 - 0.9_f64.powi(10)));
    let month = last(months);
    // K* = ρ; G = 0.5 · 0.8; X = 0.5 · 0.6; R* = 0.9 · 0.7(1 − 0.6 · 0.3); the norm in deeds is the protection given.
    close(month.deployed("shield"), 0.8);
    close(month.value("protection"), 0.4);
    close(month.value("relief_cover"), 0.63 * (1.0 - 0.6 * 0.3));
    close(month.value("norm_deeds"), 0.4);
}

#[test]
fn violence_ends_at_its_peak_while_war_aims_stand_and_at_its_floor_when_they_are_spent() {
    let end = |exhaustion: f64| {
        last(still(&format!(
            "[scenario]
            months = 2000
            [crisis]
            violence = 0.1
            peak = 0.8
            floor = 0.25
            violence_rate = 0.2
            exhaustion = {exhaustion}"
        )))
    };
    close(end(0.0).value("violence"), 0.8);
    close(end(0.5).value("violence"), 0.2);
    close(end(0.5).world.war_aims, 0.0);
}
