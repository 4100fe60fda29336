//! What effort becomes on the ground, and how the target answers.

use std::sync::Arc;

use crate::input::Numbers;
use crate::maths::{clamp, logistic};
use crate::world::World;

impl World {
    pub fn deliver(&mut self) {
        let input = Arc::clone(&self.input);
        let p = input.numbers(self.month);
        for (index, (fixed, of)) in input.tools.iter().zip(&p.tools).enumerate() {
            let given = |(state, person): (usize, &crate::world::Person)| {
                p.delivery_share[state] * (1.0 - p.overstretch[state] * of.risk) * person.effort[index]
            };
            let given: f64 = self.states.iter().enumerate().map(given).sum();
            let exists = self.month as i64 >= fixed.begins;
            let tool = &mut self.tools[index];
            tool.resources = if exists { f64::min(1.0, given / of.requirement + of.capacity) } else { 0.0 };
            tool.in_force = match fixed.body {
                _ if !exists => 0.0,
                Some(_) if !fixed.unauthorised => tool.authorised,
                _ => 1.0,
            };
        }
        self.deploy(p);
        self.review(p);
        let common = &mut self.common;
        common.delay = f64::max(0.0, common.delay - 1.0);
        let in_force = p.tools.iter().zip(&self.tools).filter(|(_, tool)| tool.in_force > 0.0);
        let offered: f64 = in_force.map(|(of, tool)| of.relief * tool.resources).sum();
        let reached = offered.min(1.0) * (1.0 - p.target.obstruction * common.exposure);
        common.relief_cover = clamp(common.relief_cover + p.delivery.relief_rate * (reached - common.relief_cover));
    }

    fn is_under_way(&self, p: &Numbers, index: usize) -> bool {
        let tool = &self.tools[index];
        p.tools[index].protection > 0.0 && tool.in_force > 0.0 && (tool.consent || !self.input.tools[index].consent)
    }

    fn deploy(&mut self, p: &Numbers) {
        for index in 0..self.tools.len() {
            let under_way = self.is_under_way(p, index);
            let held_back = self.input.tools[index].body.is_some() && self.common.delay > 0.0;
            let tool = &mut self.tools[index];
            if !under_way {
                tool.deployed *= 1.0 - p.delivery.withdrawal;
            } else if !held_back {
                tool.deployed += p.delivery.ramp * (tool.in_force * tool.resources - tool.deployed);
            }
        }
    }

    /// What a body's missions lack, and the trust that this leaves.
    fn review(&mut self, p: &Numbers) {
        for body in 0..self.bodies.len() {
            let (mut missing, mut forces) = (0.0, 0.0);
            for (index, fixed) in self.input.tools.iter().enumerate() {
                let authorised = fixed.body == Some(body) && self.tools[index].authorised > 0.0;
                if authorised && self.is_under_way(p, index) {
                    missing += 1.0 - self.tools[index].resources;
                    forces += 1.0;
                }
            }
            let body = &mut self.bodies[body];
            body.shortfall = if forces > 0.0 { missing / forces } else { 0.0 };
            if forces > 0.0 {
                body.trust += p.forums.trust_rate * (1.0 - body.shortfall - body.trust);
            }
        }
    }

    pub fn answer(&mut self) {
        let input = Arc::clone(&self.input);
        let p = input.numbers(self.month);
        self.press(p);
        self.resist(p);
        self.shop(p);
        for index in (0..self.tools.len()).filter(|index| input.tools[*index].consent) {
            self.consent(p, index);
        }
        self.fight(p);
        self.face_court(p);
    }

    fn press(&mut self, p: &Numbers) {
        let mut levered = 0.0;
        for (state, leverage) in self.states.iter().zip(&p.leverage) {
            let effort: f64 = p.tools.iter().zip(&state.effort).map(|(of, effort)| of.pressure * effort).sum();
            levered += leverage * (p.pressure.words * state.word_effect * state.words + effort);
        }
        let mut mandated = 0.0;
        for (index, tool) in self.tools.iter().enumerate().filter(|(index, _)| !self.input.tools[*index].consent) {
            mandated += tool.authorised * tool.resources * p.tools[index].pressure;
        }
        let common = &mut self.common;
        common.pressure = p.pressure.gain * levered / p.leverage_reference + p.pressure.authorised * mandated;
        let deference: f64 =
            self.bodies.iter().zip(&p.deference).map(|(body, deference)| body.mandate * deference).sum();
        let foreseen = p.target.anticipation * p.target.publicity * common.publicity;
        let court = p.court.pressure[common.court_stage];
        common.threat = common.concertation * common.pressure * (1.0 - deference) * (1.0 - foreseen) + court;
    }

    fn resist(&mut self, p: &Numbers) {
        let mut patrons = 0.0;
        for (index, state) in self.states.iter().enumerate() {
            patrons += p.leverage[index] * p.ties[index] * (1.0 - state.mean_solidarism()) * (1.0 - state.demand);
        }
        let common = &mut self.common;
        common.patronage = p.pressure.patronage * patrons / p.leverage_reference;
        let stage = p.court.entrenchment[common.court_stage];
        let entrenched = if common.split { -stage } else { stage };
        common.resistance = f64::max(0.0, p.target.resolve + entrenched + common.patronage);
    }

