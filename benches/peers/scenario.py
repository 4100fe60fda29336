"""The numbers of a scenario as intsoc itself resolved them, and what they mean in every month.

A results folder's `manifest.json` holds the whole scenario: inherited, changed, profiles laid. Its events are applied here, so
that each month has its `Numbers`: one array for each parameter, with a row for each state.
"""

import copy
import json
import math

import numpy as np

GRADED = {"value", "low", "high", "source", "grade"}
# Rules that these peers do not have; the baseline has none of them.
UNKNOWN = [
    ("citizenship", "free_riding"),
    ("citizenship", "random_goal"),
    ("attention", "fixed_demand"),
    ("choice", "donor"),
    ("leadership", "waiting"),
]
SECTIONS = ["crisis", "target", "attention", "citizenship", "choice", "leadership", "forums", "delivery", "pressure"]
SECTIONS += ["court", "blame", "norm"]
# What an absent number is where that is not 0.
ABSENT = {("attention", "focus"): 1.0, ("forums", "ratchet"): 1.0}


def plain(value):
    """Every `{ value = 0.8, low = ..., grade = ... }` as its value."""
    if isinstance(value, dict):
        if "value" in value and set(value) <= GRADED:
            return value["value"]
        return {key: plain(below) for key, below in value.items()}
    return [plain(one) for one in value] if isinstance(value, list) else value


def calendar(text):
    """Months since year 0 of a YYYY-MM."""
    year, month = text.split("-")
    return 12 * int(year) + int(month) - 1


class Section:
    """A table whose absent numbers are 0, or what switches their rule off."""

    def __init__(self, name, written):
        self.name, self.written = name, written

    def __getattr__(self, key):
        value = self.written.get(key, ABSENT.get((self.name, key), 0.0))
        setattr(self, key, value)
        return value


class Tool:
    """What is fixed about an instrument."""

    def __init__(self, id, written, bodies, budgets, start):
        if "initial" in written:
            raise SystemExit(f"instruments.{id}.initial: these peers begin with nothing in place; leave it out")
        self.id, self.budget = id, budgets.index(written["budget"])
        self.principle = int(written.get("principle") == "accountability")
        self.body = bodies.index(written["authority"]) if "authority" in written else None
        self.unauthorised = written.get("unauthorised", False)
        self.consent = written.get("consent", False)
        self.begins = calendar(written["from"]) - start if "from" in written else 0


