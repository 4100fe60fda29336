//! What is chosen, and what bodies make of it.

use std::sync::Arc;

use crate::input::Numbers;
use crate::maths::clamp;
use crate::world::{Instrument, World};

const ROUNDING: f64 = 1e-12;

/// What a seat holds of a text that was taken up.
struct Stance {
    state: usize,
    utility: f64,
    /// Initiative and noise, which dilution leaves alone.
    undiluted: f64,
}

impl World {
    fn is_peace_force(&self, p: &Numbers, index: usize) -> bool {
        p.tools[index].protection > 0.0 && self.input.tools[index].consent
    }

    /// How legitimate instruments are, the good they do, and which may be used.
    pub fn survey(&mut self) {
        let input = Arc::clone(&self.input);
        let p = input.numbers(self.month);
        for (index, fixed) in input.tools.iter().enumerate() {
            let legitimacy = self.legitimacy(p, index, self.tools[index].authorised);
            let benefit = self.benefit(p, index);
            let exists = self.month as i64 >= fixed.begins;
            let tool = &mut self.tools[index];
            let allowed = fixed.body.is_none() || fixed.unauthorised || tool.authorised > 0.0;
            let available = exists && allowed && (tool.consent || !fixed.consent);
            *tool = Instrument { legitimacy, benefit, available, ..*tool };
        }
    }

    fn legitimacy(&self, p: &Numbers, index: usize, standing: f64) -> f64 {
        if self.input.tools[index].body.is_none() || self.tools[index].consent {
            return 1.0;
        }
        standing.max(self.common.norm_words * (1.0 - p.norm.council_discretion))
    }

    fn benefit(&self, p: &Numbers, index: usize) -> f64 {
        if !self.is_peace_force(p, index) {
            return p.tools[index].benefit;
        }
        let fixed = &self.input.tools;
        let others = (0..fixed.len()).filter(|other| {
            let elsewhere = fixed[*other].body != fixed[index].body;
            elsewhere && self.is_peace_force(p, *other) && self.tools[*other].authorised > 0.0
        });
        let trusts = others.filter_map(|other| fixed[other].body).map(|body| self.bodies[body].trust);
        p.tools[index].benefit * (1.0 - p.forums.subcontracting * trusts.fold(0.0, f64::max))
    }

    fn utility(&self, p: &Numbers, state: usize, index: usize, legitimacy: f64, burden: f64) -> f64 {
        let (person, tool, of) = (&self.states[state], &self.tools[index], &p.tools[index]);
        let held = clamp(person.solidarism[self.input.tools[index].principle] + p.offset[index][state]);
        let demand = p.choice.demand_weight * person.demand;
        let risk = (p.overstretch[state] + p.choice.exposure * self.common.exposure) * of.risk;
        held * tool.benefit * self.common.severity
            + demand * person.measurability * of.visibility
            + demand * (1.0 - person.measurability) * tool.benefit
            - (1.0 - held) * of.intrusiveness * (1.0 - legitimacy)
            - p.nationals[state] * (burden * (of.cost + risk) + p.ties[state] * of.pressure)
            - p.reservation[index][state]
    }

    /// Effort within each budget by logit choice against doing nothing; what is seen of it.
    pub fn choose(&mut self, index: usize) {
        let input = Arc::clone(&self.input);
        let p = input.numbers(self.month);
        let mut totals = vec![1.0; input.budgets];
        for (tool, fixed) in input.tools.iter().enumerate() {
            self.states[index].effort[tool] = 0.0;
            if self.tools[tool].available {
                let utility = self.utility(p, index, tool, self.tools[tool].legitimacy, p.choice.burden);
                self.states[index].effort[tool] = (p.choice.sharpness * utility).exp();
                totals[fixed.budget] += self.states[index].effort[tool];
            }
        }
        let state = &mut self.states[index];
        let sheltered = 1.0 - p.choice.shelter * state.demanded;
        (state.action, state.visible, state.breach) = (0.0, 0.0, 0.0);
        for (tool, effort) in state.effort.iter_mut().enumerate() {
            *effort *= state.readiness / totals[input.tools[tool].budget];
            if p.tools[tool].protection > 0.0 {
                *effort *= sheltered;
            }
            state.action += *effort / input.budgets as f64;
            state.visible += p.tools[tool].visibility * *effort;
            state.breach += p.tools[tool].intrusiveness * (1.0 - self.tools[tool].legitimacy) * *effort;
        }
        state.performance = f64::min(1.0, state.visible + state.word_effect * state.words);
        let kept = if state.words == 0.0 { 1.0 } else { f64::min(1.0, state.visible / state.words) };
        state.credibility += p.citizenship.credibility_rate * (kept - state.credibility);
    }

