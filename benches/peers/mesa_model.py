"""The model in Mesa 3, as its documents advise: agents of several types, one history at a time.

Every stage of a month is done by all agents of a type before the next begins (staged activation); learning from peers takes two
steps, so that all move at once. A `DataCollector` asks the model for its indicators after every month. Only luck comes from
NumPy, the months of a history at once: ChaCha8 in Python would take as long as the model.
"""

from functools import lru_cache

import numpy as np
from mesa import DataCollector, Model

from luck import Luck, key, normal
from mesa_agents import Body, Movement, State, clamp
from mesa_target import Target
from mesa_tools import Instrument
from record import TAKES_PART, Record

key = lru_cache(maxsize=None)(key)


class LuckOfHistory:
    """The luck of one history, drawn before it begins; that of votes when a text first comes to one."""

    def __init__(self, model, replicate):
        self.model, scenario = model, model.scenario
        self.replicates = [replicate] * scenario.months
        names = [f"state/{id}" for id in scenario.states]
        names += [f"agenda/{tool.id}" for tool in scenario.tools if tool.body is not None]
        names += [f"consent/{tool.id}" for tool in scenario.tools if tool.consent]
        names += ["target", "court"]
        drawn = self.draw(names, 3)
        states = len(scenario.states)
        self.noise, self.leading = normal(drawn[0, :states]).tolist(), drawn[1, :states].tolist()
        self.violence = normal(drawn[1, names.index("target")]).tolist()
        self.others = {name: drawn[:, index].tolist() for index, name in enumerate(names) if index >= states}
        self.votes = {}

    def draw(self, names, slots):
        keys = [key(self.model.scenario.seed, name) for name in names]
        months = np.arange(self.model.scenario.months, dtype=np.uint32)
        return Luck(keys, self.replicates).uniforms(months, slots)

    def of(self, name, slot):
        return self.others[name][slot][self.model.month]

    def vote(self, tool, state):
        if tool not in self.votes:
            names = [f"vote/{id}/{tool.id}" for id in self.model.scenario.states]
            self.votes[tool] = normal(self.draw(names, 1)[0]).tolist()
        return self.votes[tool][state.index][self.model.month]


class Society:
    """States that look at each other."""

    def __init__(self, indices):
        self.indices, self.total, self.weight = set(indices), 0.0, 0.0

    def take_numbers(self, thickness):
        self.thickness = thickness
        self.weight = thickness / (len(self.indices) - 1) if len(self.indices) > 1 else 0.0

    def look_at(self, values):
        self.total = sum(values[index] for index in self.indices)


