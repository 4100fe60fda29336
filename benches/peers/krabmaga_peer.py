"""The peer in krABMaga: a program of its own, which is given the scenario that the Python has read."""

import json
import subprocess
from pathlib import Path

import numpy as np

from record import Record
from scenario import ABSENT, SECTIONS

HERE = Path(__file__).resolve().parent
COLUMNS = ["mandate", "deference", "capability", "leverage", "ties", "openness", "overstretch", "interference", "stake"]
COLUMNS += ["nationals", "society", "humanity", "share", "delivery_share", "root", "assessed", "tie", "peer_weight"]


def build(room):
    """Makes the program, and says where it is."""
    room = room / "krabmaga"
    command = ["cargo", "build", "-q", "--release", "--locked", "--target-dir", room]
    subprocess.run([*command, "--manifest-path", HERE / "krabmaga" / "Cargo.toml"], check=True)
    return room / "release" / "peer-krabmaga"


class Player:
    """Plays histories, one after the other in one program."""

    def __init__(self, program, scenario, room):
        self.program, self.scenario = program, scenario
        self.file, self.record = room / "scenario.json", room / "record.json"
        self.file.write_text(json.dumps(written(scenario)))

    def play(self, replicates):
        """The record of the first histories."""
        subprocess.run([self.program, self.file, str(len(replicates)), self.record], check=True)
        found = json.loads(self.record.read_text())
        values = np.array(found["values"]).transpose(2, 1, 0)
        record = Record(self.scenario, len(replicates))
        record.months = dict(zip(found["names"], values))
        return record

    def run(self, replicates):
        """The same, recorded in memory alone."""
        subprocess.run([self.program, self.file, str(replicates)], check=True)


def written(scenario):
    """The scenario as plain lists and tables."""
    epochs = [scenario.initial]
    for numbers in scenario.numbers:
        if numbers is not epochs[-1]:
            epochs.append(numbers)
    names = ["seed", "months", "states", "bodies", "movements", "budgets", "court", "region", "members", "resets"]
    return {name: getattr(scenario, name) for name in names} | {
        "tools": [vars(tool) for tool in scenario.tools],
        "seats": [[seated.tolist() for seated in months] for months in scenario.seats],
        "blocks": [blocks.tolist() for blocks in scenario.blocks],
        "epochs": [numbers_of(numbers) for numbers in epochs],
        "epoch_of_month": [epochs.index(numbers) for numbers in scenario.numbers],
    }


def numbers_of(numbers):
    absent = {section: {} for section in SECTIONS}
    for (section, key), value in ABSENT.items():
        absent[section][key] = value
    found = {section: absent[section] | getattr(numbers, section).written for section in SECTIONS}
    found |= {name: getattr(numbers, name)[:, 0].tolist() for name in COLUMNS}
    found |= {name: getattr(numbers, name) for name in ["thickness", "quota", "entrepreneurship"]}
    found |= {name: [column[:, 0].tolist() for column in getattr(numbers, name)] for name in ["offset", "reservation"]}
    movements = [movement.written | {"reaches": movement.reaches[:, 0].tolist()} for movement in numbers.movements]
    return found | {
        "solidarism": numbers.solidarism[:, :, 0].tolist(),
        "leverage_reference": float(numbers.leverage_reference),
        "tools": [tool.written for tool in numbers.tools],
        "movements": movements,
    }
