//! The start of a history: every variable's value before the first month.

use super::World;
use super::blame::hold_responsible;
use super::leadership::MAX_READINESS;
use crate::lanes::Real;
use crate::scenario::Scenario;

/// Gives every variable its value at the start: 0, or what stands here.
///
/// The start comes before the events of the first month: it reads the parameters as the scenario gives them. ODD §5.
#[inline(always)]
pub fn begin<V: Real>(world: &mut World<V>, scenario: &Scenario) {
    let parameters = &scenario.epochs[0].parameters;
    let initial = &scenario.initial;
    world.clear();
    world.violence = V::from(initial.violence);
    world.displaced = V::from(initial.displaced);
    world.norm_words = V::from(initial.norm_words);
    world.norm_deeds = V::from(initial.norm_deeds);
    let [intervention, accountability] = &mut world.solidarism;
    let solidarism = &parameters.states.solidarism;
    for (now, start) in [
        (&mut world.mobilisation, &initial.mobilisation),
        (&mut world.authorised, &initial.authorised),
        (&mut world.deployed, &initial.deployed),
        (intervention, &solidarism[0]),
        (accountability, &solidarism[1]),
    ] {
        for (now, start) in now.iter_mut().zip(start) {
            *now = V::from(*start);
        }
    }
    for (now, start) in world.consent.iter_mut().zip(&initial.consent) {
        *now = V::Flag::from(*start);
    }
    for (mandate, body) in world.mandate.iter_mut().zip(&parameters.bodies) {
        *mandate = V::from(body.mandate);
    }
    // Nothing has worn off yet: the war is fought for all of its aims, and words and missions are believed.
    world.war_aims = V::from(1.0);
    world.credibility.fill(V::from(1.0));
    world.trust.fill(V::from(1.0));
    world.lead.fill(V::from(initial.leadership.min(MAX_READINESS)));
    // Blame starts where responsibility lies; that asks for mandates, and for readiness, which is 0.
    hold_responsible(world, parameters);
    world.blame.copy_from_slice(&world.responsibility);
}