class InternationalSociety(Model):
    """One history."""

    def __init__(self, scenario, replicate):
        super().__init__(seed=replicate)
        self.scenario, self.numbers, self.month = scenario, scenario.initial, -1
        self.societies = [Society(members) for members in scenario.members]
        self.take_thickness()
        self.states, self.state_at = self.create(State, scenario.states)
        self.bodies, self.body_at = self.create(Body, scenario.bodies)
        self.tools, self.tool_at = self.create(Instrument, scenario.tools)
        self.movements, self.movement_at = self.create(Movement, scenario.movements)
        self.target = Target(self)
        self.parties = [*self.states, *self.bodies, self.target]
        self.luck = LuckOfHistory(self, replicate)
        self.begin()
        self.datacollector = DataCollector(model_reporters=reporters(self))

    def create(self, kind, of):
        """All agents of a type, and the same as a list: a set of Mesa's finds an agent by its place only by counting."""
        agents = kind.create_agents(self, len(of), list(range(len(of))))
        return agents, list(agents)

    def begin(self):
        p = self.numbers
        self.displaced, self.norm_words, self.norm_deeds = p.crisis.displaced, p.norm.words, p.norm.deeds
        self.attention = self.relief_cover = self.settlement = self.deflection_effect = 0.0
        self.votes_held = self.votes_passed = self.votes_vetoed = 0
        self.hold_responsible()
        for state in self.states:
            state.deflection = 0.0
        for party in self.parties:
            party.account()
            party.blame = party.responsibility

    def step(self):
        self.month += 1
        self.play_events()
        self.suffer()
        self.pay_attention()
        self.be_good_citizens()
        self.tools.do("survey")
        self.available = [tool for tool in self.tools if tool.available]
        self.severity = self.need**self.numbers.choice.severity_exponent
        self.states.do("choose").do("show")
        self.find_leaders()
        self.tools.do("come_before_body")
        self.deliver()
        self.states.do("press")
        for stage in ["feel_pressure", "resist", "shop", "consent", "fight", "face_court"]:
            getattr(self.target, stage)()
        self.shift_blame()
        self.move_norm()
        self.datacollector.collect(self)

    def play_events(self):
        before, self.numbers = self.numbers, self.scenario.numbers[self.month]
        if self.numbers is not before:
            self.take_thickness()
            self.states.do("take_numbers")
            self.tools.do("take_numbers")
        for what, which, value in self.scenario.resets[self.month]:
            if what == "solidarism":
                self.state_at[which].solidarism = list(self.state_at[which].anchor)
            elif what == "mobilisation":
                self.movement_at[which].mobilisation = value
            else:
                setattr(self, f"norm_{what}", value)

    def take_thickness(self):
        for society, thickness in zip(self.societies, self.numbers.thickness):
            society.take_numbers(thickness)

    def suffer(self):
        """Protection, exposure, need, and the month's dead and displaced."""
        of, violence = self.numbers.crisis, self.target.violence
        exposed = 1.0
        for tool in self.tools:
            exposed *= 1.0 - tool.of.protection * tool.deployed
        self.protection = 1.0 - exposed
        self.exposure = violence * (1.0 - self.protection)
        uncovered = self.displaced * (1.0 - self.relief_cover)
        self.need = 1.0 - (1.0 - self.exposure) * (1.0 - uncovered)
        unanswered = 1.0 - (1.0 - violence) * (1.0 - self.displaced)
        self.adequacy = 1.0 - self.need / unanswered if unanswered != 0.0 else 0.0
        at_home = self.exposure * (1.0 - self.displaced)
        self.violent_deaths = of.population * of.violent_death_rate * at_home
        self.deprivation_deaths = of.population * of.deprivation_death_rate * uncovered
        returning = of.return_rate * (1.0 - violence) * self.displaced
        self.displaced = clamp(self.displaced + of.displacement_rate * at_home - returning)

    def pay_attention(self):
        of = self.numbers.attention
        goal = self.need * (of.base + (1.0 - of.base) * self.loudest())
        self.attention = clamp(self.attention + of.rate * (goal - self.attention))
        self.movements.do("mobilise")
        self.publicity = self.loudest()
        self.states.do("hear")

    def loudest(self):
        return max((movement.mobilisation for movement in self.movements), default=0.0)

    def be_good_citizens(self):
        of = self.numbers
        self.clarity_seen = self.clarity_of_mandates()
        self.let_societies_look(self.states.get("performance"))
        self.states.do("aspire")
        self.following = of.leadership.followership * (1.0 - self.without_leaders())
        self.deflection_effect = of.citizenship.deflection_effect * (1.0 - self.clarity_seen)
        self.states.do("mix")

    def let_societies_look(self, values):
        for society in self.societies:
            society.look_at(values)

    def without_leaders(self):
        left = 1.0
        for state in self.states:
            if state.leads:
                left *= 1.0 - state.root
        return left

    def find_leaders(self):
        before, after, abstain = 1.0, 1.0, self.states.get("abstains")
        for state, abstains in zip(self.states, abstain):
            state.others = before
            before *= abstains
        for state, abstains in zip(reversed(self.state_at), reversed(abstain)):
            state.others *= after
            after *= abstains
        self.states.do("weigh_leading")
        self.concertation = 1.0 - self.numbers.leadership.discord * self.without_leaders()

    def deliver(self):
        self.tools.do("resource").do("deploy")
        self.bodies.do("review")
        self.target.delay = max(0.0, self.target.delay - 1.0)
        offered = min(1.0, sum(tool.of.relief * tool.resources for tool in self.tools if tool.in_force > 0.0))
        reached = offered * (1.0 - self.numbers.target.obstruction * self.exposure)
        self.relief_cover = clamp(self.relief_cover + self.numbers.delivery.relief_rate * (reached - self.relief_cover))

    def interference(self):
        region, p = self.scenario.region, self.numbers
        if region is None:
            return 0.0
        fed = sum(float(p.interference[state, 0]) for state in self.scenario.members[region])
        return (1.0 - self.societies[region].thickness) * fed

    def fragmentation_before(self):
        return self.scenario.numbers[max(0, self.month - 1)].crisis.fragmentation

    def clarity_of_mandates(self):
        concentrated = sum(body.mandate * body.mandate for body in self.bodies)
        moved = sum(abs(body.mandate - body.own_mandate) for body in self.bodies)
        return min(1.0, self.numbers.blame.clarity * concentrated * (1.0 - 0.5 * moved))

    def hold_responsible(self):
        self.half = 0.5 * (1.0 - self.numbers.target.responsibility)
        self.all_idle = self.states.agg("idle", sum)
        self.all_mandates = self.bodies.agg("mandate", sum)

    def shift_blame(self):
        """Each party moves a share off itself, which lands on the others by plausibility."""
        self.hold_responsible()
        for party in self.parties:
            party.account()
        plausible = sum(party.plausible for party in self.parties)
        for party in self.parties:
            party.plausible /= plausible
            party.sends = party.responsibility * party.moved / (1.0 - party.plausible)
        sent = sum(party.sends for party in self.parties)
        clarity = self.clarity = self.clarity_of_mandates()
        for party in self.parties:
            received = party.plausible * (sent - party.sends) - party.responsibility * party.moved
            perceived = clarity * party.responsibility + (1.0 - clarity) * (party.responsibility + received)
            party.blame += self.numbers.blame.rate * (perceived - party.blame)

    def move_norm(self):
        of, words, deeds = self.numbers.norm, self.norm_words, self.norm_deeds
        held = sum(state.share * state.mean_solidarism for state in self.states)
        hollow = of.erosion * max(0.0, words - deeds) * words
        self.norm_words = clamp(words + of.rate * (held - words) - hollow)
        worn = of.wear * self.exposure * deeds
        self.norm_deeds = clamp(deeds + of.rate * (self.protection - deeds) - worn)
        for self.part in (0, 1):
            self.let_societies_look([state.solidarism[self.part] for state in self.states])
            self.states.do("learn").do("advance")


