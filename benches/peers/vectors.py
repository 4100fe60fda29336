"""The model in NumPy, many replicates at once: one column for each, one row for each state.

Formulas and their order are those of docs/ODD.md; each phase is a method with the phase's name.
"""

import numpy as np

from formulas import clamp, logistic, ratio
from forums import forums
from luck import Luck, key, normal
from record import Record
from target import target

# Certainty would make the part of everyone else worth nothing.
MAX_READINESS = 1.0 - 1e-9


class Draws:
    """The luck of a block of replicates, one month after the other."""

    def __init__(self, scenario, replicates):
        self.scenario, self.replicates = scenario, replicates
        names = [f"state/{id}" for id in scenario.states]
        for kind, wanted in [("agenda", lambda tool: tool.body is not None), ("consent", lambda tool: tool.consent)]:
            names += [f"{kind}/{tool.id}" for tool in scenario.tools if wanted(tool)]
        names += ["target", "court"]
        self.place = {name: index for index, name in enumerate(names)}
        self.luck = Luck([key(scenario.seed, name) for name in names], replicates)
        self.of_votes = {}

    def turn_to(self, month):
        self.month = month
        self.uniforms = self.luck.uniforms(month)
        self.noise = normal(self.uniforms[0, : len(self.scenario.states)])
        self.violence = normal(self.uniforms[1, self.place["target"]])
        self.leading = self.uniforms[1, : len(self.scenario.states)]

    def uniform(self, name, slot):
        return self.uniforms[slot, self.place[name]]

    def votes(self, tool, seats, which):
        """The noise of a vote, only of the replicates that vote."""
        keys = [self.vote_key(tool, self.scenario.states[state]) for state in seats]
        return normal(Luck(keys, self.replicates[which]).uniforms(self.month, slots=1)[0])

    def vote_key(self, tool, state):
        name = f"vote/{state}/{tool.id}"
        if name not in self.of_votes:
            self.of_votes[name] = key(self.scenario.seed, name)
        return self.of_votes[name]


