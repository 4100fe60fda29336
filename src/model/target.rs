//! Pressure, threat and resistance; forum shopping; consent; the war.
//!
//! Draws: `target` slots 0 and 1; `consent/{instrument}` slots 0, 1 and 2. Mechanisms `shopping`, `patronage`. Source:
//! the article on resolve, forum shopping, anticipation of a public debate, hurried talks and splintering insurgents
//! ("Responses to Darfur", "Who is to Lead?").
//!
//! The sums over ℓ are 0 if Σℓ = 0; ℓ₀ is `pressure.reference`, or Σℓ where that is not given. V* reads last month's H. The delay of a shopping stops the deployments of the
//! next `shopping_delay` months. Consent given this month is not withdrawn this month. The stage is the one that
//! last month left. Without a region there is no interference.

use super::maths::{clamp, logistic, ratio, weighted_sum};
use super::{MonthContext, World};
use crate::lanes::{Given, ONE, Real};
use crate::scenario::Mechanism;
use crate::scenario::number::Number;

/// What the target makes of the response: it weighs threat against resistance, shops for
/// forums, grants or withdraws consent, and fights on with more or less restraint.
#[inline(always)]
pub fn target<V: Real>(world: &mut World<V>, context: &MonthContext<'_, V>) {
    press(world, context);
    threaten(world, context);
    resist(world, context);
    shop(world, context);
    consent(world, context);
    fight(world, context);
}

/// Nominal pressure, without discord, deference or anticipation.
///
/// ```text
/// P = gain Σ_i ℓ_i(Σ_a pressure_a e_ia + words θ_w w_i)/ℓ₀ + authorised Σ_a σ_a ρ_a pressure_a [a needs no consent]
/// ```
///
/// The first sum is 0 if Σℓ = 0; θ_w as in citizenship. ℓ₀ is `reference`, or Σℓ where that is not given.
#[inline(always)]
fn press<V: Real>(world: &mut World<V>, context: &MonthContext<'_, V>) {
    let pressure = &context.parameters.pressure;
    let states = &context.parameters.states;
    let instruments = &context.parameters.instruments;
    let levers = world.scratch.by_state.iter_mut().zip(world.word_effect.iter().zip(&world.words));
    for (lever, (effect, words)) in levers {
        *lever = pressure.words * *effect * *words;
    }
    for offer in &world.available {
        let presses = *instruments[offer.instrument].pressure;
        let efforts = &world.effort[offer.instrument * states.leverage.len()..];
        for (lever, effort) in world.scratch.by_state.iter_mut().zip(efforts) {
            *lever += *effort * presses;
        }
    }
    let levered = weighted_sum(&states.leverage, &world.scratch.by_state);
    let mut mandated = V::from(0.0);
    for (instrument, _) in context.actors.fixed_instruments.iter().enumerate().filter(|(_, tool)| !tool.consent) {
        mandated += world.authorised[instrument] * world.resources[instrument] * *instruments[instrument].pressure;
    }
    world.pressure = pressure.gain * ratio(levered, states.leverage_reference, 0.0) + pressure.authorised * mandated;
}

/// Threat.
///
/// ```text
/// T = C P(1 − Σ_b m_b deference_b)(1 − anticipation publicity B) + court.pressure[stage]
/// ```
#[inline(always)]
fn threaten<V: Real>(world: &mut World<V>, context: &MonthContext<'_, V>) {
    let target = &context.parameters.target;
    let mut deference = V::from(0.0);
    for (mandate, body) in world.mandate.iter().zip(&context.parameters.bodies) {
        deference += *mandate * body.deference;
    }
    let foreseen = world.publicity * (*target.anticipation * *target.publicity);
    let pressing = at_stage(world.court_stage, &context.parameters.court.pressure);
    let court = if context.off.on(Mechanism::Court) { pressing } else { V::from(0.0) };
    world.threat = world.concertation * world.pressure * (ONE - deference) * (ONE - foreseen) + court;
}

