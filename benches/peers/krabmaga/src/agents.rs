//! Who is scheduled: each state at its stages, each instrument before its body, and the environment in between.

use krabmaga::engine::agent::Agent;
use krabmaga::engine::schedule::Schedule;
use krabmaga::engine::state::State;

use crate::world::World;

/// What one agent does at its place in the month.
type Rule = fn(&mut World, usize);

#[derive(Clone)]
struct Stage {
    rule: Rule,
    index: usize,
}

impl Agent for Stage {
    fn step(&mut self, state: &mut dyn State) {
        let world = state.as_any_mut().downcast_mut::<World>().expect("the world");
        (self.rule)(world, self.index);
    }
}

/// The stages of a month, in order, each with how many agents take part in it.
pub fn schedule_all(world: &World, schedule: &mut Schedule) {
    let (states, tools) = (world.states.len(), world.tools.len());
    let stages: [(Rule, usize); 15] = [
        (|world, _| world.suffer(), 1),
        (World::hear, states),
        (|world, _| world.look_at_peers(), 1),
        (World::be_good_citizen, states),
        (|world, _| world.survey(), 1),
        (World::choose, states),
        (|world, _| world.look_at_leaders(), 1),
        (World::weigh_leading, states),
        (|world, _| world.concert(), 1),
        (World::come_before_body, tools),
        (|world, _| world.deliver(), 1),
        (|world, _| world.answer(), 1),
        (|world, _| world.shift_blame(), 1),
        (World::learn, states),
        (|world, _| world.observe(), 1),
    ];
    for (ordering, (rule, agents)) in (0..).zip(stages) {
        for index in 0..agents {
            schedule.schedule_repeating(Box::new(Stage { rule, index }), 0.0, ordering);
        }
    }
}
