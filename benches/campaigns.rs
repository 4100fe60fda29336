//! Whole runs and sweeps of the built program: what a sweep costs beyond its histories, what a
//! second thread gives, and how much memory a million histories take. `cargo bench --bench
//! campaigns` prints four tables; docs/performance.md keeps them. Memory is read where the
//! system tells it (Linux).

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use intsoc::ensemble::over_time::OverTime;
use intsoc::ensemble::play::Player;
use intsoc::lanes::Kind;
use intsoc::model::History;
use intsoc::model::chance::Streams;
use intsoc::scenario::Scenario;
use intsoc::study::sweep::Sweep;
use intsoc::study::sweep::making::Making;

/// Rounds of each comparison; the least of each side counts, for others use the machine too.
const ROUNDS: usize = 5;

/// Fifty points of two hundred histories of the baseline, as many as its file asks for.
const GRID: &str = r#"
scenario = "baseline.toml"
replicates = 200
[vary]
"blame.clarity" = { from = 0.0, to = 3.0, steps = 5 }
"target.resolve" = { from = 0.1, to = 0.9, steps = 10 }
"#;

/// Many points of a hundred short histories of the minimal scenario.
fn short(points: u64) -> String {
    format!(
        r#"
scenario = "short.toml"
design = "latin-hypercube"
points = {points}
replicates = 100
[vary]
"target.resolve" = {{ from = 0.1, to = 0.9 }}
"blame.clarity" = {{ from = 0.0, to = 3.0 }}
"#
    )
}

fn main() {
    let place = tempfile::tempdir().expect("a temporary folder");
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    for name in ["baseline.toml", "minimal.toml"] {
        fs::copy(shipped.join(name), place.path().join(name)).expect("scenarios can be copied");
    }
    let short = "extends = \"minimal.toml\"\n[set]\n\"scenario.months\" = 12\n";
    fs::write(place.path().join("short.toml"), short).expect("files can be written");
    points(place.path());
    shapes(place.path());
    costs(place.path());
    memory(place.path());
}

