//! Every draw belongs to a decision. The numbers pinned here were computed outside the program,
//! from the model's words alone: SHA-256 of the stream's name, ChaCha with eight rounds, and the
//! inverse of the normal distribution by Newton's method in forty digits.

use crate::support::small::{Month, close, lucky, near, scenario, still};
use intsoc::model::History;
use intsoc::model::chance::{Chance, Streams, key, uniform};

/// A world with every kind of stream. `first` stands in the file before the other states.
fn world(first: &str, seed: u64) -> String {
    format!(
        "[scenario]
        months = 6
        seed = {seed}
        [court]
        instrument = 'referral'
        pressure = [0, 0, 0, 0]
        entrenchment = [0, 0, 0, 0]
        [instruments]
        relief = {{ budget = 'aid', requirement = 1.0, authority = 'council' }}
        referral = {{ budget = 'law', requirement = 1.0, authority = 'council' }}
        un_force = {{ budget = 'force', requirement = 1.0, authority = 'council', consent = true }}
        [states]
        {first} = {{ constituencies = {{ nationals = 1.0 }}, societies = ['world'] }}
        china = {{ constituencies = {{ nationals = 1.0 }}, societies = ['world'] }}
        usa = {{ constituencies = {{ nationals = 1.0 }}, societies = ['world'] }}"
    )
}

/// What the draws of a replicate are in a month.
fn drawn<T>(sections: &str, replicate: u64, month: usize, read: impl Fn(&Chance, &Streams, &[usize; 5]) -> T) -> T {
    let scenario = scenario(sections);
    let streams = Streams::of(&scenario);
    let mut history = History::new(&scenario, &streams, false);
    history.begin(replicate);
    for _ in 0..=month {
        assert!(history.step(), "the run has {month} months and one");
    }
    let (_, context) = history.now();
    let state = |id: &str| context.actors.states.iter().position(|known| known == id).expect("the state is there");
    let tool = |id: &str| context.actors.instruments.iter().position(|known| known == id).expect("it is there");
    let places = [state("usa"), state("china"), tool("relief"), tool("referral"), tool("un_force")];
    read(context.chance, context.streams, &places)
}

/// One month's draws in the order of the streams `state/usa` (Normal, uniform), `agenda/relief`,
/// `vote/china/referral` (Normal), `consent/un_force` (two), `target` (uniform, Normal), `court` (two).
fn all(sections: &str, replicate: u64, month: usize) -> [f64; 10] {
    drawn(sections, replicate, month, |chance, streams, &[usa, china, relief, referral, un_force]| {
        [
            chance.aspiration(usa),
            chance.leadership(usa),
            chance.agenda(relief),
            chance.vote(streams, china, referral, month),
            chance.granted(un_force),
            chance.withdrawn(un_force),
            chance.shopping(),
            chance.violence(),
            chance.court(),
            chance.split(),
        ]
    })
}

const NORMALS: [usize; 3] = [0, 3, 7];

/// Seed 2003: replicate, month, then the draws in the order of [`all`].
const PINNED: [(u64, usize, [f64; 10]); 4] = [
    (
        0,
        0,
        [
            0.43185600269512386,
            0.9681187298697899,
            0.8498937145871085,
            0.25133893765528226,
            0.40971296043516336,
            0.900575532236774,
            0.5520952403895131,
            0.12628734350922693,
            0.3829439587993654,
            0.21635301467673063,
        ],
    ),
    (
        0,
        5,
        [
            -0.5430694466511219,
            0.8205501393299818,
            0.24580224721850452,
            -0.520948968397076,
            0.9288819282807094,
            0.907972342446493,
            0.2465773568536903,
            -0.22650445349179624,
            0.21572746066089932,
            0.7588605030601231,
        ],
    ),
    (
        7,
        0,
        [
            -0.015048885879490433,
            0.6631770613384748,
            0.5655638405453686,
            -0.5828358876127353,
            0.6448108298665453,
            0.4175470421197637,
            0.9059397011614866,
            -1.73980445210008,
            0.8653669933795959,
            0.3184845928625494,
        ],
    ),
    (
        7,
        5,
        [
            -0.5685863207541467,
            0.8731590103755303,
            0.4972845047264044,
            -1.4764832686745382,
            0.32425907672002807,
            0.6514072864296906,
            0.8265517899702851,
            0.9179170345406201,
            0.7205231982541177,
            0.521104873732016,
        ],
    ),
];

