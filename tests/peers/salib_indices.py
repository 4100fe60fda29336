"""Holds our sensitivity indices against SALib's on the same samples.

    salib_indices.py FILE

FILE is JSON, written by the test `salib_finds_the_same_indices_on_the_same_samples`: places, values and our indices. Indices
are to agree to 1e-9. Intervals are drawn by each in its own way: half of ours is to lie between 0.6 and 1.7 of half of
SALib's where that is not small.
"""

import json
import sys

import numpy as np
from SALib.analyze import morris, sobol

TOLERANCE = 1e-9


def worst(name, ours, theirs):
    """The largest difference, said; counts those that are too large."""
    ours, theirs = np.array(ours, dtype=float), np.array(theirs, dtype=float)
    off = np.abs(ours - theirs) / np.maximum(1.0, np.abs(theirs))
    print(f"{name:24} {len(ours):3} indices, at most {off.max():.1e} off")
    return int((~(off <= TOLERANCE)).sum())


def widths(name, ours, theirs):
    """Compares halves of intervals."""
    pairs = [((high - low) / 2, conf) for (low, high), conf in zip(ours, theirs) if conf > 0.01]
    ratios = [own / conf for own, conf in pairs]
    print(f"{name:24} {len(ratios):3} intervals, {min(ratios):.2f} to {max(ratios):.2f} as wide as SALib's")
    return sum(not 0.6 <= ratio <= 1.7 for ratio in ratios)


def problem(factors):
    return {"num_vars": factors, "names": [f"x{at}" for at in range(factors)], "bounds": [[0.0, 1.0]] * factors}


def of_morris(case):
    places, values = np.array(case["places"]), np.array(case["values"])
    found = morris.analyze(problem(places.shape[1]), places, values, num_levels=case["levels"], seed=1)
    wrong = sum(worst(f"morris {key}", case[key], found[key]) for key in ["mu", "mu_star", "sigma"])
    return wrong + widths("morris mu_star", case["mu_star_interval"], found["mu_star_conf"])


def of_saltelli(case):
    factors, second = case["factors"], case["second_order"]
    values = np.array(case["values"])
    found = sobol.analyze(problem(factors), values, calc_second_order=second, num_resamples=200, seed=1)
    name = "saltelli, pairs" if second else "saltelli"
    wrong = worst(f"{name} S1", case["s1"], found["S1"]) + worst(f"{name} ST", case["st"], found["ST"])
    if second:
        pairs = [found["S2"][one, other] for one in range(factors) for other in range(one + 1, factors)]
        wrong += worst(f"{name} S2", case["s2"], pairs)
    wrong += widths(f"{name} S1", case["s1_interval"], found["S1_conf"])
    return wrong + widths(f"{name} ST", case["st_interval"], found["ST_conf"])


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        cases = json.load(file)
    wrong = sum(of_morris(case) for case in cases["morris"]) + sum(of_saltelli(case) for case in cases["saltelli"])
    if wrong:
        sys.exit(f"{wrong} do not agree")


main()
