use crate::support::small::{close, end, logistic, near};

/// Readiness to lead after a month, of n equal states of capability 1 that all had readiness `initial`.
/// Benefit of leadership is d = 1, its cost 0.4.
fn readiness(n: usize, initial: f64, sharpness: f64) -> f64 {
    let others: String =
        (1..n).map(|i| format!("s{i} = {{ capability = 1.0, constituencies = {{ nationals = 1.0 }} }}\n")).collect();
    end(&format!(
        "[attention]
        fixed_demand = 1.0
        [leadership]
        initial = {initial:?}
        cost = 0.4
        sharpness = {sharpness:?}
        [states]
        {others}"
    ))
    .lead("a")
}

#[test]
fn readiness_to_lead_has_the_symmetric_equilibrium_of_the_volunteers_dilemma() {
    // The logit equilibrium solves P = S(sharpness((1 − P)^(n−1) − 0.4)); as sharpness grows it goes to Diekmann's
    // 1 − (c/b)^(1/(n−1)), with which nobody volunteers with probability (c/b)^(n/(n−1)): 0.16, 0.2530, 0.3181.
    for (n, nobody) in [(2_usize, 0.16), (3, 0.2530), (5, 0.3181)] {
        let limit = 1.0 - 0.4_f64.powf(1.0 / (n as f64 - 1.0));
        near((1.0 - limit).powi(n as i32), nobody, 5e-5);
        let mut apart = f64::INFINITY;
        for sharpness in [4.0, 40.0, 400.0, 4000.0] {
            let (mut low, mut high) = (0.0, 1.0);
            for _ in 0..200 {
                let middle: f64 = 0.5 * (low + high);
                let answer = logistic(sharpness * ((1.0 - middle).powi(n as i32 - 1) - 0.4));
                if answer > middle { low = middle } else { high = middle }
            }
            // It stays where it is, and is pushed back from either side.
            near(readiness(n, low, sharpness), low, 1e-15 * sharpness + 1e-12);
            assert!(readiness(n, low - 1e-4, sharpness) > low && readiness(n, low + 1e-4, sharpness) < low);
            assert!((low - limit).abs() < apart, "{n} at {sharpness}: {low} is no nearer to {limit}");
            apart = (low - limit).abs();
        }
        assert!(apart < 1e-3, "{n}: {apart}");
    }
}

#[test]
fn who_is_alone_leads_where_it_pays() {
    near(readiness(1, 0.0, 100.0), 1.0, 1e-8);
    near(readiness(1, 0.9, 100.0), 1.0, 1e-8);
}

#[test]
fn the_more_there_are_the_less_each_is_ready() {
    let ready = [1, 2, 3, 5, 8].map(|n| readiness(n, 0.2, 3.0));
    assert!(ready.windows(2).all(|pair| pair[1] < pair[0]), "{ready:?}");
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
