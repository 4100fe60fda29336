"""The agents of the Mesa model: states, instruments, bodies and movements. Each stage of a month is a method."""

from math import exp

from mesa import Agent

MAX_READINESS = 1.0 - 1e-9
ROUNDING = 1e-12


def clamp(value):
    return min(max(value, 0.0), 1.0)


def logistic(value):
    return 1.0 / (1.0 + exp(-value))


def ratio(numerator, denominator, otherwise):
    return numerator / denominator if denominator != 0.0 else otherwise


class State(Agent):
    """One of those that are asked to respond."""

    TRAITS = ["capability", "leverage", "ties", "openness", "overstretch", "stake", "nationals", "society", "humanity"]
    TRAITS += ["share", "delivery_share", "root", "assessed", "tie", "peer_weight"]

    def __init__(self, model, index):
        super().__init__(model)
        self.index = index
        self.demand = self.visible = self.performance = self.aspiration = self.readiness = 0.0
        self.credibility = 1.0
        self.lead, self.leads = min(model.numbers.leadership.initial, MAX_READINESS), False
        self.solidarism = [float(part[index, 0]) for part in model.numbers.solidarism]
        self.societies = [society for society in model.societies if index in society.indices]
        self.take_numbers()

    def take_numbers(self):
        """The month's numbers, where events have changed some."""
        p, index = self.model.numbers, self.index
        for trait in self.TRAITS:
            setattr(self, trait, float(getattr(p, trait)[index, 0]))
        self.anchor = [float(part[index, 0]) for part in p.solidarism]
        self.offset = [float(column[index, 0]) for column in p.offset]
        self.reservation = [float(column[index, 0]) for column in p.reservation]
        self.reaches = [float(movement.reaches[index, 0]) for movement in p.movements]

    @property
    def mean_solidarism(self):
        return 0.5 * (self.solidarism[0] + self.solidarism[1])

    def mean_of_peers(self, own):
        """The mean of what the societies have looked at, over all other members."""
        seen = sum(society.weight * (society.total - own) for society in self.societies)
        return ratio(seen, self.peer_weight, 0.0)

    def hear(self):
        """Demand, and how measurable what is demanded is."""
        p, pressure, measurable = self.model.numbers, 0.0, 0.0
        for movement, reach in zip(self.model.movements, self.reaches):
            asked = reach * movement.mobilisation
            pressure += asked
            measurable += asked * movement.of.measurability
        self.measurability = ratio(measurable, pressure, 0.0)
        sticking = min(ratio(self.blame, self.responsibility, 0.0), p.blame.max_exposure)
        asked = min(1.0, self.openness * min(1.0, pressure) * sticking)
        placated = p.attention.placation * min(1.0, ratio(self.visible, asked, 0.0))
        self.demand = asked * (1.0 - placated)

    def aspire(self):
        """What is good enough?"""
        of, need, held = self.model.numbers.citizenship, self.model.need, self.mean_solidarism
        benchmark = self.nationals * max(self.demand, self.stake * need)
        benchmark += self.society * self.mean_of_peers(self.performance) + self.humanity * held * need
        benchmark = max(benchmark, of.routine * held)
        self.demanded = min(1.0, ratio(self.nationals * self.demand, benchmark, 0.0))
        goal = clamp(benchmark * (1.0 + of.noise * self.model.luck.noise[self.index][self.model.month]))
        self.aspiration += of.inertia * (goal - self.aspiration)

    def mix(self):
        """The cheapest mix of readiness to act, words and deflection."""
        of, effect_e = self.model.numbers.citizenship, self.model.deflection_effect
        burdened = 1.0 + self.nationals * (self.overstretch + self.ties)
        cost = of.action_cost * burdened * (1.0 - self.model.following)
        self.word_effect = of.word_effect * self.credibility
        shared = 1.0 / of.commitment + effect_e * effect_e / of.deflection_cost
        spread = self.aspiration / (shared + 1.0 / cost + self.word_effect * self.word_effect / of.word_cost)
        self.readiness = clamp(spread / cost)
        self.words = clamp(spread * self.word_effect / of.word_cost)
        self.deflection = clamp(spread * effect_e / of.deflection_cost)

    def utility(self, tool, legitimacy, burden):
        model, of = self.model, tool.of
        held = clamp(self.solidarism[tool.principle] + self.offset[tool.index])
        weighted = model.numbers.choice.demand_weight * self.demand
        seen, done = weighted * self.measurability, weighted * (1.0 - self.measurability)
        risk = (self.overstretch + model.numbers.choice.exposure * model.exposure) * of.risk
        against = self.nationals * (burden * (of.cost + risk) + self.ties * of.pressure)
        against += (1.0 - held) * of.intrusiveness * (1.0 - legitimacy) + self.reservation[tool.index]
        return held * tool.benefit * model.severity + seen * of.visibility + done * tool.benefit - against

    def choose(self):
        """Effort within each budget by logit choice against doing nothing, whose weight is 1."""
        choice, weights, totals = self.model.numbers.choice, {}, {}
        for tool in self.model.available:
            weights[tool] = exp(choice.sharpness * self.utility(tool, tool.legitimacy, choice.burden))
            totals[tool.budget] = totals.get(tool.budget, 1.0) + weights[tool]
        self.effort = {tool: self.readiness / totals[tool.budget] * weight for tool, weight in weights.items()}
        for tool in self.effort:
            if tool.of.protection > 0.0:
                self.effort[tool] *= 1.0 - choice.shelter * self.demanded

    def show(self):
        """What is seen of it, and whether words stay credible."""
        self.action = sum(self.effort.values()) / self.model.scenario.budgets
        self.visible = sum(tool.of.visibility * effort for tool, effort in self.effort.items())
        breaches = (tool.of.intrusiveness * (1.0 - tool.legitimacy) * effort for tool, effort in self.effort.items())
        self.breach = sum(breaches)
        self.performance = min(1.0, self.visible + self.word_effect * self.words)
        kept = min(1.0, ratio(self.visible, self.words, 1.0))
        self.credibility += self.model.numbers.citizenship.credibility_rate * (kept - self.credibility)

    @property
    def abstains(self):
        return 1.0 - self.root * self.lead

    def weigh_leading(self):
        """The volunteer's dilemma; `others` is the chance that nobody else leads."""
        model, of = self.model, self.model.numbers.leadership
        luck = model.luck.leading[self.index][model.month]
        self.lead = self.readiness_to_lead(of)
        if self.leads:
            self.leads = luck >= of.withdraw * (1.0 - self.lead)
        else:
            self.leads = luck < of.step_forward * model.attention * self.root * self.lead

    def readiness_to_lead(self, of):
        if self.root == 0.0:
            return 0.0
        pivotal = (1.0 - of.diffusion * (1.0 - self.model.clarity_seen)) * self.others
        stake = self.humanity * self.mean_solidarism * self.model.need + self.demand
        asked = self.nationals * (1.0 + self.overstretch + self.ties)
        gain = stake * self.root * pivotal - of.cost * asked / self.root
        return min(MAX_READINESS, logistic(of.sharpness * gain))

    def press(self):
        lever = self.model.numbers.pressure.words * self.word_effect * self.words
        self.lever = lever + sum(tool.of.pressure * effort for tool, effort in self.effort.items())

    @property
    def idle(self):
        return self.capability * (1.0 - self.readiness)

    def account(self):
        """Responsibility, the part of it that is moved off, and how plausible it is to blame this state."""
        model = self.model
        self.responsibility = model.half * ratio(self.idle, model.all_idle, self.share)
        self.moved = min(1.0, ratio(model.deflection_effect * self.deflection, self.aspiration, 0.0))
        self.plausible = model.numbers.blame.to_states * self.share

    def learn(self):
        """What this state comes to hold of the component that its societies have looked at."""
        model, of, part = self.model, self.model.numbers.norm, self.model.part
        held = self.solidarism[part]
        peers = self.mean_of_peers(held) - held if self.peer_weight > 0.0 else 0.0
        turning = of.backlash * max(0.0, model.norm_words - model.norm_deeds)
        change = (
            of.socialisation * self.tie * peers - turning * (1.0 - held) + of.anchoring * (self.anchor[part] - held)
        )
        self.learned = clamp(held + change)

    def advance(self):
        self.solidarism[self.model.part] = self.learned


