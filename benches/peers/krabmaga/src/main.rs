//! The baseline's model in krABMaga.
//!
//! As in its examples, the simulation's `State` holds all that agents see of each other, and agents are scheduled with
//! an ordering: a stage of the month is one agent per state, or the environment, and lower orderings come first.
//!
//!     peer-krabmaga SCENARIO.json HISTORIES [RECORD.json]

mod agents;
mod forums;
mod input;
mod luck;
mod maths;
mod record;
mod target;
mod world;

use std::hint::black_box;
use std::sync::Arc;

use krabmaga::engine::schedule::Schedule;
use krabmaga::engine::state::State;

use input::Input;
use luck::Keys;
use world::World;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, scenario, histories, ..] = &arguments[..] else {
        panic!("peer-krabmaga SCENARIO.json HISTORIES [RECORD.json]")
    };
    let text = std::fs::read_to_string(scenario).expect("a scenario that can be read");
    let input: Arc<Input> = Arc::new(serde_json::from_str(&text).expect("a scenario as the Python writes it"));
    let keys = Arc::new(Keys::of(&input));
    let replicates = 0..histories.parse().expect("a number of histories");
    let records = replicates.map(|replicate| play(&input, &keys, replicate));
    match arguments.get(3) {
        None => records.for_each(|record| drop(black_box(record))),
        Some(file) => {
            let found = serde_json::json!({ "names": record::names(&input), "values": records.collect::<Vec<_>>() });
            std::fs::write(file, found.to_string()).expect("a record that can be written");
        }
    }
}

/// One history: the values of each month.
fn play(input: &Arc<Input>, keys: &Arc<Keys>, replicate: u64) -> Vec<Vec<f64>> {
    let mut world = World::new(Arc::clone(input), Arc::clone(keys), replicate);
    let mut schedule = Schedule::new();
    world.init(&mut schedule);
    for _ in 0..input.months {
        schedule.step(&mut world);
    }
    world.record
}
