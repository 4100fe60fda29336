"""The target of the Mesa model: a government that weighs threat against resistance, and its war."""

from mesa import Agent

from mesa_agents import clamp, logistic


class Target(Agent):
    """Not a state of the list."""

    def __init__(self, model):
        super().__init__(model)
        self.violence, self.war_aims = model.numbers.crisis.violence, 1.0
        self.delay, self.court_stage, self.split = 0.0, 0, False

    def feel_pressure(self):
        model, p = self.model, self.model.numbers
        levered = sum(state.leverage * state.lever for state in model.states) / p.leverage_reference
        free = [tool for tool in model.tools if not tool.needs_consent]
        mandated = sum(tool.authorised * tool.resources * tool.of.pressure for tool in free)
        self.pressure = p.pressure.gain * levered + p.pressure.authorised * mandated
        deference = sum(body.mandate * body.deference for body in model.bodies)
        foreseen = p.target.anticipation * p.target.publicity * model.publicity
        heard = model.concertation * self.pressure * (1.0 - deference) * (1.0 - foreseen)
        self.threat = heard + p.court.pressure[self.court_stage]

    def resist(self):
        p = self.model.numbers
        protects = (self.protected_by(state) for state in self.model.states)
        self.patronage = p.pressure.patronage * sum(protects) / p.leverage_reference
        entrenched = p.court.entrenchment[self.court_stage] * (-1.0 if self.split else 1.0)
        self.resistance = max(0.0, p.target.resolve + entrenched + self.patronage)

    @staticmethod
    def protected_by(state):
        return state.leverage * state.ties * (1.0 - state.mean_solidarism) * (1.0 - state.demand)

    def shop(self):
        model, of = self.model, self.model.numbers.target
        concentrated = sum(body.mandate * body.mandate for body in model.bodies)
        likely = of.shopping_rate * min(1.0, model.concertation * self.pressure) * (1.0 - concentrated)
        self.shopped = model.luck.of("target", 0) < likely
        for body in model.bodies:
            body.mandate += of.mandate_return * (body.own_mandate - body.mandate)
        if self.shopped:
            resort = max(model.bodies, key=lambda body: body.deference)
            for body in model.bodies:
                body.mandate = (1.0 - of.mandate_shift) * body.mandate + (of.mandate_shift if body is resort else 0.0)
            self.delay = max(self.delay, of.shopping_delay)

    def consent(self):
        for tool in self.model.tools:
            if tool.needs_consent:
                self.consent_to(tool)

    def consent_to(self, tool):
        of, luck, stood = self.model.numbers.target, self.model.luck, tool.consent
        willing = logistic(of.sharpness * (self.threat - self.resistance * tool.of.intrusiveness * tool.authorised))
        if stood:
            tool.consent = luck.of(f"consent/{tool.id}", 1) >= of.renege_rate * tool.of.intrusiveness * (1.0 - willing)
        else:
            tool.consent = tool.authorised > 0.0 and luck.of(f"consent/{tool.id}", 0) < of.concession_rate * willing
        if stood and not tool.consent:
            tool.agreed = False
        if of.prior > 0.0 and tool.exists:
            self.agree_to(tool, of)

    def agree_to(self, tool, of):
        """Agreement in principle, before there is a text; it becomes consent."""
        if tool.authorised > 0.0:
            tool.consent = tool.consent or tool.agreed
            return
        expected = self.resistance * tool.of.intrusiveness * of.prior
        agreeing = of.concession_rate * self.model.attention * logistic(of.sharpness * (self.threat - expected))
        tool.agreed = tool.agreed or self.model.luck.of(f"consent/{tool.id}", 2) < agreeing

    def fight(self):
        model, crisis, of = self.model, self.model.numbers.crisis, self.model.numbers.target
        self.restraint = of.max_restraint * logistic(of.sharpness * (self.threat - self.resistance * of.war_stake))
        mediated = min(1.0, sum(tool.of.settlement * tool.resources for tool in model.tools if tool.in_force > 0.0))
        reach = mediated * (1.0 - crisis.haste * model.publicity) * (1.0 - crisis.fragmentation)
        model.settlement = clamp(model.settlement + crisis.talks_rate * (reach - model.settlement))
        aimed = crisis.peak * (crisis.floor + (1.0 - crisis.floor) * self.war_aims)
        tends = aimed * (1.0 - self.restraint) + model.interference()
        tends += crisis.insurgency * crisis.fragmentation * (1.0 - model.settlement)
        wearing_off = crisis.exhaustion * self.violence + crisis.settle * model.settlement
        self.war_aims *= max(0.0, 1.0 - wearing_off)
        splintered = max(0.0, crisis.fragmentation - model.fragmentation_before())
        self.war_aims += crisis.rearm * splintered * (1.0 - self.war_aims)
        shock = crisis.violence_noise * model.luck.violence[model.month]
        self.violence = clamp(self.violence + crisis.violence_rate * (tends - self.violence) + shock)

    def face_court(self):
        of, luck, referral = self.model.numbers.court, self.model.luck, self.model.tool_at[self.model.scenario.court]
        pursued = referral.authorised * (of.funding + (1.0 - of.funding) * referral.resources)
        if self.court_stage == 0 and referral.authorised > 0.0:
            self.court_stage = 1
        elif self.court_stage == 1 and luck.of("court", 0) < of.inquiry_rate * pursued:
            self.court_stage = 2
        elif self.court_stage == 2 and luck.of("court", 0) < of.leader_rate:
            self.court_stage = 3
            self.split = luck.of("court", 1) < of.split

    def account(self):
        p = self.model.numbers
        self.responsibility, self.moved = p.target.responsibility, p.target.deflection
        self.plausible = p.blame.to_target
