//! How long histories take, beside a floor of the same luck and the same functions in a bare
//! loop. `cargo bench` runs all; docs/performance.md keeps the figures.

use std::fmt::Write as _;
use std::hint::black_box;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use intsoc::ensemble::engine::Engine;
use intsoc::ensemble::record::Recorder;
use intsoc::model::chance::{Streams, uniform};
use intsoc::model::{History, maths};
use intsoc::scenario::{self, Scenario};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

fn baseline() -> Scenario {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/baseline.toml");
    scenario::load(&file, &[]).unwrap_or_else(|problems| panic!("{problems}"))
}

/// One history of the baseline, one with everything a run keeps of it, and the floor of it.
fn history(criterion: &mut Criterion) {
    let scenario = baseline();
    let streams = Streams::of(&scenario);
    let mut group = criterion.benchmark_group("history");
    group.throughput(Throughput::Elements(1));
    let mut history = History::new(&scenario, &streams, false);
    let mut replicate = 0;
    group.bench_function("baseline", |bencher| {
        bencher.iter(|| {
            history.begin(replicate);
            replicate += 1;
            while history.step() {}
            black_box(history.world().need)
        });
    });
    let mut recorder = Recorder::new(&scenario, &streams, false, false);
    group.bench_function("recorded", |bencher| {
        bencher.iter(|| {
            replicate += 1;
            black_box(recorder.play(replicate, &|| false).map(|(record, _)| record.outcomes[0]))
        });
    });
    let counts = Counts::of(&scenario, &streams);
    println!("one history takes at least {counts:?}");
    group.bench_function("floor", |bencher| {
        bencher.iter(|| {
            replicate += 1;
            black_box(counts.floor(replicate))
        });
    });
    group.finish();
}

/// What a history cannot do without.
#[derive(Debug, Default)]
struct Counts {
    months: usize,
    streams: usize,
    exponentials: usize,
    powers: usize,
    normals: usize,
}

impl Counts {
    /// Counted over one history: an exponential for every state and instrument that may be
    /// used, for every state's readiness to lead, for every consent and for restraint.
    fn of(scenario: &Scenario, streams: &Streams) -> Self {
        let actors = &scenario.actors;
        let mut counts = Self { streams: streams.blocks_a_month(), ..Self::default() };
        let consents = actors.fixed_instruments.iter().filter(|tool| tool.consent).count();
        let mut history = History::new(scenario, streams, false);
        while history.step() {
            counts.months += 1;
            let states = actors.states.len();
            counts.exponentials += history.world().available.len() * states + states + consents + 1;
            counts.normals += states + 1;
            counts.powers += 1;
        }
        let seats = history.world().votes.iter().map(|(_, ballots)| ballots.len());
        counts.normals += seats.sum::<usize>();
        counts
    }

    /// The same number of draws, exponentials, powers (a logarithm and an exponential each)
    /// and normal quantiles, and nothing else.
    fn floor(&self, replicate: u64) -> f64 {
        let mut sum = 0.0;
        let mut block = [0u8; 64];
        for stream in 0..self.streams {
            let mut generator = ChaCha8Rng::from_seed([stream as u8; 32]);
            generator.set_stream(replicate);
            for _ in 0..self.months {
                generator.fill_bytes(&mut block);
                sum += f64::from(block[0]);
            }
        }
        let base = black_box(0.3);
        let mut values = [base; 64];
        for _ in 0..self.exponentials.div_ceil(values.len()) {
            values.iter_mut().for_each(|value| *value = maths::exp(-*value));
        }
        sum += values.iter().sum::<f64>();
        for index in 0..self.powers {
            sum += libm::pow(base, index as f64 * 1e-3);
        }
        for index in 0..self.normals {
            sum += maths::normal_quantile(uniform((index as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)));
        }
        sum
    }
}

/// One month in the middle of a history.
fn month(criterion: &mut Criterion) {
    let scenario = baseline();
    let streams = Streams::of(&scenario);
    let mut start = History::new(&scenario, &streams, false);
    for _ in 0..scenario.months / 2 {
        start.step();
    }
    criterion.bench_function("month", |bencher| {
        bencher.iter_batched_ref(|| start.clone(), History::step, criterion::BatchSize::SmallInput);
    });
}

/// A history against the number of states: near-linear, for peers are summed by society.
fn scaling(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("states");
    for states in [10, 30, 100, 300, 1_000, 3_000] {
        let scenario = world_of(states);
        let streams = Streams::of(&scenario);
        let mut history = History::new(&scenario, &streams, false);
        let mut replicate = 0;
        group.sample_size(20).throughput(Throughput::Elements(states));
        group.bench_function(BenchmarkId::from_parameter(states), |bencher| {
            bencher.iter(|| {
                history.begin(replicate);
                replicate += 1;
                while history.step() {}
            });
        });
    }
    group.finish();
}

/// The minimal scenario with so many states, all members of its universal society.
fn world_of(states: u64) -> Scenario {
    let minimal = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/minimal.toml");
    let mut text = format!("extends = {:?}\n[profiles.small]\ncapability = 0.01\nsolidarism = 0.4\n", minimal);
    text += "constituencies = { nationals = 0.5, society = 0.45, humanity = 0.05 }\n[states]\n";
    for state in 4..states {
        let _ = writeln!(text, "s{state} = {{ profile = \"small\", societies = [\"world\"] }}");
    }
    let file = tempfile::Builder::new().suffix(".toml").tempfile().expect("a temporary file");
    std::fs::write(file.path(), text).expect("the temporary file is ours");
    scenario::load(file.path(), &[]).unwrap_or_else(|problems| panic!("{problems}"))
}

/// Many histories on one thread and on two: the ratio is what a second core brings.
fn threads(criterion: &mut Criterion) {
    let scenario = baseline();
    let streams = Streams::of(&scenario);
    let mut group = criterion.benchmark_group("threads");
    group.sample_size(10).throughput(Throughput::Elements(400));
    for threads in [1, 2] {
        let Ok(pool) = rayon::ThreadPoolBuilder::new().num_threads(threads).build() else { continue };
        group.bench_function(BenchmarkId::from_parameter(threads), |bencher| {
            bencher.iter(|| {
                let mut sum = 0.0;
                let engine = Engine { pool: Some(&pool), stop: &AtomicBool::new(false), progress: &|_| {} };
                engine.histories(
                    0..400,
                    || Recorder::new(&scenario, &streams, false, false),
                    |recorder, replicate, stop| Some(recorder.play(replicate, stop)?.0.outcomes[2]),
                    |deaths| sum += deaths,
                );
                black_box(sum)
            });
        });
    }
    group.finish();
}

criterion_group!(benches, history, month, scaling, threads);
criterion_main!(benches);