#[test]
fn the_draws_are_those_that_the_model_describes() {
    // Whoever else is in the file, and in whatever order, the draws of a decision stay.
    for first in ["aa", "zz"] {
        for (replicate, month, pinned) in PINNED {
            let found = all(&world(first, 2003), replicate, month);
            for (place, (found, pinned)) in found.into_iter().zip(pinned).enumerate() {
                if NORMALS.contains(&place) {
                    near(found, pinned, 1e-13);
                } else {
                    assert!(found.to_bits() == pinned.to_bits(), "draw {place}: {found} is not {pinned}");
                }
            }
        }
    }
}

#[test]
fn replicates_and_seeds_use_all_their_bits() {
    // 2^40 + 7 and 2^32 differ from 7 and 0 in the upper word of the stream alone.
    for (replicate, normal, pinned) in [
        ((1 << 40) + 7, 0.03501936227301208, 0.02856530809903568_f64),
        (1 << 32, 0.8268848881386948, 0.9348548605771317),
    ] {
        let [found, uniform, ..] = all(&world("aa", 2003), replicate, 0);
        near(found, normal, 1e-13);
        assert!(uniform.to_bits() == pinned.to_bits(), "{uniform} is not {pinned}");
    }
    let [.., shopping, violence, _, _] = all(&world("aa", 9_223_372_036_854_775_807), 0, 0);
    assert!(shopping.to_bits() == 0.23283412942986714_f64.to_bits(), "found {shopping}");
    near(violence, 1.3877377908689321, 1e-13);
}

#[test]
fn a_key_is_the_hash_of_seed_and_name() {
    let hex: String = key(2003, "state/usa").iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex, "0dfb0470c83d8729ec24262252aa6c7a8cd4a78fbc80106b27f88377f3013870");
}

#[test]
fn a_uniform_is_never_0_or_1() {
    // ((word >> 12) + 1/2)/2^52: half a step from either end.
    assert!(uniform(0).to_bits() == (0.5 / 4_503_599_627_370_496.0_f64).to_bits());
    assert!(uniform(u64::MAX).to_bits() == (1.0 - 0.5 / 4_503_599_627_370_496.0_f64).to_bits());
    // The twelve lowest bits do not count; the thirteenth is one step.
    assert!(uniform(0xfff).to_bits() == uniform(0).to_bits());
    assert!(uniform(0x1000).to_bits() == (1.5 / 4_503_599_627_370_496.0_f64).to_bits());
}

#[test]
fn without_chance_uniforms_are_one_half_and_normals_0() {
    let scenario = scenario(&world("aa", 2003));
    let streams = Streams::of(&scenario);
    let mut history = History::new(&scenario, &streams, true);
    while history.step() {}
    let (_, context) = history.now();
    let chance = context.chance;
    for uniform in [chance.leadership(0), chance.agenda(0), chance.granted(2), chance.withdrawn(2)] {
        close(uniform, 0.5);
    }
    for uniform in [chance.shopping(), chance.court(), chance.split()] {
        close(uniform, 0.5);
    }
    for normal in [chance.aspiration(0), chance.violence(), chance.vote(context.streams, 0, 1, 5)] {
        close(normal, 0.0);
    }
}

fn which(months: &[Month], holds: impl Fn(&Month) -> bool) -> Vec<usize> {
    (0..months.len()).filter(|month| holds(&months[*month])).collect()
}

