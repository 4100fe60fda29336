"""The instruments of the Mesa model, each an agent, and the vote on one."""

from mesa import Agent

from mesa_agents import clamp


class Instrument(Agent):
    """What states may do, alone or on the authority of a body."""

    def __init__(self, model, index):
        super().__init__(model)
        fixed = model.scenario.tools[index]
        self.index, self.id, self.budget, self.principle = index, fixed.id, fixed.budget, fixed.principle
        self.body = None if fixed.body is None else model.body_at[fixed.body]
        self.unauthorised, self.needs_consent, self.begins = fixed.unauthorised, fixed.consent, fixed.begins
        self.authorised = self.deployed = self.resources = self.in_force = 0.0
        self.consent = self.agreed = self.vetoed = False
        self.take_numbers()

    def take_numbers(self):
        self.of = self.model.numbers.tools[self.index]

    @property
    def exists(self):
        return self.model.month >= self.begins

    @property
    def is_peace_force(self):
        return self.of.protection > 0.0 and self.needs_consent

    def survey(self):
        """Legitimacy, the good done, and whether it may be used."""
        self.legitimacy = self.legitimacy_at(self.authorised)
        self.benefit = self.of.benefit
        if self.is_peace_force:
            others = [tool for tool in self.model.tools if tool.is_peace_force and tool.authorised > 0.0]
            trusted = max((tool.body.trust for tool in others if tool.body is not self.body), default=0.0)
            self.benefit *= 1.0 - self.model.numbers.forums.subcontracting * trusted
        allowed = self.body is None or self.unauthorised or self.authorised > 0.0
        self.available = self.exists and allowed and (self.consent or not self.needs_consent)

    def legitimacy_at(self, standing):
        if self.body is None or self.consent:
            return 1.0
        return max(standing, self.model.norm_words * (1.0 - self.model.numbers.norm.council_discretion))

    def legitimacy_in_vote(self):
        p = self.model.numbers
        if self.agreed and p.target.prior > 0.0:
            return 1.0
        least = p.forums.consent_discount if self.needs_consent else 0.0
        return max(self.legitimacy_at(p.forums.ratchet * self.authorised), least)

    def come_before_body(self):
        """Is it taken up?"""
        self.vetoed = False
        if self.body is None or not self.exists:
            return
        model, of = self.model, self.model.numbers.forums
        legitimacy, seats = self.legitimacy_in_vote(), self.body.seats
        initiative = model.numbers.entrepreneurship[self.body.index]
        utility = {state: state.utility(self, legitimacy, of.burden * state.assessed) for state in seats}
        attends = sum(self.attention_of(state) for state in seats if utility[state] + initiative >= 0.0)
        if model.luck.of(f"agenda/{self.id}", 0) < of.agenda_rate * attends / len(seats):
            undiluted = {state: initiative + of.vote_noise * model.luck.vote(self, state) for state in seats}
            Text(self, utility, undiluted).put()

    def attention_of(self, state):
        paid = self.model.attention
        if state.stake > 0.0:
            paid += (1.0 - paid) * min(1.0, state.stake * self.model.need)
        return paid**self.model.numbers.attention.focus

    def resource(self):
        """Resources and strength in force."""
        self.resources = self.in_force = 0.0
        if not self.exists:
            return
        given = sum(self.given_by(state) for state in self.model.states) if self.available else 0.0
        self.resources = min(1.0, given / self.of.requirement + self.of.capacity)
        self.in_force = 1.0 if self.body is None or self.unauthorised else self.authorised

    def given_by(self, state):
        return state.delivery_share * (1.0 - state.overstretch * self.of.risk) * state.effort[self]

    @property
    def under_way(self):
        return self.of.protection > 0.0 and self.in_force > 0.0 and (self.consent or not self.needs_consent)

    def deploy(self):
        delivery = self.model.numbers.delivery
        if not self.under_way:
            self.deployed *= 1.0 - delivery.withdrawal
        elif self.body is None or self.model.target.delay <= 0.0:
            self.deployed += delivery.ramp * (self.in_force * self.resources - self.deployed)


class Text:
    """A text that a body has taken up: by state, its utility and what dilution leaves alone."""

    def __init__(self, tool, utility, undiluted):
        self.tool, self.utility, self.undiluted = tool, utility, undiluted
        self.forums = tool.model.numbers.forums

    def put(self):
        tool, of = self.tool, self.forums
        strength = min([1.0, *(self.borne(state) for state in self.utility if state in tool.body.may_block)])
        has_quota = tool.body.meets_quota(sum(self.judged(state, strength) >= 0.0 for state in self.utility))
        if strength < of.worth:
            if self.defies_veto():
                tool.vetoed = True
                tool.model.votes_held += 1
                tool.model.votes_vetoed += 1
        elif strength >= tool.authorised + of.step and (has_quota or of.count == 0.0):
            tool.model.votes_held += 1
            if strength >= of.min_strength and has_quota and not self.is_blocked(strength):
                tool.model.votes_passed += 1
                tool.authorised = strength

    def borne(self, state):
        """The strength at which a blocker does not block."""
        of, utility = self.forums, self.utility[state]
        judgement = utility + self.undiluted[state]
        if of.assent == 0.0:
            return of.tolerance / -judgement if judgement < 0.0 else 1.0
        if utility < 0.0:
            return clamp(((of.tolerance + self.undiluted[state]) / -utility - (1.0 - of.assent)) / of.assent)
        return 0.0 if judgement < -of.tolerance else 1.0

    def judged(self, state, strength):
        assent = self.forums.assent
        return ((1.0 - assent) + assent * strength) * self.utility[state] + self.undiluted[state]

    def is_blocked(self, strength):
        most = self.forums.tolerance * (1.0 + 1e-9)
        against = (state for state in self.utility if -self.judged(state, strength) > most)
        return self.forums.assent > 0.0 and any(state in self.tool.body.may_block for state in against)

    def defies_veto(self):
        """Do sponsors put a text at full strength though it will be vetoed?"""
        of, tool = self.forums, self.tool
        sponsors = [state for state in self.utility if self.judged(state, 1.0) >= 0.0]
        pressed = max((state.demand for state in sponsors), default=0.0)
        driven = tool.model.luck.of(f"agenda/{tool.id}", 1) < of.showdown * min(1.0, pressed)
        return 1.0 >= tool.authorised + of.step and driven and tool.body.meets_quota(len(sponsors))
