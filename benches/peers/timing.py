"""What each peer costs beside intsoc, as Markdown tables."""

import resource
import subprocess
import tempfile
import warnings
from pathlib import Path

from compare import Written, hold
from scenario import Scenario

TITLES = {
    "intsoc": "intsoc, the whole program with all its files",
    "numpy": "NumPy",
    "mesa": "Mesa",
    "krabmaga": "krABMaga, the whole program, without files",
}
# Histories of Mesa are all alike, one after the other: more than these add nothing but time.
MOST = {"mesa": 20}


def compare_all(given, target):
    with tempfile.TemporaryDirectory(prefix="intsoc-peers-") as room:
        room = Path(room)
        intsoc = Intsoc(given, room / "timed")
        written = room / "checked"
        intsoc.write(written, given.checked, "--detail=months")
        scenario = Scenario(written / "manifest.json")
        players = {name: player(name, scenario, room, target) for name in given.peers if name in TITLES}
        for name, peer in players.items():
            check(name, peer, Written(written))
        if players:
            one_size_after_another(given, {"intsoc": intsoc} | players)
        if "workbench" in given.peers:
            # Of what it could also use and does not find.
            warnings.filterwarnings("ignore", module="ema_workbench")
            from workbench import side_by_side

            side_by_side(given, room, written / "manifest.json")


class Intsoc:
    """The program itself, which writes a folder of results by one thread."""

    def __init__(self, given, out):
        self.out = out
        self.command = [given.intsoc, "run", given.scenario, "--threads", "1", "-q", "--force"]

    def write(self, out, replicates, *more):
        notes = subprocess.PIPE  # Of tables that end early, which no peer has.
        subprocess.run(
            [*self.command, "--replicates", str(replicates), "--out", out, *more], check=True, stderr=notes, text=True
        )

    def run(self, replicates):
        self.write(self.out, replicates)


class InProcess:
    """A peer in Python: what plays some replicates, and is asked for their outcomes."""

    def __init__(self, play):
        self.play = play

    def run(self, replicates):
        self.play(range(replicates)).outcomes()


def player(name, scenario, room, target):
    """Peers are read where they are asked for: who wants one need not have the others' tools."""
    if name == "numpy":
        from vectors import Histories

        return InProcess(lambda replicates: Histories(scenario, replicates).play())
    if name == "mesa":
        from mesa_model import play_all

        return InProcess(lambda replicates: play_all(scenario, replicates))
    from krabmaga_peer import Player, build

    return Player(build(target), scenario, room)


def check(name, peer, written):
    replicates = range(min(written.replicates(), MOST.get(name, written.replicates())))
    hold(name, peer.play(replicates), written, replicates)


def cpu(run, replicates):
    """CPU seconds of so many histories, those of programs that are started for them included."""
    before = used()
    run(replicates)
    return used() - before


def used():
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(times.ru_utime + times.ru_stime for times in map(resource.getrusage, whose))


def one_size_after_another(given, players):
    """All of them in turns, so that a busy machine is busy for all; the least of the rounds counts."""
    least = {}
    # What one more costs is lost in the noise of the start where there are few.
    few = max(200, *given.replicates)
    many = 3 * few
    for _ in range(given.rounds):
        for name, peer in players.items():
            for replicates in sorted({*given.replicates, few, many}):
                if replicates <= MOST.get(name, replicates):
                    seconds = cpu(peer.run, replicates)
                    least[name, replicates] = min(seconds, least.get((name, replicates), seconds))
    one_more = {name: (least[name, many] - least[name, few]) / (many - few) for name in players if name not in MOST}
    table(given, list(players), least, one_more)


def table(given, names, least, one_more):
    unit = one_more["intsoc"]
    print(
        f"\nCPU time of a history; in brackets, how many times {1e3 * unit:.3f} ms, that of one more history in intsoc\n"
    )
    print("| Histories at a time |", " | ".join(str(number) for number in given.replicates), "| one more |")
    print("|---|" + "--:|" * (len(given.replicates) + 1))
    for name in names:
        cells = [least[name, number] / number if (name, number) in least else None for number in given.replicates]
        cells.append(one_more.get(name))
        said = ["" if cell is None else f"{1e3 * cell:.3g} ms ({cell / unit:,.1f})" for cell in cells]
        print("|", TITLES[name], "|", " | ".join(said), "|")