#[test]
fn the_first_draw_of_a_state_is_the_noise_of_its_aspiration() {
    // Inertia 1 and demand held at 0.5: A' = 0.5(1 + 0.1 z).
    let months = lucky(
        "[scenario]
        months = 6
        [attention]
        fixed_demand = 0.5
        [citizenship]
        noise = 0.1
        [states.usa]
        constituencies = { nationals = 1.0 }",
        0,
    );
    near(months[0].aspiration("usa"), 0.5 * (1.0 + 0.1 * 0.43185600269512386), 1e-13);
    near(months[5].aspiration("usa"), 0.5 * (1.0 - 0.1 * 0.5430694466511219), 1e-13);
}

#[test]
fn noise_takes_no_aspiration_beyond_0_and_1() {
    // 0.5(1 + 10 z) is above 1 in month 0 and below 0 in month 5.
    let months = lucky(
        "[scenario]
        months = 6
        [attention]
        fixed_demand = 0.5
        [citizenship]
        noise = 10.0
        [states.usa]
        constituencies = { nationals = 1.0 }",
        0,
    );
    near(months[0].aspiration("usa"), 1.0, 1e-15);
    near(months[5].aspiration("usa"), 0.0, 1e-15);
}

#[test]
fn the_second_draw_of_a_state_decides_whether_it_leads() {
    // Sharpness 0: P' = 1/2. Steps forward when u < 1.5 · 1 · 0.5 = 0.75; stays while u ≥ 1.6(1 − 0.5) = 0.8.
    // u by month: 0.968, 0.991, 0.726, 0.789, 0.639, 0.821.
    let months = lucky(
        "[scenario]
            months = 6
            [leadership]
            step_forward = 1.5
            withdraw = 1.6
            [states.usa]
            capability = 1.0
            constituencies = { nationals = 1.0 }",
        0,
    );
    assert_eq!(which(&months, |month| month.leads("usa")), [2, 4, 5]);
}

#[test]
fn the_draw_of_an_agenda_decides_whether_a_text_is_taken_up() {
    // Every seat is for it (y = 0): taken up when u < 0.25. u by month: 0.850, 0.556, 0.433, 0.127, 0.257, 0.246.
    let months = lucky(
        "[scenario]
            months = 6
            [forums]
            agenda_rate = 0.25
            [instruments]
            relief = { budget = 'aid', requirement = 1.0, authority = 'council' }",
        0,
    );
    assert_eq!(which(&months, |month| !month.votes.is_empty()), [3, 5]);
}

#[test]
fn the_draw_of_a_vote_moves_the_judgement_of_the_voter() {
    // China judges it at −1 + 0.5 z, a at 1: in a consensus its strength is 0.3/(1 − 0.5 z).
    let sections = "[scenario]
        months = 6
        [forums]
        tolerance = 0.3
        vote_noise = 0.5
        [bodies.council]
        rule = 'consensus'
        [instruments]
        referral = { budget = 'law', requirement = 1.0, authority = 'council' }
        [states.a]
        reservations = { referral = -1.0 }
        [states.china]
        constituencies = { nationals = 1.0 }
        reservations = { referral = 1.0 }
        societies = ['world']";
    let months = lucky(sections, 0);
    near(months[0].votes[0].strength, 0.3 / (1.0 - 0.5 * 0.25133893765528226), 1e-13);
    let months = lucky(sections, 7);
    near(months[0].votes[0].strength, 0.3 / (1.0 + 0.5 * 0.5828358876127353), 1e-13);
}

#[test]
fn the_draws_of_consent_grant_and_withdraw_it() {
    // Sharpness 0: q = 1/2. Granted when u < 0.6 · 0.5 = 0.3 (u: 0.410, 0.908, 0.237, 0.781, 0.474, 0.929), withdrawn,
    // if it stood before, when u < 0.94 · 1 · 0.5 = 0.47 (u: 0.901, 1.000, 0.197, 0.456, 0.486, 0.908).
    let months = lucky(
        "[scenario]
            months = 6
            [target]
            concession_rate = 0.6
            renege_rate = 0.94
            [forums]
            consent_discount = 1.0
            [instruments]
            un_force = { budget = 'force', intrusiveness = 1.0, requirement = 1.0, authority = 'council', consent = true }",
        0,
    );
    close(months[0].authorised("un_force"), 1.0);
    assert_eq!(which(&months, |month| month.consent("un_force")), [2]);
}