/// What a point over the scenario's own ranges costs beside a history: its scenario from a template, and from its tree.
fn points(place: &Path) {
    const POINTS: u64 = 200;
    let text = format!("scenario = \"baseline.toml\"\nranges = \"all\"\ntogether = []\npoints = {POINTS}\n");
    fs::write(place.join("ranges.toml"), text).expect("files can be written");
    let sweep = Sweep::load(&place.join("ranges.toml"), &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let making = Making::of(&sweep).unwrap_or_else(|problems| panic!("{problems}"));
    let scenario = making.at(&sweep.point(0)).expect("valid").swap_remove(0).scenario;
    let streams = Streams::of(&scenario);
    let mut least = [f64::INFINITY; 4];
    for _ in 0..ROUNDS {
        let timed = |what: &mut dyn FnMut(u64)| {
            let clock = Instant::now();
            (0..POINTS).for_each(&mut *what);
            clock.elapsed().as_secs_f64() / POINTS as f64 * 1e3
        };
        let mut history = History::new(&scenario, &streams, false);
        let found = [
            timed(&mut |replicate| {
                history.begin(replicate);
                while history.step() {}
            }),
            timed(&mut |number| drop(std::hint::black_box(sweep.point(number)))),
            timed(&mut |number| drop(std::hint::black_box(making.at(&sweep.point(number))))),
            timed(&mut |number| drop(std::hint::black_box(sweep.scenario(&sweep.point(number))))),
        ];
        least.iter_mut().zip(found).for_each(|(least, found)| *least = least.min(found));
    }
    let [history, point, template, tree] = least;
    let numbers: usize = sweep.factors.iter().map(|factor| factor.numbers(0)).sum();
    println!("| a point of the baseline, each of {numbers} numbers by itself | ms | of a history |");
    println!("|---|---|---|");
    println!("| a history in a bare loop | {history:.3} | |");
    println!("| where the point lies | {point:.3} | {:.2} |", point / history);
    println!("| its scenario, from the template | {template:.3} | {:.2} |", template / history);
    println!("| its scenario, from its tree | {tree:.3} | {:.2} |", tree / history);
    println!();
}

/// As many histories of the baseline in few points and in many, on one thread.
fn shapes(place: &Path) {
    const HISTORIES: u64 = 4_000;
    const SHAPES: [u64; 3] = [20, 200, 2_000];
    let vary = "[vary]\n\"target.resolve\" = { from = 0.1, to = 0.9 }\n\"blame.clarity\" = { from = 0.0, to = 3.0 }\n";
    let designs = [
        ("two numbers", format!("design = \"latin-hypercube\"\n{vary}")),
        ("every number over its range", "ranges = \"all\"\ntogether = []\n".to_string()),
    ];
    println!("| {HISTORIES} baseline histories, seconds | 20 points | 200 | 2,000 | a point beside its histories |");
    println!("|---|---|---|---|---|");
    for (name, design) in designs {
        let mut least = [f64::INFINITY; SHAPES.len()];
        for _ in 0..ROUNDS {
            for (points, least) in SHAPES.into_iter().zip(&mut least) {
                let head =
                    format!("scenario = \"baseline.toml\"\npoints = {points}\nreplicates = {}\n", HISTORIES / points);
                fs::write(place.join("shape.toml"), format!("{head}{design}")).expect("files can be written");
                *least = least.min(program(place, &["sweep", "shape.toml", "--threads", "1"]).0);
            }
        }
        let [few, some, many] = least;
        let point = (many - few) / (SHAPES[2] - SHAPES[0]) as f64 / (few / HISTORIES as f64);
        println!("| {name} | {few:.2} | {some:.2} | {many:.2} | {point:.2} of a history |");
    }
    println!();
}

/// Seconds and peak memory in MiB of the program with these arguments.
fn program(place: &Path, arguments: &[&str]) -> (f64, f64) {
    let clock = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_intsoc"))
        .args(arguments)
        .args(["--quiet", "--force", "--out", "out"])
        .current_dir(place)
        .stdout(Stdio::null())
        .spawn()
        .expect("the program starts");
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0.0;
    loop {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kibibytes = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
        peak = f64::max(peak, kibibytes.unwrap_or(0.0) / 1024.0);
        if let Some(status) = child.try_wait().expect("it can be waited for") {
            assert!(status.success(), "{arguments:?} failed");
            return (clock.elapsed().as_secs_f64(), peak);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// The same histories bare, with their outcomes only, and as a sweep on one thread and on two.
fn costs(place: &Path) {
    fs::write(place.join("grid.toml"), GRID).expect("files can be written");
    let sweep = Sweep::load(&place.join("grid.toml"), &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let points = 0..sweep.design.points();
    let scenarios: Vec<Scenario> = points.map(|point| sweep.scenario(&sweep.point(point)).expect("valid")).collect();
    let mut least = [f64::INFINITY; 4];
    for _ in 0..ROUNDS {
        let found = [
            bare(&scenarios, sweep.replicates),
            outcomes(&scenarios, sweep.replicates),
            program(place, &["sweep", "grid.toml", "--threads", "1"]).0,
            program(place, &["sweep", "grid.toml", "--threads", "2"]).0,
        ];
        least.iter_mut().zip(found).for_each(|(least, found)| *least = least.min(found));
    }
    let [bare, outcomes, one, two] = least;
    println!("| 50 points of 200 baseline histories | seconds | ratio |");
    println!("|---|---|---|");
    println!("| histories in a bare loop | {bare:.2} | |");
    println!("| with their outcomes | {outcomes:.2} | {:.3} of bare |", outcomes / bare);
    println!(
        "| the sweep, with all its files, one thread | {one:.2} | {:.3} of the histories with outcomes |",
        one / outcomes
    );
    println!("| the sweep, two threads | {two:.2} | {:.2} times as fast as one |", one / two);
    println!();
}

fn bare(scenarios: &[Scenario], replicates: u64) -> f64 {
    let clock = Instant::now();
    for scenario in scenarios {
        let streams = Streams::of(scenario);
        let mut history = History::new(scenario, &streams, false);
        for replicate in 0..replicates {
            history.begin(replicate);
            while history.step() {}
        }
    }
    clock.elapsed().as_secs_f64()
}

fn outcomes(scenarios: &[Scenario], replicates: u64) -> f64 {
    let clock = Instant::now();
    for scenario in scenarios {
        let streams = Streams::of(scenario);
        let keep = OverTime::new(scenario, false);
        let mut player = Player::of(scenario, &streams, false, keep, Kind::chosen());
        player.play(0..replicates, &|| false, &mut |_, kept, _| {
            std::hint::black_box(kept.0.len());
        });
    }
    clock.elapsed().as_secs_f64()
}

/// Peak memory of runs and sweeps of more and more histories.
fn memory(place: &Path) {
    println!("| histories | run, MiB | seconds | sweep, MiB | seconds |");
    println!("|---|---|---|---|---|");
    for histories in [10_000u64, 100_000, 1_000_000] {
        fs::write(place.join("many.toml"), short(histories / 100)).expect("files can be written");
        let run = program(place, &["short.toml", "--replicates", &histories.to_string()]);
        let sweep = program(place, &["sweep", "many.toml"]);
        println!("| {histories} | {:.1} | {:.1} | {:.1} | {:.1} |", run.1, run.0, sweep.1, sweep.0);
    }
}