def reporters(model):
    """Indicators by name, as intsoc has them."""
    of_model = ["need", "violent_deaths", "deprivation_deaths", "adequacy", "relief_cover", "protection", "attention"]
    of_model += ["publicity", "concertation", "clarity", "settlement", "displaced", "norm_words", "norm_deeds"]
    of_model += ["votes_held", "votes_passed", "votes_vetoed"]
    of_target = ["violence", "pressure", "threat", "patronage", "shopped", "court_stage", "restraint"]
    means = ["action", "words", "deflection", "aspiration", "credibility", "demand", "breach"]
    found = {name: name for name in of_model}
    found |= {name: lambda model, name=name: getattr(model.target, name) for name in of_target}
    found |= {name: lambda model, name=name: weighted(model, name) for name in means}
    found |= {
        "regime_split": lambda model: model.target.split,
        "solidarism": lambda model: weighted(model, "mean_solidarism"),
        "leaders": lambda model: model.states.agg("leads", sum),
        "leaderless": lambda model: not any(model.states.get("leads")),
        "blame_hhi": concentration,
        "blame_target": lambda model: model.target.blame,
        "blame_bodies": lambda model: model.bodies.agg("blame", sum),
        "displaced_persons": lambda model: model.displaced * model.numbers.crisis.population,
        "words_deeds_gap": lambda model: weighted(model, "words") - weighted(model, "action"),
        "breadth": lambda model: sum(action > TAKES_PART for action in model.states.get("action")) / len(model.states),
    }
    return found | of_agents(model)


def of_agents(model):
    """What each movement and each instrument has of its own."""
    found, record = {}, Record(model.scenario, 0)
    for index, id in enumerate(model.scenario.movements):
        found[f"mobilisation.{id}"] = lambda model, index=index: model.movement_at[index].mobilisation
    kinds = [("authorised", record.authorised), ("vetoed", record.authorised)]
    for kind, tools in [*kinds, ("consent", record.consents), ("deployed", record.deployed)]:
        found |= {f"{kind}.{id}": lambda model, a=a, kind=kind: getattr(model.tool_at[a], kind) for a, id in tools}
    return found


def weighted(model, name):
    return sum(state.share * getattr(state, name) for state in model.states)


def concentration(model):
    blames = [party.blame for party in model.parties[:-1]]
    total = sum(blames)
    return sum((blame / total) ** 2 for blame in blames) if total != 0.0 else 0.0


def play_all(scenario, replicates):
    """One history after the other, put together as they are of other peers."""
    record, collected = Record(scenario, len(replicates)), []
    for replicate in replicates:
        model = InternationalSociety(scenario, replicate)
        for _ in range(scenario.months):
            model.step()
        collected.append(model.datacollector.get_model_vars_dataframe())
    for name in collected[0]:
        record.months[name] = np.stack([frame[name].to_numpy(dtype=float) for frame in collected], axis=1)
    return record
