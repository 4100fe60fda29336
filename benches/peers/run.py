"""Sets up the peers, checks that each gives intsoc's own histories, and times them beside intsoc.

    python3 benches/peers/run.py --intsoc target/release/intsoc [--peers numpy,mesa] [--replicates 1,20,200,800]

Needs Python 3.11, cargo for the peer in Rust, and what both fetch, which goes into `target/peers`. One thread throughout:
CPU time is compared.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
ROOM = ROOT / "target" / "peers" / "bench"
PEERS = ["numpy", "mesa", "krabmaga", "workbench"]
ONE_THREAD = {f"{library}_NUM_THREADS": "1" for library in ["OMP", "OPENBLAS", "MKL"]}


def whole(text):
    """A whole number from 1."""
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1")
    return int(text)


def wholes(text):
    """Several, with commas between them."""
    return [whole(part) for part in text.split(",")]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--intsoc", type=Path, required=True, help="a release build of the program")
    parser.add_argument("--scenario", type=Path, default=ROOT / "scenarios" / "baseline.toml")
    parser.add_argument("--peers", default=",".join(PEERS), help="which, with commas between them")
    parser.add_argument("--replicates", type=wholes, default="1,20,200,800", help="how many histories at a time")
    parser.add_argument("--checked", type=whole, default=20, help="histories that are compared before anything is timed")
    parser.add_argument("--rounds", type=whole, default=5, help="how often each is timed; the least counts")
    given = parser.parse_args()
    given.peers, given.intsoc = given.peers.split(","), given.intsoc.resolve()
    unknown = [peer for peer in given.peers if peer not in PEERS]
    if unknown:
        parser.error(f"--peers: there is no {', '.join(unknown)}; there are {', '.join(PEERS)}")
    if not given.intsoc.is_file():
        parser.error(f"--intsoc: {given.intsoc} is not there; make it with cargo build --release")
    if not given.scenario.is_file():
        parser.error(f"--scenario: {given.scenario} is not there")
    return given


def set_up():
    """Goes on in an environment with the pinned requirements, which is made where it is missing or old."""
    python, asked = ROOM / "bin" / "python", (HERE / "requirements.txt").read_text()
    had = ROOM / "requirements.txt"
    if not (had.is_file() and had.read_text() == asked):
        print("setting up", ROOM.relative_to(ROOT), flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", ROOM], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "-r", HERE / "requirements.txt"], check=True)
        had.write_text(asked)
    if Path(sys.prefix).resolve() != ROOM.resolve():
        # OpenBLAS is to find out by itself what the processor has.
        rest = {name: value for name, value in os.environ.items() if not name.startswith("OPENBLAS_")}
        os.execve(python, [python, *sys.argv], rest | ONE_THREAD)


def main():
    given = arguments()
    set_up()
    from timing import compare_all

    compare_all(given, ROOM.parent)


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        # What it said has either been seen, or was kept.
        sys.exit(f"{error.stderr or ''}{error.cmd[0]} ended with exit code {error.returncode}")