/// Which of the numbers that the court's stages have is that of a stage.
#[inline(always)]
fn at_stage<V: Real, R: Copy>(stage: V, numbers: &[Number<R>]) -> V {
    let mut of_stage = V::from(0.0);
    for (number, value) in numbers.iter().enumerate() {
        of_stage = V::select(stage.equals(number as f64), **value, of_stage);
    }
    of_stage
}

/// Resistance.
///
/// ```text
/// patronage = patronage Σ_i ℓ_i k_i(1 − s̄_i)(1 − d_i)/ℓ₀            0 if Σℓ = 0
/// Z = max(0, resolve ± court.entrenchment[stage] + patronage)        minus once the regime has split
/// ```
#[inline(always)]
fn resist<V: Real>(world: &mut World<V>, context: &MonthContext<'_, V>) {
    let states = &context.parameters.states;
    let mut patrons = V::from(0.0);
    for (state, leverage) in states.leverage.iter().enumerate() {
        let protects = (ONE - world.mean_solidarism(state)) * states.ties[state] * (ONE - world.demand[state]);
        patrons += protects * *leverage;
    }
    let patronage = context.parameters.pressure.patronage * ratio(patrons, states.leverage_reference, 0.0);
    world.patronage = if context.off.on(Mechanism::Patronage) { patronage } else { V::from(0.0) };
    let stage = at_stage(world.court_stage, &context.parameters.court.entrenchment);
    let entrenched =
        if context.off.on(Mechanism::Court) { V::select(world.split, -stage, stage) } else { V::from(0.0) };
    world.resistance = V::from(0.0).max(context.parameters.target.resolve + entrenched + world.patronage);
}

/// Forum shopping. Mandates first drift back; on shopping they then shift.
///
/// ```text
/// shopping: with probability shopping_rate min(1, C P)(1 − Σ m²), m before it drifts
/// m' = m + mandate_return(m⁰ − m); on shopping (1 − mandate_shift)m' + mandate_shift [the most deferential body, first in the file]
///      and delay = max(delay, shopping_delay)
/// ```
///
/// Draws: `target` slot 0.
#[inline(always)]
fn shop<V: Real>(world: &mut World<V>, context: &MonthContext<'_, V>) {
    let target = &context.parameters.target;
    let bodies = &context.parameters.bodies;
    let mut concentrated = V::from(0.0);
    for mandate in &world.mandate {
        concentrated += *mandate * *mandate;
    }
    let pressed = V::from(1.0).min(world.concertation * world.pressure);
    // A single body leaves nowhere else to go: the sum of squares is then 1, and the chance 0.
    let likely = target.shopping_rate * pressed * (ONE - concentrated);
    world.shopped = V::Flag::from(context.off.on(Mechanism::Shopping)) & context.chance.shopping().is_below(likely);
    // Drift comes before the shift: what is moved this month does not drift back in it.
    for (mandate, body) in world.mandate.iter_mut().zip(bodies) {
        let drift = target.mandate_return * (Given(body.mandate) - *mandate);
        *mandate += drift;
    }
    let body = most_deferential_body(context);
    for (index, mandate) in world.mandate.iter_mut().enumerate() {
        let moved = if index == body { *target.mandate_shift } else { 0.0 };
        let shifted = *mandate * (1.0 - *target.mandate_shift) + moved;
        *mandate = V::select(world.shopped, shifted, *mandate);
    }
    world.delay = V::select(world.shopped, world.delay.max(*target.shopping_delay), world.delay);
}

/// The body that the target turns to when it shops: the most deferential, first in file order.
#[inline(always)]
pub fn most_deferential_body<V: Real>(context: &MonthContext<'_, V>) -> usize {
    let bodies = &context.parameters.bodies;
    // A fold and no `max_by`, which would take the last of several.
    (0..bodies.len()).fold(0, |best, body| if bodies[body].deference > bodies[best].deference { body } else { best })
}