class Histories:
    """A block of histories, played month by month."""

    def __init__(self, scenario, replicates):
        self.scenario = scenario
        self.replicates = np.asarray(replicates, dtype=np.uint64)
        self.draws = Draws(scenario, self.replicates)
        self.record = Record(scenario, len(self.replicates))
        self.begin(scenario.initial)

    def begin(self, p):
        scenario, count = self.scenario, len(self.replicates)

        def rows(number, value=0.0):
            return np.full((number, count), value)

        states, tools, bodies = len(scenario.states), len(scenario.tools), len(scenario.bodies)
        self.violence, self.displaced = rows(1, p.crisis.violence)[0], rows(1, p.crisis.displaced)[0]
        self.norm_words, self.norm_deeds = rows(1, p.norm.words)[0], rows(1, p.norm.deeds)[0]
        self.war_aims = rows(1, 1.0)[0]
        self.attention_paid, self.relief_cover, self.settlement, self.delay = rows(4)
        self.mobilisation = np.array([[movement.mobilisation] * count for movement in p.movements])
        self.fatigue = np.zeros_like(self.mobilisation)
        self.demand, self.visible, self.performance, self.aspiration = (rows(states) for _ in range(4))
        self.credibility = rows(states, 1.0)
        self.readiness, self.lead = rows(states), rows(states, min(p.leadership.initial, MAX_READINESS))
        self.leads = rows(states) > 0.0
        self.solidarism = np.repeat(p.solidarism, count, axis=2)
        self.authorised, self.deployed = rows(tools), rows(tools)
        self.consents, self.agreed = rows(tools) > 0.0, rows(tools) > 0.0
        self.mandate, self.trust = np.repeat(p.mandate, count, axis=1), rows(bodies, 1.0)
        self.court_stage, self.split = np.zeros(count, dtype=int), rows(1)[0] > 0.0
        self.votes_held, self.votes_passed, self.votes_vetoed = rows(3)
        self.hold_responsible(p)
        self.blamed = self.responsibility.copy()

    def play(self):
        for month, p in enumerate(self.scenario.numbers):
            self.month = month
            self.draws.turn_to(month)
            for phase in PHASES:
                phase(self, p)
            self.record.observe(self, p)
        return self.record

    def events(self, p):
        for what, which, value in self.scenario.resets[self.month]:
            if what == "solidarism":
                self.solidarism[:, which] = p.solidarism[:, which]
            elif what == "mobilisation":
                self.mobilisation[which] = value
            else:
                setattr(self, f"norm_{what}", np.full_like(self.norm_words, value))

    def crisis(self, p):
        protection = np.array([[tool.protection] for tool in p.tools])
        self.protection = 1.0 - np.prod(1.0 - protection * self.deployed, axis=0)
        self.exposure = self.violence * (1.0 - self.protection)
        uncovered = self.displaced * (1.0 - self.relief_cover)
        self.need = 1.0 - (1.0 - self.exposure) * (1.0 - uncovered)
        unanswered = 1.0 - (1.0 - self.violence) * (1.0 - self.displaced)
        self.adequacy = np.where(unanswered == 0.0, 0.0, 1.0 - ratio(self.need, unanswered, 1.0))
        at_home = self.exposure * (1.0 - self.displaced)
        self.violent_deaths = p.crisis.population * p.crisis.violent_death_rate * at_home
        self.deprivation_deaths = p.crisis.population * p.crisis.deprivation_death_rate * uncovered
        returning = p.crisis.return_rate * (1.0 - self.violence) * self.displaced
        self.displaced = clamp(self.displaced + p.crisis.displacement_rate * at_home - returning)

    def attention(self, p):
        goal = self.need * (p.attention.base + (1.0 - p.attention.base) * self.mobilisation.max(axis=0, initial=0.0))
        self.attention_paid = clamp(self.attention_paid + p.attention.rate * (goal - self.attention_paid))
        self.mobilise(p)
        self.publicity = self.mobilisation.max(axis=0, initial=0.0)
        self.ask(p)

    def mobilise(self, p):
        for index, movement in enumerate(p.movements):
            reach = movement.reaches[:, 0]
            win = np.minimum(1.0, ratio(reach @ self.visible, reach @ self.demand, 0.0))
            mobilised, fatigue = self.mobilisation[index].copy(), self.fatigue[index].copy()
            growth = movement.growth * self.attention_paid * mobilised * (1.0 - mobilised)
            self.mobilisation[index] = clamp(mobilised + growth - (movement.fatigue + fatigue) * mobilised)
            wearied = movement.fatigue_growth * mobilised * (1.0 - win) - movement.recovery * fatigue
            self.fatigue[index] = np.maximum(0.0, fatigue + wearied)

    def ask(self, p):
        """Demand that reaches each state, and how measurable what is demanded is."""
        pressure, measurable = 0.0, 0.0
        for movement, mobilised in zip(p.movements, self.mobilisation):
            asked = movement.reaches * mobilised
            pressure, measurable = pressure + asked, measurable + asked * movement.measurability
        self.measurability = ratio(measurable, pressure, 0.0)
        states = len(self.demand)
        sticking = ratio(self.blamed[:states], self.responsibility[:states], 0.0)
        sticking = np.minimum(sticking, p.blame.max_exposure)
        asked = np.minimum(1.0, p.openness * np.minimum(1.0, pressure) * sticking)
        placated = p.attention.placation * np.minimum(1.0, ratio(self.visible, asked, 0.0))
        self.demand = asked * (1.0 - placated)

    def citizenship(self, p):
        self.clarity_seen = self.clarity_of_mandates(p)
        self.mean_solidarism = 0.5 * (self.solidarism[0] + self.solidarism[1])
        asked = np.maximum(self.demand, p.stake * self.need) if p.stake.any() else self.demand
        benchmark = p.nationals * asked + p.society * (p.peers @ self.performance)
        benchmark += p.humanity * self.mean_solidarism * self.need
        np.maximum(benchmark, p.citizenship.routine * self.mean_solidarism, out=benchmark)
        self.demanded = np.minimum(1.0, ratio(p.nationals * self.demand, benchmark, 0.0))
        goal = clamp(benchmark * (1.0 + p.citizenship.noise * self.draws.noise))
        self.aspiration = self.aspiration + p.citizenship.inertia * (goal - self.aspiration)
        self.mix(p)

    def mix(self, p):
        """The cheapest mix of readiness to act, words and deflection."""
        of = p.citizenship
        following = p.leadership.followership * (1.0 - self.without_leaders(p))
        effect_e = self.deflection_effect = of.deflection_effect * (1.0 - self.clarity_seen)
        burdened = 1.0 + p.nationals * (p.overstretch + p.ties)
        cost_x = of.action_cost * burdened * (1.0 - following)
        self.word_effect = of.word_effect * self.credibility
        shared = 1.0 / of.commitment + effect_e * effect_e / of.deflection_cost
        total = shared + 1.0 / cost_x + self.word_effect * self.word_effect / of.word_cost
        spread = self.aspiration / total
        self.readiness = clamp(spread / cost_x)
        self.words = clamp(spread * self.word_effect / of.word_cost)
        self.deflection = clamp(spread * (effect_e / of.deflection_cost))

    def without_leaders(self, p):
        return np.prod(1.0 - self.leads * p.root, axis=0)

    def choice(self, p):
        self.survey(p)
        self.spread_effort(p)
        self.show(p)

    def survey(self, p):
        """What holds for every state this month, and what each brings to its judgement."""
        self.legitimacy = [self.legitimacy_of(p, a, self.authorised[a]) for a in range(len(p.tools))]
        self.benefit = [self.benefit_of(p, a) for a in range(len(p.tools))]
        self.available = [self.availability(a) for a in range(len(p.tools))]
        self.severity = self.need**p.choice.severity_exponent
        weighted = p.choice.demand_weight * self.demand
        self.seen = weighted * self.measurability
        self.done = weighted - self.seen

    def availability(self, a):
        tool = self.scenario.tools[a]
        open_to_all = tool.body is None or tool.unauthorised
        available = np.full(len(self.need), self.month >= tool.begins)
        available &= open_to_all | (self.authorised[a] > 0.0)
        return available & self.consents[a] if tool.consent else available

    def legitimacy_of(self, p, a, standing):
        if self.scenario.tools[a].body is None:
            return np.ones_like(self.need)
        words = self.norm_words * (1.0 - p.norm.council_discretion)
        return np.where(self.consents[a], 1.0, np.maximum(standing, words))

    def is_peace_force(self, p, a):
        return p.tools[a].protection > 0.0 and self.scenario.tools[a].consent

    def benefit_of(self, p, a):
        """Good done: less where another body's mission is trusted to do it."""
        tools, trusted = self.scenario.tools, np.zeros_like(self.need)
        if not self.is_peace_force(p, a):
            return trusted + p.tools[a].benefit
        for other, tool in enumerate(tools):
            if tool.body is not None and tool.body != tools[a].body and self.is_peace_force(p, other):
                trusted = np.maximum(trusted, np.where(self.authorised[other] > 0.0, self.trust[tool.body], 0.0))
        return p.tools[a].benefit * (1.0 - p.forums.subcontracting * trusted)

    def utility(self, p, a, legitimacy, burden, of=slice(None)):
        """u_ia of the states `of`; what no replicate changes is put together first."""
        tool, principle = p.tools[a], self.scenario.tools[a].principle
        breach = tool.intrusiveness * (1.0 - legitimacy)
        held = self.solidarism[principle][of]
        if p.offset[a][of].any():
            held = clamp(held + p.offset[a][of])
        nationals, burdened = p.nationals[of], burden * (tool.cost + p.overstretch[of] * tool.risk)
        against = nationals * (burdened + p.ties[of] * tool.pressure) + p.reservation[a][of]
        utility = held * (self.benefit[a] * self.severity + breach)
        utility += self.seen[of] * tool.visibility
        utility += self.done[of] * self.benefit[a]
        utility -= nationals * burden * (tool.risk * p.choice.exposure) * self.exposure
        utility -= against
        utility -= breach
        return utility

    def spread_effort(self, p):
        """Effort within each budget by logit choice against doing nothing, whose weight is 1."""
        totals = [1.0] * self.scenario.budgets
        self.effort = {}
        for a, available in enumerate(self.available):
            if not available.any():
                continue
            weight = self.utility(p, a, self.legitimacy[a], p.choice.burden)
            weight *= p.choice.sharpness
            np.exp(weight, out=weight)
            if not available.all():
                weight *= available
            self.effort[a] = weight
            budget = self.scenario.tools[a].budget
            totals[budget] = totals[budget] + weight
        units = [self.readiness / total for total in totals]
        sheltered = 1.0 - p.choice.shelter * self.demanded
        for a, effort in self.effort.items():
            effort *= units[self.scenario.tools[a].budget]
            if p.tools[a].protection > 0.0:
                effort *= sheltered

    def show(self, p):
        self.action, self.visible = np.zeros_like(self.demand), np.zeros_like(self.demand)
        self.breach = np.zeros_like(self.need)
        for a, effort in self.effort.items():
            self.action += effort
            self.visible += p.tools[a].visibility * effort
            self.breach += (p.share[:, 0] @ effort) * (p.tools[a].intrusiveness * (1.0 - self.legitimacy[a]))
        self.action /= self.scenario.budgets
        self.performance = np.minimum(1.0, self.visible + self.word_effect * self.words)
        kept = np.minimum(1.0, ratio(self.visible, self.words, 1.0))
        self.credibility = self.credibility + p.citizenship.credibility_rate * (kept - self.credibility)

    def leadership(self, p):
        """The volunteer's dilemma with logit response."""
        of = p.leadership
        abstains = 1.0 - p.root * self.lead
        others = np.ones_like(abstains)
        np.cumprod(abstains[:-1], axis=0, out=others[1:])
        others[:-1] *= np.cumprod(abstains[:0:-1], axis=0)[::-1]
        pivotal = others * (1.0 - of.diffusion * (1.0 - self.clarity_seen))
        stake = p.humanity * self.mean_solidarism * self.need + self.demand
        asked = p.nationals * (1.0 + p.overstretch + p.ties)
        cost = np.divide(of.cost * asked, p.root, out=np.zeros_like(asked), where=p.root > 0.0)
        self.lead = np.minimum(MAX_READINESS, logistic(of.sharpness * (stake * p.root * pivotal - cost)))
        self.lead *= p.root > 0.0
        stays = self.draws.leading >= of.withdraw * (1.0 - self.lead)
        steps = self.draws.leading < of.step_forward * self.attention_paid * p.root * self.lead
        self.leads = np.where(self.leads, stays, steps)
        self.concertation = 1.0 - of.discord * self.without_leaders(p)

    def delivery(self, p):
        self.resources, self.in_force = np.zeros_like(self.deployed), np.zeros_like(self.deployed)
        for a, (tool, of) in enumerate(zip(self.scenario.tools, p.tools)):
            if self.month < tool.begins:
                continue
            able = (p.delivery_share * (1.0 - p.overstretch * of.risk))[:, 0]
            given = able @ self.effort[a] if a in self.effort else 0.0
            self.resources[a] = np.minimum(1.0, given / of.requirement + of.capacity)
            self.in_force[a] = 1.0 if tool.body is None or tool.unauthorised else self.authorised[a]
        self.deploy(p)
        self.delay = np.maximum(0.0, self.delay - 1.0)
        relief = np.array([of.relief for of in p.tools])
        offered = np.minimum(1.0, relief @ (self.resources * (self.in_force > 0.0)))
        reached = offered * (1.0 - p.target.obstruction * self.exposure)
        self.relief_cover = clamp(self.relief_cover + p.delivery.relief_rate * (reached - self.relief_cover))

    def deploy(self, p):
        """Forces deploy or are withdrawn; what a body's missions lack, and the trust that this leaves."""
        bodies = range(len(self.scenario.bodies))
        missing, forces = np.zeros_like(self.trust), np.zeros_like(self.trust)
        for a, (tool, of) in enumerate(zip(self.scenario.tools, p.tools)):
            under_way = (self.in_force[a] > 0.0) & (of.protection > 0.0)
            if tool.consent:
                under_way &= self.consents[a]
            deployed = self.deployed[a]
            moved = deployed + p.delivery.ramp * (self.in_force[a] * self.resources[a] - deployed)
            if tool.body is not None:
                moved = np.where(self.delay > 0.0, deployed, moved)
                sent = under_way & (self.authorised[a] > 0.0)
                missing[tool.body] += sent * (1.0 - self.resources[a])
                forces[tool.body] += sent
            self.deployed[a] = np.where(under_way, moved, deployed * (1.0 - p.delivery.withdrawal))
        self.shortfall = ratio(missing, forces, 0.0)
        for body in bodies:
            kept = self.trust[body] + p.forums.trust_rate * (1.0 - self.shortfall[body] - self.trust[body])
            self.trust[body] = np.where(forces[body] > 0.0, kept, self.trust[body])

    def court(self, p):
        referral, stage = self.scenario.court, self.court_stage.copy()
        luck = self.draws.uniform("court", 0)
        strength = self.authorised[referral]
        pursued = strength * (p.court.funding + (1.0 - p.court.funding) * self.resources[referral])
        self.court_stage[(stage == 0) & (strength > 0.0)] = 1
        self.court_stage[(stage == 1) & (luck < p.court.inquiry_rate * pursued)] = 2
        named = (stage == 2) & (luck < p.court.leader_rate)
        self.court_stage[named] = 3
        self.split |= named & (self.draws.uniform("court", 1) < p.court.split)

    def clarity_of_mandates(self, p):
        concentrated = (self.mandate * self.mandate).sum(axis=0)
        moved = np.abs(self.mandate - p.mandate).sum(axis=0)
        return np.minimum(1.0, p.blame.clarity * concentrated * (1.0 - 0.5 * moved))

    def hold_responsible(self, p):
        """Responsibility of the states, the bodies and the target."""
        half = 0.5 * (1.0 - p.target.responsibility)
        idle = p.capability * (1.0 - self.readiness)
        total = idle.sum(axis=0)
        states = half * np.where(total == 0.0, p.share, ratio(idle, np.broadcast_to(total, idle.shape), 0.0))
        bodies = half * self.mandate / self.mandate.sum(axis=0)
        self.responsibility = np.concatenate([states, bodies, np.full((1, len(total)), p.target.responsibility)])

    def blame(self, p):
        self.hold_responsible(p)
        count, of = len(self.need), p.blame
        deflected = np.minimum(1.0, ratio(self.deflection_effect * self.deflection, self.aspiration, 0.0))
        by_target = np.full((1, count), p.target.deflection)
        moved = np.concatenate([deflected, of.body_deflection * self.shortfall, by_target])
        to_states = np.repeat(of.to_states * p.share, count, axis=1)
        to_bodies = of.to_bodies * self.mandate * (1.0 + of.scapegoat * self.shortfall)
        plausible = np.concatenate([to_states, to_bodies, np.full((1, count), of.to_target)])
        plausible /= plausible.sum(axis=0)
        sent = self.responsibility * moved
        per_plausibility = sent / (1.0 - plausible)
        received = plausible * (per_plausibility.sum(axis=0) - per_plausibility)
        self.clarity = self.clarity_of_mandates(p)
        # clarity τ + (1 − clarity)(τ − sent + received)
        perceived = self.responsibility + (1.0 - self.clarity) * (received - sent)
        self.blamed = self.blamed + of.rate * (perceived - self.blamed)

    def norm(self, p):
        of, words, deeds = p.norm, self.norm_words, self.norm_deeds
        held = p.share[:, 0] @ self.mean_solidarism
        hollow = of.erosion * np.maximum(0.0, words - deeds) * words
        self.norm_words = clamp(words + of.rate * (held - words) - hollow)
        worn = of.wear * self.exposure * deeds
        self.norm_deeds = clamp(deeds + of.rate * (self.protection - deeds) - worn)
        turning = of.backlash * np.maximum(0.0, self.norm_words - self.norm_deeds)
        learning = of.socialisation * p.tie * (p.peer_weight > 0.0)
        for part, anchor in enumerate(p.solidarism):
            now = self.solidarism[part]
            change = learning * (p.peers @ now - now) - turning * (1.0 - now) + of.anchoring * (anchor - now)
            self.solidarism[part] = clamp(now + change)


PHASES = [
    Histories.events,
    Histories.crisis,
    Histories.attention,
    Histories.citizenship,
    Histories.choice,
    Histories.leadership,
    forums,
    Histories.delivery,
    target,
    Histories.court,
    Histories.blame,
    Histories.norm,
]