class Scenario:
    """Who and what there is, and the numbers of every month."""

    def __init__(self, manifest, changes=()):
        with open(manifest, encoding="utf-8") as file:
            said = json.load(file)
        tree = plain(said["resolved_scenario"])
        for path, value in changes:
            put(tree, path.split("."), value)
        refuse_unknown(tree)
        self.seed = said["seed"]
        self.months = tree["scenario"]["months"]
        self.start = calendar(tree["scenario"]["start"])
        names = ["states", "bodies", "instruments", "societies", "movements"]
        self.states, self.bodies, self.instruments, self.societies, self.movements = (list(tree[of]) for of in names)
        self.lay_out(tree)
        self.play_events(tree)

    def lay_out(self, tree):
        """What no event changes."""
        budgets = list(dict.fromkeys(written["budget"] for written in tree["instruments"].values()))
        self.budgets = len(budgets)
        written = tree["instruments"].items()
        self.tools = [Tool(id, tool, self.bodies, budgets, self.start) for id, tool in written]
        self.court = self.instruments.index(tree["court"]["instrument"])
        self.members = [
            [i for i, state in enumerate(tree["states"].values()) if society in state.get("societies", [])]
            for society in self.societies
        ]
        region = tree["target"].get("region")
        self.region = None if region is None else self.societies.index(region)
        self.seats = [self.seats_of(tree, body) for body in self.bodies]
        self.blocks = [self.blockers(body) for body in tree["bodies"].values()]

    def seats_of(self, tree, body):
        """The states that sit in a body, month by month."""
        lists = tree.get("seats", {}).get(body)
        if lists is None:
            society = tree["bodies"][body].get("society")
            seated = self.members[self.societies.index(society)] if society else []
            return [np.array(seated)] * self.months
        years = [str((self.start + month) // 12) for month in range(self.months)]
        named = [set(lists.get("permanent", [])) | set(lists.get(year, [])) for year in years]
        return [np.array([i for i, id in enumerate(self.states) if id in seated]) for seated in named]

    def blockers(self, body):
        """One flag per state: may it block?"""
        of_all = {"majority": False, "consensus": True}
        if body["rule"] in of_all:
            return np.full(len(self.states), of_all[body["rule"]])
        return np.array([id in body["veto"] for id in self.states])

    def play_events(self, tree):
        """The numbers of each month, and what its events set besides them."""
        self.initial = Numbers(self, tree)
        self.numbers, self.resets = [], []
        for month in range(self.months):
            events = [event for event in tree.get("events", []) if calendar(event["date"]) == self.start + month]
            resets = [set_number(tree, path, value) for event in events for path, value in event["set"].items()]
            before = self.numbers[-1] if self.numbers else self.initial
            self.numbers.append(Numbers(self, tree) if events else before)
            self.resets.append([reset for reset in resets if reset])


class Numbers:
    """All numbers that formulas read in one month."""

    def __init__(self, scenario, tree):
        tree = copy.deepcopy(tree)
        for name in SECTIONS:
            setattr(self, name, Section(name, tree.get(name, {})))
        self.tools = [Section("instruments", written) for written in tree["instruments"].values()]
        self.movements = [Section("movements", written) for written in tree["movements"].values()]
        for movement in self.movements:
            reach = movement.written.get("reach", {})
            movement.reaches = np.array([[reach.get(id, 0.0)] for id in scenario.states])
        self.thickness = [written["thickness"] for written in tree["societies"].values()]
        self.of_bodies(list(tree["bodies"].values()))
        self.of_states(scenario, list(tree["states"].values()))
        self.of_societies(scenario)
        self.of_judgements(scenario, list(tree["states"].values()))

    def of_bodies(self, bodies):
        mandates = np.array([[body["mandate"]] for body in bodies])
        self.mandate = mandates / mandates.sum()
        self.quota = [body.get("quota", 0.0) for body in bodies]
        self.entrepreneurship = [body.get("entrepreneurship", 0.0) for body in bodies]
        self.deference = np.array([[body.get("deference", 0.0)] for body in bodies])

    def of_states(self, scenario, states):
        """One column for each parameter, to be spread over replicates."""
        for name in ["capability", "leverage", "ties", "openness", "overstretch", "interference", "stake"]:
            setattr(self, name, np.array([[state.get(name, 0.0)] for state in states]))
        for name in ["nationals", "society", "humanity"]:
            setattr(self, name, np.array([[state["constituencies"].get(name, 0.0)] for state in states]))
        all_capability = sum(self.capability[:, 0])
        self.share = self.capability / all_capability
        self.delivery_share = self.capability / (self.delivery.reference or all_capability)
        self.leverage_reference = self.pressure.reference or sum(self.leverage[:, 0])
        self.root = np.sqrt(self.capability)
        self.assessed = np.array([[math.pow(capability, self.forums.assessment)] for (capability,) in self.capability])

    def of_societies(self, scenario):
        """How thick a state's ties are, and the rows w_ij of the mean over its peers: 0 for who has none."""
        self.tie, self.peer_weight = np.zeros_like(self.share), np.zeros_like(self.share)
        rows = np.zeros((len(self.share), len(self.share)))
        for members, thickness in zip(scenario.members, self.thickness):
            self.tie[members] += thickness
            if len(members) > 1:
                self.peer_weight[members] += thickness
                rows[np.ix_(members, members)] += thickness / (len(members) - 1)
        np.fill_diagonal(rows, 0.0)
        self.tie = np.minimum(1.0, self.tie)
        self.peers = np.divide(rows, self.peer_weight, out=np.zeros_like(rows), where=self.peer_weight > 0.0)

    def of_judgements(self, scenario, states):
        """Solidarism (by component), and by instrument what its holder adds to it and what is held against it."""
        self.solidarism = np.array([mean_solidarism(state) for state in states]).T[:, :, None]
        self.offset = [np.array([[beyond_mean(state, tool)] for state in states]) for tool in scenario.tools]
        against = [[state.get("reservations", {}).get(id, 0.0) for state in states] for id in scenario.instruments]
        self.reservation = [np.array(column)[:, None] for column in against]


def components(of):
    """Solidarism as two: intervention and accountability."""
    written = of.get("solidarism", 0.0)
    if isinstance(written, dict):
        return [written.get("intervention", 0.0), written.get("accountability", 0.0)]
    return [written, written]


def mean_solidarism(state):
    """A state's solidarism: the mean of its factions by share, where it has factions."""
    factions = state.get("factions", {}).values()
    if not factions:
        return components(state)
    shares = sum(faction["share"] for faction in factions)
    return [sum(faction["share"] * components(faction)[part] for faction in factions) / shares for part in (0, 1)]


def beyond_mean(state, tool):
    """What the faction that holds an instrument adds to the state's solidarism."""
    for faction in state.get("factions", {}).values():
        if tool.id in faction.get("holds", []):
            return components(faction)[tool.principle] - mean_solidarism(state)[tool.principle]
    return 0.0


def set_number(tree, path, value):
    """Sets what a path names; returns what this sets besides a parameter when an event does it."""
    names = path.split(".")
    if "*" in names:
        raise SystemExit(f"{path}: these peers do not read events for all; name each")
    if path not in ("norm.words", "norm.deeds") and names[-1] != "mobilisation":
        put(tree, names, value)
    if path in ("norm.words", "norm.deeds"):
        return (names[1], None, value)
    if names[-1] == "mobilisation":
        return ("mobilisation", list(tree["movements"]).index(names[1]), value)
    if names[0] == "states" and names[2] in ("solidarism", "factions"):
        return ("solidarism", list(tree["states"]).index(names[1]), None)
    return None


def put(tree, names, value):
    *above, last = names
    for name in above:
        tree = tree[int(name)] if isinstance(tree, list) else tree.setdefault(name, {})
    tree[int(last) if isinstance(tree, list) else last] = value


def refuse_unknown(tree):
    if tree["scenario"].get("off"):
        raise SystemExit("scenario.off: these peers have no switches; leave it out")
    if "instrument" not in tree.get("court", {}):
        raise SystemExit("court: is missing; these peers ask for one")
    if not tree.get("movements"):
        raise SystemExit("movements: are missing; these peers ask for one")
    for section, key in UNKNOWN:
        if tree.get(section, {}).get(key, 0.0) != 0.0:
            raise SystemExit(f"{section}.{key}: a rule that these peers do not have; leave it out")
