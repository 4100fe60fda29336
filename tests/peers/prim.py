"""Boxes of the crate's PRIM against those of the ema_workbench, on the same points with the same settings.

    prim.py FILE.json    a list of {name, points, of_interest, peel, paste, least_mass, steps}, as `tests/it/prim.rs` writes it

Ends with 1, and says where, if a step of a trajectory has other limits or other counts. `paste` null pastes nothing.
"""

import json
import sys

import numpy as np
import pandas as pd
from ema_workbench.analysis import prim


def trajectory(case):
    """The steps of the workbench, as the crate writes them."""
    points = pd.DataFrame(case["points"], dtype=float)
    points.columns = [f"x{factor}" for factor in points.columns]
    of_interest = np.array(case["of_interest"], dtype=int)
    search = prim.Prim(
        points,
        of_interest,
        threshold=1e-9,
        peel_alpha=case["peel"],
        paste_alpha=case["paste"] or 0.05,
        mass_min=case["least_mass"],
    )
    if case["paste"] is None:
        search._paste = lambda box: box
    box = search.find_box()
    for ends, (_, told) in zip(box.box_lims, box.peeling_trajectory.iterrows()):
        limits = []
        for factor, column in enumerate(points.columns):
            low, high = (
                end if end != first else None for end, first in zip(ends[column], search.box_init[column])
            )
            if low is not None or high is not None:
                limits.append([factor, low, high])
        yield {
            "limits": limits,
            "points": int(told["n"]),
            "of_interest": int(told["k"]),
            "density": told["density"],
            "coverage": told["coverage"],
            "mass": told["mass"],
        }


def differences(case):
    theirs, ours = list(trajectory(case)), case["steps"]
    if len(theirs) != len(ours):
        yield f"{len(ours)} steps, and the workbench has {len(theirs)}"
    for index, (our, their) in enumerate(zip(ours, theirs)):
        for key, value in their.items():
            same = our[key] == value if isinstance(value, (int, list)) else abs(our[key] - value) < 1e-12
            if not same:
                yield f"step {index}, {key}: {our[key]}, and the workbench has {value}"


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        cases = json.load(file)
    wrong = [f"{case['name']}: {difference}" for case in cases for difference in differences(case)]
    print("\n".join(wrong) or f"{len(cases)} samples, {sum(len(case['steps']) for case in cases)} boxes: all the same")
    sys.exit(bool(wrong))


main()
