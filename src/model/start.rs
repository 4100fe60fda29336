//! The start of a history: every variable's value before the first month.

use super::World;
use super::blame::hold_responsible;
use super::leadership::MAX_READINESS;
use crate::scenario::Scenario;

/// Gives every variable its value at the start: 0, or what stands here.
///
/// The start comes before the events of the first month: it reads the parameters as the scenario gives them. ODD §5.
pub fn begin(world: &mut World, scenario: &Scenario) {
    let parameters = &scenario.epochs[0].parameters;
    let initial = &scenario.initial;
    world.clear();
    world.violence = initial.violence;
    world.displaced = initial.displaced;
    world.norm_words = initial.norm_words;
    world.norm_deeds = initial.norm_deeds;
    world.mobilisation.copy_from_slice(&initial.mobilisation);
    world.authorised.copy_from_slice(&initial.authorised);
    world.consent.copy_from_slice(&initial.consent);
    world.deployed.copy_from_slice(&initial.deployed);
    for (now, start) in world.solidarism.iter_mut().zip(&parameters.states.solidarism) {
        now.copy_from_slice(start);
    }
    for (mandate, body) in world.mandate.iter_mut().zip(&parameters.bodies) {
        *mandate = body.mandate;
    }
    // Nothing has worn off yet: the war is fought for all of its aims, and words and missions are believed.
    world.war_aims = 1.0;
    world.credibility.fill(1.0);
    world.trust.fill(1.0);
    world.lead.fill(initial.leadership.min(MAX_READINESS));
    // Blame starts where responsibility lies; that asks for mandates, and for readiness, which is 0.
    hold_responsible(world, parameters);
    world.blame.copy_from_slice(&world.responsibility);
}