/// Consent to each instrument that needs it.
///
/// ```text
/// consent to a: q = S(sharpness(T − Z intrusiveness_a σ_a));  granted if authorised and u < concession_rate q;
///      withdrawn, if it stood before this month, when u < renege_rate intrusiveness_a(1 − q)
/// ```
///
/// Where `prior` is above 0, the target may agree in principle before there is a text:
///
/// ```text
/// while σ_a = 0:  agreed when u < concession_rate Q S(sharpness(T − Z intrusiveness_a prior))
/// agreement becomes consent once σ_a > 0, and ends when consent is withdrawn
/// ```
///
/// Draws: `consent/{instrument}` slots 0, 1, 2.
#[inline(always)]
fn consent<V: Real>(world: &mut World<V>, context: &MonthContext<'_, V>) {
    for instrument in (0..world.consent.len()).filter(|index| context.actors.fixed_instruments[*index].consent) {
        let weighed = Weighed::of(world, context, instrument);
        let stood = world.consent[instrument];
        // Consent that is granted this month cannot be withdrawn in it: only what stood before is asked about.
        let stays = stood & context.chance.withdrawn(instrument).is_at_least(weighed.withdraws);
        let asked = !stood & world.authorised[instrument].is_above(0.0);
        let granted = asked & context.chance.granted(instrument).is_below(weighed.grants);
        world.consent[instrument] = stays | granted;
        world.agreed[instrument] = world.agreed[instrument] & !(stood & !stays);
        agree(world, context, instrument);
    }
}

/// Has the target agreed in principle to an instrument, and does that count? While an event has `prior` at 0 it does not.
#[inline(always)]
pub fn agreement_binds<V: Real>(world: &World<V>, context: &MonthContext<'_, V>, instrument: usize) -> V::Flag {
    world.agreed[instrument] & V::Flag::from(*context.parameters.target.prior > 0.0)
}

/// Consent before the vote: the target agrees in principle, and its agreement becomes consent.
#[inline(always)]
fn agree<V: Real>(world: &mut World<V>, context: &MonthContext<'_, V>, instrument: usize) {
    if *context.parameters.target.prior == 0.0 || context.month < context.actors.fixed_instruments[instrument].from {
        return;
    }
    let (authorised, agreed) = (world.authorised[instrument].is_above(0.0), world.agreed[instrument]);
    let agrees = context.chance.agreed(instrument).is_below(agreeing(world, context, instrument));
    world.consent[instrument] = world.consent[instrument] | (authorised & agreed);
    world.agreed[instrument] = agreed | (!authorised & agrees);
}

/// The chance that the target agrees in principle to an instrument before there is a text:
/// concession_rate Q S(sharpness(T − Z intrusiveness_a prior)).
#[inline(always)]
pub fn agreeing<V: Real>(world: &World<V>, context: &MonthContext<'_, V>, instrument: usize) -> V {
    let target = &context.parameters.target;
    let margin = world.threat - expected(world, context, instrument);
    target.concession_rate * world.attention * logistic(target.sharpness * margin)
}

/// What the target expects to have to give up where it agrees before there is a text: Z intrusiveness_a prior.
#[inline(always)]
pub fn expected<V: Real>(world: &World<V>, context: &MonthContext<'_, V>, instrument: usize) -> V {
    world.resistance * *context.parameters.instruments[instrument].intrusiveness * *context.parameters.target.prior
}

/// What the target weighs where its consent is asked for, and what it makes of it this month.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weighed<V: Real = f64> {
    /// Threat T.
    pub threat: V,
    /// Z intrusiveness_a σ_a: what it would have to give up.
    pub against: V,
    /// The chance that it grants consent that is asked for and not yet given, concession_rate q.
    pub grants: V,
    /// The chance that it withdraws consent that stands, renege_rate intrusiveness_a(1 − q).
    pub withdraws: V,
}

impl<V: Real> Weighed<V> {
    /// The same in the history of one lane.
    pub fn in_lane(&self, lane: usize) -> Weighed {
        Weighed {
            threat: self.threat.lane(lane),
            against: self.against.lane(lane),
            grants: self.grants.lane(lane),
            withdraws: self.withdraws.lane(lane),
        }
    }

