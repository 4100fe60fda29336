"""What is observed of histories: intsoc's indicators, one for each month, and its outcomes, one for each history."""

import numpy as np

from formulas import ratio

TAKES_PART = 0.02
STORED = ["violence", "need", "violent_deaths", "deprivation_deaths", "adequacy", "relief_cover", "protection"]
STORED += ["publicity", "concertation", "pressure", "threat", "patronage", "shopped", "clarity", "settlement", "breach"]
STORED += ["displaced", "norm_words", "norm_deeds", "court_stage", "restraint"]
WEIGHTED = ["action", "words", "deflection", "aspiration", "credibility", "demand"]
# Outcome, how it is made of the months' values, and of which.
FOLDS = [
    ("violent_deaths", "sum", "violent_deaths"),
    ("deprivation_deaths", "sum", "deprivation_deaths"),
    ("displaced_end", "end", "displaced_persons"),
    ("adequacy", "mean", "adequacy"),
    ("relief", "mean", "relief_cover"),
    ("protection", "mean", "protection"),
    ("peak_need", "max", "need"),
    ("words_deeds_gap", "mean", "words_deeds_gap"),
    ("breadth", "mean", "breadth"),
    ("breach", "sum", "breach"),
    ("settlement_end", "end", "settlement"),
    ("leaderless_months", "sum", "leaderless"),
    ("months_to_leader", "first", "leaders"),
    ("forum_shopping_months", "sum", "shopped"),
    ("votes_held", "end", "votes_held"),
    ("votes_passed", "end", "votes_passed"),
    ("vetoes", "end", "votes_vetoed"),
    ("blame_hhi", "mean", "blame_hhi"),
    ("norm_words_end", "end", "norm_words"),
    ("norm_deeds_end", "end", "norm_deeds"),
]
EACH = [("months_to_authorised", "first", "authorised"), ("months_to_consent", "first", "consent")]
EACH += [("deployed_end", "end", "deployed")]


class Record:
    """Values of each month, by name: a row for each month, a column for each replicate."""

    def __init__(self, scenario, count):
        self.scenario, self.count = scenario, count
        self.months = {}
        of_tools = list(enumerate(scenario.tools))
        self.authorised = [(a, tool.id) for a, tool in of_tools if tool.body is not None]
        self.consents = [(a, tool.id) for a, tool in of_tools if tool.consent]
        self.deployed = [(a, tool.id) for a, tool in of_tools if protects(scenario, a)]

    def put(self, name, month, value):
        if name not in self.months:
            self.months[name] = np.empty((self.scenario.months, self.count))
        self.months[name][month] = value

    def observe(self, world, p):
        """Reads a month of a world, whether it is many replicates or one."""
        for name, value in observed(world, p, self):
            self.put(name, world.month, value)

    def outcomes(self):
        """Every outcome by name; what never came is not a number."""
        found = {name: fold(how, self.months[of]) for name, how, of in FOLDS}
        found["deaths"] = found["violent_deaths"] + found["deprivation_deaths"]
        for name, how, kind in EACH:
            each = [of for of in self.months if of.startswith(f"{kind}.")]
            found |= {f"{name}.{of.partition('.')[2]}": fold(how, self.months[of]) for of in each}
        return found


def protects(scenario, a):
    return any(numbers.tools[a].protection > 0.0 for numbers in scenario.numbers)


def concentration(blamed):
    """Herfindahl index, scaled to sum 1; 0 where nobody is blamed."""
    total = blamed.sum(axis=0)
    return ratio((blamed * blamed).sum(axis=0), total * total, 0.0)


def fold(how, values):
    if how == "first":
        came = values > 0.0
        return np.where(came.any(axis=0), came.argmax(axis=0), np.nan)
    return {"sum": np.sum, "mean": np.mean, "max": np.max, "end": lambda of, axis: of[-1]}[how](values, axis=0)


def observed(world, p, record):
    share, states = p.share[:, 0], len(p.share)
    for name in STORED:
        yield name, getattr(world, name)
    means = {name: share @ getattr(world, name) for name in WEIGHTED}
    yield from means.items()
    yield "attention", world.attention_paid
    leaders = world.leads.sum(axis=0)
    yield "leaders", leaders
    yield "leaderless", leaders == 0
    yield "regime_split", world.split
    yield "solidarism", share @ (0.5 * (world.solidarism[0] + world.solidarism[1]))
    yield "blame_hhi", concentration(world.blamed[:-1])
    yield "blame_target", world.blamed[-1]
    yield "blame_bodies", world.blamed[states:-1].sum(axis=0)
    yield "displaced_persons", world.displaced * p.crisis.population
    yield "words_deeds_gap", means["words"] - means["action"]
    yield "breadth", (world.action > TAKES_PART).mean(axis=0)
    for name in ["votes_held", "votes_passed", "votes_vetoed"]:
        yield name, getattr(world, name)
    for index, id in enumerate(record.scenario.movements):
        yield f"mobilisation.{id}", world.mobilisation[index]
    for a, id in record.authorised:
        yield f"authorised.{id}", world.authorised[a]
        yield f"vetoed.{id}", world.vetoed[a]
    for a, id in record.consents:
        yield f"consent.{id}", world.consents[a]
    for a, id in record.deployed:
        yield f"deployed.{id}", world.deployed[a]
