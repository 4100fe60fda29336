"""The phases of the NumPy model in which bodies decide: what is taken up, diluted, put to the vote, adopted or vetoed."""

import numpy as np

from formulas import clamp

# What a sum may miss where the model asks for exactly enough.
ROUNDING = 1e-12


def forums(world, p):
    """Each existing instrument with an authority, in the order of the file."""
    world.vetoed = np.zeros_like(world.authorised)
    for a, tool in enumerate(world.scenario.tools):
        if tool.body is None or world.month < tool.begins:
            continue
        seats = world.scenario.seats[tool.body][world.month]
        initiative = p.entrepreneurship[tool.body]
        utility = world.utility(p, a, legitimacy_in_vote(world, p, a), p.forums.burden * p.assessed[seats], seats)
        chance = agenda(world, p, utility + initiative >= 0.0, p.stake[seats])
        which = np.flatnonzero(world.draws.uniform(f"agenda/{tool.id}", 0) < chance)
        if len(which):
            noise = p.forums.vote_noise * world.draws.votes(tool, seats, which)
            Table(world, p, a, seats, which, utility[:, which], initiative + noise).put()


def legitimacy_in_vote(world, p, a):
    tool = world.scenario.tools[a]
    least = p.forums.consent_discount if tool.consent else 0.0
    granted = np.maximum(world.legitimacy_of(p, a, p.forums.ratchet * world.authorised[a]), least)
    return np.where(world.agreed[a], 1.0, granted) if p.target.prior > 0.0 else granted


def agenda(world, p, willing, stake):
    """agenda_rate · mean over the seats of [y ≥ 0] Q_i^focus."""
    attends = world.attention_paid
    if stake.any():
        attends = attends + (1.0 - attends) * np.minimum(1.0, stake * world.need)
    return p.forums.agenda_rate * (willing * attends**p.attention.focus).sum(axis=0) / len(willing)


class Table:
    """An instrument that a body has taken up, in the replicates `which`; `undiluted` is initiative and noise."""

    def __init__(self, world, p, a, seats, which, utility, undiluted):
        self.world, self.p, self.a, self.seats, self.which = world, p, a, seats, which
        self.utility, self.undiluted, self.judgement = utility, undiluted, utility + undiluted
        self.body = world.scenario.tools[a].body
        self.may_block = world.scenario.blocks[self.body][seats]

    def put(self):
        """Sponsors dilute a text and decide whether it is worth the vote; who votes."""
        world, of = self.world, self.p.forums
        strength, authorised = self.dilute(), world.authorised[self.a][self.which]
        worthless = strength < of.worth
        vetoed = worthless & self.defies_veto(authorised)
        ballots = self.in_favour(strength)
        has_quota = self.meets_quota(ballots.sum(axis=0))
        put = ~worthless & (strength >= authorised + of.step)
        if of.count > 0.0:
            put &= has_quota
        passed = put & (strength >= of.min_strength) & has_quota
        if of.assent > 0.0:
            passed &= ~(self.against(strength)[self.may_block]).any(axis=0)
        world.authorised[self.a][self.which[passed]] = strength[passed]
        world.vetoed[self.a][self.which[vetoed]] = 1.0
        world.votes_held[self.which] += put | vetoed
        world.votes_passed[self.which] += passed
        world.votes_vetoed[self.which] += vetoed

    def dilute(self):
        """The strength at which no blocker blocks."""
        of, blockers = self.p.forums, self.may_block
        utility, undiluted = self.utility[blockers], self.undiluted[blockers]
        judgement = self.judgement[blockers]
        if of.assent == 0.0:
            borne = np.where(judgement < 0.0, of.tolerance / np.where(judgement < 0.0, -judgement, 1.0), 1.0)
        else:
            disliked = np.where(utility < 0.0, -utility, 1.0)
            diluted = clamp(((of.tolerance + undiluted) / disliked - (1.0 - of.assent)) / of.assent)
            borne = np.where(utility < 0.0, diluted, np.where(judgement < -of.tolerance, 0.0, 1.0))
        return borne.min(axis=0, initial=1.0)

    def judged(self, strength):
        """y of the text on the table."""
        assent = self.p.forums.assent
        if assent == 0.0:
            return self.judgement
        return ((1.0 - assent) + assent * strength) * self.utility + self.undiluted

    def in_favour(self, strength):
        return self.judged(strength) >= 0.0

    def against(self, strength):
        """Neither in favour nor abstaining."""
        return -self.judged(strength) > self.p.forums.tolerance * (1.0 + 1e-9)

    def meets_quota(self, in_favour):
        return in_favour / len(self.seats) >= self.p.quota[self.body] - ROUNDING

    def defies_veto(self, authorised):
        """Do sponsors put a text at full strength though it will be vetoed?"""
        world, of = self.world, self.p.forums
        sponsors = self.judgement >= 0.0
        pressed = (sponsors * world.demand[np.ix_(self.seats, self.which)]).max(axis=0, initial=0.0)
        luck = world.draws.uniform(f"agenda/{world.scenario.tools[self.a].id}", 1)[self.which]
        driven = luck < of.showdown * np.minimum(1.0, pressed)
        return (1.0 >= authorised + of.step) & driven & self.meets_quota(sponsors.sum(axis=0))