class Body(Agent):
    """One of those that authorise."""

    def __init__(self, model, index):
        super().__init__(model)
        self.index, self.trust, self.shortfall = index, 1.0, 0.0
        self.mandate = self.own_mandate
        self.seats_in = [[model.state_at[state] for state in seats] for seats in model.scenario.seats[index]]
        self.may_block = {state for state in model.states if model.scenario.blocks[index][state.index]}

    @property
    def own_mandate(self):
        return float(self.model.numbers.mandate[self.index, 0])

    @property
    def deference(self):
        return float(self.model.numbers.deference[self.index, 0])

    @property
    def seats(self):
        return self.seats_in[self.model.month]

    def review(self):
        """What the body's missions lack, and the trust that this leaves."""
        sent = [tool for tool in self.model.tools if tool.body is self and tool.authorised > 0.0 and tool.under_way]
        self.shortfall = sum(1.0 - tool.resources for tool in sent) / len(sent) if sent else 0.0
        if sent:
            self.trust += self.model.numbers.forums.trust_rate * (1.0 - self.shortfall - self.trust)

    def account(self):
        of = self.model.numbers.blame
        self.responsibility = self.model.half * self.mandate / self.model.all_mandates
        self.moved = of.body_deflection * self.shortfall
        self.plausible = of.to_bodies * self.mandate * (1.0 + of.scapegoat * self.shortfall)

    def meets_quota(self, in_favour):
        return in_favour / len(self.seats) >= self.model.numbers.quota[self.index] - ROUNDING


class Movement(Agent):
    """One of those that press at home."""

    def __init__(self, model, index):
        super().__init__(model)
        self.index, self.fatigue = index, 0.0
        self.mobilisation = self.of.mobilisation

    @property
    def of(self):
        return self.model.numbers.movements[self.index]

    def mobilise(self):
        of, states = self.of, self.model.states
        seen = sum(state.reaches[self.index] * state.visible for state in states)
        demanded = sum(state.reaches[self.index] * state.demand for state in states)
        win = min(1.0, ratio(seen, demanded, 0.0))
        mobilised, fatigue = self.mobilisation, self.fatigue
        growth = of.growth * self.model.attention * mobilised * (1.0 - mobilised)
        self.mobilisation = clamp(mobilised + growth - (of.fatigue + fatigue) * mobilised)
        wearied = of.fatigue_growth * mobilised * (1.0 - win) - of.recovery * fatigue
        self.fatigue = max(0.0, fatigue + wearied)
