use crate::support::small::{close, end, still};

#[test]
fn people_die_and_flee_at_the_rates_given() {
    let month = end("[crisis]
        population = 1000
        violence = 0.4
        displaced = 0.25
        displacement_rate = 0.3
        return_rate = 0.1
        violent_death_rate = 0.01
        deprivation_death_rate = 0.02");
    // N = 1 − 0.6 · 0.75
    close(month.value("need"), 0.55);
    close(month.value("violent_deaths"), 1000.0 * 0.01 * 0.4 * 0.75);
    close(month.value("deprivation_deaths"), 1000.0 * 0.02 * 0.25);
    // 0.25 + 0.3 · 0.4 · 0.75 − 0.1 · 0.6 · 0.25
    close(month.value("displaced"), 0.25 + 0.09 - 0.015);
    close(month.value("protection"), 0.0);
    close(month.value("adequacy"), 0.0);
}

#[test]
fn forces_protect_independently_and_relief_reaches_the_displaced() {
    let months = still(
        "[scenario]
        months = 2
        [crisis]
        population = 1000
        violence = 0.4
        displaced = 0.25
        displacement_rate = 0.3
        return_rate = 0.1
        violent_death_rate = 0.01
        deprivation_death_rate = 0.02
        [target]
        obstruction = 0.5
        [delivery]
        ramp = 0.5
        relief_rate = 0.75
        [instruments]
        food = { budget = 'aid', relief = 0.8, requirement = 1.0, capacity = 0.5 }
        shield = { budget = 'force', protection = 0.5, requirement = 1.0, capacity = 0.6 }
        watch = { budget = 'force', protection = 0.25, requirement = 1.0, capacity = 1.0 }",
    );
    // Month 0: K = 0.5 · 0.6 and 0.5 · 1; R = 0.75 · min(1, 0.8 · 0.5)(1 − 0.5 · 0.4).
    close(months[0].deployed("shield"), 0.3);
    close(months[0].deployed("watch"), 0.5);
    let relief = 0.75 * 0.4 * 0.8;
    close(months[0].value("relief_cover"), relief);
    // Month 1, with D = 0.325 from month 0.
    let protection = 1.0 - (1.0 - 0.5 * 0.3) * (1.0 - 0.25 * 0.5);
    let exposure = 0.4 * (1.0 - protection);
    let need = 1.0 - (1.0 - exposure) * (1.0 - 0.325 * (1.0 - relief));
    close(months[1].value("protection"), protection);
    close(months[1].world.exposure, exposure);
    close(months[1].value("need"), need);
    close(months[1].value("violent_deaths"), 10.0 * exposure * 0.675);
    close(months[1].value("deprivation_deaths"), 20.0 * 0.325 * (1.0 - relief));
    close(months[1].value("displaced"), 0.325 + 0.3 * exposure * 0.675 - 0.1 * 0.6 * 0.325);
    // N⁰ = 1 − 0.6 · 0.675
    close(months[1].value("adequacy"), 1.0 - need / 0.595);
    // Relief follows access: 1 − obstruction · X with the month's X.
    let cover = relief + 0.75 * (0.4 * (1.0 - 0.5 * exposure) - relief);
    close(months[1].value("relief_cover"), cover);
}

#[test]
fn nobody_flees_twice() {
    // All flee at once, all return at once: the displaced share stays within [0, 1], and who is not displaced is not lost.
    let flood = still(
        "[scenario]
        months = 3
        [crisis]
        displaced = 0.5
        displacement_rate = 10.0",
    );
    for month in flood {
        close(month.value("displaced"), 1.0);
    }
    let home = end("[crisis]
        violence = 0.0
        displaced = 0.5
        return_rate = 10.0");
    close(home.value("displaced"), 0.0);
}

#[test]
fn where_nobody_needs_anything_adequacy_is_0() {
    let month = end("[crisis]
        violence = 0.0");
    close(month.value("need"), 0.0);
    close(month.value("adequacy"), 0.0);
}
