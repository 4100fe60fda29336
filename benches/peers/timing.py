"""What each peer costs beside intsoc, as Markdown tables."""

import os
import resource
import subprocess
import tempfile
import time
import warnings
from pathlib import Path

from compare import Written, hold
from scenario import Scenario


def compare_all(given):
    with tempfile.TemporaryDirectory(prefix="intsoc-peers-") as room:
        written = play(given, Path(room) / "checked", given.checked, "--detail=months")
        scenario = Scenario(written / "manifest.json")
        peers = {name: PLAYERS[name](scenario) for name in given.peers if name in PLAYERS}
        for name, player in peers.items():
            check(name, player, Written(written))
        if peers:
            one_size_after_another(given, Path(room), peers)
        if "workbench" in given.peers:
            # Of what it could also use and does not find.
            warnings.filterwarnings("ignore", module="ema_workbench")
            from workbench import side_by_side

            side_by_side(given, Path(room), written / "manifest.json")


def numpy_player(scenario):
    from vectors import Histories

    return lambda replicates: Histories(scenario, replicates).play()


def mesa_player(scenario):
    from mesa_model import play_all

    return lambda replicates: play_all(scenario, replicates)


PLAYERS = {"numpy": numpy_player, "mesa": mesa_player}
# Histories of Mesa are all alike, one after the other: more than these add nothing but time.
MOST = {"mesa": 20}


def play(given, out, replicates, *more):
    """Has intsoc write a folder of results, by one thread."""
    command = [given.intsoc, "run", given.scenario, "--replicates", str(replicates), "--threads", "1", "-q"]
    subprocess.run([*command, "--out", out, "--force", *more], check=True)
    return out


def check(name, player, written):
    replicates = range(min(written.replicates(), MOST.get(name, written.replicates())))
    hold(name, player(replicates), written, replicates)


def cpu(run, replicates):
    """CPU seconds of so many histories, those of programs that are started for them included."""
    before, started = os.times(), time.process_time()
    run(replicates)
    after = os.times()
    children = after.children_user + after.children_system - before.children_user - before.children_system
    return time.process_time() - started + children


def one_size_after_another(given, room, peers):
    """All of them in turns, so that a busy machine is busy for all; the least of the rounds counts."""
    runs = {"intsoc": lambda replicates: play(given, room / "timed", replicates)}
    runs |= {
        name: lambda replicates, player=player: player(range(replicates)).outcomes() for name, player in peers.items()
    }
    least = {}
    for _ in range(given.rounds):
        for replicates in given.replicates:
            for name, run in runs.items():
                if replicates <= MOST.get(name, replicates):
                    seconds = cpu(run, replicates) / replicates
                    least[name, replicates] = min(seconds, least.get((name, replicates), seconds))
    few, many = given.replicates[-1], 5 * given.replicates[-1]
    rounds = range(given.rounds)
    more = [(cpu(runs["intsoc"], many) - cpu(runs["intsoc"], few)) / (many - few) for _ in rounds]
    table(given, list(runs), least, sorted(more)[len(more) // 2])


def table(given, names, least, one_more):
    print(
        f"\nCPU time of a history; in brackets, how many times that of one more history in intsoc, {1e3 * one_more:.3f} ms\n"
    )
    print("| Histories at a time |", " | ".join(str(number) for number in given.replicates), "|")
    print("|---|" + "--:|" * len(given.replicates))
    for name in names:
        cells = [least.get((name, number)) for number in given.replicates]
        said = ["" if cell is None else f"{1e3 * cell:.3g} ms ({cell / one_more:,.1f})" for cell in cells]
        print("|", TITLES[name], "|", " | ".join(said), "|")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\nMemory of the peers: at most {peak:.0f} MiB")


TITLES = {"intsoc": "intsoc, the whole program with all its files", "numpy": "NumPy", "mesa": "Mesa"}