#[test]
fn the_first_draw_of_the_target_shops_and_the_second_moves_violence() {
    // Shops when u < 0.6 · 1 · (1 − (1/4 + 1/4)) = 0.3; u by month: 0.552, 0.897, 0.30002, 0.207, 0.368, 0.247.
    let months = lucky(
        "[scenario]
        months = 6
        [crisis]
        violence = 0.5
        violence_noise = 0.1
        [attention]
        fixed_demand = 1.0
        [target]
        shopping_rate = 0.6
        [pressure]
        gain = 1000.0
        [instruments]
        talks = { budget = 'diplomacy', pressure = 1.0, requirement = 1.0 }
        [bodies.court]
        mandate = 1.0
        rule = 'majority'
        [states.a]
        leverage = 1.0",
        0,
    );
    assert_eq!(which(&months, |month| month.value("shopped") > 0.0), [3, 5]);
    // Nothing else moves it: V' = 0.5 + 0.1 z.
    near(months[0].value("violence"), 0.5 + 0.1 * 0.12628734350922693, 1e-13);
}

#[test]
fn the_first_draw_of_the_court_takes_a_step_and_the_second_splits_the_regime() {
    // Referred in month 0. First suspects when u < 0.1 (u: 0.383, 0.0923, ...): month 1. Leader when u < 0.42 (month 2 on:
    // 0.832, 0.922, 0.412): month 4. The second draw of month 4 is 0.5377.
    for (split, resistance) in [(0.54, 0.9), (0.53, 1.1)] {
        let months = lucky(
            &format!(
                "[scenario]
                months = 6
                [target]
                resolve = 1.0
                [court]
                instrument = 'referral'
                inquiry_rate = 0.1
                leader_rate = 0.42
                funding = 1.0
                split = {split}
                pressure = [0, 0, 0, 0]
                entrenchment = [0, 0, 0, 0.1]
                [instruments]
                referral = {{ budget = 'law', requirement = 1.0, authority = 'council' }}"
            ),
            0,
        );
        let stages: Vec<f64> = months.iter().map(|month| month.value("court_stage")).collect();
        assert_eq!(stages, [1.0, 2.0, 2.0, 2.0, 3.0, 3.0]);
        close(months[4].world.resistance, 1.0);
        close(months[5].world.resistance, resistance);
    }
}

#[test]
fn without_chance_a_run_draws_nothing() {
    let months = still(
        "[crisis]
        violence = 0.5
        violence_noise = 0.1
        [attention]
        fixed_demand = 0.5
        [citizenship]
        noise = 0.1",
    );
    close(months[0].aspiration("a"), 0.5);
    close(months[0].value("violence"), 0.5);
}

#[test]
fn a_replicate_leaves_nothing_behind_for_the_next() {
    let scenario = intsoc::scenario::from_text(include_str!("../../scenarios/minimal.toml"), "minimal.toml", &[])
        .unwrap_or_else(|problems| panic!("{problems}"));
    let streams = Streams::of(&scenario);
    let indicators = intsoc::model::indicators::indicators(&scenario);
    let values = |history: &mut History<'_>, replicate: u64| {
        let mut bits = Vec::new();
        history.play(replicate, &|| false, |world, context| {
            bits.extend(indicators.iter().map(|indicator| indicator.value(world, context).to_bits()));
        });
        bits
    };
    let mut fresh = History::new(&scenario, &streams, false);
    let mut used = History::new(&scenario, &streams, false);
    let other = values(&mut used, 5);
    let expected = values(&mut fresh, 3);
    assert!(other != expected, "replicates differ");
    assert!(values(&mut used, 3) == expected);
    // Half a history counts as one that was used.
    used.begin(9);
    assert!(used.step() && used.months_run() == 1);
    assert!(values(&mut used, 3) == expected);
}
