//! How long histories take, beside a floor of the same luck and the same functions in a bare
//! loop. `cargo bench` runs all; docs/performance.md keeps the figures.

use std::fmt::Write as _;
use std::hint::black_box;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use intsoc::ensemble::engine::Engine;
use intsoc::ensemble::recording::{Recorder, Recording};
use intsoc::lanes::{Kind, Luck, Real, Task, Work};
use intsoc::model::chance::{Streams, uniform};
use intsoc::model::{Histories, History, maths};
use intsoc::scenario::{self, Scenario};

fn baseline() -> Scenario {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/baseline.toml");
    scenario::load(&file, &[]).unwrap_or_else(|problems| panic!("{problems}"))
}

/// A history of the baseline, one with everything a run keeps of it, and the floor of it: one by one, and side by side in
/// every kind of numbers that the processor has. Times are of one history, however many are played together.
fn history(criterion: &mut Criterion) {
    let scenario = baseline();
    let streams = Streams::of(&scenario);
    let counts = Counts::of(&scenario, &streams);
    println!("one history takes at least {counts:?}");
    for kind in Kind::all() {
        let mut group = criterion.benchmark_group(format!("history/{}", kind.name()));
        group.throughput(Throughput::Elements(kind.lanes() as u64));
        kind.with(Bare { group: &mut group, scenario: &scenario, streams: &streams });
        let mut player = Recording::new(&scenario, false).player_in(kind, &streams, false);
        let mut first = 0;
        group.bench_function("recorded", |bencher| {
            bencher.iter(|| {
                let lanes = first..first + kind.lanes() as u64;
                first = lanes.end;
                player.play(lanes, &|| false, &mut |_, record, _| {
                    black_box(record.outcomes[0]);
                })
            });
        });
        kind.with(Floor { group: &mut group, counts: &counts });
        group.finish();
    }
}

type Group<'g> = BenchmarkGroup<'g, WallTime>;

/// Histories of which nothing is kept.
struct Bare<'b, 'g> {
    group: &'b mut Group<'g>,
    scenario: &'b Scenario,
    streams: &'b Streams,
}

impl Task for Bare<'_, '_> {
    type Output = ();

    fn with<V: Real>(self) {
        let mut histories = Histories::<V>::new(self.scenario, self.streams, false);
        let mut first = 0;
        self.group.bench_function("bare", |bencher| {
            bencher.iter(|| {
                histories.begin(first);
                first += V::LANES as u64;
                while histories.step() {}
                black_box(histories.world().need)
            });
        });
    }
}

/// What they cannot do without.
struct Floor<'b, 'g> {
    group: &'b mut Group<'g>,
    counts: &'b Counts,
}

impl Task for Floor<'_, '_> {
    type Output = ();

    fn with<V: Real>(self) {
        let mut first = 0;
        self.group.bench_function("floor", |bencher| {
            bencher.iter(|| {
                first += V::LANES as u64;
                black_box(V::enter(OfCounts { counts: self.counts, first }))
            });
        });
    }
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
        let seats = history.world().votes().iter().map(|(_, ballots)| ballots.len());
        counts.normals += seats.sum::<usize>();
        counts
    }
}

/// The same number of draws, exponentials, powers (a logarithm and an exponential each) and normal quantiles, and nothing
/// else, in the histories side by side.
struct OfCounts<'c> {
    counts: &'c Counts,
    first: u64,
}

impl<V: Real> Work<V> for OfCounts<'_> {
    type Output = V;

    #[inline(always)]
    fn run(self) -> V {
        let Self { counts, first } = self;
        let mut sum = V::from(0.0);
        for stream in 0..counts.streams {
            let mut luck = V::Luck::of(&[stream as u8; 32], first);
            for month in 0..counts.months {
                sum += luck.draw(month)[0];
            }
        }
        let base = V::from(black_box(0.3));
        let mut values = [base; 64];
        for _ in 0..counts.exponentials.div_ceil(values.len()) {
            for value in &mut values {
                *value = maths::exp(-*value);
            }
        }
        for value in values {
            sum += value;
        }
        for index in 0..counts.powers {
            sum += base.map(|base| libm::pow(base, index as f64 * 1e-3));
        }
        for index in 0..counts.normals {
            sum += maths::normal_quantile(V::from(uniform((index as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15))));
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
    for kind in [Kind::ONE, Kind::chosen()] {
        let mut group = criterion.benchmark_group(format!("states/{}", kind.name()));
        for states in [10, 30, 56, 100, 300, 1_000, 3_000] {
            let scenario = world_of(states);
            group.sample_size(20).throughput(Throughput::Elements(states * kind.lanes() as u64));
            kind.with(OfStates { group: &mut group, scenario: &scenario, states });
        }
        group.finish();
    }
}

struct OfStates<'b, 'g> {
    group: &'b mut Group<'g>,
    scenario: &'b Scenario,
    states: u64,
}

impl Task for OfStates<'_, '_> {
    type Output = ();

    fn with<V: Real>(self) {
        let streams = Streams::of(self.scenario);
        let mut histories = Histories::<V>::new(self.scenario, &streams, false);
        let mut first = 0;
        self.group.bench_function(BenchmarkId::from_parameter(self.states), |bencher| {
            bencher.iter(|| {
                histories.begin(first);
                first += V::LANES as u64;
                while histories.step() {}
            });
        });
    }
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
                    |record, _| record.outcomes[2],
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
