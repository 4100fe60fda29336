"""The same sweep by `intsoc sweep` and by the ema_workbench, which calls the program or plays the NumPy model in process."""

import csv
import subprocess

import ema_workbench as workbench
import numpy as np

from compare import TOLERANCE, largest_difference
from scenario import Scenario
from vectors import Histories

# What is varied: a name, the path of the number, and its range.
VARIED = {
    "resolve": ("target.resolve", 0.3, 0.8),
    "sharpness": ("choice.sharpness", 4.0, 12.0),
    "tolerance": ("forums.tolerance", 0.08, 0.24),
    "growth": ("movements.save_darfur.growth", 1.125, 4.5),
}
OUTCOMES = ["violent_deaths", "deprivation_deaths", "displaced_end", "adequacy", "protection", "breadth", "blame_hhi"]
SIZES = [(40, 2), (40, 20), (10, 200)]


def side_by_side(given, room, manifest):
    from timing import cpu

    print("\nCPU time of a sweep; in brackets, how many times that of `intsoc sweep`\n")
    print("| Points x histories | | A history | A point |")
    print("|---|---|--:|--:|")
    for points, replicates in SIZES:
        sweep = Sweep(given, room, points, replicates)
        ways = [sweep, OfProgram(sweep, given, room), OfNumPy(sweep, manifest)]
        seconds = {way: cpu(lambda count, way=way: way.play(count), replicates) for way in ways}
        for way in ways:
            check(way, sweep)
            times = seconds[way] / seconds[sweep]
            a_history, a_point = 1e3 * seconds[way] / (points * replicates), 1e3 * seconds[way] / points
            print(
                f"| {points} x {replicates} | {way.title} | {a_history:.3g} ms ({times:.3g}) | {a_point:.3g} ms |",
                flush=True,
            )


def check(way, sweep):
    for outcome in OUTCOMES:
        off = largest_difference(way.means[outcome], sweep.means[outcome])
        if not off <= TOLERANCE:
            raise SystemExit(f"{way.title}: {outcome} is {off:.1e} off, {TOLERANCE} was allowed")


class Sweep:
    """`intsoc sweep`, which also says where its points lie."""

    title = "`intsoc sweep`"

    def __init__(self, given, room, points, replicates):
        self.program, self.file, self.out = given.intsoc, room / "sweep.toml", room / "sweep"
        ranges = [f'"{path}" = {{ from = {low}, to = {high} }}' for path, low, high in VARIED.values()]
        head = [f'scenario = "{given.scenario.resolve()}"', 'design = "latin-hypercube"', f"points = {points}"]
        self.file.write_text("\n".join([*head, f"replicates = {replicates}", "[vary]", *ranges]))

    def play(self, replicates):
        command = [self.program, "sweep", self.file, "--out", self.out, "--force", "--threads", "1", "-q"]
        subprocess.run(command, check=True)
        with open(self.out / "summary.csv", encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        self.points = [{name: float(row[name]) for name in VARIED} for row in rows]
        self.means = {outcome: np.array([float(row[outcome]) for row in rows]) for outcome in OUTCOMES}


class OfWorkbench:
    """Experiments of the workbench at the points of the sweep, one after the other."""

    def play(self, replicates):
        self.replicates = replicates
        model = workbench.Model("intsoc", function=self.experiment)
        model.uncertainties = [workbench.RealParameter(name, low, high) for name, (_, low, high) in VARIED.items()]
        model.outcomes = [workbench.ScalarOutcome(outcome) for outcome in OUTCOMES]
        scenarios = [workbench.Scenario(str(index), **point) for index, point in enumerate(self.sweep.points)]
        with workbench.SequentialEvaluator(model) as evaluator:
            _, self.means = evaluator.perform_experiments(scenarios=scenarios, log_progress=True)


class OfProgram(OfWorkbench):
    """Starts the program for every experiment, and reads its summary."""

    title = "the workbench, which starts `intsoc run`"

    def __init__(self, sweep, given, room):
        self.sweep, self.out = sweep, room / "experiment"
        self.command = [given.intsoc, "run", given.scenario, "--out", self.out, "--force", "--threads", "1", "-q"]

    def experiment(self, **numbers):
        changes = [f"--set={VARIED[name][0]}={value!r}" for name, value in numbers.items()]
        subprocess.run([*self.command, "--replicates", str(self.replicates), *changes], check=True)
        with open(self.out / "summary.csv", encoding="utf-8", newline="") as file:
            means = {row["outcome"]: float(row["mean"]) for row in csv.DictReader(file) if row["mean"]}
        return {outcome: means[outcome] for outcome in OUTCOMES}


class OfNumPy(OfWorkbench):
    """Plays the NumPy model, all histories of an experiment at once."""

    title = "the workbench, with NumPy in process"

    def __init__(self, sweep, manifest):
        self.sweep, self.manifest = sweep, manifest

    def experiment(self, **numbers):
        changes = [(VARIED[name][0], value) for name, value in numbers.items()]
        scenario = Scenario(self.manifest, changes)
        found = Histories(scenario, range(self.replicates)).play().outcomes()
        return {outcome: found[outcome].mean() for outcome in OUTCOMES}
