//! Phase 4: choice. Which instruments, and what is seen of them.

use super::maths::{clamp, ratio};
use super::{Setting, World};
use crate::scenario::Mechanism;

/// What each state does with the readiness it has: effort, what is seen of it, whether its
/// words stay credible, and how far order is breached.
///
/// ```text
/// Action = Σ_a e_ia / number of purses
/// vis'   = Σ_a visibility_a e_ia          π' = min(1, vis' + θ_w w)
/// credibility' = credibility + credibility_rate(min(1, vis'/w) − credibility)     1 for the ratio if w = 0
/// breach = Σ_i κ̂_i Σ_a e_ia intrusiveness_a(1 − legitimacy_a)
/// ```
///
/// Model, phase 4. Draws: none. Source: the pluralists' worry about order from the article
/// ("International Society and Good International Citizenship").
pub fn choice(world: &mut World, setting: &Setting<'_>) {
    survey(world, setting);
    let instruments = &setting.parameters.instruments;
    let severity = severity(world, setting);
    let rate = *setting.parameters.citizenship.credibility_rate;
    let credible = setting.off.on(Mechanism::Credibility);
    let purses = setting.cast.purses.len() as f64;
    world.breach = 0.0;
    for state in 0..world.action.len() {
        spread_effort(world, setting, state, severity);
        let (mut action, mut visible, mut breach) = (0.0, 0.0, 0.0);
        let efforts = &world.effort[state * instruments.len()..][..instruments.len()];
        for ((effort, instrument), legitimacy) in efforts.iter().zip(instruments).zip(&world.legitimacy) {
            action += effort;
            visible += instrument.visibility * effort;
            breach += effort * instrument.intrusiveness * (1.0 - legitimacy);
        }
        let words = world.words[state];
        world.action[state] = action / purses;
        world.visible[state] = visible;
        world.performance[state] = f64::min(1.0, visible + world.word_effect[state] * words);
        if credible {
            let kept = ratio(visible, words, 1.0).min(1.0);
            world.credibility[state] += rate * (kept - world.credibility[state]);
        }
        world.breach += setting.parameters.states.capability_share[state] * breach;
    }
}

/// Effort within each purse by logit choice against doing nothing, whose utility is 0.
///
/// ```text
/// e_ia = x_i exp(sharpness u_ia)/(1 + Σ_b exp(sharpness u_ib))     over the purse's available instruments
/// ```
///
/// Source: logit choice (McFadden). The checks of a scenario keep the exponent below overflow.
fn spread_effort(world: &mut World, setting: &Setting<'_>, state: usize, severity: f64) {
    let judge = Judge::new(world, setting, state, *setting.parameters.choice.burden, severity);
    let sharpness = *setting.parameters.choice.sharpness;
    let readiness = world.readiness[state];
    let purse_of = |instrument: usize| setting.cast.tools[instrument].purse;
    let n_instruments = world.legitimacy.len();
    let efforts = &mut world.effort[state * n_instruments..][..n_instruments];
    let total = &mut world.scratch.by_purse;
    total.fill(1.0);
    for (index, effort) in efforts.iter_mut().enumerate() {
        *effort = 0.0;
        if world.scratch.available[index] {
            let utility = judge.utility(setting, index, world.benefit[index], world.legitimacy[index]);
            *effort = libm::exp(sharpness * utility);
            total[purse_of(index)] += *effort;
        }
    }
    for (index, effort) in efforts.iter_mut().enumerate() {
        *effort *= readiness / total[purse_of(index)];
    }
}

/// What holds for every state this month: which instruments may be used, how legitimate they
/// are, and the good they do.
///
/// Available are those that exist, with no authority, or authorised, or `unauthorised`; and,
/// where consent is needed, with consent.
fn survey(world: &mut World, setting: &Setting<'_>) {
    for (index, tool) in setting.cast.tools.iter().enumerate() {
        let authorised = tool.authority.is_none() || world.authorised[index] > 0.0 || tool.unauthorised;
        let consented = !tool.consent || world.consent[index];
        world.scratch.available[index] = setting.month >= tool.from && authorised && consented;
        world.legitimacy[index] = legitimacy(world, setting, index);
        world.benefit[index] = benefit(world, setting, index);
    }
}