    fn shop(&mut self, p: &Numbers) {
        let (of, common) = (&p.target, &mut self.common);
        let concentrated: f64 = self.bodies.iter().map(|body| body.mandate * body.mandate).sum();
        let pressed = f64::min(1.0, common.concertation * common.pressure);
        let likely = of.shopping_rate * pressed * (1.0 - concentrated);
        common.shopped = self.luck.uniform(self.keys.target, 0) < likely;
        for (body, own) in self.bodies.iter_mut().zip(&p.mandate) {
            body.mandate += of.mandate_return * (own - body.mandate);
        }
        if !common.shopped {
            return;
        }
        let most = p.deference.iter().copied().fold(f64::MIN, f64::max);
        let resort = p.deference.iter().position(|deference| *deference == most);
        for (index, body) in self.bodies.iter_mut().enumerate() {
            let moved = if Some(index) == resort { of.mandate_shift } else { 0.0 };
            body.mandate = (1.0 - of.mandate_shift) * body.mandate + moved;
        }
        common.delay = common.delay.max(of.shopping_delay);
    }

    fn consent(&mut self, p: &Numbers, index: usize) {
        let (of, common, luck, stream) = (&p.target, &self.common, &self.luck, self.keys.consent[index]);
        let (intrusive, tool) = (p.tools[index].intrusiveness, &mut self.tools[index]);
        let stood = tool.consent;
        let willing = logistic(of.sharpness * (common.threat - common.resistance * intrusive * tool.authorised));
        tool.consent = if stood {
            luck.uniform(stream, 1) >= of.renege_rate * intrusive * (1.0 - willing)
        } else {
            tool.authorised > 0.0 && luck.uniform(stream, 0) < of.concession_rate * willing
        };
        tool.agreed &= !stood || tool.consent;
        if of.prior == 0.0 || (self.month as i64) < self.input.tools[index].begins {
            return;
        }
        if tool.authorised > 0.0 {
            tool.consent |= tool.agreed;
        } else {
            let margin = common.threat - common.resistance * intrusive * of.prior;
            let agreeing = of.concession_rate * common.attention * logistic(of.sharpness * margin);
            tool.agreed |= luck.uniform(stream, 2) < agreeing;
        }
    }

    fn fight(&mut self, p: &Numbers) {
        let (crisis, of) = (&p.crisis, &p.target);
        let fed = self.interference(p);
        let before = self.input.numbers(self.month.saturating_sub(1)).crisis.fragmentation;
        let common = &mut self.common;
        let margin = common.threat - common.resistance * of.war_stake;
        common.restraint = of.max_restraint * logistic(of.sharpness * margin);
        let in_force = p.tools.iter().zip(&self.tools).filter(|(_, tool)| tool.in_force > 0.0);
        let mediated: f64 = in_force.map(|(of, tool)| of.settlement * tool.resources).sum();
        let reach = mediated.min(1.0) * (1.0 - crisis.haste * common.publicity) * (1.0 - crisis.fragmentation);
        common.settlement = clamp(common.settlement + crisis.talks_rate * (reach - common.settlement));
        let aimed = crisis.peak * (crisis.floor + (1.0 - crisis.floor) * common.war_aims);
        let tends = aimed * (1.0 - common.restraint)
            + crisis.insurgency * crisis.fragmentation * (1.0 - common.settlement)
            + fed;
        let wearing_off = crisis.exhaustion * common.violence + crisis.settle * common.settlement;
        common.war_aims *= f64::max(0.0, 1.0 - wearing_off);
        common.war_aims += crisis.rearm * f64::max(0.0, crisis.fragmentation - before) * (1.0 - common.war_aims);
        let shock = crisis.violence_noise * self.luck.normal(self.keys.target, 1);
        common.violence = clamp(common.violence + crisis.violence_rate * (tends - common.violence) + shock);
    }

    fn interference(&self, p: &Numbers) -> f64 {
        let Some(region) = self.input.region else { return 0.0 };
        let fed: f64 = self.input.members[region].iter().map(|state| p.interference[*state]).sum();
        (1.0 - p.thickness[region]) * fed
    }

    fn face_court(&mut self, p: &Numbers) {
        let (of, referral) = (&p.court, &self.tools[self.input.court]);
        let pursued = referral.authorised * (of.funding + (1.0 - of.funding) * referral.resources);
        let (luck, stream) = (&self.luck, self.keys.court);
        match self.common.court_stage {
            0 if referral.authorised > 0.0 => self.common.court_stage = 1,
            1 if luck.uniform(stream, 0) < of.inquiry_rate * pursued => self.common.court_stage = 2,
            2 if luck.uniform(stream, 0) < of.leader_rate => {
                self.common.court_stage = 3;
                self.common.split = luck.uniform(stream, 1) < of.split;
            }
            _ => {}
        }
    }
}