    /// Weighs an instrument in the world as the target finds it.
    #[inline(always)]
    pub fn of(world: &World<V>, context: &MonthContext<'_, V>, instrument: usize) -> Self {
        let target = &context.parameters.target;
        let intrusive = *context.parameters.instruments[instrument].intrusiveness;
        let (threat, against) = (world.threat, world.resistance * intrusive * world.authorised[instrument]);
        let willing = logistic(target.sharpness * (threat - against));
        Self {
            threat,
            against,
            grants: target.concession_rate * willing,
            withdraws: (ONE - willing) * (*target.renege_rate * intrusive),
        }
    }
}

/// Restraint, talks, war aims and violence.
///
/// ```text
/// restraint = max_restraint S(sharpness(T − Z war_stake))
/// L' = clamp(L + talks_rate(min(1, Σ_a settlement_a ρ_a [ς_a > 0])(1 − haste B)(1 − fragmentation) − L))
/// V* = peak(floor + (1 − floor)H)(1 − restraint) + insurgency fragmentation(1 − L')
///      + (1 − thickness of the region) Σ f_i over its members            with last month's H
/// H' = H max(0, 1 − exhaustion V − settle L');  then H' ← H' + rearm max(0, fragmentation − last month's)(1 − H')
///      by fragmentation as in force in each month;  in the first nothing is added
/// V' = clamp(V + violence_rate(V* − V) + violence_noise Normal)
/// ```
///
/// Draws: `target` slot 1.
#[inline(always)]
fn fight<V: Real>(world: &mut World<V>, context: &MonthContext<'_, V>) {
    let (crisis, target) = (&context.parameters.crisis, &context.parameters.target);
    let instruments = &context.parameters.instruments;
    let margin = world.threat - world.resistance * *target.war_stake;
    world.restraint = target.max_restraint * logistic(target.sharpness * margin);
    let mut mediated = V::from(0.0);
    for (index, instrument) in instruments.iter().enumerate() {
        let settles = instrument.settlement * world.resources[index];
        mediated += V::select(world.in_force[index].is_above(0.0), settles, 0.0);
    }
    let unhurried = ONE - crisis.haste * world.publicity;
    let within_reach = mediated.min(1.0) * unhurried * (1.0 - *crisis.fragmentation);
    world.settlement = clamp(world.settlement + crisis.talks_rate * (within_reach - world.settlement));
    let aimed = crisis.peak * (crisis.floor + Given(1.0 - *crisis.floor) * world.war_aims);
    let tends = aimed * (ONE - world.restraint)
        + (ONE - world.settlement) * (*crisis.insurgency * *crisis.fragmentation)
        + interference(context);
    let wearing_off = crisis.exhaustion * world.violence + crisis.settle * world.settlement;
    // After `tends`, which takes last month's aims.
    world.war_aims *= V::from(0.0).max(ONE - wearing_off);
    let rearmed = (ONE - world.war_aims) * (*crisis.rearm * splintered(context));
    world.war_aims += rearmed;
    let shock = crisis.violence_noise * context.chance.violence();
    world.violence = clamp(world.violence + crisis.violence_rate * (tends - world.violence) + shock);
}

/// By how much the rebels have splintered since last month; in the first month they have not.
#[inline(always)]
fn splintered<V: Real>(context: &MonthContext<'_, V>) -> f64 {
    let fragmentation = |month: usize| {
        let scenario = context.scenario;
        *scenario.epochs[scenario.epoch_of_month[month]].parameters.crisis.fragmentation
    };
    let before = fragmentation(context.month.saturating_sub(1));
    f64::max(0.0, *context.parameters.crisis.fragmentation - before)
}

/// Violence that the target's neighbours feed in a thin regional society.
#[inline(always)]
fn interference<V: Real>(context: &MonthContext<'_, V>) -> f64 {
    let Some(region) = context.actors.region else { return 0.0 };
    let fed: f64 =
        context.actors.members[region].iter().map(|state| context.parameters.states.interference[*state]).sum();
    (1.0 - context.parameters.thickness[region]) * fed
}
