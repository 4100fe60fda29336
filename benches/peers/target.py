"""The phase of the NumPy model in which the target answers: pressure and threat, forum shopping, consent, the war."""

import numpy as np

from formulas import clamp, logistic


def target(world, p):
    press(world, p)
    threaten(world, p)
    resist(world, p)
    shop(world, p)
    for a, tool in enumerate(world.scenario.tools):
        if tool.consent:
            consent(world, p, a, tool)
    fight(world, p)


def press(world, p):
    lever = p.pressure.words * world.word_effect * world.words
    for a, effort in world.effort.items():
        if p.tools[a].pressure > 0.0:
            lever += p.tools[a].pressure * effort
    levered = p.leverage[:, 0] @ lever / p.leverage_reference if p.leverage_reference else 0.0
    mandated = np.zeros_like(world.need)
    for a, tool in enumerate(world.scenario.tools):
        if not tool.consent:
            mandated += world.authorised[a] * world.resources[a] * p.tools[a].pressure
    world.pressure = p.pressure.gain * levered + p.pressure.authorised * mandated


def threaten(world, p):
    deference = (world.mandate * p.deference).sum(axis=0)
    foreseen = p.target.anticipation * p.target.publicity * world.publicity
    court = np.array(p.court.pressure)[world.court_stage]
    world.threat = world.concertation * world.pressure * (1.0 - deference) * (1.0 - foreseen) + court


def resist(world, p):
    protects = (p.leverage * p.ties) * (1.0 - world.mean_solidarism) * (1.0 - world.demand)
    patrons = protects.sum(axis=0) / p.leverage_reference if p.leverage_reference else 0.0
    world.patronage = p.pressure.patronage * patrons
    stage = np.array(p.court.entrenchment)[world.court_stage]
    entrenched = np.where(world.split, -stage, stage)
    world.resistance = np.maximum(0.0, p.target.resolve + entrenched + world.patronage)


def shop(world, p):
    of = p.target
    concentrated = (world.mandate * world.mandate).sum(axis=0)
    likely = of.shopping_rate * np.minimum(1.0, world.concertation * world.pressure) * (1.0 - concentrated)
    world.shopped = world.draws.uniform("target", 0) < likely
    world.mandate = world.mandate + of.mandate_return * (p.mandate - world.mandate)
    moved = (1.0 - of.mandate_shift) * world.mandate
    moved[np.argmax(p.deference)] += of.mandate_shift
    world.mandate = np.where(world.shopped, moved, world.mandate)
    world.delay = np.where(world.shopped, np.maximum(world.delay, of.shopping_delay), world.delay)


def consent(world, p, a, tool):
    of, intrusive, stood = p.target, p.tools[a].intrusiveness, world.consents[a]
    luck = [world.draws.uniform(f"consent/{tool.id}", slot) for slot in range(3)]
    authorised = world.authorised[a] > 0.0
    willing = logistic(of.sharpness * (world.threat - world.resistance * intrusive * world.authorised[a]))
    stays = luck[1] >= of.renege_rate * intrusive * (1.0 - willing)
    granted = authorised & (luck[0] < of.concession_rate * willing)
    stands = np.where(stood, stays, granted)
    agreed = world.agreed[a] & ~(stood & ~stands)
    if of.prior > 0.0 and world.month >= tool.begins:
        expected = world.resistance * intrusive * of.prior
        agreeing = of.concession_rate * world.attention_paid * logistic(of.sharpness * (world.threat - expected))
        stands = stands | (authorised & agreed)
        agreed = agreed | (~authorised & (luck[2] < agreeing))
    world.consents[a], world.agreed[a] = stands, agreed


def fight(world, p):
    crisis, of = p.crisis, p.target
    world.restraint = of.max_restraint * logistic(of.sharpness * (world.threat - world.resistance * of.war_stake))
    settle = np.array([tool.settlement for tool in p.tools])
    mediated = np.minimum(1.0, settle @ (world.resources * (world.in_force > 0.0)))
    reach = mediated * (1.0 - crisis.haste * world.publicity) * (1.0 - crisis.fragmentation)
    world.settlement = clamp(world.settlement + crisis.talks_rate * (reach - world.settlement))
    aimed = crisis.peak * (crisis.floor + (1.0 - crisis.floor) * world.war_aims)
    tends = aimed * (1.0 - world.restraint) + interference(world, p)
    tends += crisis.insurgency * crisis.fragmentation * (1.0 - world.settlement)
    wearing_off = crisis.exhaustion * world.violence + crisis.settle * world.settlement
    world.war_aims = world.war_aims * np.maximum(0.0, 1.0 - wearing_off)
    before = world.scenario.numbers[max(0, world.month - 1)].crisis.fragmentation
    splintered = max(0.0, crisis.fragmentation - before)
    world.war_aims = world.war_aims + crisis.rearm * splintered * (1.0 - world.war_aims)
    shock = crisis.violence_noise * world.draws.violence
    world.violence = clamp(world.violence + crisis.violence_rate * (tends - world.violence) + shock)


def interference(world, p):
    """Violence that the target's neighbours feed in a thin regional society."""
    region = world.scenario.region
    if region is None:
        return 0.0
    return (1.0 - p.thickness[region]) * p.interference[world.scenario.members[region]].sum()