/// Legitimacy of an instrument: 1 if no authority is needed or consent was given, else the
/// larger of the authorised strength and what the norm in words lends where it does not
/// depend on a council: max(σ_a, W(1 − norm.council_discretion)).
fn legitimacy(world: &World, setting: &Setting<'_>, instrument: usize) -> f64 {
    if setting.cast.tools[instrument].authority.is_none() || world.consent[instrument] {
        return 1.0;
    }
    let norm = setting.off.on(Mechanism::Norm);
    let words = if norm { world.norm_words * (1.0 - *setting.parameters.norm.council_discretion) } else { 0.0 };
    world.authorised[instrument].max(words)
}

/// Good done β_a: the benefit, and for peace forces (protection > 0, with consent needed)
/// benefit_a(1 − subcontracting · max trust_b over the other bodies b that have authorised a
/// peace force): while another body's mission is trusted to do, there is less reason for
/// one's own. Source: "sub-contracting" to the AU, "Who is to Lead?".
fn benefit(world: &World, setting: &Setting<'_>, instrument: usize) -> f64 {
    let tools = &setting.cast.tools;
    let numbers = &setting.parameters.instruments;
    let is_peace_force = |index: usize| numbers[index].protection > 0.0 && tools[index].consent;
    if !is_peace_force(instrument) {
        return numbers[instrument].benefit;
    }
    let others = (0..tools.len()).filter(|other| {
        is_peace_force(*other)
            && world.authorised[*other] > 0.0
            && tools[*other].authority != tools[instrument].authority
    });
    let trusted = others.filter_map(|other| tools[other].authority).map(|body| world.trust[body]).fold(0.0, f64::max);
    numbers[instrument].benefit * (1.0 - *setting.parameters.forums.subcontracting * trusted)
}

/// N^severity_exponent: how need weighs in this month's judgements.
pub fn severity(world: &World, setting: &Setting<'_>) -> f64 {
    libm::pow(world.need, *setting.parameters.choice.severity_exponent)
}

/// How one state judges instruments this month, whether to give effort or to vote.
#[derive(Clone, Copy, Debug)]
pub struct Judge {
    state: usize,
    solidarism: [f64; 2],
    severity: f64,
    /// demand_weight · d · μ: what is seen counts.
    seen: f64,
    /// demand_weight · d · (1 − μ): what does good counts.
    done: f64,
    /// c · burden.
    burden: f64,
    /// v.
    overstretch: f64,
    /// c · k.
    ties: f64,
}

impl Judge {
    /// A state as judge; `burden` is how much cost counts, in giving or in voting.
    pub fn new(world: &World, setting: &Setting<'_>, state: usize, burden: f64, severity: f64) -> Self {
        let states = &setting.parameters.states;
        let demand = *setting.parameters.choice.demand_weight * world.demand[state];
        Self {
            state,
            solidarism: [world.solidarism[0][state], world.solidarism[1][state]],
            severity,
            seen: demand * world.measurability[state],
            done: demand * (1.0 - world.measurability[state]),
            burden: states.nationals[state] * burden,
            overstretch: states.overstretch[state],
            ties: states.nationals[state] * states.ties[state],
        }
    }

    /// Utility of an instrument.
    ///
    /// ```text
    /// u_ia = s_ia β_a N^severity_exponent + demand_weight d_i(μ_i visibility_a + (1 − μ_i) β_a)
    ///        − (1 − s_ia) intrusiveness_a(1 − legitimacy_a)
    ///        − c_i(burden(cost_a + v_i risk_a) + k_i pressure_a) − g_ia
    /// s_ia = clamp(component of s_i that a tests + o_ia)
    /// ```
    ///
    /// `benefit` is β_a. Model, phase 4 and "Entities" (o_ia: what the holding faction adds).
    #[inline]
    pub fn utility(&self, setting: &Setting<'_>, instrument: usize, benefit: f64, legitimacy: f64) -> f64 {
        let numbers = &setting.parameters.instruments[instrument];
        let states = &setting.parameters.states;
        let cell = self.state * setting.parameters.instruments.len() + instrument;
        let held = self.solidarism[setting.cast.tools[instrument].principle];
        let solidarism = clamp(held + states.faction_offset[cell]);
        solidarism * benefit * self.severity + self.seen * numbers.visibility + self.done * benefit
            - (1.0 - solidarism) * numbers.intrusiveness * (1.0 - legitimacy)
            - self.burden * (numbers.cost + self.overstretch * numbers.risk)
            - self.ties * numbers.pressure
            - states.reservations[cell]
    }
}