    /// Is an instrument taken up, diluted, put to the vote, adopted?
    pub fn come_before_body(&mut self, index: usize) {
        let input = Arc::clone(&self.input);
        let (p, fixed) = (input.numbers(self.month), &input.tools[index]);
        self.tools[index].vetoed = false;
        let Some(body) = fixed.body.filter(|_| self.month as i64 >= fixed.begins) else { return };
        let seats = &input.seats[body][self.month];
        let legitimacy = self.legitimacy_in_vote(p, index);
        let mut stances: Vec<Stance> = Vec::with_capacity(seats.len());
        let mut attends = 0.0;
        for state in seats.iter().copied() {
            let utility = self.utility(p, state, index, legitimacy, p.forums.burden * p.assessed[state]);
            let undiluted = p.entrepreneurship[body];
            if utility + undiluted >= 0.0 {
                attends += self.attention_of(p, state);
            }
            stances.push(Stance { state, utility, undiluted });
        }
        let chance = p.forums.agenda_rate * attends / seats.len() as f64;
        if self.luck.uniform(self.keys.agenda[index], 0) < chance {
            for stance in &mut stances {
                let luck = self.luck.vote(&self.keys, index, stance.state, self.month);
                stance.undiluted += p.forums.vote_noise * luck;
            }
            self.put(p, index, body, &stances);
        }
    }

    fn attention_of(&self, p: &Numbers, state: usize) -> f64 {
        let paid = self.common.attention;
        let paid = paid + (1.0 - paid) * f64::min(1.0, p.stake[state] * self.common.need);
        if p.attention.focus == 1.0 { paid } else { paid.powf(p.attention.focus) }
    }

    fn legitimacy_in_vote(&self, p: &Numbers, index: usize) -> f64 {
        if self.tools[index].agreed && p.target.prior > 0.0 {
            return 1.0;
        }
        let least = if self.input.tools[index].consent { p.forums.consent_discount } else { 0.0 };
        self.legitimacy(p, index, p.forums.ratchet * self.tools[index].authorised).max(least)
    }

    fn put(&mut self, p: &Numbers, index: usize, body: usize, stances: &[Stance]) {
        let (of, blocks) = (&p.forums, &self.input.blocks[body]);
        let blockers = || stances.iter().filter(|stance| blocks[stance.state]);
        let strength = blockers().map(|stance| borne(p, stance)).fold(1.0, f64::min);
        let judged = |stance: &Stance, strength: f64| {
            ((1.0 - of.assent) + of.assent * strength) * stance.utility + stance.undiluted
        };
        let quota = |willing: usize| willing as f64 / stances.len() as f64 >= p.quota[body] - ROUNDING;
        let authorised = self.tools[index].authorised;
        if strength < of.worth {
            let sponsors = || stances.iter().filter(|stance| judged(stance, 1.0) >= 0.0);
            let pressed = sponsors().map(|stance| self.states[stance.state].demand).fold(0.0, f64::max);
            let driven = self.luck.uniform(self.keys.agenda[index], 1) < of.showdown * pressed.min(1.0);
            if 1.0 >= authorised + of.step && driven && quota(sponsors().count()) {
                self.tools[index].vetoed = true;
                self.common.votes_held += 1.0;
                self.common.votes_vetoed += 1.0;
            }
            return;
        }
        let has_quota = quota(stances.iter().filter(|stance| judged(stance, strength) >= 0.0).count());
        if strength < authorised + of.step || (of.count > 0.0 && !has_quota) {
            return;
        }
        let most = of.tolerance * (1.0 + 1e-9);
        let blocked = of.assent > 0.0 && blockers().any(|stance| -judged(stance, strength) > most);
        self.common.votes_held += 1.0;
        if strength >= of.min_strength && has_quota && !blocked {
            self.common.votes_passed += 1.0;
            self.tools[index].authorised = strength;
        }
    }
}

/// The strength at which a blocker does not block.
fn borne(p: &Numbers, stance: &Stance) -> f64 {
    let (of, judgement) = (&p.forums, stance.utility + stance.undiluted);
    if of.assent == 0.0 {
        if judgement < 0.0 { of.tolerance / -judgement } else { 1.0 }
    } else if stance.utility < 0.0 {
        clamp(((of.tolerance + stance.undiluted) / -stance.utility - (1.0 - of.assent)) / of.assent)
    } else if judgement < -of.tolerance {
        0.0
    } else {
        1.0
    }
}
