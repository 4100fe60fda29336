//! Boxes of the Patient Rule Induction Method: where they are known, and beside those of another program.

use intsoc::statistics::prim::{Settings, Step, trajectory};
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};

/// Points, and which of them are of interest.
type Sample = (Vec<Vec<f64>>, Vec<bool>);

/// Points with so many factors, and which are of interest: nearly all in a corner of the first two, few elsewhere.
fn sample(seed: u64, points: usize, factors: usize) -> Sample {
    let mut generator = ChaCha8Rng::seed_from_u64(seed);
    let points = (0..points).map(|_| (0..factors).map(|_| place(&mut generator)).collect());
    let points: Vec<Vec<f64>> = points.collect();
    let mut is_of_interest = |point: &Vec<f64>| {
        let chance = if point[0] > 0.7 && point[1] < 0.4 { 0.9 } else { 0.1 };
        place(&mut generator) < chance
    };
    let of_interest = points.iter().map(&mut is_of_interest).collect();
    (points, of_interest)
}

fn place(generator: &mut impl Rng) -> f64 {
    generator.random()
}

fn written(step: &Step) -> Value {
    let limits: Vec<Value> = step.limits.iter().map(|limit| json!([limit.factor, limit.low, limit.high])).collect();
    json!({
        "limits": limits, "points": step.inside.points, "of_interest": step.inside.of_interest,
        "density": step.density, "coverage": step.coverage, "mass": step.mass,
    })
}

/// Samples with the crate's own boxes, as `tests/peers/prim.py` reads them.
fn cases() -> Vec<Value> {
    let usual = Settings { to_the_end: false, ..Settings::default() };
    let pasted = Settings { paste: Some(0.05), ..usual };
    let hasty = Settings { peel: 0.2, paste: Some(0.1), least_mass: 0.02, ..usual };
    let samples = [
        ("a corner", sample(1, 400, 5), usual),
        ("a corner, pasted", sample(2, 400, 5), pasted),
        ("a corner in large peels", sample(3, 250, 3), hasty),
        ("few points", sample(4, 40, 4), pasted),
        ("the same place many times", tied(sample(5, 400, 4)), pasted),
        ("nothing to find", shuffled(sample(6, 300, 8)), pasted),
    ];
    let of = |(name, (points, of_interest), settings): &(&str, Sample, Settings)| {
        let steps: Vec<Value> = trajectory(points, of_interest, settings).iter().map(written).collect();
        json!({
            "name": name, "points": points, "of_interest": of_interest, "steps": steps,
            "peel": settings.peel, "paste": settings.paste, "least_mass": settings.least_mass,
        })
    };
    samples.iter().map(of).collect()
}

/// Places on a lattice of eleven, and one factor that never differs.
fn tied((points, of_interest): Sample) -> Sample {
    let coarse = |point: Vec<f64>| {
        let mut coarse: Vec<f64> = point.iter().map(|place| (place * 10.0).round() / 10.0).collect();
        coarse[3] = 0.5;
        coarse
    };
    (points.into_iter().map(coarse).collect(), of_interest)
}

/// What is of interest is so of another point.
fn shuffled((points, mut of_interest): Sample) -> Sample {
    of_interest.rotate_left(points.len() / 2);
    (points, of_interest)
}

#[test]
fn a_corner_that_is_of_interest_is_found() {
    let (points, of_interest) = sample(1, 400, 5);
    let steps = trajectory(&points, &of_interest, &Settings { to_the_end: false, ..Settings::default() });
    let last = steps.last().unwrap();
    let (low, high) = (last.limits[0].low.unwrap(), last.limits[1].high.unwrap());
    assert!((low - 0.7).abs() < 0.1 && (high - 0.4).abs() < 0.1, "{last:?}");
    let inside =
        points.iter().zip(&of_interest).filter(|(point, _)| last.limits.iter().all(|limit| limit.holds(point)));
    let inside: Vec<bool> = inside.map(|(_, of_interest)| *of_interest).collect();
    assert_eq!(inside.len(), last.inside.points);
    assert_eq!(inside.iter().filter(|of_interest| **of_interest).count(), last.inside.of_interest);
    assert!(last.density > 0.8 && last.coverage > 0.4, "{last:?}");
}

#[test]
fn no_box_holds_less_than_the_least_mass() {
    let (points, of_interest) = sample(3, 500, 3);
    let steps = trajectory(&points, &of_interest, &Settings { least_mass: 0.3, ..Settings::default() });
    assert!(steps.iter().all(|step| step.mass >= 0.3));
    // A peel takes a twentieth of what is left: it went on for as long as it might.
    assert!(steps.last().is_some_and(|step| step.mass < 0.35));
}

#[test]
fn a_factor_that_never_differs_is_never_limited() {
    let (points, of_interest) = tied(sample(5, 400, 4));
    for paste in [None, Some(0.05)] {
        let steps = trajectory(&points, &of_interest, &Settings { paste, ..Settings::default() });
        assert!(steps.iter().any(|step| step.limits.iter().any(|limit| limit.factor == 0)), "others are limited");
        assert!(steps.iter().all(|step| step.limits.iter().all(|limit| limit.factor != 3)));
    }
}

#[test]
fn without_a_case_of_interest_there_is_no_box() {
    let (points, of_interest) = sample(1, 20, 2);
    assert!(trajectory(&points, &[false; 20], &Settings::default()).is_empty());
    assert!(trajectory::<Vec<f64>>(&[], &[], &Settings::default()).is_empty());
    // All are of interest: no peel makes it denser, and only who peels to the end goes on.
    let stops = Settings { to_the_end: false, ..Settings::default() };
    assert_eq!(trajectory(&points, &[true; 20], &stops).len(), 1);
    assert!(trajectory(&points, &[true; 20], &Settings::default()).len() > 1);
    assert!(trajectory(&points, &of_interest, &Settings::default()).len() > 1);
}

/// In Kwakkel's workbench. `.ci/tools` installs it into `target/peers/prim`; after that `cargo test --test it
/// needs_workbench -- --ignored` runs this.
mod needs_workbench {
    use std::path::Path;
    use std::process::Command;

    #[test]
    #[ignore = "needs the ema_workbench"]
    fn the_workbench_finds_the_same_boxes() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("cases.json");
        std::fs::write(&file, serde_json::to_string(&super::cases()).unwrap()).unwrap();
        let python = root.join("target/peers/prim/bin/python");
        let output = Command::new(&python).arg(root.join("tests/peers/prim.py")).arg(&file).output();
        let output = output.unwrap_or_else(|error| panic!("{}: {error}", python.display()));
        let told = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        assert!(output.status.success(), "{}\n{}", told[0], told[1]);
        assert!(told[0].starts_with("6 samples, "), "{}", told[0]);
    }
}
